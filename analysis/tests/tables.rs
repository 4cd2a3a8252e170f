//! Tables of rows: filtered, sorted, exported and read again.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use expect_test::{Expect, expect};
use pervisit_analysis::export;
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Direction, Query, RowColumn, Shown, View};
use pervisit_analysis::table::Measure;

const EXPENSES: &str = "Organization,Centre number,Centre name,Expenses
a2,9,Emergency,10
a10,10,Day surgery,30
a10,9,Emergency,20
A2,10,Day surgery,oops
b,9,Emergency,10
=b,10,\"Day \"\"care\"\", old\",0.1
";
const VISITS: &str = "Organization,Centre number,Visits
a2,9,1
a10,10,
a10,9,4
A2,10,2
b,9,<5
=b,10,3
";

fn merged() -> Merged {
    let read = |text: &str, measure| ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap();
    merge(&read(EXPENSES, Measure::Expenses), &read(VISITS, Measure::Visits))
}

fn check(filter: &str, sort: Option<(RowColumn, Direction)>, expected: Expect) {
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::LeaveOut);
    let view = View::of(&shown, &Query { filter: filter.into(), sort, only: None });
    let rows: Vec<_> =
        view.rows(0..99, &shown).map(|row| format!("{}/{}", row.organization, row.centre_number)).collect();
    expected.assert_eq(&rows.join(" "));
}

#[test]
fn identifiers_sort_as_people_count_and_equal_ones_stay_in_order() {
    use Direction::{Ascending, Descending};
    check("", None, expect!["a2/9 a10/10 a10/9 A2/10 b/9 =b/10"]);
    check("", Some((RowColumn::Organization, Ascending)), expect!["=b/10 A2/10 a2/9 a10/10 a10/9 b/9"]);
    check("", Some((RowColumn::CentreNumber, Ascending)), expect!["a2/9 a10/9 b/9 a10/10 A2/10 =b/10"]);
    check("", Some((RowColumn::CentreNumber, Descending)), expect!["a10/10 A2/10 =b/10 a2/9 a10/9 b/9"]);
    check("", Some((RowColumn::CentreName, Ascending)), expect!["a10/10 A2/10 =b/10 a2/9 a10/9 b/9"]);
}

#[test]
fn unknown_figures_come_last_either_way() {
    use Direction::{Ascending, Descending};
    check("", Some((RowColumn::Expenses, Ascending)), expect!["=b/10 a2/9 b/9 a10/9 a10/10 A2/10"]);
    check("", Some((RowColumn::Expenses, Descending)), expect!["a10/10 a10/9 a2/9 b/9 =b/10 A2/10"]);
    check("", Some((RowColumn::Visits, Descending)), expect!["a10/9 =b/10 A2/10 a2/9 a10/10 b/9"]);
    check("", Some((RowColumn::ExpensePerVisit, Ascending)), expect!["=b/10 a10/9 a2/9 a10/10 A2/10 b/9"]);
    check("", Some((RowColumn::ExpensePerVisit, Descending)), expect!["a2/9 a10/9 =b/10 a10/10 A2/10 b/9"]);
}

#[test]
fn every_word_of_a_filter_must_stand_somewhere() {
    check("a2", None, expect!["a2/9 A2/10"]);
    check("a2 EMERGENCY", None, expect!["a2/9"]);
    check("nowhere", None, expect![""]);
}

#[test]
fn a_window_may_lie_beyond_the_end() {
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let view = View::of(&shown, &Query::default());
    assert_eq!((view.rows(4..99, &shown).len(), view.rows(99..120, &shown).len()), (2, 0));
}

fn exported() -> Vec<u8> {
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let view = View::of(&shown, &Query::default());
    let mut bytes = Vec::new();
    export::rows(view.rows(0..view.len(), &shown), &mut bytes).unwrap();
    bytes
}

#[test]
fn rows_are_exported_unrounded_and_without_formulas() {
    expect![[r#"
        ﻿Organization,Centre number,Centre name,Expenses,Visits,Expense per visit,Estimated
        a2,9,Emergency,10,1,10,no
        a10,10,Day surgery,30,,0,no
        a10,9,Emergency,20,4,5,no
        A2,10,Day surgery,,2,,no
        b,9,Emergency,10,,,no
        '=b,10,Day surgery,0.1,3,0.03333333333333333,no
    "#]]
    .assert_eq(&String::from_utf8(exported()).unwrap());
}

#[test]
fn an_export_reads_back_to_the_same_amounts() {
    let bytes = exported();
    let again = ingest::read(bytes.as_slice(), Measure::Expenses, "again.csv", &Options::default()).unwrap();
    let merged = merged();
    let amounts: Vec<_> = again.lines().map(|line| line.amount.known()).collect();
    let before: Vec<_> = (0..merged.matched.len()).map(|at| merged.matched.expenses.get(at).known()).collect();
    assert_eq!(amounts, before);
}

#[test]
fn centres_are_exported_with_all_their_figures() {
    let report = Report::of(&merged(), MissingVisits::Zero);
    let mut bytes = Vec::new();
    export::centres(report.centres.iter(), &mut bytes).unwrap();
    expect![[r#"
        ﻿Centre number,Centre name,Organizations,Expenses,Visits,Average expense per visit,Average of rows with visits,Pooled expense per visit,Expenses without visits,Expenses not in the pooled figure,Rows in the average,Rows left out,Rows with missing visits,Rows with zero visits,Minimum,First quartile,Median,Third quartile,Maximum,Standard deviation,Coefficient of variation,Outlying organizations
        9,Emergency,3,40,5,7.5,7.5,6,0,10,2,1,0,0,5,6.25,7.5,8.75,10,3.5355339059327378,0.4714045207910317,
        10,Day surgery,3,30.1,5,0.016666666666666666,0.03333333333333333,0.03333333333333333,30,30,2,1,1,0,0,0.008333333333333333,0.016666666666666666,0.025,0.03333333333333333,0.023570226039551584,1.4142135623730951,
    "#]].assert_eq(&String::from_utf8(bytes).unwrap());
}

#[test]
fn findings_carry_their_figures() {
    let report = Report::of(&merged(), MissingVisits::Zero);
    expect![[r#"
        [
          {
            "dearest": {
              "centre": {
                "number": "9",
                "name": "Emergency"
              },
              "average": 7.5,
              "next": {
                "number": "10",
                "name": "Day surgery"
              },
              "next_average": 0.016666666666666666
            }
          },
          {
            "too-few-to-compare": {
              "comparable": 0,
              "centres": 2
            }
          },
          {
            "concentration": {
              "centres": [
                {
                  "number": "9",
                  "name": "Emergency"
                }
              ],
              "of": 2,
              "expenses": 40.0,
              "share": 0.5706134094151213
            }
          },
          {
            "counted-as-zero": {
              "centre": {
                "number": "10",
                "name": "Day surgery"
              },
              "rows": 1,
              "average": 0.016666666666666666,
              "average_with_visits": 0.03333333333333333
            }
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&report.findings).unwrap());
}
