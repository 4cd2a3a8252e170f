//! What every pass over a file does, whatever its rows are about: rows that are none, what is odd
//! about a row, and about all.

use std::borrow::Cow;

use super::amount::{Decimal, Evidence, parse};
use super::ids::{all_floats, similar, trimmed};
use super::letters::composed;
use super::periods::RowsByPeriod;
use super::survey::Options;
use super::{Plan, Record};
use crate::error::{Error, ErrorKind};
use crate::interner::Interner;
use crate::notice::{Notice, NoticeKind, Notices, listed};
use crate::periods::Periods;
use crate::table::{Amount, Column, Role};
use crate::word::Word;

/// What a pass over a file comes to.
pub(super) struct Pass<T> {
    pub(super) found: T,
    /// The decimal sign, where the rows say it is not the one they were read with.
    pub(super) revised: Option<Decimal>,
    /// What was taken for headings of totals, and is names.
    pub(super) names: Vec<String>,
}

/// A cell of an amount.
pub(super) struct Figure<'r> {
    pub(super) text: Cow<'r, str>,
    pub(super) amount: Amount,
    /// Whether it is the text of several cells, and says nothing of the decimal sign.
    is_cut: bool,
}

/// What a pass knows of its file and of the rows so far.
pub(super) struct Rows<'a> {
    pub(super) file: &'a str,
    pub(super) columns: Vec<Column>,
    pub(super) decimal: Decimal,
    pub(super) evidence: Evidence,
    pub(super) blank: u64,
    /// Cells of identifiers and amounts that are formulas without a result.
    formulas: u64,
    delimiter: char,
    header_row: Option<u64>,
    notices: Notices,
    before_header: bool,
    titles: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(file: &'a str, plan: &Plan, columns: Vec<Column>, decimal: Decimal) -> Rows<'a> {
        Rows {
            file,
            columns,
            decimal,
            evidence: Evidence::default(),
            blank: 0,
            formulas: 0,
            delimiter: plan.survey.delimiter,
            header_row: plan.survey.header_row,
            notices: Notices::default(),
            before_header: true,
            titles: 0,
        }
    }

    /// Whether a record is a row below the header that is not blank; counts those that are not.
    #[inline]
    pub(super) fn is_line(&mut self, record: &Record<'_>) -> bool {
        if record.is_blank() {
            self.blank += 1;
        } else if self.before_header {
            // Where no row looks like a header, the first one has to do.
            let is_header = self.header_row.is_none_or(|row| record.row() >= row);
            self.titles += u64::from(!is_header);
            self.before_header = !is_header;
        } else {
            return true;
        }
        false
    }

    /// Takes the first record for a line, and says so: nothing stands above it.
    pub(super) fn begin_at_first(&mut self) {
        self.before_header = false;
        self.note(Notice::new(NoticeKind::NoHeader, 1));
    }

    /// Counts a cell where it is a formula without a result.
    pub(super) fn count_formula(&mut self, record: &Record<'_>, at: usize) {
        self.formulas += u64::from(record.cell(at).starts_with(FORMULA));
    }

    /// Why there is nothing in a file: its formulas, or else.
    pub(super) fn nothing(&self, otherwise: ErrorKind) -> Error {
        Error::new(if self.formulas > 0 { ErrorKind::FormulasWithoutResult } else { otherwise }, self.file)
    }

    pub(super) fn note(&mut self, notice: Notice) {
        self.notices.push(notice.in_file(self.file));
    }

    /// Notes characters that are none.
    pub(super) fn note_characters(&mut self, record: &Record<'_>, about: &impl Fn(NoticeKind) -> Notice) {
        if record.all().any(|cell| cell.contains('\0')) {
            self.note(about(NoticeKind::NulInCell));
        }
        if record.all().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            self.note(about(NoticeKind::ReplacedCharacters));
        }
    }

    /// Notes a row that is shorter or longer than the header.
    pub(super) fn note_width(&mut self, record: &Record<'_>, about: &impl Fn(NoticeKind) -> Notice) {
        let (cells, columns) = (record.len(), self.columns.len());
        if cells < columns {
            let kind = if record.terminated() { NoticeKind::MissingCells } else { NoticeKind::CutOff };
            self.note(about(kind).in_column(self.header(cells)).saying(cells.to_string()));
        } else if (columns..cells).any(|at| !record.cell(at).trim().is_empty()) {
            self.note(about(NoticeKind::ExtraCells).saying(cells.to_string()));
        }
    }

    /// Whether a record is the header row once more, as where files were put one below the other.
    pub(super) fn is_header(&self, record: &Record<'_>) -> bool {
        // Without the empty cells at its end, perhaps, and in capitals.
        let cell = |at: usize| if at < record.len() { trimmed(record.cell(at)) } else { "" };
        (0..).zip(&self.columns).all(|(at, column)| cell(at).eq_ignore_ascii_case(trimmed(&column.header)))
    }

    pub(super) fn header(&self, at: usize) -> Option<&str> {
        self.columns.get(at).map(|column| column.header.as_str())
    }

    /// A cell of an amount. Where thousands separators that were not quoted may have cut it into
    /// several, since its row is longer than the header, all of them, and no amount: the first alone
    /// would be another number. So it is where they may have cut a figure before it, in a column of its own: what stands
    /// in the amount's place is a part of that then.
    pub(super) fn amount<'r>(&self, record: &Record<'r>, at: usize) -> Figure<'r> {
        let columns = self.columns.len();
        let cut = |cells: Vec<&str>| {
            let text = cells.join(&self.delimiter.to_string()).into();
            Figure { text, amount: Amount::Unreadable, is_cut: true }
        };
        let is_cut_before = |at: &usize| {
            self.columns[at - 1].role.is_none() && is_first_group(record.cell(at - 1)) && is_group(record.cell(*at))
        };
        if record.len() > columns
            && parse(record.cell(at + 1), self.decimal).known().is_some()
            && let Some(second) = (1..=at).find(is_cut_before)
        {
            return cut((second - 1..record.len()).map(|at| record.cell(at)).collect());
        }
        let may_be_cut = at + 1 == columns || is_first_group(record.cell(at));
        if record.len() > columns && may_be_cut {
            let groups = (at + 1..record.len()).map(|at| record.cell(at)).take_while(|cell| is_group(cell));
            let cells: Vec<&str> = std::iter::once(record.cell(at)).chain(groups).collect();
            if cells.len() > 1 {
                return cut(cells);
            }
        }
        let cell = trimmed(record.cell(at));
        let text = without_nul(as_formula(cell));
        let amount = parse(&text, self.decimal);
        Figure { text, amount, is_cut: false }
    }

    /// Hears what a cell of an amount says about the decimal sign.
    pub(super) fn hear(&mut self, figure: &Figure<'_>) {
        if !figure.is_cut {
            self.evidence.hear(&figure.text, self.decimal, figure.amount);
        }
    }

    /// Notes what is to be said about periods, and columns that could not be chosen between; gives the periods.
    pub(super) fn note_periods(&mut self, periods: RowsByPeriod<'_>, unclear: &[(Role, Vec<String>)]) -> Vec<Periods> {
        for (role, headers) in unclear {
            let kind = match role {
                Role::Region => NoticeKind::UnusedRegionColumn,
                Role::OrganizationName => NoticeKind::UnclearNames,
                _ => NoticeKind::UnclearPeriods,
            };
            self.note(Notice::new(kind, 1).saying(headers.join("; ")));
        }
        let (periods, notices) = periods.done();
        notices.into_iter().for_each(|notice| self.note(notice));
        periods
    }

    /// All notices: those of the file, of its identifiers, given with their headers, and of its rows.
    pub(super) fn into_notices(
        self,
        plan: &Plan,
        options: &Options,
        amounts: Option<usize>,
        ids: &mut [(usize, &mut Interner)],
    ) -> Vec<Notice> {
        let mut notices: Vec<Notice> = plan.notice(self.file).into_iter().collect();
        let mut note = |kind, count: u64, column: Option<&str>, value: Option<String>| {
            if count > 0 {
                notices.push(Notice { value, ..Notice::new(kind, count).in_file(self.file).in_column(column) });
            }
        };
        note(NoticeKind::TitleRows, self.titles, None, None);
        note(NoticeKind::BlankRows, self.blank, None, None);
        let alike = &options.told.alike;
        note(NoticeKind::OtherSheets, alike.len() as u64, None, Some(alike.join("; ")));
        note(NoticeKind::HiddenRows, options.told.hidden_rows, None, None);
        note(NoticeKind::FormulasWithoutResult, self.formulas, None, None);
        if let Some(amounts) = amounts.filter(|_| options.decimal.is_none()) {
            let verdict = self.evidence.verdict(plan.survey.delimiter == ';');
            note(NoticeKind::MixedDecimals, verdict.against, self.header(amounts), None);
            let unclear = if options.decimal_of(amounts).is_none() { verdict.unclear } else { 0 };
            note(NoticeKind::UnclearDecimals, unclear, self.header(amounts), None);
        }
        for (at, ids) in ids {
            let header = self.header(*at);
            if all_floats(ids) {
                note(NoticeKind::FloatIds, ids.texts().len() as u64, header, None);
                ids.rename(|id| id.trim_end_matches(".0").to_owned());
            }
            note_similar(ids, |count, few| note(NoticeKind::SimilarIds, count as u64, header, Some(few)));
        }
        notices.extend(self.notices.into_vec());
        notices
    }

    /// The decimal sign that all rows speak for, where it is not the one they were read with.
    pub(super) fn revised(&self, plan: &Plan, options: &Options, amounts: Option<usize>) -> Option<Decimal> {
        let decimal = self.evidence.verdict(plan.survey.delimiter == ';').decimal;
        let is_certain = amounts.and_then(|at| options.decimal_of(at)).or(options.decimal).is_some();
        (!is_certain && decimal != self.decimal).then_some(decimal)
    }
}

