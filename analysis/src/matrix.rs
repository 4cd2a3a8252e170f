//! Organizations against centres: how dear each row is beside its centre, a window of organizations at a time.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::benchmarks::index;
use crate::centres::by_number;
use crate::merge::Merged;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::report::Report;
use crate::table::Amount;

/// Which part of a matrix is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The numbers of the centres, in the order they are wanted in.
    pub centres: Vec<String>,
    /// The first organization wanted, from 0, of those that are looked at.
    pub from: usize,
    /// How many organizations.
    pub count: usize,
    /// An organization that has to be among them: the window is moved there where it is not.
    pub around: Option<String>,
    /// Whether estimated cells are hidden.
    pub without_estimated: bool,
}

/// Rows by centre and organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// How many organizations are looked at in all.
    pub total: usize,
    /// The first organization's place among them.
    pub from: usize,
    /// The organizations of the window, in the order they are looked at in.
    pub organizations: Vec<String>,
    /// The numbers of the centres, as they were wanted.
    pub centres: Vec<String>,
    /// Each centre's pooled unit cost.
    pub pooled: Vec<Option<f64>>,
    /// What stands where: the organizations of the first centre, then those of the second.
    pub cells: Vec<Cell>,
}

/// What a matrix has for an organization and a centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// The pair does not stand in both files.
    #[default]
    NoRow,
    /// Its visits are missing or 0, and none were estimated. Under no policy is this a unit cost
    /// to compare: what counts as 0 in an average is not in the pooled figure.
    NoVisits,
    /// Its expenses or its visits are not known for another reason.
    Unknown,
    /// Its unit cost.
    Cost(f64),
    /// The same, by estimated visits.
    Estimated(f64),
    /// It is estimated, and not wanted.
    Hidden,
}

impl Matrix {
    /// The part of the matrix of joined files that is wanted; `report` is theirs. `order` has the organizations that
    /// are looked at, some of [`Merged::organizations_joined`] in any order.
    #[must_use]
    pub fn of(merged: &Merged, report: &Report, order: &[u32], wanted: &Wanted) -> Matrix {
        let rows = &merged.matched;
        let window = window(merged, order, wanted);
        let width = window.len();
        let mut columns: Vec<Option<usize>> = vec![None; merged.organizations.len()];
        let shown = &order[window.clone()];
        shown.iter().enumerate().for_each(|(column, &organization)| columns[organization as usize] = Some(column));

        let starts: FxHashMap<&str, usize> =
            wanted.centres.iter().enumerate().map(|(row, number)| (number.as_str(), row * width)).collect();
        let starts: Vec<Option<usize>> =
            merged.centres.iter().map(|centre| starts.get(centre.number.as_str()).copied()).collect();
        let mut cells = vec![Cell::NoRow; width * wanted.centres.len()];
        for (at, (&organization, &centre)) in rows.organization.iter().zip(rows.centre.iter()).enumerate() {
            if let (Some(column), Some(start)) = (columns[organization as usize], starts[centre as usize]) {
                cells[start + column] = match Cell::of(merged, at, report.missing_visits) {
                    Cell::Estimated(_) if wanted.without_estimated => Cell::Hidden,
                    cell => cell,
                };
            }
        }
        let pooled =
            |number: &String| by_number(&report.centres, number).and_then(|it| it.figures.pooled_expense_per_visit);
        Matrix {
            total: order.len(),
            from: window.start,
            organizations: shown.iter().map(|&at| merged.organizations[at as usize].to_string()).collect(),
            centres: wanted.centres.clone(),
            pooled: wanted.centres.iter().map(pooled).collect(),
            cells,
        }
    }

    /// A cell's unit cost in per cent of its centre's pooled unit cost: 100 is the centre's own
    /// figure. `None` where there is no unit cost, or no pooled one above 0.
    #[must_use]
    pub fn index(&self, at: usize) -> Option<f64> {
        let pooled = self.pooled.get(at / self.organizations.len().max(1)).copied().flatten()?;
        match *self.cells.get(at)? {
            Cell::Cost(cost) | Cell::Estimated(cost) => index(cost, pooled),
            _ => None,
        }
    }
}

impl Cell {
    fn of(merged: &Merged, row: usize, policy: MissingVisits) -> Cell {
        // A zero that stands for missing visits is no unit cost.
        let policy = match policy {
            MissingVisits::Zero => MissingVisits::LeaveOut,
            other => other,
        };
        let (expenses, visits) = (merged.matched.expenses.get(row), merged.visits(row, policy));
        match (expense_per_visit(expenses, visits, policy), visits) {
            (Some(cost), _) if merged.estimate(row, policy).is_some() => Cell::Estimated(cost),
            (Some(cost), _) => Cell::Cost(cost),
            (None, Amount::Missing | Amount::Known(0.0)) => Cell::NoVisits,
            (None, _) => Cell::Unknown,
        }
    }
}

/// The places of the organizations wanted; never fewer than there could be.
fn window(merged: &Merged, order: &[u32], wanted: &Wanted) -> Range<usize> {
    let last = order.len().saturating_sub(wanted.count);
    let from = wanted.from.min(last);
    let place = |around: &String| order.iter().position(|&at| *merged.organizations[at as usize] == **around);
    let from = match wanted.around.as_ref().and_then(place) {
        Some(place) if !(from..from + wanted.count).contains(&place) => {
            place.saturating_sub(wanted.count / 2).min(last)
        }
        _ => from,
    };
    from..order.len().min(from + wanted.count)
}
