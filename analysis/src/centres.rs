//! Merged rows -> a summary per centre, and of all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wide::f64x2;

use crate::benchmarks::{Benchmarks, Beyond, HighOutliers, Measured, Opportunity, Outliers, Trimmed};
use crate::by_centre::{ByCentre, CentreRows, Other, unit_cost};
use crate::dispersion::Distances;
use crate::estimates::Estimate;
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::per_visit::MissingVisits;
use crate::spread::{Listed, Spread, Variation, fences, furthest};
use crate::sum::{Exact, ExactPair};
use crate::table::Amount;
use crate::totals::{Total, Totals};

/// What a group of joined rows comes to. Amounts are in the expenses' unit, unit costs in that
/// unit per visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many organizations have a joined row in the group.
    pub organizations: usize,
    /// The sum of the rows' known expenses; see [`Figures::known_expenses`].
    pub expenses: f64,
    /// Rows whose expenses are known.
    pub rows_with_expenses: usize,
    /// The sum of the rows' known visits, and of estimated ones; see [`Figures::known_visits`].
    pub visits: f64,
    /// Rows whose visits are known, or estimated.
    pub rows_with_visits: usize,
    /// The sum of expenses over the sum of visits of the rows that have visits, known or estimated;
    /// `None` where none has.
    pub pooled_expense_per_visit: Option<f64>,
    /// The known expenses of the rows whose visits are missing or 0, and not estimated.
    pub expenses_without_visits: f64,
    /// The known expenses that the pooled figure leaves out: those, and the expenses of rows whose
    /// visits are suppressed, unreadable or negative.
    pub expenses_not_pooled: f64,
    /// The known visits that the pooled figure leaves out: those of rows whose expenses are not known, and those
    /// below 0.
    pub visits_not_pooled: f64,
    /// Of these, the visits below 0.
    pub negative_visits: f64,
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

impl Figures {
    /// The sum of the expenses; `None` where none are known.
    #[must_use]
    pub fn known_expenses(&self) -> Option<f64> {
        (self.rows_with_expenses > 0).then_some(self.expenses)
    }

    /// The sum of the visits; `None` where none are known or estimated.
    #[must_use]
    pub fn known_visits(&self) -> Option<f64> {
        (self.rows_with_visits > 0).then_some(self.visits)
    }
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

impl CentreSummary {
    /// The organizations whose unit cost lies beyond the whiskers, with that, the highest first.
    #[must_use]
    pub fn outlying(&self) -> Vec<(&str, f64)> {
        let Spread { outliers, median, .. } = &self.figures.spread;
        let below = outliers.partition_point(|cost| median.is_some_and(|median| *cost < median));
        let named = if self.outlier_organizations.len() < outliers.len() { Listed::FURTHEST.named } else { usize::MAX };
        let costs = furthest(outliers, below, named);
        self.outlier_organizations.iter().map(String::as_str).zip(costs).rev().collect()
    }
}

/// The summary of the centre with a number, among those of all or some centres in the natural order of their numbers.
#[must_use]
pub fn by_number<'c>(centres: &'c [Arc<CentreSummary>], number: &str) -> Option<&'c Arc<CentreSummary>> {
    let place = centres.binary_search_by(|summary| natural::compare(&summary.centre.number, number));
    place.ok().map(|place| &centres[place])
}

/// Hears of summaries as they are made, [`AT_ONCE`] at a time; the last ones, where they are fewer, are not told.
pub type Told<'a> = &'a mut dyn FnMut(&[Arc<CentreSummary>]);

