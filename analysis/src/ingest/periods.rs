//! Which periods each row is of, and whether it is kept.

use rustc_hash::FxHashMap;

use super::columns;
use super::footer::SummedUp;
use super::headings::is_total_of_periods;
use super::ids::{trimmed, whole};
use super::pass::{id, known};
use super::{Options, Record};
use crate::interner::Interner;
use crate::natural::compare;
use crate::notice::{Notice, NoticeKind, listed};
use crate::periods::{Coverage, Periods, is_year, month, ones, told_apart};
use crate::sort::{Direction, by_rank, sorted};
use crate::sum::Sum;
use crate::table::{Amount, Column, Role, SoFar};

/// What a row's period says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is of the chosen period, or none is chosen, or it has no key, and others judge it.
    Kept,
    /// It is of another period than the chosen one.
    LeftOut,
    /// It may be the total of a key's other periods.
    PerhapsTotal,
}

/// The periods of the rows so far.
pub(super) struct RowsByPeriod<'a> {
    /// For each column that tells: years first.
    columns: Vec<ByColumn<'a>>,
    /// What the rows of each key came to that a row of totals with such cells would sum up: it may stand anywhere below
    /// them.
    by_key: FxHashMap<((u32, u32), Cells), Parts>,
    /// The periods of rows, in order of their first ones: the cells of each.
    met: Vec<Cells>,
}

/// The numbers of a row's cells, years first; none where one is headed as a total, or there is no such column.
type Cells = [Option<u32>; 2];

/// What the parts of a total came to.
struct Parts {
    rows: usize,
    sum: Sum,
    summed_up: SummedUp,
    /// Whether any is known: a spreadsheet's sum of cells that are empty is 0.
    any_known: bool,
    /// Which of all periods they are of, a bit for each; none where one is of no period.
    periods: Option<u64>,
}

impl Default for Parts {
    fn default() -> Parts {
        let (sum, summed_up) = (Sum::default(), SummedUp::default());
        Parts { rows: 0, sum, summed_up, any_known: false, periods: Some(0) }
    }
}

