//! What holds for every pair of files.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::merge::{Merged, Rows, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::sum::Sum;
use pervisit_analysis::table::{Measure, Table};
use proptest::prelude::*;

/// Organization, centre, amount as written.
type Line = (u8, u8, String);

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let amount = prop_oneof![
        4 => (0i32..1_000_000).prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100)),
        1 => prop::sample::select(vec!["", "0", "<5", "twelve", "-3"]).prop_map(str::to_owned),
    ];
    prop::collection::vec((0u8..6, 0u8..4, amount), 1..40)
}

fn table(measure: Measure, lines: &[Line]) -> Table {
    let mut text = format!("Organization,Centre number,Centre name,{}\n", measure.word());
    for (organization, centre, amount) in lines {
        text += &format!("o{organization},{centre},Centre {centre},{amount}\n");
    }
    ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap()
}

fn joined(expenses: &[Line], visits: &[Line]) -> Merged {
    merge(&table(Measure::Expenses, expenses), &table(Measure::Visits, visits))
}

fn close(left: Option<f64>, right: Option<f64>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= 1e-12 * left.abs().max(right.abs()).max(1.0),
        (left, right) => left == right,
    }
}

fn total(rows: &[&Rows]) -> f64 {
    rows.iter().flat_map(|rows| (0..rows.len()).filter_map(|at| rows.expenses.get(at).known())).collect::<Sum>().value()
}

proptest! {
    #[test]
    fn the_order_of_lines_changes_no_figure(
        (expenses, shuffled) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        visits in lines(),
    ) {
        for policy in MissingVisits::ALL {
            let one = Report::of(&joined(&expenses, &visits), policy);
            let other = Report::of(&joined(&shuffled, &visits), policy);
            prop_assert_eq!(one.rows, other.rows);
            for (one, other) in one.centres.iter().zip(&other.centres) {
                prop_assert_eq!(&one.centre, &other.centre);
                let (one, other) = (&one.figures, &other.figures);
                prop_assert!(close(Some(one.expenses), Some(other.expenses)));
                prop_assert!(close(one.spread.mean, other.spread.mean));
                prop_assert!(close(one.spread.q1, other.spread.q1));
                prop_assert!(close(one.spread.standard_deviation, other.spread.standard_deviation));
                prop_assert!(close(one.pooled_expense_per_visit, other.pooled_expense_per_visit));
            }
        }
    }

    #[test]
    fn the_join_neither_loses_nor_multiplies_money(expenses in lines(), visits in lines()) {
        let table = table(Measure::Expenses, &expenses);
        let spent: Sum = table.lines().filter_map(|line| line.amount.known()).collect();
        let merged = joined(&expenses, &visits);
        prop_assert!(close(Some(spent.value()), Some(total(&[&merged.matched, &merged.unmatched]))));
    }

    #[test]
    fn every_key_stands_once(expenses in lines(), visits in lines()) {
        let merged = joined(&expenses, &visits);
        let keys = |rows: &Rows| rows.organization.iter().copied().zip(rows.centre.iter().copied()).collect::<Vec<_>>();
        let mut all = keys(&merged.matched);
        all.extend(keys(&merged.unmatched));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        prop_assert_eq!(all.len(), count);
        let given: std::collections::BTreeSet<_> =
            expenses.iter().chain(&visits).map(|(organization, centre, _)| (organization, centre)).collect();
        prop_assert_eq!(given.len(), count);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let head = b"Organization,Centre number,Visits\n".to_vec();
        for bytes in [bytes.clone(), [head, bytes].concat()] {
            drop(ingest::read(bytes.as_slice(), Measure::Visits, "f.csv", &Options::default()));
        }
    }
}
