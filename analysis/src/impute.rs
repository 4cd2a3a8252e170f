//! Gaps of a matrix, estimated from the nearest rows that have a value.
//!
//! The distance is that of Dixon (1979), *Pattern Recognition with Partly Missing Data*; the
//! estimate that of Troyanskaya et al. (2001), *Missing value estimation methods for DNA
//! microarrays*; both as scikit-learn's `KNNImputer` computes them.

mod dense;
mod nearest;
mod sparse;

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::dense::{Dense, Keys, Near};
use self::nearest::{Candidate, Nearest};
use self::sparse::{Meetings, Sparse};
use crate::sort::sorted;
use crate::spread::as_f64;
use crate::sum::Sum;

/// How much a donor's value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weights {
    /// As much as any other's.
    Uniform,
    /// In proportion to 1 over its distance; those at distance 0, if any, take all between them.
    #[default]
    Distance,
}

/// A row that an estimate is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Donor {
    /// The row.
    pub row: u32,
    /// What it has where the gap is.
    pub value: f64,
    /// How far it is: the square root of the sum of squared differences over the columns that both
    /// rows have, times all columns over those.
    pub distance: f64,
    /// Its share in the estimate, above 0; the donors' shares add up to 1.
    pub weight: f64,
}

/// What an estimate is made from.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// The nearest rows that have a value, nearest first.
    Donors(Vec<Donor>),
    /// So many values of the column, all there are: their mean, where the row has no column in
    /// common with any row that has a value.
    ColumnMean(usize),
}

/// What may stand in a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The value: never below the least nor above the greatest of those it is made from.
    pub value: f64,
    /// What it is made from.
    pub basis: Basis,
}

/// A cell that was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u32,
    /// Its estimate; `None` where no other row has a value in the column.
    pub estimate: Option<Estimate>,
}

/// Numbers in rows and columns, with gaps.
#[derive(Clone, Debug)]
pub struct Matrix {
    rows: u32,
    columns: u32,
    /// What is known of each column.
    known: Vec<Known>,
    layout: Layout,
}

impl Matrix {
    /// A matrix of known values by row and column, each place once at most. Those that are not
    /// finite are gaps, as is every place that is not named. The memory taken grows with the
    /// number of values, not with the product of rows and columns.
    ///
    /// # Panics
    /// Where a value stands outside of the matrix.
    #[must_use]
    pub fn of(rows: u32, columns: u32, values: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Matrix {
        /// With so many values a place, both layouts take as much memory, and as long.
        const DENSE: f64 = 1.0 / 3.0;
        let values = values.filter(|(_, _, value)| value.is_finite());
        let places = f64::from(rows) * f64::from(columns);
        match as_f64(values.clone().count()) >= DENSE * places {
            true => Matrix::laid(rows, columns, Layout::Dense(Dense::of(rows, columns, values))),
            false => Matrix::laid(rows, columns, Layout::Sparse(Sparse::of(rows, columns, values))),
        }
    }

    fn laid(rows: u32, columns: u32, layout: Layout) -> Matrix {
        let known = (0..columns).map(|column| {
            let mut known = Known::default();
            layout.each_of(column, |_, value| known.add(value));
            known
        });
        Matrix { rows, columns, known: known.collect(), layout }
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// A value, where there is one.
    ///
    /// # Panics
    /// Where the place is outside of the matrix.
    #[must_use]
    pub fn get(&self, row: u32, column: u32) -> Option<f64> {
        assert!(row < self.rows && column < self.columns, "the place is in the matrix");
        self.layout.get(row, column)
    }

    /// How many values a column has.
    pub(crate) fn known_in(&self, column: u32) -> usize {
        self.known[column as usize].count
    }

    /// The least and the greatest value of a column.
    pub(crate) fn range_of(&self, column: u32) -> (f64, f64) {
        let known = self.known[column as usize];
        (known.least, known.greatest)
    }

    /// Calls `each` with every row that has a value in a column, in their order, and the value.
    ///
    /// # Panics
    /// Where there are not that many columns.
    pub fn each_of(&self, column: u32, each: impl FnMut(u32, f64)) {
        self.layout.each_of(column, each);
    }

    /// Estimates the wanted cells, by row and column, from the `k` nearest donors (at least one).
    /// A wanted cell that has a value is estimated as if it alone had none: neither the distances
    /// nor the column's mean see it. No estimate is ever a donor.
    ///
    /// ```
    /// use pervisit_analysis::impute::{Matrix, Weights};
    /// let rows = [[1., 2., f64::NAN], [3., 4., 3.], [f64::NAN, 6., 5.], [8., 8., 7.]];
    /// let values = (0..).zip(rows).flat_map(|(at, row)| (0..).zip(row).map(move |(column, value)| (at, column, value)));
    /// let matrix = Matrix::of(4, 3, values);
    /// let estimates = matrix.impute([(0, 2), (2, 0)], 2, Weights::Uniform);
    /// let values: Vec<_> = estimates.filter_map(|cell| cell.estimate).map(|estimate| estimate.value).collect();
    /// assert_eq!(values, [4.0, 5.5]);
    /// ```
    ///
    /// # Panics
    /// Where a wanted cell stands outside of the matrix.
    pub fn impute(&self, wanted: impl IntoIterator<Item = (u32, u32)>, k: usize, weights: Weights) -> Imputing<'_> {
        let mut wanted = sorted(wanted.into_iter().collect::<Vec<_>>(), &Ord::cmp);
        wanted.dedup();
        let mut receivers: Vec<Receiver> = Vec::new();
        let mut columns = Vec::with_capacity(wanted.len());
        for cells in wanted.chunk_by(|one, next| one.0 == next.0) {
            let row = cells[0].0;
            let (known, gaps): (Vec<u32>, Vec<u32>) =
                cells.iter().map(|&(_, column)| column).partition(|&column| self.get(row, column).is_some());
            let start = columns.len();
            columns.extend(&gaps);
            if !gaps.is_empty() {
                receivers.push(Receiver { row, hidden: None, wanted: start..columns.len() });
            }
            for column in known {
                receivers.push(Receiver { row, hidden: Some(column), wanted: columns.len()..columns.len() + 1 });
                columns.push(column);
            }
        }
        let measure = match &self.layout {
            Layout::Dense(dense) => Measure::Dense(dense, Keys::default()),
            Layout::Sparse(sparse) => Measure::Sparse(sparse, Meetings::of(sparse)),
        };
        let nearest = Nearest::new(k.max(1));
        Imputing { matrix: self, weights, receivers, columns, done: 0, ready: VecDeque::new(), measure, nearest }
    }
}

/// The values of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    count: usize,
    sum: Sum,
    least: f64,
    greatest: f64,
}

