//! What stands behind estimates: how they are made, how far they are off, each with its donors.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;

use super::part::Part;
use super::rows_table::RowsTable;
use super::tick::Tick;
use crate::browser::page;
use crate::parts::part;
use crate::present::numbers::Locale;
use crate::present::policies::{accuracy, made_from};
use crate::protocol::RowsOf;
use crate::session::Session;

/// Shown where estimates are in force, and while they are made.
#[component]
pub fn Estimates(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let cancel = move |event: MouseEvent| {
        page::give_focus(&event, ".card", "[data-testid=missing-visits] :checked");
        session.cancel_estimates();
    };
    let making = move || {
        session.estimates_made().map(|per_mille| {
            view! {
                <p class="estimates-making">
                    "Estimating … "
                    <progress aria-label="Estimates made" max="1000" value=per_mille.to_string()></progress>
                    <button type="button" class="button" data-testid="cancel-estimates" on:click=cancel>"Cancel"</button>
                </p>
            }
        })
    };
    let made = Memo::new(move |_| report.with(|report| report.missing_visits == MissingVisits::Estimate));
    view! {
        {making}
        {move || made.get().then(|| view! { <Part name="What estimates are made from" load=move || of_estimates(report) /> })}
    }
}

part! {
    estimates:
    /// What is said of estimates.
    fn of_estimates(report: Signal<Arc<Report>>) -> ViewFn {
        (move || view! { <Made report /> }).into()
    }
}

#[component]
fn Made(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let of_files = report.get_untracked();
    let measured = LocalResource::new(move || {
        report.track();
        session.accuracy()
    });
    let words = {
        let locale = locale.clone();
        move || report.with(|report| report.estimates.as_ref().map(|counts| made_from(counts, &locale)))
    };
    let off = move || match measured.get() {
        None => Some("How far they are off here is being measured …".to_owned()),
        Some(measured) => measured.map(|measured| accuracy(&measured, &locale)),
    };
    let zeros = (of_files.overall.zero_visits > 0).then(|| {
        const LABEL: &str = "Estimate visits of 0 too. They are taken for a fact otherwise.";
        let on = Signal::derive(move || session.estimates_zeros());
        view! { <Tick label=LABEL test_id="estimate-zeros" on change=move |is_on| session.estimate_zeros(is_on) /> }
    });
    let estimated = Memo::new(move |_| report.with(|report| report.overall.estimated));
    let rows = move || {
        (estimated.get() > 0).then(|| {
            let hide = move |is_hidden| session.hide_estimated(is_hidden);
            view! {
                <Tick label="Hide estimated rows in charts of rows" test_id="hide-estimated" on=Signal::derive(move || session.hides_estimated()) change=hide />
                <details class="estimates-rows">
                    <summary>"Show the estimated rows and what they are estimated from"</summary>
                    <RowsTable of=RowsOf::Estimated report=report.get_untracked() />
                </details>
            }
        })
    };
    view! {
        <div class="estimates" data-testid="estimates">
            <p>{words}</p>
            <p aria-live="polite" data-testid="accuracy">{off}</p>
            {zeros}
            {rows}
        </div>
    }
}
