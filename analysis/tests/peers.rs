//! The reading of records against what others read: a suite of known answers, Python's csv module.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use pervisit_analysis::error::ErrorKind;
use pervisit_analysis::ingest::{self, Options};

#[test]
fn the_known_answers_of_csv_spectrum() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/csv-spectrum");
    if !suite.exists() {
        println!("skipped: npm's csv-spectrum is not installed");
        return;
    }
    let mut files: Vec<_> = fs::read_dir(suite.join("csvs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "the suite is whole");
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let answer = fs::read_to_string(suite.join(format!("json/{name}.json"))).unwrap();
        // One of the answers is its only row, without a list around it.
        let answer = if answer.trim_start().starts_with('{') { format!("[{answer}]") } else { answer };
        let mut answer: Vec<BTreeMap<String, String>> = serde_json::from_str(&answer).unwrap();
        let read = ingest::records(file.as_path(), &name, &Options::default());
        assert_eq!(read.error, None, "{name}");
        let (headers, rows) = read.records.split_first().unwrap();
        let mut rows: Vec<BTreeMap<String, String>> =
            rows.iter().map(|row| headers.iter().cloned().zip(row.iter().cloned()).collect()).collect();
        if name == "location_coordinates" {
            // The suite's file and its answer have different numbers there.
            let wrong = |row: &mut BTreeMap<String, String>| drop(row.remove("Contact Phone Number"));
            rows.iter_mut().chain(&mut answer).for_each(wrong);
        }
        assert_eq!(rows, answer, "{name}");
    }
}

/// Texts of the signs that matter, the same ones every time.
fn texts() -> Vec<String> {
    const SIGNS: [&str; 9] = ["a", "b", "é", " ", ",", ",", "\"", "\n", "\r\n"];
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below).unwrap()
    };
    (0..2000).map(|_| (0..next(24)).map(|_| SIGNS[next(9)]).collect()).collect()
}

#[test]
fn what_python_reads() {
    const SCRIPT: &str = "import csv, io, json, sys\n\
        texts = json.load(sys.stdin)\n\
        print(json.dumps([[row for row in csv.reader(io.StringIO(text, newline='')) if row] for text in texts]))\n";
    let python = Command::new("python3").args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else {
        println!("skipped: there is no python3");
        return;
    };
    let texts = texts();
    python.stdin.take().unwrap().write_all(&serde_json::to_vec(&texts).unwrap()).unwrap();
    let output = python.wait_with_output().unwrap();
    let answers: Vec<Vec<Vec<String>>> = serde_json::from_slice(&output.stdout).unwrap();
    let options = Options { delimiter: Some(','), ..Options::default() };
    let mut compared = 0;
    for (text, answer) in texts.iter().zip(answers) {
        let read = ingest::records(text.as_str(), "f.csv", &options);
        // Python takes a quote that never closes without a word.
        if read.error.as_ref().is_none_or(|error| error.kind == ErrorKind::Empty) {
            assert_eq!(read.records, answer, "{text:?}");
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
}
