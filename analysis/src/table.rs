//! One file's typed columns, its identifiers interned.

use std::collections::TryReserveError;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::ingest::Dialect;
use crate::notice::Notice;

/// What a file is about: which of the two amounts it brings.
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

/// A column of amounts.
#[derive(Clone, Debug, Default)]
pub struct Amounts {
    values: Vec<f64>,
    gaps: Vec<Option<Gap>>,
}

impl Amounts {
    /// Appends one amount.
    pub fn push(&mut self, amount: Amount) {
        self.values.push(amount.known().unwrap_or_default());
        self.gaps.push(amount.gap());
    }

    /// The amount of one row.
    ///
    /// # Panics
    /// Where there are not that many rows.
    #[must_use]
    pub fn get(&self, at: usize) -> Amount {
        self.gaps[at].map_or(Amount::Known(self.values[at]), Amount::from)
    }

    fn try_reserve_exact(&mut self, more: usize) -> Result<(), TryReserveError> {
        self.values.try_reserve_exact(more)?;
        self.gaps.try_reserve_exact(more)
    }
}

/// What a column is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The organization's identifier.
    Organization,
    /// The functional (health) centre's number.
    CentreNumber,
    /// The centre's name.
    CentreName,
    /// Money spent.
    Expenses,
    /// Visits.
    Visits,
}

impl Role {
    /// The role's name in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Organization => "organization",
            Role::CentreNumber => "centre number",
            Role::CentreName => "centre name",
            Role::Expenses => "expenses",
            Role::Visits => "visits",
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

/// Texts and their dense numbers, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    texts: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
}

impl Interner {
    /// The text's number, new or known.
    ///
    /// # Panics
    /// At 2^32 different texts, which no memory holds.
    #[expect(clippy::expect_used, reason = "2^32 texts do not fit in memory")]
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).expect("fewer than 2^32 texts");
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    /// The number of a text that was interned before.
    #[must_use]
    pub fn id(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    /// Puts other texts in the place of all; none may become another's.
    pub(crate) fn rename(&mut self, name: impl Fn(&str) -> String) {
        for text in &mut self.texts {
            *text = name(text).into();
        }
        self.ids = (0..).zip(&self.texts).map(|(id, text)| (text.clone(), id)).collect();
    }

    /// All texts; a text's number is its index.
    #[must_use]
    pub fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// The text with that number.
    ///
    /// # Panics
    /// Where `id` is not from this interner.
    #[must_use]
    pub fn text(&self, id: u32) -> &str {
        &self.texts[id as usize]
    }
}

/// One line of a file that has a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Into [`Table::organizations`].
    pub organization: u32,
    /// Into [`Table::centres`].
    pub centre: u32,
    /// Into [`Table::names`].
    pub name: u32,
    /// The file's measure.
    pub amount: Amount,
    /// The row as a spreadsheet numbers it.
    pub row: u32,
}

/// One file: a column for each role, one entry a line, in the file's order.
#[derive(Clone, Debug)]
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
    /// Centre names; the empty one where the file has none.
    pub names: Interner,
    /// Rows with nothing in any cell, dropped.
    pub blank_rows: u64,
    /// What was odd about the file.
    pub notices: Vec<Notice>,
    organization: Vec<u32>,
    centre: Vec<u32>,
    name: Vec<u32>,
    amount: Amounts,
    row: Vec<u32>,
}

impl Table {
    pub(crate) fn new(measure: Measure, file: &str, dialect: Dialect, columns: Vec<Column>) -> Table {
        Table {
            measure,
            file: file.into(),
            dialect,
            columns,
            organizations: Interner::default(),
            centres: Interner::default(),
            names: Interner::default(),
            blank_rows: 0,
            notices: Vec::new(),
            organization: Vec::new(),
            centre: Vec::new(),
            name: Vec::new(),
            amount: Amounts::default(),
            row: Vec::new(),
        }
    }

    /// Adds a line; an [`ErrorKind::OutOfMemory`] where there is no room for it.
    pub(crate) fn push(&mut self, line: Line) -> Result<(), Error> {
        if self.row.len() == self.row.capacity() {
            self.grow().map_err(|_| Error::new(ErrorKind::OutOfMemory, &self.file).at_row(line.row.into()))?;
        }
        self.organization.push(line.organization);
        self.centre.push(line.centre);
        self.name.push(line.name);
        self.amount.push(line.amount);
        self.row.push(line.row);
        Ok(())
    }

    /// Doubles every column before it is full: a failed allocation is an error in words here, and
    /// the end of the whole instance in a `push`.
    fn grow(&mut self) -> Result<(), TryReserveError> {
        let more = self.row.len().max(1024);
        self.organization.try_reserve_exact(more)?;
        self.centre.try_reserve_exact(more)?;
        self.name.try_reserve_exact(more)?;
        self.amount.try_reserve_exact(more)?;
        self.row.try_reserve_exact(more)
    }

    /// How many lines have a key.
    #[must_use]
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether no line has a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The lines, in the file's order.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line> + '_ {
        (0..self.len()).map(|at| Line {
            organization: self.organization[at],
            centre: self.centre[at],
            name: self.name[at],
            amount: self.amount.get(at),
            row: self.row[at],
        })
    }

    /// The header of the column that plays a role.
    #[must_use]
    pub fn header(&self, role: Role) -> Option<&str> {
        self.columns.iter().find(|column| column.role == Some(role)).map(|column| column.header.as_str())
    }
}
