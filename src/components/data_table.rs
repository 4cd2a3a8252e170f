//! A table that can be sorted and filtered, and draws only the rows in sight.

use leptos::ev::Event;
use leptos::prelude::*;
use pervisit_analysis::rows::Direction;

use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::scroll::Scroll;
use crate::present::table::{Cell, Column, Sort, next_sort};

/// Some of a table's rows: all that are in sight, and a few around them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// How many rows the filter leaves in all.
    pub total: usize,
    /// The first row's place among them.
    pub from: usize,
    /// The rows' cells.
    pub rows: Vec<Vec<Cell>>,
}

impl Drawn {
    /// The rows in sight of a table whose rows are all on the page.
    pub fn in_sight<T, K: Send + Sync + 'static>(
        all: &[T],
        state: TableState<K>,
        cells: impl Fn(&T) -> Vec<Cell>,
    ) -> Drawn {
        let (from, count) = state.wanted(all.len());
        let from = from.min(all.len());
        Drawn { total: all.len(), from, rows: all.iter().skip(from).take(count).map(cells).collect() }
    }
}

/// The least width of a column that takes the rest, in rem.
const REST: u8 = 14;
/// A text of so many bytes may not fit its cell, and shows whole when pointed at.
const LONG: usize = 24;
/// How tall the table is drawn before it has been measured.
const FIRST_HEIGHT: f64 = 480.0;

/// What a table shows: its scroll, sort and filter.
#[derive(Clone, Copy)]
pub struct TableState<K: Send + Sync + 'static> {
    /// Which column it is sorted by.
    pub sort: RwSignal<Sort<K>>,
    /// The words its rows must have.
    pub filter: RwSignal<String>,
    /// Height and top of what is in sight, in pixels.
    place: RwSignal<(f64, f64)>,
}

impl<K: Send + Sync + 'static> TableState<K> {
    /// A table at its top.
    pub fn new(sort: RwSignal<Sort<K>>, filter: RwSignal<String>) -> Self {
        TableState { sort, filter, place: RwSignal::new((FIRST_HEIGHT, 0.0)) }
    }

    /// The rows to have at hand, of so many: the first, and how many.
    pub fn wanted(self, total: usize) -> (usize, usize) {
        self.scroll(total).wanted()
    }

    fn scroll(self, total: usize) -> Scroll {
        let (height, top) = self.place.get();
        Scroll { total, height, top }
    }
}

