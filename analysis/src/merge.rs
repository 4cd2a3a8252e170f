//! Two tables -> the rows they share, and those that stand in one only.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::estimates::{Estimate, Estimates};
use crate::ingest::ids::folded;
use crate::interner::Interner;
use crate::keyed::{self, Keyed, Texts};
use crate::mismatch::Mismatch;
use crate::names::{Called, Names};
use crate::notice::{Notice, NoticeKind, Notices, listed};
use crate::per_visit::MissingVisits;
use crate::periods::Coverage;
use crate::places::{Key, Pairs};
use crate::rows::Ranks;
use crate::sort::order_of_ranks;
use crate::table::{Amount, Amounts, Numbers, Table};

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
    pub organization: Arc<Vec<u32>>,
    /// Into [`Merged::centres`].
    pub centre: Arc<Vec<u32>>,
    /// Money spent.
    pub expenses: Arc<Amounts>,
    /// Visits.
    pub visits: Arc<Amounts>,
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

    /// The rows of expenses whose keys all have visits, of one line each: the file's own columns, without a copy.
    fn shared(spent: &Keyed<'_>, visits: Arc<Amounts>) -> Rows {
        let Numbers { organization, centre, amount } = spent.columns_of_expenses();
        Rows { organization, centre, expenses: amount, visits }
    }
}

/// Rows while they are joined.
#[derive(Default)]
struct Joining {
    organization: Vec<u32>,
    centre: Vec<u32>,
    expenses: Amounts,
    visits: Amounts,
}

impl Joining {
    fn with_capacity(rows: usize) -> Joining {
        Joining {
            organization: Vec::with_capacity(rows),
            centre: Vec::with_capacity(rows),
            expenses: Amounts::with_capacity(rows),
            visits: Amounts::with_capacity(rows),
        }
    }

    /// Adds keys that stand one after the other in both files, each with one line in either.
    fn extend_with_run(&mut self, spent: &Keyed<'_>, at: Range<usize>, seen: &Keyed<'_>, place: Range<usize>) {
        self.organization.extend(spent.organizations(at.clone()));
        self.centre.extend(spent.centres(at.clone()));
        self.expenses.extend(spent.amounts(), at);
        self.visits.extend(seen.amounts(), place);
    }

    fn push(&mut self, (organization, centre): Key, expenses: Amount, visits: Amount) {
        self.organization.push(organization);
        self.centre.push(centre);
        self.expenses.push(expenses);
        self.visits.push(visits);
    }

    fn done(self) -> Rows {
        let Joining { organization, centre, expenses, visits } = self;
        Rows {
            organization: organization.into(),
            centre: centre.into(),
            expenses: expenses.into(),
            visits: visits.into(),
        }
    }
}

/// Why a row's unit cost may be another than it seems: its amounts are not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// Of its lines, which were summed, some have no amount.
    PartialSum,
    /// Its expenses are of other periods than its visits.
    OtherPeriods,
}

/// Both files, joined.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Organization identifiers, as text, of both files.
    pub organizations: Vec<Box<str>>,
    /// What they are called, where a file tells.
    pub called: Called,
    /// The centres of both files.
    pub centres: Vec<Centre>,
    /// Organization and centre pairs that stand in both, in the order of the expenses.
    pub matched: Rows,
    /// Those that stand in one only; the other's amount is [`Amount::Absent`]. Expenses first.
    pub unmatched: Rows,
    /// What is wrong with the keys, where under half of a file's match, or others would.
    pub mismatch: Option<Mismatch>,
    /// What was odd about the join.
    pub notices: Vec<Notice>,
    /// What stands for missing visits of joined rows under [`MissingVisits::Estimate`]; none until
    /// somebody puts them here.
    pub estimates: Estimates,
    /// The rows, by organization and centre, whose amounts are not all of them.
    pub(crate) doubts: FxHashMap<Key, Doubt>,
    /// The order of the identifiers and names.
    pub(crate) ranks: Ranks,
}

impl Merged {
    /// The centres by number in natural order; into [`Merged::centres`].
    pub(crate) fn centres_by_number(&self) -> Vec<u32> {
        order_of_ranks(self.ranks.of_centre_numbers(&self.centres))
    }

