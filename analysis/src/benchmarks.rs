//! Rows against their centre's quartiles: what lies beyond the fences, what is spent above a benchmark.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wide::f64x2;

use crate::by_centre::{CentreRow, CentreRows, Other};
use crate::centres::{CentreSummary, Figures};
use crate::merge::{Centre, Doubt, Merged};
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
/// [`FENCE`](crate::spread::FENCE) interquartile ranges beyond the quartiles of their centre's rows that have visits, as
/// the Canadian Institute for Health Information trims unit costs. What counts as 0 has no unit cost: it neither makes a
/// fence nor lies beyond one, and stays in the average. The rows stay in the tables.
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
/// centre's own, of its rows that have visits, under every policy: no zeros, no estimates. One below 0 counts as 0:
/// nobody saves more than is spent.
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
    pub(crate) fn above(self, [expenses, visits]: [f64; 2]) -> f64x2 {
        let expected = f64x2::new([self.median, self.q1]).fast_max(f64x2::ZERO) * f64x2::splat(visits);
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

/// A row whose unit cost lies above the upper fence of its centre's rows that have visits: beside rows that count as 0
/// any cost would be high.
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
    /// Why that may not be so.
    pub doubt: Option<Doubt>,
}

/// The rows that are [`HighOutlier`]s.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct HighOutliers {
    pub(crate) rows: usize,
    /// The sum of [`HighOutlier::excess`].
    pub(crate) excess: f64,
    /// Those with the greatest excess.
    pub(crate) greatest: Vec<HighOutlier>,
}

/// What has to be known of a centre before its rows are looked at a second time.
pub(crate) struct Measured {
    pub(crate) spread: Spread,
    /// How its unit costs vary.
    pub(crate) variation: Option<Variation>,
    pub(crate) benchmarks: Option<Benchmarks>,
    /// The fences of the rows that have visits; no unit cost is beyond them where none has.
    pub(crate) fences: [f64; 2],
    /// Whether any of these lies beyond.
    pub(crate) are_beyond: bool,
}

/// Which of a centre's outliers are named: those that are as far or further.
struct Named {
    low: f64,
    high: f64,
}

impl Named {
    /// Of a centre that has outliers.
    fn of(spread: &Spread, listed: Listed) -> Option<Named> {
        let whisker = spread.whisker_low?;
        let outliers = &spread.outliers;
        let (below, above) = outliers.split_at(outliers.partition_point(|&cost| cost < whisker));
        let low = below.iter().take(listed.named).next_back().copied().unwrap_or(f64::NEG_INFINITY);
        let high = above.iter().rev().take(listed.named).next_back().copied().unwrap_or(f64::INFINITY);
        (spread.outlier_count > 0).then_some(Named { low, high })
    }

    #[inline]
    fn has(&self, cost: f64) -> bool {
        cost <= self.low || cost >= self.high
    }
}

/// The running sums of the rows that leave where outliers do, and of what is above benchmarks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beyond {
    rows: usize,
    costs: Sum,
    /// The expenses and visits of the rows that have visits, or estimates of them.
    pooled: Pair,
    /// Above the median, and above the first quartile.
    above: Pair,
}

impl Beyond {
    fn add(&mut self, cost: f64, amounts: f64x2) {
        self.rows += 1;
        self.costs.add(cost);
        self.pooled.add(amounts);
    }

    pub(crate) fn merge(&mut self, other: &Beyond) {
        self.rows += other.rows;
        self.costs.merge(other.costs);
        self.pooled.merge(other.pooled);
        self.above.merge(other.above);
    }

    /// What is left of all rows, whose unit costs vary so, and of those in the pooled figure.
    pub(crate) fn trimmed(&self, all: Option<Variation>, [expenses, visits]: [Sum; 2]) -> Trimmed {
        let n = all.map_or(0, |all| all.n - self.rows);
        let costs = all.map_or(0.0, |all| all.sum.less(self.costs).value());
        let [expenses_beyond, visits_beyond] = self.pooled.each();
        let visits = visits.less(visits_beyond).value();
        Trimmed {
            n,
            left_out: self.rows,
            average_expense_per_visit: (n > 0).then(|| costs / as_f64(n)),
            pooled_expense_per_visit: (visits > 0.0).then(|| expenses.less(expenses_beyond).value() / visits),
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
    row: usize,
    cost: f64,
}

/// What the rows come to once their centre's quartiles are known, one centre after the other.
pub(crate) struct Outliers<'a> {
    merged: &'a Merged,
    policy: MissingVisits,
    listed: Listed,
    /// How many lie above, what they cost above their centres' medians, and those that cost most.
    high: usize,
    excess: Sum,
    greatest: Vec<(f64, Outlier)>,
}

impl<'a> Outliers<'a> {
    pub(crate) fn of(merged: &'a Merged, policy: MissingVisits, listed: Listed) -> Self {
        Outliers { merged, policy, listed, high: 0, excess: Sum::default(), greatest: Vec::new() }
    }

