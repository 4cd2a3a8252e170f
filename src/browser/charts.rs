//! ECharts, bound to an element: made once, given specs, sized with it, disposed of.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::download;
use crate::present::charts::{ChartSpec, Place, Subject};
use crate::present::numbers::Locale;
use crate::selection::Selection;

#[wasm_bindgen]
extern "C" {
    /// In echarts.js.
    #[wasm_bindgen(js_namespace = echarts, js_name = Chart)]
    type Bound;

    #[wasm_bindgen(constructor, js_namespace = echarts, js_class = "Chart", catch)]
    fn new(element: &HtmlElement, hooks: &Object) -> Result<Bound, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn show(this: &Bound, option: &str, classes: &[u8], pointing: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn png(this: &Bound, option: &str, title: &str, words: Vec<String>) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn svg(this: &Bound, option: &str, title: &str, words: Vec<String>) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn dispose(this: &Bound);

    /// Made by boot.js: kept once a part of ECharts is there, broken where it can't be loaded.
    #[wasm_bindgen(js_namespace = pervisit, js_name = loadCharts)]
    fn load_charts(part: &str) -> Promise;
}

/// The scripts of ECharts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// What most charts need.
    #[default]
    Charts,
    /// What treemaps and Sankey diagrams need besides.
    Regions,
    /// What saving as SVG needs besides.
    Svg,
}

impl Part {
    /// Fetches it, if that is not done yet.
    pub async fn load(self) -> Result<(), JsValue> {
        let name = match self {
            Part::Charts => "charts",
            Part::Regions => "chartsRegions",
            Part::Svg => "chartsSvg",
        };
        JsFuture::from(load_charts(name)).await.map(drop)
    }
}

/// A chart on an element. Dropping it takes it off.
pub struct Chart {
    bound: Rc<Bound>,
    shown: Shown,
}

type Shown = Rc<RefCell<Option<ChartSpec>>>;

/// The ways to save a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Pixels, two for each of the page's.
    Png,
    /// Lines and letters.
    Svg,
}

/// Why a chart could not be saved.
#[derive(Clone, Debug)]
pub enum NotSaved {
    /// What draws it so could not be fetched.
    NotLoaded,
    /// What the browser says.
    Broken(String),
}

impl Chart {
    /// Waits until a part of ECharts is there and binds it to an element. Numbers on axes are written as the locale does;
    /// `on_select` hears what is clicked.
    pub async fn on(
        element: &HtmlElement,
        part: Part,
        locale: Locale,
        on_select: impl Fn(Selection) + 'static,
    ) -> Result<Chart, JsValue> {
        part.load().await?;
        let shown = Shown::default();
        let click = {
            let shown = Rc::clone(&shown);
            Closure::<dyn Fn(f64, f64)>::new(move |a: f64, b: f64| {
                let selected = shown.borrow().as_ref().and_then(|spec| spec.subject.selection(place(a, b)));
                if let Some(selected) = selected {
                    on_select(selected);
                }
            })
        };
        let tooltip = asked(&shown, |subject, a, b| subject.tooltip(place(a, b)));
        let label = asked(&shown, |subject, at, _| subject.label(place(at, 0.0).0));
        let number = written(&locale, Locale::plain);
        let share = written(&locale, Locale::whole_percent);
        let hooks = Object::new();
        let named = [("tooltip", tooltip), ("label", label), ("number", number), ("share", share)];
        let named = named.into_iter().chain([("click", click.into_js_value())]);
        for (name, hook) in named {
            Reflect::set(&hooks, &name.into(), &hook)?;
        }
        Ok(Chart { bound: Rc::new(Bound::new(element, &hooks)?), shown })
    }

    /// Draws a chart in place of the one before.
    pub fn show(&self, spec: ChartSpec) -> Result<(), JsValue> {
        let (option, pointing, subject) = (spec.option.to_string(), spec.pointing.word(), Arc::clone(&spec.subject));
        self.shown.replace(Some(spec));
        self.bound.show(&option, subject.classes(), pointing)
    }

    /// Saves what is drawn, in colours of its own, as a picture under a name, with a title above it and words below; comes
    /// back with why where it can't.
    pub fn save(
        &self,
        spec: &ChartSpec,
        picture: Picture,
        name: &str,
        title: &'static str,
        words: Vec<String>,
    ) -> impl Future<Output = Result<(), NotSaved>> + use<> {
        let (bound, option, name) = (Rc::clone(&self.bound), spec.option.to_string(), name.to_owned());
        async move {
            let file = match picture {
                Picture::Svg => {
                    Part::Svg.load().await.map_err(|_| NotSaved::NotLoaded)?;
                    bound.svg(&option, title, words)
                }
                Picture::Png => match bound.png(&option, title, words) {
                    Ok(made) => JsFuture::from(made).await,
                    Err(error) => Err(error),
                },
            };
            let file = file.map_err(|error| NotSaved::Broken(super::blob::words(&error)))?;
            download::save(file, &name).map_err(NotSaved::Broken)
        }
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        self.bound.dispose();
    }
}

/// A hook that asks what is drawn.
fn asked(shown: &Shown, question: fn(&dyn Subject, f64, f64) -> String) -> JsValue {
    let shown = Rc::clone(shown);
    Closure::<dyn Fn(f64, f64) -> String>::new(move |a, b| {
        shown.borrow().as_ref().map(|spec| question(&*spec.subject, a, b)).unwrap_or_default()
    })
    .into_js_value()
}

/// A hook that writes a number on an axis.
fn written(locale: &Locale, write: fn(&Locale, f64) -> String) -> JsValue {
    let locale = locale.clone();
    Closure::<dyn Fn(f64) -> String>::new(move |value: f64| write(&locale, value)).into_js_value()
}

/// The place that two numbers of ECharts tell; one that is not there for what is below 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ECharts counts from 0")]
fn place(a: f64, b: f64) -> Place {
    let part = |number: f64| if number >= 0.0 { number as usize } else { usize::MAX };
    (part(a), part(b))
}
