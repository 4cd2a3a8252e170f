//! Any two files, parted by a byte that no text has, are analysed or refused; no key is lost.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use pervisit_analysis::ingest::{Options, read};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::table::{Measure, Table};

fn keys(table: &Table) -> BTreeSet<(&str, &str)> {
    table.lines().map(|line| (table.organizations.text(line.organization), table.centres.text(line.centre))).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |&byte| byte == 0xFF);
    let (expenses, visits) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let options = Options::default();
    let Ok(expenses) = read(expenses, Measure::Expenses, "e", &options) else { return };
    let Ok(visits) = read(visits, Measure::Visits, "v", &options) else { return };
    let merged = merge(&expenses, &visits);
    let both: BTreeSet<_> = keys(&expenses).union(&keys(&visits)).copied().collect();
    assert_eq!(merged.matched.len() + merged.unmatched.len(), both.len());
    for policy in [MissingVisits::Zero, MissingVisits::LeaveOut] {
        let report = Report::of(&merged, policy);
        let rows: usize = report.centres.iter().map(|centre| centre.figures.organizations).sum();
        assert_eq!(rows, merged.matched.len());
    }
});
