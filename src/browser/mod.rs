//! The edges: the only code that names `web_sys` and `js_sys`.

pub mod blob;
pub mod charts;
pub mod client;
pub mod clipboard;
pub mod download;
pub mod files;
pub mod locale;
pub mod page;
pub mod theme;
pub mod workbook;
pub mod worker;
