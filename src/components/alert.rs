//! The one place where something that went wrong is said.

use leptos::prelude::*;

use crate::browser::page;
use crate::session::{Phase, Session};

/// What went wrong last, or why nothing works any more.
#[component]
pub fn Alert() -> impl IntoView {
    let session = expect_context::<Session>();
    let said = move || {
        match session.phase() {
        Phase::Stopped(reason) => view! {
            <div class="alert">
                <p>
                    <strong>"The part of the page that reads and computes has stopped. "</strong>
                    "Most often the files are larger than the memory the browser gives a page. Your files are unchanged."
                </p>
                <p class="alert-detail">{reason}</p>
                <button type="button" class="button" on:click=page::and_focus_files(move || session.start_over())>"Start again"</button>
            </div>
        }
        .into_any(),
        Phase::Files | Phase::Results(_) => session
            .alerts()
            .into_iter()
            .map(|alert| {
                view! {
                    <div class="alert">
                        <p><strong>{alert.what}": "</strong>{alert.problem}". "{alert.hint}</p>
                    </div>
                }
            })
            .collect_view()
            .into_any(),
    }
    };
    view! { <div role="alert">{said}</div> }
}
