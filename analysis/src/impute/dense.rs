//! A matrix that has most of its values: all distances of a few rows at once, side by side.

use wide::f64x2;

use super::Receiver;
use super::nearest::{Candidate, Nearest};

/// So many rows stand side by side.
const LANES: usize = 8;
/// So many receivers are compared with them in registers.
const ABREAST: usize = 2;
/// So many while they are in the nearest cache.
pub(super) const AT_ONCE: usize = 8;

/// A figure of rows side by side.
type Lanes = [f64; LANES];

/// Every place has eight bytes, a gap is NaN.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    rows: usize,
    columns: usize,
    /// How many words hold a bit for each column.
    words: usize,
    /// Of the first rows side by side all columns, then of the next. None has a row beyond the last.
    values: Vec<Lanes>,
    /// Which columns a row has, in the same order.
    has: Vec<[u64; LANES]>,
}

impl Dense {
    pub(super) fn of(rows: u32, columns: u32, values: impl Iterator<Item = (u32, u32, f64)>) -> Dense {
        let (rows, columns) = (rows as usize, columns as usize);
        let (tiles, words) = (rows.div_ceil(LANES), columns.div_ceil(64));
        let (lanes, bits) = (vec![[f64::NAN; LANES]; tiles * columns], vec![[0; LANES]; tiles * words]);
        let mut dense = Dense { rows, columns, words, values: lanes, has: bits };
        for (row, column, value) in values {
            let (row, column) = (row as usize, column as usize);
            assert!(row < rows && column < columns, "a value stands in the matrix");
            let (tile, lane) = (row / LANES, row % LANES);
            dense.values[tile * columns + column][lane] = value;
            dense.has[tile * words + column / 64][lane] |= 1 << (column % 64);
        }
        dense
    }

    /// A value, where there is one.
    pub(super) fn get(&self, row: u32, column: u32) -> Option<f64> {
        Some(self.value(row, column)).filter(|value| !value.is_nan())
    }

    fn value(&self, row: u32, column: u32) -> f64 {
        let row = row as usize;
        self.values[row / LANES * self.columns + column as usize][row % LANES]
    }

    pub(super) fn each_of(&self, column: u32, mut each: impl FnMut(u32, f64)) {
        let tiles = self.values.iter().skip(column as usize).step_by(self.columns);
        for (row, &value) in (0..).zip(tiles.flatten()) {
            if !value.is_nan() {
                each(row, value);
            }
        }
    }

    /// The keys of all rows for a few receivers.
    #[inline(never)]
    pub(super) fn measure(&self, receivers: &[Receiver], keys: &mut Keys) {
        let (columns, words) = (self.columns, self.words);
        let groups = receivers.len().div_ceil(ABREAST);
        keys.values.clear();
        keys.values.resize(groups * columns, [f64::NAN; ABREAST]);
        keys.has.clear();
        keys.has.resize(groups * words, [0; ABREAST]);
        for (at, receiver) in receivers.iter().enumerate() {
            let (group, place) = (at / ABREAST, at % ABREAST);
            for column in (0..).take(columns).filter(|&column| receiver.hidden != Some(column)) {
                let value = self.value(receiver.row, column);
                let column = column as usize;
                keys.values[group * columns + column][place] = value;
                keys.has[group * words + column / 64][place] |= u64::from(!value.is_nan()) << (column % 64);
            }
        }
        let tiles = self.rows.div_ceil(LANES);
        keys.tiles = tiles;
        keys.of.resize(AT_ONCE * tiles, [f64::NAN; LANES]);
        let donors = self.values.chunks_exact(columns).zip(self.has.chunks_exact(words));
        for (tile, (values, has)) in donors.enumerate() {
            let groups = keys.values.chunks_exact(columns).zip(keys.has.chunks_exact(words));
            for (group, (receivers, receivers_have)) in groups.enumerate() {
                let sums = sums_of_squares(values, receivers);
                let joint = in_common(has, receivers_have);
                for place in 0..ABREAST {
                    let of = &mut keys.of[(group * ABREAST + place) * tiles + tile];
                    for lane in 0..LANES {
                        of[lane] = sums[place][lane] / joint[place][lane];
                    }
                }
            }
        }
        for (at, receiver) in receivers.iter().enumerate() {
            keys.of[at * tiles..].as_flattened_mut()[receiver.row as usize] = f64::NAN;
        }
    }

