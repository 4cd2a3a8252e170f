//! What holds for every pair of files.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::cell::RefCell;
use std::cmp::Ordering;
use std::sync::Arc;

use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::centres::{CentreSummary, Figures};
use pervisit_analysis::estimates::UnitCosts;
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::merge::{Merged, Rows, merge};
use pervisit_analysis::natural;
use pervisit_analysis::notice::NoticeKind;
use pervisit_analysis::organizations::{OrganizationSummary, organizations};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Condition, Direction, Query, Row, RowColumn, Shown, View};
use pervisit_analysis::sum::Sum;
use pervisit_analysis::table::{Amount, Gathered, Measure, Part, Role, Table};
use pervisit_analysis::totals::Totals;
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

fn written(measure: Measure, lines: &[Line]) -> String {
    let mut text = format!("Organization,Centre number,Centre name,{}\n", measure.word());
    for (organization, centre, amount) in lines {
        text += &format!("o{organization},{centre},Centre {centre},{amount}\n");
    }
    text
}

fn table(measure: Measure, lines: &[Line]) -> Table {
    ingest::read(written(measure, lines).as_bytes(), measure, "f.csv", &Options::default()).unwrap()
}

/// An amount that is a number, in hundredths.
fn cents(amount: &str) -> Option<i32> {
    match amount.split_once('.') {
        Some((whole, cents)) => Some(whole.parse::<i32>().ok()? * 100 + cents.parse::<i32>().ok()?),
        None => Some(amount.parse::<i32>().ok()? * 100),
    }
}

/// The lines of a table: organization, centre, amount.
fn by_text(table: &Table) -> Vec<(&str, &str, Amount)> {
    let texts = |line: pervisit_analysis::table::Line| {
        (table.organizations.text(line.organization), table.centres.text(line.centre), line.amount)
    };
    table.lines().map(texts).collect()
}

/// What is read for another, and in how many parts it came.
fn gathered(text: &str, measure: Measure) -> (Table, usize) {
    let (gathered, parts) = (RefCell::new(Gathered::default()), RefCell::new(0));
    let take = |Part { from, about, numbers }: Part<'_>| {
        let mut gathered = gathered.borrow_mut();
        let room = gathered.room_for(from, numbers.amount.len(), about).unwrap();
        room.organization.copy_from_slice(numbers.organization);
        room.centre.copy_from_slice(numbers.centre);
        room.amount.copy_from_slice(numbers.amount);
        *parts.borrow_mut() += 1;
    };
    let options = Options::default();
    let rest = ingest::at_once(ingest::read_for_another(text.as_bytes(), measure, "f.csv", &options, &take)).unwrap();
    // As it crosses from one worker to another.
    let rest: Table = serde_json::from_str(&serde_json::to_string(&rest).unwrap()).unwrap();
    (rest.with_lines(gathered.into_inner()).unwrap(), parts.into_inner())
}

#[test]
fn a_large_table_comes_in_parts() {
    let lines = |amount: fn(usize) -> String| {
        (0..70_000).map(|at| format!("o{}|{}|{}\n", at / 40, at % 40, amount(at))).collect::<String>()
    };
    for (text, parts) in [
        (lines(|at| (at % 1_000).to_string()), 2),
        // The last rows, of totals, are none.
        (lines(|_| "0.1".to_owned()) + "All sites|3|175\no7|All centres|4\nTotal||7000\n", 2),
        // The last rows tell that a comma is a decimal sign: it is read twice.
        (lines(|at| if at < 69_000 { "1234".to_owned() } else { "1,5".to_owned() }), 4),
    ] {
        let text = format!("Organization|Centre number|Visits\n{text}");
        let read = ingest::read(text.as_bytes(), Measure::Visits, "f.csv", &Options::default()).unwrap();
        let (taken, came) = gathered(&text, Measure::Visits);
        assert!(taken.lines().eq(read.lines()));
        assert_eq!((taken.len(), came, taken.notices), (70_000, parts, read.notices));
    }
}

fn joined(expenses: &[Line], visits: &[Line]) -> Merged {
    merge(&table(Measure::Expenses, expenses), &table(Measure::Visits, visits))
}

/// The first of the first `below`, and the last of the others.
fn furthest<T: Clone>(all: &[T], below: usize, of_each: usize) -> Vec<T> {
    let (low, high) = all.split_at(below);
    [&low[..low.len().min(of_each)], &high[high.len().saturating_sub(of_each)..]].concat()
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

fn figure(row: &Row, column: RowColumn) -> Option<f64> {
    match column {
        RowColumn::Expenses => row.expenses,
        RowColumn::Visits => row.visits,
        _ => row.expense_per_visit,
    }
}

/// Which of two rows comes first by one column, the slow way.
fn compare(one: &Row, other: &Row, (column, direction): (RowColumn, Direction)) -> Ordering {
    let order = match column {
        RowColumn::Organization => natural::compare(&one.organization, &other.organization),
        RowColumn::CentreNumber => natural::compare(&one.centre_number, &other.centre_number),
        RowColumn::CentreName => natural::compare(&one.centre_name, &other.centre_name),
        _ => match (figure(one, column), figure(other, column)) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            (one, other) => return one.is_none().cmp(&other.is_none()),
        },
    };
    if direction == Direction::Descending { order.reverse() } else { order }
}

