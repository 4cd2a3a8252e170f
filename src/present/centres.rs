//! Summaries of centres -> the table of averages.

use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::natural;

use super::numbers::Locale;
use super::table::{Cell, Column, Sort};

/// The columns the table can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CentreColumn {
    /// The centre's number.
    Number,
    /// Its name.
    Name,
    /// The rows in its average.
    Rows,
    /// Its expenses.
    Expenses,
    /// Its visits.
    Visits,
    /// The average of its rows' expense per visit.
    Average,
    /// Its expenses over its visits.
    Pooled,
    /// The median of its rows' expense per visit.
    Median,
    /// The first quartile.
    Q1,
    /// The third quartile.
    Q3,
    /// The coefficient of variation.
    Variation,
}

/// The columns, in order.
pub const COLUMNS: [Column<CentreColumn>; 11] = {
    const fn text(key: CentreColumn, label: &'static str, width: u8) -> Column<CentreColumn> {
        Column { key, label, width, numeric: false }
    }
    const fn figure(key: CentreColumn, label: &'static str, width: u8) -> Column<CentreColumn> {
        Column { key, label, width, numeric: true }
    }
    [
        text(CentreColumn::Number, "Number", 5),
        text(CentreColumn::Name, "Centre", 0),
        figure(CentreColumn::Rows, "n", 6),
        figure(CentreColumn::Expenses, "Expenses", 8),
        figure(CentreColumn::Visits, "Visits", 6),
        figure(CentreColumn::Average, "Average", 6),
        figure(CentreColumn::Pooled, "Pooled", 6),
        figure(CentreColumn::Median, "Median", 6),
        figure(CentreColumn::Q1, "Q1", 5),
        figure(CentreColumn::Q3, "Q3", 5),
        figure(CentreColumn::Variation, "CV", 4),
    ]
};

/// The summaries that a filter leaves, in the order of a sort; equal ones stay in order of number.
pub fn ordered(centres: &[CentreSummary], filter: &str, sort: Sort<CentreColumn>) -> Vec<CentreSummary> {
    let filter = filter.to_lowercase();
    let stands = |summary: &&CentreSummary| {
        let text = format!("{} {}", summary.centre.number, summary.centre.name).to_lowercase();
        filter.split_whitespace().all(|word| text.contains(word))
    };
    let mut shown: Vec<CentreSummary> = centres.iter().filter(stands).cloned().collect();
    if let Some((column, direction)) = sort {
        shown.sort_by(|a, b| match column {
            CentreColumn::Number => direction.apply(natural::compare(&a.centre.number, &b.centre.number)),
            CentreColumn::Name => direction.apply(natural::compare(&a.centre.name, &b.centre.name)),
            figures => direction.compare(figure(figures, a), figure(figures, b)),
        });
    }
    shown
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
fn figure(column: CentreColumn, summary: &CentreSummary) -> Option<f64> {
    let (figures, spread) = (&summary.figures, &summary.figures.spread);
    match column {
        CentreColumn::Number | CentreColumn::Name => None,
        CentreColumn::Rows => Some(spread.n as f64),
        CentreColumn::Expenses => Some(figures.expenses),
        CentreColumn::Visits => Some(figures.visits),
        CentreColumn::Average => spread.mean,
        CentreColumn::Pooled => figures.pooled_expense_per_visit,
        CentreColumn::Median => spread.median,
        CentreColumn::Q1 => spread.q1,
        CentreColumn::Q3 => spread.q3,
        CentreColumn::Variation => spread.coefficient_of_variation,
    }
}

/// The cells of a centre, in the order of [`COLUMNS`]; `cents` says whether expenses are shown with cents.
pub fn cells(summary: &CentreSummary, locale: &Locale, cents: bool) -> Vec<Cell> {
    let figure = |column| figure(column, summary);
    let cost = |column| Cell::new(locale.or_unknown(figure(column), Locale::cost));
    let expenses = summary.figures.expenses;
    vec![
        Cell::new(&summary.centre.number),
        Cell::new(name(summary)),
        Cell { text: locale.count(summary.figures.spread.n), remark: remark(summary) },
        Cell::new(locale.fixed(expenses, if cents { 2 } else { 0 })),
        Cell::new(locale.plain(summary.figures.visits)),
        cost(CentreColumn::Average),
        cost(CentreColumn::Pooled),
        cost(CentreColumn::Median),
        cost(CentreColumn::Q1),
        cost(CentreColumn::Q3),
        cost(CentreColumn::Variation),
    ]
}

/// What a centre is called: its name, or its number where it has none.
pub fn name(summary: &CentreSummary) -> &str {
    let centre = &summary.centre;
    if centre.name.is_empty() { &centre.number } else { &centre.name }
}

/// What the average counts as 0, and what it leaves out.
pub fn remark(summary: &CentreSummary) -> Option<String> {
    match (summary.figures.counted_as_zero, summary.figures.left_out) {
        (0, 0) => None,
        (zero, 0) => Some(format!("{zero} as 0")),
        (0, out) => Some(format!("{out} left out")),
        (zero, out) => Some(format!("{zero} as 0, {out} left out")),
    }
}
