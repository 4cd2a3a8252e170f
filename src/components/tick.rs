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
    on: RwSignal<bool>,
    /// What follows from it.
    #[prop(optional, into)]
    then: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                data-testid=test_id
                prop:checked=on
                on:change:target=move |event| {
                    let is_on = event.target().checked();
                    on.set(is_on);
                    then.into_iter().for_each(|then| then.run(is_on));
                }
            />
            {label}
        </label>
    }
}
