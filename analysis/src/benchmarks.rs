//! Rows against their centre's quartiles: what lies beyond the fences, what is spent above a benchmark.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::centres::{CentreSummary, Figures};
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::sort::{order_of, sorted};
use crate::spread::{Spread, as_f64};
use crate::sum::Sum;
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

    #[inline]
    fn have(&self, cost: f64) -> bool {
        self.low <= cost && cost <= self.high
    }
}

/// What is above 0 of a number, without a branch that no processor could foresee: all bits where the
/// sign's is not set, none where it is.
#[inline]
pub(crate) fn above_zero(number: f64) -> f64 {
    let bits = number.to_bits();
    f64::from_bits(bits & (bits >> 63).wrapping_sub(1))
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
    #[inline]
    fn keep(&mut self, cost: f64) {
        self.n += 1;
        self.costs.add(cost);
    }

    #[inline]
    fn keep_with_visits(&mut self, cost: f64, expenses: f64, visits: f64) {
        self.keep(cost);
        self.expenses.add(expenses);
        self.visits.add(visits);
    }

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
            let (expenses, in_file) = (rows.expenses.get(at), rows.visits.get(at));
            let (bounds, kept) = (&bounds[centre as usize], &mut kept[centre as usize]);
            let outlier = |cost, excess| Outlier { organization, centre, cost, excess };
            // Most rows have both.
            if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, in_file)
                && visits > 0.0
            {
                let cost = expenses / visits;
                let above = |benchmark: f64| above_zero(expenses - benchmark * visits);
                kept.above_median.add(above(bounds.benchmarks.median));
                kept.above_q1.add(above(bounds.benchmarks.q1));
                if bounds.have(cost) {
                    kept.keep_with_visits(cost, expenses, visits);
                } else {
                    let excess = (cost > bounds.high).then_some(expenses - bounds.benchmarks.median * visits);
                    outliers.push(outlier(cost, excess));
                    kept.left_out += 1;
                }
                continue;
            }
            let visits = merged.visits(at, policy);
            let Some(cost) = expense_per_visit(expenses, visits, policy) else { continue };
            if !bounds.have(cost) {
                // An estimate is made of others' unit costs, and says nothing of its own.
                outliers.push(outlier(cost, None));
                kept.left_out += 1;
            } else if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, visits)
                && visits > 0.0
            {
                kept.keep_with_visits(cost, expenses, visits);
            } else {
                kept.keep(cost);
            }
        }
        Compared { kept, outliers }
    }

    /// For each centre the organizations beyond its whiskers, in the order of [`Spread::outliers`].
    pub(crate) fn outlier_organizations(&self, merged: &Merged) -> Vec<Vec<String>> {
        let name = |organization: u32| &merged.organizations[organization as usize];
        let costs: Vec<f64> = self.outliers.iter().map(|outlier| outlier.cost).collect();
        let mut of_centres: Vec<Vec<&Outlier>> = vec![Vec::new(); self.kept.len()];
        for outlier in order_of(&costs).into_iter().map(|place| &self.outliers[place as usize]) {
            of_centres[outlier.centre as usize].push(outlier);
        }
        let named = |outliers: Vec<&Outlier>| {
            let mut organizations = Vec::with_capacity(outliers.len());
            for alike in outliers.chunk_by(|one, other| one.cost == other.cost) {
                if let [one] = alike {
                    organizations.push(name(one.organization).to_string());
                    continue;
                }
                let by_name = |one: &u32, other: &u32| natural::compare(name(*one), name(*other));
                let alike = alike.iter().map(|outlier| outlier.organization).collect();
                organizations.extend(sorted(alike, &by_name).into_iter().map(|one| name(one).to_string()));
            }
            organizations
        };
        of_centres.into_iter().map(named).collect()
    }

    pub(crate) fn high_outliers(&mut self, merged: &Merged) -> HighOutliers {
        const FEW: usize = 3;
        let excess = |outlier: &Outlier| outlier.excess.unwrap_or_default();
        self.outliers.retain(|outlier| outlier.excess.is_some());
        let mut greatest: Vec<&Outlier> = Vec::with_capacity(FEW + 1);
        for outlier in &self.outliers {
            let place = greatest.partition_point(|other| excess(other) >= excess(outlier));
            if place < FEW {
                greatest.insert(place, outlier);
                greatest.truncate(FEW);
            }
        }
        let greatest = greatest.into_iter().map(|outlier| HighOutlier {
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