/// So many summaries are told at once.
pub const AT_ONCE: usize = 2_048;

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
    pub(crate) fn of(merged: &Merged, policy: MissingVisits, listed: Listed, told: Told<'_>) -> Summaries {
        let by_centre = ByCentre::of(&merged.matched, merged.centres.len());
        let order = merged.centres_by_number();
        let count = order.len();
        let mut centres = Vec::with_capacity(count);
        let (mut with_visits, mut distances) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut outliers = Outliers::of(merged, policy, listed);
        let mut all = All { costs: Vec::with_capacity(merged.matched.len()), ..All::default() };
        for at in order {
            let rows = by_centre.rows(at);
            if rows.len() == 0 {
                continue;
            }
            let start = all.costs.len();
            let group = Group::of(merged, policy, &rows, &mut all.costs);
            let costs = &all.costs[start..];
            let costs_with_visits = &costs[..group.rows_with_cost];
            let variation = Variation::of(costs_with_visits);
            let measured = group.measure(costs, variation, listed);
            let comparable = measured.benchmarks.filter(|_| variation.is_some_and(|it| it.coefficient().is_some()));
            distances.extend(comparable.and_then(|of| Distances::of(costs_with_visits, of.median, of.median)));
            let (beyond, outlier_organizations) = outliers.compare(&rows, costs_with_visits, &measured);
            all.group.merge(&group);
            all.beyond.merge(&beyond);
            all.variation = Variation::together([all.variation, measured.variation]);
            centres.push(Arc::new(CentreSummary {
                centre: merged.centres[at as usize].clone(),
                figures: group.figures(measured, &beyond),
                average_with_visits: variation.map(|variation| variation.mean()),
                outlier_organizations,
            }));
            with_visits.push(variation);
            if centres.len() % AT_ONCE == 0 {
                told(&centres[centres.len() - AT_ONCE..]);
            }
        }
        let (overall, totals) = all.figures(merged, listed);
        let high_outliers = outliers.high();
        Summaries { centres, overall, totals, with_visits, distances, high_outliers, listed }
    }
}

/// Beyond which nothing is.
const NO_FENCES: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// The running figures of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    /// Expenses and visits of the rows that have visits, or estimates of them.
    pooled: ExactPair,
    /// Of which both are known.
    rows_with_cost: usize,
    /// All others: without visits, or without known expenses.
    others: usize,
    /// Of those that are not pooled, as what follows.
    known_expenses: usize,
    known_visits: usize,
    expenses_without_visits: Exact,
    expenses_not_pooled: Exact,
    negative_visits: Exact,
    missing_visits: usize,
    zero_visits: usize,
    counted_as_zero: usize,
    estimated: usize,
    /// The visits of rows whose expenses are not known, but for those below 0.
    visits_without_expenses: Exact,
}

impl Group {
    fn rows(&self) -> usize {
        self.rows_with_cost + self.others
    }

    fn rows_pooled(&self) -> usize {
        self.rows_with_cost + self.estimated
    }

    /// Of a centre's rows, whose unit costs it appends: first those of rows that have visits, then estimates. What
    /// counts as 0 is only counted.
    fn of(merged: &Merged, policy: MissingVisits, rows: &CentreRows<'_>, costs: &mut Vec<f64>) -> Group {
        let with_cost = rows.with_cost();
        let mut pooled = ExactPair::default();
        costs.extend(with_cost.iter().map(|row| {
            let amounts = row.amounts();
            pooled.add(amounts);
            unit_cost(amounts)
        }));
        let mut group = Group { pooled, rows_with_cost: with_cost.len(), ..Group::default() };
        for Other { row, expenses, visits } in rows.others() {
            costs.extend(group.add_other(expenses, visits, policy, merged.estimate(row, policy)));
        }
        group
    }

    /// Adds a row that lacks visits or known expenses; its unit cost where visits are estimated.
    fn add_other(
        &mut self,
        expenses: Amount,
        visits: Amount,
        policy: MissingVisits,
        estimate: Option<&Estimate>,
    ) -> Option<f64> {
        self.others += 1;
        self.missing_visits += usize::from(visits == Amount::Missing);
        self.zero_visits += usize::from(visits == Amount::Known(0.0));
        if let (Amount::Known(expenses), Some(estimate)) = (expenses, estimate) {
            let amounts = f64x2::new([expenses, estimate.visits]);
            self.estimated += 1;
            self.pooled.add(amounts);
            return Some(unit_cost(amounts));
        }
        self.add_without_cost(expenses, visits, policy);
        None
    }