    /// The organizations that have a joined row, in natural order; into [`Merged::organizations`].
    #[must_use]
    pub fn organizations_joined(&self) -> Vec<u32> {
        used(order_of_ranks(self.ranks.of_organizations(&self.organizations)), &self.matched.organization)
    }

    /// The centres that have a joined row, in the natural order of their numbers; into [`Merged::centres`].
    pub(crate) fn centres_joined(&self) -> Vec<u32> {
        used(self.centres_by_number(), &self.matched.centre)
    }

    /// The visits of a joined row that count under a policy: what the file says, or an estimate.
    #[must_use]
    #[inline]
    pub fn visits(&self, row: usize, policy: MissingVisits) -> Amount {
        match self.matched.visits.get(row) {
            visits @ Amount::Known(known) if known != 0.0 => visits,
            visits => self.estimate(row, policy).map_or(visits, |estimate| Amount::Known(estimate.visits)),
        }
    }

    /// Why the unit cost of one of some rows may be another than it seems.
    pub(crate) fn doubt(&self, rows: &Rows, row: usize) -> Option<Doubt> {
        self.doubts.get(&(rows.organization[row], rows.centre[row])).copied()
    }

    /// The estimate of a joined row's visits, where one is in force.
    #[must_use]
    pub fn estimate(&self, row: usize, policy: MissingVisits) -> Option<&Estimate> {
        if policy == MissingVisits::Estimate { self.estimates.of_row(row) } else { None }
    }
}

/// Those of some numbers, which are all there are, that are used.
fn used(mut numbers: Vec<u32>, uses: &[u32]) -> Vec<u32> {
    let mut is_used = vec![false; numbers.len()];
    uses.iter().for_each(|&used| is_used[used as usize] = true);
    numbers.retain(|&number| is_used[number as usize]);
    numbers
}

/// Where the next key of the expenses is likely to stand among those of the visits: after the one
/// before it, where both files are in one order.
#[derive(Default)]
struct Guess {
    place: usize,
    right: usize,
    wrong: usize,
}

impl Guess {
    /// Whether it was right more often than not, or has not been wrong often.
    fn is_worth_it(&self) -> bool {
        const OFTEN: usize = 100;
        self.wrong < OFTEN || self.right > self.wrong
    }

    fn learn(&mut self, run: usize) {
        self.right += run;
        self.wrong += usize::from(run == 0);
    }
}

/// Joins on organization and centre number, as text. Several lines with one key are summed before
/// the join, each side on its own, so that none is ever multiplied by the other's.
#[must_use]
#[inline(never)]
pub fn merge(expenses: &Table, visits: &Table) -> Merged {
    /// So many keys tell that two files have them in one order.
    const IN_ORDER: usize = 16;
    let mut texts = Texts::default();
    let numbers = [expenses, visits].map(|table| keyed::Numbers::of(table, &mut texts));
    let run = keyed::run([(expenses, &numbers[0], 0), (visits, &numbers[1], 0)]);
    let are_same = run == expenses.len() && run == visits.len();
    if are_same {
        expenses.has_lines_like(visits);
        visits.has_lines_like(expenses);
    }
    let are_in_order = are_same || run >= IN_ORDER;
    let grid = if are_in_order { None } else { Grid::of([expenses, visits], &texts) };
    let spent = Keyed::of(expenses, &numbers[0], &texts, false);
    let seen = Keyed::of(visits, &numbers[1], &texts, !are_in_order && grid.is_none());
    let mut notices = Vec::new();
    let mut doubts = FxHashMap::default();
    if let Some((notice, keys)) = Coverage::differ(expenses, visits) {
        notices.push(notice);
        doubts.extend(keys.into_iter().map(|key| (key, Doubt::OtherPeriods)));
    }
    doubts.extend(spent.partial_keys().chain(seen.partial_keys()).map(|key| (key, Doubt::PartialSum)));
    spent.note(&mut notices);
    seen.note(&mut notices);

    let (matched, unmatched, only_in_expenses) = match grid {
        Some(grid) => grid.joined(&spent, &seen),
        None => joined(&spent, &seen, run),
    };
    let mut gaps = Gaps::default();
    (0..matched.len()).for_each(|row| gaps.count(matched.expenses.get(row), matched.visits.get(row)));
    let mismatch = Mismatch::of(matched.len(), &unmatched, only_in_expenses, &texts, [expenses, visits]);
    let centres = centres(&texts, [expenses, visits], &numbers, &mut notices);
    let called = called(&texts, [expenses, visits], &numbers, &mut notices);
    let unmatched_keys = [
        (NoticeKind::OnlyInExpenses, only_in_expenses),
        (NoticeKind::OnlyInVisits, unmatched.len() - only_in_expenses),
    ];
    let counts = gaps.counts().into_iter().chain(unmatched_keys);
    notices.extend(counts.filter(|&(_, n)| n > 0).map(|(kind, n)| counted(kind, n)));
    Merged {
        organizations: texts.organizations.into_texts(),
        called,
        centres,
        matched,
        unmatched,
        mismatch,
        notices,
        estimates: Estimates::default(),
        doubts,
        ranks: Ranks::default(),
    }
}