fn sort() -> impl Strategy<Value = Vec<(RowColumn, Direction)>> {
    use RowColumn::{CentreName, CentreNumber, ExpensePerVisit, Expenses, Organization, Visits};
    let column = prop::sample::select(vec![Organization, CentreNumber, CentreName, Expenses, Visits, ExpensePerVisit]);
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    prop::collection::vec((column, direction), 0..4)
}

/// Keys that stand once each, in order: some of a grid.
fn some_of_a_grid() -> impl Strategy<Value = Vec<Line>> {
    let cell = prop_oneof![6 => (0i32..1_000_000).prop_map(Some), 1 => Just(None)];
    prop::collection::vec(cell, 60).prop_map(|cells| {
        let line = |(at, cents): (u8, Option<i32>)| Some((at / 5, at % 5, format!("{}", cents?)));
        (0..).zip(cells).filter_map(line).collect()
    })
}

/// The joined rows as they are expected, key by key: organization, centre, expenses and visits.
fn slowly_joined(expenses: &[Line], visits: &[Line]) -> Vec<(String, String, Amount, Amount)> {
    let amount = |written: &String| written.parse().map_or(Amount::Missing, Amount::Known);
    let row = |(organization, centre, spent): &Line| {
        let (_, _, seen) = visits.iter().find(|line| (line.0, line.1) == (*organization, *centre))?;
        Some((format!("o{organization}"), centre.to_string(), amount(spent), amount(seen)))
    };
    expenses.iter().filter_map(row).collect()
}

