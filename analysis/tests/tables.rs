//! Tables of rows: filtered, sorted, exported and read again.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::sync::Arc;

use expect_test::{Expect, expect};
use pervisit_analysis::columns::CentreColumn;
use pervisit_analysis::export::{self, Form};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Condition, Direction, Query, RowColumn, Shown, View};
use pervisit_analysis::table::Measure;
use pervisit_analysis::totals::Totals;

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
    joined(EXPENSES, VISITS)
}

fn joined(expenses: &str, visits: &str) -> Merged {
    let read = |text: &str, measure| ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap();
    merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits))
}

/// Every column of the joined rows, as they are saved.
const ALL: [RowColumn; 8] = [
    RowColumn::Organization,
    RowColumn::CentreNumber,
    RowColumn::CentreName,
    RowColumn::Expenses,
    RowColumn::Visits,
    RowColumn::ExpensePerVisit,
    RowColumn::Estimated,
    RowColumn::Remarks,
];

/// The organization and the centre of the rows that a query leaves, and what they come to.
fn answer(query: &Query) -> (String, Totals) {
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::LeaveOut);
    let view = View::of(&shown, query);
    let rows: Vec<_> =
        view.rows(0..99, &shown).map(|row| format!("{}/{}", row.organization, row.centre_number)).collect();
    (rows.join(" "), view.totals())
}

fn check(filter: &str, sort: &[(RowColumn, Direction)], expected: Expect) {
    let query = Query { filter: filter.into(), sort: sort.to_vec(), ..Query::default() };
    expected.assert_eq(&answer(&query).0);
}

fn check_conditions(conditions: &[(RowColumn, Condition)], expected: Expect) {
    expected.assert_eq(&answer(&Query { conditions: conditions.to_vec(), ..Query::default() }).0);
}

#[test]
fn identifiers_sort_as_people_count_and_equal_ones_stay_in_order() {
    use Direction::{Ascending, Descending};
    check("", &[], expect!["a2/9 a10/10 a10/9 A2/10 b/9 =b/10"]);
    check("", &[(RowColumn::Organization, Ascending)], expect!["=b/10 A2/10 a2/9 a10/10 a10/9 b/9"]);
    check("", &[(RowColumn::CentreNumber, Ascending)], expect!["a2/9 a10/9 b/9 a10/10 A2/10 =b/10"]);
    check("", &[(RowColumn::CentreNumber, Descending)], expect!["a10/10 A2/10 =b/10 a2/9 a10/9 b/9"]);
    check("", &[(RowColumn::CentreName, Ascending)], expect!["a10/10 A2/10 =b/10 a2/9 a10/9 b/9"]);
}

#[test]
fn unknown_figures_come_last_either_way() {
    use Direction::{Ascending, Descending};
    check("", &[(RowColumn::Expenses, Ascending)], expect!["=b/10 a2/9 b/9 a10/9 a10/10 A2/10"]);
    check("", &[(RowColumn::Expenses, Descending)], expect!["a10/10 a10/9 a2/9 b/9 =b/10 A2/10"]);
    check("", &[(RowColumn::Visits, Descending)], expect!["a10/9 =b/10 A2/10 a2/9 a10/10 b/9"]);
    check("", &[(RowColumn::ExpensePerVisit, Ascending)], expect!["=b/10 a10/9 a2/9 a10/10 A2/10 b/9"]);
    check("", &[(RowColumn::ExpensePerVisit, Descending)], expect!["a2/9 a10/9 =b/10 a10/10 A2/10 b/9"]);
}

#[test]
fn rows_that_one_key_leaves_alike_are_told_apart_by_the_next() {
    use Direction::{Ascending, Descending};
    check(
        "",
        &[(RowColumn::CentreName, Ascending), (RowColumn::Expenses, Descending)],
        expect!["a10/10 =b/10 A2/10 a10/9 a2/9 b/9"],
    );
    check(
        "",
        &[(RowColumn::Expenses, Ascending), (RowColumn::Organization, Descending)],
        expect!["=b/10 b/9 a2/9 a10/9 a10/10 A2/10"],
    );
    check(
        "",
        &[(RowColumn::CentreNumber, Descending), (RowColumn::Visits, Ascending), (RowColumn::Organization, Ascending)],
        expect!["A2/10 =b/10 a10/10 a2/9 a10/9 b/9"],
    );
}

