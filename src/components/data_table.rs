//! A table that is sorted, filtered, copied and saved, and draws only the rows in sight.

use leptos::ev::{Event, KeyboardEvent, MouseEvent, WheelEvent};
use leptos::prelude::*;
use pervisit_analysis::rows::Direction;

use super::column_choice::ColumnChoice;
use super::column_filter::ColumnFilter;
use super::table_actions::{Actions, TableActions};
use super::table_state::{Drawn, TableState};
use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::scroll::{HIGHEST_SHOWN, ROW, height_of};
use crate::present::table::{Cell, Column, label, letters, next_sort};
use crate::protocol::Export;

/// A text of so many bytes may not fit a line of its cell: it has two, and shows whole when pointed at.
const LONG: usize = 12;

/// The table, under a title and what can be done with it.
#[component]
pub fn DataTable(
    /// What it holds.
    title: &'static str,
    /// Names the `<table>` for tests.
    test_id: &'static str,
    /// Its columns, scroll, sort and filters.
    state: TableState,
    /// The rows at hand.
    drawn: Signal<Drawn>,
    /// What all rows come to, in the order of the columns.
    #[prop(optional, into)]
    totals: Option<Signal<Option<Vec<Cell>>>>,
    /// Whether the row at a place leads somewhere.
    #[prop(optional, into)]
    leads: Option<Callback<usize, bool>>,
    /// Goes where a row leads.
    #[prop(optional, into)]
    show: Option<Callback<usize>>,
    /// What a row says of it.
    #[prop(default = "Show its rows")]
    lead_title: &'static str,
    /// What is copied and saved: what is shown.
    #[prop(into)]
    export: Callback<(), Export>,
    /// Names the button that saves it as CSV for tests.
    export_id: &'static str,
    /// What its files are called.
    file: &'static str,
    /// Whether the row at a place is selected, or what it leads to is open.
    #[prop(optional, into)]
    is_selected: Option<Callback<usize, bool>>,
    /// Selects the row at a place, or takes it back.
    #[prop(optional, into)]
    on_row: Option<Callback<usize>>,
    /// What else stands above it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let columns = state.columns;
    let total = Memo::new(move |_| drawn.with(|drawn| drawn.total));
    let shown = Memo::new(move |_| state.shown());
    state.print_all(total);
    let actions = Actions::new(total, export, file, title);
    let (filters, choice) = (RwSignal::new(false), RwSignal::new(false));
    // Figures are never shortened. What was wide once stays so: columns would move while somebody scrolls.
    let longest = Memo::new(move |before: Option<&Vec<usize>>| {
        let mut longest = before.cloned().unwrap_or_else(|| vec![0; columns.len()]);
        let mut see = |cells: &Vec<Cell>, room: fn(&Cell, &Column) -> usize| {
            let cells = cells.iter().zip(columns);
            longest
                .iter_mut()
                .zip(cells)
                .for_each(|(longest, (cell, column))| *longest = room(cell, column).max(*longest));
        };
        drawn.with(|drawn| drawn.rows.iter().for_each(|row| see(row, Cell::room)));
        if let Some(totals) = totals {
            // What is said of a sum stands below it.
            totals.with(|totals| totals.iter().for_each(|sums| see(sums, |sum, _| letters(&sum.text))));
        }
        longest
    });
    let narrowest = move || {
        let width = |&at: &usize| longest.with(|longest| columns[at].room(longest[at]));
        shown.with(|shown| format!("calc({})", shown.iter().map(width).collect::<Vec<_>>().join(" + ")))
    };
    let across = move || shown.with(|shown| shown.len().to_string());
    let heads = move || shown.get().into_iter().map(|at| view! { <Head at state longest /> }).collect_view();
    let fields = move || {
        let fields = || shown.get().into_iter().map(|at| view! { <ColumnFilter at state test_id /> }).collect_view();
        filters.get().then(|| view! { <tr class="data-table-filters">{fields()}</tr> })
    };
    let above = move || {
        let from = drawn.with(|drawn| drawn.from);
        format!("{}px", state.scroll(total.get()).place(from))
    };
    let below = move || {
        let end = drawn.with(|drawn| drawn.from + drawn.rows.len());
        let scroll = state.scroll(total.get());
        let left = if end >= total.get() { 0.0 } else { (scroll.full_height() - scroll.place(end)).max(0.0) };
        format!("{left}px")
    };
    // The rows are one stop of Tab: the one that had the focus, or else the first in sight. The arrows go from one to the
    // next.
    let focused = RwSignal::new(None::<usize>);
    // Where a key has sent the focus: to a row that may not be drawn yet.
    let sought = StoredValue::new(None::<usize>);
    let stop = Memo::new(move |_| {
        let (from, end) = drawn.with(|drawn| (drawn.from, drawn.from + drawn.rows.len()));
        let first = state.scroll(total.get()).first_whole().clamp(from, end.saturating_sub(1).max(from));
        focused.get().filter(|at| (from..end).contains(at)).unwrap_or(first)
    });
    let body = move || {
        let Drawn { from, rows, .. } = drawn.get();
        let shown = shown.get();
        page::keep_focused_row();
        sought
            .get_value()
            .filter(|at| (from..from + rows.len()).contains(at))
            .into_iter()
            .for_each(page::focus_row_soon);
        let row = |(at, mut cells): (usize, Vec<Cell>)| {
            let place = from + at;
            let lead = show.filter(|_| leads.is_some_and(|leads| leads.run(place)));
            let selected = move || is_selected.is_some_and(|is_selected| is_selected.run(place));
            let tabindex = move || if stop.get() == place { "0" } else { "-1" };
            let called = label(columns, &shown, &cells);
            let has_button = lead.is_some() || on_row.is_some();
            let cells = shown.iter().enumerate().map(|(nth, &at)| {
                let cell = cells.get_mut(at).map(std::mem::take).unwrap_or_default();
                let full = (!columns[at].is_of_figures()).then(|| cell.all()).filter(|all| all.len() > LONG);
                // What the row's button says is not said once more.
                let is_said = (nth == 0 && has_button && called.is_some()).then_some("true");
                let remark =
                    cell.remark.map(|remark| view! { <span class="data-table-remark" aria-hidden=is_said>{remark}</span> });
                let text = match &full {
                    Some(_) if cell.text.len() > LONG => view! { <span class="data-table-text">{cell.text}</span> }.into_any(),
                    _ => cell.text.into_any(),
                };
                // A row that says whether it is selected opens what it leads to.
                let opens = is_selected.map(|_| move || selected().to_string());
                let text = match (lead, on_row) {
                    (Some(show), _) if nth == 0 => view! {
                        <button type="button" class="link" tabindex=tabindex title=lead_title aria-label=called.clone() aria-expanded=opens on:click=move |_| show.run(place)>{text}</button>
                    }
                    .into_any(),
                    (None, Some(_)) if nth == 0 => view! {
                        <button type="button" class="data-table-select" tabindex=tabindex aria-label=called.clone() aria-pressed=move || selected().to_string()>{text}</button>
                    }
                    .into_any(),
                    _ => text,
                };
                let role = (nth == 0).then_some("rowheader");
                view! { <td role=role class:figure=columns[at].is_of_figures() title=full>{text}{remark}</td> }
            });
            // A click on the button is one on its row.
            let select = move |_| {
                if let Some(on_row) = on_row
                    && !page::has_selection()
                {
                    on_row.run(place);
                }
            };
            view! {
                <tr
                    aria-rowindex=(place + 2).to_string()
                    class:data-table-row=on_row.is_some()
                    class:data-table-selected=selected
                    on:click=select
                >
                    {cells.collect_view()}
                </tr>
            }
        };
        rows.into_iter().enumerate().map(row).collect_view()
    };
    let last = move || {
        let mut cells = totals.and_then(|totals| totals.get()).filter(|_| total.get() > 0)?;
        let cells = shown.get().into_iter().enumerate().map(|(nth, at)| {
            let Cell { text, remark } = cells.get_mut(at).map(std::mem::take).unwrap_or_default();
            let full = Some(text.clone()).filter(|text| !text.is_empty());
            let remark = remark.map(|remark| view! { <span class="data-table-of">{remark}</span> });
            match nth {
                0 => view! { <th scope="row">{text}{remark}</th> }.into_any(),
                _ => view! { <td class:figure=columns[at].is_of_figures() title=full>{text}{remark}</td> }.into_any(),
            }
        });
        let index = (total.get() + 2).to_string();
        Some(view! { <tfoot><tr aria-rowindex=index>{cells.collect_view()}</tr></tfoot> })
    };
    let indexed = move || total.get() + 1 + usize::from(totals.is_some_and(|totals| totals.with(Option::is_some)));
    // Out of sight it takes no time where its height is known without it.
    let is_long = move || height_of(indexed()) >= HIGHEST_SHOWN;
    let count = {
        let locale = locale.clone();
        move || locale.counted(total.get(), "row", "rows")
    };
    let filtered = {
        let locale = locale.clone();
        Memo::new(move |_| state.filtered(&locale))
    };
    let is_filtered = move || filtered.get() > 0 || !state.words.with(String::is_empty);
    let none = move || {
        let why = match (filtered.get(), state.words.with(String::is_empty)) {
            (0, true) => "There are no rows.",
            (0, false) => "No row has all these words.",
            _ => "No row passes these filters.",
        };
        (total.get() == 0).then(|| view! { <p class="data-table-none">{why}</p> })
    };
    let on_scroll = move |event: Event| state.scrolled(&event, total.get_untracked());
    let on_wheel = move |event: WheelEvent| {
        state.go_down(&event, total.get_untracked(), |height| page::wheeled(&event, ROW, height));
    };
    let on_key = move |event: KeyboardEvent| {
        if page::is_in_field(&event) || event.alt_key() {
            return;
        }
        let is_command = event.ctrl_key() || event.meta_key();
        if is_command && event.key().eq_ignore_ascii_case("c") && !page::has_selection() {
            event.prevent_default();
            actions.copy(&locale);
        } else if !is_command && !page::to_next_row(&event) {
            let total = total.get_untracked();
            let rows = untrack(|| state.scroll(total).page());
            let to = page::row_of(&event).and_then(|at| further(&event.key(), at, rows, total));
            sought.set_value(to);
            match to {
                Some(row) => {
                    state.go_to(&event, total, row);
                    page::focus_row_soon(row);
                }
                None => state.go_down(&event, total, |height| down(&event.key(), height)),
            }
        }
    };
    let filters_label = move || match filtered.get() {
        0 => "Filters".to_owned(),
        some => format!("Filters ({some})"),
    };
    view! {
        <div class="data-table">
            <div class="data-table-head">
                <h3>{title}</h3>
                <span class="soft">{count.clone()}</span>
                <span class="unseen" aria-live="polite">{move || is_filtered().then(|| format!("{title}: {}", count()))}</span>
                <span class="data-table-said soft" role="status">{move || actions.said()}</span>
                {children.map(|children| children())}
                <input
                    type="search"
                    placeholder="Filter"
                    aria-label=format!("Filter {}", title.to_lowercase())
                    prop:value=move || state.words.get()
                    on:input=move |event| state.words.set(event_target_value(&event))
                />
                <button type="button" class="button" class:data-table-filtered=move || { filtered.get() > 0 } aria-expanded=move || filters.get().to_string() on:click=move |_| filters.update(|open| *open = !*open)>{filters_label}<span class="unseen">" of "{title}</span></button>
                <button type="button" class="button" aria-expanded=move || choice.get().to_string() on:click=move |_| choice.update(|open| *open = !*open)>"Columns"<span class="unseen">" of "{title}</span></button>
                <TableActions actions export_id />
            </div>
            {move || choice.get().then(|| view! { <ColumnChoice title state /> })}
            <div
                class="data-table-scroll"
                class:data-table-aside=state.is_aside
                class:data-table-long=is_long
                role="group"
                aria-label=title
                tabindex="0"
                on:scroll=on_scroll
                on:wheel=on_wheel
                on:keydown=on_key
                on:focusout=move |_| sought.set_value(None)>
                <table data-testid=test_id aria-label=title style:min-width=narrowest aria-rowcount=move || indexed().to_string()>
                    <thead><tr aria-rowindex="1">{heads}</tr>{fields}</thead>
                    <tbody aria-hidden="true"><tr class="data-table-gap"><td colspan=across style:height=above></td></tr></tbody>
                    <tbody on:focusin=move |event| focused.set(page::row_of(&event))>{body}</tbody>
                    <tbody aria-hidden="true"><tr class="data-table-gap"><td colspan=across style:height=below></td></tr></tbody>
                    {last}
                </table>
                {none}
            </div>
        </div>
    }
}

