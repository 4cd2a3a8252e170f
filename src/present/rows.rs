//! Rows of an organization and a centre -> cells.

use pervisit_analysis::columns::Value;
use pervisit_analysis::merge::Doubt;
use pervisit_analysis::names::Called;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Donor, Donors, Only, Query, Row, RowColumn};
use pervisit_analysis::table::Gap;
use pervisit_analysis::totals::{Total, Totals};

use super::numbers::{Locale, Written};
use super::table::{Cell, Column, Question, with_name};
use super::{organizations, selected};
use crate::selection::Selection;

/// A table of rows: its columns, and what stands in each.
#[derive(Clone, Copy)]
pub struct RowsShown {
    /// The columns, in order.
    pub columns: &'static [Column],
    keys: &'static [RowColumn],
}

const COLUMNS: [Column; 10] = [
    Column::text("Organization", "The organization’s identifier", 8),
    Column::text("Centre number", "The functional centre’s number", 9),
    Column::text("Centre name", "What the expenses call the centre", 0),
    Column::figure("Expenses", "Money spent", 8, Written::Expenses),
    Column::figure("Visits", "How many visits", 8, Written::Visits),
    Column::figure("Expense per visit", "Expenses over visits", 10, Written::Cost),
    Column::figure("Index", "The expense per visit where the centre’s pooled figure is 100", 5, Written::Tenths),
    Column::figure("Expected", "What the visits would cost at the centre’s pooled figure", 8, Written::Expenses)
        .extra(),
    Column::figure("Difference", "Expenses less what is expected", 8, Written::Expenses).extra().signed(),
    Column::figure("Above median", "What is spent above the centre’s median expense per visit", 9, Written::Expenses)
        .extra(),
];

const KEYS: [RowColumn; 10] = [
    RowColumn::Organization,
    RowColumn::CentreNumber,
    RowColumn::CentreName,
    RowColumn::Expenses,
    RowColumn::Visits,
    RowColumn::ExpensePerVisit,
    RowColumn::Index,
    RowColumn::Expected,
    RowColumn::Difference,
    RowColumn::AboveMedian,
];

/// The joined rows.
pub const MATCHED: RowsShown = RowsShown { columns: &COLUMNS, keys: &KEYS };

/// The rows that stand in one file only.
pub const UNMATCHED: RowsShown = RowsShown { columns: COLUMNS.split_at(5).0, keys: KEYS.split_at(5).0 };

/// The rows whose visits are estimated: none of these is above its centre's median.
pub const ESTIMATED: RowsShown = RowsShown {
    columns: const {
        let [organization, number, name, expenses, visits, cost, index, ..] = COLUMNS;
        let donors = Column::text("Estimated from", "The most similar organizations that have a unit cost there", 30);
        &[organization, number, name, expenses, visits, cost, index.extra(), donors]
    },
    keys: const {
        let [organization, number, name, expenses, visits, cost, index, ..] = KEYS;
        &[organization, number, name, expenses, visits, cost, index, RowColumn::Donors]
    },
};

impl RowsShown {
    /// A question to the table as one to its rows.
    pub fn query(&self, question: Question, only: Option<Only>) -> Query {
        Query {
            filter: question.words,
            only,
            conditions: question.conditions.into_iter().map(|(at, condition)| (self.keys[at], condition)).collect(),
            sort: question.sort.into_iter().map(|(at, direction)| (self.keys[at], direction)).collect(),
        }
    }

    /// What is saved of the columns shown. Beside an organization stands its name, where any has one; beside a unit cost stands whether it was estimated, and what else is to be known
    /// of it.
    pub fn saved(&self, shown: &[usize], called: &Called) -> Vec<RowColumn> {
        let mut columns: Vec<RowColumn> = shown.iter().map(|&at| self.keys[at]).collect();
        if columns.contains(&RowColumn::ExpensePerVisit) {
            columns.extend([RowColumn::Estimated, RowColumn::Remarks]);
        }
        with_name(columns, RowColumn::Organization, RowColumn::OrganizationName, called)
    }

