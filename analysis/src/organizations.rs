//! Merged rows -> what each organization costs, against what it would cost at its centres' unit costs.

use serde::{Deserialize, Serialize};

use crate::benchmarks::{Standard, index};
use crate::centres::CentreSummary;
use crate::merge::Merged;
use crate::per_visit::MissingVisits;
use crate::sum::Sum;
use crate::table::Amount;

/// One organization's cost. Amounts are in the expenses' unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganizationSummary {
    /// Its identifier.
    pub organization: String,
    /// How many centres it has a joined row at.
    pub centres: usize,
    /// The sum of its rows' known expenses.
    pub expenses: f64,
    /// The sum of its rows' known visits, estimated ones among them.
    pub visits: f64,
    /// The expenses of the rows that have visits: what is compared.
    pub compared_expenses: f64,
    /// What these rows' visits cost at each centre's pooled unit cost.
    pub expected_expenses: f64,
    /// The two as an index; see [`index`].
    pub index: Option<f64>,
    /// What is spent above the centres' medians; see [`Opportunity`](crate::benchmarks::Opportunity).
    pub above_median: f64,
}

#[derive(Clone, Default)]
struct Running {
    centres: usize,
    expenses: Sum,
    visits: Sum,
    compared: Sum,
    expected: Sum,
    above_median: Sum,
}

/// Every organization that has a joined row, in the order of the expenses; `centres` are a report's
/// of the same rows under the same policy.
#[must_use]
pub fn organizations(merged: &Merged, policy: MissingVisits, centres: &[CentreSummary]) -> Vec<OrganizationSummary> {
    let standard = Standard::of_centres(merged, centres);
    let mut running = vec![Running::default(); merged.organizations.len()];
    let rows = &merged.matched;
    for (at, (&organization, &centre)) in rows.organization.iter().zip(&rows.centre).enumerate() {
        let running = &mut running[organization as usize];
        let (expenses, visits) = (rows.expenses.get(at), merged.visits(at, policy));
        running.centres += 1;
        running.expenses.extend(expenses.known());
        running.visits.extend(visits.known());
        if let (Amount::Known(expenses), Amount::Known(visits), Some(standard)) =
            (expenses, visits, &standard[centre as usize])
            && visits > 0.0
        {
            running.compared.add(expenses);
            running.expected.add(visits * standard.pooled);
            if merged.estimate(at, policy).is_none() {
                running.above_median.add((expenses - visits * standard.benchmarks.median).max(0.0));
            }
        }
    }
    let with_rows = running.into_iter().zip(&merged.organizations).filter(|(running, _)| running.centres > 0);
    with_rows
        .map(|(running, organization)| {
            let (compared, expected) = (running.compared.value(), running.expected.value());
            OrganizationSummary {
                organization: organization.to_string(),
                centres: running.centres,
                expenses: running.expenses.value(),
                visits: running.visits.value(),
                compared_expenses: compared,
                expected_expenses: expected,
                index: index(compared, expected),
                above_median: running.above_median.value(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::organizations;
    use crate::ingest::{Options, read};
    use crate::merge::merge;
    use crate::per_visit::MissingVisits;
    use crate::report::Report;
    use crate::table::Measure;

    #[test]
    fn an_organization_costs_what_its_visits_would_or_not() {
        let file = |text: &str, measure| read(text, measure, "f.csv", &Options::default()).unwrap();
        // Centre 1: 10 and 30 a visit, 20 pooled; centre 2: one known unit cost, 5.
        let expenses = file("Org,Centre no,Expenses\na,1,100\nb,1,300\na,2,50\nb,2,70\nc,2,\n", Measure::Expenses);
        let visits = file("Org,Centre no,Visits\na,1,10\nb,1,10\na,2,10\nb,2,\nc,2,4\n", Measure::Visits);
        let merged = merge(&expenses, &visits);
        let report = Report::of(&merged, MissingVisits::Zero);
        let lines: Vec<String> = organizations(&merged, MissingVisits::Zero, &report.centres)
            .into_iter()
            .map(|it| {
                format!(
                    "{}: {} centres, {} for {} visits; {} of {} expected: {:?}; {} above medians",
                    it.organization,
                    it.centres,
                    it.expenses,
                    it.visits,
                    it.compared_expenses,
                    it.expected_expenses,
                    it.index,
                    it.above_median
                )
            })
            .collect();
        expect![[r#"
            a: 2 centres, 150 for 20 visits; 150 of 250 expected: Some(60.0); 0 above medians
            b: 2 centres, 370 for 10 visits; 300 of 200 expected: Some(150.0); 100 above medians
            c: 1 centres, 0 for 4 visits; 0 of 0 expected: None; 0 above medians"#]]
        .assert_eq(&lines.join("\n"));
    }
}
