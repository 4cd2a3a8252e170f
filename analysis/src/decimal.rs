//! A decimal number's text -> the nearest float. What programs bring for it is a table of ten thousand bytes that a
//! browser would have to fetch, for numbers that hardly any file has: see [`crate::ingest::amount`] for all others.

use std::cmp::Ordering;

/// The float nearest to a decimal number, to the even one of two that are as near: digits with or without a sign, a
/// point and an exponent. `None` where the text is none, or where it is beyond all floats.
///
/// ```
/// use pervisit_analysis::decimal::nearest;
/// assert_eq!(nearest("-1.5e3"), Some(-1500.0));
/// assert_eq!(nearest("0.30000000000000004"), Some(0.1 + 0.2));
/// assert_eq!(nearest("1e400"), None);
/// assert_eq!(nearest("12 000"), None);
/// ```
#[must_use]
pub fn nearest(text: &str) -> Option<f64> {
    let (text, is_negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, decimals].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent = exponent.saturating_sub(i32::try_from(decimals.len()).unwrap_or(i32::MAX));
    let value = of_digits(digits.trim_start_matches('0').as_bytes(), exponent);
    value.is_finite().then_some(if is_negative { -value } else { value })
}

/// An exponent; one that no number needs is as large as any.
fn read_exponent(text: &str) -> Option<i32> {
    const LARGE: i32 = 1_000_000;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(LARGE).min(LARGE);
    Some(if text.starts_with('-') { -size } else { size })
}

/// The float nearest to `digits` times ten to the `exponent`; the first digit is not 0.
fn of_digits(digits: &[u8], exponent: i32) -> f64 {
    /// More digits than any float, or the middle between two, has: what follows only says that there is more.
    const TELLING: usize = 800;
    /// Ten to this is beyond all floats; to less than its negative, below half of the least.
    const LARGEST: i64 = 310;
    const SMALLEST: i64 = -330;
    let left_out = digits.len().saturating_sub(TELLING);
    let mut kept = digits[..digits.len() - left_out].to_vec();
    if left_out > 0 && digits[kept.len()..].iter().any(|&digit| digit != b'0') {
        kept.push(b'1');
    }
    let exponent = i64::from(exponent) + (digits.len() - kept.len()) as i64;
    let size = exponent + kept.len() as i64;
    if kept.is_empty() || size < SMALLEST {
        return 0.0;
    }
    if size > LARGEST {
        return f64::INFINITY;
    }
    let mut above = Natural::default();
    kept.iter().for_each(|digit| above.times_and(10, u32::from(digit - b'0')));
    let mut below = Natural(vec![1]);
    let tens = if exponent < 0 { &mut below } else { &mut above };
    (0..exponent.unsigned_abs()).for_each(|_| tens.times_and(10, 0));
    quotient(above, below)
}

/// The float nearest to a quotient, neither part of which is 0: bit by bit, as one divides by hand.
fn quotient(mut above: Natural, mut below: Natural) -> f64 {
    /// The exponent of two of the least float that has all its bits.
    const LEAST: i64 = f64::MIN_EXP as i64 - 1;
    const BITS: i64 = f64::MANTISSA_DIGITS as i64;
    // above / below is 2^power times what lies between 1 and 2.
    let mut power = above.bits() - below.bits();
    if power < 0 { &mut above } else { &mut below }.double(power.unsigned_abs());
    if above.compare(&below) == Ordering::Less {
        above.double(1);
        power -= 1;
    }
    let bits = BITS.min(BITS + power - LEAST);
    if bits < 0 {
        return 0.0;
    }
    let mut mantissa = 0_u64;
    for _ in 0..bits {
        mantissa <<= 1;
        if above.compare(&below) != Ordering::Less {
            above.subtract(&below);
            mantissa |= 1;
        }
        above.double(1);
    }
    // What is left is as many halves of the last bit as it has of `below`.
    let is_up = match above.compare(&below) {
        Ordering::Less => false,
        Ordering::Equal => mantissa % 2 == 1,
        Ordering::Greater => true,
    };
    mantissa += u64::from(is_up);
    // A float's bits are its exponent and its mantissa one after the other: a carry counts the exponent up.
    let exponent = (power - LEAST).max(-1) + 1;
    let hidden = if bits == BITS { 1_u64 << (BITS - 1) } else { 0 };
    if exponent > 2 * (f64::MAX_EXP as i64) - 2 {
        return f64::INFINITY;
    }
    f64::from_bits((exponent.unsigned_abs() << (BITS - 1)) + mantissa - hidden)
}

/// A natural number, the lowest 32 bits first.
#[derive(Default)]
struct Natural(Vec<u32>);

impl Natural {
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is carried")]
    fn times_and(&mut self, by: u32, more: u32) {
        let mut carry = u64::from(more);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(by);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Doubles it so many times.
    fn double(&mut self, times: u64) {
        (0..times / 16).for_each(|_| self.times_and(1 << 16, 0));
        self.times_and(1 << (times % 16), 0);
    }

    fn bits(&self) -> i64 {
        self.0.last().map_or(0, |last| 32 * self.0.len() as i64 - i64::from(last.leading_zeros()))
    }

    fn compare(&self, other: &Natural) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Takes off a number that is not larger.
    fn subtract(&mut self, other: &Natural) {
        let mut borrowed = false;
        for (at, part) in self.0.iter_mut().enumerate() {
            let (rest, one) = part.overflowing_sub(other.0.get(at).copied().unwrap_or_default());
            let (rest, another) = rest.overflowing_sub(u32::from(borrowed));
            (*part, borrowed) = (rest, one || another);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::nearest;

    #[track_caller]
    fn check(text: &str) {
        let expected = text.parse().ok().filter(|value: &f64| value.is_finite());
        assert_eq!(nearest(text).map(f64::to_bits), expected.map(f64::to_bits), "{text}");
    }

    #[test]
    fn the_ends_of_all_floats_are_met() {
        let (half_of_least, largest) = ("2.4703282292062327208e-324", "1.7976931348623158e308");
        for text in ["0", "-0", "0e5", ".5", "5.", "5e-324", "4.9e-324", "2.47e-324", half_of_least, "1e-400", "1e-330"]
        {
            check(text);
        }
        for text in ["2.2250738585072011e-308", "2.2250738585072014e-308", largest, "1.7976931348623159e308", "1e309"] {
            check(text);
        }
        for text in ["", ".", "e5", "1e", "1e+", "--1", "1.2.3", "1e5.5", "١", "1_0", "1e99999999999999999999"] {
            check(text);
        }
    }

    #[test]
    fn middles_go_to_the_even_one_unless_a_digit_far_off_says_more() {
        let middle = format!("{}", (1_u64 << 53) + 1);
        check(&middle);
        for zeros in [1, 700, 800, 5_000] {
            check(&format!("{middle}.{}1", "0".repeat(zeros)));
            check(&format!("{middle}.{}", "0".repeat(zeros)));
        }
        check(&format!("9007199254740991.4{}", "9".repeat(900)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4 * ProptestConfig::default().cases))]

        #[test]
        fn it_is_what_the_standard_library_reads(
            text in prop_oneof![
                "[+-]?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{0,3})?",
                "[+-]?[0-9]{300,900}(\\.[0-9]{0,400})?(e-[0-9]{1,3})?",
                any::<f64>().prop_map(|value| format!("{value:e}")),
                any::<u64>().prop_map(|bits| format!("{:.800e}", f64::from_bits(bits))),
            ],
        ) {
            // The standard library has words, too.
            if !text.contains("inf") && !text.contains("NaN") {
                check(&text);
            }
        }
    }
}
