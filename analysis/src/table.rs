//! One file's typed columns, its identifiers interned.

mod lines;
mod sums;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub(crate) use lines::Lines;
pub use lines::{Gathered, Numbers, Part, Take};
use serde::{Deserialize, Serialize};
pub(crate) use sums::{Among, SoFar};

use crate::ingest::Dialect;
use crate::interner::Interner;
use crate::membership::Members;
use crate::names::Names;
use crate::notice::Notice;
use crate::periods::{Coverage, Periods};
use crate::places::are_different;

/// Which of the two amounts a file brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Money spent, in the file's own currency.
    Expenses,
    /// Visits, a count.
    Visits,
}

impl Measure {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Measure {
        match self {
            Measure::Expenses => Measure::Visits,
            Measure::Visits => Measure::Expenses,
        }
    }

    /// The measure's name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Measure::Expenses => "expenses",
            Measure::Visits => "visits",
        }
    }
}

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// An amount by organization and centre.
    Amounts(Measure),
    /// Which region each organization belongs to: see [`crate::membership::RegionsTable`].
    Regions,
}

impl Subject {
    /// All of them, each at its own place.
    pub const ALL: [Subject; 3] =
        [Subject::Amounts(Measure::Expenses), Subject::Amounts(Measure::Visits), Subject::Regions];

    /// Its place among them.
    #[must_use]
    pub fn place(self) -> usize {
        match self {
            Subject::Amounts(Measure::Expenses) => 0,
            Subject::Amounts(Measure::Visits) => 1,
            Subject::Regions => 2,
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Subject::Amounts(measure) => measure.word(),
            Subject::Regions => "regions",
        }
    }
}

impl From<Measure> for Subject {
    fn from(measure: Measure) -> Subject {
        Subject::Amounts(measure)
    }
}

/// One amount: a number, or the reason why there is none. Missing, suppressed and zero are three
/// different things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// A finite number.
    Known(f64),
    /// Nothing was written (an empty cell, `-`, `N/A`).
    Missing,
    /// Withheld because it is small (`*`, `<5`).
    Suppressed,
    /// Something was written that is not a number.
    Unreadable,
    /// The file has no line for it.
    Absent,
}

impl Amount {
    /// The number, where there is one.
    #[must_use]
    pub fn known(self) -> Option<f64> {
        match self {
            Amount::Known(value) => Some(value),
            Amount::Missing | Amount::Suppressed | Amount::Unreadable | Amount::Absent => None,
        }
    }

    /// The reason why there is no number, where there is none.
    #[must_use]
    pub fn gap(self) -> Option<Gap> {
        match self {
            Amount::Known(_) => None,
            Amount::Missing => Some(Gap::Missing),
            Amount::Suppressed => Some(Gap::Suppressed),
            Amount::Unreadable => Some(Gap::Unreadable),
            Amount::Absent => Some(Gap::Absent),
        }
    }
}

impl From<Gap> for Amount {
    fn from(gap: Gap) -> Amount {
        match gap {
            Gap::Missing => Amount::Missing,
            Gap::Suppressed => Amount::Suppressed,
            Gap::Unreadable => Amount::Unreadable,
            Gap::Absent => Amount::Absent,
        }
    }
}

/// Why an amount is not known; the later one says more and wins where several lines meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// See [`Amount::Missing`].
    Missing,
    /// See [`Amount::Suppressed`].
    Suppressed,
    /// See [`Amount::Unreadable`].
    Unreadable,
    /// See [`Amount::Absent`].
    Absent,
}

/// A column of amounts: eight bytes each. Where one is not known, the reason stands in the bits of
/// a NaN, which no known amount is.
#[derive(Clone, Debug, Default)]
pub struct Amounts(Vec<f64>);

impl Amounts {
    /// Appends one amount.
    pub fn push(&mut self, amount: Amount) {
        self.0.push(packed(amount));
    }

    /// The amount of one row.
    ///
    /// # Panics
    /// Where there are not that many rows.
    #[must_use]
    #[inline]
    pub fn get(&self, at: usize) -> Amount {
        unpacked(self.0[at])
    }

    /// As it stands in memory: [`unpacked`] tells what it is.
    #[inline]
    pub(crate) fn packed(&self, at: usize) -> f64 {
        self.0[at]
    }

    /// So many that no file has a line for.
    pub(crate) fn absent(rows: usize) -> Amounts {
        Amounts(vec![packed(Amount::Absent); rows])
    }

    #[inline]
    pub(crate) fn set(&mut self, at: usize, amount: Amount) {
        self.0[at] = packed(amount);
    }

    /// The amounts of some rows, which are absent from now on.
    pub(crate) fn taken(&mut self, rows: impl Iterator<Item = usize>) -> Amounts {
        Amounts(rows.map(|at| std::mem::replace(&mut self.0[at], packed(Amount::Absent))).collect())
    }

