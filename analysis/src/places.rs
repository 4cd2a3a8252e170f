//! Where a key of two numbers stands among others.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// What rows go by: an organization, or a region, and a centre.
pub(crate) type Key = (u32, u32);

/// Where a key of two numbers stands among others.
pub(crate) enum Places {
    /// By organization and centre: a number for each pair there could be, [`NOWHERE`] for most.
    Grid { centres: usize, places: Vec<u32> },
    /// For pairs that are few of those there could be.
    Few(HashTable<u32>),
}

const NOWHERE: u32 = u32::MAX;

impl Places {
    /// None yet, of so many first and second numbers, on so many lines.
    pub(crate) fn of(organizations: usize, centres: usize, lines: usize) -> Places {
        match grid(organizations, centres, lines) {
            Some(pairs) => Places::Grid { centres, places: vec![NOWHERE; pairs] },
            None => Places::Few(HashTable::with_capacity(lines)),
        }
    }

    /// The place of a key; `next` where it is new. `key_at` tells the key of a place.
    #[inline]
    pub(crate) fn learn(&mut self, key: Key, next: u32, key_at: impl Fn(u32) -> Key) -> u32 {
        match self {
            Places::Grid { centres, places } => {
                let place = &mut places[key.0 as usize * *centres + key.1 as usize];
                if *place == NOWHERE {
                    *place = next;
                }
                *place
            }
            Places::Few(places) => {
                let hash = |key: Key| FxBuildHasher.hash_one(key);
                *places
                    .entry(hash(key), |&place| key_at(place) == key, |&place| hash(key_at(place)))
                    .or_insert(next)
                    .get()
            }
        }
    }

    #[inline]
    pub(crate) fn get(&self, key: Key, key_at: impl Fn(u32) -> Key) -> Option<u32> {
        match self {
            Places::Grid { centres, places } => {
                Some(places[key.0 as usize * centres + key.1 as usize]).filter(|&place| place != NOWHERE)
            }
            Places::Few(places) => places.find(FxBuildHasher.hash_one(key), |&place| key_at(place) == key).copied(),
        }
    }
}

/// Whether all keys are different; `None` where they are too few of those there could be to tell in
/// little memory.
pub(crate) fn are_different(
    organizations: usize,
    centres: usize,
    lines: usize,
    mut keys: impl Iterator<Item = Key>,
) -> Option<bool> {
    const BITS: usize = u64::BITS as usize;
    let pairs = grid(organizations, centres, lines)?;
    let mut seen = vec![0_u64; pairs.div_ceil(BITS)];
    Some(keys.all(|key| {
        let pair = key.0 as usize * centres + key.1 as usize;
        let (word, bit) = (&mut seen[pair / BITS], 1 << (pair % BITS));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }))
}

/// How many pairs there could be, where so many are still quicker looked up than hashed.
pub(crate) fn grid(organizations: usize, centres: usize, lines: usize) -> Option<usize> {
    /// For each line.
    const PAIRS: usize = 8;
    organizations.checked_mul(centres).filter(|&pairs| pairs <= lines.saturating_mul(PAIRS).max(1 << 16))
}

/// A count of lines or keys, of which there are fewer than rows, which are u32.
#[expect(clippy::cast_possible_truncation, reason = "rows are u32")]
pub(crate) fn index(count: usize) -> u32 {
    count as u32
}
