//! Each centre's average and rank under every policy for missing visits.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::policies::Standings;
use pervisit_analysis::report::Report;

use super::data_table::DataTable;
use super::part::Part;
use super::table_state::{Drawn, TableState};
use crate::parts::part;
use crate::present::numbers::Locale;
use crate::present::policies::{COLUMNS, cells, moves, ordered, saved};
use crate::protocol::Export;
use crate::session::Session;

/// The policies side by side, reckoned when they are looked at.
#[component]
pub fn Policies(report: Signal<Arc<Report>>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="policies" data-testid="policies" on:toggle=move |_| is_open.set(true)>
            <summary>"Compare the policies"</summary>
            {move || is_open.get().then(|| view! { <Part name="The comparison" load=move || comparison(report) /> })}
        </details>
    }
}

part! {
    estimates:
    /// The comparison.
    fn comparison(report: Signal<Arc<Report>>) -> ViewFn {
        (move || view! { <Comparison report /> }).into()
    }
}

#[component]
fn Comparison(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let standings = LocalResource::new(move || {
        report.track();
        session.standings()
    });
    let all = Memo::new(move |_| standings.get().unwrap_or_default());
    let state = TableState::new(&COLUMNS, Vec::new());
    let shown = Memo::new({
        let locale = locale.clone();
        move |_| -> Arc<[Standings]> { all.with(|all| ordered(all, &state.question(&locale))).into() }
    });
    let drawn = Signal::derive({
        let locale = locale.clone();
        move || shown.with(|shown| Drawn::in_sight(shown, state, |centre| cells(centre, &locale)))
    });
    let export = move |()| Export::Standings(shown.get_untracked().to_vec(), saved(&untrack(move || state.shown())));
    let words = move || match standings.get() {
        None => "Reckoning with every policy …".to_owned(),
        Some(all) => moves(&all, &locale),
    };
    view! {
        <p class="policies-moves" aria-live="polite">{words}</p>
        <DataTable title="Policies" test_id="policies-table" state drawn export export_id="export-policies" file="policies" />
    }
}