    /// The nearest donors of one column for one of the receivers measured.
    pub(super) fn nearest<'a>(
        &self,
        at: usize,
        column: u32,
        keys: &Keys,
        near: &Near,
        nearest: &'a mut Nearest,
    ) -> &'a [Candidate] {
        nearest.clear();
        for candidate in &near.rows {
            // As many as are as near as the last one.
            if nearest.kept.len() >= nearest.k && candidate.key > nearest.kept[nearest.k - 1].key {
                return nearest.in_order();
            }
            let value = self.value(candidate.row, column);
            if !value.is_nan() {
                nearest.kept.push(Candidate { value, ..*candidate });
            }
        }
        if !near.is_all {
            nearest.clear();
            let keys = keys.of(at);
            self.each_of(column, |row, value| nearest.offer(Candidate { key: keys[row as usize], value, row }));
        }
        nearest.in_order()
    }
}

/// Of two rows side by side and rows side by side the sums of the squared differences; a gap in
/// either makes NaN of a difference, which counts as 0.
#[inline]
fn sums_of_squares(donors: &[Lanes], receivers: &[[f64; ABREAST]]) -> [Lanes; ABREAST] {
    let mut sums = [[f64x2::ZERO; LANES / 2]; ABREAST];
    for (donors, receivers) in donors.iter().zip(receivers) {
        let donors = donors.as_chunks().0;
        for (sums, &receiver) in sums.iter_mut().zip(receivers) {
            let receiver = f64x2::splat(receiver);
            for (sum, &donor) in sums.iter_mut().zip(donors) {
                let difference = receiver - f64x2::new(donor);
                let square = difference * difference;
                *sum += square & square.simd_gt(f64x2::ZERO);
            }
        }
    }
    sums.map(|sums| {
        let mut lanes = [0.0; LANES];
        lanes.as_chunks_mut().0.iter_mut().zip(sums).for_each(|(lanes, sum)| *lanes = sum.to_array());
        lanes
    })
}

/// How many columns they have in common.
#[inline]
fn in_common(donors: &[[u64; LANES]], receivers: &[[u64; ABREAST]]) -> [Lanes; ABREAST] {
    let mut counts = [[0; LANES]; ABREAST];
    for (donors, receivers) in donors.iter().zip(receivers) {
        for (counts, receiver) in counts.iter_mut().zip(receivers) {
            for (count, donor) in counts.iter_mut().zip(donors) {
                *count += (receiver & donor).count_ones();
            }
        }
    }
    counts.map(|counts| counts.map(f64::from))
}

/// The keys of all rows for the receivers at hand, and what those are.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    tiles: usize,
    of: Vec<Lanes>,
    values: Vec<[f64; ABREAST]>,
    has: Vec<[u64; ABREAST]>,
}

/// The rows nearest to a receiver, whatever they have.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    rows: Vec<Candidate>,
    /// Whether that is all that have a distance.
    is_all: bool,
}

impl Keys {
    fn of(&self, at: usize) -> &[f64] {
        self.of[at * self.tiles..(at + 1) * self.tiles].as_flattened()
    }

    /// So many rows that `k` of them are likely to have a value where few have none.
    pub(super) fn near(&self, at: usize, k: usize) -> Near {
        let mut near = Nearest::new(k.saturating_mul(4).saturating_add(32));
        for (row, &key) in (0..).zip(self.of(at)) {
            near.offer(Candidate { key, value: 0.0, row });
        }
        near.in_order();
        Near { is_all: !near.is_cut, rows: near.kept }
    }
}
