//! Regions against centres: how dear each centre is in each region, a window of both at a time.

use serde::{Deserialize, Serialize};

use crate::regions::{Regions, Standard};

/// Which part of the matrix is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The first region wanted, from 0, in the order of [`Regions::regions`].
    pub from_region: usize,
    /// How many regions.
    pub regions: usize,
    /// The first centre wanted, from 0, in the order of [`Regions::centres`].
    pub from_centre: usize,
    /// How many centres.
    pub centres: usize,
    /// An organization whose region is asked for.
    pub organization: Option<String>,
}

/// Joined rows by centre and region.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionMatrix {
    /// How many regions there are in all.
    pub all_regions: usize,
    /// The first region's place among them.
    pub from_region: usize,
    /// The regions of the window; `None` for the organizations that are in none.
    pub regions: Vec<Option<String>>,
    /// How many centres there are in all.
    pub all_centres: usize,
    /// The first centre's place among them.
    pub from_centre: usize,
    /// The centres of the window, with the unit costs that the regions' are compared with.
    pub centres: Vec<Standard>,
    /// What stands where: the regions of the first centre, then those of the second. `None` where a
    /// region has no joined row of a centre.
    pub cells: Vec<Option<Cell>>,
    /// The place in the window of the region that the organization asked for is in.
    pub asked: Option<usize>,
}

/// What a region has at a centre. Which rows count, [`crate::regions::Totals`] tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The sum of its rows' known expenses; `None` where those of no row are known.
    pub expenses: Option<f64>,
    /// Its pooled rows' expenses over their visits, per visit; `None` where there are no such rows.
    pub pooled_expense_per_visit: Option<f64>,
    /// That in per cent of the centre's in all regions together: 100 is as there.
    pub index: Option<f64>,
    /// How many rows it has.
    pub rows: usize,
    /// The rows among them whose expenses are known and whose visits are known and above 0.
    pub rows_pooled: usize,
}

impl RegionMatrix {
    /// The part that is wanted; never fewer regions and centres than there could be.
    #[must_use]
    pub fn of(of: &Regions, wanted: &Wanted) -> RegionMatrix {
        let window = |from: usize, count: usize, all: usize| {
            let from = from.min(all.saturating_sub(count));
            from..all.min(from.saturating_add(count))
        };
        let across = window(wanted.from_region, wanted.regions, of.regions.len());
        let down = window(wanted.from_centre, wanted.centres, of.centres.len());
        let mut cells = vec![None; across.len() * down.len()];
        for cell in of.cells.iter().filter(|cell| across.contains(&cell.region) && down.contains(&cell.centre)) {
            let totals = &cell.totals;
            cells[(cell.centre - down.start) * across.len() + cell.region - across.start] = Some(Cell {
                expenses: totals.known_expenses(),
                pooled_expense_per_visit: totals.pooled_expense_per_visit,
                index: totals.index,
                rows: totals.rows,
                rows_pooled: totals.rows_pooled,
            });
        }
        let asked = wanted.organization.as_ref().and_then(|id| of.region_of(id)).filter(|at| across.contains(at));
        RegionMatrix {
            all_regions: of.regions.len(),
            from_region: across.start,
            regions: of.regions[across.clone()].iter().map(|region| region.region.clone()).collect(),
            all_centres: of.centres.len(),
            from_centre: down.start,
            centres: of.centres[down].to_vec(),
            cells,
            asked: asked.map(|at| at - across.start),
        }
    }
}
