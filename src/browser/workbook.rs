//! The worker that opens and writes workbooks: loaded only for one, so that nobody else waits for it.

use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::workbook::{options, sheet, subjects};
use pervisit_analysis::table::Subject;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync};

use super::worker::{CSV, blob, serve_with};
use crate::protocol::{Book, Reply, Request};
use crate::spreadsheet;

/// The type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Answers requests for as long as the worker lives.
pub fn serve() {
    serve_with(async |_, request, beside| match request {
        Request::IdentifyWorkbook { name } => {
            (Reply::WorkbookIdentified(identify(&beside.unchecked_into(), &name)), JsValue::NULL)
        }
        Request::OpenWorkbook { name, subject, sheet } => {
            match open(&beside.unchecked_into(), &name, subject, sheet.as_deref()) {
                Ok((book, csv)) => (Reply::Workbook(Ok(book)), csv),
                Err(error) => (Reply::Workbook(Err(error)), JsValue::NULL),
            }
        }
        Request::WriteWorkbook { sheet, kinds } => {
            let bytes = bytes(&beside.unchecked_into()).map_err(|reason| super::blob::words(&reason));
            let written = bytes.and_then(|cells| spreadsheet::written(&cells, &sheet, &kinds));
            match written.and_then(|bytes| blob(&bytes, XLSX)) {
                Ok(file) => (Reply::Written(Ok(())), file.into()),
                Err(reason) => (Reply::Written(Err(reason)), JsValue::NULL),
            }
        }
        _ => (Reply::Died("this worker knows workbooks only".into()), JsValue::NULL),
    });
}

fn identify(file: &Blob, name: &str) -> Result<Vec<Subject>, Error> {
    subjects(&bytes(file).map_err(|reason| unreadable(&reason, name))?, name)
}

fn open(file: &Blob, name: &str, subject: Subject, wanted: Option<&str>) -> Result<(Book, JsValue), Error> {
    let bytes = bytes(file).map_err(|reason| unreadable(&reason, name))?;
    let sheet = sheet(&bytes, name, subject, wanted)?;
    let csv = blob(&sheet.csv, CSV).map_err(|reason| unreadable(&reason.into(), name))?;
    Ok((Book { options: options(&sheet), names: sheet.names, name: sheet.name }, csv.into()))
}

fn unreadable(reason: &JsValue, file: &str) -> Error {
    Error { kind: ErrorKind::Unreadable { reason: super::blob::words(reason) }, file: file.into(), row: None }
}

fn bytes(file: &Blob) -> Result<Vec<u8>, JsValue> {
    let bytes = FileReaderSync::new()?.read_as_array_buffer(file)?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}
