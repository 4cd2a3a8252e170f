//! What charts are drawn from: the matrix of organizations and centres, points, the centres by expense.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use expect_test::{Expect, expect};
use pervisit_analysis::estimates::{Basis, Estimate};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::matrix::{Cell, Matrix};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::pareto::pareto;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::points::{Middle, Middles, Point, Points};
use pervisit_analysis::report::Report;
use pervisit_analysis::table::{Amount, Measure};
use pervisit_analysis::{matrix, points};

const EXPENSES: &str = "Organization,Centre number,Centre name,Expenses
10,b,Dialysis,300
9,b,Dialysis,100
9,a,Emergency,100
10,a,Emergency,40
8,a,Emergency,70
8,b,Dialysis,oops
7,a,Emergency,-10
only,a,Emergency,1
";
const VISITS: &str = "Organization,Centre number,Visits
9,a,1
10,a,
8,a,<5
7,a,1
9,b,1
10,b,1
8,b,1
";

fn joined(expenses: &str, visits: &str) -> Merged {
    let read = |text: &str, measure| ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap();
    merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits))
}

fn check_matrix(centres: &[&str], window: (usize, usize), around: Option<&str>, expected: Expect) {
    let merged = joined(EXPENSES, VISITS);
    let report = Report::of(&merged, MissingVisits::Zero);
    let wanted = matrix::Wanted {
        centres: centres.iter().map(ToString::to_string).collect(),
        from: window.0,
        count: window.1,
        around: around.map(str::to_owned),
        without_estimated: false,
    };
    let matrix = Matrix::of(&merged, &report, &merged.organizations_joined(), &wanted);
    let cell = |at: usize| match (matrix.cells[at], matrix.index(at)) {
        (Cell::Cost(cost), Some(index)) => format!("{cost} ({index:.0})"),
        (Cell::Cost(cost), None) => cost.to_string(),
        (other, _) => format!("{other:?}"),
    };
    let width = matrix.organizations.len();
    let lines: Vec<String> = centres
        .iter()
        .enumerate()
        .map(|(row, number)| {
            let cells: Vec<_> = (0..width).map(|column| cell(row * width + column)).collect();
            format!("{number} {:?}: {}", matrix.pooled[row], cells.join(", "))
        })
        .collect();
    let head = format!("{} of {} from {}", matrix.organizations.join(" "), matrix.total, matrix.from);
    expected.assert_eq(&[vec![head], lines].concat().join("\n"));
}

