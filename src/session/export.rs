//! What leaves the page when the visitor says so: tables on the clipboard, as CSV, as workbooks.

use leptos::prelude::{Update, WithUntracked, untrack};
use pervisit_analysis::export::Form;
use pervisit_analysis::per_visit::MissingVisits;

use super::{Alert, Session};
use crate::browser::client::{Beside, Client, Which};
use crate::browser::{clipboard, download};
use crate::protocol::{Export, Reply, Request, RowsOf};
use crate::spreadsheet;

/// What is wrong where a part of the page could not be fetched.
const NOT_LOADED: &str = "the part of this page that it needs could not be loaded";

impl Session {
    /// Puts a table on the clipboard; says why where the browser refuses. Never comes back where the
    /// worker is gone.
    pub async fn copy(self, what: Export, decimal: char) -> Result<(), String> {
        clipboard::copy(async move {
            match self.ask(Request::Export(what, Form::Clipboard { decimal })).await {
                Ok((Reply::Exported(Ok(())), text)) => Ok(text),
                Ok((Reply::Exported(Err(reason)), _)) => Err(reason),
                _ => std::future::pending().await,
            }
        })
        .await
    }

    /// Saves a table as a CSV file.
    pub async fn save(self, what: Export, name: &str) {
        let name = format!("{name}{}.csv", self.policy_of(&what));
        match self.ask(Request::Export(what, Form::File)).await {
            Ok((Reply::Exported(Ok(())), file)) => self.keep(file, &name),
            Ok((Reply::Exported(Err(reason)), _)) => self.could_not_save(&name, &reason),
            // Whoever ended the worker has said so.
            _ => {}
        }
    }

    /// Saves a table as an Excel workbook, in a worker that lives as long as that takes.
    pub async fn save_workbook(self, what: Export, rows: usize, name: &str, title: &str) {
        let name = format!("{name}{}.xlsx", self.policy_of(&what));
        if rows >= spreadsheet::ROWS {
            let problem = "a sheet of Excel holds 1,048,576 rows with its header, and the table has more";
            return self.warn(Alert::new(name, problem, "Filter the table, or save it as CSV."));
        }
        let refused = {
            let name = name.clone();
            move |reason: String| {
                let problem = format!("it could not be written: {reason}");
                self.warn(Alert::new(name.clone(), problem, "Filter the table, or save it as CSV."));
            }
        };
        let kinds = what.kinds();
        let cells = match self.ask(Request::Export(what, Form::Cells)).await {
            Ok((Reply::Exported(Ok(())), cells)) => cells,
            Ok((Reply::Exported(Err(reason)), _)) => return refused(reason),
            _ => return,
        };
        let writer = match Client::start(Which::Workbooks, refused.clone()) {
            Ok(writer) => writer,
            Err(reason) => return refused(reason),
        };
        let answer = writer.ask_with(Request::WriteWorkbook { sheet: title.to_owned(), kinds }, &cells).await;
        writer.end();
        match answer {
            Ok((Reply::Written(Ok(())), file)) => self.keep(file, &name),
            Ok((Reply::Written(Err(reason)), _)) => refused(reason),
            // It has said why.
            _ => {}
        }
    }

    /// What stands for missing visits in a table, as a part of its file's name: two of one table are told apart by it.
    fn policy_of(self, what: &Export) -> &'static str {
        let has_one =
            !matches!(what, Export::Notices(..) | Export::Standings(..) | Export::Rows(RowsOf::Unmatched, ..));
        match untrack(move || self.results()).filter(|_| has_one).map(|results| results.report.missing_visits) {
            None | Some(MissingVisits::Zero) => "",
            Some(MissingVisits::LeaveOut) => "-missing-visits-left-out",
            Some(MissingVisits::Estimate) => "-missing-visits-estimated",
        }
    }

    fn keep(self, file: Beside, name: &str) {
        if let Err(error) = download::save(file, name) {
            self.could_not_save(name, &error);
        }
    }

    /// Says that what something needs could not be fetched.
    pub fn could_not_load(self, what: &str) {
        self.warn(Alert::new(what, NOT_LOADED, "Check your connection and try again."));
    }

    /// Says whether the part of a worker's program that something needs is there.
    pub(super) fn part_is(self, what: &str, is_there: bool) {
        if is_there { self.has_loaded(what) } else { self.could_not_load(what) }
    }

    /// Takes that back.
    pub(super) fn has_loaded(self, what: &str) {
        let is_told = |alert: &Alert| alert.what == what && alert.problem == NOT_LOADED;
        if self.alerts.with_untracked(|alerts| alerts.iter().any(is_told)) {
            self.alerts.update(|alerts| alerts.retain(|alert| !is_told(alert)));
        }
    }

    /// Says that a file could not be saved, and why.
    pub fn could_not_save(self, name: &str, error: &str) {
        self.warn(Alert::new(name, format!("it could not be saved: {error}"), "Try it again, or in another browser."));
    }
}