proptest! {
    #[test]
    fn files_are_joined_key_by_key_whatever_their_order(
        expenses in some_of_a_grid(),
        (visits, shuffled) in some_of_a_grid().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
    ) {
        for visits in [&visits, &shuffled, &expenses] {
            if expenses.is_empty() || visits.is_empty() {
                continue;
            }
            let Merged { organizations, centres, matched, unmatched, .. } = joined(&expenses, visits);
            let row = |at: usize| {
                let (organization, centre) = (matched.organization[at] as usize, matched.centre[at] as usize);
                let amounts = (matched.expenses.get(at), matched.visits.get(at));
                (organizations[organization].to_string(), centres[centre].number.clone(), amounts.0, amounts.1)
            };
            let expected = slowly_joined(&expenses, visits);
            prop_assert_eq!(unmatched.len(), expenses.len() + visits.len() - 2 * expected.len());
            prop_assert_eq!((0..matched.len()).map(row).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_table_that_is_read_for_another_is_the_same(expenses in lines(), visits in lines()) {
        let (taken, _) = gathered(&written(Measure::Visits, &visits), Measure::Visits);
        let (expenses, visits) = (table(Measure::Expenses, &expenses), table(Measure::Visits, &visits));
        prop_assert!(taken.lines().eq(visits.lines()));
        let [given, taken] = [&visits, &taken].map(|visits| merge(&expenses, visits));
        prop_assert_eq!(Report::of(&taken, MissingVisits::Zero), Report::of(&given, MissingVisits::Zero));
        prop_assert_eq!(taken.notices, given.notices);
    }

    #[test]
    fn one_period_is_read_as_the_file_of_it_alone(lines in lines(), years in prop::collection::vec(2023u16..2026, 40)) {
        let dated: Vec<(&Line, u16)> = lines.iter().zip(years).collect();
        let row = |(organization, centre, amount): &Line, year: &str| format!("o{organization},{centre},{amount}{year}\n");
        let all = dated.iter().map(|(line, year)| row(line, &format!(",{year}"))).collect::<String>();
        let alone = dated.iter().filter(|(_, year)| *year == 2024).map(|(line, _)| row(line, "")).collect::<String>();
        let read = |text: String, period: Option<&str>| {
            let options = Options { only: period.map(|year| (Role::Year, year.to_owned())).into_iter().collect(), ..Options::default() };
            ingest::read(text.as_bytes(), Measure::Visits, "f.csv", &options)
        };
        let chosen = read(format!("Organization,Centre number,Visits,Year\n{all}"), Some("2024"));
        let alone = read(format!("Organization,Centre number,Visits\n{alone}"), None);
        prop_assert_eq!(chosen.is_ok(), alone.is_ok());
        if let (Ok(chosen), Ok(alone)) = (chosen, alone) {
            prop_assert_eq!(by_text(&chosen), by_text(&alone));
            let left_out = chosen.notices.iter().filter(|notice| notice.kind == NoticeKind::OtherPeriods);
            prop_assert_eq!(left_out.map(|notice| notice.count).sum::<u64>(), (dated.len() - chosen.len()) as u64);
        }
    }

    #[test]
    fn totals_of_organizations_and_of_centres_are_no_lines(
        mut lines in some_of_a_grid(),
        are_by_centre in any::<bool>(),
        heading in prop::sample::select(vec!["Total", "All sites", "Overall:"]),
    ) {
        prop_assume!(!lines.is_empty());
        if are_by_centre {
            lines.sort_by_key(|line| (line.1, line.0));
        }
        let sum = |of: &dyn Fn(&Line) -> bool| {
            let amounts = lines.iter().filter(|line| of(line)).map(|line| line.2.parse::<u64>().unwrap());
            amounts.sum::<u64>()
        };
        let of_organization = |it: u8| format!("o{it},{heading},{}\n", sum(&|line| line.0 == it));
        let of_centre = |it: u8| format!("{heading},{it},{}\n", sum(&|line| line.1 == it));
        let group = |line: &Line| if are_by_centre { line.1 } else { line.0 };
        let header = "Organization,Centre number,Visits\n";
        let (mut with, mut without) = (header.to_owned(), header.to_owned());
        for group in lines.chunk_by(|line, next| group(line) == group(next)) {
            let rows = group.iter().map(|(organization, centre, amount)| format!("o{organization},{centre},{amount}\n"));
            let rows: String = rows.collect();
            without += &rows;
            with += &(rows + &if are_by_centre { of_centre(group[0].1) } else { of_organization(group[0].0) });
        }
        let all = (0..60).filter(|&it| lines.iter().any(|line| it == if are_by_centre { line.0 } else { line.1 }));
        with.extend(all.map(|it| if are_by_centre { of_organization(it) } else { of_centre(it) }));
        with += &format!("{heading},{heading},{}\n", sum(&|_| true));
        let read = |text: &str| ingest::read(text.as_bytes(), Measure::Visits, "f.csv", &Options::default()).unwrap();
        let (with, without) = (read(&with), read(&without));
        prop_assert_eq!(by_text(&with), by_text(&without));
    }

    #[test]
    fn a_view_is_what_filtering_and_comparing_row_by_row_gives(
        expenses in lines(),
        visits in lines(),
        sort in sort(),
        (low, high) in (0.0..5000.0, 0.0..10_000.0),
        organization in "[o0-6]{0,1}",
    ) {
        let merged = joined(&expenses, &visits);
        let shown = Shown::matched(&merged, MissingVisits::Zero);
        let all = View::of(&shown, &Query::default());
        let mut slow: Vec<Row> = all.rows(0..all.len(), &shown).collect();
        slow.retain(|row| row.organization.contains(&organization));
        slow.retain(|row| row.expenses.is_some_and(|expenses| low <= expenses && expenses <= high));
        slow.sort_by(|one, other| {
            sort.iter().map(|&key| compare(one, other, key)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let conditions = vec![
            (RowColumn::Organization, Condition::words(&organization)),
            (RowColumn::Expenses, Condition::Between(low, high)),
        ];
        let view = View::of(&shown, &Query { conditions, sort, ..Query::default() });
        let quick: Vec<Row> = view.rows(0..view.len(), &shown).collect();
        prop_assert_eq!(&quick, &slow);
        let spent: Sum = slow.iter().filter_map(|row| row.expenses).collect();
        prop_assert!(close(view.totals().expenses.sum, (!slow.is_empty()).then(|| spent.value())));
    }

    #[test]
    fn the_report_tells_what_all_rows_come_to(expenses in lines(), visits in lines()) {
        let mut merged = joined(&expenses, &visits);
        merged.estimates = UnitCosts::of(&merged, merged.estimates.options).estimate().finish();
        for policy in MissingVisits::ALL {
            let told = Report::of(&merged, policy).totals;
            let found = View::of(&Shown::matched(&merged, policy), &Query::default()).totals();
            let counts = |it: Totals| [it.rows, it.expenses.rows, it.visits.rows, it.rows_pooled];
            prop_assert_eq!(counts(told), counts(found));
            let figures = |it: Totals| [it.expenses.sum, it.visits.sum, it.pooled_expense_per_visit];
            prop_assert!(figures(told).into_iter().zip(figures(found)).all(|(told, found)| close(told, found)));
        }
    }

    #[test]
    fn a_pooled_figure_is_of_all_but_what_it_leaves_out(expenses in lines(), visits in lines()) {
        let mut merged = joined(&expenses, &visits);
        merged.estimates = UnitCosts::of(&merged, merged.estimates.options).estimate().finish();
        for policy in MissingVisits::ALL {
            let report = Report::of(&merged, policy);
            for it in report.centres.iter().map(|centre| &centre.figures).chain([&report.overall]) {
                let (spent, seen) = (it.expenses - it.expenses_not_pooled, it.visits - it.visits_not_pooled);
                let Some(pooled) = it.pooled_expense_per_visit else {
                    prop_assert_eq!((spent, seen), (0.0, 0.0));
                    continue;
                };
                // What two sums differ by is as exact as they are.
                let terms = [it.expenses, it.expenses_not_pooled, pooled * it.visits, pooled * it.visits_not_pooled];
                let scale: f64 = terms.into_iter().map(f64::abs).sum();
                prop_assert!((spent - pooled * seen).abs() <= 1e-12 * scale);
            }
        }
    }

    #[test]
    fn a_brief_report_leaves_out_outliers_and_names_alone(expenses in lines(), visits in lines()) {
        let merged = joined(&expenses, &visits);
        for policy in MissingVisits::ALL {
            let (mut whole, brief) = (Report::of(&merged, policy), Report::brief(&merged, policy, &mut |_| {}));
            let below = |figures: &Figures| figures.spread.outliers.partition_point(|&cost| Some(cost) < figures.spread.median);
            let shown = Shown::matched(&merged, policy);
            let all = View::of(&shown, &Query::default());
            let rows: Vec<Row> = all.rows(0..all.len(), &shown).collect();
            for (centre, brief) in whole.centres.iter().zip(&brief.centres) {
                for (organization, cost) in brief.outlying() {
                    prop_assert!(centre.outlying().contains(&(organization, cost)));
                    let is_one = |row: &&Row| row.organization == organization && row.centre_number == centre.centre.number;
                    prop_assert_eq!(rows.iter().find(is_one).unwrap().expense_per_visit, Some(cost));
                }
            }
            for centre in whole.centres.iter_mut().map(Arc::make_mut) {
                centre.outlier_organizations = furthest(&centre.outlier_organizations, below(&centre.figures), 3);
            }
            for figures in whole.centres.iter_mut().map(|centre| &mut Arc::make_mut(centre).figures).chain([&mut whole.overall]) {
                figures.spread.outliers = furthest(&figures.spread.outliers, below(figures), Report::OUTLIERS);
            }
            prop_assert_eq!(whole, brief);
        }
    }

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
                prop_assert_eq!((one.expenses, one.visits), (other.expenses, other.visits));
                prop_assert!(close(one.spread.mean, other.spread.mean));
                prop_assert!(close(one.spread.q1, other.spread.q1));
                prop_assert!(close(one.spread.standard_deviation, other.spread.standard_deviation));
                prop_assert!(close(one.pooled_expense_per_visit, other.pooled_expense_per_visit));
            }
        }
    }

    #[test]
    fn sums_are_those_of_what_is_written_to_the_cent(expenses in lines(), visits in lines()) {
        let merged = joined(&expenses, &visits);
        let shown = Shown::matched(&merged, MissingVisits::Zero);
        let all = View::of(&shown, &Query::default());
        let rows: Vec<Row> = all.rows(0..all.len(), &shown).collect();
        let in_cents = |organization: Option<&str>, centre: Option<&str>| {
            let is_joined = |(o, c, _): &&Line| {
                rows.iter().any(|row| row.organization == format!("o{o}") && row.centre_number == c.to_string())
            };
            let of_these = |(o, c, _): &&Line| {
                organization.is_none_or(|it| it == format!("o{o}")) && centre.is_none_or(|it| it == c.to_string())
            };
            let cents = expenses.iter().filter(is_joined).filter(of_these).filter_map(|(_, _, amount)| cents(amount));
            cents.reduce(|one, other| one + other).map(|cents| f64::from(cents) / 100.0)
        };
        for row in &rows {
            prop_assert_eq!(row.expenses, in_cents(Some(&row.organization), Some(&row.centre_number)));
        }
        let report = Report::of(&merged, MissingVisits::Zero);
        for CentreSummary { centre, figures, .. } in report.centres.iter().map(Arc::as_ref) {
            prop_assert_eq!(figures.expenses, in_cents(None, Some(&centre.number)).unwrap_or_default());
        }
        prop_assert_eq!(report.totals.expenses.sum, in_cents(None, None));
        let organizations = organizations(
            &merged,
            MissingVisits::Zero,
            &Standard::of_centres(&merged, &report.centres),
            &merged.organizations_joined(),
        );
        for one in &organizations {
            prop_assert_eq!(one.expenses, in_cents(Some(&one.organization), None));
        }
        prop_assert_eq!(OrganizationSummary::of_all(&mut organizations.iter()).expenses, in_cents(None, None));
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
