//! Summaries of centres -> charts, as ECharts takes them.

use std::sync::Arc;

use charming::component::{Axis, Grid};
use charming::datatype::{CompositeValue, DataPoint};
use charming::element::{
    AxisLabel, AxisLine, AxisPointer, AxisPointerType, AxisTick, AxisType, ItemStyle, LineStyle, SplitLine, Tooltip,
    Trigger,
};
use charming::series::{Bar, Boxplot, Scatter};
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::report::Report;
use serde::Serialize;
use serde_json::{Value, json};

use super::centres::{name, remark};
use super::numbers::Locale;
use super::palette::Palette;

/// Above so many centres a chart shows as many at a time.
pub const AT_A_TIME: usize = 20;
const CENTRE_HEIGHT: usize = 30;
const AXIS_HEIGHT: usize = 44;
/// What stands right of the longest bar, in pixels.
const BAR_LABEL: i32 = 64;

/// A chart, and what is said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartSpec {
    /// ECharts' option.
    pub option: Value,
    /// How high it is drawn, in pixels.
    pub height: usize,
    /// What it shows, in words.
    pub description: String,
    /// All centres, in the chart's order.
    pub centres: Arc<Vec<CentreSummary>>,
    /// The first of those that are shown.
    pub from: usize,
    /// How its numbers are written.
    pub locale: Locale,
}

impl ChartSpec {
    /// What the tooltip says of the centre at a place; nothing where there is none.
    pub fn tooltip(&self, at: usize) -> String {
        self.centres.get(self.from + at).map(|centre| tooltip(centre, &self.locale)).unwrap_or_default()
    }

    /// What stands at the end of the bar at a place: the average.
    pub fn label(&self, at: usize) -> String {
        let average = |centre: &CentreSummary| self.locale.or_unknown(centre.figures.spread.mean, Locale::cost);
        self.centres.get(self.from + at).map(average).unwrap_or_default()
    }
}

/// The centres that a chart shows at a time, from one on.
fn shown(centres: &[CentreSummary], from: usize) -> &[CentreSummary] {
    let to = centres.len().min(from.saturating_add(AT_A_TIME));
    centres.get(from..to).unwrap_or_default()
}

/// Horizontal bars: the average expense per visit of each centre, in the order given.
pub fn averages(centres: &Arc<Vec<CentreSummary>>, from: usize, palette: &Palette, locale: &Locale) -> ChartSpec {
    let shown = shown(centres, from);
    let bars: Vec<DataPoint> = shown.iter().map(|centre| point(centre.figures.spread.mean).into()).collect();
    let series = Bar::new().item_style(ItemStyle::new().color(palette.accent.as_str()).border_radius(3)).data(bars);
    let mut option = option(&parts(shown, palette, BAR_LABEL, vec![Series::Bar(Box::new(series))]));
    option["series"][0]["barMaxWidth"] = json!(20);
    option["series"][0]["label"] = json!({ "show": true, "position": "right", "color": palette.ink });
    let highest = extreme(centres, |a, b| a > b)
        .map(|(centre, average)| format!("{} is highest at {}.", name(centre), locale.cost(average)));
    let lowest = extreme(centres, |a, b| a < b)
        .map(|(centre, average)| format!("{} is lowest at {}.", name(centre), locale.cost(average)));
    let sentences = [Some(format!("Average expense per visit of {} centres.", centres.len())), highest, lowest];
    spec(option, centres, from, sentences.into_iter().flatten().collect::<Vec<_>>().join(" "), locale)
}

