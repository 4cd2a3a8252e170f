//! Regions -> their table, and what it says in sentences.

pub use pervisit_analysis::columns::RegionColumn;
use pervisit_analysis::columns::{Kind, Value};
use pervisit_analysis::membership::PopulationOf;
use pervisit_analysis::regions::{Region, Totals};
use pervisit_analysis::sort::sorted;

use super::numbers::{Locale, UNKNOWN};
use super::rows::{figures_of, rows};
use super::table::{Cell, Column, Question, answer};

/// The columns, each at the place of its [`RegionColumn`].
pub const COLUMNS: [Column; 21] = {
    const fn figure(column: RegionColumn, label: &'static str, width: u8) -> Column {
        Column::figure(label, column.heading(), width)
    }
    [
        Column::text("Region", RegionColumn::Name.heading(), 0),
        figure(RegionColumn::Organizations, "Organizations", 8),
        figure(RegionColumn::Centres, "Centres", 6).extra(),
        figure(RegionColumn::Rows, "Rows", 6).extra(),
        figure(RegionColumn::Expenses, "Expenses", 8),
        figure(RegionColumn::ExpenseShare, "Share", 5),
        figure(RegionColumn::Visits, "Visits", 6),
        figure(RegionColumn::VisitShare, "Visits’ share", 7).extra(),
        figure(RegionColumn::Pooled, "Pooled", 6),
        figure(RegionColumn::Expected, "Expected", 8),
        figure(RegionColumn::Index, "Index", 5),
        figure(RegionColumn::ExpensesNotPooled, "Not pooled", 8).extra(),
        figure(RegionColumn::RowsPooled, "Rows pooled", 7).extra(),
        figure(RegionColumn::ZeroVisits, "No visits", 6).extra(),
        figure(RegionColumn::UnknownVisits, "Visits unknown", 8).extra(),
        figure(RegionColumn::UnknownExpenses, "Expenses unknown", 9).extra(),
        figure(RegionColumn::Population, "Population", 7),
        figure(RegionColumn::ExpensesPerHead, "Per head", 6),
        figure(RegionColumn::VisitsPerHead, "Visits per head", 8).extra(),
        figure(RegionColumn::UnmatchedExpenses, "Only in expenses", 9).extra(),
        figure(RegionColumn::UnmatchedVisits, "Only in visits", 8).extra(),
    ]
};

/// The columns that hold something only where there are populations.
pub const OF_POPULATIONS: [RegionColumn; 3] =
    [RegionColumn::Population, RegionColumn::ExpensesPerHead, RegionColumn::VisitsPerHead];

/// What the organizations without a region are called.
pub const NO_REGION: &str = "No region";

/// A region's name.
pub fn name(region: Option<&str>) -> &str {
    region.unwrap_or(NO_REGION)
}

/// The places of the regions that a question leaves, in its order; what is in none stays last.
pub fn ordered(regions: &[Region], question: &Question) -> Vec<usize> {
    let value = |row: usize, column: usize| match RegionColumn::ALL[column] {
        RegionColumn::Name => Value::Text(name(regions[row].region.as_deref()).into()),
        column => column.value(&regions[row]),
    };
    let order = answer(&COLUMNS, regions.len(), question, &value);
    sorted(order, &|&a, &b| regions[a].region.is_none().cmp(&regions[b].region.is_none()))
}

/// What is saved of the columns shown.
pub fn saved(shown: &[usize]) -> Vec<RegionColumn> {
    shown.iter().map(|&at| RegionColumn::ALL[at]).collect()
}

/// The cells of a region, in the order of [`COLUMNS`]; `cents` says whether expenses are shown with cents.
pub fn cells(region: &Region, locale: &Locale, cents: bool) -> Vec<Cell> {
    let cell = |column: RegionColumn| match (column, column.value(region)) {
        (RegionColumn::Name, _) => Cell::new(name(region.region.as_deref())),
        (_, Value::Text(text)) => Cell::new(text),
        (_, Value::Figure(figure)) => Cell::new(written(column, figure, locale, cents)),
    };
    RegionColumn::ALL.into_iter().map(cell).collect()
}

fn written(column: RegionColumn, figure: Option<f64>, locale: &Locale, cents: bool) -> String {
    let whole = |locale: &Locale, value: f64| locale.fixed(value, if cents { 2 } else { 0 });
    match column {
        RegionColumn::Expenses
        | RegionColumn::Expected
        | RegionColumn::ExpensesNotPooled
        | RegionColumn::UnmatchedExpenses => locale.or_unknown(figure, whole),
        RegionColumn::ExpenseShare | RegionColumn::VisitShare => locale.or_unknown(figure, Locale::percent),
        RegionColumn::Index => locale.or_unknown(figure, index),
        _ if column.kind() == Kind::Amount => locale.or_unknown(figure, Locale::plain),
        _ => locale.or_unknown(figure, Locale::cost),
    }
}

