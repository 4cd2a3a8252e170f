//! Summaries of centres -> the table of averages.

use std::sync::Arc;

use pervisit_analysis::centres::{CentreSummary, Figures};
pub use pervisit_analysis::columns::CentreColumn;
use pervisit_analysis::merge::Centre;
use pervisit_analysis::names::Called;
use pervisit_analysis::totals::Totals;

use super::numbers::{Locale, Written};
use super::organizations::numbered;
use super::rows::{figures_of, rows, total};
use super::table::{Cell, Column, Question, answer, counted, with_marks};

/// The columns, each at the place of its [`CentreColumn`].
pub const COLUMNS: [Column; 29] = {
    use Written::{Cost, Expenses, Plain, Visits};
    const fn text(column: CentreColumn, label: &'static str, width: u8) -> Column {
        Column::text(label, column.heading(), width)
    }
    const fn figure(column: CentreColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        text(CentreColumn::Number, "Number", 5),
        text(CentreColumn::Name, "Centre", 0),
        figure(CentreColumn::Organizations, "Organizations", 8, Plain).extra(),
        figure(CentreColumn::Rows, "n", 5, Plain),
        figure(CentreColumn::LeftOut, "Left out", 6, Plain).extra(),
        figure(CentreColumn::MissingVisits, "Visits missing", 8, Plain).extra(),
        figure(CentreColumn::ZeroVisits, "Zero visits", 6, Plain).extra(),
        figure(CentreColumn::Estimated, "Estimated", 7, Plain).extra(),
        figure(CentreColumn::Expenses, "Expenses", 8, Expenses),
        figure(CentreColumn::ExpensesWithoutVisits, "Without visits", 8, Expenses).extra(),
        figure(CentreColumn::ExpensesNotPooled, "Not pooled", 8, Expenses).extra(),
        figure(CentreColumn::Visits, "Visits", 7, Visits),
        figure(CentreColumn::VisitsNotPooled, "Visits not pooled", 8, Visits).extra(),
        figure(CentreColumn::Average, "Average", 5, Cost),
        figure(CentreColumn::AverageWithVisits, "Average with visits", 10, Cost).extra(),
        figure(CentreColumn::Pooled, "Pooled", 6, Cost),
        figure(CentreColumn::Trimmed, "Trimmed", 5, Cost),
        figure(CentreColumn::TrimmedPooled, "Trimmed pooled", 8, Cost).extra(),
        figure(CentreColumn::Outlying, "Trimmed off", 7, Plain).extra(),
        figure(CentreColumn::Min, "Min", 5, Cost).extra(),
        figure(CentreColumn::Q1, "Q1", 4, Cost),
        figure(CentreColumn::Median, "Median", 5, Cost),
        figure(CentreColumn::Q3, "Q3", 4, Cost),
        figure(CentreColumn::Max, "Max", 5, Cost).extra(),
        figure(CentreColumn::StandardDeviation, "SD", 5, Cost).extra(),
        figure(CentreColumn::Variation, "CV", 4, Cost),
        figure(CentreColumn::AboveMedian, "Above median", 8, Expenses).extra(),
        figure(CentreColumn::AboveQ1, "Above Q1", 8, Expenses).extra(),
        text(CentreColumn::Outliers, "Outliers", 12).extra(),
    ]
};

/// The summaries that a question leaves, in its order; equal ones stay in order of number.
pub fn ordered(centres: &[Arc<CentreSummary>], question: &Question) -> Vec<Arc<CentreSummary>> {
    let value = |row: usize, column: usize| CentreColumn::ALL[column].value(&centres[row]);
    answer(&COLUMNS, centres.len(), question, &value).into_iter().map(|row| Arc::clone(&centres[row])).collect()
}

/// What is saved of the columns shown. With the number of rows stands what these are.
pub fn saved(shown: &[usize]) -> Vec<CentreColumn> {
    use CentreColumn::{Estimated, LeftOut, MissingVisits, Rows, ZeroVisits};
    with_marks(
        shown.iter().map(|&at| CentreColumn::ALL[at]).collect(),
        Rows,
        &[LeftOut, MissingVisits, ZeroVisits, Estimated],
    )
}

