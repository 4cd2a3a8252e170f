//! Texts and their dense numbers.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::places::index;

/// Texts and their dense numbers, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    texts: Vec<Box<str>>,
    numbers: HashTable<u32>,
    /// The number that was asked for last: the next one is often the same, or the one after it.
    last: u32,
}

impl Interner {
    /// The text's number, new or known.
    ///
    /// # Panics
    /// At 2^32 different texts, which no memory holds.
    #[inline]
    pub fn intern(&mut self, text: &str) -> u32 {
        self.known(text.as_bytes()).unwrap_or_else(|| self.learn(text))
    }

    /// The number of a text that was interned before.
    #[must_use]
    pub fn id(&self, text: &str) -> Option<u32> {
        self.numbers.find(hash(text.as_bytes()), |&number| *self.texts[number as usize] == *text).copied()
    }

    /// The same, for the texts of one row after the other.
    #[inline]
    pub(crate) fn known(&mut self, text: &[u8]) -> Option<u32> {
        let is = |number: u32| self.texts.get(number as usize).is_some_and(|known| same(known.as_bytes(), text));
        if !is(self.last) {
            let next = self.last + 1;
            let next = if next as usize == self.texts.len() { 0 } else { next };
            self.last = if is(next) { next } else { *self.numbers.find(hash(text), |&number| is(number))? };
        }
        Some(self.last)
    }

    #[expect(clippy::expect_used, reason = "2^32 texts do not fit in memory")]
    #[cold]
    #[inline(never)]
    fn learn(&mut self, text: &str) -> u32 {
        let number = u32::try_from(self.texts.len()).expect("fewer than 2^32 texts");
        self.texts.push(text.into());
        let texts = &self.texts;
        self.numbers.insert_unique(hash(text.as_bytes()), number, |&number| hash(texts[number as usize].as_bytes()));
        self.last = number;
        number
    }

    /// Puts other texts in the place of all; none may become another's.
    pub(crate) fn rename(&mut self, name: impl Fn(&str) -> String) {
        let texts = std::mem::take(self).texts;
        for text in texts {
            self.learn(&name(&text));
        }
    }

    /// All texts; a text's number is its index.
    #[must_use]
    pub fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn into_texts(self) -> Vec<Box<str>> {
        self.texts
    }

    /// The text with that number.
    ///
    /// # Panics
    /// Where `id` is not from this interner.
    #[must_use]
    pub fn text(&self, id: u32) -> &str {
        &self.texts[id as usize]
    }
}

/// Its texts alone, in the order of their numbers.
impl Serialize for Interner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.texts.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Interner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Interner, D::Error> {
        let texts = Vec::<Box<str>>::deserialize(deserializer)?;
        let mut numbers = HashTable::with_capacity(texts.len());
        let hash_of = |number: u32| hash(texts[number as usize].as_bytes());
        for number in 0..index(texts.len()) {
            numbers.insert_unique(hash_of(number), number, |&number| hash_of(number));
        }
        Ok(Interner { texts, numbers, last: 0 })
    }
}

/// Whether two short texts are equal: compilers compare byte by byte where there is no C library,
/// as in a browser.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    // Eight bytes at a time, then the last eight: some of them for the second time.
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        (Some(end), Some(other_end)) => {
            one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0).all(|(one, other)| one == other)
                && end == other_end
        }
        _ => one.iter().zip(other).all(|(one, other)| one == other),
    }
}

pub(crate) fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}