    /// Appends some of others.
    pub(crate) fn extend(&mut self, others: &Amounts, rows: Range<usize>) {
        self.0.extend_from_slice(&others.0[rows]);
    }

    /// The amounts in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Amount> + '_ {
        self.0.iter().map(|&packed| unpacked(packed))
    }

    /// Whether any is below 0, told without looking for the first.
    pub(crate) fn have_negative(&self) -> bool {
        self.0.iter().fold(false, |found, &packed| found | (packed < 0.0))
    }

    pub(crate) fn with_capacity(rows: usize) -> Amounts {
        Amounts(Vec::with_capacity(rows))
    }
}

#[inline]
fn packed(amount: Amount) -> f64 {
    let reason = match amount {
        Amount::Known(value) => return value,
        Amount::Missing => 0,
        Amount::Suppressed => 1,
        Amount::Unreadable => 2,
        Amount::Absent => 3,
    };
    f64::from_bits(f64::NAN.to_bits() | reason)
}

#[inline]
pub(crate) fn unpacked(packed: f64) -> Amount {
    if !packed.is_nan() {
        return Amount::Known(packed);
    }
    match packed.to_bits() & 3 {
        0 => Amount::Missing,
        1 => Amount::Suppressed,
        2 => Amount::Unreadable,
        _ => Amount::Absent,
    }
}

/// What a column is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The organization's identifier.
    Organization,
    /// What it is called, beside its identifier.
    OrganizationName,
    /// The functional (health) centre's number.
    CentreNumber,
    /// The centre's name.
    CentreName,
    /// Money spent.
    Expenses,
    /// Visits.
    Visits,
    /// The region, or health authority, that the organization belongs to.
    Region,
    /// How many people the organization serves.
    Population,
    /// How many people live in the organization's region: the same figure on each of its lines.
    RegionPopulation,
    /// The year that the line's amount is of.
    Year,
    /// What else it is of: a part of a year, or whatever is told to be the period, such as a version or a fund.
    Period,
}

impl Role {
    /// The roles of what a line's amount is of: see [`Periods`].
    pub const PERIODS: [Role; 2] = [Role::Year, Role::Period];

    /// The role's name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Organization => "organization",
            Role::OrganizationName => "organization’s name",
            Role::CentreNumber => "centre number",
            Role::CentreName => "centre name",
            Role::Expenses => "expenses",
            Role::Visits => "visits",
            Role::Region => "region",
            Role::Population => "population",
            Role::RegionPopulation => "region’s population",
            Role::Year => "year",
            Role::Period => "period",
        }
    }
}

impl From<Measure> for Role {
    fn from(measure: Measure) -> Role {
        match measure {
            Measure::Expenses => Role::Expenses,
            Measure::Visits => Role::Visits,
        }
    }
}

/// A header of the file and what it is used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header as it stands in the file.
    pub header: String,
    /// Its use; `None` where the column is not needed.
    pub role: Option<Role>,
}

/// One line of a file that has a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Into [`Table::organizations`].
    pub organization: u32,
    /// Into [`Table::centres`].
    pub centre: u32,
    /// The file's measure.
    pub amount: Amount,
    /// The row as a spreadsheet numbers it.
    pub row: u32,
}

/// One file: a column for each role, one entry a line, in the file's order.
///
/// What serde writes of it is all but the numbers of its lines: they go another way, see [`Part`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Which amount the file brings.
    pub measure: Measure,
    /// The file's name.
    pub file: String,
    /// How it is written.
    pub dialect: Dialect,
    /// The headers found, in the file's order.
    pub columns: Vec<Column>,
    /// Organization identifiers, as text.
    pub organizations: Interner,
    /// Centre numbers, as text.
    pub centres: Interner,
    /// What the centres are called, by their number in [`Table::centres`].
    pub names: Names,
    /// What the organizations are called, by their number in [`Table::organizations`].
    pub organization_names: Names,
    /// Rows with nothing in any cell, dropped.
    pub blank_rows: u64,
    /// What was odd about the file.
    pub notices: Vec<Notice>,
    #[serde(skip)]
    organization: Arc<Vec<u32>>,
    #[serde(skip)]
    centre: Arc<Vec<u32>>,
    #[serde(skip)]
    amount: Arc<Amounts>,
    /// How many lines it has: where another has read it, none of them is here.
    length: usize,
    /// Whether it is certain that each key has one line, once somebody has looked.
    #[serde(skip)]
    has_single_lines: OnceLock<bool>,
    /// The first lines of runs in which every row has a line, and their rows.
    runs: Vec<(u32, u32)>,
    /// The regions of the organizations, where a column tells them: see
    /// [`crate::membership::RegionsTable::of_expenses`].
    pub(crate) members: Option<Members>,
    /// What its lines are of, for each column that tells.
    pub periods: Vec<Periods>,
    /// Of which periods those of each key are, where they are of several.
    pub(crate) coverage: Option<Coverage>,
}

