//! Missing visits, estimated from what organizations with similar unit costs pay for one.
//!
//! Organizations differ in size by far more than in what a visit costs them, so it is the unit
//! cost that is estimated, and its logarithm: dearer by half and cheaper by a third are as far.
//! Organizations and centres, in natural order, make a [`Matrix`] of the natural logarithms of
//! the joined rows' unit costs. A gap's estimate, taken out of the logarithm, gives the visits:
//! the row's expenses over it.
//!
//! A row whose expenses or visits are 0, negative or not known has no logarithm: it is no donor
//! and stands in the matrix as a gap that is not wanted.

use std::vec::IntoIter;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::impute::{self, Imputing, Matrix, Weights};
use crate::merge::Merged;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::quantiles::quantile;
use crate::sort::sorted;
use crate::spread::as_f64;
use crate::sum::Sum;
use crate::table::Amount;

/// How missing visits are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// From so many donors, the nearest; at least one.
    pub k: usize,
    /// How much each of them counts.
    pub weights: Weights,
    /// Whether visits of 0, where there are expenses, are taken for missing ones.
    pub zero_visits_too: bool,
}

impl Default for Options {
    /// Five donors by distance, as `KNNImputer` has as many by default; visits of 0 are a fact.
    fn default() -> Options {
        Options { k: 5, weights: Weights::Distance, zero_visits_too: false }
    }
}

/// The estimates of a [`Merged`]'s missing visits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimates {
    /// How they were made.
    pub options: Options,
    /// The rows with an estimate, in the order of [`Merged::matched`].
    pub estimated: Vec<Estimate>,
    /// The other rows whose visits are missing, in the same order.
    pub not_estimated: Vec<NotEstimated>,
}

/// The estimate of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Its place in [`Merged::matched`].
    pub row: u32,
    /// The estimate: its expense per visit, in the expenses' unit per visit. Never below the least
    /// nor above the greatest of those it is made from.
    pub unit_cost: f64,
    /// Its expenses over that, not rounded.
    pub visits: f64,
    /// What it is made from.
    pub basis: Basis,
}

/// What an estimate is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The most similar organizations that have a unit cost in the centre, the nearest first: as
    /// many as the options say, or all there are; of some at distance 0 these alone.
    Donors(Vec<Donor>),
    /// The geometric mean of the centre's unit costs, of so many organizations: none of them can be
    /// compared with this one, which has no unit cost in a centre where they have one.
    CentreMean(usize),
}

/// An organization that gives its unit cost to an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Donor {
    /// Into [`Merged::organizations`].
    pub organization: u32,
    /// Its expense per visit in the centre.
    pub unit_cost: f64,
    /// How far its unit costs are, on the whole; see [`impute::Donor::distance`].
    pub distance: f64,
    /// Its share in the estimate's logarithm, above 0; the donors' shares add up to 1.
    pub weight: f64,
}

/// A row whose visits are missing and stay so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotEstimated {
    /// Its place in [`Merged::matched`].
    pub row: u32,
    /// Why there is no estimate.
    pub why: Obstacle,
}

/// Why missing visits can't be estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// No organization has a unit cost in the centre.
    NoDonor,
    /// The expenses are 0 or negative.
    NoExpenses,
    /// The expenses are not known.
    UnknownExpenses,
}

/// How far estimates are off where the visits are known: each known unit cost is hidden and
/// estimated from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// How many rows have a unit cost.
    pub known: usize,
    /// How many of them were hidden, one at a time: all, or [`Accuracy::SAMPLE`].
    pub n: usize,
    /// How many of those could not be estimated.
    pub not_estimated: usize,
    /// The median of |estimate - unit cost| / unit cost, as a share: 0.1 is ten percent. `None`
    /// where nothing could be estimated.
    pub median_absolute_percentage_error: Option<f64>,
    /// The visits that those estimates make together, over the visits that there are: 1.1 is ten percent too many.
    /// Since estimates are geometric means, they lie rather below unit costs, and visits above. `None` where nothing
    /// could be estimated.
    pub visits_over_known: Option<f64>,
}

