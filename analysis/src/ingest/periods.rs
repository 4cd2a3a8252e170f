//! Which period each row is of, and whether it is kept.

use super::Record;
use super::columns::is_of_years;
use super::footer::is_some_total;
use super::ids::{trimmed, whole};
use super::pass::{id, known};
use crate::interner::Interner;
use crate::natural::compare;
use crate::notice::{Notice, NoticeKind};
use crate::periods::Periods;
use crate::sort::sorted;

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
    at: usize,
    header: String,
    only: Option<&'a str>,
    found: Interner,
    /// The cells of rows with a key, as they stand, and whether such rows are kept.
    cells: Interner,
    are_kept: Vec<bool>,
    /// How many rows are of another period than the chosen one.
    left_out: u64,
}

impl<'a> RowsByPeriod<'a> {
    pub(super) fn new(at: usize, header: &str, only: Option<&'a str>) -> RowsByPeriod<'a> {
        RowsByPeriod {
            at,
            header: header.to_owned(),
            only,
            found: Interner::default(),
            cells: Interner::default(),
            are_kept: Vec::new(),
            left_out: 0,
        }
    }

    /// What becomes of a row.
    #[inline]
    pub(super) fn fate(&mut self, record: &Record<'_>, keys: [usize; 2]) -> Fate {
        let number = if record.plain() { known(&mut self.cells, record, self.at) } else { None };
        let fate = match number.or_else(|| self.cells.id(record.cell(self.at))) {
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
        self.cells.intern(record.cell(self.at));
        self.are_kept.push(is_kept);
        if is_kept { Fate::Kept } else { Fate::LeftOut }
    }

    /// The chosen period, where all rows are of others.
    pub(super) fn none_is_of(&self) -> Option<String> {
        self.only.filter(|_| self.left_out > 0).map(str::to_owned)
    }

    /// All periods, with what is to be said about them.
    pub(super) fn done(self) -> (Periods, Option<Notice>) {
        const LISTED: usize = 24;
        let all = sorted(self.found.into_texts(), &|one, other| compare(one, other));
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
        let notice = notice.map(|notice| notice.in_column(Some(&self.header)));
        (Periods { are_years: is_of_years(&self.header), all, only: self.only.map(str::to_owned) }, notice)
    }
}
