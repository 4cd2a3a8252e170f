//! Regions -> their table, and what it says in sentences.

pub use pervisit_analysis::columns::RegionColumn;
use pervisit_analysis::columns::Value;
use pervisit_analysis::membership::PopulationOf;
use pervisit_analysis::regions::{Region, Totals};
use pervisit_analysis::sort::sorted;

use super::numbers::{Locale, UNKNOWN, Written};
use super::rows::{figures_of, rows};
use super::sentences::as_others;
use super::table::{Cell, Column, Question, answer};

/// The columns, each at the place of its [`RegionColumn`].
pub const COLUMNS: [Column; 23] = {
    use Written::{Cost, Expenses, Plain, Share, Tenths};
    const fn figure(column: RegionColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        Column::text("Region", RegionColumn::Name.heading(), 0),
        figure(RegionColumn::Organizations, "Organizations", 8, Plain),
        figure(RegionColumn::Centres, "Centres", 6, Plain).extra(),
        figure(RegionColumn::Rows, "Rows", 6, Plain).extra(),
        figure(RegionColumn::Expenses, "Expenses", 8, Expenses),
        figure(RegionColumn::ExpenseShare, "Share", 5, Share),
        figure(RegionColumn::Visits, "Visits", 6, Written::Visits),
        figure(RegionColumn::VisitShare, "Visits’ share", 7, Share).extra(),
        figure(RegionColumn::Pooled, "Pooled", 6, Cost),
        figure(RegionColumn::Expected, "Expected", 8, Expenses),
        figure(RegionColumn::Index, "Index", 5, Tenths),
        figure(RegionColumn::ExpensesNotPooled, "Not pooled", 8, Expenses).extra(),
        figure(RegionColumn::VisitsNotPooled, "Visits not pooled", 8, Written::Visits).extra(),
        figure(RegionColumn::RowsPooled, "Rows pooled", 7, Plain).extra(),
        figure(RegionColumn::ZeroVisits, "Zero visits", 6, Plain).extra(),
        figure(RegionColumn::UnknownVisits, "Visits unknown", 8, Plain).extra(),
        figure(RegionColumn::UnknownExpenses, "Expenses unknown", 9, Plain).extra(),
        figure(RegionColumn::Estimated, "Estimated", 7, Plain).extra(),
        figure(RegionColumn::Population, "Population", 7, Plain),
        figure(RegionColumn::ExpensesPerHead, "Per head", 6, Cost),
        figure(RegionColumn::VisitsPerHead, "Visits per head", 8, Cost).extra(),
        figure(RegionColumn::UnmatchedExpenses, "Only in expenses", 9, Expenses).extra(),
        figure(RegionColumn::UnmatchedVisits, "Only in visits", 8, Written::Visits).extra(),
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
        (_, value) => COLUMNS[column as usize].cell(value, locale, cents),
    };
    RegionColumn::ALL.into_iter().map(cell).collect()
}

fn figure(column: RegionColumn, figure: Option<f64>, locale: &Locale, cents: bool) -> Cell {
    COLUMNS[column as usize].cell(Value::Figure(figure), locale, cents)
}

fn index(locale: &Locale, index: f64) -> String {
    Written::Tenths.write(index, locale, false)
}