fn index(locale: &Locale, index: f64) -> String {
    locale.fixed(index, 1)
}

/// The last row: what all regions come to, in the order of [`COLUMNS`].
pub fn totals(overall: &Totals, organizations: usize, centres: usize, locale: &Locale, cents: bool) -> Vec<Cell> {
    let of = |known: usize| Some(figures_of(known, overall.rows, locale));
    let figure = |column, figure, known| Cell { text: written(column, figure, locale, cents), remark: of(known) };
    let cell = |column: RegionColumn| match column {
        RegionColumn::Name => Cell { text: "All".into(), remark: Some(rows(overall.rows, locale)) },
        RegionColumn::Organizations => Cell::new(locale.count(organizations)),
        RegionColumn::Centres => Cell::new(locale.count(centres)),
        RegionColumn::Rows => Cell::new(locale.count(overall.rows)),
        RegionColumn::Expenses => {
            figure(column, overall.known_expenses(), overall.rows - overall.rows_without_expenses)
        }
        RegionColumn::Visits => figure(column, overall.known_visits(), overall.rows - overall.rows_without_visits),
        RegionColumn::Pooled => figure(column, overall.pooled_expense_per_visit, overall.rows_pooled),
        RegionColumn::Expected => {
            figure(column, overall.expected_expenses, overall.rows_pooled + overall.rows_with_zero_visits)
        }
        RegionColumn::Index => Cell::new(written(column, overall.index, locale, cents)),
        RegionColumn::ExpensesNotPooled => Cell::new(written(column, Some(overall.expenses_not_pooled), locale, cents)),
        RegionColumn::RowsPooled => Cell::new(locale.count(overall.rows_pooled)),
        RegionColumn::ZeroVisits => Cell::new(locale.count(overall.rows_with_zero_visits)),
        RegionColumn::UnknownVisits => Cell::new(locale.count(overall.rows_without_visits)),
        RegionColumn::UnknownExpenses => Cell::new(locale.count(overall.rows_without_expenses)),
        _ => Cell::default(),
    };
    RegionColumn::ALL.into_iter().map(cell).collect()
}

/// Where regions and populations come from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file that tells the regions.
    pub file: &'a str,
    /// The header of the expenses' column that does, where there is no file of regions.
    pub column: Option<&'a str>,
    /// Whose populations are given.
    pub populations: Option<PopulationOf>,
}

/// What stands out, in sentences.
pub fn sentences(regions: &[Region], source: Source<'_>, locale: &Locale, cents: bool) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(against_expected(regions, locale));
    said.push(unassigned(regions, locale, cents));
    said.push(populations(source));
    said
}

/// Which region is the dearest, and which the cheapest, for what it does.
fn against_expected(regions: &[Region], locale: &Locale) -> Option<String> {
    let known = |region: &Region| Some((region.region.clone()?, region.totals.index?));
    let by_index: Vec<(String, f64)> = regions.iter().filter_map(known).collect();
    let by_index = sorted(by_index, &|a, b| b.1.total_cmp(&a.1));
    let meaning = "100 is what its visits would cost at the centres’ unit costs of all regions together";
    match by_index.as_slice() {
        [] | [_] => None,
        [(dearest, most), .., (cheapest, least)] if index(locale, *most) != index(locale, *least) => Some(format!(
            "{dearest} is the dearest for the visits it has: index {}, where {meaning}. {cheapest} is the cheapest: {}.",
            index(locale, *most),
            index(locale, *least)
        )),
        [(_, most), ..] => Some(format!(
            "The regions cost the same for the visits they have: index {}, where {meaning}.",
            index(locale, *most)
        )),
    }
}

fn unassigned(regions: &[Region], locale: &Locale, cents: bool) -> String {
    let Some(none) = regions.iter().find(|region| region.region.is_none()) else {
        return "Every organization with joined rows is in a region.".into();
    };
    let (who, keep) = match none.organizations {
        1 => ("1 organization is".to_owned(), "It keeps"),
        many => (format!("{} organizations are", locale.count(many)), "They keep"),
    };
    let spent = written(RegionColumn::Expenses, none.totals.known_expenses(), locale, cents);
    match none.expense_share {
        Some(share) => format!(
            "{who} in no region, with expenses of {spent}, {} of all. {keep} that share of a budget on every basis.",
            locale.percent(share)
        ),
        None if spent == UNKNOWN => format!("{who} in no region, with expenses that are not known."),
        None => format!("{who} in no region, with expenses of {spent}."),
    }
}

