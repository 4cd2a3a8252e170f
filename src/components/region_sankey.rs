//! Expenses from regions to centres, as bands.

use leptos::prelude::*;
use pervisit_analysis::flows::Wanted;

use super::chart::{Chart, Names};
use crate::browser::charts::Part;
use crate::browser::theme::Theme;
use crate::present::charts::Look;
use crate::present::charts::region_sankey::{self, CENTRES, REGIONS};
use crate::present::numbers::Locale;
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
    let theme = expect_context::<Theme>();
    let flows = session.told_of_regions(Box::new(move || {
        let organization = session.selection().organization;
        Some(Request::RegionFlows(Wanted { regions: REGIONS, centres: CENTRES, organization }))
    }));
    let spec = Memo::new(move |_| {
        let (palette, selection) = (theme.palette(), session.selection());
        let look = Look { palette: &palette, locale: &locale, selection: &selection };
        let Some(Told::RegionFlows(flows)) = flows.get() else { return None };
        Some(region_sankey::chart(&flows, &look))
    });
    view! {
        <Chart names=NAMES spec part=Part::Regions />
    }
}
