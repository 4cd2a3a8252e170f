//! The header: the name, the promise and how it is kept, the ways to the stages, the theme.

use leptos::prelude::*;

use crate::browser::theme::Theme;
use crate::session::Session;

/// What stands on top of the page.
#[component]
pub fn Header() -> impl IntoView {
    let theme = expect_context::<Theme>();
    let other = move || if theme.is_dark() { "Light" } else { "Dark" };
    view! {
        <header class="header">
            <div class="header-row">
                <h1 class="header-name">"Per"<i>"Visit"</i></h1>
                <button type="button" class="header-promise" popovertarget="header-how">
                    <span class="header-dot" aria-hidden="true"></span>
                    "Your files stay in this browser"
                </button>
                <div class="header-how" id="header-how" popover="auto">
                    <p>
                        "Your files are read by this page, on this computer. A policy in the page makes the browser
                        refuse every connection from its scripts and its worker to any address but the one it was
                        loaded from, and that one is a static host that takes no uploads."
                    </p>
                    <p>
                        "To see for yourself, open the browser’s developer tools and watch the network while you choose
                        files; or load the page, wait a moment, go offline, and work: two CSV files need nothing more."
                    </p>
                </div>
                <span class="header-space"></span>
                <Ways />
                <button type="button" class="quiet header-theme" on:click=move |_| theme.toggle()>{other}<span class="header-word">" theme"</span></button>
            </div>
        </header>
    }
}

/// The ways to the stages, once there are several: what was chosen stands above what comes of it.
#[component]
fn Ways() -> impl IntoView {
    const STAGES: [&str; 4] = ["Files", "Check", "Results", "Regions"];
    let session = expect_context::<Session>();
    let stages = Memo::new(move |_| {
        let has_rows = session.results().map(|results| results.report.rows > 0);
        match (has_rows, session.regions().is_some()) {
            (None, _) => 0,
            (Some(false), _) => 2,
            (Some(true), false) => 3,
            (Some(true), true) => 4,
        }
    });
    let way = |(at, title)| view! { <a class="quiet" href=format!("#stage-{}", at + 1)>{title}</a> };
    move || {
        let ways = STAGES.into_iter().enumerate().take(stages.get()).map(way).collect_view();
        (stages.get() > 0).then(|| view! { <nav class="header-ways" aria-label="Stages">{ways}</nav> })
    }
}
