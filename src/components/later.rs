//! What is drawn in a task of its own, so that the page answers between one part and the next.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::page;

/// Draws its children once what is being drawn now is done.
#[component]
pub fn Later(
    /// Whether they come only when the page has nothing else to do: what is far down.
    #[prop(optional)]
    idle: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let is_due = RwSignal::new(false);
    // The page may have moved on by then.
    let come = move || _ = is_due.try_set(true);
    if idle {
        spawn_local(async move {
            page::idle().await;
            come();
        });
    } else {
        set_timeout(come, Duration::ZERO);
    }
    move || is_due.get().then(|| children())
}
