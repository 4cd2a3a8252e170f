//! Single rows as points: those of some centres or an organization, or an even sample of them and the furthest ones.

use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::merge::Merged;
use crate::per_visit::{MissingVisits, expense_per_visit};
use crate::quantiles::quantile;
use crate::report::Report;
use crate::sort::{Direction, by_rank, order_of, ordered_bits, sorted};

/// Which rows are wanted as points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Those of one organization only.
    pub organization: Option<String>,
    /// Those of these centre numbers only.
    pub centres: Option<Vec<String>>,
    /// Only those that stand on logarithmic axes: visits and a unit cost above 0.
    pub logarithmic: bool,
    /// Only those whose visits are not estimated.
    pub without_estimated: bool,
    /// Of more points than these an even sample of as many, and a few more: the furthest on each side.
    pub at_most: usize,
}

/// Rows as points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// How many rows could be points.
    pub total: usize,
    /// How many of the rows wanted have no unit cost, or none that stands on logarithmic axes.
    pub left_out: usize,
    /// How many more could be points, were estimated ones wanted.
    pub hidden: usize,
    /// The points: all, or a sample and the furthest, by organization and centre.
    pub points: Vec<Point>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The organization.
    pub organization: String,
    /// The centre's number.
    pub centre_number: String,
    /// Its visits, where they are known.
    pub visits: Option<f64>,
    /// Its unit cost under the policy in force.
    pub expense_per_visit: f64,
    /// Whether its visits are estimated.
    pub estimated: bool,
}

/// The middles of centres.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Middles {
    /// How many centres have one.
    pub total: usize,
    /// Those of all, or of those that most is spent on, by number.
    pub middles: Vec<Middle>,
}

/// The middle of a centre's points on logarithmic axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Middle {
    /// The centre's number.
    pub centre_number: String,
    /// How many rows have visits and a unit cost above 0.
    pub n: usize,
    /// How many of them by estimated visits.
    pub estimated: usize,
    /// The median of their visits.
    pub visits: f64,
    /// The median of their unit costs.
    pub expense_per_visit: f64,
}

/// The rows of least key, so many of them.
struct Least {
    at_most: usize,
    /// A row's key, what decides between equal ones, and the row; the last one is on top.
    rows: BinaryHeap<(u64, u64, u32)>,
}

impl Least {
    fn new(at_most: usize) -> Least {
        Least { at_most, rows: BinaryHeap::new() }
    }

    fn offer(&mut self, row: (u64, u64, u32)) {
        if self.rows.len() < self.at_most {
            self.rows.push(row);
        } else if let Some(mut last) = self.rows.peek_mut()
            && row < *last
        {
            *last = row;
        }
    }
}

impl Points {
    /// For so many of the sample, the row of the highest and of the lowest unit cost, and of the most and of the fewest
    /// visits: these are in no sample by chance.
    const FOR_THE_FURTHEST: usize = 60;

    /// The points of joined rows under a policy. Where there are more than wanted, which of them
    /// are left is decided by their organization and centre, their unit cost and visits alone: the same ones each time,
    /// in whatever order the rows stand.
    #[must_use]
    pub fn of(merged: &Merged, policy: MissingVisits, wanted: &Wanted) -> Points {
        let rows = &merged.matched;
        let organizations: Vec<Option<u64>> = merged
            .organizations
            .iter()
            .map(|id| wanted.organization.as_ref().is_none_or(|only| **only == **id).then(|| scattered(id)))
            .collect();
        let is_wanted = |number: &String| wanted.centres.as_ref().is_none_or(|only| only.contains(number));
        let centres: Vec<Option<u64>> = merged
            .centres
            .iter()
            .map(|centre| is_wanted(&centre.number).then(|| scattered(&centre.number).rotate_left(32)))
            .collect();

        let (mut total, mut left_out, mut hidden) = (0, 0, 0);
        let mut sample = Least::new(wanted.at_most);
        let mut furthest = [(); 4].map(|()| Least::new(wanted.at_most / Points::FOR_THE_FURTHEST));
        for (at, (&organization, &centre)) in (0_u32..).zip(rows.organization.iter().zip(rows.centre.iter())) {
            let (Some(organization), Some(centre)) = (organizations[organization as usize], centres[centre as usize])
            else {
                continue;
            };
            let Some((visits, cost)) = drawn(merged, policy, at, wanted.logarithmic) else {
                left_out += 1;
                continue;
            };
            if wanted.without_estimated && merged.estimate(at as usize, policy).is_some() {
                hidden += 1;
                continue;
            }
            total += 1;
            let place = mixed(organization ^ centre);
            sample.offer((place, 0, at));
            for (which, figure) in furthest.chunks_mut(2).zip([Some(cost), visits]) {
                if let ([low, high], Some(figure)) = (which, figure) {
                    let key = ordered_bits(figure);
                    low.offer((key, place, at));
                    high.offer((!key, place, at));
                }
            }
        }
        let point = |at: u32| {
            let (visits, cost) = drawn(merged, policy, at, wanted.logarithmic)?;
            let row = at as usize;
            Some(Point {
                organization: merged.organizations[rows.organization[row] as usize].to_string(),
                centre_number: merged.centres[rows.centre[row] as usize].number.clone(),
                visits,
                expense_per_visit: cost,
                estimated: merged.estimate(row, policy).is_some(),
            })
        };
        let kept = furthest.into_iter().chain([sample]).flat_map(|least| least.rows);
        let mut sample = sorted(kept.map(|(.., at)| at).collect::<Vec<_>>(), &Ord::cmp);
        sample.dedup();
        let organizations = merged.ranks.of_organizations(&merged.organizations);
        let centres = merged.ranks.of_centre_numbers(&merged.centres);
        for (ids, ranks) in [(&rows.centre, centres), (&rows.organization, organizations)] {
            by_rank(&mut sample, Direction::Ascending, &|at| ranks[ids[at as usize] as usize]);
        }
        let points = sample.into_iter().filter_map(point).collect();
        Points { total, left_out, hidden, points }
    }
}