/// The cells of a centre, in the order of [`COLUMNS`]; `cents` says whether expenses are shown with cents.
pub fn cells(summary: &CentreSummary, called: &Called, locale: &Locale, cents: bool) -> Vec<Cell> {
    let cell = |column: CentreColumn| match (column, column.value(summary)) {
        (CentreColumn::Name, _) => Cell::new(name(summary)),
        (CentreColumn::Outliers, _) => Cell::new(outliers(summary, called, locale).join("; ")),
        (_, value) => {
            let remark = if column == CentreColumn::Rows { remark(summary, locale) } else { None };
            Cell { remark, ..COLUMNS[column as usize].cell(value, locale, cents) }
        }
    };
    CentreColumn::ALL.into_iter().map(cell).collect()
}

/// The organizations beyond a centre's whiskers that are named, the dearest first, and how many more there are.
pub fn outliers(summary: &CentreSummary, called: &Called, locale: &Locale) -> Vec<String> {
    let outlying = summary.outlying();
    let more = summary.figures.spread.outlier_count.saturating_sub(outlying.len());
    let named = |(organization, cost)| format!("{} at {}", numbered(organization, called), locale.cost(cost));
    let named = outlying.into_iter().map(named);
    named.chain((more > 0).then(|| format!("{} more", locale.count(more)))).collect()
}

/// The last row: what the rows of all centres come to, in the order of [`COLUMNS`].
pub fn totals(totals: &Totals, locale: &Locale, cents: bool) -> Vec<Cell> {
    let cell = |column| match column {
        CentreColumn::Number => Cell { text: "Total".into(), remark: Some(rows(totals.rows, locale)) },
        CentreColumn::Expenses => total(totals.expenses, totals.rows, Written::Expenses, locale, cents),
        CentreColumn::Visits => total(totals.visits, totals.rows, Written::Visits, locale, cents),
        CentreColumn::Pooled => Cell {
            text: locale.or_unknown(totals.pooled_expense_per_visit, Locale::cost),
            remark: Some(figures_of(totals.rows_pooled, totals.rows, locale)),
        },
        _ => Cell::default(),
    };
    CentreColumn::ALL.into_iter().map(cell).collect()
}

/// What a centre is called: its name, or its number where it has none.
pub fn name(summary: &CentreSummary) -> &str {
    name_of(&summary.centre)
}

/// The same of a centre without figures.
pub fn name_of(centre: &Centre) -> &str {
    if centre.name.is_empty() { &centre.number } else { &centre.name }
}

/// What a centre is called in a sentence: with its number where its name is shared.
pub fn told_apart(centre: &Centre, shared_names: &[String]) -> String {
    let Centre { number, name } = centre;
    if shared_names.contains(name) { format!("{name} ({number})") } else { name_of(centre).to_owned() }
}

/// What the average counts as 0, what of it is estimated, and what it leaves out.
pub fn remark(summary: &CentreSummary, locale: &Locale) -> Option<String> {
    let figures = &summary.figures;
    let counts = [(figures.counted_as_zero, "as 0"), (figures.estimated, "estimated"), (figures.left_out, "left out")];
    counted(&counts, locale)
}

/// In how many rows visits are estimated, which their sum has in it.
pub fn estimated(figures: &Figures, locale: &Locale) -> Option<String> {
    let rows = figures.estimated;
    (rows > 0).then(|| format!("with estimates for {}", locale.counted(rows, "row", "rows")))
}

