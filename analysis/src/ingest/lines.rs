//! One pass over a file: records -> the lines of a table, and what was odd about them.

use std::borrow::Cow;

use super::amount::{Decimal, Evidence, Verdict, parse, plain_number};
use super::columns::{Layout, layout};
use super::footer::{is_sum, is_total, may_be_total};
use super::ids::{all_floats, similar, trimmed, trimmed_ascii};
use super::source::Source;
use super::survey::Options;
use super::{Plan, Record, Scanner, Sink, Stop};
use crate::error::{Error, ErrorKind};
use crate::notice::{Notice, NoticeKind, Notices};
use crate::sum::Sum;
use crate::table::{Amount, Interner, Line, Measure, Role, Table};

/// What a pass over a file comes to.
pub(super) struct Pass {
    pub(super) table: Table,
    /// The decimal sign, where the rows say it is not the one they were read with.
    pub(super) revised: Option<Decimal>,
}

/// Reads a file once, as planned.
pub(super) async fn pass(
    source: &(impl Source + ?Sized),
    plan: &Plan,
    measure: Measure,
    file: &str,
    options: &Options,
    decimal: Option<Decimal>,
) -> Result<Pass, Stop> {
    if plan.survey.headers.iter().all(|header| header.trim().is_empty()) {
        return Err(Error::new(ErrorKind::Empty, file).into());
    }
    let layout = layout(&plan.survey.headers, measure, &options.roles, file)?;
    let semicolons = plan.survey.delimiter == ';';
    let decimal = decimal.unwrap_or_else(|| guess(&plan.survey.samples, &layout, semicolons));
    let mut reading = Reading {
        table: Table::new(measure, file, plan.dialect(decimal), layout.columns.clone()),
        layout,
        file,
        decimal,
        notices: Notices::default(),
        evidence: Evidence::default(),
        before_header: true,
        blank_rows: 0,
        title_rows: 0,
    };
    reading.table.expect(lines_in(source.size(), plan));
    let empty_rows = plan.each_record(source, file, &mut reading).await?;
    reading.blank_rows += empty_rows;
    reading.table.shrink();
    let verdict = reading.evidence.verdict(semicolons);
    let revised = (options.decimal.is_none() && verdict.decimal != decimal).then_some(verdict.decimal);
    Ok(Pass { table: reading.finish(plan, options, verdict)?, revised })
}

/// About how many lines a file has, a little more rather than less: by its size and its first rows.
fn lines_in(size: Option<u64>, plan: &Plan) -> usize {
    let size = size.filter(|_| !plan.packed).and_then(|size| usize::try_from(size).ok());
    let lines = size.and_then(|size| size.checked_div(plan.row_length));
    lines.map_or(0, |lines| lines + lines / 16 + 16)
}

/// The decimal sign that the first rows speak for.
fn guess(samples: &[Vec<String>], layout: &Layout, semicolons: bool) -> Decimal {
    let mut evidence = Evidence::default();
    for cell in samples.iter().filter_map(|cells| cells.get(layout.amount)) {
        evidence.hear(cell, Decimal::Point, parse(cell, Decimal::Point));
    }
    evidence.verdict(semicolons).decimal
}

struct Reading<'a> {
    table: Table,
    layout: Layout,
    file: &'a str,
    decimal: Decimal,
    notices: Notices,
    evidence: Evidence,
    before_header: bool,
    blank_rows: u64,
    title_rows: u64,
}

impl Sink for Reading<'_> {
    #[inline(never)]
    fn take(&mut self, scanner: &mut Scanner, plan: &Plan, file: &str) -> Result<(), Stop> {
        plan.records_there(scanner, file, |record| {
            if record.is_blank() {
                self.blank_rows += 1;
            } else if self.before_header {
                // Where no row looks like a header, the first one has to do.
                let is_header = plan.survey.header_row.is_none_or(|row| record.row >= row);
                self.title_rows += u64::from(!is_header);
                self.before_header = !is_header;
            } else {
                self.line(record)?;
            }
            Ok(())
        })
    }
}

