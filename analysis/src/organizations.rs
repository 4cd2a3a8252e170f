//! Merged rows -> what each organization costs, against what it would cost at its centres' unit costs.

use serde::{Deserialize, Serialize};
use wide::f64x2;

use crate::benchmarks::{Standard, index};
use crate::merge::Merged;
use crate::per_visit::MissingVisits;
use crate::sum::{Exact, Pair, Sum};
use crate::table::Amount;

/// What an organization costs, or several together. Amounts are in the expenses' unit.
///
/// Rows are *compared* whose expenses are known and whose visits are known or estimated, and above 0:
/// actual and expected cost, their difference and the index are of these rows alone.
/// [`OrganizationSummary::expenses_not_compared`] is what they leave out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganizationSummary {
    /// Its identifier; empty for several.
    pub organization: String,
    /// What it is called beside that; empty where no file tells.
    pub name: String,
    /// How many joined rows it has, one for each of its centres.
    pub rows: usize,
    /// How many of them are compared.
    pub rows_compared: usize,
    /// The compared rows among them whose visits are estimated.
    pub rows_estimated: usize,
    /// The rows whose visits are 0.
    pub rows_with_zero_visits: usize,
    /// The rows whose visits are not known.
    pub rows_without_visits: usize,
    /// The rows whose expenses are not known.
    pub rows_without_expenses: usize,
    /// The sum of the rows' known expenses; `None` where no row has any.
    pub expenses: Option<f64>,
    /// The sum of the rows' known visits, estimated ones among them; `None` where no row has any.
    pub visits: Option<f64>,
    /// The compared rows' expenses; `None` where no row is compared.
    pub actual_expenses: Option<f64>,
    /// What these rows' visits cost at each centre's pooled unit cost.
    pub expected_expenses: Option<f64>,
    /// By how much the actual expenses are above the expected ones.
    pub difference: Option<f64>,
    /// The two as an index; see [`index`].
    pub index: Option<f64>,
    /// The known expenses of the rows that are not compared.
    pub expenses_not_compared: f64,
    /// What is spent above the centres' medians; see [`Opportunity`](crate::benchmarks::Opportunity).
    pub above_median: f64,
    /// What is spent above their first quartiles.
    pub above_q1: f64,
}

/// The running figures of some rows.
#[derive(Clone, Copy, Default)]
struct Running {
    rows: usize,
    rows_compared: usize,
    rows_estimated: usize,
    rows_with_zero_visits: usize,
    rows_without_visits: usize,
    rows_without_expenses: usize,
    expenses: Exact,
    visits: Exact,
    actual: Exact,
    expected: Sum,
    difference: Sum,
    not_compared: Exact,
    /// Above the medians, and above the first quartiles.
    above: Pair,
}

impl Running {
    /// Adds a row of a centre; `is_estimated` says of what kind its visits are.
    fn add(&mut self, expenses: Amount, visits: Amount, standard: Option<&Standard>, is_estimated: bool) {
        self.rows += 1;
        self.rows_with_zero_visits += usize::from(visits == Amount::Known(0.0));
        self.rows_without_visits += usize::from(visits.known().is_none());
        self.rows_without_expenses += usize::from(expenses.known().is_none());
        self.expenses.extend(expenses.known());
        self.visits.extend(visits.known());
        let (Amount::Known(expenses), Amount::Known(visits), Some(standard)) = (expenses, visits, standard) else {
            return self.not_compared.extend(expenses.known());
        };
        if visits <= 0.0 {
            return self.not_compared.add(expenses);
        }
        let expected = visits * standard.pooled;
        self.rows_compared += 1;
        self.actual.add(expenses);
        self.expected.add(expected);
        self.difference.add(expenses);
        self.difference.add(-expected);
        if is_estimated {
            // An estimate is made of others' unit costs, and says nothing of its own.
            self.rows_estimated += 1;
        } else {
            self.above.add(standard.benchmarks.above([expenses, visits]));
        }
    }

