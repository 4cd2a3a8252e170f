//! The worker's side: requests in, replies out, one at a time.

use std::cell::RefCell;

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent};

use super::blob::BlobSource;
use super::client::Answer;
use crate::desk::Desk;
use crate::protocol::{Reply, Request};

/// Answers requests for as long as the worker lives.
pub fn serve() {
    let mut desk = Desk::default();
    serve_with(move |id, request, beside| answer(&mut desk, id, request, beside));
}

/// Gives each request, its number and what came beside it to `answer`, and posts what that says.
pub fn serve_with(answer: impl FnMut(u32, Request, JsValue) -> Answer + 'static) {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        post(0, &Reply::Died(panic.to_string()), &JsValue::NULL);
    }));
    let answer = RefCell::new(answer);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message: js_sys::Array = event.data().unchecked_into();
        let id = super::client::id(&message);
        match serde_wasm_bindgen::from_value(message.get(1)) {
            Ok(request) => {
                let (reply, beside) = answer.borrow_mut()(id, request, message.get(2));
                post(id, &reply, &beside);
            }
            Err(error) => post(0, &Reply::Died(error.to_string()), &JsValue::NULL),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(0, &Reply::Ready, &JsValue::NULL);
}

fn answer(desk: &mut Desk, id: u32, request: Request, beside: JsValue) -> Answer {
    let reply = match request {
        Request::Identify { name } => {
            let source = open(beside.unchecked_into(), &name, |_| {});
            Reply::Identified(source.and_then(|source| ingest::identify(&source, &name)))
        }
        Request::Describe { name, options } => {
            let source = open(beside.unchecked_into(), &name, |_| {});
            Reply::Described(source.and_then(|source| ingest::describe(&source, &name, &options)))
        }
        Request::Read { measure, name, options } => {
            let file: File = beside.unchecked_into();
            let size = super::files::size(&file);
            let progress = |read| post(id, &Reply::Progress(read), &JsValue::NULL);
            let source = open(file.into(), &name, progress);
            Reply::Read(source.and_then(|source| desk.read(&source, measure, &name, size, options)))
        }
        Request::OpenWorkbook { .. } => Reply::Died("this worker opens no workbooks".into()),
        Request::Analyse(policy) => Reply::Analysed(desk.analyse(policy).map(Box::new)),
        Request::Rows(window) => Reply::Rows(desk.rows(window)),
        Request::Export(what) => {
            let file = desk.export(what).map_err(|error| error.to_string()).and_then(|bytes| csv(&bytes));
            return match file {
                Ok(file) => (Reply::Exported, file.into()),
                Err(error) => (Reply::Died(error), JsValue::NULL),
            };
        }
    };
    (reply, JsValue::NULL)
}

fn open<F: Fn(u64)>(blob: Blob, name: &str, progress: F) -> Result<BlobSource<F>, Error> {
    BlobSource::new(blob, progress).map_err(|error| Error {
        kind: ErrorKind::Unreadable { reason: error.to_string() },
        file: name.to_owned(),
        row: None,
    })
}

/// A CSV file of bytes.
pub fn csv(bytes: &[u8]) -> Result<Blob, String> {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/csv");
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(|error| format!("{error:?}"))
}

fn post(id: u32, reply: &impl Serialize, beside: &JsValue) {
    let Ok(reply) = serde_wasm_bindgen::to_value(reply) else { return };
    let message = js_sys::Array::of3(&id.into(), &reply, beside);
    if let Err(error) = scope().post_message(&message) {
        wasm_bindgen::throw_val(error);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