    fn add_without_cost(&mut self, expenses: Amount, visits: Amount, policy: MissingVisits) {
        match visits {
            Amount::Known(visits) if visits < 0.0 => self.negative_visits.add(visits),
            Amount::Known(visits) => self.visits_without_expenses.add(visits),
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
        self.others += other.others;
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
        self.visits_without_expenses.merge(other.visits_without_expenses);
    }

    /// The spread and the benchmarks of a centre; `with_visits` is how the unit costs of the rows that have visits
    /// vary, which stand first.
    fn measure(&self, costs: &[f64], with_visits: Option<Variation>, listed: Listed) -> Measured {
        let zeros = self.counted_as_zero;
        let (costs_with_visits, estimated) = costs.split_at(self.rows_with_cost);
        let of_costs = Variation::together([with_visits, Variation::of(estimated)]);
        let [of_visits, of_all] = match with_visits {
            Some(it) => it.ranked(costs_with_visits).quartiles([0, zeros]),
            None => [[0.0; 3]; 2],
        };
        let quartiles = match of_costs {
            Some(it) if !estimated.is_empty() => it.ranked(costs).quartiles([zeros])[0],
            _ => of_all,
        };
        let variation = Variation::together([of_costs, Variation::of_zeros(zeros)]);
        let spread = variation.map(|variation| Spread::with(costs, zeros, quartiles, variation, listed));
        let [q1, median, q3] = of_visits;
        let benchmarks = with_visits.map(|_| Benchmarks { q1, median });
        let fences = if with_visits.is_some() { fences([q1, q3]) } else { NO_FENCES };
        let are_beyond = with_visits.is_some_and(|it| it.min < fences[0] || it.max > fences[1]);
        Measured { spread: spread.unwrap_or_default(), variation, benchmarks, fences, are_beyond }
    }

    /// What the group's rows come to, by its figures.
    fn totals(&self, figures: &Figures) -> Totals {
        Totals {
            rows: self.rows(),
            expenses: Total { sum: figures.known_expenses(), rows: figures.rows_with_expenses },
            visits: Total { sum: figures.known_visits(), rows: figures.rows_with_visits },
            pooled_expense_per_visit: figures.pooled_expense_per_visit,
            rows_pooled: self.rows_pooled(),
        }
    }

    fn figures(&self, measured: Measured, beyond: &Beyond) -> Figures {
        let sum = |parts: &[Exact]| {
            let mut sum = Exact::default();
            parts.iter().for_each(|&part| sum.merge(part));
            sum.value()
        };
        let pooled = self.pooled.each();
        let [expenses_pooled, positive_visits] = pooled.map(Exact::value);
        Figures {
            organizations: self.rows(),
            expenses: sum(&[pooled[0], self.expenses_not_pooled]),
            rows_with_expenses: self.rows_pooled() + self.known_expenses,
            visits: sum(&[pooled[1], self.negative_visits, self.visits_without_expenses]),
            rows_with_visits: self.rows_pooled() + self.known_visits,
            pooled_expense_per_visit: (positive_visits > 0.0).then(|| expenses_pooled / positive_visits),
            expenses_without_visits: self.expenses_without_visits.value(),
            expenses_not_pooled: self.expenses_not_pooled.value(),
            visits_not_pooled: sum(&[self.negative_visits, self.visits_without_expenses]),
            negative_visits: self.negative_visits.value(),
            missing_visits: self.missing_visits,
            zero_visits: self.zero_visits,
            counted_as_zero: self.counted_as_zero,
            estimated: self.estimated,
            left_out: self.others - self.estimated - self.counted_as_zero,
            spread: measured.spread,
            trimmed: beyond.trimmed(measured.variation, self.pooled.sums.each()),
            opportunity: beyond.opportunity(measured.benchmarks),
        }
    }
}

/// All centres together.
#[derive(Default)]
struct All {
    group: Group,
    beyond: Beyond,
    variation: Option<Variation>,
    /// All unit costs, but for those that count as 0.
    costs: Vec<f64>,
}

impl All {
    /// Their figures, and what their rows come to.
    fn figures(self, merged: &Merged, listed: Listed) -> (Figures, Totals) {
        let All { group, beyond, variation, costs } = self;
        let mut seen = vec![false; merged.organizations.len()];
        merged.matched.organization.iter().for_each(|&organization| seen[organization as usize] = true);
        let organizations = seen.into_iter().filter(|&seen| seen).count();
        let zeros = group.counted_as_zero;
        let spread = variation.map(|it| {
            let [quartiles] = it.ranked(&costs).quartiles([zeros]);
            Spread::with(&costs, zeros, quartiles, it, listed)
        });
        let spread = spread.unwrap_or_default();
        let measured = Measured { spread, variation, benchmarks: None, fences: NO_FENCES, are_beyond: false };
        let figures = Figures { organizations, ..group.figures(measured, &beyond) };
        let totals = group.totals(&figures);
        (figures, totals)
    }
}
