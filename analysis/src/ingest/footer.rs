//! Rows that sum up the ones above them.

/// What a row of totals is headed by, in lower case.
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
    "sub-total",
    "sub total",
    "sous-total",
    "sous-totaux",
];
/// What heads some total as its first word, or its last one: `Total, Region A`, `Hospital 7 total`.
const ANY: [&str; 10] =
    ["total", "totals", "totaux", "subtotal", "sub-total", "sub", "sous-total", "sum", "somme", "summe"];
/// What the total of a key's periods is headed by besides, in the column of periods …
const PERIODS: [&str; 16] = [
    "year to date",
    "year-to-date",
    "year",
    "full year",
    "fullyear",
    "whole year",
    "fy",
    "all",
    "all months",
    "all quarters",
    "all periods",
    "12 months",
    "année",
    "année complète",
    "exercice",
    "exercice complet",
];
/// … or has as one of its words.
const ANY_OF_PERIODS: [&str; 8] = ["ytd", "cumulative", "annual", "yearly", "cumul", "cumulatif", "annuel", "annuelle"];
/// As much as totals of rounded amounts may be off, relative to the sum.
const ROUNDING: f64 = 1e-6;

/// Whether a cell heads a row of totals.
pub(super) fn is_total(cell: &str) -> bool {
    may_be_total(cell.as_bytes()) && WORDS.contains(&lowered(cell).as_str())
}

/// Whether a cell may head a row of totals of something: one that sums up rows above it is one.
pub(super) fn is_some_total(cell: &str) -> bool {
    if !may_be_total(cell.as_bytes()) {
        return false;
    }
    let cell = lowered(cell);
    let mut words = cell.split([' ', ',', ':', '(', ')']).filter(|word| !word.is_empty());
    let (first, last) = (words.next(), words.next_back());
    WORDS.contains(&cell.as_str()) || [first, last].into_iter().flatten().any(|word| ANY.contains(&word))
}

/// Whether a cell in a column of periods may head the total of a key's.
pub(crate) fn is_total_of_periods(cell: &str) -> bool {
    let lowered = lowered(cell);
    let mut words = lowered.split([' ', '-', '(', ')']);
    is_some_total(cell) || PERIODS.contains(&lowered.as_str()) || words.any(|word| ANY_OF_PERIODS.contains(&word))
}

fn lowered(cell: &str) -> String {
    cell.trim_end_matches([':', '.', ' ']).to_lowercase()
}

/// Whether a cell starts or ends as one of the words does. Asked of every row: the first letter and the last one tell
/// nearly all cells apart.
#[inline]
pub(super) fn may_be_total(cell: &[u8]) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    let is_one = matches!(first | 0x20, b't' | b'g' | b's' | b'o') | (last | 0x20 == b'l');
    is_one && is_written_so(cell)
}

#[inline(never)]
fn is_written_so(cell: &[u8]) -> bool {
    let Some(start) = cell.first_chunk::<3>() else { return false };
    let starts_so = match &start.map(|byte| byte | 0x20) {
        b"tot" | b"gra" | b"sum" | b"som" | b"ove" | b"sub" => true,
        // And no name that begins with South.
        b"sou" => cell.get(3).is_some_and(|byte| byte | 0x20 == b's'),
        _ => false,
    };
    starts_so || cell.last_chunk::<5>().is_some_and(|end| end.eq_ignore_ascii_case(b"total"))
}

/// Whether a value is the sum of the rows above it.
pub(super) fn is_sum(value: f64, sum: f64) -> bool {
    (value - sum).abs() <= (sum.abs() * ROUNDING).max(0.01)
}

/// How many rows there were at each row of totals, and what they came to: a further one may sum up from there.
pub(super) struct SummedUp(Vec<(usize, f64)>);

impl Default for SummedUp {
    fn default() -> SummedUp {
        SummedUp(vec![(0, 0.0)])
    }
}

impl SummedUp {
    /// Whether a value is the sum of some rows so far, if only of one.
    pub(super) fn may_be_next(&self, value: f64, rows: usize, sum: f64) -> bool {
        self.start(value, rows, sum, true).is_some()
    }

    fn start(&self, value: f64, rows: usize, sum: f64, is_certain: bool) -> Option<usize> {
        let fewest = if is_certain { 1 } else { 2 };
        self.0.iter().rposition(|&(before, start)| rows >= before + fewest && is_sum(value, sum - start))
    }

    /// Whether a value is the sum of all rows so far, or of those since some row of totals: totals of regions sum up
    /// their hospitals' rows, and these have totals of their own. Of two rows at least, unless it is certain that a row
    /// is headed as a total: hospitals are called “Total Care”, too, and one may cost what the row above it does.
    pub(super) fn is_next(&mut self, value: f64, rows: usize, sum: f64, is_certain: bool) -> bool {
        let start = self.start(value, rows, sum, is_certain);
        if let Some(start) = start {
            self.0.truncate(start + 1);
            self.0.push((rows, sum));
        }
        start.is_some()
    }
}
