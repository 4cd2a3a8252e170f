//! Organizations -> their table: what each costs, against what its visits would be expected to cost.

pub use pervisit_analysis::columns::OrganizationColumn;
use pervisit_analysis::extremes::Extremes;
use pervisit_analysis::names::Called;
use pervisit_analysis::organizations::OrganizationSummary;

use super::centres::told_apart;
use super::numbers::{Locale, Written};
use super::rows::{figures_of, rows};
use super::sentences::{Part, as_others, doubted};
use super::table::{Cell, Column, counted, with_marks, with_name};

/// The columns, each at the place of its [`OrganizationColumn`].
pub const COLUMNS: [Column; 18] = {
    use Written::{Expenses, Plain, Tenths, Visits};
    const fn figure(column: OrganizationColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        Column::text("Organization", OrganizationColumn::Organization.heading(), 0),
        figure(OrganizationColumn::Centres, "Centres", 6, Plain).extra(),
        figure(OrganizationColumn::Compared, "n", 7, Plain),
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
        figure(OrganizationColumn::Index, "Index", 5, Tenths),
        figure(OrganizationColumn::NotCompared, "Not compared", 8, Expenses),
        figure(OrganizationColumn::AboveMedian, "Above median", 8, Expenses),
        figure(OrganizationColumn::AboveQ1, "Above Q1", 8, Expenses).extra(),
        // It stands below the identifier, too; here it can be sorted by.
        Column::text("Name", OrganizationColumn::Name.heading(), 10).extra(),
    ]
};

/// What is saved of the columns shown. Beside an identifier stands its name, where any has one; with the number of rows
/// compared, what these are, and how many are not.
pub fn saved(shown: &[usize], called: &Called) -> Vec<OrganizationColumn> {
    use OrganizationColumn::{Compared, Estimated, LeftOut, Name, Organization};
    let shown = shown.iter().map(|&at| OrganizationColumn::ALL[at]).collect();
    with_name(with_marks(shown, Compared, &[LeftOut, Estimated]), Organization, Name, called)
}

/// What an organization is called: `General Hospital (12)`, or its identifier alone.
pub fn named(organization: &str, called: &Called) -> String {
    match called.name(organization) {
        Some(name) => format!("{name} ({organization})"),
        None => organization.to_owned(),
    }
}

/// The same where nothing else says that it is one: `organization 13` without a name.
pub fn told(organization: &str, called: &Called) -> String {
    if called.name(organization).is_some() {
        named(organization, called)
    } else {
        format!("organization {organization}")
    }
}

/// The same where its end may be cut off: `12 General Hospital`, or its identifier alone.
pub fn numbered(organization: &str, called: &Called) -> String {
    match called.name(organization) {
        Some(name) => format!("{organization} {name}"),
        None => organization.to_owned(),
    }
}

/// The line of a tooltip that says which one it is about.
pub fn pointed_at(organization: &str, called: &Called) -> String {
    let numbered = numbered(organization, called);
    if numbered == organization { format!("Organization {numbered}") } else { numbered }
}

/// The cell of an organization's identifier, with its name, which may be empty.
pub fn cell(organization: &str, name: &str) -> Cell {
    Cell { text: organization.to_owned(), remark: (!name.is_empty()).then(|| name.to_owned()) }
}

/// Which organizations cost most above and below what is expected of them, in sentences; none where none does.
pub fn sentences(
    extremes: &Extremes,
    shared_names: &[String],
    called: &Called,
    locale: &Locale,
    cents: bool,
) -> Vec<Vec<Part>> {
    let amount = |amount: f64| Written::Expenses.write(amount, locale, cents);
    let text = |text: String| Part::Text(text);
    let Extremes { compared, above, excess, dearest, cheapest } = extremes;
    if *above == 0 {
        return Vec::new();
    }
    let (above, compared, excess) = (locale.count(*above), locale.count(*compared), amount(*excess));
    let cost =
        if extremes.above == 1 { "organizations costs more than its" } else { "organizations cost more than their" };
    let together = if extremes.above == 1 { "" } else { " together" };
    let lead = format!(
        "{above} of {compared} {cost} visits would at the centres’ pooled unit costs, {excess} more{together}."
    );
    let mut parts = Vec::new();
    for (extreme, lead) in [(dearest, "Most above is "), (cheapest, "; most below is ")] {
        let Some(extreme) = extreme else { continue };
        let (organization, number) = (extreme.organization.clone(), extreme.centre.number.clone());
        let (by, at) = (amount(extreme.difference.abs()), amount(extreme.at_centre.abs()));
        let index = locale.or_unknown(extreme.index, |locale, index| Written::Tenths.write(index, locale, false));
        let estimated = if extreme.is_estimated { " (by estimated visits)" } else { "" };
        parts.extend([
            text(lead.into()),
            Part::Organization { organization: organization.clone(), name: named(&organization, called) },
            text(format!(
                "{}, by {by} (index {index}), {}",
                as_others(extreme.as_much, ["is", "are"], locale),
                if extreme.is_alone { "all of it at " } else { "at " }
            )),
            Part::Row { organization, number, text: told_apart(&extreme.centre, shared_names) },
            text(
                if extreme.is_alone { String::new() } else { format!(" alone by {at}") }
                    + estimated
                    + doubted(extreme.doubt),
            ),
        ]);
    }
    parts.push(text(".".into()));
    vec![vec![text(lead)], parts]
}

