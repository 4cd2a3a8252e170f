//! What stands out, in sentences that lead to the rows behind them.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::merge::Centre;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Only;

use crate::browser::page;
use crate::present::numbers::Locale;
use crate::present::sentences::{self, Part};
use crate::session::Session;

/// The findings. `on_centre` hears the words that find a centre's rows.
#[component]
pub fn Interpretation(report: Arc<Report>, on_centre: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let sentences = report.findings.iter().map(|finding| {
        let parts = sentences::finding(finding, &locale).into_iter().map(|part| match part {
            Part::Text(text) => text.into_any(),
            Part::Centre(centre) => view! { <CentreLink centre on_centre /> }.into_any(),
            Part::Row { organization, centre } => view! { <RowLink organization centre /> }.into_any(),
        });
        view! { <li>{parts.collect_view()}</li> }
    });
    (!report.findings.is_empty())
        .then(|| view! { <ul class="card interpretation" data-testid="interpretation">{sentences.collect_view()}</ul> })
}

/// A centre's name that leads to its rows.
#[component]
fn CentreLink(centre: Centre, on_centre: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let name = if centre.name.is_empty() { centre.number } else { centre.name };
    let words = name.clone();
    let show = move |_| {
        on_centre(words.clone());
        page::scroll_to("#rows");
    };
    view! { <button type="button" class="link" title="Show its rows" on:click=show>{name}</button> }
}

/// An organization and a centre that lead to their row.
#[component]
fn RowLink(organization: String, centre: Centre) -> impl IntoView {
    let session = expect_context::<Session>();
    let name = format!("{organization} at {}", if centre.name.is_empty() { &centre.number } else { &centre.name });
    let show = move |_| {
        let (organization, centre_number) = (Some(organization.clone()), Some(centre.number.clone()));
        session.show_only(Some(Only::Of { organization, centre_number }));
        page::scroll_to("#rows");
    };
    view! { <button type="button" class="link" title="Show its row" on:click=show>{name}</button> }
}
