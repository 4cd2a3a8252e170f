//! The columns of a table's lines while it is read, and on their way from whoever reads it for another.

use std::collections::TryReserveError;

use super::sums::{Among, SoFar, Sums};
use super::{Line, packed};

/// The columns of a table's lines, as they are kept: to be handed over as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Numbers<T, F> {
    /// Into [`Table::organizations`](super::Table::organizations).
    pub organization: T,
    /// Into [`Table::centres`](super::Table::centres).
    pub centre: T,
    /// The bits of [`Amounts`](super::Amounts).
    pub amount: F,
}

/// The columns of lines, one after the other.
type Columns = Numbers<Vec<u32>, Vec<f64>>;

impl Columns {
    fn len(&self) -> usize {
        self.amount.len()
    }

    /// Makes room in every column before it is full: a failed allocation is an error in words here,
    /// and the end of the whole instance in a `push`.
    fn make_room(&mut self, more: usize) -> Result<(), TryReserveError> {
        self.organization.try_reserve(more)?;
        self.centre.try_reserve(more)?;
        self.amount.try_reserve(more)
    }

    fn truncate(&mut self, length: usize) {
        self.organization.truncate(length);
        self.centre.truncate(length);
        self.amount.truncate(length);
    }
}

/// Some lines of a table that is read for another.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// How many lines came before it. Where none did, the file is read anew, and earlier parts do not count.
    pub from: usize,
    /// About how many lines there are in all.
    pub about: usize,
    /// Its lines.
    pub numbers: Numbers<&'a [u32], &'a [f64]>,
}

/// Who takes the lines of a table, a part at a time.
pub type Take<'a> = &'a dyn Fn(Part<'_>);

/// The columns of a table's lines, while it is read.
#[derive(Default)]
pub(crate) struct Lines<'a> {
    /// Of the lines that are here.
    numbers: Columns,
    /// The first lines of runs in which every row has a line, and their rows.
    runs: Vec<(u32, u32)>,
    /// About how many lines there are in all.
    about: usize,
    /// Who takes them; without one they stay here.
    take: Option<Take<'a>>,
    /// How many were taken.
    taken: usize,
    /// What is known of the amounts of those, and of so many that are here.
    sums: Sums,
    summed: usize,
}

impl<'a> Lines<'a> {
    /// So many lines are taken at once.
    const PART: usize = 1 << 16;

