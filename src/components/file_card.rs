//! One of the files: its place while there is none, its progress, what was read of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::ingest::Description;
use pervisit_analysis::table::{Measure, Role, Subject};

use super::file_choice::{Asked, FileChoice};
use super::reading::Reading;
use crate::browser::{files, page};
use crate::present::numbers::Locale;
use crate::present::reading::{dialect, few, periods, sheets, with_period};
use crate::protocol::FileSummary;
use crate::session::{self, Session, Slot, Unsure};

/// The card of one subject’s file.
#[component]
pub fn FileCard(
    /// Which file.
    subject: Subject,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let (title, test_id, wanted) = match subject {
        Subject::Amounts(Measure::Expenses) => (
            "Expenses",
            "expenses-file",
            "CSV or Excel (.xlsx), with columns for organization, centre number, centre name and expenses.",
        ),
        Subject::Amounts(Measure::Visits) => (
            "Visits",
            "visits-file",
            "CSV or Excel (.xlsx), with columns for organization, centre number, centre name and visits.",
        ),
        Subject::Regions => (
            "Regions",
            "regions-file",
            "Only to compare regions: CSV or Excel (.xlsx), with columns for organization, health authority and, if known, population.",
        ),
    };
    let is_optional = subject == Subject::Regions;
    let remove = move || {
        (is_optional && matches!(session.slot(subject), Slot::Read(_))).then(|| {
            view! {
                <button type="button" class="quiet" data-testid="remove-regions" on:click=page::and_focus_files(move || session.remove_regions())>
                    "Remove"<span class="unseen">" the file of regions"</span>
                </button>
            }
        })
    };
    let choose = move |event: leptos::ev::Event| {
        if let Some(file) = files::taken_from(&event).pop() {
            session.choose(subject, file);
        }
    };
    let verb = move || if matches!(session.slot(subject), Slot::Read(_)) { "Replace" } else { "Choose file" };
    let asked = Asked::none();
    let body = move || {
        let slot = session.slot(subject);
        // A form that is there again takes the focus itself.
        if matches!(slot, Slot::Read(_))
            && let Some(id) = asked.take()
        {
            page::find_focus(format!("#{id}, .file-card:has([data-testid={test_id}]) .file-card-reading > summary"));
        }
        match slot {
        Slot::Empty => view! { <p class="file-card-wanted">{wanted}</p> }.into_any(),
        Slot::Reading(reading) => view! { <Progress reading /> }.into_any(),
        Slot::Unsure(Unsure { name, description, options, book, .. }) => view! {
            <p class="file-card-name">{name}</p>
            <p class="file-card-wanted">"Say which column is which, and how the file is written:"</p>
            <Reading subject asked description options book />
            <button type="button" class="button file-card-aside" on:click=page::and_focus_files(move || session.dismiss(subject))>"Put aside"</button>
        }
        .into_any(),
        Slot::Read(summary) => view! { <Summary summary asked /> }.into_any(),
    }
    };
    view! {
        <div class="file-card card" class:file-card-empty=move || session.slot(subject) == Slot::Empty>
            <div class="file-card-head">
                <h3>{title}{is_optional.then(|| view! { " "<span class="file-card-optional">"optional"</span> })}</h3>
                <span class="file-card-space"></span>
                {remove}
                <label class="button">
                    <input
                        type="file"
                        class="file-card-input"
                        accept=".csv,.txt,.tsv,.gz,.xlsx,text/csv,text/tab-separated-values"
                        data-testid=test_id
                        aria-label=move || format!("{}: {}", verb(), title.to_lowercase())
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
    let locale = expect_context::<Locale>();
    let said = format!("{} of {}", locale.bytes(reading.read), locale.bytes(reading.size));
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
            <button type="button" class="button" data-testid="cancel" on:click=page::and_focus_files(move || session.cancel())>"Cancel"</button>
        </div>
    }
}

/// What was read of a file, and how; the way to read it otherwise.
#[component]
fn Summary(summary: FileSummary, asked: Asked) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let subject = summary.subject;
    let described = RwSignal::new(None::<Option<Description>>);
    let options = summary.options.clone();
    let describe = move |_| {
        if described.with_untracked(Option::is_none) {
            let options = options.clone();
            // The card may be gone when the answer comes.
            spawn_local(async move { drop(described.try_set(Some(session.describe(subject, options).await))) });
        }
    };
    let options = summary.options.clone();
    let book = summary.book.clone();
    let written = summary.dialect;
    let read_as = dialect(&written, summary.book.as_ref().map(|book| book.name.as_str()));
    let form = move || {
        Some(match described.get()? {
            Some(description) => {
                // The decimal sign is known only when all rows are read.
                let description = Description { dialect: written, ..description };
                view! { <Reading subject asked description options=options.clone() book=book.clone() /> }.into_any()
            }
            None => view! {
                <p class="file-card-wanted" role="status">
                    "The file can’t be read again: it was changed, moved or deleted. Choose it anew to read it otherwise."
                </p>
            }
            .into_any(),
        })
    };
    let facts = format!(
        "{} · {} {}",
        locale.bytes(summary.size),
        locale.count(summary.lines),
        match (subject, summary.lines) {
            (Subject::Amounts(_), 1) => "row",
            (Subject::Amounts(_), _) => "rows",
            (Subject::Regions, 1) => "organization",
            (Subject::Regions, _) => "organizations",
        },
    );
    let (used, unused): (Vec<_>, Vec<_>) = summary.columns.iter().partition(|column| column.role.is_some());
    let chips = used.iter().map(|column| view! { <li class="chip">{column.header.clone()}</li> }).collect_view();
    let others = few(unused.iter().map(|column| column.header.trim()), &locale)
        .map(|others| view! { <p class="file-card-others">"Not used: "{others}</p> });
    // Other sheets would do as well: which one is read is for the user to say.
    let sheet = summary.book.as_ref().filter(|_| !summary.options.told.alike.is_empty()).map(|book| {
        let choices = sheets(&book.names, &book.name);
        view! { <FileChoice subject asked name="Sheet" choices change=move |name| session.choose_sheet(subject, name) /> }
    });
    let several = summary.periods.iter().filter(|periods| periods.all.len() > 1 || periods.only.is_some());
    let chosen = several.map(|found| {
        let (options, role) = (summary.options.clone(), found.role);
        let change = move |value: String| session.read_as(subject, with_period(&options, role, &value));
        let choices = periods(found, &locale);
        let name = if role == Role::Year { "Rows of the year" } else { "Rows of the period" };
        let label = Some(if found.header.trim().is_empty() { name.to_owned() } else { found.header.clone() });
        view! { <FileChoice subject asked name label=label choices change /> }
    });
    let chosen = chosen.collect_view();
    view! {
        <p class="file-card-name">{summary.name.clone()} <span class="soft">{facts}</span></p>
        <ul class="chips" aria-label="Columns in use">{chips}</ul>
        {others}
        <div class="file-card-periods">{sheet}{chosen}</div>
        <details class="file-card-reading" on:toggle=describe>
            <summary>"Read as "{read_as}</summary>
            {form}
        </details>
    }
}
