//! Something that is either so or not.

use leptos::prelude::*;

/// A box to tick.
#[component]
pub fn Tick(
    /// What is so where it is ticked.
    label: &'static str,
    /// Names it for tests.
    test_id: &'static str,
    /// Whether it is ticked.
    #[prop(into)]
    on: Signal<bool>,
    /// Ticks it, or takes that back.
    #[prop(into)]
    change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                data-testid=test_id
                prop:checked=on
                on:change:target=move |event| change.run(event.target().checked())
            />
            {label}
        </label>
    }
}
