//! Expense per visit of one row, under a policy for missing visits.

use serde::{Deserialize, Serialize};

use crate::table::Amount;

/// What stands for the unit cost of a row whose visits are missing or zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingVisits {
    /// It is 0, and counts as such in averages and spreads: the notebook's rule.
    #[default]
    Zero,
    /// It is unknown: the row stays in the tables and out of the averages.
    LeaveOut,
    /// Missing visits are estimated from similar organizations; see [`estimates`](crate::estimates).
    /// Where they can't be, and where visits are 0, the row is left out.
    Estimate,
}

impl MissingVisits {
    /// Every policy.
    pub const ALL: [MissingVisits; 3] = [MissingVisits::Zero, MissingVisits::LeaveOut, MissingVisits::Estimate];
}

/// Expenses over visits, in the expenses' unit per visit; `None` where it is unknown.
///
/// Missing and zero visits follow `policy`; what is estimated is known by then
/// ([`Merged::visits`](crate::merge::Merged::visits)). Suppressed (`<5`), unreadable and negative visits have
/// no unit cost under any policy, nor have unknown expenses.
///
/// ```
/// use pervisit_analysis::{per_visit::{expense_per_visit, MissingVisits}, table::Amount};
/// let expenses = Amount::Known(5_000_000.0);
/// let cost = |visits, policy| expense_per_visit(expenses, visits, policy);
/// assert_eq!(cost(Amount::Known(20_000.0), MissingVisits::Zero), Some(250.0));
/// assert_eq!(cost(Amount::Missing, MissingVisits::Zero), Some(0.0));
/// assert_eq!(cost(Amount::Missing, MissingVisits::LeaveOut), None);
/// assert_eq!(cost(Amount::Suppressed, MissingVisits::Zero), None);
/// ```
#[must_use]
pub fn expense_per_visit(expenses: Amount, visits: Amount, policy: MissingVisits) -> Option<f64> {
    let expenses = expenses.known()?;
    match visits {
        Amount::Known(visits) if visits > 0.0 => Some(expenses / visits),
        Amount::Known(0.0) | Amount::Missing => match policy {
            MissingVisits::Zero => Some(0.0),
            MissingVisits::LeaveOut | MissingVisits::Estimate => None,
        },
        Amount::Known(_) | Amount::Suppressed | Amount::Unreadable | Amount::Absent => None,
    }
}
