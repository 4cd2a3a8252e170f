//! How a file is read: what was found out, and the user's say in it.

use leptos::prelude::*;
use pervisit_analysis::ingest::{Description, Options, wanted};
use pervisit_analysis::table::Measure;

use crate::present::reading::{self, Choice};
use crate::protocol::Book;
use crate::session::Session;

/// A form of all that can be told about a file; a change reads it again.
#[component]
pub fn Reading(
    /// Which file.
    measure: Measure,
    /// What its first rows show.
    description: Description,
    /// What has been said of it.
    options: Options,
    /// The workbook it is a sheet of.
    book: Option<Book>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let dialect = description.dialect;
    let sheets = book.filter(|book| book.names.len() > 1).map(|book| {
        let choices = reading::sheets(&book.names, &book.name);
        view! { <Select measure label="Sheet" choices change=move |name| session.choose_sheet(measure, name) /> }
    });
    let told = options.clone();
    let choose = move |label: &'static str, choices: Vec<Choice>, with: fn(&Options, &str) -> Options| {
        let options = told.clone();
        let change = move |value: String| session.read_as(measure, with(&options, &value));
        view! { <Select measure label choices change /> }
    };
    let roles = wanted(measure).iter().map(|&role| {
        let choices = reading::columns(&description, measure, &options, role);
        let options = options.clone();
        let change = move |value: String| session.read_as(measure, reading::with_column(&options, role, &value));
        view! { <Select measure label=role.label() choices change /> }
    });
    let header_options = options.clone();
    let change_header = move |event| {
        session.read_as(measure, reading::with_header_row(&header_options, &event_target_value(&event)));
    };
    view! {
        <div class="reading">
            {sheets}
            {roles.collect_view()}
            {choose("Separator", reading::delimiters(&dialect), reading::with_delimiter)}
            {choose("Decimals", reading::decimals(&dialect), reading::with_decimal)}
            {choose("Encoding", reading::encodings(&dialect), reading::with_encoding)}
            <div class="reading-choice">
                <label for=id(measure, "Header row")>"Header row"</label>
                <input
                    id=id(measure, "Header row")
                    type="number"
                    min="1"
                    prop:value=dialect.header_row.map(|row| row.to_string()).unwrap_or_default()
                    on:change=change_header
                />
            </div>
        </div>
    }
}

/// One choice.
#[component]
fn Select(
    measure: Measure,
    label: &'static str,
    choices: Vec<Choice>,
    change: impl Fn(String) + 'static,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.value selected=choice.chosen>{choice.label}</option> })
        .collect_view();
    let id = id(measure, label);
    view! {
        <div class="reading-choice">
            <label for=id.clone()>{label}</label>
            <select id=id.clone() on:change=move |event| change(event_target_value(&event))>{options}</select>
        </div>
    }
}

fn id(measure: Measure, label: &str) -> String {
    format!("{}-{}", measure.word(), label.to_lowercase().replace(' ', "-"))
}
