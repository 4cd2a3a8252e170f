//! Rows against their centre's quartiles: what lies beyond the fences, what is spent above a benchmark.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wide::f64x2;

use crate::centres::{CentreSummary, Figures};
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::sort::{ordered_bits, sorted};
use crate::spread::{Listed, Spread, Variation, as_f64, furthest};
use crate::sum::{Pair, Sum};
use crate::table::Amount;

/// Actual against expected cost: 100 is as expected; `None` where nothing is expected.
///
/// A row's unit cost is expected to be its centre's pooled unit cost; an organization's cost, its
/// visits at each centre's pooled unit cost. Only rows that have visits are compared.
#[must_use]
pub fn index(actual: f64, expected: f64) -> Option<f64> {
    (expected > 0.0).then(|| 100.0 * actual / expected)
}

/// Averages without outliers: without the rows whose unit cost lies more than
/// [`FENCE`](crate::spread::FENCE) interquartile ranges beyond the quartiles of their centre's, as
/// the Canadian Institute for Health Information trims unit costs. The rows stay in the tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trimmed {
    /// How many unit costs are averaged.
    pub n: usize,
    /// How many lie beyond the fences.
    pub left_out: usize,
    /// The mean of the rows' unit costs; `None` where there are none.
    pub average_expense_per_visit: Option<f64>,
    /// Expenses over visits of the rows that have visits; `None` where none has.
    pub pooled_expense_per_visit: Option<f64>,
}

/// How much less would be spent if no organization's unit cost were above a benchmark: the sum of
/// `max(0, unit cost - benchmark) x visits` over the rows that have visits. The benchmark is a
/// centre's own, of its rows that have visits, under every policy: no zeros, no estimates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opportunity {
    /// The centre's benchmarks; `None` where no row has visits, and of all centres together.
    pub benchmarks: Option<Benchmarks>,
    /// What is spent above the median.
    pub above_median: f64,
    /// What is spent above the first quartile.
    pub above_q1: f64,
}

/// What a centre's rows are measured by: quartiles of the unit costs of those that have visits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmarks {
    /// The first quartile.
    pub q1: f64,
    /// The median.
    pub median: f64,
}

impl Benchmarks {
    /// What of a row's expenses is above the median, and above the first quartile.
    #[inline]
    pub(crate) fn above(self, expenses: f64, visits: f64) -> f64x2 {
        let expected = f64x2::new([self.median, self.q1]) * f64x2::splat(visits);
        (f64x2::splat(expenses) - expected).fast_max(f64x2::ZERO)
    }
}

/// What a visit at a centre is expected to cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard {
    /// The centre's pooled unit cost.
    pub pooled: f64,
    /// Its benchmarks.
    pub benchmarks: Benchmarks,
}

impl Standard {
    /// For each of [`Merged::centres`] its standard, from a report's summaries of the same rows; `None`
    /// where no row has visits.
    #[must_use]
    pub fn of_centres(merged: &Merged, summaries: &[Arc<CentreSummary>]) -> Vec<Option<Standard>> {
        let standard = |summary: &CentreSummary| {
            let Figures { pooled_expense_per_visit, opportunity, .. } = &summary.figures;
            Some(Standard { pooled: (*pooled_expense_per_visit)?, benchmarks: opportunity.benchmarks? })
        };
        let mut standards = vec![None; merged.centres.len()];
        // Summaries stand in this order, but for centres without a row.
        let mut summaries = summaries.iter().peekable();
        for at in merged.centres_by_number() {
            let number = &merged.centres[at as usize].number;
            let summary = summaries.next_if(|summary| summary.centre.number == *number);
            standards[at as usize] = summary.and_then(|summary| standard(summary));
        }
        debug_assert!(summaries.peek().is_none(), "they stand in another order");
        standards
    }
}

/// A row whose unit cost lies above its centre's upper fence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HighOutlier {
    /// The organization.
    pub organization: String,
    /// The centre.
    pub centre: Centre,
    /// Its expense per visit.
    pub expense_per_visit: f64,
    /// What it costs above the centre's median: `(unit cost - median) x visits`.
    pub excess: f64,
}

