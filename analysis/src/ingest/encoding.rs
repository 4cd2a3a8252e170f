//! Bytes in any of four encodings -> UTF-8.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

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
    /// unchecked.
    pub(super) fn decode<'a>(self, source: impl Read + 'a) -> Box<dyn Read + 'a> {
        match self {
            Encoding::Utf8 => Box::new(WithoutMark { source, started: false }),
            Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Windows1252 => Box::new(Decoder {
                encoding: self,
                source,
                bytes: Vec::new(),
                text: Vec::new(),
                taken: 0,
                started: false,
                ended: false,
            }),
        }
    }
}

/// UTF-8 without its byte order mark.
struct WithoutMark<R> {
    source: R,
    started: bool,
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        if self.started || into.len() < MARK.len() {
            return self.source.read(into);
        }
        self.started = true;
        let mut filled = 0;
        while filled < MARK.len() {
            match self.source.read(&mut into[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        if !into[..filled].starts_with(MARK) {
            return Ok(filled);
        }
        into.copy_within(MARK.len()..filled, 0);
        match filled - MARK.len() {
            0 => self.source.read(into),
            left => Ok(left),
        }
    }
}

/// A text that is not in UTF-8, made so a piece at a time.
struct Decoder<R> {
    encoding: Encoding,
    source: R,
    /// Read and not decoded: at most a unit's first half, or half of a pair.
    bytes: Vec<u8>,
    text: Vec<u8>,
    taken: usize,
    started: bool,
    ended: bool,
}

const PIECE: usize = 1 << 15;

impl<R: Read> Decoder<R> {
    fn next_piece(&mut self) -> io::Result<()> {
        let kept = self.bytes.len();
        self.bytes.resize(kept + PIECE, 0);
        let count = self.source.read(&mut self.bytes[kept..])?;
        self.bytes.truncate(kept + count);
        self.ended = count == 0;
        self.text.clear();
        self.taken = 0;
        match self.encoding {
            Encoding::Windows1252 => {
                for byte in self.bytes.drain(..) {
                    push(&mut self.text, windows_1252(byte));
                }
            }
            Encoding::Utf16Be => self.decode_units(u16::from_be_bytes),
            Encoding::Utf16Le | Encoding::Utf8 => self.decode_units(u16::from_le_bytes),
        }
        Ok(())
    }

    /// Decodes whole characters; what is left of one waits for the next piece. A half that no
    /// other half follows becomes U+FFFD.
    fn decode_units(&mut self, unit: fn([u8; 2]) -> u16) {
        let mut units: Vec<u16> = self.bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        let waits = |unit: &u16| (0xD800..0xDC00).contains(unit);
        // At the end, a half pair and a half unit are one character that is not there.
        let is_cut = self.bytes.len() % 2 == 1;
        if (!self.ended || is_cut) && units.last().is_some_and(waits) {
            units.pop();
        }
        let used = units.len() * 2;
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            if self.started || character != '\u{feff}' {
                push(&mut self.text, character);
            }
            self.started = true;
        }
        self.bytes.drain(..used);
        if self.ended && !self.bytes.is_empty() {
            self.bytes.clear();
            push(&mut self.text, char::REPLACEMENT_CHARACTER);
        }
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.text.len() && !self.ended {
            self.next_piece()?;
        }
        let count = into.len().min(self.text.len() - self.taken);
        into[..count].copy_from_slice(&self.text[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
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
    use std::io::Read;

    use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
    use proptest::prelude::*;

    use super::Encoding;
    use crate::ingest::source::Trickle;

    fn decoded(encoding: Encoding, bytes: &[u8], at_a_time: usize) -> String {
        let mut text = String::new();
        encoding.decode(Trickle(bytes, at_a_time)).read_to_string(&mut text).expect("what is decoded is UTF-8");
        text
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

    proptest! {
        #[test]
        fn utf_16_is_read_as_browsers_do(bytes in prop::collection::vec(any::<u8>(), 0..60), at_a_time in 1usize..9) {
            for (encoding, oracle) in [(Encoding::Utf16Le, UTF_16LE), (Encoding::Utf16Be, UTF_16BE)] {
                prop_assert_eq!(decoded(encoding, &bytes, at_a_time), oracle.decode_with_bom_removal(&bytes).0);
            }
        }
    }
}
