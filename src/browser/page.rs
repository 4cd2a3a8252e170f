//! The page itself: its focus, its scrolling, its keys, and when it is ready or idle.

use leptos::ev::{Event, MouseEvent, WheelEvent};
use wasm_bindgen::prelude::*;
use web_sys::Worker;

#[wasm_bindgen]
extern "C" {
    /// Made by boot.js: a worker under the page's policy; `worker`, `reader` or `workbook`.
    #[wasm_bindgen(js_namespace = pervisit, js_name = startWorker, catch)]
    pub fn start_worker(name: &str) -> Result<Worker, JsValue>;

    /// Made by boot.js: kept when the page has nothing to do.
    #[wasm_bindgen(js_namespace = pervisit, js_name = idle)]
    fn when_idle() -> js_sys::Promise;
}

/// Whether this is the page, and not its worker.
pub fn is_here() -> bool {
    web_sys::window().is_some()
}

/// Waits until the page has nothing to do.
pub async fn idle() {
    drop(wasm_bindgen_futures::JsFuture::from(when_idle()).await);
}

/// Waits for so long.
pub async fn pause(long: std::time::Duration) {
    let (over, is_over) = futures_channel::oneshot::channel();
    leptos::prelude::set_timeout(move || _ = over.send(()), long);
    _ = is_over.await;
}

/// An element that is on no page. It is a form: its radio buttons are none of the page's, though they have their names.
pub fn off_stage() -> Option<web_sys::HtmlElement> {
    let stage: web_sys::HtmlElement = document()?.create_element("form").ok()?.dyn_into().ok()?;
    stage.set_class_name("off-stage");
    Some(stage)
}

/// Has an element laid out as if it stood among the rest. It is gone before anything is painted, or heard of by those
/// who cannot see.
pub fn lay_out(element: &web_sys::HtmlElement) {
    let Some(main) = document().and_then(|document| document.query_selector("main").ok().flatten()) else { return };
    if main.append_child(element).is_ok() {
        element.offset_height();
        element.remove();
    }
}

/// Takes away what stood in for the page while it was loading.
pub fn mounted() {
    let stand_in = document().and_then(|document| document.get_element_by_id("loading"));
    if let Some(stand_in) = stand_in {
        stand_in.remove();
    }
}

/// The height and the top of what is in sight of the rows of a table, in pixels: of what was scrolled,
/// without the header and the last row, which stay in sight.
pub fn scrolled(event: &Event) -> Option<(f64, f64)> {
    let region = region(event)?;
    let height = |part| region.query_selector(part).ok().flatten().map_or(0, |part| part.client_height());
    let rows = region.client_height() - height("thead") - height("tfoot");
    Some((f64::from(rows), f64::from(region.scroll_top())))
}

/// Whether what was scrolled is scrolled sideways.
pub fn is_aside(event: &Event) -> bool {
    region(event).is_some_and(|region| region.scroll_left() != 0)
}

/// Scrolls the region that an event is for, instead of what the browser would do.
#[expect(clippy::cast_possible_truncation, reason = "pixels")]
pub fn scroll_instead(event: &Event, top: f64) {
    if let Some(region) = region(event) {
        event.prevent_default();
        region.set_scroll_top(top.round() as i32);
    }
}

/// How many pixels a wheel asks to go down; `None` where it zooms or goes sideways.
pub fn wheeled(event: &WheelEvent, row: f64, height: f64) -> Option<f64> {
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => row,
        WheelEvent::DOM_DELTA_PAGE => height,
        _ => 1.0,
    };
    let is_down = !event.ctrl_key() && !event.shift_key() && event.delta_y().abs() > event.delta_x().abs();
    is_down.then(|| event.delta_y() * unit)
}

/// Whether what is pressed is for a field, rather than for what it is in.
pub fn is_in_field(event: &Event) -> bool {
    target(event).is_some_and(|target| target.matches("input, select, textarea").unwrap_or_default())
}

/// Whether a part of the page is selected, so that copying means that.
pub fn has_selection() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// What an event happened to.
fn target(event: &Event) -> Option<web_sys::Element> {
    event.target()?.dyn_into().ok()
}

/// What listens to an event.
fn region(event: &Event) -> Option<web_sys::Element> {
    event.current_target()?.dyn_into().ok()
}

/// Scrolls the alert into view, once it is drawn.
pub fn show_alert() {
    leptos::prelude::request_animation_frame(|| scroll_to("[role=alert]"));
}

/// Scrolls the first element that a selector finds into view.
pub fn scroll_to(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        scroll_into_view(&element, web_sys::ScrollLogicalPosition::Center);
        // The table that rows are in, if it is for these.
        focus(element.query_selector(".data-table-scroll"));
    }
}

fn scroll_into_view(element: &web_sys::Element, block: web_sys::ScrollLogicalPosition) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(block);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Whether a key is meant for the page: not for what is typed into, nor for the browser.
pub fn is_for_the_page(event: &leptos::ev::KeyboardEvent) -> bool {
    !is_typed_into(event) && !event.ctrl_key() && !event.meta_key() && !event.alt_key()
}

