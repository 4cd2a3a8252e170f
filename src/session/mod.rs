//! What the page is at: the signals, and the only commands that change them.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::{Error, ErrorKind};
use pervisit_analysis::ingest::{Description, Options};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::rows::Only;
use pervisit_analysis::table::{Measure, Subject};

mod attempt;
mod drawn;
mod estimates;
mod export;
mod regions;
mod results;
mod state;

pub use drawn::Told;
pub use regions::Regions;
pub use state::{Alert, Phase, Reading, Results, Slot, Unsure};

use self::estimates::Estimating;
use crate::browser::client::{Answer, Client, Gone, Which};
use crate::browser::files::{self, File};
use crate::browser::page;
use crate::parts::part;
use crate::protocol::{Book, FileSummary, Reply, Request};
use crate::selection::Selection;

part! {
    sample:
    /// The sample's files: their names, their texts and what they are about.
    fn sample() -> [(&'static str, &'static str, Subject); FILES] {
        [
            ("sample-expenses.csv", include_str!("../sample/expenses.csv"), Subject::Amounts(Measure::Expenses)),
            ("sample-visits.csv", include_str!("../sample/visits.csv"), Subject::Amounts(Measure::Visits)),
            ("sample-regions.csv", include_str!("../sample/regions.csv"), Subject::Regions),
        ]
    }
}

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
    /// How often a file was tried to be read, and which attempt was each slot's newest; how often one was
    /// read, and how often figures came of it.
    attempts: StoredValue<u32>,
    newest: StoredValue<[u32; FILES]>,
    reads: StoredValue<u32>,
    editions: StoredValue<u32>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// The files behind the slots, for when a worker has to be started anew.
    files: StoredValue<[Option<File>; FILES], LocalStorage>,
    /// The files of the slots that are unsure.
    unsure: StoredValue<[Option<File>; FILES], LocalStorage>,
    /// The workbooks that the slots' files are sheets of.
    workbooks: StoredValue<[Option<File>; FILES], LocalStorage>,
    /// A worker that waits for the second of two files, and one that is reading it.
    reader: StoredValue<Option<Client>, LocalStorage>,
    reading: StoredValue<Option<Client>, LocalStorage>,
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
        let reader = self.reader.get_value()?;
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
            attempts: StoredValue::new(0),
            newest: StoredValue::new([0; FILES]),
            reads: StoredValue::new(0),
            editions: StoredValue::new(0),
            client: StoredValue::new_local(None),
            files: StoredValue::new_local([const { None }; FILES]),
            unsure: StoredValue::new_local([const { None }; FILES]),
            workbooks: StoredValue::new_local([const { None }; FILES]),
            reader: StoredValue::new_local(None),
            reading: StoredValue::new_local(None),
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

    /// The file behind the results, even while another is on its way.
    pub fn file(self, subject: impl Into<Subject>) -> Option<FileSummary> {
        self.slot(subject).kept()
    }

    /// Puts a file aside that is unsure; what was there before stays.
    pub fn dismiss(self, subject: Subject) {
        self.forgive(subject);
        let kept = self.signal(subject).get_untracked().kept();
        self.signal(subject).set(kept.map_or(Slot::Empty, Slot::Read));
    }

    /// Whether a file was ever chosen.
    pub fn has_begun(self) -> bool {
        self.attempts.get_value() > 0
    }

    /// Whether a file of amounts is on its way.
    pub fn is_reading(self) -> bool {
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
        self.forgive(subject);
        self.read(subject, file, Options::default(), None);
    }

    /// Reads another sheet of the workbook that a slot's file is one of.
    pub fn choose_sheet(self, subject: Subject, sheet: String) {
        let Some(workbook) = self.workbooks.with_value(|files| files[subject.place()].clone()) else { return };
        self.forgive(subject);
        let attempt = self.begin(subject, workbook, Options::default(), None);
        spawn_local(self.read_workbook(attempt, Some(sheet)));
    }

    /// Reads a slot's file again, as the user says it has to be read.
    pub fn read_as(self, subject: Subject, options: Options) {
        let files =
            if matches!(self.signal(subject).get_untracked(), Slot::Unsure(_)) { self.unsure } else { self.files };
        if let Some(file) = files.with_value(|files| files[subject.place()].clone()) {
            self.forgive(subject);
            let book = self.signal(subject).get_untracked().book();
            self.read(subject, file, options, book);
        }
    }

    /// What a slot's file shows in its first rows, read as `options` say.
    pub async fn describe(self, subject: Subject, options: Options) -> Option<Description> {
        let file = self.files.with_value(|files| files[subject.place()].clone())?;
        self.described(&file, options).await
    }

    /// Takes files that were dropped: one of each subject at most, told apart by their headers; or one workbook, with a
    /// sheet of each. Where another was chosen meanwhile, that one stays.
    pub fn receive(self, dropped: Vec<File>) {
        let newest = self.newest.get_value();
        spawn_local(async move {
            let names = || dropped.iter().map(File::name).collect::<Vec<_>>().join(", ");
            if dropped.len() > FILES {
                let hint = "Drop a file of expenses, one of visits and, if there is one, a file of regions.";
                return self.warn(Alert::new(names(), format!("these are {} files", dropped.len()), hint));
            }
            let mut told_apart: Vec<(Subject, File)> = Vec::new();
            for file in &dropped {
                match self.identify(file, dropped.len() == 1).await {
                    Ok(Ok(subjects)) => told_apart.extend(subjects.into_iter().map(|subject| (subject, file.clone()))),
                    Ok(Err(error)) => return self.warn(Alert::refused(None, &error, None)),
                    Err(Gone) => return,
                }
            }
            for subject in Subject::ALL {
                let alike = told_apart.iter().filter(|(other, _)| *other == subject);
                let alike: Vec<String> = alike.map(|(_, file)| file.name()).collect();
                if alike.len() > 1 {
                    let all = if alike.len() == 2 { "both" } else { "all" };
                    let problem = format!("{all} are files of {}", subject.word());
                    let hint = match subject {
                        Subject::Amounts(measure) => {
                            format!("Drop one of them with a file of {}.", measure.other().word())
                        }
                        Subject::Regions => "Drop one of them.".into(),
                    };
                    return self.warn(Alert::new(alike.join(", "), problem, hint));
                }
            }
            for (subject, file) in told_apart {
                if self.newest.get_value()[subject.place()] == newest[subject.place()] {
                    self.choose(subject, file);
                }
            }
        });
    }

    /// Reads the sample's files.
    pub fn load_sample(self) {
        spawn_local(async move {
            let Ok(sample) = sample().await else { return self.could_not_load("The sample") };
            for (name, text, subject) in sample {
                match files::made(name, text) {
                    Some(file) => self.choose(subject, file),
                    None => {
                        self.warn(Alert::new(name, "the browser could not make this file", "Choose files of your own."))
                    }
                }
            }
        });
    }

    /// Stops what is being read; what was there before stays.
    pub fn cancel(self) {
        self.end_worker();
        self.start_worker();
        // The new worker knows nothing: what is kept has to be read again.
        for subject in Subject::ALL {
            let slot = self.signal(subject);
            let (was_unsure, kept) = slot.with_untracked(|slot| (matches!(slot, Slot::Unsure(_)), slot.clone().kept()));
            let file = self.files.with_value(|files| files[subject.place()].clone());
            let Some((summary, file)) = kept.zip(file) else {
                if !was_unsure {
                    slot.set(Slot::Empty);
                }
                continue;
            };
            if was_unsure {
                self.forgive(subject);
            }
            let attempt = self.begin(subject, file, summary.options, summary.book);
            slot.update(|slot| {
                if let Slot::Reading(reading) = slot {
                    reading.is_lost = true;
                }
            });
            spawn_local(self.try_to_read(attempt));
        }
    }

    /// Forgets everything.
    pub fn start_over(self) {
        self.end_worker();
        for files in [self.files, self.unsure, self.workbooks] {
            files.set_value([const { None }; FILES]);
        }
        for slot in self.slots {
            slot.set(Slot::Empty);
        }
        self.known.forget();
        self.alerts.set(Vec::new());
        self.policy.set(MissingVisits::default());
        self.estimating.set(Estimating::default());
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

    /// What a file is about. A workbook may be about several subjects, by the sheets that would be read; without
    /// `whole` the first of them is enough.
    async fn identify(self, file: &File, whole: bool) -> Result<Result<Vec<Subject>, Error>, Gone> {
        let found = self.identify_text(file).await?;
        let Err(Error { kind: ErrorKind::Workbook, .. }) = found else { return Ok(found.map(|subject| vec![subject])) };
        let (mut subjects, mut refused) = (Vec::new(), Ok(Vec::new()));
        for wanted in Subject::ALL {
            let (found, sheets) = match self.open_workbook(file, wanted, None).await {
                Ok((sheet, book)) => (self.identify_text(&sheet).await?, book.names.len()),
                Err(error) => (Err(error), 0),
            };
            match found {
                Ok(subject) if subjects.contains(&subject) => {}
                Ok(subject) => subjects.push(subject),
                Err(error) => refused = refused.and(Err(error)),
            }
            if !subjects.is_empty() && (!whole || sheets == 1) {
                break;
            }
        }
        Ok(if subjects.is_empty() { refused } else { Ok(subjects) })
    }

    async fn identify_text(self, file: &File) -> Result<Result<Subject, Error>, Gone> {
        let client = self.client.get_value().ok_or(Gone)?;
        match client.ask_with(Request::Identify { name: file.name() }, file).await? {
            (Reply::Identified(found), _) => Ok(found),
            _ => Err(Gone),
        }
    }

    /// Opens a sheet of a workbook, in a worker that lives as long as that takes.
    async fn open_workbook(self, file: &File, subject: Subject, sheet: Option<String>) -> Result<(File, Book), Error> {
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

    async fn ask(self, request: Request) -> Result<Answer, Gone> {
        self.client.get_value().ok_or(Gone)?.ask(request).await
    }

    /// Takes back what was said of a slot, and what was said besides.
    fn forgive(self, subject: Subject) {
        self.alerts.update(|alerts| alerts.retain(|alert| alert.about.is_some_and(|about| about != subject)));
    }

    fn warn(self, alert: Alert) {
        self.alerts.update(|alerts| {
            alerts.retain(|other| other.about.is_some() && other.about != alert.about);
            alerts.push(alert);
        });
        page::show_alert();
    }

    fn start_worker(self) {
        match Client::start(Which::Analysis, move |reason| self.stop(reason)) {
            Ok(client) => {
                client.on_not_loaded(move |what| self.could_not_load(&what));
                self.client.set_value(Some(client));
            }
            Err(reason) => self.stop(reason),
        }
        if self.reader.with_value(Option::is_none) {
            self.start_reader();
        }
    }

    fn end_worker(self) {
        for client in [self.client, self.reading] {
            if let Some(client) = client.get_value() {
                client.end();
            }
            client.set_value(None);
        }
    }

    fn stop(self, reason: String) {
        self.end_worker();
        for slot in self.slots {
            slot.set(Slot::Empty);
        }
        self.known.forget();
        self.phase.set(Phase::Stopped(reason));
        page::show_alert();
    }

    fn signal(self, subject: Subject) -> RwSignal<Slot> {
        self.slots[subject.place()]
    }
}
