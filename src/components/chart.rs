//! A chart on a card.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::charts;
use crate::present::charts::ChartSpec;

/// Draws a spec with ECharts, and again whenever it changes. The table beside it holds the same figures.
#[component]
pub fn Chart(
    /// What the chart is called.
    title: &'static str,
    /// The element ECharts is bound to.
    test_id: &'static str,
    /// What is drawn.
    spec: Memo<ChartSpec>,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    let chart = StoredValue::new_local(None::<charts::Chart>);
    let bound = RwSignal::new(None::<Result<(), String>>);
    element.on_load(move |element| {
        spawn_local(async move {
            let made = charts::Chart::on(&element).await;
            // The card may be gone by now; then so is the chart.
            let said = made.map(|made| drop(chart.try_set_value(Some(made)))).map_err(|error| format!("{error:?}"));
            drop(bound.try_set(Some(said)));
        });
    });
    Effect::new(move || {
        let spec = spec.get();
        if let Some(Ok(())) = bound.get() {
            chart.with_value(|chart| {
                if let Some(Err(error)) = chart.as_ref().map(|chart| chart.show(spec)) {
                    leptos::logging::error!("{title}: {error:?}");
                }
            });
        }
    });
    on_cleanup(move || drop(chart.try_update_value(Option::take)));
    let failed = move || matches!(bound.get(), Some(Err(_)));
    view! {
        <figure class="card chart">
            <figcaption>{title}</figcaption>
            {move || failed().then(|| view! { <p class="soft">"The chart could not be drawn. The table below holds its figures."</p> })}
            <div
                node_ref=element
                class="chart-canvas"
                data-testid=test_id
                role="img"
                aria-label=move || spec.with(|spec| spec.description.clone())
                style:height=move || spec.with(|spec| format!("{}px", spec.height))
            ></div>
        </figure>
    }
}
