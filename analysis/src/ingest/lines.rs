//! One pass over a file of amounts: records -> the lines of a table, and what was odd about them.

use super::amount::{Decimal, parse, plain_number, spaced_number};
use super::columns::{Layout, layout, role};
use super::footer::{Foot, Headed, TotalRows};
use super::headings::{is_some_total, is_some_total_of_key, is_surely_total, is_total, may_be_total, may_say_total};
use super::ids::{trimmed, trimmed_ascii};
use super::pass::{Figure, Pass, Rows, guess, id, known};
use super::periods::{Fate, RowsByPeriod};
use super::source::Source;
use super::survey::Options;
use super::vector_number::number_that_ends;
use super::{Plan, Record, Scanner, Sink, Stop};
use crate::error::{Error, ErrorKind};
use crate::interner::Interner;
use crate::membership::Members;
use crate::notice::{Notice, NoticeKind};
use crate::table::{Among, Amount, Line, Lines, Measure, Role, SoFar, Table, Take};

/// Reads a file once, as planned.
pub(super) async fn pass(
    source: &(impl Source + ?Sized),
    plan: &Plan,
    measure: Measure,
    file: &str,
    options: &Options,
    decimal: Option<Decimal>,
    take: Option<Take<'_>>,
) -> Result<Pass<Table>, Stop> {
    let layout = layout(plan.headers(file)?, &plan.survey.samples, measure, &options.roles, file)?;
    let decimal = decimal.or(options.decimal_of(layout.amount)).unwrap_or_else(|| guess(plan, &[layout.amount]));
    let mut reading = Reading {
        table: Table::new(measure, file, plan.dialect(decimal), layout.columns.clone()),
        rows: Rows::new(file, plan, layout.columns.clone(), decimal),
        totals: TotalRows::knowing(&plan.names),
        foot: Foot::default(),
        others: others(plan, &layout),
        nameless: nameless(&layout),
        lines: Lines::about(lines_in(source.size(), plan), take),
        members: layout.region.map(|_| Members::default()),
        periods: RowsByPeriod::new(&layout.periods, &layout.columns, options),
        layout,
    };
    if has_no_header(plan, &reading.layout) {
        reading.rows.begin_at_first();
    }
    reading.rows.blank += plan.each_record(source, file, &mut reading).await?;
    let revised = reading.rows.revised(plan, options, Some(reading.layout.amount));
    let names = reading.totals.mistaken();
    Ok(Pass { found: reading.finish(plan, options)?, revised, names })
}

/// Whether what stands in for a header is a line as the others are: no row looks like a header, and the first one has
/// an amount, which is no year unless there are other figures beside it.
fn has_no_header(plan: &Plan, layout: &Layout) -> bool {
    let cell = |at: usize| plan.survey.headers.get(at).map_or("", |cell| cell.trim());
    let is_year = |cell: &str| cell.len() == 4 && (cell.starts_with("19") || cell.starts_with("20"));
    let has_digit = |at: usize| cell(at).bytes().any(|byte| byte.is_ascii_digit());
    let amount = cell(layout.amount);
    plan.survey.header_row.is_none()
        && [Decimal::Point, Decimal::Comma].into_iter().any(|decimal| parse(amount, decimal).known().is_some())
        && (!is_year(amount) || has_digit(layout.organization) || has_digit(layout.centre_number))
}

/// The columns without a use, and that of organizations’ names, but for those in which every row is headed as a total.
fn others(plan: &Plan, layout: &Layout) -> Vec<usize> {
    let samples = &plan.survey.samples;
    let are_totals = |at: usize| samples.iter().all(|row| row.get(at).is_some_and(|cell| is_some_total(cell)));
    let columns = layout.columns.iter().enumerate();
    let others = columns.filter(|(_, column)| column.role.is_none_or(|role| role == Role::OrganizationName));
    others.map(|(at, _)| at).filter(|&at| !are_totals(at)).collect()
}

