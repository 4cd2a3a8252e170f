//! What stands for missing visits: the switch beside the doubt.

use leptos::prelude::*;
use pervisit_analysis::per_visit::MissingVisits;

use crate::session::Session;

/// A choice between the policies.
#[component]
pub fn PolicySwitch() -> impl IntoView {
    let session = expect_context::<Session>();
    let option = move |policy: MissingVisits, label: &'static str| {
        view! {
            <label class="policy-switch-option">
                <input
                    type="radio"
                    name="missing-visits"
                    prop:checked=move || session.policy() == policy
                    on:change=move |_| session.set_policy(policy)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="policy-switch" data-testid="missing-visits">
            <legend class="unseen">"Rows without visits"</legend>
            {option(MissingVisits::Zero, "Count as 0")}
            {option(MissingVisits::LeaveOut, "Leave out")}
            {option(MissingVisits::Estimate, "Estimate")}
        </fieldset>
    }
}
