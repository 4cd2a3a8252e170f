//! The average and the spread of one group of unit costs, with the definitions and their sources.

use serde::{Deserialize, Serialize};
use wide::f64x4;

use crate::quantiles::{Ranked, greatest_of, least_of, range};
use crate::sort::ascending;
use crate::sum::Sum;

/// How far beyond the quartiles a value may lie before it is an outlier, in interquartile ranges
/// (Tukey 1977, *Exploratory Data Analysis*).
pub const FENCE: f64 = 1.5;

/// What differs by no more than this part of it is equal but for rounding: so much may the quotients of
/// amounts be apart that have one and the same unit cost on paper, since neither most amounts nor most
/// quotients are floats.
pub(crate) const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// Whether two figures are one on paper: averages of the same amounts in another order differ in their last places.
pub(crate) fn are_equal(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() <= ROUNDING * greatest_of(one.abs(), other.abs())
}

/// A group's average and spread, in the unit of its values. Every figure is `None` where the group
/// is too small to have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many values there are.
    pub n: usize,
    /// The arithmetic mean: the average of the rows’ unit costs.
    #[serde(rename = "average_expense_per_visit")]
    pub mean: Option<f64>,
    /// The smallest value.
    pub min: Option<f64>,
    /// The first quartile: see [`quantile`](crate::quantiles::quantile).
    pub q1: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The third quartile.
    pub q3: Option<f64>,
    /// The largest value.
    pub max: Option<f64>,
    /// The smallest value that is not below `q1 - 1.5 (q3 - q1)` by more than rounding, and never above `q1`.
    pub whisker_low: Option<f64>,
    /// The largest value that is not above `q3 + 1.5 (q3 - q1)` by more than rounding, and never below `q3`.
    pub whisker_high: Option<f64>,
    /// The values beyond the whiskers, ascending.
    pub outliers: Vec<f64>,
    /// How many values lie beyond the whiskers, of which `outliers` may hold only the furthest.
    pub outlier_count: usize,
    /// The sample standard deviation (n - 1 in the denominator), 0 of values that are equal but for
    /// rounding; needs two values.
    pub standard_deviation: Option<f64>,
    /// The standard deviation over the mean; needs two values and a mean above 0, by more than rounding.
    pub coefficient_of_variation: Option<f64>,
}

impl Spread {
    /// The spread of `values`, which may stand in any order and must be finite.
    ///
    /// ```
    /// use pervisit_analysis::spread::Spread;
    /// let spread = Spread::of(&[11., 2., 3., 4., 5., 6., 40., 7., 8., 9., 10., 1.]);
    /// assert_eq!((spread.q1, spread.median, spread.q3), (Some(3.75), Some(6.5), Some(9.25)));
    /// assert_eq!((spread.whisker_low, spread.whisker_high), (Some(1.), Some(11.)));
    /// assert_eq!(spread.outliers, [40.]);
    /// ```
    #[must_use]
    pub fn of(values: &[f64]) -> Spread {
        let Some(variation) = Variation::of(values) else { return Spread::default() };
        let [quartiles] = variation.ranked(values).quartiles([0]);
        Spread::with(values, 0, quartiles, variation, Listed::ALL)
    }

    /// The spread of values and so many zeros beside them, whose quartiles and variation are known.
    #[inline(never)]
    pub(crate) fn with(
        values: &[f64],
        zeros: usize,
        [q1, median, q3]: [f64; 3],
        variation: Variation,
        listed: Listed,
    ) -> Spread {
        let [low, high] = fences([q1, q3]);
        let mut within = Within { low, high, least: q1, greatest: q3 };
        let beyond = within.find(values);
        let zero = &[0.0][..zeros.min(1)];
        let zeros_beyond = within.find(zero).len() * zeros;
        let outlier_count = beyond.len() + zeros_beyond;
        // The lesser, the further: those above are taken with the other sign.
        let [mut below, mut above] = [(); 2].map(|()| Least::new(listed.outliers));
        for value in beyond.into_iter().chain(std::iter::repeat_n(0.0, zeros_beyond)) {
            if value < low { below.add(value) } else { above.add(-value) }
        }
        let mut outliers = below.in_order();
        outliers.extend(above.in_order().into_iter().rev().map(|value| -value));
        Spread {
            n: variation.n,
            mean: Some(variation.mean()),
            min: Some(variation.min),
            q1: Some(q1),
            median: Some(median),
            q3: Some(q3),
            max: Some(variation.max),
            whisker_low: Some(within.least),
            whisker_high: Some(within.greatest),
            outlier_count,
            outliers,
            standard_deviation: variation.standard_deviation(),
            coefficient_of_variation: variation.coefficient(),
        }
    }
}

