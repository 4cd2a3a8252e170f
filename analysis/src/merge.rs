//! Two tables -> the rows they share, and those that stand in one only.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::estimates::{Estimate, Estimates};
use crate::ingest::ids::folded;
use crate::notice::{Notice, NoticeKind, Notices};
use crate::per_visit::MissingVisits;
use crate::rows::Ranks;
use crate::sum::Sum;
use crate::table::{Amount, Amounts, Gap, Interner, Measure, Table};

/// A functional (health) centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// Its number, as text.
    pub number: String,
    /// Its name, from the expenses where they have one; else from the visits, else empty.
    pub name: String,
}

/// The rows of one organization and centre each, a column a field.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Into [`Merged::organizations`].
    pub organization: Vec<u32>,
    /// Into [`Merged::centres`].
    pub centre: Vec<u32>,
    /// Money spent.
    pub expenses: Amounts,
    /// Visits.
    pub visits: Amounts,
}

impl Rows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.organization.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.organization.is_empty()
    }

    fn with_capacity(rows: usize) -> Rows {
        Rows {
            organization: Vec::with_capacity(rows),
            centre: Vec::with_capacity(rows),
            expenses: Amounts::with_capacity(rows),
            visits: Amounts::with_capacity(rows),
        }
    }

    fn push(&mut self, (organization, centre): Key, expenses: Amount, visits: Amount) {
        self.organization.push(organization);
        self.centre.push(centre);
        self.expenses.push(expenses);
        self.visits.push(visits);
    }
}

/// Both files, joined.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Organization identifiers, as text, of both files.
    pub organizations: Vec<Box<str>>,
    /// The centres of both files.
    pub centres: Vec<Centre>,
    /// Organization and centre pairs that stand in both, in the order of the expenses.
    pub matched: Rows,
    /// Those that stand in one only; the other's amount is [`Amount::Absent`]. Expenses first.
    pub unmatched: Rows,
    /// What is wrong with the keys, where under half of a file's match.
    pub mismatch: Option<Mismatch>,
    /// What was odd about the join.
    pub notices: Vec<Notice>,
    /// What stands for missing visits of joined rows under [`MissingVisits::Estimate`]; none until
    /// somebody puts them here.
    pub estimates: Estimates,
    /// The order of the identifiers and names.
    pub(crate) ranks: Ranks,
}

impl Merged {
    /// The visits of a joined row that count under a policy: what the file says, or an estimate.
    #[must_use]
    #[inline]
    pub fn visits(&self, row: usize, policy: MissingVisits) -> Amount {
        match self.matched.visits.get(row) {
            visits @ Amount::Known(known) if known != 0.0 => visits,
            visits => self.estimate(row, policy).map_or(visits, |estimate| Amount::Known(estimate.visits)),
        }
    }

    /// The estimate of a joined row's visits, where one is in force.
    #[must_use]
    pub fn estimate(&self, row: usize, policy: MissingVisits) -> Option<&Estimate> {
        if policy == MissingVisits::Estimate { self.estimates.of_row(row) } else { None }
    }
}

/// The keys of two files that mostly do not match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// How many pairs of organization and centre match.
    pub matched: usize,
    /// A few pairs that stand in the expenses only.
    pub only_in_expenses: Vec<[String; 2]>,
    /// A few pairs that stand in the visits only.
    pub only_in_visits: Vec<[String; 2]>,
    /// How many pairs would match without leading zeros, letter case and a trailing `.0`.
    pub would_match: usize,
}

impl Mismatch {
    /// Looks at the keys of both files, `in_both` of which match.
    fn of(in_both: usize, spent: &Keyed<'_>, seen: &Keyed<'_>, texts: &Texts) -> Option<Mismatch> {
        const FEW: usize = 3;
        if in_both * 2 >= spent.len().min(seen.len()) {
            return None;
        }
        let text = |(organization, centre): Key| {
            [&texts.organizations.texts()[organization as usize], &texts.centres.texts()[centre as usize]]
        };
        let few = |keyed: &Keyed<'_>, others: &Keyed<'_>| -> Vec<[String; 2]> {
            let alone = keyed.keys().filter(|&key| others.place(key).is_none());
            alone.take(FEW).map(|key| text(key).map(ToString::to_string)).collect()
        };
        let fold = |keyed: &Keyed<'_>| -> FxHashSet<[String; 2]> {
            keyed.keys().map(|key| text(key).map(|id| folded(id))).collect()
        };
        Some(Mismatch {
            matched: in_both,
            only_in_expenses: few(spent, seen),
            only_in_visits: few(seen, spent),
            would_match: fold(spent).intersection(&fold(seen)).count(),
        })
    }
}

