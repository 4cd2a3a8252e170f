//! Merged rows -> a summary per centre, and of all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wide::f64x2;

use crate::benchmarks::{Benchmarks, Beyond, Compared, HighOutliers, Measured, Opportunity, Trimmed};
use crate::dispersion::Distances;
use crate::estimates::Estimate;
use crate::merge::{Centre, Merged};
use crate::per_visit::MissingVisits;
use crate::spread::{Listed, Spread, Variation};
use crate::sum::{Pair, Sum};
use crate::table::Amount;
use crate::totals::{Total, Totals};

/// What a group of joined rows comes to. Amounts are in the expenses' unit, unit costs in that
/// unit per visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many organizations have a joined row in the group.
    pub organizations: usize,
    /// The sum of the rows' known expenses.
    pub expenses: f64,
    /// The sum of the rows' known visits, and of estimated ones.
    pub visits: f64,
    /// The sum of expenses over the sum of visits of the rows that have visits, known or estimated;
    /// `None` where none has.
    pub pooled_expense_per_visit: Option<f64>,
    /// The known expenses of the rows whose visits are missing or 0, and not estimated.
    pub expenses_without_visits: f64,
    /// The known expenses that the pooled figure leaves out: those, and the expenses of rows whose
    /// visits are suppressed, unreadable or negative.
    pub expenses_not_pooled: f64,
    /// Rows whose visits are missing in the file.
    pub missing_visits: usize,
    /// Rows whose visits are 0 in the file.
    pub zero_visits: usize,
    /// Rows whose unit cost counts as 0 because they have no visits.
    pub counted_as_zero: usize,
    /// Rows whose unit cost is reckoned with estimated visits.
    pub estimated: usize,
    /// Rows without a unit cost under the policy in force.
    pub left_out: usize,
    /// The rows' expense per visit under the policy in force.
    pub spread: Spread,
    /// The averages without the rows beyond their centre's fences.
    pub trimmed: Trimmed,
    /// What would not be spent at a benchmark's unit cost.
    pub opportunity: Opportunity,
}

/// One centre's summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CentreSummary {
    /// The centre.
    pub centre: Centre,
    /// Its figures.
    pub figures: Figures,
    /// The average of the rows that have visits: what it is without zeros and estimates.
    pub average_with_visits: Option<f64>,
    /// The organizations whose unit cost lies beyond the whiskers, in the order of
    /// [`Spread::outliers`].
    pub outlier_organizations: Vec<String>,
}

/// What the joined rows come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summaries {
    /// A summary of every centre that has a joined row, by number in natural order.
    pub centres: Vec<Arc<CentreSummary>>,
    /// The figures of all joined rows together. Its trimmed averages leave out the rows beyond the
    /// fences of their own centre, and its opportunity is the sum of the centres'.
    pub overall: Figures,
    /// What all joined rows come to, and of how many of them that is.
    pub totals: Totals,
    /// For each of the centres, how the rows that have visits vary.
    pub(crate) with_visits: Vec<Option<Variation>>,
    /// The distances of their unit costs from the centre's median, as shares of it.
    pub(crate) distances: Vec<Distances>,
    pub(crate) high_outliers: HighOutliers,
    pub(crate) listed: Listed,
}

impl Summaries {
    /// Sums up the joined rows under a policy.
    #[inline(never)]
    pub(crate) fn of(merged: &Merged, policy: MissingVisits, listed: Listed) -> Summaries {
        let mut grouped = Grouped::of(merged, policy);
        let order = merged.centres_by_number();
        let order = order.into_iter().map(|at| at as usize).filter(|&at| grouped.groups[at].rows() > 0);
        let order: Vec<usize> = order.collect();
        let mut measured: Vec<Measured> = vec![Measured::default(); merged.centres.len()];
        let (mut with_visits, mut distances) = (Vec::with_capacity(order.len()), Vec::with_capacity(order.len()));
        let mut of_all = None;
        for &at in &order {
            let variation = Variation::of(grouped.costs_with_visits(at));
            with_visits.push(variation);
            measured[at] = grouped.measure(at, variation, listed);
            of_all = Variation::together([of_all, measured[at].variation]);
            if let Some(Benchmarks { median, .. }) = measured[at].benchmarks {
                distances.extend(Distances::of(grouped.costs_with_visits(at), median, median));
            }
        }
        let compared = Compared::of(merged, policy, &measured, listed);
        let mut outliers = compared.outlier_organizations(merged);
        let high_outliers = compared.high_outliers(merged);
        let (overall, totals) = grouped.overall(merged, of_all, &compared.beyond, listed);
        let centres = order
            .iter()
            .zip(&with_visits)
            .map(|(&at, with_visits)| CentreSummary {
                centre: merged.centres[at].clone(),
                figures: grouped.groups[at].figures(std::mem::take(&mut measured[at]), &compared.beyond[at]),
                average_with_visits: with_visits.map(|variation| variation.mean()),
                outlier_organizations: std::mem::take(&mut outliers[at]),
            })
            .map(Arc::new)
            .collect();
        Summaries { centres, overall, totals, with_visits, distances, high_outliers, listed }
    }
}

