//! Rows that sum up the ones above them.

/// Words a row of totals is headed by, in lower case.
const WORDS: [&str; 12] = [
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
];
/// As much as totals of rounded amounts may be off, relative to the sum.
const ROUNDING: f64 = 1e-6;

/// Whether a cell heads a row of totals.
pub(super) fn is_total(cell: &str) -> bool {
    if !may_be_total(cell.as_bytes()) {
        return false;
    }
    let cell = cell.trim_end_matches([':', '.', ' ']).to_lowercase();
    WORDS.contains(&cell.as_str())
}

/// Whether a cell starts as one of the words does. Asked of every row: nearly all cells are told
/// apart by their first letters.
#[inline]
pub(super) fn may_be_total(cell: &[u8]) -> bool {
    let Some(&start) = cell.first_chunk::<3>() else { return false };
    // The first letter alone tells most: whether it is one of t, g, s and o.
    matches!(start[0] | 0x20, b't' | b'g' | b's' | b'o')
        && matches!(&start.map(|byte| byte | 0x20), b"tot" | b"gra" | b"sum" | b"som" | b"ove")
}

/// Whether a value is the sum of the rows above it.
pub(super) fn is_sum(value: f64, sum: f64) -> bool {
    (value - sum).abs() <= (sum.abs() * ROUNDING).max(0.01)
}
