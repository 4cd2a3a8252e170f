//! The columns of a budget's parts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Kind, Value, name};
use crate::allocation::{Allocated, Basis, Criterion};

/// What stands in one column of the parts of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AllocationColumn {
    /// What the budget went by.
    Basis,
    /// Whose part it is.
    Name,
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
    pub const ALL: [AllocationColumn; 7] = [
        AllocationColumn::Basis,
        AllocationColumn::Name,
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
            AllocationColumn::Name => "Region or organization",
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
            AllocationColumn::Basis | AllocationColumn::Name => Kind::Text,
            AllocationColumn::Today
            | AllocationColumn::Allocated
            | AllocationColumn::Difference
            | AllocationColumn::RowsLeftOut => Kind::Amount,
            AllocationColumn::Change => Kind::Share,
        }
    }

    /// A cell.
    #[must_use]
    pub fn value<'a>(self, basis: &Basis, part: &'a Allocated) -> Value<'a> {
        match self {
            AllocationColumn::Basis => Value::Text(Cow::Owned(written(basis))),
            AllocationColumn::Name => name(part.name.as_deref()),
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
