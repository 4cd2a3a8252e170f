//! A chart on a card.

use std::time::Duration;

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
    /// The first centre shown, where there are more than a chart shows at a time.
    first: RwSignal<usize>,
    /// The largest that can be.
    last: Memo<usize>,
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
    let is_drawn = RwSignal::new(false);
    let draw = move || {
        let shown = chart.try_with_value(|chart| {
            chart.as_ref().map(|chart| chart.show(spec.try_get_untracked().unwrap_or_default()))
        });
        match shown.flatten() {
            Some(Ok(())) => drop(is_drawn.try_set(true)),
            Some(Err(error)) => leptos::logging::error!("{title}: {error:?}"),
            None => {}
        }
    };
    Effect::new(move || {
        spec.track();
        if let Some(Ok(())) = bound.get() {
            // In a task of its own: the page answers between one chart and the next.
            set_timeout(draw, Duration::ZERO);
        }
    });
    on_cleanup(move || drop(chart.try_update_value(Option::take)));
    let failed = move || matches!(bound.get(), Some(Err(_)));
    view! {
        <figure class="card chart">
            <figcaption>{title}</figcaption>
            {move || failed().then(|| view! { <p class="soft">"The chart could not be drawn. The table below holds its figures."</p> })}
            <div class="chart-body">
                <div
                    node_ref=element
                    class="chart-canvas"
                    data-testid=test_id
                    role="img"
                    aria-busy=move || (!is_drawn.get()).to_string()
                    aria-label=move || spec.with(|spec| spec.description.clone())
                    style:height=move || spec.with(|spec| format!("{}px", spec.height))
                ></div>
                {move || (last.get() > 0).then(|| view! {
                    <input
                        type="range"
                        class="chart-scroll"
                        aria-label="First centre shown"
                        min="0"
                        max=move || last.get().to_string()
                        prop:value=move || first.get().min(last.get()).to_string()
                        on:input:target=move |event| first.set(event.target().value().parse().unwrap_or_default())
                    />
                })}
            </div>
        </figure>
    }
}
