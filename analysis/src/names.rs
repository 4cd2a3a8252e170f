//! What the centres or the organizations of a file are called, and how often.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use crate::ingest::amount::{Decimal, parse};
use crate::ingest::ids::folded;
use crate::ingest::is_error;
use crate::interner::hash;
use crate::table::Amount;

/// How often each centre, or each organization, is called what.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    of: Vec<Vec<(Box<str>, u64)>>,
    /// A centre and the place of one of its other names than the first, while they are counted.
    #[serde(skip)]
    places: HashTable<(u32, u32)>,
}

impl Names {
    /// Counts a name of a centre. An empty one is none, nor is a spreadsheet's error, or `n/a`.
    pub(crate) fn count(&mut self, centre: u32, name: &[u8]) {
        if !self.count_first(centre, name) {
            self.count_another(centre, name);
        }
    }

    /// Counts a name of a centre where it is the first one it has, as nearly all are, or empty; `false` where it is
    /// another.
    #[inline]
    pub(crate) fn count_first(&mut self, centre: u32, name: &[u8]) -> bool {
        match self.of.get_mut(centre as usize).and_then(|names| names.first_mut()) {
            Some((known, count)) if same(known.as_bytes(), name) => *count += 1,
            _ if name.is_empty() => {}
            _ => return false,
        }
        true
    }

    #[cold]
    #[inline(never)]
    fn count_another(&mut self, centre: u32, name: &[u8]) {
        if is_error(name) || str::from_utf8(name).is_ok_and(|name| parse(name, Decimal::Point) == Amount::Missing) {
            return;
        }
        let (of, at) = (&mut self.of, centre as usize);
        if at >= of.len() {
            of.resize_with(at + 1, Vec::new);
        }
        let Ok(name) = std::str::from_utf8(name) else { return };
        if of[at].is_empty() {
            return of[at].push((name.into(), 1));
        }
        let hash_of = |centre: u32, name: &str| hash(name.as_bytes()) ^ u64::from(centre);
        let is = |&(other, place): &(u32, u32)| other == centre && *of[at][place as usize].0 == *name;
        if let Some(&(_, place)) = self.places.find(hash_of(centre, name), is) {
            of[at][place as usize].1 += 1;
        } else {
            let place = u32::try_from(of[at].len()).unwrap_or(u32::MAX);
            of[at].push((name.into(), 1));
            self.places.insert_unique(hash_of(centre, name), (centre, place), |&(centre, place)| {
                hash_of(centre, &of[centre as usize][place as usize].0)
            });
        }
    }

    /// All names.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.of.iter().flatten().map(|(name, _)| &**name)
    }

    /// Whether nothing has a name.
    pub(crate) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The names of a centre and how many lines have each, in order of first appearance.
    #[must_use]
    pub fn of(&self, centre: u32) -> &[(Box<str>, u64)] {
        self.of.get(centre as usize).map_or(&[], Vec::as_slice)
    }

    /// The commonest name of a centre, the first among equals; empty where it has none.
    #[must_use]
    pub fn commonest(&self, centre: u32) -> &str {
        let names = self.of(centre);
        let most = names.iter().map(|(_, count)| *count).max();
        names.iter().find(|(_, count)| Some(*count) == most).map_or("", |(name, _)| name)
    }

    /// Whether a centre has a name, whatever the case of its letters and its spaces.
    pub(crate) fn has(&self, centre: u32, name: &str) -> bool {
        let names = self.of(centre);
        // Nearly always it is written alike.
        if names.iter().any(|(known, _)| same(known.as_bytes(), name.as_bytes())) {
            return true;
        }
        let name = folded(name);
        names.iter().any(|(known, _)| folded(known) == name)
    }
}

/// What organizations are called beside their identifiers; those without a name are not among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Called(Arc<Vec<(Box<str>, Box<str>)>>);

impl Called {
    /// Of some identifiers and their names, which may be empty.
    pub(crate) fn of(organizations: &[Box<str>], names: &[&str]) -> Called {
        let named = organizations.iter().zip(names).filter(|(_, name)| !name.is_empty());
        let mut named: Vec<(Box<str>, Box<str>)> = named.map(|(id, &name)| (id.clone(), name.into())).collect();
        named.sort_unstable();
        Called(Arc::new(named))
    }

    /// The same, and the names that others have for those without one here.
    #[must_use]
    pub fn or(&self, others: &Called) -> Called {
        let unnamed = others.0.iter().filter(|(organization, _)| self.name(organization).is_none());
        let mut all: Vec<_> = self.0.iter().chain(unnamed).cloned().collect();
        all.sort_unstable();
        Called(Arc::new(all))
    }

    /// An organization's name; `None` where it has none but its identifier.
    #[must_use]
    pub fn name(&self, organization: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| (**known).cmp(organization)).ok()?;
        Some(&self.0[at].1)
    }

    /// An organization's identifier, and below it its name where it has one, as sentences write it: words are looked for in
    /// all of it. Such texts are in the order of their identifiers, unless only case or zeros tell those apart.
    #[must_use]
    pub fn with_name<'a>(&self, organization: &'a str) -> Cow<'a, str> {
        match self.name(organization) {
            Some(name) => Cow::Owned(format!("{organization}\n{name} ({organization})")),
            None => Cow::Borrowed(organization),
        }
    }

    /// Whether no organization has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether two short texts are equal: compilers compare byte by byte where there is no C library,
/// as in a browser.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    // Eight bytes at a time, then the last eight: some of them for the second time.
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        (Some(end), Some(other_end)) => {
            one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0).all(|(one, other)| one == other)
                && end == other_end
        }
        _ => one.iter().zip(other).all(|(one, other)| one == other),
    }
}
