//! What a chart draws, as a table.

use pervisit_analysis::columns::{Kind, Value as Bare};
use pervisit_analysis::export::Sheet;

use crate::present::numbers::Locale;
use crate::present::table::{Cell, Column, Question, answer};
use crate::selection::Selection;

/// What stands in a cell.
pub enum Value {
    /// A text.
    Text(String),
    /// A figure, unknown for `None`, and how it is written.
    Figure(Option<f64>, fn(&Locale, f64) -> String),
}

/// Something that can be shown as a table.
pub trait Tabular {
    /// The table's columns, told apart by their places.
    fn columns(&self) -> &'static [Column];

    /// How many rows it has.
    fn rows(&self) -> usize;

    /// What stands in a row and a column.
    fn value(&self, row: usize, column: usize) -> Value;

    /// What is selected with a row.
    fn selection_of_row(&self, row: usize) -> Selection;

    /// A row's cells.
    fn cells(&self, row: usize, locale: &Locale) -> Vec<Cell> {
        let cell = |column| match self.value(row, column) {
            Value::Text(text) => Cell::new(text),
            Value::Figure(figure, write) => Cell::new(locale.or_unknown(figure, write)),
        };
        (0..self.columns().len()).map(cell).collect()
    }
}

impl Value {
    /// The text or the figure alone.
    fn bare(self) -> Bare<'static> {
        match self {
            Value::Text(text) => Bare::Text(text.into()),
            Value::Figure(figure, _) => Bare::Figure(figure),
        }
    }
}

/// The places of the rows that a question leaves, in its order; equal ones stay in theirs.
pub fn ordered(table: &dyn Tabular, question: &Question) -> Vec<usize> {
    answer(table.columns(), table.rows(), question, &|row, column| table.value(row, column).bare())
}

/// What a file of some rows and columns holds.
pub fn sheet(table: &dyn Tabular, rows: &[usize], columns: &[usize]) -> Sheet {
    let all = table.columns();
    Sheet {
        headings: columns.iter().map(|&column| all[column].label.to_owned()).collect(),
        kinds: columns.iter().map(|&column| if all[column].numeric { Kind::Ratio } else { Kind::Text }).collect(),
        rows: rows.iter().map(|&row| columns.iter().map(|&column| table.value(row, column).bare()).collect()).collect(),
    }
}

/// A column of texts.
pub(super) const fn text(label: &'static str, width: u8) -> Column {
    Column::text(label, label, width)
}

/// A column of figures.
pub(super) const fn figure(label: &'static str, width: u8) -> Column {
    Column::figure(label, label, width)
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
pub(super) fn count(count: usize) -> Value {
    Value::Figure(Some(count as f64), |locale, count| locale.fixed(count, 0))
}

/// A unit cost.
pub(super) fn cost(cost: Option<f64>) -> Value {
    Value::Figure(cost, Locale::cost)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::rows::Direction::{self, Ascending, Descending};

    use super::{Column, Question, Selection, Tabular, Value, cost, figure, ordered, text};

    struct Rows([(&'static str, Option<f64>); 4]);

    impl Tabular for Rows {
        fn columns(&self) -> &'static [Column] {
            const { &[text("Name", 0), figure("Figure", 4)] }
        }
        fn rows(&self) -> usize {
            self.0.len()
        }
        fn value(&self, row: usize, column: usize) -> Value {
            if column == 0 { Value::Text(self.0[row].0.into()) } else { cost(self.0[row].1) }
        }
        fn selection_of_row(&self, _: usize) -> Selection {
            Selection::default()
        }
    }

    fn check(words: &str, sort: Option<(usize, Direction)>, expected: Expect) {
        let sort = sort.into_iter().collect();
        let question = Question { words: words.into(), sort, ..Question::default() };
        let rows = Rows([("b 10", Some(2.0)), ("B 9", None), ("a", Some(3.0)), ("a", Some(-1.0))]);
        expected.assert_eq(&format!("{:?}", ordered(&rows, &question)));
    }

    #[test]
    fn rows_are_filtered_by_their_texts_and_sorted_by_texts_and_figures() {
        check("", None, expect!["[0, 1, 2, 3]"]);
        check("B", None, expect!["[0, 1]"]);
        check("9 b", None, expect!["[1]"]);
        check("", Some((0, Ascending)), expect!["[2, 3, 1, 0]"]);
        check("", Some((0, Descending)), expect!["[0, 1, 2, 3]"]);
        check("", Some((1, Ascending)), expect!["[3, 0, 2, 1]"]);
        check("", Some((1, Descending)), expect!["[2, 0, 3, 1]"]);
    }
}
