//! Rows of an organization and a centre -> cells.

use pervisit_analysis::rows::{Row, RowColumn};
use pervisit_analysis::table::Gap;

use super::numbers::{Locale, UNKNOWN};
use super::table::{Cell, Column};

/// The columns of the joined rows.
pub const MATCHED: [Column<RowColumn>; 6] = [
    Column { key: RowColumn::Organization, label: "Organization", numeric: false },
    Column { key: RowColumn::CentreNumber, label: "Centre number", numeric: false },
    Column { key: RowColumn::CentreName, label: "Centre name", numeric: false },
    Column { key: RowColumn::Expenses, label: "Expenses", numeric: true },
    Column { key: RowColumn::Visits, label: "Visits", numeric: true },
    Column { key: RowColumn::ExpensePerVisit, label: "Expense per visit", numeric: true },
];

/// The columns of the rows that stand in one file only.
pub const UNMATCHED: [Column<RowColumn>; 5] = {
    let [organization, number, name, expenses, visits, _] = MATCHED;
    [organization, number, name, expenses, visits]
};

/// The cells of a row, in the order of [`MATCHED`]; `cents` says whether expenses are shown with cents.
pub fn cells(row: &Row, locale: &Locale, cents: bool) -> Vec<Cell> {
    let expenses = |locale: &Locale, value: f64| locale.fixed(value, if cents { 2 } else { 0 });
    let cost = match row.expense_per_visit {
        Some(cost) => Cell { text: locale.cost(cost), remark: counted(row) },
        None => Cell { text: UNKNOWN.into(), remark: Some("No unit cost without both figures".into()) },
    };
    vec![
        Cell::new(&row.organization),
        Cell::new(&row.centre_number),
        Cell::new(&row.centre_name),
        figure(row.expenses, row.expenses_gap, locale, expenses),
        figure(row.visits, row.visits_gap, locale, Locale::plain),
        cost,
    ]
}

fn counted(row: &Row) -> Option<String> {
    match (row.visits, row.visits_gap) {
        (_, Some(Gap::Missing)) => Some("Visits are missing: counts as 0".into()),
        (Some(0.0), _) => Some("No visits: counts as 0".into()),
        _ => None,
    }
}

fn figure(value: Option<f64>, gap: Option<Gap>, locale: &Locale, write: impl Fn(&Locale, f64) -> String) -> Cell {
    match (value, gap) {
        (Some(value), _) => Cell::new(write(locale, value)),
        (None, Some(Gap::Missing) | None) => Cell::new("missing"),
        (None, Some(Gap::Suppressed)) => Cell::new("suppressed"),
        (None, Some(Gap::Unreadable)) => Cell::new("unreadable"),
        (None, Some(Gap::Absent)) => Cell::new("not in the file"),
    }
}