impl<'a> RowsByPeriod<'a> {
    pub(super) fn new(at: &[usize], headers: &[Column], options: &'a Options) -> RowsByPeriod<'a> {
        let is_only = at.len() == 1;
        RowsByPeriod {
            columns: at.iter().map(|&at| ByColumn::new(at, &headers[at], is_only, &options.only)).collect(),
            by_key: FxHashMap::default(),
            met: Vec::new(),
        }
    }

    /// What becomes of a row, whose key is in some columns. Only of rows that one column keeps, another is asked.
    #[inline]
    pub(super) fn fate(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let mut fate = Fate::Kept;
        for column in &mut self.columns {
            match column.fate(record, keys) {
                Fate::Kept => {}
                Fate::LeftOut => return Fate::LeftOut,
                Fate::PerhapsTotal => fate = Fate::PerhapsTotal,
            }
        }
        fate
    }

    /// The cells of the row that was asked about last.
    fn now(&self) -> Cells {
        [0, 1].map(|at| self.columns.get(at).and_then(|column| column.now))
    }

    /// Counts what the row that was asked about last adds to its key: to every total that it is a part of.
    #[inline]
    pub(super) fn add(&mut self, key: (u32, u32), amount: Amount) {
        if self.columns.is_empty() {
            return;
        }
        let [year, part] = self.now();
        let (has_year, has_part) = (year.is_some(), part.is_some());
        let totals = [(has_year, [None, part]), (has_part, [year, None]), (has_year && has_part, [None, None])];
        let period = self.period();
        for (_, cells) in totals.into_iter().filter(|(is_one, _)| *is_one) {
            let parts = self.by_key.entry((key, cells)).or_default();
            parts.rows += 1;
            parts.periods = parts.periods.zip(period).map(|(periods, period)| periods | period);
            if let Amount::Known(value) = amount {
                parts.sum.add(value);
                parts.any_known = true;
            }
        }
    }

    /// The bit of the row's period that was asked about last; none where a cell is empty, or there are too many.
    fn period(&mut self) -> Option<u64> {
        let now = self.now();
        let is_blank = |(column, number): (&ByColumn<'_>, Option<u32>)| {
            number.is_none_or(|number| column.are_blank[number as usize])
        };
        if self.columns.iter().zip(now).any(is_blank) {
            return None;
        }
        let at = self.met.iter().rposition(|met| *met == now).unwrap_or(self.met.len());
        if at == self.met.len() && at <= Coverage::MOST {
            self.met.push(now);
        }
        (at < Coverage::MOST).then(|| 1 << at)
    }

    /// Of which periods the lines of each key are; `None` where there are not several, or too many.
    pub(super) fn coverage(&self) -> Option<Coverage> {
        if !(2..=Coverage::MOST).contains(&self.met.len()) {
            return None;
        }
        let name = |cells: &Cells| {
            let texts = self.columns.iter().zip(cells).filter_map(|(column, number)| {
                let cell = trimmed(column.cells.text((*number)?));
                let period = whole(cell).unwrap_or(cell);
                Some([told_apart(period, column.role == Role::Year || is_year(period)), period.to_owned()])
            });
            let (told, shown): (Vec<String>, Vec<String>) = texts.map(|[told, shown]| (told, shown)).unzip();
            [told.join(" "), shown.join(" ")]
        };
        // One may be written in several ways.
        let mut periods: Vec<[String; 2]> = Vec::new();
        let places: Vec<usize> = self
            .met
            .iter()
            .map(|cells| {
                let period = name(cells);
                let known = periods.iter().position(|[told, _]| *told == period[0]);
                known.unwrap_or_else(|| {
                    periods.push(period);
                    periods.len() - 1
                })
            })
            .collect();
        let placed = |bits: u64| ones(bits).fold(0, |placed, at| placed | 1 << places[at]);
        // A key's rows of all periods together.
        let of_all = self.by_key.iter().filter(|((_, cells), _)| *cells == [None, None]);
        let of_keys: Vec<_> = of_all.filter_map(|((key, _), parts)| Some((*key, placed(parts.periods?)))).collect();
        let mut order: Vec<u32> = (0_u32..).zip(&of_keys).map(|(at, _)| at).collect();
        for part in [|(_, centre): (u32, u32)| centre, |(organization, _)| organization] {
            by_rank(&mut order, Direction::Ascending, &|at| part(of_keys[at as usize].0));
        }
        Some(Coverage { periods, of_keys: order.into_iter().map(|at| of_keys[at as usize]).collect() })
    }

    /// Whether the row that was asked about last is headed as a total, and its amount is the sum of its parts, of all or
    /// of those since some total, or nothing where they are.
    pub(super) fn sums_up(&mut self, key: Option<(u32, u32)>, amount: Amount) -> bool {
        if self.columns.iter().all(|column| column.now.is_some()) {
            return false;
        }
        // Beside a total, an empty cell is of all, too.
        let is_blank = |at: usize, number: u32| self.columns[at].are_blank[number as usize];
        let [year, part] = self.now();
        let cells = [year.filter(|&number| !is_blank(0, number)), part.filter(|&number| !is_blank(1, number))];
        let Some(parts) = key.and_then(|key| self.by_key.get_mut(&(key, cells))) else { return false };
        match amount {
            Amount::Known(0.0) if !parts.any_known => true,
            Amount::Known(value) => {
                parts.summed_up.is_next(value, SoFar { lines: parts.rows, sum: parts.sum.value() }, true)
            }
            Amount::Missing => true,
            _ => false,
        }
    }

    /// Takes back what the row that was asked about last counted as: it is left out.
    pub(super) fn leave_out(&mut self) {
        for column in &mut self.columns {
            column.without -= u64::from(std::mem::take(&mut column.is_counted));
        }
    }

    /// Takes the row that was asked about last for one of a period called as totals are.
    pub(super) fn keep(&mut self, record: &Record<'_>) {
        self.columns.iter_mut().filter(|column| column.now.is_none()).for_each(|column| column.keep(record));
    }

    /// The chosen periods, where all rows are of others.
    pub(super) fn none_is_of(&self) -> Option<String> {
        let chosen: Vec<&str> = self.columns.iter().filter_map(|column| column.only).collect();
        self.columns.iter().any(|column| column.left_out > 0).then(|| chosen.join(", "))
    }

    /// All periods, with what is to be said about them.
    pub(super) fn done(self) -> (Vec<Periods>, Vec<Notice>) {
        let (periods, notices): (_, Vec<Vec<Notice>>) = self.columns.into_iter().map(ByColumn::done).unzip();
        (periods, notices.into_iter().flatten().collect())
    }
}

/// The periods that one column tells.
struct ByColumn<'a> {
    at: usize,
    role: Role,
    header: String,
    /// Whether they are years where one looks like some.
    may_be_years: bool,
    only: Option<&'a str>,
    found: Interner,
    /// The cells of rows with a key, as they stand; whether such rows are kept, and whether they are of no period.
    cells: Interner,
    are_kept: Vec<bool>,
    are_blank: Vec<bool>,
    /// The number of the cell of the row that was asked about last; none where that is headed as a total.
    now: Option<u32>,
    /// How many rows are of another period than the chosen one.
    left_out: u64,
    /// How many rows are of none, whether the one that was asked about last is among them, and how many are headed as
    /// totals and are kept.
    without: u64,
    is_counted: bool,
    totals: u64,
}

