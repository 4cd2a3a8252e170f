//! Results -> charts, as ECharts takes them; one file a chart, here what they share.

use std::sync::Arc;

use charming::component::{Axis, Grid};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{
    AxisLabel, AxisLine, AxisPointer, AxisPointerType, AxisTick, AxisType, ItemStyle, LineStyle, SplitLine, Tooltip,
    Trigger,
};
use charming::series::{Bar, Boxplot, Scatter};
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::columns;
use pervisit_analysis::merge::Centre;
use pervisit_analysis::names::Called;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::spent::Spent;
use serde::Serialize;
use serde_json::{Value, json};

use super::centres::{name_of, outliers, remark};
use super::numbers::Locale;
use super::palette::Palette;
use crate::selection::Selection;

pub mod allocation;
pub mod averages;
mod cells;
pub mod heatmap;
pub mod pareto;
pub mod region_heatmap;
pub mod region_sankey;
pub mod region_treemap;
pub mod scatter;
pub mod spreads;
pub mod table;

use table::Tabular;

/// Above so many centres a chart by centre shows as many at a time.
pub const AT_A_TIME: usize = 20;
const CENTRE_HEIGHT: usize = 30;
const AXIS_HEIGHT: usize = 44;
/// How much of what is not selected still shows, of 1.
const BACK: f64 = 0.3;
// Without quotation marks: ECharts writes fonts as they are into the attributes of an SVG.
const FONT: &str = "ui-sans-serif, system-ui, Segoe UI, Roboto, sans-serif";
const SMALL_FONT: &str = "12px ui-sans-serif, system-ui, Segoe UI, Roboto, sans-serif";

/// A chart, and what is said about it.
#[derive(Clone)]
pub struct ChartSpec {
    /// ECharts' option; where a function is needed, it has the name of one of `browser/echarts.js`.
    pub option: Value,
    /// How high it is drawn, in pixels.
    pub height: usize,
    /// What it shows, in words.
    pub description: String,
    /// Which part of the results is shown, where it is not all.
    pub note: Option<String>,
    /// What a place on it means.
    pub pointing: Pointing,
    /// What it draws.
    pub subject: Arc<dyn Subject>,
}

impl ChartSpec {
    /// What stands below it as a picture, which is all that is seen of it then: what it shows, and what it was made from.
    pub fn words(&self, files: &[String], policy: MissingVisits) -> Vec<String> {
        let missing = match policy {
            MissingVisits::Zero => "count as 0",
            MissingVisits::LeaveOut => "are left out",
            MissingVisits::Estimate => "have estimates",
        };
        let source = format!("PerVisit · {} · rows without visits {missing}", files.join(", "));
        [Some(self.description.clone()), self.note.clone(), Some(source)].into_iter().flatten().collect()
    }
}

impl PartialEq for ChartSpec {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.subject, &other.subject)
    }
}

/// What two numbers tell of a place on a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointing {
    /// A place along the axis of centres, and nothing more.
    Band,
    /// A column and a row of cells.
    Cell,
    /// A series, and a point of it.
    Item,
}

impl Pointing {
    /// What `browser/echarts.js` calls it.
    pub fn word(self) -> &'static str {
        match self {
            Pointing::Band => "band",
            Pointing::Cell => "cell",
            Pointing::Item => "item",
        }
    }
}

/// A place on a chart; see [`Pointing`].
pub type Place = (usize, usize);

/// What a chart draws: asked about a place on it, and as a table.
pub trait Subject: Tabular + Send + Sync {
    /// What the tooltip says of a place; nothing where there is nothing.
    fn tooltip(&self, place: Place) -> String;

    /// What is selected by a click on a place.
    fn selection(&self, place: Place) -> Option<Selection>;

    /// What stands at the end of a bar.
    fn label(&self, _at: usize) -> String {
        String::new()
    }

    /// The classes of a heatmap's cells, row by row.
    fn classes(&self) -> &[u8] {
        &[]
    }
}

/// How a chart looks.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Its colours.
    pub palette: &'a Palette,
    /// How its numbers are written.
    pub locale: &'a Locale,
    /// What organizations are called.
    pub called: &'a Called,
    /// What is selected: the rest stands back.
    pub selection: &'a Selection,
}

impl Look<'_> {
    /// How much of a centre shows, of 1.
    fn opacity(&self, centre_number: &str) -> f64 {
        let selected = self.selection.centre_number.as_deref();
        if selected.is_none_or(|selected| selected == centre_number) { 1.0 } else { BACK }
    }
}

/// The centres that a chart by centre shows at a time, from one on.
fn in_sight(centres: &[Arc<CentreSummary>], from: usize) -> &[Arc<CentreSummary>] {
    let to = centres.len().min(from.saturating_add(AT_A_TIME));
    centres.get(from..to).unwrap_or_default()
}

