//! Windows of rows: filtered, sorted, a few at a time.

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::benchmarks::{Standard, index};
use crate::estimates::Basis;
use crate::ingest::letters::searched;
use crate::merge::{Centre, Doubt, Merged, Rows};
use crate::natural;
use crate::notice::{Notice, NoticeKind};
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::places;
pub use crate::sort::Direction;
use crate::sort::{by_figure, by_rank};
use crate::table::{Amount, Gap};
use crate::totals::Totals;

/// One row, as it is shown and exported. Unknown figures are `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The organization's identifier.
    pub organization: String,
    /// What it is called beside that; empty where no file tells.
    pub organization_name: String,
    /// The centre's number.
    pub centre_number: String,
    /// The centre's name.
    pub centre_name: String,
    /// Money spent.
    pub expenses: Option<f64>,
    /// Visits.
    pub visits: Option<f64>,
    /// Expenses over visits, under the policy in force.
    pub expense_per_visit: Option<f64>,
    /// Whether the visits are estimated.
    pub estimated: bool,
    /// What they are estimated from.
    pub donors: Option<Donors>,
    /// The unit cost as an index of its centre's pooled unit cost; see [`crate::benchmarks::index`].
    pub index: Option<f64>,
    /// What its visits would cost at the centre's pooled unit cost.
    pub expected: Option<f64>,
    /// Its expenses less those.
    pub difference: Option<f64>,
    /// What is spent above the centre's median, unless estimated; see [`crate::benchmarks::Opportunity`].
    pub above_median: Option<f64>,
    /// Why the expenses are not known.
    pub expenses_gap: Option<Gap>,
    /// Why the visits are not known.
    pub visits_gap: Option<Gap>,
    /// Why the unit cost may be another than it seems.
    pub doubt: Option<Doubt>,
}

impl Row {
    /// Whether its unit cost is 0 because it has no visits.
    #[must_use]
    pub fn counts_as_zero(&self) -> bool {
        let has_no_visits = self.visits_gap == Some(Gap::Missing) || self.visits == Some(0.0);
        self.expense_per_visit.is_some() && !self.estimated && has_no_visits
    }
}

/// What a row's visits are estimated from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Donors {
    /// Similar organizations, the nearest first.
    Organizations(Vec<Donor>),
    /// The geometric mean of the centre's unit costs, of so many organizations.
    CentreMean(usize),
}

/// An organization that gives its unit cost to an estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Donor {
    /// Its identifier.
    pub organization: String,
    /// Its expense per visit in the centre.
    pub expense_per_visit: f64,
    /// How far its unit costs are, on the whole; see [`crate::impute::Donor::distance`].
    pub distance: f64,
    /// Its share in the estimate's logarithm; see [`crate::estimates::Donor::weight`].
    pub weight: f64,
}

/// What stands in one column of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowColumn {
    /// [`Row::organization`], in natural order.
    Organization,
    /// [`Row::centre_number`], in natural order.
    CentreNumber,
    /// [`Row::centre_name`], in natural order.
    CentreName,
    /// [`Row::expenses`].
    Expenses,
    /// [`Row::visits`].
    Visits,
    /// [`Row::expense_per_visit`].
    ExpensePerVisit,
    /// [`Row::index`].
    Index,
    /// [`Row::expected`].
    Expected,
    /// [`Row::difference`].
    Difference,
    /// [`Row::above_median`].
    AboveMedian,
    /// [`Row::organization_name`]; told in files only, not sorted by.
    OrganizationName,
    /// [`Row::estimated`]; told in files only, not sorted or filtered by.
    Estimated,
    /// [`Row::donors`]; not sorted or filtered by.
    Donors,
    /// What is to be known of a row's figures: [`Row::expenses_gap`], [`Row::visits_gap`], [`Row::doubt`], and whether it
    /// counts as 0; told in files only.
    Remarks,
}

/// What a column has to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// A text with each of these words in it, which are as they are searched; the text's case and marks are free.
    Words(String),
    /// A figure that is known, no smaller than the first and no larger than the second.
    Between(f64, f64),
}

impl Condition {
    /// The condition that a text has these words.
    #[must_use]
    pub fn words(words: &str) -> Condition {
        Condition::Words(searched(words))
    }

    /// Whether a text is as it has to be.
    #[must_use]
    pub fn has_text(&self, text: &str) -> bool {
        match self {
            Condition::Words(words) => has_words(&searched(text), words),
            Condition::Between(..) => false,
        }
    }

    /// Whether a figure is as it has to be.
    #[must_use]
    pub fn has_figure(&self, figure: Option<f64>) -> bool {
        match self {
            Condition::Words(_) => false,
            Condition::Between(low, high) => figure.is_some_and(|figure| (*low..=*high).contains(&figure)),
        }
    }
}

