//! Summaries -> findings: what stands out, as data; the view words it.

use serde::{Deserialize, Serialize};

use crate::centres::{CentreSummary, Figures, Summaries};
use crate::merge::Centre;
use crate::spread::Variation;

/// One thing that stands out in the figures, with the figures that say so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The centre with the highest average, and the one after it.
    Dearest {
        /// The centre.
        centre: Centre,
        /// Its average expense per visit.
        average: f64,
        /// The centre with the next highest average.
        next: Centre,
        /// That one's average.
        next_average: f64,
    },
    /// The centre whose unit costs vary most, among rows that have visits.
    WidestSpread {
        /// The centre.
        centre: Centre,
        /// How many organizations have a unit cost there.
        n: usize,
        /// The lowest of them.
        min: f64,
        /// The highest.
        max: f64,
        /// Their standard deviation over their mean.
        coefficient_of_variation: f64,
    },
    /// The centre that most money is spent in.
    LargestExpense {
        /// The centre.
        centre: Centre,
        /// Its expenses.
        expenses: f64,
        /// Their share of all, 0 to 1.
        share: f64,
    },
    /// The centre whose average is pulled most by rows that count as 0 because they have no visits.
    CountedAsZero {
        /// The centre.
        centre: Centre,
        /// How many rows count as 0.
        rows: usize,
        /// The average with them.
        average: f64,
        /// The average of the rows that have visits; `None` where none has.
        average_with_visits: Option<f64>,
    },
}

/// The findings, most important first.
#[must_use]
pub fn findings(summaries: &Summaries) -> Vec<Finding> {
    let Summaries { centres, overall, with_visits } = summaries;
    [dearest(centres), widest(centres, with_visits), largest(centres, overall), most_pulled(centres)]
        .into_iter()
        .flatten()
        .collect()
}

fn dearest(summaries: &[CentreSummary]) -> Option<Finding> {
    let mut averages: Vec<(f64, &Centre)> = summaries
        .iter()
        .filter_map(|summary| summary.figures.spread.mean.map(|average| (average, &summary.centre)))
        .collect();
    averages.sort_by(|a, b| b.0.total_cmp(&a.0));
    let [(average, centre), (next_average, next), ..] = averages.as_slice() else { return None };
    Some(Finding::Dearest {
        centre: (*centre).clone(),
        average: *average,
        next: (*next).clone(),
        next_average: *next_average,
    })
}

fn widest(summaries: &[CentreSummary], with_visits: &[Option<Variation>]) -> Option<Finding> {
    let mut varying = summaries
        .iter()
        .zip(with_visits)
        .filter_map(|(summary, variation)| Some((summary, (*variation)?, variation.as_ref()?.coefficient()?)));
    let first = varying.next()?;
    let (summary, variation, coefficient_of_variation) =
        varying.fold(first, |most, next| if next.2 > most.2 { next } else { most });
    Some(Finding::WidestSpread {
        centre: summary.centre.clone(),
        n: variation.n,
        min: variation.min,
        max: variation.max,
        coefficient_of_variation,
    })
}

fn largest(summaries: &[CentreSummary], overall: &Figures) -> Option<Finding> {
    let most = summaries.iter().max_by(|a, b| a.figures.expenses.total_cmp(&b.figures.expenses))?;
    let expenses = most.figures.expenses;
    (summaries.len() > 1 && expenses > 0.0 && overall.expenses > 0.0).then(|| Finding::LargestExpense {
        centre: most.centre.clone(),
        expenses,
        share: expenses / overall.expenses,
    })
}

fn most_pulled(summaries: &[CentreSummary]) -> Option<Finding> {
    let pulled = summaries.iter().filter(|summary| summary.figures.counted_as_zero > 0).filter_map(|summary| {
        let average = summary.figures.spread.mean?;
        let with_visits = summary.average_with_visits;
        let left = with_visits.map_or(0.0, |with_visits| average / with_visits);
        Some((
            left,
            Finding::CountedAsZero {
                centre: summary.centre.clone(),
                rows: summary.figures.counted_as_zero,
                average,
                average_with_visits: with_visits,
            },
        ))
    });
    pulled.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, finding)| finding)
}
