//! Rows against their centre's quartiles: what lies beyond the fences, what is spent above a benchmark.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::centres::{CentreSummary, Figures};
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::sort::places;
use crate::spread::{Spread, as_f64};
use crate::sum::Sum;

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

/// What a visit at a centre is expected to cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard {
    /// The centre's pooled unit cost.
    pub pooled: f64,
    /// Its benchmarks.
    pub benchmarks: Benchmarks,
}

impl Standard {
    /// For each of [`Merged::centres`] its standard, from the summaries of the same rows; `None`
    /// where no row has visits.
    #[must_use]
    pub fn of_centres(merged: &Merged, summaries: &[CentreSummary]) -> Vec<Option<Standard>> {
        let standard = |summary: &CentreSummary| {
            let Figures { pooled_expense_per_visit, opportunity, .. } = &summary.figures;
            Some(Standard { pooled: (*pooled_expense_per_visit)?, benchmarks: opportunity.benchmarks? })
        };
        let by_number: FxHashMap<&str, Option<Standard>> =
            summaries.iter().map(|summary| (summary.centre.number.as_str(), standard(summary))).collect();
        merged.centres.iter().map(|centre| by_number.get(centre.number.as_str()).copied().flatten()).collect()
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
    pub(crate) benchmarks: Option<Benchmarks>,
}

/// What is compared with each of a centre's rows.
struct Bounds {
    low: f64,
    high: f64,
    benchmarks: Benchmarks,
}

impl Bounds {
    fn of(measured: &Measured) -> Bounds {
        let (low, high) = match (measured.spread.whisker_low, measured.spread.whisker_high) {
            (Some(low), Some(high)) => (low, high),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        // Without rows that have visits, nothing is compared with a benchmark.
        let benchmarks = measured.benchmarks.unwrap_or(Benchmarks { q1: 0.0, median: 0.0 });
        Bounds { low, high, benchmarks }
    }
}

/// The running sums of the rows that are kept where outliers leave, and of what is above benchmarks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kept {
    n: usize,
    left_out: usize,
    costs: Sum,
    expenses: Sum,
    visits: Sum,
    above_median: Sum,
    above_q1: Sum,
}

impl Kept {
    pub(crate) fn merge(&mut self, other: &Kept) {
        self.n += other.n;
        self.left_out += other.left_out;
        self.costs.merge(other.costs);
        self.expenses.merge(other.expenses);
        self.visits.merge(other.visits);
        self.above_median.merge(other.above_median);
        self.above_q1.merge(other.above_q1);
    }

    pub(crate) fn trimmed(&self) -> Trimmed {
        let visits = self.visits.value();
        Trimmed {
            n: self.n,
            left_out: self.left_out,
            average_expense_per_visit: (self.n > 0).then(|| self.costs.value() / as_f64(self.n)),
            pooled_expense_per_visit: (visits > 0.0).then(|| self.expenses.value() / visits),
        }
    }

    pub(crate) fn opportunity(&self, benchmarks: Option<Benchmarks>) -> Opportunity {
        Opportunity { benchmarks, above_median: self.above_median.value(), above_q1: self.above_q1.value() }
    }
}

/// A row beyond its centre's fences.
#[derive(Clone, Copy, Debug)]
struct Outlier {
    organization: u32,
    centre: u32,
    cost: f64,
    /// Above the upper fence: what it costs above the centre's median.
    excess: Option<f64>,
}

/// What the rows come to once their centres' quartiles are known.
pub(crate) struct Compared {
    pub(crate) kept: Vec<Kept>,
    outliers: Vec<Outlier>,
}

impl Compared {
    pub(crate) fn of(merged: &Merged, policy: MissingVisits, measured: &[Measured]) -> Compared {
        let bounds: Vec<Bounds> = measured.iter().map(Bounds::of).collect();
        let mut kept = vec![Kept::default(); measured.len()];
        let mut outliers = Vec::new();
        let rows = &merged.matched;
        for (at, (&centre, &organization)) in rows.centre.iter().zip(&rows.organization).enumerate() {
            let (expenses, visits) = (rows.expenses.get(at), merged.visits(at, policy));
            let Some(cost) = expense_per_visit(expenses, visits, policy) else { continue };
            let (bounds, kept) = (&bounds[centre as usize], &mut kept[centre as usize]);
            let with_visits = expenses.known().zip(visits.known()).filter(|&(_, visits)| visits > 0.0);
            // An estimate is made of others' unit costs, and says nothing of its own.
            let counted = with_visits.filter(|_| rows.visits.get(at) == visits);
            if let Some((expenses, visits)) = counted {
                kept.above_median.add((expenses - bounds.benchmarks.median * visits).max(0.0));
                kept.above_q1.add((expenses - bounds.benchmarks.q1 * visits).max(0.0));
            }
            if cost < bounds.low || cost > bounds.high {
                let excess = counted.filter(|_| cost > bounds.high);
                let excess = excess.map(|(expenses, visits)| expenses - bounds.benchmarks.median * visits);
                outliers.push(Outlier { organization, centre, cost, excess });
                kept.left_out += 1;
            } else {
                kept.n += 1;
                kept.costs.add(cost);
                if let Some((expenses, visits)) = with_visits {
                    kept.expenses.add(expenses);
                    kept.visits.add(visits);
                }
            }
        }
        Compared { kept, outliers }
    }

    /// For each centre the organizations beyond its whiskers, in the order of [`Spread::outliers`].
    pub(crate) fn outlier_organizations(&self, merged: &Merged) -> Vec<Vec<String>> {
        let name = |organization: u32| &merged.organizations[organization as usize];
        let order = places(self.outliers.len(), &|a, b| {
            let (a, b) = (&self.outliers[a], &self.outliers[b]);
            a.cost.total_cmp(&b.cost).then_with(|| natural::compare(name(a.organization), name(b.organization)))
        });
        let mut organizations: Vec<Vec<String>> = vec![Vec::new(); self.kept.len()];
        for outlier in order.into_iter().map(|place| &self.outliers[place]) {
            organizations[outlier.centre as usize].push(name(outlier.organization).to_string());
        }
        organizations
    }

    pub(crate) fn high_outliers(&mut self, merged: &Merged) -> HighOutliers {
        const FEW: usize = 3;
        let excess = |outlier: &Outlier| outlier.excess.unwrap_or_default();
        self.outliers.retain(|outlier| outlier.excess.is_some());
        let order =
            places(self.outliers.len(), &|a, b| excess(&self.outliers[b]).total_cmp(&excess(&self.outliers[a])));
        let greatest = order.into_iter().take(FEW).map(|place| &self.outliers[place]).map(|outlier| HighOutlier {
            organization: merged.organizations[outlier.organization as usize].to_string(),
            centre: merged.centres[outlier.centre as usize].clone(),
            expense_per_visit: outlier.cost,
            excess: excess(outlier),
        });
        HighOutliers {
            rows: self.outliers.len(),
            excess: self.outliers.iter().map(excess).collect::<Sum>().value(),
            greatest: greatest.collect(),
        }
    }
}
