//! Text -> records: the only place that knows what a delimiter, a quote and the end of a row are.

use std::io;
use std::ops::Range;

use super::ends::Ends;
use super::marks::Marks;
use super::source::Chunks;

/// More than this in one record is not a record: a quote was left open.
const LARGEST_RECORD: usize = 1 << 24;
/// So much of a text is looked at at once: little enough to stay in a processor's cache.
const WINDOW: usize = 1 << 18;

/// Reads records as RFC 4180 has them, and as the `csv` crate reads what that leaves open: a quote
/// opens a cell only at its start, is doubled inside, and text after the closing one belongs to the
/// cell; CR, LF and CRLF all end a row.
pub(super) struct Scanner {
    delimiter: u8,
    /// A part of the text. What is before `start` is done, what is after `text` not known to be UTF-8.
    window: Vec<u8>,
    start: usize,
    text: usize,
    filled: usize,
    /// Where cells end, as far as that is known at once.
    ends: Ends,
    /// Where the next cell ends, for what is cut a cell at a time.
    marks: Marks,
    /// Whether the source has ended.
    ended: bool,
    /// Whether the window holds no NUL and no U+FFFD.
    plain: bool,
    /// Whether a row's end follows the last record.
    terminated: bool,
    /// The last byte was a CR; an LF right after it ends no other row.
    after_cr: bool,
    row: u64,
    empty_rows: u64,
    /// The cells of the last record, and of wider ones before it.
    cells: Vec<Cell>,
    /// How many cells the last record has.
    width: usize,
    /// The text of the cells that do not stand in the window as they are.
    aside: Vec<u8>,
}

/// Where a cell's text stands: in the window, or aside.
#[derive(Clone, Copy)]
struct Cell {
    start: u32,
    end: u32,
}

impl Cell {
    /// Marks a start among what stands aside. No window has so many bytes.
    const ASIDE: u32 = 1 << 31;

    #[expect(clippy::cast_possible_truncation, reason = "no record, and so no window, has 2^31 bytes")]
    #[inline]
    fn new(start: usize, end: usize) -> Cell {
        Cell { start: start as u32, end: end as u32 }
    }

    fn put_aside(start: usize, end: usize) -> Cell {
        let cell = Cell::new(start, end);
        Cell { start: cell.start | Cell::ASIDE, ..cell }
    }

    #[inline]
    fn is_aside(self) -> bool {
        self.start & Cell::ASIDE != 0
    }

    #[inline]
    fn range(self) -> Range<usize> {
        (self.start & !Cell::ASIDE) as usize..self.end as usize
    }
}

/// One record: its cells, unquoted.
#[derive(Clone, Copy)]
pub(super) struct Record<'a>(&'a Scanner);

impl<'a> Record<'a> {
    /// The row a spreadsheet would number: a break inside a quoted cell starts none.
    #[inline]
    pub(super) fn row(&self) -> u64 {
        self.0.row
    }

    /// Whether a row's end follows; not so where the file ends first.
    pub(super) fn terminated(&self) -> bool {
        self.0.terminated
    }

    /// Whether no cell has a NUL, or a character that could not be read. Where one has, so may its neighbours be said to.
    #[inline]
    pub(super) fn plain(&self) -> bool {
        self.0.plain
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.0.width
    }

    #[inline]
    fn at(&self, at: usize) -> Option<Cell> {
        self.0.cells.get(at).copied().filter(|_| at < self.0.width)
    }

    /// The bytes of a cell, which are UTF-8; none where the row ends before it.
    #[inline]
    pub(super) fn bytes(&self, at: usize) -> &'a [u8] {
        let Some(cell) = self.at(at) else { return &[] };
        let text = if cell.is_aside() { &self.0.aside } else { &self.0.window };
        text.get(cell.range()).unwrap_or_default()
    }

    /// The sixteen bytes that end with a cell, and how many bytes the cell has, which may be more; none where it
    /// stands at the window's start, or aside.
    #[inline]
    pub(super) fn tail(&self, at: usize) -> Option<(&'a [u8; 16], usize)> {
        let range = self.at(at).filter(|cell| !cell.is_aside())?.range();
        Some((self.0.window.get(..range.end)?.last_chunk()?, range.len()))
    }

    /// The text of a cell.
    pub(super) fn cell(&self, at: usize) -> &'a str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// Whether a cell holds nothing but spaces.
    pub(super) fn is_blank(&self) -> bool {
        // Nearly all rows are told by their first byte.
        let starts = self.bytes(0).first().is_some_and(u8::is_ascii_graphic);
        !starts && self.all().all(|cell| cell.trim().is_empty())
    }
}

