//! One choice of how a file is read.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use pervisit_analysis::table::Subject;

use crate::present::reading::Choice;

/// What was changed last of how a file is read, by its identifier. What was changed goes then, with the focus in it: the
/// file is read again.
#[derive(Clone, Copy)]
pub struct Asked(StoredValue<Option<String>>);

impl Asked {
    /// Nothing yet, for all that can be said of one file.
    pub fn none() -> Asked {
        Asked(StoredValue::new(None))
    }

    /// Keeps what was changed.
    pub fn set(self, id: String) {
        self.0.set_value(Some(id));
    }

    /// It, once: who takes it gives the focus back.
    pub fn take(self) -> Option<String> {
        self.0.try_update_value(Option::take).flatten()
    }
}

/// A choice with its label.
#[component]
pub fn FileChoice(
    /// Which file.
    subject: Subject,
    /// What was changed last.
    asked: Asked,
    /// What is chosen, as the page calls it.
    name: &'static str,
    /// What it is called, where a file calls it otherwise.
    #[prop(optional_no_strip)]
    label: Option<String>,
    /// What there is to choose from.
    choices: Vec<Choice>,
    /// Hears what was chosen.
    change: impl Fn(String) + 'static,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.value selected=choice.chosen>{choice.label}</option> })
        .collect_view();
    let id = id(subject, name);
    // The keys go from one choice to the next, and each is a change: it holds once Enter is pressed, or the choice is left.
    let (is_by_key, held) = (StoredValue::new(false), StoredValue::new(None::<String>));
    let hold = {
        let id = id.clone();
        StoredValue::new_local(move || {
            if let Some(value) = held.try_update_value(Option::take).flatten() {
                asked.set(id.clone());
                change(value);
            }
        })
    };
    // It is left, too, when it goes with its form, and all that it knew.
    let hold = move || hold.try_with_value(|hold| hold()).unwrap_or_default();
    let on_change = move |event| {
        held.set_value(Some(event_target_value(&event)));
        if !is_by_key.get_value() {
            hold();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        is_by_key.set_value(true);
        if event.key() == "Enter" {
            hold();
        }
    };
    let label = label.unwrap_or_else(|| name.to_owned());
    view! {
        <div class="file-choice">
            <label for=id.clone()>{label}</label>
            <select
                id=id.clone()
                on:keydown=on_key
                on:pointerdown=move |_| is_by_key.set_value(false)
                on:change=on_change
                on:blur=move |_| hold()
            >
                {options}
            </select>
        </div>
    }
}

/// What identifies a choice in the page.
pub fn id(subject: Subject, name: &str) -> String {
    format!("{}-{}", subject.word(), name.to_lowercase().replace(' ', "-"))
}