fn populations(source: Source<'_>) -> String {
    let file = source.file;
    match (source.column, source.populations) {
        (Some(column), _) => {
            format!("Regions are those under “{column}” in {file}. Populations need a file of regions: none are known.")
        }
        (None, None) => format!("{file} has no column of populations: figures per head are not known."),
        (None, Some(PopulationOf::Organizations)) => {
            format!(
                "Populations are the organizations’ in {file}; a region has as many people as its organizations with joined rows together."
            )
        }
        (None, Some(PopulationOf::Regions)) => {
            format!("Populations are the regions’ own in {file}, each counted once.")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::rows::Direction;

    use super::*;

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (at, (column, shown)) in RegionColumn::ALL.into_iter().zip(COLUMNS).enumerate() {
            assert_eq!(column as usize, at);
            assert_eq!(shown.meaning, column.heading());
            assert_eq!(shown.numeric, column.kind() != Kind::Text);
        }
    }

    fn region(name: &str, organizations: usize, expenses: f64, index: Option<f64>) -> Region {
        let totals = Totals { rows: 2, expenses, index, ..Totals::default() };
        Region {
            region: (!name.is_empty()).then(|| name.into()),
            organizations,
            expense_share: Some(expenses / 100.0),
            totals,
            ..Region::default()
        }
    }

    fn check(regions: &[Region], source: Source<'_>, expected: Expect) {
        expected.assert_eq(&sentences(regions, source, &Locale::default(), false).join("\n"));
    }

    const FILE: Source<'_> = Source { file: "r.csv", column: None, populations: None };

    #[test]
    fn regions_are_told_in_sentences() {
        let three = [
            region("North", 2, 50.0, Some(118.39)),
            region("South", 1, 40.0, Some(79.07)),
            region("", 1, 10.0, Some(300.0)),
        ];
        check(
            &three,
            Source { populations: Some(PopulationOf::Organizations), ..FILE },
            expect![[r#"
                North is the dearest for the visits it has: index 118.4, where 100 is what its visits would cost at the centres’ unit costs of all regions together. South is the cheapest: 79.1.
                1 organization is in no region, with expenses of 10, 10.0 % of all. It keeps that share of a budget on every basis.
                Populations are the organizations’ in r.csv; a region has as many people as its organizations with joined rows together."#]],
        );
        check(
            &three[..1],
            Source { populations: Some(PopulationOf::Regions), ..FILE },
            expect![[r#"
                Every organization with joined rows is in a region.
                Populations are the regions’ own in r.csv, each counted once."#]],
        );
        check(
            &[region("A", 1, 1.0, Some(100.01)), region("B", 1, 1.0, Some(99.99)), region("", 1200, 98.0, None)],
            Source { column: Some("Zone"), ..FILE },
            expect![[r#"
                The regions cost the same for the visits they have: index 100.0, where 100 is what its visits would cost at the centres’ unit costs of all regions together.
                1,200 organizations are in no region, with expenses of 98, 98.0 % of all. They keep that share of a budget on every basis.
                Regions are those under “Zone” in r.csv. Populations need a file of regions: none are known."#]],
        );
        check(
            &[],
            FILE,
            expect![[r#"
                Every organization with joined rows is in a region.
                r.csv has no column of populations: figures per head are not known."#]],
        );
    }

    #[test]
    fn what_is_in_no_region_stays_last() {
        let three = [region("B10", 1, 5.0, None), region("B9", 1, 50.0, None), region("", 1, 20.0, None)];
        let sorted = |column: RegionColumn, direction| {
            ordered(&three, &Question { sort: vec![(column as usize, direction)], ..Question::default() })
        };
        assert_eq!(sorted(RegionColumn::Expenses, Direction::Descending), [1, 0, 2]);
        assert_eq!(sorted(RegionColumn::Name, Direction::Ascending), [1, 0, 2]);
        let words = Question { words: "no region".into(), ..Question::default() };
        assert_eq!(ordered(&three, &words), [2]);
    }

    #[test]
    fn cells_are_written_as_their_kind_is() {
        let mut one = region("North", 2, 51_000.0, Some(118.39));
        one.totals.pooled_expense_per_visit = Some(0.126);
        one.totals.rows_without_visits = 2;
        one.population = Some(4000.0);
        let said = |cells: Vec<Cell>| {
            cells
                .into_iter()
                .map(|cell| cell.text + &cell.remark.map(|it| format!(" ({it})")).unwrap_or_default())
                .collect::<Vec<_>>()
                .join(" | ")
        };
        expect!["North | 2 | 0 | 2 | 51,000.00 | 51,000.0 % | – | – | 0.13 | – | 118.4 | 0.00 | 0 | 0 | 2 | 0 | 4,000 | – | – | 0.00 | 0"]
            .assert_eq(&said(cells(&one, &Locale::default(), true)));
        expect!["All (2 rows) | 7 | 5 | 2 | 51,000 (2 rows) |  | – (0 of 2 rows) |  | 0.13 (0 of 2 rows) | – (0 of 2 rows) | 118.4 | 0 | 0 | 0 | 2 | 0 |  |  |  |  | "]
            .assert_eq(&said(totals(&one.totals, 7, 5, &Locale::default(), false)));
    }
}
