//! What the page is at: the signals, and the only commands that change them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::ingest::{Description, Options};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::rows::Only;
use pervisit_analysis::table::{Measure, Subject};

mod attempt;
mod drawn;
mod dropped;
mod estimates;
mod export;
mod regions;
mod results;
mod state;
mod workbook;
mod workers;

pub use drawn::Told;
pub use regions::Regions;
pub use state::{Alert, Budget, Phase, Reading, Results, Slot, Unsure};

use self::attempt::Chosen;
use self::estimates::Estimating;
use crate::browser::client::{Answer, Client, Gone};
use crate::browser::files::File;
use crate::browser::page;
use crate::protocol::{FileSummary, Reply, Request};
use crate::selection::Selection;

/// So many places there are for files, one for each subject.
const FILES: usize = Subject::ALL.len();

/// The state of the page. Copy it around; there is one.
#[derive(Clone, Copy)]
pub struct Session {
    phase: RwSignal<Phase>,
    slots: [RwSignal<Slot>; FILES],
    known: regions::Known,
    alerts: RwSignal<Vec<Alert>>,
    policy: RwSignal<MissingVisits>,
    estimating: RwSignal<Estimating>,
    only: RwSignal<Option<Only>>,
    selection: RwSignal<Selection>,
    budget: RwSignal<Budget>,
    /// How often a file was tried to be read.
    attempts: StoredValue<u32>,
    /// Which attempt was each slot's newest.
    newest: StoredValue<[u32; FILES]>,
    /// How often a file of amounts was read.
    reads: StoredValue<u32>,
    /// How often figures came of it.
    editions: StoredValue<u32>,
    /// Whether the figures in force are of a worker that is gone.
    are_lost: StoredValue<bool>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// The files behind the slots, for when a worker has to be started anew.
    files: StoredValue<[Option<Chosen>; FILES], LocalStorage>,
    /// The files of the slots that are unsure.
    unsure: StoredValue<[Option<Chosen>; FILES], LocalStorage>,
    /// A worker that waits for the second of two files, and one that is reading it.
    spare_reader: StoredValue<Option<Client>, LocalStorage>,
    busy_reader: StoredValue<Option<Client>, LocalStorage>,
    /// The workers that open a workbook for a slot.
    openers: StoredValue<[Option<Client>; FILES], LocalStorage>,
}

impl Session {
    /// A new page, with a worker on its way.
    pub fn start() -> Session {
        let session = Session::empty();
        session.start_worker();
        session
    }

    /// A page that nobody sees, to rehearse with; `None` as long as no worker waits for the second of two files, which
    /// answers it meanwhile.
    pub fn rehearsing(self) -> Option<Session> {
        let reader = self.spare_reader.get_value()?;
        let session = Session::empty();
        session.client.set_value(Some(reader));
        Some(session)
    }

    fn empty() -> Session {
        Session {
            phase: RwSignal::default(),
            slots: [(); FILES].map(|()| RwSignal::default()),
            known: regions::Known::nothing(),
            alerts: RwSignal::default(),
            policy: RwSignal::default(),
            estimating: RwSignal::default(),
            only: RwSignal::default(),
            selection: RwSignal::default(),
            budget: RwSignal::default(),
            attempts: StoredValue::new(0),
            newest: StoredValue::new([0; FILES]),
            reads: StoredValue::new(0),
            are_lost: StoredValue::new(false),
            editions: StoredValue::new(0),
            client: StoredValue::new_local(None),
            files: StoredValue::new_local([const { None }; FILES]),
            unsure: StoredValue::new_local([const { None }; FILES]),
            spare_reader: StoredValue::new_local(None),
            busy_reader: StoredValue::new_local(None),
            openers: StoredValue::new_local([const { None }; FILES]),
        }
    }

    /// How far the page has come.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// One of the places for a file.
    pub fn slot(self, subject: impl Into<Subject>) -> Slot {
        self.signal(subject.into()).get()
    }

    /// The file behind the results, even while another is on its way, or read and waiting for the other file.
    pub fn file(self, subject: impl Into<Subject>) -> Option<FileSummary> {
        let subject = subject.into();
        let behind = self.results().and_then(|results| results.read.get(subject.place())?.clone());
        behind.map(Arc::unwrap_or_clone).or_else(|| self.slot(subject).kept())
    }

    /// Puts a file aside that is unsure; what was there before stays.
    pub fn dismiss(self, subject: Subject) {
        self.forgive(subject);
        self.unsure.update_value(|files| files[subject.place()] = None);
        let kept = self.signal(subject).get_untracked().kept();
        self.signal(subject).set(kept.map_or(Slot::Empty, Slot::Read));
    }

    /// The budget that is spread over regions.
    pub fn budget(self) -> RwSignal<Budget> {
        self.budget
    }

