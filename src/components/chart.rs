//! A chart on a card, with what can be done with every chart.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::table::Subject;

use super::chart_table::ChartTable;
use super::slider::{Sight, Slider, Way};
use crate::browser::charts::{self, NotSaved, Part, Picture};
use crate::browser::page;
use crate::browser::theme::Theme;
use crate::present::charts::ChartSpec;
use crate::present::numbers::Locale;
use crate::present::palette::Palette;
use crate::present::reading::source;
use crate::session::Session;

/// The height of a chart that is not known yet, in pixels.
const HEIGHT: usize = 320;

/// What a chart is called.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// On its card.
    pub title: &'static str,
    /// The element ECharts is bound to, for tests.
    pub chart: &'static str,
    /// The table that can stand in its place, for tests.
    pub table: &'static str,
    /// The button that saves that as CSV, for tests.
    pub export: &'static str,
    /// Its files.
    pub file: &'static str,
    /// Whether it is of regions.
    pub of_regions: bool,
}

/// What is drawn in some colours, once it is known.
pub type Draw = Arc<dyn Fn(&Palette) -> Option<ChartSpec> + Send + Sync>;

/// Draws a spec with ECharts, and again whenever it changes; or shows what it draws as a table.
#[component]
pub fn Chart(
    /// What it is called.
    names: Names,
    /// What is drawn.
    draw: Draw,
    /// The part of ECharts that draws it.
    #[prop(optional)]
    part: Part,
    /// The centres in sight, where there may be more than are drawn at a time.
    #[prop(optional)]
    down: Option<Sight>,
    /// What slides them.
    #[prop(default = "First centre shown")]
    down_label: &'static str,
    /// The organizations in sight.
    #[prop(optional)]
    across: Option<Sight>,
    /// What slides them.
    #[prop(default = "First organization shown")]
    across_label: &'static str,
    /// What can be chosen about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Names { title, chart: test_id, file, of_regions, .. } = names;
    let session = expect_context::<Session>();
    let theme = expect_context::<Theme>();
    let draw = StoredValue::new(draw);
    let spec = Memo::new(move |_| draw.with_value(|draw| draw(&theme.palette())));
    let figure = NodeRef::<html::Figure>::new();
    let element = NodeRef::<html::Div>::new();
    let locale = StoredValue::new(expect_context::<Locale>());
    let chart = StoredValue::new_local(None::<charts::Chart>);
    let bound = RwSignal::new(None::<Result<(), String>>);
    let bind = move || {
        let Some(element) = element.get_untracked() else { return };
        if bound.with_untracked(Option::is_some) {
            bound.set(None);
        }
        let locale = locale.get_value();
        spawn_local(async move {
            let made = charts::Chart::on(&element, part, locale, move |selected| session.toggle(selected)).await;
            // The card may be gone by now; then so is the chart.
            let said = made.map(|made| drop(chart.try_set_value(Some(made)))).map_err(|error| format!("{error:?}"));
            drop(bound.try_set(Some(said)));
        });
    };
    element.on_load(move |_| {
        // ECharts asks how large it is: with the frame, all that is new is laid out once.
        request_animation_frame(move || {
            // A page in the background has no frames, and the card may be gone when there is one.
            if bound.try_get_untracked().is_some() {
                bind();
            }
        });
    });
    let is_drawn = RwSignal::new(false);
    let is_due = StoredValue::new(false);
    let show = move || {
        _ = is_due.try_set_value(false);
        let Some(Some(spec)) = spec.try_get_untracked() else { return };
        match chart.try_with_value(|chart| chart.as_ref().map(|chart| chart.show(spec))).flatten() {
            Some(Ok(())) => drop(is_drawn.try_set(true)),
            Some(Err(error)) => leptos::logging::error!("{title}: {error:?}"),
            None => {}
        }
    };
    Effect::new(move || {
        spec.track();
        if !matches!(bound.get(), Some(Ok(()))) || is_due.get_value() {
            return;
        }
        is_due.set_value(true);
        if is_drawn.get_untracked() {
            // Tables and words come first, and what changes meanwhile is drawn with it.
            spawn_local(async move {
                page::idle().await;
                show();
            });
        } else {
            // In a task of its own: the page answers between one chart and the next.
            set_timeout(show, Duration::ZERO);
        }
    });
    on_cleanup(move || drop(chart.try_update_value(Option::take)));

    let is_table = RwSignal::new(false);
    let on_key = move |event: KeyboardEvent| {
        if event.key().eq_ignore_ascii_case("t") && page::is_for_the_page(&event) {
            event.prevent_default();
            is_table.update(|is| *is = !*is);
            if let Some(figure) = figure.get_untracked() {
                page::focus_soon(
                    &figure,
                    if is_table.get_untracked() { ".data-table-scroll" } else { ".chart-canvas" },
                );
            }
        }
    };
    let save = move |picture: Picture| {
        let extension = match picture {
            Picture::Png => "png",
            Picture::Svg => "svg",
        };
        let name = format!("{file}.{extension}");
        let subjects = Subject::ALL.into_iter().filter(|subject| of_regions || *subject != Subject::Regions);
        let files = subjects.filter_map(|subject| untrack(move || session.file(subject)));
        let files: Vec<String> = files.map(|file| source(&file.name, &file.periods)).collect();
        // What is drawn, not what was asked for last.
        let policy =
            untrack(move || session.results()).map(|results| results.report.missing_visits).unwrap_or_default();
        let Some(spec) = untrack(|| draw.with_value(|draw| draw(&theme.on_paper()))) else { return };
        let words = spec.words(&files, policy);
        let saving =
            chart.with_value(|chart| chart.as_ref().map(|chart| chart.save(&spec, picture, &name, title, words)));
        let Some(saving) = saving else { return };
        spawn_local(async move {
            match saving.await {
                Ok(()) => {}
                Err(NotSaved::NotLoaded) => session.could_not_load(&name),
                Err(NotSaved::Broken(error)) => session.could_not_save(&name, &error),
            }
        });
    };
    let save_button = move |label: &'static str, picture: Picture| {
        view! {
            <button
                type="button"
                class="quiet chart-tool"
                data-testid=format!("{test_id}-{}", label.to_lowercase())
                disabled=move || !is_drawn.get()
                on:click=move |_| save(picture)
            >
                {label}<span class="unseen">" of "{title}</span>
            </button>
        }
    };
    let failed = move || {
        matches!(bound.get(), Some(Err(_))).then(|| {
            view! {
                <p class="soft" role="alert">
                    "The chart could not be drawn. Its table holds the same figures. "
                    <button type="button" class="link" on:click=move |_| bind()>"Try again"</button>
                </p>
            }
        })
    };
    let columns = Memo::new(move |_| spec.with(|spec| spec.as_ref().map(|spec| spec.subject.columns())));
    let table = move || {
        let columns = is_table.get().then(|| columns.get()).flatten()?;
        Some(view! { <ChartTable names columns spec /> })
    };
    let description = move || {
        spec.with(|spec| spec.as_ref().map_or_else(|| format!("{title}, being drawn"), |spec| spec.description.clone()))
    };
    let height = move || format!("{}px", spec.with(|spec| spec.as_ref().map_or(HEIGHT, |spec| spec.height)));
    let note = move || {
        let note = spec.with(|spec| spec.as_ref().and_then(|spec| spec.note.clone()))?;
        Some(view! { <p class="chart-note soft">{note}</p> })
    };
    view! {
        <figure node_ref=figure class="card chart" on:keydown=on_key>
            <figcaption class="chart-head">
                <h3 class="chart-title">{title}</h3>
                <span class="chart-tools">
                    <button
                        type="button"
                        class="quiet chart-tool"
                        data-testid=format!("{test_id}-as-table")
                        title="Or press t on the chart"
                        aria-pressed=move || is_table.get().to_string()
                        on:click=move |_| is_table.update(|is| *is = !*is)
                    >
                        "Table"<span class="unseen">" of "{title}</span>
                    </button>
                    {save_button("PNG", Picture::Png)}
                    {save_button("SVG", Picture::Svg)}
                </span>
            </figcaption>
            {children.map(|children| view! { <div class="chart-choices">{children()}</div> })}
            {failed}
            <div class="chart-body" hidden=move || is_table.get()>
                <div
                    node_ref=element
                    class="chart-canvas"
                    data-testid=test_id
                    role="img"
                    tabindex="0"
                    aria-busy=move || (!is_drawn.get()).to_string()
                    aria-label=description
                    aria-keyshortcuts="t"
                    style:height=height
                ></div>
                {down.map(|sight| view! { <Slider label=down_label way=Way::Down sight /> })}
            </div>
            {move || (!is_table.get()).then_some(across).flatten().map(|sight| view! { <Slider label=across_label way=Way::Across sight /> })}
            {table}
            {note}
        </figure>
    }
}