/// Beyond which values are outliers, by more than rounding.
pub(crate) fn fences([q1, q3]: [f64; 2]) -> [f64; 2] {
    let reach = FENCE * (q3 - q1) + ROUNDING * greatest_of(q1.abs(), q3.abs());
    [q1 - reach, q3 + reach]
}

/// How much is listed of what there may be many of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Listed {
    /// Outliers on either side of a group, the furthest.
    pub(crate) outliers: usize,
    /// Of a centre's outliers, the organizations; of what most is spent on, the centres.
    pub(crate) named: usize,
}

impl Listed {
    pub(crate) const ALL: Listed = Listed { outliers: usize::MAX, named: usize::MAX };
    pub(crate) const FURTHEST: Listed = Listed { outliers: 10, named: 3 };
}

/// The least of some values.
struct Least {
    most: usize,
    values: Vec<f64>,
    /// Those above are not among them.
    bound: f64,
}

impl Least {
    fn new(most: usize) -> Least {
        Least { most, values: Vec::new(), bound: f64::INFINITY }
    }

    fn add(&mut self, value: f64) {
        /// Fewer are not worth putting in order.
        const MANY: usize = 256;
        if value <= self.bound {
            self.values.push(value);
            if self.values.len() >= self.most.saturating_mul(2).max(MANY) {
                self.keep();
            }
        }
    }

    fn keep(&mut self) {
        self.values = ascending(std::mem::take(&mut self.values));
        self.values.truncate(self.most);
        if self.values.len() == self.most {
            self.bound = self.values.last().copied().unwrap_or(self.bound);
        }
    }

    fn in_order(mut self) -> Vec<f64> {
        self.keep();
        self.values
    }
}

/// What lies within fences, as far as it reaches.
struct Within {
    low: f64,
    high: f64,
    least: f64,
    greatest: f64,
}

impl Within {
    /// Sees more values; gives those beyond the fences, in their order. No step asks where a value lies: most lie
    /// within, and which do not can't be foreseen.
    fn find(&mut self, values: &[f64]) -> Vec<f64> {
        let [low, high] = [self.low, self.high].map(f64x4::splat);
        let (mut least, mut greatest) = (f64x4::splat(self.least), f64x4::splat(self.greatest));
        let mut count = f64x4::ZERO;
        let (chunks, rest) = values.as_chunks();
        // The last ones are filled up with what changes nothing.
        let mut last = [self.least; 4];
        last[..rest.len()].copy_from_slice(rest);
        for &chunk in chunks.iter().chain([&last]) {
            let values = f64x4::new(chunk);
            let (below, above) = (values.simd_lt(low), values.simd_gt(high));
            least = least.fast_min(below.bitselect(least, values));
            greatest = greatest.fast_max(above.bitselect(greatest, values));
            count += (below | above) & f64x4::ONE;
        }
        self.least = least.to_array().into_iter().fold(self.least, least_of);
        self.greatest = greatest.to_array().into_iter().fold(self.greatest, greatest_of);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let count = count.reduce_add() as usize;
        if count == 0 {
            return Vec::new();
        }
        let (mut beyond, mut place) = (vec![0.0; count + 1], 0);
        for &value in values {
            beyond[place] = value;
            place += usize::from((value < self.low) | (value > self.high));
        }
        beyond.truncate(count);
        beyond
    }
}

