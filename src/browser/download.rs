//! Gives the visitor a file to keep.

use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Saves what came beside a reply under a name, as a click on a link would; says why where it can't.
pub fn save(file: JsValue, name: &str) -> Result<(), String> {
    click_link_to(&file.unchecked_into(), name).map_err(|error| super::blob::words(&error))
}

fn click_link_to(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let document = super::page::document().ok_or("no document")?;
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Not revoked at once: a browser may start the download after this task has ended.
    leptos::leptos_dom::helpers::set_timeout(
        move || {
            if let Err(error) = Url::revoke_object_url(&url) {
                leptos::logging::warn!("{error:?}");
            }
        },
        std::time::Duration::from_secs(60),
    );
    Ok(())
}