    /// Adds what some rows came to.
    fn add_summary(&mut self, summary: &OrganizationSummary) {
        self.rows += summary.rows;
        self.rows_compared += summary.rows_compared;
        self.rows_estimated += summary.rows_estimated;
        self.rows_with_zero_visits += summary.rows_with_zero_visits;
        self.rows_without_visits += summary.rows_without_visits;
        self.rows_without_expenses += summary.rows_without_expenses;
        self.expenses.extend(summary.expenses);
        self.visits.extend(summary.visits);
        self.actual.extend(summary.actual_expenses);
        self.expected.extend(summary.expected_expenses);
        self.difference.extend(summary.difference);
        self.not_compared.add(summary.expenses_not_compared);
        self.above.add(f64x2::new([summary.above_median, summary.above_q1]));
    }

    fn summary(&self, organization: String) -> OrganizationSummary {
        let of = |rows: usize, sum: f64| (rows > 0).then_some(sum);
        let of_compared = |sum| of(self.rows_compared, sum);
        let [above_median, above_q1] = self.above.each().map(Sum::value);
        OrganizationSummary {
            organization,
            name: String::new(),
            rows: self.rows,
            rows_compared: self.rows_compared,
            rows_estimated: self.rows_estimated,
            rows_with_zero_visits: self.rows_with_zero_visits,
            rows_without_visits: self.rows_without_visits,
            rows_without_expenses: self.rows_without_expenses,
            expenses: of(self.rows - self.rows_without_expenses, self.expenses.value()),
            visits: of(self.rows - self.rows_without_visits, self.visits.value()),
            actual_expenses: of_compared(self.actual.value()),
            expected_expenses: of_compared(self.expected.value()),
            difference: of_compared(self.difference.value()),
            index: index(self.actual.value(), self.expected.value()),
            expenses_not_compared: self.not_compared.value(),
            above_median,
            above_q1,
        }
    }
}

impl OrganizationSummary {
    /// What its rows are above a benchmark; `None` where no row is compared but by an estimate.
    pub(crate) fn measured(&self, above: f64) -> Option<f64> {
        (self.rows_compared > self.rows_estimated).then_some(above)
    }

    /// What some organizations come to together.
    #[must_use]
    pub fn of_all(organizations: &mut dyn Iterator<Item = &OrganizationSummary>) -> OrganizationSummary {
        let mut running = Running::default();
        organizations.for_each(|organization| running.add_summary(organization));
        running.summary(String::new())
    }
}

