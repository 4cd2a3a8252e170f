//! What organizations cost against what is expected: a case worked by hand, and a slow obvious computation.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::fmt::Write as _;

use expect_test::expect;
use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::organizations::{OrganizationSummary, organizations};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Row, Shown, View};
use pervisit_analysis::table::Measure;
use proptest::prelude::*;

fn joined(expenses: &str, visits: &str) -> Merged {
    let read = |text: &str, measure| ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap();
    merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits))
}

fn summaries(merged: &Merged, policy: MissingVisits) -> Vec<OrganizationSummary> {
    let standards = Standard::of_centres(merged, &Report::of(merged, policy).centres);
    organizations(merged, policy, &standards, &merged.organizations_joined())
}

#[test]
fn organizations_cost_what_was_worked_by_hand() {
    let merged = joined(
        include_str!("../../tests/fixtures/regions/expenses.csv"),
        include_str!("../../tests/fixtures/regions/visits.csv"),
    );
    let found = summaries(&merged, MissingVisits::Zero);
    let all = OrganizationSummary::of_all(&mut found.iter());
    let line = |it: &OrganizationSummary| {
        let figure = |figure: Option<f64>| figure.map_or("-".into(), |figure| format!("{figure:.2}"));
        format!(
            "{} {}/{}: {} of {}, {}, {}; left {}, above the medians {}",
            it.organization,
            it.rows_compared,
            it.rows,
            figure(it.actual_expenses),
            figure(it.expected_expenses),
            figure(it.difference),
            figure(it.index),
            it.expenses_not_compared,
            it.above_median
        )
    };
    expect![[r#"
        A 2/2: 32000.00 of 30000.00, 2000.00, 106.67; left 0, above the medians 2000
        B 2/2: 56000.00 of 45000.00, 11000.00, 124.44; left 0, above the medians 10000
        C 2/2: 15000.00 of 12000.00, 3000.00, 125.00; left 0, above the medians 1000
        D 2/2: 48000.00 of 60000.00, -12000.00, 80.00; left 0, above the medians 0
        E 2/2: 20000.00 of 26000.00, -6000.00, 76.92; left 0, above the medians 0
        F 2/2: 19000.00 of 22000.00, -3000.00, 86.36; left 0, above the medians 0
        G 1/2: 6000.00 of 5000.00, 1000.00, 120.00; left 4000, above the medians 0
        H 2/2: 24000.00 of 20000.00, 4000.00, 120.00; left 0, above the medians 1000
         15/16: 220000.00 of 220000.00, 0.00, 100.00; left 4000, above the medians 14000"#]]
    .assert_eq(&found.iter().chain([&all]).map(line).collect::<Vec<_>>().join("\n"));
}

/// Organization, centre, expenses and visits of some rows; no pair twice.
type Rows = Vec<(u8, u8, f64, Option<f64>)>;

fn rows() -> impl Strategy<Value = Rows> {
    let row = (0_i32..5_000, prop::option::weighted(0.8, 0_i32..40));
    prop::collection::btree_map((0_u8..6, 0_u8..5), row, 1..30).prop_map(|rows| {
        let row = |((organization, centre), (expenses, visits)): ((u8, u8), (i32, Option<i32>))| {
            (organization, centre, f64::from(expenses), visits.map(f64::from))
        };
        rows.into_iter().map(row).collect()
    })
}

fn files(rows: &Rows) -> Merged {
    let mut files = ["Organization,Centre no,Expenses\n", "Organization,Centre no,Visits\n"].map(str::to_owned);
    for (organization, centre, expenses, visits) in rows {
        writeln!(files[0], "o{organization},{centre},{expenses}").unwrap();
        writeln!(files[1], "o{organization},{centre},{}", visits.map(|it| it.to_string()).unwrap_or_default()).unwrap();
    }
    joined(&files[0], &files[1])
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

proptest! {
    #[test]
    fn figures_are_those_of_a_slow_obvious_computation(
        rows in rows(),
        policy in prop::sample::select(vec![MissingVisits::Zero, MissingVisits::LeaveOut]),
    ) {
        let merged = files(&rows);
        let found = summaries(&merged, policy);
        let compared = |rows: &Rows| -> Vec<(u8, u8, f64, f64)> {
            let known = |&(a, b, expenses, visits): &(u8, u8, f64, Option<f64>)| Some((a, b, expenses, visits?));
            rows.iter().filter_map(known).filter(|row| row.3 > 0.0).collect()
        };
        let pooled = |centre: u8| {
            let of = compared(&rows).into_iter().filter(|row| row.1 == centre);
            let (expenses, visits) = of.fold((0.0, 0.0), |sums, row| (sums.0 + row.2, sums.1 + row.3));
            expenses / visits
        };
        for organization in 0..6 {
            let own: Rows = rows.iter().copied().filter(|row| row.0 == organization).collect();
            let summary = found.iter().find(|it| it.organization == format!("o{organization}"));
            prop_assert_eq!(summary.is_some(), !own.is_empty());
            let Some(summary) = summary else { continue };
            let compared = compared(&own);
            prop_assert_eq!((summary.rows, summary.rows_compared), (own.len(), compared.len()));
            let actual: f64 = compared.iter().map(|row| row.2).sum();
            let expected: f64 = compared.iter().map(|row| row.3 * pooled(row.1)).sum();
            prop_assert_eq!(summary.actual_expenses.is_some(), !compared.is_empty());
            prop_assert!(close(summary.actual_expenses.unwrap_or_default(), actual));
            prop_assert!(close(summary.expected_expenses.unwrap_or_default(), expected));
            prop_assert!(close(summary.difference.unwrap_or_default(), actual - expected));
            prop_assert!(close(summary.expenses_not_compared, own.iter().map(|row| row.2).sum::<f64>() - actual));
        }
    }

    #[test]
    fn an_organization_comes_to_what_its_rows_do(
        rows in rows(),
        policy in prop::sample::select(vec![MissingVisits::Zero, MissingVisits::LeaveOut]),
    ) {
        let merged = files(&rows);
        let standards = Standard::of_centres(&merged, &Report::of(&merged, policy).centres);
        let shown = Shown::matched(&merged, policy).against(&standards);
        let all = View::of(&shown, &Query::default());
        let rows: Vec<Row> = all.rows(0..all.len(), &shown).collect();
        for one in organizations(&merged, policy, &standards, &merged.organizations_joined()) {
            let own = || rows.iter().filter(|row| row.organization == one.organization);
            prop_assert_eq!(own().filter(|row| row.difference.is_some()).count(), one.rows_compared);
            prop_assert!(close(own().filter_map(|row| row.expected).sum(), one.expected_expenses.unwrap_or_default()));
            prop_assert!(close(own().filter_map(|row| row.difference).sum(), one.difference.unwrap_or_default()));
            prop_assert!(close(own().filter_map(|row| row.above_median).sum(), one.above_median));
        }
    }

    #[test]
    fn together_they_come_to_what_all_rows_do(rows in rows()) {
        let merged = files(&rows);
        let report = Report::of(&merged, MissingVisits::Zero);
        let all = OrganizationSummary::of_all(&mut summaries(&merged, MissingVisits::Zero).iter());
        prop_assert!(close(all.expenses.unwrap_or_default(), report.overall.expenses));
        prop_assert!(close(all.visits.unwrap_or_default(), report.overall.visits));
        prop_assert!(close(all.above_median, report.overall.opportunity.above_median));
        prop_assert!(close(all.above_q1, report.overall.opportunity.above_q1));
        prop_assert!(all.index.is_none_or(|index| close(index, 100.0)), "the centres are their own standard");
        prop_assert!(close(all.difference.unwrap_or_default(), 0.0));
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in rows()) {
        let backwards: Rows = rows.iter().rev().copied().collect();
        let [one, other] = [files(&rows), files(&backwards)].map(|merged| summaries(&merged, MissingVisits::Zero));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!(&one.organization, &other.organization);
            prop_assert_eq!(one.rows_compared, other.rows_compared);
            prop_assert!(close(one.difference.unwrap_or_default(), other.difference.unwrap_or_default()));
            prop_assert!(close(one.above_median, other.above_median));
        }
    }
}
