//! Requests -> replies. While one file is waited for, another is read.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::estimates::Estimates;
use pervisit_analysis::export::Form;
use pervisit_analysis::ingest;
use pervisit_analysis::merge::Merged;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::table::{self, Numbers, Subject, Table};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::turns::pause;
use super::{CSV, blob, post};
use crate::browser::blob::BlobSource;
use crate::browser::client::Answer;
use crate::desk::{self, Desk, Estimate};
use crate::parts::{NotLoaded, part};
use crate::protocol::{self, Analysis, Export, Reply, Request};

pub(super) async fn answer(desk: Rc<RefCell<Desk>>, id: u32, request: Request, beside: JsValue) -> Answer {
    // What goes over all rows lets the tables' rows go first.
    if matches!(request, Request::Organizations(_) | Request::Matrix(..) | Request::Points(_) | Request::Middles(_)) {
        pause(0).await;
    }
    if matches!(request, Request::Analyse(_)) {
        desk.borrow_mut().await_analysis(id);
    }
    let reply = match request {
        Request::Identify { name } => {
            let source = BlobSource::new(beside.unchecked_into(), |_| true);
            Reply::Identified(ingest::identify(&source, &name).await)
        }
        Request::Describe { name, options } => {
            let source = BlobSource::new(beside.unchecked_into(), |_| true);
            Reply::Described(ingest::describe(&source, &name, &options).await)
        }
        Request::Read { subject: Subject::Amounts(measure), name, options } => {
            let (source, size) = awaited(&desk, id, measure.into(), beside);
            let table = ingest::read_async(&source, measure, &name, &options).await;
            Reply::Read(table.map(|table| Box::new(desk.borrow_mut().keep(table, size, options, id))))
        }
        Request::ReadForAnother { reading, measure, name, options } => {
            let go_on = move |read| {
                post(id, &Reply::Progress(read), &JsValue::NULL);
                true
            };
            let source = BlobSource::new(beside.unchecked_into(), go_on);
            let take = |table::Part { from, about, numbers }: table::Part<'_>| {
                post(id, &Reply::Part(protocol::Part { measure, reading, from, about }), &handed_over(numbers));
            };
            let table = ingest::read_for_another(&source, measure, &name, &options, &take).await;
            return match table.and_then(|table| protocol::written(&table).map_err(|_| out_of_memory(&name))) {
                Ok(table) => {
                    let table = js_sys::Uint8Array::from(table.as_slice());
                    (Reply::ReadForAnother(Ok(())), table.into())
                }
                Err(error) => (Reply::ReadForAnother(Err(error)), JsValue::NULL),
            };
        }
        Request::Gather(part) => {
            // Where there is no room for some of its lines, the table can't be kept.
            _ = taken_over(&mut desk.borrow_mut(), part, &beside.unchecked_into());
            Reply::Gathered
        }
        Request::Keep { reading, subject, name, size, options } => {
            let mut desk = desk.borrow_mut();
            let table = protocol::read::<Table>(&beside.unchecked_into::<js_sys::Uint8Array>().to_vec());
            let table = table.ok().and_then(|table| desk.completed(table, reading));
            desk.await_table(subject, id);
            Reply::Read(match table {
                Some(table) => Ok(Box::new(desk.keep(table, size, options, id))),
                None => Err(out_of_memory(&name)),
            })
        }
        Request::IdentifyWorkbook { .. } | Request::OpenWorkbook { .. } | Request::WriteWorkbook { .. } => {
            Reply::Died("this worker knows no workbooks".into())
        }
        Request::Analyse(Analysis { missing_visits: MissingVisits::Estimate, .. })
        | Request::Standings
        | Request::Accuracy => in_part("Estimates", || about_estimates(Rc::clone(&desk), id, request.clone())).await,
        Request::Analyse(_)
        | Request::Rows(_)
        | Request::Organizations(_)
        | Request::Totals(_)
        | Request::Matrix(..)
        | Request::Points(_)
        | Request::Middles(_) => in_part("Figures", || about_figures(Rc::clone(&desk), id, request.clone())).await,
        Request::Regions if !desk.borrow().knows_regions() => Reply::Regions(Ok(None)),
        Request::Read { subject: Subject::Regions, .. }
        | Request::RemoveRegions
        | Request::Regions
        | Request::Allocate(_)
        | Request::RegionMatrix(_)
        | Request::RegionTree
        | Request::RegionFlows(_)
        | Request::Export(Export::Regions(_), _) => {
            let about = || about_regions(Rc::clone(&desk), id, request.clone(), beside.clone());
            return in_part("Regions", about).await.await;
        }
        Request::Export(what, form) => {
            return in_part("Saving", || saved(Rc::clone(&desk), what.clone(), form)).await;
        }
    };
    (reply, JsValue::NULL)
}

