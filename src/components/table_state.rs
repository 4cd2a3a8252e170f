//! What a table shows: its sort, filters, columns and scroll, and the rows at hand.

use leptos::ev::Event;
use leptos::prelude::*;
use pervisit_analysis::rows::Condition;

use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::scroll::{HIGHEST_SHOWN, Scroll, height_of};
use crate::present::table::{Cell, Column, Question, Sort, condition};

/// Some of a table's rows: all that are in sight, and a few around them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// How many rows the filters leave in all.
    pub total: usize,
    /// The first row's place among them.
    pub from: usize,
    /// The rows' cells, in the order of all columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Drawn {
    /// The rows in sight of a table whose rows are all on the page.
    pub fn in_sight<T>(all: &[T], state: TableState, cells: impl Fn(&T) -> Vec<Cell>) -> Drawn {
        let (from, count) = state.wanted(all.len());
        let from = from.min(all.len());
        Drawn { total: all.len(), from, rows: all.iter().skip(from).take(count).map(cells).collect() }
    }

    /// The rows that the worker has told, of so many and from one on: all of them, or where they are all there are, those
    /// in sight.
    pub fn told<T>(total: usize, from: usize, rows: &[T], state: TableState, cells: impl Fn(&T) -> Vec<Cell>) -> Drawn {
        if rows.len() == total {
            Drawn::in_sight(rows, state, cells)
        } else {
            Drawn { total, from, rows: rows.iter().map(cells).collect() }
        }
    }
}

/// So many rows some pages of paper hold.
const PRINTED: usize = 500;

/// What a table shows. Copy it around.
#[derive(Clone, Copy)]
pub struct TableState {
    /// Its columns; rows have a cell for each.
    pub columns: &'static [Column],
    /// Whether it shows expenses with cents.
    cents: bool,
    /// Which columns it is sorted by.
    pub sort: RwSignal<Sort>,
    /// The words its rows must have.
    pub words: RwSignal<String>,
    /// What is typed above each column.
    pub typed: RwSignal<Vec<String>>,
    /// Which columns are left out.
    pub hidden: RwSignal<Vec<bool>>,
    /// Height and top of what is in sight, in pixels.
    place: RwSignal<(f64, f64)>,
    /// Whether it is scrolled sideways, so that its first column has to stay in sight.
    pub is_aside: RwSignal<bool>,
    /// The top of a table that is scrolled in proportion, with its fraction of a pixel; none once the
    /// browser has scrolled it elsewhere.
    exact: StoredValue<Option<f64>>,
}

impl TableState {
    /// A table at its top, sorted by some columns.
    pub fn new(columns: &'static [Column], sort: Sort) -> Self {
        TableState {
            columns,
            cents: false,
            sort: RwSignal::new(sort),
            words: RwSignal::new(String::new()),
            typed: RwSignal::new(vec![String::new(); columns.len()]),
            hidden: RwSignal::new(columns.iter().map(|column| column.extra).collect()),
            place: RwSignal::new((HIGHEST_SHOWN, 0.0)),
            is_aside: RwSignal::new(false),
            exact: StoredValue::new(None),
        }
    }

    /// The same table, where expenses are shown with cents or without.
    pub fn with_cents(self, cents: bool) -> Self {
        TableState { cents, ..self }
    }

    /// What is typed above a column, as a condition.
    pub fn condition(self, at: usize, typed: &str, locale: &Locale) -> Result<Option<Condition>, ()> {
        condition(typed, &self.columns[at], locale, self.cents)
    }

    /// Which rows are asked for, in which order.
    pub fn question(self, locale: &Locale) -> Question {
        Question { words: self.words.get(), conditions: self.conditions(locale), sort: self.sort.get() }
    }

    /// What is typed above the columns. What can't be read as a range asks for nothing.
    fn conditions(self, locale: &Locale) -> Vec<(usize, Condition)> {
        self.typed.with(|typed| {
            let read = |(at, typed): (usize, &String)| Some((at, self.condition(at, typed, locale).ok()??));
            typed.iter().enumerate().filter_map(read).collect()
        })
    }

