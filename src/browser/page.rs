//! The page's own element: where its files lie, and when it is ready.

use wasm_bindgen::prelude::*;
use web_sys::Worker;

#[wasm_bindgen]
extern "C" {
    /// Made by boot.js: a worker under the page's policy; `worker` or `workbook`.
    #[wasm_bindgen(js_namespace = pervisit, js_name = startWorker, catch)]
    pub fn start_worker(name: &str) -> Result<Worker, JsValue>;
}

/// Whether this is the page, and not its worker.
pub fn is_here() -> bool {
    web_sys::window().is_some()
}

/// Takes away what stood in for the page while it was loading.
pub fn mounted() {
    let stand_in = document().and_then(|document| document.get_element_by_id("loading"));
    if let Some(stand_in) = stand_in {
        stand_in.remove();
    }
}

/// The height and the top of what is in sight of the element that was scrolled, in pixels.
pub fn scrolled(event: &leptos::ev::Event) -> Option<(f64, f64)> {
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    Some((f64::from(element.client_height()), f64::from(element.scroll_top())))
}

/// Scrolls the alert into view, once it is drawn.
pub fn show_alert() {
    leptos::prelude::request_animation_frame(|| scroll_to("[role=alert]"));
}

/// Scrolls the first element that a selector finds into view.
pub fn scroll_to(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether a key is meant for the page: not for a field, nor for the browser.
pub fn is_for_the_page(event: &leptos::ev::KeyboardEvent) -> bool {
    const FIELDS: &str = "input[type=search], input[type=number], input[type=text], select, textarea";
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let is_for_a_field = target.is_some_and(|target| target.matches(FIELDS).unwrap_or_default());
    !is_for_a_field && !event.ctrl_key() && !event.meta_key() && !event.alt_key()
}

/// Whether the visitor has marked a text, as to copy it.
pub fn is_text_selected() -> bool {
    let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Puts the focus on the first element inside another that a selector finds, once it is drawn.
pub fn focus_soon(inside: &web_sys::HtmlElement, selector: &'static str) {
    let inside = inside.clone();
    leptos::prelude::request_animation_frame(move || {
        let found = inside.query_selector(selector).ok().flatten();
        if let Some(Err(error)) =
            found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()).map(|found| found.focus())
        {
            leptos::logging::warn!("{error:?}");
        }
    });
}

pub(super) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
