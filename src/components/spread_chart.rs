//! The spread between organizations, as boxplots.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::points::Wanted;

use super::chart::{Chart, Names};
use super::slider::Sight;
use super::tick::Tick;
use crate::present::charts::spreads::{self, Choices};
use crate::present::charts::{AT_A_TIME, Look};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::protocol::Request;
use crate::session::{Session, Told};

const NAMES: Names = Names {
    title: "Spread between organizations",
    chart: "spread-chart",
    table: "spread-table",
    export: "export-spread",
    file: "spread-by-centre",
    of_regions: false,
};

/// One box a centre; on demand with the rows of those in sight, and on a logarithmic axis.
#[component]
pub fn SpreadChart(
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<Arc<CentreSummary>>>>,
    /// Those in sight.
    sight: Sight,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let (logarithmic, as_points) = (RwSignal::new(false), RwSignal::new(false));
    let wanted = move |organization: Option<String>| {
        let number = |centre: &Arc<CentreSummary>| centre.centre.number.clone();
        let in_sight =
            centres.with(|centres| centres.iter().skip(sight.from.get()).take(AT_A_TIME).map(number).collect());
        let (centres, without_estimated) = (Some(in_sight), session.hides_estimated());
        let at_most = spreads::POINTS;
        Request::Points(Wanted { organization, centres, without_estimated, at_most, ..Wanted::default() })
    };
    let points = session.told(Box::new(move || as_points.get().then(|| wanted(None))));
    let organization = Memo::new(move |_| session.selection().organization);
    let own = session.told(Box::new(move || organization.get().map(|organization| wanted(Some(organization)))));
    let draw = Arc::new(move |palette: &Palette| {
        let selection = session.selection();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let points = points.get().and_then(Told::points).filter(|_| as_points.get());
        let own = own.get().and_then(Told::points);
        let choices = Choices { logarithmic: logarithmic.get(), points: points.as_deref(), own: own.as_deref() };
        Some(centres.with(|centres| spreads::chart(centres, sight.from.get(), choices, &look)))
    });
    view! {
        <Chart names=NAMES draw down=sight>
            <Tick label="Rows as points" test_id="spread-points" on=as_points change=move |on| as_points.set(on) />
            <Tick label="Logarithmic" test_id="spread-logarithmic" on=logarithmic change=move |on| logarithmic.set(on) />
        </Chart>
    }
}
