//! PerVisit: unit costs from two CSV files, in the browser.
//!
//! The page (`components`, `session`) and its worker (`desk`) talk in the words of [`protocol`];
//! only `browser` knows that they live in one.

mod browser;
mod components;
mod desk;
mod present;
mod protocol;
mod session;
mod warm_up;

/// Mounts the page.
pub fn page() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(components::app::App);
    browser::page::mounted();
}

/// Serves the page's requests, in a worker.
pub fn worker() {
    browser::worker::serve();
}

/// Opens workbooks, in a worker of its own.
pub fn workbook() {
    browser::workbook::serve();
}
