//! One of the two files: its place while there is none, its progress, what was read of it.

use leptos::prelude::*;
use pervisit_analysis::ingest::Description;
use pervisit_analysis::table::Measure;

use super::reading::Reading;
use crate::browser::files;
use crate::present::numbers::{Locale, bytes};
use crate::present::reading::dialect;
use crate::protocol::FileSummary;
use crate::session::{self, Session, Slot, Unsure};

/// The card of one measure's file.
#[component]
pub fn FileCard(
    /// Which file.
    measure: Measure,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let (title, test_id, example) = match measure {
        Measure::Expenses => ("Expenses", "expenses-file", "Organization ID, Centre number, Centre name, Expenses"),
        Measure::Visits => ("Visits", "visits-file", "Organization ID, Centre number, Centre name, Visits"),
    };
    let choose = move |event: leptos::ev::Event| {
        if let Some(file) = files::taken_from(&event).pop() {
            session.choose(measure, file);
        }
    };
    let verb = move || if matches!(session.slot(measure), Slot::Read(_)) { "Replace" } else { "Choose file" };
    let body = move || {
        match session.slot(measure) {
        Slot::Empty => view! { <p class="file-card-wanted">"A CSV with the columns " {example} "."</p> }.into_any(),
        Slot::Reading(reading) => view! { <Progress reading /> }.into_any(),
        Slot::Unsure(Unsure { name, description, options, book, .. }) => view! {
            <p class="file-card-name">{name}</p>
            <p class="file-card-wanted">"Say which column is which, and how the file is written:"</p>
            <Reading measure description options book />
            <button type="button" class="button file-card-aside" on:click=move |_| session.dismiss(measure)>"Put aside"</button>
        }
        .into_any(),
        Slot::Read(summary) => view! { <Summary summary /> }.into_any(),
    }
    };
    view! {
        <div class="file-card card" class:file-card-empty=move || session.slot(measure) == Slot::Empty>
            <div class="file-card-head">
                <h3>{title}</h3>
                <label class="button">
                    <input
                        type="file"
                        class="file-card-input"
                        accept=".csv,.txt,.tsv,.gz,.xlsx,text/csv,text/tab-separated-values"
                        data-testid=test_id
                        aria-label=move || format!("{} of {}", verb(), title.to_lowercase())
                        on:change=choose
                    />
                    {verb}
                </label>
            </div>
            {body}
        </div>
    }
}

/// How far a file has been read, and the way to stop it.
#[component]
fn Progress(reading: session::Reading) -> impl IntoView {
    let session = expect_context::<Session>();
    let said = format!("{} of {}", bytes(reading.read), bytes(reading.size));
    view! {
        <div class="file-card-progress">
            <span>{reading.name.clone()}</span>
            <progress
                data-testid="progress"
                aria-label=format!("Reading {}", reading.name)
                max=reading.size.max(1).to_string()
                value=reading.read.to_string()
            ></progress>
            <span class="soft">{said}</span>
            <button type="button" class="button" data-testid="cancel" on:click=move |_| session.cancel()>"Cancel"</button>
        </div>
    }
}

/// What was read of a file, and how; the way to read it otherwise.
#[component]
fn Summary(summary: FileSummary) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let measure = summary.measure;
    let opened = RwSignal::new(false);
    let options = summary.options.clone();
    let described = LocalResource::new(move || {
        let options = options.clone();
        let is_open = opened.get();
        async move { if is_open { session.describe(measure, options).await } else { None } }
    });
    let options = summary.options.clone();
    let book = summary.book.clone();
    let sheet = summary.book.as_ref().map(|book| format!("sheet {} · ", book.name)).unwrap_or_default();
    let written = summary.dialect;
    let form = move || {
        let description = described.get().flatten()?;
        // The decimal sign is known only when all rows are read.
        let description = Description { dialect: written, ..description };
        Some(view! { <Reading measure description options=options.clone() book=book.clone() /> })
    };
    let facts = format!(
        "{} · {} {}",
        bytes(summary.size),
        locale.count(summary.lines),
        if summary.lines == 1 { "row" } else { "rows" },
    );
    let used = summary.columns.iter().filter(|column| column.role.is_some());
    let chips = used.map(|column| view! { <li class="chip">{column.header.clone()}</li> }).collect_view();
    view! {
        <p class="file-card-name">{summary.name.clone()} <span class="soft">{facts}</span></p>
        <ul class="chips" aria-label="Columns in use">{chips}</ul>
        <details class="file-card-reading" on:toggle=move |_| opened.set(true)>
            <summary>{sheet}{dialect(&summary.dialect)}</summary>
            {form}
        </details>
    }
}
