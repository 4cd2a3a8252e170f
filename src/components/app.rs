//! The page: the header, the alert, the files and what has become possible with them.

use leptos::ev::DragEvent;
use leptos::prelude::*;

use super::alert::Alerts;
use super::files::Files;
use super::header::Header;
use super::rehearsal;
use super::stages::Stages;
use crate::browser::theme::Theme;
use crate::browser::{files, locale, page};
use crate::session::Session;

/// The whole page. A file may be dropped anywhere on it.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::start();
    provide_context(session);
    let (theme, locale) = (Theme::follow(), locale::current());
    provide_context(theme);
    provide_context(locale.clone());
    rehearsal::begin(session, theme, locale);

    let print = window_event_listener(leptos::ev::keydown, move |event| {
        if page::is_to_print(&event) {
            event.prevent_default();
            page::print_drawn();
        }
    });
    on_cleanup(move || print.remove());

    let over = RwSignal::new(false);
    let drag = move |event: DragEvent| {
        if files::are_dragged(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let leave = move |event: DragEvent| {
        if event.related_target().is_none() {
            over.set(false);
        }
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        if files::are_dragged(&event) {
            event.prevent_default();
            session.receive(files::dropped(&event));
        }
    };
    let paste = window_event_listener(leptos::ev::paste, move |event| {
        if let Some(file) = files::pasted(&event) {
            event.prevent_default();
            session.receive(vec![file]);
        }
    });
    on_cleanup(move || paste.remove());
    view! {
        <div class="page" class:page-over=over on:dragover=drag on:dragleave=leave on:drop=drop>
            <Header />
            <main>
                <Alerts />
                <Files />
                <Stages />
            </main>
        </div>
    }
}
