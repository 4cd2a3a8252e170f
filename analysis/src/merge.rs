//! Two tables -> the rows they share, and those that stand in one only.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::ingest::ids::folded;
use crate::notice::{Notice, NoticeKind, Notices};
use crate::sum::Sum;
use crate::table::{Amount, Amounts, Interner, Line, Measure, Table};

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
    fn of(
        in_both: usize,
        spent: &Keyed,
        seen: &Keyed,
        organizations: &[Box<str>],
        centres: &[Box<str>],
    ) -> Option<Mismatch> {
        const FEW: usize = 3;
        if in_both * 2 >= spent.keys.len().min(seen.keys.len()) {
            return None;
        }
        let text = |&(organization, centre): &Key| [&organizations[organization as usize], &centres[centre as usize]];
        let few = |keys: &[Key], others: &Keyed| -> Vec<[String; 2]> {
            let alone = keys.iter().filter(|key| !others.places.contains_key(key));
            alone.take(FEW).map(|key| text(key).map(ToString::to_string)).collect()
        };
        let fold = |keyed: &Keyed| -> FxHashSet<[String; 2]> {
            keyed.keys.iter().map(|key| text(key).map(|id| folded(id))).collect()
        };
        Some(Mismatch {
            matched: in_both,
            only_in_expenses: few(&spent.keys, seen),
            only_in_visits: few(&seen.keys, spent),
            would_match: fold(spent).intersection(&fold(seen)).count(),
        })
    }
}

/// An organization and a centre.
type Key = (u32, u32);

/// Joins on organization and centre number, as text. Several lines with one key are summed before
/// the join, each side on its own, so that none is ever multiplied by the other's.
#[must_use]
pub fn merge(expenses: &Table, visits: &Table) -> Merged {
    let mut organizations = expenses.organizations.clone();
    let mut centres = expenses.centres.clone();
    let same = |id| id;
    let mut notices = Vec::new();
    let spent = Keyed::of(expenses, same, same, &mut notices);
    let visits_organizations = renumber(&visits.organizations, &mut organizations);
    let visits_centres = renumber(&visits.centres, &mut centres);
    let seen =
        Keyed::of(visits, |id| visits_organizations[id as usize], |id| visits_centres[id as usize], &mut notices);

    let mut matched = Rows::default();
    let mut unmatched = Rows::default();
    for (at, &key) in spent.keys.iter().enumerate() {
        match seen.places.get(&key) {
            Some(&place) => matched.push(key, spent.amount(at), seen.amount(place as usize)),
            None => unmatched.push(key, spent.amount(at), Amount::Absent),
        }
    }
    let only_in_expenses = unmatched.len();
    for (at, &key) in seen.keys.iter().enumerate() {
        if !spent.places.contains_key(&key) {
            unmatched.push(key, Amount::Absent, seen.amount(at));
        }
    }

    let mismatch = Mismatch::of(matched.len(), &spent, &seen, organizations.texts(), centres.texts());
    let mut names = Names::new(centres.texts().len());
    names.count(expenses, same);
    names.count(visits, |id| visits_centres[id as usize]);
    let centres: Vec<Centre> = centres
        .texts()
        .iter()
        .enumerate()
        .map(|(at, number)| {
            let (name, others) = names.commonest(at);
            if !others.is_empty() {
                let value = format!("{number}: {name}; {}", others.join("; "));
                let notice = counted(NoticeKind::CentreNames, 1 + others.len()).saying(value);
                notices.push(notice.about(None, Some(number)));
            }
            Centre { number: number.to_string(), name }
        })
        .collect();
    note_gaps(&matched, &mut notices);
    let unmatched_keys = [
        (NoticeKind::OnlyInExpenses, only_in_expenses),
        (NoticeKind::OnlyInVisits, unmatched.len() - only_in_expenses),
    ];
    notices.extend(unmatched_keys.into_iter().filter(|&(_, n)| n > 0).map(|(kind, n)| counted(kind, n)));
    Merged { organizations: organizations.texts().to_vec(), centres, matched, unmatched, mismatch, notices }
}

/// One file's amounts, a key once, in order of first appearance.
struct Keyed {
    keys: Vec<Key>,
    places: FxHashMap<Key, u32>,
    totals: Vec<Total>,
}

/// The lines of one key.
#[derive(Clone, Copy, Default)]
struct Total {
    sum: Sum,
    known: u32,
    lines: u32,
    gap: Option<crate::table::Gap>,
}

impl Keyed {
    fn of(
        table: &Table,
        organization: impl Fn(u32) -> u32,
        centre: impl Fn(u32) -> u32,
        notices: &mut Vec<Notice>,
    ) -> Keyed {
        let mut keyed = Keyed { keys: Vec::new(), places: FxHashMap::default(), totals: Vec::new() };
        for line in table.lines() {
            keyed.add((organization(line.organization), centre(line.centre)), line);
        }
        keyed.note(table, notices);
        keyed
    }

