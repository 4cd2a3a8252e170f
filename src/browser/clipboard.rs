//! Gives the visitor a text to paste elsewhere.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Puts what came beside a reply on the clipboard, as a text; says why where the browser refuses.
pub async fn copy(text: JsValue) -> Result<(), String> {
    let clipboard = web_sys::window().ok_or("there is no window")?.navigator().clipboard();
    if clipboard.is_undefined() {
        return Err("this address is not secure (https)".into());
    }
    let blob: Blob = text.unchecked_into();
    let written = async {
        let text = JsFuture::from(blob.text()).await?.as_string().unwrap_or_default();
        JsFuture::from(clipboard.write_text(&text)).await
    };
    written.await.map(drop).map_err(|error| super::blob::words(&error))
}
