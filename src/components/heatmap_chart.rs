//! Organizations against centres, as cells of colour.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::matrix::Wanted;

use super::chart::{Chart, Names};
use super::slider::Sight;
use crate::browser::theme::Theme;
use crate::present::charts::Look;
use crate::present::charts::heatmap::{self, CENTRES, ORGANIZATIONS};
use crate::present::numbers::Locale;
use crate::session::Session;

const NAMES: Names = Names {
    title: "Organizations beside their centres",
    chart: "heatmap-chart",
    table: "heatmap-table",
    export: "export-heatmap",
    file: "organizations-and-centres",
};

/// One cell for each organization and centre, as many of both as can be told apart.
#[component]
pub fn HeatmapChart(
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<CentreSummary>>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let theme = expect_context::<Theme>();
    let selected = Memo::new(move |_| {
        let number = session.selection().centre_number?;
        centres.with(|centres| centres.iter().position(|centre| centre.centre.number == number))
    });
    let down = Sight::of(Signal::derive(move || centres.with(|centres| centres.len())), CENTRES, selected);
    let in_sight = Memo::new(move |_| {
        centres.with(|centres| match down.last.get() {
            0 => Arc::clone(centres),
            _ => Arc::new(centres.iter().skip(down.from.get()).take(CENTRES).cloned().collect::<Vec<_>>()),
        })
    });
    // The first organization, and which was selected when it was slid there.
    let slid = RwSignal::new((0, None::<String>));
    let organization = Memo::new(move |_| session.selection().organization);
    let wanted = Memo::new(move |_| {
        let (from, then) = slid.get();
        let around = organization.get().filter(|selected| then.as_ref() != Some(selected));
        let numbers = in_sight.with(|centres| centres.iter().map(|centre| centre.centre.number.clone()).collect());
        (session.edition(), Wanted { centres: numbers, from, count: ORGANIZATIONS, around })
    });
    let matrix = LocalResource::new(move || {
        let (_, wanted) = wanted.get();
        let centres = in_sight.get_untracked();
        async move { (centres, Arc::new(session.matrix(wanted).await)) }
    });
    let spec = Memo::new(move |_| {
        let (palette, selection) = (theme.palette(), session.selection());
        let look = Look { palette: &palette, locale: &locale, selection: &selection };
        matrix.with(|found| found.as_ref().map(|(centres, matrix)| heatmap::chart(centres, matrix, &look)))
    });
    let of_matrix = move |figure: fn(usize, usize) -> usize| {
        matrix.with(|found| found.as_ref().map_or(0, |(_, matrix)| figure(matrix.from, matrix.total)))
    };
    let across = Sight {
        from: Signal::derive(move || of_matrix(|from, _| from)),
        last: Memo::new(move |_| of_matrix(|_, total| total.saturating_sub(ORGANIZATIONS))).into(),
        slide: Callback::new(move |to| slid.set((to, organization.get_untracked()))),
    };
    view! {
        <Chart names=NAMES spec down across />
    }
}
