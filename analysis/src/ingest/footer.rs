//! Rows that sum up the ones above them.

use crate::interner::Interner;
use crate::notice::Notice;
use crate::table::{Among, Amount, SoFar};

/// What a row of totals is headed by, as [`words`] writes it.
const WORDS: [&str; 18] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "overall",
    "overall total",
    "total expenses",
    "total visits",
    "totaux",
    "total général",
    "somme",
    "total des visites",
    "subtotal",
    "subtotals",
    "sub total",
    "sous total",
    "tot",
    "ttl",
];
/// What heads some total as one of its words: `Total, Region A`, `Hospital 7 total (CAD)` …
const ANY: [&str; 6] = ["total", "totals", "totaux", "subtotal", "subtotals", "σ"];
/// … or as its first word or its last one.
const AT_EITHER_END: [&str; 6] = ["sub", "sum", "somme", "summe", "tot", "ttl"];
/// What a row of all may be headed by: no total unless it sums up rows above it.
const ALL: [&str; 26] = [
    "all",
    "all departments",
    "all functional centers",
    "all functional centres",
    "all programs",
    "all services",
    "all units",
    "combined",
    "consolidated",
    "ergebnis",
    "gesamt",
    "gesamtergebnis",
    "overall result",
    "result",
    "résultat",
    "all sites",
    "all organizations",
    "all organisations",
    "all hospitals",
    "all facilities",
    "all centres",
    "all centers",
    "all regions",
    "ensemble",
    "province",
    "provincial",
];
/// What the total of a key's periods is headed by besides, in the column of periods …
const PERIODS: [&str; 23] = [
    "year",
    "full year",
    "fullyear",
    "whole year",
    "all year",
    "fiscal year",
    "financial year",
    "fy",
    "tot",
    "ttl",
    "all",
    "all years",
    "all months",
    "all quarters",
    "all periods",
    "12 months",
    "12m",
    "année",
    "année complète",
    "exercice",
    "exercice complet",
    "à ce jour",
    "year end",
];
/// … or has as one of its words …
const ANY_OF_PERIODS: [&str; 9] =
    ["ytd", "cumulative", "annual", "yearly", "cumul", "cumulé", "cumulatif", "annuel", "annuelle"];
/// … or ends with.
const TO_DATE: &str = "to date";
/// As much as totals of rounded amounts may be off, relative to the sum.
const ROUNDING: f64 = 1e-6;

/// Whether a cell heads a row of totals.
pub(super) fn is_total(cell: &str) -> bool {
    may_be_total(cell.as_bytes()) && WORDS.contains(&words(cell).as_str())
}

/// Whether a cell may head a row of totals of something: one that sums up rows above it is one.
pub(super) fn is_some_total(cell: &str) -> bool {
    let words = words(cell);
    says_total(&words) || WORDS.contains(&words.as_str()) || ALL.contains(&words.as_str())
}

/// Whether a cell heads a row of all: of one centre's organizations, or one organization's centres, that may be one.
fn is_of_all(cell: &str) -> bool {
    ALL.contains(&words(cell).as_str())
}

/// Whether what heads some total may be a name: has words behind that of the total, as “Total Care”.
fn may_be_name(heading: &str) -> bool {
    let words = words(heading);
    let ends_so = words.split(' ').next_back().is_some_and(|word| ANY.contains(&word));
    !ends_so && !WORDS.contains(&words.as_str()) && !ALL.contains(&words.as_str())
}

/// Whether a cell in a column of periods may head the total of a key's.
pub(crate) fn is_total_of_periods(cell: &str) -> bool {
    let words = words(cell);
    let is_one = |word: &str| ANY_OF_PERIODS.contains(&word);
    says_total(&words)
        || PERIODS.contains(&words.as_str())
        || words.ends_with(TO_DATE)
        || words.split(' ').any(|word| is_one(word.trim_end_matches(|letter: char| letter.is_ascii_digit())))
}

/// Whether a cell surely heads a total: of what it is called, or of what one of some lists knows.
pub(super) fn is_surely_total(cell: &str, known: [&Interner; 2]) -> bool {
    is_total(cell) || is_total_of_known(cell, known)
}

