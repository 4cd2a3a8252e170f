//! The core on a terminal: two files, and one of regions, -> the report and the rows as one JSON object.

use std::path::Path;
use std::process::ExitCode;

use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::estimates::{self, Accuracy, Estimates};
use pervisit_analysis::ingest::workbook::{self, Sheet};
use pervisit_analysis::ingest::{self, Options};
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::notice::Notice;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::regions::Regions;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Row, Shown, View};
use pervisit_analysis::table::{Gap, Measure, Subject, Table};
use serde_json::{Value, json};

const USAGE: &str = "usage: analyse [--missing-visits zero|leave-out|estimate] [--regions FILE] EXPENSES VISITS";

fn main() -> ExitCode {
    match Arguments::read().and_then(|arguments| analyse(&arguments)) {
        Ok(output) => {
            println!("{output}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    policy: MissingVisits,
    regions: Option<String>,
    expenses: String,
    visits: String,
}

impl Arguments {
    fn read() -> Result<Arguments, String> {
        let (mut policy, mut regions, mut files) = (MissingVisits::default(), None, Vec::new());
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--missing-visits" => {
                    let value = arguments.next().unwrap_or_default();
                    policy = serde_json::from_value(Value::String(value)).map_err(|_| USAGE)?;
                }
                "--regions" => regions = Some(arguments.next().ok_or(USAGE)?),
                _ if argument.starts_with("--") => return Err(USAGE.into()),
                _ => files.push(argument),
            }
        }
        let [expenses, visits] = <[String; 2]>::try_from(files).map_err(|_| USAGE)?;
        Ok(Arguments { policy, regions, expenses, visits })
    }
}

fn analyse(arguments: &Arguments) -> Result<Value, String> {
    let policy = arguments.policy;
    let words = |error: Error| error.to_string();
    let expenses = table(&arguments.expenses, Measure::Expenses).map_err(words)?;
    let visits = table(&arguments.visits, Measure::Visits).map_err(words)?;
    let table = arguments.regions.as_deref().map(regions_table).transpose().map_err(words)?;
    let table = RegionsTable::in_force(table, &expenses).map_err(words)?;
    let mut merged = merge(&expenses, &visits);
    if policy == MissingVisits::Estimate {
        merged.estimates = Estimates::of(&merged, estimates::Options::default());
    }
    let report = Report::of(&merged, policy);
    let regions = table.as_ref().map(|table| Regions::of(&merged, table, &|row| merged.visits(row, policy)));
    let standards = Standard::of_centres(&merged, &report.centres);
    let rows = all(&Shown::matched(&merged, policy).against(&standards));
    let mut notices: Vec<&Notice> =
        [&expenses.notices, &visits.notices, &report.notices].into_iter().flatten().collect();
    notices.extend(table.iter().flat_map(|table| &table.notices));
    notices.extend(regions.iter().flat_map(|regions| &regions.notices));
    let mut output = json!({
        "missing_visits": report.missing_visits,
        "rows": rows,
        "overall": flat(json!(report.overall)),
        "centres": report.centres.iter().map(|centre| flat(json!(centre))).collect::<Vec<_>>(),
        "unmatched": unmatched(&merged, policy),
        "notices": notices,
        "findings": report.findings.iter().map(|finding| named(json!(finding))).collect::<Vec<_>>(),
    });
    if policy == MissingVisits::Estimate {
        let accuracy = Accuracy::of(&merged, estimates::Options::default());
        output["estimates"] = json!({ "counts": report.estimates, "accuracy": accuracy });
    }
    if let Some(regions) = &regions {
        output["regions"] = regions.regions.iter().map(|region| flat(json!(region))).collect();
    }
    Ok(output)
}

/// An object with the members of its parts among its own.
fn flat(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let mut all = serde_json::Map::new();
    for (name, member) in members {
        match flat(member) {
            Value::Object(part) if ["centre", "figures", "spread", "totals"].contains(&name.as_str()) => {
                all.extend(part)
            }
            member => drop(all.insert(name, member)),
        }
    }
    Value::Object(all)
}

/// `{"dearest": {…}}` as `{"kind": "dearest", …}`.
fn named(finding: Value) -> Value {
    let Value::Object(variant) = finding else { return finding };
    let mut all = serde_json::Map::new();
    for (kind, members) in variant {
        all.insert("kind".into(), kind.into());
        all.extend(members.as_object().cloned().unwrap_or_default());
    }
    Value::Object(all)
}

fn table(path: &str, measure: Measure) -> Result<Table, Error> {
    match ingest::read(Path::new(path), measure, path, &Options::default()) {
        Err(Error { kind: ErrorKind::Workbook, .. }) => {
            let sheet = sheet(path, |bytes| workbook::sheet(bytes, path, measure, None))?;
            ingest::read(sheet.csv.as_slice(), measure, path, &workbook::options(&sheet))
        }
        read => read,
    }
}

fn regions_table(path: &str) -> Result<RegionsTable, Error> {
    match ingest::read_regions(Path::new(path), path, &Options::default()) {
        Err(Error { kind: ErrorKind::Workbook, .. }) => {
            let sheet = sheet(path, |bytes| workbook::sheet(bytes, path, Subject::Regions, None))?;
            ingest::read_regions(sheet.csv.as_slice(), path, &workbook::options(&sheet))
        }
        read => read,
    }
}

fn sheet(path: &str, open: impl FnOnce(&[u8]) -> Result<Sheet, Error>) -> Result<Sheet, Error> {
    let unreadable = |error: std::io::Error| Error {
        kind: ErrorKind::Unreadable { reason: error.to_string() },
        file: path.into(),
        row: None,
    };
    open(&std::fs::read(path).map_err(unreadable)?)
}

fn all(shown: &Shown<'_>) -> Vec<Row> {
    let view = View::of(shown, &Query::default());
    view.rows(0..view.len(), shown).collect()
}

fn unmatched(merged: &Merged, policy: MissingVisits) -> Value {
    let rows = all(&Shown::unmatched(merged, policy));
    let (visits, expenses): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.expenses_gap == Some(Gap::Absent));
    let keys =
        |rows: Vec<Row>| -> Vec<_> { rows.into_iter().map(|row| [row.organization, row.centre_number]).collect() };
    json!({ "expenses": keys(expenses), "visits": keys(visits) })
}
