//! The page's side of the worker: starts it, asks it, ends it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, File, MessageEvent, Worker};

use crate::protocol::{self, Reply, Request};

/// No answer will come: the worker was ended or has died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// A reply and what came beside it.
pub type Answer = (Reply, Beside);

/// A file, what is given away, or nothing.
pub type Beside = JsValue;

/// Which worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that reads and computes.
    Analysis,
    /// One that reads a file for that, while it reads another.
    Reader,
    /// One that opens and writes workbooks.
    Workbooks,
}

/// A worker and the questions it has not answered yet.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

/// Hears what the worker lacks a part of its program for, and whether it has it after all.
type Told = Box<dyn Fn(&str, bool)>;

struct Inner {
    worker: Worker,
    state: RefCell<State>,
    on_death: Box<dyn Fn(String)>,
    on_part: RefCell<Told>,
    /// Kept for as long as the worker can call them.
    handlers: RefCell<Vec<JsValue>>,
}

#[derive(Default)]
struct State {
    ready: bool,
    /// Nothing it is asked from then on is answered.
    ended: bool,
    asked: u32,
    /// Asked before the worker was ready.
    waiting: Vec<JsValue>,
    open: BTreeMap<u32, Open>,
}

struct Open {
    answer: oneshot::Sender<Answer>,
    meanwhile: Meanwhile,
}

/// Hears what comes before an answer.
type Meanwhile = Rc<dyn Fn(Reply, Beside)>;

impl Client {
    /// Starts a worker. `on_death` is told once, in words, when it fails to load or dies.
    pub fn start(which: Which, on_death: impl Fn(String) + 'static) -> Result<Client, String> {
        let worker = super::page::start_worker(match which {
            Which::Analysis => "worker",
            Which::Reader => super::worker::READER,
            Which::Workbooks => "workbook",
        })
        .map_err(|error| super::blob::words(&error))?;
        let inner = Rc::new(Inner {
            worker,
            state: RefCell::default(),
            on_death: Box::new(on_death),
            on_part: RefCell::new(Box::new(|_, _| {})),
            handlers: RefCell::default(),
        });
        let weak = Rc::downgrade(&inner);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = weak.upgrade() {
                inner.hear(&event.data());
            }
        });
        inner.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let weak = Rc::downgrade(&inner);
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // A worker that is not started at all has no message.
            let reason = event.dyn_ref().map(ErrorEvent::message);
            if let Some(inner) = weak.upgrade() {
                inner.die(reason.unwrap_or_else(|| "the browser did not start it".into()));
            }
        });
        inner.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        inner.handlers.borrow_mut().extend([on_message.into_js_value(), on_error.into_js_value()]);
        Ok(Client(inner))
    }

    /// Whether both are the same worker.
    pub fn is(&self, other: &Client) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `told` hears of what the worker lacks a part of its program for, and then whether it has it.
    pub fn on_part(&self, told: impl Fn(&str, bool) + 'static) {
        *self.0.on_part.borrow_mut() = Box::new(told);
    }

    /// Asks and waits for the answer.
    pub async fn ask(&self, request: Request) -> Result<Answer, Gone> {
        self.ask_with(request, &JsValue::NULL).await
    }

    /// Asks at once, and is to be waited for; `meanwhile` hears what comes before the answer.
    pub fn ask_long<M: Fn(Reply) + 'static>(
        &self,
        request: &Request,
        meanwhile: M,
    ) -> impl Future<Output = Result<Answer, Gone>> + use<M> {
        let answer = self.send(request, &JsValue::NULL, Rc::new(move |reply, _| meanwhile(reply)));
        async { answer.await.map_err(|_| Gone) }
    }

    /// Asks about a file and waits for the answer; `meanwhile` hears what comes before it.
    pub async fn ask_about(
        &self,
        request: Request,
        file: &File,
        meanwhile: impl Fn(Reply, Beside) + 'static,
    ) -> Result<Answer, Gone> {
        self.send(&request, file, Rc::new(meanwhile)).await.map_err(|_| Gone)
    }

    /// Asks about a file, or about what came beside another answer, and waits for the answer.
    pub async fn ask_with(&self, request: Request, beside: &JsValue) -> Result<Answer, Gone> {
        self.send(&request, beside, Rc::new(|_, _| {})).await.map_err(|_| Gone)
    }

    /// Tells what needs no answer.
    pub fn tell(&self, request: &Request, beside: &JsValue) {
        drop(self.send(request, beside, Rc::new(|_, _| {})));
    }

    /// Ends the worker and whatever it is at; open questions are [`Gone`].
    pub fn end(&self) {
        self.0.end();
    }

    fn send(&self, request: &Request, beside: &JsValue, meanwhile: Meanwhile) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        let mut state = self.0.state.borrow_mut();
        if state.ended {
            return receiver;
        }
        state.asked += 1;
        let id = state.asked;
        let Ok(message) = message(id, request, beside) else { return receiver };
        state.open.insert(id, Open { answer, meanwhile });
        if state.ready {
            drop(state);
            self.0.post(&message);
        } else {
            state.waiting.push(message);
        }
        receiver
    }
}