/// Whether a cell begins as thousands go on: with three digits.
fn is_group(cell: &str) -> bool {
    cell.trim_start().as_bytes().first_chunk::<3>().is_some_and(|start| start.iter().all(u8::is_ascii_digit))
}

/// Whether thousands may go on after a cell: it ends with one to three digits, its only ones.
fn is_first_group(cell: &str) -> bool {
    let cell = cell.trim_end();
    let start = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=3).contains(&(cell.len() - start.len())) && !start.contains(|c: char| c.is_ascii_digit())
}

/// The decimal sign that the first rows speak for.
pub(super) fn guess(plan: &Plan, amounts: &[usize]) -> Decimal {
    let mut evidence = Evidence::default();
    let cells = plan.survey.samples.iter().flat_map(|cells| amounts.iter().filter_map(|&at| cells.get(at)));
    for cell in cells {
        evidence.hear(cell, Decimal::Point, parse(cell, Decimal::Point));
    }
    evidence.verdict(plan.survey.delimiter == ';').decimal
}

/// A cell of an identifier or a name, trimmed.
pub(super) fn id<'r>(record: &Record<'r>, at: usize) -> Cow<'r, str> {
    let cell = trimmed(record.cell(at));
    if is_error(cell.as_bytes()) {
        return Cow::Borrowed("");
    }
    match without_nul(cell) {
        Cow::Borrowed(cell) => composed(cell),
        Cow::Owned(cell) => composed(&cell).into_owned().into(),
    }
}

