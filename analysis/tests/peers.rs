//! What we read and estimate against what others do: a suite of known answers, Python's csv module,
//! scikit-learn.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use pervisit_analysis::error::ErrorKind;
use pervisit_analysis::impute::{Matrix, Weights};
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

/// Numbers below others, the same ones every time.
fn numbers() -> impl FnMut(u64) -> usize {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    move |below| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below).unwrap()
    }
}

/// Texts of the signs that matter.
fn texts() -> Vec<String> {
    const SIGNS: [&str; 9] = ["a", "b", "é", " ", ",", ",", "\"", "\n", "\r\n"];
    let mut next = numbers();
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

/// Matrices of all sizes and with gaps of all sorts; some columns have no value. What scikit-learn
/// computes of their distances is exact: of other numbers it is up to 1e-8 off, where rows are near.
fn matrices() -> Vec<Vec<Vec<Option<f64>>>> {
    let mut next = numbers();
    let sizes = [(2, 2), (5, 3), (9, 9), (30, 4), (40, 30), (120, 7), (100, 70), (400, 3)];
    let shares = [10, 50, 80, 95];
    let mut matrix = |(rows, columns), share| -> Vec<Vec<Option<f64>>> {
        let dear: Vec<usize> = (0..columns).map(|_| next(5 << 20)).collect();
        let mut row = || {
            let own = next(2 << 20);
            let mut value =
                |dear| (next(100) >= share).then(|| (own + dear + next(1 << 20)) as f64 / f64::from(1 << 20));
            dear.iter().map(&mut value).collect::<Vec<_>>()
        };
        (0..rows).map(|_| row()).collect()
    };
    sizes.into_iter().flat_map(|size| shares.map(|share| matrix(size, share))).collect()
}

#[test]
fn what_scikit_learn_estimates() {
    const SCRIPT: &str = "import json, sys\n\
        import numpy\n\
        from sklearn.impute import KNNImputer\n\
        def imputed(rows, k, weights):\n\
        \x20   rows = numpy.array(rows, dtype=float)\n\
        \x20   known = ~numpy.isnan(rows).all(axis=0)\n\
        \x20   if not known.any(): return rows.tolist()\n\
        \x20   rows[:, known] = KNNImputer(n_neighbors=k, weights=weights).fit_transform(rows)\n\
        \x20   return rows.tolist()\n\
        print(json.dumps([imputed(*case) for case in json.load(sys.stdin)]).replace('NaN', 'null'))\n";
    let python = std::env::var("PERVISIT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_it = Command::new(&python).args(["-c", "import sklearn.impute"]).stderr(Stdio::null()).status();
    if !has_it.is_ok_and(|status| status.success()) {
        println!("skipped: {python} has no scikit-learn; PERVISIT_PYTHON may name one that has");
        return;
    }
    let mut cases = Vec::new();
    for rows in matrices() {
        for k in [1, 5, 50] {
            cases.extend(["uniform", "distance"].map(|weights| (rows.clone(), k, weights)));
        }
    }
    let mut python =
        Command::new(&python).args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(&serde_json::to_vec(&cases).unwrap()).unwrap();
    let output = python.wait_with_output().unwrap();
    let answers: Vec<Vec<Vec<Option<f64>>>> = serde_json::from_slice(&output.stdout).unwrap();
    let (mut compared, mut furthest) = (0, 0.0f64);
    for ((rows, k, weights), mut answer) in cases.into_iter().zip(answers) {
        let cells = |rows: &[Vec<Option<f64>>]| -> Vec<(u32, u32, Option<f64>)> {
            let cells = |(row, values): (u32, &Vec<Option<f64>>)| {
                (0..).zip(values).map(|(column, value)| (row, column, *value)).collect::<Vec<_>>()
            };
            (0..).zip(rows).flat_map(cells).collect()
        };
        let all = cells(&rows);
        let known = all.iter().filter_map(|&(row, column, value)| Some((row, column, value?)));
        let matrix = Matrix::of(u32::try_from(rows.len()).unwrap(), u32::try_from(rows[0].len()).unwrap(), known);
        let gaps = all.iter().filter(|(.., value)| value.is_none()).map(|&(row, column, _)| (row, column));
        let weights_of = if weights == "uniform" { Weights::Uniform } else { Weights::Distance };
        for cell in matrix.impute(gaps, k, weights_of) {
            let theirs = answer[cell.row as usize][cell.column as usize].take();
            let ours = cell.estimate.map(|estimate| estimate.value);
            let off = ours.zip(theirs).map_or(0.0, |(ours, theirs)| (ours - theirs).abs() / theirs.abs().max(1.0));
            assert!(ours.is_some() == theirs.is_some() && off < 1e-9, "{ours:?}, not {theirs:?}: k {k}, {weights}");
            (compared, furthest) = (compared + 1, furthest.max(off));
        }
    }
    println!("{compared} estimates compared, {furthest:e} apart at most");
    assert!(compared > 10_000, "{compared}");
}
