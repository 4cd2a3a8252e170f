//! A budget and a basis -> what each region, or organization, would get, to the cent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::regions::{Regions, Totals};
use crate::sort::sorted;
use crate::sum::Sum;

/// Money in whole hundredths of the expenses' unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cents(pub i64);

impl Cents {
    /// A float tells cents apart below this.
    const LIMIT: f64 = (1_u64 << 53) as f64;

    /// An amount in the expenses' unit, rounded to the cent, halves away from 0; `None` where it is
    /// too large to have cents (9 · 10¹³), or no number.
    ///
    /// ```
    /// use pervisit_analysis::allocation::Cents;
    /// // As floats, both lie just below the middle of two cents.
    /// assert_eq!([1.005, -0.285].map(Cents::of), [Some(Cents(101)), Some(Cents(-29))]);
    /// assert_eq!([1e14, f64::NAN].map(Cents::of), [None, None]);
    /// ```
    #[must_use]
    pub fn of(amount: f64) -> Option<Cents> {
        let cents = || (whole(amount.abs() * MILLIONTHS) + IN_A_CENT / 2) / IN_A_CENT;
        let cents = ((amount * 100.0).round().abs() < Cents::LIMIT).then(cents)?;
        let cents = i64::try_from(cents).ok()?;
        Some(Cents(if amount < 0.0 { -cents } else { cents }))
    }

    /// The amount in the expenses' unit.
    #[must_use]
    pub fn amount(self) -> f64 {
        self.in_cents() / 100.0
    }

    #[expect(clippy::cast_precision_loss, reason = "single amounts are below 2^53")]
    fn in_cents(self) -> f64 {
        self.0 as f64
    }
}

/// As in a file: `-1234.05`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

/// What a budget can go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// As it is today: [`Totals::expenses`].
    CurrentShare,
    /// [`Totals::visits_from_0`], each worth the same.
    Visits,
    /// [`Totals::expected_expenses`]: visits, each worth its centre's unit cost.
    ExpectedExpenses,
    /// How many people there are: [`crate::regions::Region::population`].
    Population,
}

/// What a budget goes by: criteria and how much each of them counts. Only the weights' ratio matters:
/// 60 and 40 are 3 and 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis(pub Vec<(Criterion, f64)>);

impl From<Criterion> for Basis {
    fn from(criterion: Criterion) -> Basis {
        Basis(vec![(criterion, 1.0)])
    }
}

/// Why a budget can't go by a basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unusable {
    /// There is nobody to give it to: no joined row is in a region, or the region has none.
    Nobody,
    /// Some have no known figure: what they would get is not known, and so is nobody's part.
    Unknown {
        /// Of this criterion.
        criterion: Criterion,
        /// Who: the first few; none where it is the organizations without a region.
        few: Vec<String>,
        /// How many they are.
        count: usize,
    },
    /// Some have a figure below 0: nobody gets less than nothing.
    Negative {
        /// Of this criterion.
        criterion: Criterion,
        /// Who: the first few; none where it is the organizations without a region.
        few: Vec<String>,
        /// How many they are.
        count: usize,
    },
    /// All figures are 0.
    AllZero {
        /// Of this criterion.
        criterion: Criterion,
    },
    /// A weight is below 0 or no number, or none is above 0.
    Weights,
    /// The budget is below 0.
    NegativeBudget,
    /// An amount is too large to be told to the cent: see [`Cents::of`].
    TooLarge,
}

/// What one region, or organization, has today and would get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allocated {
    /// The region or the organization; `None` for the organizations that are in no region.
    pub name: Option<String>,
    /// Its expenses, rounded so that all add up to [`Allocation::today`]; `None` where none are known.
    pub today: Option<Cents>,
    /// Its part of the budget.
    pub amount: Cents,
    /// By how much that is more than today.
    pub difference: Option<Cents>,
    /// The difference over today: 0.05 is 5 per cent more. `None` where today is not above 0.
    pub change: Option<f64>,
    /// How many of its joined rows have expenses that are not known: today is without them.
    pub rows_without_expenses: usize,
    /// How many have estimated visits, where the basis goes by visits.
    pub rows_estimated: usize,
    /// How many of its joined rows the basis knows nothing of (their visits, say, are missing): with
    /// them it might get more.
    pub rows_left_out: usize,
}

