//! What pictures of regions draw: nothing is lost between the rows and what stands in them.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use expect_test::{Expect, expect};
use pervisit_analysis::flows::{self, End, Flows};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::region_matrix::{RegionMatrix, Wanted};
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::spent::Spent;
use pervisit_analysis::sum::Sum;
use pervisit_analysis::table::Measure;
use pervisit_analysis::tree::{Most, Node, Part, Tree};
use proptest::prelude::*;

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
    check_matrix(
        &all,
        expect![[r#"
        0+4 of 4, 0+5 of 5; asked Some(2)
        North South West -
        10 12000:120 1/1 | 18000:90 1/1 | 10000:100 1/1 | .
        20 70000:116.66666666666667 2/2 | 30000:75 1/1 | . | .
        30 6000:120 1/1 | 8000:80 1/1 | 6000:120 1/1 | .
        40 10000:125 1/1 | 12000:75 1/1 | . | 18000:112.5 1/1
        50 5000:125 1/1 | . | 13000:75 1/2 | 6000:150 1/1
    "#]],
    );
    let some = Wanted { from_region: 9, regions: 2, from_centre: 3, centres: 1, organization: Some("A".into()) };
    check_matrix(
        &some,
        expect![[r#"
        2+2 of 4, 3+1 of 5; asked None
        West -
        40 . | 18000:112.5 1/1
    "#]],
    );
    assert_eq!(RegionMatrix::of(&Regions::default(), &all), RegionMatrix::default());
}

#[test]
fn centres_stand_as_in_the_report() {
    let files = by_hand();
    let report = Report::of(&files.0, MissingVisits::Zero);
    let numbers: Vec<_> = report.centres.iter().map(|summary| &summary.centre).collect();
    assert_eq!(regions(&files).centres.iter().map(|standard| &standard.centre).collect::<Vec<_>>(), numbers);
}

fn name(part: &Part) -> String {
    match part {
        Part::Region(region) => region.clone().unwrap_or("-".into()),
        Part::Organization(id) => id.clone(),
        Part::Centre(centre) => centre.name.clone(),
        Part::Rest(count) => format!("{count} others"),
    }
}

fn amounts(spent: &Spent) -> String {
    let Spent { expenses, drawn, not_drawn, expenses_not_drawn, unknown } = spent;
    match (not_drawn, unknown) {
        (0, 0) if expenses == drawn => expenses.to_string(),
        _ => format!("{expenses} = {drawn} + {not_drawn} of {expenses_not_drawn}, {unknown} unknown"),
    }
}

fn shown(nodes: &[Node], depth: usize) -> String {
    let line = |node: &Node| {
        let parts = shown(&node.parts, depth + 1);
        format!("{}{} {}\n{parts}", "  ".repeat(depth), name(&node.part), amounts(&node.spent))
    };
    nodes.iter().map(line).collect()
}

fn check_tree((merged, table): &(Merged, RegionsTable), most: Most, expected: Expect) {
    let tree = Tree::of(merged, table, most);
    expected.assert_eq(&format!("{}\n{}", amounts(&tree.whole), shown(&tree.regions, 0)));
}

fn check_flows(files: &(Merged, RegionsTable), wanted: &flows::Wanted, expected: Expect) {
    let flows = Flows::of(&regions(files), wanted);
    let ends = |ends: &[End]| {
        ends.iter().map(|end| format!("{} {}", name(&end.part), amounts(&end.spent))).collect::<Vec<_>>().join("; ")
    };
    let bands = flows.bands.iter().map(|band| {
        let (region, centre) = (&flows.regions[band.region], &flows.centres[band.centre]);
        format!("{} -> {} {}\n", name(&region.part), name(&centre.part), amounts(&band.spent))
    });
    expected.assert_eq(&format!(
        "{}; asked {:?}\n{}\n{}\n{}",
        amounts(&flows.whole),
        flows.asked,
        ends(&flows.regions),
        ends(&flows.centres),
        bands.collect::<String>()
    ));
}

/// Two regions and organizations of none; a recovery, a zero, an amount that is not known.
fn with_recoveries() -> (Merged, RegionsTable) {
    files(
        "Org,Centre no,Centre name,Expenses\na,1,One,100\na,2,Two,-30\na,3,Three,0\nb,1,One,50\nb,2,Two,n/a\n\
         c,1,One,-5\nc,2,Two,-6\nd,2,Two,8\n",
        "Org,Centre no,Visits\na,1,1\na,2,1\na,3,1\nb,1,1\nb,2,1\nc,1,1\nc,2,1\nd,2,1\n",
        "Org,Region\na,North\nb,North\nc,South\n",
    )
}

#[test]
fn a_tree_puts_the_small_ones_together() {
    let most = Most { regions: 2, organizations: 1, centres: 1 };
    check_tree(
        &by_hand(),
        most,
        expect![[r#"
            224000
            North 103000
              B 56000
                Dialysis 50000
                Clinic 6000
              2 others 47000
            South 68000
              D 48000
                Dialysis 30000
                Emergency 18000
              E 20000
                Imaging 12000
                Clinic 8000
            West 29000
              F 19000
                Emergency 10000
                Home care 9000
              G 10000
                Clinic 6000
                Home care 4000
            - 24000
              H 24000
                Imaging 18000
                Home care 6000
        "#]],
    );
    check_tree(
        &by_hand(),
        Most::among(4),
        expect![[r#"
        224000
        North 103000
          B 56000
            Dialysis 50000
            Clinic 6000
          A 32000
            Dialysis 20000
            Emergency 12000
          C 15000
            Imaging 10000
            Home care 5000
        South 68000
          D 48000
            Dialysis 30000
            Emergency 18000
          E 20000
            Imaging 12000
            Clinic 8000
        West 29000
          F 19000
            Emergency 10000
            Home care 9000
          G 10000
            Clinic 6000
            Home care 4000
        - 24000
          H 24000
            Imaging 18000
            Home care 6000
    "#]],
    );
}

#[test]
fn what_has_no_area_is_told_beside_what_has() {
    check_tree(
        &with_recoveries(),
        Most::among(3),
        expect![[r#"
        117 = 158 + 4 of -41, 1 unknown
        North 120 = 150 + 2 of -30, 1 unknown
          a 70 = 100 + 2 of -30, 0 unknown
            One 100
            Three 0 = 0 + 1 of 0, 0 unknown
            Two -30 = 0 + 1 of -30, 0 unknown
          b 50 = 50 + 0 of 0, 1 unknown
            One 50
            Two 0 = 0 + 0 of 0, 1 unknown
        - 8
          d 8
            Two 8
        South -11 = 0 + 2 of -11, 0 unknown
          c -11 = 0 + 2 of -11, 0 unknown
            One -5 = 0 + 1 of -5, 0 unknown
            Two -6 = 0 + 1 of -6, 0 unknown
    "#]],
    );
    check_tree(
        &with_recoveries(),
        Most { regions: 1, organizations: 9, centres: 1 },
        expect![[r#"
            117 = 158 + 4 of -41, 1 unknown
            North 120 = 150 + 2 of -30, 1 unknown
              a 70 = 100 + 2 of -30, 0 unknown
                One 100
                2 others -30 = 0 + 2 of -30, 0 unknown
              b 50 = 50 + 0 of 0, 1 unknown
                One 50
                Two 0 = 0 + 0 of 0, 1 unknown
            - 8
              d 8
                Two 8
            South -11 = 0 + 2 of -11, 0 unknown
              c -11 = 0 + 2 of -11, 0 unknown
                One -5 = 0 + 1 of -5, 0 unknown
                Two -6 = 0 + 1 of -6, 0 unknown
        "#]],
    );
}

#[test]
fn organizations_without_a_region_are_never_among_others() {
    check_tree(
        &by_hand(),
        Most { regions: 1, organizations: 0, centres: 0 },
        expect![[r#"
        224000
        North 103000
          3 others 103000
        - 24000
          H 24000
            2 others 24000
        2 others 97000
    "#]],
    );
    let wanted = flows::Wanted { regions: 1, centres: 0, organization: Some("H".into()) };
    check_flows(
        &by_hand(),
        &wanted,
        expect![[r#"
        224000; asked Some(1)
        North 103000; - 24000; 2 others 97000
        5 others 224000
        North -> 5 others 103000
        - -> 5 others 24000
        2 others -> 5 others 97000
    "#]],
    );
}

#[test]
fn expenses_flow_from_regions_to_centres() {
    let all = flows::Wanted { regions: 9, centres: 9, organization: Some("F".into()) };
    check_flows(
        &by_hand(),
        &all,
        expect![[r#"
        224000; asked Some(2)
        North 103000; South 68000; West 29000; - 24000
        Dialysis 100000; Emergency 40000; Imaging 40000; Home care 24000; Clinic 20000
        North -> Dialysis 70000
        North -> Emergency 12000
        North -> Imaging 10000
        North -> Home care 5000
        North -> Clinic 6000
        South -> Dialysis 30000
        South -> Emergency 18000
        South -> Imaging 12000
        South -> Clinic 8000
        West -> Emergency 10000
        West -> Home care 13000
        West -> Clinic 6000
        - -> Imaging 18000
        - -> Home care 6000
    "#]],
    );
    let few = flows::Wanted { regions: 2, centres: 2, organization: Some("F".into()) };
    check_flows(
        &by_hand(),
        &few,
        expect![[r#"
            224000; asked Some(2)
            North 103000; South 68000; West 29000; - 24000
            Dialysis 100000; Emergency 40000; 3 others 84000
            North -> Dialysis 70000
            North -> Emergency 12000
            North -> 3 others 21000
            South -> Dialysis 30000
            South -> Emergency 18000
            South -> 3 others 20000
            West -> Emergency 10000
            West -> 3 others 19000
            - -> 3 others 24000
        "#]],
    );
    check_flows(
        &with_recoveries(),
        &flows::Wanted { organization: None, ..all },
        expect![[r#"
        117 = 158 + 4 of -41, 0 unknown; asked None
        North 120 = 150 + 2 of -30, 0 unknown; - 8; South -11 = 0 + 2 of -11, 0 unknown
        One 145 = 150 + 1 of -5, 0 unknown; Two -28 = 8 + 2 of -36, 0 unknown; Three 0 = 0 + 1 of 0, 0 unknown
        North -> One 150
        North -> Two -30 = 0 + 1 of -30, 0 unknown
        North -> Three 0 = 0 + 1 of 0, 0 unknown
        - -> Two 8
        South -> One -5 = 0 + 1 of -5, 0 unknown
        South -> Two -6 = 0 + 1 of -6, 0 unknown
    "#]],
    );
    assert_eq!(Flows::of(&Regions::default(), &few), Flows::default());
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Whether parts come to the whole, in every figure.
fn add_up<'a>(parts: impl Iterator<Item = &'a Spent> + Clone, whole: &Spent) -> bool {
    let sum = |figure: fn(&Spent) -> f64| parts.clone().map(figure).collect::<Sum>().value();
    let count = |figure: fn(&Spent) -> usize| parts.clone().map(figure).sum::<usize>();
    close(sum(|it| it.expenses), whole.expenses)
        && close(sum(|it| it.drawn), whole.drawn)
        && close(sum(|it| it.expenses_not_drawn), whole.expenses_not_drawn)
        && close(whole.drawn + whole.expenses_not_drawn, whole.expenses)
        && count(|it| it.not_drawn) == whole.not_drawn
        && count(|it| it.unknown) == whole.unknown
}

fn nodes_add_up(nodes: &[Node], whole: &Spent) -> bool {
    add_up(nodes.iter().map(|node| &node.spent), whole)
        && nodes.iter().all(|node| node.parts.is_empty() || nodes_add_up(&node.parts, &node.spent))
}

proptest! {
    #[test]
    fn the_parts_of_a_picture_add_up_to_the_whole(
        rows in prop::collection::btree_map((0..9u8, 0..6u8), prop::option::of(-900i32..9_000), 1..40),
        homes in prop::collection::vec(0..5u8, 9),
        most in (1..4usize, 1..4usize, 1..4usize),
    ) {
        let line = |((org, centre), amount): (&(u8, u8), &Option<i32>)| {
            let amount = amount.map_or("n/a".to_owned(), |cents| (f64::from(cents) / 100.0).to_string());
            format!("o{org},{centre},{amount}\n")
        };
        let expenses: String = rows.iter().map(line).collect();
        let visits: String = rows.keys().map(|(org, centre)| format!("o{org},{centre},1\n")).collect();
        // A region 0 is none.
        let homes = homes.iter().enumerate().filter(|(_, region)| **region > 0);
        let homes: String = homes.map(|(org, region)| format!("o{org},r{region}\n")).collect();
        let files = files(
            &format!("Org,Centre no,Expenses\n{expenses}"),
            &format!("Org,Centre no,Visits\n{visits}"),
            &format!("Org,Region\n{homes}other,r1\n"),
        );
        let all = regions(&files);
        let (most_regions, organizations, centres) = most;
        let tree = Tree::of(&files.0, &files.1, Most { regions: most_regions, organizations, centres });
        prop_assert!(nodes_add_up(&tree.regions, &tree.whole));
        prop_assert!(close(tree.whole.expenses, all.overall.expenses));
        prop_assert_eq!(tree.whole.unknown, all.overall.rows_without_expenses);
        prop_assert!(tree.regions.len() <= most_regions + 2);

        let flows = Flows::of(&all, &flows::Wanted { regions: most_regions, centres, organization: None });
        prop_assert!(add_up(flows.bands.iter().map(|band| &band.spent), &flows.whole));
        prop_assert!(close(flows.whole.expenses, all.overall.expenses));
        prop_assert!(flows.regions.len() <= most_regions + 2 && flows.centres.len() <= centres + 1);
        for (at, end) in flows.regions.iter().enumerate() {
            prop_assert!(add_up(flows.bands.iter().filter(|band| band.region == at).map(|band| &band.spent), &end.spent));
        }
        for (at, end) in flows.centres.iter().enumerate() {
            prop_assert!(add_up(flows.bands.iter().filter(|band| band.centre == at).map(|band| &band.spent), &end.spent));
        }
    }
}
