//! One file -> its records as JSON, with the dialect found.

use std::path::Path;
use std::process::ExitCode;

use pervisit_analysis::ingest::{self, Options, Records};
use serde_json::json;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: records FILE");
        return ExitCode::FAILURE;
    };
    let Records { dialect, records, notices, error } = ingest::records(Path::new(&path), &path, &Options::default());
    let said = error.as_ref().map(ToString::to_string);
    println!("{}", json!({ "dialect": dialect, "records": records, "notices": notices, "error": said }));
    match error {
        Some(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}
