//! What heads a row of totals, by its words.

use crate::interner::Interner;

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
/// Those of these that names begin or end with, too, in rows that have their key: `Sub-Acute Care`, `SUM Clinic`.
const MAY_BE_OF_NAMES: [&str; 3] = ["sub", "sum", "somme"];
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

/// Whether a cell heads a row of totals.
pub(super) fn is_total(cell: &str) -> bool {
    may_be_total(cell.as_bytes()) && WORDS.contains(&words(cell).as_str())
}

/// Whether a cell may head a row of totals of something: one that sums up rows above it is one.
pub(super) fn is_some_total(cell: &str) -> bool {
    let words = words(cell);
    says_total(&words) || WORDS.contains(&words.as_str()) || ALL.contains(&words.as_str())
}

/// The same of a cell that may be a name, in a row that has its key.
pub(super) fn is_some_total_of_key(cell: &str) -> bool {
    let words = words(cell);
    let ends = [words.split(' ').next(), words.split(' ').next_back()];
    let is_name = !has_total(&words) && ends.into_iter().flatten().any(|word| MAY_BE_OF_NAMES.contains(&word));
    WORDS.contains(&words.as_str()) || (is_some_total(cell) && !is_name)
}

/// Whether a cell heads a row of all: of one centre's organizations, or one organization's centres, that may be one.
pub(super) fn is_of_all(cell: &str) -> bool {
    ALL.contains(&words(cell).as_str())
}

/// Whether what heads some total may be a name: has words behind that of the total, as “Total Care”.
pub(super) fn may_be_name(heading: &str) -> bool {
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
pub(super) fn names_total(cell: &str) -> bool {
    has_total(&words(cell))
}

fn has_total(words: &str) -> bool {
    words.split(' ').any(|word| ANY.contains(&word))
}

fn says_total(words: &str) -> bool {
    let ends = [words.split(' ').next(), words.split(' ').next_back()];
    has_total(words) || ends.into_iter().flatten().any(|word| AT_EITHER_END.contains(&word))
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
        || matches!(first | 0x20, b'c' | b'o' | b'r') && is_one_of_all(cell)
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

fn is_one_of_all(cell: &[u8]) -> bool {
    ALL.iter().any(|all| all.as_bytes().eq_ignore_ascii_case(cell))
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
        b"all" | b"ens" | b"erg" | b"ges" | b"pro" if is_one_of_all(cell) => {
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
