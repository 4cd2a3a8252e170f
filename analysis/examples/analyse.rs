//! The core on a terminal: two files -> the report and the rows as one JSON object.

use std::path::Path;
use std::process::ExitCode;

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::{self, Options, workbook};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::notice::Notice;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Row, Shown, View};
use pervisit_analysis::table::{Gap, Measure, Table};
use serde_json::{Value, json};

const USAGE: &str = "usage: analyse [--missing-visits zero|leave-out] EXPENSES VISITS";

fn main() -> ExitCode {
    match arguments().and_then(|(policy, expenses, visits)| analyse(policy, &expenses, &visits)) {
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

fn arguments() -> Result<(MissingVisits, String, String), String> {
    let mut policy = MissingVisits::default();
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--missing-visits" {
            let value = arguments.next().unwrap_or_default();
            policy = serde_json::from_value(Value::String(value)).map_err(|_| USAGE)?;
        } else {
            files.push(argument);
        }
    }
    match <[String; 2]>::try_from(files) {
        Ok([expenses, visits]) if !expenses.starts_with("--") => Ok((policy, expenses, visits)),
        _ => Err(USAGE.into()),
    }
}

fn analyse(policy: MissingVisits, expenses: &str, visits: &str) -> Result<Value, String> {
    let expenses = table(expenses, Measure::Expenses).map_err(|error| error.to_string())?;
    let visits = table(visits, Measure::Visits).map_err(|error| error.to_string())?;
    let merged = merge(&expenses, &visits);
    let report = Report::of(&merged, policy);
    let rows = all(&Shown::matched(&merged, policy));
    let notices: Vec<&Notice> = [&expenses.notices, &visits.notices, &report.notices].into_iter().flatten().collect();
    Ok(json!({
        "missing_visits": report.missing_visits,
        "rows": rows,
        "overall": flat(json!(report.overall)),
        "centres": report.centres.iter().map(|centre| flat(json!(centre))).collect::<Vec<_>>(),
        "unmatched": unmatched(&merged, policy),
        "notices": notices,
        "findings": report.findings.iter().map(|finding| named(json!(finding))).collect::<Vec<_>>(),
    }))
}

/// An object with the members of its parts among its own.
fn flat(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let mut all = serde_json::Map::new();
    for (name, member) in members {
        match flat(member) {
            Value::Object(part) if ["centre", "figures", "spread"].contains(&name.as_str()) => all.extend(part),
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
    let read = ingest::read(Path::new(path), measure, path, &Options::default());
    match read {
        Err(Error { kind: ErrorKind::Workbook, .. }) => {
            let unreadable = |error: std::io::Error| Error {
                kind: ErrorKind::Unreadable { reason: error.to_string() },
                file: path.into(),
                row: None,
            };
            let sheet = workbook::sheet(&std::fs::read(path).map_err(unreadable)?, path, None)?;
            ingest::read(sheet.csv.as_slice(), measure, path, &workbook::options(&sheet))
        }
        read => read,
    }
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