/// Whether something happens to what text is typed into, or chosen from: no box that is ticked, nor the like.
pub fn is_typed_into(event: &Event) -> bool {
    const OTHERS: &str = "input:is([type=radio], [type=checkbox], [type=range], [type=file])";
    is_in_field(event) && !target(event).is_some_and(|target| target.matches(OTHERS).unwrap_or_default())
}

/// Whether keys ask to print the page.
pub fn is_to_print(event: &leptos::ev::KeyboardEvent) -> bool {
    (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key() && event.key() == "p"
}

/// Prints the page once what is on paper only is drawn. Firefox tells that it prints, but does not wait for that.
pub fn print_drawn() {
    let Some(window) = web_sys::window() else { return };
    let told = Event::new("beforeprint").and_then(|event| window.dispatch_event(&event));
    if let Err(error) = told {
        leptos::logging::warn!("{error:?}");
    }
    leptos::prelude::request_animation_frame(|| {
        leptos::prelude::request_animation_frame(move || {
            if let Err(error) = window.print() {
                leptos::logging::warn!("{error:?}");
            }
        })
    });
}

/// Puts the focus on the first element inside another that a selector finds, once it is drawn.
pub fn focus_soon(inside: &web_sys::Element, selector: &'static str) {
    let inside = inside.clone();
    leptos::prelude::request_animation_frame(move || focus(inside.query_selector(selector)));
}

/// Puts the focus on the first element that a selector finds once it is drawn, where the focus was lost.
pub fn find_focus(selector: String) {
    leptos::prelude::request_animation_frame(move || {
        let Some(document) = document() else { return };
        if document.active_element().is_none_or(|active| active.tag_name() == "BODY") {
            focus(document.query_selector(&selector));
        }
    });
}

/// Gives the focus of what was clicked, which is about to go, to what a selector finds around it: in the closest element
/// that another finds, or else in the page.
pub fn give_focus(event: &Event, around: &str, to: &'static str) {
    let closest = target(event).and_then(|clicked| clicked.closest(around).ok().flatten());
    let Some(around) = closest.or_else(|| document()?.body().map(Into::into)) else { return };
    focus_soon(&around, to);
}

/// What a button does that goes with it: the way to choose a file has the focus then, the one of its card or the first.
pub fn and_focus_files(act: impl Fn()) -> impl Fn(MouseEvent) {
    move |event| {
        give_focus(&event, ".file-card", ".file-card-input");
        act();
    }
}

/// The place of the row of a table that something happens to.
pub fn row_of(event: &Event) -> Option<usize> {
    let row = target(event)?.closest("tbody > [aria-rowindex]").ok()??;
    row.get_attribute("aria-rowindex")?.parse::<usize>().ok()?.checked_sub(2)
}

/// Where the focus is on a row of a table, an arrow puts it on the next one, or the one before; whether it did. Keys that
/// go further leave the focus to the table meanwhile, whose rows are about to be others.
pub fn to_next_row(event: &leptos::ev::KeyboardEvent) -> bool {
    let Some(row) = target(event).and_then(|it| it.closest("tbody > [aria-rowindex]").ok().flatten()) else {
        return false;
    };
    let next = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        "Home" | "End" | "PageDown" | "PageUp" => {
            focus(row.closest(".data-table-scroll"));
            return false;
        }
        _ => return false,
    };
    // One that is not drawn yet comes with scrolling.
    let Some(next) = next else { return false };
    event.prevent_default();
    focus(next.query_selector("button"));
    scroll_into_view(&next, web_sys::ScrollLogicalPosition::Nearest);
    true
}

/// Keeps the focus on the row of a table that it is on, where that is among those that are about to be drawn, in other
/// places.
pub fn keep_focused_row() {
    let row = || document()?.active_element()?.closest("tbody > [aria-rowindex]").ok().flatten();
    let Some(row) = row() else { return };
    let at = row.get_attribute("aria-rowindex").unwrap_or_default();
    let Some(region) = row.closest(".data-table-scroll").ok().flatten() else { return };
    // Before the next key, which would find the focus on no row.
    leptos::prelude::queue_microtask(move || focus(row_at(&region, &at)));
}

/// Puts the focus on a row of the table that has it, once it is drawn, and brings it in sight; nothing where it is not
/// among the rows drawn then.
pub fn focus_row_soon(at: usize) {
    let region = || document()?.active_element()?.closest(".data-table-scroll").ok().flatten();
    let Some(region) = region() else { return };
    leptos::prelude::request_animation_frame(move || {
        let found = row_at(&region, &(at + 2).to_string());
        if let Ok(Some(row)) = &found {
            scroll_into_view(row, web_sys::ScrollLogicalPosition::Nearest);
        }
        focus(found);
    });
}

/// What has the focus of a row, by its index in a table.
fn row_at(region: &web_sys::Element, index: &str) -> Result<Option<web_sys::Element>, JsValue> {
    region.query_selector(&format!("tbody > [aria-rowindex='{index}'] button"))
}

/// Puts the focus on an element, if it was found, and scrolls nothing.
fn focus(found: Result<Option<web_sys::Element>, JsValue>) {
    let Some(element) = found.ok().flatten().and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Err(error) = element.focus_with_options(&options) {
        leptos::logging::warn!("{error:?}");
    }
    // As far as it takes: what is in sight stays where it is.
    scroll_into_view(&element, web_sys::ScrollLogicalPosition::Nearest);
}

pub(super) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
