//! Regions, their organizations and centres, as areas.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart::{Chart, Names};
use crate::browser::charts::Part;
use crate::present::charts::{Look, region_treemap};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Session, Told};

const NAMES: Names = Names {
    title: "Expenses by region, organization and centre",
    chart: "regions-treemap",
    table: "regions-treemap-table",
    export: "export-regions-treemap",
    file: "expenses-by-region-organization-and-centre",
    of_regions: true,
};

/// Each as large as its expenses.
#[component]
pub fn RegionTreemap() -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let tree = session.told_of_regions(Box::new(|| Some(Request::RegionTree)));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let Some(Told::RegionTree(tree)) = tree.get() else { return None };
        Some(region_treemap::chart(&tree, &look))
    });
    view! {
        <Chart names=NAMES draw part=Part::Regions />
    }
}
