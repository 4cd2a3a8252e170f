//! The columns of joined rows.

use std::borrow::Cow;

use super::{Kind, Value};
use crate::rows::{Donor, Donors, Row, RowColumn};

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
