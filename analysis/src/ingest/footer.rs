//! Rows that sum up others: those above them, or below.

use super::headings::{is_of_all, is_some_total, is_total, may_be_name, names_total};
use crate::interner::Interner;
use crate::notice::Notice;
use crate::table::{Among, Amount, SoFar};

/// As much as totals of rounded amounts may be off, relative to the sum.
const ROUNDING: f64 = 1e-6;

/// Whether a value is the sum of the rows above it.
pub(super) fn is_sum(value: f64, sum: f64) -> bool {
    // A cent, and what floats make of it.
    (value - sum).abs() <= (sum.abs() * ROUNDING).max(0.010_000_1)
}

/// How far some rows had come at each row of totals: a further one may sum up from there, or from the first row on.
#[derive(Default)]
pub(super) struct SummedUp(Vec<SoFar>);

impl SummedUp {
    /// Whether a value is the sum of some rows so far, if only of one.
    pub(super) fn may_be_next(&self, value: f64, so_far: SoFar) -> bool {
        self.start(value, so_far, true).is_some()
    }

    /// How many of the totals so far stand before the rows that a value sums up. That it is 0 proves nothing, unless it
    /// is certain that its row is one of totals.
    fn start(&self, value: f64, so_far: SoFar, is_certain: bool) -> Option<usize> {
        let fewest = if is_certain { 1 } else { 2 };
        let is_from = |start: SoFar| so_far.lines >= start.lines + fewest && is_sum(value, so_far.sum - start.sum);
        let from = |&count: &usize| is_from(count.checked_sub(1).map_or(SoFar::default(), |last| self.0[last]));
        (is_certain || value != 0.0).then(|| (0..=self.0.len()).rev().find(from)).flatten()
    }

    /// Whether a value is the sum of all rows so far, or of those since some row of totals: totals of regions sum up
    /// their hospitals' rows, and these have totals of their own. Of two rows at least, unless it is certain that a row
    /// is headed as a total: hospitals are called “Total Care”, too, and one may cost what the row above it does.
    pub(super) fn is_next(&mut self, value: f64, so_far: SoFar, is_certain: bool) -> bool {
        let start = self.start(value, so_far, is_certain);
        if let Some(start) = start {
            self.0.truncate(start);
            self.0.push(so_far);
        }
        start.is_some()
    }
}

/// The total at the foot of a file: what it says, and what all rows come to.
#[derive(Default)]
pub(super) struct Foot {
    /// The last row without a key that is headed so and is no sum of rows above it.
    last: Option<Last>,
    /// How many lines there were above the last total that is one.
    summed_up: usize,
    /// Whether any line has no known amount.
    has_unknown: bool,
    /// What rows come to that were set aside.
    set_aside: f64,
}

impl Foot {
    /// Hears of a line without a known amount.
    pub(super) fn miss(&mut self) {
        self.has_unknown = true;
    }

    /// Hears of a row that was set aside, without the heading of a total.
    pub(super) fn set_aside(&mut self, amount: Amount) {
        self.set_aside += amount.known().unwrap_or_default();
    }

    /// Hears of a row of totals below so many lines; gives what was to be said of one before it.
    pub(super) fn sum_up(&mut self, lines: usize) -> Option<Notice> {
        self.summed_up = lines;
        self.last.take().map(|last| last.plain)
    }

    /// Keeps a row that is headed as a total of all and is none, with what is to be said of it as of any row without a key,
    /// and as of the last one of a file; gives what is to be said at once.
    pub(super) fn keep(&mut self, value: f64, above: SoFar, plain: Notice, odd: Notice) -> Option<Notice> {
        if above.lines == 0 || above.lines == self.summed_up {
            return Some(plain);
        }
        self.last.replace(Last { value, above, plain, odd }).map(|last| last.plain)
    }

    /// What is to be said of the last one at the end of a file of so many lines: that it is odd, where none stands below it
    /// and it sums up neither those above it, be they rounded, nor these with the rows that were set aside, and no amounts
    /// that are withheld make it larger.
    pub(super) fn at_the_end(self, lines: usize, is_whole: bool) -> Option<Notice> {
        let Last { value, above, plain, odd } = self.last?;
        let is_near = |sum: f64| (value - sum).abs() <= rounding(value, lines);
        let is_explained =
            is_near(above.sum) || is_near(above.sum + self.set_aside) || (self.has_unknown && value >= above.sum);
        Some(if is_whole && above.lines == lines && !is_explained { odd } else { plain })
    }
}

/// A row that is headed as a total of all, and is none.
struct Last {
    value: f64,
    /// The lines above it.
    above: SoFar,
    /// What is to be said of it as of any row without a key …
    plain: Notice,
    /// … and as the last row of a file.
    odd: Notice,
}

