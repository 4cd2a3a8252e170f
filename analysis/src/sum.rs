//! A running total that does not drift: thirty times 0.10 is 3.00.

use std::ops::{Add, Sub};

use wide::{f64x2, f64x4};

/// A compensated sum (Neumaier 1974, *Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen*). `Sum::default()` is the identity of [`Sum::merge`].
///
/// Of numbers, see [`Sum`]; or of several side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Running<T> {
    total: T,
    lost: T,
}

/// The running total of numbers.
pub type Sum = Running<f64>;

/// Two of them, which grow together.
pub(crate) type Pair = Running<f64x2>;

impl<T: Copy + Add<Output = T> + Sub<Output = T>> Running<T> {
    /// Adds one value. What is lost is found as Knuth does (*The Art of Computer Programming* 2,
    /// 4.2.2, theorem B), which takes no branch.
    #[inline]
    pub fn add(&mut self, value: T) {
        let next = self.total + value;
        let added = next - self.total;
        self.lost = self.lost + ((self.total - (next - added)) + (value - added));
        self.total = next;
    }

    /// Adds all that another sum has seen.
    pub fn merge(&mut self, other: Running<T>) {
        self.add(other.total);
        self.lost = self.lost + other.lost;
    }
}

impl Pair {
    /// Each for itself.
    pub(crate) fn each(self) -> [Sum; 2] {
        let ([one, other], [lost, other_lost]) = (self.total.to_array(), self.lost.to_array());
        [Sum { total: one, lost }, Sum { total: other, lost: other_lost }]
    }
}

impl Sum {
    /// The sum of what `of` makes of some values, four at once.
    pub(crate) fn of(values: &[f64], of: impl Fn(f64x4) -> f64x4) -> Sum {
        let (chunks, rest) = values.as_chunks();
        let mut sums = Running::<f64x4>::default();
        chunks.iter().for_each(|&chunk| sums.add(of(f64x4::new(chunk))));
        let mut sum = Sum::default();
        let sums = sums.total.to_array().into_iter().zip(sums.lost.to_array());
        sums.for_each(|(total, lost)| sum.merge(Sum { total, lost }));
        rest.iter().for_each(|&value| sum.add(of(f64x4::splat(value)).to_array()[0]));
        sum
    }

    /// Without what another sum has seen, all of which this one has.
    pub(crate) fn less(mut self, other: Sum) -> Sum {
        self.add(-other.total);
        self.lost -= other.lost;
        self
    }

    /// The sum so far.
    #[must_use]
    pub fn value(self) -> f64 {
        self.total + self.lost
    }
}

impl Extend<f64> for Sum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Sum::default();
        sum.extend(values);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn cents_add_up() {
        let sum: Sum = std::iter::repeat_n(0.10, 30).collect();
        assert_eq!(sum.value().to_string(), "3");
    }

    #[test]
    fn a_large_value_does_not_swallow_small_ones() {
        let sum: Sum = [1.0, 1e100, 1.0, -1e100].into_iter().collect();
        assert_eq!(sum.value(), 2.0);
    }

    #[test]
    fn what_is_taken_off_leaves_the_rest_however_small() {
        let sum = |values: &[f64]| values.iter().copied().collect::<Sum>();
        let large = [1e17, 0.3, 4e15];
        let all = sum(&[0.1, large[0], 0.2, large[1], large[2]]);
        assert!((all.less(sum(&large)).value() - 0.3).abs() < 1e-15);
    }

    #[test]
    fn the_empty_sum_changes_nothing() {
        let sum: Sum = [0.1, 0.2, 0.3].into_iter().collect();
        let mut left = Sum::default();
        left.merge(sum);
        let mut right = sum;
        right.merge(Sum::default());
        assert_eq!((left.value(), right.value()), (sum.value(), sum.value()));
    }
}
