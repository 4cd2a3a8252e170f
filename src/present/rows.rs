//! Rows of an organization and a centre -> cells.

use pervisit_analysis::columns::Value;
use pervisit_analysis::rows::{Donor, Donors, Only, Query, Row, RowColumn};
use pervisit_analysis::table::Gap;
use pervisit_analysis::totals::{Total, Totals};

use super::numbers::{Locale, Written};
use super::table::{Cell, Column, Question};

/// The columns of the joined rows. Their visits may be estimated, and nobody counted those: they are not
/// told closer than to a tenth, so none are looked for any closer.
pub const MATCHED: [Column; 8] = [
    Column::text("Organization", "The organization’s identifier", 9),
    Column::text("Centre number", "The functional centre’s number", 9),
    Column::text("Centre name", "What the expenses call the centre", 0),
    Column::figure("Expenses", "Money spent", 10, Written::Expenses),
    Column::figure("Visits", "How many visits", 9, Written::Tenths),
    Column::figure("Expense per visit", "Expenses over visits", 11, Written::Cost),
    Column::figure("Index", "The expense per visit where the centre’s pooled figure is 100", 6, Written::Tenths),
    Column::figure("Above median", "What is spent above the centre’s median expense per visit", 9, Written::Expenses)
        .extra(),
];

/// The columns of the rows that stand in one file only.
pub const UNMATCHED: [Column; 5] = {
    let [organization, number, name, expenses, visits, ..] = MATCHED;
    [organization, number, name, expenses, Column { written: Some(Written::Plain), ..visits }]
};

/// The columns of the rows whose visits are estimated.
pub const ESTIMATED: [Column; 9] = {
    let [organization, number, name, expenses, visits, cost, index, above_median] = MATCHED;
    let donors = Column::text("Estimated from", "The most similar organizations that have a unit cost there", 30);
    [organization, number, name, expenses, visits, cost, index.extra(), above_median, donors]
};

/// What stands in each of the columns.
const KEYS: [RowColumn; 9] = [
    RowColumn::Organization,
    RowColumn::CentreNumber,
    RowColumn::CentreName,
    RowColumn::Expenses,
    RowColumn::Visits,
    RowColumn::ExpensePerVisit,
    RowColumn::Index,
    RowColumn::AboveMedian,
    RowColumn::Donors,
];

/// A question to the table as one to its rows.
pub fn query(question: Question, only: Option<Only>) -> Query {
    Query {
        filter: question.words,
        only,
        conditions: question.conditions.into_iter().map(|(at, condition)| (KEYS[at], condition)).collect(),
        sort: question.sort.into_iter().map(|(at, direction)| (KEYS[at], direction)).collect(),
    }
}

/// What is saved of the columns shown. Beside a unit cost stands whether it was estimated.
pub fn saved(shown: &[usize]) -> Vec<RowColumn> {
    let mut columns: Vec<RowColumn> = shown.iter().map(|&at| KEYS[at]).collect();
    if columns.contains(&RowColumn::ExpensePerVisit) {
        columns.push(RowColumn::Estimated);
    }
    columns
}

/// The cells of a row, in the order of [`MATCHED`] and [`ESTIMATED`]; `cents` says whether expenses are shown with cents.
pub fn cells(row: &Row, locale: &Locale, cents: bool) -> Vec<Cell> {
    let [.., expenses, visits, cost, index, above_median] = MATCHED;
    let counted = UNMATCHED[4];
    let cell = |column: Column, figure| column.cell(Value::Figure(figure), locale, cents);
    vec![
        Cell::new(&row.organization),
        Cell::new(&row.centre_number),
        Cell::new(&row.centre_name),
        or_gap(cell(expenses, row.expenses), row.expenses, row.expenses_gap),
        match row.visits {
            Some(_) if row.estimated => Cell { remark: Some("estimated".into()), ..cell(visits, row.visits) },
            _ => or_gap(cell(counted, row.visits), row.visits, row.visits_gap),
        },
        Cell { remark: row.expense_per_visit.and_then(|_| remark(row)), ..cell(cost, row.expense_per_visit) },
        cell(index, row.index),
        cell(above_median, row.above_median),
        Cell::new(row.donors.as_ref().map(|donors| estimated_from(donors, locale)).unwrap_or_default()),
    ]
}