/// The cells of an organization, in the order of [`COLUMNS`]; `cents` says whether expenses are shown with cents.
pub fn cells(organization: &OrganizationSummary, locale: &Locale, cents: bool) -> Vec<Cell> {
    let cell = |column: OrganizationColumn| {
        let remark = match column {
            OrganizationColumn::Organization => return self::cell(&organization.organization, &organization.name),
            OrganizationColumn::Compared => remark(organization, locale),
            _ => None,
        };
        Cell { remark, ..COLUMNS[column as usize].cell(column.value(organization), locale, cents) }
    };
    OrganizationColumn::ALL.into_iter().map(cell).collect()
}

/// What of the rows compared is estimated, and how many are left out.
fn remark(organization: &OrganizationSummary, locale: &Locale) -> Option<String> {
    let left_out = organization.rows - organization.rows_compared;
    counted(&[(organization.rows_estimated, "estimated"), (left_out, "left out")], locale)
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
    use expect_test::{Expect, expect};
    use pervisit_analysis::columns::Kind;
    use pervisit_analysis::extremes::Extreme;
    use pervisit_analysis::merge::{Centre, Doubt};

    use super::*;
    use crate::present::sentences::told;

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (at, (column, shown)) in OrganizationColumn::ALL.into_iter().zip(COLUMNS).enumerate() {
            assert_eq!(column as usize, at);
            assert_eq!(shown.meaning, column.heading());
            assert_eq!(shown.written.map_or(Kind::Text, Written::kind), column.kind(), "{}", shown.label);
        }
    }

    #[test]
    fn the_dearest_and_the_cheapest_are_told_in_sentences() {
        let extreme = |organization: &str, difference, at_centre| Extreme {
            organization: organization.into(),
            difference,
            index: Some(125.0),
            centre: Centre { number: "1".into(), name: "Emergency".into() },
            at_centre,
            is_alone: difference == at_centre,
            as_much: usize::from(difference == 1_200.0),
            is_estimated: false,
            doubt: None,
        };
        let (dearest, cheapest) = (extreme("North", 1_200.0, 900.0), extreme("South", -40.0, -40.0));
        let all = Extremes {
            compared: 12,
            above: 7,
            excess: 2_000.0,
            dearest: Some(dearest),
            cheapest: Some(cheapest.clone()),
        };
        let check = |extremes: &Extremes, expected: Expect| {
            let said = sentences(extremes, &[], &Called::default(), &Locale::default(), false);
            expected.assert_eq(&said.into_iter().map(told).collect::<Vec<_>>().join("\n"));
        };
        check(
            &all,
            expect![[r#"
                7 of 12 organizations cost more than their visits would at the centres’ pooled unit costs, 2,000 more together.
                Most above is [North], as is 1 other, by 1,200 (index 125.0), at [Emergency] alone by 900; most below is [South], by 40 (index 125.0), all of it at [Emergency]."#]],
        );
        let estimated =
            Extreme { is_estimated: true, doubt: Some(Doubt::PartialSum), ..extreme("North", 1_200.0, 1_500.0) };
        check(
            &Extremes { above: 1, dearest: Some(estimated), cheapest: None, ..all.clone() },
            expect![[r#"
                1 of 12 organizations costs more than its visits would at the centres’ pooled unit costs, 2,000 more.
                Most above is [North], as is 1 other, by 1,200 (index 125.0), at [Emergency] alone by 1,500 (by estimated visits) (by lines of which some have no amount)."#]],
        );
        check(&Extremes { above: 0, ..all }, expect![[r#""#]]);
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
        expect!["North | 9 | 7 (1 estimated, 2 left out) | 2 | 0 | 2 | 0 | 1 | 1,200 | – | 1,000 | 800 | +200 | 125.0 | 200 | 151 | 0 | "].assert_eq(&said(cells(&one, &Locale::default(), false)));
        expect!["Total (2,500 organizations) |  | 7 (9 rows) | 2 | 0 | 2 | 0 | 1 | 1,200.00 (9 rows) | – (7 of 9 rows) | 1,000.00 (7 of 9 rows) | 800.00 (7 of 9 rows) | +200.00 | 125.0 | 200.00 | 150.50 (6 of 9 rows) | 0.00 (6 of 9 rows) | "].assert_eq(&said(totals(&one, 2_500, &Locale::default(), true)));
    }
}
