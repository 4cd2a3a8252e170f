//! Merged rows -> a summary per centre, and of all.

use serde::{Deserialize, Serialize};

use crate::merge::{Centre, Merged};
use crate::natural;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::spread::Spread;
use crate::sum::Sum;
use crate::table::Amount;

/// What a group of joined rows comes to. Amounts are in the expenses' unit, unit costs in that
/// unit per visit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many organizations have a joined row in the group.
    pub organizations: usize,
    /// The sum of the rows' known expenses.
    pub expenses: f64,
    /// The sum of the rows' known visits.
    pub visits: f64,
    /// The sum of expenses over the sum of visits of the rows that have visits; `None` where none has.
    pub pooled_expense_per_visit: Option<f64>,
    /// The known expenses of the rows whose visits are missing or 0.
    pub expenses_without_visits: f64,
    /// The known expenses that the pooled figure leaves out: those, and the expenses of rows whose
    /// visits are suppressed, unreadable or negative.
    pub expenses_not_pooled: f64,
    /// Rows whose visits are missing.
    pub missing_visits: usize,
    /// Rows whose visits are 0.
    pub zero_visits: usize,
    /// Rows whose unit cost counts as 0 because they have no visits.
    pub counted_as_zero: usize,
    /// Rows without a unit cost under the policy in force.
    pub left_out: usize,
    /// The rows' expense per visit under the policy in force.
    #[serde(flatten)]
    pub spread: Spread,
}

/// One centre's summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CentreSummary {
    /// The centre.
    #[serde(flatten)]
    pub centre: Centre,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The average of the rows that have visits: what it is without those that count as 0.
    pub average_with_visits: Option<f64>,
    /// The organizations whose unit cost lies beyond the whiskers, in the order of
    /// [`Spread::outliers`].
    pub outlier_organizations: Vec<String>,
}

/// A summary of every centre that has a joined row, by number in natural order.
#[must_use]
pub fn summaries(merged: &Merged, policy: MissingVisits) -> Vec<CentreSummary> {
    let mut groups = vec![Group::default(); merged.centres.len()];
    for at in 0..merged.matched.len() {
        groups[merged.matched.centre[at] as usize].add(merged, at, policy);
    }
    let mut summaries: Vec<CentreSummary> = merged
        .centres
        .iter()
        .zip(groups)
        .filter(|(_, group)| group.organizations > 0)
        .map(|(centre, group)| group.summary(centre.clone(), merged))
        .collect();
    summaries.sort_by(|a, b| natural::compare(&a.centre.number, &b.centre.number));
    summaries
}

/// The figures of all joined rows together.
#[must_use]
pub fn overall(merged: &Merged, policy: MissingVisits) -> Figures {
    let mut group = Group::default();
    for at in 0..merged.matched.len() {
        group.add(merged, at, policy);
    }
    let mut seen = vec![false; merged.organizations.len()];
    merged.matched.organization.iter().for_each(|&organization| seen[organization as usize] = true);
    Figures { organizations: seen.into_iter().filter(|&seen| seen).count(), ..group.figures() }
}

/// The running figures of one group.
#[derive(Clone, Debug, Default)]
struct Group {
    organizations: usize,
    expenses: Sum,
    visits: Sum,
    expenses_with_visits: Sum,
    positive_visits: Sum,
    expenses_without_visits: Sum,
    expenses_not_pooled: Sum,
    missing_visits: usize,
    zero_visits: usize,
    counted_as_zero: usize,
    /// A unit cost and its organization.
    costs: Vec<(f64, u32)>,
    costs_with_visits: Sum,
    rows_with_visits: usize,
}

impl Group {
    fn add(&mut self, merged: &Merged, at: usize, policy: MissingVisits) {
        let (expenses, visits) = (merged.matched.expenses.get(at), merged.matched.visits.get(at));
        self.organizations += 1;
        self.expenses.extend(expenses.known());
        self.visits.extend(visits.known());
        match visits {
            Amount::Missing => self.missing_visits += 1,
            Amount::Known(0.0) => self.zero_visits += 1,
            _ => {}
        }
        let without_visits = matches!(visits, Amount::Missing | Amount::Known(0.0));
        if without_visits {
            self.expenses_without_visits.extend(expenses.known());
        }
        match (expenses, visits) {
            (Amount::Known(expenses), Amount::Known(visits)) if visits > 0.0 => {
                self.expenses_with_visits.add(expenses);
                self.positive_visits.add(visits);
                self.costs_with_visits.add(expenses / visits);
                self.rows_with_visits += 1;
            }
            (expenses, _) => self.expenses_not_pooled.extend(expenses.known()),
        }
        let cost = expense_per_visit(expenses, visits, policy);
        self.counted_as_zero += usize::from(cost.is_some() && without_visits);
        self.costs.extend(cost.map(|cost| (cost, merged.matched.organization[at])));
    }

    fn figures(&self) -> Figures {
        let positive_visits = self.positive_visits.value();
        Figures {
            organizations: self.organizations,
            expenses: self.expenses.value(),
            visits: self.visits.value(),
            pooled_expense_per_visit: (positive_visits > 0.0)
                .then(|| self.expenses_with_visits.value() / positive_visits),
            expenses_without_visits: self.expenses_without_visits.value(),
            expenses_not_pooled: self.expenses_not_pooled.value(),
            missing_visits: self.missing_visits,
            zero_visits: self.zero_visits,
            counted_as_zero: self.counted_as_zero,
            left_out: self.organizations - self.costs.len(),
            spread: Spread::of(self.costs.iter().map(|&(cost, _)| cost).collect()),
        }
    }

    fn summary(self, centre: Centre, merged: &Merged) -> CentreSummary {
        let figures = self.figures();
        let average_with_visits = (self.rows_with_visits > 0)
            .then(|| self.costs_with_visits.value() / crate::spread::as_f64(self.rows_with_visits));
        let (low, high) = (figures.spread.whisker_low, figures.spread.whisker_high);
        let mut outliers: Vec<(f64, u32)> = self
            .costs
            .into_iter()
            .filter(|&(cost, _)| low.is_some_and(|low| cost < low) || high.is_some_and(|high| cost > high))
            .collect();
        outliers.sort_by(|a, b| {
            let name = |id: u32| &merged.organizations[id as usize];
            a.0.total_cmp(&b.0).then_with(|| natural::compare(name(a.1), name(b.1)))
        });
        let outlier_organizations =
            outliers.into_iter().map(|(_, id)| merged.organizations[id as usize].to_string()).collect();
        CentreSummary { centre, figures, average_with_visits, outlier_organizations }
    }
}
