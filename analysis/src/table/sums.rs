//! What the lines of a table come to while it is read: all, and those that a total among them may sum up.

use crate::sum::Sum;

/// What is known of the amounts of lines.
#[derive(Default)]
pub(super) struct Sums {
    lines: usize,
    all: Sum,
    /// By organization, and by centre.
    of_organizations: Vec<SoFar>,
    of_centres: Vec<SoFar>,
    /// Of the last ones with one key.
    of_last: ((u32, u32), SoFar),
}

/// How many lines there are of some kind, and what is known of their amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SoFar {
    pub(crate) lines: usize,
    pub(crate) sum: f64,
}

impl SoFar {
    /// With some amounts more.
    fn and(self, amounts: &[f64]) -> SoFar {
        // What is not known is a NaN.
        let sum = amounts.iter().filter(|amount| !amount.is_nan()).fold(self.sum, |sum, amount| sum + amount);
        SoFar { lines: self.lines + amounts.len(), sum }
    }
}

/// Which lines a total may sum up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Among {
    /// All of them.
    All,
    /// Those of one organization.
    Organization(u32),
    /// Those of one centre.
    Centre(u32),
    /// The last ones, of one organization and centre.
    Last(u32, u32),
}

impl Sums {
    /// Adds the columns of some lines.
    pub(super) fn add(&mut self, organizations: &[u32], centres: &[u32], amounts: &[f64]) {
        self.lines += amounts.len();
        self.all.merge(Sum::of(amounts, |amounts| amounts.simd_eq(amounts) & amounts));
        for (sums, ids) in [(&mut self.of_organizations, organizations), (&mut self.of_centres, centres)] {
            let most = ids.iter().max().map_or(0, |&id| id as usize + 1);
            if sums.len() < most {
                sums.resize(most, SoFar::default());
            }
            // Lines of one mostly stand together, and a sum in memory takes its time for each.
            let mut rest = amounts;
            for lines in ids.chunk_by(|id, next| id == next) {
                let (here, further) = rest.split_at(lines.len());
                rest = further;
                let so_far = &mut sums[lines[0] as usize];
                *so_far = so_far.and(here);
            }
        }
        let keys = || organizations.iter().copied().zip(centres.iter().copied());
        let Some(last) = keys().next_back() else { return };
        let lines = keys().rev().take_while(|&key| key == last).count();
        if lines < amounts.len() || self.of_last.0 != last {
            self.of_last = (last, SoFar::default());
        }
        self.of_last.1 = self.of_last.1.and(&amounts[amounts.len() - lines..]);
    }

    /// How many lines there are of some, and what is known of their amounts.
    pub(super) fn so_far(&self, among: Among) -> SoFar {
        let of_one = |sums: &[SoFar], id: u32| sums.get(id as usize).copied().unwrap_or_default();
        match among {
            Among::All => SoFar { lines: self.lines, sum: self.all.value() },
            Among::Organization(id) => of_one(&self.of_organizations, id),
            Among::Centre(id) => of_one(&self.of_centres, id),
            Among::Last(organization, centre) => {
                let (key, so_far) = self.of_last;
                if key == (organization, centre) { so_far } else { SoFar::default() }
            }
        }
    }
}