/// Which centres are in sight, where they are not all.
fn note_of_sight(centres: usize, from: usize, locale: &Locale) -> Option<String> {
    note_of_window("Centres", from, AT_A_TIME.min(centres.saturating_sub(from)), centres, locale)
}

/// Which of all things of a kind are in sight, so many from one on, where these are not all.
fn note_of_window(what: &str, from: usize, shown: usize, all: usize, locale: &Locale) -> Option<String> {
    let [first, last, all_of_them] = [from + 1, from + shown, all].map(|count| locale.count(count));
    (shown < all).then(|| format!("{what} {first} to {last} of {all_of_them}"))
}

/// How many of the centres' rows have estimated visits, where any have.
fn note_of_estimates(centres: &[Arc<CentreSummary>], locale: &Locale) -> Option<String> {
    let figures = || centres.iter().map(|centre| &centre.figures);
    let some: usize = figures().map(|it| it.estimated).sum();
    let all: usize = figures().map(|it| it.spread.n).sum();
    (some > 0).then(|| format!("{} of {} by estimated visits", locale.count(some), locale.counted(all, "row", "rows")))
}

/// How many rows are not drawn because they are estimated, where any are.
fn hidden_estimates(hidden: usize, locale: &Locale) -> Option<String> {
    (hidden > 0).then(|| locale.counted(hidden, "estimated row hidden", "estimated rows hidden"))
}

fn height_of_bands(centres: usize) -> usize {
    /// What is said of a centre is drawn on its chart, and has room there.
    const LEAST: usize = 240;
    (centres.min(AT_A_TIME) * CENTRE_HEIGHT + AXIS_HEIGHT).max(LEAST)
}

/// An option object of the parts that are used: charming's own has room for every chart there is,
/// and brings the code that writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    grid: Grid,
    tooltip: Tooltip,
    x_axis: Vec<Axis>,
    y_axis: Vec<Axis>,
    series: Vec<Series>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Series {
    Bar(Box<Bar>),
    Boxplot(Box<Boxplot>),
    Scatter(Box<Scatter>),
    /// One of the drawings of `browser/echarts.js`.
    Drawing(Value),
}

/// The parts of a chart by centre: their names down the left, figures across.
fn by_centre(centres: &[Arc<CentreSummary>], look: &Look<'_>, grid: Grid, series: Vec<Series>) -> Parts {
    let palette = look.palette;
    let names = names_apart(centres.iter().map(|summary| &summary.centre));
    Parts {
        grid: grid.contain_label(true),
        tooltip: tooltip_frame(palette)
            .trigger(Trigger::Axis)
            .axis_pointer(AxisPointer::new().type_(AxisPointerType::Shadow)),
        x_axis: vec![figures_axis(palette)],
        y_axis: vec![names_axis(names, palette)],
        series,
    }
}

fn tooltip_frame(palette: &Palette) -> Tooltip {
    Tooltip::new().background_color(palette.card.as_str()).border_color(palette.line.as_str())
}

fn figures_axis(palette: &Palette) -> Axis {
    Axis::new()
        .type_(AxisType::Value)
        .axis_label(AxisLabel::new().color(palette.soft.as_str()))
        .split_line(SplitLine::new().line_style(LineStyle::new().color(palette.line.as_str())))
}

/// An axis with a name at each of its places.
fn names_axis<Name: Into<String>>(names: Vec<Name>, palette: &Palette) -> Axis {
    // ECharts makes up a name where there is none.
    let are_there = !names.is_empty();
    Axis::new()
        .type_(AxisType::Category)
        .inverse(true)
        .data(names)
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .axis_label(AxisLabel::new().color(palette.ink.as_str()).interval(0).show(are_there))
}

/// The chart as JSON, with the options that charming has no words for.
fn option(chart: &Parts, palette: &Palette) -> Value {
    // Serialising plain structs with string keys can't fail.
    let mut option = serde_json::to_value(chart).unwrap_or_default();
    option["animation"] = json!(false);
    option["backgroundColor"] = json!(palette.card);
    option["textStyle"] = json!({ "fontFamily": FONT });
    let tooltip = &mut option["tooltip"];
    // An HTML tooltip would break the page's style policy, and would take a cell for markup.
    tooltip["renderMode"] = json!("richText");
    tooltip["confine"] = json!(true);
    tooltip["textStyle"] = json!({ "color": palette.ink, "fontSize": 13, "lineHeight": 20, "fontFamily": FONT });
    for axis in ["xAxis", "yAxis"] {
        for axis in option[axis].as_array_mut().into_iter().flatten() {
            if axis["type"] == "category" {
                axis["axisLabel"]["overflow"] = json!("truncate");
            } else {
                axis["axisLabel"]["hideOverlap"] = json!(true);
                axis["axisLabel"]["formatter"] = json!("number");
                axis["splitNumber"] = json!(4);
            }
        }
    }
    option
}

