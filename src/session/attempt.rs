//! A file on its way into a slot: read by one of the workers, opened as a workbook, or refused in words.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::table::{Measure, Subject};

use super::{Alert, Phase, Reading, Session, Slot, Unsure};
use crate::browser::client::{Client, Gone, Which};
use crate::browser::files::{self, File};
use crate::browser::page;
use crate::protocol::{Book, FileSummary, Reply, Request};

/// A file on its way into a slot, and which of all attempts this is.
struct Attempt {
    subject: Subject,
    file: File,
    options: Options,
    book: Option<Book>,
    number: u32,
}

impl Attempt {
    fn read(&self) -> Request {
        Request::Read { subject: self.subject, name: self.file.name(), options: self.options.clone() }
    }

    fn read_for_another(&self, measure: Measure) -> Request {
        Request::ReadForAnother { reading: self.number, measure, name: self.file.name(), options: self.options.clone() }
    }

    fn keep(&self) -> Request {
        let (name, size) = (self.file.name(), files::size(&self.file));
        Request::Keep { reading: self.number, subject: self.subject, name, size, options: self.options.clone() }
    }
}

impl Session {
    /// Reads a file into a slot; what is there stays until then.
    pub(super) fn read(self, subject: Subject, file: File, options: Options, book: Option<Book>) {
        let slot = self.signal(subject);
        self.attempts.update_value(|attempts| *attempts += 1);
        let number = self.attempts.get_value();
        let before = slot.get_untracked().kept();
        slot.set(Slot::Reading(Reading {
            name: file.name(),
            size: files::size(&file),
            read: 0,
            before,
            attempt: number,
        }));
        if subject != Subject::Regions {
            self.expect_others();
        }
        spawn_local(self.try_to_read(Attempt { subject, file, options, book, number }));
    }

    async fn try_to_read(self, attempt: Attempt) {
        let Some(client) = self.client.get_value() else { return };
        let (subject, number) = (attempt.subject, attempt.number);
        let gatherer = client.clone();
        let meanwhile = move |reply, beside| match reply {
            Reply::Progress(bytes) => self.signal(subject).update(|slot| {
                if let Slot::Reading(reading) = slot
                    && reading.attempt == number
                {
                    reading.read = bytes;
                }
            }),
            Reply::Part(part) if self.is_awaited(subject, number) => {
                gatherer.tell(&Request::Gather(part), &beside);
            }
            // What it reads is not wanted any more.
            Reply::Part(_) => {
                if let Some(reader) = self.reading.get_value() {
                    reader.end();
                }
            }
            _ => {}
        };
        let reply = match (subject, self.take_reader(&attempt)) {
            (Subject::Amounts(measure), Some(reader)) => {
                let table = reader.ask_about(attempt.read_for_another(measure), &attempt.file, meanwhile).await;
                self.renew(&reader);
                match table {
                    Ok((Reply::ReadForAnother(Ok(())), table)) if self.is_current(&attempt) => {
                        client.ask_with(attempt.keep(), &table).await
                    }
                    Ok((Reply::ReadForAnother(Err(error)), beside)) => Ok((Reply::Read(Err(error)), beside)),
                    other => other,
                }
            }
            _ => client.ask_about(attempt.read(), &attempt.file, meanwhile).await,
        };
        if !self.is_current(&attempt) {
            return;
        }
        match reply {
            Ok((Reply::Read(Ok(summary)), _)) => {
                self.files.update_value(|files| files[subject.place()] = Some(attempt.file));
                self.signal(subject).set(Slot::Read(FileSummary { book: attempt.book, ..summary }));
                self.known.hear_of_a_file();
                match subject {
                    Subject::Amounts(_) => {
                        self.reads.update_value(|reads| *reads += 1);
                        self.analyse_what_is_new();
                    }
                    Subject::Regions => self.ask_for_regions().await,
                }
            }
            Ok((Reply::Read(Err(error)), _)) if error.kind == ErrorKind::Workbook => {
                self.read_workbook(attempt).await;
            }
            Ok((Reply::Read(Err(error)), _)) => self.refuse(attempt, &error).await,
            // Whoever ended the worker has said so.
            Ok(_) | Err(Gone) => {}
        }
    }