/// The running figures of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Expenses and visits of the rows that have visits, or estimates of them.
    pooled: Pair,
    /// Of which both are known.
    rows_with_cost: usize,
    /// All others.
    rows_without_visits: usize,
    /// Of those that are not pooled, as what follows.
    known_expenses: usize,
    known_visits: usize,
    expenses_without_visits: Sum,
    expenses_not_pooled: Sum,
    negative_visits: Sum,
    missing_visits: usize,
    zero_visits: usize,
    counted_as_zero: usize,
    estimated: usize,
    /// The visits of rows whose expenses are not known.
    visits_not_pooled: Sum,
}

impl Group {
    fn rows(&self) -> usize {
        self.rows_with_cost + self.rows_without_visits
    }

    /// Adds a row; its unit cost where it has visits.
    #[inline]
    fn add(&mut self, expenses: Amount, visits: Amount) -> Option<f64> {
        if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, visits)
            && visits > 0.0
        {
            self.rows_with_cost += 1;
            return Some(self.pool(expenses, visits));
        }
        None
    }

    /// Adds a row that has no visits; its unit cost where they are estimated.
    fn add_without_visits(
        &mut self,
        expenses: Amount,
        visits: Amount,
        policy: MissingVisits,
        estimate: Option<&Estimate>,
    ) -> Option<f64> {
        self.rows_without_visits += 1;
        self.missing_visits += usize::from(visits == Amount::Missing);
        self.zero_visits += usize::from(visits == Amount::Known(0.0));
        if let (Amount::Known(expenses), Some(estimate)) = (expenses, estimate) {
            self.estimated += 1;
            return Some(self.pool(expenses, estimate.visits));
        }
        self.add_without_cost(expenses, visits, policy);
        None
    }

    #[inline]
    fn pool(&mut self, expenses: f64, visits: f64) -> f64 {
        self.pooled.add(f64x2::new([expenses, visits]));
        expenses / visits
    }

    fn add_without_cost(&mut self, expenses: Amount, visits: Amount, policy: MissingVisits) {
        match visits {
            Amount::Known(visits) if visits < 0.0 => self.negative_visits.add(visits),
            Amount::Known(visits) => self.visits_not_pooled.add(visits),
            _ => {}
        }
        self.known_visits += usize::from(visits.known().is_some());
        let Some(expenses) = expenses.known() else { return };
        self.known_expenses += 1;
        self.expenses_not_pooled.add(expenses);
        if matches!(visits, Amount::Missing | Amount::Known(0.0)) {
            self.expenses_without_visits.add(expenses);
            self.counted_as_zero += usize::from(policy == MissingVisits::Zero);
        }
    }

    fn merge(&mut self, other: &Group) {
        self.rows_without_visits += other.rows_without_visits;
        self.pooled.merge(other.pooled);
        self.rows_with_cost += other.rows_with_cost;
        self.known_expenses += other.known_expenses;
        self.known_visits += other.known_visits;
        self.expenses_without_visits.merge(other.expenses_without_visits);
        self.expenses_not_pooled.merge(other.expenses_not_pooled);
        self.negative_visits.merge(other.negative_visits);
        self.missing_visits += other.missing_visits;
        self.zero_visits += other.zero_visits;
        self.counted_as_zero += other.counted_as_zero;
        self.estimated += other.estimated;
        self.visits_not_pooled.merge(other.visits_not_pooled);
    }

    /// What the group's rows come to, by its figures.
    fn totals(&self, figures: &Figures) -> Totals {
        let rows_pooled = self.rows_with_cost + self.estimated;
        let total = |sum: f64, rows: usize| Total { sum: (rows > 0).then_some(sum), rows };
        Totals {
            rows: self.rows(),
            expenses: total(figures.expenses, rows_pooled + self.known_expenses),
            visits: total(figures.visits, rows_pooled + self.known_visits),
            pooled_expense_per_visit: figures.pooled_expense_per_visit,
            rows_pooled,
        }
    }

    fn figures(&self, measured: Measured, beyond: &Beyond) -> Figures {
        let sum = |parts: &[Sum]| {
            let mut sum = Sum::default();
            parts.iter().for_each(|&part| sum.merge(part));
            sum.value()
        };
        let pooled = self.pooled.each();
        let [expenses_pooled, positive_visits] = pooled.map(Sum::value);
        Figures {
            organizations: self.rows(),
            expenses: sum(&[pooled[0], self.expenses_not_pooled]),
            visits: sum(&[pooled[1], self.negative_visits, self.visits_not_pooled]),
            pooled_expense_per_visit: (positive_visits > 0.0).then(|| expenses_pooled / positive_visits),
            expenses_without_visits: self.expenses_without_visits.value(),
            expenses_not_pooled: self.expenses_not_pooled.value(),
            missing_visits: self.missing_visits,
            zero_visits: self.zero_visits,
            counted_as_zero: self.counted_as_zero,
            estimated: self.estimated,
            left_out: self.rows_without_visits - self.estimated - self.counted_as_zero,
            spread: measured.spread,
            trimmed: beyond.trimmed(measured.variation, pooled),
            opportunity: beyond.opportunity(measured.benchmarks),
        }
    }
}

