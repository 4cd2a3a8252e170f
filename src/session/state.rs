//! What the page can be at: plain data, changed by the session's commands alone.

use std::sync::Arc;

use pervisit_analysis::allocation::Criterion;
use pervisit_analysis::error::Error;
use pervisit_analysis::ingest::{Description, Options};
use pervisit_analysis::report::Report;
use pervisit_analysis::table::Subject;

use crate::present::allocation::CRITERIA;
use crate::protocol::{Analysis, Book, FileSummary};

/// How far the page has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Files are being chosen or read for the first time.
    #[default]
    Files,
    /// Both files are read and their figures computed.
    Results(Results),
    /// The worker has died, and why; only a new start helps.
    Stopped(String),
}

/// The figures in force.
#[derive(Clone, Debug)]
pub struct Results {
    /// The figures.
    pub report: Arc<Report>,
    /// Tells them from those before: other figures have another number.
    pub edition: u32,
    /// Tells their files from those before: the same files, judged by another policy, keep it.
    pub files: u32,
    /// What was read of their files, by the place of their subject.
    pub(super) read: [Option<Arc<FileSummary>>; 2],
    /// What they were asked for with.
    pub(super) asked: Analysis,
}

impl PartialEq for Results {
    fn eq(&self, other: &Self) -> bool {
        self.edition == other.edition
    }
}

/// One of the places for a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Slot {
    /// Nothing chosen.
    #[default]
    Empty,
    /// A file on its way.
    Reading(Reading),
    /// A file whose columns have to be told, while the alert says why.
    Unsure(Unsure),
    /// A file read.
    Read(FileSummary),
}

/// A file that can't be read without the user's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsure {
    /// Its name.
    pub name: String,
    /// What its first rows show.
    pub description: Description,
    /// What the user has said so far.
    pub options: Options,
    /// The workbook it is a sheet of.
    pub book: Option<Book>,
    /// What the slot holds until then.
    pub(super) before: Option<Box<FileSummary>>,
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many of them are read.
    pub read: u64,
    /// What the slot holds until then, and again if the file can't be used.
    pub(super) before: Option<Box<FileSummary>>,
    /// Whether the worker has lost what the slot holds, and has to read it again.
    pub(super) is_lost: bool,
    /// The file of unsure columns that the slot goes back to, where it is read again for that.
    pub(super) unsure: Option<Box<Unsure>>,
    /// Tells this reading from the ones before.
    pub(super) attempt: u32,
}

impl Slot {
    /// The workbook that the slot's file is a sheet of.
    pub(super) fn book(self) -> Option<Book> {
        match self {
            Slot::Empty | Slot::Reading(_) => None,
            Slot::Unsure(unsure) => unsure.book,
            Slot::Read(summary) => summary.book,
        }
    }

    /// The file whose columns have to be told, even while the one before it is read again.
    pub(super) fn unsure(self) -> Option<Unsure> {
        match self {
            Slot::Reading(reading) => reading.unsure.map(|unsure| *unsure),
            Slot::Unsure(unsure) => Some(unsure),
            Slot::Empty | Slot::Read(_) => None,
        }
    }

    /// The file the slot holds, even while another is on its way.
    pub(super) fn kept(self) -> Option<FileSummary> {
        match self {
            Slot::Empty => None,
            Slot::Reading(reading) => reading.before.map(|before| *before),
            Slot::Unsure(unsure) => unsure.before.map(|before| *before),
            Slot::Read(summary) => Some(summary),
        }
    }
}

/// A budget as it is typed, and what it is to go by; it stays when files change.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// The amount.
    pub typed: String,
    /// What it goes by; `None` for a blend.
    pub by: Option<Criterion>,
    /// The weights of a blend in per cent, in the order of [`CRITERIA`], once any was typed.
    pub weights: Option<[String; CRITERIA.len()]>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { typed: String::new(), by: Some(Criterion::ExpectedExpenses), weights: None }
    }
}

/// Something that went wrong and left everything else as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Which slot it is about, where it is about one.
    pub(super) slot: Option<Subject>,
    /// What it is about: a file by its name, or a part of the page.
    pub what: String,
    /// What was found.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

impl Alert {
    pub(super) fn refused(slot: Option<Subject>, error: &Error, kept: Option<&FileSummary>) -> Alert {
        let row = error.row.map(|row| format!(", row {row}")).unwrap_or_default();
        let kept = kept.map(|kept| format!(" {} stays in place.", kept.name)).unwrap_or_default();
        Alert { slot, what: error.file.clone() + &row, problem: error.problem(), hint: error.hint() + &kept }
    }

    pub(super) fn new(what: impl Into<String>, problem: impl Into<String>, hint: impl Into<String>) -> Alert {
        Alert { slot: None, what: what.into(), problem: problem.into(), hint: hint.into() }
    }
}
