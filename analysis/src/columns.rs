//! What stands in each column of a table, before anyone writes it down.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::allocation::{Allocated, Basis, Criterion};
use crate::centres::CentreSummary;
use crate::notice::Notice;
use crate::organizations::OrganizationSummary;
use crate::per_visit::MissingVisits;
use crate::policies::Standings;
use crate::regions::Region;
use crate::rows::{Donor, Donors, Row, RowColumn};

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A figure, unrounded; `None` where it is not known.
    Figure(Option<f64>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }

    #[expect(clippy::cast_precision_loss, reason = "a count, far below 2^52")]
    fn count(count: usize) -> Value<'a> {
        Value::Figure(Some(count as f64))
    }
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Texts.
    Text,
    /// Amounts and counts: with decimals where any of them has some.
    Amount,
    /// Unit costs and ratios: always with decimals.
    Ratio,
}

impl RowColumn {
    /// Its name in a file.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            RowColumn::Organization => "Organization",
            RowColumn::CentreNumber => "Centre number",
            RowColumn::CentreName => "Centre name",
            RowColumn::Expenses => "Expenses",
            RowColumn::Visits => "Visits",
            RowColumn::ExpensePerVisit => "Expense per visit",
            RowColumn::Index => "Index (100 = the centre's pooled)",
            RowColumn::AboveMedian => "Spent above the centre's median",
            RowColumn::Estimated => "Estimated",
            RowColumn::Donors => "Estimated from",
        }
    }

    /// What its cells are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            RowColumn::Expenses | RowColumn::Visits | RowColumn::AboveMedian => Kind::Amount,
            RowColumn::ExpensePerVisit | RowColumn::Index => Kind::Ratio,
            _ => Kind::Text,
        }
    }

    /// A row's cell.
    #[must_use]
    pub fn value(self, row: &Row) -> Value<'_> {
        match self {
            RowColumn::Organization => Value::text(&row.organization),
            RowColumn::CentreNumber => Value::text(&row.centre_number),
            RowColumn::CentreName => Value::text(&row.centre_name),
            RowColumn::Expenses => Value::Figure(row.expenses),
            RowColumn::Visits => Value::Figure(row.visits),
            RowColumn::ExpensePerVisit => Value::Figure(row.expense_per_visit),
            RowColumn::Index => Value::Figure(row.index),
            RowColumn::AboveMedian => Value::Figure(row.above_median),
            RowColumn::Estimated => Value::text(if row.estimated { "yes" } else { "no" }),
            RowColumn::Donors => Value::Text(Cow::Owned(row.donors.as_ref().map(donors).unwrap_or_default())),
        }
    }
}

/// `2: 250 a visit, distance 0.1, weight 0.6; …`
fn donors(donors: &Donors) -> String {
    let donor = |Donor { organization, expense_per_visit, distance, weight }: &Donor| {
        format!("{organization}: {expense_per_visit} a visit, distance {distance}, weight {weight}")
    };
    match donors {
        Donors::Organizations(donors) => donors.iter().map(donor).collect::<Vec<_>>().join("; "),
        Donors::CentreMean(organizations) => format!("the geometric mean of the centre, n = {organizations}"),
    }
}

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
    pub const ALL: [CentreColumn; 28] = [
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
            | CentreColumn::Visits => Kind::Amount,
            _ => Kind::Ratio,
        }
    }

    /// A centre's cell.
    #[must_use]
    pub fn value(self, summary: &CentreSummary) -> Value<'_> {
        let (figures, spread) = (&summary.figures, &summary.figures.spread);
        match self {
            CentreColumn::Number => Value::text(&summary.centre.number),
            CentreColumn::Name => Value::text(&summary.centre.name),
            CentreColumn::Organizations => Value::count(figures.organizations),
            CentreColumn::Rows => Value::count(spread.n),
            CentreColumn::LeftOut => Value::count(figures.left_out),
            CentreColumn::MissingVisits => Value::count(figures.missing_visits),
            CentreColumn::ZeroVisits => Value::count(figures.zero_visits),
            CentreColumn::Estimated => Value::count(figures.estimated),
            CentreColumn::Expenses => Value::Figure(Some(figures.expenses)),
            CentreColumn::ExpensesWithoutVisits => Value::Figure(Some(figures.expenses_without_visits)),
            CentreColumn::ExpensesNotPooled => Value::Figure(Some(figures.expenses_not_pooled)),
            CentreColumn::Visits => Value::Figure(Some(figures.visits)),
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
            CentreColumn::AboveMedian => Value::Figure(Some(figures.opportunity.above_median)),
            CentreColumn::AboveQ1 => Value::Figure(Some(figures.opportunity.above_q1)),
            CentreColumn::Outliers => Value::Text(Cow::Owned(summary.outlier_organizations.join("; "))),
        }
    }
}

/// What stands in one column of centres under every policy for missing visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StandingColumn {
    /// The centre's number.
    Number,
    /// Its name.
    Name,
    /// Its average under a policy.
    Average(MissingVisits),
    /// Its rank by that, the highest first.
    Rank(MissingVisits),
    /// How many rows of its average are estimated, where any are.
    Estimated,
    /// Whether the policies put it at different ranks.
    Moves,
}

