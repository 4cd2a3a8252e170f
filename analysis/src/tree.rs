//! Joined rows -> expenses by region, organization and centre, the small ones put together: what a
//! treemap draws.

use serde::{Deserialize, Serialize};

use crate::membership::RegionsTable;
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::regions::MergedMembers;
use crate::sort::sorted;
use crate::sum::Sum;

/// How many parts of a whole stand by themselves, the largest; the others are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Most {
    /// Regions of all.
    pub regions: usize,
    /// Organizations of a region.
    pub organizations: usize,
    /// Centres of an organization.
    pub centres: usize,
}

impl Default for Most {
    /// As many as an eye can tell apart: six thousand leaves at the very most.
    fn default() -> Most {
        Most { regions: 30, organizations: 20, centres: 10 }
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
    /// The known expenses of its joined rows, in the expenses' unit: those of its parts together.
    /// They may be 0, or below it where recoveries outweigh them; no area can show that.
    pub expenses: f64,
    /// Its parts, the largest first, the rest last. A centre and a rest have none.
    pub parts: Vec<Node>,
}

/// The expenses of the joined rows by region, organization and centre.
#[must_use]
pub fn tree(merged: &Merged, table: &RegionsTable, most: Most) -> Vec<Node> {
    let rows = &merged.matched;
    let members = MergedMembers::of(merged, table);
    let mut spent: Vec<Option<Sum>> = vec![None; merged.organizations.len()];
    for (row, &organization) in rows.organization.iter().enumerate() {
        spent[organization as usize].get_or_insert_default().extend(rows.expenses.get(row).known());
    }
    let mut of_regions: Vec<Vec<(usize, f64)>> = vec![Vec::new(); members.places()];
    for (organization, sum) in spent.into_iter().enumerate() {
        if let Some(sum) = sum {
            of_regions[members.of[organization] as usize].push((organization, sum.value()));
        }
    }
    let total = |parts: &[(usize, f64)]| parts.iter().map(|&(_, expenses)| expenses).collect::<Sum>().value();
    let regions = of_regions.iter().enumerate().filter(|(_, organizations)| !organizations.is_empty());
    let regions = Largest::of(regions.map(|(place, parts)| (place, total(parts))).collect(), most.regions, usize::cmp);

    let ids = &merged.organizations;
    let kept: Vec<(usize, f64, Largest)> = regions
        .kept
        .iter()
        .map(|&(place, expenses)| {
            let organizations = std::mem::take(&mut of_regions[place]);
            let by_id = |a: &usize, b: &usize| natural::compare(&ids[*a], &ids[*b]);
            (place, expenses, Largest::of(organizations, most.organizations, by_id))
        })
        .collect();
    let mut centres: Vec<Option<Vec<(usize, f64)>>> = vec![None; ids.len()];
    for &(organization, _) in kept.iter().flat_map(|(_, _, organizations)| &organizations.kept) {
        centres[organization] = Some(Vec::new());
    }
    for (row, &organization) in rows.organization.iter().enumerate() {
        if let Some(centres) = &mut centres[organization as usize] {
            centres.push((rows.centre[row] as usize, rows.expenses.get(row).known().unwrap_or_default()));
        }
    }
    let organization = |&(organization, expenses): &(usize, f64)| {
        let by_number = |a: &usize, b: &usize| natural::compare(&merged.centres[*a].number, &merged.centres[*b].number);
        let centres = Largest::of(centres[organization].clone().unwrap_or_default(), most.centres, by_number);
        let leaf = |&(centre, expenses): &(usize, f64)| Node {
            part: Part::Centre(merged.centres[centre].clone()),
            expenses,
            parts: Vec::new(),
        };
        Node { part: Part::Organization(ids[organization].to_string()), expenses, parts: centres.nodes(leaf) }
    };
    let mut nodes: Vec<Node> = kept
        .into_iter()
        .map(|(place, expenses, organizations)| Node {
            part: Part::Region(members.regions.get(place).map(|&name| name.to_owned())),
            expenses,
            parts: organizations.nodes(organization),
        })
        .collect();
    nodes.extend(regions.rest());
    nodes
}

/// The largest of some, with their expenses, and the others.
struct Largest {
    kept: Vec<(usize, f64)>,
    others: Vec<(usize, f64)>,
}

impl Largest {
    /// Keeps so many, equal ones in an order of their own; one more where it would be the only other.
    fn of(all: Vec<(usize, f64)>, most: usize, order: impl Fn(&usize, &usize) -> std::cmp::Ordering) -> Largest {
        let mut all = sorted(all, &|a, b| b.1.total_cmp(&a.1).then_with(|| order(&a.0, &b.0)));
        let kept = if all.len() <= most + 1 { all.len() } else { most };
        let others = all.split_off(kept);
        Largest { kept: all, others }
    }

    fn nodes(&self, node: impl Fn(&(usize, f64)) -> Node) -> Vec<Node> {
        self.kept.iter().map(node).chain(self.rest()).collect()
    }

    fn rest(&self) -> Option<Node> {
        let expenses: Sum = self.others.iter().map(|&(_, expenses)| expenses).collect();
        let rest = Node { part: Part::Rest(self.others.len()), expenses: expenses.value(), parts: Vec::new() };
        (!self.others.is_empty()).then_some(rest)
    }
}
