//! A file on its way into a slot: read by one of the workers, opened as a workbook, or refused in words.

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::table::{Measure, Role, Subject};

use super::{Alert, Phase, Reading, Session, Slot, Unsure};
use crate::browser::client::{Client, Gone};
use crate::browser::files::{self, File};
use crate::protocol::{Book, FileSummary, Reply, Request};

/// A file that was chosen, and the workbook that it is a sheet of.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) file: File,
    pub(super) workbook: Option<File>,
}

impl From<File> for Chosen {
    fn from(file: File) -> Chosen {
        Chosen { file, workbook: None }
    }
}

/// A file on its way into a slot, and which of all attempts this is.
pub(super) struct Attempt {
    pub(super) subject: Subject,
    pub(super) chosen: Chosen,
    options: Options,
    book: Option<Book>,
    number: u32,
    /// Whether it was read before, by a worker that is gone.
    is_again: bool,
}

impl Attempt {
    /// The same, of a file that was read before.
    pub(super) fn again(self) -> Attempt {
        Attempt { is_again: true, ..self }
    }

    fn read(&self) -> Request {
        Request::Read { subject: self.subject, name: self.chosen.file.name(), options: self.options.clone() }
    }

    fn read_for_another(&self, measure: Measure) -> Request {
        let (name, options) = (self.chosen.file.name(), self.options.clone());
        Request::ReadForAnother { reading: self.number, measure, name, options }
    }

    fn keep(&self) -> Request {
        let (name, size) = (self.chosen.file.name(), files::size(&self.chosen.file));
        Request::Keep { reading: self.number, subject: self.subject, name, size, options: self.options.clone() }
    }
}

impl Session {
    /// Reads a file into a slot; what is there stays until then.
    pub(super) fn read(self, subject: Subject, chosen: Chosen, options: Options, book: Option<Book>) {
        spawn_local(self.try_to_read(self.begin(subject, chosen, options, book)));
    }

    /// Has a slot wait for a file; what it waited for before is not wanted any more.
    pub(super) fn begin(self, subject: Subject, chosen: Chosen, options: Options, book: Option<Book>) -> Attempt {
        let slot = self.signal(subject);
        self.end_opener(subject);
        self.attempts.update_value(|attempts| *attempts += 1);
        let number = self.attempts.get_value();
        self.newest.update_value(|newest| newest[subject.place()] = number);
        let is_lost = slot.with_untracked(|slot| matches!(slot, Slot::Reading(reading) if reading.is_lost));
        let before = slot.get_untracked().kept();
        slot.set(Slot::Reading(Reading {
            name: chosen.file.name(),
            size: files::size(&chosen.file),
            read: 0,
            before: before.map(Box::new),
            is_lost,
            unsure: None,
            attempt: number,
        }));
        if subject != Subject::Regions {
            self.expect_others();
        }
        Attempt { subject, chosen, options, book, number, is_again: false }
    }