/// Why there is no next record.
#[derive(Debug)]
pub(super) enum ScanError {
    /// A quote that opened in this row never closes.
    OpenQuote(u64),
    /// This row is not in UTF-8.
    NotUtf8(u64),
}

/// What the window has next.
enum Next {
    Record,
    OpenQuote,
    /// No record ends in it.
    End,
}

impl Scanner {
    pub(super) fn new(delimiter: u8) -> Scanner {
        Scanner {
            delimiter,
            window: vec![0; WINDOW],
            start: 0,
            text: 0,
            filled: 0,
            ends: Ends::default(),
            marks: Marks::of(&[], delimiter),
            ended: false,
            plain: true,
            terminated: false,
            after_cr: false,
            row: 0,
            empty_rows: 0,
            cells: Vec::new(),
            width: 0,
            aside: Vec::new(),
        }
    }

    /// Rows with not even a delimiter so far; they are no records.
    pub(super) fn empty_rows(&self) -> u64 {
        self.empty_rows
    }

    /// Goes to the next record of the text that is there; `false` where [`Scanner::more`] has to be asked.
    #[inline]
    pub(super) fn next(&mut self) -> Result<bool, ScanError> {
        match self.cut() {
            Next::Record => Ok(true),
            Next::OpenQuote => Err(ScanError::OpenQuote(self.row + 1)),
            // Bytes that no later ones can make whole.
            Next::End if self.ended && self.text < self.filled => Err(ScanError::NotUtf8(self.row + 1)),
            Next::End => Ok(false),
        }
    }

    /// The record that [`Scanner::next`] went to.
    #[inline]
    pub(super) fn record(&self) -> Record<'_> {
        Record(self)
    }

    /// Reads on in the source; `false` where it has ended.
    pub(super) async fn more(&mut self, source: &mut impl Chunks) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.make_room();
        while self.filled < self.window.len() {
            match source.next(&mut self.window[self.filled..]).await? {
                0 => {
                    self.ended = true;
                    break;
                }
                count => self.filled += count,
            }
        }
        self.check();
        Ok(true)
    }

    /// Moves what is not done to the window's start.
    fn make_room(&mut self) {
        self.window.copy_within(self.start..self.filled, 0);
        self.text -= self.start;
        self.filled -= self.start;
        self.start = 0;
        if self.filled * 2 > self.window.len() {
            self.window.resize(self.window.len() * 2, 0);
        }
    }

    /// Finds out how far what was read is UTF-8.
    fn check(&mut self) {
        let window = &self.window[..self.filled];
        let is_ascii = window.is_ascii();
        self.plain = memchr::memchr(0, window).is_none()
            && (is_ascii
                || memchr::memmem::find(window, char::REPLACEMENT_CHARACTER.encode_utf8(&mut [0; 4]).as_bytes())
                    .is_none());
        // What is ASCII need not be looked at again.
        let checked = if is_ascii { self.filled } else { self.text };
        self.text = match std::str::from_utf8(&window[checked..]) {
            Ok(_) => self.filled,
            Err(error) => {
                // Nothing after bytes that are no character is of use.
                self.ended |= error.error_len().is_some();
                self.text + error.valid_up_to()
            }
        };
        let text = &self.window[..self.text];
        self.marks = Marks::of(text, self.delimiter);
        self.ends.find(text, self.delimiter);
    }

    /// Cuts the next record off the window into `cells`.
    #[inline]
    fn cut(&mut self) -> Next {
        while let Some(&byte) = self.window[..self.text].get(self.start) {
            match byte {
                b'\n' if self.after_cr => self.after_cr = false,
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    self.row += 1;
                    self.empty_rows += 1;
                }
                _ if self.cut_at_once() => return Next::Record,
                _ => return self.cut_record(),
            }
            self.start += 1;
            self.ends.pass(1);
        }
        Next::End
    }

    /// Cuts a record whose ends are known; `false` where they are not, or not all of them.
    #[inline]
    fn cut_at_once(&mut self) -> bool {
        let text = &self.window[..self.text];
        let mut start = self.start;
        for (at, &end) in self.ends.ahead().iter().enumerate() {
            let end = end as usize;
            // No quoted cell among these has a quote in it.
            let quote = usize::from(text[start] == b'"');
            set(&mut self.cells, at, Cell::new(start + quote, end - quote));
            start = end + 1;
            if text[end] != self.delimiter {
                self.after_cr = text[end] == b'\r';
                self.ends.pass(at + 1);
                self.end_record(at + 1, start, true);
                return true;
            }
        }
        false
    }

    /// Cuts a record cell by cell.
    #[cold]
    #[inline(never)]
    fn cut_record(&mut self) -> Next {
        let text = &self.window[..self.text];
        // Bytes that are no character follow: no record ends with them.
        let is_last = self.ended && self.text == self.filled;
        let mut marks = self.marks;
        marks.go_to(text, self.start);
        self.ends.forget();
        self.aside.clear();
        let mut width = 0;
        let mut start = self.start;
        loop {
            let (cell, end) = if text.get(start) == Some(&b'"') {
                match quoted(text, start + 1, &mut marks, &mut self.aside) {
                    Some(found) => found,
                    None if is_last || text.len() - self.start > LARGEST_RECORD => return Next::OpenQuote,
                    None => return Next::End,
                }
            } else {
                let end = marks.next_end(text);
                (Cell::new(start, end.unwrap_or(text.len())), end)
            };
            if end.is_none() && !is_last {
                return Next::End;
            }
            set(&mut self.cells, width, cell);
            width += 1;
            start = end.map_or(text.len(), |end| end + 1);
            if end.is_none_or(|end| text[end] != self.delimiter) {
                self.after_cr = end.is_some_and(|end| text[end] == b'\r');
                self.marks = marks;
                self.end_record(width, start, end.is_some());
                return Next::Record;
            }
        }
    }

    #[inline]
    fn end_record(&mut self, width: usize, next: usize, terminated: bool) {
        self.width = width;
        self.row += 1;
        self.start = next;
        self.terminated = terminated;
    }
}

