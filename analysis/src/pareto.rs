//! Centres by what they spend: how few of them make up most of it.

use std::sync::Arc;

use crate::centres::CentreSummary;
use crate::sort::{Direction, order_of};
use crate::sum::Sum;

/// One centre's part of all expenses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The centre's place among the summaries.
    pub centre: usize,
    /// Its expenses over those of all centres; `None` where they are not known, or these not above 0.
    pub share: Option<f64>,
    /// The share of this centre and of those before it together.
    pub cumulative: Option<f64>,
}

/// The centres by expense, the largest first; equal ones stay in their order. Shares are of the
/// joined rows' known expenses, as the summaries are.
#[must_use]
pub fn pareto(centres: &[Arc<CentreSummary>]) -> Vec<Part> {
    let expenses: Vec<f64> = centres.iter().map(|centre| centre.figures.expenses).collect();
    let order = order_of(&expenses, Direction::Descending);
    let expenses = |centre: u32| expenses[centre as usize];
    let all: Sum = order.iter().map(|&centre| expenses(centre)).collect();
    let share = |expenses: f64| (all.value() > 0.0).then(|| expenses / all.value());
    let mut so_far = Sum::default();
    order
        .into_iter()
        .map(|centre| {
            so_far.add(expenses(centre));
            let centre = centre as usize;
            let known = centres[centre].figures.known_expenses();
            Part { centre, share: known.and_then(share), cumulative: share(so_far.value()) }
        })
        .collect()
}
