//! What each region, or each organization of one, has today and would get.

use std::sync::Arc;

use leptos::prelude::*;
use pervisit_analysis::allocation::{Basis, Cents};
use pervisit_analysis::names::Called;

use super::allocation_chart::AllocationChart;
use super::data_table::DataTable;
use super::table_state::{Drawn, TableState};
use crate::present::allocation::{ORGANIZATIONS, REGIONS, cells, ordered, saved, totals, unusable};
use crate::present::numbers::Locale;
use crate::present::regions::name;
use crate::protocol::{AllocationWanted, Export, RegionsExport};
use crate::session::{Regions, Session};

/// Asks the worker for an allocation as what it goes by changes; says why where there is none.
#[component]
pub fn AllocationTable(
    /// The regions in force.
    regions: Signal<Regions>,
    /// What the budget goes by.
    basis: Memo<Basis>,
    /// The budget; an error where it can't be read.
    amount: Memo<Result<Option<Cents>, String>>,
    /// The region whose part is spread over its organizations; `None` for all regions.
    within: Option<usize>,
    /// The region that is opened.
    open: RwSignal<Option<usize>>,
    /// What stands under the table.
    #[prop(optional, into)]
    below: ViewFn,
    /// What else stands above it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = expect_context::<Locale>();
    // While a budget is typed that is none yet, the last one that was stays.
    let wanted = Memo::new(move |before: Option<&AllocationWanted>| {
        let budget = amount.get().unwrap_or_else(|_| before.and_then(|before| before.budget));
        AllocationWanted { basis: basis.get(), budget, within }
    });
    let answer = LocalResource::new(move || {
        regions.track();
        session.allocate(wanted.get())
    });
    let allocated = Memo::new(move |_| answer.get());
    let state = TableState::new(if within.is_none() { &REGIONS } else { &ORGANIZATIONS }, Vec::new());
    // Regions have none: what one is called is its name.
    let called = move || if within.is_some() { session.called() } else { Called::default() };
    let order = Memo::new({
        let locale = locale.clone();
        move |_| match allocated.get() {
            Some(Ok(allocation)) => ordered(&allocation, &called(), &state.question(&locale)),
            _ => Vec::new(),
        }
    });
    let of_all = Signal::derive({
        let locale = locale.clone();
        move || {
            let Some(Ok(allocation)) = allocated.get() else { return None };
            (order.with(Vec::len) == allocation.parts.len()).then(|| totals(&allocation, &locale))
        }
    });
    let drawn = Signal::derive({
        let locale = locale.clone();
        move || {
            allocated.with(|allocated| {
                let Some(Ok(allocation)) = allocated else { return Drawn::default() };
                let called = called();
                let part = |&at: &usize| {
                    allocation.parts.get(at).map(|part| cells(part, &called, &locale)).unwrap_or_default()
                };
                order.with(|order| Drawn::in_sight(order, state, part))
            })
        }
    });
    let export = move |()| {
        let columns = saved(&untrack(move || state.shown()), within.is_some(), &untrack(called));
        Export::Regions(RegionsExport::Allocation(wanted.get_untracked(), order.get_untracked(), columns))
    };
    let leads = move |_: usize| -> bool { within.is_none() };
    let is_open = move |place: usize| {
        let opened = open.get().filter(|_| within.is_none());
        opened.is_some() && order.with(|order| order.get(place).copied()) == opened
    };
    let show = move |place: usize| open.set(order.with_untracked(|order| order.get(place).copied()));
    let (title, test_id, export_id, file) = match within {
        None => ("Allocation", "allocation-table", "export-allocation", "allocation"),
        Some(_) => (
            "Organizations",
            "allocation-organizations-table",
            "export-allocation-organizations",
            "allocation-organizations",
        ),
    };
    let drawn_too = Memo::new(move |_| match allocated.get() {
        Some(Ok(allocation)) => Some(Arc::new(allocation)),
        _ => None,
    });
    let chart = move || (within.is_none()).then(|| view! { <AllocationChart allocated=drawn_too /> });
    let of_region = move |at: usize| {
        regions.with(|regions| regions.report.regions.get(at).map(|it| name(it.region.as_deref()).to_owned()))
    };
    let why = move || {
        let why = allocated.with(|allocated| match allocated {
            Some(Err(why)) => Some(unusable(why, &locale)),
            _ => None,
        })?;
        // What keeps a region's part from being spread is not said of all, and can be put away.
        Some(match within.and_then(of_region) {
            Some(region) => view! {
                <strong>{region}": "</strong>{why}" "
                <button type="button" class="link" on:click=move |_| open.set(None)>"Close"</button>
            }
            .into_any(),
            None => why.into_any(),
        })
    };
    let children = children.map(|children| children());
    let is_shown = move || allocated.with(|allocated| matches!(allocated, Some(Ok(_))));
    view! {
        <p class="allocation-wrong" role="status">{why}</p>
        <div class="allocation-table" hidden=move || !is_shown()>
            <DataTable title test_id state drawn totals=of_all leads show is_selected=is_open lead_title="Show its organizations" export export_id file>{children}</DataTable>
            {move || below.run()}
            {chart}
        </div>
    }
}