    /// A worker for a large file that comes while the other file of amounts is being read.
    fn take_reader(self, attempt: &Attempt) -> Option<Client> {
        /// So many bytes take longer to read than to hand over.
        const LARGE: u64 = 4 << 20;
        let Subject::Amounts(measure) = attempt.subject else { return None };
        let other = self.signal(measure.other().into());
        let is_busy = other.with_untracked(|slot| matches!(slot, Slot::Reading(_)));
        if !is_busy || files::size(&attempt.file) < LARGE {
            return None;
        }
        let reader = self.reader.try_update_value(Option::take).flatten()?;
        self.reading.set_value(Some(reader.clone()));
        Some(reader)
    }

    /// Ends a worker that has read its file, so that its memory is given back, and starts another.
    fn renew(self, reader: &Client) {
        reader.end();
        self.reading.set_value(None);
        spawn_local(async move {
            /// What is being read now, or shown first, comes before.
            const AFTER: Duration = Duration::from_millis(500);
            page::pause(AFTER).await;
            self.start_reader();
        });
    }

    /// Has a worker wait for the second of two files, once the page has nothing else to do.
    pub(super) fn start_reader(self) {
        spawn_local(async move {
            page::idle().await;
            if self.reader.with_value(Option::is_some) {
                return;
            }
            // Without one, the other worker reads both.
            let on_death = move |reason| match self.reading.with_value(Option::is_some) {
                true => self.stop(reason),
                false => self.reader.set_value(None),
            };
            let reader = Client::start(Which::Reader, on_death).ok();
            if let Some(reader) = &reader {
                reader.on_not_loaded(move |what| self.could_not_load(&what));
            }
            self.reader.set_value(reader);
        });
    }

    /// Reads the first sheet of a workbook that has the columns.
    async fn read_workbook(self, attempt: Attempt) {
        let opened = self.open_workbook(&attempt.file, attempt.subject, None).await;
        if !self.is_current(&attempt) {
            return;
        }
        match opened {
            Ok(Ok((sheet, book))) => {
                self.workbooks.update_value(|files| files[attempt.subject.place()] = Some(attempt.file));
                self.read(attempt.subject, sheet, book.options.clone(), Some(book));
            }
            Ok(Err(error)) => self.refuse(attempt, &error).await,
            Err(Gone) => {}
        }
    }

    /// Whether a slot is still waiting for what this attempt brings.
    fn is_current(self, attempt: &Attempt) -> bool {
        self.is_awaited(attempt.subject, attempt.number)
    }

    fn is_awaited(self, subject: Subject, number: u32) -> bool {
        self.signal(subject).with_untracked(|slot| matches!(slot, Slot::Reading(reading) if reading.attempt == number))
    }

    /// Says why a file can't be used; where the user's word about its columns could help, asks for it.
    async fn refuse(self, attempt: Attempt, error: &Error) {
        let slot = self.signal(attempt.subject);
        let before = slot.get_untracked().kept();
        self.warn(Alert::refused(Some(attempt.subject), error, before.as_ref()));
        let can_be_told = matches!(
            error.kind,
            ErrorKind::MissingColumn { .. }
                | ErrorKind::AmbiguousColumn { .. }
                | ErrorKind::NotUtf8
                | ErrorKind::NoRows
                | ErrorKind::NoRegions
                | ErrorKind::TwoRegions { .. }
        );
        let description = if can_be_told { self.described(&attempt.file, attempt.options.clone()).await } else { None };
        if !self.is_current(&attempt) {
            return;
        }
        let Attempt { subject, file, options, book, .. } = attempt;
        slot.set(match (description, before) {
            (Some(description), before) => {
                let name = file.name();
                self.unsure.update_value(|files| files[subject.place()] = Some(file));
                Slot::Unsure(Unsure { name, description, options, book, before })
            }
            (None, Some(before)) => Slot::Read(before),
            (None, None) => Slot::Empty,
        });
        self.analyse_what_is_new();
    }

    /// Asks for the figures of files that were read, once none is on its way any more.
    fn analyse_what_is_new(self) {
        let known = self.phase.with_untracked(|phase| match phase {
            Phase::Results(results) => results.files,
            Phase::Files | Phase::Stopped(_) => 0,
        });
        if self.reads.get_value() != known && !untrack(move || self.is_reading()) {
            self.analyse();
        }
    }
}
