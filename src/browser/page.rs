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

pub(super) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