impl StandingColumn {
    /// All of them.
    pub const ALL: [StandingColumn; 10] = {
        use MissingVisits::{Estimate, LeaveOut, Zero};
        use StandingColumn::{Average, Estimated, Moves, Name, Number, Rank};
        [
            Number,
            Name,
            Average(Zero),
            Rank(Zero),
            Average(LeaveOut),
            Rank(LeaveOut),
            Average(Estimate),
            Rank(Estimate),
            Estimated,
            Moves,
        ]
    };

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        use MissingVisits::{Estimate, LeaveOut, Zero};
        match self {
            StandingColumn::Number => "Centre number",
            StandingColumn::Name => "Centre name",
            StandingColumn::Average(Zero) => "Average, missing visits as 0",
            StandingColumn::Rank(Zero) => "Rank, missing visits as 0",
            StandingColumn::Average(LeaveOut) => "Average, missing visits left out",
            StandingColumn::Rank(LeaveOut) => "Rank, missing visits left out",
            StandingColumn::Average(Estimate) => "Average, missing visits estimated",
            StandingColumn::Rank(Estimate) => "Rank, missing visits estimated",
            StandingColumn::Estimated => "Rows with estimated visits",
            StandingColumn::Moves => "Rank changes with the policy",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            StandingColumn::Number | StandingColumn::Name | StandingColumn::Moves => Kind::Text,
            StandingColumn::Rank(_) | StandingColumn::Estimated => Kind::Amount,
            StandingColumn::Average(_) => Kind::Ratio,
        }
    }

    /// A centre's cell.
    #[must_use]
    pub fn value(self, centre: &Standings) -> Value<'_> {
        let under = |policy: MissingVisits| &centre.standings[policy as usize];
        match self {
            StandingColumn::Number => Value::text(&centre.centre.number),
            StandingColumn::Name => Value::text(&centre.centre.name),
            StandingColumn::Average(policy) => Value::Figure(under(policy).average_expense_per_visit),
            StandingColumn::Rank(policy) => under(policy).rank.map_or(Value::Figure(None), Value::count),
            StandingColumn::Estimated => Value::count(under(MissingVisits::Estimate).estimated),
            StandingColumn::Moves => Value::text(if centre.differ() { "yes" } else { "no" }),
        }
    }
}

/// What stands in one column of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoticeColumn {
    /// [`Notice::kind`], in words.
    Kind,
    /// [`Notice::file`].
    File,
    /// [`Notice::row`].
    Row,
    /// [`Notice::column`].
    Column,
    /// [`Notice::value`].
    Value,
    /// [`Notice::count`].
    Count,
    /// [`Notice::organization`].
    Organization,
    /// [`Notice::centre_number`].
    CentreNumber,
}

impl NoticeColumn {
    /// Its name in a file.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            NoticeColumn::Kind => "Kind",
            NoticeColumn::File => "File",
            NoticeColumn::Row => "Row",
            NoticeColumn::Column => "Column",
            NoticeColumn::Value => "Value",
            NoticeColumn::Count => "Count",
            NoticeColumn::Organization => "Organization",
            NoticeColumn::CentreNumber => "Centre number",
        }
    }

    /// What its cells are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            NoticeColumn::Row | NoticeColumn::Count => Kind::Amount,
            _ => Kind::Text,
        }
    }

    /// A notice's cell.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rows are far below 2^52")]
    pub fn value(self, notice: &Notice) -> Value<'_> {
        let or_empty = |cell: &'_ Option<String>| Value::Text(Cow::Owned(cell.clone().unwrap_or_default()));
        match self {
            NoticeColumn::Kind => Value::text(notice.kind.name()),
            NoticeColumn::File => or_empty(&notice.file),
            NoticeColumn::Row => Value::Figure(notice.row.map(|row| row as f64)),
            NoticeColumn::Column => or_empty(&notice.column),
            NoticeColumn::Value => or_empty(&notice.value),
            NoticeColumn::Count => Value::Figure(Some(notice.count as f64)),
            NoticeColumn::Organization => or_empty(&notice.organization),
            NoticeColumn::CentreNumber => or_empty(&notice.centre_number),
        }
    }
}

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
}

