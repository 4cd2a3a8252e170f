//! Organizations against centres, as cells of colour.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::matrix::Wanted;
use pervisit_analysis::question::Question;
use pervisit_analysis::report::Report;

use super::chart::{Chart, Names};
use super::slider::Sight;
use crate::present::charts::Look;
use crate::present::charts::heatmap::{self, CENTRES, ORGANIZATIONS};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Session, Told};

const NAMES: Names = Names {
    title: "Organizations beside their centres",
    chart: "heatmap-chart",
    table: "heatmap-table",
    export: "export-heatmap",
    file: "organizations-and-centres",
    of_regions: false,
};

/// One cell for each organization and centre, as many of both as can be told apart.
#[component]
pub fn HeatmapChart(
    /// The figures in force.
    report: Signal<Arc<Report>>,
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<Arc<CentreSummary>>>>,
    /// Which organizations, in which order.
    organizations: Memo<Question>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let selected = Memo::new(move |_| {
        let number = session.selection().centre_number?;
        centres.with(|centres| centres.iter().position(|centre| centre.centre.number == number))
    });
    let down = Sight::of(Signal::derive(move || centres.with(|centres| centres.len())), CENTRES, selected);
    // The first organization, and which was selected when it was slid there.
    let slid = RwSignal::new((0, None::<String>));
    let organization = Memo::new(move |_| session.selection().organization);
    let matrix = session.told(Box::new(move || {
        let (from, then) = slid.get();
        let around = organization.get().filter(|selected| then.as_ref() != Some(selected));
        let number = |centre: &Arc<CentreSummary>| centre.centre.number.clone();
        let centres = centres.with(|centres| centres.iter().skip(down.from.get()).take(CENTRES).map(number).collect());
        let without_estimated = session.hides_estimated();
        let wanted = Wanted { centres, from, count: ORGANIZATIONS, around, without_estimated };
        Some(Request::Matrix(organizations.get(), wanted))
    }));
    let matrix = move || match matrix.get() {
        Some(Told::Matrix(matrix)) => Some(matrix),
        _ => None,
    };
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let matrix = matrix()?;
        let sight = (down.from.get(), centres.with(|centres| centres.len()));
        Some(report.with(|report| heatmap::chart(report, &matrix, sight, &look)))
    });
    // Where it was slid to, though the answer has not come: a thumb that is dragged is not taken back.
    let is_around = move || {
        let selected = organization.get();
        selected.is_some() && slid.with(|(_, then)| *then != selected)
    };
    let first_answered = move || matrix().map_or(0, |matrix| matrix.from);
    let across = Sight {
        from: Signal::derive(move || if is_around() { first_answered() } else { slid.with(|(from, _)| *from) }),
        last: Memo::new(move |_| matrix().map_or(0, |matrix| matrix.total.saturating_sub(ORGANIZATIONS))).into(),
        at_a_time: ORGANIZATIONS,
        slide: Callback::new(move |to| slid.set((to, organization.get_untracked()))),
    };
    view! {
        <Chart names=NAMES draw down across />
    }
}
