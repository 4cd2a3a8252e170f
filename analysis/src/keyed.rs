//! A file's keys, each once, and what their lines come to.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::interner::Interner;
use crate::merge::counted;
use crate::notice::{LISTED, Notice, NoticeKind, Notices};
use crate::places::{Key, Places, index};
use crate::sum::Exact;
use crate::table::{self, Amount, Amounts, Gap, Measure, Table};

/// The identifiers of both files.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) organizations: Interner,
    pub(crate) centres: Interner,
}

/// The numbers that a table's identifiers have among those of both tables.
pub(crate) struct Numbers {
    pub(crate) organizations: Vec<u32>,
    pub(crate) centres: Vec<u32>,
}

impl Numbers {
    pub(crate) fn of(table: &Table, texts: &mut Texts) -> Numbers {
        // Two files mostly have the same identifiers in the same order.
        let number = |to: &mut Interner, at: usize, text: &str| match to.texts().get(at) {
            Some(likely) if **likely == *text => index(at),
            _ => to.intern(text),
        };
        let renumber = |from: &Interner, to: &mut Interner| {
            if to.texts().is_empty() {
                *to = from.clone();
            }
            from.texts().iter().enumerate().map(|(at, text)| number(to, at, text)).collect()
        };
        Numbers {
            organizations: renumber(&table.organizations, &mut texts.organizations),
            centres: renumber(&table.centres, &mut texts.centres),
        }
    }

    #[inline]
    fn key(&self, (organization, centre): Key) -> Key {
        (self.organizations[organization as usize], self.centres[centre as usize])
    }

    fn of_organizations(&self, table: &Table, lines: Range<usize>) -> impl Iterator<Item = u32> {
        table.numbers().organization[lines].iter().map(|&number| self.organizations[number as usize])
    }

    fn of_centres(&self, table: &Table, lines: Range<usize>) -> impl Iterator<Item = u32> {
        table.numbers().centre[lines].iter().map(|&number| self.centres[number as usize])
    }
}

/// How many lines of two tables, each from one of its own on, have the same keys one after the other.
pub(crate) fn run(lines: [(&Table, &Numbers, usize); 2]) -> usize {
    let [one, other] = lines.map(|(table, numbers, from)| {
        let lines = from..table.len();
        numbers.of_organizations(table, lines.clone()).zip(numbers.of_centres(table, lines))
    });
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// The keys of one file, each once, in order of first appearance.
pub(crate) struct Keyed<'a> {
    table: &'a Table,
    numbers: &'a Numbers,
    /// How many organizations and centres both files have.
    among: (usize, usize),
    /// Where the keys stand, once one was looked for.
    places: OnceCell<Places>,
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
    sum: Exact,
    known: u32,
    lines: u32,
    gap: Option<Gap>,
    /// The first line without an amount, where there is a gap.
    first_gap: u32,
}

impl Total {
    fn add(&mut self, line: u32, amount: Amount) {
        self.lines += 1;
        if let Some(value) = amount.known() {
            self.sum.add(value);
            self.known += 1;
        } else if self.gap.is_none() {
            self.first_gap = line;
        }
        self.gap = self.gap.max(amount.gap());
    }

    /// Whether it is over fewer lines than there are.
    fn is_partial(&self) -> bool {
        self.gap.is_some() && self.known > 0
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
    /// The keys of a file, whose places are found at once where `all_sought`.
    pub(crate) fn of(table: &'a Table, numbers: &'a Numbers, texts: &Texts, all_sought: bool) -> Keyed<'a> {
        let among = (texts.organizations.texts().len(), texts.centres.texts().len());
        let mut keyed = Keyed { table, numbers, among, places: OnceCell::new(), summed: None };
        if all_sought || !table.has_single_lines() {
            keyed.places = keyed.learned().into();
        }
        keyed
    }

    /// Finds the place of every key, and sums its lines where it has several.
    fn learned(&mut self) -> Places {
        let mut places = Places::of(self.among.0, self.among.1, self.table.len());
        for line in 0..self.table.len() {
            let key = self.key_of(line);
            let next = index(self.summed.as_ref().map_or(line, |summed| summed.first.len()));
            let place = places.learn(key, next, |place| {
                let line = self.summed.as_ref().map_or(place, |summed| summed.first[place as usize]);
                self.key_of(line as usize)
            });
            if place != next || self.summed.is_some() {
                self.sum(place, next, line);
            }
        }
        places
    }

