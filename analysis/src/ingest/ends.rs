//! A text -> where all its cells end, for as far as its quotes stand where they should.

use super::marks::{BLOCK, marked_from};

/// Where the cells of a text end that starts with one.
///
/// A quote should stand at a cell's start, or right before the end of one that starts with a quote. Where
/// another one stands, as doubled quotes do, no end is told from there on.
#[derive(Default)]
pub(super) struct Ends {
    /// Places in the text; what follows the first `count` means nothing.
    places: Vec<u32>,
    count: usize,
    next: usize,
}

impl Ends {
    /// Finds the ends of another text.
    pub(super) fn find(&mut self, text: &[u8], delimiter: u8) {
        (self.count, self.next) = (0, 0);
        let mut before = Before { is_quoted: 0, end: 1, closing: 0 };
        for block in (0..text.len()).step_by(BLOCK) {
            let (ends, quotes) = marked_from(text, block, delimiter);
            let Some(ends) = before.outside(ends, quotes) else { return };
            self.keep(block, ends);
        }
    }

    /// The ends that are ahead.
    #[inline]
    pub(super) fn ahead(&self) -> &[u32] {
        self.places.get(self.next..self.count).unwrap_or_default()
    }

    /// Leaves so many behind.
    #[inline]
    pub(super) fn pass(&mut self, count: usize) {
        self.next += count;
    }

    /// Leaves all behind.
    pub(super) fn forget(&mut self) {
        self.next = self.count;
    }

    #[expect(clippy::cast_possible_truncation, reason = "no window has 2^32 bytes")]
    #[inline]
    fn keep(&mut self, block: usize, mut ends: u64) {
        /// So many at a time are kept whether they are there or not: to ask takes longer.
        const AT_ONCE: usize = 8;
        let count = self.count + ends.count_ones() as usize;
        while self.count < count {
            if self.places.len() < self.count + AT_ONCE {
                self.places.resize(2 * self.count + BLOCK, 0);
            }
            for place in &mut self.places[self.count..][..AT_ONCE] {
                *place = block as u32 + ends.trailing_zeros();
                ends &= ends.wrapping_sub(1);
            }
            self.count += AT_ONCE;
        }
        self.count = count;
    }
}

/// What a block has to know of the one before it.
struct Before {
    /// All bits where it ended within quotes.
    is_quoted: u64,
    /// Whether its last byte was an end.
    end: u64,
    /// Whether its last byte was a closing quote.
    closing: u64,
}

impl Before {
    /// Which of the next block's ends stand outside quotes; `None` where a quote stands in another place.
    #[inline]
    fn outside(&mut self, ends: u64, quotes: u64) -> Option<u64> {
        const LAST: usize = BLOCK - 1;
        // From an opening quote to the byte before the closing one.
        let quoted = odd_so_far(quotes) ^ self.is_quoted;
        let ends = ends & !quoted;
        let (opening, closing) = (quotes & quoted, quotes & !quoted);
        let starts = ends << 1 | self.end;
        let after_closing = closing << 1 | self.closing;
        if opening & !starts != 0 || after_closing & !ends != 0 {
            return None;
        }
        self.is_quoted = 0u64.wrapping_sub(quoted >> LAST);
        (self.end, self.closing) = (ends >> LAST, closing >> LAST);
        Some(ends)
    }
}

/// Each bit: whether up to it, and with it, an odd number of bits is set.
#[inline]
fn odd_so_far(mut bits: u64) -> u64 {
    for by in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << by;
    }
    bits
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Ends;

    fn check(text: &str, expected: Expect) {
        let mut ends = Ends::default();
        ends.find(text.as_bytes(), b',');
        let mut marked = vec![b' '; text.len()];
        ends.ahead().iter().for_each(|&end| marked[end as usize] = b'^');
        let lines = [text.replace('\n', "/"), String::from_utf8_lossy(&marked).trim_end().to_owned()];
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn quoted_cells_have_no_ends() {
        check(
            "a,\"b,c\",\"\"\nd,\"e\nf\"\n",
            expect![[r#"
                a,"b,c",""/d,"e/f"/
                 ^     ^  ^ ^     ^"#]],
        );
    }

    #[test]
    fn from_the_block_of_a_quote_elsewhere_on_no_end_is_told() {
        let long = "x".repeat(60);
        for odd in ["\"c\"\"d\"", "c\"d", "\"c\" ", "\"c\"d"] {
            let mut ends = Ends::default();
            ends.find(format!("a,b\n{long},{odd},e\n").as_bytes(), b',');
            assert_eq!(ends.ahead(), [1, 3], "{odd}");
        }
    }

    #[test]
    fn a_quoted_cell_may_reach_over_blocks() {
        for length in 59..70_u32 {
            let mut ends = Ends::default();
            ends.find(format!("a,\"{}\",b\n", ",".repeat(length as usize)).as_bytes(), b',');
            assert_eq!(ends.ahead(), [1, 4 + length, 6 + length]);
        }
    }

    #[test]
    fn there_may_be_an_end_in_each_place() {
        let mut ends = Ends::default();
        ends.find(&[b','; 200], b',');
        assert_eq!(ends.ahead(), (0..200).collect::<Vec<_>>());
        ends.pass(198);
        assert_eq!(ends.ahead(), [198, 199]);
    }
}
