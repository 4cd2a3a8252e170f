//! The order a person expects of identifiers: 9 before 10, 7 before 007.

use std::cmp::Ordering;

use crate::sort::{Direction, by_rank, sorted};

/// Compares runs of digits as numbers and the rest letter by letter, without case; texts that are
/// equal so far are told apart by length, then byte by byte, so that only equal texts are equal.
#[must_use]
pub fn compare(left: &str, right: &str) -> Ordering {
    let (mut l, mut r) = (left, right);
    loop {
        let (Some(a), Some(b)) = (l.chars().next(), r.chars().next()) else {
            return l.len().cmp(&r.len()).then(left.len().cmp(&right.len())).then_with(|| left.cmp(right));
        };
        let order = if a.is_ascii_digit() && b.is_ascii_digit() {
            let (left_digits, right_digits) = (take_digits(&mut l), take_digits(&mut r));
            left_digits.len().cmp(&right_digits.len()).then_with(|| left_digits.cmp(right_digits))
        } else {
            (l, r) = (&l[a.len_utf8()..], &r[b.len_utf8()..]);
            a.to_lowercase().cmp(b.to_lowercase())
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// For each text its place in natural order, the same for equal ones: comparing two places
/// compares the texts.
#[must_use]
pub fn ranks(texts: &[impl AsRef<str>]) -> Vec<u32> {
    ranks_of(&texts.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

fn ranks_of(texts: &[&str]) -> Vec<u32> {
    // There are letters beyond ASCII that are not so in lower case.
    let becomes_ascii = |letter: char| !letter.is_ascii() && letter.to_lowercase().any(|letter| letter.is_ascii());
    let are_told = texts.iter().all(|text| text.is_ascii() || !text.chars().any(becomes_ascii));
    let beginnings: Vec<u128> = if are_told { texts.iter().map(|text| beginning(text)).collect() } else { Vec::new() };
    let beginning = |row: u32| beginnings.get(row as usize).copied().unwrap_or_default();
    let mut order: Vec<u32> = (0..).zip(texts).map(|(row, _)| row).collect();
    for shift in [0, 32, 64, 96] {
        #[expect(clippy::cast_possible_truncation, reason = "32 bits at a time")]
        by_rank(&mut order, Direction::Ascending, &|row| (beginning(row) >> shift) as u32);
    }
    let text = |row: u32| texts[row as usize];
    for alike in order.chunk_by_mut(|&one, &other| beginning(one) == beginning(other)) {
        if alike.len() > 1 {
            alike.copy_from_slice(&sorted(alike.to_vec(), &|&one, &other| compare(text(one), text(other))));
        }
    }
    let mut ranks = vec![0; texts.len()];
    let mut rank = 0;
    for pair in order.windows(2) {
        rank += u32::from(text(pair[0]) != text(pair[1]));
        ranks[pair[1] as usize] = rank;
    }
    ranks
}

/// How a text begins, as a number, up to a letter beyond ASCII: where two of them differ, they compare as the texts do.
fn beginning(text: &str) -> u128 {
    /// Such a letter; the last one of ASCII is taken for one.
    const BEYOND: u8 = 127;
    let (mut number, mut room) = (0, u128::BITS);
    let mut push = |value: usize, bits: u32| {
        room = room.checked_sub(bits)?;
        number |= (value as u128) << room;
        Some(())
    };
    let mut rest = text;
    let mut fill = || -> Option<()> {
        while let Some(&letter) = rest.as_bytes().first() {
            if letter.is_ascii_digit() {
                /// A longer run of digits than this is as long as this, and the last thing told.
                const LONGEST: usize = 63;
                let digits = take_digits(&mut rest);
                push(usize::from(b'0'), 7)?;
                push(digits.len().min(LONGEST), 6)?;
                if digits.len() >= LONGEST {
                    return None;
                }
                digits.bytes().try_for_each(|digit| push(usize::from(digit - b'0'), 4))?;
            } else if letter >= BEYOND {
                push(usize::from(BEYOND), 7)?;
                return None;
            } else {
                push(usize::from(letter.to_ascii_lowercase()), 7)?;
                rest = &rest[1..];
            }
        }
        None
    };
    let _full: Option<()> = fill();
    number
}

fn take_digits<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    digits.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{compare, ranks};

    fn check(ascending: &[&str]) {
        for pair in ascending.windows(2) {
            assert!(compare(pair[0], pair[1]).is_lt(), "{pair:?}");
            assert!(compare(pair[1], pair[0]).is_gt(), "{pair:?}");
        }
    }

    #[test]
    fn digits_count_and_case_does_not() {
        check(&["", "0", "7", "007", "9", "10", "100", "a", "A9", "a10", "B1", "b01", "é"]);
    }

    #[test]
    fn equal_texts_have_one_rank() {
        assert_eq!(ranks(&["10", "9", "10", ""]), [2, 1, 2, 0]);
        assert!(ranks(&[""; 0]).is_empty());
    }

    proptest! {
        #[test]
        fn ranks_compare_as_texts_do(texts in prop::collection::vec("[aA0-9 ~éÉ\u{0}\u{7f}]{0,4}|[kK\u{212a}İié]{0,3}|[aB]{0,3}[0-9]{0,70}[aZ9]{0,9}", 2..9)) {
            let ranks = ranks(&texts);
            for (a, x) in texts.iter().zip(&ranks) {
                for (b, y) in texts.iter().zip(&ranks) {
                    prop_assert_eq!(compare(a, b), x.cmp(y));
                }
            }
        }

        #[test]
        fn it_is_a_total_order(a in "[aA0-9é]{0,4}", b in "[aA0-9é]{0,4}", c in "[aA0-9é]{0,4}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b).is_eq(), a == b);
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