impl Known {
    fn add(&mut self, value: f64) {
        let is_first = self.count == 0;
        self.least = if is_first { value } else { self.least.min(value) };
        self.greatest = if is_first { value } else { self.greatest.max(value) };
        self.sum.add(value);
        self.count += 1;
    }

    /// The mean, without one of the values where it is hidden.
    fn mean(mut self, hidden: Option<f64>) -> Option<Estimate> {
        if let Some(value) = hidden {
            self.sum.add(-value);
            self.count -= 1;
        }
        (self.count > 0).then(|| Estimate {
            value: (self.sum.value() / as_f64(self.count)).clamp(self.least, self.greatest),
            basis: Basis::ColumnMean(self.count),
        })
    }
}

/// A row with wanted cells.
#[derive(Clone, Debug)]
struct Receiver {
    row: u32,
    /// A column in which it has a value that is not to be seen.
    hidden: Option<u32>,
    /// Into [`Imputing::columns`].
    wanted: Range<usize>,
}

/// The estimates of wanted cells, by row, and of a row by column, those with a value after the
/// gaps. They are made as they are asked for, those of a few rows at a time.
#[derive(Clone, Debug)]
pub struct Imputing<'a> {
    matrix: &'a Matrix,
    weights: Weights,
    receivers: Vec<Receiver>,
    /// The columns wanted, those of a receiver together.
    columns: Vec<u32>,
    done: usize,
    ready: VecDeque<Cell>,
    measure: Measure<'a>,
    nearest: Nearest,
}

