//! The headline row: what all joined rows come to.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;

use crate::present::centres::{estimated, not_pooled};
use crate::present::numbers::Locale;

/// Five figures, each with what it leaves out.
#[component]
pub fn Headline(report: Signal<Arc<Report>>) -> impl IntoView {
    let locale = expect_context::<Locale>();
    move || view! { <dl class="headline">{report.with(|report| figures(report, &locale))}</dl> }
}

fn figures(report: &Report, locale: &Locale) -> impl IntoView + use<> {
    let overall = &report.overall;
    let figures = [
        ("Expenses", locale.or_unknown(report.totals.expenses.sum, Locale::plain), None),
        ("Visits", locale.or_unknown(report.totals.visits.sum, Locale::visits), estimated(overall, locale)),
        (
            "Expense per visit, pooled",
            locale.or_unknown(overall.pooled_expense_per_visit, Locale::cost),
            not_pooled(overall, locale),
        ),
        ("Centres", locale.count(report.centres.len()), None),
        ("Organizations", locale.count(overall.organizations), None),
    ];
    let cards = figures.into_iter().map(|(label, figure, remark)| {
        view! {
            <div class="card headline-figure">
                <dt>{label}</dt>
                <dd>{figure}</dd>
                {remark.map(|remark| view! { <dd class="headline-remark">{remark}</dd> })}
            </div>
        }
    });
    cards.collect_view()
}