/// A place for the visits of each pair of organization and centre, where each key has one line: in files of different
/// orders every look at memory is one somewhere else, which takes longer than all that is done with a row. So a key's
/// visits are found and ticked off at once.
struct Grid {
    pairs: Pairs,
    visits: Amounts,
}

impl Grid {
    /// An empty one; `None` where a key may have several lines, or too few of the pairs are keys.
    fn of([expenses, visits]: [&Table; 2], texts: &Texts) -> Option<Grid> {
        /// Each takes eight bytes.
        const FOR_A_LINE: usize = 2;
        let (organizations, centres) = (texts.organizations.texts().len(), texts.centres.texts().len());
        let pairs = Pairs::at_most(organizations, centres, visits.len().saturating_mul(FOR_A_LINE))?;
        let are_single = expenses.has_single_lines() && visits.has_single_lines();
        are_single.then(|| Grid { pairs, visits: Amounts::absent(pairs.count) })
    }

    /// See [`joined`].
    fn joined(mut self, spent: &Keyed<'_>, seen: &Keyed<'_>) -> (Rows, Rows, usize) {
        for (key, amount) in seen.keys().zip(seen.amounts().iter()) {
            self.visits.set(self.pairs.place(key), amount);
        }
        let visits = self.visits.taken(spent.keys().map(|key| self.pairs.place(key)));
        let only_in_expenses = visits.iter().filter(|&visits| visits == Amount::Absent).count();
        let in_both = spent.len() - only_in_expenses;
        let mut unmatched = Joining::default();
        let matched = if only_in_expenses == 0 {
            Rows::shared(spent, visits.into())
        } else {
            let mut matched = Joining::with_capacity(in_both);
            for ((key, expenses), visits) in spent.keys().zip(spent.amounts().iter()).zip(visits.iter()) {
                match visits {
                    Amount::Absent => unmatched.push(key, expenses, visits),
                    visits => matched.push(key, expenses, visits),
                }
            }
            matched.done()
        };
        if in_both < seen.len() {
            let left = seen.keys().map(|key| (key, self.visits.get(self.pairs.place(key))));
            for (key, visits) in left.filter(|&(_, visits)| visits != Amount::Absent) {
                unmatched.push(key, Amount::Absent, visits);
            }
        }
        (matched, unmatched.done(), only_in_expenses)
    }
}

/// The keys that stand in both files, those that stand in one, and how many of these in the expenses. The first `run`
/// lines of both have the same keys.
fn joined(spent: &Keyed<'_>, seen: &Keyed<'_>, run: usize) -> (Rows, Rows, usize) {
    let mut run = if spent.has_single_lines() && seen.has_single_lines() { run } else { 0 };
    if run == spent.len() && run == seen.len() {
        return (Rows::shared(spent, seen.shared_amounts()), Rows::default(), 0);
    }
    let mut matched = Joining::with_capacity(spent.len().min(seen.len()));
    let mut unmatched = Joining::default();
    let mut is_matched = vec![false; seen.len()];
    let (mut at, mut guess) = (0, Guess::default());
    while at < spent.len() {
        guess.learn(run);
        let place = guess.place;
        if run > 0 {
            matched.extend_with_run(spent, at..at + run, seen, place..place + run);
            is_matched[place..place + run].fill(true);
            (at, guess.place) = (at + run, place + run);
        } else {
            let key = spent.key(at);
            match seen.place(key) {
                Some(place) => {
                    matched.push(key, spent.amount(at), seen.amount(place));
                    is_matched[place] = true;
                    guess.place = place + 1;
                }
                None => unmatched.push(key, spent.amount(at), Amount::Absent),
            }
            at += 1;
        }
        run = if guess.is_worth_it() { spent.run(at, seen, guess.place) } else { 0 };
    }
    let only_in_expenses = unmatched.organization.len();
    for (at, key) in seen.keys().enumerate().filter(|&(at, _)| !is_matched[at]) {
        unmatched.push(key, Amount::Absent, seen.amount(at));
    }
    (matched.done(), unmatched.done(), only_in_expenses)
}

