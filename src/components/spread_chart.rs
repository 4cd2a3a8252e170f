//! The spread between organizations, as boxplots.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::points::Wanted;

use super::chart::{Chart, Names};
use super::slider::Sight;
use super::tick::Tick;
use crate::browser::theme::Theme;
use crate::present::charts::spreads::{self, Choices};
use crate::present::charts::{AT_A_TIME, Look};
use crate::present::numbers::Locale;
use crate::session::Session;

const NAMES: Names = Names {
    title: "Spread between organizations",
    chart: "spread-chart",
    table: "spread-table",
    export: "export-spread",
    file: "spread-by-centre",
};

/// One box a centre; on demand with the rows of those in sight, and on a logarithmic axis.
#[component]
pub fn SpreadChart(
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<CentreSummary>>>,
    /// Those in sight.
    sight: Sight,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let theme = expect_context::<Theme>();
    let (logarithmic, as_points) = (RwSignal::new(false), RwSignal::new(false));
    let wanted = Memo::new(move |_| {
        let number = |centre: &CentreSummary| centre.centre.number.clone();
        let in_sight =
            || centres.with(|centres| centres.iter().skip(sight.from.get()).take(AT_A_TIME).map(number).collect());
        let wanted = as_points.get().then(|| Wanted {
            centres: Some(in_sight()),
            at_most: spreads::POINTS,
            ..Wanted::default()
        });
        (session.edition(), wanted)
    });
    let points = LocalResource::new(move || {
        let (_, wanted) = wanted.get();
        async move {
            match wanted {
                Some(wanted) => Some(session.points(wanted).await),
                None => None,
            }
        }
    });
    let spec = Memo::new(move |_| {
        let (palette, selection) = (theme.palette(), session.selection());
        let look = Look { palette: &palette, locale: &locale, selection: &selection };
        Some(points.with(|points| {
            let points = points.as_ref().and_then(Option::as_ref).filter(|_| as_points.get());
            let choices = Choices { logarithmic: logarithmic.get(), points };
            centres.with(|centres| spreads::chart(centres, sight.from.get(), choices, &look))
        }))
    });
    view! {
        <Chart names=NAMES spec down=sight>
            <Tick label="Rows as points" test_id="spread-points" on=as_points />
            <Tick label="Logarithmic" test_id="spread-logarithmic" on=logarithmic />
        </Chart>
    }
}
