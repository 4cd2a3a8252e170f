//! A table whose rows are in the worker: the joined ones, or those without a match.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Row;

use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::rows::{ESTIMATED, MATCHED, UNMATCHED, only_words, totals};
use crate::protocol::{Export, Request, Rows, RowsOf, Window};
use crate::selection::Selection;
use crate::session::{Session, Told};

/// Asks the worker for the rows in sight as they change.
#[component]
pub fn RowsTable(
    /// Which rows.
    of: RowsOf,
    /// The results they belong to.
    report: Arc<Report>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let cents = report.cents;
    let (title, test_id, shown, all) = match of {
        RowsOf::Matched => ("Joined rows", "merged-table", MATCHED, report.rows),
        RowsOf::Unmatched => ("Without a match", "unmatched-table", UNMATCHED, report.unmatched),
        RowsOf::Estimated => ("Estimated rows", "estimated-table", ESTIMATED, report.overall.estimated),
    };
    let (export_id, file) = match of {
        RowsOf::Matched => ("export-merged", "expense-per-visit"),
        RowsOf::Unmatched => ("export-unmatched", "unmatched"),
        RowsOf::Estimated => ("export-estimated", "estimated-visits"),
    };
    let state = TableState::new(shown.columns, Vec::new()).with_cents(cents);
    let only = move || if of == RowsOf::Matched { session.only() } else { None };
    let query = Memo::new({
        let locale = locale.clone();
        move |_| shown.query(state.question(&locale), only())
    });
    let all_rows = move |event: MouseEvent| {
        page::give_focus(&event, ".card", ".data-table-scroll");
        session.show_only(None);
    };
    let chip = move || {
        only().zip(session.results()).map(|(only, results)| {
            view! {
                <button type="button" class="chip chip-closes" data-testid="show-all" on:click=all_rows>
                    {only_words(&only, &results.report)}<span class="unseen">" Show all rows"</span>
                </button>
            }
        })
    };
    let total = RwSignal::new(None);
    let asked = move || {
        let (from, count) = state.asked(total.get(), all);
        Some(Request::Rows(Window { of, query: query.get(), from, count }))
    };
    let answer = session.told_of_table(Box::new(asked), total);
    let rows = move || match answer.get() {
        Some(Told::Rows(rows)) => Some(rows),
        _ => None,
    };
    let of_all = Signal::derive({
        let locale = locale.clone();
        move || rows().map(|rows| totals(&rows.totals, &locale, cents))
    });
    let drawn: Signal<Drawn> = Memo::new(move |_| {
        let called = session.called();
        let cells = |row: &Row| shown.cells(row, &called, &locale, cents);
        let drawn = |rows: Arc<Rows>| Drawn::told(rows.total, rows.from, &rows.rows, state, cells);
        rows().map(drawn).unwrap_or_default()
    })
    .into();
    let row = move |at: usize| {
        let rows = rows()?;
        let row = rows.rows.get(at.checked_sub(rows.from)?)?;
        Some(Selection::of_row(row.organization.clone(), row.centre_number.clone()))
    };
    let is_selected = move |at: usize| row(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| row(at).into_iter().for_each(|row| session.toggle_row(row));
    let export = move |()| {
        Export::Rows(of, query.get_untracked(), untrack(move || shown.saved(&state.shown(), &session.called())))
    };
    view! { <DataTable title test_id state drawn totals=of_all is_selected on_row export export_id file>{chip}</DataTable> }
}