    /// Compares a centre's rows, whose unit costs are `costs` where they have visits. The organizations beyond its
    /// whiskers come in the order of [`Spread::outliers`]; those that are alike, by name.
    pub(crate) fn compare(
        &mut self,
        rows: &CentreRows<'_>,
        costs: &[f64],
        measured: &Measured,
    ) -> (Beyond, Vec<String>) {
        let (merged, policy) = (self.merged, self.policy);
        let with_cost = rows.with_cost();
        // Without rows that have visits, nothing is compared with a benchmark.
        let benchmarks = measured.benchmarks.unwrap_or(Benchmarks { q1: 0.0, median: 0.0 });
        let mut above = Pair::default();
        with_cost.iter().for_each(|row| above.add(benchmarks.above(row.amounts().to_array())));
        let mut beyond = Beyond { above, ..Beyond::default() };
        let outlier = |row: &CentreRow, cost| Outlier { row: row.row as usize, cost };
        let [low, high] = measured.fences;
        let is_beyond = |cost: f64| cost < low || cost > high;
        let named = Named::of(&measured.spread, self.listed);
        let is_named = |cost: f64| named.as_ref().is_some_and(|named| named.has(cost));
        let mut outliers = Vec::new();
        if measured.are_beyond || named.is_some() {
            for (&cost, row) in costs.iter().zip(with_cost) {
                if is_beyond(cost) {
                    beyond.add(cost, row.amounts());
                }
                if cost > high {
                    let [expenses, visits] = row.amounts().to_array();
                    let excess = expenses - benchmarks.median * visits;
                    self.high += 1;
                    self.excess.add(excess);
                    rank(&mut self.greatest, excess, outlier(row, cost));
                }
                if is_named(cost) {
                    outliers.push(outlier(row, cost));
                }
            }
        }
        if named.is_some() || policy == MissingVisits::Estimate {
            // None of these counts as high: an estimate is made of others' unit costs, and says nothing of its own.
            for Other { row, expenses, .. } in rows.others() {
                let visits = merged.visits(row, policy);
                let Some(cost) = expense_per_visit(expenses, visits, policy) else { continue };
                // What counts as 0 has no visits.
                if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, visits)
                    && visits > 0.0
                    && is_beyond(cost)
                {
                    beyond.add(cost, f64x2::new([expenses, visits]));
                }
                if is_named(cost) {
                    outliers.push(Outlier { row, cost });
                }
            }
        }
        (beyond, self.organizations(outliers, &measured.spread))
    }

    /// The furthest of a centre's outliers, in order.
    fn organizations(&self, outliers: Vec<Outlier>, spread: &Spread) -> Vec<String> {
        let Merged { organizations, matched, ranks, .. } = self.merged;
        let organization = |outlier: &Outlier| matched.organization[outlier.row] as usize;
        // There are as many as rows without visits, where these count as 0 and all others do not.
        let ranks = if outliers.len() > 1 { ranks.of_organizations(organizations) } else { &[] };
        let outliers = sorted(outliers, &|one, other| {
            let by_cost = ordered_bits(one.cost).cmp(&ordered_bits(other.cost));
            by_cost.then_with(|| ranks[organization(one)].cmp(&ranks[organization(other)]))
        });
        let below = outliers.partition_point(|outlier| spread.whisker_low.is_some_and(|low| outlier.cost < low));
        let name = |outlier: &Outlier| organizations[organization(outlier)].as_ref().to_owned();
        furthest(&outliers, below, self.listed.named).iter().map(name).collect()
    }

    pub(crate) fn high(self) -> HighOutliers {
        let Merged { organizations, centres, matched, .. } = self.merged;
        let greatest = self.greatest.into_iter().map(|(excess, Outlier { row, cost })| HighOutlier {
            organization: organizations[matched.organization[row] as usize].as_ref().to_owned(),
            centre: centres[matched.centre[row] as usize].clone(),
            expense_per_visit: cost,
            excess,
            doubt: self.merged.doubt(matched, row),
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
