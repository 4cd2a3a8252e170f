//! What a chart draws, as a table.

use pervisit_analysis::natural;

use crate::present::numbers::Locale;
use crate::present::table::{Cell, Column, Sort};
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
    fn columns(&self) -> &'static [Column<usize>];

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

/// The places of the rows that have all words of a filter in their texts, in the order of a sort;
/// equal ones stay in theirs.
pub fn ordered(table: &dyn Tabular, filter: &str, sort: Sort<usize>) -> Vec<usize> {
    let words = filter.to_lowercase();
    let mut places: Vec<usize> = (0..table.rows()).collect();
    if !words.trim().is_empty() {
        places.retain(|&row| {
            let texts = (0..table.columns().len()).filter_map(|column| match table.value(row, column) {
                Value::Text(text) => Some(text.to_lowercase()),
                Value::Figure(..) => None,
            });
            let text = texts.collect::<Vec<_>>().join("\n");
            words.split_whitespace().all(|word| text.contains(word))
        });
    }
    let Some((column, direction)) = sort else { return places };
    if table.columns()[column].numeric {
        let figure = |row: usize| match table.value(row, column) {
            Value::Figure(figure, _) => figure,
            Value::Text(_) => None,
        };
        let mut keyed: Vec<(Option<f64>, usize)> = places.into_iter().map(|row| (figure(row), row)).collect();
        keyed.sort_by(|a, b| direction.compare(a.0, b.0));
        keyed.into_iter().map(|(_, row)| row).collect()
    } else {
        let text = |row: usize| match table.value(row, column) {
            Value::Text(text) => text,
            Value::Figure(..) => String::new(),
        };
        let texts: Vec<String> = places.iter().map(|&row| text(row)).collect();
        let ranks = natural::ranks(&texts);
        let mut keyed: Vec<(u32, usize)> = ranks.into_iter().zip(places).collect();
        keyed.sort_by(|a, b| direction.apply(a.0.cmp(&b.0)));
        keyed.into_iter().map(|(_, row)| row).collect()
    }
}

/// A column of texts.
pub(super) const fn text(key: usize, label: &'static str, width: u8) -> Column<usize> {
    Column { key, label, width, numeric: false }
}

/// A column of figures.
pub(super) const fn figure(key: usize, label: &'static str, width: u8) -> Column<usize> {
    Column { key, label, width, numeric: true }
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
    use pervisit_analysis::rows::Direction::{Ascending, Descending};

    use super::{Column, Selection, Sort, Tabular, Value, cost, figure, ordered, text};

    struct Rows([(&'static str, Option<f64>); 4]);

    impl Tabular for Rows {
        fn columns(&self) -> &'static [Column<usize>] {
            const { &[text(0, "Name", 0), figure(1, "Figure", 4)] }
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

    fn check(filter: &str, sort: Sort<usize>, expected: Expect) {
        let rows = Rows([("b 10", Some(2.0)), ("B 9", None), ("a", Some(3.0)), ("a", Some(-1.0))]);
        expected.assert_eq(&format!("{:?}", ordered(&rows, filter, sort)));
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
