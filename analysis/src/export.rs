//! Tables -> CSV, as a spreadsheet opens it best.

use std::io;

use crate::allocation::{Allocated, Allocation, Basis, Criterion};
use crate::centres::CentreSummary;
use crate::notice::Notice;
use crate::regions::Region;
use crate::rows::Row;

/// Tells Excel that the file is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes joined rows: figures unrounded, unknown ones empty.
///
/// # Errors
/// Where the destination fails.
pub fn rows(rows: impl Iterator<Item = Row>, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "Organization",
        "Centre number",
        "Centre name",
        "Expenses",
        "Visits",
        "Expense per visit",
        "Estimated",
    ])?;
    for row in rows {
        writer.write_record([
            text(&row.organization),
            text(&row.centre_number),
            text(&row.centre_name),
            number(row.expenses),
            number(row.visits),
            number(row.expense_per_visit),
            if row.estimated { "yes" } else { "no" }.into(),
        ])?;
    }
    writer.flush()
}

/// Writes a summary per centre: figures unrounded, unknown ones empty.
///
/// # Errors
/// Where the destination fails.
pub fn centres<'a>(centres: impl Iterator<Item = &'a CentreSummary>, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "Centre number",
        "Centre name",
        "Organizations",
        "Expenses",
        "Visits",
        "Average expense per visit",
        "Average of rows with visits",
        "Pooled expense per visit",
        "Expenses without visits",
        "Expenses not in the pooled figure",
        "Rows in the average",
        "Rows left out",
        "Rows with missing visits",
        "Rows with zero visits",
        "Minimum",
        "First quartile",
        "Median",
        "Third quartile",
        "Maximum",
        "Standard deviation",
        "Coefficient of variation",
        "Outlying organizations",
    ])?;
    for CentreSummary { centre, figures, average_with_visits, outlier_organizations } in centres {
        let spread = &figures.spread;
        writer.write_record([
            text(&centre.number),
            text(&centre.name),
            figures.organizations.to_string(),
            number(Some(figures.expenses)),
            number(Some(figures.visits)),
            number(spread.mean),
            number(*average_with_visits),
            number(figures.pooled_expense_per_visit),
            number(Some(figures.expenses_without_visits)),
            number(Some(figures.expenses_not_pooled)),
            spread.n.to_string(),
            figures.left_out.to_string(),
            figures.missing_visits.to_string(),
            figures.zero_visits.to_string(),
            number(spread.min),
            number(spread.q1),
            number(spread.median),
            number(spread.q3),
            number(spread.max),
            number(spread.standard_deviation),
            number(spread.coefficient_of_variation),
            text(&outlier_organizations.join("; ")),
        ])?;
    }
    writer.flush()
}

/// Writes a row per region: figures unrounded, unknown ones empty.
///
/// # Errors
/// Where the destination fails.
pub fn regions<'a>(regions: impl Iterator<Item = &'a Region>, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "Region",
        "Organizations",
        "Centres",
        "Rows",
        "Expenses",
        "Share of expenses",
        "Visits",
        "Share of visits",
        "Pooled expense per visit",
        "Expected expenses",
        "Index (100 = as expected)",
        "Expenses not in the pooled figure",
        "Rows in the pooled figure",
        "Rows with zero visits",
        "Rows with unknown visits",
        "Rows with unknown expenses",
        "Population",
        "Expenses per head",
        "Visits per head",
        "Expenses only in the expenses",
        "Visits only in the visits",
    ])?;
    for region in regions {
        let totals = &region.totals;
        writer.write_record([
            name(region.region.as_deref()),
            region.organizations.to_string(),
            region.centres.to_string(),
            totals.rows.to_string(),
            number(Some(totals.expenses)),
            number(region.expense_share),
            number(Some(totals.visits)),
            number(region.visit_share),
            number(totals.pooled_expense_per_visit),
            number(totals.expected_expenses),
            number(totals.index),
            number(Some(totals.expenses_not_pooled)),
            totals.rows_pooled.to_string(),
            totals.rows_with_zero_visits.to_string(),
            totals.rows_without_visits.to_string(),
            totals.rows_without_expenses.to_string(),
            number(region.population),
            number(region.expenses_per_head),
            number(region.visits_per_head),
            number(Some(region.unmatched_expenses)),
            number(Some(region.unmatched_visits)),
        ])?;
    }
    writer.flush()
}

/// Writes the parts of a budget, to the cent; each row says what it went by. `whose` heads their
/// names: `Region`, or `Organization`.
///
/// # Errors
/// Where the destination fails.
pub fn allocation(allocation: &Allocation, whose: &str, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["Basis", whose, "Today", "Allocated", "Difference", "Change", "Rows the basis leaves out"])?;
    let basis = basis(&allocation.basis);
    for Allocated { name: whose, today, amount, difference, change, rows_left_out } in &allocation.parts {
        writer.write_record([
            basis.clone(),
            name(whose.as_deref()),
            today.to_string(),
            amount.to_string(),
            difference.to_string(),
            number(*change),
            rows_left_out.to_string(),
        ])?;
    }
    writer.flush()
}

/// `Population`, or `Population 60, Visits 40` with the weights as they were given.
fn basis(Basis(parts): &Basis) -> String {
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

/// A region's name, or what stands for those without one.
fn name(region: Option<&str>) -> String {
    region.map_or_else(|| "(no region)".to_owned(), text)
}

/// Writes notices, a row each.
///
/// # Errors
/// Where the destination fails.
pub fn notices<'a>(notices: impl Iterator<Item = &'a Notice>, mut to: impl io::Write) -> io::Result<()> {
    to.write_all(BYTE_ORDER_MARK)?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(["Kind", "File", "Row", "Column", "Value", "Count", "Organization", "Centre number"])?;
    for notice in notices {
        let or_empty = |cell: &Option<String>| cell.as_deref().map(text).unwrap_or_default();
        writer.write_record([
            notice.kind.name().to_owned(),
            or_empty(&notice.file),
            notice.row.map(|row| row.to_string()).unwrap_or_default(),
            or_empty(&notice.column),
            or_empty(&notice.value),
            notice.count.to_string(),
            or_empty(&notice.organization),
            or_empty(&notice.centre_number),
        ])?;
    }
    writer.flush()
}

/// The shortest digits that read back to the same number.
fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A text that no spreadsheet runs: one that would start a formula gets an apostrophe in front
/// (OWASP, *CSV Injection*); a text that is a number stays as it is.
fn text(cell: &str) -> String {
    let starts_a_formula = cell.starts_with(['\t', '\r']) || cell.trim_start().starts_with(['=', '+', '-', '@']);
    if starts_a_formula && cell.trim().parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_formula_is_defused_and_a_number_is_not() {
        for formula in ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "\rx", "  =1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        for plain in ["", "007", "-5", "+5", "Clinic = A"] {
            assert_eq!(text(plain), plain);
        }
    }
}