/// Whether each of the words stands in a text; both as they are searched.
#[must_use]
pub fn has_words(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Only {
    /// Those of an organization, a centre number, or both.
    Of {
        /// The organization.
        organization: Option<String>,
        /// The centre's number.
        centre_number: Option<String>,
    },
    /// Those whose visits are missing in the file.
    MissingVisits,
    /// Those whose visits are 0 in the file.
    ZeroVisits,
    /// Those whose visits are estimated.
    EstimatedVisits,
    /// Those whose visits are suppressed.
    SuppressedVisits,
    /// Those whose expenses are not known.
    UnknownExpenses,
}

impl Only {
    /// The rows that a notice is about, where it says which.
    #[must_use]
    pub fn behind(notice: &Notice) -> Option<Only> {
        match notice.kind {
            NoticeKind::MissingVisits => Some(Only::MissingVisits),
            NoticeKind::ZeroVisits => Some(Only::ZeroVisits),
            NoticeKind::SuppressedVisits => Some(Only::SuppressedVisits),
            NoticeKind::UnknownExpenses => Some(Only::UnknownExpenses),
            _ => {
                let (organization, centre_number) = (notice.organization.clone(), notice.centre_number.clone());
                let is_known = organization.is_some() || centre_number.is_some();
                is_known.then_some(Only::Of { organization, centre_number })
            }
        }
    }

    fn has(&self, shown: &Shown<'_>, at: u32) -> bool {
        match self {
            Only::MissingVisits => shown.visits_in_file(at) == Amount::Missing,
            Only::ZeroVisits => shown.visits_in_file(at) == Amount::Known(0.0),
            Only::EstimatedVisits => shown.is_estimated(at),
            Only::SuppressedVisits => shown.visits_in_file(at) == Amount::Suppressed,
            Only::UnknownExpenses => shown.expenses(at).known().is_none(),
            Only::Of { organization, centre_number } => {
                organization.as_ref().is_none_or(|wanted| **wanted == *shown.organization(at))
                    && centre_number.as_ref().is_none_or(|wanted| *wanted == shown.centre(at).number)
            }
        }
    }
}

/// What a view shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Words that must each stand in the organization or its name, the centre's number or its name; case and marks are free.
    pub filter: String,
    /// Rows of one kind only.
    pub only: Option<Only>,
    /// What columns have to hold.
    pub conditions: Vec<(RowColumn, Condition)>,
    /// The columns it is sorted by, the first before the others; none for the order of the file.
    pub sort: Vec<(RowColumn, Direction)>,
}

/// Rows of a [`Merged`] under a policy: what can be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    merged: &'a Merged,
    rows: &'a Rows,
    policy: MissingVisits,
    /// Of the centres, for joined rows.
    standards: &'a [Option<Standard>],
    /// What all of them come to, where that is known.
    totals: Option<&'a Totals>,
    is_joined: bool,
}