    /// Whether a file was ever chosen.
    pub fn has_begun(self) -> bool {
        self.attempts.get_value() > 0
    }

    /// Whether a file of amounts is on its way.
    fn is_reading(self) -> bool {
        let measures = [Measure::Expenses, Measure::Visits].into_iter();
        measures
            .map(|measure| self.signal(measure.into()))
            .any(|slot| slot.with(|slot| matches!(slot, Slot::Reading(_))))
    }

    /// What went wrong last, with each slot and besides, until something new is tried.
    pub fn alerts(self) -> Vec<Alert> {
        self.alerts.get().into_iter().chain(self.known.alert()).collect()
    }

    /// Reads a file into a slot.
    pub fn choose(self, subject: Subject, file: File) {
        self.start_again();
        self.forgive(subject);
        self.read(subject, file.into(), Options::default(), None);
    }

    /// Reads a slot's file again, as the user says it has to be read.
    pub fn read_as(self, subject: Subject, options: Options) {
        if let Some(chosen) = self.chosen(subject) {
            self.forgive(subject);
            let book = self.signal(subject).get_untracked().book();
            self.read(subject, chosen, options, book);
        }
    }

    /// The file that a slot shows.
    fn chosen(self, subject: Subject) -> Option<Chosen> {
        let is_unsure = self.signal(subject).with_untracked(|slot| matches!(slot, Slot::Unsure(_)));
        let files = if is_unsure { self.unsure } else { self.files };
        files.with_value(|files| files[subject.place()].clone())
    }

    /// What a slot's file shows in its first rows, read as `options` say.
    pub async fn describe(self, subject: Subject, options: Options) -> Option<Description> {
        let chosen = self.files.with_value(|files| files[subject.place()].clone())?;
        self.described(&chosen.file, options).await
    }

    /// Stops what is being read; what was there before stays.
    pub fn cancel(self) {
        self.end_worker();
        self.start_worker();
        // The new worker knows nothing: what is kept has to be read again.
        self.are_lost.set_value(true);
        for subject in Subject::ALL {
            let slot = self.signal(subject);
            let before = slot.get_untracked();
            let unsure = before.clone().unsure();
            let file = self.files.with_value(|files| files[subject.place()].clone());
            let Some((summary, file)) = before.kept().zip(file) else {
                slot.set(unsure.map_or(Slot::Empty, Slot::Unsure));
                continue;
            };
            let attempt = self.begin(subject, file, summary.options, summary.book).again();
            slot.update(|slot| {
                if let Slot::Reading(reading) = slot {
                    reading.is_lost = true;
                    reading.unsure = unsure.map(Box::new);
                }
            });
            spawn_local(self.try_to_read(attempt));
        }
    }

    /// Starts anew where the worker has died: whoever chooses a file goes on.
    fn start_again(self) {
        if self.phase.with_untracked(|phase| matches!(phase, Phase::Stopped(_))) {
            self.start_over();
        }
    }

    /// Forgets everything.
    pub fn start_over(self) {
        self.end_worker();
        for files in [self.files, self.unsure] {
            files.set_value([const { None }; FILES]);
        }
        for slot in self.slots {
            slot.set(Slot::Empty);
        }
        // What was dropped before is not taken any more.
        self.attempts.update_value(|attempts| *attempts += 1);
        self.newest.set_value([self.attempts.get_value(); FILES]);
        self.known.forget();
        self.alerts.set(Vec::new());
        self.policy.set(MissingVisits::default());
        self.estimating.set(Estimating::default());
        self.budget.set(Budget::default());
        self.expect_others();
        self.phase.set(Phase::Files);
        self.start_worker();
    }

    async fn described(self, file: &File, options: Options) -> Option<Description> {
        let client = self.client.get_value()?;
        match client.ask_with(Request::Describe { name: file.name(), options }, file).await {
            Ok((Reply::Described(Ok(description)), _)) => Some(description),
            _ => None,
        }
    }

    async fn ask(self, request: Request) -> Result<Answer, Gone> {
        self.client.get_value().ok_or(Gone)?.ask(request).await
    }

    /// Takes back what was said of a slot, and what was said besides.
    fn forgive(self, subject: Subject) {
        self.alerts.update(|alerts| alerts.retain(|alert| alert.slot.is_some_and(|slot| slot != subject)));
    }

    fn warn(self, alert: Alert) {
        self.warn_of_all(vec![alert]);
    }

    /// Says all of what went wrong at once, in the place of what was said of the same slots, and besides.
    fn warn_of_all(self, new: Vec<Alert>) {
        self.alerts.update(|alerts| {
            alerts.retain(|old| old.slot.is_some() && new.iter().all(|alert| alert.slot != old.slot));
            alerts.extend(new);
        });
        page::show_alert();
    }

    fn signal(self, subject: Subject) -> RwSignal<Slot> {
        self.slots[subject.place()]
    }
}
