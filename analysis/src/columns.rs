//! What stands in each column of a table, before anyone writes it down.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::centres::CentreSummary;
use crate::notice::Notice;
use crate::rows::{Row, RowColumn};

/// One cell.
#[derive(Clone, Debug, PartialEq)]
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
            RowColumn::Estimated => "Estimated",
        }
    }

    /// What its cells are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            RowColumn::Expenses | RowColumn::Visits => Kind::Amount,
            RowColumn::ExpensePerVisit => Kind::Ratio,
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
            RowColumn::Estimated => Value::text(if row.estimated { "yes" } else { "no" }),
        }
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
    /// The organizations beyond the whiskers.
    Outliers,
}

impl CentreColumn {
    /// All of them, each at its own number.
    pub const ALL: [CentreColumn; 22] = [
        CentreColumn::Number,
        CentreColumn::Name,
        CentreColumn::Organizations,
        CentreColumn::Rows,
        CentreColumn::LeftOut,
        CentreColumn::MissingVisits,
        CentreColumn::ZeroVisits,
        CentreColumn::Expenses,
        CentreColumn::ExpensesWithoutVisits,
        CentreColumn::ExpensesNotPooled,
        CentreColumn::Visits,
        CentreColumn::Average,
        CentreColumn::AverageWithVisits,
        CentreColumn::Pooled,
        CentreColumn::Min,
        CentreColumn::Q1,
        CentreColumn::Median,
        CentreColumn::Q3,
        CentreColumn::Max,
        CentreColumn::StandardDeviation,
        CentreColumn::Variation,
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
            CentreColumn::Expenses => "Expenses",
            CentreColumn::ExpensesWithoutVisits => "Expenses without visits",
            CentreColumn::ExpensesNotPooled => "Expenses not in the pooled figure",
            CentreColumn::Visits => "Visits",
            CentreColumn::Average => "Average expense per visit",
            CentreColumn::AverageWithVisits => "Average of rows with visits",
            CentreColumn::Pooled => "Pooled expense per visit",
            CentreColumn::Min => "Minimum",
            CentreColumn::Q1 => "First quartile",
            CentreColumn::Median => "Median",
            CentreColumn::Q3 => "Third quartile",
            CentreColumn::Max => "Maximum",
            CentreColumn::StandardDeviation => "Standard deviation",
            CentreColumn::Variation => "Coefficient of variation",
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
            CentreColumn::Expenses => Value::Figure(Some(figures.expenses)),
            CentreColumn::ExpensesWithoutVisits => Value::Figure(Some(figures.expenses_without_visits)),
            CentreColumn::ExpensesNotPooled => Value::Figure(Some(figures.expenses_not_pooled)),
            CentreColumn::Visits => Value::Figure(Some(figures.visits)),
            CentreColumn::Average => Value::Figure(spread.mean),
            CentreColumn::AverageWithVisits => Value::Figure(summary.average_with_visits),
            CentreColumn::Pooled => Value::Figure(figures.pooled_expense_per_visit),
            CentreColumn::Min => Value::Figure(spread.min),
            CentreColumn::Q1 => Value::Figure(spread.q1),
            CentreColumn::Median => Value::Figure(spread.median),
            CentreColumn::Q3 => Value::Figure(spread.q3),
            CentreColumn::Max => Value::Figure(spread.max),
            CentreColumn::StandardDeviation => Value::Figure(spread.standard_deviation),
            CentreColumn::Variation => Value::Figure(spread.coefficient_of_variation),
            CentreColumn::Outliers => Value::Text(Cow::Owned(summary.outlier_organizations.join("; "))),
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
