//! The average and the spread of one group of unit costs, with the definitions and their sources.

use serde::{Deserialize, Serialize};

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
    /// The sample standard deviation (n - 1 in the denominator); needs two values.
    pub standard_deviation: Option<f64>,
    /// The standard deviation over the mean; needs two values and a mean above 0.
    pub coefficient_of_variation: Option<f64>,
}

impl Spread {
    /// The spread of `values`, which may come in any order and must be finite.
    ///
    /// ```
    /// use pervisit_analysis::spread::Spread;
    /// let spread = Spread::of(vec![1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 40.]);
    /// assert_eq!((spread.q1, spread.median, spread.q3), (Some(3.75), Some(6.5), Some(9.25)));
    /// assert_eq!((spread.whisker_low, spread.whisker_high), (Some(1.), Some(11.)));
    /// assert_eq!(spread.outliers, [40.]);
    /// ```
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Spread {
        values.sort_unstable_by(f64::total_cmp);
        let sorted = values.as_slice();
        let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
            return Spread::default();
        };
        let n = sorted.len();
        let mean = sorted.iter().copied().collect::<Sum>().value() / as_f64(n);
        let (q1, median, q3) = (quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
        let reach = FENCE * (q3 - q1);
        let inside_low = sorted.partition_point(|&value| value < q1 - reach);
        let inside_high = sorted.partition_point(|&value| value <= q3 + reach);
        let whisker_low = sorted.get(inside_low).map_or(q1, |&value| value.min(q1));
        let whisker_high =
            inside_high.checked_sub(1).and_then(|last| sorted.get(last)).map_or(q3, |&value| value.max(q3));
        let outliers = sorted[..inside_low].iter().chain(&sorted[inside_high..]).copied().collect();
        let standard_deviation = (n > 1).then(|| {
            let squares: Sum = sorted.iter().map(|value| (value - mean) * (value - mean)).collect();
            (squares.value() / as_f64(n - 1)).sqrt()
        });
        Spread {
            n,
            mean: Some(mean),
            min: Some(min),
            q1: Some(q1),
            median: Some(median),
            q3: Some(q3),
            max: Some(max),
            whisker_low: Some(whisker_low),
            whisker_high: Some(whisker_high),
            outliers,
            standard_deviation,
            coefficient_of_variation: standard_deviation.filter(|_| mean > 0.0).map(|deviation| deviation / mean),
        }
    }
}

/// The quantile at `p` (0 to 1) of ascending values by linear interpolation between order
/// statistics: type 7 of Hyndman and Fan (1996), *Sample Quantiles in Statistical Packages*; what
/// numpy and Excel's QUARTILE.INC compute.
///
/// # Panics
/// Where `sorted` is empty.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = as_f64(sorted.len() - 1) * p;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= position < sorted.len()")]
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = position - position.floor();
    sorted[below] + share * (sorted[above] - sorted[below])
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Spread;

    fn check(values: &[f64], expected: Expect) {
        let spread = Spread::of(values.to_vec());
        let figures = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
        let figures: Vec<_> = figures.into_iter().map(|figure| figure.map_or("-".into(), |f| f.to_string())).collect();
        expected.assert_eq(&format!("{} {:?}", figures.join(" "), spread.outliers));
    }

    #[test]
    fn no_values_have_no_figures() {
        check(&[], expect!["- - - - - []"]);
        assert_eq!(Spread::of(vec![]).standard_deviation, None);
    }

    #[test]
    fn one_value_is_its_own_box_without_deviation() {
        check(&[7.0], expect!["7 7 7 7 7 []"]);
        assert_eq!(Spread::of(vec![7.0]).standard_deviation, None);
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
    fn variation_needs_a_positive_mean() {
        let spread = Spread::of(vec![-1.0, 1.0]);
        assert_eq!((spread.standard_deviation, spread.coefficient_of_variation), (Some(2f64.sqrt()), None));
    }
}