/// How many pixels of rows a key goes down, where so many are in sight.
fn down(key: &str, height: f64) -> Option<f64> {
    match key {
        "ArrowDown" => Some(ROW),
        "ArrowUp" => Some(-ROW),
        "PageDown" => Some(height - ROW),
        "PageUp" => Some(ROW - height),
        "Home" => Some(f64::NEG_INFINITY),
        "End" => Some(f64::INFINITY),
        _ => None,
    }
}

/// The row that a key leads to from one of so many, in pages of so many.
fn further(key: &str, at: usize, page: usize, total: usize) -> Option<usize> {
    let last = total.checked_sub(1)?;
    match key {
        "PageDown" => Some((at + page).min(last)),
        "PageUp" => Some(at.saturating_sub(page)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// A header that sorts; with the Shift key, by its column too.
#[component]
fn Head(at: usize, state: TableState, longest: Memo<Vec<usize>>) -> impl IntoView {
    let column = &state.columns[at];
    // Its rank among the columns sorted by, and how.
    let key = move || {
        state.sort.with(|sort| {
            let rank = sort.iter().position(|&(other, _)| other == at)?;
            Some((rank, sort[rank].1, sort.len() > 1))
        })
    };
    let aria_sort = move || match key() {
        Some((0, Direction::Ascending, _)) => "ascending",
        Some((0, Direction::Descending, _)) => "descending",
        _ => "none",
    };
    let width = move || (column.width > 0).then(|| longest.with(|longest| column.room(longest[at])));
    let mark = move || {
        let (rank, direction, is_one_of_several) = key()?;
        let mark = if direction == Direction::Ascending { "▴" } else { "▾" };
        Some(if is_one_of_several { format!("{mark}{}", rank + 1) } else { mark.to_owned() })
    };
    let spoken = move || {
        let (rank, direction, _) = key().filter(|(rank, ..)| *rank > 0)?;
        let word = if direction == Direction::Ascending { "ascending" } else { "descending" };
        Some(format!("{}. Then sorted by, key {}, {word}.", column.meaning, rank + 1))
    };
    let sort = move |adds: bool| state.sort.update(|sort| *sort = next_sort(sort, at, column, adds));
    let on_key = move |event: KeyboardEvent| {
        if event.shift_key() && event.key() == "Enter" {
            event.prevent_default();
            sort(true);
        }
    };
    view! {
        <th
            scope="col"
            data-label=column.label
            aria-sort=aria_sort
            class:figure=column.is_of_figures()
            class:data-table-key=move || key().is_some()
            style:width=width>
            <button
                type="button"
                title=format!("{}. Click to sort, Shift and click to sort by several columns.", column.meaning)
                aria-description=spoken
                on:click=move |event: MouseEvent| sort(event.shift_key())
                on:keydown=on_key>
                {column.label}<span class="data-table-mark" aria-hidden="true">{mark}</span>
            </button>
        </th>
    }
}
