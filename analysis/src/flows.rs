//! Regions -> the expenses that go from each to each centre, the small ones put together: what a
//! Sankey diagram draws.

use serde::{Deserialize, Serialize};

use crate::regions::{Cell, Regions};
use crate::spent::{Largest, Spending, Spent};
use crate::table::Amount;
use crate::tree::Part;

/// What is wanted of the flows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// How many regions stand by themselves, the largest; the others are put together, but for the
    /// organizations that are in none.
    pub regions: usize,
    /// How many centres, alike.
    pub centres: usize,
    /// An organization whose region is asked for.
    pub organization: Option<String>,
}

/// A region or a centre, or some of them together, and what it has of the expenses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// A region, a centre or a rest.
    pub part: Part,
    /// What its bands come to together.
    pub spent: Spent,
}

/// What a region has spent on a centre.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Into [`Flows::regions`].
    pub region: usize,
    /// Into [`Flows::centres`].
    pub centre: usize,
    /// What it comes to. Counted are pairs of a region and a centre, more than one where one of the
    /// ends is a rest.
    pub spent: Spent,
}

/// Expenses from regions to centres.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flows {
    /// What all joined rows come to, by pairs of a region and a centre.
    pub whole: Spent,
    /// The regions, the largest first, the rest last.
    pub regions: Vec<End>,
    /// The centres, alike.
    pub centres: Vec<End>,
    /// What goes from which to which, by both; those without a pair are not there.
    pub bands: Vec<Band>,
    /// The region that the organization asked for is in, or the rest that has it; into
    /// [`Flows::regions`].
    pub asked: Option<usize>,
}

impl Flows {
    /// Adds up the cells and puts the small ends together.
    #[must_use]
    pub fn of(of: &Regions, wanted: &Wanted) -> Flows {
        let cells: Vec<(&Cell, Spending)> = of
            .cells
            .iter()
            .map(|cell| (cell, Spending::of(cell.totals.known_expenses().map_or(Amount::Missing, Amount::Known))))
            .collect();
        let ends = |count: usize, most: usize, always: Option<usize>, end: fn(&Cell) -> usize| {
            let mut spent = vec![Spending::default(); count];
            cells.iter().for_each(|(cell, spending)| spent[end(cell)].merge(spending));
            Largest::of(spent.into_iter().enumerate().collect(), most, always, usize::cmp)
        };
        let none = of.regions.iter().position(|region| region.region.is_none());
        let regions = ends(of.regions.len(), wanted.regions, none, |cell| cell.region);
        let centres = ends(of.centres.len(), wanted.centres, None, |cell| cell.centre);
        let (to_regions, to_centres) = (places(&regions), places(&centres));
        let region = |at: usize| Part::Region(of.regions[at].region.clone());
        let centre = |at: usize| Part::Centre(of.centres[at].centre.clone());
        let (regions, centres) = (named(&regions, &region), named(&centres, &centre));

        let mut bands: Vec<Option<Spending>> = vec![None; regions.len() * centres.len()];
        for (cell, spending) in &cells {
            let at = to_regions[cell.region] * centres.len() + to_centres[cell.centre];
            bands[at].get_or_insert_default().merge(spending);
        }
        let band = |(at, spending): (usize, Option<Spending>)| {
            Some(Band { region: at / centres.len(), centre: at % centres.len(), spent: spending?.spent() })
        };
        let asked = wanted.organization.as_ref().and_then(|id| of.region_of(id)).map(|at| to_regions[at]);
        Flows {
            whole: Spending::together(cells.iter().map(|(_, spending)| spending)).spent(),
            bands: bands.into_iter().enumerate().filter_map(band).collect(),
            regions,
            centres,
            asked,
        }
    }
}

/// Where each one of all stands: those that are put together last.
fn places(largest: &Largest) -> Vec<usize> {
    let mut places = vec![largest.kept.len(); largest.kept.len() + largest.others.len()];
    largest.kept.iter().enumerate().for_each(|(place, &(at, _))| places[at] = place);
    places
}

fn named(largest: &Largest, part: &dyn Fn(usize) -> Part) -> Vec<End> {
    let kept = largest.kept.iter().map(|&(at, spending)| End { part: part(at), spent: spending.spent() });
    kept.chain(largest.rest().map(|(count, spent)| End { part: Part::Rest(count), spent })).collect()
}
