//! How long the steps from two files' bytes to the report take.

#![allow(clippy::expect_used, reason = "a benchmark that fails may panic")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pervisit_analysis::allocation::{self, Allocation};
use pervisit_analysis::estimates::{self, Accuracy, Estimates};
use pervisit_analysis::impute::{Matrix, Weights};
use pervisit_analysis::ingest::{Options, read, read_regions};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Condition, Direction, Query, RowColumn, Shown, View};
use pervisit_analysis::table::{Measure, Table};

mod made;

use made::{Files, Random, SHAPES, Shape, files};

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

/// Rows and columns, how many places in a thousand are gaps, and how many in a thousand gaps are wanted.
const MATRICES: [(u32, u32, u64, u64); 4] =
    [(2_500, 400, 50, 1000), (25_000, 40, 50, 20), (100_000, 10, 50, 10), (20_000, 2_000, 990, 1)];

fn from_gaps_to_estimates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("estimates");
    group.sample_size(10);
    for (rows, columns, gaps, wanted_gaps) in MATRICES {
        let mut random = Random(7);
        let (mut values, mut wanted) = (Vec::new(), Vec::new());
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            if random.below(1000) >= gaps {
                let noise = random.below(1 << 20) + random.below(1 << 20);
                values.push((
                    row,
                    column,
                    f64::from(row % 97 + column % 31) / 50.0 + noise as f64 / f64::from(1 << 20),
                ));
            } else if random.below(1000) < wanted_gaps {
                wanted.push((row, column));
            }
        }
        group.throughput(Throughput::Elements(wanted.len() as u64));
        group.bench_function(format!("{rows} x {columns}, {} gaps", wanted.len()), |bencher| {
            bencher.iter(|| {
                let matrix = Matrix::of(rows, columns, values.iter().copied());
                matrix.impute(wanted.iter().copied(), 5, Weights::Distance).filter_map(|cell| cell.estimate).count()
            });
        });
    }
    let [expenses, visits] = tables(&files(Shape::Grid, ROWS));
    let merged = merge(&expenses, &visits);
    let options = estimates::Options::default();
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("of files", |bencher| bencher.iter(|| Estimates::of(black_box(&merged), options)));
    group.bench_function("accuracy", |bencher| bencher.iter(|| Accuracy::of(black_box(&merged), options)));
    group.finish();
}

criterion_group!(steps, from_bytes_to_rows, from_rows_to_answers, from_gaps_to_estimates);
criterion_main!(steps);
