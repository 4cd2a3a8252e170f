//! Sixty-four bytes at a time -> where cells may end and where quotes stand, as bits.

use wide::u8x16;

/// Finds the ends of cells, and quotes, in a text that is walked from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    delimiter: u8,
    /// The first byte of the block that is marked.
    block: usize,
    /// A bit for each byte of the block that is still ahead: a delimiter, a CR or an LF.
    ends: u64,
    /// The same for quotes.
    quotes: u64,
}

pub(super) const BLOCK: usize = 64;

impl Marks {
    /// Marks the first block of a text.
    pub(super) fn of(text: &[u8], delimiter: u8) -> Marks {
        let mut marks = Marks { delimiter, block: 0, ends: 0, quotes: 0 };
        marks.mark(text, 0);
        marks
    }

    /// Goes behind the next delimiter, CR or LF, and says where it stands.
    #[inline]
    pub(super) fn next_end(&mut self, text: &[u8]) -> Option<usize> {
        while self.ends == 0 {
            self.next_block(text)?;
        }
        let end = self.block + self.ends.trailing_zeros() as usize;
        self.ends &= self.ends - 1;
        Some(end)
    }

    /// Goes to the next quote, and says where it stands.
    #[inline]
    pub(super) fn next_quote(&mut self, text: &[u8]) -> Option<usize> {
        while self.quotes == 0 {
            self.next_block(text)?;
        }
        Some(self.block + self.quotes.trailing_zeros() as usize)
    }

    /// Goes to a byte that is not behind: what stands before it is neither an end nor a quote any more.
    #[inline]
    pub(super) fn go_to(&mut self, text: &[u8], from: usize) {
        if from >= self.block + BLOCK {
            self.mark(text, from);
        }
        let ahead = u64::MAX << (from - self.block);
        self.ends &= ahead;
        self.quotes &= ahead;
    }

    #[inline]
    fn next_block(&mut self, text: &[u8]) -> Option<()> {
        let next = self.block + BLOCK;
        (next < text.len()).then(|| self.mark(text, next))
    }

    /// Marks the block that starts at `from`.
    #[inline]
    fn mark(&mut self, text: &[u8], from: usize) {
        self.block = from;
        (self.ends, self.quotes) = marked_from(text, from, self.delimiter);
    }
}

/// The bits of the cell ends and the quotes in the block that starts at `from`; none behind the text.
#[inline]
pub(super) fn marked_from(text: &[u8], from: usize, delimiter: u8) -> (u64, u64) {
    match text.get(from..).and_then(<[u8]>::first_chunk) {
        Some(block) => marked(block, delimiter),
        None => {
            let mut block = [0; BLOCK];
            let rest = text.get(from..).unwrap_or_default();
            block[..rest.len()].copy_from_slice(rest);
            marked(&block, delimiter)
        }
    }
}

#[inline]
fn marked(block: &[u8; BLOCK], delimiter: u8) -> (u64, u64) {
    const HAS_VECTORS: bool = cfg!(any(target_feature = "sse2", target_feature = "simd128", target_feature = "neon"));
    if HAS_VECTORS { marked_by_vectors(block, delimiter) } else { marked_by_words(block, delimiter) }
}

fn marked_by_vectors(block: &[u8; BLOCK], delimiter: u8) -> (u64, u64) {
    let [delimiter, cr, lf, quote] = [delimiter, b'\r', b'\n', b'"'].map(u8x16::splat);
    let (mut ends, mut quotes) = (0, 0);
    for (at, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
        let bytes = u8x16::new(*bytes);
        let end = bytes.simd_eq(delimiter) | bytes.simd_eq(cr) | bytes.simd_eq(lf);
        ends |= u64::from(end.to_bitmask()) << (at * 16);
        quotes |= u64::from(bytes.simd_eq(quote).to_bitmask()) << (at * 16);
    }
    (ends, quotes)
}

/// The same for processors and browsers without vectors, eight bytes at a time.
fn marked_by_words(block: &[u8; BLOCK], delimiter: u8) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7F * ONES;
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let [delimiter, cr, lf, quote] = [delimiter, b'\r', b'\n', b'"'].map(|byte| u64::from(byte) * ONES);
    let (mut ends, mut quotes) = (0, 0);
    for (at, bytes) in block.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        // The highest bit of each byte that is equal.
        let equal = |to: u64| {
            let rest = word ^ to;
            !(((rest & LOW) + LOW) | rest | LOW)
        };
        let bits = |found: u64| ((found >> 7).wrapping_mul(GATHER) >> 56) << (at * 8);
        ends |= bits(equal(delimiter) | equal(cr) | equal(lf));
        quotes |= bits(equal(quote));
    }
    (ends, quotes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, Marks, marked_by_vectors, marked_by_words};

    fn specials() -> impl Strategy<Value = u8> {
        prop_oneof![4 => any::<u8>(), 1 => prop::sample::select(b",;\t|\"\r\n\x2B\x2D\xAC".to_vec())]
    }

    proptest! {
        #[test]
        fn words_and_vectors_mark_the_same(block in prop::array::uniform32(specials()), more in prop::array::uniform32(specials())) {
            let mut bytes = [0; BLOCK];
            bytes[..32].copy_from_slice(&block);
            bytes[32..].copy_from_slice(&more);
            prop_assert_eq!(marked_by_words(&bytes, b','), marked_by_vectors(&bytes, b','));
        }

        #[test]
        fn marks_stand_where_the_bytes_are(text in prop::collection::vec(specials(), 0..200), from in 0usize..100) {
            let mut marks = Marks::of(&text, b';');
            marks.go_to(&text, from);
            let quote = { marks }.next_quote(&text);
            prop_assert_eq!(quote, (from..text.len()).find(|&at| text[at] == b'"'));
            let ends: Vec<usize> = std::iter::from_fn(|| marks.next_end(&text)).collect();
            let plain: Vec<usize> = (from..text.len()).filter(|&at| matches!(text[at], b';' | b'\r' | b'\n')).collect();
            prop_assert_eq!(ends, plain);
        }
    }
}
