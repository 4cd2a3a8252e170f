//! A centre's figures: worked cases, and a slow obvious computation of the same.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few rows")]

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::centres::{CentreSummary, Figures};
use pervisit_analysis::estimates::{self, Basis, Estimate, Estimates};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::interpret::Finding;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Shown, View};
use pervisit_analysis::table::Measure;
use proptest::prelude::*;

/// Rows of one centre, an organization each: expenses and visits, `None` for a cell without visits.
fn joined(rows: &[(f64, Option<f64>)]) -> Merged {
    let mut files = ["Organization,Centre no,Expenses\n", "Organization,Centre no,Visits\n"].map(str::to_owned);
    for (at, (expenses, visits)) in rows.iter().enumerate() {
        writeln!(files[0], "o{at},1,{expenses}").unwrap();
        writeln!(files[1], "o{at},1,{}", visits.map(|visits| visits.to_string()).unwrap_or_default()).unwrap();
    }
    let read = |text: &str, measure| ingest::read(text, measure, "f.csv", &Options::default()).unwrap();
    merge(&read(&files[0], Measure::Expenses), &read(&files[1], Measure::Visits))
}

fn summary(rows: &[(f64, Option<f64>)], policy: MissingVisits) -> CentreSummary {
    CentreSummary::clone(&Report::of(&joined(rows), policy).centres[0])
}

fn check(rows: &[(f64, Option<f64>)], policy: MissingVisits, expected: Expect) {
    let CentreSummary { figures, outlier_organizations, .. } = summary(rows, policy);
    let cost = |cost: Option<f64>| cost.map_or("-".into(), |cost| format!("{cost:.2}"));
    let (spread, trimmed, opportunity) = (&figures.spread, &figures.trimmed, &figures.opportunity);
    let benchmark =
        |of: fn(&pervisit_analysis::benchmarks::Benchmarks) -> f64| cost(opportunity.benchmarks.as_ref().map(of));
    expected.assert_eq(&format!(
        "mean {}, pooled {}, median {}, n {}\ntrimmed: mean {}, pooled {}, n {}, out {} {outlier_organizations:?}\n\
         above the median {}: {:.2}, above Q1 {}: {:.2}",
        cost(spread.mean),
        cost(figures.pooled_expense_per_visit),
        cost(spread.median),
        spread.n,
        cost(trimmed.average_expense_per_visit),
        cost(trimmed.pooled_expense_per_visit),
        trimmed.n,
        trimmed.left_out,
        benchmark(|it| it.median),
        opportunity.above_median,
        benchmark(|it| it.q1),
        opportunity.above_q1,
    ));
}

/// The notebook's centre 10.
const CLINIC: [(f64, Option<f64>); 4] = [
    (5_000_000.0, Some(20_000.0)),
    (3_000_000.0, Some(10_909.0)),
    (2_600_000.0, Some(8_667.0)),
    (3_000_000.0, Some(16_667.0)),
];