    /// With room for so many; without where they do not fit: then they come as they come.
    pub(crate) fn about(lines: usize, take: Option<Take<'a>>) -> Lines<'a> {
        let empty = || Lines { about: lines, take, ..Lines::default() };
        let mut roomy = empty();
        let room = if take.is_some() { lines.min(Lines::PART) } else { lines };
        // Only ever a guess; a failure says so when it is really needed.
        if roomy.numbers.make_room(room).is_ok() { roomy } else { empty() }
    }

    /// Adds a line; an error where there is no room for it.
    #[inline]
    pub(crate) fn push(&mut self, line: Line) -> Result<(), TryReserveError> {
        if self.numbers.organization.len() == self.numbers.organization.capacity() {
            self.make_room()?;
        }
        let at = self.len();
        self.numbers.organization.push(line.organization);
        self.numbers.centre.push(line.centre);
        self.numbers.amount.push(packed(line.amount));
        #[expect(clippy::cast_possible_truncation, reason = "rows are u32, and every line has one of its own")]
        let at = at as u32;
        if self.runs.last().is_none_or(|&(first, row)| row + (at - first) != line.row) {
            self.begin_run(at, line.row);
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn begin_run(&mut self, line: u32, row: u32) {
        self.runs.push((line, row));
    }

    #[cold]
    #[inline(never)]
    fn make_room(&mut self) -> Result<(), TryReserveError> {
        /// So many at first, where nothing is known of them.
        const FEW: usize = 1024;
        if self.take.is_some() && self.numbers.len() >= Lines::PART {
            self.give();
            return Ok(());
        }
        self.numbers.make_room(FEW)
    }

    /// Gives the lines that are here to whoever takes them.
    fn give(&mut self) {
        let Some(take) = self.take.filter(|_| self.numbers.len() > 0) else { return };
        let Numbers { organization, centre, amount } = &self.numbers;
        let numbers = Numbers { organization: &organization[..], centre: &centre[..], amount: &amount[..] };
        take(Part { from: self.taken, about: self.about, numbers });
        self.sum_up();
        self.summed = 0;
        self.taken = self.len();
        self.numbers.truncate(0);
    }

    /// The lines that none has taken, after giving them to whoever takes them; and the runs of all.
    pub(super) fn done(mut self) -> (Columns, Vec<(u32, u32)>) {
        self.give();
        (self.numbers, self.runs)
    }

    /// How many there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.taken + self.numbers.organization.len()
    }

    /// How many there are of some, and what is known of their amounts.
    pub(crate) fn so_far(&mut self, among: Among) -> SoFar {
        self.sum_up();
        self.sums.so_far(among)
    }

    /// Sums up the lines that are here.
    fn sum_up(&mut self) {
        let Numbers { organization, centre, amount } = &self.numbers;
        self.sums.add(&organization[self.summed..], &centre[self.summed..], &amount[self.summed..]);
        self.summed = self.numbers.len();
    }
}

/// The lines of a table that another reads, as they come.
#[derive(Clone, Debug, Default)]
pub struct Gathered(Columns);

impl From<Gathered> for Columns {
    fn from(Gathered(numbers): Gathered) -> Self {
        numbers
    }
}

impl Gathered {
    /// Room for so many lines more, to be written by the caller: after the first `from`, which is all that still
    /// counts of what has come, and of `about` so many in all. `None` where there is no room, or lines are missing
    /// before them.
    pub fn room_for(&mut self, from: usize, lines: usize, about: usize) -> Option<Numbers<&mut [u32], &mut [f64]>> {
        fn longer<T: Clone + Default>(column: &mut Vec<T>, lines: usize) -> &mut [T] {
            let before = column.len();
            column.resize(before + lines, T::default());
            &mut column[before..]
        }
        let Gathered(numbers) = self;
        if from > numbers.len() {
            return None;
        }
        numbers.truncate(from);
        // Only ever a guess.
        let likely = lines.max(about.saturating_sub(from));
        numbers.make_room(likely).or_else(|_| numbers.make_room(lines)).ok()?;
        let Numbers { organization, centre, amount } = numbers;
        Some(Numbers {
            organization: longer(organization, lines),
            centre: longer(centre, lines),
            amount: longer(amount, lines),
        })
    }

    /// How many lines have come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Gathered, Lines};
    use crate::table::{Amount, Line};

    #[test]
    fn a_guess_that_finds_no_room_ends_nothing() {
        let mut lines = Lines::about(usize::MAX, None);
        let line = Line { organization: 1, centre: 2, amount: Amount::Missing, row: 3 };
        assert!(lines.push(line).is_ok() && lines.len() == 1);
        let mut gathered = Gathered::default();
        assert!(gathered.room_for(0, 2, usize::MAX).is_some() && gathered.len() == 2);
    }

    #[test]
    fn lines_come_after_those_that_count() {
        let mut gathered = Gathered::default();
        let mut come = |from, amount| {
            let room = gathered.room_for(from, 1, 0).map(|room| room.amount.fill(amount));
            room.map(|()| gathered.0.amount.clone())
        };
        assert_eq!(come(0, 1.0), Some(vec![1.0]));
        assert_eq!(come(1, 2.0), Some(vec![1.0, 2.0]));
        assert_eq!(come(1, 3.0), Some(vec![1.0, 3.0]));
        assert_eq!(come(3, 4.0), None);
        assert_eq!(come(0, 5.0), Some(vec![5.0]));
    }
}
