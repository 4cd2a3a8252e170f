//! Which organizations cost most above, and below, what is expected of them, and at which centre.

use serde::{Deserialize, Serialize};

use crate::benchmarks::Standard;
use crate::merge::{Centre, Doubt, Merged};
use crate::organizations::OrganizationSummary;
use crate::per_visit::MissingVisits;
use crate::rows::Shown;
use crate::sum::Sum;

/// What stands out among organizations whose rows are compared with what is expected of them; see [`OrganizationSummary`].
/// Amounts are in the expenses' unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extremes {
    /// How many organizations are compared.
    pub compared: usize,
    /// How many of them cost more than is expected.
    pub above: usize,
    /// What these cost more, together.
    pub excess: f64,
    /// The one that costs most above what is expected; `None` where none does.
    pub dearest: Option<Extreme>,
    /// The one that costs most below it; `None` where none does.
    pub cheapest: Option<Extreme>,
}

/// An organization, and the centre at which it differs most from what is expected, the same way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extreme {
    /// Its identifier.
    pub organization: String,
    /// What it costs above what is expected; negative where it costs less.
    pub difference: f64,
    /// Its cost as an index; see [`index`](crate::benchmarks::index).
    pub index: Option<f64>,
    /// The centre.
    pub centre: Centre,
    /// What it costs there above what is expected.
    pub at_centre: f64,
    /// Whether it differs nowhere else.
    pub is_alone: bool,
    /// How many other organizations differ as much, the same way.
    pub as_much: usize,
    /// Whether its visits there are estimated.
    pub is_estimated: bool,
    /// Why its cost there may be another than it seems.
    pub doubt: Option<Doubt>,
}

/// A smaller share of an organization's cost is rounding: expected costs are sums of products.
const LEAST_SHARE: f64 = 1e-9;

/// Whether a difference is none to an organization of such a cost.
fn is_rounding(difference: f64, actual: f64) -> bool {
    difference.abs() <= LEAST_SHARE * actual.abs()
}

impl Extremes {
    /// What stands out among [`organizations`](crate::organizations::organizations) of joined rows; `standards` are those
    /// that these were made with.
    #[must_use]
    pub fn of(
        merged: &Merged,
        policy: MissingVisits,
        standards: &[Option<Standard>],
        organizations: &[OrganizationSummary],
    ) -> Extremes {
        let (mut extremes, mut excess) = (Extremes::default(), Sum::default());
        let (mut highest, mut lowest) = ((0.0, None), (0.0, None));
        for organization in organizations {
            let (Some(difference), Some(actual)) = (organization.difference, organization.actual_expenses) else {
                continue;
            };
            extremes.compared += 1;
            if is_rounding(difference, actual) {
                continue;
            }
            if difference > 0.0 {
                extremes.above += 1;
                excess.add(difference);
            }
            if difference > highest.0 {
                highest = (difference, Some(organization));
            }
            if difference < lowest.0 {
                lowest = (difference, Some(organization));
            }
        }
        let shown = Shown::matched(merged, policy).against(standards);
        let (highest, lowest) = (highest.1, lowest.1);
        extremes.excess = excess.value();
        let extreme = |summary: Option<&OrganizationSummary>, sign| {
            let extreme = Extreme::of(merged, &shown, summary?, sign)?;
            let is_alike = |other: &&OrganizationSummary| {
                let actual = other.actual_expenses.unwrap_or_default();
                other.difference.is_some_and(|it| is_rounding(it - extreme.difference, actual))
            };
            let as_much = organizations.iter().filter(is_alike).count().saturating_sub(1);
            Some(Extreme { as_much, ..extreme })
        };
        extremes.dearest = extreme(highest, 1.0);
        extremes.cheapest = extreme(lowest, -1.0);
        extremes
    }
}