/// The joined rows by centre.
struct Grouped {
    groups: Vec<Group>,
    /// The unit costs of all rows, those of a centre together: first of rows that have visits, then
    /// estimates. There is room for what counts as 0, which is only counted.
    costs: Vec<f64>,
    starts: Vec<usize>,
}

impl Grouped {
    fn of(merged: &Merged, policy: MissingVisits) -> Grouped {
        let rows = &merged.matched;
        let mut ends = vec![0; merged.centres.len()];
        rows.centre.iter().for_each(|&centre| ends[centre as usize] += 1);
        let mut start = 0;
        let starts: Vec<usize> = ends
            .into_iter()
            .map(|count: usize| {
                start += count;
                start - count
            })
            .collect();
        let mut groups = vec![Group::default(); merged.centres.len()];
        let mut costs = vec![0.0; rows.len()];
        let mut estimated: Vec<(usize, f64)> = Vec::new();
        for (at, &centre) in rows.centre.iter().enumerate() {
            let centre = centre as usize;
            let (group, expenses, visits) = (&mut groups[centre], rows.expenses.get(at), rows.visits.get(at));
            let place = starts[centre] + group.rows_with_cost;
            match group.add(expenses, visits) {
                Some(cost) => costs[place] = cost,
                None => {
                    let estimate = merged.estimate(at, policy);
                    let cost = group.add_without_visits(expenses, visits, policy, estimate);
                    estimated.extend(cost.map(|cost| (centre, cost)));
                }
            }
        }
        // In each centre behind those of the rows that have visits.
        let mut filled: Vec<usize> =
            groups.iter().zip(&starts).map(|(group, start)| start + group.rows_with_cost).collect();
        for (centre, cost) in estimated {
            costs[filled[centre]] = cost;
            filled[centre] += 1;
        }
        Grouped { groups, costs, starts }
    }

    /// The spread and the benchmarks of a centre; `with_visits` is how the unit costs of the rows that
    /// have visits vary.
    fn measure(&self, centre: usize, with_visits: Option<Variation>, listed: Listed) -> Measured {
        let (costs, zeros) = (self.costs(centre), self.groups[centre].counted_as_zero);
        let estimated = &costs[self.costs_with_visits(centre).len()..];
        let of_costs = Variation::together([with_visits, Variation::of(estimated)]);
        let [of_visits, of_all] = match with_visits {
            Some(it) => it.ranked(self.costs_with_visits(centre)).quartiles([0, zeros]),
            None => [[0.0; 3]; 2],
        };
        let quartiles = match of_costs {
            Some(it) if !estimated.is_empty() => it.ranked(costs).quartiles([zeros])[0],
            _ => of_all,
        };
        let variation = Variation::together([of_costs, Variation::of_zeros(zeros)]);
        let spread = variation.map(|variation| Spread::with(costs, zeros, quartiles, variation, listed));
        let [q1, median, _] = of_visits;
        let benchmarks = with_visits.map(|_| Benchmarks { q1, median });
        Measured { spread: spread.unwrap_or_default(), variation, benchmarks }
    }

    /// The unit costs of a centre's rows, but for those that count as 0.
    fn costs(&self, centre: usize) -> &[f64] {
        let (group, start) = (&self.groups[centre], self.starts[centre]);
        &self.costs[start..start + group.rows_with_cost + group.estimated]
    }

    /// Those of the rows that have visits.
    fn costs_with_visits(&self, centre: usize) -> &[f64] {
        let start = self.starts[centre];
        &self.costs[start..start + self.groups[centre].rows_with_cost]
    }

    /// The figures of all centres together, whose unit costs vary so, and what their rows come to.
    fn overall(
        &mut self,
        merged: &Merged,
        variation: Option<Variation>,
        beyond: &[Beyond],
        listed: Listed,
    ) -> (Figures, Totals) {
        let mut all = Group::default();
        let mut all_beyond = Beyond::default();
        beyond.iter().for_each(|beyond| all_beyond.merge(beyond));
        let mut filled = 0;
        for centre in 0..self.groups.len() {
            all.merge(&self.groups[centre]);
            let (start, count) = (self.starts[centre], self.costs(centre).len());
            self.costs.copy_within(start..start + count, filled);
            filled += count;
        }
        let mut seen = vec![false; merged.organizations.len()];
        merged.matched.organization.iter().for_each(|&organization| seen[organization as usize] = true);
        let organizations = seen.into_iter().filter(|&seen| seen).count();
        let (costs, zeros) = (&self.costs[..filled], all.counted_as_zero);
        let spread = variation.map(|it| {
            let [quartiles] = it.ranked(costs).quartiles([zeros]);
            Spread::with(costs, zeros, quartiles, it, listed)
        });
        let measured = Measured { spread: spread.unwrap_or_default(), variation, benchmarks: None };
        let figures = Figures { organizations, ..all.figures(measured, &all_beyond) };
        let totals = all.totals(&figures);
        (figures, totals)
    }
}
