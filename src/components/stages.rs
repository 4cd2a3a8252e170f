//! The stages that have become possible with the files there are.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;

use super::check::Check;
use super::part::Part;
use super::regions_stage::RegionsStage;
use super::results::Results;
use crate::parts::part;
use crate::present::numbers::Locale;
use crate::session::{self, Regions, Session};

/// What matched, the figures and, where they are known, the regions.
#[component]
pub fn Stages() -> impl IntoView {
    let session = expect_context::<Session>();
    let results = Memo::new(move |_| session.results());
    let of_files = Memo::new(move |_| results.with(|results| results.as_ref().map(|results| results.files)));
    // Other files start anew; another policy leaves everything as it was set.
    let stages = move || {
        of_files.get()?;
        let first = results.get_untracked()?;
        let has_rows = first.report.rows > 0;
        let in_force = Memo::new(move |before: Option<&session::Results>| {
            let now = results.get().filter(|now| now.files == first.files);
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        });
        let report = Signal::derive(move || in_force.with(|results| Arc::clone(&results.report)));
        Some(view! { <Part name="The results" load=move || of_both(report, has_rows) /> })
    };
    let regions = Memo::new(move |_| session.regions());
    let of_regions = Memo::new(move |_| {
        let has_rows = results.with(|results| results.as_ref().is_some_and(|results| results.report.rows > 0));
        regions.with(|regions| regions.as_ref().filter(|_| has_rows).map(|regions| regions.files))
    });
    let stage_of_regions = move || {
        of_regions.get()?;
        let first = regions.get_untracked()?;
        let in_force = Memo::new(move |before: Option<&Regions>| {
            let now = regions.get().filter(|now| now.files == first.files);
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        });
        Some(view! { <RegionsStage regions=in_force.into() /> })
    };
    view! {
        <p class="unseen" role="status">{move || results.with(|results| results.as_ref().map(said))}</p>
        {stages}
        {stage_of_regions}
    }
}

/// That there are results, for those who do not see them come.
fn said(results: &session::Results) -> String {
    let (rows, locale) = (results.report.rows, expect_context::<Locale>());
    format!(
        "The files are joined: {} of {} pairs match.",
        locale.count(rows),
        locale.count(rows + results.report.unmatched)
    )
}

part! {
    results, fetched by fetch:
    /// What matched, and the figures.
    fn of_both(report: Signal<Arc<Report>>, has_rows: bool) -> ViewFn {
        (move || {
            view! {
                <Check report />
                {has_rows.then(|| view! { <Results report /> })}
            }
        })
        .into()
    }
}
