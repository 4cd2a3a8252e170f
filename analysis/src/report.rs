//! All that a page or a terminal shows of an analysis but its rows: plain public data.

use serde::{Deserialize, Serialize};

use crate::centres::{self, CentreSummary, Figures};
use crate::interpret::{self, Finding};
use crate::merge::{Merged, Mismatch, Rows};
use crate::notice::Notice;
use crate::per_visit::MissingVisits;

/// The figures of two joined files under one policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The policy in force.
    pub missing_visits: MissingVisits,
    /// How many rows are joined.
    pub rows: usize,
    /// How many organization and centre pairs stand in one file only.
    pub unmatched: usize,
    /// What is wrong with the keys, where under half of a file's match.
    pub mismatch: Option<Mismatch>,
    /// Whether any expenses are not whole: then all are shown with cents.
    pub cents: bool,
    /// The figures of all joined rows together.
    pub overall: Figures,
    /// A summary of every centre that has a joined row, by number.
    pub centres: Vec<CentreSummary>,
    /// What stands out.
    pub findings: Vec<Finding>,
    /// What was odd about the join.
    pub notices: Vec<Notice>,
}

impl Report {
    /// Computes the report of joined files.
    #[must_use]
    pub fn of(merged: &Merged, policy: MissingVisits) -> Report {
        let centres = centres::summaries(merged, policy);
        let overall = centres::overall(merged, policy);
        let findings = match policy {
            MissingVisits::LeaveOut => interpret::findings(&centres, &centres, &overall),
            MissingVisits::Zero => {
                interpret::findings(&centres, &centres::summaries(merged, MissingVisits::LeaveOut), &overall)
            }
        };
        Report {
            missing_visits: policy,
            rows: merged.matched.len(),
            unmatched: merged.unmatched.len(),
            mismatch: merged.mismatch.clone(),
            cents: [&merged.matched, &merged.unmatched].into_iter().any(has_cents),
            overall,
            centres,
            findings,
            notices: merged.notices.clone(),
        }
    }
}

fn has_cents(rows: &Rows) -> bool {
    (0..rows.len()).any(|at| rows.expenses.get(at).known().is_some_and(|value| value.fract() != 0.0))
}
