//! A numbered stage of the page.

use leptos::prelude::*;

/// A section with its number, its title and something to do beside it.
#[component]
pub fn Stage(
    /// Its place in the order of work.
    number: u8,
    /// What it is called.
    title: &'static str,
    /// What can be done beside the title.
    #[prop(optional, into)]
    aside: ViewFn,
    children: Children,
) -> impl IntoView {
    let id = format!("stage-{number}");
    let named = id.clone();
    view! {
        <section class="stage" aria-labelledby=named>
            <div class="stage-head">
                <h2 id=id><span class="stage-number" aria-hidden="true">{number}</span>{title}</h2>
                {move || aside.run()}
            </div>
            {children()}
        </section>
    }
}
