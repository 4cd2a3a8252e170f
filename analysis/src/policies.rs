//! The policies for missing visits side by side: each centre's average and rank under each of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::centres::CentreSummary;
use crate::merge::Centre;
use crate::per_visit::MissingVisits;
use crate::report::Report;
use crate::sort::{Direction, order_of};
use crate::spread::are_equal;

/// A centre under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The average of its rows' expense per visit.
    pub average_expense_per_visit: Option<f64>,
    /// Its rank by that, the highest first, from 1; equal averages share the better rank. `None`
    /// where it has no average.
    pub rank: Option<usize>,
    /// How many rows are averaged.
    pub n: usize,
    /// How many of them are estimated.
    pub estimated: usize,
}

/// A centre under every policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standings {
    /// The centre.
    pub centre: Centre,
    /// In the order of [`MissingVisits::ALL`].
    pub standings: [Standing; MissingVisits::ALL.len()],
}

impl Standings {
    /// Whether the policies put the centre at different ranks.
    #[must_use]
    pub fn differ(&self) -> bool {
        let [first, others @ ..] = &self.standings;
        others.iter().any(|other| other.rank != first.rank)
    }
}

/// The centres of reports of the same rows, one a policy in the order of [`MissingVisits::ALL`].
#[must_use]
pub fn standings(reports: [&Report; MissingVisits::ALL.len()]) -> Vec<Standings> {
    let ranked = reports.map(ranked);
    let centres = &reports[0].centres;
    let of_centre = |(at, summary): (usize, &Arc<CentreSummary>)| Standings {
        centre: summary.centre.clone(),
        standings: std::array::from_fn(|policy| ranked[policy][at]),
    };
    centres.iter().enumerate().map(of_centre).collect()
}

fn ranked(report: &Report) -> Vec<Standing> {
    let averages: Vec<f64> = report.centres.iter().filter_map(|summary| summary.figures.spread.mean).collect();
    let mut ranks = ranks(&averages).into_iter();
    let standing = |summary: &Arc<CentreSummary>| {
        let average = summary.figures.spread.mean;
        Standing {
            average_expense_per_visit: average,
            rank: average.and_then(|_| ranks.next()),
            n: summary.figures.spread.n,
            estimated: summary.figures.estimated,
        }
    };
    report.centres.iter().map(standing).collect()
}

/// The rank of each figure, the highest first, from 1; those that are equal but for rounding share the better rank.
pub(crate) fn ranks(figures: &[f64]) -> Vec<usize> {
    let mut ranks = vec![0; figures.len()];
    let mut last = None;
    for (place, at) in (1..).zip(order_of(figures, Direction::Descending)) {
        let figure = figures[at as usize];
        let rank = last.filter(|&(other, _)| are_equal(other, figure)).map_or(place, |(_, rank)| rank);
        ranks[at as usize] = rank;
        last = Some((figure, rank));
    }
    ranks
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::expect;

    use super::{ranks, standings};
    use crate::estimates::{Basis, Estimate};
    use crate::ingest::{Options, read};
    use crate::merge::merge;
    use crate::per_visit::MissingVisits;
    use crate::report::Report;
    use crate::table::Measure;

    #[test]
    fn figures_that_are_one_on_paper_share_a_rank() {
        assert_eq!(ranks(&[0.2, 0.3, 0.1 + 0.2, 0.1, -0.1, -0.1]), [3, 1, 1, 4, 5, 5]);
        assert_eq!(ranks(&[0.0, 1e-300, 0.0]), [2, 1, 2]);
    }

    #[test]
    fn a_centre_ranks_under_every_policy() {
        let file = |text: &str, measure| read(text, measure, "f.csv", &Options::default()).unwrap();
        let expenses = file("Org,Centre no,Expenses\na,1,90\nb,1,90\na,2,60\na,3,60\na,4,5\n", Measure::Expenses);
        let visits = file("Org,Centre no,Visits\na,1,1\nb,1,\na,2,1\na,3,1\na,4,<5\n", Measure::Visits);
        let mut merged = merge(&expenses, &visits);
        merged.estimates.estimated =
            vec![Estimate { row: 1, unit_cost: 1.0, visits: 3.0, basis: Basis::CentreMean(1) }];
        let reports = MissingVisits::ALL.map(|policy| Report::of(&merged, policy));
        let mut said = String::new();
        for centre in standings(reports.each_ref()) {
            write!(said, "{}:", centre.centre.number).unwrap();
            for standing in centre.standings {
                let (average, n, estimated) = (standing.average_expense_per_visit, standing.n, standing.estimated);
                write!(said, " {:?} {average:?} n {n} estimated {estimated};", standing.rank).unwrap();
            }
            writeln!(said, " differ: {}", centre.differ()).unwrap();
        }
        expect![[r#"
            1: Some(3) Some(45.0) n 2 estimated 0; Some(1) Some(90.0) n 1 estimated 0; Some(1) Some(60.0) n 2 estimated 1; differ: true
            2: Some(1) Some(60.0) n 1 estimated 0; Some(2) Some(60.0) n 1 estimated 0; Some(1) Some(60.0) n 1 estimated 0; differ: true
            3: Some(1) Some(60.0) n 1 estimated 0; Some(2) Some(60.0) n 1 estimated 0; Some(1) Some(60.0) n 1 estimated 0; differ: true
            4: None None n 0 estimated 0; None None n 0 estimated 0; None None n 0 estimated 0; differ: false
        "#]].assert_eq(&said);
    }
}
