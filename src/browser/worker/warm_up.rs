//! What a worker does before it is asked anything.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pervisit_analysis::ingest::Options;
use pervisit_analysis::table::{Measure, Numbers};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::answer::{answer, fetch_figures, fetch_saving, handed_over};
use super::turns::pause;
use super::{CSV, blob, client};
use crate::desk::Desk;
use crate::parts::part;
use crate::protocol::{self, Analysis, Reply, Request};
use crate::warm_up::{self, Room, STEPS, WarmUp};

/// Warms up a little at a time, until something is asked.
pub(super) async fn begin(is_reader: bool, is_asked: Rc<Cell<bool>>) {
    /// What the page does at its start comes first.
    const AFTER: i32 = 200;
    pause(AFTER).await;
    // What reads for another makes figures for the page's rehearsal only, and fetches them for that. Where they can't be
    // fetched now, they are asked for when files are there.
    let has_figures = !is_reader && fetch_figures().await.is_ok();
    // Where it fails, there is still the rest to be warmed up.
    _ = rehearse(&is_asked, has_figures).await;
    // What reads for another needs little room, and is the same program, which is warm for both.
    if is_reader {
        return;
    }
    // Nothing is asked of the host when somebody saves. Where it can't be fetched now, it is asked for then.
    spawn_local(async { _ = fetch_saving().await });
    let mut room = Room::default();
    for _ in 0..Room::PARTS {
        if is_asked.get() {
            return;
        }
        if !room.grow() {
            break;
        }
        pause(0).await;
    }
    drop(room);
    let warm_up = Rc::new(WarmUp::default());
    for _ in 0..STEPS {
        if is_asked.get() || step(Rc::clone(&warm_up)).await.unwrap_or(0) == 0 {
            return;
        }
        pause(0).await;
    }
}

part! {
    figures:
    /// A step of the warm-up: how many rows were joined.
    fn step(warm_up: Rc<WarmUp>) -> usize {
        warm_up.step()
    }
}

/// Goes all the way of two files once, with a few lines and a desk of its own, until something is asked: what waits,
/// what crosses and what reads a file is compiled, too.
async fn rehearse(is_asked: &Cell<bool>, has_figures: bool) -> Option<()> {
    let desk = Rc::new(RefCell::new(Desk::default()));
    let ask = async |request: Request, beside: JsValue| {
        if is_asked.get() {
            return None;
        }
        let message = client::message(0, &request, &beside).ok()?.unchecked_into();
        let (reply, beside) = answer(Rc::clone(&desk), 0, client::content(&message).ok()?, beside).await;
        client::message(0, &reply, &beside).ok().map(|_| (reply, beside))
    };
    let [expenses, visits] = warm_up::few();
    let (organizations, centres): (Vec<u32>, Vec<u32>) = warm_up::keys_of_few().unzip();
    let amounts = vec![0.0; organizations.len()];
    let (name, options, reading, measure) = (String::new(), Options::default(), 0, Measure::Visits);
    let (expenses, visits) = (blob(expenses.as_bytes(), CSV).ok()?, blob(visits.as_bytes(), CSV).ok()?);
    let read = Request::Read { subject: Measure::Expenses.into(), name: name.clone(), options: options.clone() };
    ask(read, expenses.into()).await?;
    let read = Request::ReadForAnother { reading, measure, name: name.clone(), options: options.clone() };
    let (Reply::ReadForAnother(Ok(())), table) = ask(read, visits.into()).await? else { return None };
    let part = protocol::Part { measure, reading, from: 0, about: amounts.len() };
    let numbers = Numbers { organization: &organizations[..], centre: &centres[..], amount: &amounts[..] };
    ask(Request::Gather(part), handed_over(numbers)).await?;
    ask(Request::Keep { reading, subject: measure.into(), name, size: 0, options }, table).await?;
    if has_figures {
        ask(Request::Analyse(Analysis::default()), JsValue::NULL).await?;
    }
    Some(())
}