/// What rows go by: an organization, or a region, and a centre.
pub(crate) type Key = (u32, u32);

/// The identifiers of both files.
struct Texts {
    organizations: Interner,
    centres: Interner,
}

/// Joins on organization and centre number, as text. Several lines with one key are summed before
/// the join, each side on its own, so that none is ever multiplied by the other's.
#[must_use]
#[inline(never)]
pub fn merge(expenses: &Table, visits: &Table) -> Merged {
    let mut texts = Texts { organizations: Interner::default(), centres: Interner::default() };
    let numbers = [expenses, visits].map(|table| Numbers::of(table, &mut texts));
    let [spent, seen] =
        [(expenses, &numbers[0]), (visits, &numbers[1])].map(|(table, numbers)| Keyed::of(table, numbers, &texts));
    let mut notices = Vec::new();
    spent.note(&mut notices);
    seen.note(&mut notices);

    let mut gaps = Gaps::default();
    let mut matched = Rows::with_capacity(spent.len().min(seen.len()));
    let mut unmatched = Rows::default();
    let mut is_matched = vec![false; seen.len()];
    for (at, key) in spent.keys().enumerate() {
        match seen.place(key) {
            Some(place) => {
                let (expenses, visits) = (spent.amount(at), seen.amount(place));
                gaps.count(expenses, visits);
                matched.push(key, expenses, visits);
                is_matched[place] = true;
            }
            None => unmatched.push(key, spent.amount(at), Amount::Absent),
        }
    }
    let only_in_expenses = unmatched.len();
    for (at, key) in seen.keys().enumerate().filter(|&(at, _)| !is_matched[at]) {
        unmatched.push(key, Amount::Absent, seen.amount(at));
    }

    let mismatch = Mismatch::of(matched.len(), &spent, &seen, &texts);
    let centres = centres(&texts, [expenses, visits], &numbers, &mut notices);
    let unmatched_keys = [
        (NoticeKind::OnlyInExpenses, only_in_expenses),
        (NoticeKind::OnlyInVisits, unmatched.len() - only_in_expenses),
    ];
    let counts = gaps.counts().into_iter().chain(unmatched_keys);
    notices.extend(counts.filter(|&(_, n)| n > 0).map(|(kind, n)| counted(kind, n)));
    Merged {
        organizations: texts.organizations.into_texts(),
        centres,
        matched,
        unmatched,
        mismatch,
        notices,
        estimates: Estimates::default(),
        ranks: Ranks::default(),
    }
}

/// The numbers that a table's identifiers have among those of both tables.
struct Numbers {
    organizations: Vec<u32>,
    centres: Vec<u32>,
}

impl Numbers {
    fn of(table: &Table, texts: &mut Texts) -> Numbers {
        let renumber = |from: &Interner, to: &mut Interner| from.texts().iter().map(|text| to.intern(text)).collect();
        Numbers {
            organizations: renumber(&table.organizations, &mut texts.organizations),
            centres: renumber(&table.centres, &mut texts.centres),
        }
    }
}

/// The keys of one file, each once, in order of first appearance.
struct Keyed<'a> {
    table: &'a Table,
    numbers: &'a Numbers,
    places: Places,
    /// Where a key has several lines.
    summed: Option<Summed>,
}

/// Keys that have several lines.
#[derive(Default)]
struct Summed {
    /// A key's first line.
    first: Vec<u32>,
    /// A key's place in `totals`, plus 1; 0 where it has one line.
    total: Vec<u32>,
    totals: Vec<Total>,
}

/// The lines of one key.
#[derive(Clone, Copy, Default)]
struct Total {
    sum: Sum,
    known: u32,
    lines: u32,
    gap: Option<Gap>,
}

impl Total {
    fn add(&mut self, amount: Amount) {
        self.lines += 1;
        if let Some(value) = amount.known() {
            self.sum.add(value);
            self.known += 1;
        }
        self.gap = self.gap.max(amount.gap());
    }

    /// What all lines come to: the sum of what is known, or why nothing is.
    fn amount(&self) -> Amount {
        match self.gap {
            Some(gap) if self.known == 0 => gap.into(),
            _ => Amount::Known(self.sum.value()),
        }
    }
}

