//! Joined rows -> expenses by region, organization and centre, the small ones put together: what a
//! treemap draws.

use serde::{Deserialize, Serialize};

use crate::membership::RegionsTable;
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::regions::MergedMembers;
use crate::spent::{Largest, Spending, Spent};

/// How many parts of a whole stand by themselves, the largest; the others are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Most {
    /// Regions of all, without the organizations that are in none: these are never put together with
    /// others.
    pub regions: usize,
    /// Organizations of a region.
    pub organizations: usize,
    /// Centres of an organization.
    pub centres: usize,
}

impl Most {
    /// As many as can be drawn at once, where there are so many regions: some thousand leaves. Fewer
    /// regions have more organizations each.
    #[must_use]
    pub fn among(regions: usize) -> Most {
        let regions = regions.clamp(1, 16);
        Most { regions, organizations: (160 / regions).min(40), centres: 6 }
    }
}

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A region; `None` for the organizations that are in none.
    Region(Option<String>),
    /// An organization of the region above it.
    Organization(String),
    /// A centre of the organization above it.
    Centre(Centre),
    /// So many others of its kind, two at least, put together.
    Rest(usize),
}

/// A part of the expenses, and the parts that it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it stands for.
    pub part: Part,
    /// What the expenses of its joined rows come to: those of its parts together.
    pub spent: Spent,
    /// Its parts, the largest first, the rest last. A centre and a rest have none.
    pub parts: Vec<Node>,
}

/// The expenses of the joined rows by region, organization and centre.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// What all joined rows come to.
    pub whole: Spent,
    /// The regions, the largest first, the rest last.
    pub regions: Vec<Node>,
}

impl Tree {
    /// Groups the joined rows and puts the small ones together.
    #[must_use]
    pub fn of(merged: &Merged, table: &RegionsTable, most: Most) -> Tree {
        let rows = &merged.matched;
        let members = MergedMembers::of(merged, table);
        let mut spent: Vec<Option<Spending>> = vec![None; merged.organizations.len()];
        for (row, &organization) in rows.organization.iter().enumerate() {
            spent[organization as usize].get_or_insert_default().add(rows.expenses.get(row));
        }
        let mut of_regions: Vec<Vec<(usize, Spending)>> = vec![Vec::new(); members.places()];
        for (organization, spending) in spent.into_iter().enumerate() {
            if let Some(spending) = spending {
                of_regions[members.of[organization] as usize].push((organization, spending));
            }
        }
        let together = |parts: &[(usize, Spending)]| Spending::together(parts.iter().map(|(_, spending)| spending));
        let regions = of_regions.iter().enumerate().filter(|(_, organizations)| !organizations.is_empty());
        let regions: Vec<(usize, Spending)> = regions.map(|(place, parts)| (place, together(parts))).collect();
        let whole = together(&regions).spent();
        let regions = Largest::of(regions, most.regions, Some(members.regions.len()), usize::cmp);

        let ids = &merged.organizations;
        let kept: Vec<(usize, Spent, Largest)> = regions
            .kept
            .iter()
            .map(|&(place, spending)| {
                let organizations = std::mem::take(&mut of_regions[place]);
                let by_id = |a: &usize, b: &usize| natural::compare(&ids[*a], &ids[*b]);
                (place, spending.spent(), Largest::of(organizations, most.organizations, None, by_id))
            })
            .collect();
        let mut centres: Vec<Option<Vec<(usize, Spending)>>> = vec![None; ids.len()];
        for &(organization, _) in kept.iter().flat_map(|(_, _, organizations)| &organizations.kept) {
            centres[organization] = Some(Vec::new());
        }
        for (row, &organization) in rows.organization.iter().enumerate() {
            if let Some(centres) = &mut centres[organization as usize] {
                centres.push((rows.centre[row] as usize, Spending::of(rows.expenses.get(row))));
            }
        }
        let by_number = |a: &usize, b: &usize| natural::compare(&merged.centres[*a].number, &merged.centres[*b].number);
        let leaf = |&(centre, spending): &(usize, Spending)| Node {
            part: Part::Centre(merged.centres[centre].clone()),
            spent: spending.spent(),
            parts: Vec::new(),
        };
        let organization = |&(organization, spending): &(usize, Spending)| {
            let centres = Largest::of(centres[organization].clone().unwrap_or_default(), most.centres, None, by_number);
            Node {
                part: Part::Organization(ids[organization].to_string()),
                spent: spending.spent(),
                parts: nodes(&centres, &leaf),
            }
        };
        let region = |(place, spent, organizations): &(usize, Spent, Largest)| Node {
            part: Part::Region(members.regions.get(*place).map(|&name| name.to_owned())),
            spent: *spent,
            parts: nodes(organizations, &organization),
        };
        Tree { whole, regions: kept.iter().map(region).chain(rest(&regions)).collect() }
    }
}

/// Those that stand by themselves, and the others together.
fn nodes(largest: &Largest, node: &dyn Fn(&(usize, Spending)) -> Node) -> Vec<Node> {
    largest.kept.iter().map(node).chain(rest(largest)).collect()
}

fn rest(largest: &Largest) -> Option<Node> {
    largest.rest().map(|(count, spent)| Node { part: Part::Rest(count), spent, parts: Vec::new() })
}
