//! Missing visits, estimated: from two files to the estimates.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::fmt::Write as _;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use pervisit_analysis::estimates::{Accuracy, Basis, Estimate, Estimates, Options, UnitCosts};
use pervisit_analysis::impute::Weights;
use pervisit_analysis::ingest;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::table::Measure;
use proptest::prelude::*;

/// Organization, centre, expenses and visits as they are written.
type Line = (String, String, String, String);

fn joined(lines: &[Line]) -> Merged {
    let text = |measure: Measure, amount: fn(&Line) -> &str| {
        let lines = lines.iter().map(|line| format!("{},{},{}\n", line.0, line.1, amount(line)));
        format!("Organization,Centre number,{}\n{}", measure.word(), lines.collect::<String>())
    };
    let read =
        |text: String, measure| ingest::read(text.as_bytes(), measure, "f.csv", &ingest::Options::default()).unwrap();
    merge(
        &read(text(Measure::Expenses, |line| &line.2), Measure::Expenses),
        &read(text(Measure::Visits, |line| &line.3), Measure::Visits),
    )
}

fn lines(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let mut cells = line.split_whitespace().map(|cell| if cell == "-" { String::new() } else { cell.to_owned() });
        let mut next = || cells.next().unwrap();
        (next(), next(), next(), next())
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}

fn notebook() -> Merged {
    let table = |measure: Measure| {
        let name = format!("{}.csv", measure.word());
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/notebook").join(&name);
        ingest::read(path.as_path(), measure, &name, &ingest::Options::default()).unwrap()
    };
    merge(&table(Measure::Expenses), &table(Measure::Visits))
}

fn key(merged: &Merged, row: u32) -> String {
    let rows = &merged.matched;
    let (organization, centre) = (rows.organization[row as usize], rows.centre[row as usize]);
    format!("{}/{}", merged.organizations[organization as usize], merged.centres[centre as usize].number)
}

fn told(merged: &Merged, estimate: &Estimate) -> String {
    let basis = match &estimate.basis {
        Basis::CentreMean(of) => format!("the mean of {of}"),
        Basis::Donors(donors) => {
            let donor = |donor: &pervisit_analysis::estimates::Donor| {
                let name = &merged.organizations[donor.organization as usize];
                format!("{:.3} of {name} ({:.2} at {:.4})", donor.weight, donor.unit_cost, donor.distance)
            };
            donors.iter().map(donor).collect::<Vec<_>>().join(" + ")
        }
    };
    let Estimate { row, unit_cost, visits, .. } = estimate;
    format!("{}: {visits:.2} visits at {unit_cost:.4} = {basis}\n", key(merged, *row))
}

fn check(merged: &Merged, options: Options, expected: Expect) {
    let estimates = Estimates::of(merged, options);
    let mut text: String = estimates.estimated.iter().map(|estimate| told(merged, estimate)).collect();
    for without in &estimates.not_estimated {
        writeln!(text, "{}: {:?}", key(merged, without.row), without.why).unwrap();
    }
    expected.assert_eq(&text);
}