impl<'a> Keyed<'a> {
    fn of(table: &'a Table, numbers: &'a Numbers, texts: &Texts) -> Keyed<'a> {
        let places = Places::of(texts.organizations.texts().len(), texts.centres.texts().len(), table.len());
        let mut keyed = Keyed { table, numbers, places, summed: None };
        for line in 0..table.len() {
            let key = keyed.key_of(line);
            let next = index(keyed.summed.as_ref().map_or(line, |summed| summed.first.len()));
            let place = keyed.places.learn(key, next, |place| {
                let line = keyed.summed.as_ref().map_or(place, |summed| summed.first[place as usize]);
                numbers.key(table.key(line as usize))
            });
            if place != next || keyed.summed.is_some() {
                keyed.sum(place, next, line);
            }
        }
        keyed
    }

    /// Adds a line where any key has several.
    fn sum(&mut self, place: u32, next: u32, line: usize) {
        let summed = self.summed.get_or_insert_with(|| Summed {
            first: (0..next).collect(),
            total: vec![0; next as usize],
            totals: Vec::new(),
        });
        if place == next {
            summed.first.push(index(line));
            summed.total.push(0);
            return;
        }
        let place = place as usize;
        if summed.total[place] == 0 {
            let mut total = Total::default();
            total.add(self.table.amounts().get(summed.first[place] as usize));
            summed.totals.push(total);
            summed.total[place] = index(summed.totals.len());
        }
        summed.totals[summed.total[place] as usize - 1].add(self.table.amounts().get(line));
    }

    /// How many keys there are.
    fn len(&self) -> usize {
        self.summed.as_ref().map_or(self.table.len(), |summed| summed.first.len())
    }

    fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        (0..self.len()).map(|place| self.key_of(self.line(place)))
    }

    fn place(&self, key: Key) -> Option<usize> {
        self.places.get(key, |place| self.key_of(self.line(place as usize))).map(|place| place as usize)
    }

    fn amount(&self, place: usize) -> Amount {
        match &self.summed {
            Some(summed) if summed.total[place] > 0 => summed.totals[summed.total[place] as usize - 1].amount(),
            _ => self.table.amounts().get(self.line(place)),
        }
    }

    /// The first line of a key.
    fn line(&self, place: usize) -> usize {
        self.summed.as_ref().map_or(place, |summed| summed.first[place] as usize)
    }

    fn key_of(&self, line: usize) -> Key {
        self.numbers.key(self.table.key(line))
    }

    fn note(&self, notices: &mut Vec<Notice>) {
        let table = self.table;
        if let Some(Summed { totals, .. }) = &self.summed {
            let lines = totals.iter().map(|total| total.lines as usize).sum();
            let summed = counted(NoticeKind::SummedLines, lines).saying(totals.len().to_string());
            notices.push(summed.in_file(&table.file));
            let partial = totals.iter().filter(|total| total.gap.is_some() && total.known > 0).count();
            if partial > 0 {
                notices.push(counted(NoticeKind::PartialSums, partial).in_file(&table.file));
            }
        }
        let negative = match table.measure {
            Measure::Expenses => NoticeKind::NegativeExpenses,
            Measure::Visits => NoticeKind::NegativeVisits,
        };
        let mut listed = Notices::default();
        for (at, amount) in table.amounts().iter().enumerate() {
            let Some(value) = amount.known().filter(|&value| value < 0.0) else { continue };
            let line = table.line(at);
            let about = (table.organizations.text(line.organization), table.centres.text(line.centre));
            listed.push(
                Notice::new(negative, 1)
                    .in_file(&table.file)
                    .at_row(line.row.into())
                    .in_column(table.header(table.measure.into()))
                    .saying(value.to_string())
                    .about(Some(about.0), Some(about.1)),
            );
        }
        notices.extend(listed.into_vec());
    }
}

impl Numbers {
    #[inline]
    fn key(&self, (organization, centre): Key) -> Key {
        (self.organizations[organization as usize], self.centres[centre as usize])
    }
}

/// Where a key of two numbers stands among others.
pub(crate) enum Places {
    /// By organization and centre: a number for each pair there could be, [`NOWHERE`] for most.
    Grid { centres: usize, places: Vec<u32> },
    /// For pairs that are few of those there could be.
    Few(HashTable<u32>),
}

