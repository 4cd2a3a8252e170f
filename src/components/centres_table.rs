//! The table of averages.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;

use super::data_table::{DataTable, Drawn, TableState};
use crate::present::centres::{COLUMNS, CentreColumn, cells};
use crate::present::numbers::Locale;
use crate::present::table::Sort;
use crate::protocol::Export;
use crate::selection::Selection;
use crate::session::Session;

/// One row a centre.
#[component]
pub fn CentresTable(
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<CentreSummary>>>,
    /// What they are sorted by.
    sort: RwSignal<Sort<CentreColumn>>,
    /// The words they must have.
    filter: RwSignal<String>,
    /// Whether expenses are shown with cents.
    cents: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let state = TableState::new(sort, filter);
    let drawn = Signal::derive(move || {
        centres.with(|centres| Drawn::in_sight(centres, state, |centre| cells(centre, &locale, cents)))
    });
    let export = move |_| {
        let numbers =
            centres.with_untracked(|centres| centres.iter().map(|summary| summary.centre.number.clone()).collect());
        session.export(Export::Centres(numbers), "centres.csv");
    };
    let row = move |at: usize| {
        let centre = centres.with(|centres| centres.get(at).map(|summary| summary.centre.number.clone()));
        centre.map(Selection::of_centre)
    };
    let is_selected = move |at: usize| row(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| row(at).into_iter().for_each(|row| session.toggle(row));
    view! {
        <div class="card">
            <DataTable title="Centres" test_id="centres-table" columns=&COLUMNS state drawn is_selected on_row>
                <button type="button" class="button" data-testid="export-centres" on:click=export>"Save as CSV"</button>
            </DataTable>
        </div>
    }
}