/// Boxplots: the spread of the rows' expense per visit in each centre, in the order given. The
/// five numbers and the outliers are the core's; ECharts computes none.
pub fn spreads(centres: &Arc<Vec<CentreSummary>>, from: usize, palette: &Palette, locale: &Locale) -> ChartSpec {
    let shown = shown(centres, from);
    let boxes: Vec<DataPoint> = shown
        .iter()
        .map(|centre| {
            let spread = &centre.figures.spread;
            let five = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
            CompositeValue::Array(five.map(point).to_vec()).into()
        })
        .collect();
    let mut outliers: Vec<DataPoint> = Vec::new();
    for (at, centre) in (0_i64..).zip(shown) {
        outliers.extend(
            centre
                .figures
                .spread
                .outliers
                .iter()
                .map(|&value| DataPoint::from(vec![CompositeValue::from(value), CompositeValue::from(at)])),
        );
    }
    let count: usize = centres.iter().map(|centre| centre.figures.spread.outlier_count).sum();
    let listed: usize = centres.iter().map(|centre| centre.figures.spread.outliers.len()).sum();
    let drawn = match listed {
        all if all == count => format!("{count} outliers are points"),
        _ => format!("of {count} outliers the {} furthest on either side of each centre are points", Report::OUTLIERS),
    };
    let style = ItemStyle::new().color(palette.accent_soft.as_str()).border_color(palette.accent.as_str());
    let boxes = Boxplot::new().item_style(style.border_width(1.5)).data(boxes);
    let points = Scatter::new().symbol_size(7).item_style(ItemStyle::new().color(palette.warn.as_str())).data(outliers);
    let series = vec![Series::Boxplot(Box::new(boxes)), Series::Scatter(Box::new(points))];
    let mut option = option(&parts(shown, palette, 16, series));
    option["series"][0]["boxWidth"] = json!([6, 18]);
    let words = format!(
        "Spread of expense per visit between organizations in {} centres: the box holds the middle half, its line is \
         the median, the whiskers reach the furthest value within 1.5 times the box; {drawn}.",
        centres.len()
    );
    spec(option, centres, from, words, locale)
}

/// An option object of the parts that are used: charming's own has room for every chart there is,
/// and brings the code that writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    animation: bool,
    grid: Grid,
    tooltip: Tooltip,
    x_axis: Axis,
    y_axis: Axis,
    series: Vec<Series>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Series {
    Bar(Box<Bar>),
    Boxplot(Box<Boxplot>),
    Scatter(Box<Scatter>),
}

/// The axes and the tooltip that all charts by centre share, and what they show.
fn parts(centres: &[CentreSummary], palette: &Palette, right: i32, series: Vec<Series>) -> Parts {
    let names: Vec<&str> = centres.iter().map(name).collect();
    Parts {
        animation: false,
        grid: Grid::new().left(4).right(right).top(8).bottom(4).contain_label(true),
        tooltip: Tooltip::new()
            .trigger(Trigger::Axis)
            .axis_pointer(AxisPointer::new().type_(AxisPointerType::Shadow))
            .background_color(palette.card.as_str())
            .border_color(palette.line.as_str()),
        x_axis: Axis::new()
            .type_(AxisType::Value)
            .axis_label(AxisLabel::new().color(palette.soft.as_str()))
            .split_line(SplitLine::new().line_style(LineStyle::new().color(palette.line.as_str()))),
        y_axis: Axis::new()
            .type_(AxisType::Category)
            .inverse(true)
            .data(names)
            .axis_tick(AxisTick::new().show(false))
            .axis_line(AxisLine::new().show(false))
            .axis_label(AxisLabel::new().color(palette.ink.as_str()).interval(0)),
        series,
    }
}

/// The chart as JSON, with the options that charming has no words for.
fn option(chart: &Parts) -> Value {
    // Serialising plain structs with string keys can't fail.
    let mut option = serde_json::to_value(chart).unwrap_or_default();
    let font = "ui-sans-serif, system-ui, \"Segoe UI\", Roboto, sans-serif";
    option["textStyle"] = json!({ "fontFamily": font });
    let ink = option["yAxis"]["axisLabel"]["color"].clone();
    let tooltip = &mut option["tooltip"];
    // An HTML tooltip would break the page's style policy, and would take a cell for markup.
    tooltip["renderMode"] = json!("richText");
    tooltip["confine"] = json!(true);
    tooltip["textStyle"] = json!({ "color": ink, "fontSize": 13, "lineHeight": 20, "fontFamily": font });
    option["yAxis"]["axisLabel"]["overflow"] = json!("truncate");
    option["xAxis"]["splitNumber"] = json!(4);
    option["xAxis"]["axisLabel"]["hideOverlap"] = json!(true);
    option
}

fn spec(
    option: Value,
    centres: &Arc<Vec<CentreSummary>>,
    from: usize,
    description: String,
    locale: &Locale,
) -> ChartSpec {
    ChartSpec {
        option,
        height: centres.len().clamp(1, AT_A_TIME) * CENTRE_HEIGHT + AXIS_HEIGHT,
        description,
        centres: Arc::clone(centres),
        from,
        locale: locale.clone(),
    }
}

