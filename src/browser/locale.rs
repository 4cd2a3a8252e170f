//! How the visitor's browser writes numbers.

use wasm_bindgen::JsValue;

use crate::present::numbers::Locale;

/// Asks `Intl` how it writes one number that shows every separator.
pub fn current() -> Locale {
    let format = js_sys::Intl::NumberFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let parts = format.format_to_parts(-1_234_567_890.5).into_iter().map(|part| {
        let field =
            |key: &str| js_sys::Reflect::get(&part, &JsValue::from_str(key)).ok().and_then(|value| value.as_string());
        (field("type").unwrap_or_default(), field("value").unwrap_or_default())
    });
    Locale::from_parts(parts).unwrap_or_default()
}