/// The centres of both files, with their names.
fn centres(
    texts: &Texts,
    tables: [&Table; 2],
    numbers: &[keyed::Numbers; 2],
    notices: &mut Vec<Notice>,
) -> Vec<Centre> {
    let [spent, seen] = tables.map(|table| &table.names);
    let of = [(spent, numbers[0].centres.as_slice()), (seen, numbers[1].centres.as_slice())];
    let kinds = [NoticeKind::CentreNames, NoticeKind::OtherCentreNames];
    let names = names(&texts.centres, of, kinds, |number| [None, Some(number)], notices);
    let centre = |(number, name): (&str, &str)| Centre { number: number.to_string(), name: name.to_owned() };
    texts.centres.texts().iter().map(AsRef::as_ref).zip(names).map(centre).collect()
}

/// What the organizations of both files are called.
fn called(texts: &Texts, tables: [&Table; 2], numbers: &[keyed::Numbers; 2], notices: &mut Vec<Notice>) -> Called {
    let [spent, seen] = tables.map(|table| &table.organization_names);
    if spent.is_empty() && seen.is_empty() {
        return Called::default();
    }
    let of = [(spent, numbers[0].organizations.as_slice()), (seen, numbers[1].organizations.as_slice())];
    let kinds = [NoticeKind::OrganizationNames, NoticeKind::OtherOrganizationNames];
    let names = names(&texts.organizations, of, kinds, |organization| [Some(organization), None], notices);
    Called::of(texts.organizations.texts(), &names)
}

