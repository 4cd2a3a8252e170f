//! What pictures of regions draw: nothing is lost between the rows and what stands in them.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use expect_test::{Expect, expect};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::region_matrix::{RegionMatrix, Wanted};
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::table::Measure;

fn files(expenses: &str, visits: &str, regions: &str) -> (Merged, RegionsTable) {
    let read = |text: &str, measure| ingest::read(text, measure, "f.csv", &Options::default()).unwrap();
    let merged = merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits));
    (merged, ingest::read_regions(regions, "r.csv", &Options::default()).unwrap())
}

/// The case of `tests/fixtures/regions`, worked by hand there.
fn by_hand() -> (Merged, RegionsTable) {
    files(
        include_str!("../../tests/fixtures/regions/expenses.csv"),
        include_str!("../../tests/fixtures/regions/visits.csv"),
        include_str!("../../tests/fixtures/regions/regions.csv"),
    )
}

fn regions((merged, table): &(Merged, RegionsTable)) -> Regions {
    Regions::of(merged, table, &|row| merged.matched.visits.get(row))
}

fn check_matrix(wanted: &Wanted, expected: Expect) {
    let matrix = RegionMatrix::of(&regions(&by_hand()), wanted);
    let mut text = format!(
        "{}+{} of {}, {}+{} of {}; asked {:?}\n",
        matrix.from_region,
        matrix.regions.len(),
        matrix.all_regions,
        matrix.from_centre,
        matrix.centres.len(),
        matrix.all_centres,
        matrix.asked
    );
    let name = |region: &Option<String>| region.clone().unwrap_or("-".into());
    text += &format!("{}\n", matrix.regions.iter().map(name).collect::<Vec<_>>().join(" "));
    for (standard, cells) in matrix.centres.iter().zip(matrix.cells.chunks(matrix.regions.len())) {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                None => ".".to_owned(),
                Some(cell) => format!(
                    "{}:{} {}/{}",
                    cell.expenses.unwrap_or_default(),
                    cell.index.map_or("-".into(), |index| index.to_string()),
                    cell.rows_pooled,
                    cell.rows
                ),
            })
            .collect();
        text += &format!("{} {}\n", standard.centre.number, cells.join(" | "));
    }
    expected.assert_eq(&text);
}

#[test]
fn regions_stand_against_centres() {
    let all = Wanted { regions: 10, centres: 10, organization: Some("F".into()), ..Wanted::default() };
    check_matrix(&all, expect![[r#"
        0+4 of 4, 0+5 of 5; asked Some(2)
        North South West -
        10 12000:120 1/1 | 18000:90 1/1 | 10000:100 1/1 | .
        20 70000:116.66666666666667 2/2 | 30000:75 1/1 | . | .
        30 6000:120 1/1 | 8000:80 1/1 | 6000:120 1/1 | .
        40 10000:125 1/1 | 12000:75 1/1 | . | 18000:112.5 1/1
        50 5000:125 1/1 | . | 13000:75 1/2 | 6000:150 1/1
    "#]]);
    let some = Wanted { from_region: 9, regions: 2, from_centre: 3, centres: 1, organization: Some("A".into()) };
    check_matrix(&some, expect![[r#"
        2+2 of 4, 3+1 of 5; asked None
        West -
        40 . | 18000:112.5 1/1
    "#]]);
    assert_eq!(RegionMatrix::of(&Regions::default(), &all), RegionMatrix::default());
}

#[test]
fn centres_stand_as_in_the_report() {
    let files = by_hand();
    let report = Report::of(&files.0, MissingVisits::Zero);
    let numbers: Vec<_> = report.centres.iter().map(|summary| &summary.centre).collect();
    assert_eq!(regions(&files).centres.iter().map(|standard| &standard.centre).collect::<Vec<_>>(), numbers);
}
