//! How a file is read: what was found out, and the user's say in it.

use leptos::prelude::*;
use pervisit_analysis::ingest::{Description, Options, is_needed, wanted};
use pervisit_analysis::table::{Role, Subject};

use super::file_choice::{Asked, FileChoice, id};
use super::part::Part;
use crate::browser::page;
use crate::parts::part;
use crate::present::reading::{self, Choice};
use crate::protocol::Book;
use crate::session::Session;

/// A form of all that can be told about a file; a change reads it again.
#[component]
pub fn Reading(
    /// Which file.
    subject: Subject,
    /// What was changed last.
    asked: Asked,
    /// What its first rows show.
    description: Description,
    /// What has been said of it.
    options: Options,
    /// The workbook it is a sheet of.
    book: Option<Book>,
) -> impl IntoView {
    let about = StoredValue::new((description, options, book));
    view! { <Part name="How the file is read" load=move || form(subject, asked, about) /> }
}

/// A file's description, what has been said of it, and the workbook it is a sheet of.
type About = StoredValue<(Description, Options, Option<Book>)>;

part! {
    reading, fetched by fetch:
    /// The form.
    fn form(subject: Subject, asked: Asked, about: About) -> ViewFn {
        (move || view! { <Form subject asked about /> }).into()
    }
}

#[component]
fn Form(subject: Subject, asked: Asked, about: About) -> impl IntoView {
    let session = expect_context::<Session>();
    let (description, options, book) = about.get_value();
    let dialect = description.dialect;
    let is_sheet = book.is_some();
    // Where others would do as well, the card asks.
    let is_asked = !options.told.alike.is_empty();
    let sheets = book.filter(|book| book.names.len() > 1 && !is_asked).map(|book| {
        let choices = reading::sheets(&book.names, &book.name);
        view! { <FileChoice subject asked name="Sheet" choices change=move |name| session.choose_sheet(subject, name) /> }
    });
    let told = options.clone();
    let choose = move |name: &'static str, choices: Vec<Choice>, with: fn(&Options, &str) -> Options| {
        let options = told.clone();
        let change = move |value: String| session.read_as(subject, with(&options, &value));
        view! { <FileChoice subject asked name choices change /> }
    };
    let column = |&role: &Role| {
        let choices = reading::columns(&description, subject, &options, role);
        let options = options.clone();
        let change = move |value: String| session.read_as(subject, reading::with_column(&options, role, &value));
        view! { <FileChoice subject asked name=role.label() choices change /> }
    };
    let (needed, optional): (Vec<Role>, Vec<Role>) =
        wanted(subject).iter().partition(|&&role| is_needed(subject, role));
    let header_options = options.clone();
    if let Some(id) = asked.take() {
        page::find_focus(format!("#{id}"));
    }
    let change_header = move |event| {
        asked.set(id(subject, "Header row"));
        session.read_as(subject, reading::with_header_row(&header_options, &event_target_value(&event)));
    };
    view! {
        <fieldset class="reading">
            <legend class="unseen">"Columns"</legend>
            {sheets}
            {needed.iter().map(column).collect_view()}
        </fieldset>
        <fieldset class="reading">
            <legend>"Optional columns"</legend>
            {optional.iter().map(column).collect_view()}
        </fieldset>
        <fieldset class="reading">
            <legend>"How it is written"</legend>
            {(!is_sheet).then(|| choose("Separator", reading::delimiters(&dialect), reading::with_delimiter))}
            {choose("Decimals", reading::decimals(&dialect), reading::with_decimal)}
            {(!is_sheet).then(|| choose("Encoding", reading::encodings(&dialect), reading::with_encoding))}
            <div class="file-choice">
                <label for=id(subject, "Header row")>"Header row"</label>
                <input
                    id=id(subject, "Header row")
                    type="number"
                    min="1"
                    prop:value=dialect.header_row.map(|row| row.to_string()).unwrap_or_default()
                    on:change=change_header
                />
            </div>
        </fieldset>
    }
}
