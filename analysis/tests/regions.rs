//! Regions: read from files as health authorities keep them, worked out by hand, and spread by budget.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::path::PathBuf;

use expect_test::{Expect, expect};
use pervisit_analysis::allocation::{Allocated, Allocation, Basis, Cents, Criterion, Unusable};
use pervisit_analysis::columns::{AllocationColumn, RegionColumn, Terms};
use pervisit_analysis::export::{self, Form};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::membership::{PopulationOf, RegionsTable};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::names::Called;
use pervisit_analysis::notice::Notice;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::regions::{Region, Regions, Totals};
use pervisit_analysis::report::Report;
use pervisit_analysis::sum::Sum;
use pervisit_analysis::table::{Amount, Measure, Role, Subject, Table};
use proptest::prelude::*;

fn said(notices: &[Notice]) -> String {
    let line = |notice: &Notice| {
        let row = notice.row.map(|row| format!(" row {row}")).unwrap_or_default();
        let column = notice.column.as_deref().map(|column| format!(" in {column}")).unwrap_or_default();
        let value = notice.value.as_deref().map(|value| format!(": {value}")).unwrap_or_default();
        format!("! {:?} x {}{row}{column}{value}\n", notice.kind, notice.count)
    };
    notices.iter().map(line).collect()
}

fn shown(table: &RegionsTable) -> String {
    let people = |amount: Amount| match amount {
        Amount::Known(people) => format!(" {people}"),
        Amount::Absent => String::new(),
        unknown => format!(" {unknown:?}"),
    };
    let mut text = String::new();
    for organization in table.organizations.texts() {
        let region = table.region_of(organization).unwrap_or("-");
        text += &format!("{organization}: {region}{}\n", people(table.population_of(organization)));
    }
    if table.populations() == Some(PopulationOf::Regions) {
        for region in table.regions.texts() {
            text += &format!("{region}{}\n", people(table.population_of_region(region)));
        }
    }
    text + &said(&table.notices)
}

fn check_with(bytes: &[u8], options: &Options, expected: Expect) {
    expected.assert_eq(&match ingest::read_regions(bytes, "r.csv", options) {
        Ok(table) => shown(&table),
        Err(error) => error.to_string(),
    });
}

fn check(bytes: impl AsRef<[u8]>, expected: Expect) {
    check_with(bytes.as_ref(), &Options::default(), expected);
}

