//! Keys of two files that do not match -> what may be wrong with them.

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::ingest::ids::{folded, forms};
use crate::keyed::Texts;
use crate::merge::Rows;
use crate::table::{Measure, Table};

/// The keys of two files, where under half of one's match, or others would if they were written alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// How many pairs of organization and centre match.
    pub matched: usize,
    /// Whether these are under half of a file's.
    pub are_few: bool,
    /// A few pairs that stand in the expenses only; those that would match, if any would.
    pub only_in_expenses: Vec<[String; 2]>,
    /// A few pairs that stand in the visits only; those that would match, if any would.
    pub only_in_visits: Vec<[String; 2]>,
    /// How many more would match without leading zeros, letter case, accents, kinds of spaces and a trailing `.0`.
    pub would_match: usize,
    /// Which file gives organizations by what the other one calls them beside their identifiers, where one does.
    pub by_name: Option<Measure>,
}

impl Mismatch {
    /// Looks at the keys that do not match: those of the expenses, then those of the visits.
    pub(crate) fn of(
        in_both: usize,
        alone: &Rows,
        only_in_expenses: usize,
        texts: &Texts,
        tables: [&Table; 2],
    ) -> Option<Mismatch> {
        const FEW: usize = 3;
        let only_in_visits = alone.len() - only_in_expenses;
        let are_few = in_both * 2 < in_both + only_in_expenses.min(only_in_visits);
        let forms = if only_in_expenses.min(only_in_visits) == 0 {
            [Vec::new(), Vec::new()]
        } else {
            let of_organizations = forms(&texts.organizations, alone.organization.iter().copied());
            [of_organizations, forms(&texts.centres, alone.centre.iter().copied())]
        };
        let form = |row: usize| {
            let [organization, centre] = [alone.organization[row], alone.centre[row]];
            Some((*forms[0].get(organization as usize)?, *forms[1].get(centre as usize)?))
        };
        let [spent, seen] = [0..only_in_expenses, only_in_expenses..alone.len()];
        let in_expenses: FxHashSet<(u32, u32)> = spent.clone().filter_map(form).collect();
        let in_visits: FxHashSet<(u32, u32)> = seen.clone().filter_map(form).collect();
        let would_match = in_expenses.intersection(&in_visits).count();
        if !are_few && would_match == 0 {
            return None;
        }
        let few = |rows: Range<usize>, others: &FxHashSet<(u32, u32)>| -> Vec<[String; 2]> {
            let would = |row: &usize| would_match == 0 || form(*row).is_some_and(|form| others.contains(&form));
            let text = |row: usize| {
                let [organization, centre] = [alone.organization[row], alone.centre[row]];
                [texts.organizations.text(organization), texts.centres.text(centre)].map(str::to_owned)
            };
            rows.filter(would).take(FEW).map(text).collect()
        };
        Some(Mismatch {
            matched: in_both,
            are_few,
            only_in_expenses: few(spent, &in_visits),
            only_in_visits: few(seen, &in_expenses),
            would_match,
            by_name: if are_few { by_name(tables) } else { None },
        })
    }
}

/// Which file gives most of its organizations by what the other one calls them beside their identifiers.
fn by_name([expenses, visits]: [&Table; 2]) -> Option<Measure> {
    let is_by_name = |by: &Table, named: &Table| {
        let names: FxHashSet<String> = named.organization_names.all().map(folded).collect();
        let organizations = by.organizations.texts();
        let are_names = organizations.iter().filter(|text| names.contains(&folded(text)));
        !names.is_empty() && are_names.count() * 2 > organizations.len()
    };
    let found = [(Measure::Expenses, expenses, visits), (Measure::Visits, visits, expenses)];
    found.into_iter().find(|(_, by, named)| is_by_name(by, named)).map(|(measure, ..)| measure)
}