/// The rows above their centre's upper fence.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HighOutliers {
    pub(crate) rows: usize,
    /// The sum of [`HighOutlier::excess`].
    pub(crate) excess: f64,
    /// Those with the greatest excess.
    pub(crate) greatest: Vec<HighOutlier>,
}

/// What has to be known of a centre before its rows are looked at a second time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) spread: Spread,
    /// How its unit costs vary.
    pub(crate) variation: Option<Variation>,
    pub(crate) benchmarks: Option<Benchmarks>,
}

/// What is compared with each of a centre's rows.
struct Bounds {
    low: f64,
    high: f64,
    /// Outliers that are as far or further are named.
    named_low: f64,
    named_high: f64,
    benchmarks: Benchmarks,
}

impl Bounds {
    fn of(measured: &Measured, listed: Listed) -> Bounds {
        let (low, high) = match (measured.spread.whisker_low, measured.spread.whisker_high) {
            (Some(low), Some(high)) => (low, high),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let outliers = &measured.spread.outliers;
        let (below, above) = outliers.split_at(outliers.partition_point(|&cost| cost < low));
        let named_low = below.iter().take(listed.named).next_back().copied().unwrap_or(f64::NEG_INFINITY);
        let named_high = above.iter().rev().take(listed.named).next_back().copied().unwrap_or(f64::INFINITY);
        // Without rows that have visits, nothing is compared with a benchmark.
        let benchmarks = measured.benchmarks.unwrap_or(Benchmarks { q1: 0.0, median: 0.0 });
        Bounds { low, high, named_low, named_high, benchmarks }
    }

    #[inline]
    fn have(&self, cost: f64) -> bool {
        self.low <= cost && cost <= self.high
    }

    fn are_named(&self, cost: f64) -> bool {
        cost <= self.named_low || cost >= self.named_high
    }
}

/// The running sums of the rows that leave where outliers do, and of what is above benchmarks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beyond {
    rows: usize,
    costs: Sum,
    /// Of the rows that have visits, or estimates of them.
    expenses: Sum,
    visits: Sum,
    /// Above the median, and above the first quartile.
    above: Pair,
}

impl Beyond {
    pub(crate) fn merge(&mut self, other: &Beyond) {
        self.rows += other.rows;
        self.costs.merge(other.costs);
        self.expenses.merge(other.expenses);
        self.visits.merge(other.visits);
        self.above.merge(other.above);
    }

    /// What is left of all rows, whose unit costs vary so, and of those in the pooled figure.
    pub(crate) fn trimmed(&self, all: Option<Variation>, [expenses, visits]: [Sum; 2]) -> Trimmed {
        let n = all.map_or(0, |all| all.n - self.rows);
        let costs = all.map_or(0.0, |all| all.sum.less(self.costs).value());
        let visits = visits.less(self.visits).value();
        Trimmed {
            n,
            left_out: self.rows,
            average_expense_per_visit: (n > 0).then(|| costs / as_f64(n)),
            pooled_expense_per_visit: (visits > 0.0).then(|| expenses.less(self.expenses).value() / visits),
        }
    }

    pub(crate) fn opportunity(&self, benchmarks: Option<Benchmarks>) -> Opportunity {
        let [above_median, above_q1] = self.above.each().map(Sum::value);
        Opportunity { benchmarks, above_median, above_q1 }
    }
}

/// A row beyond its centre's fences.
#[derive(Clone, Copy, Debug)]
struct Outlier {
    organization: u32,
    centre: u32,
    cost: f64,
}

/// What the rows come to once their centres' quartiles are known.
pub(crate) struct Compared {
    pub(crate) beyond: Vec<Beyond>,
    bounds: Vec<Bounds>,
    listed: Listed,
    /// The outliers that are named.
    named: Vec<Outlier>,
    /// How many lie above, what they cost above their centres' medians, and those that cost most.
    high: usize,
    excess: Sum,
    greatest: Vec<(f64, Outlier)>,
}