    pub(super) async fn try_to_read(self, attempt: Attempt) {
        let Some(client) = self.client.get_value() else { return self.give_up(&attempt) };
        let (subject, number) = (attempt.subject, attempt.number);
        let (gatherer, reader) = (client.clone(), self.take_reader(&attempt));
        let gathered = reader.clone();
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
            Reply::Part(_) => gathered.iter().for_each(Client::end),
            _ => {}
        };
        let reply = match (subject, reader) {
            (Subject::Amounts(measure), Some(reader)) => {
                let table = reader.ask_about(attempt.read_for_another(measure), &attempt.chosen.file, meanwhile).await;
                self.renew(&reader);
                match table {
                    Ok((Reply::ReadForAnother(Ok(())), table)) if self.is_current(&attempt) => {
                        client.ask_with(attempt.keep(), &table).await
                    }
                    Ok((Reply::ReadForAnother(Err(error)), beside)) => Ok((Reply::Read(Err(error)), beside)),
                    other => other,
                }
            }
            _ => client.ask_about(attempt.read(), &attempt.chosen.file, meanwhile).await,
        };
        if !self.is_current(&attempt) {
            return;
        }
        match reply {
            Ok((Reply::Read(Ok(summary)), _)) => {
                self.files.update_value(|files| files[subject.place()] = Some(attempt.chosen));
                let summary = FileSummary { book: attempt.book, ..*summary };
                let names = summary.columns.iter().any(|column| column.role == Some(Role::OrganizationName));
                self.go_back(subject, Slot::Read(summary));
                self.known.hear_of_a_file();
                match subject {
                    Subject::Amounts(_) => {
                        // What is read again leaves everything as it was set.
                        self.reads.update_value(|reads| *reads += u32::from(!attempt.is_again));
                        self.analyse_what_is_new();
                    }
                    Subject::Regions => self.hear_of_regions(names).await,
                }
            }
            Ok((Reply::Read(Err(error)), _)) if error.kind == ErrorKind::Workbook => {
                self.read_workbook(attempt, None).await;
            }
            Ok((Reply::Read(Err(error)), _)) => self.refuse(attempt, &error).await,
            // Whoever ended the worker has said so.
            Ok(_) | Err(Gone) => self.give_up(&attempt),
        }
    }

    /// Whether a slot is still waiting for what this attempt brings.
    pub(super) fn is_current(self, attempt: &Attempt) -> bool {
        self.is_awaited(attempt.subject, attempt.number)
    }

    fn is_awaited(self, subject: Subject, number: u32) -> bool {
        self.signal(subject).with_untracked(|slot| matches!(slot, Slot::Reading(reading) if reading.attempt == number))
    }

    /// Says why a file can't be used; where the user's word about its columns could help, asks for it.
    pub(super) async fn refuse(self, attempt: Attempt, error: &Error) {
        if let ErrorKind::OtherMeasure { needed, .. } = error.kind
            && self.put_right(&attempt, needed)
        {
            return;
        }
        let before = self.before(attempt.subject);
        self.warn(Alert::refused(Some(attempt.subject), error, before.as_ref()));
        let has_other_sheets = attempt.book.as_ref().is_some_and(|book| book.names.len() > 1);
        let can_be_told = matches!(
            error.kind,
            ErrorKind::MissingColumn { .. }
                | ErrorKind::AmbiguousColumn { .. }
                | ErrorKind::NotUtf8
                | ErrorKind::NoRows
                | ErrorKind::NoRegions
                | ErrorKind::FormulasWithoutResult
                | ErrorKind::TwoRegions { .. }
        ) || (has_other_sheets && matches!(error.kind, ErrorKind::OtherMeasure { .. }));
        let description =
            if can_be_told { self.described(&attempt.chosen.file, attempt.options.clone()).await } else { None };
        if !self.is_current(&attempt) {
            return;
        }
        let Attempt { subject, chosen, options, book, .. } = attempt;
        self.end_with(
            subject,
            match (description, before) {
                (Some(description), before) => {
                    let name = chosen.file.name();
                    self.unsure.update_value(|files| files[subject.place()] = Some(chosen));
                    Slot::Unsure(Unsure { name, description, options, book, before: before.map(Box::new) })
                }
                (None, Some(before)) => Slot::Read(before),
                (None, None) => Slot::Empty,
            },
        );
    }

    /// Reads a file that is one of the other measure where it belongs, if nothing is there, and says so.
    fn put_right(self, attempt: &Attempt, needed: Measure) -> bool {
        let right = Subject::from(needed.other());
        // Where its columns were told, the file is where it was meant to be.
        let is_told = attempt.book.is_some() || !attempt.options.roles.is_empty();
        if is_told || self.signal(right).with_untracked(|slot| *slot != Slot::Empty) {
            return false;
        }
        let (found, wanted) = (needed.other().word(), needed.word());
        let hint = match self.before(attempt.subject) {
            Some(kept) => format!("{} stays in place.", kept.name),
            None => format!("Choose a file of {wanted} as well."),
        };
        self.give_up(attempt);
        self.choose(right, attempt.chosen.file.clone());
        let problem = format!("this is a file of {found}, and was put in the place for {found}");
        self.warn(Alert { slot: Some(attempt.subject), what: attempt.chosen.file.name(), problem, hint });
        true
    }

    /// Leaves a slot as it was.
    fn give_up(self, attempt: &Attempt) {
        self.end_with(attempt.subject, self.before(attempt.subject).map_or(Slot::Empty, Slot::Read));
    }

    /// What a slot held before the file that it waits for, if the worker still has it.
    fn before(self, subject: Subject) -> Option<FileSummary> {
        match self.signal(subject).get_untracked() {
            Slot::Reading(reading) if reading.is_lost => None,
            slot => slot.kept(),
        }
    }

    /// Ends an attempt without a file. Results stay as long as their files do.
    fn end_with(self, subject: Subject, slot: Slot) {
        let is_gone = subject != Subject::Regions && slot.clone().kept().is_none();
        self.go_back(subject, slot);
        if is_gone && matches!(self.phase.get_untracked(), Phase::Results(_)) {
            self.known.forget();
            self.phase.set(Phase::Files);
        }
        self.analyse_what_is_new();
    }

    /// Puts what came of an attempt into a slot, or behind the file of unsure columns that it goes back to.
    fn go_back(self, subject: Subject, slot: Slot) {
        let signal = self.signal(subject);
        let unsure = if let Slot::Reading(reading) = signal.get_untracked() { reading.unsure } else { None };
        signal.set(match (unsure, slot) {
            (None, slot) | (_, slot @ Slot::Unsure(_)) => slot,
            (Some(unsure), slot) => Slot::Unsure(Unsure { before: slot.kept().map(Box::new), ..*unsure }),
        });
    }

    /// Asks for the figures of files that were read, or under the policy that was chosen meanwhile, once none is on its
    /// way any more.
    fn analyse_what_is_new(self) {
        let asked = self.asked();
        let is_new = self.phase.with_untracked(|phase| match phase {
            Phase::Results(results) => {
                self.are_lost.get_value() || (results.files, results.asked) != (self.reads.get_value(), asked)
            }
            Phase::Files | Phase::Stopped(_) => self.reads.get_value() != 0,
        });
        if is_new && !untrack(move || self.is_reading()) {
            self.analyse();
        }
    }
}
