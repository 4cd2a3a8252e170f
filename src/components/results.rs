//! Stage 3: the figures, in words, charts and tables.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Direction;

use super::centres_table::CentresTable;
use super::chart::Chart;
use super::headline::Headline;
use super::interpretation::Interpretation;
use super::later::Later;
use super::rows_table::RowsTable;
use super::stage::Stage;
use super::table_state::TableState;
use crate::browser::theme::Theme;
use crate::present::centres::{COLUMNS, CentreColumn, ordered};
use crate::present::charts;
use crate::present::numbers::Locale;
use crate::protocol::RowsOf;

/// Everything that is computed. The charts show the centres of the table, in its order.
#[component]
pub fn Results(report: Arc<Report>) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let theme = expect_context::<Theme>();
    let table = TableState::new(&COLUMNS, vec![(CentreColumn::Average as usize, Direction::Descending)]);
    let rows_filter = RwSignal::new(String::new());
    let (all, cents) = (report.centres.len(), report.cents);
    let centres = Memo::new({
        let (report, locale) = (report.clone(), locale.clone());
        move |_| Arc::new(ordered(&report.centres, &table.question(&locale)))
    });
    // The charts stand side by side and show the same centres.
    let first = RwSignal::new(0);
    let last = Memo::new(move |_| centres.with(|centres| centres.len().saturating_sub(charts::AT_A_TIME)));
    let from = Memo::new(move |_| first.get().min(last.get()));
    let averages = {
        let locale = locale.clone();
        Memo::new(move |_| centres.with(|centres| charts::averages(centres, from.get(), &theme.palette(), &locale)))
    };
    let spreads =
        Memo::new(move |_| centres.with(|centres| charts::spreads(centres, from.get(), &theme.palette(), &locale)));
    view! {
        <Stage number=3 title="Results">
            <Headline report=report.clone() />
            <Interpretation report=report.clone() on_centre=move |name| rows_filter.set(name) />
            <Later>
                <div class="results-charts">
                    <Chart title="Average expense per visit" test_id="average-chart" spec=averages first last />
                    <Chart title="Spread between organizations" test_id="spread-chart" spec=spreads first last />
                </div>
            </Later>
            <Later><CentresTable centres all state=table cents /></Later>
            <Later>
                <div class="card" id="rows">
                    <RowsTable of=RowsOf::Matched report=report.clone() filter=rows_filter />
                </div>
            </Later>
        </Stage>
    }
}
