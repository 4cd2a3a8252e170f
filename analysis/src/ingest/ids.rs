//! Identifiers: what is trimmed off them, and which of them look like one another.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::letters::{is_mark, without_mark};
use crate::interner::Interner;
use crate::sort::sorted;

/// Without spaces of any kind at its ends, and without what has no width; the text of `="0042"`, which spreadsheets
/// are given so that they keep the zeros.
pub(super) fn trimmed(text: &str) -> &str {
    let text = match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(|c: char| c.is_whitespace() || has_no_width(c)),
    };
    match text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')) {
        Some(text) if !text.contains('"') => trimmed(text),
        _ => text,
    }
}

/// Whether a character is not seen: no spaces, hyphens that are none, marks of where a text goes to.
fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// [`trimmed`], for a text that is known to be ASCII.
#[inline]
pub(super) fn trimmed_ascii(text: &[u8]) -> &[u8] {
    match text {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() && *first != b'=' => text,
        _ => trimmed(std::str::from_utf8(text).unwrap_or_default()).as_bytes(),
    }
}

/// What is left of an identifier when leading zeros, letter case, accents, kinds of spaces and a trailing `.0` are set
/// aside.
#[must_use]
pub(crate) fn folded(id: &str) -> String {
    let mut id = id.strip_suffix(".0").unwrap_or(id).to_lowercase();
    if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        let seen = |word: &str| -> String {
            word.chars().filter(|&c| !has_no_width(c) && !is_mark(c)).map(without_mark).collect()
        };
        id = id.split_whitespace().map(seen).collect::<Vec<_>>().join(" ");
    }
    let significant = id.trim_start_matches('0');
    if significant.is_empty() { id.get(..1).unwrap_or_default().into() } else { significant.into() }
}

/// Whether an identifier is its own [`folded`] form, as most are: no two of these are alike. Of some that are it is
/// not told.
fn is_folded(id: &str) -> bool {
    let is_plain = |byte: u8| (byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) || byte == b' ';
    !id.starts_with('0') && !id.ends_with(".0") && !id.contains("  ") && id.bytes().all(is_plain)
}

/// For each of some identifiers, by its number, that of one that stands for all of the same [`folded`] form.
pub(crate) fn forms(ids: &Interner, some: impl Iterator<Item = u32>) -> Vec<u32> {
    const UNKNOWN: u32 = u32::MAX;
    let mut firsts: FxHashMap<String, u32> = FxHashMap::default();
    let mut forms = vec![UNKNOWN; ids.texts().len()];
    for number in some {
        let form = &mut forms[number as usize];
        let id = ids.text(number);
        if *form == UNKNOWN && is_folded(id) {
            *form = number;
        } else if *form == UNKNOWN {
            let folded = folded(id);
            let plain = ids.id(&folded).filter(|&plain| is_folded(ids.text(plain)));
            *form = plain.unwrap_or_else(|| *firsts.entry(folded).or_insert(number));
        }
    }
    forms
}

/// The groups of identifiers that differ only in what [`folded`] sets aside.
pub(super) fn similar(ids: &Interner) -> Vec<Vec<&str>> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in ids.texts().iter().filter(|id| !is_folded(id)) {
        groups.entry(folded(id)).or_default().push(id);
    }
    for (form, group) in &mut groups {
        if let Some(id) = ids.id(form).filter(|&id| is_folded(ids.text(id))) {
            group.push(ids.text(id));
            *group = sorted(std::mem::take(group), &|one, other| ids.id(one).cmp(&ids.id(other)));
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Whether every identifier is a whole number that was written with decimals, as a table that
/// went through floating point is.
pub(super) fn all_floats(ids: &Interner) -> bool {
    !ids.texts().is_empty() && ids.texts().iter().all(|id| whole(id).is_some())
}

/// The whole number that a text is with `.0` after it, as pandas writes one of a column with gaps; `None` for other
/// texts.
pub(super) fn whole(text: &str) -> Option<&str> {
    text.strip_suffix(".0").filter(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{all_floats, folded, similar, trimmed, trimmed_ascii};
    use crate::interner::Interner;

    fn interned(texts: &[&str]) -> Interner {
        let mut ids = Interner::default();
        for text in texts {
            ids.intern(text);
        }
        ids
    }

    #[test]
    fn every_kind_of_space_is_trimmed() {
        assert_eq!(trimmed("\u{feff}\u{a0} 0 7\u{202f}\u{200b}\t"), "0 7");
    }

    #[test]
    fn ascii_is_trimmed_alike() {
        for text in ["", " ", "7", " 7", "7\t", "\u{b} a b \u{c}\r\n", "\u{1c}7"] {
            assert_eq!(trimmed_ascii(text.as_bytes()), trimmed(text).as_bytes(), "{text:?}");
        }
    }

    #[test]
    fn ids_that_look_alike_are_found() {
        let ids = interned(&["7", "a1", "007", "8", "A1", "7.0", "0", "00", "10"]);
        assert_eq!(similar(&ids), [vec!["0", "00"], vec!["7", "007", "7.0"], vec!["a1", "A1"]]);
        let spaced = interned(&["New York", "new  york", "New\u{a0}York", "New\u{200b}York", "Newark"]);
        assert_eq!(similar(&spaced), [vec!["New York", "new  york", "New\u{a0}York"]]);
        assert_eq!(folded("000"), "0");
        assert_eq!(folded(""), "");
    }

    #[test]
    fn a_float_export_is_known_by_all_its_ids() {
        assert!(all_floats(&interned(&["1.0", "20.0"])));
        assert!(!all_floats(&interned(&["1.0", "20"])));
        assert!(!all_floats(&interned(&["v1.0"])));
        assert!(!all_floats(&interned(&[])));
    }
}
