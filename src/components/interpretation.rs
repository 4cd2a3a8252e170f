//! What stands out, in sentences.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;

use super::sentences::Sentences;
use crate::present::numbers::Locale;
use crate::present::sentences::finding;

/// The findings.
#[component]
pub fn Interpretation(report: Signal<Arc<Report>>) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let said = move |report: &Report| report.findings.iter().map(|it| finding(it, report, &locale)).collect::<Vec<_>>();
    move || view! { <Sentences sentences=report.with(|report| said(report)) test_id="interpretation" /> }
}