/// A series of many points, drawn as one shape.
fn many_points(places: Vec<[f64; 2]>, colour: &str, size: u8, opacity: f64) -> Value {
    json!({
        "type": "scatter", "large": true, "largeThreshold": 500, "progressive": 0, "symbolSize": size,
        "itemStyle": { "color": colour, "opacity": opacity }, "data": places,
    })
}

/// Makes an axis logarithmic.
fn make_logarithmic(axis: &mut Value) {
    axis["type"] = json!("log");
    axis["minorSplitLine"] = json!({ "show": false });
}

/// A figure as ECharts takes it: a dash where there is none.
fn point(value: Option<f64>) -> CompositeValue {
    value.map_or(CompositeValue::from("-"), CompositeValue::from)
}

/// A centre's bar or box, which stands back where another is selected.
fn item(value: impl Into<CompositeValue>, centre: &CentreSummary, look: &Look<'_>) -> DataPoint {
    let opacity = look.opacity(&centre.centre.number);
    match opacity < 1.0 {
        true => DataPoint::Item(DataPointItem::new(value.into()).item_style(ItemStyle::new().opacity(opacity))),
        false => DataPoint::Value(value.into()),
    }
}

/// What stands out among some figures, and how it is written.
enum Extremes<T> {
    /// There is one figure only.
    One(T, String),
    /// All are written alike.
    Alike(String),
    /// The first of the highest, and the first of the lowest.
    Apart([(T, String); 2]),
}

impl<T: Copy> Extremes<T> {
    fn of(mut known: impl Iterator<Item = (T, f64)>, written: impl Fn(f64) -> String) -> Option<Extremes<T>> {
        let first = known.next()?;
        let (mut highest, mut lowest, mut is_one) = (first, first, true);
        for next in known {
            is_one = false;
            if next.1 > highest.1 {
                highest = next;
            }
            if next.1 < lowest.1 {
                lowest = next;
            }
        }
        let [most, least] = [highest.1, lowest.1].map(written);
        Some(match most == least {
            true if is_one => Extremes::One(first.0, most),
            true => Extremes::Alike(most),
            false => Extremes::Apart([(highest.0, most), (lowest.0, least)]),
        })
    }
}

/// What the tooltip says of a centre: its name, and every figure the charts draw, with its n.
fn tooltip_of_centre(summary: &CentreSummary, called: &Called, locale: &Locale) -> String {
    let spread = &summary.figures.spread;
    let n = locale.count(spread.n) + &remark(summary, locale).map(|remark| format!(" ({remark})")).unwrap_or_default();
    let cost = |value| locale.or_unknown(value, Locale::cost);
    let trimmed = &summary.figures.trimmed;
    let trimmed = (trimmed.left_out > 0).then(|| {
        let (mean, pooled) = (trimmed.average_expense_per_visit, trimmed.pooled_expense_per_visit);
        format!("Trimmed  {}, pooled {} (n {})", cost(mean), cost(pooled), locale.count(trimmed.n))
    });
    let mut lines = vec![
        number_and_name(summary),
        format!("n  {n}"),
        format!("Average  {}, pooled {}", cost(spread.mean), cost(summary.figures.pooled_expense_per_visit)),
        trimmed.unwrap_or_default(),
        format!("Median  {}", cost(spread.median)),
        format!("Quartiles  {} and {}", cost(spread.q1), cost(spread.q3)),
        format!("All  from {} to {}", cost(spread.min), cost(spread.max)),
    ];
    let outliers = outliers(summary, called, locale);
    if !outliers.is_empty() {
        lines.push(format!("Outliers  {}", outliers.join("; ")));
    }
    plain(&lines)
}

/// A centre's number, and its name where it has one.
fn number_and_name(summary: &CentreSummary) -> String {
    number_and_name_of(&summary.centre)
}

fn number_and_name_of(centre: &Centre) -> String {
    let Centre { number, name } = centre;
    if name.is_empty() { number.clone() } else { format!("{number} {name}") }
}

/// What centres are called beside one another: by their names, after their numbers where two have the same.
fn names_apart<'a>(centres: impl Iterator<Item = &'a Centre> + Clone) -> Vec<String> {
    let is_shared = |name: &str| centres.clone().filter(|other| name_of(other) == name).nth(1).is_some();
    let called = |centre: &Centre| match name_of(centre) {
        name if is_shared(name) => number_and_name_of(centre),
        name => name.to_owned(),
    };
    centres.clone().map(called).collect()
}