/// As much as a total may be off whose so many parts are rounded as it is: half of its last place each, but no more than a
/// small part of it.
fn rounding(total: f64, parts: usize) -> f64 {
    const MOST: f64 = 0.0005;
    let place = if total.fract() == 0.0 { 1.0 } else { 0.01 };
    #[expect(clippy::cast_precision_loss, reason = "so many rows no file has")]
    let off = parts as f64 * place / 2.0;
    off.min(total.abs() * MOST).max(place)
}

/// A row that may be one of totals.
pub(super) struct Headed<'a> {
    /// The cells that may be names as well.
    pub(super) cells: Vec<&'a str>,
    /// What heads it as a total, of these and of others.
    pub(super) headings: Vec<&'a str>,
    /// Whether that is no name for sure.
    pub(super) is_certain: bool,
    /// What it may sum up.
    pub(super) above: Vec<(Among, SoFar)>,
}

impl Headed<'_> {
    /// How far all rows above it have come; `None` where nothing heads it.
    pub(super) fn so_far(&self) -> Option<SoFar> {
        self.above.iter().find(|(among, _)| matches!(among, Among::All)).map(|&(_, so_far)| so_far)
    }
}

/// The rows of totals of a file, whatever they sum up.
#[derive(Default)]
pub(super) struct TotalRows {
    of_all: SummedUp,
    /// By organization, and by centre.
    of_organizations: Vec<SummedUp>,
    of_centres: Vec<SummedUp>,
    /// What they are headed by.
    headings: Interner,
    /// Of each of these, how many rows with a key sum up others, and how many do not.
    met: Vec<[u32; 2]>,
    /// What rows are called that sum up nothing, though they may be headed as totals.
    names: Interner,
    /// Those whose parts may stand below them, the outermost first.
    above: Vec<Above>,
}

/// A row that is kept though it is headed as a total of something, and what is to be said where it is one.
struct Above {
    value: f64,
    /// How far all rows had come with it.
    so_far: SoFar,
    /// Its organization, and how far that one's had.
    organization: u32,
    of_organization: SoFar,
    notice: Notice,
}

impl Above {
    /// Whether it is the sum of the rows since then, of two at least.
    fn sums_up(&self, then: SoFar, now: SoFar) -> bool {
        now.lines >= then.lines + 2 && is_sum(self.value, now.sum - then.sum)
    }
}

impl TotalRows {
    /// None yet, where some names are known that look like headings.
    pub(super) fn knowing(names: &[String]) -> TotalRows {
        let mut rows = TotalRows::default();
        names.iter().for_each(|name| _ = rows.names.intern(name));
        rows
    }

    /// What has headed totals of rows that it also stands in without being their sum, and more often so: names, whose
    /// rows came to as much as others by chance.
    pub(super) fn mistaken(&self) -> Vec<String> {
        let headings = self.headings.texts().iter().zip(&self.met);
        let are_names = headings.filter(|(heading, [sums, others])| others > sums && may_be_name(heading));
        are_names.map(|(heading, _)| heading.to_string()).collect()
    }

    /// Counts a row with a key under what heads it, as the sum of others or not.
    fn count(&mut self, row: &Headed<'_>, is_sum: bool) {
        for heading in row.headings.iter().filter(|_| !row.is_certain) {
            if let Some(id) = self.headings.id(heading) {
                let at = id as usize;
                self.met.resize(self.met.len().max(at + 1), [0; 2]);
                self.met[at][usize::from(!is_sum)] += 1;
            }
        }
    }

    /// Whether a row sums up rows above it, or has nothing below the heading of a total.
    #[inline(never)]
    pub(super) fn sums_up(&mut self, row: &Headed<'_>, amount: Amount) -> bool {
        let is_found = self.is_found(row);
        match amount {
            Amount::Known(value) => {
                let is_certain = row.is_certain || is_found;
                (is_certain || !self.is_named(row)) && self.have_next(value, row, is_certain)
            }
            Amount::Unreadable => false,
            // Its heading is that of totals, and there is nothing to lose.
            Amount::Missing | Amount::Suppressed | Amount::Absent => is_found,
        }
    }

    /// Keeps a row that sums up nothing for sure, and says whether it may be one of totals all the same.
    #[inline(never)]
    pub(super) fn keep(&mut self, row: &Headed<'_>, amount: Amount) -> bool {
        let is_found = self.is_found(row);
        if amount.known().is_some_and(|value| value != 0.0) {
            if is_found {
                self.count(row, false);
            } else if !row.is_certain {
                self.learn_names(row);
            }
        }
        is_found
            || amount.known().is_some_and(|value| self.may_have_next(value, row))
            || row
                .headings
                .iter()
                .any(|cell| is_total(cell) || is_of_all(cell) || (names_total(cell) && !row.cells.contains(cell)))
    }

