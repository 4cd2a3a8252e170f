//! Puts rows in order by one key; by several, where it is called from the last to the first.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::places::index;

/// Ascending or descending; unknown figures come last either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Direction {
        match self {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        }
    }
}

/// The places of so many things in the order that a comparison gives them; equal ones stay as they
/// are. For lists that are short: one sort for all of them, where each kind would bring its own.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&one, &other| compare(one, other));
    places
}

/// Puts things in the order of their places.
pub fn sorted<T>(things: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let order = places(things.len(), &|one, other| compare(&things[one], &things[other]));
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| things[place].take()).collect()
}

/// Figures from the least to the greatest.
pub(crate) fn ascending(figures: Vec<f64>) -> Vec<f64> {
    let order = order_of(&figures, Direction::Ascending);
    order.into_iter().map(|place| figures[place as usize]).collect()
}

/// The places of figures in their order; equal ones stay as they are.
pub(crate) fn order_of(figures: &[f64], direction: Direction) -> Vec<u32> {
    /// Below this, counting digits takes longer than comparing.
    const FEW: usize = 200;
    if figures.len() < FEW {
        let bits = |place: usize| ordered_bits(figures[place]);
        let order = places(figures.len(), &|one, other| match direction {
            Direction::Ascending => bits(one).cmp(&bits(other)),
            Direction::Descending => bits(other).cmp(&bits(one)),
        });
        return order.into_iter().map(index).collect();
    }
    let mut order: Vec<u32> = (0..index(figures.len())).collect();
    by_figure(&mut order, direction, &|place| Some(figures[place as usize]));
    order
}

/// The places of ranks from the first to the last; equal ones stay as they are.
pub(crate) fn order_of_ranks(ranks: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..index(ranks.len())).collect();
    by_rank(&mut order, Direction::Ascending, &|place| ranks[place as usize]);
    order
}

/// Sorts rows by a rank; equal ones stay as they are.
pub(crate) fn by_rank(rows: &mut [u32], direction: Direction, rank: &dyn Fn(u32) -> u32) {
    let key = |row| match direction {
        Direction::Ascending => rank(row),
        Direction::Descending => !rank(row),
    };
    let keyed = rows.iter().map(|&row| Keyed::new(key(row), row)).collect();
    put_back(&radix(keyed), rows);
}

/// Sorts rows by a figure; equal ones stay as they are, and those without a figure come last.
pub(crate) fn by_figure(rows: &mut [u32], direction: Direction, figure: &dyn Fn(u32) -> Option<f64>) {
    let (mut least, mut most) = (u64::MAX, 0);
    for bits in rows.iter().filter_map(|&row| figure(row)).map(ordered_bits) {
        most = most.max(bits);
        // 0 is far from all other numbers, in bits: it is taken for the one below the least of them.
        if bits != ordered_bits(0.0) {
            least = least.min(bits);
        }
    }
    let least = least.saturating_sub(1);
    let most = most.max(least);
    let from_first = |figure: f64| match direction {
        Direction::Ascending => ordered_bits(figure).max(least) - least,
        Direction::Descending => most - ordered_bits(figure).max(least),
    };
    // Between the least and the most, the upper bits nearly always tell two figures apart.
    let cut = (u64::BITS - (most - least).leading_zeros()).saturating_sub(u32::BITS);
    let mut keyed = Vec::with_capacity(rows.len());
    let mut unknown = Vec::new();
    // What was cut off, by row, where anything was.
    let mut rest: Vec<u32> = Vec::new();
    for &row in rows.iter() {
        let Some(bits) = figure(row).map(from_first) else {
            unknown.push(row);
            continue;
        };
        let lost = bits & ((1 << cut) - 1);
        if lost > 0 && rest.is_empty() {
            rest.resize(rows.iter().max().map_or(0, |&last| last as usize + 1), 0);
        }
        #[expect(clippy::cast_possible_truncation, reason = "either half has no more than 32 bits")]
        {
            if lost > 0 {
                rest[row as usize] = lost as u32;
            }
            keyed.push(Keyed::new((bits >> cut) as u32, row));
        }
    }
    let mut keyed = radix(keyed);
    if !rest.is_empty() {
        let rest = |keyed: &Keyed| rest[keyed.row() as usize];
        for alike in keyed.chunk_by_mut(|one, other| one.key() == other.key()) {
            if alike.len() > 1 && !alike.is_sorted_by_key(rest) {
                alike.copy_from_slice(&sorted(alike.to_vec(), &|one, other| rest(one).cmp(&rest(other))));
            }
        }
    }
    let (known, last) = rows.split_at_mut(keyed.len());
    put_back(&keyed, known);
    last.copy_from_slice(&unknown);
}