    /// Shows a column or hides it. Nobody sees what is filtered or sorted by one that is hidden.
    pub fn show(self, at: usize, is_shown: bool) {
        if !is_shown {
            self.typed.update(|typed| typed[at].clear());
            self.sort.update(|sort| sort.retain(|&(by, _)| by != at));
        }
        self.hidden.update(|hidden| hidden[at] = !is_shown);
    }

    /// The places of the columns that are shown.
    pub fn shown(self) -> Vec<usize> {
        self.hidden.with(|hidden| (0..hidden.len()).filter(|&at| !hidden[at]).collect())
    }

    /// How many columns have a condition above them that can be read.
    pub fn filtered(self, locale: &Locale) -> usize {
        self.conditions(locale).len()
    }

    /// The rows to have at hand, of so many: the first, and how many.
    pub fn wanted(self, total: usize) -> (usize, usize) {
        self.scroll(total).wanted()
    }

    /// The rows to ask of the worker: those to have at hand, of so many as there are before it has told how many. Once it
    /// is known that paper holds them, all of them: when they are printed, there is no time to ask.
    pub fn asked(self, told: Option<usize>, at_first: usize) -> (usize, usize) {
        match told {
            Some(total) if total <= PRINTED => (0, PRINTED),
            told => self.wanted(told.unwrap_or(at_first)),
        }
    }

    /// Where its rows stand, of so many.
    pub fn scroll(self, total: usize) -> Scroll {
        let (height, top) = self.place.get();
        Scroll { total, height, top }
    }

    /// The table has been scrolled.
    pub fn scrolled(self, event: &Event, total: usize) {
        if let Some(scroll) = self.measured(event, total) {
            self.place.set((scroll.height, scroll.top));
        }
        let is_aside = page::is_aside(event);
        if is_aside != self.is_aside.get_untracked() {
            self.is_aside.set(is_aside);
        }
    }

    /// Where a browser would scroll a very long table by thousands of rows, moves it by pixels of rows.
    pub fn go_down(self, event: &Event, total: usize, pixels: impl FnOnce(f64) -> Option<f64>) {
        let Some(scroll) = self.measured(event, total) else { return };
        let moved = pixels(scroll.height).and_then(|pixels| scroll.moved(pixels));
        if let Some(top) = moved.filter(|&top| top != scroll.top) {
            self.scroll_to(event, scroll, top);
        }
    }

    /// Brings a row in sight, in place of what the browser would do.
    pub fn go_to(self, event: &Event, total: usize, row: usize) {
        let Some(scroll) = self.measured(event, total) else { return };
        self.scroll_to(event, scroll, scroll.showing(row));
    }

    /// All rows of a table that is not too long for paper, until it is printed.
    pub fn print_all(self, total: Memo<usize>) {
        let before = StoredValue::new(None);
        let print = window_event_listener_untyped("beforeprint", move |_| {
            if total.get_untracked() <= PRINTED && before.with_value(Option::is_none) {
                before.set_value(Some(self.place.get_untracked()));
                self.place.set((height_of(PRINTED), 0.0));
            }
        });
        let go_on = window_event_listener_untyped("afterprint", move |_| {
            if let Some(place) = before.try_update_value(Option::take).flatten() {
                self.place.set(place);
            }
        });
        on_cleanup(move || [print, go_on].into_iter().for_each(|listener| listener.remove()));
    }

    fn scroll_to(self, event: &Event, scroll: Scroll, top: f64) {
        self.exact.set_value(Some(top));
        self.place.set((scroll.height, top));
        page::scroll_instead(event, top);
    }

    fn measured(self, event: &Event, total: usize) -> Option<Scroll> {
        let (height, top) = page::scrolled(event)?;
        let exact = self.exact.get_value().filter(|exact| (exact - top).abs() < 1.0);
        self.exact.set_value(exact);
        Some(Scroll { total, height, top: exact.unwrap_or(top) })
    }
}