impl Extreme {
    /// Looks for the row of an organization that differs most; `sign` says which way.
    fn of(merged: &Merged, shown: &Shown<'_>, summary: &OrganizationSummary, sign: f64) -> Option<Extreme> {
        let number = merged.organizations.iter().position(|it| **it == *summary.organization)?;
        let own = (0u32..).zip(merged.matched.organization.iter()).filter(|&(_, &of)| of as usize == number);
        let differences = own.filter_map(|(row, _)| Some((row, shown.difference(row)?)));
        let (at, at_centre) = differences.clone().max_by(|(_, a), (_, b)| (sign * a).total_cmp(&(sign * b)))?;
        let actual = summary.actual_expenses.unwrap_or_default();
        let is_alone = differences.filter(|&(_, difference)| !is_rounding(difference, actual)).count() == 1;
        let row = shown.row(at);
        Some(Extreme {
            organization: row.organization,
            difference: summary.difference?,
            index: summary.index,
            centre: Centre { number: row.centre_number, name: row.centre_name },
            at_centre,
            is_alone,
            as_much: 0,
            is_estimated: row.estimated,
            doubt: row.doubt,
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Extreme, Extremes};
    use crate::benchmarks::Standard;
    use crate::ingest::{Options, read};
    use crate::merge::merge;
    use crate::organizations::organizations;
    use crate::per_visit::MissingVisits;
    use crate::report::Report;
    use crate::table::Measure;

    #[track_caller]
    fn check(expenses: &str, visits: &str, expected: Expect) {
        let file = |text: &str, measure| read(text, measure, "f.csv", &Options::default()).unwrap();
        let expenses = file(&format!("Org,Centre no,Expenses\n{expenses}"), Measure::Expenses);
        let merged = merge(&expenses, &file(&format!("Org,Centre no,Visits\n{visits}"), Measure::Visits));
        let policy = MissingVisits::Zero;
        let standards = Standard::of_centres(&merged, &Report::of(&merged, policy).centres);
        let all = organizations(&merged, policy, &standards, &merged.organizations_joined());
        let Extremes { compared, above, excess, dearest, cheapest } = Extremes::of(&merged, policy, &standards, &all);
        let told = |extreme: Option<Extreme>| {
            extreme.map_or("none".into(), |it| {
                let index = it.index.map_or("-".into(), |index| format!("{index:.1}"));
                let doubt = it.doubt.map_or(String::new(), |doubt| format!(" {doubt:?}"));
                let (difference, at) = (it.difference, it.at_centre);
                let alone = if it.is_alone { " alone" } else { "" };
                let others = if it.as_much > 0 { format!(" and {}", it.as_much) } else { String::new() };
                format!(
                    "{}{others} {difference} ({index}), {at} at {}{alone}{doubt}",
                    it.organization, it.centre.number
                )
            })
        };
        let (dearest, cheapest) = (told(dearest), told(cheapest));
        expected.assert_eq(&format!("{above} of {compared}: {excess} | {dearest} | {cheapest}"));
    }

    #[test]
    fn the_dearest_and_the_cheapest_organization_are_told_with_their_centre() {
        // A visit is expected to cost 2 at centre 1 and 10 at centre 2.
        check(
            "a,1,30\nb,1,10\na,2,90\nb,2,110\nc,1,20\nc,2,100\n",
            "a,1,10\nb,1,10\na,2,10\nb,2,10\nc,1,10\nc,2,10\n",
            expect!["0 of 3: 0 | none | none"],
        );
        check(
            "a,1,30\nb,1,10\na,2,120\nb,2,80\nc,1,20\nc,2,\n",
            "a,1,10\nb,1,10\na,2,10\nb,2,10\nc,1,10\nc,2,10\n",
            expect!["1 of 3: 30 | a 30 (125.0), 20 at 2 | b -30 (75.0), -20 at 2"],
        );
    }

    #[test]
    fn what_other_centres_even_out_is_not_all() {
        check(
            "a,1,200\nb,1,100\na,2,130\nb,2,70\na,3,70\nb,3,130\nc,1,200\nc,2,100\nc,3,100\n",
            "a,1,10\nb,1,10\na,2,10\nb,2,10\na,3,10\nb,3,10\nc,1,10\nc,2,10\nc,3,10\n",
            expect![
                "2 of 3: 66.66666666666663 | a and 1 33.333333333333314 (109.1), 33.333333333333314 at 1 | b -66.66666666666669 (81.8), -66.66666666666669 at 1"
            ],
        );
    }

    #[test]
    fn what_is_not_all_of_it_is_told() {
        check(
            "a,1,30\nb,1,10\nb,1,\n",
            "a,1,10\nb,1,10\n",
            expect!["1 of 2: 10 | a 10 (150.0), 10 at 1 alone | b -10 (50.0), -10 at 1 alone PartialSum"],
        );
    }

    #[test]
    fn what_differs_by_rounding_does_not_stand_out() {
        check("a,1,0.3\nb,1,0.1\nc,1,0.7\n", "a,1,3\nb,1,1\nc,1,7\n", expect!["0 of 3: 0 | none | none"]);
        check("a,1,5\n", "a,1,\n", expect!["0 of 0: 0 | none | none"]);
    }
}