impl Accuracy {
    /// So many are hidden at most; where there are more, evenly spaced by centre and, in a centre,
    /// by organization.
    pub const SAMPLE: usize = 2000;

    /// Measures it, at once.
    #[must_use]
    pub fn of(merged: &Merged, options: Options) -> Accuracy {
        UnitCosts::of(merged, options).check().finish()
    }
}

/// How many missing visits are estimated, and from how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// From so many donors at most.
    pub k: usize,
    /// Rows with an estimate.
    pub estimated: usize,
    /// Those of them with fewer donors than asked for.
    pub few_donors: usize,
    /// Those of them that are their centre's mean.
    pub centre_means: usize,
    /// Rows without an estimate, since no organization has a unit cost in the centre.
    pub no_donor: usize,
    /// Rows without an estimate, since their expenses are not known, 0 or negative.
    pub no_expenses: usize,
}

impl Estimates {
    /// The estimate of a joined row.
    #[must_use]
    pub fn of_row(&self, row: usize) -> Option<&Estimate> {
        let found = self.estimated.binary_search_by_key(&row, |estimate| estimate.row as usize);
        found.ok().map(|place| &self.estimated[place])
    }

    /// How many there are, and how good.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let donors = |estimate: &&Estimate| match &estimate.basis {
            Basis::Donors(donors) => Some(donors.len()),
            Basis::CentreMean(_) => None,
        };
        let count = |is_one: &dyn Fn(Option<usize>) -> bool| {
            self.estimated.iter().filter(|estimate| is_one(donors(estimate))).count()
        };
        let no_donor = self.not_estimated.iter().filter(|row| row.why == Obstacle::NoDonor).count();
        Counts {
            k: self.options.k,
            estimated: self.estimated.len(),
            few_donors: count(&|donors| donors.is_some_and(|donors| donors < self.options.k)),
            centre_means: count(&|donors| donors.is_none()),
            no_donor,
            no_expenses: self.not_estimated.len() - no_donor,
        }
    }

    /// Estimates all missing visits, at once.
    #[must_use]
    pub fn of(merged: &Merged, options: Options) -> Estimates {
        UnitCosts::of(merged, options).estimate().finish()
    }
}

/// The unit costs that estimates are made from.
#[derive(Clone, Debug)]
pub struct UnitCosts<'a> {
    merged: &'a Merged,
    options: Options,
    /// The matrix's rows, into [`Merged::organizations`].
    organizations: Vec<u32>,
    /// The matrix's columns, into [`Merged::centres`].
    centres: Vec<u32>,
    costs: Matrix,
    logs: Matrix,
    /// What is wanted, by place in the matrix, and its row in [`Merged::matched`].
    gaps: Vec<((u32, u32), u32)>,
    not_estimated: Vec<NotEstimated>,
}