#[test]
fn a_french_file_from_excel() {
    check(
        b"R\xe9gions sociosanitaires;;\r\n;;\r\n\xc9tablissement;Autorit\xe9 sanitaire;Population desservie\r\n\
          007;Montr\xe9al;1\xa0200\xa0000\r\n12;Estrie;500 000,0\r\n\r\n",
        expect![[r#"
            007: Montréal 1200000
            12: Estrie 500000
            ! Encoding x 1: windows-1252
            ! TitleRows x 1
            ! BlankRows x 2
        "#]],
    );
}

#[test]
fn headers_are_spelled_freely() {
    for header in [
        "Region",
        "Health authority",
        "REGIONAL_HEALTH_AUTHORITY",
        "RHA",
        "LHIN name",
        "Local Health Integration Network",
        "Health zone",
        "District",
        "Région sociosanitaire",
        "Régie régionale de la santé",
        "Autorité régionale de santé",
        "RLISS",
        "Réseau local d’intégration des services de santé",
        "CISSS/CIUSSS",
        "Zone",
    ] {
        let file = format!("Org,{header}\nA,North\n");
        let table = ingest::read_regions(file.as_str(), "r.csv", &Options::default());
        assert_eq!(table.unwrap().region_of("A"), Some("North"), "{header}");
    }
    for (header, role) in [
        ("Population", Role::Population),
        ("Total population (2021)", Role::Population),
        ("Population served", Role::Population),
        ("Nombre d’habitants", Role::Population),
        ("Region population", Role::RegionPopulation),
        ("Population de la région", Role::RegionPopulation),
    ] {
        assert_eq!(ingest::columns::role(header), Some(role), "{header}");
    }
}

#[test]
fn a_region_s_name_goes_before_its_code() {
    check(
        "Org,LHIN ID,LHIN name\nA,1,Erie St. Clair\nB,7,Toronto Central\n",
        expect![[r#"
        A: Erie St. Clair
        B: Toronto Central
    "#]],
    );
    check(
        "Org,LHIN,Zone\nA,1,East\n",
        expect![
            "r.csv: more than one column could be the region: “LHIN”, “Zone”. Say which it is, or rename all but one and choose the file again."
        ],
    );
}

#[test]
fn a_workbook_s_sheet_is_a_file_like_any_other() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let data = book.add_worksheet();
    for (column, header) in (0..).zip(["Org", "Centre no", "Expenses"]) {
        data.write(0, column, header).unwrap();
    }
    let regions = book.add_worksheet();
    for (column, header) in (0..).zip(["Organization", "Health region", "Population"]) {
        regions.write(2, column, header).unwrap();
    }
    regions.write(3, 0, "007").unwrap().write(3, 1, "East").unwrap().write(3, 2, 1200).unwrap();
    regions.write(4, 0, 8).unwrap().write(4, 1, "West").unwrap().write(4, 2, 900.5).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let sheet = ingest::workbook::sheet(&bytes, "r.xlsx", Subject::Regions, None).unwrap();
    check_with(
        &sheet.csv,
        &ingest::workbook::options(&sheet),
        expect![[r#"
        007: East 1200
        8: West 900.5
        ! BlankRows x 2
    "#]],
    );
    assert_eq!(ingest::workbook::sheet(&bytes, "r.xlsx", Measure::Expenses, None).unwrap().name, "Sheet1");
}

#[test]
fn formulas_without_results_are_told() {
    check(
        "Org,Region,Population\nA,#=B2,#=C2+1\n#=A3,East,5\nB,West,6\n",
        expect![[r#"
        A: -
        B: West 6
        ! FormulasWithoutResult x 3
        ! UnreadableAmount x 1 row 2 in Population: =C2+1
        ! RowWithoutKey x 1 row 3 in Org: East
    "#]],
    );
    check(
        "Org,Region\nA,#=B2\n",
        expect![
            "r.csv: no row under the header can be read, since cells are formulas whose results are not stored in the file. Open the workbook in Excel, save it, and choose it again."
        ],
    );
}

#[test]
fn a_semicolon_file_with_a_total_and_odd_rows() {
    check(
        "Org;Region;Population\nF;#N/A;0\nA;North;1.200,5\nB;South;800\nB;South;800\n;South;3\nC\nD;;twelve\nE;South;7;x\nTotal;;2.007,5",
        expect![[r#"
            F: - 0
            A: North 1200.5
            B: South 800
            D: -
            E: South 7
            ! RowWithoutKey x 1 row 6 in Org: South
            ! MissingCells x 1 row 7 in Region: 1
            ! UnreadableAmount x 1 row 8 in Population: twelve
            ! ExtraCells x 1 row 9: 4
            ! TotalRow x 1 row 10: 2.007,5
            ! RepeatedOrganizations x 1
        "#]],
    );
}

#[test]
fn totals_of_each_region_are_no_organizations() {
    check(
        "Org,Region,Population\n1,North,100\n2,North,200\nSubtotal,North,300\n3,South,50\n4,South,60\nSubtotal,South,110\n5,East,10\nSubtotal,East,10\nTotal,,420\n",
        expect![[r#"
            1: North 100
            2: North 200
            3: South 50
            4: South 60
            5: East 10
            ! TotalRow x 1 row 4: 300
            ! TotalRow x 1 row 7: 110
            ! TotalRow x 1 row 9: 10
            ! TotalRow x 1 row 10: 420
        "#]],
    );
    check(
        "Org,Region,Population\n1,North,100\nTotal,North,70\n",
        expect![[r#"
            1: North 100
            ! TotalRow x 1 row 3: Total
        "#]],
    );
}

#[test]
fn an_organization_in_two_regions_is_an_error() {
    check(
        "Org,Region\nA,North\nB,South\nA,\nA,South\n",
        expect![
            "r.csv, row 5: organization “A” is in the region “South” here, and in “North” in row 2. Give it one region, as rows of one year alone may do, and choose the file again; or say that the column is not the region."
        ],
    );
    check(
        "Org,Region\nA,\n",
        expect![
            "r.csv: no row under the header says which region an organization is in. Check that the rows are below the header, and export it again."
        ],
    );
    check(
        "Org,Expenses\nA,5\n",
        expect![
            "r.csv: no column for the region was found among “Org”, “Expenses”. Say which column it is, or name it “Region” and choose the file again."
        ],
    );
    check("", expect!["r.csv: the file is empty. Export it again, or choose another file."]);
}

#[test]
fn populations_of_one_year_are_chosen() {
    let text = "Org,Year,Region,Population served\nA,2024,North,100\nA,2025,North,110\nB,2025,South,50\n";
    check(
        text,
        expect![[r#"
            A: North Unreadable
            B: South 50
            ! ConflictingPopulations x 1 row 3 in Population served: 100; 110
            ! RepeatedOrganizations x 1
            ! SeveralPeriods x 2 in Year: 2024; 2025
        "#]],
    );
    let only = |year: &str| Options { only: vec![(Role::Year, year.to_owned())], ..Options::default() };
    check_with(
        text.as_bytes(),
        &only("2025"),
        expect![[r#"
            A: North 110
            B: South 50
            ! OtherPeriods x 1 in Year: 2025
        "#]],
    );
    check_with(
        text.as_bytes(),
        &only("2026"),
        expect!["r.csv: no row is of “2026”, which was chosen. Choose another, or all."],
    );
}

#[test]
fn one_and_the_same_population_on_all_lines_of_each_region_is_the_region_s_own() {
    check(
        "Org,Region,Population\nA,North,900\nB,North,900\nC,South,700\nD,South,\nE,South,700\nTotal,,1600\n",
        expect![[r#"
        A: North
        B: North
        C: South
        D: South
        E: South
        North 900
        South 700
        ! TotalRow x 1 row 7: 1600
        ! RegionPopulations x 2
    "#]],
    );
    // One region only: nothing else explains the repetition better.
    check(
        "Org,Region,Population\nA,North,900\nB,North,900\n",
        expect![[r#"
        A: North
        B: North
        North 900
        ! RegionPopulations x 1
    "#]],
    );
}

#[test]
fn populations_that_differ_within_a_region_are_the_organizations() {
    check(
        "Org,Region,Population\nA,North,900\nB,North,800\nC,South,700\n",
        expect![[r#"
        A: North 900
        B: North 800
        C: South 700
    "#]],
    );
    // One region repeats its figure, and another does not.
    check(
        "Org,Region,Population\nA,North,900\nB,North,900\nC,South,700\nD,South,600\n",
        expect![[r#"
        A: North 900
        B: North 900
        C: South 700
        D: South 600
        ! RepeatedPopulations x 1
    "#]],
    );
    // The same everywhere.
    check(
        "Org,Region,Population\nA,North,900\nB,North,900\nC,South,900\n",
        expect![[r#"
        A: North 900
        B: North 900
        C: South 900
        ! RepeatedPopulations x 1
    "#]],
    );
    // One line a region tells nothing, and it makes no difference.
    check(
        "Org,Region,Population\nA,North,900\nB,South,700\n",
        expect![[r#"
        A: North 900
        B: South 700
    "#]],
    );
}

#[test]
fn a_header_or_the_user_says_whose_populations_they_are() {
    let repeated = |header: &str| format!("Org,Region,{header}\nA,North,900\nB,North,900\nC,South,700\n");
    check(
        repeated("Population served"),
        expect![[r#"
        A: North 900
        B: North 900
        C: South 700
    "#]],
    );
    check(
        repeated("Region population"),
        expect![[r#"
        A: North
        B: North
        C: South
        North 900
        South 700
    "#]],
    );
    let told = |role| Options { roles: vec![(Role::Population, None), (role, Some(2))], ..Options::default() };
    check_with(
        repeated("Population").as_bytes(),
        &told(Role::RegionPopulation),
        expect![[r#"
        A: North
        B: North
        C: South
        North 900
        South 700
    "#]],
    );
    let organizations = Options { roles: vec![(Role::Population, Some(2))], ..Options::default() };
    check_with(
        repeated("Population").as_bytes(),
        &organizations,
        expect![[r#"
        A: North 900
        B: North 900
        C: South 700
    "#]],
    );
}

#[test]
fn two_populations_of_one_are_none() {
    check(
        "Org,Region,Population\nA,North,900\nA,North,800\nB,North,5\n",
        expect![[r#"
        A: North Unreadable
        B: North 5
        ! ConflictingPopulations x 1 row 3 in Population: 900; 800
        ! RepeatedOrganizations x 1
    "#]],
    );
    check(
        "Org,Region,Region population\nA,North,900\nB,North,800\nC,South,5\n",
        expect![[r#"
        A: North
        B: North
        C: South
        North Unreadable
        South 5
        ! ConflictingPopulations x 1 row 3 in Region population: 900; 800
    "#]],
    );
}

fn table(text: &str, measure: Measure) -> Table {
    ingest::read(text, measure, "f.csv", &Options::default()).unwrap()
}

fn of(merged: &Merged, table: &RegionsTable) -> Regions {
    Regions::of(merged, table, &|row| merged.matched.visits.get(row))
}

#[test]
fn the_expenses_may_tell_the_regions() {
    let expenses =
        table("Org,Centre no,Region,Expenses\nA,1,North,5\nA,2,,6\nB,1,South,7\nC,1,,8\n", Measure::Expenses);
    let regions = RegionsTable::of_expenses(&expenses).unwrap().unwrap();
    expect![[r#"
        A: North
        B: South
        C: -
    "#]]
    .assert_eq(&shown(&regions));

    let conflict = table("Org,Centre no,Region,Expenses\nA,1,North,5\nB,1,South,7\nA,2,South,6\n", Measure::Expenses);
    assert_eq!(conflict.len(), 3, "the expenses are of use all the same");
    expect!["f.csv, row 4: organization “A” is in the region “South” here, and in “North” in row 2. Give it one region, as rows of one year alone may do, and choose the file again; or say that the column is not the region."].assert_eq(&RegionsTable::of_expenses(&conflict).unwrap_err().to_string());

    for none in ["Org,Centre no,Expenses\nA,1,5\n", "Org,Centre no,Region,Expenses\nA,1,,5\n"] {
        assert!(RegionsTable::of_expenses(&table(none, Measure::Expenses)).unwrap().is_none());
    }
}

#[test]
fn a_file_of_regions_goes_before_a_column() {
    let expenses = table("Org,Centre no,Region,Expenses\nA,1,North,5\n", Measure::Expenses);
    let file = ingest::read_regions("Org,Region\nA,West\n", "r.csv", &Options::default()).unwrap();
    let regions = RegionsTable::in_force(Some(file), &expenses).unwrap().unwrap();
    expect![[r#"
        A: West
        ! UnusedRegionColumn x 1: Region
    "#]]
    .assert_eq(&shown(&regions));
}

#[test]
fn several_columns_that_could_be_the_region_are_none() {
    let file = "Org,Centre no,LHIN,Zone,Expenses\nA,1,North,5,6\n";
    let expenses = table(file, Measure::Expenses);
    assert!(RegionsTable::of_expenses(&expenses).unwrap().is_none());
    expect![[r#"
        ! UnusedRegionColumn x 1: LHIN; Zone
    "#]]
    .assert_eq(&said(&expenses.notices));
    let told = |at| Options { roles: vec![(Role::Region, at)], ..Options::default() };
    let read = |at| ingest::read(file, Measure::Expenses, "f.csv", &told(at)).unwrap();
    let regions = RegionsTable::of_expenses(&read(Some(2))).unwrap().unwrap();
    assert_eq!(regions.region_of("A"), Some("North"));
    assert!(RegionsTable::of_expenses(&read(None)).unwrap().is_none());
    assert_eq!(read(None).notices, [], "whoever says that none is the region has chosen");
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/regions").join(name)
}

fn by_hand() -> (Merged, RegionsTable) {
    let read = |name: &str, measure| ingest::read(fixture(name).as_path(), measure, name, &Options::default()).unwrap();
    let merged = merge(&read("expenses.csv", Measure::Expenses), &read("visits.csv", Measure::Visits));
    let name = "regions.csv";
    let table = ingest::read_regions(fixture(name).as_path(), name, &Options::default());
    (merged, table.unwrap())
}

/// The figures of the fixture's README, by region.
#[test]
fn the_case_worked_by_hand() {
    let (merged, table) = by_hand();
    let regions = of(&merged, &table);
    let close = |found: Option<f64>, expected: f64| {
        assert!((found.unwrap() - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found:?} is not {expected}");
    };
    let by_hand = [
        (Some("North"), 3, 5, 103_000.0, 700.0, 87_000.0, 103_000.0, Some(10_000.0), 0.0),
        (Some("South"), 2, 4, 68_000.0, 800.0, 86_000.0, 68_000.0, Some(20_000.0), 0.0),
        (Some("West"), 2, 3, 29_000.0, 500.0, 27_000.0, 25_000.0, Some(10_000.0), 1_500.0),
        (None, 1, 2, 24_000.0, 300.0, 20_000.0, 24_000.0, None, 0.0),
    ];
    assert_eq!(regions.regions.len(), by_hand.len());
    for (region, (name, organizations, centres, expenses, visits, expected, pooled, population, unmatched)) in
        regions.regions.iter().zip(by_hand)
    {
        assert_eq!(region.region.as_deref(), name);
        assert_eq!((region.organizations, region.centres), (organizations, centres), "{name:?}");
        assert_eq!((region.totals.expenses, region.totals.visits), (expenses, visits), "{name:?}");
        assert_eq!((region.population, region.unmatched_expenses), (population, unmatched), "{name:?}");
        assert_eq!(region.totals.expenses_not_pooled, expenses - pooled, "{name:?}");
        close(region.expense_share, expenses / 224_000.0);
        close(region.visit_share, visits / 2_300.0);
        close(region.totals.pooled_expense_per_visit, pooled / visits);
        close(region.totals.expected_expenses, expected);
        close(region.totals.index, 100.0 * pooled / expected);
        assert_eq!(region.expenses_per_head, population.map(|people| expenses / people), "{name:?}");
    }
    let costs: Vec<_> = regions.centres.iter().map(|one| one.pooled_expense_per_visit.unwrap()).collect();
    assert_eq!(costs, [100.0, 200.0, 50.0, 80.0, 40.0]);
    let Totals { rows, rows_pooled, expenses, visits, expected_expenses, index, .. } = regions.overall;
    assert_eq!((rows, rows_pooled, expenses, visits), (16, 15, 224_000.0, 2_300.0));
    assert_eq!((expected_expenses, index), (Some(220_000.0), Some(100.0)));
    expect![[r#"
        ! WithoutRegion x 1: H
        ! InNeitherFile x 1: Z
        ! RegionsWithoutRows x 1: East
    "#]]
    .assert_eq(&said(&regions.notices));
}

/// The cells of the fixture, as a heatmap shows them: actual in per cent of expected.
#[test]
fn the_cells_of_regions_and_centres() {
    let (merged, table) = by_hand();
    let regions = of(&merged, &table);
    let mut text = String::new();
    for cell in &regions.cells {
        let region = regions.regions[cell.region].region.as_deref().unwrap_or("-");
        let Totals { expenses, visits, pooled_expense_per_visit: cost, index, .. } = &cell.totals;
        let shown = |value: &Option<f64>| value.map_or("-".into(), |value| format!("{value:.1}"));
        let centre = &regions.centres[cell.centre].centre.name;
        text += &format!("{region} {centre}: {expenses} / {visits} = {}, {}\n", shown(cost), shown(index));
    }
    expect![[r#"
        North Emergency: 12000 / 100 = 120.0, 120.0
        North Dialysis: 70000 / 300 = 233.3, 116.7
        North Clinic: 6000 / 100 = 60.0, 120.0
        North Imaging: 10000 / 100 = 100.0, 125.0
        North Home care: 5000 / 100 = 50.0, 125.0
        South Emergency: 18000 / 200 = 90.0, 90.0
        South Dialysis: 30000 / 200 = 150.0, 75.0
        South Clinic: 8000 / 200 = 40.0, 80.0
        South Imaging: 12000 / 200 = 60.0, 75.0
        West Emergency: 10000 / 100 = 100.0, 100.0
        West Clinic: 6000 / 100 = 60.0, 120.0
        West Home care: 13000 / 300 = 30.0, 75.0
        - Imaging: 18000 / 200 = 90.0, 112.5
        - Home care: 6000 / 100 = 60.0, 150.0
    "#]]
    .assert_eq(&text);
}

fn allocated(found: Result<Allocation, Unusable>) -> String {
    match found {
        Ok(Allocation { budget, today, parts, .. }) => {
            let money = |cents: Option<Cents>| cents.map_or("-".into(), |cents| cents.to_string());
            let part = |part: &Allocated| {
                let change = part.change.map_or("-".into(), |change| format!("{:+.1} %", change * 100.0));
                let name = part.name.as_deref().unwrap_or("-");
                let left_out =
                    if part.rows_left_out > 0 { format!(", without {}", part.rows_left_out) } else { String::new() };
                format!(
                    "{name}: {} -> {} ({}, {change}{left_out})\n",
                    money(part.today),
                    part.amount,
                    money(part.difference)
                )
            };
            parts.iter().map(part).collect::<String>() + &format!("{today} -> {budget}\n")
        }
        Err(unusable) => format!("{unusable:?}"),
    }
}

/// The amounts of the fixture's README.
#[test]
fn the_budget_worked_by_hand() {
    let (merged, table) = by_hand();
    let regions = of(&merged, &table);
    let amounts = |basis: Basis| -> Vec<i64> {
        let allocation = Allocation::of(&regions, &basis, None).unwrap();
        assert_eq!((allocation.budget, allocation.today), (Cents(22_400_000), Cents(22_400_000)));
        allocation.parts.iter().map(|part| part.amount.0 / 100).collect()
    };
    assert_eq!(amounts(Criterion::CurrentShare.into()), [103_000, 68_000, 29_000, 24_000]);
    assert_eq!(amounts(Criterion::Visits.into()), [70_000, 80_000, 50_000, 24_000]);
    assert_eq!(amounts(Criterion::ExpectedExpenses.into()), [87_000, 86_000, 27_000, 24_000]);
    assert_eq!(amounts(Criterion::Population.into()), [50_000, 100_000, 50_000, 24_000]);
    let half = Basis(vec![(Criterion::Population, 0.5), (Criterion::ExpectedExpenses, 0.5)]);
    assert_eq!(amounts(half), [68_500, 93_000, 38_500, 24_000]);

    let north = Allocation::within(&regions, 0, &Criterion::Population.into(), None);
    expect![[r#"
        A: 32000.00 -> 41200.00 (9200.00, +28.7 %)
        B: 56000.00 -> 51500.00 (-4500.00, -8.0 %)
        C: 15000.00 -> 10300.00 (-4700.00, -31.3 %)
        103000.00 -> 103000.00
    "#]]
    .assert_eq(&allocated(north));
    let hundred = Allocation::of(&regions, &Criterion::Visits.into(), Cents::of(100.0));
    expect![[r#"
        North: 103000.00 -> 31.25 (-102968.75, -100.0 %)
        South: 68000.00 -> 35.72 (-67964.28, -99.9 %)
        West: 29000.00 -> 22.32 (-28977.68, -99.9 %, without 1)
        -: 24000.00 -> 10.71 (-23989.29, -100.0 %)
        224000.00 -> 100.00
    "#]]
    .assert_eq(&allocated(hundred));
}

/// Regions of one organization and centre each: name, expenses, visits, population, all as written.
fn made(lines: &[[&str; 4]]) -> Regions {
    let mut files =
        ["Org,Centre no,Expenses\n", "Org,Centre no,Visits\n", "Org,Region,Population\n"].map(str::to_owned);
    for (at, [region, expenses, visits, population]) in lines.iter().enumerate() {
        files[0] += &format!("o{at},1,{expenses}\n");
        files[1] += &format!("o{at},1,{visits}\n");
        files[2] += &format!("o{at},{region},{population}\n");
    }
    let merged = merge(&table(&files[0], Measure::Expenses), &table(&files[1], Measure::Visits));
    of(&merged, &ingest::read_regions(files[2].as_str(), "r.csv", &Options::default()).unwrap())
}

fn spread(lines: &[[&str; 4]], basis: impl Into<Basis>, budget: Option<f64>, expected: Expect) {
    let budget = budget.map(|budget| Cents::of(budget).unwrap());
    expected.assert_eq(&allocated(Allocation::of(&made(lines), &basis.into(), budget)));
}

#[test]
fn cents_left_over_go_to_the_largest_remainders_and_the_first_of_equals() {
    let equal = [["c", "1", "1", "1"], ["a", "1", "1", "1"], ["b", "1", "1", "1"]];
    spread(
        &equal,
        Criterion::Visits,
        Some(100.0),
        expect![[r#"
        a: 1.00 -> 33.34 (32.34, +3234.0 %)
        b: 1.00 -> 33.33 (32.33, +3233.0 %)
        c: 1.00 -> 33.33 (32.33, +3233.0 %)
        3.00 -> 100.00
    "#]],
    );
    spread(
        &equal,
        Criterion::Visits,
        Some(0.02),
        expect![[r#"
        a: 1.00 -> 0.01 (-0.99, -99.0 %)
        b: 1.00 -> 0.01 (-0.99, -99.0 %)
        c: 1.00 -> 0.00 (-1.00, -100.0 %)
        3.00 -> 0.02
    "#]],
    );
    spread(
        &[["a", "0.004", "1", "1"], ["b", "0.004", "1", "1"], ["c", "1.004", "1", "1"]],
        Criterion::CurrentShare,
        None,
        expect![[r#"
        a: 0.01 -> 0.01 (0.00, +0.0 %)
        b: 0.00 -> 0.00 (0.00, -)
        c: 1.00 -> 1.00 (0.00, +0.0 %)
        1.01 -> 1.01
    "#]],
    );
}

#[test]
fn visits_below_0_bring_nothing_and_what_is_not_known_today_is_not_0() {
    let lines = [["a", "100", "10", "1"], ["a", "100", "-9", "1"], ["b", "100", "10", "1"], ["c", "", "10", "1"]];
    spread(
        &lines,
        Criterion::Visits,
        None,
        expect![[r#"
        a: 200.00 -> 100.00 (-100.00, -50.0 %, without 1)
        b: 100.00 -> 100.00 (0.00, +0.0 %)
        c: - -> 100.00 (-, -)
        300.00 -> 300.00
    "#]],
    );
}

#[test]
fn a_basis_that_can_not_be_used_says_why() {
    use Criterion::{CurrentShare, ExpectedExpenses, Population, Visits};
    let two = [["a", "10", "1", ""], ["b", "20", "2", "5"]];
    spread(&two, Population, None, expect![[r#"Unknown { criterion: Population, few: ["a"], count: 1 }"#]]);
    spread(
        &[["a", "10", "1", ""], ["b", "20", "2", ""]],
        Population,
        None,
        expect![[r#"Unknown { criterion: Population, few: ["a", "b"], count: 2 }"#]],
    );
    spread(
        &[["a", "10", "", ""], ["b", "20", "2", "5"]],
        Visits,
        None,
        expect![[r#"Unknown { criterion: Visits, few: ["a"], count: 1 }"#]],
    );
    spread(
        &[["a", "10", "<5", ""], ["b", "20", "2", "5"]],
        ExpectedExpenses,
        None,
        expect![[r#"Unknown { criterion: ExpectedExpenses, few: ["a"], count: 1 }"#]],
    );
    spread(
        &[["a", "x", "1", ""], ["b", "20", "2", "5"]],
        CurrentShare,
        None,
        expect![[r#"Unknown { criterion: CurrentShare, few: ["a"], count: 1 }"#]],
    );
    spread(&[["a", "10", "0", ""], ["b", "20", "0", "5"]], Visits, None, expect!["AllZero { criterion: Visits }"]);
    spread(
        &[["a", "-10", "1", ""], ["b", "20", "2", "5"]],
        CurrentShare,
        None,
        expect![[r#"Negative { criterion: CurrentShare, few: ["a"], count: 1 }"#]],
    );
    spread(&[["a", "-10", "1", ""], ["b", "5", "2", "5"]], Visits, None, expect!["NegativeBudget"]);
    spread(
        &[["a", "10", "1", ""], ["", "-2", "2", "5"]],
        Visits,
        None,
        expect!["Negative { criterion: CurrentShare, few: [], count: 1 }"],
    );
    spread(&[["a", "1e20", "1", ""], ["b", "5", "2", "5"]], Visits, None, expect!["TooLarge"]);
    spread(&two, Visits, Some(-1.0), expect!["NegativeBudget"]);
    spread(&two, Basis(vec![]), None, expect!["Weights"]);
    spread(&two, Basis(vec![(Visits, 2.0), (CurrentShare, -1.0)]), None, expect!["Weights"]);
    spread(&two, Basis(vec![(Visits, f64::NAN)]), None, expect!["Weights"]);
    // What does not count need not be known.
    spread(
        &two,
        Basis(vec![(Visits, 2.0), (Population, 0.0)]),
        None,
        expect![[r#"
        a: 10.00 -> 10.00 (0.00, +0.0 %)
        b: 20.00 -> 20.00 (0.00, +0.0 %)
        30.00 -> 30.00
    "#]],
    );
}

#[test]
fn a_region_with_a_recovery_has_less_than_nothing_today() {
    spread(
        &[["a", "-10.005", "1", ""], ["b", "30", "2", "5"]],
        Criterion::Visits,
        None,
        expect![[r#"
        a: -10.00 -> 6.67 (16.67, -)
        b: 30.00 -> 13.33 (-16.67, -55.6 %)
        20.00 -> 20.00
    "#]],
    );
}

#[test]
fn half_of_the_organizations_are_in_no_region() {
    let lines = [["a", "10", "1", ""], ["", "30", "5", ""], ["b", "20", "2", ""], ["", "40", "1", ""]];
    let regions = made(&lines);
    expect![[r#"
        ! WithoutRegion x 2: o1; o3
    "#]]
    .assert_eq(&said(&regions.notices));
    let unassigned = regions.regions.last().unwrap();
    assert_eq!((unassigned.region.as_ref(), unassigned.organizations, unassigned.expense_share), (None, 2, Some(0.7)));
    spread(
        &lines,
        Criterion::Visits,
        None,
        expect![[r#"
        a: 10.00 -> 10.00 (0.00, +0.0 %)
        b: 20.00 -> 20.00 (0.00, +0.0 %)
        -: 70.00 -> 70.00 (0.00, +0.0 %)
        100.00 -> 100.00
    "#]],
    );
    // Within those without a region, nothing is kept.
    expect![[r#"
        o1: 30.00 -> 58.33 (28.33, +94.4 %)
        o3: 40.00 -> 11.67 (-28.33, -70.8 %)
        70.00 -> 70.00
    "#]]
    .assert_eq(&allocated(Allocation::within(&regions, 2, &Criterion::Visits.into(), None)));
    let nobody = [["", "10", "1", ""], ["", "30", "5", ""]];
    assert!(ingest::read_regions("Org,Region\na,\n", "r.csv", &Options::default()).is_err(), "nor is there a file");
    let elsewhere = [&nobody[..], &[["x", "", "", ""]]].concat();
    assert_eq!(made(&elsewhere).regions.len(), 2);
}

#[test]
fn identifiers_that_do_not_match_say_so() {
    let merged = merge(
        &table("Org,Centre no,Expenses\n007,1,5\n8,1,6\n", Measure::Expenses),
        &table("Org,Centre no,Visits\n007,1,1\n8,1,1\n", Measure::Visits),
    );
    let regions = ingest::read_regions("Org,Region\n7,North\n8,South\n9,West\n", "r.csv", &Options::default()).unwrap();
    expect![[r#"
        ! WithoutRegion x 1: 007
        ! InNeitherFile x 2: 7; 9
        ! SimilarIds x 2 in Org: 7; 007
        ! RegionsWithoutRows x 2: North; West
    "#]]
    .assert_eq(&said(&of(&merged, &regions).notices));
}

#[test]
fn populations_that_are_not_known() {
    let regions = made(&[["a", "10", "1", "7"], ["a", "10", "1", ""], ["b", "20", "2", "5"], ["b", "20", "2", "6"]]);
    let people: Vec<_> = regions.regions.iter().map(|region| (region.population, region.expenses_per_head)).collect();
    assert_eq!(people, [(None, None), (Some(11.0), Some(40.0 / 11.0))]);
    expect![[r#"
        ! MissingPopulations x 1: o1
    "#]]
    .assert_eq(&said(&regions.notices));
}

#[test]
fn visits_may_be_estimated() {
    let (merged, table) = by_hand();
    let estimated = |row: usize| match merged.matched.visits.get(row) {
        Amount::Missing => Amount::Known(100.0),
        visits => visits,
    };
    let west = &Regions::of(&merged, &table, &estimated).regions[2];
    // G's 4,000 for 100 visits at home: 24,000 for 600 there make the unit cost 40 still.
    assert_eq!((west.totals.visits, west.totals.expenses_not_pooled, west.totals.rows_estimated), (600.0, 0.0, 1));
    assert_eq!((west.totals.expected_expenses, west.totals.index), (Some(31_000.0), Some(100.0 * 29.0 / 31.0)));
}

#[test]
fn regions_and_allocations_are_exported() {
    let regions = made(&[["=a", "10", "4", "8"], ["b", "20.25", "", "5"], ["", "5", "1", ""]]);
    let basis = Basis(vec![(Criterion::CurrentShare, 60.0), (Criterion::Population, 40.0)]);
    let over_regions = Allocation::of(&regions, &basis, Cents::of(1000.0)).unwrap();
    let within_one = Allocation::within(&regions, 0, &Criterion::Visits.into(), None).unwrap();
    let mut bytes = export::table(
        regions.regions.iter(),
        &RegionColumn::ALL,
        RegionColumn::heading,
        RegionColumn::value,
        Form::File,
    )
    .unwrap();
    for (Allocation { basis, parts, .. }, region) in [(over_regions, None), (within_one, Some("=a"))] {
        let terms = Terms { basis: &basis, region, called: &Called::default() };
        let table = export::table(
            parts.iter(),
            &AllocationColumn::ALL,
            AllocationColumn::heading,
            |column, part: &Allocated| column.value(&terms, part),
            Form::File,
        );
        bytes.extend(table.unwrap());
    }
    expect![[r#"
        ﻿Region,Organizations,Centres,Rows,Expenses,Share of expenses,Visits,Share of visits,Pooled expense per visit,Expected expenses,Index (100 = as expected),Expenses not in the pooled figure,Visits not in the pooled figure,Rows in the pooled figure,Rows with zero visits,Rows with unknown visits,Rows with unknown expenses,Rows with estimated visits,Population,Expenses per head,Visits per head,Expenses only in the expenses,Visits only in the visits
        '=a,1,1,1,10,0.28368794326241137,4,0.8,2.5,12,83.33333333333333,0,0,1,0,0,0,0,8,1.25,0.5,0,0
        b,1,1,1,20.25,0.574468085106383,,,,,,20.25,0,0,0,1,0,0,5,4.05,,0,0
        (no region),1,1,1,5,0.14184397163120568,1,0.2,5,3,166.66666666666666,0,0,1,0,0,0,0,,,,0,0
        ﻿Basis,Region,Region or organization,Organization name,Today,Allocated,Difference,Change,Rows the basis leaves out,Rows with unknown expenses,Rows with estimated visits
        "Current share 60, Population 40",,'=a,,10,381.45,371.45,37.145,0,0,0
        "Current share 60, Population 40",,b,,20.25,476.71,456.46,22.541234567901235,0,0,0
        "Current share 60, Population 40",,(no region),,5,141.84,136.84,27.368,0,0,0
        ﻿Basis,Region,Region or organization,Organization name,Today,Allocated,Difference,Change,Rows the basis leaves out,Rows with unknown expenses,Rows with estimated visits
        Visits,'=a,o0,,10,10,0,0,0,0,0
    "#]].assert_eq(&String::from_utf8(bytes).unwrap());
}

/// Expenses or visits: organization, centre, amount as written.
type Line = (usize, u8, String);

const ORGANIZATIONS: usize = 6;

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let amount = prop_oneof![
        6 => (0i32..1_000_000).prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100)),
        1 => prop::sample::select(vec!["", "0", "<5", "twelve"]).prop_map(str::to_owned),
    ];
    prop::collection::vec((0..ORGANIZATIONS, 0u8..4, amount), 8..40)
}

/// A region, or none, and a population for each organization.
fn homes() -> impl Strategy<Value = Vec<(usize, u32)>> {
    prop::collection::vec((0usize..4, 1u32..9_999), ORGANIZATIONS)
}

fn grouped(expenses: &[Line], visits: &[Line], homes: &[(usize, u32)]) -> (Merged, RegionsTable) {
    let text = |measure: Measure, lines: &[Line]| {
        let lines: String = lines.iter().map(|(org, centre, amount)| format!("o{org},{centre},{amount}\n")).collect();
        table(&format!("Org,Centre no,{}\n{lines}", measure.word()), measure)
    };
    let merged = merge(&text(Measure::Expenses, expenses), &text(Measure::Visits, visits));
    let name = |region: usize| ["", "North", "South", "West"][region];
    let lines = homes.iter().enumerate().map(|(org, (region, people))| format!("o{org},{},{people}\n", name(*region)));
    let file = format!("Org,Region,Population served\n{}other,North,5\n", lines.collect::<String>());
    (merged, ingest::read_regions(file.as_str(), "r.csv", &Options::default()).unwrap())
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-12 * one.abs().max(other.abs()).max(1.0)
}

/// The figures that add up.
fn sums<'a>(all: impl Iterator<Item = &'a Totals>) -> [f64; 9] {
    let as_f64 = |count: usize| f64::from(u32::try_from(count).unwrap());
    let figures = all.map(|totals| {
        [
            as_f64(totals.rows),
            as_f64(totals.rows_pooled),
            as_f64(totals.rows_with_zero_visits),
            as_f64(totals.rows_without_visits + totals.rows_without_expenses),
            totals.expenses,
            totals.visits,
            totals.expenses_not_pooled,
            totals.visits_not_pooled,
            totals.expected_expenses.unwrap_or_default(),
        ]
    });
    let mut sums = [Sum::default(); 9];
    figures.for_each(|figures| sums.iter_mut().zip(figures).for_each(|(sum, figure)| sum.add(figure)));
    sums.map(Sum::value)
}

fn all_close(one: [f64; 9], other: [f64; 9]) -> bool {
    one.into_iter().zip(other).all(|(one, other)| close(one, other))
}

fn bases() -> [Basis; 5] {
    use Criterion::{CurrentShare, ExpectedExpenses, Population, Visits};
    let blend = Basis(vec![(CurrentShare, 1.0), (Visits, 0.3), (ExpectedExpenses, 2.0), (Population, 0.7)]);
    [CurrentShare.into(), Visits.into(), ExpectedExpenses.into(), Population.into(), blend]
}

proptest! {
    #[test]
    fn the_parts_add_up_to_the_whole(expenses in lines(), visits in lines(), homes in homes()) {
        prop_assume!(homes.iter().any(|(region, _)| *region > 0));
        let (merged, table) = grouped(&expenses, &visits, &homes);
        let regions = of(&merged, &table);
        let whole = sums(std::iter::once(&regions.overall));
        prop_assert!(all_close(sums(regions.regions.iter().map(|one| &one.totals)), whole));
        prop_assert!(all_close(sums(regions.cells.iter().map(|one| &one.totals)), whole));
        prop_assert!(all_close(sums(regions.organizations.iter().map(|one| &one.totals)), whole));
        // What is expected of all is what all have spent on visits.
        let pooled = regions.overall.expenses - regions.overall.expenses_not_pooled;
        prop_assert!(close(regions.overall.expected_expenses.unwrap_or_default(), pooled));
        let seen = regions.overall.visits - regions.overall.visits_not_pooled;
        prop_assert!(close(regions.overall.pooled_expense_per_visit.unwrap_or_default() * seen, pooled));
        let report = Report::of(&merged, MissingVisits::LeaveOut);
        prop_assert!(close(regions.overall.expenses, report.overall.expenses));
        prop_assert!(close(regions.overall.visits, report.overall.visits));
        let known: Vec<_> = regions.regions.iter().filter_map(|one| one.expense_share).collect();
        prop_assert!(known.is_empty() || close(known.iter().sum(), 1.0));
        let people: f64 = regions.regions.iter().filter_map(|one| one.population).sum();
        prop_assert_eq!(people, regions.organizations.iter().filter_map(|one| one.population).sum::<f64>());
    }

    #[test]
    fn merging_two_regions_adds_their_figures(expenses in lines(), visits in lines(), homes in homes()) {
        prop_assume!(homes.iter().any(|(region, _)| *region > 0));
        let united: Vec<_> = homes.iter().map(|(region, people)| (if *region == 3 { 2 } else { *region }, *people)).collect();
        let [apart, together] = [&homes, &united].map(|homes| {
            let (merged, table) = grouped(&expenses, &visits, homes);
            of(&merged, &table)
        });
        let find = |regions: &Regions, names: &[&str]| {
            let is_one = |one: &&Region| one.region.as_deref().is_some_and(|name| names.contains(&name));
            let found: Vec<Region> = regions.regions.iter().filter(is_one).cloned().collect();
            let people: f64 = found.iter().filter_map(|one| one.population).sum();
            let unmatched: f64 = found.iter().map(|one| one.unmatched_expenses).sum();
            let count: usize = found.iter().map(|one| one.organizations).sum();
            (sums(found.iter().map(|one| &one.totals)), people, unmatched, count)
        };
        let (parts, whole) = (find(&apart, &["South", "West"]), find(&together, &["South"]));
        prop_assert!(all_close(parts.0, whole.0));
        // Rows without a match are named only beside a region that has others.
        prop_assert!(parts.2 <= whole.2 + 1e-6);
        prop_assert_eq!((parts.1, parts.3), (whole.1, whole.3));
        prop_assert_eq!(find(&apart, &["North"]), find(&together, &["North"]));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        (expenses, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        visits in lines(),
        homes in homes(),
    ) {
        prop_assume!(homes.iter().any(|(region, _)| *region > 0));
        let [one, other] = [expenses, shuffled].map(|expenses| {
            let (merged, table) = grouped(&expenses, &visits, &homes);
            of(&merged, &table)
        });
        prop_assert_eq!(&one.notices, &other.notices);
        prop_assert_eq!(one.regions.len(), other.regions.len());
        for (one, other) in one.regions.iter().zip(&other.regions) {
            prop_assert_eq!((&one.region, one.organizations, one.centres), (&other.region, other.organizations, other.centres));
            prop_assert!(all_close(sums(std::iter::once(&one.totals)), sums(std::iter::once(&other.totals))));
            prop_assert!(close(one.totals.index.unwrap_or_default(), other.totals.index.unwrap_or_default()));
        }
        let keys = |regions: &Regions| regions.organizations.iter().map(|one| one.organization.clone()).collect::<Vec<_>>();
        prop_assert_eq!(keys(&one), keys(&other));
        for basis in bases() {
            let amounts = |regions: &Regions| Allocation::of(regions, &basis, Cents::of(10_000.0));
            prop_assert_eq!(amounts(&one), amounts(&other));
        }
    }

    #[test]
    fn a_budget_is_spread_to_the_last_cent(
        expenses in lines(),
        visits in lines(),
        homes in homes(),
        cents in prop_oneof![Just(None), (0i64..1 << 50).prop_map(|cents| Some(Cents(cents)))],
    ) {
        prop_assume!(homes.iter().any(|(region, _)| *region > 0));
        let (merged, table) = grouped(&expenses, &visits, &homes);
        let regions = of(&merged, &table);
        for basis in bases() {
            let of_regions = (0..regions.regions.len()).map(|at| Allocation::within(&regions, at, &basis, cents));
            for allocation in std::iter::once(Allocation::of(&regions, &basis, cents)).chain(of_regions).flatten() {
                let sum = |figure: fn(&Allocated) -> Cents| allocation.parts.iter().map(|part| figure(part).0).sum::<i64>();
                prop_assert_eq!(sum(|part| part.amount), allocation.budget.0);
                prop_assert_eq!(sum(|part| part.today.unwrap_or_default()), allocation.today.0);
                prop_assert_eq!(sum(|part| part.difference.unwrap_or(part.amount)), allocation.budget.0 - allocation.today.0);
                prop_assert!(allocation.parts.iter().all(|part| part.amount >= Cents(0)));
                prop_assert_eq!(cents.unwrap_or(allocation.today), allocation.budget);
            }
        }
        if let Ok(as_today) = Allocation::of(&regions, &Criterion::CurrentShare.into(), None) {
            prop_assert!(as_today.parts.iter().all(|part| part.difference == Some(Cents(0))));
            prop_assert!(close(as_today.today.amount(), (regions.overall.expenses * 100.0).round() / 100.0));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let head = b"Organization,Region,Population\n".to_vec();
        for bytes in [bytes.clone(), [head, bytes].concat()] {
            drop(ingest::read_regions(bytes.as_slice(), "r.csv", &Options::default()));
        }
    }
}
