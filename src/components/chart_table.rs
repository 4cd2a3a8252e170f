//! What a chart draws, as a table in its place.

use leptos::prelude::*;

use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::present::charts::ChartSpec;
use crate::present::charts::table::{ordered, sheet};
use crate::present::numbers::Locale;
use crate::present::table::Column;
use crate::protocol::Export;
use crate::selection::Selection;
use crate::session::Session;

/// The table of a chart.
#[component]
pub fn ChartTable(
    /// What it holds.
    title: &'static str,
    /// Names the `<table>` for tests.
    test_id: &'static str,
    /// Its columns.
    columns: &'static [Column],
    /// The chart.
    spec: Memo<Option<ChartSpec>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let state = TableState::new(columns, Vec::new());
    let order = Memo::new({
        let locale = locale.clone();
        move |_| {
            let question = state.question(&locale);
            spec.with(|spec| spec.as_ref().map(|spec| ordered(&*spec.subject, &question)).unwrap_or_default())
        }
    });
    let drawn = Signal::derive(move || {
        order.with(|order| {
            let row = |&row: &usize| {
                spec.with_untracked(|spec| spec.as_ref().map(|spec| spec.subject.cells(row, &locale)))
                    .unwrap_or_default()
            };
            Drawn::in_sight(order, state, row)
        })
    });
    let selection_of = move |at: usize| -> Option<Selection> {
        let row = order.with_untracked(|order| order.get(at).copied())?;
        spec.with_untracked(|spec| spec.as_ref().map(|spec| spec.subject.selection_of_row(row)))
    };
    let is_selected = move |at: usize| selection_of(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| {
        if let Some(row) = selection_of(at) {
            session.toggle(row);
        }
    };
    let export = move |()| {
        let columns = untrack(move || state.shown());
        let sheet = |order: &Vec<usize>| {
            spec.with_untracked(|spec| spec.as_ref().map(|spec| sheet(&*spec.subject, order, &columns)))
        };
        Export::Sheet(order.with_untracked(sheet).unwrap_or_default())
    };
    view! {
        <DataTable title test_id state drawn is_selected on_row export export_id=test_id file=test_id />
    }
}
