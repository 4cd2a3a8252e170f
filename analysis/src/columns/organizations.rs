//! The columns of organizations.

use serde::{Deserialize, Serialize};

use super::{Kind, Value};
use crate::organizations::OrganizationSummary;

/// What stands in one column of organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrganizationColumn {
    /// Its identifier.
    Organization,
    /// How many joined rows it has, one for each of its centres.
    Centres,
    /// The rows whose actual and expected expenses are compared.
    Compared,
    /// The other rows.
    LeftOut,
    /// Rows whose visits are 0.
    ZeroVisits,
    /// Rows whose visits are not known.
    UnknownVisits,
    /// Rows whose expenses are not known.
    UnknownExpenses,
    /// Rows whose visits are estimated.
    Estimated,
    /// Its expenses.
    Expenses,
    /// Its visits.
    Visits,
    /// The expenses that are compared.
    Actual,
    /// What its visits would cost at the centres' unit costs.
    Expected,
    /// Actual less expected.
    Difference,
    /// Actual over expected, 100 as expected.
    Index,
    /// The expenses of the rows that are left out.
    NotCompared,
    /// What is spent above the centres' medians.
    AboveMedian,
    /// What is spent above the centres' first quartiles.
    AboveQ1,
    /// What it is called beside its identifier.
    Name,
}

impl OrganizationColumn {
    /// Those of the table, each at its own number.
    pub const ALL: [OrganizationColumn; 18] = [
        OrganizationColumn::Organization,
        OrganizationColumn::Centres,
        OrganizationColumn::Compared,
        OrganizationColumn::LeftOut,
        OrganizationColumn::ZeroVisits,
        OrganizationColumn::UnknownVisits,
        OrganizationColumn::UnknownExpenses,
        OrganizationColumn::Estimated,
        OrganizationColumn::Expenses,
        OrganizationColumn::Visits,
        OrganizationColumn::Actual,
        OrganizationColumn::Expected,
        OrganizationColumn::Difference,
        OrganizationColumn::Index,
        OrganizationColumn::NotCompared,
        OrganizationColumn::AboveMedian,
        OrganizationColumn::AboveQ1,
        OrganizationColumn::Name,
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            OrganizationColumn::Organization => "Organization",
            OrganizationColumn::Name => "Organization name",
            OrganizationColumn::Centres => "Centres",
            OrganizationColumn::Compared => "Rows compared",
            OrganizationColumn::LeftOut => "Rows left out",
            OrganizationColumn::ZeroVisits => "Rows with zero visits",
            OrganizationColumn::UnknownVisits => "Rows with unknown visits",
            OrganizationColumn::UnknownExpenses => "Rows with unknown expenses",
            OrganizationColumn::Estimated => "Rows with estimated visits",
            OrganizationColumn::Expenses => "Expenses",
            OrganizationColumn::Visits => "Visits",
            OrganizationColumn::Actual => "Actual expenses compared",
            OrganizationColumn::Expected => "Expected expenses",
            OrganizationColumn::Difference => "Actual less expected",
            OrganizationColumn::Index => "Index (100 = as expected)",
            OrganizationColumn::NotCompared => "Expenses left out",
            OrganizationColumn::AboveMedian => "Spent above the centres' medians",
            OrganizationColumn::AboveQ1 => "Spent above the centres' first quartiles",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            OrganizationColumn::Organization | OrganizationColumn::Name => Kind::Text,
            OrganizationColumn::Index => Kind::Ratio,
            _ => Kind::Amount,
        }
    }

    /// An organization's cell.
    #[must_use]
    pub fn value(self, summary: &OrganizationSummary) -> Value<'_> {
        match self {
            OrganizationColumn::Organization => Value::text(&summary.organization),
            OrganizationColumn::Name => Value::text(&summary.name),
            OrganizationColumn::Centres => Value::count(summary.rows),
            OrganizationColumn::Compared => Value::count(summary.rows_compared),
            OrganizationColumn::LeftOut => Value::count(summary.rows - summary.rows_compared),
            OrganizationColumn::ZeroVisits => Value::count(summary.rows_with_zero_visits),
            OrganizationColumn::UnknownVisits => Value::count(summary.rows_without_visits),
            OrganizationColumn::UnknownExpenses => Value::count(summary.rows_without_expenses),
            OrganizationColumn::Estimated => Value::count(summary.rows_estimated),
            OrganizationColumn::Expenses => Value::Figure(summary.expenses),
            OrganizationColumn::Visits => Value::Figure(summary.visits),
            OrganizationColumn::Actual => Value::Figure(summary.actual_expenses),
            OrganizationColumn::Expected => Value::Figure(summary.expected_expenses),
            OrganizationColumn::Difference => Value::Figure(summary.difference),
            OrganizationColumn::Index => Value::Figure(summary.index),
            OrganizationColumn::NotCompared => Value::Figure(Some(summary.expenses_not_compared)),
            OrganizationColumn::AboveMedian => Value::Figure(summary.measured(summary.above_median)),
            OrganizationColumn::AboveQ1 => Value::Figure(summary.measured(summary.above_q1)),
        }
    }
}