impl<'a> ByColumn<'a> {
    fn new(at: usize, column: &Column, is_only: bool, only: &'a [(Role, String)]) -> ByColumn<'a> {
        let role = column.role.unwrap_or(Role::Period);
        ByColumn {
            at,
            role,
            may_be_years: is_only && columns::role(&column.header) == Some(Role::Period),
            header: column.header.clone(),
            only: only.iter().find(|(of, _)| *of == role).map(|(_, only)| only.as_str()),
            found: Interner::default(),
            cells: Interner::default(),
            are_kept: Vec::new(),
            are_blank: Vec::new(),
            now: None,
            left_out: 0,
            without: 0,
            is_counted: false,
            totals: 0,
        }
    }

    #[inline]
    fn fate(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let number = if record.plain() { known(&mut self.cells, record, self.at) } else { None };
        let number = number.or_else(|| self.cells.id(record.cell(self.at)));
        let is_blank = number.is_some_and(|number| self.are_blank[number as usize]);
        self.is_counted = is_blank && keys.into_iter().all(|at| !id(record, at).is_empty());
        self.without += u64::from(self.is_counted);
        self.now = number;
        let fate = match number {
            Some(number) if self.are_kept[number as usize] => Fate::Kept,
            Some(_) => Fate::LeftOut,
            None => self.meet(record, keys),
        };
        self.left_out += u64::from(fate == Fate::LeftOut);
        fate
    }

    #[cold]
    #[inline(never)]
    fn meet(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let period = id(record, self.at);
        let is_header = *period == *trimmed(&self.header);
        if is_header || keys.into_iter().any(|at| id(record, at).is_empty()) {
            return Fate::Kept;
        }
        let period = whole(&period).unwrap_or(&period);
        if self.only != Some(period) && is_total_of_periods(period) {
            // Of one key after another: each is looked at.
            return if self.only.is_none() { Fate::PerhapsTotal } else { Fate::LeftOut };
        }
        if !period.is_empty() {
            self.found.intern(period);
        }
        let is_kept = self.only.is_none_or(|only| only == period);
        self.now = Some(self.cells.intern(record.cell(self.at)));
        self.is_counted = period.is_empty();
        self.without += u64::from(self.is_counted);
        self.are_kept.push(is_kept);
        self.are_blank.push(period.is_empty());
        if is_kept { Fate::Kept } else { Fate::LeftOut }
    }

    fn keep(&mut self, record: &Record<'_>) {
        let period = id(record, self.at);
        if is_total_of_periods(&period) {
            self.found.intern(&period);
            self.totals += 1;
        }
    }

    fn done(self) -> (Periods, Vec<Notice>) {
        const LISTED: usize = 24;
        let found = self.found.into_texts();
        let are_months = found.iter().all(|period| month(period).is_some() || is_total_of_periods(period));
        let in_year = |period: &str| (is_total_of_periods(period), month(period).filter(|_| are_months));
        let all = sorted(found, &|one, other| in_year(one).cmp(&in_year(other)).then_with(|| compare(one, other)));
        let all: Vec<String> = all.into_iter().map(String::from).collect();
        let notice = match self.only {
            Some(only) if self.left_out > 0 => Some(Notice::new(NoticeKind::OtherPeriods, self.left_out).saying(only)),
            None if all.len() > 1 => {
                Some(Notice::new(NoticeKind::SeveralPeriods, all.len() as u64).saying(listed(&all, LISTED)))
            }
            _ => None,
        };
        let without = Some(Notice::new(NoticeKind::WithoutPeriod, self.without));
        // Where no row says it, or one is chosen, it is told otherwise.
        let without = without.filter(|notice| notice.count > 0 && !all.is_empty() && self.only.is_none());
        let notices = notice.into_iter().chain(without).map(|notice| notice.in_column(Some(&self.header))).collect();
        let are_years = self.role == Role::Year || (self.may_be_years && all.iter().any(|period| is_year(period)));
        let Self { role, header, only, totals: total_rows, .. } = self;
        (Periods { role, header, are_years, all, only: only.map(str::to_owned), total_rows }, notices)
    }
}
