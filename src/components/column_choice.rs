//! Which columns a table shows, copies and saves.

use leptos::prelude::*;

use super::table_state::TableState;

/// A box to tick for every column but the first, which stays.
#[component]
pub fn ColumnChoice(
    /// What the table holds.
    title: &'static str,
    /// The table.
    state: TableState,
) -> impl IntoView {
    let boxes = state.columns.iter().enumerate().skip(1).map(|(at, column)| {
        let is_shown = move || state.hidden.with(|hidden| !hidden[at]);
        let show = move |event| state.show(at, event_target_checked(&event));
        view! {
            <label title=column.meaning>
                <input
                    type="checkbox"
                    prop:checked=is_shown
                    on:change=show
                />
                {column.label}
            </label>
        }
    });
    let all = move |_| state.hidden.update(|hidden| hidden.fill(false));
    view! {
        <fieldset class="column-choice">
            <legend class="unseen">{format!("Columns of {}", title.to_lowercase())}</legend>
            {boxes.collect_view()}
            <button type="button" class="link" on:click=all>"All"</button>
        </fieldset>
    }
}
