//! What lets others have their turn.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::scope;

/// Lets whatever waits have its turn.
pub(super) async fn pause(milliseconds: i32) {
    let paused = js_sys::Promise::new(&mut |resolve, reject| {
        if let Err(error) = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds) {
            drop(reject.call1(&JsValue::NULL, &error));
        }
    });
    drop(JsFuture::from(paused).await);
}

/// Lets messages that have come meanwhile have their turn. A timer would do, but takes four milliseconds.
pub async fn turn() {
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let came = js_sys::Promise::new(&mut |resolve, _| here.set_onmessage(Some(&resolve)));
    if there.post_message(&JsValue::NULL).is_ok() {
        drop(JsFuture::from(came).await);
    }
    here.close();
}