/// What the tooltip says of a centre: its name, and every figure the charts draw, with its n.
fn tooltip(summary: &CentreSummary, locale: &Locale) -> String {
    let spread = &summary.figures.spread;
    let number = &summary.centre.number;
    let n = locale.count(spread.n) + &remark(summary).map(|remark| format!(" ({remark})")).unwrap_or_default();
    let cost = |value| locale.or_unknown(value, Locale::cost);
    let mut lines = vec![
        if summary.centre.name.is_empty() { number.clone() } else { format!("{number} {}", name(summary)) },
        format!("n  {n}"),
        format!("Average  {}", cost(spread.mean)),
        format!("Pooled  {}", cost(summary.figures.pooled_expense_per_visit)),
        format!("Maximum  {}", cost(spread.max)),
        format!("Third quartile  {}", cost(spread.q3)),
        format!("Median  {}", cost(spread.median)),
        format!("First quartile  {}", cost(spread.q1)),
        format!("Minimum  {}", cost(spread.min)),
    ];
    if !summary.outlier_organizations.is_empty() {
        lines.push(format!("Outliers  {}", few(&summary.outlier_organizations, spread.outlier_count)));
    }
    lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n")
}

/// The first few of a list, and how many more there are.
fn few(texts: &[String], count: usize) -> String {
    const FEW: usize = 6;
    let shown = texts.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    if count > FEW { format!("{shown} and {} more", count - FEW) } else { shown }
}

/// A text that ECharts' rich text shows as it is: `{a|b}` would be taken for a style.
fn plain(text: &str) -> String {
    text.replace('{', "{\u{2060}")
}

fn point(value: Option<f64>) -> CompositeValue {
    value.map_or(CompositeValue::from("-"), CompositeValue::from)
}

fn extreme(centres: &[CentreSummary], better: impl Fn(f64, f64) -> bool) -> Option<(&CentreSummary, f64)> {
    let averages = centres.iter().filter_map(|centre| centre.figures.spread.mean.map(|average| (centre, average)));
    averages.reduce(|best, next| if better(next.1, best.1) { next } else { best })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;

    use super::{AXIS_HEIGHT, CENTRE_HEIGHT, ChartSpec, averages, spreads};
    use crate::present::cases::{report, three_centres};
    use crate::present::numbers::Locale;
    use crate::present::palette::Palette;

    fn palette() -> Palette {
        Palette::from_tokens(|token| Some(token.to_owned())).unwrap()
    }

    fn check(name: &str, spec: &ChartSpec) {
        let option = serde_json::to_string_pretty(&spec.option).unwrap();
        let said: Vec<_> = (0..spec.centres.len()).map(|at| [spec.label(at), spec.tooltip(at)].join("\n")).collect();
        insta::assert_snapshot!(name, format!("{}\n\n{}\n\n{option}", spec.description, said.join("\n\n")));
    }

    #[test]
    fn every_centre_has_a_bar_and_a_box() {
        let centres = Arc::new(three_centres(MissingVisits::Zero).centres);
        check("averages", &averages(&centres, 0, &palette(), &Locale::default()));
        check("spreads", &spreads(&centres, 0, &palette(), &Locale::default()));
    }

    #[test]
    fn of_many_centres_some_are_shown_at_a_time() {
        let lines = |amount: &str| (0..30).map(|at| format!("a,{at},Centre {at},{amount}\n")).collect::<String>();
        let centres = Arc::new(report(&lines("5"), &lines("1"), MissingVisits::Zero).centres);
        let names = |from| {
            let spec = averages(&centres, from, &palette(), &Locale::default());
            let names = spec.option["yAxis"]["data"].as_array().unwrap();
            (names.len(), names[0].clone(), spec.tooltip(0).lines().next().map(str::to_owned), spec.height)
        };
        assert_eq!(names(0), (20, "Centre 0".into(), Some("0 Centre 0".into()), 20 * CENTRE_HEIGHT + AXIS_HEIGHT));
        assert_eq!(names(10), (20, "Centre 10".into(), Some("10 Centre 10".into()), 20 * CENTRE_HEIGHT + AXIS_HEIGHT));
    }

    #[test]
    fn no_centre_makes_an_empty_chart() {
        assert_eq!(averages(&Arc::default(), 0, &palette(), &Locale::default()).tooltip(0), "");
    }
}