impl OrganizationColumn {
    /// All of them, each at its own number.
    pub const ALL: [OrganizationColumn; 17] = [
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
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            OrganizationColumn::Organization => "Organization",
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
            OrganizationColumn::Organization => Kind::Text,
            OrganizationColumn::Index => Kind::Ratio,
            _ => Kind::Amount,
        }
    }

    /// An organization's cell.
    #[must_use]
    pub fn value(self, summary: &OrganizationSummary) -> Value<'_> {
        match self {
            OrganizationColumn::Organization => Value::text(&summary.organization),
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
            OrganizationColumn::AboveMedian => Value::Figure(Some(summary.above_median)),
            OrganizationColumn::AboveQ1 => Value::Figure(Some(summary.above_q1)),
        }
    }
}

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
    /// Its part of all expenses, 0 to 1.
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
    /// The rows in the pooled figure.
    RowsPooled,
    /// Rows whose visits are 0.
    ZeroVisits,
    /// Rows whose visits are not known.
    UnknownVisits,
    /// Rows whose expenses are not known.
    UnknownExpenses,
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
    pub const ALL: [RegionColumn; 21] = [
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
        RegionColumn::RowsPooled,
        RegionColumn::ZeroVisits,
        RegionColumn::UnknownVisits,
        RegionColumn::UnknownExpenses,
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
            RegionColumn::RowsPooled => "Rows in the pooled figure",
            RegionColumn::ZeroVisits => "Rows with zero visits",
            RegionColumn::UnknownVisits => "Rows with unknown visits",
            RegionColumn::UnknownExpenses => "Rows with unknown expenses",
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
            | RegionColumn::RowsPooled
            | RegionColumn::ZeroVisits
            | RegionColumn::UnknownVisits
            | RegionColumn::UnknownExpenses
            | RegionColumn::Population
            | RegionColumn::UnmatchedExpenses
            | RegionColumn::UnmatchedVisits => Kind::Amount,
            _ => Kind::Ratio,
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
            RegionColumn::RowsPooled => Value::count(totals.rows_pooled),
            RegionColumn::ZeroVisits => Value::count(totals.rows_with_zero_visits),
            RegionColumn::UnknownVisits => Value::count(totals.rows_without_visits),
            RegionColumn::UnknownExpenses => Value::count(totals.rows_without_expenses),
            RegionColumn::Population => Value::Figure(region.population),
            RegionColumn::ExpensesPerHead => Value::Figure(region.expenses_per_head),
            RegionColumn::VisitsPerHead => Value::Figure(region.visits_per_head),
            RegionColumn::UnmatchedExpenses => Value::Figure(Some(region.unmatched_expenses)),
            RegionColumn::UnmatchedVisits => Value::Figure(Some(region.unmatched_visits)),
        }
    }
}

/// What stands in one column of the parts of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AllocationColumn {
    /// What the budget went by.
    Basis,
    /// Whose part it is.
    Name,
    /// What it has today.
    Today,
    /// Its part of the budget.
    Allocated,
    /// By how much that is more than today.
    Difference,
    /// The difference over today.
    Change,
    /// Rows the basis knows nothing of.
    RowsLeftOut,
}

impl AllocationColumn {
    /// All of them.
    pub const ALL: [AllocationColumn; 7] = [
        AllocationColumn::Basis,
        AllocationColumn::Name,
        AllocationColumn::Today,
        AllocationColumn::Allocated,
        AllocationColumn::Difference,
        AllocationColumn::Change,
        AllocationColumn::RowsLeftOut,
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            AllocationColumn::Basis => "Basis",
            AllocationColumn::Name => "Region or organization",
            AllocationColumn::Today => "Today",
            AllocationColumn::Allocated => "Allocated",
            AllocationColumn::Difference => "Difference",
            AllocationColumn::Change => "Change",
            AllocationColumn::RowsLeftOut => "Rows the basis leaves out",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            AllocationColumn::Basis | AllocationColumn::Name => Kind::Text,
            AllocationColumn::Today
            | AllocationColumn::Allocated
            | AllocationColumn::Difference
            | AllocationColumn::RowsLeftOut => Kind::Amount,
            _ => Kind::Ratio,
        }
    }

    /// A cell.
    #[must_use]
    pub fn value<'a>(self, basis: &Basis, part: &'a Allocated) -> Value<'a> {
        match self {
            AllocationColumn::Basis => Value::Text(Cow::Owned(written(basis))),
            AllocationColumn::Name => name(part.name.as_deref()),
            AllocationColumn::Today => Value::Figure(Some(part.today.amount())),
            AllocationColumn::Allocated => Value::Figure(Some(part.amount.amount())),
            AllocationColumn::Difference => Value::Figure(Some(part.difference.amount())),
            AllocationColumn::Change => Value::Figure(part.change),
            AllocationColumn::RowsLeftOut => Value::count(part.rows_left_out),
        }
    }
}

/// A region's or an organization's name, or what stands for those without a region.
fn name(name: Option<&str>) -> Value<'_> {
    Value::text(name.unwrap_or("(no region)"))
}

/// `Population`, or `Population 60, Visits 40` with the weights as they were given.
fn written(Basis(parts): &Basis) -> String {
    let word = |criterion| match criterion {
        Criterion::CurrentShare => "Current share",
        Criterion::Visits => "Visits",
        Criterion::ExpectedExpenses => "Expected expenses",
        Criterion::Population => "Population",
    };
    match parts.as_slice() {
        [(criterion, _)] => word(*criterion).to_owned(),
        parts => {
            let parts: Vec<_> = parts.iter().map(|(one, weight)| format!("{} {weight}", word(*one))).collect();
            parts.join(", ")
        }
    }
}
