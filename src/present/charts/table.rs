//! What a chart draws, as a table.

use std::borrow::Cow;

use pervisit_analysis::columns::{Kind, Value};
use pervisit_analysis::export::Sheet;

use crate::present::numbers::{Locale, Written};
use crate::present::table::{Cell, Column, Question, answer};
use crate::selection::Selection;

/// Something that can be shown as a table.
pub trait Tabular {
    /// The table's columns.
    fn columns(&self) -> &'static [Column];

    /// How many rows it has.
    fn rows(&self) -> usize;

    /// What stands in a row and a column.
    fn value(&self, row: usize, column: usize) -> Value<'_>;

    /// What is selected with a row.
    fn selection_of_row(&self, row: usize) -> Selection;
}

/// The places of the rows that a question leaves, in its order.
pub fn ordered(table: &dyn Tabular, question: &Question) -> Vec<usize> {
    answer(table.columns(), table.rows(), question, &|row, column| table.value(row, column))
}

/// A row's cells.
pub fn cells(table: &dyn Tabular, row: usize, locale: &Locale) -> Vec<Cell> {
    let columns = table.columns().iter().enumerate();
    columns.map(|(at, column)| column.cell(table.value(row, at), locale, false)).collect()
}

/// Some rows and columns, to be written.
pub fn sheet(table: &dyn Tabular, rows: &[usize], columns: &[usize]) -> Sheet {
    let kind = |column: usize| table.columns()[column].written.map_or(Kind::Text, Written::kind);
    let value = |row: usize, column: usize| match table.value(row, column) {
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Figure(figure) => Value::Figure(figure),
    };
    Sheet {
        headings: columns.iter().map(|&at| table.columns()[at].meaning.to_owned()).collect(),
        kinds: columns.iter().map(|&at| kind(at)).collect(),
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::rows::Direction::{self, Ascending, Descending};

    use super::{Column, Locale, Question, Selection, Tabular, Value, Written, cells, ordered, sheet, text};

    struct Rows([(&'static str, Option<f64>); 4]);

    impl Tabular for Rows {
        fn columns(&self) -> &'static [Column] {
            const { &[Column::text("Name", "A name", 0), Column::figure("Figure", "A figure", 4, Written::Share)] }
        }

        fn rows(&self) -> usize {
            self.0.len()
        }

        fn value(&self, row: usize, column: usize) -> Value<'_> {
            if column == 0 { text(self.0[row].0) } else { Value::Figure(self.0[row].1) }
        }

        fn selection_of_row(&self, _: usize) -> Selection {
            Selection::default()
        }
    }

    const ROWS: Rows = Rows([("b 10", Some(0.2)), ("B 9", None), ("a", Some(0.3)), ("a", Some(-0.1))]);

    fn check(words: &str, sort: &[(usize, Direction)], expected: Expect) {
        let question = Question { words: words.into(), sort: sort.to_vec(), ..Question::default() };
        expected.assert_eq(&format!("{:?}", ordered(&ROWS, &question)));
    }

    #[test]
    fn rows_are_filtered_by_their_texts_and_sorted_by_texts_and_figures() {
        check("", &[], expect!["[0, 1, 2, 3]"]);
        check("9 b", &[], expect!["[1]"]);
        check("", &[(0, Ascending)], expect!["[2, 3, 1, 0]"]);
        check("", &[(1, Descending)], expect!["[2, 0, 3, 1]"]);
    }

    #[test]
    fn figures_are_written_for_people_and_bare_for_files() {
        let texts: Vec<String> = cells(&ROWS, 0, &Locale::default()).into_iter().map(|cell| cell.text).collect();
        assert_eq!(texts, ["b 10", "20.0\u{a0}%"]);
        let sheet = sheet(&ROWS, &[2, 1], &[1]);
        assert_eq!(
            (sheet.headings, sheet.rows),
            (vec!["A figure".to_owned()], vec![vec![Value::Figure(Some(0.3))], vec![Value::Figure(None)]])
        );
    }
}