impl Reading<'_> {
    #[inline]
    fn line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let Layout { organization, centre_number, centre_name, amount, .. } = self.layout;
        // What is odd about a row shows in its width, its characters, or the cells that are asked next.
        if !record.plain || record.len() != self.table.columns.len() {
            return self.odd_line(record);
        }
        let [organization, centre, text] =
            [organization, centre_number, amount].map(|at| trimmed_ascii(record.bytes(at)));
        let name = centre_name.map(|at| trimmed_ascii(record.bytes(at))).unwrap_or_default();
        if organization.is_empty() || centre.is_empty() || [organization, centre, name].into_iter().any(may_be_total) {
            return self.odd_line(record);
        }
        let amount = match plain_number(text, self.decimal) {
            Some((value, evidence)) => {
                self.evidence.count(evidence);
                Amount::Known(value)
            }
            None => {
                let text = record.cell(amount).trim();
                let amount = parse(text, self.decimal);
                if amount == Amount::Unreadable {
                    return self.odd_line(record);
                }
                self.evidence.hear(text, self.decimal, amount);
                amount
            }
        };
        self.push(record, organization, centre, name, amount)
    }

    /// Keeps a line.
    #[inline]
    fn push(
        &mut self,
        record: &Record<'_>,
        organization: &[u8],
        centre: &[u8],
        name: &[u8],
        amount: Amount,
    ) -> Result<(), Error> {
        let id = |ids: &mut Interner, text: &[u8]| {
            ids.known(text).unwrap_or_else(|| ids.intern(std::str::from_utf8(text).unwrap_or_default()))
        };
        let organization = id(&mut self.table.organizations, organization);
        let centre = id(&mut self.table.centres, centre);
        self.table.names.count(centre, name);
        let row = u32::try_from(record.row).map_err(|_| Error::new(ErrorKind::OutOfMemory, self.file))?;
        self.table.push(Line { organization, centre, amount, row })
    }

    /// A row that has something odd about it, or may have.
    #[cold]
    #[inline(never)]
    fn odd_line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (organization, centre) =
            (self.id(record, self.layout.organization), self.id(record, self.layout.centre_number));
        let row = record.row;
        let about = |kind| Notice::new(kind, 1).at_row(row).about(Some(&organization), Some(&centre));
        if record.all().any(|cell| cell.contains('\0')) {
            self.note(about(NoticeKind::NulInCell));
        }
        if record.all().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            self.note(about(NoticeKind::ReplacedCharacters));
        }
        let name = self.layout.centre_name.map(|at| self.id(record, at)).unwrap_or_default();
        let (text, amount) = self.amount(record);
        if [&organization, &centre, &name].into_iter().any(|cell| is_total(cell))
            && amount.known().is_some_and(|value| is_sum(value, self.sum()))
        {
            self.note(Notice::new(NoticeKind::TotalRow, 1).at_row(row).saying(text));
            return Ok(());
        }
        let (cells, columns) = (record.len(), self.table.columns.len());
        if cells < columns {
            let kind = if record.terminated { NoticeKind::MissingCells } else { NoticeKind::CutOff };
            self.note(about(kind).in_column(self.header(cells)).saying(cells.to_string()));
        } else if (columns..cells).any(|at| !record.cell(at).trim().is_empty()) {
            self.note(about(NoticeKind::ExtraCells).saying(cells.to_string()));
        }
        if [self.layout.organization, self.layout.centre_number, self.layout.amount].into_iter().any(|at| at >= cells) {
            return Ok(());
        }
        if organization.is_empty() || centre.is_empty() {
            let key = if organization.is_empty() { self.layout.organization } else { self.layout.centre_number };
            self.note(about(NoticeKind::RowWithoutKey).in_column(self.header(key)).saying(text));
            return Ok(());
        }
        self.evidence.hear(&text, self.decimal, amount);
        if amount == Amount::Unreadable {
            self.note(about(NoticeKind::UnreadableAmount).in_column(self.header(self.layout.amount)).saying(text));
        }
        self.push(record, organization.as_bytes(), centre.as_bytes(), name.as_bytes(), amount)
    }

    /// What is known of the amounts of all lines so far.
    fn sum(&self) -> f64 {
        self.table.amounts().iter().filter_map(Amount::known).collect::<Sum>().value()
    }

    fn header(&self, at: usize) -> Option<&str> {
        self.table.columns.get(at).map(|column| column.header.as_str())
    }

    fn note(&mut self, notice: Notice) {
        self.notices.push(notice.in_file(self.file));
    }

    /// A cell of an identifier or a name, trimmed.
    fn id<'r>(&self, record: &Record<'r>, at: usize) -> Cow<'r, str> {
        without_nul(trimmed(record.cell(at)))
    }

    /// The cell of the amount. Where thousands separators that were not quoted have cut it into
    /// several, all of them, and no amount: the first alone would be another number.
    fn amount<'r>(&self, record: &Record<'r>) -> (Cow<'r, str>, Amount) {
        let (at, columns) = (self.layout.amount, self.table.columns.len());
        let is_group = |cell: &str| cell.len() >= 3 && cell.as_bytes()[..3].iter().all(u8::is_ascii_digit);
        if at + 1 == columns && record.len() > columns && (columns..record.len()).all(|at| is_group(record.cell(at))) {
            let cells: Vec<&str> = (at..record.len()).map(|at| record.cell(at)).collect();
            return (cells.join(&self.table.dialect.delimiter.to_string()).into(), Amount::Unreadable);
        }
        let text = without_nul(record.cell(at).trim());
        let amount = parse(&text, self.decimal);
        (text, amount)
    }

    /// The table with all notices: those of the file before those of its rows.
    fn finish(mut self, plan: &Plan, options: &Options, verdict: Verdict) -> Result<Table, Error> {
        if self.table.is_empty() {
            return Err(Error::new(ErrorKind::NoRows, self.file));
        }
        self.table.blank_rows = self.blank_rows;
        let mut notices: Vec<Notice> = plan.notice(self.file).into_iter().collect();
        let file = self.file;
        let mut note = |kind, count: u64, column: Option<&str>, value: Option<String>| {
            if count > 0 {
                notices.push(Notice { value, ..Notice::new(kind, count).in_file(file).in_column(column) });
            }
        };
        note(NoticeKind::TitleRows, self.title_rows, None, None);
        note(NoticeKind::BlankRows, self.blank_rows, None, None);
        let amounts = self.table.header(self.table.measure.into()).map(str::to_owned);
        if options.decimal.is_none() {
            note(NoticeKind::MixedDecimals, verdict.against, amounts.as_deref(), None);
            note(NoticeKind::UnclearDecimals, verdict.unclear, amounts.as_deref(), None);
        }
        for role in [Role::Organization, Role::CentreNumber] {
            let header = self.table.header(role).map(str::to_owned);
            let ids = match role {
                Role::Organization => &mut self.table.organizations,
                _ => &mut self.table.centres,
            };
            if all_floats(ids) {
                note(NoticeKind::FloatIds, ids.texts().len() as u64, header.as_deref(), None);
                ids.rename(|id| id.trim_end_matches(".0").to_owned());
            }
            note_similar(ids, |ids| {
                note(NoticeKind::SimilarIds, ids.len() as u64, header.as_deref(), Some(ids.join("; ")))
            });
        }
        notices.extend(self.notices.into_vec());
        self.table.notices = notices;
        Ok(self.table)
    }
}

fn without_nul(cell: &str) -> Cow<'_, str> {
    if cell.contains('\0') { cell.replace('\0', "").into() } else { cell.into() }
}

/// Hears of the groups of identifiers that look alike; of all together where there are many.
fn note_similar(ids: &Interner, mut note: impl FnMut(&[&str])) {
    const FEW: usize = 20;
    let groups = similar(ids);
    groups.iter().take(FEW).for_each(|group| note(group));
    let rest: Vec<&str> = groups.iter().skip(FEW).flatten().copied().collect();
    if !rest.is_empty() {
        note(&rest);
    }
}
