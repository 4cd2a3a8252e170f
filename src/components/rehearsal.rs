//! Draws results that nobody sees, before there are any.
//!
//! A browser compiles what draws them when it is first called, and well once it has been called often:
//! without this, that would be while somebody waits for their first figures.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::error::Error;
use pervisit_analysis::ingest::{Options, read};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::table::{Measure, Table};

use super::check::Check;
use super::results::Results;
use crate::browser::theme::Theme;
use crate::browser::{charts, page};
use crate::present::numbers::Locale;
use crate::session::{SAMPLE, Session};

/// How long drawing takes at most.
const LONG: Duration = Duration::from_millis(700);

/// Draws the sample's results off the page, once it has nothing else to do.
pub fn begin(theme: Theme, locale: Locale) {
    spawn_local(async move {
        page::idle().await;
        // Whoever asks for a chart is told why there are none.
        if charts::loaded().await.is_err() {
            return;
        }
        page::idle().await;
        let (Ok(report), Some(stage)) = (sample(), page::off_stage()) else { return };
        let report = RwSignal::new(Arc::new(report));
        let mounted = leptos::mount::mount_to(stage, move || {
            provide_context(Session::alone());
            provide_context(theme);
            provide_context(locale);
            view! {
                <Check report=report.into() />
                <Results report=report.into() />
            }
        });
        set_timeout(move || drop(mounted), LONG);
    });
}

fn sample() -> Result<Report, Error> {
    let table = |at: usize, measure: Measure| -> Result<Table, Error> {
        let (name, text, _) = SAMPLE[at];
        read(text, measure, name, &Options::default())
    };
    let merged = merge(&table(0, Measure::Expenses)?, &table(1, Measure::Visits)?);
    Ok(Report::of(&merged, MissingVisits::default()))
}
