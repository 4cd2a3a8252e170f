//! The workers: one that answers, and one that waits for the second of two files.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::table::Subject;

use super::attempt::Attempt;
use super::{Phase, Session, Slot};
use crate::browser::client::{Client, Which};
use crate::browser::{files, page};

impl Session {
    pub(super) fn start_worker(self) {
        match Client::start(Which::Analysis, move |reason| self.stop(reason)) {
            Ok(client) => {
                client.on_part(move |what, is_there| self.part_is(what, is_there));
                self.client.set_value(Some(client));
            }
            Err(reason) => self.stop(reason),
        }
        if self.spare_reader.with_value(Option::is_none) {
            self.start_reader();
        }
    }

    pub(super) fn end_worker(self) {
        for client in [self.client, self.busy_reader] {
            if let Some(client) = client.get_value() {
                client.end();
            }
            client.set_value(None);
        }
        Subject::ALL.into_iter().for_each(|subject| self.end_opener(subject));
    }

    /// Ends the worker that opens a workbook for a slot.
    pub(super) fn end_opener(self, subject: Subject) {
        let opener = self.openers.try_update_value(|openers| openers[subject.place()].take()).flatten();
        opener.iter().for_each(Client::end);
    }

    pub(super) fn stop(self, reason: String) {
        self.end_worker();
        for slot in self.slots {
            slot.set(Slot::Empty);
        }
        self.known.forget();
        self.phase.set(Phase::Stopped(reason));
        page::show_alert();
    }

    /// A worker for a large file that comes while the other file of amounts is being read.
    pub(super) fn take_reader(self, attempt: &Attempt) -> Option<Client> {
        /// So many bytes take longer to read than to hand over.
        const LARGE: u64 = 4 << 20;
        let Subject::Amounts(measure) = attempt.subject else { return None };
        let other = self.signal(measure.other().into());
        let is_busy = other.with_untracked(|slot| matches!(slot, Slot::Reading(_)));
        if !is_busy || files::size(&attempt.chosen.file) < LARGE {
            return None;
        }
        let reader = self.spare_reader.try_update_value(Option::take).flatten()?;
        self.busy_reader.set_value(Some(reader.clone()));
        Some(reader)
    }

    /// Ends a worker that has read its file, so that its memory is given back, and starts another.
    pub(super) fn renew(self, reader: &Client) {
        reader.end();
        self.busy_reader.update_value(|busy| drop(busy.take_if(|busy| busy.is(reader))));
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
            if self.spare_reader.with_value(Option::is_some) {
                return;
            }
            // Without one, the other worker reads both.
            let on_death = move |reason| match self.busy_reader.with_value(Option::is_some) {
                true => self.stop(reason),
                false => self.spare_reader.set_value(None),
            };
            let reader = Client::start(Which::Reader, on_death).ok();
            if let Some(reader) = &reader {
                reader.on_part(move |what, is_there| self.part_is(what, is_there));
            }
            self.spare_reader.set_value(reader);
        });
    }
}