/// Lines of a tooltip. What is wider than a narrow page goes on in another line.
fn plain(lines: &[String]) -> String {
    const WIDEST: usize = 48;
    let wrapped = |line: &String| {
        let (mut shown, mut width) = (String::new(), 0);
        for word in one_line(line).split(' ') {
            let letters = word.chars().count();
            if width + letters > WIDEST && width > 0 {
                shown.push('\n');
                width = 0;
            } else if width > 0 {
                shown.push(' ');
            }
            shown.push_str(word);
            width += letters + 1;
        }
        shown
    };
    lines.iter().filter(|line| !line.is_empty()).map(wrapped).collect::<Vec<_>>().join("\n")
}

/// A text that ECharts' rich text shows as it is: `{a|b}` would be taken for a style, a line break in a cell for another
/// line, and a text without end would cover the chart.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 90;
    let mut shown: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown.replace('{', "{\u{2060}")
}

/// How many amounts have no area and no band, and what they come to; `None` where all have one.
fn not_drawn(spent: &Spent, one_or_many: [&str; 2], locale: &Locale) -> Option<String> {
    let [one, many] = one_or_many;
    let counted = |count: usize| locale.counted(count, one, many);
    let below = (spent.not_drawn > 0).then(|| {
        let together = locale.plain(spent.expenses_not_drawn);
        format!("{} of 0 or less not drawn, {together} in all", counted(spent.not_drawn))
    });
    let unknown = (spent.unknown > 0).then(|| format!("{} with unknown expenses not drawn", counted(spent.unknown)));
    let said: Vec<String> = below.into_iter().chain(unknown).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

/// What stands in a table's columns of expenses: all, what is drawn, what is not, how many are not known.
fn value_of_spent(spent: &Spent, column: usize) -> columns::Value<'static> {
    match column {
        0 => columns::Value::Figure(spent.known()),
        1 => columns::Value::Figure((spent.drawn > 0.0).then_some(spent.drawn)),
        2 => columns::Value::Figure((spent.not_drawn > 0).then_some(spent.expenses_not_drawn)),
        _ => table::count(spent.unknown),
    }
}

#[cfg(test)]
pub(super) mod cases {
    //! What the charts' tests share.

    use std::sync::Arc;

    use pervisit_analysis::centres::CentreSummary;
    use pervisit_analysis::names::Called;

    use super::table::cells;
    use super::{ChartSpec, Look, Subject};
    use crate::present::numbers::Locale;
    use crate::present::palette::Palette;
    use crate::selection::Selection;

    /// Calls a test with a look whose colours are their tokens' names.
    pub fn with_look<T>(selection: &Selection, test: impl FnOnce(Look<'_>) -> T) -> T {
        let palette = Palette::from_tokens(|token| Some(token.to_owned())).unwrap();
        test(Look { palette: &palette, locale: &Locale::default(), called: &Called::default(), selection })
    }

    /// What a spec says and draws, for a snapshot.
    pub fn told(spec: &ChartSpec, places: &[super::Place]) -> String {
        let option = serde_json::to_string_pretty(&spec.option).unwrap();
        let places: Vec<_> = places
            .iter()
            .map(|&place| {
                let subject: &dyn Subject = &*spec.subject;
                format!(
                    "{place:?} {}\n{}\n{:?}",
                    subject.label(place.0),
                    subject.tooltip(place),
                    subject.selection(place)
                )
            })
            .collect();
        let table: Vec<_> = (0..spec.subject.rows())
            .map(|row| {
                cells(&*spec.subject, row, &Locale::default())
                    .into_iter()
                    .map(|cell| cell.text)
                    .collect::<Vec<_>>()
                    .join(" | ")
            })
            .collect();
        let note = spec.note.as_deref().unwrap_or("no note");
        let parts = [&spec.description, note, &places.join("\n\n"), &table.join("\n"), &option];
        parts.join("\n\n")
    }

    /// So many centres of one row each.
    pub fn many_centres(count: usize) -> Vec<Arc<CentreSummary>> {
        let lines = |amount: &str| (0..count).map(|at| format!("a,{at},Centre {at},{amount}\n")).collect::<String>();
        crate::present::cases::report(&lines("5"), &lines("1"), Default::default()).centres
    }
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::merge::Centre;

    use super::names_apart;

    #[test]
    fn centres_of_one_name_are_told_apart_by_their_numbers() {
        let centre = |number: &str, name: &str| Centre { number: number.into(), name: name.into() };
        let centres = [centre("10", "Emergency"), centre("11", "Clinic"), centre("12", "Emergency"), centre("13", "")];
        assert_eq!(names_apart(centres.iter()), ["10 Emergency", "Clinic", "12 Emergency", "13"]);
    }
}
