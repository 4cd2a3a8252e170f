//! The columns of joined rows.

use std::borrow::Cow;

use super::{Kind, Value};
use crate::merge::Doubt;
use crate::rows::{Donor, Donors, Row, RowColumn};
use crate::table::Gap;

impl RowColumn {
    /// Its name in a file.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            RowColumn::Organization => "Organization",
            RowColumn::OrganizationName => "Organization name",
            RowColumn::CentreNumber => "Centre number",
            RowColumn::CentreName => "Centre name",
            RowColumn::Expenses => "Expenses",
            RowColumn::Visits => "Visits",
            RowColumn::ExpensePerVisit => "Expense per visit",
            RowColumn::Index => "Index (100 = the centre's pooled)",
            RowColumn::Expected => "Expected expenses",
            RowColumn::Difference => "Actual less expected",
            RowColumn::AboveMedian => "Spent above the centre's median",
            RowColumn::Estimated => "Estimated",
            RowColumn::Donors => "Estimated from",
            RowColumn::Remarks => "Remarks",
        }
    }

    /// What its cells are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            RowColumn::Expenses
            | RowColumn::Visits
            | RowColumn::Expected
            | RowColumn::Difference
            | RowColumn::AboveMedian => Kind::Amount,
            RowColumn::ExpensePerVisit | RowColumn::Index => Kind::Ratio,
            _ => Kind::Text,
        }
    }

    /// A row's cell.
    #[must_use]
    pub fn value(self, row: &Row) -> Value<'_> {
        match self {
            RowColumn::Organization => Value::text(&row.organization),
            RowColumn::OrganizationName => Value::text(&row.organization_name),
            RowColumn::CentreNumber => Value::text(&row.centre_number),
            RowColumn::CentreName => Value::text(&row.centre_name),
            RowColumn::Expenses => Value::Figure(row.expenses),
            RowColumn::Visits => Value::Figure(row.visits),
            RowColumn::ExpensePerVisit => Value::Figure(row.expense_per_visit),
            RowColumn::Index => Value::Figure(row.index),
            RowColumn::Expected => Value::Figure(row.expected),
            RowColumn::Difference => Value::Figure(row.difference),
            RowColumn::AboveMedian => Value::Figure(row.above_median),
            RowColumn::Estimated => Value::text(if row.estimated { "yes" } else { "no" }),
            RowColumn::Donors => Value::Text(Cow::Owned(row.donors.as_ref().map(donors).unwrap_or_default())),
            RowColumn::Remarks => Value::Text(Cow::Owned(remarks(row).join("; "))),
        }
    }
}

/// `visits missing, counted as 0`, `expenses suppressed` …
fn remarks(row: &Row) -> Vec<String> {
    let of = |what: &str, gap: Option<Gap>| {
        let why = match gap? {
            Gap::Missing => "missing",
            Gap::Suppressed => "suppressed",
            Gap::Unreadable => "unreadable",
            Gap::Absent => "absent",
        };
        Some(format!("{what} {why}"))
    };
    let visits = match row.visits {
        Some(_) if row.estimated => Some("visits estimated".to_owned()),
        Some(0.0) => Some("visits 0".to_owned()),
        _ => of("visits", row.visits_gap),
    };
    let as_zero = if row.counts_as_zero() { ", counted as 0" } else { "" };
    let doubt = row.doubt.map(|doubt| match doubt {
        Doubt::PartialSum => "a sum without the lines that have no amount".to_owned(),
        Doubt::OtherPeriods => "expenses and visits of different periods".to_owned(),
    });
    of("expenses", row.expenses_gap).into_iter().chain(visits.map(|visits| visits + as_zero)).chain(doubt).collect()
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