/// A budget, spread.
///
/// What is in no region is no region's to lose or to win: organizations without a region keep the
/// share of the budget that they have of the expenses today, on every basis, and the regions share
/// the rest.
///
/// Each part is rounded down to the cent, and the cents left over go, one each, to those that lost
/// most by it; among equals, to the first (the method of largest remainders, Hamilton's: Balinski and
/// Young 1982, *Fair Representation*). So the parts add up to the budget exactly.
///
/// ```
/// use pervisit_analysis::{
///     allocation::{Allocation, Cents, Criterion}, ingest::{read, read_regions, Options}, merge::merge,
///     regions::Regions, table::Measure,
/// };
/// let options = Options::default();
/// let expenses = read("Org,Centre no,Expenses\n1,82,600\n2,82,400\n", Measure::Expenses, "e.csv", &options)?;
/// let visits = read("Org,Centre no,Visits\n1,82,10\n2,82,20\n", Measure::Visits, "v.csv", &options)?;
/// let table = read_regions("Org,Region\n1,North\n2,South\n", "r.csv", &options)?;
/// let merged = merge(&expenses, &visits);
/// let regions = Regions::of(&merged, &table, &|row| merged.matched.visits.get(row));
///
/// let allocation = Allocation::of(&regions, &Criterion::Visits.into(), None).expect("all visits are known");
/// let amounts: Vec<_> = allocation.parts.iter().map(|part| (part.today, part.amount)).collect();
/// assert_eq!(amounts, [(Some(Cents(600_00)), Cents(333_33)), (Some(Cents(400_00)), Cents(666_67))]);
/// # Ok::<(), pervisit_analysis::error::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    /// What it went by.
    pub basis: Basis,
    /// What was there to spread.
    pub budget: Cents,
    /// What they all have today.
    pub today: Cents,
    /// The parts, in the order of [`Regions::regions`], or [`Regions::organizations`].
    pub parts: Vec<Allocated>,
}

impl Allocation {
    /// Spreads a budget over the regions; without one, what they have today.
    ///
    /// # Errors
    /// Why it can't go by that basis.
    pub fn of(regions: &Regions, basis: &Basis, budget: Option<Cents>) -> Result<Allocation, Unusable> {
        let claim = |at: usize| {
            let region = &regions.regions[at];
            Claim { name: region.region.as_deref(), totals: &region.totals, population: region.population }
        };
        spread((0..regions.regions.len()).map(claim).collect(), basis, budget)
    }

    /// By how much the budget is more than what they all have today.
    #[must_use]
    pub fn difference(&self) -> Cents {
        Cents(self.budget.0 - self.today.0)
    }

    /// That over today: see [`Allocated::change`].
    #[must_use]
    pub fn change(&self) -> Option<f64> {
        change(self.today, self.difference())
    }

    /// Spreads a budget over the organizations of one of [`Regions::regions`]; without one, what they
    /// have today. Those without a region can be asked for too.
    ///
    /// # Errors
    /// Why it can't go by that basis.
    pub fn within(
        regions: &Regions,
        region: usize,
        basis: &Basis,
        budget: Option<Cents>,
    ) -> Result<Allocation, Unusable> {
        let organizations = regions.organizations.iter().filter(|one| one.region == region);
        let claims = organizations.map(|one| Claim {
            name: Some(&one.organization),
            totals: &one.totals,
            population: one.population,
        });
        spread(claims.collect(), basis, budget)
    }
}

/// One who gets a part. Without a name, it keeps its share.
#[derive(Clone, Copy)]
struct Claim<'a> {
    name: Option<&'a str>,
    totals: &'a Totals,
    population: Option<f64>,
}

impl Claim<'_> {
    /// The figure that a criterion goes by.
    fn figure(&self, criterion: Criterion) -> Option<f64> {
        match criterion {
            Criterion::CurrentShare => self.totals.known_expenses(),
            Criterion::Visits => self.totals.visits_from_0(),
            Criterion::ExpectedExpenses => self.totals.expected_expenses,
            Criterion::Population => self.population,
        }
    }

    /// How many rows it is not known of.
    fn rows_left_out(&self, criterion: Criterion) -> usize {
        let totals = self.totals;
        match criterion {
            Criterion::CurrentShare => totals.rows_without_expenses,
            Criterion::Visits => totals.rows_without_visits + totals.rows_with_negative_visits,
            Criterion::ExpectedExpenses => totals.rows - totals.rows_pooled - totals.rows_with_zero_visits,
            Criterion::Population => 0,
        }
    }
}

