//! What expenses come to where they are drawn: nothing at or below 0 has an area or a band.

use serde::{Deserialize, Serialize};

use crate::sort::sorted;
use crate::sum::Exact;
use crate::table::Amount;

/// What some expenses come to, in their unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spent {
    /// The sum of those that are known: what is drawn and what is not.
    pub expenses: f64,
    /// The sum of those above 0.
    pub drawn: f64,
    /// How many are known and not above 0, so that they can't be drawn.
    pub not_drawn: usize,
    /// What these come to: 0 or less.
    pub expenses_not_drawn: f64,
    /// How many are not known.
    pub unknown: usize,
}

impl Spent {
    /// [`Spent::expenses`], where any are known.
    #[must_use]
    pub fn known(&self) -> Option<f64> {
        (self.drawn > 0.0 || self.not_drawn > 0).then_some(self.expenses)
    }
}

/// The running figures. `Spending::default()` is the identity of [`Spending::merge`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spending {
    drawn: Exact,
    not_drawn: usize,
    expenses_not_drawn: Exact,
    unknown: usize,
}

impl Spending {
    pub(crate) fn of(expenses: Amount) -> Spending {
        let mut spending = Spending::default();
        spending.add(expenses);
        spending
    }

    pub(crate) fn add(&mut self, expenses: Amount) {
        match expenses.known() {
            None => self.unknown += 1,
            Some(expenses) if expenses > 0.0 => self.drawn.add(expenses),
            Some(expenses) => {
                self.not_drawn += 1;
                self.expenses_not_drawn.add(expenses);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Spending) {
        self.drawn.merge(other.drawn);
        self.not_drawn += other.not_drawn;
        self.expenses_not_drawn.merge(other.expenses_not_drawn);
        self.unknown += other.unknown;
    }

    pub(crate) fn spent(&self) -> Spent {
        let mut expenses = self.drawn;
        expenses.merge(self.expenses_not_drawn);
        Spent {
            expenses: expenses.value(),
            drawn: self.drawn.value(),
            not_drawn: self.not_drawn,
            expenses_not_drawn: self.expenses_not_drawn.value(),
            unknown: self.unknown,
        }
    }

    /// What others come to together.
    pub(crate) fn together<'a>(all: impl Iterator<Item = &'a Spending>) -> Spending {
        let mut together = Spending::default();
        all.for_each(|one| together.merge(one));
        together
    }
}

/// The largest of some, by what is drawn of them, and the others.
pub(crate) struct Largest {
    /// Those that stand by themselves.
    pub(crate) kept: Vec<(usize, Spending)>,
    /// Those that are put together: none, or two at least.
    pub(crate) others: Vec<(usize, Spending)>,
}

impl Largest {
    /// Keeps so many, equal ones in an order of their own, and one that is to be kept whatever its
    /// size; one more where it would be the only other.
    pub(crate) fn of(
        all: Vec<(usize, Spending)>,
        most: usize,
        always: Option<usize>,
        order: impl Fn(&usize, &usize) -> std::cmp::Ordering,
    ) -> Largest {
        let size = |spending: &Spending| (spending.drawn.value(), spending.expenses_not_drawn.value());
        let all = sorted(all, &|a, b| {
            let ((a_drawn, a_not), (b_drawn, b_not)) = (size(&a.1), size(&b.1));
            b_drawn.total_cmp(&a_drawn).then_with(|| b_not.total_cmp(&a_not)).then_with(|| order(&a.0, &b.0))
        });
        let is_kept = |(rank, (at, _)): (usize, &(usize, Spending))| rank < most || Some(*at) == always;
        let kept: Vec<bool> = all.iter().enumerate().map(is_kept).collect();
        if kept.iter().filter(|&&kept| !kept).count() < 2 {
            return Largest { kept: all, others: Vec::new() };
        }
        let part = |wanted: bool| all.iter().zip(&kept).filter(move |(_, kept)| **kept == wanted);
        Largest { kept: part(true).map(|(one, _)| *one).collect(), others: part(false).map(|(one, _)| *one).collect() }
    }

    /// How many are put together, and what they come to; `None` where none are.
    pub(crate) fn rest(&self) -> Option<(usize, Spent)> {
        let spent = Spending::together(self.others.iter().map(|(_, spending)| spending)).spent();
        (!self.others.is_empty()).then_some((self.others.len(), spent))
    }
}
