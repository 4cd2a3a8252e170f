//! The table of regions.

use leptos::prelude::*;

use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::present::numbers::Locale;
use crate::present::regions::{COLUMNS, OF_POPULATIONS, cells, ordered, saved, totals};
use crate::protocol::{Export, RegionsExport};
use crate::session::Regions;

/// One row a region; the organizations without one last.
#[component]
pub fn RegionsTable(
    /// The regions.
    regions: Signal<Regions>,
    /// Whether expenses are shown with cents.
    cents: bool,
) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let state = TableState::new(&COLUMNS, Vec::new()).with_cents(cents);
    if regions.with_untracked(|regions| regions.report.populations.is_none()) {
        state
            .hidden
            .update_untracked(|hidden| OF_POPULATIONS.iter().for_each(|&column| hidden[column as usize] = true));
    }
    let order = Memo::new({
        let locale = locale.clone();
        move |_| regions.with(|regions| ordered(&regions.report.regions, &state.question(&locale)))
    });
    let of_all = Signal::derive({
        let locale = locale.clone();
        move || {
            let report = regions.get().report;
            // The sums are of all regions: under fewer there are none.
            let are_all = order.with(Vec::len) == report.regions.len();
            are_all.then(|| totals(&report.overall, report.organizations, report.centres, &locale, cents))
        }
    });
    let drawn = Signal::derive(move || {
        let report = regions.get().report;
        let region =
            |&at: &usize| report.regions.get(at).map(|region| cells(region, &locale, cents)).unwrap_or_default();
        order.with(|order| Drawn::in_sight(order, state, region))
    });
    let export = move |()| {
        let columns = saved(&untrack(move || state.shown()));
        Export::Regions(RegionsExport::Regions(order.get_untracked(), columns))
    };
    view! {
        <div class="card regions-stage-table">
            <DataTable title="Regions" test_id="regions-table" state drawn totals=of_all export export_id="export-regions" file="regions" />
        </div>
    }
}