/// `2 at 250.00 a visit (60.0 %, distance 0.34), 7 at …`
fn estimated_from(donors: &Donors, locale: &Locale) -> String {
    let donor = |Donor { organization, expense_per_visit, distance, weight }: &Donor| {
        let (cost, weight, distance) =
            (locale.cost(*expense_per_visit), locale.percent(*weight), locale.fixed(*distance, 2));
        format!("{organization} at {cost} a visit ({weight}, distance {distance})")
    };
    match donors {
        Donors::Organizations(donors) => donors.iter().map(donor).collect::<Vec<_>>().join(", "),
        Donors::CentreMean(n) => {
            format!("the centre’s geometric mean (n = {}): no organization can be compared", locale.count(*n))
        }
    }
}

/// Says of a unit cost that there are no visits behind it, or estimated ones.
fn remark(row: &Row) -> Option<String> {
    if row.estimated {
        return Some("estimated".into());
    }
    (row.visits_gap == Some(Gap::Missing) || row.visits == Some(0.0)).then(|| "as 0".into())
}

/// The cell of a figure, or why it is not known.
fn or_gap(cell: Cell, figure: Option<f64>, gap: Option<Gap>) -> Cell {
    match (figure, gap) {
        (Some(_), _) => cell,
        (None, Some(Gap::Missing) | None) => Cell::new("missing"),
        (None, Some(Gap::Suppressed)) => Cell::new("suppressed"),
        (None, Some(Gap::Unreadable)) => Cell::new("unreadable"),
        (None, Some(Gap::Absent)) => Cell::new("not in the file"),
    }
}

/// The last row: what all rows come to, in the order of [`MATCHED`].
pub fn totals(totals: &Totals, locale: &Locale, cents: bool) -> Vec<Cell> {
    let mut pooled = figures_of(totals.rows_pooled, totals.rows, locale);
    pooled.insert_str(0, "pooled, ");
    vec![
        Cell { text: "Total".into(), remark: Some(rows(totals.rows, locale)) },
        Cell::default(),
        Cell::default(),
        total(totals.expenses, totals.rows, Written::Expenses, locale, cents),
        total(totals.visits, totals.rows, Written::Visits, locale, cents),
        Cell { text: locale.or_unknown(totals.pooled_expense_per_visit, Locale::cost), remark: Some(pooled) },
        Cell::default(),
        Cell::default(),
    ]
}

/// A sum, and of how many of all rows it is.
pub fn total(total: Total, all: usize, written: Written, locale: &Locale, cents: bool) -> Cell {
    let text = locale.or_unknown(total.sum, |locale, sum| written.write(sum, locale, cents));
    Cell { text, remark: Some(figures_of(total.rows, all, locale)) }
}

/// Of how many rows a figure is: of all, or of fewer, since it is not known of the others.
pub fn figures_of(known: usize, all: usize, locale: &Locale) -> String {
    if known == all { rows(all, locale) } else { format!("{} of {}", locale.count(known), rows(all, locale)) }
}

/// So many rows.
pub fn rows(count: usize, locale: &Locale) -> String {
    locale.counted(count, "row", "rows")
}

/// What a restriction to rows of one kind is called.
pub fn only_words(only: &Only) -> String {
    match only {
        Only::MissingVisits => "visits missing".into(),
        Only::ZeroVisits => "no visits".into(),
        Only::EstimatedVisits => "visits estimated".into(),
        Only::SuppressedVisits => "visits suppressed".into(),
        Only::UnknownExpenses => "expenses not known".into(),
        Only::Of { organization, centre_number } => {
            let organization = organization.as_ref().map(|id| format!("organization {id}"));
            let centre = centre_number.as_ref().map(|number| format!("centre {number}"));
            organization.into_iter().chain(centre).collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::totals::{Total, Totals};

    use super::{saved, totals};
    use crate::present::numbers::Locale;

    #[test]
    fn totals_say_of_how_many_rows_they_are() {
        let some = Totals {
            rows: 1200,
            expenses: Total { sum: Some(1234.5), rows: 1200 },
            visits: Total { sum: Some(70.0), rows: 1198 },
            pooled_expense_per_visit: None,
            rows_pooled: 0,
        };
        let cells = totals(&some, &Locale::default(), true).into_iter();
        let said: Vec<String> = cells.map(|cell| cell.text + " | " + &cell.remark.unwrap_or_default()).collect();
        expect![[r#"
            Total | 1,200 rows
             | 
             | 
            1,234.50 | 1,200 rows
            70 | 1,198 of 1,200 rows
            – | pooled, 0 of 1,200 rows
             | 
             | "#]]
        .assert_eq(&said.join("\n"));
    }

    #[test]
    fn what_is_shown_is_saved() {
        expect!["[Organization, ExpensePerVisit, Estimated] [CentreName, Expenses]"].assert_eq(&format!(
            "{:?} {:?}",
            saved(&[0, 5]),
            saved(&[2, 3])
        ));
    }
}