impl<'a> UnitCosts<'a> {
    /// Puts the joined rows in a matrix. The order of the rows changes none of the estimates.
    #[must_use]
    #[inline(never)]
    pub fn of(merged: &'a Merged, options: Options) -> UnitCosts<'a> {
        let rows = &merged.matched;
        let organizations = Order::of(merged.organizations_joined(), merged.organizations.len());
        let centres = Order::of(merged.centres_joined(), merged.centres.len());
        let place = |at: usize| {
            (organizations.places[rows.organization[at] as usize], centres.places[rows.centre[at] as usize])
        };
        let (mut gaps, mut not_estimated) = (Vec::new(), Vec::new());
        for (row, (expenses, visits)) in (0..).zip(rows.expenses.iter().zip(rows.visits.iter())) {
            let is_gap = match visits {
                Amount::Missing => true,
                Amount::Known(visits) => visits == 0.0 && options.zero_visits_too,
                Amount::Suppressed | Amount::Unreadable | Amount::Absent => false,
            };
            match expenses {
                _ if !is_gap => {}
                Amount::Known(expenses) if expenses > 0.0 => gaps.push((place(row as usize), row)),
                Amount::Known(_) => not_estimated.push(NotEstimated { row, why: Obstacle::NoExpenses }),
                _ => not_estimated.push(NotEstimated { row, why: Obstacle::UnknownExpenses }),
            }
        }
        let gaps = sorted(gaps, &Ord::cmp);
        let costs = (0..rows.len()).filter_map(|at| {
            let cost = expense_per_visit(rows.expenses.get(at), rows.visits.get(at), MissingVisits::LeaveOut);
            let (row, column) = place(at);
            cost.filter(|cost| cost.is_finite() && *cost > 0.0).map(|cost| (row, column, cost))
        });
        let shape = (organizations.len(), centres.len());
        UnitCosts {
            merged,
            options,
            logs: Matrix::of(shape.0, shape.1, costs.clone().map(|(row, column, cost)| (row, column, cost.ln()))),
            costs: Matrix::of(shape.0, shape.1, costs),
            organizations: organizations.used,
            centres: centres.used,
            gaps,
            not_estimated,
        }
    }

    /// Begins to estimate the missing visits.
    #[must_use]
    pub fn estimate(&self) -> Estimating<'_> {
        let cells = self.gaps.iter().map(|&(place, _)| place);
        Estimating {
            costs: self,
            imputing: self.logs.impute(cells, self.options.k, self.options.weights),
            rows: self.gaps.iter().map(|&(_, row)| row).collect::<Vec<_>>().into_iter(),
            estimates: Estimates {
                options: self.options,
                estimated: Vec::with_capacity(self.gaps.len()),
                not_estimated: self.not_estimated.clone(),
            },
        }
    }

    /// Begins to hide known unit costs and to estimate them.
    #[must_use]
    pub fn check(&self) -> Checking<'_> {
        let centres = 0..self.costs.columns();
        let known = centres.clone().map(|centre| self.costs.known_in(centre)).sum();
        let n = Accuracy::SAMPLE.min(known);
        let (mut hidden, mut at) = (Vec::with_capacity(n), 0);
        for centre in centres {
            self.costs.each_of(centre, |organization, _| {
                if as_f64(at) * as_f64(n) >= as_f64(hidden.len()) * as_f64(known) {
                    hidden.push((organization, centre));
                }
                at += 1;
            });
        }
        Checking {
            costs: self,
            expenses: self.expenses_of(&hidden),
            imputing: self.logs.impute(hidden, self.options.k, self.options.weights),
            accuracy: Accuracy { known, n, ..Accuracy::default() },
            errors: Vec::with_capacity(n),
            visits: [Sum::default(); 2],
        }
    }

    /// What was spent in cells that have a unit cost.
    fn expenses_of(&self, cells: &[(u32, u32)]) -> FxHashMap<(u32, u32), f64> {
        let key = |&(row, column): &(u32, u32)| {
            ((self.organizations[row as usize], self.centres[column as usize]), (row, column))
        };
        let cells: FxHashMap<(u32, u32), (u32, u32)> = cells.iter().map(key).collect();
        let rows = &self.merged.matched;
        let keys = rows.organization.iter().copied().zip(rows.centre.iter().copied());
        let spent = keys.zip(rows.expenses.iter()).filter_map(|(key, spent)| Some((*cells.get(&key)?, spent.known()?)));
        spent.collect()
    }

    /// The estimate of a wanted cell, and what it is made from.
    fn estimated(&self, cell: &impute::Cell) -> Option<(f64, Basis)> {
        let estimate = cell.estimate.as_ref()?;
        let cost_of = |row| self.costs.get(row, cell.column).unwrap_or(f64::NAN);
        let (basis, (least, greatest)) = match &estimate.basis {
            impute::Basis::ColumnMean(of) => (Basis::CentreMean(*of), self.costs.range_of(cell.column)),
            impute::Basis::Donors(donors) => {
                let donor = |donor: &impute::Donor| Donor {
                    organization: self.organizations[donor.row as usize],
                    unit_cost: cost_of(donor.row),
                    distance: donor.distance,
                    weight: donor.weight,
                };
                let donors: Vec<Donor> = donors.iter().map(donor).collect();
                let costs = donors.iter().map(|donor| donor.unit_cost);
                let range = (costs.clone().fold(f64::INFINITY, f64::min), costs.fold(0.0, f64::max));
                (Basis::Donors(donors), range)
            }
        };
        // What comes out of a logarithm is hardly ever what went in.
        Some((estimate.value.exp().max(least).min(greatest), basis))
    }
}

