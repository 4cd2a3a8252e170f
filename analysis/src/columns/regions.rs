//! The columns of regions.

use serde::{Deserialize, Serialize};

use super::{Kind, Value, name};
use crate::regions::Region;

/// What stands in one column of regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RegionColumn {
    /// The region's name.
    Name,
    /// How many organizations it has.
    Organizations,
    /// How many centres.
    Centres,
    /// How many joined rows.
    Rows,
    /// Its expenses.
    Expenses,
    /// Its part of all expenses, 0 to 1 where none are below 0.
    ExpenseShare,
    /// Its visits.
    Visits,
    /// Its part of all visits, 0 to 1.
    VisitShare,
    /// Its expenses over its visits.
    Pooled,
    /// What its visits would cost at the centres' unit costs.
    Expected,
    /// Actual over expected, 100 as expected.
    Index,
    /// The expenses that the pooled figure leaves out.
    ExpensesNotPooled,
    /// The visits that it leaves out.
    VisitsNotPooled,
    /// The rows in the pooled figure.
    RowsPooled,
    /// Rows whose visits are 0.
    ZeroVisits,
    /// Rows whose visits are not known.
    UnknownVisits,
    /// Rows whose expenses are not known.
    UnknownExpenses,
    /// Rows whose visits are estimated.
    Estimated,
    /// How many people it has.
    Population,
    /// Expenses per person.
    ExpensesPerHead,
    /// Visits per person.
    VisitsPerHead,
    /// Expenses of rows that stand in the expenses only.
    UnmatchedExpenses,
    /// Visits of rows that stand in the visits only.
    UnmatchedVisits,
}

impl RegionColumn {
    /// All of them.
    pub const ALL: [RegionColumn; 23] = [
        RegionColumn::Name,
        RegionColumn::Organizations,
        RegionColumn::Centres,
        RegionColumn::Rows,
        RegionColumn::Expenses,
        RegionColumn::ExpenseShare,
        RegionColumn::Visits,
        RegionColumn::VisitShare,
        RegionColumn::Pooled,
        RegionColumn::Expected,
        RegionColumn::Index,
        RegionColumn::ExpensesNotPooled,
        RegionColumn::VisitsNotPooled,
        RegionColumn::RowsPooled,
        RegionColumn::ZeroVisits,
        RegionColumn::UnknownVisits,
        RegionColumn::UnknownExpenses,
        RegionColumn::Estimated,
        RegionColumn::Population,
        RegionColumn::ExpensesPerHead,
        RegionColumn::VisitsPerHead,
        RegionColumn::UnmatchedExpenses,
        RegionColumn::UnmatchedVisits,
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            RegionColumn::Name => "Region",
            RegionColumn::Organizations => "Organizations",
            RegionColumn::Centres => "Centres",
            RegionColumn::Rows => "Rows",
            RegionColumn::Expenses => "Expenses",
            RegionColumn::ExpenseShare => "Share of expenses",
            RegionColumn::Visits => "Visits",
            RegionColumn::VisitShare => "Share of visits",
            RegionColumn::Pooled => "Pooled expense per visit",
            RegionColumn::Expected => "Expected expenses",
            RegionColumn::Index => "Index (100 = as expected)",
            RegionColumn::ExpensesNotPooled => "Expenses not in the pooled figure",
            RegionColumn::VisitsNotPooled => "Visits not in the pooled figure",
            RegionColumn::RowsPooled => "Rows in the pooled figure",
            RegionColumn::ZeroVisits => "Rows with zero visits",
            RegionColumn::UnknownVisits => "Rows with unknown visits",
            RegionColumn::UnknownExpenses => "Rows with unknown expenses",
            RegionColumn::Estimated => "Rows with estimated visits",
            RegionColumn::Population => "Population",
            RegionColumn::ExpensesPerHead => "Expenses per head",
            RegionColumn::VisitsPerHead => "Visits per head",
            RegionColumn::UnmatchedExpenses => "Expenses only in the expenses",
            RegionColumn::UnmatchedVisits => "Visits only in the visits",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            RegionColumn::Name => Kind::Text,
            RegionColumn::Organizations
            | RegionColumn::Centres
            | RegionColumn::Rows
            | RegionColumn::Expenses
            | RegionColumn::Visits
            | RegionColumn::Expected
            | RegionColumn::ExpensesNotPooled
            | RegionColumn::VisitsNotPooled
            | RegionColumn::RowsPooled
            | RegionColumn::ZeroVisits
            | RegionColumn::UnknownVisits
            | RegionColumn::UnknownExpenses
            | RegionColumn::Estimated
            | RegionColumn::Population
            | RegionColumn::UnmatchedExpenses
            | RegionColumn::UnmatchedVisits => Kind::Amount,
            RegionColumn::ExpenseShare | RegionColumn::VisitShare => Kind::Share,
            RegionColumn::Pooled
            | RegionColumn::Index
            | RegionColumn::ExpensesPerHead
            | RegionColumn::VisitsPerHead => Kind::Ratio,
        }
    }

    /// A cell.
    #[must_use]
    pub fn value(self, region: &Region) -> Value<'_> {
        let totals = &region.totals;
        match self {
            RegionColumn::Name => name(region.region.as_deref()),
            RegionColumn::Organizations => Value::count(region.organizations),
            RegionColumn::Centres => Value::count(region.centres),
            RegionColumn::Rows => Value::count(totals.rows),
            RegionColumn::Expenses => Value::Figure(totals.known_expenses()),
            RegionColumn::ExpenseShare => Value::Figure(region.expense_share),
            RegionColumn::Visits => Value::Figure(totals.known_visits()),
            RegionColumn::VisitShare => Value::Figure(region.visit_share),
            RegionColumn::Pooled => Value::Figure(totals.pooled_expense_per_visit),
            RegionColumn::Expected => Value::Figure(totals.expected_expenses),
            RegionColumn::Index => Value::Figure(totals.index),
            RegionColumn::ExpensesNotPooled => Value::Figure(Some(totals.expenses_not_pooled)),
            RegionColumn::VisitsNotPooled => Value::Figure(Some(totals.visits_not_pooled)),
            RegionColumn::RowsPooled => Value::count(totals.rows_pooled),
            RegionColumn::ZeroVisits => Value::count(totals.rows_with_zero_visits),
            RegionColumn::UnknownVisits => Value::count(totals.rows_without_visits),
            RegionColumn::UnknownExpenses => Value::count(totals.rows_without_expenses),
            RegionColumn::Estimated => Value::count(totals.rows_estimated),
            RegionColumn::Population => Value::Figure(region.population),
            RegionColumn::ExpensesPerHead => Value::Figure(region.expenses_per_head),
            RegionColumn::VisitsPerHead => Value::Figure(region.visits_per_head),
            RegionColumn::UnmatchedExpenses => Value::Figure(Some(region.unmatched_expenses)),
            RegionColumn::UnmatchedVisits => Value::Figure(Some(region.unmatched_visits)),
        }
    }
}
