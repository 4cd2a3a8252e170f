//! What a chart draws, as a table.

use std::borrow::Cow;

use pervisit_analysis::columns::{Kind, Value};
use pervisit_analysis::export::Made;

use crate::present::numbers::Locale;
use crate::present::table::{Cell, Column, Question, answer};
use crate::selection::Selection;

/// How the figures of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// As unit costs.
    #[default]
    Cost,
    /// As amounts and counts.
    Plain,
    /// As per cent.
    Share,
    /// Without decimals.
    Whole,
}

impl Written {
    fn write(self, locale: &Locale, figure: f64) -> String {
        match self {
            Written::Cost => locale.cost(figure),
            Written::Plain => locale.plain(figure),
            Written::Share => locale.percent(figure),
            Written::Whole => locale.fixed(figure, 0),
        }
    }
}

/// Something that can be shown as a table.
pub trait Tabular {
    /// The table's columns.
    fn columns(&self) -> &'static [Column];

    /// How many rows it has.
    fn rows(&self) -> usize;

    /// What stands in a row and a column.
    fn value(&self, row: usize, column: usize) -> Value<'_>;

    /// How the figures of a column are written.
    fn written(&self, _column: usize) -> Written {
        Written::Cost
    }

    /// What is selected with a row.
    fn selection_of_row(&self, row: usize) -> Selection;
}

/// The places of the rows that a question leaves, in its order.
pub fn ordered(table: &dyn Tabular, question: &Question) -> Vec<usize> {
    answer(table.columns(), table.rows(), question, &|row, column| table.value(row, column))
}

/// A row's cells.
pub fn cells(table: &dyn Tabular, row: usize, locale: &Locale) -> Vec<Cell> {
    let cell = |column| match table.value(row, column) {
        Value::Text(text) => Cell::new(text),
        Value::Figure(figure) => {
            Cell::new(locale.or_unknown(figure, |locale, figure| table.written(column).write(locale, figure)))
        }
    };
    (0..table.columns().len()).map(cell).collect()
}

/// Some rows and columns, to be written.
pub fn made(table: &dyn Tabular, rows: &[usize], columns: &[usize]) -> Made {
    let kind = |column: usize| match table.written(column) {
        _ if !table.columns()[column].numeric => Kind::Text,
        Written::Plain => Kind::Amount,
        Written::Cost | Written::Share | Written::Whole => Kind::Ratio,
    };
    let value = |row: usize, column: usize| match table.value(row, column) {
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Figure(figure) => Value::Figure(figure),
    };
    Made {
        columns: columns.iter().map(|&at| (table.columns()[at].meaning.to_owned(), kind(at))).collect(),
        rows: rows.iter().map(|&row| columns.iter().map(|&column| value(row, column)).collect()).collect(),
    }
}

/// A text.
pub(super) fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A count.
#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
pub(super) fn count(count: usize) -> Value<'static> {
    Value::Figure(Some(count as f64))
}
