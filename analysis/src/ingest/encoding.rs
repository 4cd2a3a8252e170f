//! Bytes in any of four encodings -> UTF-8.

use std::io;

use serde::{Deserialize, Serialize};

use super::source::Chunks;

/// How a text is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-16, the low byte first.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, the high byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
    /// The code page of Windows in western Europe and America, as browsers read it (WHATWG,
    /// *Encoding*, index windows-1252).
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Encoding; 4] = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    /// The encoding that a file's first bytes show: by its byte order mark, else by the zero bytes
    /// that UTF-16 has in western texts; UTF-8 where nothing speaks against it.
    pub(super) fn of(head: &[u8]) -> Encoding {
        match head {
            [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
            [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
            _ => {}
        }
        let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
        let (high_first, low_first) = (zeros(0), zeros(1));
        let half = head.len() / 2;
        let most = |zeros: usize, others: usize| half > 1 && zeros * 10 >= half * 4 && others * 20 <= half;
        match (most(high_first, low_first), most(low_first, high_first)) {
            (true, false) => Encoding::Utf16Be,
            (false, true) => Encoding::Utf16Le,
            _ => Encoding::Utf8,
        }
    }

    /// Turns a text into UTF-8 without its byte order mark. Text that is in UTF-8 already passes
    /// unchecked. Where windows-1252 is a guess, since something in the text is not in UTF-8, what is so all the same is
    /// read as such: files are put together from several.
    pub(super) fn decode<C: Chunks>(self, source: C, guessed: bool) -> Text<C> {
        Text {
            source,
            decoder: Decoder::new(self, guessed),
            started: false,
            ended: false,
            bytes: Vec::new(),
            text: Waiting::default(),
        }
    }
}

/// A text made UTF-8, a piece at a time.
pub(super) struct Text<C> {
    source: C,
    decoder: Option<Decoder>,
    started: bool,
    ended: bool,
    bytes: Vec<u8>,
    text: Waiting,
}

/// So many bytes are decoded at once.
const PIECE: usize = 1 << 16;

impl<C: Chunks> Chunks for Text<C> {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else {
            return match self.started {
                true => self.source.next(into).await,
                false => self.first(into).await,
            };
        };
        while self.text.is_empty() && !self.ended {
            self.bytes.resize(PIECE, 0);
            let count = self.source.next(&mut self.bytes).await?;
            self.ended = count == 0;
            decoder.decode(&self.bytes[..count], self.text.filled());
        }
        Ok(self.text.give(into))
    }
}

impl<C: Chunks> Text<C> {
    /// The first bytes of a text in UTF-8, without its mark.
    async fn first(&mut self, into: &mut [u8]) -> io::Result<usize> {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        while self.text.len() < MARK.len() {
            let mut byte = [0];
            if self.source.next(&mut byte).await? == 0 {
                break;
            }
            self.text.filled().push(byte[0]);
        }
        self.started = self.text.len() <= into.len();
        if self.text.left() == MARK {
            self.text = Waiting::default();
            return self.source.next(into).await;
        }
        Ok(self.text.give(into))
    }
}

/// Bytes that are there and not yet asked for.
#[derive(Default)]
pub(super) struct Waiting {
    bytes: Vec<u8>,
    given: usize,
}

impl Waiting {
    /// Where more is to be added.
    pub(super) fn filled(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left().is_empty()
    }

    fn len(&self) -> usize {
        self.left().len()
    }

    fn left(&self) -> &[u8] {
        &self.bytes[self.given..]
    }

    /// Gives as many as there is room for.
    pub(super) fn give(&mut self, into: &mut [u8]) -> usize {
        let count = into.len().min(self.len());
        into[..count].copy_from_slice(&self.left()[..count]);
        self.given += count;
        if self.is_empty() {
            self.bytes.clear();
            self.given = 0;
        }
        count
    }
}

/// Makes UTF-8 of another encoding.
struct Decoder {
    /// How two bytes make a unit; `None` for windows-1252.
    unit: Option<fn([u8; 2]) -> u16>,
    /// Whether what is in UTF-8 stays as it is.
    keeps_utf8: bool,
    /// Not decoded yet: a part of a character.
    bytes: Vec<u8>,
    started: bool,
}

