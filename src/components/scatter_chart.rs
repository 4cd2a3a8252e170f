//! Visits against expense per visit, row by row.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::points::Wanted;
use pervisit_analysis::report::Report;

use super::chart::{Chart, Names};
use crate::present::charts::Look;
use crate::present::charts::scatter::{self, Drawn, MIDDLES, POINTS};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Session, Told};

const NAMES: Names = Names {
    title: "Visits against expense per visit",
    chart: "scatter-chart",
    table: "scatter-table",
    export: "export-scatter",
    file: "visits-and-expense-per-visit",
    of_regions: false,
};

/// One point a row, of a sample where there are many, and all of what is selected.
#[component]
pub fn ScatterChart(
    /// The figures in force.
    report: Signal<Arc<Report>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let wanted = move || {
        let without_estimated = session.hides_estimated();
        Wanted { logarithmic: true, without_estimated, at_most: POINTS, ..Wanted::default() }
    };
    let sample = session.told(Box::new(move || Some(Request::Points(wanted()))));
    let middles = session.told(Box::new(|| Some(Request::Middles(MIDDLES))));
    let selected = session.told(Box::new(move || {
        let selection = session.selection();
        let centres = selection.centre_number.clone().map(|number| vec![number]);
        (!selection.is_empty()).then(|| {
            let organization = selection.organization;
            Request::Points(Wanted { organization, centres, ..wanted() })
        })
    }));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let sample = sample.get()?.points()?;
        let Told::Middles(middles) = middles.get()? else { return None };
        let selected = selected.get().and_then(Told::points).filter(|_| !selection.is_empty());
        let drawn = Drawn { sample, selected, middles };
        Some(report.with(|report| scatter::chart(drawn, report, &look)))
    });
    view! {
        <Chart names=NAMES draw />
    }
}
