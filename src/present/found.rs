//! What a cell shows, typed above its column, finds its row: tried with every figure of every table.

use std::sync::Arc;

use pervisit_analysis::allocation::{Allocation, Cents, Criterion};
use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::estimates::{self, Estimates};
use pervisit_analysis::flows::{self, Flows};
use pervisit_analysis::matrix::{self, Matrix};
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::Merged;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::points::{self, Middles, Points};
use pervisit_analysis::policies::standings;
use pervisit_analysis::region_matrix::{self, RegionMatrix};
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Only, Row, Shown, View};
use pervisit_analysis::tree::{Most, Tree};

use super::cases::files;
use super::charts::averages::{Average, Bars};
use super::charts::cases::with_look;
use super::charts::{self, ChartSpec, Look};
use super::numbers::Locale;
use super::rows::RowsShown;
use super::table::{Cell, Column, Question, answer, condition};
use super::{allocation, centres, notices, organizations, policies, regions, rows};
use crate::selection::Selection;

/// Types above each column of figures what each of its cells shows, alone and as a bound that leaves it out.
/// `left` are the places of the rows that a question leaves.
fn check(table: &str, columns: &[Column], cells: &[Vec<Cell>], cents: bool, left: &dyn Fn(&Question) -> Vec<usize>) {
    let is_figure = |text: &str| text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.is_of_figures()) {
        let is_left = |typed: &str, row: usize| {
            let condition = condition(typed, column, &Locale::default(), cents).expect("a range").expect("a condition");
            left(&Question { conditions: vec![(at, condition)], ..Question::default() }).contains(&row)
        };
        let mut figures = 0;
        for (row, text) in cells.iter().map(|cells| cells[at].text.as_str()).enumerate() {
            if !is_figure(text) {
                continue;
            }
            figures += 1;
            for typed in [text, text.trim_end_matches("\u{a0}%")] {
                assert!(is_left(typed, row), "{table} has no {typed} under {}", column.label);
            }
            for typed in [format!("> {text}"), format!("< {text}")] {
                assert!(!is_left(&typed, row), "{table} has {text} under {} for {typed}", column.label);
            }
        }
        assert!(figures > 0, "{table} has no figure under {}", column.label);
    }
}

/// Fourteen organizations at five centres, one figure as odd as the next: lines that are missing in one of the
/// files, visits that are missing, none or in parts, expenses below 0.
fn odd_files(cents: bool) -> (Merged, RegionsTable) {
    let (mut expenses, mut visits, mut regions) = (String::new(), String::new(), String::new());
    for organization in 0..14_u32 {
        for centre in 0..5_u32 {
            let odd = organization * 7_919 + centre * 104_729;
            let key = format!("o{organization},{centre}");
            let sign = if organization % 7 == 6 && centre == 4 { "-" } else { "" };
            let fraction = if cents { format!(".{:02}", odd % 100) } else { String::new() };
            if odd % 23 != 5 {
                expenses += &format!("{key},{sign}{}{fraction}\n", odd % 9_973);
            }
            match odd % 19 {
                5 => {}
                6 | 7 => visits += &format!("{key},\n"),
                8 => visits += &format!("{key},{}.5\n", odd % 13),
                9 => visits += &format!("{key},{}.27\n", odd % 13),
                _ => visits += &format!("{key},{}\n", odd % 13),
            }
        }
        regions += &format!("o{organization},Region {},{}\n", organization % 7, 1_000 + organization * 37);
    }
    files(
        &format!("Org,Centre no,Expenses\n{expenses}"),
        &format!("Org,Centre no,Visits\n{visits}"),
        &format!("Org,Region,Population\n{regions}"),
    )
}

/// The same joined, with estimates, and their reports by policy.
fn joined(cents: bool) -> (Merged, RegionsTable, [Report; 3]) {
    let (mut merged, table) = odd_files(cents);
    merged.estimates = Estimates::of(&merged, estimates::Options::default());
    let reports = MissingVisits::ALL.map(|policy| Report::of(&merged, policy));
    assert!(reports.iter().all(|report| report.cents == cents));
    (merged, table, reports)
}