impl<'a> Shown<'a> {
    /// The joined rows.
    #[must_use]
    pub fn matched(merged: &'a Merged, policy: MissingVisits) -> Shown<'a> {
        Shown { merged, rows: &merged.matched, policy, standards: &[], totals: None, is_joined: true }
    }

    /// The same rows, compared with what their centres make expect: [`Standard::of_centres`].
    #[must_use]
    pub fn against(self, standards: &'a [Option<Standard>]) -> Shown<'a> {
        Shown { standards, ..self }
    }

    /// The same rows, of which it is known what they come to.
    #[must_use]
    pub fn coming_to(self, totals: Option<&'a Totals>) -> Shown<'a> {
        Shown { totals, ..self }
    }

    /// The rows that stand in one file only.
    #[must_use]
    pub fn unmatched(merged: &'a Merged, policy: MissingVisits) -> Shown<'a> {
        Shown { merged, rows: &merged.unmatched, policy, standards: &[], totals: None, is_joined: false }
    }

    pub(crate) fn row(&self, at: u32) -> Row {
        let centre = self.centre(at);
        let (expenses, visits) = (self.expenses(at), self.visits(at));
        Row {
            organization: self.organization(at).to_owned(),
            organization_name: self.merged.called.name(self.organization(at)).unwrap_or_default().to_owned(),
            centre_number: centre.number.clone(),
            centre_name: centre.name.clone(),
            expenses: expenses.known(),
            visits: visits.known(),
            expense_per_visit: self.cost(at),
            estimated: self.is_estimated(at),
            donors: self.donors(at),
            index: self.index(at),
            expected: self.expected(at),
            difference: self.difference(at),
            above_median: self.above_median(at),
            expenses_gap: expenses.gap(),
            visits_gap: visits.gap(),
            doubt: self.merged.doubt(self.rows, at as usize),
        }
    }

    fn organization(&self, at: u32) -> &'a str {
        &self.merged.organizations[self.rows.organization[at as usize] as usize]
    }

    fn centre(&self, at: u32) -> &'a Centre {
        &self.merged.centres[self.rows.centre[at as usize] as usize]
    }

    pub(crate) fn expenses(&self, at: u32) -> Amount {
        self.rows.expenses.get(at as usize)
    }

    /// The visits that count: what the file says, or an estimate.
    pub(crate) fn visits(&self, at: u32) -> Amount {
        if self.is_joined { self.merged.visits(at as usize, self.policy) } else { self.visits_in_file(at) }
    }

    fn visits_in_file(&self, at: u32) -> Amount {
        self.rows.visits.get(at as usize)
    }

    fn is_estimated(&self, at: u32) -> bool {
        self.is_joined && self.merged.estimate(at as usize, self.policy).is_some()
    }

    fn donors(&self, at: u32) -> Option<Donors> {
        let estimate = self.merged.estimate(at as usize, self.policy).filter(|_| self.is_joined)?;
        let name = |organization: u32| self.merged.organizations[organization as usize].to_string();
        Some(match &estimate.basis {
            Basis::CentreMean(organizations) => Donors::CentreMean(*organizations),
            Basis::Donors(donors) => Donors::Organizations(
                donors
                    .iter()
                    .map(|donor| Donor {
                        organization: name(donor.organization),
                        expense_per_visit: donor.unit_cost,
                        distance: donor.distance,
                        weight: donor.weight,
                    })
                    .collect(),
            ),
        })
    }

    /// A row's expenses and visits, and what its centre makes expect; `None` without visits.
    fn compared(&self, at: u32) -> Option<(f64, f64, Standard)> {
        let (expenses, visits) = (self.expenses(at).known()?, self.visits(at).known()?);
        let standard = self.standards.get(self.rows.centre[at as usize] as usize).copied()??;
        (visits > 0.0).then_some((expenses, visits, standard))
    }

    fn index(&self, at: u32) -> Option<f64> {
        self.compared(at).and_then(|(expenses, visits, standard)| index(expenses, visits * standard.pooled))
    }

    fn expected(&self, at: u32) -> Option<f64> {
        self.compared(at).map(|(_, visits, standard)| visits * standard.pooled)
    }

    pub(crate) fn difference(&self, at: u32) -> Option<f64> {
        self.compared(at).map(|(expenses, visits, standard)| expenses - visits * standard.pooled)
    }

    fn above_median(&self, at: u32) -> Option<f64> {
        let compared = self.compared(at).filter(|_| !self.is_estimated(at));
        compared.map(|(expenses, visits, standard)| standard.benchmarks.above([expenses, visits]).to_array()[0])
    }

    fn cost(&self, at: u32) -> Option<f64> {
        expense_per_visit(self.expenses(at), self.visits(at), self.policy)
    }

    /// A row's figure in a column; a column of texts has none.
    fn figure(&self, column: RowColumn, at: u32) -> Option<f64> {
        match column {
            RowColumn::Expenses => self.expenses(at).known(),
            RowColumn::Visits => self.visits(at).known(),
            RowColumn::ExpensePerVisit => self.cost(at),
            RowColumn::Index => self.index(at),
            RowColumn::Expected => self.expected(at),
            RowColumn::Difference => self.difference(at),
            RowColumn::AboveMedian => self.above_median(at),
            _ => None,
        }
    }

    /// The different texts of a column, and which of them each row has; a column of figures has none.
    fn texts(&self, column: RowColumn) -> Option<(Vec<&'a str>, &'a [u32])> {
        let of_centres = |text: fn(&'a Centre) -> &'a str| {
            Some((self.merged.centres.iter().map(text).collect(), self.rows.centre.as_slice()))
        };
        match column {
            RowColumn::Organization => {
                Some((self.merged.organizations.iter().map(|text| &**text).collect(), &self.rows.organization))
            }
            RowColumn::CentreNumber => of_centres(|centre| &centre.number),
            RowColumn::CentreName => of_centres(|centre| &centre.name),
            _ => None,
        }
    }

    /// What the joined rows of some centres come to.
    #[must_use]
    pub fn totals_of(&self, is_one: impl Fn(&Centre) -> bool) -> Totals {
        let is_one: Vec<bool> = self.merged.centres.iter().map(is_one).collect();
        let rows = (0..).zip(self.rows.centre.iter()).filter(|&(_, &centre)| is_one[centre as usize]);
        Totals::of(self, &mut rows.map(|(row, _)| row))
    }
}

/// The places of texts in natural order, by column, once they have been asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranks([OnceLock<Vec<u32>>; 3]);

impl Ranks {
    /// Those of a file's organizations.
    pub(crate) fn of_organizations(&self, organizations: &[Box<str>]) -> &[u32] {
        self.0[RowColumn::Organization as usize].get_or_init(|| natural::ranks(organizations))
    }

    /// Those of its centres' numbers.
    pub(crate) fn of_centre_numbers(&self, centres: &[Centre]) -> &[u32] {
        let numbers = || centres.iter().map(|centre| centre.number.as_str()).collect::<Vec<_>>();
        self.0[RowColumn::CentreNumber as usize].get_or_init(|| natural::ranks(&numbers()))
    }
}

/// Some of the rows shown, in an order of their own.
#[derive(Clone, Debug)]
pub struct View {
    /// `None` for all of them in the order of the file.
    rows: Option<Vec<u32>>,
    totals: Totals,
}

impl View {
    /// Filters and sorts; rows that compare equal stay in the order of the file.
    #[must_use]
    pub fn of(shown: &Shown<'_>, query: &Query) -> View {
        let all = 0..u32::try_from(shown.rows.len()).unwrap_or(u32::MAX);
        let of_all = || shown.totals.copied().unwrap_or_else(|| Totals::of(shown, &mut all.clone()));
        let Query { filter, only, conditions, sort } = query;
        let has_all = only.is_none() && filter.trim().is_empty() && conditions.is_empty();
        if has_all && sort.is_empty() {
            return View { rows: None, totals: of_all() };
        }
        let mut rows: Vec<u32> = all.clone().collect();
        if let Some(only) = only {
            rows.retain(|&row| only.has(shown, row));
        }
        for word in searched(filter).split_whitespace() {
            retain_word(&mut rows, shown, word);
        }
        for (column, condition) in conditions {
            retain(&mut rows, shown, *column, condition);
        }
        let totals = if has_all { of_all() } else { Totals::of(shown, &mut rows.iter().copied()) };
        for &(column, direction) in sort.iter().rev() {
            self::sort(&mut rows, shown, column, direction);
        }
        View { rows: Some(rows), totals }
    }

    /// How many rows the view has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.totals.rows
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What its rows come to.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The rows from one place of the view to another, as far as there are any.
    pub fn rows<'a>(&'a self, places: Range<usize>, shown: &'a Shown<'_>) -> impl ExactSizeIterator<Item = Row> + 'a {
        let end = places.end.min(self.len());
        let row = |place: usize| self.rows.as_ref().map_or(places::index(place), |rows| rows[place]);
        (places.start.min(end)..end).map(move |place| shown.row(row(place)))
    }
}

/// Keeps the rows in which a word, as it is searched, stands.
fn retain_word(rows: &mut Vec<u32>, shown: &Shown<'_>, word: &str) {
    let has = |text: &str| searched(text).contains(word);
    let Merged { organizations, called, .. } = shown.merged;
    let organizations: Vec<bool> = organizations.iter().map(|text| has(&called.with_name(text))).collect();
    let centres: Vec<bool> =
        shown.merged.centres.iter().map(|centre| has(&centre.number) || has(&centre.name)).collect();
    rows.retain(|&at| {
        let (organization, centre) = (shown.rows.organization[at as usize], shown.rows.centre[at as usize]);
        organizations[organization as usize] || centres[centre as usize]
    });
}

/// Keeps the rows that hold in a column what they have to.
fn retain(rows: &mut Vec<u32>, shown: &Shown<'_>, column: RowColumn, condition: &Condition) {
    match shown.texts(column) {
        Some((texts, of_rows)) => {
            let is_kept: Vec<bool> = match column {
                RowColumn::Organization => {
                    texts.iter().map(|text| condition.has_text(&shown.merged.called.with_name(text))).collect()
                }
                _ => texts.iter().map(|text| condition.has_text(text)).collect(),
            };
            rows.retain(|&row| is_kept[of_rows[row as usize] as usize]);
        }
        None => rows.retain(|&row| condition.has_figure(shown.figure(column, row))),
    }
}

fn sort(rows: &mut [u32], shown: &Shown<'_>, column: RowColumn, direction: Direction) {
    let Some((texts, of_rows)) = shown.texts(column) else {
        return by_figure(rows, direction, &|row| shown.figure(column, row));
    };
    let ranks = match shown.merged.ranks.0.get(column as usize) {
        Some(kept) => kept.get_or_init(|| natural::ranks(&texts)),
        None => return,
    };
    by_rank(rows, direction, &|row| ranks[of_rows[row as usize] as usize]);
}
