//! The last sixteen bytes of a plain number's cell -> the number, all its digits at once.

use wide::{i16x8, i32x8, u8x16};

use super::amount::{Clue, Decimal, POWERS, plain_number};
use crate::word::{KEPT, LENGTH as LANES};

/// What [`plain_number`] reads, for a cell of at most sixteen bytes, given the sixteen bytes that end with it. `None` is
/// no verdict.
///
/// How long amounts are and how they are grouped changes from row to row. Here no step depends on it, so that a
/// processor has nothing to guess wrong.
#[inline]
pub(super) fn number_that_ends(tail: &[u8; LANES], length: usize, decimal: Decimal) -> Option<(f64, Clue)> {
    const HAS_SHUFFLE: bool = cfg!(any(target_feature = "ssse3", target_feature = "simd128", target_feature = "neon"));
    if HAS_SHUFFLE {
        by_vectors(tail, length, decimal)
    } else {
        plain_number(tail.get(LANES.checked_sub(length)?..)?, decimal)
    }
}

#[inline]
fn by_vectors(tail: &[u8; LANES], length: usize, decimal: Decimal) -> Option<(f64, Clue)> {
    if length == 0 || length > LANES {
        return None;
    }
    let start = LANES - length;
    // A bit for each byte of the cell; the last one is the highest.
    let cell = (ALL << start) & ALL;
    let bytes = u8x16::new(*tail);
    let digits = bytes - u8x16::splat(b'0');
    let (sign, group) = decimal.bytes();
    let are = [digits.simd_lt(u8x16::splat(10)), bytes.simd_eq(u8x16::splat(sign)), bytes.simd_eq(u8x16::splat(group))];
    let [digit, sign, group] = are.map(|lanes| lanes.to_bitmask() & cell);
    let whole_end = (sign | (ALL + 1)).trailing_zeros() as usize;
    let has_leading_zero = tail[start] == b'0';
    // Every fourth byte before the whole digits' end groups, or none does, and never the first.
    let grouped = (GROUPS >> (LANES - whole_end)) & cell;
    let is_plain = (digit | group | sign == cell)
        & (sign & sign.wrapping_sub(1) == 0)
        & ((group == 0) | ((group == grouped) & !has_leading_zero))
        & (group >> start & 1 == 0)
        & (whole_end > start)
        & (whole_end + 1 != LANES)
        & (digit != ALL);
    if !is_plain {
        return None;
    }
    let decimals = (LANES - whole_end).saturating_sub(1);
    let kept = digits & u8x16::new(KEPT[length].to_le_bytes());
    let fours = ORDER[LANES - whole_end][usize::from(group != 0)].map(|order| {
        let digits: i16x8 = bytemuck::cast(kept.shuffle_zeroing(u8x16::new(order)));
        digits.dot(i16x8::new([10, 1, 10, 1, 10, 1, 10, 1]))
    });
    let pairs = i16x8::from_i32x8_saturate(bytemuck::cast::<_, i32x8>(fours));
    let [a, b, c, d] = pairs.dot(i16x8::new([100, 1, 100, 1, 100, 1, 100, 1])).to_array();
    let number = i64::from(a * 10_000 + b) * 100_000_000 + i64::from(c * 10_000 + d);
    let before = if group == 0 { whole_end - start } else { 3 };
    let clue = Clue::of(before, group.count_ones(), (sign != 0).then_some(decimals), has_leading_zero);
    #[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
    let number = number as f64;
    Some((number / POWERS[decimals], clue))
}

/// A bit for each of so many bytes.
const ALL: u32 = 0xFFFF;
/// Where thousands may be grouped in whole digits that end with the last byte.
const GROUPS: u32 = 0x1111;

/// Which byte each of sixteen digits comes from, as numbers of two bytes, eight and eight: by how many bytes the decimal
/// sign and the decimals take, and by whether thousands are grouped.
const ORDER: [[[[u8; LANES]; 2]; 2]; LANES + 1] = {
    const NONE: u8 = u8::MAX;
    let mut order = [[[[NONE; LANES]; 2]; 2]; LANES + 1];
    let mut whole_end = 0;
    while whole_end <= LANES {
        let [plain, grouped] = &mut order[LANES - whole_end];
        let (mut to_plain, mut to_grouped) = (LANES, LANES);
        let mut from: u8 = 16;
        while from > 0 {
            from -= 1;
            let at = from as usize;
            if at != whole_end {
                to_plain -= 1;
                plain[to_plain / 8][to_plain % 8 * 2] = from;
                if at > whole_end || !(whole_end - at).is_multiple_of(4) {
                    to_grouped -= 1;
                    grouped[to_grouped / 8][to_grouped % 8 * 2] = from;
                }
            }
        }
        whole_end += 1;
    }
    order
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LANES, by_vectors};
    use crate::ingest::amount::{Decimal, plain_number};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16 * ProptestConfig::default().cases))]

        #[test]
        fn it_reads_what_digit_by_digit_is_read(
            cell in prop_oneof![
                "[0-9]{1,3}([.,][0-9]{3}){0,3}([.,][0-9]{0,4})?",
                "[0-9]{0,16}([.,][0-9]{0,4})?",
                "[0-9.,x ]{0,16}",
            ],
            before in "[0-9.,]{16}",
            decimal in prop::sample::select(vec![Decimal::Point, Decimal::Comma]),
        ) {
            let text = before + &cell;
            let found = by_vectors(text.as_bytes().last_chunk().unwrap(), cell.len(), decimal);
            let expected = if cell.len() > LANES { None } else { plain_number(cell.as_bytes(), decimal) };
            prop_assert_eq!(found, expected);
        }
    }
}
