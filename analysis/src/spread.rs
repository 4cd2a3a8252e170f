//! The average and the spread of one group of unit costs, with the definitions and their sources.

use serde::{Deserialize, Serialize};

use crate::sort::ascending;
use crate::sum::Sum;

/// How far beyond the quartiles a value may lie before it is an outlier, in interquartile ranges
/// (Tukey 1977, *Exploratory Data Analysis*).
pub const FENCE: f64 = 1.5;

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
    /// The first quartile: see [`quantile`].
    pub q1: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The third quartile.
    pub q3: Option<f64>,
    /// The largest value.
    pub max: Option<f64>,
    /// The smallest value that is not below `q1 - 1.5 (q3 - q1)`, and never above `q1`.
    pub whisker_low: Option<f64>,
    /// The largest value that is not above `q3 + 1.5 (q3 - q1)`, and never below `q3`.
    pub whisker_high: Option<f64>,
    /// The values beyond the whiskers, ascending.
    pub outliers: Vec<f64>,
    /// How many values lie beyond the whiskers, of which `outliers` may hold only the furthest.
    pub outlier_count: usize,
    /// The sample standard deviation (n - 1 in the denominator); needs two values.
    pub standard_deviation: Option<f64>,
    /// The standard deviation over the mean; needs two values and a mean above 0.
    pub coefficient_of_variation: Option<f64>,
}

impl Spread {
    /// The spread of `values`, which may stand in any order, must be finite, and are reordered.
    ///
    /// ```
    /// use pervisit_analysis::spread::Spread;
    /// let spread = Spread::of(&mut [11., 2., 3., 4., 5., 6., 40., 7., 8., 9., 10., 1.]);
    /// assert_eq!((spread.q1, spread.median, spread.q3), (Some(3.75), Some(6.5), Some(9.25)));
    /// assert_eq!((spread.whisker_low, spread.whisker_high), (Some(1.), Some(11.)));
    /// assert_eq!(spread.outliers, [40.]);
    /// ```
    #[must_use]
    pub fn of(values: &mut [f64]) -> Spread {
        Variation::of(values).map(|variation| Spread::with(values, variation)).unwrap_or_default()
    }

    /// The spread of values whose variation is known.
    pub(crate) fn with(values: &mut [f64], variation: Variation) -> Spread {
        let [q1, median, q3] = quartiles(values);
        let reach = FENCE * (q3 - q1);
        let (low, high) = (q1 - reach, q3 + reach);
        let (mut whisker_low, mut whisker_high, mut outliers) = (q1, q3, Vec::new());
        for &value in &*values {
            if value < low || value > high {
                outliers.push(value);
            } else {
                whisker_low = if value < whisker_low { value } else { whisker_low };
                whisker_high = if value > whisker_high { value } else { whisker_high };
            }
        }
        let outliers = ascending(outliers);
        Spread {
            n: variation.n,
            mean: Some(variation.mean),
            min: Some(variation.min),
            q1: Some(q1),
            median: Some(median),
            q3: Some(q3),
            max: Some(variation.max),
            whisker_low: Some(whisker_low),
            whisker_high: Some(whisker_high),
            outlier_count: outliers.len(),
            outliers,
            standard_deviation: variation.standard_deviation,
            coefficient_of_variation: variation.coefficient(),
        }
    }
}

/// The furthest of a group's outliers, or of what stands beside them in their order: of the first
/// `below`, which lie below the group, so many from the start; of the others as many from the end.
pub(crate) fn furthest<T: Clone>(outliers: &[T], below: usize, of_each: usize) -> Vec<T> {
    let (low, high) = outliers.split_at(below.min(outliers.len()));
    [&low[..low.len().min(of_each)], &high[high.len().saturating_sub(of_each)..]].concat()
}

/// What a group's values come to without putting them in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Variation {
    pub(crate) n: usize,
    pub(crate) mean: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    standard_deviation: Option<f64>,
}

impl Variation {
    pub(crate) fn of(values: &[f64]) -> Option<Variation> {
        let n = values.len();
        let &first = values.first()?;
        let (mut min, mut max, mut sum) = (first, first, Sum::default());
        for &value in values {
            // Selected: f64::min and max are calls in WebAssembly.
            min = if value < min { value } else { min };
            max = if value > max { value } else { max };
            sum.add(value);
        }
        let mean = sum.value() / as_f64(n);
        let standard_deviation = (n > 1).then(|| {
            let squares: Sum = values.iter().map(|value| (value - mean) * (value - mean)).collect();
            (squares.value() / as_f64(n - 1)).sqrt()
        });
        Some(Variation { n, mean, min, max, standard_deviation })
    }

