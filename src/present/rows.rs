//! Rows of an organization and a centre -> cells.

use pervisit_analysis::rows::{Only, Row, RowColumn};
use pervisit_analysis::table::Gap;

use super::numbers::{Locale, UNKNOWN};
use super::table::{Cell, Column};

/// The columns of the joined rows.
pub const MATCHED: [Column<RowColumn>; 6] = [
    Column { key: RowColumn::Organization, label: "Organization", width: 9, numeric: false },
    Column { key: RowColumn::CentreNumber, label: "Centre number", width: 9, numeric: false },
    Column { key: RowColumn::CentreName, label: "Centre name", width: 0, numeric: false },
    Column { key: RowColumn::Expenses, label: "Expenses", width: 10, numeric: true },
    Column { key: RowColumn::Visits, label: "Visits", width: 9, numeric: true },
    Column { key: RowColumn::ExpensePerVisit, label: "Expense per visit", width: 11, numeric: true },
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
        None => Cell::new(UNKNOWN),
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

/// Says of a unit cost of 0 that there are no visits behind it.
fn counted(row: &Row) -> Option<String> {
    (row.visits_gap == Some(Gap::Missing) || row.visits == Some(0.0)).then(|| "as 0".into())
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

/// What a restriction to rows of one kind is called.
pub fn only_words(only: &Only) -> String {
    match only {
        Only::MissingVisits => "visits missing".into(),
        Only::ZeroVisits => "no visits".into(),
        Only::SuppressedVisits => "visits suppressed".into(),
        Only::UnknownExpenses => "expenses not known".into(),
        Only::Of { organization, centre_number } => {
            let organization = organization.as_ref().map(|id| format!("organization {id}"));
            let centre = centre_number.as_ref().map(|number| format!("centre {number}"));
            organization.into_iter().chain(centre).collect::<Vec<_>>().join(", ")
        }
    }
}