/// The columns without a use and without a heading, but for the first: what stands there numbers the rows.
fn nameless(layout: &Layout) -> Vec<usize> {
    let columns = layout.columns.iter().enumerate().skip(1);
    columns.filter(|(_, it)| it.role.is_none() && it.header.trim().is_empty()).map(|(at, _)| at).collect()
}

/// About how many lines a file has, a little more rather than less: by its size and its first rows.
fn lines_in(size: Option<u64>, plan: &Plan) -> usize {
    let size = size.filter(|_| !plan.packed).and_then(|size| usize::try_from(size).ok());
    let lines = size.and_then(|size| size.checked_div(plan.row_length));
    lines.map_or(0, |lines| lines + lines / 16 + 16)
}

struct Reading<'a> {
    table: Table,
    lines: Lines<'a>,
    layout: Layout,
    rows: Rows<'a>,
    totals: TotalRows,
    foot: Foot,
    /// The columns without a key or a figure that may head a total: accounts, kinds of staff, names.
    others: Vec<usize>,
    /// Those that have no heading, as long as their cells are empty.
    nameless: Vec<usize>,
    /// The regions of the organizations, where a column tells them.
    members: Option<Members>,
    periods: RowsByPeriod<'a>,
}

impl Sink for Reading<'_> {
    #[inline(never)]
    fn take(&mut self, scanner: &mut Scanner, plan: &Plan, file: &str) -> Result<(), Stop> {
        plan.records_there(scanner, file, |record| {
            if self.rows.is_line(record) {
                self.line(record)?;
            }
            Ok(())
        })
    }
}

