//! Texts and their dense numbers.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::word::Word;

/// Texts and their dense numbers, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    texts: Vec<Box<str>>,
    /// The texts that are short and not hidden; no word for the others.
    words: Vec<Word>,
    numbers: HashTable<u32>,
    /// The number that was asked for last.
    last: u32,
    /// The one that is likely to be asked for next: the same again, or the one after it, as it was before.
    likely: u32,
}

impl Interner {
    /// The text's number, new or known.
    ///
    /// # Panics
    /// At 2^32 different texts, which no memory holds.
    pub fn intern(&mut self, text: &str) -> u32 {
        let key = Hashed::of(text);
        self.find(&key, text).unwrap_or_else(|| self.learn(&key, text.into()))
    }

    /// The number of a text that was interned before.
    #[must_use]
    pub fn id(&self, text: &str) -> Option<u32> {
        self.find(&Hashed::of(text), text)
    }

    fn find(&self, key: &Hashed, text: &str) -> Option<u32> {
        self.numbers.find(key.hash, |&number| *self.texts[number as usize] == *text).copied()
    }

    /// Leaves a text to [`Interner::intern`] and [`Interner::id`]: it is not [`Interner::known`].
    pub(crate) fn hide(&mut self, number: u32) {
        if let Some(word) = self.words.get_mut(number as usize) {
            *word = Word::NONE;
        }
    }

    /// The number of a short text that was interned before, for the texts of one row after the other.
    #[inline]
    pub(crate) fn known(&mut self, word: Word) -> Option<u32> {
        let is = |number: u32| self.words.get(number as usize) == Some(&word);
        let number =
            if is(self.likely) { self.likely } else { *self.numbers.find(word.hash(), |&number| is(number))? };
        self.likely = if number == self.last {
            number
        } else if number as usize + 1 == self.words.len() {
            0
        } else {
            number + 1
        };
        self.last = number;
        Some(number)
    }

    #[expect(clippy::expect_used, reason = "2^32 texts do not fit in memory")]
    #[cold]
    #[inline(never)]
    fn learn(&mut self, key: &Hashed, text: Box<str>) -> u32 {
        let number = u32::try_from(self.texts.len()).expect("fewer than 2^32 texts");
        self.words.push(key.word);
        self.texts.push(text);
        let (texts, words) = (&self.texts, &self.words);
        // The words lie side by side, the texts do not.
        self.numbers.insert_unique(key.hash, number, |&number| match words[number as usize] {
            Word::NONE => Hashed::of(&texts[number as usize]).hash,
            word => word.hash(),
        });
        number
    }

    /// Puts other texts in the place of all; none may become another's.
    pub(crate) fn rename(&mut self, name: impl Fn(&str) -> String) {
        *self = std::mem::take(self).texts.iter().map(|text| name(text).into()).collect();
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
        Ok(Vec::<Box<str>>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// Of texts that all differ.
impl FromIterator<Box<str>> for Interner {
    fn from_iter<T: IntoIterator<Item = Box<str>>>(texts: T) -> Interner {
        let texts = texts.into_iter();
        let numbers = HashTable::with_capacity(texts.size_hint().0);
        let mut interner = Interner { numbers, ..Interner::default() };
        texts.for_each(|text| _ = interner.learn(&Hashed::of(&text), text));
        interner
    }
}

/// What a text is found by. Words have hashes of their own, so that a number is found without its text.
struct Hashed {
    word: Word,
    hash: u64,
}

impl Hashed {
    fn of(text: &str) -> Hashed {
        match Word::of(text.as_bytes()) {
            Some(word) => Hashed { word, hash: word.hash() },
            None => Hashed { word: Word::NONE, hash: hash(text.as_bytes()) },
        }
    }
}

pub(crate) fn hash(text: &[u8]) -> u64 {
    FxBuildHasher.hash_one(text)
}
