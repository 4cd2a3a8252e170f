//! Goes all the way of two files on a page that nobody sees, before there are any.
//!
//! A browser compiles what a page does when it is first done, and well once it has been done often:
//! without this, that would be while somebody waits for their first figures.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use pervisit_analysis::table::Measure;

use super::files::Files;
use super::reading;
use super::stages::{self, Stages};
use crate::browser::charts::Part;
use crate::browser::theme::Theme;
use crate::browser::{files, page};
use crate::present::numbers::Locale;
use crate::session::Session;
use crate::warm_up;

/// How long drawing takes at most.
const LONG: Duration = Duration::from_millis(150);

/// How often it is looked whether what is waited for is there, and how many times.
const OFTEN: Duration = Duration::from_millis(50);
const LOOKS: usize = 200;

/// So often is often enough for the browser to compile well what is called most.
const TIMES: usize = 2;

/// Has files of a few rows chosen, read and shown off the page, once it has nothing else to do and until there are
/// others, and has their results laid out once: its fonts and their letters are known then.
pub fn begin(session: Session, theme: Theme, locale: Locale) {
    spawn_local(async move {
        page::idle().await;
        // Whoever asks for what is not there is told so, and has it fetched again.
        spawn_local(async {
            _ = stages::fetch().await;
            _ = reading::fetch().await;
        });
        if Part::Charts.load().await.is_err() || stages::fetch().await.is_err() {
            return;
        }
        for nth in 0..TIMES {
            if rehearse(session, theme, &locale, nth == 0).await.is_none() {
                return;
            }
        }
    });
}

/// `None` where files have come, or it can't be done.
async fn rehearse(session: Session, theme: Theme, locale: &Locale, is_laid_out: bool) -> Option<()> {
    // It outlives what shows it: answers may come late.
    let rehearsed = until(session, || session.rehearsing()).await?;
    page::idle().await;
    let (stage, locale) = (page::off_stage()?, locale.clone());
    let _mounted = leptos::mount::mount_to(stage.clone(), move || {
        provide_context(rehearsed);
        provide_context(theme);
        provide_context(locale);
        view! {
            <Files />
            <Stages />
        }
    });
    let [expenses, visits] = warm_up::few();
    for (measure, name, text) in
        [(Measure::Expenses, "expenses.csv", expenses), (Measure::Visits, "visits.csv", visits)]
    {
        rehearsed.choose(measure.into(), files::made(name, &text)?);
    }
    until(session, || untrack(|| rehearsed.results())).await?;
    page::pause(LONG).await;
    page::idle().await;
    if is_laid_out {
        page::lay_out(&stage);
    }
    Some(())
}

/// What is waited for, once it is there; `None` where files come before, or it does not.
async fn until<T>(session: Session, mut is_there: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..LOOKS {
        if session.has_begun() {
            return None;
        }
        if let Some(found) = is_there() {
            return Some(found);
        }
        page::pause(OFTEN).await;
    }
    None
}
