//! A budget, and what it is to go by: how it would be spread over the regions.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use pervisit_analysis::allocation::{Basis, Cents, Criterion};

use super::allocation_table::AllocationTable;
use crate::browser::page;
use crate::present::allocation::{BLEND, CRITERIA, blend, budget, criterion, weight};
use crate::present::numbers::Locale;
use crate::present::regions::name;
use crate::session::{Regions, Session};

/// What the blend begins with, in per cent and in the order of [`CRITERIA`].
const BY_NEED: [&str; CRITERIA.len()] = ["0", "0", "50", "50"];
const BY_ACTIVITY: [&str; CRITERIA.len()] = ["0", "50", "50", "0"];

/// The form, the table of regions, and the organizations of the one that is opened.
#[component]
pub fn Allocation(regions: Signal<Regions>) -> impl IntoView {
    let locale = expect_context::<Locale>();
    let asked = expect_context::<Session>().budget();
    let by = move || asked.with(|asked| asked.by);
    let weights = move || {
        asked.with(|asked| asked.weights.clone()).unwrap_or_else(|| {
            let populations = regions.with(|regions| regions.report.populations);
            if populations.is_some() { BY_NEED } else { BY_ACTIVITY }.map(str::to_owned)
        })
    };
    let opened = RwSignal::new(None::<usize>);
    let basis = Memo::new({
        let locale = locale.clone();
        move |_| match by() {
            Some(criterion) => Basis::from(criterion),
            None => blend(weights().each_ref().map(|typed| weight(typed, &locale))),
        }
    });
    let amount = Memo::new({
        let locale = locale.clone();
        move |_| asked.with(|asked| budget(&asked.typed, &locale))
    });
    let today = move || {
        let spent = regions.with(|regions| regions.report.overall.expenses);
        Cents::of(spent).map(|spent| locale.cost(spent.amount())).unwrap_or_default()
    };
    let wrong = move || amount.get().err();
    let option = move |one: Option<Criterion>| {
        let (label, _) = one.map_or(BLEND, criterion);
        view! {
            <label class="allocation-option">
                <input type="radio" name="allocation-basis" prop:checked=move || by() == one on:change=move |_| asked.update(|asked| asked.by = one) />
                <span>{label}</span>
            </label>
        }
    };
    let field = move |at: usize| {
        let (label, _) = criterion(CRITERIA[at]);
        view! {
            <label class="allocation-weight">
                {label}
                <span>
                    <input
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        aria-label=format!("Weight of {}, per cent", label.to_lowercase())
                        prop:value=move || weights()[at].clone()
                        on:input=move |event| {
                            let mut weights = untrack(weights);
                            weights[at] = event_target_value(&event);
                            asked.update(|asked| asked.weights = Some(weights));
                        }
                    />
                    " %"
                </span>
            </label>
        }
    };
    let is_blend = Memo::new(move |_| by().is_none());
    let fields = move || {
        is_blend.get().then(|| {
            view! { <fieldset class="allocation-weights"><legend class="unseen">"Weights"</legend>{(0..CRITERIA.len()).map(field).collect_view()}</fieldset> }
        })
    };
    let named = move |at: usize| {
        regions
            .with(|regions| regions.report.regions.get(at).map(|region| name(region.region.as_deref()).to_owned()))
            .unwrap_or_default()
    };
    let close = move |event: MouseEvent| {
        page::give_focus(&event, ".allocation", ".data-table-scroll");
        opened.set(None);
    };
    let organizations = move || {
        opened.get().map(|at| {
            view! {
                <AllocationTable regions basis amount within=Some(at) open=opened>
                    <button type="button" class="chip chip-closes" data-testid="close-region" on:click=close>
                        {named(at)}<span class="unseen">" Close"</span>
                    </button>
                </AllocationTable>
            }
        })
    };
    view! {
        <div class="card allocation">
            <div class="allocation-form">
                <div class="allocation-budget">
                    <label for="allocation-budget">"Budget"</label>
                    <input
                        id="allocation-budget"
                        data-testid="allocation-budget"
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        placeholder=today
                        aria-invalid=move || amount.with(Result::is_err).then_some("true")
                        aria-describedby=move || amount.with(Result::is_err).then_some("allocation-budget-wrong")
                        prop:value=move || asked.with(|asked| asked.typed.clone())
                        on:input=move |event| asked.update(|asked| asked.typed = event_target_value(&event))
                    />
                </div>
                <fieldset class="allocation-basis" data-testid="allocation-basis">
                    <legend>"Spread by"</legend>
                    {CRITERIA.into_iter().map(Some).chain([None]).map(option).collect_view()}
                </fieldset>
                {fields}
            </div>
            <p id="allocation-budget-wrong" class="allocation-wrong" role="status">{wrong}</p>
            <p class="soft allocation-meaning">{move || by().map_or(BLEND, criterion).1}</p>
            <AllocationTable regions basis amount within=None open=opened below=organizations />
        </div>
    }
}