#[test]
fn a_column_has_to_hold_words_or_a_known_figure_between_two() {
    let words = |column, words: &str| (column, Condition::words(words));
    let between = |column, low, high| (column, Condition::Between(low, high));
    check_conditions(&[words(RowColumn::Organization, "A2")], expect!["a2/9 A2/10"]);
    check_conditions(&[words(RowColumn::CentreName, "surgery day")], expect!["a10/10 A2/10 =b/10"]);
    check_conditions(&[between(RowColumn::Expenses, 10.0, 20.0)], expect!["a2/9 a10/9 b/9"]);
    check_conditions(&[between(RowColumn::Visits, f64::NEG_INFINITY, 2.0)], expect!["a2/9 A2/10"]);
    check_conditions(&[between(RowColumn::Expenses, 10.0, 20.0), words(RowColumn::Organization, "b")], expect!["b/9"]);
    check_conditions(&[words(RowColumn::Visits, "1"), between(RowColumn::Organization, 0.0, 9.0)], expect![[""]]);
}

#[test]
fn totals_are_of_what_is_known_and_say_of_how_many_rows() {
    let json = |query: &Query| serde_json::to_string(&answer(query).1).unwrap();
    expect![[r#"{"rows":6,"expenses":{"sum":70.1,"rows":5},"visits":{"sum":10.0,"rows":4},"pooled_expense_per_visit":3.7625,"rows_pooled":3}"#]].assert_eq(&json(&Query::default()));
    let unknown = Query { filter: "A2 surgery".into(), ..Query::default() };
    expect![[r#"{"rows":1,"expenses":{"sum":null,"rows":0},"visits":{"sum":2.0,"rows":1},"pooled_expense_per_visit":null,"rows_pooled":0}"#]].assert_eq(&json(&unknown));
    let sorted = Query { sort: vec![(RowColumn::Expenses, Direction::Descending)], ..Query::default() };
    assert_eq!(answer(&sorted).1, answer(&Query::default()).1);
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let report = Report::of(&merged, MissingVisits::Zero);
    for summary in &report.centres {
        let totals = shown.totals_of(|centre| *centre == summary.centre);
        assert_eq!(totals.pooled_expense_per_visit, summary.figures.pooled_expense_per_visit);
    }
    assert_eq!(shown.totals_of(|_| true).pooled_expense_per_visit, report.overall.pooled_expense_per_visit);
}

#[test]
fn every_word_of_a_filter_must_stand_somewhere() {
    check("a2", &[], expect!["a2/9 A2/10"]);
    check("a2 EMERGENCY", &[], expect!["a2/9"]);
    check("nowhere", &[], expect![""]);
}

#[test]
fn a_window_may_lie_beyond_the_end() {
    let merged = merged();
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let view = View::of(&shown, &Query::default());
    assert_eq!((view.rows(4..99, &shown).len(), view.rows(99..120, &shown).len()), (2, 0));
}

fn exported(merged: &Merged) -> Vec<u8> {
    let shown = Shown::matched(merged, MissingVisits::Zero);
    let view = View::of(&shown, &Query::default());
    export::table(view.rows(0..view.len(), &shown), &ALL, RowColumn::heading, RowColumn::value, Form::File).unwrap()
}

#[test]
fn rows_are_exported_unrounded_and_without_formulas() {
    expect![[r#"
        ﻿Organization,Centre number,Centre name,Expenses,Visits,Expense per visit,Estimated,Remarks
        a2,9,Emergency,10,1,10,no,
        a10,10,Day surgery,30,,0,no,"visits missing, counted as 0"
        a10,9,Emergency,20,4,5,no,
        A2,10,Day surgery,,2,,no,expenses unreadable
        b,9,Emergency,10,,,no,visits suppressed
        '=b,10,Day surgery,0.1,3,0.03333333333333333,no,
    "#]]
    .assert_eq(&String::from_utf8(exported(&merged())).unwrap());
}

#[test]
fn rows_that_are_not_all_there_say_so() {
    // Of both months; of one in one file; of a line without an amount; without visits.
    let merged = joined(
        "Org,Centre no,Month,Expenses\nA,1,Apr,1.1\nA,1,May,2.2\nB,1,Apr,4\nB,1,May,4\nC,1,Apr,6\nC,1,May,oops\nD,1,Apr,7\n",
        "Org,Centre no,Month,Visits\nA,1,Apr,1\nA,1,May,2\nB,1,Apr,2\nC,1,Apr,2\nC,1,May,1\nD,1,Apr,0\n",
    );
    expect![[r#"
        ﻿Organization,Centre number,Centre name,Expenses,Visits,Expense per visit,Estimated,Remarks
        A,1,,3.3,3,1.0999999999999999,no,
        B,1,,8,2,4,no,expenses and visits of different periods
        C,1,,6,3,2,no,a sum without the lines that have no amount
        D,1,,7,0,0,no,"visits 0, counted as 0"
    "#]]
    .assert_eq(&String::from_utf8(exported(&merged)).unwrap());
}

#[test]
fn an_export_read_again_as_both_files_gives_the_same_figures() {
    let bytes = exported(&merged());
    let read = |measure| ingest::read(bytes.as_slice(), measure, "again.csv", &Options::default()).unwrap();
    let again = merge(&read(Measure::Expenses), &read(Measure::Visits));
    let (before, after) = (merged(), again);
    let figures = |merged: &Merged| {
        let report = Report::of(merged, MissingVisits::LeaveOut);
        let centres = report.centres.iter().map(|centre| {
            let figures = &centre.figures;
            (figures.expenses, figures.visits, figures.pooled_expense_per_visit, figures.spread.mean, figures.spread.q3)
        });
        (report.rows, report.unmatched, centres.collect::<Vec<_>>())
    };
    assert_eq!(figures(&before), figures(&after));
}

#[test]
fn centres_are_exported_with_all_their_figures() {
    let report = Report::of(&merged(), MissingVisits::Zero);
    let centres = report.centres.iter().map(Arc::as_ref);
    let bytes =
        export::table(centres, &CentreColumn::ALL, CentreColumn::heading, CentreColumn::value, Form::File).unwrap();
    expect![[r#"
        ﻿Centre number,Centre name,Organizations,Rows in the average,Rows left out,Rows with missing visits,Rows with zero visits,Rows with estimated visits,Expenses,Expenses without visits,Expenses not in the pooled figure,Visits,Visits not in the pooled figure,Average expense per visit,Average of rows with visits,Pooled expense per visit,Trimmed average,Trimmed pooled expense per visit,Rows the trimmed figures leave out,Minimum,First quartile,Median,Third quartile,Maximum,Standard deviation,Coefficient of variation,Spent above the median,Spent above the first quartile,Outlying organizations
        9,Emergency,3,2,1,0,0,0,40,0,10,5,0,7.5,7.5,6,7.5,6,0,5,6.25,7.5,8.75,10,3.5355339059327378,0.4714045207910317,2.5,3.75,
        10,Day surgery,3,2,1,1,0,0,30.1,30,30,5,2,0.016666666666666666,0.03333333333333333,0.03333333333333333,0.016666666666666666,0.03333333333333333,0,0,0.008333333333333333,0.016666666666666666,0.025,0.03333333333333333,0.023570226039551584,1.4142135623730951,0,0,
    "#]].assert_eq(&String::from_utf8(bytes).unwrap());
}

#[test]
fn what_no_row_of_a_centre_tells_is_empty() {
    const COLUMNS: [CentreColumn; 5] = [
        CentreColumn::Number,
        CentreColumn::Expenses,
        CentreColumn::Visits,
        CentreColumn::AboveMedian,
        CentreColumn::AboveQ1,
    ];
    let expenses = "Org,Centre no,Expenses\na,1,n/a\na,2,5\na,3,-100\nb,3,10\nc,3,120\n";
    let merged = joined(expenses, "Org,Centre no,Visits\na,1,2\na,2,\na,3,1\nb,3,1\nc,3,1\n");
    let centres = Report::of(&merged, MissingVisits::Zero).centres;
    let written = export::table(
        centres.iter().map(AsRef::as_ref),
        &COLUMNS,
        CentreColumn::heading,
        CentreColumn::value,
        Form::File,
    );
    // Nothing is above the first quartile of the third, -45, by more than it costs.
    expect![[r#"
        ﻿Centre number,Expenses,Visits,Spent above the median,Spent above the first quartile
        1,,2,,
        2,5,,,
        3,30,3,110,130
    "#]]
    .assert_eq(str::from_utf8(&written.unwrap()).unwrap());
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
              "count": 1,
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

#[test]
fn words_are_found_in_what_organizations_are_called() {
    let merged = joined(
        "Hospital no,Hospital,Centre no,Expenses\n1,Hôpital général,1,10\n2,Clinic,1,10\n",
        "Hospital no,Centre no,Visits\n1,1,1\n2,1,1\n",
    );
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let found = |query: Query| {
        let view = View::of(&shown, &query);
        view.rows(0..9, &shown).map(|row| row.organization).collect::<Vec<_>>()
    };
    assert_eq!(found(Query { filter: "general hop".into(), ..Query::default() }), ["1"]);
    assert_eq!(found(Query { filter: "Hôpital général (1)".into(), ..Query::default() }), ["1"]);
    let conditions = |words| vec![(RowColumn::Organization, Condition::words(words))];
    assert_eq!(found(Query { conditions: conditions("clin 2"), ..Query::default() }), ["2"]);
    assert_eq!(found(Query { conditions: conditions("clin 1"), ..Query::default() }), Vec::<String>::new());
}
