//! Letters with marks: one character or two, and the letter without its mark.

use std::borrow::Cow;

/// Marks, the letters they stand on, and both as one character, in the order of the letters: those of Latin-1, Latin
/// Extended-A and the Cyrillic of Unicode, whose canonical compositions they are, and the Romanian ones.
const MARKED: [(char, &str, &str); 14] = [
    ('\u{300}', "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ('\u{301}', "AEIOUYCLNRSZaeiouyclnrszГКгк", "ÁÉÍÓÚÝĆĹŃŔŚŹáéíóúýćĺńŕśźЃЌѓќ"),
    ('\u{302}', "AEIOUCGHJSWYaeioucghjswy", "ÂÊÎÔÛĈĜĤĴŜŴŶâêîôûĉĝĥĵŝŵŷ"),
    ('\u{303}', "ANOIUanoiu", "ÃÑÕĨŨãñõĩũ"),
    ('\u{304}', "AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
    ('\u{306}', "AEGIOUaegiouИУиу", "ĂĔĞĬŎŬăĕğĭŏŭЙЎйў"),
    ('\u{307}', "CEGIZcegz", "ĊĖĠİŻċėġż"),
    ('\u{308}', "AEIOUYaeiouyЕІеі", "ÄËÏÖÜŸäëïöüÿЁЇёї"),
    ('\u{30a}', "AUau", "ÅŮåů"),
    ('\u{30b}', "OUou", "ŐŰőű"),
    ('\u{30c}', "CDELNRSTZcdelnrstz", "ČĎĚĽŇŘŠŤŽčďěľňřšťž"),
    ('\u{326}', "STst", "ȘȚșț"),
    ('\u{327}', "CGKLNRSTcgklnrst", "ÇĢĶĻŅŖŞŢçģķļņŗşţ"),
    ('\u{328}', "AEIUaeiu", "ĄĘĮŲąęįų"),
];

/// Whether a character is a mark on the letter before it.
pub(super) fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// A text in which a letter and its mark are one character where there is one: some systems write `é` as two, which
/// look the same and mean the same.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if !text.contains(is_mark) {
        return text.into();
    }
    let mut composed = String::with_capacity(text.len());
    for letter in text.chars() {
        let both = composed.chars().next_back().and_then(|last| with_mark(last, letter));
        if both.is_some() {
            composed.pop();
        }
        composed.push(both.unwrap_or(letter));
    }
    composed.into()
}

fn with_mark(letter: char, mark: char) -> Option<char> {
    let (_, letters, marked) = MARKED.iter().find(|(it, ..)| *it == mark)?;
    letters.chars().zip(marked.chars()).find(|(it, _)| *it == letter).map(|(_, both)| both)
}

/// A letter without its mark; any other character as it is.
pub(super) fn without_mark(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    let all = MARKED.iter().flat_map(|(_, letters, marked)| letters.chars().zip(marked.chars()));
    all.into_iter().find(|&(_, both)| both == letter).map_or(letter, |(bare, _)| bare)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::decompose_canonical;

    use super::{MARKED, composed, without_mark};

    #[test]
    fn letters_are_composed_as_unicode_says() {
        let mut letters = 0;
        for both in ('\u{c0}'..='\u{17f}').chain('\u{400}'..='\u{45f}').chain("ȘȚșț".chars()) {
            let mut parts = String::new();
            decompose_canonical(both, |part| parts.push(part));
            let is_composed = parts.chars().count() == 2 && parts.nfc().eq([both]);
            // Grave accents on Cyrillic letters are Macedonian, on Ѝ and Ѐ only.
            if is_composed && !"ЀЍѐѝ".contains(both) {
                letters += 1;
                assert_eq!(composed(&parts), both.to_string());
                assert_eq!(Some(without_mark(both)), parts.chars().next());
            }
        }
        let known: usize = MARKED.iter().map(|(_, letters, _)| letters.chars().count()).sum();
        assert_eq!(letters, known);
    }

    #[test]
    fn other_texts_stay() {
        for text in ["", "Montréal", "x\u{301}", "\u{301}e", "日本", "ø"] {
            assert_eq!(composed(text), text);
        }
        assert_eq!(['ø', 'ß', 'z', '日'].map(without_mark), ['ø', 'ß', 'z', '日']);
    }
}
