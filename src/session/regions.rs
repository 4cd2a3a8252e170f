//! Regions: what is known of them, and the commands that change it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::allocation::{Allocation, Unusable};
use pervisit_analysis::error::Error;
use pervisit_analysis::table::Subject;

use super::{Alert, Session, Slot};
use crate::browser::page;
use crate::protocol::{AllocationWanted, RegionsReport, Reply, Request};

/// How expense and visits are spread over the regions in force.
#[derive(Clone, Debug)]
pub struct Regions {
    /// The figures.
    pub report: Arc<RegionsReport>,
    /// Tells them from those before.
    pub edition: u32,
    /// Tells their files from those before: the same files, judged by another policy, keep it.
    pub files: u32,
}

impl PartialEq for Regions {
    fn eq(&self, other: &Self) -> bool {
        self.edition == other.edition
    }
}

/// What is known of regions.
#[derive(Clone, Copy)]
pub(super) struct Known {
    regions: RwSignal<Option<Regions>>,
    /// Why those that the expenses tell can't be used.
    refused: RwSignal<Option<Error>>,
    /// How often they were told, and how often a file was read.
    editions: StoredValue<u32>,
    files: StoredValue<u32>,
    /// Whether the file that was read last says what organizations are called.
    names: StoredValue<bool>,
}

impl Known {
    /// Nothing yet.
    pub(super) fn nothing() -> Known {
        let [editions, files] = [(); 2].map(|()| StoredValue::new(0));
        let names = StoredValue::new(false);
        Known { regions: RwSignal::default(), refused: RwSignal::default(), editions, files, names }
    }

    /// A file has come, or gone.
    pub(super) fn hear_of_a_file(self) {
        self.files.update_value(|files| *files += 1);
    }

    /// Forgets all.
    pub(super) fn forget(self) {
        self.regions.set(None);
        self.refused.set(None);
    }

    /// What to say about it.
    pub(super) fn alert(self) -> Option<Alert> {
        self.refused.with(|refused| refused.as_ref().map(|error| Alert::refused(None, error, None)))
    }
}

impl Session {
    /// The joined rows by region, where regions are known.
    pub fn regions(self) -> Option<Regions> {
        self.known.regions.get()
    }

    /// Forgets the file of regions.
    pub fn remove_regions(self) {
        self.forgive(Subject::Regions);
        self.signal(Subject::Regions).set(Slot::Empty);
        for files in [self.files, self.unsure] {
            files.update_value(|files| files[Subject::Regions.place()] = None);
        }
        spawn_local(async move {
            if let Ok((Reply::Removed, _)) = self.ask(Request::RemoveRegions).await {
                self.known.hear_of_a_file();
                self.hear_of_regions(false).await;
            }
        });
    }

    /// A budget, spread over regions; or why it can't be. Never comes back where the worker is gone.
    pub async fn allocate(self, wanted: AllocationWanted) -> Result<Allocation, Unusable> {
        match self.ask(Request::Allocate(wanted)).await {
            Ok((Reply::Allocated(allocated), _)) => allocated,
            _ => std::future::pending().await,
        }
    }

    /// Asks for what changes with a file of regions, which may name organizations; so may the one before have.
    pub(super) async fn hear_of_regions(self, names: bool) {
        if self.known.names.get_value() || names {
            self.known.names.set_value(names);
            self.analyse();
        } else {
            self.ask_for_regions().await;
        }
    }

    /// Asks how the rows of the results in force are spread over regions, as far as these are known.
    pub(super) async fn ask_for_regions(self) {
        let judged = self.asked();
        let Ok((Reply::Regions(answer), _)) = self.ask(Request::Regions).await else { return };
        if judged != self.asked() {
            // Under the other policy they are asked for too.
            return;
        }
        self.known.editions.update_value(|editions| *editions += 1);
        let (edition, files) = (self.known.editions.get_value(), self.known.files.get_value());
        let (report, refused) = match answer {
            Ok(report) => (report, None),
            Err(error) => (None, Some(error)),
        };
        let is_news = refused.is_some() && self.known.refused.with_untracked(Option::is_none);
        self.known.refused.set(refused);
        self.known.regions.set(report.map(|report| Regions { report: Arc::from(report), edition, files }));
        if is_news {
            page::show_alert();
        }
    }
}