/// Tells of many centres while it looks at others.
fn analysed(desk: &Rc<RefCell<Desk>>, id: u32, asked: Analysis, estimate: Estimate<'_>) -> Reply {
    if !desk.borrow().awaits_analysis(id) {
        return Reply::Analysed(None);
    }
    let told = &mut |centres: &[_]| post(id, &Reply::Centres(centres.to_vec()), &JsValue::NULL);
    let report = desk.borrow_mut().analyse(asked, estimate, told);
    spawn_local(foresee(Rc::clone(desk)));
    Reply::Analysed(report.map(|report| Box::new(report.rest())))
}

/// Computes what is likely to be asked for next, once the page has had time to ask for its rows.
async fn foresee(desk: Rc<RefCell<Desk>>) {
    const AFTER: i32 = 500;
    loop {
        pause(AFTER).await;
        if !desk.borrow_mut().foresee() {
            return;
        }
    }
}

/// Lines for another worker.
pub(super) fn handed_over(lines: Numbers<&[u32], &[f64]>) -> JsValue {
    let Numbers { organization, centre, amount } = lines;
    let [organization, centre] = [organization, centre].map(js_sys::Uint32Array::from);
    js_sys::Array::of3(&organization, &centre, &js_sys::Float64Array::from(amount)).into()
}

/// Keeps lines that another worker has handed over; `None` where there is no room for them.
fn taken_over(desk: &mut Desk, part: protocol::Part, parts: &js_sys::Array) -> Option<()> {
    let ids = |at| parts.get(at).unchecked_into::<js_sys::Uint32Array>();
    let amounts: js_sys::Float64Array = parts.get(2).unchecked_into();
    let room = desk.room_for(part, amounts.length() as usize)?;
    ids(0).copy_to(room.organization);
    ids(1).copy_to(room.centre);
    amounts.copy_to(room.amount);
    Some(())
}

fn out_of_memory(file: &str) -> Error {
    Error { kind: ErrorKind::OutOfMemory, file: file.into(), row: None }
}

/// A table that was written.
fn exported(written: std::io::Result<Vec<u8>>) -> Answer {
    match written.map_err(|error| error.to_string()).and_then(|bytes| blob(&bytes, CSV)) {
        Ok(file) => (Reply::Exported(Ok(())), file.into()),
        Err(reason) => (Reply::Exported(Err(reason)), JsValue::NULL),
    }
}

/// A file that is read as the newest of its subject, and its size; a newer one ends it.
fn awaited(desk: &Rc<RefCell<Desk>>, id: u32, subject: Subject, file: JsValue) -> (BlobSource, u64) {
    let file: File = file.unchecked_into();
    let size = crate::browser::files::size(&file);
    desk.borrow_mut().await_table(subject, id);
    let desk = Rc::clone(desk);
    let go_on = move |read| {
        post(id, &Reply::Progress(read), &JsValue::NULL);
        desk.borrow().awaits_table(subject, id)
    };
    (BlobSource::new(file.into(), go_on), size)
}

