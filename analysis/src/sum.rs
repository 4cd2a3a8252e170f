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

/// A running total of amounts as files write them: 0.10 and 0.20 are 0.30. What each float is off by would add up to
/// another float than the sum's. So where no amount has more than four decimals, the sum has no more than they have:
/// it is the float nearest to the sum of what is written, in any order. `Exact::default()` is the identity of
/// [`Exact::merge`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    sum: Sum,
    /// Ten to the power of the amounts' decimals; more than [`Exact::MOST`] where they have too many.
    scale: f64,
}

impl Default for Exact {
    fn default() -> Exact {
        Exact { sum: Sum::default(), scale: 1.0 }
    }
}

impl Exact {
    /// So many decimals are looked for: amounts have two, or three.
    const MOST: f64 = 1e4;

    /// Adds one amount.
    #[inline]
    pub fn add(&mut self, amount: f64) {
        self.sum.add(amount);
        self.scale = scaled(self.scale, amount);
    }

    /// Adds all that another sum has seen.
    pub fn merge(&mut self, other: Exact) {
        self.sum.merge(other.sum);
        self.scale = self.scale.max(other.scale);
    }

    /// The sum so far.
    #[must_use]
    pub fn value(self) -> f64 {
        /// From here on there is nothing to round.
        const WHOLE: f64 = (1_u64 << 52) as f64;
        let value = self.sum.value();
        let scaled = value * self.scale;
        if self.scale <= Exact::MOST && scaled.abs() < WHOLE { scaled.round_ties_even() / self.scale } else { value }
    }
}

/// The scale of amounts and one more: a float that is the nearest to a number of so many decimals is that number's.
#[inline]
fn scaled(mut scale: f64, amount: f64) -> f64 {
    while scale <= Exact::MOST && (amount * scale).round_ties_even() / scale != amount {
        scale *= 10.0;
    }
    scale
}

impl Extend<f64> for Exact {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, amounts: I) {
        amounts.into_iter().for_each(|amount| self.add(amount));
    }
}

/// Two of them, which grow together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExactPair {
    pub(crate) sums: Pair,
    scales: f64x2,
}

impl Default for ExactPair {
    fn default() -> ExactPair {
        ExactPair { sums: Pair::default(), scales: f64x2::ONE }
    }
}

impl ExactPair {
    #[inline]
    pub(crate) fn add(&mut self, amounts: f64x2) {
        self.sums.add(amounts);
        let are_scaled = ((amounts * self.scales).round_ties_even() / self.scales).simd_eq(amounts);
        if !(are_scaled | self.scales.simd_gt(f64x2::splat(Exact::MOST))).all() {
            self.scale(amounts);
        }
    }

    #[cold]
    #[inline(never)]
    fn scale(&mut self, amounts: f64x2) {
        let ([one, other], [scale, other_scale]) = (amounts.to_array(), self.scales.to_array());
        self.scales = f64x2::new([scaled(scale, one), scaled(other_scale, other)]);
    }

    pub(crate) fn merge(&mut self, other: ExactPair) {
        self.sums.merge(other.sums);
        self.scales = self.scales.max(other.scales);
    }

    /// Each for itself.
    pub(crate) fn each(self) -> [Exact; 2] {
        let ([sum, other_sum], [scale, other_scale]) = (self.sums.each(), self.scales.to_array());
        [Exact { sum, scale }, Exact { sum: other_sum, scale: other_scale }]
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
    use super::{Exact, ExactPair, Sum};

    fn exact(amounts: &[f64]) -> f64 {
        let (mut sum, mut pair) = (Exact::default(), ExactPair::default());
        for &amount in amounts {
            sum.add(amount);
            pair.add([amount, -amount].into());
        }
        assert_eq!(pair.each().map(Exact::value), [sum.value(), -sum.value()]);
        sum.value()
    }

    #[test]
    fn amounts_add_up_as_they_are_written() {
        assert_eq!(exact(&[0.1, 0.2]), 0.3);
        assert_eq!(exact(&[1.01, 2.02, -4.04]), -1.01);
        assert_eq!(exact(&[250_000_000.01; 3]), 750_000_000.03);
        assert_eq!(exact(&[12.345, 0.1, 7.0]), 19.445);
        assert_eq!(exact(&[]), 0.0);
    }

    #[test]
    fn amounts_of_many_decimals_are_not_rounded() {
        let third = 1.0 / 3.0;
        assert_eq!(exact(&[third, 0.01]), third + 0.01);
        assert_eq!(exact(&[1e-5, 1e-5]), 2e-5);
        assert_eq!(exact(&[1e60, 0.01]), 1e60);
    }

    #[test]
    fn exact_sums_are_put_together() {
        let of = |amounts: &[f64]| {
            let mut sum = Exact::default();
            sum.extend(amounts.iter().copied());
            sum
        };
        let mut sum = of(&[0.1]);
        sum.merge(of(&[0.2, 0.25]));
        assert_eq!(sum, of(&[0.1, 0.2, 0.25]));
        assert_eq!(sum.value(), 0.55);
        let mut none = Exact::default();
        none.merge(sum);
        assert_eq!(none, sum);
    }

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