const NOWHERE: u32 = u32::MAX;

impl Places {
    /// None yet, of so many first and second numbers, on so many lines.
    pub(crate) fn of(organizations: usize, centres: usize, lines: usize) -> Places {
        /// So many pairs a line are still quicker looked up than hashed.
        const PAIRS: usize = 8;
        match organizations.checked_mul(centres).filter(|&pairs| pairs <= lines.saturating_mul(PAIRS).max(1 << 16)) {
            Some(pairs) => Places::Grid { centres, places: vec![NOWHERE; pairs] },
            None => Places::Few(HashTable::with_capacity(lines)),
        }
    }

    /// The place of a key; `next` where it is new. `key_at` tells the key of a place.
    #[inline]
    pub(crate) fn learn(&mut self, key: Key, next: u32, key_at: impl Fn(u32) -> Key) -> u32 {
        match self {
            Places::Grid { centres, places } => {
                let place = &mut places[key.0 as usize * *centres + key.1 as usize];
                if *place == NOWHERE {
                    *place = next;
                }
                *place
            }
            Places::Few(places) => {
                let hash = |key: Key| FxBuildHasher.hash_one(key);
                *places
                    .entry(hash(key), |&place| key_at(place) == key, |&place| hash(key_at(place)))
                    .or_insert(next)
                    .get()
            }
        }
    }

    #[inline]
    fn get(&self, key: Key, key_at: impl Fn(u32) -> Key) -> Option<u32> {
        match self {
            Places::Grid { centres, places } => {
                Some(places[key.0 as usize * centres + key.1 as usize]).filter(|&place| place != NOWHERE)
            }
            Places::Few(places) => places.find(FxBuildHasher.hash_one(key), |&place| key_at(place) == key).copied(),
        }
    }
}

/// A count of lines or keys, of which there are fewer than rows, which are u32.
#[expect(clippy::cast_possible_truncation, reason = "rows are u32")]
fn index(count: usize) -> u32 {
    count as u32
}

/// The centres of both files, with the names that the first of them gives.
fn centres(texts: &Texts, tables: [&Table; 2], numbers: &[Numbers; 2], notices: &mut Vec<Notice>) -> Vec<Centre> {
    let mut named: Vec<Option<(&Table, u32)>> = vec![None; texts.centres.texts().len()];
    for (table, numbers) in tables.into_iter().zip(numbers) {
        for (local, &number) in (0..).zip(&numbers.centres) {
            let named = &mut named[number as usize];
            *named = named.or_else(|| (!table.names.of(local).is_empty()).then_some((table, local)));
        }
    }
    let centre = |(number, named): (&str, Option<(&Table, u32)>)| {
        let Some((table, local)) = named else { return Centre { number: number.to_string(), name: String::new() } };
        let (name, names) = (table.names.commonest(local), table.names.of(local));
        if names.len() > 1 {
            let others = names.iter().map(|(other, _)| &**other).filter(|other| *other != name);
            let value = format!("{number}: {name}; {}", others.collect::<Vec<_>>().join("; "));
            notices.push(counted(NoticeKind::CentreNames, names.len()).saying(value).about(None, Some(number)));
        }
        Centre { number: number.to_string(), name: name.to_owned() }
    };
    texts.centres.texts().iter().map(AsRef::as_ref).zip(named).map(centre).collect()
}

/// How many joined rows lack an amount, and why.
#[derive(Default)]
struct Gaps {
    missing_visits: usize,
    zero_visits: usize,
    suppressed_visits: usize,
    unknown_expenses: usize,
}

impl Gaps {
    fn count(&mut self, expenses: Amount, visits: Amount) {
        self.unknown_expenses += usize::from(expenses.known().is_none());
        match visits {
            Amount::Missing => self.missing_visits += 1,
            Amount::Suppressed => self.suppressed_visits += 1,
            Amount::Known(0.0) => self.zero_visits += 1,
            _ => {}
        }
    }

    fn counts(self) -> [(NoticeKind, usize); 4] {
        [
            (NoticeKind::MissingVisits, self.missing_visits),
            (NoticeKind::ZeroVisits, self.zero_visits),
            (NoticeKind::SuppressedVisits, self.suppressed_visits),
            (NoticeKind::UnknownExpenses, self.unknown_expenses),
        ]
    }
}

fn counted(kind: NoticeKind, count: usize) -> Notice {
    Notice::new(kind, count as u64)
}
