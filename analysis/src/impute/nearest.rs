//! The first of all rows that may become donors.

use std::cmp::Ordering;

use crate::sort::sorted;

/// A row that may become a donor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// The mean of the squared differences over the columns in common: in the order of distances,
    /// and equal where they are, which no product with the number of columns can promise.
    pub(super) key: f64,
    pub(super) value: f64,
    pub(super) row: u32,
}

impl Candidate {
    /// The nearer first; of those as near the lesser value, whatever the order of rows.
    fn order(&self, other: &Candidate) -> Ordering {
        self.key.total_cmp(&other.key).then(self.value.total_cmp(&other.value)).then(self.row.cmp(&other.row))
    }
}

/// The first `k` candidates, in [`Candidate::order`], of all that are offered.
#[derive(Clone, Debug)]
pub(super) struct Nearest {
    pub(super) k: usize,
    pub(super) kept: Vec<Candidate>,
    /// None beyond it is among the first.
    bound: f64,
    /// Whether any was offered that is not among the first.
    pub(super) is_cut: bool,
}

impl Nearest {
    pub(super) fn new(k: usize) -> Nearest {
        Nearest { k, kept: Vec::new(), bound: f64::MAX, is_cut: false }
    }

    pub(super) fn clear(&mut self) {
        *self = Nearest { kept: std::mem::take(&mut self.kept), ..Nearest::new(self.k) };
        self.kept.clear();
    }

    /// A candidate without a distance has a key that is NaN, and is none.
    #[inline]
    pub(super) fn offer(&mut self, candidate: Candidate) {
        if candidate.key <= self.bound {
            self.keep(candidate);
        }
    }

    #[inline(never)]
    fn keep(&mut self, candidate: Candidate) {
        self.kept.push(candidate);
        if self.kept.len() >= self.k.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.k {
            self.kept.select_nth_unstable_by(self.k - 1, Candidate::order);
            self.kept.truncate(self.k);
            self.bound = self.kept[self.k - 1].key;
            self.is_cut = true;
        }
    }

    pub(super) fn in_order(&mut self) -> &[Candidate] {
        self.cut();
        self.kept = sorted(std::mem::take(&mut self.kept), &Candidate::order);
        &self.kept
    }
}
