//! Stage 4: how expense is spread over regions, and how it would be spread by need.

use leptos::prelude::*;

use super::allocation::Allocation;
use super::later::Later;
use super::part::Part;
use super::region_heatmap::RegionHeatmap;
use super::region_sankey::RegionSankey;
use super::region_treemap::RegionTreemap;
use super::regions_table::RegionsTable;
use super::sentences::Sentences;
use super::stage::Stage;
use crate::parts::part;
use crate::present::numbers::Locale;
use crate::present::regions::{Source, sentences};
use crate::present::sentences::Part;
use crate::session::{Regions, Session};

part! {
    regions:
    /// The stage.
    fn stage(regions: Signal<Regions>) -> ViewFn {
        (move || view! { <Drawn regions /> }).into()
    }
}

/// The regions in force, once what draws them is there.
#[component]
pub fn RegionsStage(regions: Signal<Regions>) -> impl IntoView {
    view! { <Part name="Regions" load=move || stage(regions) /> }
}

/// The regions in force. Another policy leaves everything as it was set.
#[component]
fn Drawn(regions: Signal<Regions>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let cents = untrack(|| session.results().is_some_and(|results| results.report.cents));
    let said = move || {
        let report = regions.get().report;
        let source = Source { file: &report.file, column: report.column.as_deref(), populations: report.populations };
        let sentences = sentences(&report.regions, source, &locale, cents).into_iter();
        let sentences = sentences.map(|sentence| vec![Part::Text(sentence)]).collect();
        view! { <Sentences sentences test_id="regions-said" /> }
    };
    view! {
        <Stage number=4 title="Regions">
            {said}
            <RegionsTable regions cents />
            <Allocation regions />
            <Later><RegionHeatmap regions /></Later>
            <Later><Later><RegionTreemap /></Later></Later>
            <Later><Later><Later><RegionSankey /></Later></Later></Later>
        </Stage>
    }
}
