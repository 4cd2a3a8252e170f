//! What centres spend, and what share of all that is.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;

use super::chart::{Chart, Names};
use super::slider::Sight;
use crate::present::charts::pareto::{self, ByExpense};
use crate::present::charts::{AT_A_TIME, Look};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::session::Session;

const NAMES: Names = Names {
    title: "Expenses by centre",
    chart: "pareto-chart",
    table: "pareto-table",
    export: "export-pareto",
    file: "expenses-by-centre",
    of_regions: false,
};

/// One bar a centre, the largest expense first; always of all centres, as its shares are.
#[component]
pub fn ParetoChart(
    /// The figures in force.
    report: Signal<Arc<Report>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let by_expense = Memo::new(move |_| report.with(|report| Arc::new(ByExpense::of(&report.centres))));
    let selected = Memo::new(move |_| session.selection().of_centre_only());
    let place = Memo::new(move |_| {
        let number = selected.get().centre_number?;
        by_expense.with(|by_expense| by_expense.centres.iter().position(|centre| centre.centre.number == number))
    });
    let sight = Sight::of(Signal::derive(move || by_expense.with(|all| all.centres.len())), AT_A_TIME, place);
    let draw = Arc::new(move |palette: &Palette| {
        let selection = selected.get();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        Some(by_expense.with(|by_expense| pareto::chart(by_expense, sight.from.get(), &look)))
    });
    view! {
        <Chart names=NAMES draw down=sight />
    }
}