/// Every organization that has a joined row, by identifier in natural order: `joined` are
/// [`Merged::organizations_joined`], `standards` are [`Standard::of_centres`] by a report of the same rows under the same
/// policy.
#[must_use]
pub fn organizations(
    merged: &Merged,
    policy: MissingVisits,
    standards: &[Option<Standard>],
    joined: &[u32],
) -> Vec<OrganizationSummary> {
    let mut running = vec![Running::default(); merged.organizations.len()];
    let rows = &merged.matched;
    for (at, (&organization, &centre)) in rows.organization.iter().zip(rows.centre.iter()).enumerate() {
        let is_estimated = merged.estimate(at, policy).is_some();
        let (expenses, visits) = (rows.expenses.get(at), merged.visits(at, policy));
        let standard = standards[centre as usize].as_ref();
        running[organization as usize].add(expenses, visits, standard, is_estimated);
    }
    let summary = |&at: &u32| {
        let organization = &merged.organizations[at as usize];
        let name = merged.called.name(organization).unwrap_or_default().to_owned();
        OrganizationSummary { name, ..running[at as usize].summary(organization.to_string()) }
    };
    joined.iter().map(summary).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{OrganizationSummary, Standard, organizations};
    use crate::estimates::{Basis, Estimate};
    use crate::ingest::{Options, read};
    use crate::merge::{Merged, merge};
    use crate::per_visit::MissingVisits;
    use crate::report::Report;
    use crate::table::Measure;

    /// Centre 1: 10 and 30 a visit, 20 pooled; centre 2: one known unit cost, 5. Organization a has no visits anywhere.
    fn joined() -> Merged {
        let file = |text: &str, measure| read(text, measure, "f.csv", &Options::default()).unwrap();
        let expenses = file(
            "Org,Centre no,Expenses\na,1,40\nb10,1,300\nb9,1,100\nb9,2,50\nb10,2,70\nc,2,\nd,2,8\n",
            Measure::Expenses,
        );
        let visits = file("Org,Centre no,Visits\nb9,1,10\nb10,1,10\nb9,2,10\nb10,2,\nc,2,4\nd,2,0\n", Measure::Visits);
        merge(&expenses, &visits)
    }

    fn told(it: &OrganizationSummary) -> String {
        let figures = [it.expenses, it.visits, it.actual_expenses, it.expected_expenses, it.difference, it.index];
        let figures = figures.map(|figure| figure.map_or("-".into(), |figure| figure.to_string()));
        let [expenses, visits, actual, expected, difference, index] = figures;
        let counts = [it.rows_estimated, it.rows_with_zero_visits, it.rows_without_visits, it.rows_without_expenses];
        let (compared, rows, left) = (it.rows_compared, it.rows, it.expenses_not_compared);
        let (above_median, above_q1) = (it.above_median, it.above_q1);
        format!(
            "{}: {expenses} for {visits}; {compared} of {rows} {counts:?}: {actual} of {expected}, {difference}, {index}, \
             without {left}; above {above_median}, {above_q1}",
            it.organization
        )
    }

    fn check(merged: &Merged, policy: MissingVisits, expected: Expect) {
        let standards = Standard::of_centres(merged, &Report::of(merged, policy).centres);
        let organizations = organizations(merged, policy, &standards, &merged.organizations_joined());
        let all = OrganizationSummary::of_all(&mut organizations.iter());
        let lines: Vec<String> = organizations.iter().chain([&all]).map(told).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn an_organization_costs_what_its_visits_would_or_not() {
        check(
            &joined(),
            MissingVisits::Zero,
            expect![[r#"
            b9: 150 for 20; 2 of 2 [0, 0, 0, 0]: 150 of 250, -100, 60, without 0; above 0, 0
            b10: 370 for 10; 1 of 2 [0, 0, 1, 0]: 300 of 200, 100, 150, without 70; above 100, 150
            c: - for 4; 0 of 1 [0, 0, 0, 1]: - of -, -, -, without 0; above 0, 0
            d: 8 for 0; 0 of 1 [0, 1, 0, 0]: - of -, -, -, without 8; above 0, 0
            : 528 for 34; 3 of 6 [0, 1, 1, 1]: 450 of 450, 0, 100, without 78; above 100, 150"#]],
        );
    }

    #[test]
    fn estimated_visits_are_compared_and_have_no_benchmark() {
        let mut merged = joined();
        let row = merged.matched.visits.iter().position(|visits| visits.known().is_none()).unwrap();
        let row = u32::try_from(row).unwrap();
        merged.estimates.estimated = vec![Estimate { row, unit_cost: 7.0, visits: 10.0, basis: Basis::CentreMean(1) }];
        check(
            &merged,
            MissingVisits::Estimate,
            expect![[r#"
            b9: 150 for 20; 2 of 2 [0, 0, 0, 0]: 150 of 260, -110, 57.69230769230769, without 0; above 0, 0
            b10: 370 for 20; 2 of 2 [1, 0, 0, 0]: 370 of 260, 110, 142.30769230769232, without 0; above 100, 150
            c: - for 4; 0 of 1 [0, 0, 0, 1]: - of -, -, -, without 0; above 0, 0
            d: 8 for 0; 0 of 1 [0, 1, 0, 0]: - of -, -, -, without 8; above 0, 0
            : 528 for 44; 4 of 6 [1, 1, 0, 1]: 520 of 520, 0, 100, without 8; above 100, 150"#]],
        );
    }
}
