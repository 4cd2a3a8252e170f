//! What is selected, in words, and the way to take it back.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use pervisit_analysis::report::Report;

use crate::browser::page;
use crate::present::selected::words;
use crate::selection::Selection;
use crate::session::Session;

/// Nothing where nothing is selected.
#[component]
pub fn Selected(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let clear = move |event: MouseEvent| {
        page::give_focus(&event, ".stage", ".chart-canvas");
        session.select(Selection::default());
    };
    let words = Memo::new(move |_| report.with(|report| words(&session.selection(), report)));
    let said = move || Some(view! { <span data-testid="selection">"Selected: "<strong>{words.get()?}</strong></span> });
    let clear = move || {
        words.with(Option::is_some).then(|| {
            view! {
                <button
                    type="button"
                    class="button"
                    data-testid="clear-selection"
                    title="Or press Escape"
                    on:click=clear
                >
                    "Clear"
                </button>
            }
        })
    };
    view! { <div class="selected"><span aria-live="polite">{said}</span>{clear}</div> }
}