impl Table {
    /// The numbers of its lines.
    #[must_use]
    pub fn numbers(&self) -> Numbers<&[u32], &[f64]> {
        Numbers { organization: &self.organization, centre: &self.centre, amount: &self.amount.0 }
    }

    /// The table with its lines, where another has read it; `None` where these are not as many as it has.
    #[must_use]
    pub fn with_lines(mut self, lines: Gathered) -> Option<Table> {
        if lines.len() != self.length {
            return None;
        }
        self.keep(lines.into());
        Some(self)
    }

    /// The columns of its lines, to be shared.
    pub(crate) fn columns_of_lines(&self) -> Numbers<Arc<Vec<u32>>, Arc<Amounts>> {
        let Table { organization, centre, amount, .. } = self;
        Numbers { organization: Arc::clone(organization), centre: Arc::clone(centre), amount: Arc::clone(amount) }
    }

    pub(crate) fn new(measure: Measure, file: &str, dialect: Dialect, columns: Vec<Column>) -> Table {
        Table {
            measure,
            file: file.into(),
            dialect,
            columns,
            organizations: Interner::default(),
            centres: Interner::default(),
            names: Names::default(),
            organization_names: Names::default(),
            blank_rows: 0,
            notices: Vec::new(),
            organization: Arc::default(),
            centre: Arc::default(),
            amount: Arc::default(),
            length: 0,
            has_single_lines: OnceLock::new(),
            runs: Vec::new(),
            members: None,
            periods: Vec::new(),
            coverage: None,
        }
    }

    /// Takes all its lines, or gives the last ones to whoever takes them.
    pub(crate) fn complete(&mut self, lines: Lines<'_>) {
        self.length = lines.len();
        let (here, runs) = lines.done();
        self.runs = runs;
        self.keep(here);
        if self.len() == self.length {
            // Now, while another file may still be read.
            self.has_single_lines();
        }
    }

    /// Keeps lines, without the room that none has taken.
    fn keep(&mut self, lines: Numbers<Vec<u32>, Vec<f64>>) {
        let Numbers { mut organization, mut centre, mut amount } = lines;
        organization.shrink_to_fit();
        centre.shrink_to_fit();
        amount.shrink_to_fit();
        self.organization = organization.into();
        self.centre = centre.into();
        self.amount = Amounts(amount).into();
    }

    /// How many lines have a key.
    #[must_use]
    pub fn len(&self) -> usize {
        self.organization.len()
    }

    /// Whether no line has a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.organization.is_empty()
    }

    /// The lines, in the file's order.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line> + '_ {
        (0..self.len()).map(|at| self.line(at))
    }

    /// The amounts of the lines, in the file's order.
    #[must_use]
    pub fn amounts(&self) -> &Amounts {
        &self.amount
    }

    /// One line.
    ///
    /// # Panics
    /// Where there are not that many lines.
    #[must_use]
    #[inline]
    pub fn line(&self, at: usize) -> Line {
        Line {
            organization: self.organization[at],
            centre: self.centre[at],
            amount: self.amount.get(at),
            row: self.row(at),
        }
    }

    /// Whether it is certain that each key has one line.
    pub(crate) fn has_single_lines(&self) -> bool {
        *self.has_single_lines.get_or_init(|| {
            let keys = (0..self.len()).map(|line| self.key(line));
            let among = (self.organizations.texts().len(), self.centres.texts().len());
            are_different(among.0, among.1, self.len(), keys) == Some(true)
        })
    }

    /// Keeps that each key of other lines, which are the same as those of these, has one line.
    pub(crate) fn has_lines_like(&self, other: &Table) {
        if let Some(&are_single) = other.has_single_lines.get() {
            self.has_single_lines.get_or_init(|| are_single);
        }
    }

    /// The organization and the centre of one line.
    #[inline]
    pub(crate) fn key(&self, at: usize) -> (u32, u32) {
        (self.organization[at], self.centre[at])
    }

    fn row(&self, at: usize) -> u32 {
        let run = self.runs.partition_point(|&(first, _)| first as usize <= at).saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, reason = "there are fewer lines than rows, which are u32")]
        self.runs.get(run).map_or(0, |&(first, row)| row + (at as u32 - first))
    }

    /// The header of the column that plays a role.
    #[must_use]
    pub fn header(&self, role: Role) -> Option<&str> {
        header(&self.columns, role)
    }
}

/// The header of the column that plays a role.
pub(crate) fn header(columns: &[Column], role: Role) -> Option<&str> {
    columns.iter().find(|column| column.role == Some(role)).map(|column| column.header.as_str())
}