/// The furthest of what stands beside a group's outliers, in their order: of the first `below`, which
/// lie below the group, so many from the start; of the others as many from the end.
pub(crate) fn furthest<T: Clone>(outliers: &[T], below: usize, of_each: usize) -> Vec<T> {
    let (low, high) = outliers.split_at(below.min(outliers.len()));
    [&low[..low.len().min(of_each)], &high[high.len().saturating_sub(of_each)..]].concat()
}

/// What a group's values come to without putting them in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Variation {
    pub(crate) n: usize,
    pub(crate) sum: Sum,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// The squares of the differences from the mean.
    squares: Sum,
}

impl Variation {
    #[inline(never)]
    pub(crate) fn of(values: &[f64]) -> Option<Variation> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let (min, max) = range(values);
        let sum = Sum::of(values, |value| value);
        let mean = sum.value() / as_f64(n);
        let squares = Sum::of(values, |value| (value - f64x4::splat(mean)) * (value - f64x4::splat(mean)));
        Some(Variation { n, sum, min, max, squares })
    }

    /// Of so many zeros.
    pub(crate) fn of_zeros(n: usize) -> Option<Variation> {
        let none = Sum::default();
        (n > 0).then_some(Variation { n, sum: none, min: 0.0, max: 0.0, squares: none })
    }

    /// Of both groups together (Chan, Golub and LeVeque 1979, *Updating Formulae and a Pairwise
    /// Algorithm for Computing Sample Variances*).
    pub(crate) fn and(mut self, other: Variation) -> Variation {
        let apart = other.mean() - self.mean();
        self.squares.merge(other.squares);
        self.squares.add(apart * apart * (as_f64(self.n) * as_f64(other.n) / as_f64(self.n + other.n)));
        self.sum.merge(other.sum);
        Variation {
            n: self.n + other.n,
            min: least_of(self.min, other.min),
            max: greatest_of(self.max, other.max),
            ..self
        }
    }

    /// Of the groups that there are, together.
    pub(crate) fn together(groups: impl IntoIterator<Item = Option<Variation>>) -> Option<Variation> {
        groups.into_iter().flatten().reduce(Variation::and)
    }

    /// Those same values, ranked.
    pub(crate) fn ranked(self, values: &[f64]) -> Ranked<'_> {
        Ranked::of(values, self.min, self.max)
    }

    pub(crate) fn mean(&self) -> f64 {
        self.sum.value() / as_f64(self.n)
    }

    fn standard_deviation(&self) -> Option<f64> {
        let squares = if are_equal(self.max, self.min) { 0.0 } else { self.squares.value() };
        (self.n > 1).then(|| (squares / as_f64(self.n - 1)).sqrt())
    }

    /// The standard deviation over the mean.
    pub(crate) fn coefficient(&self) -> Option<f64> {
        let (mean, greatest) = (self.mean(), greatest_of(self.max.abs(), self.min.abs()));
        self.standard_deviation().filter(|_| mean > ROUNDING * greatest).map(|deviation| deviation / mean)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Listed, Spread, Variation, furthest};

    fn check(values: &[f64], expected: Expect) {
        let spread = Spread::of(values);
        let figures = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
        let figures: Vec<_> = figures.into_iter().map(|figure| figure.map_or("-".into(), |f| f.to_string())).collect();
        expected.assert_eq(&format!("{} {:?}", figures.join(" "), spread.outliers));
    }

    #[test]
    fn no_values_have_no_figures() {
        check(&[], expect!["- - - - - []"]);
        assert_eq!(Spread::of(&[]).standard_deviation, None);
    }

    #[test]
    fn one_value_is_its_own_box_without_deviation() {
        check(&[7.0], expect!["7 7 7 7 7 []"]);
        assert_eq!(Spread::of(&[7.0]).standard_deviation, None);
    }

    #[test]
    fn quartiles_are_interpolated() {
        check(&[-6.0, -3.0, 1.0, 4.0, 5.0, 8.0], expect!["-6 -2 2.5 4.75 8 []"]);
        check(&[250.0, 275.0, 299.99, 180.0], expect!["180 232.5 262.5 281.2475 299.99 []"]);
    }

    #[test]
    fn outliers_lie_on_both_sides() {
        check(&[-90.0, 1.0, 2.0, 3.0, 4.0, 5.0, 90.0], expect!["1 1.5 3 4.5 5 [-90.0, 90.0]"]);
    }

    #[test]
    fn values_that_are_equal_but_for_rounding_have_no_outliers() {
        check(&[0.15 / 3.0, 0.05, 0.05, 0.05], expect!["0.049999999999999996 0.05 0.05 0.05 0.05 []"]);
        let spread = Spread::of(&[0.15 / 3.0, 0.05, 0.05, 0.05]);
        assert_eq!((spread.standard_deviation, spread.coefficient_of_variation), (Some(0.0), Some(0.0)));
        check(&[0.05, 0.05, 0.05, 0.050_000_01], expect!["0.05 0.05 0.05 0.0500000025 0.0500000025 [0.05000001]"]);
    }

    #[test]
    fn a_whisker_never_ends_inside_the_box() {
        check(&[0.0, 0.0, 0.0, 100.0], expect!["0 0 0 25 25 [100.0]"]);
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        let spread = Spread::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((spread.mean, spread.min, spread.max), (Some(5.0), Some(2.0), Some(9.0)));
        assert_eq!(spread.standard_deviation, Some((32.0f64 / 7.0).sqrt()));
        assert_eq!(spread.coefficient_of_variation, Some((32.0f64 / 7.0).sqrt() / 5.0));
    }

    #[test]
    fn of_many_outliers_the_furthest_are_listed() {
        let many = (1..=1_000).map(|at| 1e6 + f64::from(at * 7 % 1_000));
        let values: Vec<f64> = [0.0; 5_000].into_iter().chain(many.clone()).chain(many.map(|it| -it)).collect();
        let variation = Variation::of(&values).unwrap();
        let listed = Listed { outliers: 2, named: 0 };
        let spread = Spread::with(&values, 0, variation.ranked(&values).quartiles([0])[0], variation, listed);
        assert_eq!(
            (spread.outliers, spread.outlier_count),
            (vec![-1_000_999.0, -1_000_998.0, 1_000_998.0, 1_000_999.0], 2_000)
        );
    }

    #[test]
    fn the_furthest_outliers_lie_on_either_side() {
        assert_eq!(furthest(&[-9, -8, -7, 7, 8, 9], 3, 2), [-9, -8, 8, 9]);
        assert_eq!(furthest(&[7, 8, 9], 0, 2), [8, 9]);
        assert_eq!(furthest(&[-9, -8, 9], 2, 2), [-9, -8, 9]);
        assert_eq!(furthest(&[0; 0], 0, 2), [0; 0]);
    }

    #[test]
    fn groups_vary_together_as_all_their_values_do() {
        let (one, other) = ([3.0, -1.0, 8.5], [100.0, 250.25]);
        let together = Variation::together([
            Variation::of(&one),
            Variation::of(&[]),
            Variation::of_zeros(2),
            Variation::of(&other),
        ]);
        let of_all = Variation::of(&[&one[..], &[0.0; 2], &other].concat());
        let figures = |it: Option<Variation>| it.map(|it| (it.n, it.mean(), it.min, it.max, it.standard_deviation()));
        assert_eq!(figures(together), figures(of_all));
        assert_eq!(Variation::together([Variation::of_zeros(0)]), None);
    }

    #[test]
    fn variation_needs_a_positive_mean() {
        let spread = Spread::of(&[-1.0, 1.0]);
        assert_eq!((spread.standard_deviation, spread.coefficient_of_variation), (Some(2f64.sqrt()), None));
        // On paper, these come to 0.
        assert_eq!(Spread::of(&[0.1, 0.2, -0.3]).coefficient_of_variation, None);
    }
}