impl Compared {
    pub(crate) fn of(merged: &Merged, policy: MissingVisits, measured: &[Measured], listed: Listed) -> Compared {
        let bounds: Vec<Bounds> = measured.iter().map(|measured| Bounds::of(measured, listed)).collect();
        let mut beyond = vec![Beyond::default(); measured.len()];
        let (mut named, mut high, mut excess_of_all, mut greatest) = (Vec::new(), 0, Sum::default(), Vec::new());
        let rows = &merged.matched;
        for (at, (&centre, &organization)) in rows.centre.iter().zip(rows.organization.iter()).enumerate() {
            let (expenses, in_file) = (rows.expenses.get(at), rows.visits.get(at));
            let (bounds, beyond) = (&bounds[centre as usize], &mut beyond[centre as usize]);
            // Most rows have both.
            let (cost, expenses, visits) = if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, in_file)
                && visits > 0.0
            {
                beyond.above.add(bounds.benchmarks.above(expenses, visits));
                (expenses / visits, expenses, visits)
            } else {
                let visits = merged.visits(at, policy);
                let Some(cost) = expense_per_visit(expenses, visits, policy) else { continue };
                match (expenses, visits) {
                    (Amount::Known(expenses), Amount::Known(visits)) if visits > 0.0 => (cost, expenses, visits),
                    _ => (cost, 0.0, 0.0),
                }
            };
            if bounds.have(cost) {
                continue;
            }
            beyond.rows += 1;
            beyond.costs.add(cost);
            beyond.expenses.add(expenses);
            beyond.visits.add(visits);
            let outlier = Outlier { organization, centre, cost };
            // An estimate is made of others' unit costs, and says nothing of its own.
            let has_visits = in_file.known().is_some_and(|visits| visits > 0.0);
            if has_visits && cost > bounds.high {
                let excess = expenses - bounds.benchmarks.median * visits;
                high += 1;
                excess_of_all.add(excess);
                rank(&mut greatest, excess, outlier);
            }
            if bounds.are_named(cost) {
                named.push(outlier);
            }
        }
        Compared { beyond, bounds, listed, named, high, excess: excess_of_all, greatest }
    }

    /// For each centre the organizations beyond its whiskers, in the order of [`Spread::outliers`]; of
    /// those that are alike, by name.
    pub(crate) fn outlier_organizations(&self, merged: &Merged) -> Vec<Vec<String>> {
        let name = |organization: u32| &merged.organizations[organization as usize];
        let compare = |one: &&Outlier, other: &&Outlier| {
            let by_cost = ordered_bits(one.cost).cmp(&ordered_bits(other.cost));
            by_cost.then_with(|| natural::compare(name(one.organization), name(other.organization)))
        };
        let mut of_centres: Vec<Vec<&Outlier>> = vec![Vec::new(); self.beyond.len()];
        self.named.iter().for_each(|outlier| of_centres[outlier.centre as usize].push(outlier));
        let named = |(outliers, bounds): (Vec<&Outlier>, &Bounds)| {
            let outliers = sorted(outliers, &compare);
            let below = outliers.partition_point(|outlier| outlier.cost < bounds.low);
            let outliers = furthest(&outliers, below, self.listed.named);
            outliers.into_iter().map(|outlier| name(outlier.organization).to_string()).collect()
        };
        of_centres.into_iter().zip(&self.bounds).map(named).collect()
    }

    pub(crate) fn high_outliers(&self, merged: &Merged) -> HighOutliers {
        let greatest = self.greatest.iter().map(|(excess, outlier)| HighOutlier {
            organization: merged.organizations[outlier.organization as usize].to_string(),
            centre: merged.centres[outlier.centre as usize].clone(),
            expense_per_visit: outlier.cost,
            excess: *excess,
        });
        HighOutliers { rows: self.high, excess: self.excess.value(), greatest: greatest.collect() }
    }
}

/// Keeps an outlier where it is one of the few with the greatest excess.
fn rank(greatest: &mut Vec<(f64, Outlier)>, excess: f64, outlier: Outlier) {
    const FEW: usize = 3;
    let place = greatest.partition_point(|(other, _)| *other >= excess);
    if place < FEW {
        greatest.insert(place, (excess, outlier));
        greatest.truncate(FEW);
    }
}