#[test]
fn in_tables_of_rows() {
    for cents in [false, true] {
        let (merged, _, reports) = joined(cents);
        for (policy, report) in MissingVisits::ALL.into_iter().zip(&reports) {
            let standards = Standard::of_centres(&merged, &report.centres);
            let matched = Shown::matched(&merged, policy).against(&standards);
            let check_rows = |name: &str, table: &RowsShown, shown: &Shown<'_>, only: Option<&Only>| {
                let left = |question: &Question| -> Vec<Row> {
                    let view = View::of(shown, &table.query(question.clone(), only.cloned()));
                    view.rows(0..view.len(), shown).collect()
                };
                let all = left(&Question::default());
                let cells: Vec<_> =
                    all.iter().map(|row| table.cells(row, &merged.called, &Locale::default(), cents)).collect();
                let is_one = |row: &Row, other: &Row| {
                    (&row.organization, &row.centre_number) == (&other.organization, &other.centre_number)
                };
                check(name, table.columns, &cells, cents, &|question| {
                    let left = left(question);
                    (0..all.len()).filter(|&at| left.iter().any(|row| is_one(row, &all[at]))).collect()
                });
            };
            check_rows("joined rows", &rows::MATCHED, &matched, None);
            check_rows("without a match", &rows::UNMATCHED, &Shown::unmatched(&merged, policy), None);
            if policy == MissingVisits::Estimate {
                check_rows("estimated rows", &rows::ESTIMATED, &matched, Some(&Only::EstimatedVisits));
            }
            let all = pervisit_analysis::organizations::organizations(
                &merged,
                policy,
                &standards,
                &merged.organizations_joined(),
            );
            let cells: Vec<_> = all.iter().map(|one| organizations::cells(one, &Locale::default(), cents)).collect();
            let value = |row: usize, column: usize| organizations::OrganizationColumn::ALL[column].value(&all[row]);
            check("organizations", &organizations::COLUMNS, &cells, cents, &|question| {
                answer(&organizations::COLUMNS, all.len(), question, &value)
            });
        }
    }
}

#[test]
fn in_tables_of_centres_and_notices() {
    let locale = Locale::default();
    for cents in [false, true] {
        let (merged, _, reports) = joined(cents);
        for report in &reports {
            let all = &report.centres;
            let cells: Vec<_> =
                all.iter().map(|centre| centres::cells(centre, &report.called, &locale, cents)).collect();
            check("centres", &centres::COLUMNS, &cells, cents, &|question| {
                let left = centres::ordered(all, question);
                (0..all.len()).filter(|&at| left.iter().any(|one| Arc::ptr_eq(one, &all[at]))).collect()
            });
        }
        let [zero, leave_out, estimate] = &reports;
        let all = standings([zero, leave_out, estimate]);
        let cells: Vec<_> = all.iter().map(|centre| policies::cells(centre, &locale)).collect();
        check("policies", &policies::COLUMNS, &cells, cents, &|question| {
            let left = policies::ordered(&all, question);
            (0..all.len()).filter(|&at| left.iter().any(|one| one.centre == all[at].centre)).collect()
        });
        let mut all = merged.notices.clone();
        all[0].row = Some(1_234);
        let cells: Vec<_> = all.iter().map(|notice| notices::cells(notice, &locale)).collect();
        check("notices", &notices::COLUMNS, &cells, cents, &|question| {
            let left = notices::ordered(&all, question, &locale);
            (0..all.len()).filter(|&at| left.contains(&all[at])).collect()
        });
    }
}

