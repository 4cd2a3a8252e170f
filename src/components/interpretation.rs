//! What stands out, in sentences that lead to the rows behind them.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use pervisit_analysis::report::Report;

use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::sentences::{self, Part};
use crate::selection::Selection;
use crate::session::Session;

/// The findings.
#[component]
pub fn Interpretation(report: Signal<Arc<Report>>) -> impl IntoView {
    let locale = expect_context::<Locale>();
    move || report.with(|report| sentences_of(report, &locale))
}

fn sentences_of(report: &Report, locale: &Locale) -> impl IntoView + use<> {
    let sentences = report.findings.iter().map(|finding| {
        let parts = sentences::finding(finding, &report.shared_names, locale).into_iter().map(|part| match part {
            Part::Text(text) => text.into_any(),
            Part::Centre { number, name } => view! { <CentreLink number name /> }.into_any(),
            Part::Row { organization, number, name } => view! { <RowLink organization number name /> }.into_any(),
        });
        view! { <li>{parts.collect_view()}</li> }
    });
    (!report.findings.is_empty())
        .then(|| view! { <ul class="card interpretation" data-testid="interpretation">{sentences.collect_view()}</ul> })
}

/// A centre's name that selects it and leads to its rows.
#[component]
fn CentreLink(number: String, name: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let show = move || session.select(Selection::of_centre(&number));
    view! { <RowsLink title="Show its rows" name show /> }
}

/// An organization and a centre that lead to their row.
#[component]
fn RowLink(organization: String, number: String, name: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let name = format!("{organization} at {name}");
    let show = move || session.select(Selection::of_row(&organization, &number));
    view! { <RowsLink title="Show its row" name show /> }
}

/// A name that leads to the joined rows. It is a link, so that sentences break within it as within their words.
#[component]
fn RowsLink(title: &'static str, name: String, show: impl Fn() + 'static) -> impl IntoView {
    let go = move |event: MouseEvent| {
        event.prevent_default();
        show();
        page::scroll_to("#rows");
    };
    view! { <a href="#rows" class="link" title=title on:click=go>{name}</a> }
}
