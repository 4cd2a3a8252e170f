//! A matrix of which little is known: distances only to the rows that have a column in common.

use super::Receiver;
use super::nearest::{Candidate, Nearest};

/// Only what is known has a place, once by row and once by column.
#[derive(Clone, Debug)]
pub(super) struct Sparse {
    rows: Lists,
    by_column: Lists,
}

/// What each row has in common with the receiver at hand.
#[derive(Clone, Debug)]
pub(super) struct Meetings {
    /// The receiver's number, from 1.
    now: u32,
    rows: Vec<Met>,
}

/// What a row has in common with a receiver.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    /// The receiver's number: nothing has to be forgotten before the next.
    with: u32,
    columns: u32,
    sum: f64,
}

impl Meetings {
    pub(super) fn of(sparse: &Sparse) -> Meetings {
        Meetings { now: 0, rows: vec![Met::default(); sparse.rows.starts.len() - 1] }
    }
}

impl Sparse {
    pub(super) fn of(rows: u32, columns: u32, values: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Sparse {
        // Lists keep the order of what they are made from: made from each other, they are in order.
        let by_column = Lists::of(columns, values.map(|(row, column, value)| (column, row, value)));
        let rows = Lists::of(rows, by_column.turned());
        let by_column = Lists::of(columns, rows.turned());
        Sparse { rows, by_column }
    }

    /// A value, where there is one.
    pub(super) fn get(&self, row: u32, column: u32) -> Option<f64> {
        let (columns, values) = self.rows.list(row);
        columns.binary_search(&column).ok().map(|at| values[at])
    }

    pub(super) fn each_of(&self, column: u32, mut each: impl FnMut(u32, f64)) {
        let (rows, values) = self.by_column.list(column);
        rows.iter().zip(values).for_each(|(&row, &value)| each(row, value));
    }

    pub(super) fn measure(&self, receiver: &Receiver, met: &mut Meetings) {
        met.now += 1;
        let (columns, values) = self.rows.list(receiver.row);
        for (&column, own) in columns.iter().zip(values).filter(|(column, _)| receiver.hidden != Some(**column)) {
            let (rows, values) = self.by_column.list(column);
            for (&row, value) in rows.iter().zip(values) {
                let of_row = &mut met.rows[row as usize];
                if of_row.with != met.now {
                    *of_row = Met { with: met.now, ..Met::default() };
                }
                of_row.columns += 1;
                of_row.sum += (own - value) * (own - value);
            }
        }
    }

    /// The nearest donors of one column for the receiver measured.
    pub(super) fn nearest<'a>(
        &self,
        receiver: &Receiver,
        column: u32,
        met: &Meetings,
        nearest: &'a mut Nearest,
    ) -> &'a [Candidate] {
        nearest.clear();
        let (rows, values) = self.by_column.list(column);
        for (&row, &value) in rows.iter().zip(values) {
            let of_row = met.rows[row as usize];
            if of_row.with == met.now && row != receiver.row {
                nearest.offer(Candidate { key: of_row.sum / f64::from(of_row.columns), value, row });
            }
        }
        nearest.in_order()
    }
}

/// Values in lists, each with a place.
#[derive(Clone, Debug)]
struct Lists {
    /// Where each list starts, and where the last one ends.
    starts: Vec<usize>,
    places: Vec<u32>,
    values: Vec<f64>,
}

impl Lists {
    /// Of list, place and value.
    fn of(lists: u32, values: impl Iterator<Item = (u32, u32, f64)> + Clone) -> Lists {
        let mut ends = vec![0; lists as usize + 1];
        values.clone().for_each(|(list, ..)| ends[list as usize] += 1);
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        let mut all = Lists { starts: Vec::new(), places: vec![0; end], values: vec![0.0; end] };
        let mut next = ends.clone();
        next.rotate_right(1);
        next[0] = 0;
        all.starts = next.clone();
        for (list, place, value) in values {
            let at = &mut next[list as usize];
            all.places[*at] = place;
            all.values[*at] = value;
            *at += 1;
        }
        all
    }

    fn list(&self, list: u32) -> (&[u32], &[f64]) {
        let range = self.starts[list as usize]..self.starts[list as usize + 1];
        (&self.places[range.clone()], &self.values[range])
    }

    /// All values, by place: what stands in a list becomes a place, and the other way round.
    fn turned(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone + '_ {
        let lists = (0..).take(self.starts.len() - 1);
        lists.flat_map(|list| {
            let (places, values) = self.list(list);
            places.iter().zip(values).map(move |(&place, &value)| (place, list, value))
        })
    }
}