/// A number's bits, put so that they are in order where the numbers are.
#[inline]
pub(crate) fn ordered_bits(figure: f64) -> u64 {
    // 0 and -0 are one number.
    let bits = (figure + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// A row, its key in the upper half.
#[derive(Clone, Copy, Default)]
struct Keyed(u64);

impl Keyed {
    fn new(key: u32, row: u32) -> Keyed {
        Keyed(u64::from(key) << 32 | u64::from(row))
    }

    fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    fn row(self) -> u32 {
        self.0 as u32
    }
}

fn put_back(keyed: &[Keyed], rows: &mut [u32]) {
    rows.iter_mut().zip(keyed).for_each(|(row, keyed)| *row = keyed.row());
}

/// Sorts by the key, some of its bits at a time from the last to the first (Knuth, *The Art of
/// Computer Programming* 3, 5.2.5); bits that are the same in all keys are passed over.
fn radix(mut keyed: Vec<Keyed>) -> Vec<Keyed> {
    const BITS: usize = 8;
    const PASSES: usize = 4;
    let digit = |keyed: Keyed, pass: usize| (keyed.key() as usize >> (pass * BITS)) & ((1 << BITS) - 1);
    let mut counts = [[0_usize; 1 << BITS]; PASSES];
    for &keyed in &keyed {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(keyed, pass)] += 1;
        }
    }
    let mut sorted = Vec::new();
    for (pass, counts) in counts.iter_mut().enumerate() {
        if counts.contains(&keyed.len()) {
            continue;
        }
        let mut start = 0;
        for count in counts.iter_mut() {
            start += std::mem::replace(count, start);
        }
        sorted.resize(keyed.len(), Keyed::default());
        for &keyed in &keyed {
            let place = &mut counts[digit(keyed, pass)];
            sorted[*place] = keyed;
            *place += 1;
        }
        std::mem::swap(&mut keyed, &mut sorted);
    }
    keyed
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::{Direction, ascending, by_figure, by_rank, order_of};

    fn figures() -> impl Strategy<Value = Vec<Option<f64>>> {
        let figure = prop_oneof![
            2 => Just(None),
            4 => (-3_i32..3).prop_map(|whole| Some(f64::from(whole))),
            4 => (0_i64..1_000_000).prop_map(|cents| Some(cents as f64 / 7.0)),
            // So close that the upper bits are the same, and as far apart as numbers are.
            4 => (0_u64..9).prop_map(|above| Some(f64::from_bits(1e9_f64.to_bits() + above))),
            1 => prop::num::f64::NORMAL.prop_map(Some),
            1 => Just(Some(-0.0)),
        ];
        prop::collection::vec(figure, 0..200)
    }

    /// What a person would do: compare two at a time.
    fn slow(direction: Direction, one: Option<f64>, other: Option<f64>) -> Ordering {
        match (one, other, direction) {
            (Some(one), Some(other), Direction::Ascending) => one.partial_cmp(&other).unwrap(),
            (Some(one), Some(other), Direction::Descending) => other.partial_cmp(&one).unwrap(),
            (one, other, _) => one.is_none().cmp(&other.is_none()),
        }
    }

    fn rows(count: usize) -> Vec<u32> {
        // Not in order, so that what is equal shows whether it stays.
        (0..u32::try_from(count).unwrap()).rev().collect()
    }

    proptest! {
        #[test]
        fn figures_are_sorted_as_by_comparing_them(figures in figures(), descending: bool) {
            let direction = if descending { Direction::Descending } else { Direction::Ascending };
            let (mut quick, mut by_hand) = (rows(figures.len()), rows(figures.len()));
            by_figure(&mut quick, direction, &|row| figures[row as usize]);
            by_hand.sort_by(|&a, &b| slow(direction, figures[a as usize], figures[b as usize]));
            prop_assert_eq!(quick, by_hand);
        }

        #[test]
        fn few_and_many_figures_are_put_in_order(figures in figures(), copies in 1_usize..4, descending: bool) {
            let direction = if descending { Direction::Descending } else { Direction::Ascending };
            let figures: Vec<f64> = figures.into_iter().flatten().collect::<Vec<_>>().repeat(copies);
            let mut by_hand: Vec<u32> = rows(figures.len()).into_iter().rev().collect();
            by_hand.sort_by(|&a, &b| slow(direction, Some(figures[a as usize]), Some(figures[b as usize])));
            prop_assert_eq!(order_of(&figures, direction), by_hand);
            prop_assert!(ascending(figures).is_sorted());
        }

        #[test]
        fn ranks_are_sorted_as_by_comparing_them(
            ranks in prop::collection::vec(prop_oneof![0_u32..9, any::<u32>()], 0..200),
            descending: bool,
        ) {
            let direction = if descending { Direction::Descending } else { Direction::Ascending };
            let (mut quick, mut by_hand) = (rows(ranks.len()), rows(ranks.len()));
            by_rank(&mut quick, direction, &|row| ranks[row as usize]);
            by_hand.sort_by_key(|&row| ranks[row as usize]);
            if descending {
                by_hand = rows(ranks.len());
                by_hand.sort_by_key(|&row| std::cmp::Reverse(ranks[row as usize]));
            }
            prop_assert_eq!(quick, by_hand);
        }
    }
}
