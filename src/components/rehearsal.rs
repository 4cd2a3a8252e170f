//! Draws results that nobody sees, before there are any.
//!
//! A browser compiles what draws them when it is first called, and well once it has been called often:
//! without this, that would be while somebody waits for their first figures.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::check::Check;
use super::results::Results;
use crate::browser::charts::Part;
use crate::browser::page;
use crate::browser::theme::Theme;
use crate::present::numbers::Locale;
use crate::session::Session;
use crate::warm_up;

/// How long drawing takes at most.
const LONG: Duration = Duration::from_millis(150);

/// So often is often enough for the browser to compile well what is called most.
const TIMES: usize = 2;

/// Draws results of a few rows off the page, once it has nothing else to do and until there are files, and has them
/// laid out once: its fonts and their letters are known then.
pub fn begin(session: Session, theme: Theme, locale: Locale) {
    spawn_local(async move {
        page::idle().await;
        // Whoever asks for a chart is told why there are none.
        if Part::Charts.load().await.is_err() {
            return;
        }
        for nth in 0..TIMES {
            page::idle().await;
            if session.has_begun() {
                return;
            }
            let (Some((desk, report)), Some(stage)) = (warm_up::rehearsal(), page::off_stage()) else { return };
            let (report, locale) = (RwSignal::new(Arc::new(report)), locale.clone());
            let mounted = leptos::mount::mount_to(stage.clone(), move || {
                provide_context(Session::rehearsing(desk));
                provide_context(theme);
                provide_context(locale);
                view! {
                    <Check report=report.into() />
                    <Results report=report.into() />
                }
            });
            page::pause(LONG).await;
            page::idle().await;
            if nth == 0 {
                page::lay_out(&stage);
            }
            drop(mounted);
        }
    });
}
