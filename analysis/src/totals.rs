//! What rows come to: the last row of a table.

use serde::{Deserialize, Serialize};

use crate::rows::Shown;
use crate::sum::Exact;

/// The sum of what is known, and of how many rows that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    /// The sum; `None` where nothing is known.
    pub sum: Option<f64>,
    /// How many rows it is of; the others are not in it.
    pub rows: usize,
}

/// What some rows come to. The order they are in changes none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// How many rows there are.
    pub rows: usize,
    /// Money spent.
    pub expenses: Total,
    /// Visits.
    pub visits: Total,
    /// Expenses over visits of the rows that have both, each sum on its own; as
    /// [`crate::centres::Figures::pooled_expense_per_visit`].
    pub pooled_expense_per_visit: Option<f64>,
    /// How many rows that is of.
    pub rows_pooled: usize,
}

impl Totals {
    /// Adds up rows.
    #[must_use]
    pub fn of(shown: &Shown<'_>, rows: &mut dyn Iterator<Item = u32>) -> Totals {
        let mut totals = Totals::default();
        let [mut expenses, mut visits, mut pooled_expenses, mut pooled_visits] = [Exact::default(); 4];
        for row in rows {
            totals.rows += 1;
            let (spent, seen) = (shown.expenses(row).known(), shown.visits(row).known());
            if let Some(spent) = spent {
                expenses.add(spent);
                totals.expenses.rows += 1;
            }
            if let Some(seen) = seen {
                visits.add(seen);
                totals.visits.rows += 1;
            }
            if let (Some(spent), Some(seen)) = (spent, seen)
                && seen > 0.0
            {
                pooled_expenses.add(spent);
                pooled_visits.add(seen);
                totals.rows_pooled += 1;
            }
        }
        totals.expenses.sum = (totals.expenses.rows > 0).then(|| expenses.value());
        totals.visits.sum = (totals.visits.rows > 0).then(|| visits.value());
        totals.pooled_expense_per_visit =
            (totals.rows_pooled > 0).then(|| pooled_expenses.value() / pooled_visits.value());
        totals
    }
}