#[test]
fn three_unit_costs_stand_side_by_side() {
    check(
        &CLINIC,
        MissingVisits::Zero,
        expect![[r#"
        mean 251.25, pooled 241.81, median 262.50, n 4
        trimmed: mean 251.25, pooled 241.81, n 4, out 0 []
        above the median 262.50: 461277.57, above Q1 232.50: 1398615.62"#]],
    );
}

#[test]
fn a_far_row_leaves_the_trimmed_averages_and_no_other() {
    let rows: Vec<(f64, Option<f64>)> = (1..=11).map(f64::from).chain([40.0]).map(|cost| (cost, Some(1.0))).collect();
    check(
        &rows,
        MissingVisits::Zero,
        expect![[r#"
        mean 8.83, pooled 8.83, median 6.50, n 12
        trimmed: mean 6.00, pooled 6.00, n 11, out 1 ["o11"]
        above the median 6.50: 46.00, above Q1 3.75: 66.25"#]],
    );
}

#[test]
fn rows_that_count_as_zero_trim_nothing_off_and_are_not_trimmed_off() {
    let rows = [(100.0, Some(1.0)), (101.0, Some(1.0)), (102.0, Some(1.0)), (103.0, Some(1.0)), (900.0, Some(1.0))];
    let blank = vec![(1.0, None); 13];
    check(
        &[rows.as_slice(), &blank].concat(),
        MissingVisits::Zero,
        expect![[r#"
        mean 72.56, pooled 261.20, median 0.00, n 18
        trimmed: mean 23.88, pooled 101.50, n 17, out 1 ["o4"]
        above the median 102.00: 799.00, above Q1 101.00: 802.00"#]],
    );
}

#[test]
fn a_row_that_counts_as_zero_is_no_benchmark() {
    let rows = [(500.0, None), (100.0, Some(10.0)), (300.0, Some(10.0))];
    check(
        &rows,
        MissingVisits::Zero,
        expect![[r#"
        mean 13.33, pooled 20.00, median 10.00, n 3
        trimmed: mean 13.33, pooled 20.00, n 3, out 0 []
        above the median 20.00: 100.00, above Q1 15.00: 150.00"#]],
    );
    check(
        &rows,
        MissingVisits::LeaveOut,
        expect![[r#"
        mean 20.00, pooled 20.00, median 20.00, n 2
        trimmed: mean 20.00, pooled 20.00, n 2, out 0 []
        above the median 20.00: 100.00, above Q1 15.00: 150.00"#]],
    );
}

#[test]
fn without_visits_there_is_no_benchmark() {
    check(
        &[(500.0, None), (100.0, Some(0.0))],
        MissingVisits::Zero,
        expect![[r#"
        mean 0.00, pooled -, median 0.00, n 2
        trimmed: mean 0.00, pooled -, n 2, out 0 []
        above the median -: 0.00, above Q1 -: 0.00"#]],
    );
}

#[test]
fn estimated_visits_count_where_they_are_asked_for() {
    let rows = [(500.0, None), (100.0, Some(10.0)), (300.0, Some(10.0)), (40.0, Some(0.0)), (70.0, None)];
    let mut merged = joined(&rows);
    merged.estimates.estimated = vec![Estimate { row: 0, unit_cost: 1.0, visits: 20.0, basis: Basis::CentreMean(1) }];
    let figures = |policy| {
        let report = Report::of(&merged, policy);
        let figures = &report.centres[0].figures;
        let counts = [figures.missing_visits, figures.zero_visits, figures.counted_as_zero, figures.estimated];
        (figures.visits, figures.spread.n, figures.left_out, counts, figures.expenses_without_visits)
    };
    assert_eq!(figures(MissingVisits::Zero), (20.0, 5, 0, [2, 1, 3, 0], 610.0));
    assert_eq!(figures(MissingVisits::LeaveOut), (20.0, 2, 3, [2, 1, 0, 0], 610.0));
    assert_eq!(figures(MissingVisits::Estimate), (40.0, 3, 2, [2, 1, 0, 1], 110.0));
}

/// One and the same unit cost on paper, in quotients that are not all the same float.
const FLAT: [(f64, Option<f64>); 3] = [(202.76, Some(4.0)), (658.97, Some(13.0)), (811.04, Some(16.0))];

#[test]
fn rows_that_cost_the_same_have_no_outliers_for_rounding() {
    let costs = FLAT.map(|(expenses, visits)| expenses / visits.unwrap());
    assert!(costs.iter().any(|cost| *cost != costs[0]));
    check(
        FLAT.as_slice(),
        MissingVisits::Zero,
        expect![[r#"
        mean 50.69, pooled 50.69, median 50.69, n 3
        trimmed: mean 50.69, pooled 50.69, n 3, out 0 []
        above the median 50.69: 0.00, above Q1 50.69: 0.00"#]],
    );
    let report = Report::of(&joined(&FLAT), MissingVisits::Zero);
    assert!(!report.findings.iter().any(|finding| matches!(finding, Finding::HighOutliers { .. })));
}

#[test]
fn an_estimate_is_no_outlier_beside_what_it_is_made_from() {
    let mut merged = joined(&[(5.0, Some(3.0)), (7.0, None), (1.0, None), (1.0, None)]);
    merged.estimates = Estimates::of(&merged, estimates::Options::default());
    let report = Report::of(&merged, MissingVisits::Estimate);
    let Figures { spread, trimmed, estimated, .. } = &report.centres[0].figures;
    assert_eq!((&spread.outliers[..], trimmed.n, trimmed.left_out, *estimated), (&[][..], 4, 0, 3));
}

#[test]
fn what_is_far_above_the_others_is_judged_beside_rows_that_have_visits() {
    let high = |costs: &[f64]| {
        let without = (0..8).map(|_| (50.0, None));
        let rows: Vec<_> = without.chain(costs.iter().map(|cost| (cost * 10.0, Some(10.0)))).collect();
        let findings = Report::of(&joined(&rows), MissingVisits::Zero).findings;
        findings.into_iter().find_map(|finding| match finding {
            Finding::HighOutliers { rows, excess, greatest } => Some((rows, excess, greatest[0].organization.clone())),
            _ => None,
        })
    };
    assert_eq!(high(&[10.0, 30.0]), None);
    assert_eq!(high(&[10.0, 11.0, 12.0, 13.0, 40.0]), Some((1, 280.0, "o12".into())));
}

#[test]
fn no_estimated_row_is_above_its_median() {
    let mut merged = joined(&[(100.0, Some(10.0)), (200.0, Some(10.0)), (600.0, Some(10.0)), (800.0, None)]);
    merged.estimates = Estimates::of(&merged, estimates::Options::default());
    let report = Report::of(&merged, MissingVisits::Estimate);
    let standards = Standard::of_centres(&merged, &report.centres);
    let shown = Shown::matched(&merged, MissingVisits::Estimate).against(&standards);
    let above: Vec<_> =
        View::of(&shown, &Query::default()).rows(0..9, &shown).map(|row| (row.estimated, row.above_median)).collect();
    assert_eq!(above, [(false, Some(0.0)), (false, Some(0.0)), (false, Some(400.0)), (true, None)]);
    assert_eq!(report.overall.opportunity.above_median, 400.0);
}

/// The quantile of values in order, between two neighbours.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    let (below, above) = (position.floor(), position.ceil());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a slice")]
    let (low, high) = (sorted[below as usize], sorted[above as usize]);
    low + (position - below) * (high - low)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

proptest! {
    #[test]
    fn figures_are_those_of_a_slow_obvious_computation(
        rows in prop_oneof![
            4 => prop::collection::vec((0i32..5_000, prop::option::weighted(0.8, 0i32..40)), 1..40),
            1 => prop::collection::vec((-90i32..5_000, prop::option::weighted(0.8, 0i32..40)), 250..400),
        ],
        policy in prop::sample::select(MissingVisits::ALL.to_vec()),
    ) {
        let rows: Vec<(f64, Option<f64>)> =
            rows.into_iter().map(|(expenses, visits)| (f64::from(expenses), visits.map(f64::from))).collect();
        let found = summary(&rows, policy).figures;
        let sorted = |mut values: Vec<f64>| { values.sort_by(f64::total_cmp); values };
        let with_visits: Vec<(f64, f64)> =
            rows.iter().filter_map(|&(expenses, visits)| Some((expenses, visits.filter(|&visits| visits > 0.0)?))).collect();
        let mut costs = sorted(with_visits.iter().map(|(expenses, visits)| expenses / visits).collect());
        let close = |left: f64, right: f64| (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0);
        let same = |left: Option<f64>, right: Option<f64>| match (left, right) {
            (Some(left), Some(right)) => close(left, right),
            (left, right) => left.is_none() && right.is_none(),
        };

        // Benchmarks are of rows that have visits alone.
        let above = |p: f64| -> f64 {
            let benchmark = if costs.is_empty() { return 0.0 } else { quantile(&costs, p).max(0.0) };
            with_visits.iter().map(|(expenses, visits)| (expenses / visits - benchmark).max(0.0) * visits).sum()
        };
        prop_assert!(close(found.opportunity.above_median, above(0.5)));
        prop_assert!(close(found.opportunity.above_q1, above(0.25)));

        // What counts as 0 is neither beyond the fences nor makes any.
        let fences = (!costs.is_empty()).then(|| (quantile(&costs, 0.25), quantile(&costs, 0.75)));
        let is_in = |cost: f64| {
            fences.is_none_or(|(q1, q3)| cost >= q1 - 1.5 * (q3 - q1) && cost <= q3 + 1.5 * (q3 - q1))
        };
        let mut kept: Vec<f64> = costs.iter().copied().filter(|&cost| is_in(cost)).collect();
        if policy == MissingVisits::Zero {
            let zeros = vec![0.0; rows.len() - with_visits.len()];
            kept.extend(&zeros);
            costs.extend(zeros);
            costs = sorted(costs);
        }
        if costs.is_empty() {
            prop_assert_eq!((found.spread.n, found.trimmed.n), (0, 0));
            return Ok(());
        }
        prop_assert_eq!(found.trimmed.n, kept.len());
        prop_assert_eq!(found.trimmed.left_out, costs.len() - kept.len());
        prop_assert!(same(found.trimmed.average_expense_per_visit, mean(&kept)));
        let inside = with_visits.iter().filter(|(expenses, visits)| is_in(expenses / visits));
        let (expenses, visits) = inside.fold((0.0, 0.0), |sums, row| (sums.0 + row.0, sums.1 + row.1));
        prop_assert!(same(found.trimmed.pooled_expense_per_visit, (visits > 0.0).then(|| expenses / visits)));
        prop_assert!(same(found.spread.mean, mean(&costs)));
        prop_assert!(same(found.spread.median, Some(quantile(&costs, 0.5))));
    }
}
