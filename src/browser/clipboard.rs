//! Gives the visitor a text to paste elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, ClipboardItem};

/// Puts a text on the clipboard that is still being written; says why where that fails, or the browser refuses.
///
/// The browser is told at once, while it knows that somebody has asked for it: WebKit has forgotten when the text comes.
pub async fn copy(text: impl Future<Output = Result<JsValue, String>> + 'static) -> Result<(), String> {
    let clipboard = web_sys::window().ok_or("there is no window")?.navigator().clipboard();
    if clipboard.is_undefined() {
        return Err("this address is not secure (https)".into());
    }
    let why = Rc::new(RefCell::new(None));
    let written = if has_items() {
        let why = Rc::clone(&why);
        let plain = future_to_promise(async move {
            match text.await {
                Ok(text) => plain(&text.unchecked_into()).map(JsValue::from),
                Err(reason) => {
                    *why.borrow_mut() = Some(reason.clone());
                    Err(reason.into())
                }
            }
        });
        let texts = js_sys::Object::new();
        js_sys::Reflect::set(&texts, &PLAIN.into(), &plain)
            .and_then(|_| ClipboardItem::new_with_record_from_str_to_blob_promise(&texts))
            .map(|item| clipboard.write(&js_sys::Array::of1(&item)))
    } else {
        let blob: Blob = text.await?.unchecked_into();
        JsFuture::from(blob.text()).await.map(|text| clipboard.write_text(&text.as_string().unwrap_or_default()))
    };
    let done = match written {
        Ok(written) => JsFuture::from(written).await.map(drop),
        Err(error) => Err(error),
    };
    done.map_err(|error| why.take().unwrap_or_else(|| super::blob::words(&error)))
}

/// What a text is on a clipboard.
const PLAIN: &str = "text/plain";

/// The same bytes, as what a clipboard takes.
fn plain(text: &Blob) -> Result<Blob, JsValue> {
    text.slice_with_f64_and_f64_and_content_type(0.0, text.size(), PLAIN)
}

/// Firefox has had them since its version 127.
fn has_items() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"ClipboardItem".into()).unwrap_or(false)
}
