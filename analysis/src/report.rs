//! All that a page or a terminal shows of an analysis but its rows: plain public data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::centres::{AT_ONCE, CentreSummary, Figures, Summaries, Told};
use crate::estimates;
use crate::interpret::{self, Finding};
use crate::merge::{Merged, Rows};
use crate::mismatch::Mismatch;
use crate::names::Called;
use crate::notice::Notice;
use crate::per_visit::MissingVisits;
use crate::spread::Listed;
use crate::totals::Totals;

/// The figures of two joined files under one policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The policy in force.
    pub missing_visits: MissingVisits,
    /// How many rows are joined.
    pub rows: usize,
    /// How many organization and centre pairs stand in one file only.
    pub unmatched: usize,
    /// What is wrong with the keys, where under half of a file's match, or others would.
    pub mismatch: Option<Mismatch>,
    /// Whether any expenses are not whole: then all are shown with cents.
    pub cents: bool,
    /// The figures of all joined rows together.
    pub overall: Figures,
    /// What they come to, and of how many of them that is.
    pub totals: Totals,
    /// A summary of every centre that has a joined row, by number; shared, so that whoever puts them in another order
    /// copies none.
    pub centres: Vec<Arc<CentreSummary>>,
    /// What organizations are called, where a file tells.
    pub called: Called,
    /// Of the names of the centres that the findings tell of, and of those with rows that count as 0 (in a brief report
    /// the first few), those that several centres have: only their numbers tell these apart.
    pub shared_names: Vec<String>,
    /// What stands out.
    pub findings: Vec<Finding>,
    /// What was odd about the join.
    pub notices: Vec<Notice>,
    /// What is estimated, where anything may be.
    pub estimates: Option<estimates::Counts>,
}

impl Report {
    /// So many outliers of each group a brief report lists on either side, the furthest.
    pub const OUTLIERS: usize = Listed::FURTHEST.outliers;

    /// Computes the report of joined files.
    #[must_use]
    pub fn of(merged: &Merged, policy: MissingVisits) -> Report {
        Report::listing(merged, policy, Listed::ALL, &mut |_| {})
    }

    /// The report for whoever draws it: of many outliers it lists [`Report::OUTLIERS`] on either side of a
    /// group, the furthest, and names the organizations of three; [`Spread::outlier_count`] tells how
    /// many there are. Of the centres that make up most of the expenses it names three.
    ///
    /// `told` hears of summaries while others are made: where there are very many, to pass them on takes as long as to
    /// make them.
    ///
    /// [`Spread::outlier_count`]: crate::spread::Spread::outlier_count
    #[must_use]
    pub fn brief(merged: &Merged, policy: MissingVisits, told: Told<'_>) -> Report {
        Report::listing(merged, policy, Listed::FURTHEST, told)
    }

    /// Tells what [`Report::brief`] has told of this one.
    pub fn tell(&self, told: Told<'_>) {
        self.centres.chunks_exact(AT_ONCE).for_each(told);
    }

    /// What is left to tell of it.
    #[must_use]
    pub fn rest(mut self) -> Report {
        self.centres.drain(..self.centres.len() - self.centres.len() % AT_ONCE);
        self
    }

    fn listing(merged: &Merged, policy: MissingVisits, listed: Listed, told: Told<'_>) -> Report {
        let summaries = Summaries::of(merged, policy, listed, told);
        let findings = interpret::findings(&summaries);
        let shared_names = interpret::shared_names(&findings, &summaries);
        let Summaries { centres, overall, totals, .. } = summaries;
        Report {
            missing_visits: policy,
            rows: merged.matched.len(),
            unmatched: merged.unmatched.len(),
            mismatch: merged.mismatch.clone(),
            cents: [&merged.matched, &merged.unmatched].into_iter().any(has_cents),
            overall,
            totals,
            centres,
            called: merged.called.clone(),
            shared_names,
            findings,
            notices: merged.notices.clone(),
            estimates: (policy == MissingVisits::Estimate).then(|| merged.estimates.counts()),
        }
    }
}

fn has_cents(rows: &Rows) -> bool {
    rows.expenses.iter().any(|amount| amount.known().is_some_and(|value| value.fract() != 0.0))
}
