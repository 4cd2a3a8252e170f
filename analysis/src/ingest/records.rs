//! Bytes -> records, each with the row a spreadsheet would give it.

use std::io::{Chain, Cursor, Read};

use super::head::{checked, unreadable};
use crate::error::{Error, ErrorKind};

/// The records of a comma-separated file in UTF-8, one after the other.
pub struct Records<R> {
    reader: csv::Reader<Chain<Cursor<Vec<u8>>, R>>,
    record: csv::StringRecord,
    file: String,
    row: u64,
    /// Line breaks inside quoted cells so far: they make lines, but no rows.
    breaks: u64,
    blank_rows: u64,
}

/// One record, borrowed until the next is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    cells: &'a csv::StringRecord,
    row: u64,
}

impl<R: Read> Records<R> {
    /// Starts reading. `file` is the name for errors.
    ///
    /// # Errors
    /// Where the first bytes are not those of a text, or can't be read.
    pub fn new(source: R, file: &str) -> Result<Records<R>, Error> {
        let source = checked(source, file)?;
        let reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(source);
        Ok(Records { reader, record: csv::StringRecord::new(), file: file.into(), row: 0, breaks: 0, blank_rows: 0 })
    }

    /// The next record, or `None` at the end. Lines with nothing on them are no records; they are
    /// counted in [`Records::blank_rows`].
    ///
    /// # Errors
    /// Where the text is not UTF-8, or the source fails.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, Error> {
        if !self.reader.read_record(&mut self.record).map_err(|error| failed(error, &self.file, self.row + 1))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let row = line.saturating_sub(self.breaks);
        self.blank_rows += row.saturating_sub(self.row + 1);
        self.row = row;
        self.breaks += self.record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let record = Record { cells: &self.record, row };
        if record.is_blank() {
            self.blank_rows += 1;
        }
        Ok(Some(record))
    }

    /// Rows read so far with nothing in any cell.
    #[must_use]
    pub fn blank_rows(&self) -> u64 {
        self.blank_rows
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }
}

impl<'a> Record<'a> {
    /// The row a spreadsheet would number: the file's first is 1, a line break inside a quoted cell starts none.
    #[must_use]
    pub fn row(self) -> u64 {
        self.row
    }

    /// The cells, unquoted and untrimmed.
    pub fn cells(self) -> impl Iterator<Item = &'a str> {
        self.cells.iter()
    }

    pub(super) fn len(self) -> usize {
        self.cells.len()
    }

    pub(super) fn cell(self, at: usize) -> Option<&'a str> {
        self.cells.get(at)
    }

    pub(super) fn is_blank(self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

fn failed(error: csv::Error, file: &str, row: u64) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => unreadable(&error, file),
        csv::ErrorKind::Utf8 { .. } => Error::new(ErrorKind::NotUtf8, file).at_row(row),
        // A flexible reader of string records has no other failures.
        other => Error::new(ErrorKind::Unreadable { reason: format!("{other:?}") }, file).at_row(row),
    }
}
