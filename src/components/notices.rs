//! All notices: of the files, then of the join.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::notice::Notice;
use pervisit_analysis::report::Report;
use pervisit_analysis::table::Measure;

use crate::present::notices::sentence;
use crate::present::numbers::Locale;
use crate::session::Session;

/// A list of so many is shown open.
const OPEN: usize = 6;

/// The list of everything that was repaired, set aside or counted in its own way.
#[component]
pub fn Notices(report: Arc<Report>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let files =
        [Measure::Expenses, Measure::Visits].into_iter().filter_map(|measure| untrack(|| session.file(measure)));
    let of_files = files.flat_map(|file| file.notices);
    let notices: Vec<Notice> = of_files.chain(report.notices.iter().cloned()).collect();
    let title = match notices.len() {
        0 => "No notices".to_owned(),
        1 => "1 notice".to_owned(),
        many => format!("{} notices", locale.count(many)),
    };
    let open = notices.len() <= OPEN;
    let items = notices.iter().map(|notice| view! { <li>{sentence(notice, &locale)}</li> }).collect_view();
    view! {
        <details class="notices" data-testid="notices" open=open>
            <summary>{title}</summary>
            <ul>{items}</ul>
        </details>
    }
}
