//! The worker that opens workbooks: loaded only when there is one, so that nobody else waits for it.

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::workbook::{options, sheet};
use wasm_bindgen::prelude::*;
use web_sys::{File, FileReaderSync};

use super::worker::{csv, serve_with};
use crate::protocol::{Book, Reply, Request};

/// Answers requests for as long as the worker lives.
pub fn serve() {
    serve_with(async |_, request, beside| match request {
        Request::OpenWorkbook { name, sheet } => match open(&beside.unchecked_into(), &name, sheet.as_deref()) {
            Ok((book, csv)) => (Reply::Workbook(Ok(book)), csv),
            Err(error) => (Reply::Workbook(Err(error)), JsValue::NULL),
        },
        _ => (Reply::Died("this worker only opens workbooks".into()), JsValue::NULL),
    });
}

fn open(file: &File, name: &str, wanted: Option<&str>) -> Result<(Book, JsValue), Error> {
    let unreadable = |reason: JsValue| Error {
        kind: ErrorKind::Unreadable { reason: super::blob::words(&reason) },
        file: name.into(),
        row: None,
    };
    let bytes = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(file)).map_err(unreadable)?;
    let sheet = sheet(&js_sys::Uint8Array::new(&bytes).to_vec(), name, wanted)?;
    let csv = csv(&sheet.csv).map_err(|reason| unreadable(reason.into()))?;
    Ok((Book { options: options(&sheet), names: sheet.names, name: sheet.name }, csv.into()))
}