impl Inner {
    fn post(&self, message: &JsValue) {
        if let Err(error) = self.worker.post_message_with_transfer(message, &given_away(message)) {
            self.die(super::blob::words(&error));
        }
    }

    fn hear(&self, data: &JsValue) {
        let message: &js_sys::Array = data.unchecked_ref();
        match content(message) {
            Ok(Reply::Ready) => {
                self.state.borrow_mut().ready = true;
                let waiting = std::mem::take(&mut self.state.borrow_mut().waiting);
                waiting.iter().for_each(|message| self.post(message));
            }
            Ok(Reply::Died(reason)) => self.die(reason),
            Ok(Reply::NotLoaded(what)) => (self.on_part.borrow())(&what, false),
            Ok(Reply::Loaded(what)) => (self.on_part.borrow())(&what, true),
            Ok(reply @ (Reply::Progress(_) | Reply::Part(_) | Reply::Centres(_))) => {
                let meanwhile = self.state.borrow().open.get(&id(message)).map(|open| Rc::clone(&open.meanwhile));
                // It may end this worker.
                if let Some(meanwhile) = meanwhile {
                    meanwhile(reply, message.get(2));
                }
            }
            Ok(reply) => {
                let open = self.state.borrow_mut().open.remove(&id(message));
                if let Some(open) = open {
                    // Nobody may be waiting any more: a question that is dropped needs no answer.
                    drop(open.answer.send((reply, message.get(2))));
                }
            }
            Err(error) => self.die(error),
        }
    }

    fn end(&self) {
        self.worker.terminate();
        let mut state = self.state.borrow_mut();
        state.ended = true;
        state.open.clear();
    }

    fn die(&self, reason: String) {
        // One that panics says so, and the browser says it once more.
        if !self.state.borrow().ended {
            self.end();
            (self.on_death)(reason);
        }
    }
}

/// A message: a request's number, the request or the answer to it, and what comes beside it.
pub fn message(id: u32, content: &impl Serialize, beside: &JsValue) -> Result<JsValue, String> {
    let content = js_sys::Uint8Array::from(protocol::written(content)?.as_slice());
    Ok(js_sys::Array::of3(&id.into(), &content, beside).into())
}

/// What of a message is given away with it, not copied: its content, and a table or its parts that come beside it.
pub fn given_away(message: &JsValue) -> js_sys::Array {
    let message: &js_sys::Array = message.unchecked_ref();
    let beside = message.get(2);
    let parts = match beside.dyn_ref::<js_sys::Array>() {
        Some(parts) => parts.to_vec(),
        None if beside.is_instance_of::<js_sys::Uint8Array>() => vec![beside],
        None => Vec::new(),
    };
    let all = [message.get(1)].into_iter().chain(parts);
    all.map(|part| part.unchecked_ref::<js_sys::Uint8Array>().buffer()).collect()
}

/// The request or the answer of a message.
pub fn content<T: DeserializeOwned>(message: &js_sys::Array) -> Result<T, String> {
    protocol::read(&message.get(1).unchecked_into::<js_sys::Uint8Array>().to_vec())
}

/// The number of the request that a message asks or answers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was a u32 on the other side")]
pub fn id(message: &js_sys::Array) -> u32 {
    message.get(0).as_f64().unwrap_or_default() as u32
}