/// The number of a text that a cell of a plain record has, where that is short and known.
#[inline]
pub(super) fn known(ids: &mut Interner, record: &Record<'_>, at: usize) -> Option<u32> {
    let (tail, length) = record.tail(at)?;
    ids.known(Word::ending(tail, length)?)
}

/// How a workbook's formula whose result is not stored begins as CSV. Texts that begin with `=` are texts.
pub(super) const FORMULA: &str = "#=";

/// A workbook's formula whose result is not stored, as the workbook has it; other cells as they are.
#[must_use]
pub fn as_formula(cell: &str) -> &str {
    if cell.starts_with(FORMULA) { &cell[1..] } else { cell }
}

/// Whether a cell is what a spreadsheet writes where a formula failed, a formula without a result, or what a database
/// writes for nothing: that is no name of anything.
pub(crate) fn is_error(cell: &[u8]) -> bool {
    const ERRORS: [&[u8]; 9] =
        [b"#N/A", b"#REF!", b"#VALUE!", b"#DIV/0!", b"#NAME?", b"#NUM!", b"#NULL!", b"#SPILL!", b"#CALC!"];
    match cell.first() {
        Some(b'#') => ERRORS.contains(&cell) || cell.starts_with(FORMULA.as_bytes()),
        Some(b'N' | b'n') => cell.eq_ignore_ascii_case(b"null"),
        _ => false,
    }
}

fn without_nul(cell: &str) -> Cow<'_, str> {
    if cell.contains('\0') { cell.replace('\0', "").into() } else { cell.into() }
}

/// Hears of the groups of identifiers that look alike, how many and which; of all together where there are many.
fn note_similar(ids: &Interner, mut note: impl FnMut(usize, String)) {
    const FEW: usize = 20;
    const MOST: usize = 24;
    let groups = similar(ids);
    groups.iter().take(FEW).for_each(|group| note(group.len(), listed(group, MOST)));
    let rest: Vec<&str> = groups.iter().skip(FEW).flatten().copied().collect();
    if !rest.is_empty() {
        note(rest.len(), listed(&rest, MOST));
    }
}
