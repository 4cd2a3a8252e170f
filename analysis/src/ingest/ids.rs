//! Identifiers: what is trimmed off them, and which of them look like one another.

use std::collections::BTreeMap;

use crate::table::Interner;

/// Without spaces of any kind at its ends, those without width too.
pub(super) fn trimmed(text: &str) -> &str {
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'))
}

/// What is left of an identifier when leading zeros, letter case and a trailing `.0` are set aside.
#[must_use]
pub(crate) fn folded(id: &str) -> String {
    let id = id.strip_suffix(".0").unwrap_or(id).to_lowercase();
    let significant = id.trim_start_matches('0');
    if significant.is_empty() { id.get(..1).unwrap_or_default().into() } else { significant.into() }
}

/// The groups of identifiers that differ only in what [`folded`] sets aside.
pub(super) fn similar(ids: &Interner) -> Vec<Vec<&str>> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in ids.texts() {
        groups.entry(folded(id)).or_default().push(id);
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
    use super::{all_floats, folded, similar, trimmed};
    use crate::table::Interner;

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
    fn ids_that_look_alike_are_found() {
        let ids = interned(&["7", "a1", "007", "8", "A1", "7.0", "0", "00", "10"]);
        assert_eq!(similar(&ids), [vec!["0", "00"], vec!["7", "007", "7.0"], vec!["a1", "A1"]]);
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
