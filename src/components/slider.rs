//! What part of a long list is in sight, and the way to slide it.

use leptos::either::Either;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::present::numbers::Locale;

/// Some of a list, as many at a time: as it was slid, or around what is selected.
#[derive(Clone, Copy)]
pub struct Sight {
    /// The first in sight.
    pub from: Signal<usize>,
    /// The largest that can be; 0 where all are in sight.
    pub last: Signal<usize>,
    /// How many are in sight.
    pub at_a_time: usize,
    /// Slides it.
    pub slide: Callback<usize>,
}

impl Sight {
    /// So many at a time of a list of a length. `selected` has a place where something on the list
    /// is selected: it comes into sight when it is, and stays where it is when it was.
    pub fn of(length: Signal<usize>, at_a_time: usize, selected: Memo<Option<usize>>) -> Sight {
        let last = Memo::new(move |_| length.get().saturating_sub(at_a_time));
        // Where to, and what was selected then.
        let slid = RwSignal::new((0, None));
        let from = Memo::new(move |before: Option<&usize>| {
            let (to, then) = slid.get();
            match selected.get() {
                Some(place) if then != Some(place) => {
                    let before = before.copied().unwrap_or(to).min(last.get());
                    let is_in_sight = (before..before + at_a_time).contains(&place);
                    if is_in_sight { before } else { place.saturating_sub(at_a_time / 2).min(last.get()) }
                }
                _ => to.min(last.get()),
            }
        });
        let slide = Callback::new(move |to| slid.set((to, selected.get_untracked())));
        Sight { from: from.into(), last: last.into(), at_a_time, slide }
    }
}

/// Which way a list is slid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// The slider of a list of which not all is in sight.
#[component]
pub fn Slider(
    /// What it slides, for those who do not see it.
    label: &'static str,
    /// Which way.
    way: Way,
    /// What is in sight.
    sight: Sight,
) -> impl IntoView {
    let Sight { from, last, at_a_time, slide } = sight;
    let locale = expect_context::<Locale>();
    // Browsers take up for more, which is down here.
    let on_key = move |event: KeyboardEvent| {
        let (at, last) = (from.get_untracked(), last.get_untracked());
        let to = match event.key().as_str() {
            "ArrowDown" => at + 1,
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => at + page(last),
            "PageUp" => at.saturating_sub(page(last)),
            _ => return,
        };
        event.prevent_default();
        slide.run(to.min(last));
    };
    move || {
        let locale = locale.clone();
        (last.get() > 0).then(|| {
            let slider = view! {
                <input
                    type="range"
                    class=match way { Way::Across => "slider slider-across", Way::Down => "slider" }
                    aria-label=label
                    aria-orientation=match way { Way::Across => "horizontal", Way::Down => "vertical" }
                    aria-valuetext=move || {
                        let [first, end, all] = [from.get() + 1, from.get() + at_a_time, last.get() + at_a_time];
                        format!("{} to {} of {}", locale.count(first), locale.count(end), locale.count(all))
                    }
                    min="0"
                    max=move || last.get().to_string()
                    prop:value=move || from.get().to_string()
                    on:input:target=move |event| slide.run(event.target().value().parse().unwrap_or_default())
                    on:keydown=on_key
                />
            };
            match way {
                Way::Across => Either::Left(slider),
                Way::Down => Either::Right(view! { <div class="slider-down">{slider}</div> }),
            }
        })
    }
}

/// By how much a page goes.
fn page(last: usize) -> usize {
    (last / 10).max(1)
}
