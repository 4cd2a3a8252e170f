//! Expenses from regions to centres, as bands.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::flows::Wanted;

use super::chart::{Chart, Names};
use crate::browser::charts::Part;
use crate::present::charts::Look;
use crate::present::charts::region_sankey::{self, CENTRES, REGIONS};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Session, Told};

const NAMES: Names = Names {
    title: "Expenses from regions to centres",
    chart: "regions-sankey",
    table: "regions-sankey-table",
    export: "export-regions-sankey",
    file: "expenses-from-regions-to-centres",
    of_regions: true,
};

/// Each as wide as its expenses.
#[component]
pub fn RegionSankey() -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let flows = session.told_of_regions(Box::new(move || {
        let organization = session.selection().organization;
        Some(Request::RegionFlows(Wanted { regions: REGIONS, centres: CENTRES, organization }))
    }));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let Some(Told::RegionFlows(flows)) = flows.get() else { return None };
        Some(region_sankey::chart(&flows, &look))
    });
    view! {
        <Chart names=NAMES draw part=Part::Regions />
    }
}
