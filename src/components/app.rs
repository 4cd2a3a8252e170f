//! The page: the header, the alert and the stages that have become possible.

use std::sync::Arc;

use leptos::ev::DragEvent;
use leptos::prelude::*;

use super::alert::Alert;
use super::check::Check;
use super::files::Files;
use super::header::Header;
use super::regions_stage::RegionsStage;
use super::rehearsal;
use super::results::Results;
use crate::browser::theme::Theme;
use crate::browser::{files, locale};
use crate::session::{self, Regions, Session};

/// The whole page. A file may be dropped anywhere on it.
#[component]
pub fn App() -> impl IntoView {
    let session = Session::start();
    provide_context(session);
    let (theme, locale) = (Theme::follow(), locale::current());
    provide_context(theme);
    provide_context(locale.clone());
    rehearsal::begin(session, theme, locale);

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
        event.prevent_default();
        over.set(false);
        session.receive(files::dropped(&event));
    };
    let paste = window_event_listener(leptos::ev::paste, move |event| {
        if let Some(file) = files::pasted(&event) {
            event.prevent_default();
            session.receive(vec![file]);
        }
    });
    on_cleanup(move || paste.remove());
    let results = Memo::new(move |_| session.results());
    let of_files = Memo::new(move |_| results.with(|results| results.as_ref().map(|results| results.files)));
    // Other files start anew; another policy leaves everything as it was set.
    let stages = move || {
        of_files.get()?;
        let first = results.get_untracked()?;
        let in_force = Memo::new(move |before: Option<&session::Results>| {
            let now = results.get().filter(|now| now.files == first.files);
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        });
        let report = Signal::derive(move || in_force.with(|results| Arc::clone(&results.report)));
        Some(view! {
            <Check report />
            <Results report />
        })
    };
    let regions = Memo::new(move |_| session.regions());
    let of_regions = Memo::new(move |_| {
        let has_results = of_files.get().is_some();
        regions.with(|regions| regions.as_ref().filter(|_| has_results).map(|regions| regions.files))
    });
    let stage_of_regions = move || {
        of_regions.get()?;
        let first = regions.get_untracked()?;
        let in_force = Memo::new(move |before: Option<&Regions>| {
            let now = regions.get().filter(|now| now.files == first.files);
            now.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
        });
        Some(view! { <RegionsStage regions=in_force.into() /> })
    };
    view! {
        <div class="page" class:page-over=over on:dragover=drag on:dragleave=leave on:drop=drop>
            <Header />
            <main>
                <Alert />
                <Files />
                {stages}
                {stage_of_regions}
            </main>
        </div>
    }
}
