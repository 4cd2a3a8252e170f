//! The averages, as bars.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::Direction;

use super::chart::{Chart, Names};
use super::slider::Sight;
use super::switch::{Choice, Switch};
use super::tick::Tick;
use crate::present::centres::CentreColumn;
use crate::present::charts::Look;
use crate::present::charts::averages::{self, Average, Bars};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::present::table::Sort;
use crate::session::Session;

const NAMES: Names = Names {
    title: "Average expense per visit",
    chart: "average-chart",
    table: "average-table",
    export: "export-average",
    file: "expense-per-visit-by-centre",
    of_regions: false,
};

/// One bar a centre; the figure it shows, and the order of all charts, can be chosen.
#[component]
pub fn AverageChart(
    /// The figures in force.
    report: Signal<Arc<Report>>,
    /// The centres, filtered and sorted.
    centres: Memo<Arc<Vec<Arc<CentreSummary>>>>,
    /// What they are sorted by.
    sort: RwSignal<Sort>,
    /// Those in sight.
    sight: Sight,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    let average = RwSignal::new(Average::default());
    let trimmed = RwSignal::new(false);
    let bars = Memo::new(move |_| Bars { average: average.get(), trimmed: trimmed.get() });
    let selected = Memo::new(move |_| session.selection().of_centre_only());
    let draw = Arc::new(move |palette: &Palette| {
        let selection = selected.get();
        let called = session.called();
        let look = Look { palette, locale: &locale, called: &called, selection: &selection };
        let overall = report.with(|report| report.overall.clone());
        Some(centres.with(|centres| averages::chart(centres, sight.from.get(), bars.get(), &overall, &look)))
    });
    // What is in order of another average follows.
    let follow = move || {
        let column = untrack(move || bars.get()).column() as usize;
        sort.update(|sort| {
            if let Some((sorted_by, _)) = sort.first_mut()
                && Bars::COLUMNS.iter().any(|other| *other as usize == *sorted_by)
            {
                *sorted_by = column;
            }
        });
    };
    let trim = move |is_trimmed: bool| {
        trimmed.set(is_trimmed);
        follow();
    };
    let averages = Average::ALL.map(|which| Choice {
        label: which.label(),
        is_chosen: Signal::derive(move || average.get() == which),
        choose: Callback::new(move |()| {
            average.set(which);
            follow();
        }),
    });
    let order = |label, by: fn(Bars) -> (usize, Direction)| Choice {
        label,
        is_chosen: Signal::derive(move || sort.with(|sort| *sort == [by(bars.get())])),
        choose: Callback::new(move |()| sort.set(vec![by(untrack(move || bars.get()))])),
    };
    let orders = vec![
        order("By value", |bars| (bars.column() as usize, Direction::Descending)),
        order("By number", |_| (CentreColumn::Number as usize, Direction::Ascending)),
    ];
    view! {
        <Chart names=NAMES draw down=sight>
            <Switch legend="Average" name="average" choices=averages.into() />
            <Tick label="Trimmed" test_id="average-trimmed" on=trimmed change=trim />
            <Switch legend="Order of centres" name="order" choices=orders />
        </Chart>
    }
}