/// Whether a cell heads the total of what one of some lists knows: `Hospital 7 total`, `Total, Hospital 7`.
fn is_total_of_known(cell: &str, known: [&Interner; 2]) -> bool {
    let cell = cell.trim_matches(AROUND);
    let is_total = |word: &str| ANY.contains(&words(word).as_str());
    let before = cell.rsplit_once(' ').filter(|(_, last)| is_total(last)).map(|(rest, _)| rest);
    let after = || cell.split_once([' ', ',', ':']).filter(|(first, _)| is_total(first)).map(|(_, rest)| rest);
    let of = before.or_else(after).map(|rest| rest.trim_matches(AROUND)).filter(|of| !of.is_empty());
    of.is_some_and(|of| known.into_iter().any(|ids| ids.id(of).is_some()))
}

/// Whether one of a heading's words is that of a total. Organizations and centres may be called so, accounts are not.
fn names_total(cell: &str) -> bool {
    words(cell).split(' ').any(|word| ANY.contains(&word))
}

fn says_total(words: &str) -> bool {
    let ends = [words.split(' ').next(), words.split(' ').next_back()];
    words.split(' ').any(|word| ANY.contains(&word))
        || ends.into_iter().flatten().any(|word| AT_EITHER_END.contains(&word))
}

/// What may stand around a heading.
const AROUND: [char; 8] = [' ', ':', '.', ',', ';', '*', '(', ')'];

/// The words of a heading in lower case, with one space between two.
fn words(cell: &str) -> String {
    let is_between = |letter: char| letter.is_whitespace() || AROUND.contains(&letter) || "-–—_".contains(letter);
    let cell = cell.to_lowercase();
    let words: Vec<&str> = cell.split(is_between).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a cell may head a row of totals, wherever in it that is said. Asked of what is not known to head none.
#[inline(never)]
pub(super) fn may_say_total(cell: &[u8]) -> bool {
    let Some(first) = cell.first().filter(|first| !first.is_ascii_digit()) else { return may_be_total(cell) };
    let is_there = |start: &[u8]| start.eq_ignore_ascii_case(b"total") || start.eq_ignore_ascii_case(b"totau");
    may_be_total(cell)
        || cell.starts_with("Σ".as_bytes())
        || matches!(first | 0x20, b'c' | b'o' | b'r') && ALL.iter().any(|all| all.as_bytes().eq_ignore_ascii_case(cell))
        || cell.windows(5).any(is_there)
}

/// Whether a cell starts or ends as one of the words does. Asked of every row: the first letter and the last one tell
/// nearly all cells apart.
#[inline]
pub(super) fn may_be_total(cell: &[u8]) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    let is_one = matches!(first | 0x20, b't' | b'g' | b's' | b'o' | b'a' | b'e' | b'p' | b'*')
        || matches!(last | 0x20, b'l' | b':' | b'.' | b'*' | b')');
    is_one && is_written_so(cell)
}

#[inline(never)]
fn is_written_so(cell: &[u8]) -> bool {
    let is_around = |byte: &u8| AROUND.contains(&char::from(*byte));
    let start = cell.iter().position(|byte| !is_around(byte)).unwrap_or(cell.len());
    let cell = &cell[start..];
    let Some(first) = cell.first_chunk::<3>() else { return false };
    match &first.map(|byte| byte | 0x20) {
        b"tot" | b"ttl" | b"gra" | b"sum" | b"som" | b"ove" | b"sub" => return true,
        // And no name that begins with South.
        b"sou" if cell.get(3).is_some_and(|byte| byte | 0x20 == b's') => return true,
        b"all" | b"ens" | b"erg" | b"ges" | b"pro"
            if ALL.iter().any(|all| all.as_bytes().eq_ignore_ascii_case(cell)) =>
        {
            return true;
        }
        _ => {}
    }
    // What is said in parentheses comes after the word.
    let end = cell.iter().position(|&byte| byte == b'(').unwrap_or(cell.len());
    let end = cell[..end].iter().rposition(|byte| !is_around(byte)).map_or(0, |last| last + 1);
    let ends_so = |word: &[u8]| end >= word.len() && cell[end - word.len()..end].eq_ignore_ascii_case(word);
    ends_so(b"total") || ends_so(b"totals")
}

/// Whether a value is the sum of the rows above it.
pub(super) fn is_sum(value: f64, sum: f64) -> bool {
    (value - sum).abs() <= (sum.abs() * ROUNDING).max(0.01)
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
        if !row.is_certain && !is_found && amount.known().is_some_and(|value| value != 0.0) {
            self.learn_names(row);
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
