//! How long the steps from two files' bytes to the report take.

#![allow(clippy::expect_used, reason = "a benchmark that fails may panic")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pervisit_analysis::ingest::{Options, read};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Condition, Direction, Query, RowColumn, Shown, View};
use pervisit_analysis::table::{Measure, Table};

mod made;

use made::{Files, SHAPES, Shape, files};

const ROWS: usize = 200_000;

fn table(bytes: &[u8], measure: Measure) -> Table {
    read(bytes, measure, "made.csv", &Options::default()).expect("what was made is read")
}

fn tables(files: &Files) -> [Table; 2] {
    [table(&files.expenses, Measure::Expenses), table(&files.visits, Measure::Visits)]
}

fn from_bytes_to_rows(criterion: &mut Criterion) {
    for (name, shape) in SHAPES {
        let files = files(shape, ROWS);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes((files.expenses.len() + files.visits.len()) as u64));
        group.bench_function("read", |bencher| bencher.iter_with_large_drop(|| tables(&files)));
        group.throughput(Throughput::Elements(ROWS as u64));
        let [expenses, visits] = tables(&files);
        group.bench_function("merge", |bencher| bencher.iter_with_large_drop(|| merge(&expenses, &visits)));
        group.finish();
    }
}

fn from_rows_to_answers(criterion: &mut Criterion) {
    let [expenses, visits] = tables(&files(Shape::Grid, ROWS));
    let merged = merge(&expenses, &visits);
    let mut group = criterion.benchmark_group("answers");
    for policy in [MissingVisits::Zero, MissingVisits::LeaveOut] {
        let name = format!("report, {policy:?}");
        group.bench_function(name, |bencher| bencher.iter(|| Report::of(black_box(&merged), policy)));
    }
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    let by = |column| (column, Direction::Descending);
    let sorts = [
        vec![by(RowColumn::Organization)],
        vec![by(RowColumn::ExpensePerVisit)],
        vec![by(RowColumn::CentreNumber), by(RowColumn::Visits), by(RowColumn::Expenses)],
    ];
    for sort in sorts {
        let name = format!("sort by {:?}", sort.iter().map(|(column, _)| column).collect::<Vec<_>>());
        let query = Query { sort, ..Query::default() };
        group.bench_function(name, |bencher| bencher.iter(|| View::of(&shown, &query)));
    }
    let conditions = vec![(RowColumn::ExpensePerVisit, Condition::Between(100.0, 200.0))];
    let query = Query { conditions, ..Query::default() };
    group.bench_function("filter by a range", |bencher| bencher.iter(|| View::of(&shown, &query)));
    group.finish();
}

criterion_group!(steps, from_bytes_to_rows, from_rows_to_answers);
criterion_main!(steps);