#[test]
fn the_notebook_has_two_gaps_and_one_donor() {
    let merged = notebook();
    check(
        &merged,
        Options::default(),
        expect![[r#"
        1/82: 2000.00 visits at 250.0000 = 1.000 of 2 (250.00 at 0.3358)
        3/82: 16000.00 visits at 250.0000 = 1.000 of 2 (250.00 at 0.2027)
    "#]],
    );
    let estimates = Estimates::of(&merged, Options::default());
    // Exactly: what one organization pays is not changed by a logarithm.
    let exact: Vec<_> = estimates.estimated.iter().map(|estimate| (estimate.unit_cost, estimate.visits)).collect();
    assert_eq!(exact, [(250.0, 2000.0), (250.0, 16000.0)]);
    expect![[r#"
        Accuracy {
            known: 12,
            n: 12,
            not_estimated: 1,
            median_absolute_percentage_error: Some(
                0.15189927892304306,
            ),
            visits_over_known: Some(
                0.9391627256119055,
            ),
        }
    "#]]
    .assert_debug_eq(&Accuracy::of(&merged, Options::default()));
}

const MANY: &str = "
    a 1 100 10
    a 2 300 10
    a 3 700 -
    b 1 220 20
    b 2 640 20
    b 3 900 10
    c 1 400 10
    c 2 900 10
    c 3 400 1
";

#[test]
fn nearer_organizations_count_more() {
    let merged = joined(&lines(MANY));
    check(
        &merged,
        Options::default(),
        expect![[r#"
        a/3: 7.10 visits at 98.5878 = 0.939 of b (90.00 at 0.1410) + 0.061 of c (400.00 at 2.1664)
    "#]],
    );
    check(
        &merged,
        Options { weights: Weights::Uniform, ..Options::default() },
        expect![[r#"
        a/3: 3.69 visits at 189.7367 = 0.500 of b (90.00 at 0.1410) + 0.500 of c (400.00 at 2.1664)
    "#]],
    );
    check(
        &merged,
        Options { k: 1, ..Options::default() },
        expect![[r#"
        a/3: 7.78 visits at 90.0000 = 1.000 of b (90.00 at 0.1410)
    "#]],
    );
}

#[test]
fn only_what_is_missing_is_estimated() {
    let merged = joined(&lines(&format!(
        "{MANY}
        d 1 100 10
        d 2 100 0
        d 3 100 <5
        e 1 100 many
        e 2 100 -3
        e 3 0 -
        f 1 - -
        f 2 oops -
        g 9 50 -
        h 3 80 -"
    )));
    check(
        &merged,
        Options::default(),
        expect![[r#"
        a/3: 7.10 visits at 98.5878 = 0.939 of b (90.00 at 0.1628) + 0.061 of c (400.00 at 2.5015)
        h/3: 0.42 visits at 189.7367 = the mean of 2
        e/3: NoExpenses
        f/1: UnknownExpenses
        f/2: UnknownExpenses
        g/9: NoDonor
    "#]],
    );
    check(
        &merged,
        Options { zero_visits_too: true, ..Options::default() },
        expect![[r#"
        a/3: 7.10 visits at 98.5878 = 0.939 of b (90.00 at 0.1628) + 0.061 of c (400.00 at 2.5015)
        d/2: 3.33 visits at 30.0000 = 1.000 of a (30.00 at 0.0000)
        h/3: 0.42 visits at 189.7367 = the mean of 2
        e/3: NoExpenses
        f/1: UnknownExpenses
        f/2: UnknownExpenses
        g/9: NoDonor
    "#]],
    );
}

#[test]
fn rows_without_a_logarithm_are_no_donors() {
    let merged = joined(&lines("a 1 10 1\na 2 50 -\nb 1 10 1\nb 2 0 5\nc 1 10 1\nc 2 8 0\nd 1 10 1\nd 2 30 1"));
    check(
        &merged,
        Options::default(),
        expect![[r#"
        a/2: 1.67 visits at 30.0000 = 1.000 of d (30.00 at 0.0000)
    "#]],
    );
}

/// Forty organizations and thirty centres, the same ones every time: some dearer than others, in
/// centres dearer than others, with gaps.
fn forty_by_thirty() -> Vec<Line> {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let dear: Vec<u64> = (0..40).map(|_| 80 + next(60)).collect();
    let mut lines = Vec::new();
    for (organization, dear) in dear.into_iter().enumerate() {
        for centre in 0..30 {
            let visits = 50 + next(5000);
            let cost = dear * (10 + 7 * centre) * (90 + next(20)) / 10_000;
            let visits_written = if next(20) == 0 { String::new() } else { visits.to_string() };
            if next(10) > 0 {
                lines.push((
                    format!("o{organization}"),
                    centre.to_string(),
                    (cost * visits).to_string(),
                    visits_written,
                ));
            }
        }
    }
    lines
}

#[test]
fn forty_organizations_in_thirty_centres() {
    let merged = joined(&forty_by_thirty());
    let estimates = Estimates::of(&merged, Options::default());
    assert!(estimates.not_estimated.is_empty());
    let some: String = estimates.estimated.iter().step_by(9).map(|estimate| told(&merged, estimate)).collect();
    expect![[r#"
        o0/3: 4168.39 visits at 29.1719 = 0.234 of o29 (31.00 at 0.4069) + 0.206 of o13 (30.00 at 0.4639) + 0.195 of o8 (26.00 at 0.4894) + 0.194 of o36 (28.00 at 0.4908) + 0.171 of o17 (31.00 at 0.5575)
        o5/11: 2691.85 visits at 102.0413 = 0.219 of o15 (96.00 at 0.4515) + 0.214 of o30 (96.00 at 0.4638) + 0.192 of o32 (102.00 at 0.5165) + 0.189 of o27 (111.00 at 0.5228) + 0.186 of o34 (108.00 at 0.5325)
        o11/4: 5243.92 visits at 37.3198 = 0.221 of o26 (36.00 at 0.4531) + 0.204 of o14 (36.00 at 0.4911) + 0.197 of o23 (38.00 at 0.5077) + 0.190 of o9 (38.00 at 0.5251) + 0.188 of o17 (39.00 at 0.5318)
        o18/9: 356.74 visits at 82.3453 = 0.228 of o31 (77.00 at 0.4158) + 0.216 of o7 (80.00 at 0.4395) + 0.192 of o24 (87.00 at 0.4943) + 0.185 of o30 (81.00 at 0.5133) + 0.180 of o16 (89.00 at 0.5251)
        o25/1: 2827.70 visits at 20.8452 = 0.276 of o32 (20.00 at 0.2877) + 0.196 of o39 (20.00 at 0.4058) + 0.182 of o27 (22.00 at 0.4374) + 0.174 of o28 (20.00 at 0.4577) + 0.172 of o1 (23.00 at 0.4617)
        o31/25: 1071.20 visits at 215.4112 = 0.230 of o18 (211.00 at 0.4158) + 0.227 of o7 (221.00 at 0.4216) + 0.186 of o24 (219.00 at 0.5123) + 0.184 of o30 (227.00 at 0.5197) + 0.174 of o2 (199.00 at 0.5500)
        o36/26: 383.29 visits at 165.1599 = 0.236 of o13 (165.00 at 0.3284) + 0.216 of o37 (167.00 at 0.3591) + 0.202 of o4 (170.00 at 0.3843) + 0.175 of o8 (157.00 at 0.4431) + 0.172 of o29 (166.00 at 0.4495)
    "#]].assert_eq(&some);
    expect![[r#"
        Accuracy {
            known: 1022,
            n: 1022,
            not_estimated: 0,
            median_absolute_percentage_error: Some(
                0.05655899846246247,
            ),
            visits_over_known: Some(
                0.9976223966918304,
            ),
        }
    "#]]
    .assert_debug_eq(&Accuracy::of(&merged, Options::default()));
}

#[test]
fn where_much_is_known_a_part_of_it_is_hidden() {
    let lines: Vec<Line> = (0..3000)
        .map(|at| {
            (format!("o{}", at / 3), (at % 3).to_string(), (100 + at % 3 * 50 + at / 3 % 7).to_string(), "1".into())
        })
        .collect();
    let accuracy = Accuracy::of(&joined(&lines), Options::default());
    assert_eq!((accuracy.known, accuracy.n, accuracy.not_estimated), (3000, Accuracy::SAMPLE, 0));
    assert_eq!(accuracy.median_absolute_percentage_error, Some(0.0));
}

#[test]
fn it_can_be_done_bit_by_bit() {
    let merged = joined(&forty_by_thirty());
    let costs = UnitCosts::of(&merged, Options::default());
    let (mut estimating, mut checking) = (costs.estimate(), costs.check());
    let of = estimating.progress().1;
    let mut seen = vec![0];
    while estimating.advance() {
        let (done, all) = estimating.progress();
        assert!(done >= *seen.last().unwrap() && done <= all && all == of);
        seen.push(done);
    }
    assert!(!estimating.advance());
    seen.dedup();
    assert!(seen.len() > 3 && seen.last() == Some(&of));
    assert_eq!(estimating.finish(), Estimates::of(&merged, Options::default()));
    assert!(checking.advance());
    assert_eq!(checking.finish(), Accuracy::of(&merged, Options::default()));
}

#[test]
fn without_a_gap_there_is_nothing_to_estimate() {
    let merged = joined(&lines("a 1 10 1\nb 1 20 1"));
    let options = Options::default();
    assert_eq!(Estimates::of(&merged, options), Estimates { options, ..Estimates::default() });
    assert_eq!(Accuracy::of(&joined(&lines("a 1 10 -")), options), Accuracy::default());
}

#[test]
fn estimates_are_plain_data() {
    let estimates = Estimates::of(&notebook(), Options::default());
    let text = serde_json::to_string(&estimates).unwrap();
    assert_eq!(serde_json::from_str::<Estimates>(&text).unwrap(), estimates);
    expect![[r#"
        {
          "row": 3,
          "unit_cost": 250.0,
          "visits": 2000.0,
          "basis": {
            "donors": [
              {
                "organization": 1,
                "unit_cost": 250.0,
                "distance": 0.33581574622419635,
                "weight": 1.0
              }
            ]
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&estimates.estimated[0]).unwrap());
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let amount = prop_oneof![
        6 => (1..999u32).prop_map(|amount| amount.to_string()),
        2 => Just(String::new()),
        1 => prop::sample::select(vec!["0", "<5", "-3"]).prop_map(str::to_owned),
    ];
    let keys = prop::collection::btree_map((0..12u8, 0..5u8), (amount.clone(), amount), 1..50);
    keys.prop_map(|rows| {
        let line = |((organization, centre), (expenses, visits)): ((u8, u8), (String, String))| {
            (format!("o{organization}"), format!("{centre}"), expenses, visits)
        };
        rows.into_iter().map(line).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_lines_changes_no_estimate(
        (lines, shuffled) in any_lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        zero_visits_too in any::<bool>(),
    ) {
        let options = Options { zero_visits_too, ..Options::default() };
        let (one, other) = (joined(&lines), joined(&shuffled));
        let told = |merged: &Merged| {
            let estimates = Estimates::of(merged, options);
            let mut all: Vec<_> = estimates
                .estimated
                .iter()
                .map(|estimate| (told(merged, estimate), estimate.unit_cost.to_bits(), estimate.visits.to_bits()))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(told(&one), told(&other));
        prop_assert_eq!(Accuracy::of(&one, options), Accuracy::of(&other, options));
    }

    #[test]
    fn a_missing_count_is_estimated_or_says_why(lines in any_lines()) {
        let merged = joined(&lines);
        let estimates = Estimates::of(&merged, Options::default());
        let mut told: Vec<u32> = estimates.estimated.iter().map(|estimate| estimate.row).collect();
        told.extend(estimates.not_estimated.iter().map(|without| without.row));
        told.sort_unstable();
        let visits = &merged.matched.visits;
        let missing = (0..).zip(visits.iter()).filter(|(_, visits)| *visits == pervisit_analysis::table::Amount::Missing);
        prop_assert_eq!(told, missing.map(|(row, _)| row).collect::<Vec<u32>>());
    }

    #[test]
    fn a_unit_cost_lies_between_those_it_is_made_from(lines in any_lines(), k in 1..7usize) {
        let merged = joined(&lines);
        for estimate in Estimates::of(&merged, Options { k, ..Options::default() }).estimated {
            prop_assert!(estimate.unit_cost > 0.0);
            if let Basis::Donors(donors) = &estimate.basis {
                prop_assert!(!donors.is_empty() && donors.len() <= k);
                prop_assert!(donors.iter().any(|donor| donor.unit_cost <= estimate.unit_cost));
                prop_assert!(donors.iter().any(|donor| donor.unit_cost >= estimate.unit_cost));
            }
        }
    }
}
