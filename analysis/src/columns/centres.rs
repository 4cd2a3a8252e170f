//! The columns of centres.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Kind, Value};
use crate::centres::CentreSummary;

/// What stands in one column of centres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CentreColumn {
    /// The centre's number.
    Number,
    /// Its name.
    Name,
    /// How many organizations have a joined row.
    Organizations,
    /// The rows in its average.
    Rows,
    /// Rows without a unit cost.
    LeftOut,
    /// Rows whose visits are missing.
    MissingVisits,
    /// Rows whose visits are 0.
    ZeroVisits,
    /// Rows whose visits are estimated.
    Estimated,
    /// Its expenses.
    Expenses,
    /// The expenses of rows whose visits are missing or 0.
    ExpensesWithoutVisits,
    /// The expenses that the pooled figure leaves out.
    ExpensesNotPooled,
    /// Its visits.
    Visits,
    /// The visits that the pooled figure leaves out.
    VisitsNotPooled,
    /// The average of its rows' expense per visit.
    Average,
    /// The average of the rows that have visits.
    AverageWithVisits,
    /// Its expenses over its visits.
    Pooled,
    /// The average without the rows beyond the fences.
    Trimmed,
    /// The pooled figure without them.
    TrimmedPooled,
    /// Rows beyond the fences.
    Outlying,
    /// The smallest of its rows' expense per visit.
    Min,
    /// The first quartile.
    Q1,
    /// The median.
    Median,
    /// The third quartile.
    Q3,
    /// The largest.
    Max,
    /// The standard deviation.
    StandardDeviation,
    /// The coefficient of variation.
    Variation,
    /// What is spent above the median.
    AboveMedian,
    /// What is spent above the first quartile.
    AboveQ1,
    /// The organizations beyond the whiskers.
    Outliers,
}