/// The last row: what all regions come to, in the order of [`COLUMNS`].
pub fn totals(overall: &Totals, organizations: usize, centres: usize, locale: &Locale, cents: bool) -> Vec<Cell> {
    let of = |known: usize| Some(figures_of(known, overall.rows, locale));
    let figure = |column, value| figure(column, value, locale, cents);
    let sum = |column, value, known| Cell { remark: of(known), ..figure(column, value) };
    let cell = |column: RegionColumn| match column {
        RegionColumn::Name => Cell { text: "Total".into(), remark: Some(rows(overall.rows, locale)) },
        RegionColumn::Organizations => Cell::new(locale.count(organizations)),
        RegionColumn::Centres => Cell::new(locale.count(centres)),
        RegionColumn::Rows => Cell::new(locale.count(overall.rows)),
        RegionColumn::Expenses => sum(column, overall.known_expenses(), overall.rows - overall.rows_without_expenses),
        RegionColumn::Visits => sum(column, overall.known_visits(), overall.rows - overall.rows_without_visits),
        RegionColumn::Pooled => sum(column, overall.pooled_expense_per_visit, overall.rows_pooled),
        RegionColumn::Expected => {
            sum(column, overall.expected_expenses, overall.rows_pooled + overall.rows_with_zero_visits)
        }
        RegionColumn::Index => figure(column, overall.index),
        RegionColumn::ExpensesNotPooled => figure(column, Some(overall.expenses_not_pooled)),
        RegionColumn::VisitsNotPooled => figure(column, Some(overall.visits_not_pooled)),
        RegionColumn::RowsPooled => Cell::new(locale.count(overall.rows_pooled)),
        RegionColumn::ZeroVisits => Cell::new(locale.count(overall.rows_with_zero_visits)),
        RegionColumn::UnknownVisits => Cell::new(locale.count(overall.rows_without_visits)),
        RegionColumn::UnknownExpenses => Cell::new(locale.count(overall.rows_without_expenses)),
        RegionColumn::Estimated => Cell::new(locale.count(overall.rows_estimated)),
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
    let known =
        regions.iter().filter_map(|Region { region, totals, .. }| Some((region.as_ref()?, totals.index?, totals)));
    let by_index: Vec<(&String, f64, &Totals)> = known.collect();
    let by_index = sorted(by_index, &|a, b| b.1.total_cmp(&a.1));
    // What is written alike is told as alike.
    let written = |figure: f64, totals: &Totals| match totals.rows_estimated {
        0 => index(locale, figure),
        all if all == totals.rows_pooled => format!("{} (by estimated visits)", index(locale, figure)),
        some => format!(
            "{} ({} of {} by estimated visits)",
            index(locale, figure),
            locale.count(some),
            rows(totals.rows_pooled, locale)
        ),
    };
    let as_is = |figure: f64| {
        let alike = by_index.iter().filter(|other| index(locale, other.1) == index(locale, figure));
        as_others(alike.count() - 1, ["is", "are"], locale)
    };
    let meaning = "100 is what its visits would cost at the centres’ unit costs of all regions together";
    match by_index.as_slice() {
        [] | [_] => None,
        [(dearest, most, its), .., (cheapest, least, others)] if index(locale, *most) != index(locale, *least) => {
            Some(format!(
                "{dearest} is the dearest for the visits it has{}: index {}, where {meaning}. {cheapest} is the cheapest{}: {}.",
                as_is(*most),
                written(*most, its),
                as_is(*least),
                written(*least, others)
            ))
        }
        [(_, most, _), ..] => Some(format!(
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
    let spent = figure(RegionColumn::Expenses, none.totals.known_expenses(), locale, cents).text;
    match none.expense_share {
        Some(share) if !(0.0..=1.0).contains(&share) => format!("{who} in no region, with expenses of {spent}."),
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
                "Populations are counted as the organizations’ in {file}; a region has as many people as its organizations with joined rows together."
            )
        }
        (None, Some(PopulationOf::Regions)) => {
            format!("Populations are counted as the regions’ own in {file}, each once.")
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::columns::Kind;
    use pervisit_analysis::rows::Direction;

    use super::*;
    use crate::present::table::condition;

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (at, (column, shown)) in RegionColumn::ALL.into_iter().zip(COLUMNS).enumerate() {
            assert_eq!(column as usize, at);
            assert_eq!(shown.meaning, column.heading());
            assert_eq!(shown.written.map_or(Kind::Text, Written::kind), column.kind(), "{}", shown.label);
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
    fn what_is_estimated_or_not_alone_is_told_with_it() {
        let region = |name: &str, index, rows_estimated| {
            let region = region(name, 1, 25.0, Some(index));
            Region { totals: Totals { rows_pooled: 4, rows_estimated, ..region.totals }, ..region }
        };
        let four = [region("A", 110.01, 0), region("B", 109.99, 3), region("C", 80.0, 4), region("D", 95.0, 0)];
        let said = against_expected(&four, &Locale::default());
        expect!["A is the dearest for the visits it has, as is 1 other: index 110.0, where 100 is what its visits would cost at the centres’ unit costs of all regions together. C is the cheapest: 80.0 (by estimated visits)."].assert_eq(&said.unwrap());
    }

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
                Populations are counted as the organizations’ in r.csv; a region has as many people as its organizations with joined rows together."#]],
        );
        check(
            &three[..1],
            Source { populations: Some(PopulationOf::Regions), ..FILE },
            expect![[r#"
                Every organization with joined rows is in a region.
                Populations are counted as the regions’ own in r.csv, each once."#]],
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
    fn shares_and_indices_are_found_as_they_are_shown() {
        let three = [
            region("North", 1, 46.0, Some(118.39)),
            region("South", 1, 30.4, Some(118.44)),
            region("West", 1, 20.04, Some(118.46)),
        ];
        let left = |column: RegionColumn, typed| {
            let condition = condition(typed, &COLUMNS[column as usize], &Locale::default(), false).unwrap().unwrap();
            ordered(&three, &Question { conditions: vec![(column as usize, condition)], ..Question::default() })
        };
        assert_eq!(left(RegionColumn::ExpenseShare, "> 20"), [0, 1]);
        assert_eq!(left(RegionColumn::ExpenseShare, "20 %"), [2]);
        assert_eq!(left(RegionColumn::ExpenseShare, "30.4%..100%"), [0, 1]);
        assert_eq!(left(RegionColumn::Index, "118.4"), [0, 1]);
        assert_eq!(left(RegionColumn::Index, "> 118.4"), [2]);
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
        expect!["North | 2 | 0 | 2 | 51,000.00 | 51,000.0 % | – | – | 0.13 | – | 118.4 | 0.00 | 0 | 0 | 0 | 2 | 0 | 0 | 4,000 | – | – | 0.00 | 0"]
            .assert_eq(&said(cells(&one, &Locale::default(), true)));
        expect!["Total (2 rows) | 7 | 5 | 2 | 51,000 (2 rows) |  | – (0 of 2 rows) |  | 0.13 (0 of 2 rows) | – (0 of 2 rows) | 118.4 | 0 | 0 | 0 | 0 | 2 | 0 | 0 |  |  |  |  | "]
            .assert_eq(&said(totals(&one.totals, 7, 5, &Locale::default(), false)));
    }
}
