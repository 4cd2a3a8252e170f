//! Windows of rows: filtered, sorted, a few at a time.

use std::cmp::Ordering;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::merge::{Centre, Merged, Rows};
use crate::natural;
use crate::notice::{Notice, NoticeKind};
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::table::{Amount, Gap};

/// One row, as it is shown and exported. Unknown figures are `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The organization's identifier.
    pub organization: String,
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
    /// Whether the visits were estimated.
    pub estimated: bool,
    /// Why the expenses are not known.
    pub expenses_gap: Option<Gap>,
    /// Why the visits are not known.
    pub visits_gap: Option<Gap>,
}

/// The columns a view of rows can be sorted by.
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
}

/// Ascending or descending; unknown figures come last either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// Compares two figures; those that are unknown are last in either direction.
    #[must_use]
    pub fn compare(self, left: Option<f64>, right: Option<f64>) -> Ordering {
        match (left, right) {
            (Some(left), Some(right)) => self.apply(left.total_cmp(&right)),
            (left, right) => right.is_some().cmp(&left.is_some()),
        }
    }

    /// The order, turned round where it is descending.
    #[must_use]
    pub fn apply(self, order: Ordering) -> Ordering {
        match self {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        }
    }
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
    /// Those whose visits are missing.
    MissingVisits,
    /// Those whose visits are 0.
    ZeroVisits,
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
            Only::MissingVisits => shown.visits(at) == Amount::Missing,
            Only::ZeroVisits => shown.visits(at) == Amount::Known(0.0),
            Only::SuppressedVisits => shown.visits(at) == Amount::Suppressed,
            Only::UnknownExpenses => shown.expenses(at).known().is_none(),
            Only::Of { organization, centre_number } => {
                organization.as_ref().is_none_or(|wanted| **wanted == *shown.organization(at))
                    && centre_number.as_ref().is_none_or(|wanted| *wanted == shown.centre(at).number)
            }
        }
    }
}

/// What a view shows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Words that must each stand in the organization, the centre's number or its name; case is free.
    pub filter: String,
    /// Rows of one kind only.
    pub only: Option<Only>,
    /// The sort; `None` for the order of the file.
    pub sort: Option<(RowColumn, Direction)>,
}

/// Rows of a [`Merged`] under a policy: what can be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    merged: &'a Merged,
    rows: &'a Rows,
    policy: MissingVisits,
}

impl<'a> Shown<'a> {
    /// The joined rows.
    #[must_use]
    pub fn matched(merged: &'a Merged, policy: MissingVisits) -> Shown<'a> {
        Shown { merged, rows: &merged.matched, policy }
    }

    /// The rows that stand in one file only.
    #[must_use]
    pub fn unmatched(merged: &'a Merged, policy: MissingVisits) -> Shown<'a> {
        Shown { merged, rows: &merged.unmatched, policy }
    }

    fn row(&self, at: u32) -> Row {
        let centre = self.centre(at);
        let (expenses, visits) = (self.expenses(at), self.visits(at));
        Row {
            organization: self.organization(at).to_owned(),
            centre_number: centre.number.clone(),
            centre_name: centre.name.clone(),
            expenses: expenses.known(),
            visits: visits.known(),
            expense_per_visit: self.cost(at),
            estimated: false,
            expenses_gap: expenses.gap(),
            visits_gap: visits.gap(),
        }
    }

    fn organization(&self, at: u32) -> &'a str {
        &self.merged.organizations[self.rows.organization[at as usize] as usize]
    }

    fn centre(&self, at: u32) -> &'a Centre {
        &self.merged.centres[self.rows.centre[at as usize] as usize]
    }

    fn expenses(&self, at: u32) -> Amount {
        self.rows.expenses.get(at as usize)
    }

    fn visits(&self, at: u32) -> Amount {
        self.rows.visits.get(at as usize)
    }

    fn cost(&self, at: u32) -> Option<f64> {
        expense_per_visit(self.expenses(at), self.visits(at), self.policy)
    }
}

/// Some of the rows shown, in an order of their own.
#[derive(Clone, Debug)]
pub struct View(Vec<u32>);

impl View {
    /// Filters and sorts; rows that compare equal stay in the order of the file.
    #[must_use]
    pub fn of(shown: &Shown<'_>, query: &Query) -> View {
        let all = u32::try_from(shown.rows.len()).unwrap_or(u32::MAX);
        let mut view = View((0..all).collect());
        if let Some(only) = &query.only {
            view.0.retain(|&at| only.has(shown, at));
        }
        for word in query.filter.to_lowercase().split_whitespace() {
            view.retain(word, shown);
        }
        if let Some((column, direction)) = query.sort {
            view.sort(shown, column, direction);
        }
        view
    }

    /// How many rows the view has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rows from one place of the view to another, as far as there are any.
    pub fn rows<'a>(&'a self, places: Range<usize>, shown: &'a Shown<'_>) -> impl ExactSizeIterator<Item = Row> + 'a {
        let end = places.end.min(self.len());
        self.0[places.start.min(end)..end].iter().map(|&at| shown.row(at))
    }

    /// Keeps the rows in which a word, in lower case, stands.
    fn retain(&mut self, word: &str, shown: &Shown<'_>) {
        let has = |text: &str| text.to_lowercase().contains(word);
        let organizations: Vec<bool> = shown.merged.organizations.iter().map(|text| has(text)).collect();
        let centres: Vec<bool> =
            shown.merged.centres.iter().map(|centre| has(&centre.number) || has(&centre.name)).collect();
        self.0.retain(|&at| {
            let (organization, centre) = (shown.rows.organization[at as usize], shown.rows.centre[at as usize]);
            organizations[organization as usize] || centres[centre as usize]
        });
    }

    fn sort(&mut self, shown: &Shown<'_>, column: RowColumn, direction: Direction) {
        let centres =
            |text: fn(&Centre) -> &str| natural::ranks(&shown.merged.centres.iter().map(text).collect::<Vec<_>>());
        match column {
            RowColumn::Organization => {
                self.sort_by_rank(&shown.rows.organization, &natural::ranks(&shown.merged.organizations), direction);
            }
            RowColumn::CentreNumber => {
                self.sort_by_rank(&shown.rows.centre, &centres(|centre| &centre.number), direction)
            }
            RowColumn::CentreName => self.sort_by_rank(&shown.rows.centre, &centres(|centre| &centre.name), direction),
            RowColumn::Expenses => self.sort_by_figure(|at| shown.expenses(at).known(), direction),
            RowColumn::Visits => self.sort_by_figure(|at| shown.visits(at).known(), direction),
            RowColumn::ExpensePerVisit => self.sort_by_figure(|at| shown.cost(at), direction),
        }
    }

    fn sort_by_rank(&mut self, ids: &[u32], ranks: &[u32], direction: Direction) {
        let rank = |at: u32| ranks[ids[at as usize] as usize];
        self.0.sort_by(|&a, &b| direction.apply(rank(a).cmp(&rank(b))));
    }

    fn sort_by_figure(&mut self, figure: impl Fn(u32) -> Option<f64>, direction: Direction) {
        self.0.sort_by(|&a, &b| direction.compare(figure(a), figure(b)));
    }
}
