//! What a chart draws, as a table.

use std::borrow::Cow;
use std::iter;

use pervisit_analysis::columns::{Kind, Value};
use pervisit_analysis::export::Sheet;
use pervisit_analysis::names::Called;
use pervisit_analysis::rows::RowColumn;

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

    /// The column of organizations' identifiers, and what these are called; `None` where there is no such column.
    fn organizations(&self) -> Option<(usize, &Called)> {
        None
    }
}

/// What the organizations in a column are called, where they have names.
fn called(table: &dyn Tabular, column: usize) -> Option<&Called> {
    table.organizations().filter(|&(at, called)| at == column && !called.is_empty()).map(|(_, called)| called)
}

/// The places of the rows that a question leaves, in its order.
pub fn ordered(table: &dyn Tabular, question: &Question) -> Vec<usize> {
    answer(table.columns(), table.rows(), question, &|row, column| match (
        table.value(row, column),
        called(table, column),
    ) {
        (Value::Text(Cow::Borrowed(organization)), Some(called)) => Value::Text(called.with_name(organization)),
        (value, _) => value,
    })
}

/// A row's cells.
pub fn cells(table: &dyn Tabular, row: usize, locale: &Locale) -> Vec<Cell> {
    let cell = |(at, column): (usize, &Column)| {
        let cell = column.cell(table.value(row, at), locale, false);
        let name = called(table, at).and_then(|called| called.name(&cell.text)).map(ToOwned::to_owned);
        Cell { remark: name, ..cell }
    };
    table.columns().iter().enumerate().map(cell).collect()
}

/// Some rows and columns, to be written: beside organizations' identifiers their names, where any has one.
pub fn sheet(table: &dyn Tabular, rows: &[usize], columns: &[usize]) -> Sheet {
    let names = |column: usize| called(table, column).map(|called| (column, Some(called)));
    let columns: Vec<_> = columns.iter().flat_map(|&at| iter::once((at, None)).chain(names(at))).collect();
    let heading = |&(at, names): &(usize, Option<&Called>)| match names {
        Some(_) => RowColumn::OrganizationName.heading(),
        None => table.columns()[at].meaning,
    };
    let value = |row: usize, (column, names): (usize, Option<&Called>)| match table.value(row, column) {
        Value::Text(text) => {
            let text = match names {
                Some(called) => called.name(&text).unwrap_or_default().to_owned(),
                None => text.into_owned(),
            };
            Value::Text(Cow::Owned(text))
        }
        Value::Figure(figure) => Value::Figure(figure),
    };
    Sheet {
        headings: columns.iter().map(|column| heading(column).to_owned()).collect(),
        kinds: columns.iter().map(|&(at, _)| table.columns()[at].written.map_or(Kind::Text, Written::kind)).collect(),
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

    use super::{Called, Column, Locale, Question, Selection, Tabular, Value, Written, cells, ordered, sheet, text};
    use crate::present::cases::named_organizations;

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

    /// Two organizations.
    struct Organizations(Called);

    impl Tabular for Organizations {
        fn columns(&self) -> &'static [Column] {
            const { &[Column::text("Organization", "Organization", 0)] }
        }

        fn rows(&self) -> usize {
            2
        }

        fn value(&self, row: usize, _: usize) -> Value<'_> {
            text(["13", "12"][row])
        }

        fn selection_of_row(&self, _: usize) -> Selection {
            Selection::default()
        }

        fn organizations(&self) -> Option<(usize, &Called)> {
            Some((0, &self.0))
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
    fn names_stand_below_identifiers_and_have_a_column_in_files() {
        let table = Organizations(named_organizations().called);
        let said = [0, 1].map(|row| cells(&table, row, &Locale::default())[0].all());
        assert_eq!(said, ["13", "12 General Hospital"]);
        let words = Question { words: "general".into(), ..Question::default() };
        assert_eq!(ordered(&table, &words), [1]);
        let sheet = sheet(&table, &[0, 1], &[0]);
        assert_eq!(sheet.headings, ["Organization", "Organization name"]);
        let text = |text: &str| Value::Text(text.to_owned().into());
        assert_eq!(sheet.rows, [[text("13"), text("")], [text("12"), text("General Hospital")]]);
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
