//! Which period each row is of, and whether it is kept.

use super::Record;
use super::columns::is_of_years;
use super::footer::is_some_total;
use super::ids::trimmed;
use super::pass::id;
use crate::interner::Interner;
use crate::natural::compare;
use crate::notice::{Notice, NoticeKind};
use crate::periods::Periods;

/// The periods of the rows so far.
pub(super) struct RowsByPeriod<'a> {
    at: usize,
    header: String,
    only: Option<&'a str>,
    found: Interner,
    /// The cell of the last row that was asked about, and whether that was kept: the next row mostly has the same.
    last: Option<(Vec<u8>, bool)>,
    /// How many rows are of another period than the chosen one.
    left_out: u64,
}

impl<'a> RowsByPeriod<'a> {
    pub(super) fn new(at: usize, header: &str, only: Option<&'a str>) -> RowsByPeriod<'a> {
        RowsByPeriod { at, header: header.to_owned(), only, found: Interner::default(), last: None, left_out: 0 }
    }

    /// Whether a row is kept: it is of the chosen period, or none is chosen, or it has no key, and others judge it.
    #[inline]
    pub(super) fn keeps(&mut self, record: &Record<'_>, keys: [usize; 2]) -> bool {
        let is_kept = match &self.last {
            Some((cell, is_kept)) if cell == record.bytes(self.at) => *is_kept,
            _ => self.meet(record, keys),
        };
        self.left_out += u64::from(!is_kept);
        is_kept
    }

    #[cold]
    #[inline(never)]
    fn meet(&mut self, record: &Record<'_>, keys: [usize; 2]) -> bool {
        let period = id(record, self.at);
        let is_header = *period == *trimmed(&self.header);
        if is_header || keys.into_iter().any(|at| id(record, at).is_empty()) {
            return true;
        }
        let period = without_zero(&period);
        if !period.is_empty() && !is_some_total(period) {
            self.found.intern(period);
        }
        let is_kept = self.only.is_none_or(|only| only == period);
        self.last = Some((record.bytes(self.at).to_vec(), is_kept));
        is_kept
    }

    /// The chosen period, where all rows are of others.
    pub(super) fn none_is_of(&self) -> Option<String> {
        self.only.filter(|_| self.left_out > 0).map(str::to_owned)
    }

    /// All periods, with what is to be said about them.
    pub(super) fn done(self) -> (Periods, Option<Notice>) {
        const LISTED: usize = 24;
        let mut all: Vec<String> = self.found.into_texts().into_iter().map(String::from).collect();
        all.sort_by(|one, other| compare(one, other));
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

/// A number of a year that went through a column with gaps, as `pandas` writes them.
fn without_zero(period: &str) -> &str {
    let whole = period.strip_suffix(".0").unwrap_or_default();
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) { whole } else { period }
}
