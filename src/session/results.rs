//! What can be done with results: judge them by another policy, look at parts of them, save them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::names::Called;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::rows::Only;
use pervisit_analysis::table::Measure;

use super::{Phase, Results, Session};
use crate::selection::Selection;

impl Session {
    /// The figures in force, where there are any.
    pub fn results(self) -> Option<Results> {
        match self.phase.get() {
            Phase::Results(results) => Some(results),
            Phase::Files | Phase::Stopped(_) => None,
        }
    }

    /// Tells the figures in force from those before.
    pub(super) fn edition(self) -> Option<u32> {
        self.results().map(|results| results.edition)
    }

    /// What organizations are called.
    pub fn called(self) -> Called {
        self.results().map(|results| results.report.called.clone()).unwrap_or_default()
    }

    /// What stands for missing visits.
    pub fn policy(self) -> MissingVisits {
        self.policy.get()
    }

    /// Puts another policy in force.
    pub fn set_policy(self, policy: MissingVisits) {
        self.policy.set(policy);
        self.analyse();
    }

    /// What is selected.
    pub fn selection(self) -> Selection {
        self.selection.get()
    }

    /// Selects, and shows the joined rows of what is selected only.
    pub fn select(self, selection: Selection) {
        self.only.set(selection.rows());
        self.selection.set(selection);
    }

    /// Selects what is not, takes back what is.
    pub fn toggle(self, selection: Selection) {
        let is_selected = self.selection.with_untracked(|selected| *selected == selection);
        self.select(if is_selected { Selection::default() } else { selection });
    }

    /// Selects one of the joined rows, or takes it back; the others stay in their table.
    pub fn toggle_row(self, row: Selection) {
        self.selection.update(|selected| *selected = if *selected == row { Selection::default() } else { row });
    }

    /// Which joined rows are shown only.
    pub fn only(self) -> Option<Only> {
        self.only.get()
    }

    /// Shows joined rows of one kind only, and selects what they are of; all of them again for `None`.
    pub fn show_only(self, only: Option<Only>) {
        self.selection.set(Selection::behind(only.as_ref()));
        self.only.set(only);
    }

    /// Asks for the figures of the files and the policy in force.
    pub(super) fn analyse(self) {
        // Once they are read, what is new is asked for.
        if untrack(move || self.is_reading()) {
            return;
        }
        let asked = self.asked();
        // The worker begins while the page draws what led to it.
        let analysed = self.analysed(asked);
        spawn_local(async move {
            let Some(report) = analysed.await else { return };
            if asked != self.asked() || untrack(move || self.is_reading()) {
                return;
            }
            // They are there, or not wanted any more.
            self.has_loaded("Estimates");
            self.editions.update_value(|editions| *editions += 1);
            let (edition, files) = (self.editions.get_value(), self.reads.get_value());
            let read = [Measure::Expenses, Measure::Visits]
                .map(|measure| self.signal(measure.into()).get_untracked().kept().map(Arc::new));
            self.are_lost.set_value(false);
            self.phase.set(Phase::Results(Results { report: Arc::from(report), edition, files, read, asked }));
            self.ask_for_regions().await;
        });
    }

    /// Forgets what was said of the results before: others are on their way.
    pub(super) fn expect_others(self) {
        self.only.set(None);
        self.selection.set(Selection::default());
    }
}
