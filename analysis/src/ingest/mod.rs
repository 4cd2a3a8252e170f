//! A file's bytes -> a [`Table`].

pub mod amount;
pub mod columns;
mod head;
mod records;

use std::io::Read;

use crate::error::{Error, ErrorKind};
use crate::notice::{Notice, NoticeKind, Notices};
use crate::table::{Amount, Line, Measure, Table};

pub use records::{Record, Records};

/// Reads a whole file as a table of `measure`. `file` is its name, for notices and errors.
///
/// Blank rows are dropped and counted. A row without an organization or a centre number is set
/// aside with a notice; an amount that is no number is kept as [`Amount::Unreadable`] with one.
///
/// # Errors
/// Where the file is not a CSV in UTF-8, lacks a column that is needed, or can't be read to its end.
pub fn read(source: impl Read, measure: Measure, file: &str) -> Result<Table, Error> {
    let mut records = Records::new(source, file)?;
    let headers = headers(&mut records)?;
    let layout = columns::layout(&headers, measure, file)?;
    let mut table = Table::new(measure, file, layout.columns);
    let mut notices = Notices::default();
    let mut noted = |kind, row: u64, column: Option<&str>, value: Option<&str>| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        notices.push(Notice {
            kind,
            file: Some(file.into()),
            row: Some(row),
            column: owned(column),
            value: owned(value),
            count: 1,
        });
    };
    let header = |at: usize| headers.get(at).map(|header| header.trim());
    while let Some(record) = records.next_record()? {
        if record.is_blank() {
            continue;
        }
        let row = record.row();
        let cells = record.len();
        if cells > headers.len() && record.cells().skip(headers.len()).any(|cell| !cell.trim().is_empty()) {
            noted(NoticeKind::ExtraCells, row, None, Some(&cells.to_string()));
        }
        if cells <= layout.amount {
            noted(NoticeKind::MissingCells, row, header(layout.amount), Some(&cells.to_string()));
        }
        let cell = |at: usize| record.cell(at).unwrap_or_default().trim();
        let (organization, centre) = (cell(layout.organization), cell(layout.centre_number));
        if organization.is_empty() || centre.is_empty() {
            let at = if organization.is_empty() { layout.organization } else { layout.centre_number };
            noted(NoticeKind::RowWithoutKey, row, header(at), Some(cell(layout.amount)));
            continue;
        }
        let text = cell(layout.amount);
        let amount = amount::parse(text);
        if amount == Amount::Unreadable {
            noted(NoticeKind::UnreadableAmount, row, header(layout.amount), Some(text));
        }
        let line = Line {
            organization: table.organizations.intern(organization),
            centre: table.centres.intern(centre),
            name: table.names.intern(layout.centre_name.map(cell).unwrap_or_default()),
            amount,
            row: u32::try_from(row).map_err(|_| Error::new(ErrorKind::OutOfMemory, file))?,
        };
        table.push(line)?;
    }
    if table.is_empty() {
        return Err(Error::new(ErrorKind::NoRows, file));
    }
    table.blank_rows = records.blank_rows();
    table.notices = notices.into_vec();
    if table.blank_rows > 0 {
        table.notices.insert(
            0,
            Notice {
                kind: NoticeKind::BlankRows,
                file: Some(file.into()),
                row: None,
                column: None,
                value: None,
                count: table.blank_rows,
            },
        );
    }
    Ok(table)
}

/// Which measure a file brings, by its header row; its first bytes are enough.
///
/// # Errors
/// Where it is not a CSV in UTF-8, or has a column for neither measure.
pub fn identify(source: impl Read, file: &str) -> Result<Measure, Error> {
    let mut records = Records::new(source, file)?;
    columns::measure(&headers(&mut records)?, file)
}

/// The first row that is not blank.
fn headers<R: Read>(records: &mut Records<R>) -> Result<Vec<String>, Error> {
    while let Some(record) = records.next_record()? {
        if !record.is_blank() {
            return Ok(record.cells().map(str::to_owned).collect());
        }
    }
    Err(Error::new(ErrorKind::Empty, records.file()))
}