    fn add(&mut self, key: Key, line: Line) {
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.keys.push(key);
            self.totals.push(Total::default());
        }
        let total = &mut self.totals[place as usize];
        total.lines += 1;
        if let Some(value) = line.amount.known() {
            total.sum.add(value);
            total.known += 1;
        }
        total.gap = total.gap.max(line.amount.gap());
    }

    /// What all lines of a key come to: the sum of what is known, or why nothing is.
    fn amount(&self, at: usize) -> Amount {
        let total = self.totals[at];
        match total.gap {
            Some(gap) if total.known == 0 => gap.into(),
            _ => Amount::Known(total.sum.value()),
        }
    }

    fn note(&self, table: &Table, notices: &mut Vec<Notice>) {
        let summed = || self.totals.iter().filter(|total| total.lines > 1);
        let keys = summed().count();
        if keys > 0 {
            let lines = summed().map(|total| total.lines as usize).sum();
            notices.push(counted(NoticeKind::SummedLines, lines).saying(keys.to_string()).in_file(&table.file));
        }
        let partial = summed().filter(|total| total.gap.is_some() && total.known > 0).count();
        if partial > 0 {
            notices.push(counted(NoticeKind::PartialSums, partial).in_file(&table.file));
        }
        let negative = match table.measure {
            Measure::Expenses => NoticeKind::NegativeExpenses,
            Measure::Visits => NoticeKind::NegativeVisits,
        };
        let mut listed = Notices::default();
        for line in table.lines().filter(|line| line.amount.known().is_some_and(|value| value < 0.0)) {
            let value = line.amount.known().map(|value| value.to_string()).unwrap_or_default();
            let about = (table.organizations.text(line.organization), table.centres.text(line.centre));
            listed.push(
                Notice::new(negative, 1)
                    .in_file(&table.file)
                    .at_row(line.row.into())
                    .in_column(table.header(table.measure.into()))
                    .saying(value)
                    .about(Some(about.0), Some(about.1)),
            );
        }
        notices.extend(listed.into_vec());
    }
}

/// How often each centre is called what.
struct Names(Vec<Vec<(String, u64)>>);

impl Names {
    fn new(centres: usize) -> Names {
        Names(vec![Vec::new(); centres])
    }

    /// Counts the names of a file, but for the centres that an earlier one has named.
    fn count(&mut self, table: &Table, centre: impl Fn(u32) -> u32) {
        let mut seen: FxHashMap<Key, usize> = FxHashMap::default();
        let mut counts: Vec<(u32, u32, u64)> = Vec::new();
        for line in table.lines() {
            let at = *seen.entry((line.centre, line.name)).or_insert_with(|| {
                counts.push((line.centre, line.name, 0));
                counts.len() - 1
            });
            counts[at].2 += 1;
        }
        let named: Vec<bool> = self.0.iter().map(|names| !names.is_empty()).collect();
        for (id, name, count) in counts {
            let (at, name) = (centre(id) as usize, table.names.text(name));
            if !name.is_empty() && !named[at] {
                self.0[at].push((name.to_owned(), count));
            }
        }
    }

    /// The commonest name, the first among equals, and the others.
    fn commonest(&self, centre: usize) -> (String, Vec<&str>) {
        let names = &self.0[centre];
        let most = names.iter().map(|(_, count)| *count).max();
        let at = names.iter().position(|(_, count)| Some(*count) == most);
        let others = names.iter().enumerate().filter(|(i, _)| Some(*i) != at).map(|(_, (name, _))| name.as_str());
        (at.map(|at| names[at].0.clone()).unwrap_or_default(), others.collect())
    }
}

/// The numbers that `from`'s texts have in `to`, which learns those it lacks.
fn renumber(from: &Interner, to: &mut Interner) -> Vec<u32> {
    from.texts().iter().map(|text| to.intern(text)).collect()
}

fn note_gaps(rows: &Rows, notices: &mut Vec<Notice>) {
    let count = |test: &dyn Fn(Amount, Amount) -> bool| {
        (0..rows.len()).filter(|&at| test(rows.expenses.get(at), rows.visits.get(at))).count()
    };
    let counts = [
        (NoticeKind::MissingVisits, count(&|_, visits| visits == Amount::Missing)),
        (NoticeKind::ZeroVisits, count(&|_, visits| visits == Amount::Known(0.0))),
        (NoticeKind::SuppressedVisits, count(&|_, visits| visits == Amount::Suppressed)),
        (NoticeKind::UnknownExpenses, count(&|expenses, _| expenses.known().is_none())),
    ];
    notices.extend(counts.into_iter().filter(|&(_, n)| n > 0).map(|(kind, n)| counted(kind, n)));
}

fn counted(kind: NoticeKind, count: usize) -> Notice {
    Notice::new(kind, count as u64)
}
