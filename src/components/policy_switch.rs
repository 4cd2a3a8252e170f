//! What stands for missing visits: the switch beside the doubt.

use leptos::prelude::*;
use pervisit_analysis::per_visit::MissingVisits;

use super::switch::{Choice, Switch};
use crate::session::Session;

/// A choice between the policies.
#[component]
pub fn PolicySwitch() -> impl IntoView {
    let session = expect_context::<Session>();
    let choice = move |policy: MissingVisits, label: &'static str| Choice {
        label,
        is_chosen: Signal::derive(move || session.policy() == policy),
        choose: Callback::new(move |()| session.set_policy(policy)),
    };
    let choices = vec![
        choice(MissingVisits::Zero, "Count as 0"),
        choice(MissingVisits::LeaveOut, "Leave out"),
        choice(MissingVisits::Estimate, "Estimate"),
    ];
    view! { <Switch legend="Rows without visits" name="missing-visits" choices /> }
}
