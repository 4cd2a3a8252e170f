//! The table of averages.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::report::Report;
use pervisit_analysis::sort::sorted;

use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::present::centres::{cells, saved, totals};
use crate::present::numbers::Locale;
use crate::protocol::{Export, Request};
use crate::selection::Selection;
use crate::session::{Session, Told};

/// One row a centre.
#[component]
pub fn CentresTable(
    /// The figures.
    report: Signal<Arc<Report>>,
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<Arc<CentreSummary>>>>,
    /// What is shown of them.
    state: TableState,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let numbers = move |centres: &Arc<Vec<Arc<CentreSummary>>>| {
        centres.iter().map(|summary| summary.centre.number.clone()).collect::<Vec<_>>()
    };
    let cents = report.with_untracked(|report| report.cents);
    // Where a filter leaves not all of them. In an order of its own: another sort changes no sum.
    let some = move || {
        let are_some = centres.with(|centres| centres.len()) < report.with(|report| report.centres.len());
        are_some.then(|| Request::Totals(sorted(centres.with(numbers), &Ord::cmp)))
    };
    let of_some = session.told(Box::new(some));
    let of_all = Signal::derive({
        let locale = locale.clone();
        move || {
            let sums = match of_some.get()? {
                Told::Totals(sums) => sums,
                _ => report.with(|report| report.totals),
            };
            Some(totals(&sums, &locale, cents))
        }
    });
    let drawn = Signal::derive(move || {
        let called = session.called();
        centres.with(|centres| Drawn::in_sight(centres, state, |centre| cells(centre, &called, &locale, cents)))
    });
    let export = move |()| Export::Centres(centres.with_untracked(numbers), saved(&untrack(move || state.shown())));
    let row = move |at: usize| {
        let centre = centres.with(|centres| centres.get(at).map(|summary| summary.centre.number.clone()));
        centre.map(Selection::of_centre)
    };
    let is_selected = move |at: usize| row(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| row(at).into_iter().for_each(|row| session.toggle(row));
    view! {
        <div class="card">
            <DataTable title="Centres" test_id="centres-table" state drawn totals=of_all is_selected on_row export export_id="export-centres" file="centres" />
        </div>
    }
}