impl Reading<'_> {
    #[inline]
    fn line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        match self.periods.fate(record, [self.layout.organization, self.layout.centre_number]) {
            Fate::Kept => {}
            Fate::LeftOut => return Ok(()),
            Fate::PerhapsTotal => return self.odd_line(record),
        }
        // What is odd about a row shows in its width, its characters, or the cells that are asked next.
        if !record.plain()
            || record.len() != self.rows.columns.len()
            || self.others.iter().any(|&at| may_be_total(record.bytes(at)))
            || self.nameless.iter().any(|&at| !trimmed_ascii(record.bytes(at)).is_empty())
        {
            return self.odd_line(record);
        }
        let Layout { organization, centre_number, centre_name, amount, .. } = self.layout;
        let name = centre_name.map(|at| record.bytes(at)).unwrap_or_default();
        if let Some(organization) = known(&mut self.table.organizations, record, organization)
            && let Some(centre) = known(&mut self.table.centres, record, centre_number)
            && let Some((tail, length)) = record.tail(amount)
            && let Some((value, clue)) = number_that_ends(tail, length, self.rows.decimal)
            && (self.table.names.count_first(centre, name) || self.count_ascii(centre, name))
        {
            self.rows.evidence.count(clue, self.rows.decimal);
            return self.push(record, organization, centre, Amount::Known(value));
        }
        self.other_line(record)
    }

    /// Counts another name of a centre than its first, where it is one of ASCII that heads no totals.
    #[inline(never)]
    fn count_ascii(&mut self, centre: u32, name: &[u8]) -> bool {
        let name = name.is_ascii().then(|| trimmed_ascii(name)).filter(|name| !may_say_total(name));
        name.map(|name| self.table.names.count(centre, name)).is_some()
    }

    /// A row that has an identifier for the first time, or an amount that is no short number.
    #[inline(never)]
    fn other_line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let Layout { organization, centre_number, centre_name, amount, .. } = self.layout;
        let name = centre_name.map(|at| record.bytes(at)).unwrap_or_default();
        // As above, but for the amount: one function for both takes every row a fiftieth longer.
        if let Some((value, clue)) = spaced_number(record.bytes(amount), self.rows.decimal)
            && let Some(organization) = known(&mut self.table.organizations, record, organization)
            && let Some(centre) = known(&mut self.table.centres, record, centre_number)
            && self.table.names.count_first(centre, name)
        {
            self.rows.evidence.count(clue, self.rows.decimal);
            return self.push(record, organization, centre, Amount::Known(value));
        }
        let ids = [Some(organization), Some(centre_number), centre_name].map(|at| at.map(|at| id(record, at)));
        let [organization, centre, name] = ids.each_ref().map(|id| id.as_deref().unwrap_or_default().as_bytes());
        if organization.is_empty() || centre.is_empty() || [organization, centre, name].into_iter().any(may_say_total) {
            return self.odd_line(record);
        }
        let text = trimmed(record.cell(amount));
        let short = [plain_number, spaced_number].into_iter().find_map(|read| read(text.as_bytes(), self.rows.decimal));
        let amount = match short {
            Some((value, clue)) => {
                self.rows.evidence.count(clue, self.rows.decimal);
                Amount::Known(value)
            }
            None => {
                let amount = parse(text, self.rows.decimal);
                if amount == Amount::Unreadable {
                    return self.odd_line(record);
                }
                self.rows.evidence.hear(text, self.rows.decimal, amount);
                amount
            }
        };
        self.push_new(record, [organization, centre, name], [false; 2], amount)
    }

    /// Keeps a line whose identifiers may be new. Where the organization's or the centre's may head totals, it is looked
    /// at each time: the next row with it may be one.
    fn push_new(
        &mut self,
        record: &Record<'_>,
        [organization, centre, name]: [&[u8]; 3],
        may_head: [bool; 2],
        amount: Amount,
    ) -> Result<(), Error> {
        let number = |ids: &mut Interner, text: &[u8], may_head: bool| {
            let number = ids.intern(std::str::from_utf8(text).unwrap_or_default());
            if may_head {
                ids.hide(number);
            }
            number
        };
        let organization = number(&mut self.table.organizations, organization, may_head[0]);
        let centre = number(&mut self.table.centres, centre, may_head[1]);
        self.table.names.count(centre, name);
        if amount.known().is_none() {
            self.foot.miss();
        }
        self.push(record, organization, centre, amount)
    }

    /// Keeps a line, whose centre's name is counted.
    #[inline]
    fn push(&mut self, record: &Record<'_>, organization: u32, centre: u32, amount: Amount) -> Result<(), Error> {
        let row = u32::try_from(record.row()).map_err(|_| Error::new(ErrorKind::OutOfMemory, self.rows.file))?;
        if let (Some(members), Some(at)) = (&mut self.members, self.layout.region) {
            members.join(organization, &id(record, at), row);
        }
        if let Some(at) = self.layout.organization_name {
            self.name(organization, record, at);
        }
        self.periods.add((organization, centre), amount);
        let pushed = self.lines.push(Line { organization, centre, amount, row });
        pushed.map_err(|_| Error::new(ErrorKind::OutOfMemory, self.rows.file).at_row(record.row()))
    }

    /// Counts the name of an organization.
    #[inline(never)]
    fn name(&mut self, organization: u32, record: &Record<'_>, at: usize) {
        let names = &mut self.table.organization_names;
        if !record.plain() || !names.count_first(organization, record.bytes(at)) {
            names.count(organization, id(record, at).as_bytes());
        }
    }

    /// A row that has something odd about it, or may have.
    #[cold]
    #[inline(never)]
    fn odd_line(&mut self, record: &Record<'_>) -> Result<(), Error> {
        let (organization, centre) = (id(record, self.layout.organization), id(record, self.layout.centre_number));
        let row = record.row();
        let about = |kind| Notice::new(kind, 1).at_row(row).about(Some(&organization), Some(&centre));
        self.rows.note_characters(record, &about);
        for at in [self.layout.organization, self.layout.centre_number, self.layout.amount] {
            self.rows.count_formula(record, at);
        }
        let name = self.layout.centre_name.map(|at| id(record, at)).unwrap_or_default();
        let figure = self.rows.amount(record, self.layout.amount);
        let Figure { text, amount, .. } = &figure;
        let periods: Vec<_> = self.layout.periods.iter().map(|&at| id(record, at)).collect();
        // Below the periods of one key their total has its identifiers, too.
        let has_key = !organization.is_empty() && !centre.is_empty();
        let organization_name = self.layout.organization_name.map(|at| id(record, at)).unwrap_or_default();
        let mut cells: Vec<&str> = vec![&organization, &organization_name, &centre, &name];
        cells.extend(periods.iter().filter(|_| !has_key).map(|period| &**period));
        let ids = |table: &Table| table.organizations.id(&organization).zip(table.centres.id(&centre));
        let key = periods.first().and_then(|_| ids(&self.table));
        let known = [&self.table.organizations, &self.table.centres];
        let others = self.others.iter().filter(|&&at| Some(at) != self.layout.organization_name);
        let others: Vec<_> = others.map(|&at| id(record, at)).collect();
        let is_heading = if has_key { is_some_total_of_key } else { is_some_total };
        let of_cells = cells.iter().copied().filter(|cell| is_heading(cell));
        let of_others = others.iter().map(|other| &**other).filter(|other| is_some_total(other));
        let headings: Vec<&str> = of_cells.chain(of_others).collect();
        let headed = Headed {
            is_certain: !has_key || cells.iter().any(|cell| is_surely_total(cell, known)),
            above: self.above([&organization, &organization_name], [&centre, &name], &headings),
            cells,
            headings,
        };
        self.note_totals_above(headed.so_far());
        if self.totals.sums_up(&headed, *amount) || self.periods.sums_up(key, *amount) {
            self.periods.leave_out();
            let lines = self.lines.len();
            self.foot.sum_up(lines).into_iter().for_each(|notice| self.rows.note(notice));
            self.rows.note(Notice::new(NoticeKind::TotalRow, 1).at_row(row).saying(&**text));
            return Ok(());
        }
        if *amount == Amount::Unreadable && self.rows.is_header(record) {
            self.rows.note(Notice::new(NoticeKind::RepeatedHeader, 1).at_row(row));
            return Ok(());
        }
        if *amount == Amount::Unreadable
            && role(&organization) == Some(Role::Organization)
            && role(&centre) == Some(Role::CentreNumber)
            && role(text) == Some(self.table.measure.other().into())
        {
            let second = ErrorKind::SecondTable { needed: self.table.measure, found: (**text).to_owned() };
            return Err(Error::new(second, self.rows.file).at_row(row));
        }
        self.rows.note_width(record, &about);
        self.note_nameless(record);
        if [self.layout.organization, self.layout.centre_number, self.layout.amount]
            .into_iter()
            .any(|at| at >= record.len())
        {
            return Ok(());
        }
        if !has_key {
            let key = if organization.is_empty() { self.layout.organization } else { self.layout.centre_number };
            let plain = about(NoticeKind::RowWithoutKey).in_column(self.rows.header(key)).saying(&**text);
            let said = match (amount, headed.so_far().filter(|_| self.is_of_all(record))) {
                (&Amount::Known(value), Some(above)) => {
                    let odd = about(NoticeKind::OtherTotal).saying(format!("{text}; {}", above.sum));
                    self.foot.keep(value, above, plain, odd)
                }
                _ => {
                    if headed.headings.is_empty() {
                        self.foot.set_aside(*amount);
                    }
                    Some(plain)
                }
            };
            said.into_iter().for_each(|notice| self.rows.note(notice));
            return Ok(());
        }
        self.rows.hear(&figure);
        let possible = about(NoticeKind::PossibleTotal).saying(&**text);
        let mut waiting = None;
        if self.totals.keep(&headed, *amount) || periods.iter().any(|period| is_total(period)) {
            self.rows.note(possible);
        } else if !headed.headings.is_empty() {
            waiting = amount.known().filter(|&value| value != 0.0).map(|value| (value, possible));
        }
        if *amount == Amount::Unreadable {
            let header = self.rows.header(self.layout.amount);
            self.rows.note(about(NoticeKind::UnreadableAmount).in_column(header).saying(&**text));
        }
        self.periods.keep(record);
        let texts = [&organization, &centre, &name].map(|id| id.as_bytes());
        let may_head = texts.map(may_say_total);
        self.push_new(record, texts, [may_head[0], may_head[1] || may_head[2]], *amount)?;
        if let Some(((value, notice), id)) = waiting.zip(self.table.organizations.id(&organization)) {
            self.totals.await_parts(value, id, |among| self.lines.so_far(among), notice);
        }
        Ok(())
    }

    /// The lines that a row may sum up, and what they come to: all; the last ones, of its key; of a total of
    /// organizations, those of its centre; of a total of centres, those of its organization. None where nothing heads it.
    fn above(
        &mut self,
        [organization, organization_name]: [&str; 2],
        [centre, name]: [&str; 2],
        headings: &[&str],
    ) -> Vec<(Among, SoFar)> {
        if headings.is_empty() {
            return Vec::new();
        }
        let are_all = [organization, organization_name].iter().any(|cell| headings.contains(cell));
        let are_all_centres = [centre, name].iter().any(|cell| headings.contains(cell));
        let ids = (self.table.organizations.id(organization), self.table.centres.id(centre));
        let of_one = match ids {
            (Some(organization), Some(centre)) if !are_all && !are_all_centres => {
                [Some(Among::Last(organization, centre)), None]
            }
            (organization, centre) => [
                centre.filter(|_| are_all).map(Among::Centre),
                organization.filter(|_| are_all_centres).map(Among::Organization),
            ],
        };
        let all = of_one.into_iter().flatten().chain([Among::All]);
        all.map(|among| (among, self.lines.so_far(among))).collect()
    }

    /// Whether a row is headed as a total of all, by that alone: nothing else stands in it but figures.
    fn is_of_all(&self, record: &Record<'_>) -> bool {
        let mut cells = (0..record.len()).filter(|&at| at != self.layout.amount).map(|at| id(record, at));
        let mut is_headed = false;
        let are_so = cells.all(|cell| {
            let heads = is_total(&cell);
            is_headed |= heads;
            heads || !cell.chars().any(char::is_alphabetic)
        });
        are_so && is_headed
    }

    /// Notes columns without a heading that have something here.
    fn note_nameless(&mut self, record: &Record<'_>) {
        let rows = &mut self.rows;
        self.nameless.retain(|&at| {
            let cell = if at < record.len() { trimmed(record.cell(at)) } else { "" };
            if !cell.is_empty() {
                rows.note(Notice::new(NoticeKind::NamelessColumn, 1).at_row(record.row()).saying(cell));
            }
            cell.is_empty()
        });
    }

    /// Notes the rows that turn out to be the sum of what stands below them, where so much is read.
    fn note_totals_above(&mut self, so_far: Option<SoFar>) {
        let found = so_far.map(|so_far| self.totals.above(so_far));
        found.into_iter().flatten().for_each(|notice| self.rows.note(notice));
    }

    /// The table with all notices.
    fn finish(mut self, plan: &Plan, options: &Options) -> Result<Table, Error> {
        if self.lines.len() == 0 {
            return Err(match self.periods.none_is_of() {
                Some(period) => Error::new(ErrorKind::NoRowsOf { period }, self.rows.file),
                None => self.rows.nothing(ErrorKind::NoRows),
            });
        }
        let above = self.totals.above_the_end(|among| self.lines.so_far(among));
        above.into_iter().for_each(|notice| self.rows.note(notice));
        self.table.coverage = self.periods.coverage();
        self.table.periods = self.rows.note_periods(self.periods, &self.layout.unclear);
        // Of several periods, one may have a total.
        let is_whole = self.table.periods.iter().all(|periods| periods.all.len() < 2);
        self.foot.at_the_end(self.lines.len(), is_whole).into_iter().for_each(|notice| self.rows.note(notice));
        self.table.complete(self.lines);
        self.table.blank_rows = self.rows.blank;
        let mut ids = vec![
            (self.layout.organization, &mut self.table.organizations),
            (self.layout.centre_number, &mut self.table.centres),
        ];
        if let (Some(at), Some(members)) = (self.layout.region, &mut self.members) {
            ids.push((at, &mut members.regions));
        }
        self.table.notices = self.rows.into_notices(plan, options, Some(self.layout.amount), &mut ids);
        self.table.members = self.members;
        Ok(self.table)
    }
}