/// Estimates in the making.
#[derive(Clone, Debug)]
pub struct Estimating<'a> {
    costs: &'a UnitCosts<'a>,
    imputing: Imputing<'a>,
    /// The rows of the cells to come.
    rows: IntoIter<u32>,
    estimates: Estimates,
}

impl Estimating<'_> {
    /// Makes one more estimate; `false` where there is none left to make. Most take no time; some
    /// wait until a few organizations are compared with all others.
    pub fn advance(&mut self) -> bool {
        let Some((cell, row)) = self.imputing.next().zip(self.rows.next()) else { return false };
        match self.costs.estimated(&cell) {
            Some((unit_cost, basis)) => {
                let expenses = self.costs.merged.matched.expenses.get(row as usize).known().unwrap_or_default();
                self.estimates.estimated.push(Estimate { row, unit_cost, visits: expenses / unit_cost, basis });
            }
            None => self.estimates.not_estimated.push(NotEstimated { row, why: Obstacle::NoDonor }),
        }
        true
    }

    /// How many organizations have been compared with all others, and how many have to be.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.imputing.progress()
    }

    /// Makes what is left to make, and gives all.
    #[must_use]
    pub fn finish(mut self) -> Estimates {
        while self.advance() {}
        let Estimates { options, estimated, not_estimated } = self.estimates;
        let estimated = sorted(estimated, &|one, other| one.row.cmp(&other.row));
        let not_estimated = sorted(not_estimated, &|one, other| one.row.cmp(&other.row));
        Estimates { options, estimated, not_estimated }
    }
}

/// An accuracy in the making.
#[derive(Clone, Debug)]
pub struct Checking<'a> {
    costs: &'a UnitCosts<'a>,
    imputing: Imputing<'a>,
    /// What was spent in the hidden cells.
    expenses: FxHashMap<(u32, u32), f64>,
    accuracy: Accuracy,
    errors: Vec<f64>,
    /// The visits that estimates make, and those that there are.
    visits: [Sum; 2],
}

impl Checking<'_> {
    /// Hides one more unit cost; `false` where there is none left to hide. As
    /// [`Estimating::advance`], most take no time.
    pub fn advance(&mut self) -> bool {
        let Some(cell) = self.imputing.next() else { return false };
        match self.costs.estimated(&cell).zip(self.costs.costs.get(cell.row, cell.column)) {
            Some(((estimate, _), cost)) => {
                self.errors.push((estimate - cost).abs() / cost);
                if let Some(spent) = self.expenses.get(&(cell.row, cell.column)) {
                    self.visits.iter_mut().zip([estimate, cost]).for_each(|(visits, cost)| visits.add(spent / cost));
                }
            }
            None => self.accuracy.not_estimated += 1,
        }
        true
    }

    /// Hides what is left to hide, and gives the figures.
    #[must_use]
    pub fn finish(mut self) -> Accuracy {
        while self.advance() {}
        let median = (!self.errors.is_empty()).then(|| quantile(&self.errors, 0.5));
        let [estimated, known] = self.visits.map(|visits| visits.value());
        let visits_over_known = (known > 0.0).then(|| estimated / known);
        Accuracy { median_absolute_percentage_error: median, visits_over_known, ..self.accuracy }
    }
}

/// Those of some texts that joined rows have, in natural order.
struct Order {
    used: Vec<u32>,
    /// For each text its place among those; any for one that is not used.
    places: Vec<u32>,
}

impl Order {
    /// Of so many texts.
    fn of(used: Vec<u32>, texts: usize) -> Order {
        let mut places = vec![u32::MAX; texts];
        (0..).zip(&used).for_each(|(place, &at)| places[at as usize] = place);
        Order { used, places }
    }

    fn len(&self) -> u32 {
        u32::try_from(self.used.len()).unwrap_or(u32::MAX)
    }
}