/// Sets a cell, in the place of one of another record or behind all.
#[inline]
fn set(cells: &mut Vec<Cell>, at: usize, cell: Cell) {
    match cells.get_mut(at) {
        Some(place) => *place = cell,
        None => cells.push(cell),
    }
}

/// Walks a quoted cell from the byte after its quote on; `None` where its quote does not close in
/// this text, else the cell and where it ends: `None` with the text. What it holds stands in `text`
/// as it is, or is put aside.
#[inline]
fn quoted(text: &[u8], from: usize, marks: &mut Marks, aside: &mut Vec<u8>) -> Option<(Cell, Option<usize>)> {
    let start = aside.len();
    let mut piece = from;
    loop {
        marks.go_to(text, piece);
        let quote = marks.next_quote(text)?;
        if text.get(quote + 1) == Some(&b'"') {
            aside.extend_from_slice(&text[piece..=quote]);
            piece = quote + 2;
            continue;
        }
        marks.go_to(text, quote + 1);
        let end = marks.next_end(text);
        let rest = &text[quote + 1..end.unwrap_or(text.len())];
        if piece == from && rest.is_empty() {
            return Some((Cell::new(from, quote), end));
        }
        aside.extend_from_slice(&text[piece..quote]);
        aside.extend_from_slice(rest);
        return Some((Cell::put_aside(start, aside.len()), end));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::{ScanError, Scanner, WINDOW};
    use crate::ingest::source::{Trickle, at_once};

    /// A record's row and its cells.
    type Scanned = (u64, Vec<Vec<u8>>);

    /// The records, and the row of a quote left open.
    fn scanned(bytes: &[u8], delimiter: u8, at_a_time: usize) -> (Vec<Scanned>, Option<u64>) {
        let (mut scanner, mut source) = (Scanner::new(delimiter), Trickle(bytes, at_a_time));
        let mut records = Vec::new();
        loop {
            match scanner.next() {
                Ok(true) => {
                    let record = scanner.record();
                    records.push((record.row(), (0..record.len()).map(|at| record.bytes(at).to_vec()).collect()));
                }
                Ok(false) if at_once(scanner.more(&mut source)).unwrap() => {}
                Ok(false) => return (records, None),
                Err(ScanError::OpenQuote(row)) => return (records, Some(row)),
                Err(ScanError::NotUtf8(row)) => panic!("row {row} is not in UTF-8"),
            }
        }
    }

    fn check(text: &str, expected: Expect) {
        let (records, open) = scanned(text.as_bytes(), b',', 64);
        let mut lines: Vec<String> = records
            .iter()
            .map(|(row, cells)| {
                let cells: Vec<_> = cells.iter().map(|cell| format!("{:?}", String::from_utf8_lossy(cell))).collect();
                format!("{row}: {}", cells.join(" "))
            })
            .collect();
        lines.extend(open.map(|row| format!("a quote opens in row {row}")));
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn rows_end_in_three_ways_and_empty_ones_count() {
        check(
            "a,b\nc\r\nd\re\r\n\r\n\nf",
            expect![[r#"
            1: "a" "b"
            2: "c"
            3: "d"
            4: "e"
            7: "f""#]],
        );
    }

    #[test]
    fn quotes_hold_delimiters_breaks_and_doubled_quotes() {
        check(
            "\"a,\"\"b\"\"\nc\",d\n\"\",\"x\"y,z\"z\n",
            expect![[r#"
            1: "a,\"b\"\nc" "d"
            2: "" "xy" "z\"z""#]],
        );
    }

    #[test]
    fn the_last_cell_may_be_empty() {
        check(
            "a,\n,",
            expect![[r#"
            1: "a" ""
            2: "" """#]],
        );
    }

    #[test]
    fn a_quote_left_open_is_found_with_its_row() {
        check(
            "a\n\nb,\"c\nd\n",
            expect![[r#"
            1: "a"
            a quote opens in row 3"#]],
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_found_with_their_row() {
        let row = |bytes: &[u8], at_a_time| {
            let (mut scanner, mut source) = (Scanner::new(b','), Trickle(bytes, at_a_time));
            let mut records = 0;
            loop {
                match scanner.next() {
                    Ok(true) => records += 1,
                    Ok(false) if at_once(scanner.more(&mut source)).unwrap() => {}
                    Ok(false) => return (records, None),
                    Err(error) => return (records, Some(format!("{error:?}"))),
                }
            }
        };
        for at_a_time in [1, 2, 64] {
            assert_eq!(row("a\né,b\n".as_bytes(), at_a_time), (2, None));
            assert_eq!(row(b"a\n\xC3(,b\nc", at_a_time), (1, Some("NotUtf8(2)".into())));
            assert_eq!(row(b"a\nb\nc\xC3", at_a_time), (2, Some("NotUtf8(3)".into())));
            assert_eq!(row(b"a\n\"\xC3\n", at_a_time), (1, Some("NotUtf8(2)".into())));
        }
    }

    #[test]
    fn records_larger_than_the_window_are_read() {
        let long = "x".repeat(3 * WINDOW);
        let text = format!("a,b\n{long},\"{long}\"\nc\r\n");
        let (records, open) = scanned(text.as_bytes(), b',', WINDOW / 3);
        let lengths: Vec<Vec<usize>> = records.iter().map(|(_, cells)| cells.iter().map(Vec::len).collect()).collect();
        assert_eq!((lengths, open), (vec![vec![1, 1], vec![3 * WINDOW; 2], vec![1]], None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8 * ProptestConfig::default().cases))]

        #[test]
        fn it_reads_what_the_csv_crate_reads(
            text in prop::collection::vec(prop::sample::select(b"ab,;\"\r\n \0".to_vec()), 0..40),
            delimiter in prop::sample::select(b",;\t|a".to_vec()),
            at_a_time in 1usize..64,
        ) {
            let (records, open) = scanned(&text, delimiter, at_a_time);
            prop_assert_eq!(&scanned(&text, delimiter, 64), &(records.clone(), open));
            if open.is_none() {
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(&text[..]);
                let oracle: Vec<Vec<Vec<u8>>> =
                    reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
                prop_assert_eq!(records.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), oracle);
            }
        }

        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            records in prop::collection::vec(prop::collection::vec("[a\",;\r\n é]{0,5}", 2..5), 0..6),
            delimiter in prop::sample::select(b",;\t|".to_vec()),
            at_a_time in 1usize..64,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Vec::new());
            for record in &records {
                writer.write_record(record).unwrap();
            }
            let (read, open) = scanned(&writer.into_inner().unwrap(), delimiter, at_a_time);
            prop_assert_eq!(open, None);
            let read: Vec<Vec<String>> = read
                .into_iter()
                .map(|(_, cells)| cells.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect())
                .collect();
            prop_assert_eq!(read, records);
        }
    }
}
