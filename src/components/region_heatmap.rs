//! Regions against centres, as cells of colour.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::region_matrix::Wanted;

use super::chart::{Chart, Names};
use super::slider::Sight;
use crate::present::charts::Look;
use crate::present::charts::region_heatmap::{self, CENTRES, REGIONS};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Regions, Session, Told};

const NAMES: Names = Names {
    title: "Regions beside their centres",
    chart: "regions-heatmap",
    table: "regions-heatmap-table",
    export: "export-regions-heatmap",
    file: "regions-and-centres",
    of_regions: true,
};

/// One cell for each region and centre, as many of both as can be told apart.
#[component]
pub fn RegionHeatmap(
    /// The regions in force.
    regions: Signal<Regions>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let across = Sight::of(
        Signal::derive(move || regions.with(|regions| regions.report.regions.len())),
        REGIONS,
        Memo::new(|_| None),
    );
    // The report's centres are those of the regions, and stand in the same order.
    let selected = Memo::new(move |_| {
        let number = session.selection().centre_number?;
        session.results()?.report.centres.iter().position(|centre| centre.centre.number == number)
    });
    let down = Sight::of(Signal::derive(move || regions.with(|regions| regions.report.centres)), CENTRES, selected);
    let matrix = session.told_of_regions(Box::new(move || {
        Some(Request::RegionMatrix(Wanted {
            from_region: across.from.get(),
            regions: REGIONS,
            from_centre: down.from.get(),
            centres: CENTRES,
            organization: session.selection().organization,
        }))
    }));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let Some(Told::RegionMatrix(matrix)) = matrix.get() else { return None };
        Some(region_heatmap::chart(&matrix, &look))
    });
    view! {
        <Chart names=NAMES draw down across across_label="First region shown" />
    }
}
