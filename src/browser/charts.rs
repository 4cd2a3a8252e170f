//! ECharts, bound to an element: made once, given options, sized with it, disposed of.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ResizeObserver};

use crate::present::charts::ChartSpec;

#[wasm_bindgen]
extern "C" {
    type Instance;

    #[wasm_bindgen(js_namespace = echarts, catch)]
    fn init(element: &HtmlElement, theme: &JsValue, options: &JsValue) -> Result<Instance, JsValue>;

    #[wasm_bindgen(method, js_name = setOption, catch)]
    fn set_option(this: &Instance, option: &JsValue, not_merge: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn resize(this: &Instance);

    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);

    /// Made by boot.js: kept once ECharts is there, broken where it can't be loaded.
    #[wasm_bindgen(js_namespace = pervisit, js_name = loadCharts)]
    fn load_charts() -> js_sys::Promise;
}

/// A chart on an element. Dropping it takes it off.
pub struct Chart {
    element: HtmlElement,
    instance: Rc<Instance>,
    shown: Rc<RefCell<ChartSpec>>,
    tooltip: Closure<dyn Fn(JsValue) -> String>,
    label: Closure<dyn Fn(JsValue) -> String>,
    number: Closure<dyn Fn(f64) -> String>,
    observer: ResizeObserver,
    _resized: Closure<dyn Fn()>,
}

impl Chart {
    /// Waits until ECharts is there and binds it to an element.
    pub async fn on(element: &HtmlElement) -> Result<Chart, JsValue> {
        JsFuture::from(load_charts()).await?;
        let instance = Rc::new(init(element, &JsValue::NULL, &JsValue::UNDEFINED)?);
        let resized = Closure::<dyn Fn()>::new({
            let (instance, element) = (Rc::clone(&instance), element.clone());
            let width = Cell::new(element.client_width());
            move || {
                // An observer tells of the size it begins with, too.
                if width.replace(element.client_width()) == element.client_width() {
                    return;
                }
                instance.resize();
                let option = format!(r#"{{"yAxis":{{"axisLabel":{{"width":{}}}}}}}"#, label_width(&element));
                let fitted = js_sys::JSON::parse(&option).and_then(|option| instance.set_option(&option, false));
                if let Err(error) = fitted {
                    leptos::logging::error!("{error:?}");
                }
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref())?;
        observer.observe(element);
        let shown = Rc::new(RefCell::new(ChartSpec::default()));
        let tooltip = Closure::<dyn Fn(JsValue) -> String>::new({
            let shown = Rc::clone(&shown);
            move |pointed: JsValue| shown.borrow().tooltip(category(&pointed))
        });
        let label = Closure::<dyn Fn(JsValue) -> String>::new({
            let shown = Rc::clone(&shown);
            move |bar: JsValue| shown.borrow().label(category(&bar))
        });
        let number = Closure::<dyn Fn(f64) -> String>::new({
            let shown = Rc::clone(&shown);
            move |value| shown.borrow().locale.plain(value)
        });
        Ok(Chart { element: element.clone(), instance, shown, tooltip, label, number, observer, _resized: resized })
    }

    /// Draws a chart in place of the one before.
    pub fn show(&self, spec: ChartSpec) -> Result<(), JsValue> {
        let option = js_sys::JSON::parse(&spec.option.to_string())?;
        let is_new_height = self.shown.replace(spec).height != self.shown.borrow().height;
        put(&option, &["tooltip", "formatter"], self.tooltip.as_ref())?;
        put(&option, &["xAxis", "axisLabel", "formatter"], self.number.as_ref())?;
        put(&option, &["yAxis", "axisLabel", "width"], &label_width(&self.element).into())?;
        for series in js_sys::Array::from(&Reflect::get(&option, &"series".into())?) {
            if Reflect::has(&series, &"label".into())? {
                put(&series, &["label", "formatter"], self.label.as_ref())?;
            }
        }
        if is_new_height {
            self.instance.resize();
        }
        self.instance.set_option(&option, true)
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.instance.dispose();
    }
}

/// The names of the centres take at most a third of the chart's width.
fn label_width(element: &HtmlElement) -> i32 {
    (element.client_width() / 3).clamp(60, 180)
}

/// The place in the chart's order that a tooltip or a label is asked for.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ECharts counts from 0")]
fn category(pointed: &JsValue) -> usize {
    let first = pointed.dyn_ref::<js_sys::Array>().map_or(pointed.clone(), |all| all.get(0));
    Reflect::get(&first, &"dataIndex".into()).ok().and_then(|at| at.as_f64()).unwrap_or(-1.0) as usize
}

fn put(option: &JsValue, path: &[&str], value: &JsValue) -> Result<(), JsValue> {
    let (last, way) = path.split_last().ok_or("no path")?;
    let holder = way.iter().try_fold(option.clone(), |holder, key| Reflect::get(&holder, &(*key).into()))?;
    Reflect::set(&holder, &(*last).into(), value).map(|_| ())
}
