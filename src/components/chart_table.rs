//! What a chart draws, as a table in its place.

use leptos::prelude::*;

use super::chart::Names;
use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::present::charts::ChartSpec;
use crate::present::charts::table::{cells, ordered, sheet};
use crate::present::numbers::Locale;
use crate::present::table::Column;
use crate::protocol::Export;
use crate::selection::Selection;
use crate::session::Session;

/// The table of a chart.
#[component]
pub fn ChartTable(
    /// What the chart is called.
    names: Names,
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
            let ordered = |spec: &ChartSpec| ordered(&*spec.subject, &state.question(&locale));
            spec.with(|spec| spec.as_ref().map(ordered).unwrap_or_default())
        }
    });
    let drawn = Signal::derive(move || {
        order.with(|order| {
            spec.with(|spec| {
                let cells = |&row: &usize| spec.as_ref().map(|spec| cells(&*spec.subject, row, &locale));
                Drawn::in_sight(order, state, |row| cells(row).unwrap_or_default())
            })
        })
    });
    let selection_of = move |at: usize| -> Option<Selection> {
        let row = order.with(|order| order.get(at).copied())?;
        spec.with(|spec| spec.as_ref().map(|spec| spec.subject.selection_of_row(row)))
    };
    let is_selected = move |at: usize| selection_of(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| untrack(|| selection_of(at)).into_iter().for_each(|row| session.toggle(row));
    let export = move |()| {
        let shown = untrack(move || state.shown());
        let sheet = |spec: &ChartSpec| order.with_untracked(|order| sheet(&*spec.subject, order, &shown));
        Export::Sheet(spec.with_untracked(|spec| spec.as_ref().map(sheet).unwrap_or_default()))
    };
    let Names { title, table, export: export_id, file, .. } = names;
    view! { <DataTable title test_id=table state drawn is_selected on_row export export_id file /> }
}