impl Middles {
    /// The middles of the centres' points on logarithmic axes. Of more centres than wanted those that most is spent
    /// on; `report` is that of the joined files.
    #[must_use]
    pub fn of(merged: &Merged, report: &Report, at_most: usize) -> Middles {
        let (centres, policy) = (&merged.matched.centre, report.missing_visits);
        let mut counts = vec![0_usize; merged.centres.len()];
        let mut estimated = counts.clone();
        for (at, &centre) in (0_u32..).zip(centres.iter()) {
            if drawn(merged, policy, at, true).is_some() {
                counts[centre as usize] += 1;
                estimated[centre as usize] += usize::from(merged.estimate(at as usize, policy).is_some());
            }
        }
        let (mut shown, expenses): (Vec<u32>, Vec<f64>) = merged
            .centres_joined()
            .into_iter()
            .zip(&report.centres)
            .filter(|&(centre, _)| counts[centre as usize] > 0)
            .map(|(centre, summary)| (centre, summary.figures.expenses))
            .unzip();
        let total = shown.len();
        if total > at_most {
            let mut most = order_of(&expenses, Direction::Descending);
            most.truncate(at_most);
            by_rank(&mut most, Direction::Ascending, &|place| place);
            shown = most.into_iter().map(|place| shown[place as usize]).collect();
        }

        // One figure after the other, in one place for both: there may be millions of rows.
        let mut starts = vec![None; counts.len()];
        let mut end = 0;
        for &centre in &shown {
            starts[centre as usize] = Some(end);
            end += counts[centre as usize];
        }
        let mut values = vec![0.0; end];
        let mut medians = |figure: fn((Option<f64>, f64)) -> f64| -> Vec<f64> {
            let mut free = starts.clone();
            for (at, &centre) in (0_u32..).zip(centres.iter()) {
                if let Some(place) = &mut free[centre as usize]
                    && let Some(point) = drawn(merged, policy, at, true)
                {
                    values[*place] = figure(point);
                    *place += 1;
                }
            }
            let mut rest = values.as_slice();
            let of = |&centre: &u32| {
                let (own, others) = rest.split_at(counts[centre as usize]);
                rest = others;
                quantile(own, 0.5)
            };
            shown.iter().map(of).collect()
        };
        let visits = medians(|(visits, _)| visits.unwrap_or_default());
        let costs = medians(|(_, cost)| cost);
        let middle = |(&centre, (visits, expense_per_visit)): (&u32, (f64, f64))| Middle {
            centre_number: merged.centres[centre as usize].number.clone(),
            n: counts[centre as usize],
            estimated: estimated[centre as usize],
            visits,
            expense_per_visit,
        };
        Middles { total, middles: shown.iter().zip(visits.into_iter().zip(costs)).map(middle).collect() }
    }
}

/// A row's visits and unit cost, where it can be drawn.
fn drawn(merged: &Merged, policy: MissingVisits, at: u32, logarithmic: bool) -> Option<(Option<f64>, f64)> {
    let (expenses, visits) = (merged.matched.expenses.get(at as usize), merged.visits(at as usize, policy));
    let cost = expense_per_visit(expenses, visits, policy)?;
    let visits = visits.known();
    let stands = !logarithmic || (cost > 0.0 && visits.is_some_and(|visits| visits > 0.0));
    stands.then_some((visits, cost))
}

/// A text as a number, the same everywhere: FNV-1a (Fowler, Noll and Vo), of 64 bits.
fn scattered(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number whose every bit hangs on every bit of another: the last step of SplitMix64 (Steele, Lea
/// and Flood 2014, *Fast Splittable Pseudorandom Number Generators*).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
