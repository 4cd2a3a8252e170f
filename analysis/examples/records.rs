//! One file -> its records as JSON, with the dialect found.

use std::fs::File;
use std::process::ExitCode;

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::{Records, columns};
use serde_json::json;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: records FILE");
        return ExitCode::FAILURE;
    };
    let mut records: Vec<Vec<String>> = Vec::new();
    let mut header_row = None;
    let error = read(&path, &mut records, &mut header_row).err();
    let output = json!({
        "dialect": { "encoding": "UTF-8", "delimiter": ",", "header_row": header_row },
        "records": records,
        "notices": [],
        "error": error.as_ref().map(ToString::to_string),
    });
    println!("{output}");
    match error {
        Some(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

fn read(path: &str, all: &mut Vec<Vec<String>>, header_row: &mut Option<u64>) -> Result<(), Error> {
    let file = File::open(path).map_err(|error| Error {
        kind: ErrorKind::Unreadable { reason: error.to_string() },
        file: path.into(),
        row: None,
    })?;
    let mut records = Records::new(file, path)?;
    while let Some(record) = records.next_record()? {
        if header_row.is_none() && record.cells().any(|cell| columns::role(cell).is_some()) {
            *header_row = Some(record.row());
        }
        all.push(record.cells().map(str::to_owned).collect());
    }
    Ok(())
}