#[test]
fn in_tables_of_regions() {
    let locale = Locale::default();
    for cents in [false, true] {
        let (merged, table, _) = joined(cents);
        let all = Regions::of(&merged, &table, &|row| merged.visits(row, MissingVisits::Estimate));
        let cells: Vec<_> = all.regions.iter().map(|region| regions::cells(region, &locale, cents)).collect();
        check("regions", &regions::COLUMNS, &cells, cents, &|question| regions::ordered(&all.regions, question));
        let basis = Criterion::Population.into();
        let budget = Allocation::of(&all, &basis, Some(Cents(12_345_678))).expect("a part for each");
        let within = Allocation::within(&all, 0, &basis, None).expect("a part for each");
        for (columns, allocated) in [(allocation::REGIONS, &budget), (allocation::ORGANIZATIONS, &within)] {
            let cells: Vec<_> =
                allocated.parts.iter().map(|part| allocation::cells(part, &merged.called, &locale)).collect();
            check("allocation", &columns, &cells, cents, &|question| {
                allocation::ordered(allocated, &merged.called, question)
            });
        }
    }
}

#[test]
fn in_tables_of_charts() {
    let check_chart = |name: &str, chart: &dyn Fn(&Look<'_>) -> ChartSpec| {
        let subject = with_look(&Selection::default(), |look| chart(&look)).subject;
        let cells: Vec<_> =
            (0..subject.rows()).map(|row| charts::table::cells(&*subject, row, &Locale::default())).collect();
        // These tables have no expenses that are all with cents or all without.
        check(name, subject.columns(), &cells, false, &|question| charts::table::ordered(&*subject, question));
    };
    for cents in [false, true] {
        let policy = MissingVisits::Estimate;
        let (merged, table, [.., report]) = joined(cents);
        let centres = Arc::new(report.centres.clone());
        let by_expense = Arc::new(charts::pareto::ByExpense::of(&centres));
        check_chart("pareto", &|look| charts::pareto::chart(&by_expense, 0, look));
        let bars = Bars { average: Average::Mean, trimmed: false };
        check_chart("averages", &|look| charts::averages::chart(&centres, 0, bars, &report.overall, look));
        check_chart("spreads", &|look| charts::spreads::chart(&centres, 0, Default::default(), look));

        let numbers = centres.iter().map(|centre| centre.centre.number.clone()).collect();
        let wanted = matrix::Wanted { centres: numbers, count: 30, ..matrix::Wanted::default() };
        let cells = Arc::new(Matrix::of(&merged, &report, &merged.organizations_joined(), &wanted));
        check_chart("heatmap", &|look| charts::heatmap::chart(&report, &cells, (0, centres.len()), look));
        let sample = Points::of(&merged, policy, &points::Wanted { at_most: 150, ..points::Wanted::default() });
        let middles = Arc::new(Middles::of(&merged, &report, 20));
        let drawn = charts::scatter::Drawn { sample: Arc::new(sample), selected: None, middles };
        check_chart("points", &|look| charts::scatter::chart(drawn.clone(), &report, look));

        let regions = Regions::of(&merged, &table, &|row| merged.visits(row, policy));
        let wanted = region_matrix::Wanted { regions: 9, centres: 9, ..region_matrix::Wanted::default() };
        let cells = Arc::new(RegionMatrix::of(&regions, &wanted));
        check_chart("heatmap of regions", &|look| charts::region_heatmap::chart(&cells, look));
        let flows = Arc::new(Flows::of(&regions, &flows::Wanted { regions: 9, centres: 9, organization: None }));
        check_chart("Sankey diagram", &|look| charts::region_sankey::chart(&flows, look));
        let tree = Tree::of(&merged, &table, Most::among(9));
        check_chart("treemap", &|look| charts::region_treemap::chart(&tree, look));
        let allocated = Allocation::of(&regions, &Criterion::Visits.into(), None).expect("a part for each");
        let allocated = Arc::new(allocated);
        check_chart("allocation", &|look| charts::allocation::chart(&allocated, 0, look));
    }
}
