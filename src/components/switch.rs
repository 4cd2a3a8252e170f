//! A choice of one of a few.

use leptos::prelude::*;

/// One of the choices of a [`Switch`].
pub struct Choice {
    /// What it is called.
    pub label: &'static str,
    /// Whether it is in force.
    pub is_chosen: Signal<bool>,
    /// Puts it in force.
    pub choose: Callback<()>,
}

/// A row of choices, of which one at most is in force.
#[component]
pub fn Switch(
    /// What is chosen, for those who do not see it.
    legend: &'static str,
    /// Tells its choices from those of other switches; names the switch for tests.
    name: &'static str,
    /// The choices.
    choices: Vec<Choice>,
) -> impl IntoView {
    let option = |Choice { label, is_chosen, choose }| {
        view! {
            <label class="switch-option">
                <input type="radio" name=name prop:checked=is_chosen on:change=move |_| choose.run(()) />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="switch" data-testid=name>
            <legend class="unseen">{legend}</legend>
            {choices.into_iter().map(option).collect_view()}
        </fieldset>
    }
}
