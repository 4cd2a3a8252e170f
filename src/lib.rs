//! PerVisit: unit costs from two CSV files, in the browser.
//!
//! The page (`components`, `session`) and its worker (`desk`) talk in the words of [`protocol`];
//! only `browser` knows that they live in one.

mod browser;
mod components;
mod desk;
mod desk_regions;
mod parts;
mod present;
mod protocol;
mod selection;
mod session;
mod spreadsheet;
mod warm_up;

/// Mounts the page; in a worker, serves the page's requests.
pub fn start() {
    if browser::page::is_here() {
        console_error_panic_hook::set_once();
        leptos::mount::mount_to_body(components::app::App);
        browser::page::mounted();
    } else {
        browser::worker::serve();
    }
}

/// Opens workbooks, in a worker of its own.
pub fn workbook() {
    browser::workbook::serve();
}
