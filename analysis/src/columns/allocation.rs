//! The columns of a budget's parts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Kind, Value, name};
use crate::allocation::{Allocated, Basis, Cents, Criterion};
use crate::names::Called;

/// What a budget is spread by and over.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What it goes by.
    pub basis: &'a Basis,
    /// The region over whose organizations; `None` where it is over regions.
    pub region: Option<&'a str>,
    /// What organizations are called.
    pub called: &'a Called,
}

/// What stands in one column of the parts of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AllocationColumn {
    /// What the budget went by.
    Basis,
    /// The region whose part is spread over its organizations.
    Region,
    /// Whose part it is.
    Name,
    /// What that organization is called.
    OrganizationName,
    /// What it has today.
    Today,
    /// Its part of the budget.
    Allocated,
    /// By how much that is more than today.
    Difference,
    /// The difference over today.
    Change,
    /// Rows the basis knows nothing of.
    RowsLeftOut,
    /// Rows whose expenses are not known.
    UnknownExpenses,
    /// Rows whose visits are estimated.
    Estimated,
}

impl AllocationColumn {
    /// All of them.
    pub const ALL: [AllocationColumn; 11] = [
        AllocationColumn::Basis,
        AllocationColumn::Region,
        AllocationColumn::Name,
        AllocationColumn::OrganizationName,
        AllocationColumn::Today,
        AllocationColumn::Allocated,
        AllocationColumn::Difference,
        AllocationColumn::Change,
        AllocationColumn::RowsLeftOut,
        AllocationColumn::UnknownExpenses,
        AllocationColumn::Estimated,
    ];

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            AllocationColumn::Basis => "Basis",
            AllocationColumn::Region => "Region",
            AllocationColumn::Name => "Region or organization",
            AllocationColumn::OrganizationName => "Organization name",
            AllocationColumn::Today => "Today",
            AllocationColumn::Allocated => "Allocated",
            AllocationColumn::Difference => "Difference",
            AllocationColumn::Change => "Change",
            AllocationColumn::RowsLeftOut => "Rows the basis leaves out",
            AllocationColumn::UnknownExpenses => "Rows with unknown expenses",
            AllocationColumn::Estimated => "Rows with estimated visits",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            AllocationColumn::Basis
            | AllocationColumn::Region
            | AllocationColumn::Name
            | AllocationColumn::OrganizationName => Kind::Text,
            AllocationColumn::Today
            | AllocationColumn::Allocated
            | AllocationColumn::Difference
            | AllocationColumn::RowsLeftOut
            | AllocationColumn::UnknownExpenses
            | AllocationColumn::Estimated => Kind::Amount,
            AllocationColumn::Change => Kind::Share,
        }
    }

    /// A cell.
    #[must_use]
    pub fn value<'a>(self, terms: &Terms<'_>, part: &'a Allocated) -> Value<'a> {
        match self {
            AllocationColumn::Basis => Value::Text(Cow::Owned(written(terms.basis))),
            AllocationColumn::Region => Value::Text(Cow::Owned(terms.region.unwrap_or_default().to_owned())),
            AllocationColumn::Name => name(part.name.as_deref()),
            AllocationColumn::OrganizationName => {
                let called = |name: &String| terms.called.name(name);
                let name = terms.region.and(part.name.as_ref()).and_then(called).unwrap_or_default();
                Value::Text(Cow::Owned(name.to_owned()))
            }
            AllocationColumn::Today => Value::Figure(part.today.map(Cents::amount)),
            AllocationColumn::Allocated => Value::Figure(Some(part.amount.amount())),
            AllocationColumn::Difference => Value::Figure(part.difference.map(Cents::amount)),
            AllocationColumn::Change => Value::Figure(part.change),
            AllocationColumn::RowsLeftOut => Value::count(part.rows_left_out),
            AllocationColumn::UnknownExpenses => Value::count(part.rows_without_expenses),
            AllocationColumn::Estimated => Value::count(part.rows_estimated),
        }
    }
}

/// `Population`, or `Population 60, Visits 40` with the weights as they were given.
fn written(Basis(parts): &Basis) -> String {
    let word = |criterion| match criterion {
        Criterion::CurrentShare => "Current share",
        Criterion::Visits => "Visits",
        Criterion::ExpectedExpenses => "Expected expenses",
        Criterion::Population => "Population",
    };
    match parts.as_slice() {
        [(criterion, _)] => word(*criterion).to_owned(),
        parts => {
            let parts: Vec<_> = parts.iter().map(|(one, weight)| format!("{} {weight}", word(*one))).collect();
            parts.join(", ")
        }
    }
}
