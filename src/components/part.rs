//! A part of the page whose program is fetched once it is wanted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::parts::NotLoaded;

/// Draws what `load` comes back with; or says that it could not be loaded, and tries again when asked to.
#[component]
pub fn Part<L, F>(
    /// What it is called where it could not be loaded.
    name: &'static str,
    /// Fetches it.
    load: L,
) -> impl IntoView
where
    L: Fn() -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<ViewFn, NotLoaded>> + 'static,
{
    let loaded = RwSignal::new(None);
    let start = move || {
        spawn_local(async move {
            let view = load().await;
            // The page may have moved on by then.
            drop(loaded.try_set(Some(view)));
        });
    };
    start();
    let again = move |_| {
        loaded.set(None);
        start();
    };
    move || {
        Some(match loaded.get()? {
            Ok(view) => view.run(),
            Err(NotLoaded) => view! {
                <p class="card" role="alert">
                    {name}" could not be loaded. Check your connection. "
                    <button type="button" class="quiet" on:click=again>"Try again"</button>
                </p>
            }
            .into_any(),
        })
    }
}
