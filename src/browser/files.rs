//! Files: chosen, dropped, or the sample's.

use std::cell::Cell;

use leptos::ev;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, FileList, FilePropertyBag, HtmlInputElement};

pub use web_sys::File;

use super::page;

/// Takes the files out of an `<input type=file>`, so that the same one can be chosen again.
pub fn taken_from(event: &ev::Event) -> Vec<File> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = input.files().map(|files| list(&files)).unwrap_or_default();
    input.set_value("");
    files
}

/// The files that were dropped on the page.
pub fn dropped(event: &DragEvent) -> Vec<File> {
    event.data_transfer().and_then(|transfer| transfer.files()).map(|files| list(&files)).unwrap_or_default()
}

/// A range that was copied from a spreadsheet, as a file; nothing where the text is for a field.
pub fn pasted(event: &web_sys::ClipboardEvent) -> Option<File> {
    if page::is_typed_into(event) {
        return None;
    }
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    if text.trim().is_empty() {
        return None;
    }
    thread_local! { static PASTED: Cell<u32> = const { Cell::new(0) }; }
    PASTED.set(PASTED.get() + 1);
    made(&format!("pasted range {}", PASTED.get()), &text)
}

/// Whether files are being dragged, rather than a text.
pub fn are_dragged(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// What came beside a reply, as a file with a name.
pub fn named(beside: JsValue, name: &str) -> Option<File> {
    File::new_with_blob_sequence(&js_sys::Array::of1(&beside), name).ok()
}

/// A small file made here.
pub fn made(name: &str, text: &str) -> Option<File> {
    let options = FilePropertyBag::new();
    options.set_type("text/csv");
    let parts = js_sys::Array::of1(&text.into());
    File::new_with_str_sequence_and_options(&parts, name, &options).ok()
}

/// A file's size in bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^53")]
pub fn size(file: &File) -> u64 {
    file.size() as u64
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
