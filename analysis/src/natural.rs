//! The order a person expects of identifiers: 9 before 10, 7 before 007.

use std::cmp::Ordering;

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
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|&a, &b| compare(texts[a].as_ref(), texts[b].as_ref()));
    let mut ranks = vec![0; texts.len()];
    let mut rank = 0;
    for pair in order.windows(2) {
        rank += u32::from(texts[pair[0]].as_ref() != texts[pair[1]].as_ref());
        ranks[pair[1]] = rank;
    }
    ranks
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
        fn it_is_a_total_order(a in "[aA0-9é]{0,4}", b in "[aA0-9é]{0,4}", c in "[aA0-9é]{0,4}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b).is_eq(), a == b);
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