fn spread(claims: Vec<Claim<'_>>, basis: &Basis, budget: Option<Cents>) -> Result<Allocation, Unusable> {
    let (named, rest): (Vec<Claim<'_>>, Vec<Claim<'_>>) = claims.iter().partition(|claim| claim.name.is_some());
    if named.is_empty() {
        return Err(Unusable::Nobody);
    }
    let (today, total) = today(&claims)?;
    let budget = budget.unwrap_or(total);
    if budget < Cents(0) {
        return Err(Unusable::NegativeBudget);
    }
    let kept = kept(&claims, &rest)?;
    let mut shares = shares(&named, basis)?.into_iter();
    let counting = || basis.0.iter().filter(|(_, weight)| *weight > 0.0).map(|(criterion, _)| *criterion);
    let goes_by_visits =
        counting().any(|criterion| matches!(criterion, Criterion::Visits | Criterion::ExpectedExpenses));
    let is_as_today = counting().all(|criterion| criterion == Criterion::CurrentShare);
    let amounts = if is_as_today && budget == total {
        today.clone()
    } else {
        // In the claims' order, each share of what is not kept.
        let share = |claim: &Claim<'_>| match claim.name {
            Some(_) => (1.0 - kept) * shares.next().unwrap_or_default(),
            None => kept,
        };
        by_shares(budget, &claims.iter().map(share).collect::<Vec<_>>())
    };
    let part = |(claim, (today, amount)): (&Claim<'_>, (Cents, Cents))| {
        let totals = claim.totals;
        let today = totals.known_expenses().map(|_| today);
        let difference = today.map(|today| Cents(amount.0 - today.0));
        Allocated {
            name: claim.name.map(str::to_owned),
            today,
            amount,
            difference,
            change: today.zip(difference).and_then(|(today, difference)| change(today, difference)),
            rows_without_expenses: totals.rows_without_expenses,
            rows_estimated: if goes_by_visits { totals.rows_estimated } else { 0 },
            rows_left_out: counting().map(|criterion| claim.rows_left_out(criterion)).max().unwrap_or_default(),
        }
    };
    let parts = claims.iter().zip(today.into_iter().zip(amounts)).map(part).collect();
    Ok(Allocation { basis: basis.clone(), budget, today: total, parts })
}

fn change(today: Cents, difference: Cents) -> Option<f64> {
    (today.0 > 0).then(|| difference.in_cents() / today.in_cents())
}

/// Money is counted in millionths before it is rounded to cents.
const MILLIONTHS: f64 = 1e6;
const IN_A_CENT: i128 = 10_000;

/// What all have today, to the cent, and together.
fn today(claims: &[Claim<'_>]) -> Result<(Vec<Cents>, Cents), Unusable> {
    let exact = |claim: &Claim<'_>| {
        let expenses = claim.totals.expenses;
        Cents::of(expenses).map(|_| whole(expenses * MILLIONTHS)).ok_or(Unusable::TooLarge)
    };
    let expenses: Vec<i128> = claims.iter().map(exact).collect::<Result<_, _>>()?;
    let sum: i128 = expenses.iter().sum();
    let total = Cents(i64::try_from((sum + IN_A_CENT / 2).div_euclid(IN_A_CENT)).map_err(|_| Unusable::TooLarge)?);
    Ok((largest_remainders(total, expenses.into_iter(), IN_A_CENT), total))
}