impl Decoder {
    fn new(encoding: Encoding, guessed: bool) -> Option<Decoder> {
        let unit: Option<fn([u8; 2]) -> u16> = match encoding {
            Encoding::Utf8 => return None,
            Encoding::Utf16Le => Some(u16::from_le_bytes),
            Encoding::Utf16Be => Some(u16::from_be_bytes),
            Encoding::Windows1252 => None,
        };
        Some(Decoder { unit, keeps_utf8: guessed && unit.is_none(), bytes: Vec::new(), started: false })
    }

    /// Decodes the next bytes; none at the end.
    fn decode(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        if self.keeps_utf8 {
            return self.decode_mixed(bytes, text);
        }
        let Some(unit) = self.unit else {
            for piece in bytes.chunks(64) {
                if piece.is_ascii() {
                    text.extend_from_slice(piece);
                } else {
                    piece.iter().for_each(|&byte| push(text, windows_1252(byte)));
                }
            }
            return;
        };
        let mut bytes = bytes;
        if self.bytes.is_empty() && self.started {
            bytes = self.narrow(bytes, unit, text);
        }
        let ended = bytes.is_empty();
        self.bytes.extend_from_slice(bytes);
        self.decode_units(unit, ended, text);
    }

    /// Decodes what is in UTF-8 as that, and every other byte as windows-1252.
    fn decode_mixed(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        let ended = bytes.is_empty();
        self.bytes.extend_from_slice(bytes);
        let mut rest = self.bytes.as_slice();
        if !self.started {
            rest = rest.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rest);
            self.started = rest.len() >= 3;
        }
        let left = loop {
            let Err(error) = std::str::from_utf8(rest) else {
                text.extend_from_slice(rest);
                break &[][..];
            };
            let (valid, others) = rest.split_at(error.valid_up_to());
            text.extend_from_slice(valid);
            // What may go on is left for the next bytes.
            let Some(length) = error.error_len().or(ended.then_some(others.len())) else { break others };
            let (others, after) = others.split_at(length);
            others.iter().for_each(|&byte| push(text, windows_1252(byte)));
            rest = after;
        };
        self.bytes = left.to_vec();
    }

    /// Decodes the units up to the first that is not ASCII, and gives back the rest.
    fn narrow<'a>(&self, bytes: &'a [u8], unit: fn([u8; 2]) -> u16, text: &mut Vec<u8>) -> &'a [u8] {
        let mut rest = bytes;
        while let Some((block, after)) = rest.split_first_chunk::<32>() {
            let units: [u16; 16] = std::array::from_fn(|at| unit([block[2 * at], block[2 * at + 1]]));
            if units.iter().fold(0, |all, unit| all | unit) >= 0x80 {
                break;
            }
            #[expect(clippy::cast_possible_truncation, reason = "below 128")]
            text.extend_from_slice(&units.map(|unit| unit as u8));
            rest = after;
        }
        rest
    }

    /// Decodes whole characters; what is left of one waits for the next piece. A half that no
    /// other half follows becomes U+FFFD.
    fn decode_units(&mut self, unit: fn([u8; 2]) -> u16, ended: bool, text: &mut Vec<u8>) {
        let mut units: Vec<u16> = self.bytes.as_chunks().0.iter().map(|&pair| unit(pair)).collect();
        let waits = |unit: &u16| (0xD800..0xDC00).contains(unit);
        // At the end, a half pair and a half unit are one character that is not there.
        let is_cut = self.bytes.len() % 2 == 1;
        if (!ended || is_cut) && units.last().is_some_and(waits) {
            units.pop();
        }
        let used = units.len() * 2;
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            if self.started || character != '\u{feff}' {
                push(text, character);
            }
            self.started = true;
        }
        self.bytes.drain(..used);
        if ended && !self.bytes.is_empty() {
            self.bytes.clear();
            push(text, char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push(text: &mut Vec<u8>, character: char) {
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The characters of 0x80 to 0x9F; all others are those of Unicode with the same number.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..0xA0 => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
    use proptest::prelude::*;

    use super::Encoding;
    use crate::ingest::source::{Trickle, at_once, whole};

    fn decoded(encoding: Encoding, bytes: &[u8], at_a_time: usize) -> String {
        decoded_as(encoding, false, bytes, at_a_time)
    }

    fn decoded_as(encoding: Encoding, guessed: bool, bytes: &[u8], at_a_time: usize) -> String {
        let text = at_once(whole(&mut encoding.decode(Trickle(bytes, at_a_time), guessed), u64::MAX)).unwrap();
        String::from_utf8(text).expect("what is decoded is UTF-8")
    }

    #[test]
    fn a_mark_or_the_zeros_show_the_encoding() {
        let check = |bytes: &[u8], expected| assert_eq!(Encoding::of(bytes), expected, "{bytes:?}");
        check(b"Org,Visits", Encoding::Utf8);
        check(b"\xEF\xBB\xBFOrg", Encoding::Utf8);
        check(b"\xFF\xFEO\0", Encoding::Utf16Le);
        check(b"\xFE\xFF\0O", Encoding::Utf16Be);
        check(b"O\0r\0g\0", Encoding::Utf16Le);
        check(b"\0O\0r\0g", Encoding::Utf16Be);
        check(b"Org,\0Visits", Encoding::Utf8);
        check(b"Org,\0\0\0", Encoding::Utf8);
        check(b"", Encoding::Utf8);
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        for at_a_time in [1, 2, 3, 64] {
            assert_eq!(decoded(Encoding::Utf8, b"\xEF\xBB\xBFa", at_a_time), "a");
            assert_eq!(decoded(Encoding::Utf8, b"\xEF\xBB\xBF", at_a_time), "");
            assert_eq!(decoded(Encoding::Utf8, "é".as_bytes(), at_a_time), "é");
            assert_eq!(decoded(Encoding::Utf16Le, b"\xFF\xFEa\0", at_a_time), "a");
        }
    }

    #[test]
    fn every_byte_of_windows_1252_is_read_as_browsers_do() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(decoded(Encoding::Windows1252, &bytes, 7), WINDOWS_1252.decode_without_bom_handling(&bytes).0);
    }

    #[test]
    fn what_is_in_utf_8_stays_so_where_windows_1252_is_a_guess() {
        let mixed = ["\u{feff}Hôpital €,".as_bytes(), b"H\xF4pital \x80,\xE2\x82"].concat();
        for at_a_time in [1, 2, 3, 64] {
            assert_eq!(decoded_as(Encoding::Windows1252, true, &mixed, at_a_time), "Hôpital €,Hôpital €,â‚");
            assert_eq!(decoded_as(Encoding::Windows1252, true, b"\xEF\xBB", at_a_time), "ï»");
        }
        assert_eq!(decoded(Encoding::Windows1252, &mixed, 64), WINDOWS_1252.decode_without_bom_handling(&mixed).0);
    }

    #[test]
    fn long_runs_of_ascii_are_read_as_they_are() {
        let text = format!("{}é{}𝄞z", "Org,Centre no,Visits\n".repeat(9), "1,2,3\n".repeat(30));
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for at_a_time in [3, 64, 4096] {
            assert_eq!(decoded(Encoding::Utf16Be, &big, at_a_time), text);
            assert_eq!(decoded(Encoding::Utf16Le, &little, at_a_time), text);
        }
        let western: Vec<u8> = text.replace('𝄞', "").chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(decoded(Encoding::Windows1252, &western, 4096), text.replace('𝄞', ""));
    }

    #[test]
    fn what_is_left_of_a_cut_text_is_one_character_that_is_not_there() {
        for bytes in [b"a\0\x00\xD8b".as_slice(), b"a\0\x00\xD8", b"a\0b"] {
            assert_eq!(decoded(Encoding::Utf16Le, bytes, 64), "a\u{fffd}", "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn utf_16_is_read_as_browsers_do(bytes in prop::collection::vec(any::<u8>(), 0..60), at_a_time in 1usize..9) {
            for (encoding, oracle) in [(Encoding::Utf16Le, UTF_16LE), (Encoding::Utf16Be, UTF_16BE)] {
                prop_assert_eq!(decoded(encoding, &bytes, at_a_time), oracle.decode_with_bom_removal(&bytes).0);
            }
        }
    }
}
