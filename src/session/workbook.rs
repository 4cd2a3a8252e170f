//! Workbooks: a sheet of one is opened as a file.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::UpdateValue;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::table::Subject;

use super::Session;
use super::attempt::{Attempt, Chosen};
use crate::browser::client::{Answer, Client, Gone, Which};
use crate::browser::files::{self, File};
use crate::protocol::{Book, Reply, Request};

impl Session {
    /// Reads another sheet of the workbook that a slot's file is one of.
    pub fn choose_sheet(self, subject: Subject, sheet: String) {
        let Some(workbook) = self.chosen(subject).and_then(|chosen| chosen.workbook) else { return };
        self.forgive(subject);
        let attempt = self.begin(subject, workbook.into(), Options::default(), None);
        spawn_local(self.read_workbook(attempt, Some(sheet)));
    }

    /// Opens a sheet of a workbook.
    pub(super) async fn open_workbook(
        self,
        file: &File,
        subject: Subject,
        sheet: Option<String>,
    ) -> Result<(File, Book), Error> {
        let keep = |opener| self.openers.update_value(|openers| openers[subject.place()] = Some(opener));
        let request = Request::OpenWorkbook { name: file.name(), subject, sheet };
        match ask_about_workbook(request, file, keep).await? {
            (Reply::Workbook(book), csv) => {
                let book = book?;
                let broken = || broken(file, "the browser could not make a file of the sheet".into());
                Ok((files::named(csv, &named(&file.name(), &book)).ok_or_else(broken)?, book))
            }
            _ => Err(broken(file, "the part of this page that opens workbooks answers something else".into())),
        }
    }

    /// What a workbook is about, by its sheets.
    pub(super) async fn identify_workbook(self, file: &File) -> Result<Vec<Subject>, Error> {
        match ask_about_workbook(Request::IdentifyWorkbook { name: file.name() }, file, drop).await? {
            (Reply::WorkbookIdentified(subjects), _) => subjects,
            _ => Err(broken(file, "the part of this page that opens workbooks answers something else".into())),
        }
    }

    /// Reads a sheet of a workbook; without its name the one that suits best.
    pub(super) async fn read_workbook(self, attempt: Attempt, sheet: Option<String>) {
        let opened = self.open_workbook(&attempt.chosen.file, attempt.subject, sheet).await;
        if !self.is_current(&attempt) {
            return;
        }
        match opened {
            Ok((sheet, book)) => {
                let chosen = Chosen { file: sheet, workbook: Some(attempt.chosen.file) };
                self.read(attempt.subject, chosen, book.options.clone(), Some(book));
            }
            Err(error) => self.refuse(attempt, &error).await,
        }
    }
}

/// Asks a worker that lives as long as answering takes; whoever keeps it can end it before.
async fn ask_about_workbook(request: Request, file: &File, keep: impl FnOnce(Client)) -> Result<Answer, Error> {
    let death = Rc::new(RefCell::new(String::new()));
    let told = Rc::clone(&death);
    let opener = Client::start(Which::Workbooks, move |reason| *told.borrow_mut() = reason)
        .map_err(|reason| broken(file, reason))?;
    keep(opener.clone());
    let answer = opener.ask_with(request, file).await;
    opener.end();
    answer.map_err(|Gone| {
        let reason = death.take();
        broken(file, format!("the part of this page that opens workbooks has stopped ({reason})"))
    })
}

/// What a sheet is called as a file: as the workbook, and where that has others, as the sheet too.
fn named(workbook: &str, book: &Book) -> String {
    if book.names.len() > 1 { format!("{workbook} ({})", book.name) } else { workbook.to_owned() }
}

fn broken(file: &File, reason: String) -> Error {
    Error { kind: ErrorKind::Unreadable { reason }, file: file.name(), row: None }
}
