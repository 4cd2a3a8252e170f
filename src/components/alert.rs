//! The one place where something that went wrong is said.

use leptos::prelude::*;

use crate::browser::page;
use crate::session::{Alert, Phase, Session};

/// What went wrong last, or why nothing works any more.
#[component]
pub fn Alerts() -> impl IntoView {
    let session = expect_context::<Session>();
    let stopped = move || {
        let Phase::Stopped(reason) = session.phase() else { return None };
        Some(view! {
            <div class="alert">
                <p>
                    <strong>"The part of the page that reads and computes has stopped. "</strong>
                    "Most often the files are larger than the memory the browser gives a page. Your files are unchanged."
                </p>
                <p class="alert-detail">{reason}</p>
                <button type="button" class="button" on:click=page::and_focus_files(move || session.start_over())>"Start again"</button>
            </div>
        })
    };
    let alert = |Alert { what, problem, hint, .. }: Alert| {
        view! {
            <div class="alert">
                <p><strong>{what}": "</strong>{problem}". "{hint}</p>
            </div>
        }
    };
    let alerts = move || {
        let all = if matches!(session.phase(), Phase::Stopped(_)) { Vec::new() } else { session.alerts() };
        all.into_iter().map(alert).collect_view()
    };
    // What was said already is not said again beside another.
    view! { <div role="alert" aria-atomic="false">{stopped}{alerts}</div> }
}