/// The share that organizations without a region have today, and keep.
fn kept(claims: &[Claim<'_>], rest: &[Claim<'_>]) -> Result<f64, Unusable> {
    let criterion = Criterion::CurrentShare;
    let sum = |claims: &[Claim<'_>]| claims.iter().map(|claim| claim.totals.expenses).collect::<Sum>().value();
    let (part, whole) = (sum(rest), sum(claims));
    if rest.iter().any(|claim| claim.figure(criterion).is_none()) {
        return Err(Unusable::Unknown { criterion, few: Vec::new(), count: rest.len() });
    }
    match part {
        0.0 => Ok(0.0),
        part if part < 0.0 => Err(Unusable::Negative { criterion, few: Vec::new(), count: rest.len() }),
        // More than all: the regions have less than nothing.
        part if part > whole => Err(negative(criterion, claims)),
        part => Ok(part / whole),
    }
}

/// The shares of those that have a name, by a basis; they add up to 1.
fn shares(claims: &[Claim<'_>], basis: &Basis) -> Result<Vec<f64>, Unusable> {
    let weights: Sum = basis.0.iter().map(|(_, weight)| *weight).collect();
    let weights = weights.value();
    if basis.0.iter().any(|(_, weight)| *weight < 0.0) || !(weights > 0.0 && weights.is_finite()) {
        return Err(Unusable::Weights);
    }
    let mut shares = vec![Sum::default(); claims.len()];
    for &(criterion, weight) in basis.0.iter().filter(|(_, weight)| *weight > 0.0) {
        let figures: Vec<f64> = claims.iter().filter_map(|claim| claim.figure(criterion)).collect();
        if figures.len() < claims.len() {
            let (few, count) = few(claims, |claim| claim.figure(criterion).is_none());
            return Err(Unusable::Unknown { criterion, few, count });
        }
        if figures.iter().any(|&figure| figure < 0.0) {
            return Err(negative(criterion, claims));
        }
        let sum: Sum = figures.iter().copied().collect();
        match sum.value() {
            0.0 => return Err(Unusable::AllZero { criterion }),
            sum if !sum.is_finite() => return Err(Unusable::TooLarge),
            sum => {
                let parts = figures.iter().map(|figure| weight / weights * (figure / sum));
                shares.iter_mut().zip(parts).for_each(|(share, part)| share.add(part));
            }
        }
    }
    Ok(shares.into_iter().map(Sum::value).collect())
}

fn negative(criterion: Criterion, claims: &[Claim<'_>]) -> Unusable {
    let (few, count) = few(claims, |claim| claim.figure(criterion).is_some_and(|figure| figure < 0.0));
    Unusable::Negative { criterion, few, count }
}

/// The names of the first few of those that are so, and how many are.
fn few(claims: &[Claim<'_>], is_so: impl Fn(&Claim<'_>) -> bool) -> (Vec<String>, usize) {
    const FEW: usize = 5;
    let names = claims.iter().filter(|claim| is_so(claim)).filter_map(|claim| claim.name);
    (names.clone().take(FEW).map(str::to_owned).collect(), names.count())
}

/// A budget by shares that come to about 1.
fn by_shares(budget: Cents, shares: &[f64]) -> Vec<Cents> {
    /// As exact as a share is.
    const PARTS: f64 = 1e15;
    let parts: Vec<i128> = shares.iter().map(|share| whole(share * PARTS)).collect();
    let all: i128 = parts.iter().sum();
    largest_remainders(budget, parts.into_iter().map(|part| part * i128::from(budget.0)), all.max(1))
}

/// Rounds fractions, given by their numerators, so that they add up to `whole`, which their sum
/// is less than 1 away from.
fn largest_remainders(whole: Cents, numerators: impl Iterator<Item = i128>, denominator: i128) -> Vec<Cents> {
    let (mut cents, mut remainders): (Vec<i128>, Vec<(i128, usize)>) = (Vec::new(), Vec::new());
    for (at, numerator) in numerators.enumerate() {
        cents.push(numerator.div_euclid(denominator));
        remainders.push((numerator.rem_euclid(denominator), at));
    }
    // The largest first, among equals the first one.
    let remainders = sorted(remainders, &|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let left = i128::from(whole.0) - cents.iter().sum::<i128>();
    for &(_, at) in remainders.iter().take(usize::try_from(left).unwrap_or_default()) {
        cents[at] += 1;
    }
    cents.into_iter().map(|cents| Cents(i64::try_from(cents).unwrap_or_default())).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "it is rounded, and no larger than money in millionths")]
fn whole(number: f64) -> i128 {
    number.round() as i128
}
