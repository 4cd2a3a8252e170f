//! Any bytes are cut into records or refused; where they are plain text, as the csv crate cuts them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pervisit_analysis::ingest::{self, Encoding, Options};

fuzz_target!(|bytes: &[u8]| {
    let guessed = ingest::records(bytes, "f", &Options::default());
    let options = Options { encoding: Some(Encoding::Utf8), delimiter: Some(','), ..Options::default() };
    let read = ingest::records(bytes, "f", &options);
    let is_plain = std::str::from_utf8(bytes).is_ok() && guessed.dialect.is_some_and(|dialect| !dialect.gzip);
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let names_delimiter = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"sep="));
    if is_plain && read.error.is_none() && !names_delimiter {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let oracle: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("the bytes are UTF-8").iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(read.records, oracle);
    }
});
