//! The worker’s side: requests in, replies out.

mod answer;
mod turns;
mod warm_up;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

pub use self::answer::in_part;
pub use self::turns::turn;
use super::client::{self, Answer};
use crate::desk::Desk;
use crate::protocol::{Reply, Request};

/// The name of a worker that reads a file for another.
pub const READER: &str = "reader";

/// Answers requests for as long as the worker lives.
pub fn serve() {
    let desk = Rc::new(RefCell::new(Desk::default()));
    let is_asked = Rc::new(Cell::new(false));
    spawn_local(warm_up::begin(scope().name() == READER, Rc::clone(&is_asked)));
    serve_with(move |id, request, beside| {
        is_asked.set(true);
        answer::answer(Rc::clone(&desk), id, request, beside)
    });
}

/// Gives each request, its number and what came beside it to `answer`, and posts what that comes to.
pub fn serve_with<A: Future<Output = Answer> + 'static>(answer: impl Fn(u32, Request, JsValue) -> A + 'static) {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        post(0, &Reply::Died(panic.to_string()), &JsValue::NULL);
    }));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message: js_sys::Array = event.data().unchecked_into();
        let id = client::id(&message);
        match client::content(&message) {
            Ok(request) => {
                let answer = answer(id, request, message.get(2));
                spawn_local(async move {
                    let (reply, beside) = answer.await;
                    post(id, &reply, &beside);
                });
            }
            Err(error) => post(0, &Reply::Died(error), &JsValue::NULL),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(0, &Reply::Ready, &JsValue::NULL);
}

/// The type of a CSV file.
pub const CSV: &str = "text/csv";

/// A file of bytes.
pub fn blob(bytes: &[u8], of_type: &str) -> Result<Blob, String> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(of_type);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(|error| format!("{error:?}"))
}

fn post(id: u32, reply: &Reply, beside: &JsValue) {
    let posted = client::message(id, reply, beside).map_err(JsValue::from);
    if let Err(error) =
        posted.and_then(|message| scope().post_message_with_transfer(&message, &client::given_away(&message)))
    {
        wasm_bindgen::throw_val(error);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
