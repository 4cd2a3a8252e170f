//! The columns of centres under every policy.

use serde::{Deserialize, Serialize};

use super::{Kind, Value};
use crate::per_visit::MissingVisits;
use crate::policies::Standings;

/// What stands in one column of centres under every policy for missing visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StandingColumn {
    /// The centre's number.
    Number,
    /// Its name.
    Name,
    /// Its average under a policy.
    Average(MissingVisits),
    /// Its rank by that, the highest first.
    Rank(MissingVisits),
    /// How many rows of its average are estimated, where any are.
    Estimated,
    /// Whether the policies put it at different ranks.
    Moves,
}

impl StandingColumn {
    /// All of them.
    pub const ALL: [StandingColumn; 10] = {
        use MissingVisits::{Estimate, LeaveOut, Zero};
        use StandingColumn::{Average, Estimated, Moves, Name, Number, Rank};
        [
            Number,
            Name,
            Average(Zero),
            Rank(Zero),
            Average(LeaveOut),
            Rank(LeaveOut),
            Average(Estimate),
            Rank(Estimate),
            Estimated,
            Moves,
        ]
    };

    /// Its name in a file.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        use MissingVisits::{Estimate, LeaveOut, Zero};
        match self {
            StandingColumn::Number => "Centre number",
            StandingColumn::Name => "Centre name",
            StandingColumn::Average(Zero) => "Average, missing visits as 0",
            StandingColumn::Rank(Zero) => "Rank, missing visits as 0",
            StandingColumn::Average(LeaveOut) => "Average, missing visits left out",
            StandingColumn::Rank(LeaveOut) => "Rank, missing visits left out",
            StandingColumn::Average(Estimate) => "Average, missing visits estimated",
            StandingColumn::Rank(Estimate) => "Rank, missing visits estimated",
            StandingColumn::Estimated => "Rows with estimated visits",
            StandingColumn::Moves => "Rank changes with the policy",
        }
    }

    /// What its cells are.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            StandingColumn::Number | StandingColumn::Name | StandingColumn::Moves => Kind::Text,
            StandingColumn::Rank(_) | StandingColumn::Estimated => Kind::Amount,
            StandingColumn::Average(_) => Kind::Ratio,
        }
    }

    /// A centre's cell.
    #[must_use]
    pub fn value(self, centre: &Standings) -> Value<'_> {
        let under = |policy: MissingVisits| &centre.standings[policy as usize];
        match self {
            StandingColumn::Number => Value::text(&centre.centre.number),
            StandingColumn::Name => Value::text(&centre.centre.name),
            StandingColumn::Average(policy) => Value::Figure(under(policy).average_expense_per_visit),
            StandingColumn::Rank(policy) => under(policy).rank.map_or(Value::Figure(None), Value::count),
            StandingColumn::Estimated => Value::count(under(MissingVisits::Estimate).estimated),
            StandingColumn::Moves => Value::text(if centre.differ() { "yes" } else { "no" }),
        }
    }
}
