//! The columns of a budget's parts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Kind, Value, name};
use crate::allocation::{Allocated, Basis, Criterion};
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
}

impl AllocationColumn {
    /// All of them.
    pub const ALL: [AllocationColumn; 9] = [
        AllocationColumn::Basis,
        AllocationColumn::Region,
        AllocationColumn::Name,
        AllocationColumn::OrganizationName,
        AllocationColumn::Today,
        AllocationColumn::Allocated,
        AllocationColumn::Difference,
        AllocationColumn::Change,
        AllocationColumn::RowsLeftOut,
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
            | AllocationColumn::RowsLeftOut => Kind::Amount,
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
            AllocationColumn::Today => Value::Figure(Some(part.today.amount())),
            AllocationColumn::Allocated => Value::Figure(Some(part.amount.amount())),
            AllocationColumn::Difference => Value::Figure(Some(part.difference.amount())),
            AllocationColumn::Change => Value::Figure(part.change),
            AllocationColumn::RowsLeftOut => Value::count(part.rows_left_out),
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