    /// The cells of a row; `called` says what those are called that it is estimated from, `cents` whether expenses are shown
    /// with cents.
    pub fn cells(&self, row: &Row, called: &Called, locale: &Locale, cents: bool) -> Vec<Cell> {
        // Where all are estimated, that is in the title.
        let is_told = row.estimated && !self.keys.contains(&RowColumn::Donors);
        let estimated = is_told.then(|| "estimated".to_owned());
        let cell = |(column, key): (&Column, &RowColumn)| {
            let figure = |figure| column.cell(Value::Figure(figure), locale, cents);
            match key {
                RowColumn::Organization => organizations::cell(&row.organization, &row.organization_name),
                RowColumn::CentreNumber => Cell::new(&row.centre_number),
                RowColumn::CentreName => Cell::new(&row.centre_name),
                RowColumn::Expenses => or_gap(figure(row.expenses), row.expenses, row.expenses_gap),
                RowColumn::Visits => {
                    Cell { remark: estimated.clone(), ..or_gap(figure(row.visits), row.visits, row.visits_gap) }
                }
                RowColumn::ExpensePerVisit => {
                    let as_zero = row.counts_as_zero().then_some("as 0");
                    let doubt = row.expense_per_visit.and(row.doubt).map(|doubt| match doubt {
                        Doubt::PartialSum => "partial",
                        Doubt::OtherPeriods => "other periods",
                    });
                    let remark = estimated.clone().or_else(|| as_zero.or(doubt).map(str::to_owned));
                    Cell { remark, ..figure(row.expense_per_visit) }
                }
                RowColumn::Index => figure(row.index),
                RowColumn::Expected => figure(row.expected),
                RowColumn::Difference => figure(row.difference),
                RowColumn::AboveMedian => figure(row.above_median),
                RowColumn::Donors => Cell::new(
                    row.donors.as_ref().map(|donors| estimated_from(donors, called, locale)).unwrap_or_default(),
                ),
                // These are saved only.
                RowColumn::OrganizationName | RowColumn::Estimated | RowColumn::Remarks => Cell::default(),
            }
        };
        self.columns.iter().zip(self.keys).map(cell).collect()
    }
}

/// `2 at 250.00 a visit (60.0 %, distance 0.34), 7 at …`
fn estimated_from(donors: &Donors, called: &Called, locale: &Locale) -> String {
    let donor = |Donor { organization, expense_per_visit, distance, weight }: &Donor| {
        let (cost, weight, distance) =
            (locale.cost(*expense_per_visit), locale.percent(*weight), locale.fixed(*distance, 2));
        let organization = organizations::named(organization, called);
        format!("{organization} at {cost} a visit ({weight}, distance {distance})")
    };
    match donors {
        Donors::Organizations(donors) => donors.iter().map(donor).collect::<Vec<_>>().join(", "),
        Donors::CentreMean(n) => {
            format!("the centre’s geometric mean (n = {}): no organization can be compared", locale.count(*n))
        }
    }
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

/// The last row: what all rows come to, in the order of [`MATCHED`]'s columns.
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
pub fn only_words(only: &Only, report: &Report) -> String {
    match only {
        Only::MissingVisits => "visits missing".into(),
        Only::ZeroVisits => "visits 0".into(),
        Only::EstimatedVisits => "visits estimated".into(),
        Only::SuppressedVisits => "visits suppressed".into(),
        Only::UnknownExpenses => "expenses not known".into(),
        Only::Of { .. } => selected::words(&Selection::behind(Some(only)), report).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::totals::{Total, Totals};

    use super::{Called, ESTIMATED, MATCHED, Only, only_words, totals};
    use crate::present::cases::named_organizations;
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
        let none = Called::default();
        expect!["[Organization, ExpensePerVisit, Estimated, Remarks] [CentreName, Expenses] [Donors]"].assert_eq(
            &format!(
                "{:?} {:?} {:?}",
                MATCHED.saved(&[0, 5], &none),
                MATCHED.saved(&[2, 3], &none),
                ESTIMATED.saved(&[7], &none)
            ),
        );
    }

    #[test]
    fn an_organization_is_told_with_its_name() {
        let report = named_organizations();
        let called = report.called.clone();
        let saved = [MATCHED.saved(&[0, 1], &called), MATCHED.saved(&[1], &called)];
        expect!["[[Organization, OrganizationName, CentreNumber], [CentreNumber]]"].assert_eq(&format!("{saved:?}"));
        let of = |organization: &str| Only::Of { organization: Some(organization.into()), centre_number: None };
        assert_eq!(only_words(&of("12"), &report), "General Hospital (12)");
        assert_eq!(only_words(&of("13"), &report), "organization 13");
        let pointed_at = |organization| super::organizations::pointed_at(organization, &called);
        assert_eq!(["12", "13"].map(pointed_at), ["12 General Hospital", "Organization 13"]);
    }
}
