//! What each organization costs, against what its visits would be expected to cost.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::organizations::OrganizationSummary;
use pervisit_analysis::question::Question;
use pervisit_analysis::report::Report;

use super::data_table::DataTable;
use super::sentences::Sentences;
use super::table_state::{Drawn, TableState};
use crate::present::numbers::Locale;
use crate::present::organizations::{cells, saved, sentences, totals};
use crate::protocol::{Export, Organizations, OrganizationsWindow, Request};
use crate::selection::Selection;
use crate::session::{Session, Told};

/// One row an organization, asked of the worker as they come into sight.
#[component]
pub fn OrganizationsTable(
    /// The results they belong to.
    report: Arc<Report>,
    state: TableState,
    /// What it asks for.
    question: Memo<Question>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let (cents, shared_names) = (report.cents, report.shared_names.clone());
    let (total, all) = (RwSignal::new(None), report.overall.organizations);
    let asked = move || {
        let (from, count) = state.asked(total.get(), all);
        Some(Request::Organizations(OrganizationsWindow { question: question.get(), from, count }))
    };
    let answer = session.told_of_table(Box::new(asked), total);
    let organizations = move || match answer.get() {
        Some(Told::Organizations(organizations)) => Some(organizations),
        _ => None,
    };
    let of_all = Signal::derive({
        let locale = locale.clone();
        move || organizations().map(|answer| totals(&answer.overall, answer.total, &locale, cents))
    });
    let said = {
        let locale = locale.clone();
        let called = Memo::new(move |_| session.called());
        // The sentences stay as they are while the table asks for other rows.
        let extremes = Memo::new(move |_| organizations().map(|answer| answer.extremes.clone()).unwrap_or_default());
        move || {
            let sentences = extremes.with(|extremes| sentences(extremes, &shared_names, &called.get(), &locale, cents));
            view! { <Sentences sentences test_id="organizations-said" /> }
        }
    };
    let drawn: Signal<Drawn> = Memo::new(move |_| {
        let cells = |organization: &OrganizationSummary| cells(organization, &locale, cents);
        let drawn =
            |answer: Arc<Organizations>| Drawn::told(answer.total, answer.from, &answer.organizations, state, cells);
        organizations().map(drawn).unwrap_or_default()
    })
    .into();
    let row = move |at: usize| {
        let answer = organizations()?;
        let organization = answer.organizations.get(at.checked_sub(answer.from)?)?;
        Some(Selection::of_organization(&organization.organization))
    };
    let is_selected = move |at: usize| row(at).is_some_and(|row| session.selection().has_all_of(&row));
    let on_row = move |at: usize| row(at).into_iter().for_each(|row| session.toggle(row));
    let export = move |()| {
        let columns = untrack(move || saved(&state.shown(), &session.called()));
        Export::Organizations(question.get_untracked(), columns)
    };
    view! {
        {said}
        <div class="card">
            <DataTable title="Organizations" test_id="organizations-table" state drawn totals=of_all is_selected on_row export export_id="export-organizations" file="organizations" />
        </div>
    }
}
