//! Stage 3: the figures, in words, charts and tables.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Direction;

use super::average_chart::AverageChart;
use super::centres_table::CentresTable;
use super::headline::Headline;
use super::heatmap_chart::HeatmapChart;
use super::interpretation::Interpretation;
use super::later::Later;
use super::organizations_table::OrganizationsTable;
use super::pareto_chart::ParetoChart;
use super::rows_table::RowsTable;
use super::scatter_chart::ScatterChart;
use super::selected::Selected;
use super::slider::Sight;
use super::spread_chart::SpreadChart;
use super::stage::Stage;
use super::table_state::TableState;
use crate::browser::page;
use crate::present::centres::{COLUMNS, CentreColumn, ordered};
use crate::present::charts::AT_A_TIME;
use crate::present::numbers::Locale;
use crate::present::organizations::{self, OrganizationColumn};
use crate::protocol::RowsOf;
use crate::selection::Selection;
use crate::session::Session;

/// Everything that is computed. Charts show the centres and the organizations of the tables, in their order.
#[component]
pub fn Results(report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let by_average = vec![(CentreColumn::Average as usize, Direction::Descending)];
    let cents = report.with_untracked(|report| report.cents);
    let table = TableState::new(&COLUMNS, by_average).with_cents(cents);
    let centres = Memo::new({
        let locale = locale.clone();
        move |_| {
            let question = table.question(&locale);
            report.with(|report| Arc::new(ordered(&report.centres, &question)))
        }
    });
    let by_difference = vec![(OrganizationColumn::Difference as usize, Direction::Descending)];
    let organizations = TableState::new(&organizations::COLUMNS, by_difference).with_cents(cents);
    let organizations_asked = Memo::new(move |_| organizations.question(&locale));
    // The charts that stand side by side show the same centres.
    let selected = Memo::new(move |_| {
        let number = session.selection().centre_number?;
        centres.with(|centres| centres.iter().position(|centre| centre.centre.number == number))
    });
    let sight = Sight::of(Signal::derive(move || centres.with(|centres| centres.len())), AT_A_TIME, selected);
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && page::is_for_the_page(&event) {
            session.select(Selection::default());
        }
    });
    on_cleanup(move || escape.remove());
    view! {
        <Stage number=3 title="Results" aside=move || view! { <Selected report /> }>
            <Headline report />
            <Interpretation report />
            <Later>
                <div class="results-charts">
                    <AverageChart report centres sort=table.sort sight />
                    <SpreadChart centres sight />
                </div>
            </Later>
            // What is further down comes after the tables' first rows, though it stands before them.
            <Later idle=true><HeatmapChart report centres organizations=organizations_asked /></Later>
            <Later idle=true>
                <div class="results-charts">
                    <ParetoChart report />
                    <ScatterChart report />
                </div>
            </Later>
            <Later><CentresTable report centres state=table /></Later>
            <Later idle=true><OrganizationsTable report=report.get_untracked() state=organizations question=organizations_asked /></Later>
            <Later>
                <div class="card" id="rows">
                    <RowsTable of=RowsOf::Matched report=report.get_untracked() />
                </div>
            </Later>
        </Stage>
    }
}
