//! The committed cases, from bytes to figures.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::fmt::Write as _;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::interpret::Finding;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::notice::LISTED;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Only, Query, Shown, View};
use pervisit_analysis::table::{Measure, Table};

fn table(case: &str, measure: Measure) -> Table {
    let name = format!("{}.csv", measure.word());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(case).join(&name);
    ingest::read(path.as_path(), measure, &name, &Options::default()).unwrap()
}

fn merged(case: &str) -> (Table, Table, Merged) {
    let (expenses, visits) = (table(case, Measure::Expenses), table(case, Measure::Visits));
    let merged = merge(&expenses, &visits);
    (expenses, visits, merged)
}

fn rows(shown: &Shown<'_>) -> String {
    let view = View::of(shown, &Query::default());
    let mut text = String::new();
    for row in view.rows(0..view.len(), shown) {
        let cost = row.expense_per_visit.map_or("-".into(), |cost| format!("{cost:.2}"));
        let figure = |value: Option<f64>, gap| value.map_or_else(|| format!("{gap:?}"), |value: f64| value.to_string());
        let (expenses, visits) = (figure(row.expenses, row.expenses_gap), figure(row.visits, row.visits_gap));
        writeln!(text, "{} {} {expenses} {visits} {cost}", row.organization, row.centre_number).unwrap();
    }
    text
}

fn averages(report: &Report) -> String {
    let mut text = String::new();
    for summary in &report.centres {
        let cost = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
        writeln!(
            text,
            "{} {}: n {}, average {}, with visits {}, pooled {}, left out {}, as zero {}",
            summary.centre.number,
            summary.centre.name,
            summary.figures.spread.n,
            cost(summary.figures.spread.mean),
            cost(summary.average_with_visits),
            cost(summary.figures.pooled_expense_per_visit),
            summary.figures.left_out,
            summary.figures.counted_as_zero,
        )
        .unwrap();
    }
    text
}

fn notices(tables: &[&Table], report: &Report) -> String {
    let all = tables.iter().flat_map(|table| &table.notices).chain(&report.notices);
    let mut text = String::new();
    for notice in all {
        let file = notice.file.as_deref().unwrap_or("joined");
        let row = notice.row.map(|row| format!(" row {row}")).unwrap_or_default();
        let value = notice.value.as_deref().map(|value| format!(" {value:?}")).unwrap_or_default();
        writeln!(text, "{file}{row}: {:?} x {}{value}", notice.kind, notice.count).unwrap();
    }
    text
}

fn check(
    case: &str,
    policy: MissingVisits,
    expected_rows: Expect,
    expected_averages: Expect,
    expected_notices: Expect,
) {
    let (expenses, visits, merged) = merged(case);
    let report = Report::of(&merged, policy);
    expected_rows
        .assert_eq(&(rows(&Shown::matched(&merged, policy)) + "--\n" + &rows(&Shown::unmatched(&merged, policy))));
    expected_averages.assert_eq(&averages(&report));
    expected_notices.assert_eq(&notices(&[&expenses, &visits], &report));
}

