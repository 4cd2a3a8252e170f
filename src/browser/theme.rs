//! Light and dark: what is in force, and the colours it gives.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::page::document;
use crate::present::palette::Palette;

/// The colours of the theme in force, anew whenever it changes.
#[derive(Clone, Copy)]
pub struct Theme {
    palette: RwSignal<Palette>,
    is_dark: RwSignal<bool>,
}

impl Theme {
    /// Follows the system's theme until the visitor chooses one.
    pub fn follow() -> Theme {
        let theme = Theme { palette: RwSignal::new(Palette::default()), is_dark: RwSignal::new(false) };
        theme.read();
        let on_change = Closure::<dyn Fn()>::new(move || {
            // Paper is light, and charts are not drawn anew for it.
            if !matches("print") {
                theme.read();
            }
        });
        if let Some(query) = media(DARK) {
            query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
        }
        on_change.forget();
        theme
    }

    /// The colours in force.
    pub fn palette(self) -> Palette {
        self.palette.get()
    }

    /// The light ones: what is saved is as what is printed.
    pub fn on_paper(self) -> Palette {
        palette(Some("light"))
    }

    /// Whether they are the dark ones.
    pub fn is_dark(self) -> bool {
        self.is_dark.get()
    }

    /// Dark where it is light, light where it is dark.
    pub fn toggle(self) {
        let Some(root) = document().and_then(|document| document.document_element()) else { return };
        if root.set_attribute("data-theme", if is_dark(&root) { "light" } else { "dark" }).is_ok() {
            self.read();
        }
    }

    /// Takes the colours in force for charts, and has the page know which those are: what is printed is light.
    fn read(self) {
        if let Some(root) = document().and_then(|document| document.document_element()) {
            let is_dark = is_dark(&root);
            drop(root.set_attribute("data-charts", if is_dark { "dark" } else { "light" }));
            self.is_dark.set(is_dark);
        }
        self.palette.set(palette(None));
    }
}

fn is_dark(root: &web_sys::Element) -> bool {
    match root.get_attribute("data-theme") {
        Some(chosen) => chosen == "dark",
        None => matches(DARK),
    }
}

const DARK: &str = "(prefers-color-scheme: dark)";

fn media(query: &str) -> Option<web_sys::MediaQueryList> {
    window().match_media(query).ok().flatten()
}

fn matches(query: &str) -> bool {
    media(query).is_some_and(|query| query.matches())
}

/// Reads the tokens as the stylesheet resolves them, in the scheme in force or another, through an element that wears each
/// in turn.
fn palette(scheme: Option<&str>) -> Palette {
    let probe = document().and_then(|document| {
        let probe: web_sys::HtmlElement = document.create_element("span").ok()?.unchecked_into();
        // Where the system's colours are forced on the page, charts draw their own all the same.
        probe.style().set_property("forced-color-adjust", "none").ok()?;
        scheme.map(|scheme| probe.style().set_property("color-scheme", scheme)).transpose().ok()?;
        document.body()?.append_child(&probe).ok()?;
        Some(probe)
    });
    let Some(probe) = probe else { return Palette::default() };
    let colour = |token: &str| -> Option<String> {
        probe.style().set_property("color", &format!("var(--{token})")).ok()?;
        window().get_computed_style(&probe).ok().flatten()?.get_property_value("color").ok()
    };
    let palette = Palette::from_tokens(colour);
    probe.remove();
    palette.unwrap_or_default()
}
