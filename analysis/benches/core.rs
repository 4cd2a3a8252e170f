//! How long the steps from two files' bytes to the report take.

#![allow(clippy::expect_used, reason = "a benchmark that fails may panic")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pervisit_analysis::allocation::{self, Allocation};
use pervisit_analysis::ingest::{Options, read, read_regions};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Direction, Query, RowColumn, Shown, View};
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
    let lines = merged.organizations.iter().enumerate().map(|(at, id)| format!("{id},Region {},{at}\n", at % 16));
    let file = format!("Organization,Region,Population served\n{}", lines.collect::<String>());
    let table = read_regions(file.as_str(), "made.csv", &Options::default()).expect("what was made is read");
    let regions = || Regions::of(black_box(&merged), &table, &|row| merged.matched.visits.get(row));
    group.bench_function("regions", |bencher| bencher.iter(regions));
    let (regions, basis) = (regions(), allocation::Criterion::Visits.into());
    group.bench_function("allocation", |bencher| bencher.iter(|| Allocation::of(black_box(&regions), &basis, None)));
    let shown = Shown::matched(&merged, MissingVisits::Zero);
    for column in [RowColumn::Organization, RowColumn::ExpensePerVisit] {
        let query = Query { sort: Some((column, Direction::Descending)), ..Query::default() };
        let name = format!("sort by {column:?}");
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| query.clone(), |query| View::of(&shown, &query), BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(steps, from_bytes_to_rows, from_rows_to_answers);
criterion_main!(steps);
