//! Quantiles, without putting all values in order.

use wide::f64x4;

use crate::sort::ordered_bits;
use crate::spread::as_f64;

/// Values that were counted by their size, so that the one at any place in their order is found among few.
pub(crate) enum Ranked<'a> {
    /// Few of them, in order.
    InOrder(Vec<f64>),
    /// All the same, and how many.
    Alike(f64, usize),
    /// By the upper bits of what tells them apart.
    Counted {
        values: &'a [f64],
        digits: Digits,
        /// How many values stand before each bucket; the last is all.
        before: Vec<u32>,
    },
}

/// Which bucket a value falls into.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    least: u64,
    cut: u32,
}

impl Digits {
    #[inline]
    fn bucket(self, value: f64) -> usize {
        let bucket = (ordered_bits(value).max(self.least) - self.least) >> self.cut;
        #[expect(clippy::cast_possible_truncation, reason = "so many bits are left")]
        {
            bucket as usize
        }
    }
}

impl<'a> Ranked<'a> {
    /// Counts finite values, the least and the greatest of which are known.
    #[inline(never)]
    pub(crate) fn of(values: &'a [f64], min: f64, max: f64) -> Ranked<'a> {
        const FEW: usize = 100;
        const MANY: usize = 10_000;
        if values.len() < FEW {
            return Ranked::InOrder(in_order(values));
        }
        if min == max {
            return Ranked::Alike(min, values.len());
        }
        // 0 is far from all other numbers, in bits: it is taken for the one below the least of them.
        let least = if min == 0.0 {
            let above = values.iter().copied().filter(|&value| value > 0.0).fold(max, least_of);
            ordered_bits(above) - 1
        } else {
            ordered_bits(min)
        };
        let range = ordered_bits(max) - least;
        let bits = if values.len() < MANY { 8 } else { 12 };
        let digits = Digits { least, cut: (u64::BITS - range.leading_zeros()).saturating_sub(bits) };
        let mut before = vec![0; (1 << bits) + 1];
        values.iter().for_each(|&value| before[digits.bucket(value) + 1] += 1);
        let mut all = 0;
        for before in &mut before {
            all += *before;
            *before = all;
        }
        Ranked::Counted { values, digits, before }
    }

    fn len(&self) -> usize {
        match self {
            Ranked::InOrder(values) => values.len(),
            Ranked::Alike(_, count) => *count,
            Ranked::Counted { values, .. } => values.len(),
        }
    }

    /// The values at some places in the order of all, counted from 0.
    fn at(&self, places: &[usize]) -> Vec<f64> {
        let (values, digits, before) = match self {
            Ranked::InOrder(values) => return places.iter().map(|&place| values[place]).collect(),
            Ranked::Alike(value, _) => return vec![*value; places.len()],
            Ranked::Counted { values, digits, before } => (values, digits, before),
        };
        let buckets = places.iter().map(|&place| before.partition_point(|&before| before as usize <= place) - 1);
        let buckets: Vec<usize> = buckets.collect();
        // Those in wanted buckets are put together; all others fall into the first group, which stays empty.
        let mut group_of = vec![0_u8; before.len()];
        let mut groups = vec![Vec::new()];
        for &bucket in &buckets {
            if group_of[bucket] == 0 {
                #[expect(clippy::cast_possible_truncation, reason = "a few places are asked for at once")]
                let group = groups.len() as u8;
                group_of[bucket] = group;
                groups.push(Vec::with_capacity((before[bucket + 1] - before[bucket]) as usize));
            }
        }
        for &value in *values {
            let group = group_of[digits.bucket(value)];
            if group > 0 {
                groups[usize::from(group)].push(value);
            }
        }
        let ranked: Vec<Ranked<'_>> = groups.iter().map(|group| Ranked::among_themselves(group)).collect();
        let within = places.iter().zip(&buckets).map(|(place, &bucket)| {
            let place = place - before[bucket] as usize;
            ranked[usize::from(group_of[bucket])].at(&[place])[0]
        });
        within.collect()
    }

    fn among_themselves(values: &'a [f64]) -> Ranked<'a> {
        let (min, max) = range(values);
        Ranked::of(values, min, max)
    }

    /// The three quartiles of the values and so many zeros beside them, for each of some numbers of
    /// zeros; there is a value or a zero. See [`quantile`].
    pub(crate) fn quartiles<const N: usize>(&self, zeros: [usize; N]) -> [[f64; 3]; N] {
        let negative = if zeros == [0; N] { 0 } else { self.negative() };
        let places = zeros.map(|zeros| [0.25, 0.5, 0.75].map(|p| (zeros, Place::of(self.len() + zeros, p))));
        // Zeros stand behind what is below 0.
        let among_values = |(zeros, place): (usize, Place)| {
            [place.below, place.above].map(|place| {
                if place < negative { Some(place) } else { place.checked_sub(zeros).filter(|&place| place >= negative) }
            })
        };
        let wanted: Vec<usize> = places.iter().flatten().flat_map(|&place| among_values(place)).flatten().collect();
        let mut found = self.at(&wanted).into_iter();
        places.map(|of_all| {
            of_all.map(|place| {
                let ends = among_values(place).map(|end| end.and_then(|_| found.next()).unwrap_or_default());
                place.1.between(ends)
            })
        })
    }

    /// How many values are below 0.
    fn negative(&self) -> usize {
        match self {
            Ranked::InOrder(values) => values.partition_point(|&value| value < 0.0),
            Ranked::Alike(value, count) => *count * usize::from(*value < 0.0),
            Ranked::Counted { digits, .. } if digits.least >= ordered_bits(0.0) => 0,
            Ranked::Counted { values, .. } => values.iter().filter(|&&value| value < 0.0).count(),
        }
    }
}

/// The quantile at `p` (0 to 1) by linear interpolation between order statistics: type 7 of Hyndman
/// and Fan (1996), *Sample Quantiles in Statistical Packages*; what numpy and Excel's QUARTILE.INC
/// compute.
///
/// # Panics
/// Where there are no values.
#[must_use]
pub fn quantile(values: &[f64], p: f64) -> f64 {
    let ranked = Ranked::among_themselves(values);
    let place = Place::of(values.len(), p);
    let found = ranked.at(&[place.below, place.above]);
    place.between([found[0], found[1]])
}

/// The three quartiles of values that there are some of; see [`quantile`].
pub(crate) fn quartiles(values: &[f64]) -> [f64; 3] {
    let [quartiles] = Ranked::among_themselves(values).quartiles([0]);
    quartiles
}

/// Where a quantile stands among values in order.
#[derive(Clone, Copy)]
struct Place {
    below: usize,
    above: usize,
    /// How far on the way between them.
    share: f64,
}

impl Place {
    fn of(n: usize, p: f64) -> Place {
        let position = as_f64(n - 1) * p;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= position < n")]
        let below = position.floor() as usize;
        Place { below, above: (below + 1).min(n - 1), share: position - position.floor() }
    }

    fn between(self, [below, above]: [f64; 2]) -> f64 {
        below + self.share * (above - below)
    }
}

/// A few values in order, each put in its place: a sort for many would be larger than all else here.
fn in_order(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    for end in 1..values.len() {
        let mut at = end;
        while at > 0 && values[at - 1] > values[at] {
            values.swap(at - 1, at);
            at -= 1;
        }
    }
    values
}

/// The least and the greatest of some values.
pub(crate) fn range(values: &[f64]) -> (f64, f64) {
    let (chunks, rest) = values.as_chunks();
    let (mut min, mut max) = (f64x4::splat(f64::INFINITY), f64x4::splat(f64::NEG_INFINITY));
    for &chunk in chunks {
        let values = f64x4::new(chunk);
        (min, max) = (min.fast_min(values), max.fast_max(values));
    }
    let among = |found: f64x4| found.to_array().into_iter().chain(rest.iter().copied());
    (among(min).fold(f64::INFINITY, least_of), among(max).fold(f64::NEG_INFINITY, greatest_of))
}

/// Selected: `f64::min` is a call in WebAssembly.
#[inline]
pub(crate) fn least_of(one: f64, other: f64) -> f64 {
    if other < one { other } else { one }
}

/// Selected, alike.
#[inline]
pub(crate) fn greatest_of(one: f64, other: f64) -> f64 {
    if other > one { other } else { one }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Ranked, quantile};

    fn check(values: &[f64], zeros: usize) {
        let mut all = values.to_vec();
        all.extend(std::iter::repeat_n(0.0, zeros));
        all.sort_by(f64::total_cmp);
        // Between the places below and above p (n - 1) / 4, as far as that lies between them.
        let expected = [1, 2, 3].map(|p| {
            let quarters = (all.len() - 1) * p;
            let (low, high) = (all[quarters / 4], all[quarters.div_ceil(4)]);
            low + [0.0, 0.25, 0.5, 0.75][quarters % 4] * (high - low)
        });
        assert_eq!(Ranked::among_themselves(values).quartiles([zeros])[0], expected, "{values:?} and {zeros} zeros");
    }

    #[test]
    fn one_value_is_all_its_quartiles() {
        check(&[7.0], 0);
        check(&[-7.0], 2);
    }

    #[test]
    fn many_values_of_few_kinds_are_counted() {
        let of = |kinds: &[f64]| kinds.iter().copied().cycle().take(1000).collect::<Vec<f64>>();
        for kinds in [&[3.0][..], &[0.0, 5.0], &[-1.0, 0.0, 1.0], &[1.0, 1.0 + f64::EPSILON], &[1e-300, 1e300]] {
            check(&of(kinds), 0);
            check(&of(kinds), 700);
        }
    }

    #[test]
    fn a_quantile_of_many_is_interpolated() {
        let values: Vec<f64> = (0..1000).rev().map(f64::from).collect();
        assert_eq!([0.0, 0.1, 1.0].map(|p| quantile(&values, p)), [0.0, 99.9, 999.0]);
    }

    proptest! {
        #[test]
        fn quartiles_are_those_of_the_values_in_order(
            values in prop_oneof![
                prop::collection::vec(-9.0..9.0, 1..40),
                prop::collection::vec(prop_oneof![1e-3..1e3, Just(0.0), Just(250.0)], 200..900),
                prop::collection::vec(prop_oneof![-1e9..1e9, 1e-9..1e-8], 200..900),
            ],
            zeros in 0_usize..300,
        ) {
            check(&values, 0);
            check(&values, zeros);
        }
    }
}
