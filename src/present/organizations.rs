//! Organizations -> their table: what each costs, against what its visits would be expected to cost.

pub use pervisit_analysis::columns::OrganizationColumn;
use pervisit_analysis::organizations::OrganizationSummary;

use super::numbers::{Locale, Written};
use super::rows::{figures_of, rows};
use super::table::{Cell, Column, with_marks};

/// The columns, each at the place of its [`OrganizationColumn`].
pub const COLUMNS: [Column; 17] = {
    use Written::{Expenses, Plain, Tenths, Visits};
    const fn figure(column: OrganizationColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        Column::text("Organization", OrganizationColumn::Organization.heading(), 0),
        figure(OrganizationColumn::Centres, "Centres", 6, Plain).extra(),
        figure(OrganizationColumn::Compared, "n", 8, Plain),
        figure(OrganizationColumn::LeftOut, "Left out", 6, Plain).extra(),
        figure(OrganizationColumn::ZeroVisits, "Zero visits", 6, Plain).extra(),
        figure(OrganizationColumn::UnknownVisits, "Visits unknown", 8, Plain).extra(),
        figure(OrganizationColumn::UnknownExpenses, "Expenses unknown", 9, Plain).extra(),
        figure(OrganizationColumn::Estimated, "Estimated", 7, Plain).extra(),
        figure(OrganizationColumn::Expenses, "Expenses", 8, Expenses).extra(),
        figure(OrganizationColumn::Visits, "Visits", 7, Visits).extra(),
        figure(OrganizationColumn::Actual, "Actual", 8, Expenses),
        figure(OrganizationColumn::Expected, "Expected", 8, Expenses),
        figure(OrganizationColumn::Difference, "Difference", 8, Expenses).signed(),
        figure(OrganizationColumn::Index, "Index", 6, Tenths),
        figure(OrganizationColumn::NotCompared, "Not compared", 8, Expenses),
        figure(OrganizationColumn::AboveMedian, "Above median", 8, Expenses),
        figure(OrganizationColumn::AboveQ1, "Above Q1", 8, Expenses).extra(),
    ]
};

/// What is saved of the columns shown. With the number of rows compared stands what these are, and how many are not.
pub fn saved(shown: &[usize]) -> Vec<OrganizationColumn> {
    use OrganizationColumn::{Compared, Estimated, LeftOut};
    with_marks(shown.iter().map(|&at| OrganizationColumn::ALL[at]).collect(), Compared, &[LeftOut, Estimated])
}

/// The cells of an organization, in the order of [`COLUMNS`]; `cents` says whether expenses are shown with cents.
pub fn cells(organization: &OrganizationSummary, locale: &Locale, cents: bool) -> Vec<Cell> {
    let cell = |column: OrganizationColumn| {
        let remark = if column == OrganizationColumn::Compared { remark(organization, locale) } else { None };
        Cell { remark, ..COLUMNS[column as usize].cell(column.value(organization), locale, cents) }
    };
    OrganizationColumn::ALL.into_iter().map(cell).collect()
}

/// What of the rows compared is estimated, and how many are left out.
fn remark(organization: &OrganizationSummary, locale: &Locale) -> Option<String> {
    let left_out = organization.rows - organization.rows_compared;
    let counts = [(organization.rows_estimated, "estimated"), (left_out, "left out")];
    let said = counts.into_iter().filter(|&(count, _)| count > 0);
    let said: Vec<String> = said.map(|(count, what)| format!("{} {what}", locale.count(count))).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The last row: what all of these organizations come to, in the order of [`COLUMNS`].
pub fn totals(overall: &OrganizationSummary, organizations: usize, locale: &Locale, cents: bool) -> Vec<Cell> {
    let all = overall.rows;
    let of = |known: usize| Some(figures_of(known, all, locale));
    let cell = |column: OrganizationColumn| {
        let remark = match column {
            OrganizationColumn::Organization => {
                let organizations = locale.counted(organizations, "organization", "organizations");
                return Cell { text: "Total".into(), remark: Some(organizations) };
            }
            OrganizationColumn::Centres => return Cell::default(),
            OrganizationColumn::Compared => Some(rows(all, locale)),
            OrganizationColumn::Expenses => of(all - overall.rows_without_expenses),
            OrganizationColumn::Visits => of(all - overall.rows_without_visits),
            OrganizationColumn::Actual | OrganizationColumn::Expected => of(overall.rows_compared),
            // Estimates are compared with no benchmark.
            OrganizationColumn::AboveMedian | OrganizationColumn::AboveQ1 => {
                of(overall.rows_compared - overall.rows_estimated)
            }
            _ => None,
        };
        Cell { remark, ..COLUMNS[column as usize].cell(column.value(overall), locale, cents) }
    };
    OrganizationColumn::ALL.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::columns::Kind;

    use super::*;

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (at, (column, shown)) in OrganizationColumn::ALL.into_iter().zip(COLUMNS).enumerate() {
            assert_eq!(column as usize, at);
            assert_eq!(shown.meaning, column.heading());
            assert_eq!(shown.written.map_or(Kind::Text, Written::kind), column.kind(), "{}", shown.label);
        }
    }

    #[test]
    fn an_organization_says_what_is_compared_and_what_is_left_out() {
        let one = OrganizationSummary {
            organization: "North".into(),
            rows: 9,
            rows_compared: 7,
            rows_estimated: 1,
            rows_without_visits: 2,
            expenses: Some(1_200.0),
            actual_expenses: Some(1_000.0),
            expected_expenses: Some(800.0),
            difference: Some(200.0),
            index: Some(125.0),
            expenses_not_compared: 200.0,
            above_median: 150.5,
            ..OrganizationSummary::default()
        };
        let said = |cells: Vec<Cell>| {
            let said = |cell: Cell| cell.text + &cell.remark.map(|it| format!(" ({it})")).unwrap_or_default();
            cells.into_iter().map(said).collect::<Vec<_>>().join(" | ")
        };
        expect!["North | 9 | 7 (1 estimated, 2 left out) | 2 | 0 | 2 | 0 | 1 | 1,200 | – | 1,000 | 800 | +200 | 125.0 | 200 | 151 | 0"].assert_eq(&said(cells(&one, &Locale::default(), false)));
        expect!["Total (2,500 organizations) |  | 7 (9 rows) | 2 | 0 | 2 | 0 | 1 | 1,200.00 (9 rows) | – (7 of 9 rows) | 1,000.00 (7 of 9 rows) | 800.00 (7 of 9 rows) | +200.00 | 125.0 | 200.00 | 150.50 (6 of 9 rows) | 0.00 (6 of 9 rows)"].assert_eq(&said(totals(&one, 2_500, &Locale::default(), true)));
    }
}
