//! Identifiers: what is trimmed off them, and which of them look like one another.

use std::collections::BTreeMap;

use crate::interner::Interner;
use crate::sort::sorted;

/// Without spaces of any kind at its ends, those without width too.
pub(super) fn trimmed(text: &str) -> &str {
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || has_no_width(c))
}

fn has_no_width(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// [`trimmed`], for a text that is known to be ASCII.
#[inline]
pub(super) fn trimmed_ascii(text: &[u8]) -> &[u8] {
    match text {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => {
            let is_space = |byte: &u8| char::from(*byte).is_whitespace();
            let start = text.iter().position(|byte| !is_space(byte)).unwrap_or(text.len());
            let end = text.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
            &text[start..end]
        }
    }
}

/// What is left of an identifier when leading zeros, letter case, kinds of spaces and a trailing `.0` are set aside.
#[must_use]
pub(crate) fn folded(id: &str) -> String {
    let mut id = id.strip_suffix(".0").unwrap_or(id).to_lowercase();
    if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        let words = id.split_whitespace().map(|word| word.replace(has_no_width, ""));
        id = words.collect::<Vec<_>>().join(" ");
    }
    let significant = id.trim_start_matches('0');
    if significant.is_empty() { id.get(..1).unwrap_or_default().into() } else { significant.into() }
}

/// The groups of identifiers that differ only in what [`folded`] sets aside.
pub(super) fn similar(ids: &Interner) -> Vec<Vec<&str>> {
    // Most identifiers are their own folded form, and no two of these are alike.
    let is_folded = |id: &str| {
        let is_plain = |byte: u8| (byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) || byte == b' ';
        !id.starts_with('0') && !id.ends_with(".0") && !id.contains("  ") && id.bytes().all(is_plain)
    };
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
    let is_float = |id: &str| {
        id.strip_suffix(".0").is_some_and(|whole| !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()))
    };
    !ids.texts().is_empty() && ids.texts().iter().all(|id| is_float(id))
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
