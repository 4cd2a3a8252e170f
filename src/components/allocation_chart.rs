//! What each region has today, and would get, as bars.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::allocation::Allocation;
use pervisit_analysis::names::Called;

use super::chart::{Chart, Names};
use super::slider::Sight;
use crate::present::charts::{AT_A_TIME, Look, allocation};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::selection::Selection;

const NAMES: Names = Names {
    title: "Today and allocated",
    chart: "allocation-chart",
    table: "allocation-chart-table",
    export: "export-allocation-chart",
    file: "today-and-allocated",
    of_regions: true,
};

/// Two bars a region, in the order of all regions.
#[component]
pub fn AllocationChart(
    /// The allocation that the table shows.
    allocated: Memo<Option<Arc<Allocation>>>,
) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let regions = Signal::derive(move || allocated.with(|allocated| allocated.as_ref().map_or(0, |it| it.parts.len())));
    let sight = Sight::of(regions, AT_A_TIME, Memo::new(|_| None));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = Selection::default();
        let look = Look { palette, locale: &locale, called: &Called::default(), selection: &selection };
        allocated.with(|allocated| allocated.as_ref().map(|it| allocation::chart(it, sight.from.get(), &look)))
    });
    view! {
        <Chart names=NAMES draw down=sight down_label="First region shown" />
    }
}
