//! The cells of a workbook's sheet -> CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Xlsx, XlsxError, XlsxFormulaMetadata};

use super::{LARGEST, broken};
use crate::error::{Error, ErrorKind};
use crate::ingest::amount::{Decimal, Evidence, parse};
use crate::ingest::columns::role;
use crate::ingest::survey::{Survey, survey};
use crate::ingest::{FORMULA, Options};
use crate::table::Role;

/// A workbook in memory that is open.
pub(super) type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The cells of a sheet.
pub(super) struct Cells {
    /// A row of text for each of the sheet's.
    pub(super) csv: Vec<u8>,
    /// The decimal sign of the columns, counted from 0, in which numbers are numbers.
    pub(super) decimals: Vec<(usize, Decimal)>,
}

/// Reads all cells of a sheet; `None` where it has none, but a chart.
pub(super) fn cells(book: &mut Book<'_>, name: &str, file: &str) -> Result<Option<Cells>, Error> {
    let Some(cells) = written(book, name, file, &Writing::default(), usize::MAX)? else { return Ok(None) };
    let writing = Writing::of(&cells);
    let is_as_usual = writing == Writing::default();
    let cells = if is_as_usual { Some(cells) } else { written(book, name, file, &writing, usize::MAX)? };
    Ok(cells.map(|cells| Cells { decimals: writing.decimals(&cells), csv: cells.csv }))
}

/// The roles in a sheet's header row; none where it has no cells, or none below.
pub(super) fn roles(book: &mut Book<'_>, name: &str, file: &str) -> Result<Vec<Role>, Error> {
    let head = written(book, name, file, &Writing::default(), HEAD)?;
    let head = head.map(|cells| surveyed(&cells.csv)).filter(|head| !head.samples.is_empty());
    Ok(head.map(|head| head.headers.iter().filter_map(|header| role(header)).collect()).unwrap_or_default())
}

/// The header is looked for in so many bytes of CSV.
const HEAD: usize = 1 << 18;

fn surveyed(csv: &[u8]) -> Survey {
    let head = &csv[..csv.len().min(HEAD)];
    let options = Options { delimiter: Some(','), ..Options::default() };
    survey(head, head.len() == csv.len(), &options)
}

/// Cells that were written in some way.
struct WrittenCells {
    csv: Vec<u8>,
    /// What the texts of each column say of the decimal sign.
    texts: BTreeMap<u32, Evidence>,
    /// The columns that have numbers with decimals.
    numbers: BTreeSet<u32>,
}

/// How numbers are written, where not with a decimal point: what is a number in a sheet is not to be mistaken for another
/// because of texts beside it. Identifiers stay as they are.
#[derive(Default, PartialEq)]
struct Writing {
    /// With a comma, as the column's texts.
    commas: BTreeSet<u32>,
    /// With an exponent (`12345e-1`), which both signs read alike: the column's texts could be of either.
    exponents: BTreeSet<u32>,
}

impl Writing {
    fn of(cells: &WrittenCells) -> Writing {
        let mut writing = Writing::default();
        let headers = surveyed(&cells.csv).headers;
        let is_amount = |column: u32| {
            let role = headers.get(column as usize).and_then(|header| role(header));
            matches!(role, None | Some(Role::Expenses | Role::Visits | Role::Population | Role::RegionPopulation))
        };
        for (&column, evidence) in cells.texts.iter().filter(|(column, _)| is_amount(**column)) {
            let verdict = evidence.verdict(false);
            if verdict.decimal == Decimal::Comma {
                writing.commas.insert(column);
            } else if verdict.unclear > 0 {
                writing.exponents.insert(column);
            }
        }
        writing
    }

    /// See [`Cells::decimals`].
    fn decimals(&self, cells: &WrittenCells) -> Vec<(usize, Decimal)> {
        let sign = |column| if self.commas.contains(column) { Decimal::Comma } else { Decimal::Point };
        let certain = cells.numbers.iter().filter(|column| !self.exponents.contains(column));
        certain.map(|column| (*column as usize, sign(column))).collect()
    }