#[test]
fn a_cell_is_a_unit_cost_beside_its_centre_or_says_why_not() {
    check_matrix(
        &["b", "a"],
        (0, 9),
        None,
        expect![[r#"
        7 8 9 10 of 4 from 0
        b Some(200.0): NoRow, Unknown, 100 (50), 300 (150)
        a Some(45.0): -10 (-22), Unknown, 100 (222), NoVisits"#]],
    );
    check_matrix(
        &["nowhere"],
        (0, 9),
        None,
        expect![[r#"
        7 8 9 10 of 4 from 0
        nowhere None: NoRow, NoRow, NoRow, NoRow"#]],
    );
    check_matrix(&[], (0, 9), None, expect!["7 8 9 10 of 4 from 0"]);
}

#[test]
fn a_window_of_organizations_is_full_where_it_can_be_and_goes_where_it_has_to() {
    check_matrix(
        &["b"],
        (1, 2),
        None,
        expect![[r#"
        8 9 of 4 from 1
        b Some(200.0): Unknown, 100 (50)"#]],
    );
    check_matrix(
        &["b"],
        (9, 3),
        None,
        expect![[r#"
        8 9 10 of 4 from 1
        b Some(200.0): Unknown, 100 (50), 300 (150)"#]],
    );
    check_matrix(
        &["b"],
        (0, 2),
        Some("10"),
        expect![[r#"
        9 10 of 4 from 2
        b Some(200.0): 100 (50), 300 (150)"#]],
    );
    check_matrix(
        &["b"],
        (0, 2),
        Some("8"),
        expect![[r#"
        7 8 of 4 from 0
        b Some(200.0): NoRow, Unknown"#]],
    );
    check_matrix(
        &["b"],
        (0, 2),
        Some("nobody"),
        expect![[r#"
        7 8 of 4 from 0
        b Some(200.0): NoRow, Unknown"#]],
    );
}

fn check_points(merged: &Merged, policy: MissingVisits, wanted: points::Wanted, expected: Expect) {
    let points = Points::of(merged, policy, &wanted);
    let said: Vec<_> = points
        .points
        .iter()
        .map(|point| {
            let visits = point.visits.map_or("?".into(), |visits| visits.to_string());
            format!("{}/{} {visits} {}", point.organization, point.centre_number, point.expense_per_visit)
        })
        .collect();
    expected.assert_eq(&format!("{} + {}: {}", points.total, points.left_out, said.join(", ")));
}

#[test]
fn points_are_the_rows_that_have_a_unit_cost() {
    let merged = joined(EXPENSES, VISITS);
    let all = points::Wanted { at_most: 9, ..points::Wanted::default() };
    let check = |policy, wanted, expected| check_points(&merged, policy, wanted, expected);
    check(MissingVisits::Zero, all.clone(), expect!["5 + 2: 7/a 1 -10, 9/a 1 100, 9/b 1 100, 10/a ? 0, 10/b 1 300"]);
    check(MissingVisits::LeaveOut, all.clone(), expect!["4 + 3: 7/a 1 -10, 9/a 1 100, 9/b 1 100, 10/b 1 300"]);
    check(
        MissingVisits::Zero,
        points::Wanted { logarithmic: true, ..all.clone() },
        expect!["3 + 4: 9/a 1 100, 9/b 1 100, 10/b 1 300"],
    );
    check(
        MissingVisits::Zero,
        points::Wanted { centres: Some(vec!["b".into()]), ..all.clone() },
        expect!["2 + 1: 9/b 1 100, 10/b 1 300"],
    );
    check(
        MissingVisits::Zero,
        points::Wanted { organization: Some("9".into()), ..all },
        expect!["2 + 0: 9/a 1 100, 9/b 1 100"],
    );
}

#[test]
fn estimated_rows_are_left_out_where_they_are_not_wanted_and_counted() {
    let mut merged = joined(EXPENSES, VISITS);
    let missing = merged.matched.visits.iter().position(|visits| visits == Amount::Missing).unwrap();
    let row = u32::try_from(missing).unwrap();
    merged.estimates.estimated = vec![Estimate { row, unit_cost: 20.0, visits: 2.0, basis: Basis::CentreMean(1) }];
    let policy = MissingVisits::Estimate;
    let seen = |merged: &Merged, without_estimated| {
        let points =
            Points::of(merged, policy, &points::Wanted { without_estimated, at_most: 9, ..Default::default() });
        let report = Report::of(merged, policy);
        let wanted = matrix::Wanted { centres: vec!["a".into()], count: 9, without_estimated, ..Default::default() };
        let cells = Matrix::of(merged, &report, &merged.organizations_joined(), &wanted).cells;
        (points.total, points.left_out, points.hidden, points.points.len(), cells[3])
    };
    assert_eq!(seen(&merged, false), (5, 2, 0, 5, Cell::Estimated(20.0)));
    assert_eq!(seen(&merged, true), (4, 2, 1, 4, Cell::Hidden));
    let estimated: Vec<_> = Middles::of(&merged, &Report::of(&merged, policy), 9)
        .middles
        .iter()
        .map(|middle| (middle.n, middle.estimated))
        .collect();
    assert_eq!(estimated, [(2, 1), (2, 0)]);
    merged.estimates.estimated.clear();
    assert_eq!(seen(&merged, true), (4, 3, 0, 4, Cell::NoVisits));
}

/// A row of every organization at each of three centres, in one order or another.
fn many(organizations: usize, order: impl Fn(usize) -> usize) -> Merged {
    let lines = |amount: fn(usize) -> usize| -> String {
        (0..organizations * 3).map(&order).map(|at| format!("o{},{},{}\n", at / 3, at % 3, amount(at))).collect()
    };
    joined(
        &format!("Organization,Centre number,Expenses\n{}", lines(|at| 10 + at)),
        &format!("Organization,Centre number,Visits\n{}", lines(|at| 1 + at % 7)),
    )
}

#[test]
fn a_sample_is_the_same_whatever_the_order_of_rows_and_even() {
    let wanted = points::Wanted { at_most: 300, ..points::Wanted::default() };
    let sample = |merged: &Merged| Points::of(merged, MissingVisits::Zero, &wanted);
    let points = sample(&many(1_000, |at| at));
    // Five on each of four sides come to it, unless they are in it.
    assert_eq!(points.total, 3_000);
    assert!((301..=320).contains(&points.points.len()), "{}", points.points.len());
    assert_eq!(points, sample(&many(1_000, |at| 2_999 - at)));
    for centre in ["0", "1", "2"] {
        let of_centre = points.points.iter().filter(|point| point.centre_number == centre).count();
        assert!((75..=125).contains(&of_centre), "{of_centre} of 300 are of one centre of three");
    }
    let early = points.points.iter().filter(|point| point.organization.len() < 4).count();
    assert!((15..=45).contains(&early), "{early} of 300 are of the first tenth of the organizations");
}

#[test]
fn the_furthest_are_in_every_sample() {
    let merged = many(1_000, |at| at);
    let of = |at_most| {
        let wanted = points::Wanted { at_most, logarithmic: true, ..points::Wanted::default() };
        Points::of(&merged, MissingVisits::Zero, &wanted).points
    };
    let (all, sample) = (of(3_000), of(120));
    assert_eq!(all.len(), 3_000);
    let sides: [fn(&Point) -> f64; 4] =
        [|it| it.expense_per_visit, |it| -it.expense_per_visit, |it| it.visits.unwrap(), |it| -it.visits.unwrap()];
    for side in sides {
        let furthest = |points: &[Point]| points.iter().map(side).reduce(f64::max);
        assert_eq!(furthest(&sample), furthest(&all));
    }
}

#[test]
fn a_larger_sample_holds_the_smaller_one() {
    let merged = many(200, |at| at);
    let sample = |at_most| {
        Points::of(&merged, MissingVisits::Zero, &points::Wanted { at_most, ..points::Wanted::default() }).points
    };
    let (small, large) = (sample(50), sample(100));
    assert!(small.iter().all(|point| large.contains(point)));
    assert!(sample(0).is_empty());
}

fn check_middles(at_most: usize, expected: Expect) {
    let merged = joined(EXPENSES, VISITS);
    let Middles { total, middles } = Middles::of(&merged, &Report::of(&merged, MissingVisits::Zero), at_most);
    let middle = |it: &Middle| format!("{} {} {} {}", it.centre_number, it.n, it.visits, it.expense_per_visit);
    let said: Vec<_> = middles.iter().map(middle).collect();
    expected.assert_eq(&format!("{total}: {}", said.join(", ")));
}

#[test]
fn the_middle_of_a_centre_is_that_of_its_rows_with_visits() {
    check_middles(2, expect!["2: a 1 1 100, b 2 1 200"]);
    check_middles(0, expect!["2: "]);
}

#[test]
fn of_many_centres_those_have_a_middle_that_most_is_spent_on() {
    check_middles(1, expect!["2: b 2 1 200"]);
}

fn check_pareto(expenses: &[&str], expected: Expect) {
    let lines = |amount: &dyn Fn(usize) -> String| -> String {
        (0..expenses.len()).map(|at| format!("x,{at},{}\n", amount(at))).collect()
    };
    let merged = joined(
        &format!("Organization,Centre number,Expenses\n{}", lines(&|at| expenses[at].to_owned())),
        &format!("Organization,Centre number,Visits\n{}", lines(&|_| "1".to_owned())),
    );
    let report = Report::of(&merged, MissingVisits::Zero);
    let said: Vec<_> = pareto(&report.centres)
        .iter()
        .map(|part| match (part.share, part.cumulative) {
            (Some(share), Some(cumulative)) => format!("{} {share} {cumulative}", part.centre),
            _ => part.centre.to_string(),
        })
        .collect();
    expected.assert_eq(&said.join(", "));
}

#[test]
fn centres_stand_by_expense_with_what_they_come_to_together() {
    check_pareto(&["1", "5", "1", "1"], expect!["1 0.625 0.625, 0 0.125 0.75, 2 0.125 0.875, 3 0.125 1"]);
    check_pareto(
        &["0.1", "0.1", "0.1"],
        expect![
            "0 0.3333333333333333 0.3333333333333333, 1 0.3333333333333333 0.6666666666666666, 2 0.3333333333333333 1"
        ],
    );
    check_pareto(&["-4", "3"], expect!["1, 0"]);
    check_pareto(&["6", "-2"], expect!["0 1.5 1.5, 1 -0.5 1"]);
    check_pareto(&["oops", "2"], expect!["1 1 1, 0"]);
}
