//! The header: the name, the promise and how it is kept, the theme.

use leptos::prelude::*;

use crate::browser::theme::Theme;

/// What stands on top of the page.
#[component]
pub fn Header() -> impl IntoView {
    let theme = expect_context::<Theme>();
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
                <button type="button" class="quiet" on:click=move |_| theme.toggle()>"Theme"</button>
            </div>
        </header>
    }
}
