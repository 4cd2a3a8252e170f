//! What a column's cells have to hold, typed under its header.

use leptos::prelude::*;

use super::table_state::TableState;
use crate::present::numbers::Locale;
use crate::present::table::{NO_RANGE, RANGES};

/// A field for words or a range; says beside it where it can't be read.
#[component]
pub fn ColumnFilter(
    /// The column's place.
    at: usize,
    /// The table.
    state: TableState,
    /// Names the field's message.
    test_id: &'static str,
) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let column = state.columns[at];
    let typed = move || state.typed.with(|typed| typed[at].clone());
    let is_wrong = Memo::new(move |_| state.condition(at, &typed(), &locale).is_err());
    /// Columns that have room for an example, in rem.
    const ROOMY: u8 = 8;
    let (placeholder, title) = match column.is_of_figures() {
        true if column.width < ROOMY => ("range", RANGES),
        true => ("100..500", RANGES),
        false => ("words", "Words that have to stand in the cell"),
    };
    let message = format!("{test_id}-wrong-{at}");
    let described_by = message.clone();
    view! {
        <td class:figure=column.is_of_figures()>
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                title=title
                aria-label=format!("Filter {}", column.label)
                aria-invalid=move || is_wrong.get().then_some("true")
                aria-describedby=move || is_wrong.get().then(|| described_by.clone())
                prop:value=typed
                on:input=move |event| state.typed.update(|typed| typed[at] = event_target_value(&event))
            />
            {move || is_wrong.get().then(|| view! { <span id=message.clone() class="data-table-wrong">{NO_RANGE}</span> })}
        </td>
    }
}
