//! Summaries -> findings: what stands out, as data; the view words it.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::benchmarks::{HighOutlier, HighOutliers};
use crate::centres::{CentreSummary, Figures, Summaries};
use crate::dispersion::Dispersion;
use crate::merge::Centre;
use crate::policies::ranks;
use crate::sort::{Direction, order_of};
use crate::spread::{Listed, Variation, are_equal, as_f64};
use crate::sum::Sum;

/// Fewer unit costs say nothing of how they vary.
pub const FEWEST: usize = 3;

/// One thing that stands out in the figures, with the figures that say so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The centre with the highest average, if that is above 0 and, beyond rounding, above the one after it.
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
    /// The centre whose unit costs vary most, among rows that have visits, and the one where they
    /// vary least; only where any vary beyond rounding. Only centres with at least [`FEWEST`] unit costs that average
    /// above 0 are compared.
    Spreads {
        /// Where they vary most.
        widest: Varying,
        /// Where they vary least; `None` where no other centre varies less.
        narrowest: Option<Varying>,
    },
    /// Whether the centres' spreads differ by more than chance: the distances of unit costs from
    /// their centre's median, as shares of it, so that a dear centre is not called a wide one.
    Compared(Dispersion),
    /// Too few organizations have a unit cost for spreads to be compared.
    TooFewToCompare {
        /// How many centres have at least [`dispersion::FEWEST`](crate::dispersion::FEWEST) unit costs whose mean and
        /// median are above 0; none or one.
        comparable: usize,
        /// Of so many.
        centres: usize,
    },
    /// Rows above their centre's upper fence, and what they cost above its median.
    HighOutliers {
        /// How many there are.
        rows: usize,
        /// The sum of [`HighOutlier::excess`].
        excess: f64,
        /// The few with the greatest excess.
        greatest: Vec<HighOutlier>,
    },
    /// The fewest centres that together make up more than half of the expenses, where these are at
    /// most half of the centres.
    Concentration {
        /// The centres, the largest first; in a brief report the largest few.
        centres: Vec<Centre>,
        /// How many these are.
        count: usize,
        /// How many centres there are in all.
        of: usize,
        /// Their expenses.
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
    /// What rows that count as 0 do to the order of the averages, the highest first; equal ones share
    /// the better rank.
    RankMoved {
        /// The centre that they move furthest.
        centre: Centre,
        /// Its rank, from 1.
        rank: usize,
        /// Its rank without them.
        rank_with_visits: usize,
        /// How many centres have another rank without them.
        moved: usize,
        /// Of so many that have an average either way.
        of: usize,
    },
}

/// How the unit costs of a centre's rows vary, among rows that have visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Varying {
    /// The centre.
    pub centre: Centre,
    /// How many organizations have a unit cost there.
    pub n: usize,
    /// The lowest of them.
    pub min: f64,
    /// The highest.
    pub max: f64,
    /// Their standard deviation over their mean.
    pub coefficient_of_variation: f64,
    /// How many other centres' unit costs vary as much, but for rounding.
    pub as_much: usize,
}

