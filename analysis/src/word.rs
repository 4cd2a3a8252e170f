//! A short text as one number: compared at once, however long it is.

use crate::interner::hash;

/// The most bytes of a short text.
pub(crate) const LENGTH: usize = 16;

/// A text of one to sixteen bytes, none of which is NUL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(u128);

impl Word {
    /// What no text is.
    pub(crate) const NONE: Word = Word(0);

    /// The word of a text; `None` where it is not a short one.
    pub(crate) fn of(text: &[u8]) -> Option<Word> {
        let mut tail = [0; LENGTH];
        tail.get_mut(LENGTH.checked_sub(text.len())?..)?.copy_from_slice(text);
        if memchr::memchr(0, text).is_some() { None } else { Word::ending(&tail, text.len()) }
    }

    /// The word of the last so many of sixteen bytes, none of which may be NUL.
    #[inline]
    pub(crate) fn ending(tail: &[u8; LENGTH], length: usize) -> Option<Word> {
        if length == 0 {
            return None;
        }
        Some(Word(u128::from_le_bytes(*tail) & KEPT.get(length)?))
    }

    #[inline]
    pub(crate) fn hash(self) -> u64 {
        hash(&self.0.to_le_bytes())
    }
}

/// The bits of sixteen bytes, the first of them lowest, that belong to the last so many.
pub(crate) const KEPT: [u128; LENGTH + 1] = {
    let mut kept = [0; LENGTH + 1];
    let mut length = 1;
    while length <= LENGTH {
        kept[length] = u128::MAX << (8 * (LENGTH - length));
        length += 1;
    }
    kept
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Word;

    proptest! {
        #[test]
        fn words_are_equal_where_texts_are(one in "[ab]{0,18}", other in "[ab]{0,18}", before in "[ab]{16}") {
            let word = |text: &str| {
                let text = before.clone() + text;
                let length = text.len() - before.len();
                Word::ending(text.as_bytes().last_chunk().unwrap(), length)
            };
            prop_assert_eq!(word(&one), Word::of(one.as_bytes()));
            prop_assert_eq!(word(&one).is_some(), (1..=16).contains(&one.len()));
            if let (Some(one_word), Some(other_word)) = (word(&one), word(&other)) {
                prop_assert_eq!(one_word == other_word, one == other);
            }
        }
    }

    #[test]
    fn a_nul_makes_no_word() {
        assert_eq!(Word::of(b"a\0"), None);
    }
}