impl Imputing<'_> {
    /// How many rows have been compared with all others, and how many have to be.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.receivers.len())
    }

    /// Makes the estimates of the next rows.
    fn advance(&mut self) {
        let at_once = match self.measure {
            Measure::Dense(..) => dense::AT_ONCE,
            Measure::Sparse(..) => 1,
        };
        let next = self.done..self.receivers.len().min(self.done + at_once);
        self.done = next.end;
        let receivers = &self.receivers[next];
        match &mut self.measure {
            Measure::Dense(dense, keys) => dense.measure(receivers, keys),
            Measure::Sparse(sparse, met) => receivers.iter().for_each(|receiver| sparse.measure(receiver, met)),
        }
        for (at, receiver) in receivers.iter().enumerate() {
            let near = match &mut self.measure {
                Measure::Dense(_, keys) => keys.near(at, self.nearest.k),
                Measure::Sparse(..) => Near::default(),
            };
            for &column in &self.columns[receiver.wanted.clone()] {
                let found = match &mut self.measure {
                    Measure::Dense(dense, keys) => dense.nearest(at, column, keys, &near, &mut self.nearest),
                    Measure::Sparse(sparse, met) => sparse.nearest(receiver, column, met, &mut self.nearest),
                };
                let hidden = receiver.hidden.and_then(|column| self.matrix.get(receiver.row, column));
                let estimate = match found.is_empty() {
                    true => self.matrix.known[column as usize].mean(hidden),
                    false => Some(estimate(found, self.matrix.columns, self.weights)),
                };
                self.ready.push_back(Cell { row: receiver.row, column, estimate });
            }
        }
    }
}

impl Iterator for Imputing<'_> {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        while self.ready.is_empty() && self.done < self.receivers.len() {
            self.advance();
        }
        self.ready.pop_front()
    }
}

/// What the nearest donors, of which there is one at least, come to.
fn estimate(nearest: &[Candidate], columns: u32, weights: Weights) -> Estimate {
    let at_zero = nearest.partition_point(|candidate| candidate.key == 0.0);
    let (nearest, weights) = match weights {
        Weights::Distance if at_zero > 0 => (&nearest[..at_zero], Weights::Uniform),
        _ => (nearest, weights),
    };
    let of_all = f64::from(columns).sqrt();
    let mut donors: Vec<Donor> = nearest
        .iter()
        .map(|&Candidate { key, value, row }| {
            let distance = of_all * key.sqrt();
            let weight = if weights == Weights::Uniform { 1.0 } else { 1.0 / distance };
            Donor { row, value, distance, weight }
        })
        .collect();
    let total: f64 = donors.iter().map(|donor| donor.weight).sum();
    donors.iter_mut().for_each(|donor| donor.weight /= total);
    let value: f64 = donors.iter().map(|donor| donor.weight * donor.value).sum();
    let least = donors.iter().map(|donor| donor.value).fold(f64::INFINITY, f64::min);
    let greatest = donors.iter().map(|donor| donor.value).fold(f64::NEG_INFINITY, f64::max);
    Estimate { value: value.max(least).min(greatest), basis: Basis::Donors(donors) }
}

/// How the values lie in memory: the same distances either way.
#[derive(Clone, Debug)]
enum Layout {
    Dense(Dense),
    Sparse(Sparse),
}

impl Layout {
    fn get(&self, row: u32, column: u32) -> Option<f64> {
        match self {
            Layout::Dense(dense) => dense.get(row, column),
            Layout::Sparse(sparse) => sparse.get(row, column),
        }
    }

    fn each_of(&self, column: u32, each: impl FnMut(u32, f64)) {
        match self {
            Layout::Dense(dense) => dense.each_of(column, each),
            Layout::Sparse(sparse) => sparse.each_of(column, each),
        }
    }
}

