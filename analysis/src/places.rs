//! Where a key of two numbers stands among others.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// What rows go by: an organization, or a region, and a centre.
pub(crate) type Key = (u32, u32);

/// Where a key of two numbers stands among others.
pub(crate) enum Places {
    /// A number for each pair there could be, [`NOWHERE`] for most.
    Grid { pairs: Pairs, places: Vec<u32> },
    /// For pairs that are few of those there could be.
    Few(HashTable<u32>),
}

const NOWHERE: u32 = u32::MAX;

impl Places {
    /// None yet, of so many first and second numbers, on so many lines.
    pub(crate) fn of(organizations: usize, centres: usize, lines: usize) -> Places {
        match Pairs::of(organizations, centres, lines) {
            Some(pairs) => Places::Grid { places: vec![NOWHERE; pairs.count], pairs },
            None => Places::Few(HashTable::with_capacity(lines)),
        }
    }

    /// The place of a key; `next` where it is new. `key_at` tells the key of a place.
    #[inline]
    pub(crate) fn learn(&mut self, key: Key, next: u32, key_at: impl Fn(u32) -> Key) -> u32 {
        match self {
            Places::Grid { pairs, places } => {
                let place = &mut places[pairs.place(key)];
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
            Places::Grid { pairs, places } => Some(places[pairs.place(key)]).filter(|&place| place != NOWHERE),
            Places::Few(places) => places.find(FxBuildHasher.hash_one(key), |&place| key_at(place) == key).copied(),
        }
    }
}

/// Whether all keys are different; `None` where they are too few of those there could be to tell in
/// little memory, and the lines of an organization do not stand together.
pub(crate) fn are_different(
    organizations: usize,
    centres: usize,
    lines: usize,
    mut keys: impl Iterator<Item = Key>,
) -> Option<bool> {
    const BITS: usize = u64::BITS as usize;
    let Some(pairs) = Pairs::of(organizations, centres, lines) else {
        return are_different_together(organizations, centres, keys);
    };
    let mut seen = vec![0_u64; pairs.count.div_ceil(BITS)];
    Some(keys.all(|key| {
        let pair = pairs.place(key);
        let (word, bit) = (&mut seen[pair / BITS], 1 << (pair % BITS));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }))
}

/// The same, where an organization's lines stand together: its centres are those that it had last.
fn are_different_together(organizations: usize, centres: usize, keys: impl Iterator<Item = Key>) -> Option<bool> {
    let mut has_come = vec![false; organizations];
    let mut last_of = vec![NOWHERE; centres];
    let mut now = NOWHERE;
    for (organization, centre) in keys {
        if organization != now {
            if std::mem::replace(&mut has_come[organization as usize], true) {
                return None;
            }
            now = organization;
        }
        if std::mem::replace(&mut last_of[centre as usize], organization) == organization {
            return Some(false);
        }
    }
    Some(true)
}

/// All pairs there could be, each with a place of its own.
#[derive(Clone, Copy)]
pub(crate) struct Pairs {
    centres: usize,
    pub(crate) count: usize,
}

impl Pairs {
    /// So many for each line are still quicker looked up than hashed.
    const FOR_A_LINE: usize = 8;

    /// Of so many first and second numbers; `None` where they are too many for so many lines.
    fn of(organizations: usize, centres: usize, lines: usize) -> Option<Pairs> {
        Pairs::at_most(organizations, centres, lines.saturating_mul(Pairs::FOR_A_LINE))
    }

    /// The same, where only so many are worth it; a few always are.
    pub(crate) fn at_most(organizations: usize, centres: usize, most: usize) -> Option<Pairs> {
        const FEW: usize = 1 << 16;
        let count = organizations.checked_mul(centres).filter(|&count| count <= most.max(FEW))?;
        Some(Pairs { centres, count })
    }

    #[inline]
    pub(crate) fn place(self, (organization, centre): Key) -> usize {
        organization as usize * self.centres + centre as usize
    }
}

/// A count of lines or keys, of which there are fewer than rows, which are u32.
#[expect(clippy::cast_possible_truncation, reason = "rows are u32")]
pub(crate) fn index(count: usize) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Key, are_different};

    fn check(keys: &[Key], expected: Option<bool>) {
        assert_eq!(are_different(1000, 1000, keys.len(), keys.iter().copied()), expected, "{keys:?}");
    }

    #[test]
    fn keys_are_told_apart_where_an_organization_s_lines_stand_together() {
        check(&[], Some(true));
        check(&[(0, 0), (0, 1), (1, 1), (2, 0), (2, 1)], Some(true));
        check(&[(0, 0), (1, 1), (1, 0), (1, 1)], Some(false));
        // Where they do not, it is not looked for.
        check(&[(0, 0), (1, 0), (0, 1)], None);
    }

    proptest! {
        #[test]
        fn what_is_certain_is_so(keys in prop::collection::vec((0_u32..4, 0_u32..4), 0..8)) {
            let all = are_different(4, 4, keys.len(), keys.iter().copied());
            let few = are_different(1000, 1000, keys.len(), keys.iter().copied());
            prop_assert!(few.is_none() || few == all);
        }
    }
}
