//! Text -> records: the only place that knows what a delimiter, a quote and the end of a row are.

use std::io::{self, Read};
use std::ops::Range;

/// More than this in one record is not a record: a quote was left open.
const LARGEST_RECORD: usize = 1 << 24;
const BUFFER: usize = 1 << 16;

/// Reads records as RFC 4180 has them, and as the `csv` crate reads what that leaves open: a quote
/// opens a cell only at its start, is doubled inside, and text after the closing one belongs to the
/// cell; CR, LF and CRLF all end a row.
pub(super) struct Scanner<R> {
    source: R,
    delimiter: u8,
    buffer: Box<[u8]>,
    at: usize,
    end: usize,
    /// The last byte was a CR; an LF right after it ends no other row.
    after_cr: bool,
    row: u64,
    empty_rows: u64,
}

/// One record: its cells' bytes, unquoted, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The row a spreadsheet would number: a break inside a quoted cell starts none.
    pub(super) row: u64,
    /// Whether a row's end follows; not so where the file ends first.
    pub(super) terminated: bool,
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where a cell stands in all cells' text.
    pub(super) fn range(&self, at: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(at)?;
        Some(if at == 0 { 0 } else { self.ends[at - 1] }..end)
    }

    /// The bytes of a cell.
    pub(super) fn get(&self, at: usize) -> Option<&[u8]> {
        self.bytes.get(self.range(at)?)
    }

    /// The text of all cells together, where each of them is UTF-8.
    pub(super) fn text(&self) -> Option<&str> {
        if self.bytes.is_ascii() {
            return std::str::from_utf8(&self.bytes).ok();
        }
        let text = std::str::from_utf8(&self.bytes).ok()?;
        self.ends.iter().all(|&end| text.is_char_boundary(end)).then_some(text)
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.terminated = false;
    }

    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// Why there is no next record.
#[derive(Debug)]
pub(super) enum ScanError {
    /// The source failed.
    Io(io::Error),
    /// A quote that opened in this row never closes.
    OpenQuote(u64),
}

#[derive(Clone, Copy)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Right after a quote inside a quoted cell.
    AfterQuote,
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(source: R, delimiter: u8) -> Scanner<R> {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Scanner { source, delimiter, buffer, at: 0, end: 0, after_cr: false, row: 0, empty_rows: 0 }
    }

    /// Rows with not even a delimiter so far; they are no records.
    pub(super) fn empty_rows(&self) -> u64 {
        self.empty_rows
    }

    /// The row that was read last.
    pub(super) fn row(&self) -> u64 {
        self.row
    }

    /// Reads the next record into `cells`; `false` at the end.
    pub(super) fn next(&mut self, cells: &mut Cells) -> Result<bool, ScanError> {
        cells.clear();
        while let Some(byte) = self.peek()? {
            match byte {
                b'\n' if self.after_cr => self.skip_pair(),
                b'\n' | b'\r' => {
                    self.end_row(byte);
                    self.row += 1;
                    self.empty_rows += 1;
                }
                _ => return self.record(cells).map(|()| true),
            }
        }
        Ok(false)
    }

    fn record(&mut self, cells: &mut Cells) -> Result<(), ScanError> {
        self.row += 1;
        self.after_cr = false;
        cells.row = self.row;
        let mut state = State::CellStart;
        loop {
            let Some(byte) = self.peek()? else {
                if matches!(state, State::Quoted) {
                    return Err(ScanError::OpenQuote(self.row));
                }
                cells.end_cell();
                return Ok(());
            };
            state = match state {
                State::CellStart if byte == b'"' => {
                    self.at += 1;
                    State::Quoted
                }
                State::Quoted => {
                    let seen = &self.buffer[self.at..self.end];
                    let run = memchr::memchr(b'"', seen).unwrap_or(seen.len());
                    cells.bytes.extend_from_slice(&seen[..run]);
                    self.at += run;
                    if cells.bytes.len() > LARGEST_RECORD {
                        return Err(ScanError::OpenQuote(self.row));
                    }
                    if self.at == self.end {
                        State::Quoted
                    } else {
                        self.at += 1;
                        State::AfterQuote
                    }
                }
                State::AfterQuote if byte == b'"' => {
                    self.at += 1;
                    cells.bytes.push(b'"');
                    State::Quoted
                }
                State::CellStart | State::Plain | State::AfterQuote => {
                    let delimiter = self.delimiter;
                    let seen = &self.buffer[self.at..self.end];
                    let ends = |&byte: &u8| byte == delimiter || byte == b'\n' || byte == b'\r';
                    let run = seen.iter().position(ends).unwrap_or(seen.len());
                    cells.bytes.extend_from_slice(&seen[..run]);
                    self.at += run;
                    if self.at == self.end {
                        State::Plain
                    } else {
                        let byte = self.buffer[self.at];
                        cells.end_cell();
                        if byte != delimiter {
                            cells.terminated = true;
                            self.end_row(byte);
                            return Ok(());
                        }
                        self.at += 1;
                        State::CellStart
                    }
                }
            };
        }
    }

    fn end_row(&mut self, byte: u8) {
        self.after_cr = byte == b'\r';
        self.at += 1;
    }

    fn skip_pair(&mut self) {
        self.after_cr = false;
        self.at += 1;
    }

    /// The next byte, or `None` at the end.
    fn peek(&mut self) -> Result<Option<u8>, ScanError> {
        while self.at == self.end {
            match self.source.read(&mut self.buffer) {
                Ok(0) => return Ok(None),
                Ok(count) => (self.at, self.end) = (0, count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ScanError::Io(error)),
            }
        }
        Ok(Some(self.buffer[self.at]))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::{Cells, ScanError, Scanner};
    use crate::ingest::source::Trickle;

    /// A record's row and its cells.
    type Scanned = (u64, Vec<Vec<u8>>);

    /// The records, and the row of a quote left open.
    fn scanned(bytes: &[u8], delimiter: u8, at_a_time: usize) -> (Vec<Scanned>, Option<u64>) {
        let mut scanner = Scanner::new(Trickle(bytes, at_a_time), delimiter);
        let (mut cells, mut records) = (Cells::default(), Vec::new());
        loop {
            match scanner.next(&mut cells) {
                Ok(true) => {
                    let record = (0..cells.len()).map(|at| cells.get(at).expect("a cell").to_vec()).collect();
                    records.push((cells.row, record));
                }
                Ok(false) => return (records, None),
                Err(ScanError::OpenQuote(row)) => return (records, Some(row)),
                Err(ScanError::Io(error)) => panic!("{error}"),
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_reads_what_the_csv_crate_reads(
            text in prop::collection::vec(prop::sample::select(b"ab,;\"\r\n \0\xC3".to_vec()), 0..40),
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
