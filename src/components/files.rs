//! Stage 1: the files.

use leptos::prelude::*;
use pervisit_analysis::table::Subject;

use super::file_card::FileCard;
use super::stage::Stage;
use crate::browser::page;
use crate::session::{Phase, Session, Slot};

/// Where files are chosen, read and replaced.
#[component]
pub fn Files() -> impl IntoView {
    let session = expect_context::<Session>();
    let empty = Memo::new(move |_| {
        session.phase() == Phase::Files && Subject::ALL.into_iter().all(|subject| session.slot(subject) == Slot::Empty)
    });
    let stopped = Memo::new(move |_| matches!(session.phase(), Phase::Stopped(_)));
    let start_over = move || {
        (!empty.get() && !stopped.get()).then(|| {
            view! {
                <button type="button" class="button" data-testid="start-over" on:click=page::and_focus_files(move || session.start_over())>
                    "Start over"
                </button>
            }
        })
    };
    // Not in the place of somebody's own files.
    let sample = move || {
        empty.get().then(|| {
            view! {
                "; or "
                <button type="button" class="link" data-testid="load-sample" on:click=page::and_focus_files(move || session.load_sample())>
                    "try the sample"
                </button>
            }
        })
    };
    view! {
        {move || empty.get().then(|| view! { <Introduction /> })}
        <Stage number=1 title="Files" aside=start_over>
            <div class="files">
                {Subject::ALL.map(|subject| view! { <FileCard subject /> }).into_iter().collect_view()}
            </div>
            <p class="files-more">
                "Drop the files anywhere on the page, or paste a range copied from a spreadsheet, headers included"
                {sample}
                "."
            </p>
        </Stage>
    }
}

/// What the page is for, until there is something to show.
#[component]
fn Introduction() -> impl IntoView {
    view! {
        <div class="introduction">
            <p class="introduction-lead">"What does a visit cost, at every organization and centre?"</p>
            <p>
                "Choose a file of expenses and one of visits, each by organization and functional (health) centre: CSV or
                Excel. They are joined, divided and compared here, in your browser."
            </p>
        </div>
    }
}
