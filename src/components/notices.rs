//! All notices: of the files, of the join, of the regions.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Only;
use pervisit_analysis::table::Subject;

use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::browser::page;
use crate::present::notices::{COLUMNS, cells, in_order, is_doubt, ordered, saved};
use crate::present::numbers::Locale;
use crate::protocol::Export;
use crate::session::Session;

/// A list of so many is shown open, and one of any number where figures hang on what is in it.
const OPEN: usize = 6;

/// The list of everything that was repaired, set aside or counted in its own way. A notice about
/// rows leads to them.
#[component]
pub fn Notices(report: Arc<Report>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let all = Memo::new(move |_| {
        let of_files =
            Subject::ALL.into_iter().filter_map(|subject| session.file(subject)).flat_map(|file| file.notices);
        let regions = session.regions().map(|regions| regions.report);
        let of_regions = regions.iter().flat_map(|report| report.notices.iter().cloned());
        in_order(of_files.chain(report.notices.iter().cloned()).chain(of_regions).collect())
    });
    let title = {
        let locale = locale.clone();
        move || match all.with(Vec::len) {
            0 => "No notices".to_owned(),
            1 => "1 notice".to_owned(),
            many => format!("{} notices", locale.count(many)),
        }
    };
    let open =
        all.with_untracked(|all| (1..=OPEN).contains(&all.len()) || all.iter().any(|notice| is_doubt(notice.kind)));
    let state = TableState::new(&COLUMNS, Vec::new());
    let shown = Memo::new({
        let locale = locale.clone();
        move |_| all.with(|all| ordered(all, &state.question(&locale), &locale))
    });
    let drawn =
        Signal::derive(move || shown.with(|shown| Drawn::in_sight(shown, state, |notice| cells(notice, &locale))));
    let leads = move |at: usize| -> bool {
        shown.with_untracked(|shown| shown.get(at).is_some_and(|notice| Only::behind(notice).is_some()))
    };
    let show_rows = move |at: usize| {
        if let Some(only) = shown.with_untracked(|shown| shown.get(at).and_then(Only::behind)) {
            session.show_only(Some(only));
            page::scroll_to("#rows");
        }
    };
    let export = move |()| Export::Notices(shown.get_untracked(), saved(&untrack(move || state.shown())));
    view! {
        <details class="notices" data-testid="notices" open=open>
            <summary>{title}</summary>
            <DataTable title="Notices" test_id="notices-table" state drawn leads show=show_rows export export_id="export-notices" file="notices" />
        </details>
    }
}