/// Calls what is in a part of the program. Where that can't be fetched, says so, and tries again.
pub async fn in_part<T, F: Future<Output = Result<T, NotLoaded>>>(what: &str, call: impl Fn() -> F) -> T {
    const AGAIN: i32 = 3000;
    let mut is_told = false;
    loop {
        match call().await {
            Ok(made) => {
                if is_told {
                    post(0, &Reply::Loaded(what.to_owned()), &JsValue::NULL);
                }
                return made;
            }
            Err(NotLoaded) if is_told => {}
            Err(NotLoaded) => {
                post(0, &Reply::NotLoaded(what.to_owned()), &JsValue::NULL);
                is_told = true;
            }
        }
        pause(AGAIN).await;
    }
}

part! {
    figures, fetched by fetch_figures:
    /// Joins files and answers what tables and charts ask for, but for estimates and regions.
    fn about_figures(desk: Rc<RefCell<Desk>>, id: u32, request: Request) -> Reply {
        match request {
            Request::Analyse(asked) => analysed(&desk, id, asked, &mut |_| Estimates::default()),
            _ => desk.borrow_mut().answer(request),
        }
    }
}

part! {
    estimates_desk:
    /// Answers what takes estimates.
    fn about_estimates(desk: Rc<RefCell<Desk>>, id: u32, request: Request) -> Reply {
        let mut estimate = |merged: &Merged| desk::estimates(merged, &mut |done, all| post_share(id, done, all));
        match request {
            Request::Analyse(asked) => analysed(&desk, id, asked, &mut estimate),
            Request::Standings => Reply::Standings(desk.borrow_mut().standings(&mut estimate)),
            Request::Accuracy => Reply::Accuracy(desk.borrow().accuracy()),
            _ => Reply::Died("this part of the worker knows estimates only".into()),
        }
    }
}

part! {
    saving, fetched by fetch_saving:
    /// Writes a table; one about regions is written by [`about_regions`].
    fn saved(desk: Rc<RefCell<Desk>>, what: Export, form: Form) -> Answer {
        exported(desk.borrow_mut().export(what, form))
    }
}

part! {
    regions_desk:
    /// Answers what is about regions.
    fn about_regions(
        desk: Rc<RefCell<Desk>>,
        id: u32,
        request: Request,
        file: JsValue,
    ) -> Pin<Box<dyn Future<Output = Answer>>> {
        Box::pin(async move {
            let reply = match request {
                Request::Read { name, options, .. } => {
                    let (source, size) = awaited(&desk, id, Subject::Regions, file);
                    let table = ingest::read_regions_async(&source, &name, &options).await;
                    Reply::Read(table.map(|table| Box::new(desk.borrow_mut().keep_regions(table, size, options, id))))
                }
                Request::RemoveRegions => {
                    desk.borrow_mut().remove_regions();
                    Reply::Removed
                }
                Request::Regions => Reply::Regions(desk.borrow_mut().regions().map(|report| report.map(Box::new))),
                Request::Export(Export::Regions(what), form) => {
                    return exported(desk.borrow().export_regions(what, form));
                }
                _ if !desk.borrow().has_joined() => Reply::NothingJoined,
                Request::Allocate(wanted) => Reply::Allocated(desk.borrow().allocate(&wanted)),
                Request::RegionMatrix(wanted) => Reply::RegionMatrix(desk.borrow().region_matrix(&wanted)),
                Request::RegionTree => Reply::RegionTree(desk.borrow().region_tree()),
                Request::RegionFlows(wanted) => Reply::RegionFlows(desk.borrow().region_flows(&wanted)),
                _ => Reply::Died("this part of the worker knows regions only".into()),
            };
            (reply, JsValue::NULL)
        })
    }
}

/// Tells how much of some estimates is made.
fn post_share(id: u32, done: usize, all: usize) {
    post(id, &Reply::Progress(done as u64 * 1000 / all.max(1) as u64), &JsValue::NULL);
}