/// What is known of the distances of the receivers at hand.
#[derive(Clone, Debug)]
enum Measure<'a> {
    Dense(&'a Dense, Keys),
    Sparse(&'a Sparse, Meetings),
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "the matrices are small")]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::{Basis, Cell, Dense, Donor, Estimate, Layout, Matrix, Sparse, Weights};

    const GAP: f64 = f64::NAN;

    type Rows = Vec<Vec<f64>>;

    fn values(rows: &Rows) -> impl Iterator<Item = (u32, u32, f64)> + Clone + '_ {
        let rows = (0..).zip(rows);
        let all = rows.flat_map(|(row, values)| (0..).zip(values).map(move |(column, &value)| (row, column, value)));
        all.filter(|(_, _, value)| !value.is_nan())
    }

    /// The same matrix in both layouts.
    fn both(rows: &Rows) -> [Matrix; 2] {
        let (height, width) = (rows.len() as u32, rows[0].len() as u32);
        let dense = Layout::Dense(Dense::of(height, width, values(rows)));
        let sparse = Layout::Sparse(Sparse::of(height, width, values(rows)));
        [dense, sparse].map(|layout| Matrix::laid(height, width, layout))
    }

    fn gaps(rows: &Rows) -> Vec<(u32, u32)> {
        let all = (0..).zip(rows).flat_map(|(row, values)| (0..).zip(values).map(move |(at, value)| (row, at, value)));
        all.filter(|(_, _, value)| value.is_nan()).map(|(row, column, _)| (row, column)).collect()
    }

    fn imputed(rows: &Rows, wanted: &[(u32, u32)], k: usize, weights: Weights) -> Vec<Cell> {
        let [dense, sparse] =
            both(rows).map(|matrix| matrix.impute(wanted.iter().copied(), k, weights).collect::<Vec<_>>());
        assert_eq!(dense, sparse);
        dense
    }

    /// By the definition, one cell after the other.
    fn by_hand(rows: &Rows, (row, column): (u32, u32), k: usize, weights: Weights) -> Option<Estimate> {
        let (at, wanted) = (row as usize, column as usize);
        let mut receiver = rows[at].clone();
        receiver[wanted] = GAP;
        let mut others: Vec<(f64, f64, usize)> = Vec::new();
        let mut column = Vec::new();
        for (other, values) in
            rows.iter().enumerate().filter(|(other, values)| *other != at && !values[wanted].is_nan())
        {
            column.push(values[wanted]);
            let squares = receiver.iter().zip(values).map(|(one, other)| (one - other) * (one - other));
            let squares: Vec<f64> = squares.filter(|square| !square.is_nan()).collect();
            if !squares.is_empty() {
                others.push((squares.iter().sum::<f64>() / squares.len() as f64, values[wanted], other));
            }
        }
        if others.is_empty() {
            let mean = column.iter().sum::<f64>() / column.len() as f64;
            return (!column.is_empty()).then_some(Estimate { value: mean, basis: Basis::ColumnMean(column.len()) });
        }
        others.sort_by(|one, other| one.partial_cmp(other).unwrap());
        others.truncate(k);
        let distance = |mean: f64| (receiver.len() as f64 * mean).sqrt();
        let weight = |mean: f64| match weights {
            Weights::Uniform => 1.0,
            Weights::Distance if others[0].0 == 0.0 => f64::from(u8::from(mean == 0.0)),
            Weights::Distance => 1.0 / distance(mean),
        };
        let total: f64 = others.iter().map(|&(mean, ..)| weight(mean)).sum();
        let donor = |&(mean, value, row): &(f64, f64, usize)| Donor {
            row: row as u32,
            value,
            distance: distance(mean),
            weight: weight(mean) / total,
        };
        let donors: Vec<Donor> = others.iter().map(donor).filter(|donor| donor.weight > 0.0).collect();
        let value = donors.iter().map(|donor| donor.weight * donor.value).sum();
        Some(Estimate { value, basis: Basis::Donors(donors) })
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-12 * one.abs().max(other.abs()).max(1.0)
    }

    fn same(one: &Estimate, other: &Estimate) -> bool {
        close(one.value, other.value)
            && match (&one.basis, &other.basis) {
                (Basis::Donors(one), Basis::Donors(other)) => {
                    let alike = |(one, other): (&Donor, &Donor)| {
                        (one.row, one.value) == (other.row, other.value)
                            && close(one.distance, other.distance)
                            && close(one.weight, other.weight)
                    };
                    one.len() == other.len() && one.iter().zip(other).all(alike)
                }
                (one, other) => one == other,
            }
    }

    fn check(rows: &[&[f64]], k: usize, weights: Weights, expected: Expect) {
        let rows: Rows = rows.iter().map(|row| row.to_vec()).collect();
        let mut text = String::new();
        for Cell { row, column, estimate } in imputed(&rows, &gaps(&rows), k, weights) {
            text += &format!("{row},{column}: ");
            text += &match estimate {
                None => "none".to_owned(),
                Some(Estimate { value, basis: Basis::ColumnMean(of) }) => format!("{value:.5}, the mean of {of}"),
                Some(Estimate { value, basis: Basis::Donors(donors) }) => {
                    let donor = |donor: &Donor| {
                        format!(" {:.4} of {} ({} at {:.8})", donor.weight, donor.row, donor.value, donor.distance)
                    };
                    format!("{value:.5} =") + &donors.iter().map(donor).collect::<Vec<_>>().join(" +")
                }
            };
            text.push('\n');
        }
        expected.assert_eq(&text);
    }

    #[test]
    fn what_is_worked_out_by_hand() {
        let rows: [&[f64]; 4] = [&[1., 2., GAP], &[3., 4., 3.], &[GAP, 6., 5.], &[8., 8., 7.]];
        check(
            &rows,
            2,
            Weights::Uniform,
            expect![[r#"
            0,2: 4.00000 = 0.5000 of 1 (3 at 3.46410162) + 0.5000 of 2 (5 at 6.92820323)
            2,0: 5.50000 = 0.5000 of 1 (3 at 3.46410162) + 0.5000 of 3 (8 at 3.46410162)
        "#]],
        );
        check(
            &rows,
            2,
            Weights::Distance,
            expect![[r#"
            0,2: 3.66667 = 0.6667 of 1 (3 at 3.46410162) + 0.3333 of 2 (5 at 6.92820323)
            2,0: 5.50000 = 0.5000 of 1 (3 at 3.46410162) + 0.5000 of 3 (8 at 3.46410162)
        "#]],
        );
        check(
            &[&[3., GAP, 5.], &[1., 0., 0.]],
            1,
            Weights::Uniform,
            expect![[r#"
            0,1: 0.00000 = 1.0000 of 1 (0 at 6.59545298)
        "#]],
        );
    }

    #[test]
    fn fewer_donors_than_asked_for_are_all_there_are() {
        check(
            &[&[1., GAP], &[2., 10.], &[4., 40.]],
            5,
            Weights::Distance,
            expect![[r#"
            0,1: 17.50000 = 0.7500 of 1 (10 at 1.41421356) + 0.2500 of 2 (40 at 4.24264069)
        "#]],
        );
    }

    #[test]
    fn a_distance_of_nothing_takes_all() {
        let rows: [&[f64]; 4] = [&[1., GAP], &[1., 10.], &[1., 20.], &[2., 90.]];
        check(
            &rows,
            3,
            Weights::Distance,
            expect![[r#"
            0,1: 15.00000 = 0.5000 of 1 (10 at 0.00000000) + 0.5000 of 2 (20 at 0.00000000)
        "#]],
        );
        check(
            &rows,
            3,
            Weights::Uniform,
            expect![[r#"
            0,1: 40.00000 = 0.3333 of 1 (10 at 0.00000000) + 0.3333 of 2 (20 at 0.00000000) + 0.3333 of 3 (90 at 1.41421356)
        "#]],
        );
    }

    #[test]
    fn without_a_column_in_common_it_is_the_mean_and_without_a_value_nothing() {
        check(
            &[&[GAP, 1., GAP], &[10., GAP, GAP], &[20., GAP, GAP]],
            5,
            Weights::Distance,
            expect![[r#"
            0,0: 15.00000, the mean of 2
            0,2: none
            1,1: 1.00000, the mean of 1
            1,2: none
            2,1: 1.00000, the mean of 1
            2,2: none
        "#]],
        );
    }

    #[test]
    fn donors_as_near_are_taken_by_value() {
        let rows: [&[f64]; 5] = [&[0., GAP], &[1., 7.], &[-1., 3.], &[1., 5.], &[-1., 9.]];
        check(
            &rows,
            2,
            Weights::Uniform,
            expect![[r#"
            0,1: 4.00000 = 0.5000 of 2 (3 at 1.41421356) + 0.5000 of 3 (5 at 1.41421356)
        "#]],
        );
    }

    #[test]
    fn values_beyond_all_measure_are_no_donors() {
        check(
            &[&[0., GAP], &[1e200, 7.], &[-1e200, 3.]],
            2,
            Weights::Distance,
            expect![[r#"
            0,1: 5.00000, the mean of 2
        "#]],
        );
    }

    #[test]
    fn it_is_done_row_by_row() {
        let rows: Rows = (0..40).map(|row| vec![f64::from(row), if row % 2 == 0 { GAP } else { 1.0 }]).collect();
        for matrix in both(&rows) {
            let mut imputing = matrix.impute(gaps(&rows), 3, Weights::Uniform);
            assert_eq!(imputing.progress(), (0, 20));
            assert!(imputing.next().is_some());
            assert!((1..20).contains(&imputing.progress().0));
            assert_eq!(imputing.by_ref().count(), 19);
            assert_eq!(imputing.progress(), (20, 20));
        }
    }

    #[test]
    fn the_layout_follows_the_gaps() {
        let layout = |every: usize| {
            let rows: Rows =
                (0..30).map(|at| (0..3).map(|c| if (at + c) % every == 0 { 1.0 } else { GAP }).collect()).collect();
            Matrix::of(30, 3, values(&rows)).layout
        };
        assert!(matches!(layout(2), Layout::Dense(_)));
        assert!(matches!(layout(4), Layout::Sparse(_)));
        assert_eq!(Matrix::of(0, 0, std::iter::empty()).impute([], 5, Weights::Uniform).count(), 0);
    }

    /// Rows with gaps: few; more columns than a word has bits; more rows than are looked at first.
    fn matrix(value: impl Strategy<Value = f64> + Clone + 'static) -> impl Strategy<Value = Rows> {
        let sizes =
            prop_oneof![6 => (1..20usize, 1..6usize), 1 => (2..5usize, 63..67usize), 1 => (60..90usize, 1..4usize)];
        sizes.prop_flat_map(move |(height, width)| {
            let cell = prop_oneof![3 => value.clone(), 1 => Just(GAP)];
            prop::collection::vec(prop::collection::vec(cell, width), height)
        })
    }

    fn few() -> impl Strategy<Value = f64> + Clone {
        (-3i8..4).prop_map(f64::from)
    }

    fn weights() -> impl Strategy<Value = Weights> {
        prop::sample::select(vec![Weights::Uniform, Weights::Distance])
    }

    fn without(rows: &Rows, (row, column): (u32, u32)) -> Rows {
        let mut rows = rows.clone();
        rows[row as usize][column as usize] = GAP;
        rows
    }

    fn places(rows: &Rows) -> Vec<(u32, u32)> {
        (0..rows.len() as u32).flat_map(|row| (0..rows[0].len() as u32).map(move |column| (row, column))).collect()
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(rows in prop_oneof![matrix(few()).boxed(), matrix(-9.0..9.0).boxed()], k in 1..9usize, weights in weights()) {
            for Cell { row, column, estimate } in imputed(&rows, &places(&rows), k, weights) {
                let expected = by_hand(&rows, (row, column), k, weights);
                prop_assert_eq!(estimate.is_some(), expected.is_some());
                if let Some((estimate, expected)) = estimate.zip(expected) {
                    prop_assert!(same(&estimate, &expected), "{estimate:?}, not {expected:?}");
                }
            }
        }

        #[test]
        fn an_estimate_lies_between_its_donors(rows in matrix(-1e3..1e3), k in 1..9usize, weights in weights()) {
            for cell in imputed(&rows, &gaps(&rows), k, weights) {
                if let Some(Estimate { value, basis: Basis::Donors(donors) }) = cell.estimate {
                    prop_assert!(donors.iter().any(|donor| donor.value <= value));
                    prop_assert!(donors.iter().any(|donor| donor.value >= value));
                    prop_assert!(close(donors.iter().map(|donor| donor.weight).sum(), 1.0));
                    prop_assert!(donors.len() <= k);
                }
            }
        }

        #[test]
        fn the_order_of_rows_and_of_columns_changes_no_value(
            rows in matrix(few()), turn in 0..20usize, shift in 0..5usize, k in 1..9usize, weights in weights(),
        ) {
            let (height, width) = (rows.len(), rows[0].len());
            let mut turned = rows.clone();
            turned.rotate_left(turn % height);
            turned.iter_mut().for_each(|row| row.rotate_left(shift % width));
            turned.reverse();
            let found = imputed(&turned, &gaps(&turned), k, weights);
            for Cell { row, column, estimate } in imputed(&rows, &gaps(&rows), k, weights) {
                let row = height - 1 - (row as usize + height - turn % height) % height;
                let column = (column as usize + width - shift % width) % width;
                let other = found.iter().find(|cell| (cell.row as usize, cell.column as usize) == (row, column)).unwrap();
                let value = |estimate: &Estimate| match estimate.basis {
                    Basis::Donors(_) => estimate.value,
                    // A sum in another order.
                    Basis::ColumnMean(_) => (estimate.value * 1e9).round(),
                };
                prop_assert_eq!(estimate.as_ref().map(value), other.estimate.as_ref().map(value));
            }
        }

        #[test]
        fn a_value_is_hidden_as_if_it_were_a_gap(rows in matrix(few()), k in 1..9usize, weights in weights()) {
            let place = places(&rows)[0];
            prop_assert_eq!(imputed(&rows, &[place], k, weights), imputed(&without(&rows, place), &[place], k, weights));
        }

        #[test]
        fn without_gaps_nothing_is_made(rows in matrix(few())) {
            let rows: Rows = rows.into_iter().map(|row| row.into_iter().map(|value| if value.is_nan() { 0.5 } else { value }).collect()).collect();
            prop_assert!(imputed(&rows, &gaps(&rows), 5, Weights::Distance).is_empty());
        }
    }
}