    /// The standard deviation over the mean.
    pub(crate) fn coefficient(&self) -> Option<f64> {
        self.standard_deviation.filter(|_| self.mean > 0.0).map(|deviation| deviation / self.mean)
    }
}

/// The three quartiles of values that there are some of; see [`quantile`].
pub(crate) fn quartiles(values: &mut [f64]) -> [f64; 3] {
    let median = quantile(values, 0.5);
    // What stands below the median's place is not greater, what stands above not less.
    let middle = place(values.len(), 0.5).0;
    let (q1_place, q3_place) = (place(values.len(), 0.25), place(values.len(), 0.75));
    let below = values.len().min(middle.max(1) + 1);
    let q1 = order_statistic(&mut values[..below], q1_place);
    let q3 = order_statistic(&mut values[middle..], (q3_place.0 - middle, q3_place.1));
    [q1, median, q3]
}

/// The quantile at `p` (0 to 1) by linear interpolation between order statistics: type 7 of Hyndman
/// and Fan (1996), *Sample Quantiles in Statistical Packages*; what numpy and Excel's QUARTILE.INC
/// compute. The values are reordered.
///
/// # Panics
/// Where there are no values.
#[must_use]
pub fn quantile(values: &mut [f64], p: f64) -> f64 {
    order_statistic(values, place(values.len(), p))
}

/// Where the quantile at `p` stands among `n` values in order: after how many, and how far on the
/// way to the next one.
fn place(n: usize, p: f64) -> (usize, f64) {
    let position = as_f64(n - 1) * p;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= position < n")]
    let below = position.floor() as usize;
    (below, position - position.floor())
}

fn order_statistic(values: &mut [f64], (below, share): (usize, f64)) -> f64 {
    let (_, &mut low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let high = above.iter().copied().reduce(f64::min).unwrap_or(low);
    low + share * (high - low)
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::{Spread, furthest, quartiles};

    fn check(values: &[f64], expected: Expect) {
        let spread = Spread::of(&mut values.to_vec());
        let figures = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
        let figures: Vec<_> = figures.into_iter().map(|figure| figure.map_or("-".into(), |f| f.to_string())).collect();
        expected.assert_eq(&format!("{} {:?}", figures.join(" "), spread.outliers));
    }

    #[test]
    fn no_values_have_no_figures() {
        check(&[], expect!["- - - - - []"]);
        assert_eq!(Spread::of(&mut []).standard_deviation, None);
    }

    #[test]
    fn one_value_is_its_own_box_without_deviation() {
        check(&[7.0], expect!["7 7 7 7 7 []"]);
        assert_eq!(Spread::of(&mut [7.0]).standard_deviation, None);
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
    fn a_whisker_never_ends_inside_the_box() {
        check(&[0.0, 0.0, 0.0, 100.0], expect!["0 0 0 25 25 [100.0]"]);
    }

    #[test]
    fn the_deviation_is_that_of_a_sample() {
        let spread = Spread::of(&mut [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((spread.mean, spread.min, spread.max), (Some(5.0), Some(2.0), Some(9.0)));
        assert_eq!(spread.standard_deviation, Some((32.0f64 / 7.0).sqrt()));
        assert_eq!(spread.coefficient_of_variation, Some((32.0f64 / 7.0).sqrt() / 5.0));
    }

    #[test]
    fn the_furthest_outliers_lie_on_either_side() {
        assert_eq!(furthest(&[-9, -8, -7, 7, 8, 9], 3, 2), [-9, -8, 8, 9]);
        assert_eq!(furthest(&[7, 8, 9], 0, 2), [8, 9]);
        assert_eq!(furthest(&[-9, -8, 9], 2, 2), [-9, -8, 9]);
        assert_eq!(furthest(&[0; 0], 0, 2), [0; 0]);
    }

    #[test]
    fn variation_needs_a_positive_mean() {
        let spread = Spread::of(&mut [-1.0, 1.0]);
        assert_eq!((spread.standard_deviation, spread.coefficient_of_variation), (Some(2f64.sqrt()), None));
    }

    proptest! {
        #[test]
        fn quartiles_are_those_of_the_values_in_order(mut values in prop::collection::vec(-9.0..9.0, 1..40)) {
            let found = quartiles(&mut values.clone());
            values.sort_by(f64::total_cmp);
            for (quartile, p) in found.into_iter().zip(1..4) {
                // Between the places below and above p (n - 1) / 4, as far as that lies between them.
                let quarters = (values.len() - 1) * p;
                let (low, high) = (values[quarters / 4], values[quarters.div_ceil(4)]);
                let share = [0.0, 0.25, 0.5, 0.75][quarters % 4];
                prop_assert!((quartile - (low + share * (high - low))).abs() < 1e-12);
            }
        }
    }
}
