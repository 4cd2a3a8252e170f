//! Whether groups differ in spread by more than chance.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF as _, FisherSnedecor};
use wide::f64x4;

use crate::quantiles::quartiles;
use crate::spread::{ROUNDING, as_f64};
use crate::sum::Sum;

/// A group of fewer values is not compared: of three, one distance is always 0, and no few such groups could ever be
/// told apart.
pub const FEWEST: usize = 4;

/// Whether groups spread alike, by the test of Brown and Forsythe (1974), *Robust Tests for the
/// Equality of Variances*: an analysis of variance of the distances from each group's median.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispersion {
    /// How many groups there are.
    pub groups: usize,
    /// How many values they have together.
    pub n: usize,
    /// The test's F.
    pub statistic: f64,
    /// How often chance alone would make spreads differ at least so much, 0 to 1.
    pub p: f64,
}

/// The distances of a group's values from their median, summed up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Distances {
    n: usize,
    mean: f64,
    /// The sum of squared differences from the mean.
    squares: f64,
}

impl Distances {
    /// Of at least [`FEWEST`] values around `median`, each distance divided by `unit`; `None` of fewer. What is
    /// equal to the median but for rounding has none.
    pub(crate) fn of(values: &[f64], median: f64, unit: f64) -> Option<Distances> {
        let n = values.len();
        if n < FEWEST || unit.is_nan() || unit <= 0.0 {
            return None;
        }
        let (median, rounding) = (f64x4::splat(median), f64x4::splat(ROUNDING * median.abs()));
        let distance = |values: f64x4| {
            let distance = (values - median).abs();
            distance & distance.simd_gt(rounding)
        };
        let mean = Sum::of(values, distance).value() / as_f64(n);
        let further = |values: f64x4| distance(values) - f64x4::splat(mean);
        let square = |values: f64x4| further(values) * further(values);
        let squares = Sum::of(values, square).value();
        let (mean, squares) = (mean / unit, squares / (unit * unit));
        Some(Distances { n, mean, squares })
    }
}

impl Dispersion {
    /// Compares groups of values. Groups of fewer than [`FEWEST`] values are
    /// left out; `None` where fewer than two are left, or where no value differs from its median.
    ///
    /// ```
    /// use pervisit_analysis::dispersion::Dispersion;
    /// let (narrow, wide) = ([9., 10., 10., 10., 11.], [1., 7., 12., 15., 30.]);
    /// let found = Dispersion::of([narrow.as_slice(), wide.as_slice()]).unwrap();
    /// assert_eq!((found.groups, found.n), (2, 10));
    /// assert!(found.p > 0.05, "five values each are few");
    /// ```
    pub fn of<'a>(groups: impl IntoIterator<Item = &'a [f64]>) -> Option<Dispersion> {
        let groups = groups.into_iter().filter(|group| group.len() >= FEWEST).filter_map(|group| {
            let [_, median, _] = quartiles(group);
            Distances::of(group, median, 1.0)
        });
        Dispersion::between(groups)
    }

    pub(crate) fn between(groups: impl IntoIterator<Item = Distances>) -> Option<Dispersion> {
        let groups: Vec<Distances> = groups.into_iter().collect();
        let n: usize = groups.iter().map(|group| group.n).sum();
        if groups.len() < 2 {
            return None;
        }
        let total: Sum = groups.iter().map(|group| group.mean * as_f64(group.n)).collect();
        let mean = total.value() / as_f64(n);
        let apart = |group: &Distances| {
            let apart = group.mean - mean;
            if apart.abs() > ROUNDING * mean { apart } else { 0.0 }
        };
        let between: Sum = groups.iter().map(|group| as_f64(group.n) * apart(group) * apart(group)).collect();
        let within: Sum = groups.iter().map(|group| group.squares).collect();
        let (free_between, free_within) = (as_f64(groups.len() - 1), as_f64(n - groups.len()));
        let statistic = (between.value() / free_between) / (within.value() / free_within);
        if statistic.is_nan() {
            return None;
        }
        let p = match FisherSnedecor::new(free_between, free_within) {
            Ok(distribution) if statistic.is_finite() => distribution.sf(statistic),
            _ => 0.0,
        };
        Some(Dispersion { groups: groups.len(), n, statistic, p })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Dispersion, Distances, quartiles};

    fn check(groups: &[&[f64]], expected: Expect) {
        let found = Dispersion::of(groups.iter().copied());
        let say = |found: Dispersion| {
            format!("F {:.9}, p {:.9}, n {} in {}", found.statistic, found.p, found.n, found.groups)
        };
        expected.assert_eq(&found.map_or("-".into(), say));
    }

    #[test]
    fn it_is_what_scipy_computes() {
        check(
            &[
                &[8.88, 9.12, 9.04, 8.98, 9.0, 9.08, 9.01, 8.85, 9.06, 8.99],
                &[8.88, 8.95, 9.29, 9.44, 9.15, 9.58, 8.36, 9.18, 8.67, 9.05],
                &[8.95, 9.12, 8.95, 8.85, 9.03, 8.84, 9.07, 8.98, 8.86, 8.98],
            ],
            expect!["F 7.584952755, p 0.002431506, n 30 in 3"],
        );
    }

    #[test]
    fn groups_that_are_too_small_are_left_out() {
        check(&[&[1.0, 2.0, 4.0, 5.0, 7.0], &[1.0, 2.0, 9.0]], expect!["-"]);
        check(&[], expect!["-"]);
    }

    #[test]
    fn groups_without_any_spread_can_not_be_compared() {
        check(&[&[5.0; 6], &[7.0; 5]], expect!["-"]);
    }

    #[test]
    fn what_varies_alike_can_not_be_compared() {
        let twofold = |size: f64| [0.8, 0.8, 0.8, 1.2, 1.2, 1.2].map(|cost| cost * size);
        let relative = |costs: [f64; 6]| Distances::of(&costs, quartiles(&costs)[1], quartiles(&costs)[1]);
        let distances: Vec<_> = [1.0, 100.0].into_iter().filter_map(|size| relative(twofold(size))).collect();
        assert_eq!((distances.len(), Dispersion::between(distances)), (2, None));
    }

    #[test]
    fn rounding_is_no_spread() {
        let rated = |rate: f64, visits: &[f64]| -> Vec<f64> {
            visits.iter().map(|visits| (rate * visits * 100.0).round() / 100.0 / visits).collect()
        };
        let [one, other] = [
            rated(9.74, &[2310.0, 636.0, 2918.0, 1183.0, 1042.0, 89.0]),
            rated(15.2, &[874.0, 2086.0, 55.0, 1073.0, 29.0, 500.0]),
        ];
        assert!(other.iter().any(|cost| *cost != 15.2), "some are off in the last place");
        check(&[&one, &other], expect!["-"]);
    }

    #[test]
    fn a_difference_without_any_noise_is_no_chance() {
        check(&[&[5.0; 5], &[7.0, 9.0, 7.0, 9.0, 7.0, 9.0]], expect!["F inf, p 0.000000000, n 11 in 2"]);
    }
}