    /// The places of keys that have one line each.
    fn placed(&self) -> Places {
        let mut places = Places::of(self.among.0, self.among.1, self.table.len());
        for line in 0..index(self.table.len()) {
            places.learn(self.key_of(line as usize), line, |place| self.key_of(place as usize));
        }
        places
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
            let first = summed.first[place];
            total.add(first, self.table.amounts().get(first as usize));
            summed.totals.push(total);
            summed.total[place] = index(summed.totals.len());
        }
        summed.totals[summed.total[place] as usize - 1].add(index(line), self.table.amounts().get(line));
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.summed.as_ref().map_or(self.table.len(), |summed| summed.first.len())
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        (0..self.len()).map(|place| self.key(place))
    }

    /// Whether each key has one line.
    pub(crate) fn has_single_lines(&self) -> bool {
        self.summed.is_none()
    }

    /// How many keys from one on are those of others from a place on, as long as each has one line.
    pub(crate) fn run(&self, at: usize, others: &Keyed<'_>, place: usize) -> usize {
        if !self.has_single_lines() || !others.has_single_lines() {
            return 0;
        }
        run([(self.table, self.numbers, at), (others.table, others.numbers, place)])
    }

    /// The organizations of lines; of keys, where each has one.
    pub(crate) fn organizations(&self, lines: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        self.numbers.of_organizations(self.table, lines)
    }

    /// Their centres, alike.
    pub(crate) fn centres(&self, lines: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        self.numbers.of_centres(self.table, lines)
    }

    /// The columns of its lines, to be shared; of its keys, where each has one line. Of the expenses only: their
    /// identifiers are numbered first, and keep the numbers they have in their file.
    pub(crate) fn columns_of_expenses(&self) -> table::Numbers<Arc<Vec<u32>>, Arc<Amounts>> {
        debug_assert!(
            [&self.numbers.organizations, &self.numbers.centres]
                .into_iter()
                .all(|numbers| (0..).zip(numbers).all(|(own, &number)| own == number))
        );
        self.table.columns_of_lines()
    }

    /// The amounts of its lines, to be shared; of its keys, where each has one.
    pub(crate) fn shared_amounts(&self) -> Arc<Amounts> {
        self.table.columns_of_lines().amount
    }

    /// The same, to be looked at.
    pub(crate) fn amounts(&self) -> &Amounts {
        self.table.amounts()
    }

    pub(crate) fn key(&self, place: usize) -> Key {
        self.key_of(self.line(place))
    }

    /// Where a key stands.
    #[inline]
    pub(crate) fn place(&self, key: Key) -> Option<usize> {
        let places = self.places.get_or_init(|| self.placed());
        places.get(key, |place| self.key_of(self.line(place as usize))).map(|place| place as usize)
    }

    pub(crate) fn amount(&self, place: usize) -> Amount {
        match &self.summed {
            Some(summed) if summed.total[place] > 0 => summed.totals[summed.total[place] as usize - 1].amount(),
            _ => self.table.amounts().get(self.line(place)),
        }
    }

    /// The first line of a key.
    fn line(&self, place: usize) -> usize {
        self.summed.as_ref().map_or(place, |summed| summed.first[place] as usize)
    }

    #[inline]
    fn key_of(&self, line: usize) -> Key {
        self.numbers.key(self.table.key(line))
    }

    /// The keys of sums with gaps.
    pub(crate) fn partial_keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.summed.iter().flat_map(|summed| {
            let places =
                summed.total.iter().enumerate().filter(|&(_, &total)| {
                    total.checked_sub(1).is_some_and(|at| summed.totals[at as usize].is_partial())
                });
            places.map(|(place, _)| self.key(place))
        })
    }

    /// The notice of a sum with gaps, at the first of them.
    fn partial(&self, total: &Total) -> Notice {
        let table = self.table;
        let line = table.line(total.first_gap as usize);
        let (organization, centre) = (table.organizations.text(line.organization), table.centres.text(line.centre));
        Notice::new(NoticeKind::PartialSums, 1)
            .in_file(&table.file)
            .at_row(line.row.into())
            .in_column(table.header(table.measure.into()))
            .saying(format!("{} of {}", total.lines - total.known, total.lines))
            .about(Some(organization), Some(centre))
    }

    pub(crate) fn note(&self, notices: &mut Vec<Notice>) {
        let table = self.table;
        if let Some(Summed { totals, .. }) = &self.summed {
            let lines = totals.iter().map(|total| total.lines as usize).sum();
            let summed = counted(NoticeKind::SummedLines, lines).saying(totals.len().to_string());
            notices.push(summed.in_file(&table.file));
            let mut partial = totals.iter().filter(|total| total.is_partial());
            notices.extend((0..LISTED).zip(partial.by_ref()).map(|(_, total)| self.partial(total)));
            let more = partial.count();
            if more > 0 {
                notices.push(counted(NoticeKind::PartialSums, more).in_file(&table.file));
            }
        }
        let negative = match table.measure {
            Measure::Expenses => NoticeKind::NegativeExpenses,
            Measure::Visits => NoticeKind::NegativeVisits,
        };
        if !table.amounts().have_negative() {
            return;
        }
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