/// The table, under a title and what can be done with it.
#[component]
pub fn DataTable<K>(
    /// What it holds.
    title: &'static str,
    /// Names the `<table>` for tests.
    test_id: &'static str,
    /// Its columns; the rows' cells are in the same order.
    columns: &'static [Column<K>],
    /// Its scroll, sort and filter.
    state: TableState<K>,
    /// The rows at hand.
    drawn: Signal<Drawn>,
    /// Whether the row at a place leads somewhere.
    #[prop(optional, into)]
    leads: Option<Callback<usize, bool>>,
    /// Goes where a row leads.
    #[prop(optional, into)]
    show: Option<Callback<usize>>,
    /// Whether the row at a place is selected.
    #[prop(optional, into)]
    is_selected: Option<Callback<usize, bool>>,
    /// Selects the row at a place, or takes it back.
    #[prop(optional, into)]
    on_row: Option<Callback<usize>>,
    /// What can be done with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    K: PartialEq + Copy + Send + Sync + 'static,
{
    let locale = expect_context::<Locale>();
    let total = Memo::new(move |_| drawn.with(|drawn| drawn.total));
    let narrowest = format!(
        "{}rem",
        columns.iter().map(|column| u32::from(if column.width == 0 { REST } else { column.width })).sum::<u32>()
    );
    let heads = columns.iter().map(|column| view! { <Head column sort=state.sort /> }).collect_view();
    let on_scroll = move |event: Event| {
        if let Some(place) = page::scrolled(&event) {
            state.place.set(place);
        }
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
    let body = move || {
        let Drawn { from, rows, .. } = drawn.get();
        let row = move |(at, cells): (usize, Vec<Cell>)| {
            let place = from + at;
            let lead = show.filter(|_| leads.is_some_and(|leads| leads.run(place)));
            let selected = move || is_selected.is_some_and(|is_selected| is_selected.run(place));
            let cells = cells.into_iter().zip(columns).enumerate().map(|(nth, (cell, column))| {
                let remark = cell.remark.map(|remark| view! { <span class="data-table-remark">{remark}</span> });
                let full = (cell.text.len() > LONG).then(|| cell.text.clone());
                let text = match (lead, on_row) {
                    (Some(show), _) if nth == 0 => view! {
                        <button type="button" class="link" title="Show its rows" on:click=move |_| show.run(place)>{cell.text}</button>
                    }
                    .into_any(),
                    (None, Some(_)) if nth == 0 => view! {
                        <button type="button" class="data-table-select" aria-pressed=move || selected().to_string()>{cell.text}</button>
                    }
                    .into_any(),
                    _ => cell.text.into_any(),
                };
                view! { <td class:figure=column.numeric title=full>{text}{remark}</td> }
            });
            // A click on the button is one on its row.
            let select = move |_| {
                if let Some(on_row) = on_row
                    && !page::is_text_selected()
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
    let count = move || match total.get() {
        1 => "1 row".to_owned(),
        total => format!("{} rows", locale.count(total)),
    };
    view! {
        <div class="data-table">
            <div class="data-table-head">
                <h3>{title}</h3>
                <span class="soft" aria-live="polite">{count}</span>
                <span class="data-table-space"></span>
                <input
                    type="search"
                    placeholder="Filter"
                    aria-label=format!("Filter {}", title.to_lowercase())
                    prop:value=move || state.filter.get()
                    on:input=move |event| state.filter.set(event_target_value(&event))
                />
                {children.map(|children| children())}
            </div>
            <div class="data-table-scroll" role="region" aria-label=title tabindex="0" on:scroll=on_scroll>
                <table
                    data-testid=test_id
                    style:min-width=narrowest
                    aria-rowcount=move || (total.get() + 1).to_string()>
                    <thead><tr aria-rowindex="1">{heads}</tr></thead>
                    <tbody aria-hidden="true"><tr class="data-table-gap"><td colspan=columns.len().to_string() style:height=above></td></tr></tbody>
                    <tbody>{body}</tbody>
                    <tbody aria-hidden="true"><tr class="data-table-gap"><td colspan=columns.len().to_string() style:height=below></td></tr></tbody>
                </table>
                {move || (total.get() == 0).then(|| view! { <p class="data-table-none">"No row has all these words."</p> })}
            </div>
        </div>
    }
}

/// A header that sorts.
#[component]
fn Head<K>(column: &'static Column<K>, sort: RwSignal<Sort<K>>) -> impl IntoView
where
    K: PartialEq + Copy + Send + Sync + 'static,
{
    let direction = move || sort.get().filter(|(key, _)| *key == column.key).map(|(_, direction)| direction);
    let aria_sort = move || match direction() {
        Some(Direction::Ascending) => "ascending",
        Some(Direction::Descending) => "descending",
        None => "none",
    };
    let width = (column.width > 0).then(|| format!("{}rem", column.width));
    let mark = move || match direction() {
        Some(Direction::Ascending) => "▴",
        Some(Direction::Descending) => "▾",
        None => "",
    };
    view! {
        <th scope="col" aria-sort=aria_sort class:figure=column.numeric style:width=width>
            <button type="button" on:click=move |_| sort.update(|sort| *sort = next_sort(*sort, column))>
                {column.label}<span class="data-table-mark" aria-hidden="true">{mark}</span>
            </button>
        </th>
    }
}
