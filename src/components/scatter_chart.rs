//! Visits against expense per visit, row by row.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::points::Wanted;
use pervisit_analysis::report::Report;

use super::chart::{Chart, Names};
use crate::browser::theme::Theme;
use crate::present::charts::Look;
use crate::present::charts::scatter::{self, Drawn, POINTS};
use crate::present::numbers::Locale;
use crate::session::Session;

const NAMES: Names = Names {
    title: "Visits against expense per visit",
    chart: "scatter-chart",
    table: "scatter-table",
    export: "export-scatter",
    file: "visits-and-expense-per-visit",
};

/// One point a row, of a sample where there are many, and all of what is selected.
#[component]
pub fn ScatterChart(
    /// The figures in force.
    report: Signal<Arc<Report>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let theme = expect_context::<Theme>();
    let edition = Memo::new(move |_| session.edition());
    let of_all = LocalResource::new(move || {
        edition.track();
        async move {
            let sample = session.points(Wanted { logarithmic: true, at_most: POINTS, ..Wanted::default() }).await;
            (Arc::new(sample), session.middles().await)
        }
    });
    let of_selected = LocalResource::new(move || {
        edition.track();
        let selection = session.selection();
        async move {
            if selection.is_empty() {
                return None;
            }
            let centres = selection.centre_number.map(|number| vec![number]);
            let wanted = Wanted { organization: selection.organization, centres, logarithmic: true, at_most: POINTS };
            Some(Arc::new(session.points(wanted).await))
        }
    });
    let drawn = Memo::new(move |_| {
        let (sample, middles) = of_all.get()?;
        let selected = of_selected.get().flatten().filter(|_| !session.selection().is_empty());
        Some(Arc::new(Drawn { sample, selected, middles }))
    });
    let spec = Memo::new(move |_| {
        let (palette, selection) = (theme.palette(), session.selection());
        let look = Look { palette: &palette, locale: &locale, selection: &selection };
        let drawn = drawn.get()?;
        Some(report.with(|report| scatter::chart(&drawn, &report.centres, &look)))
    });
    view! {
        <Chart names=NAMES spec />
    }
}
