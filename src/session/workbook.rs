//! Workbooks: a sheet of one is opened as a file.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::table::Subject;

use super::Session;
use super::attempt::Attempt;
use crate::browser::client::{Client, Which};
use crate::browser::files::{self, File};
use crate::protocol::{Book, Reply, Request};

impl Session {
    /// Reads another sheet of the workbook that a slot's file is one of.
    pub fn choose_sheet(self, subject: Subject, sheet: String) {
        let Some(workbook) = self.workbooks.with_value(|files| files[subject.place()].clone()) else { return };
        self.forgive(subject);
        let attempt = self.begin(subject, workbook, Options::default(), None);
        spawn_local(self.read_workbook(attempt, Some(sheet)));
    }

    /// Opens a sheet of a workbook, in a worker that lives as long as that takes.
    pub(super) async fn open_workbook(
        self,
        file: &File,
        subject: Subject,
        sheet: Option<String>,
    ) -> Result<(File, Book), Error> {
        let broken = |reason: String| Error { kind: ErrorKind::Unreadable { reason }, file: file.name(), row: None };
        let death = Rc::new(RefCell::new(String::new()));
        let told = Rc::clone(&death);
        let opener = Client::start(Which::Workbooks, move |reason| *told.borrow_mut() = reason).map_err(broken)?;
        let answer = opener.ask_with(Request::OpenWorkbook { name: file.name(), subject, sheet }, file).await;
        opener.end();
        match answer {
            Ok((Reply::Workbook(Ok(book)), csv)) => {
                let sheet = files::named(csv, &file.name());
                Ok((sheet.ok_or_else(|| broken("the browser could not make a file of the sheet".into()))?, book))
            }
            Ok((Reply::Workbook(Err(error)), _)) => Err(error),
            _ => {
                let reason = death.take();
                Err(broken(format!("the part of this page that opens workbooks has stopped ({reason})")))
            }
        }
    }

    /// Reads a sheet of a workbook; without its name the first that has the columns.
    pub(super) async fn read_workbook(self, attempt: Attempt, sheet: Option<String>) {
        let opened = self.open_workbook(&attempt.file, attempt.subject, sheet).await;
        if !self.is_current(&attempt) {
            return;
        }
        match opened {
            Ok((sheet, book)) => {
                self.workbooks.update_value(|files| files[attempt.subject.place()] = Some(attempt.file));
                self.read(attempt.subject, sheet, book.options.clone(), Some(book));
            }
            Err(error) => self.refuse(attempt, &error).await,
        }
    }
}