#[test]
fn the_notebook_counts_missing_visits_as_zero() {
    check(
        "notebook",
        MissingVisits::Zero,
        expect![[r#"
        1 10 5000000 20000 250.00
        1 50 10000000 44444 225.00
        1 65 12500000 27778 450.00
        1 82 500000 Some(Missing) 0.00
        2 10 3000000 10909 275.00
        2 50 6000000 20690 290.00
        2 65 15000000 30000 500.00
        2 82 8000000 32000 250.00
        3 10 2600000 8667 299.99
        3 50 2000000 6154 324.99
        3 82 4000000 Some(Missing) 0.00
        4 10 3000000 16667 180.00
        4 50 1000000 8000 125.00
        4 65 350000 583 600.34
        --
    "#]],
        expect![[r#"
        10 Medical Specialty Clinic: n 4, average 251.25, with visits 251.25, pooled 241.81, left out 0, as zero 0
        50 Diabetes Specialty Clinic: n 4, average 241.25, with visits 241.25, pooled 239.63, left out 0, as zero 0
        65 Metabolic Specialty Clinic: n 3, average 516.78, with visits 516.78, pooled 477.20, left out 0, as zero 0
        82 Mental Health Specialty Clinic: n 3, average 83.33, with visits 250.00, pooled 250.00, left out 0, as zero 2
    "#]],
        expect![[r#"
        expenses.csv: BlankRows x 1
        visits.csv: BlankRows x 1
        joined: MissingVisits x 2
    "#]],
    );
}

#[test]
fn the_notebook_without_the_rows_that_have_no_visits() {
    let (_, _, merged) = merged("notebook");
    expect![[r#"
        10 Medical Specialty Clinic: n 4, average 251.25, with visits 251.25, pooled 241.81, left out 0, as zero 0
        50 Diabetes Specialty Clinic: n 4, average 241.25, with visits 241.25, pooled 239.63, left out 0, as zero 0
        65 Metabolic Specialty Clinic: n 3, average 516.78, with visits 516.78, pooled 477.20, left out 0, as zero 0
        82 Mental Health Specialty Clinic: n 1, average 250.00, with visits 250.00, pooled 250.00, left out 2, as zero 0
    "#]]
    .assert_eq(&averages(&Report::of(&merged, MissingVisits::LeaveOut)));
}

#[test]
fn headers_are_spelled_freely_and_identifiers_are_text() {
    check(
        "spelling",
        MissingVisits::Zero,
        expect![[r#"
        A 007 1200.5 10 120.05
        B 007 800 4 200.00
        A 7 300 3 100.00
        --
    "#]],
        expect![[r#"
        7 Dialysis: n 1, average 100.00, with visits 100.00, pooled 100.00, left out 0, as zero 0
        007 Emergency: n 2, average 160.03, with visits 160.03, pooled 142.89, left out 0, as zero 0
    "#]],
        expect![[r#"
            expenses.csv: SimilarIds x 2 "007; 7"
            visits.csv: SimilarIds x 2 "007; 7"
        "#]],
    );
}

#[test]
fn nothing_odd_is_silent() {
    check(
        "messy",
        MissingVisits::Zero,
        expect![[r#"
        A 1 150.5 10 15.05
        B 1 Some(Unreadable) 5 -
        B 2 -30 3 -10.00
        C 2 400 Some(Suppressed) -
        D 2 90 0 0.00
        --
        E 1 80 Some(Absent) -
        F 1 Some(Absent) 8 -
    "#]],
        expect![[r#"
        1 Emergency: n 1, average 15.05, with visits 15.05, pooled 15.05, left out 1, as zero 0
        2 Dialysis: n 2, average -5.00, with visits -10.00, pooled -10.00, left out 1, as zero 1
    "#]],
        expect![[r#"
            expenses.csv: BlankRows x 1
            expenses.csv row 4: UnreadableAmount x 1 "twelve"
            expenses.csv row 6: RowWithoutKey x 1 "10"
            expenses.csv: SummedLines x 2 "1"
            expenses.csv row 5: NegativeExpenses x 1 "-30"
            joined: CentreNames x 2 "Emergency; Emergency dept"
            joined: ZeroVisits x 1
            joined: SuppressedVisits x 1
            joined: UnknownExpenses x 1
            joined: OnlyInExpenses x 1
            joined: OnlyInVisits x 1
        "#]],
    );
}

/// Two files, given with their headers, joined.
fn join(expenses: &str, visits: &str) -> Merged {
    let read = |measure: Measure, text: &str| {
        ingest::read(text.as_bytes(), measure, &format!("{}.csv", measure.word()), &Options::default()).unwrap()
    };
    merge(&read(Measure::Expenses, expenses), &read(Measure::Visits, visits))
}

/// The notices of their join, and what those about a pair or a centre lead to.
fn notices_of(expenses: &str, visits: &str) -> String {
    let merged = join(expenses, visits);
    let mut text = notices(&[], &Report::of(&merged, MissingVisits::Zero));
    for notice in &merged.notices {
        if let Some(Only::Of { organization, centre_number }) = Only::behind(notice) {
            writeln!(text, "{:?} leads to {organization:?} {centre_number:?}", notice.kind).unwrap();
        }
    }
    text
}

#[test]
fn a_sum_with_gaps_leads_to_its_rows() {
    let expenses = "Org,Centre no,Expenses\na,1,100\nb,1,100\nc,1,100\n";
    let visits = "Org,Centre no,Visits\na,1,5\nb,1,7\na,1,<5\nb,1,7\nc,1,\na,1,\nc,1,<5\na,1,many\n";
    expect![[r#"
        visits.csv: SummedLines x 8 "3"
        visits.csv row 4: PartialSums x 1 "3 of 4"
        joined: SuppressedVisits x 1
        PartialSums leads to Some("a") Some("1")
    "#]]
    .assert_eq(&notices_of(expenses, visits));
}

#[test]
fn of_many_sums_with_gaps_the_rest_is_counted() {
    let mut files = ["Org,Centre no,Expenses\n", "Org,Centre no,Visits\n"].map(str::to_owned);
    for at in 0..LISTED + 5 {
        writeln!(files[0], "o{at},1,100").unwrap();
        writeln!(files[1], "o{at},1,5\no{at},1,").unwrap();
    }
    let said = notices_of(&files[0], &files[1]);
    let listed: Vec<&str> = said.lines().filter(|line| line.contains(": PartialSums")).collect();
    assert_eq!(listed.len() as u64, LISTED + 1);
    assert_eq!(listed[0], "visits.csv row 3: PartialSums x 1 \"1 of 2\"");
    assert_eq!(listed.last(), Some(&"visits.csv: PartialSums x 5"));
}

#[test]
fn centres_that_the_visits_call_otherwise_are_told() {
    let said = |expenses: &[&str], visits: &[&str]| {
        let lines = |measure: &str, names: &[&str]| {
            let line = |(at, name): (usize, &&str)| format!("a,{},{name},1\n", at % 7);
            format!("Org,Centre no,Centre name,{measure}\n") + &names.iter().enumerate().map(line).collect::<String>()
        };
        notices_of(&lines("Expenses", expenses), &lines("Visits", visits))
    };
    // Letter case, spaces and a name that is missing are no other names.
    expect![""].assert_eq(&said(&["Emergency", "Day  surgery", "", "Lab"], &["EMERGENCY", "Day surgery ", "X", ""]));
    expect![[r#"
        joined: OtherCentreNames x 2 "0 (Emergency; Laboratory), 1 (Clinic; Emergency)"
    "#]]
    .assert_eq(&said(&["Emergency", "Clinic", "Lab"], &["Laboratory", "Emergency", "Lab"]));
    let names = ["A", "B", "C", "D", "E", "F", "G"];
    expect![[r#"
        joined: OtherCentreNames x 7 "0 (A; Z), 1 (B; Z), 2 (C; Z), 3 (D; Z), 4 (E; Z), …"
    "#]]
    .assert_eq(&said(&names, &names.map(|_| "Z")));
    // One of the names in the expenses, whichever is shown.
    let expenses = ["A", "B", "C", "D", "E", "F", "G", "Ward", "B", "C", "D", "E", "F", "G", "A"];
    expect![[r#"
        expenses.csv: SummedLines x 15 "7"
        joined: CentreNames x 2 "A; Ward"
        joined: OnlyInExpenses x 6
        CentreNames leads to None Some("0")
    "#]]
    .assert_eq(&said(&expenses, &["Ward"]));
}

#[test]
fn what_organizations_are_called_is_kept_beside_their_identifiers() {
    let expenses = "Hospital no,Hospital name,Centre no,Expenses\n\
                    7, Northern  General ,1,100\n7,Northern General,2,100\n7,Old Infirmary,3,100\n\
                    8,Hôpital Sud,1,100\n9,,1,100\n,Total,,500\n";
    let visits = "Hospital no,Hospital,Centre no,Visits\n7,NORTHERN GENERAL,1,1\n8,Southern,1,1\n9,Ninth,1,1\n";
    let merged = join(expenses, visits);
    let called: Vec<_> = ["7", "8", "9", "10"].into_iter().map(|id| merged.called.name(id)).collect();
    assert_eq!(called, [Some("Northern  General"), Some("Hôpital Sud"), Some("Ninth"), None]);
    assert!(join("Org,Centre no,Expenses\na,1,2\n", "Org,Centre no,Visits\na,1,2\n").called.is_empty());
    expect![[r#"
        joined: OrganizationNames x 2 "Northern  General; Old Infirmary"
        joined: OtherOrganizationNames x 1 "8 (Hôpital Sud; Southern)"
        joined: OnlyInExpenses x 2
        OrganizationNames leads to Some("7") None
    "#]]
    .assert_eq(&notices_of(expenses, visits));
}

#[test]
fn organizations_by_name_in_one_file_and_by_number_in_the_other_are_told() {
    let numbered = "Hospital no,Hospital name,Centre no,Expenses\n7,Nord,1,1\n8,Hôpital Sud,1,1\n";
    let by_name = |expenses: &str, visits: &str| join(expenses, visits).mismatch.map(|mismatch| mismatch.by_name);
    let visits = |lines: &str| format!("Hospital,Centre no,Visits\n{lines}");
    assert_eq!(by_name(numbered, &visits("NORD,1,1\nHopital Sud,1,1\n")), Some(Some(Measure::Visits)));
    assert_eq!(by_name(numbered, &visits("East,1,1\nWest,1,1\n")), Some(None));
    assert_eq!(by_name(numbered, &visits("7,1,1\n8,1,1\n")), None);
}

/// Lines of an organization, a centre, its expenses and its visits, if they are known.
fn joined(lines: impl IntoIterator<Item = (String, u32, u32, Option<u32>)>) -> Merged {
    let mut files = ["Org,Centre no,Expenses\n", "Org,Centre no,Visits\n"].map(str::to_owned);
    for (organization, centre, expenses, visits) in lines {
        let visits = visits.map(|visits| visits.to_string()).unwrap_or_default();
        writeln!(files[0], "{organization},{centre},{expenses}").unwrap();
        writeln!(files[1], "{organization},{centre},{visits}").unwrap();
    }
    let read = |text: &str, measure| ingest::read(text, measure, "f.csv", &Options::default()).unwrap();
    merge(&read(&files[0], Measure::Expenses), &read(&files[1], Measure::Visits))
}

/// The findings of centres 1, 2, … of one organization each with visits, and so many that spend the same without any.
fn findings(centres: &[(u32, usize)]) -> Vec<Finding> {
    let rows = (1..).zip(centres).flat_map(|(centre, &(expenses, without))| {
        (0..=without).map(move |at| (format!("o{at}"), centre, expenses, (at == 0).then_some(1)))
    });
    Report::of(&joined(rows), MissingVisits::Zero).findings
}

#[test]
fn most_is_more_than_half() {
    let most = |expenses: &[(u32, usize)]| {
        findings(expenses).into_iter().find_map(|finding| match finding {
            Finding::Concentration { centres, count, of, expenses, share } => {
                assert_eq!(count, centres.len());
                Some((centres.into_iter().map(|centre| centre.number).collect::<Vec<_>>(), of, expenses, share))
            }
            _ => None,
        })
    };
    assert_eq!(most(&[(50, 0), (50, 0)]), None);
    assert_eq!(most(&[(25, 0), (75, 0)]), Some((vec!["2".to_owned()], 2, 75.0, 0.75)));
}

#[test]
fn what_is_equal_but_for_rounding_is_neither_dearest_nor_varies() {
    // Expenses and visits of three organizations at each of two centres.
    let told = |centres: [[(&str, u32); 3]; 2]| {
        let [mut expenses, mut visits] = ["Org,Centre no,Expenses\n", "Org,Centre no,Visits\n"].map(str::to_owned);
        for (centre, rows) in (1..).zip(centres) {
            for (organization, (spent, seen)) in ["a", "b", "c"].into_iter().zip(rows) {
                writeln!(expenses, "{organization},{centre},{spent}").unwrap();
                writeln!(visits, "{organization},{centre},{seen}").unwrap();
            }
        }
        let report = Report::of(&join(&expenses, &visits), MissingVisits::Zero);
        let has = |is: fn(&Finding) -> bool| report.findings.iter().any(is);
        [
            has(|it| matches!(it, Finding::Dearest { .. })),
            has(|it| matches!(it, Finding::Spreads { .. })),
            has(|it| matches!(it, Finding::Spreads { narrowest: Some(_), .. })),
        ]
    };
    // A tenth each: three tenths are no float, and their third another one.
    assert_ne!(0.3_f64 / 3.0, 0.1);
    let (flat, another) = ([("0.1", 1), ("0.1", 1), ("0.1", 1)], [("0.3", 3), ("0.3", 3), ("0.1", 1)]);
    assert_eq!(told([flat, flat]), [false, false, false]);
    assert_eq!(told([another, flat]), [false, false, false]);
    assert_eq!(told([flat, another]), [false, false, false]);
    let (twice, varied) = ([("0.2", 1); 3], [("0.1", 1), ("0.2", 1), ("0.3", 1)]);
    assert_eq!(told([twice, flat]), [true, false, false]);
    assert_eq!(told([twice, varied]), [false, true, true]);
    // Of ten times as much, as much apart.
    let tenfold = [("8", 1), ("9", 1), ("12", 1)];
    assert_eq!(told([tenfold, tenfold.map(|(spent, _)| (spent, 10))]), [true, true, false]);
}

#[test]
fn of_centres_that_move_the_first_of_the_furthest_is_told() {
    let moved = |centres: &[(u32, usize)]| {
        findings(centres).into_iter().find_map(|finding| match finding {
            Finding::RankMoved { centre, rank, rank_with_visits, moved, of } => {
                Some((centre.number, rank, rank_with_visits, moved, of))
            }
            _ => None,
        })
    };
    // 210 of three rows are 70 a row: from the first of four to the last.
    assert_eq!(moved(&[(100, 0), (90, 0), (80, 0), (210, 2)]), Some(("4".into(), 4, 1, 4, 4)));
    assert_eq!(moved(&[(100, 0), (110, 1)]), Some(("1".into(), 1, 2, 2, 2)));
    assert_eq!(moved(&[(100, 0), (90, 1)]), None);
    // Those that are equal without zeros share the better rank.
    assert_eq!(moved(&[(100, 0), (100, 1)]), Some(("2".into(), 2, 1, 1, 2)));
}

#[test]
fn most_pulled_is_who_has_something_to_lose() {
    let pulled = |centres: &[(u32, usize)]| {
        findings(centres).into_iter().find_map(|finding| match finding {
            Finding::CountedAsZero { centre, rows, average, average_with_visits } => {
                Some((centre.number, rows, average, average_with_visits))
            }
            _ => None,
        })
    };
    assert_eq!(pulled(&[(0, 3), (10, 1), (80, 0)]), Some(("2".into(), 1, 5.0, Some(10.0))));
    assert_eq!(pulled(&[(10, 1), (30, 2), (60, 2)]), Some(("2".into(), 2, 10.0, Some(30.0))));
    assert_eq!(pulled(&[(0, 3), (80, 0)]), None);
}

#[test]
fn a_brief_report_of_many_centres_is_told_while_it_is_made_and_has_the_rest() {
    let merged = joined((0..5_000).map(|at| (format!("o{}", at % 2), at, at, Some(1))));
    let mut told = Vec::new();
    let report = Report::brief(&merged, MissingVisits::Zero, &mut |centres| told.push(centres.to_vec()));
    let mut again = Vec::new();
    report.tell(&mut |centres| again.push(centres.to_vec()));
    assert_eq!((told.len(), &told), (2, &again));
    let all = report.centres.clone();
    assert_eq!([told.concat(), report.rest().centres].concat(), all);
}

#[test]
fn a_brief_report_keeps_the_furthest_outliers_and_their_count() {
    // Twelve on either side.
    let cost = |at| match at {
        0..12 => at,
        12..68 => 1_000 + at,
        _ => 10_000 + at,
    };
    let merged = joined((0..80).map(|at| (format!("o{at}"), 1, cost(at), Some(1))));
    let report = Report::of(&merged, MissingVisits::Zero);
    let brief = Report::brief(&merged, MissingVisits::Zero, &mut |_| {});
    let (whole, part) = (&report.centres[0].figures.spread, &brief.centres[0].figures.spread);
    assert_eq!((whole.outliers.len(), whole.outlier_count), (24, 24));
    assert_eq!((&part.outliers, part.outlier_count), (&[&whole.outliers[..10], &whole.outliers[14..]].concat(), 24));
    assert_eq!(brief.centres[0].outlier_organizations, ["o0", "o1", "o2", "o77", "o78", "o79"]);
    assert_eq!(brief.overall.spread.outliers, part.outliers);
}
