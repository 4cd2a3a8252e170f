//! Which periods each row is of, and whether it is kept.

use super::columns;
use super::footer::is_some_total;
use super::ids::{trimmed, whole};
use super::pass::{id, known};
use super::{Options, Record};
use crate::interner::Interner;
use crate::natural::compare;
use crate::notice::{Notice, NoticeKind};
use crate::periods::{Periods, is_year, month};
use crate::sort::sorted;
use crate::table::{Column, Role};

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

/// The periods of the rows so far, for each column that tells: years first.
pub(super) struct RowsByPeriod<'a>(Vec<ByColumn<'a>>);

impl<'a> RowsByPeriod<'a> {
    pub(super) fn new(at: &[usize], headers: &[Column], options: &'a Options) -> RowsByPeriod<'a> {
        let is_only = at.len() == 1;
        RowsByPeriod(at.iter().map(|&at| ByColumn::new(at, &headers[at], is_only, &options.only)).collect())
    }

    /// What becomes of a row, whose key is in some columns. Only of rows that one column keeps, another is asked.
    #[inline]
    pub(super) fn fate(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let mut fate = Fate::Kept;
        for column in &mut self.0 {
            match column.fate(record, keys) {
                Fate::Kept => {}
                Fate::LeftOut => return Fate::LeftOut,
                Fate::PerhapsTotal => fate = Fate::PerhapsTotal,
            }
        }
        fate
    }

    /// The chosen periods, where all rows are of others.
    pub(super) fn none_is_of(&self) -> Option<String> {
        let chosen: Vec<&str> = self.0.iter().filter_map(|column| column.only).collect();
        self.0.iter().any(|column| column.left_out > 0).then(|| chosen.join(", "))
    }

    /// All periods, with what is to be said about them.
    pub(super) fn done(self) -> (Vec<Periods>, Vec<Notice>) {
        let (periods, notices): (_, Vec<Vec<Notice>>) = self.0.into_iter().map(ByColumn::done).unzip();
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
    /// The cells of rows with a key, as they stand, and whether such rows are kept.
    cells: Interner,
    are_kept: Vec<bool>,
    /// How many rows are of another period than the chosen one.
    left_out: u64,
    /// The number of the cell that is empty, and how many rows have it.
    blank: Option<u32>,
    without: u64,
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
            left_out: 0,
            blank: None,
            without: 0,
        }
    }

    #[inline]
    fn fate(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let number = if record.plain() { known(&mut self.cells, record, self.at) } else { None };
        let number = number.or_else(|| self.cells.id(record.cell(self.at)));
        if number.is_some() && number == self.blank && keys.into_iter().all(|at| !id(record, at).is_empty()) {
            self.without += 1;
        }
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
        if is_some_total(period) {
            // Of one key after another: each is looked at.
            return if self.only.is_none() { Fate::PerhapsTotal } else { Fate::LeftOut };
        }
        if !period.is_empty() {
            self.found.intern(period);
        }
        let is_kept = self.only.is_none_or(|only| only == period);
        let number = self.cells.intern(record.cell(self.at));
        if period.is_empty() && self.blank.is_none() {
            (self.blank, self.without) = (Some(number), 1);
        }
        self.are_kept.push(is_kept);
        if is_kept { Fate::Kept } else { Fate::LeftOut }
    }

    fn done(self) -> (Periods, Vec<Notice>) {
        const LISTED: usize = 24;
        let found = self.found.into_texts();
        let are_months = found.iter().all(|period| month(period).is_some());
        let all = sorted(found, &|one, other| {
            if are_months { month(one).cmp(&month(other)) } else { compare(one, other) }
        });
        let all: Vec<String> = all.into_iter().map(String::from).collect();
        let notice = match self.only {
            Some(only) if self.left_out > 0 => Some(Notice::new(NoticeKind::OtherPeriods, self.left_out).saying(only)),
            None if all.len() > 1 => {
                let more = if all.len() > LISTED { "; …" } else { "" };
                let listed = all[..all.len().min(LISTED)].join("; ") + more;
                Some(Notice::new(NoticeKind::SeveralPeriods, all.len() as u64).saying(listed))
            }
            _ => None,
        };
        let without = Some(Notice::new(NoticeKind::WithoutPeriod, self.without));
        // Where no row says it, or one is chosen, it is told otherwise.
        let without = without.filter(|notice| notice.count > 0 && !all.is_empty() && self.only.is_none());
        let notices = notice.into_iter().chain(without).map(|notice| notice.in_column(Some(&self.header))).collect();
        let are_years = self.role == Role::Year || (self.may_be_years && all.iter().any(|period| is_year(period)));
        let Self { role, header, only, .. } = self;
        (Periods { role, header, are_years, all, only: only.map(str::to_owned) }, notices)
    }
}