/// What the pooled figure leaves out.
pub fn not_pooled(figures: &Figures, locale: &Locale) -> Option<String> {
    let expenses = figures.expenses_not_pooled;
    let without = (figures.missing_visits + figures.zero_visits).saturating_sub(figures.estimated);
    let expenses = match without {
        _ if expenses != 0.0 => Some(format!("{} spent without known visits above 0", locale.plain(expenses))),
        0 => None,
        rows => Some(format!("{} without visits", locale.counted(rows, "row", "rows"))),
    };
    let (visits, negative) = (figures.visits_not_pooled, figures.negative_visits);
    let visits = (visits != 0.0).then(|| {
        let which = match negative {
            0.0 => "without known expenses",
            all if all == visits => "below 0",
            _ => "without known expenses or below 0",
        };
        format!("{} visits {which}", locale.visits(visits))
    });
    let left_out: Vec<String> = expenses.into_iter().chain(visits).collect();
    (!left_out.is_empty()).then(|| format!("leaves out {}", left_out.join(" and ")))
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::centres::{CentreSummary, Figures};
    use pervisit_analysis::columns::Kind;
    use pervisit_analysis::names::Called;
    use pervisit_analysis::per_visit::MissingVisits;

    use super::{COLUMNS, CentreColumn, estimated, not_pooled, outliers};
    use crate::present::cases::report;
    use crate::present::numbers::{Locale, Written};

    fn check(expenses: &str, visits: &str, expected: Option<&str>) {
        let report = report(expenses, visits, MissingVisits::Zero);
        assert_eq!(not_pooled(&report.overall, &Locale::default()).as_deref(), expected);
        assert_eq!(not_pooled(&report.centres[0].figures, &Locale::default()).as_deref(), expected);
    }

    #[test]
    fn the_pooled_figure_tells_what_it_leaves_out() {
        check("a,1,,100\nb,1,,300\n", "a,1,,1\nb,1,,2\n", None);
        check("a,1,,100\nb,1,,300\n", "a,1,,1\nb,1,,\n", Some("leaves out 300 spent without known visits above 0"));
        check("a,1,,100\nb,1,,n/a\n", "a,1,,1\nb,1,,9000\n", Some("leaves out 9,000 visits without known expenses"));
        check(
            "a,1,,100\nb,1,,300\n",
            "a,1,,1\nb,1,,-20\n",
            Some("leaves out 300 spent without known visits above 0 and -20 visits below 0"),
        );
        check(
            "a,1,,100\nb,1,,n/a\nc,1,,n/a\n",
            "a,1,,1\nb,1,,-20\nc,1,,50\n",
            Some("leaves out 30 visits without known expenses or below 0"),
        );
    }

    #[test]
    fn visits_tell_in_how_many_rows_they_are_estimated() {
        let check = |rows, expected: Option<&str>| {
            let figures = Figures { estimated: rows, ..Figures::default() };
            assert_eq!(estimated(&figures, &Locale::default()).as_deref(), expected);
        };
        check(0, None);
        check(1, Some("with estimates for 1 row"));
    }

    #[test]
    fn outliers_that_are_not_named_are_counted() {
        let report = report("a,1,,100\n", "a,1,,1\n", MissingVisits::Zero);
        let mut summary = CentreSummary::clone(&report.centres[0]);
        let mut said = |named: &[&str], count: usize| {
            summary.outlier_organizations = named.iter().map(ToString::to_string).collect();
            let spread = &mut summary.figures.spread;
            (spread.outlier_count, spread.median) = (count, Some(5.0));
            spread.outliers = [1.0, 7.0, 8.0, 9.0, 10.0].into_iter().rev().take(count).rev().collect();
            outliers(&summary, &Called::default(), &Locale::default()).join("; ")
        };
        assert_eq!(said(&["a", "b", "c"], 3), "c at 10.00; b at 9.00; a at 8.00");
        // Of many, three on either side.
        assert_eq!(said(&["a", "b", "c", "d"], 1_004), "d at 10.00; c at 9.00; b at 8.00; a at 1.00; 1,000 more");
        assert_eq!(said(&[], 0), "");
    }

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (at, (column, shown)) in CentreColumn::ALL.into_iter().zip(COLUMNS).enumerate() {
            assert_eq!(column as usize, at);
            assert_eq!(shown.meaning, column.heading());
            assert_eq!(shown.written.map_or(Kind::Text, Written::kind), column.kind(), "{}", shown.label);
        }
    }
}