/// What texts of both files are called, by their numbers: the commonest name of the first file that has one; empty where
/// neither has. `of` are each file's names and the numbers of its texts, `kinds` the notices of several names in one file
/// and of others in the visits, `key` is what those of a text are about.
fn names<'a>(
    texts: &'a Interner,
    of: [(&'a Names, &[u32]); 2],
    kinds: [NoticeKind; 2],
    key: fn(&str) -> [Option<&str>; 2],
    notices: &mut Vec<Notice>,
) -> Vec<&'a str> {
    const FEW: usize = 5;
    let mut named: Vec<Option<(&Names, u32)>> = vec![None; texts.texts().len()];
    let mut others = Vec::new();
    for (names, numbers) in of {
        for (local, &number) in (0..).zip(numbers) {
            let name = names.commonest(local);
            match &mut named[number as usize] {
                _ if name.is_empty() => {}
                unnamed @ None => *unnamed = Some((names, local)),
                Some((first, its)) if first.has(*its, name) => {}
                Some((first, its)) => others.push((number, first.commonest(*its), name)),
            }
        }
    }
    let mut several = Notices::default();
    let name = |(text, named): (&str, Option<(&'a Names, u32)>)| {
        let Some((names, local)) = named else { return "" };
        let name = names.commonest(local);
        let is_other = |other: &&str| *other != name && folded(other) != folded(name);
        let others: Vec<&str> = names.of(local).iter().map(|(other, _)| &**other).filter(is_other).collect();
        if !others.is_empty() {
            let value = format!("{name}; {}", listed(&others, FEW));
            let [organization, centre] = key(text);
            several.push(counted(kinds[0], 1 + others.len()).saying(value).about(organization, centre));
        }
        name
    };
    let names = texts.texts().iter().map(AsRef::as_ref).zip(named).map(name).collect();
    notices.extend(several.into_vec());
    if !others.is_empty() {
        let named = |&(number, name, other)| format!("{} ({name}; {other})", texts.text(number));
        let few: Vec<String> = others.iter().take(FEW).map(named).collect();
        let more = if others.len() > FEW { ", …" } else { "" };
        notices.push(counted(kinds[1], others.len()).saying(few.join(", ") + more));
    }
    names
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

pub(crate) fn counted(kind: NoticeKind, count: usize) -> Notice {
    Notice::new(kind, count as u64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::merge;
    use crate::ingest::{Options, read};
    use crate::table::{Amount, Measure, Table};

    fn tables(expenses: &str, visits: &str) -> [Table; 2] {
        let table = |header, lines: &str, measure| {
            let text = format!("Org,Centre no,{header}\n{}\n", lines.replace(' ', "\n"));
            read(text.as_bytes(), measure, "file.csv", &Options::default()).unwrap()
        };
        [table("Expenses", expenses, Measure::Expenses), table("Visits", visits, Measure::Visits)]
    }

    /// The joined rows' expenses and visits, and which of the files' own columns they share: the expenses', the visits'.
    fn joined(expenses: &str, visits: &str) -> (Vec<(Amount, Amount)>, [bool; 2]) {
        let [expenses, visits] = tables(expenses, visits);
        let rows = merge(&expenses, &visits).matched;
        let (own, others) = (expenses.columns_of_lines(), visits.columns_of_lines());
        let are_expenses_shared = Arc::ptr_eq(&rows.organization, &own.organization)
            && Arc::ptr_eq(&rows.centre, &own.centre)
            && Arc::ptr_eq(&rows.expenses, &own.amount);
        let shared = [are_expenses_shared, Arc::ptr_eq(&rows.visits, &others.amount)];
        (rows.expenses.iter().zip(rows.visits.iter()).collect(), shared)
    }

    fn known(amounts: &[(f64, f64)]) -> Vec<(Amount, Amount)> {
        amounts.iter().map(|&(expenses, visits)| (Amount::Known(expenses), Amount::Known(visits))).collect()
    }

    #[test]
    fn files_with_the_same_keys_in_one_order_share_their_columns() {
        assert_eq!(
            joined("1,7,10 2,7,20 1,8,30", "1,7,1 2,7,2 1,8,3"),
            (known(&[(10., 1.), (20., 2.), (30., 3.)]), [true, true])
        );
    }

    #[test]
    fn expenses_that_all_have_visits_somewhere_share_their_columns() {
        let rows = known(&[(10., 1.), (20., 2.)]);
        // A key more in the visits, another order.
        assert_eq!(joined("1,7,10 2,7,20", "1,7,1 2,7,2 1,8,3"), (rows.clone(), [true, false]));
        assert_eq!(joined("1,7,10 2,7,20", "2,7,2 1,7,1"), (rows, [true, false]));
    }

    #[test]
    fn other_files_are_joined_row_by_row() {
        let rows = known(&[(10., 1.), (20., 2.)]);
        // A key more in the expenses, two lines of one key.
        assert_eq!(joined("1,7,10 2,7,20 1,8,30", "1,7,1 2,7,2"), (rows.clone(), [false, false]));
        assert_eq!(joined("1,7,10 2,7,20", "1,7,1 2,7,1 2,7,1"), (rows.clone(), [false, false]));
        // The same lines, two of which have one key.
        assert_eq!(joined("1,7,10 2,7,10 2,7,10", "1,7,1 2,7,1 2,7,1"), (rows, [false, false]));
    }

    #[test]
    fn keys_that_would_match_are_told_however_few() {
        let check = |expenses: &str, visits: &str, expected: Option<(bool, usize, &str)>| {
            let [expenses, visits] = tables(expenses, visits);
            let found = merge(&expenses, &visits).mismatch;
            let found = found.as_ref().map(|it| (it.are_few, it.would_match, it.only_in_expenses[0].join("/")));
            assert_eq!(found, expected.map(|(are_few, would_match, one)| (are_few, would_match, one.to_owned())));
        };
        check("1,7,10 2,7,20 3,7,30 x,9,1 007,7,2", "1,7,1 2,7,2 3,7,3 7,7,4 y,9,5", Some((false, 1, "007/7")));
        check("1,7,10 2,7,20 3,7,30 007,7,2", "1,7,1 2,7,2 3,7,3 8,7,4", None);
        check("1,7,10 2,7,20 \u{e9},8,30", "1,7,1 E\u{300},8,2 4,7,3", Some((true, 1, "\u{e9}/8")));
        check("1,7,10 2,7,20", "1,8,1 2,8,2", Some((true, 0, "1/7")));
    }
}
