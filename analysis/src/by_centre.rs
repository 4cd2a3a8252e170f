//! The joined rows, those of a centre side by side: what is looked at together is near in memory.

use wide::f64x2;

use crate::merge::Rows;
use crate::table::{Amount, unpacked};

/// The joined rows by centre. A centre's rows stand in their order: first those that have a unit cost by their file.
pub(crate) struct ByCentre {
    /// Where a centre's rows start; one more tells where those of the last one end.
    starts: Vec<usize>,
    /// Where those end that have a unit cost.
    ends: Vec<usize>,
    rows: Vec<CentreRow>,
}

/// A joined row.
#[derive(Clone, Copy, Default)]
pub(crate) struct CentreRow {
    /// Its expenses and visits, as they stand in memory.
    amounts: [f64; 2],
    /// Its place in [`Rows`].
    pub(crate) row: u32,
}

impl CentreRow {
    /// Its expenses and visits, where both are known.
    #[inline]
    pub(crate) fn amounts(&self) -> f64x2 {
        f64x2::new(self.amounts)
    }
}

impl ByCentre {
    pub(crate) fn of(rows: &Rows, centres: usize) -> ByCentre {
        let mut starts = vec![0; centres + 1];
        rows.centre.iter().for_each(|&centre| starts[centre as usize + 1] += 1);
        for centre in 0..centres {
            starts[centre + 1] += starts[centre];
        }
        // Rows that have no unit cost are put where their centre's end, the first of them last.
        let mut free: Vec<[usize; 2]> = starts.windows(2).map(|ends| [ends[0], ends[1]]).collect();
        let mut of_centres = vec![CentreRow::default(); rows.len()];
        for ((at, &centre), row) in rows.centre.iter().enumerate().zip(0..) {
            let [start, end] = &mut free[centre as usize];
            let (expenses, visits) = (rows.expenses.packed(at), rows.visits.packed(at));
            // What is not known is a NaN: above nothing.
            let place = if !expenses.is_nan() && visits > 0.0 {
                *start += 1;
                *start - 1
            } else {
                *end -= 1;
                *end
            };
            of_centres[place] = CentreRow { amounts: [expenses, visits], row };
        }
        let ends = free.into_iter().map(|[end, _]| end).collect();
        ByCentre { starts, ends, rows: of_centres }
    }

    pub(crate) fn rows(&self, centre: u32) -> CentreRows<'_> {
        let centre = centre as usize;
        let all = self.starts[centre]..self.starts[centre + 1];
        let with_cost = self.ends[centre] - all.start;
        CentreRows { rows: &self.rows[all], with_cost }
    }
}

/// The joined rows of one centre.
pub(crate) struct CentreRows<'a> {
    rows: &'a [CentreRow],
    with_cost: usize,
}

/// A row that has no unit cost by its file.
pub(crate) struct Other {
    pub(crate) row: usize,
    pub(crate) expenses: Amount,
    pub(crate) visits: Amount,
}

impl CentreRows<'_> {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those that have a unit cost by their file.
    pub(crate) fn with_cost(&self) -> &[CentreRow] {
        &self.rows[..self.with_cost]
    }

    /// All others.
    pub(crate) fn others(&self) -> impl Iterator<Item = Other> {
        self.rows[self.with_cost..].iter().rev().map(|&CentreRow { amounts, row }| {
            let [expenses, visits] = amounts.map(unpacked);
            Other { row: row as usize, expenses, visits }
        })
    }
}

/// Expenses over visits.
#[inline]
pub(crate) fn unit_cost(amounts: f64x2) -> f64 {
    let [expenses, visits] = amounts.to_array();
    expenses / visits
}
