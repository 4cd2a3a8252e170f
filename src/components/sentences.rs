//! Sentences whose names lead to the rows behind them.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::present::sentences::Part;
use crate::selection::Selection;
use crate::session::Session;

/// Some sentences, one below the other; nothing where there are none.
#[component]
pub fn Sentences(sentences: Vec<Vec<Part>>, test_id: &'static str) -> impl IntoView {
    let sentence = |parts: Vec<Part>| view! { <li>{parts.into_iter().map(part).collect_view()}</li> };
    (!sentences.is_empty()).then(|| {
        let said = sentences.into_iter().map(sentence).collect_view();
        view! { <ul class="card sentences" data-testid=test_id>{said}</ul> }
    })
}

fn part(part: Part) -> AnyView {
    match part {
        Part::Text(text) => text.into_any(),
        Part::Centre { number, name } => {
            view! { <RowsLink title="Show its rows" name selection=Selection::of_centre(number) /> }.into_any()
        }
        Part::Organization { organization, name } => {
            let selection = Selection::of_organization(organization);
            view! { <RowsLink title="Show its rows" name selection /> }.into_any()
        }
        Part::Row { organization, number, text: name } => {
            let selection = Selection::of_row(organization, number);
            view! { <RowsLink title="Show its row" name selection /> }.into_any()
        }
    }
}

/// A name that selects what it is of, and leads to the joined rows. It is a link, so that sentences break within it as
/// within their words.
#[component]
fn RowsLink(title: &'static str, name: String, selection: Selection) -> impl IntoView {
    let session = expect_context::<Session>();
    let go = move |event: MouseEvent| {
        event.prevent_default();
        session.select(selection.clone());
        page::scroll_to("#rows");
    };
    view! { <a href="#rows" class="link" title=title on:click=go>{name}</a> }
}
