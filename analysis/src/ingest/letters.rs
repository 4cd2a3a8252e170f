//! Letters with marks: one character or two, and the letter without its mark.

use std::borrow::Cow;

/// Marks, the letters they stand on, and both as one character: Unicode's canonical compositions among the Latin letters
/// and the Cyrillic ones. Of two marks on a letter each has a step of its own.
const MARKED: [(char, &str, &str); 25] = [
    ('\u{300}', "AEIOUaeiouÜüNnЕИеиĒēŌōWwÂâĂăÊêÔôƠơƯưYy", "ÀÈÌÒÙàèìòùǛǜǸǹЀЍѐѝḔḕṐṑẀẁẦầẰằỀềỒồỜờỪừỲỳ"),
    (
        '\u{301}',
        "AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØøГКгкÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊêÔôƠơƯư",
        "ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǗǘǴǵǺǻǼǽǾǿЃЌѓќḈḉḖḗḮḯḰḱḾḿṌṍṒṓṔṕṸṹẂẃẤấẮắẾếỐốỚớỨứ",
    ),
    ('\u{302}', "AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ", "ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑẬậỆệỘộ"),
    ('\u{303}', "ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy", "ÃÑÕãñõĨĩŨũṼṽẪẫẴẵẼẽỄễỖỗỠỡỮữỸỹ"),
    ('\u{304}', "AaEeIiOoUuÜüÄäȦȧÆæǪǫÖöÕõȮȯYyGgḶḷṚṛ", "ĀāĒēĪīŌōŪūǕǖǞǟǠǡǢǣǬǭȪȫȬȭȰȱȲȳḠḡḸḹṜṝ"),
    ('\u{306}', "AaEeGgIiOoUuУИиуȨȩẠạ", "ĂăĔĕĞğĬĭŎŏŬŭЎЙйўḜḝẶặ"),
    ('\u{307}', "CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtWwXxYyſ", "ĊċĖėĠġİŻżȦȧȮȯḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṤṥṦṧṨṩṪṫẆẇẊẋẎẏẛ"),
    ('\u{308}', "AEIOUaeiouyYЕІеіHhÕõŪūWwXxt", "ÄËÏÖÜäëïöüÿŸЁЇёїḦḧṎṏṺṻẄẅẌẍẗ"),
    ('\u{309}', "AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy", "ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỞởỦủỬửỶỷ"),
    ('\u{30a}', "AaUuwy", "ÅåŮůẘẙ"),
    ('\u{30b}', "OoUu", "ŐőŰű"),
    ('\u{30c}', "CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh", "ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔǙǚǦǧǨǩǮǯǰȞȟ"),
    ('\u{30f}', "AaEeIiOoRrUu", "ȀȁȄȅȈȉȌȍȐȑȔȕ"),
    ('\u{311}', "AaEeIiOoRrUu", "ȂȃȆȇȊȋȎȏȒȓȖȗ"),
    ('\u{31b}', "OoUu", "ƠơƯư"),
    ('\u{323}', "BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯưYy", "ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỢợỤụỰựỴỵ"),
    ('\u{324}', "Uu", "Ṳṳ"),
    ('\u{325}', "Aa", "Ḁḁ"),
    ('\u{326}', "SsTt", "ȘșȚț"),
    ('\u{327}', "CcGgKkLlNnRrSsTtEeDdHh", "ÇçĢģĶķĻļŅņŖŗŞşŢţȨȩḐḑḨḩ"),
    ('\u{328}', "AaEeIiUuOo", "ĄąĘęĮįŲųǪǫ"),
    ('\u{32d}', "DdEeLlNnTtUu", "ḒḓḘḙḼḽṊṋṰṱṶṷ"),
    ('\u{32e}', "Hh", "Ḫḫ"),
    ('\u{330}', "EeIiUu", "ḚḛḬḭṴṵ"),
    ('\u{331}', "BbDdKkLlNnRrTtZzh", "ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ"),
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

/// A letter without its marks; any other character as it is.
pub(super) fn without_mark(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    let mut all = MARKED.iter().flat_map(|(_, letters, marked)| letters.chars().zip(marked.chars()));
    all.find(|&(_, both)| both == letter).map_or(letter, |(bare, _)| without_mark(bare))
}

/// A text as it is searched: case, marks and kinds of apostrophes are free.
pub(crate) fn searched(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    /// What the letters from `à` on are without their marks.
    const LATIN: &str = "aaaaaaæceeeeiiiiðnooooo÷øuuuuyþy";
    let bare = |letter: char| match letter {
        '’' => '\'',
        'à'..='ÿ' => LATIN.chars().nth(letter as usize - 'à' as usize).unwrap_or(letter),
        letter => without_mark(letter),
    };
    text.chars().flat_map(char::to_lowercase).filter(|&letter| !is_mark(letter)).map(bare).collect()
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::decompose_canonical;

    use super::{MARKED, composed, searched, without_mark};

    #[test]
    fn letters_are_composed_as_unicode_says() {
        let mut letters = 0;
        for both in ('\u{c0}'..='\u{24f}').chain('\u{400}'..='\u{45f}').chain('\u{1e00}'..='\u{1eff}') {
            let mut parts = String::new();
            decompose_canonical(both, |part| parts.push(part));
            if parts.chars().count() > 1 && parts.nfc().eq([both]) {
                letters += 1;
                assert_eq!(composed(&parts), both.to_string());
                assert_eq!(Some(without_mark(both)), parts.chars().next());
            }
        }
        let known: usize = MARKED.iter().map(|(_, letters, _)| letters.chars().count()).sum();
        assert_eq!(letters, known);
    }

    #[test]
    fn what_is_searched_has_no_case_and_no_marks() {
        for (text, expected) in [
            ("HÉMO", "hemo"),
            ("He\u{301}mo", "hemo"),
            ("L’Île-Ÿ", "l'ile-y"),
            ("Œuvre ½ ß", "œuvre ½ ß"),
            ("Ščř", "scr"),
        ] {
            assert_eq!(searched(text), expected);
        }
        for letter in 'à'..='ÿ' {
            assert_eq!(searched(&letter.to_string()), without_mark(letter).to_string());
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in ["", "Montréal", "Tłı\u{328}chǫ", "Sḵwx\u{331}wú7mesh", "x\u{301}", "\u{301}e", "日本", "ø"]
        {
            assert_eq!(composed(text), text);
        }
        assert_eq!(['ø', 'ß', 'z', '日'].map(without_mark), ['ø', 'ß', 'z', '日']);
    }
}
