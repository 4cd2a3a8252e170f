//! What is drawn in a task of its own, so that the page answers between one part and the next.

use std::time::Duration;

use leptos::prelude::*;

/// Draws its children once what is being drawn now is done.
#[component]
pub fn Later(children: ChildrenFn) -> impl IntoView {
    let is_due = RwSignal::new(false);
    set_timeout(
        move || {
            // The page may have moved on by then.
            let _gone = is_due.try_set(true);
        },
        Duration::ZERO,
    );
    move || is_due.get().then(|| children())
}