    fn number(&self, value: f64, column: u32) -> String {
        let text = value.to_string();
        match text.split_once('.') {
            Some((whole, decimals)) if self.commas.contains(&column) => format!("{whole},{decimals}"),
            Some((whole, decimals)) if self.exponents.contains(&column) => {
                format!("{whole}{decimals}e-{}", decimals.len())
            }
            _ => text,
        }
    }
}

/// Writes the cells as they come, in whole rows until these have `enough` bytes: one far cell makes no table of billions.
fn written(
    book: &mut Book<'_>,
    name: &str,
    file: &str,
    writing: &Writing,
    enough: usize,
) -> Result<Option<WrittenCells>, Error> {
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(broken(&error, file)),
    };
    let mut rows: Vec<(u32, Vec<u8>, u32)> = Vec::new();
    let (mut size, mut widest) = (0, 0);
    let (mut texts, mut numbers) = (BTreeMap::<u32, Evidence>::new(), BTreeSet::new());
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| broken(&error, file))? {
        let (row, column) = cell.pos;
        let text = match (&cell.value, cell.formula) {
            (DataRef::Empty, Some(formula)) => without_result(formula),
            (value, _) => text(value, column, writing),
        };
        if text.is_empty() {
            continue;
        }
        if rows.last().is_none_or(|(last, ..)| *last != row) {
            if size + rows.len().saturating_mul(widest as usize) >= enough {
                break;
            }
            rows.push((row, Vec::new(), 0));
        }
        match cell.value {
            DataRef::Float(value) if value.fract() != 0.0 => {
                numbers.insert(column);
            }
            DataRef::String(_) | DataRef::SharedString(_) => {
                texts.entry(column).or_default().hear(&text, Decimal::Point, parse(&text, Decimal::Point));
            }
            _ => {}
        }
        if let Some((_, line, at)) = rows.last_mut() {
            size += text.len() + pad(line, at, column);
            push_quoted(line, &text);
        }
        widest = widest.max(column);
        if size as u64 > LARGEST {
            return Err(Error::new(ErrorKind::TooLarge { most: LARGEST }, file));
        }
    }
    // A cell that is empty is missing, not beyond the end of its row.
    if rows.len() as u64 * u64::from(widest) > LARGEST {
        return Err(Error::new(ErrorKind::TooLarge { most: LARGEST }, file));
    }
    let mut csv = Vec::with_capacity(size + rows.len() * 2);
    let mut at_row = 0;
    for (row, mut line, mut at) in rows {
        pad(&mut line, &mut at, widest);
        csv.resize(csv.len() + row.saturating_sub(at_row) as usize, b'\n');
        csv.extend_from_slice(&line);
        csv.push(b'\n');
        at_row = row + 1;
    }
    Ok(Some(WrittenCells { csv, texts, numbers }))
}

/// Moves on from a column of a line to another; says how many bytes that took.
fn pad(line: &mut Vec<u8>, at: &mut u32, to: u32) -> usize {
    let more = to.saturating_sub(*at) as usize;
    line.resize(line.len() + more, b',');
    *at = to;
    more
}

fn text(cell: &DataRef<'_>, column: u32, writing: &Writing) -> String {
    match cell {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => writing.number(*value, column),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// What stands for a formula without a result, as programs that do not calculate write it.
fn without_result(formula: XlsxFormulaMetadata) -> String {
    let formula = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        // Another cell tells it for several.
        _ => "…".to_owned(),
    };
    if formula.is_empty() { formula } else { FORMULA.to_owned() + &formula }
}

fn push_quoted(csv: &mut Vec<u8>, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        csv.push(b'"');
        csv.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        csv.push(b'"');
    } else {
        csv.extend_from_slice(text.as_bytes());
    }
}