/// The findings, most important first.
#[must_use]
pub fn findings(summaries: &Summaries) -> Vec<Finding> {
    let Summaries { centres, overall, high_outliers, listed, .. } = summaries;
    let [spreads, compared] = spreads(summaries);
    [
        dearest(centres),
        spreads,
        compared,
        high(high_outliers),
        concentration(centres, overall, *listed),
        most_pulled(centres),
        moved(centres),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Finding {
    /// The centres that it names.
    fn centres(&self) -> Vec<&Centre> {
        match self {
            Finding::Dearest { centre, next, .. } => vec![centre, next],
            Finding::Spreads { widest, narrowest } => {
                [Some(widest), narrowest.as_ref()].into_iter().flatten().map(|varying| &varying.centre).collect()
            }
            Finding::HighOutliers { greatest, .. } => greatest.iter().map(|outlier| &outlier.centre).collect(),
            Finding::Concentration { centres, .. } => centres.iter().collect(),
            Finding::CountedAsZero { centre, .. } | Finding::RankMoved { centre, .. } => vec![centre],
            Finding::Compared(_) | Finding::TooFewToCompare { .. } => Vec::new(),
        }
    }
}

/// See [`Report::shared_names`](crate::report::Report::shared_names). Only few names are looked for: a set of all takes
/// longer than the findings.
pub(crate) fn shared_names(findings: &[Finding], summaries: &Summaries) -> Vec<String> {
    let Summaries { centres, listed, .. } = summaries;
    let counted_as_zero = centres.iter().filter(|summary| summary.figures.counted_as_zero > 0).take(listed.named);
    let named = findings.iter().flat_map(Finding::centres).chain(counted_as_zero.map(|summary| &summary.centre));
    let mut counts: FxHashMap<&str, usize> = named.map(|centre| (centre.name.as_str(), 0)).collect();
    counts.remove("");
    for summary in centres {
        if let Some(count) = counts.get_mut(summary.centre.name.as_str()) {
            *count += 1;
        }
    }
    counts.into_iter().filter(|&(_, count)| count > 1).map(|(name, _)| name.to_owned()).collect()
}

fn dearest(summaries: &[Arc<CentreSummary>]) -> Option<Finding> {
    let averages = summaries.iter().filter_map(|summary| Some((&summary.centre, summary.figures.spread.mean?)));
    let (centres, averages): (Vec<&Centre>, Vec<f64>) = averages.unzip();
    let [first, second, ..] = order_of(&averages, Direction::Descending)[..] else { return None };
    let [first, second] = [first, second].map(|at| (centres[at as usize].clone(), averages[at as usize]));
    (first.1 > 0.0 && !are_equal(first.1, second.1)).then_some(Finding::Dearest {
        centre: first.0,
        average: first.1,
        next: second.0,
        next_average: second.1,
    })
}

/// Where unit costs vary most and least, and whether that is more than chance.
fn spreads<'a>(summaries: &'a Summaries) -> [Option<Finding>; 2] {
    let comparable = |(summary, variation): (&'a Arc<CentreSummary>, &'a Option<Variation>)| {
        let variation = variation.as_ref().filter(|variation| variation.n >= FEWEST)?;
        Some((&summary.centre, variation, variation.coefficient()?))
    };
    let comparable = summaries.centres.iter().zip(&summaries.with_visits).filter_map(comparable);
    let comparable: Vec<(&Centre, &Variation, f64)> = comparable.collect();
    let best = |is_better: fn(f64, f64) -> bool| {
        comparable.iter().reduce(|best, next| if is_better(next.2, best.2) { next } else { best })
    };
    let varying = |&(centre, variation, coefficient_of_variation): &(&Centre, &Variation, f64)| Varying {
        centre: centre.clone(),
        n: variation.n,
        min: variation.min,
        max: variation.max,
        coefficient_of_variation,
        as_much: comparable.iter().filter(|other| are_equal(other.2, coefficient_of_variation)).count() - 1,
    };
    let (widest, narrowest) = (best(|a, b| a > b), best(|a, b| a < b));
    let spreads = widest.filter(|widest| widest.2 > 0.0).map(|widest| {
        let narrowest = narrowest.filter(|narrowest| !are_equal(widest.2, narrowest.2));
        Finding::Spreads { widest: varying(widest), narrowest: narrowest.map(varying) }
    });
    let compared = match Dispersion::between(summaries.distances.iter().copied()) {
        Some(dispersion) => Some(Finding::Compared(dispersion)),
        None if summaries.distances.len() < 2 && summaries.centres.len() > 1 => {
            Some(Finding::TooFewToCompare { comparable: summaries.distances.len(), centres: summaries.centres.len() })
        }
        None => None,
    };
    [spreads, compared]
}

fn high(outliers: &HighOutliers) -> Option<Finding> {
    let HighOutliers { rows, excess, greatest } = outliers.clone();
    (rows > 0).then_some(Finding::HighOutliers { rows, excess, greatest })
}

fn concentration(summaries: &[Arc<CentreSummary>], overall: &Figures, listed: Listed) -> Option<Finding> {
    let expenses: Vec<f64> = summaries.iter().map(|summary| summary.figures.expenses).collect();
    let order = order_of(&expenses, Direction::Descending);
    let mut sum = Sum::default();
    for (count, &at) in (1..).zip(&order) {
        sum.add(expenses[at as usize]);
        let expenses = sum.value();
        if expenses * 2.0 > overall.expenses {
            let share = expenses / overall.expenses;
            let is_told = count * 2 <= summaries.len() && overall.expenses > 0.0 && share <= 1.0;
            let centres = order[..count].iter().take(listed.named).map(|&at| summaries[at as usize].centre.clone());
            let of = summaries.len();
            return is_told.then(|| Finding::Concentration { centres: centres.collect(), count, of, expenses, share });
        }
    }
    None
}

fn most_pulled(summaries: &[Arc<CentreSummary>]) -> Option<Finding> {
    let pulled = summaries.iter().filter(|summary| summary.figures.counted_as_zero > 0).filter_map(|summary| {
        let Figures { spread, counted_as_zero, .. } = &summary.figures;
        // Nothing can be pulled from 0 to 0. Of any other average, this part is left.
        let left = as_f64(spread.n - counted_as_zero) / as_f64(spread.n);
        (summary.average_with_visits != Some(0.0)).then_some((left, spread.mean?, summary))
    });
    let (_, average, summary) = pulled.reduce(|a, b| if b.0 < a.0 { b } else { a })?;
    Some(Finding::CountedAsZero {
        centre: summary.centre.clone(),
        rows: summary.figures.counted_as_zero,
        average,
        average_with_visits: summary.average_with_visits,
    })
}

fn moved(summaries: &[Arc<CentreSummary>]) -> Option<Finding> {
    if summaries.iter().all(|summary| summary.figures.counted_as_zero == 0) {
        return None;
    }
    let both = summaries.iter().filter_map(|summary| {
        let averages = (summary.figures.spread.mean?, summary.average_with_visits?);
        Some((&summary.centre, averages))
    });
    let (centres, (with, without)): (Vec<&Centre>, (Vec<f64>, Vec<f64>)) = both.unzip();
    let [with, without] = [with, without].map(|averages| ranks(&averages));
    let is_moved = |at: &usize| with[*at] != without[*at];
    let distance = |at: usize| with[at].abs_diff(without[at]);
    let furthest = (0..centres.len()).filter(is_moved).reduce(|a, b| if distance(b) > distance(a) { b } else { a })?;
    Some(Finding::RankMoved {
        centre: centres[furthest].clone(),
        rank: with[furthest],
        rank_with_visits: without[furthest],
        moved: (0..centres.len()).filter(is_moved).count(),
        of: centres.len(),
    })
}