    /// Remembers the last row, which was kept: what it is headed by as a total may stand below it.
    pub(super) fn await_parts(
        &mut self,
        value: f64,
        organization: u32,
        mut so_far: impl FnMut(Among) -> SoFar,
        notice: Notice,
    ) {
        /// Totals in totals; of more rows some are only called so.
        const DEEP: usize = 8;
        if self.above.len() == 2 * DEEP {
            self.above.remove(DEEP);
        }
        let of_organization = so_far(Among::Organization(organization));
        self.above.push(Above { value, so_far: so_far(Among::All), organization, of_organization, notice });
    }

    /// What is to be said of rows that are the sum of all that stands below them, so far. No total is part of one further
    /// out.
    pub(super) fn above(&mut self, so_far: SoFar) -> Vec<Notice> {
        let mut found = Vec::new();
        while let Some(at) = self.above.iter().rposition(|above| above.sums_up(above.so_far, so_far)) {
            let Above { value, notice, .. } = self.above.remove(at);
            self.above.truncate(at);
            self.above.iter_mut().for_each(|outer| outer.so_far.sum += value);
            found.push(notice);
        }
        found
    }

    /// The same at the end of the file, and of those that are the sum of their organization's rows below them.
    pub(super) fn above_the_end(&mut self, mut so_far: impl FnMut(Among) -> SoFar) -> Vec<Notice> {
        if self.above.is_empty() {
            return Vec::new();
        }
        let mut found = self.above(so_far(Among::All));
        found.extend(self.above.drain(..).filter_map(|above| {
            let now = so_far(Among::Organization(above.organization));
            above.sums_up(above.of_organization, now).then_some(above.notice)
        }));
        found
    }

    /// Whether what heads a row has headed a total.
    fn is_found(&self, row: &Headed<'_>) -> bool {
        row.headings.iter().any(|heading| self.headings.id(heading).is_some())
    }

    /// Whether a row is called as one was that was none of totals, with figures of its own.
    fn is_named(&self, row: &Headed<'_>) -> bool {
        row.cells.iter().any(|cell| self.names.id(cell).is_some())
    }

    /// Learns what names a row has, where it has figures of its own below several others.
    fn learn_names(&mut self, row: &Headed<'_>) {
        if row.above.iter().any(|(_, so_far)| so_far.lines > 1) {
            for cell in row.cells.iter().filter(|cell| is_some_total(cell) && may_be_name(cell)) {
                self.names.intern(cell);
            }
        }
    }

    /// Whether a value may be the sum of some rows above it, if only of one.
    fn may_have_next(&mut self, value: f64, row: &Headed<'_>) -> bool {
        row.above.iter().any(|&(among, so_far)| {
            let mut anew = SummedUp::default();
            self.of(among).unwrap_or(&mut anew).may_be_next(value, so_far)
        })
    }

    /// Whether a value is the sum of any of the rows above it: see [`SummedUp::is_next`].
    fn have_next(&mut self, value: f64, row: &Headed<'_>, is_certain: bool) -> bool {
        // Each hears of it: which one it is shows with the next.
        let mut is_one = false;
        let any_is = |is_one: fn(&str) -> bool| row.headings.iter().any(|heading| is_one(heading));
        for &(among, so_far) in &row.above {
            // That one row comes to as much is no chance where it is all there is of what the total is of.
            let is_certain = is_certain
                || match among {
                    Among::All => false,
                    Among::Organization(_) | Among::Centre(_) => any_is(is_of_all),
                    Among::Last(..) => any_is(is_total),
                };
            let mut anew = SummedUp::default();
            is_one |= self.of(among).unwrap_or(&mut anew).is_next(value, so_far, is_certain);
        }
        if is_one && value != 0.0 {
            row.headings.iter().for_each(|heading| {
                self.headings.intern(heading);
            });
            self.count(row, true);
        }
        is_one
    }

    /// The totals so far of some lines; none of the last ones: those of a key have one, and the next is of another.
    fn of(&mut self, among: Among) -> Option<&mut SummedUp> {
        let (all, id) = match among {
            Among::All => return Some(&mut self.of_all),
            Among::Last(..) => return None,
            Among::Organization(id) => (&mut self.of_organizations, id as usize),
            Among::Centre(id) => (&mut self.of_centres, id as usize),
        };
        if all.len() <= id {
            all.resize_with(id + 1, SummedUp::default);
        }
        all.get_mut(id)
    }
}