impl CentreColumn {
    /// All of them, each at its own number.
    pub const ALL: [CentreColumn; 29] = [
        CentreColumn::Number,
        CentreColumn::Name,
        CentreColumn::Organizations,
        CentreColumn::Rows,
        CentreColumn::LeftOut,
        CentreColumn::MissingVisits,
        CentreColumn::ZeroVisits,
        CentreColumn::Estimated,
        CentreColumn::Expenses,
        CentreColumn::ExpensesWithoutVisits,
        CentreColumn::ExpensesNotPooled,
        CentreColumn::Visits,
        CentreColumn::VisitsNotPooled,
        CentreColumn::Average,
        CentreColumn::AverageWithVisits,
        CentreColumn::Pooled,
        CentreColumn::Trimmed,
        CentreColumn::TrimmedPooled,
        CentreColumn::Outlying,
        CentreColumn::Min,
        CentreColumn::Q1,
        CentreColumn::Median,
        CentreColumn::Q3,
        CentreColumn::Max,
        CentreColumn::StandardDeviation,
        CentreColumn::Variation,
        CentreColumn::AboveMedian,
        CentreColumn::AboveQ1,
        CentreColumn::Outliers,
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            CentreColumn::Number => "Centre number",
            CentreColumn::Name => "Centre name",
            CentreColumn::Organizations => "Organizations",
            CentreColumn::Rows => "Rows in the average",
            CentreColumn::LeftOut => "Rows left out",
            CentreColumn::MissingVisits => "Rows with missing visits",
            CentreColumn::ZeroVisits => "Rows with zero visits",
            CentreColumn::Estimated => "Rows with estimated visits",
            CentreColumn::Expenses => "Expenses",
            CentreColumn::ExpensesWithoutVisits => "Expenses without visits",
            CentreColumn::ExpensesNotPooled => "Expenses not in the pooled figure",
            CentreColumn::Visits => "Visits",
            CentreColumn::VisitsNotPooled => "Visits not in the pooled figure",
            CentreColumn::Average => "Average expense per visit",
            CentreColumn::AverageWithVisits => "Average of rows with visits",
            CentreColumn::Pooled => "Pooled expense per visit",
            CentreColumn::Trimmed => "Trimmed average",
            CentreColumn::TrimmedPooled => "Trimmed pooled expense per visit",
            CentreColumn::Outlying => "Rows the trimmed figures leave out",
            CentreColumn::Min => "Minimum",
            CentreColumn::Q1 => "First quartile",
            CentreColumn::Median => "Median",
            CentreColumn::Q3 => "Third quartile",
            CentreColumn::Max => "Maximum",
            CentreColumn::StandardDeviation => "Standard deviation",
            CentreColumn::Variation => "Coefficient of variation",
            CentreColumn::AboveMedian => "Spent above the median",
            CentreColumn::AboveQ1 => "Spent above the first quartile",
            CentreColumn::Outliers => "Outlying organizations",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            CentreColumn::Number | CentreColumn::Name | CentreColumn::Outliers => Kind::Text,
            CentreColumn::Organizations
            | CentreColumn::Rows
            | CentreColumn::LeftOut
            | CentreColumn::MissingVisits
            | CentreColumn::ZeroVisits
            | CentreColumn::Estimated
            | CentreColumn::Outlying
            | CentreColumn::AboveMedian
            | CentreColumn::AboveQ1
            | CentreColumn::Expenses
            | CentreColumn::ExpensesWithoutVisits
            | CentreColumn::ExpensesNotPooled
            | CentreColumn::Visits
            | CentreColumn::VisitsNotPooled => Kind::Amount,
            _ => Kind::Ratio,
        }
    }

    /// A centre's cell.
    #[must_use]
    pub fn value(self, summary: &CentreSummary) -> Value<'_> {
        let figures = &summary.figures;
        let (spread, opportunity) = (&figures.spread, &figures.opportunity);
        match self {
            CentreColumn::Number => Value::text(&summary.centre.number),
            CentreColumn::Name => Value::text(&summary.centre.name),
            CentreColumn::Organizations => Value::count(figures.organizations),
            CentreColumn::Rows => Value::count(spread.n),
            CentreColumn::LeftOut => Value::count(figures.left_out),
            CentreColumn::MissingVisits => Value::count(figures.missing_visits),
            CentreColumn::ZeroVisits => Value::count(figures.zero_visits),
            CentreColumn::Estimated => Value::count(figures.estimated),
            CentreColumn::Expenses => Value::Figure(figures.known_expenses()),
            CentreColumn::ExpensesWithoutVisits => Value::Figure(Some(figures.expenses_without_visits)),
            CentreColumn::ExpensesNotPooled => Value::Figure(Some(figures.expenses_not_pooled)),
            CentreColumn::Visits => Value::Figure(figures.known_visits()),
            CentreColumn::VisitsNotPooled => Value::Figure(Some(figures.visits_not_pooled)),
            CentreColumn::Average => Value::Figure(spread.mean),
            CentreColumn::AverageWithVisits => Value::Figure(summary.average_with_visits),
            CentreColumn::Pooled => Value::Figure(figures.pooled_expense_per_visit),
            CentreColumn::Trimmed => Value::Figure(figures.trimmed.average_expense_per_visit),
            CentreColumn::TrimmedPooled => Value::Figure(figures.trimmed.pooled_expense_per_visit),
            CentreColumn::Outlying => Value::count(figures.trimmed.left_out),
            CentreColumn::Min => Value::Figure(spread.min),
            CentreColumn::Q1 => Value::Figure(spread.q1),
            CentreColumn::Median => Value::Figure(spread.median),
            CentreColumn::Q3 => Value::Figure(spread.q3),
            CentreColumn::Max => Value::Figure(spread.max),
            CentreColumn::StandardDeviation => Value::Figure(spread.standard_deviation),
            CentreColumn::Variation => Value::Figure(spread.coefficient_of_variation),
            CentreColumn::AboveMedian => Value::Figure(opportunity.benchmarks.map(|_| opportunity.above_median)),
            CentreColumn::AboveQ1 => Value::Figure(opportunity.benchmarks.map(|_| opportunity.above_q1)),
            CentreColumn::Outliers => Value::Text(Cow::Owned(summary.outlier_organizations.join("; "))),
        }
    }
}
