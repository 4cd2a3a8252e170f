//! Tables -> CSV for files, tabs for the clipboard, as a spreadsheet opens them best; and bare cells.

use std::borrow::Borrow;
use std::io;

use serde::{Deserialize, Serialize};

use crate::columns::{Kind, Value};
use crate::decimal::nearest;

/// Tells Excel that the file is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a table is written for. Figures are unrounded, unknown ones empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A CSV file that a spreadsheet opens: no text of it is run as a formula.
    File,
    /// A text with tabs that is pasted into one, with its sign before decimals; no text is run either.
    Clipboard {
        /// The sign before decimals.
        decimal: char,
    },
    /// CSV without a mark, its texts as they are: for a program that knows texts from formulas.
    Cells,
}

/// A table of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its columns' names.
    pub headings: Vec<String>,
    /// What they hold.
    pub kinds: Vec<Kind>,
    /// Its rows' cells.
    pub rows: Vec<Vec<Value<'static>>>,
}

/// Writes a table of its own.
///
/// # Errors
/// Where a row has not as many cells as there are headings.
pub fn sheet(sheet: &Sheet, form: Form) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(form, sheet.headings.iter().map(String::as_str))?;
    for row in &sheet.rows {
        writer.row(&mut row.iter().cloned())?;
    }
    writer.finish()
}

/// Writes some columns of a table's rows, each under its heading.
///
/// # Errors
/// As [`sheet`]; but all rows have a cell in every column.
pub fn table<R, C: Copy>(
    rows: impl Iterator<Item = impl Borrow<R>>,
    columns: &[C],
    heading: fn(C) -> &'static str,
    value: impl for<'a> Fn(C, &'a R) -> Value<'a>,
    form: Form,
) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(form, columns.iter().map(|&column| heading(column)))?;
    for row in rows {
        writer.row(&mut columns.iter().map(|&column| value(column, row.borrow())))?;
    }
    writer.finish()
}

/// Writes a table, a row at a time.
struct Writer {
    to: csv::Writer<Vec<u8>>,
    form: Form,
    cell: String,
}

impl Writer {
    /// Begins with the columns' names.
    fn new(form: Form, headings: impl Iterator<Item = impl AsRef<[u8]>>) -> io::Result<Writer> {
        let mark = if form == Form::File { BYTE_ORDER_MARK } else { &[] };
        let delimiter = if matches!(form, Form::Clipboard { .. }) { b'\t' } else { b',' };
        let mut to = csv::WriterBuilder::new().delimiter(delimiter).from_writer(mark.to_vec());
        to.write_record(headings)?;
        Ok(Writer { to, form, cell: String::new() })
    }

    fn row<'b>(&mut self, cells: &mut dyn Iterator<Item = Value<'b>>) -> io::Result<()> {
        for cell in cells {
            self.write(&cell)?;
        }
        // Ends the row.
        Ok(self.to.write_record(None::<&[u8]>)?)
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        self.to.into_inner().map_err(csv::IntoInnerError::into_error)
    }

    fn write(&mut self, cell: &Value<'_>) -> io::Result<()> {
        use std::fmt::Write as _;
        self.cell.clear();
        match cell {
            Value::Figure(None) => {}
            Value::Figure(Some(figure)) => {
                // The shortest digits that read back to the same number.
                write!(self.cell, "{figure}").map_err(io::Error::other)?;
                if let Form::Clipboard { decimal } = self.form
                    && decimal != '.'
                {
                    self.cell = self.cell.replace('.', decimal.encode_utf8(&mut [0; 4]));
                }
            }
            Value::Text(text) => {
                if self.form != Form::Cells && is_run(text) {
                    self.cell.push('\'');
                }
                self.cell.push_str(text);
            }
        }
        Ok(self.to.write_field(&self.cell)?)
    }
}

/// Whether a spreadsheet would run a text as a formula (OWASP, *CSV Injection*); an apostrophe in
/// front keeps it from that. A text that is a number is none.
fn is_run(text: &str) -> bool {
    let is_space = |letter: char| letter.is_whitespace() && !matches!(letter, '\t' | '\r');
    let starts =
        text.trim_start_matches(is_space).starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let is_number = || nearest(text.trim()).is_some();
    starts && !is_number()
}

#[cfg(test)]
mod tests {
    use super::{Form, Writer, is_run};
    use crate::columns::Value;

    #[test]
    fn a_formula_is_run_and_a_number_is_not() {
        let formulas =
            ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx", "  =1", " \tx", "\n-x", "\u{a0}@x", "-", "-inf", "＝1"];
        for formula in formulas {
            assert!(is_run(formula), "{formula:?}");
        }
        for plain in ["", " ", "007", "-5", "+5", " -1.5e3", "Clinic = A", "a\t=1"] {
            assert!(!is_run(plain), "{plain:?}");
        }
    }

    fn check(form: Form, expected: &str) {
        let mut writer = Writer::new(form, ["A", "B"].into_iter()).unwrap();
        for (text, figure) in [("=1", Some(-0.5)), ("a\t\"b\"", None), ("1,5", Some(1e21))] {
            writer.row(&mut [Value::Text(text.into()), Value::Figure(figure)].into_iter()).unwrap();
        }
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }

    #[test]
    fn every_form_keeps_its_texts_apart_and_its_figures_whole() {
        check(Form::File, "\u{feff}A,B\n'=1,-0.5\n\"a\t\"\"b\"\"\",\n\"1,5\",1000000000000000000000\n");
        check(Form::Clipboard { decimal: ',' }, "A\tB\n'=1\t-0,5\n\"a\t\"\"b\"\"\"\t\n1,5\t1000000000000000000000\n");
        check(Form::Cells, "A,B\n=1,-0.5\n\"a\t\"\"b\"\"\",\n\"1,5\",1000000000000000000000\n");
    }
}
