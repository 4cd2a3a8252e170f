//! Boxplots: how the rows' expense per visit spreads in each centre. The five numbers and the
//! outliers are the core's; ECharts computes none.

use std::sync::Arc;

use charming::component::Grid;
use charming::datatype::{CompositeValue, DataPoint};
use charming::element::ItemStyle;
use charming::series::{Boxplot, Scatter};
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::columns::Value;
use pervisit_analysis::names::Called;
use pervisit_analysis::points::{Point, Points};
use pervisit_analysis::report::Report;
use pervisit_analysis::spread::FENCE;
use serde_json::json;

use super::table::{Tabular, count, text};
use super::{
    ChartSpec, Look, Place, Pointing, Series, Subject, by_centre, height_of_bands, hidden_estimates, in_sight, item,
    make_logarithmic, many_points, note_of_estimates, note_of_sight, option, point, tooltip_of_centre,
};
use crate::present::centres::name;
use crate::present::numbers::{Locale, Written};
use crate::present::organizations::named;
use crate::present::table::Column;
use crate::selection::Selection;

/// So many rows are drawn as points at most.
pub const POINTS: usize = 3_000;
/// How much of a centre's band its points take, of 1.
const SCATTERED: f64 = 0.56;

/// What more can be seen.
#[derive(Clone, Copy, Default)]
pub struct Choices<'a> {
    /// Whether the axis is logarithmic.
    pub logarithmic: bool,
    /// The rows of the centres in sight.
    pub points: Option<&'a Points>,
    /// Those of the organization that is selected.
    pub own: Option<&'a Points>,
}

struct Spreads {
    centres: Arc<Vec<Arc<CentreSummary>>>,
    from: usize,
    called: Called,
    locale: Locale,
}

/// The centres in the order given, those in sight from one on.
pub fn chart(centres: &Arc<Vec<Arc<CentreSummary>>>, from: usize, choices: Choices<'_>, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let shown = in_sight(centres, from);
    let edge = if choices.logarithmic { edge(shown, choices) } else { f64::NEG_INFINITY };
    let organization = look.selection.organization.as_deref();
    let boxes: Vec<DataPoint> = shown
        .iter()
        .map(|centre| {
            let spread = &centre.figures.spread;
            let five = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
            let five = five.map(|figure| point(figure.map(|figure| figure.max(edge))));
            item(CompositeValue::Array(five.to_vec()), centre, look)
        })
        .collect();
    let mut outliers: Vec<DataPoint> = Vec::new();
    for (at, centre) in (0_i64..).zip(shown) {
        let points = centre
            .figures
            .spread
            .outliers
            .iter()
            .map(|&value| item(CompositeValue::Array(vec![value.max(edge).into(), at.into()]), centre, look));
        outliers.extend(points);
    }
    let style = ItemStyle::new().color(palette.accent_soft.as_str()).border_color(palette.accent.as_str());
    let boxes = Boxplot::new().item_style(style.border_width(1.5)).data(boxes);
    let warn = ItemStyle::new().color(palette.warn.as_str());
    let mut series = vec![
        Series::Boxplot(Box::new(boxes)),
        Series::Scatter(Box::new(Scatter::new().symbol_size(7).item_style(warn).data(outliers))),
    ];
    let is_own = |point: &&Point| organization == Some(&*point.organization);
    let own: Vec<&Point> = choices.own.into_iter().flat_map(|own| &own.points).filter(is_own).collect();
    let others = choices.points.into_iter().flat_map(|it| &it.points).filter(|point| !is_own(point)).collect();
    let others_show = if organization.is_some() { 0.25 } else { 0.5 };
    let drawn = [
        (scattered(others, shown, edge, SCATTERED), &palette.ink, 3, others_show),
        (scattered(own, shown, edge, 0.0), &palette.accent, 9, 1.0),
    ];
    let has_points = drawn.iter().any(|(points, ..)| !points.is_empty());
    for (points, colour, size, opacity) in drawn.into_iter().filter(|(points, ..)| !points.is_empty()) {
        let mut points = many_points(points, colour, size, opacity);
        points["yAxisIndex"] = json!(1);
        points["silent"] = json!(true);
        series.push(Series::Drawing(points));
    }
    let grid = Grid::new().left(4).right(16).top(8).bottom(4);
    let mut option = option(&by_centre(shown, look, grid, series), palette);
    option["series"][0]["boxWidth"] = json!([6, 18]);
    if has_points {
        // Points stand beside each other within a centre's band, where an axis of names has one place.
        let between = json!({ "type": "value", "show": false, "inverse": true, "min": 0, "max": shown.len().max(1) });
        option["yAxis"].as_array_mut().into_iter().for_each(|axes| axes.push(between.clone()));
        // Beside an axis of numbers, the other one would have a line and ticks.
        for part in ["axisLine", "axisTick"] {
            option["xAxis"][0][part] = json!({ "show": false });
        }
    }
    if choices.logarithmic {
        make_logarithmic(&mut option["xAxis"][0]);
        option["xAxis"][0]["min"] = json!(edge);
    }
    ChartSpec {
        option,
        height: height_of_bands(centres.len()),
        description: description(centres, locale),
        note: Some(note(centres, shown, from, choices, look)),
        pointing: Pointing::Band,
        subject: Arc::new(Spreads {
            centres: Arc::clone(centres),
            from,
            called: look.called.clone(),
            locale: locale.clone(),
        }),
    }
}

/// Where a centre's rows stand: at their unit cost, scattered over so much of the centre's band.
fn scattered(points: Vec<&Point>, shown: &[Arc<CentreSummary>], edge: f64, over: f64) -> Vec<[f64; 2]> {
    let place = |point: &Point| shown.iter().position(|centre| centre.centre.number == point.centre_number);
    let mut step = 0.0_f64;
    points
        .into_iter()
        .filter_map(|point| {
            // Multiples of the golden ratio lie evenly, however many there are.
            step = (step + 0.618_033_988_749_894_9).fract();
            #[expect(clippy::cast_precision_loss, reason = "one of a few centres")]
            let band = place(point)? as f64;
            Some([point.expense_per_visit.max(edge), band + 0.5 + (step - 0.5) * over])
        })
        .collect()
}

/// Where a logarithmic axis begins: a power of ten below all that is above 0. What is not stands there, a power further.
fn edge(shown: &[Arc<CentreSummary>], choices: Choices<'_>) -> f64 {
    let of_boxes = shown.iter().flat_map(|centre| {
        let spread = &centre.figures.spread;
        let box_ = [spread.whisker_low, spread.q1, spread.median, spread.q3, spread.whisker_high];
        box_.into_iter().flatten().chain(spread.outliers.iter().copied())
    });
    let points = [choices.points, choices.own].into_iter().flatten();
    let of_points = points.flat_map(|points| points.points.iter().map(|point| point.expense_per_visit));
    let (above, others): (Vec<f64>, Vec<f64>) = of_boxes.chain(of_points).partition(|&cost| cost > 0.0);
    let least = above.into_iter().reduce(f64::min).unwrap_or(1.0);
    10_f64.powf(least.log10().floor() - if others.is_empty() { 0.0 } else { 1.0 })
}

fn description(centres: &[Arc<CentreSummary>], locale: &Locale) -> String {
    let count: usize = centres.iter().map(|centre| centre.figures.spread.outlier_count).sum();
    let listed: usize = centres.iter().map(|centre| centre.figures.spread.outliers.len()).sum();
    let drawn = match (count, listed) {
        (0, _) => "no unit cost is an outlier".to_owned(),
        (1, 1) => "1 outlier is a point".to_owned(),
        (all, listed) if listed == all => format!("{} outliers are points", locale.count(count)),
        _ => format!(
            "of {} outliers the {} furthest on either side of each centre are points",
            locale.count(count),
            Report::OUTLIERS
        ),
    };
    let centres = locale.counted(centres.len(), "centre", "centres");
    format!("Spread of expense per visit between organizations in {centres}; {drawn}.")
}

fn note(
    centres: &[Arc<CentreSummary>],
    shown: &[Arc<CentreSummary>],
    from: usize,
    choices: Choices<'_>,
    look: &Look<'_>,
) -> String {
    let locale = look.locale;
    let mut notes: Vec<String> = note_of_sight(centres.len(), from, locale).into_iter().collect();
    notes.extend(note_of_estimates(centres, locale).map(|estimates| format!("Boxes: {estimates}")));
    if let Some(Points { total, points, .. }) = choices.points {
        notes.push(match points.len() {
            1 if *total == 1 => "1 row as a point".into(),
            all if all == *total => format!("All {} rows as points", locale.count(all)),
            some => format!(
                "{} of {} rows as points: an even sample, and the furthest",
                locale.count(some),
                locale.count(*total)
            ),
        });
    }
    let selected = look.selection.organization.as_ref();
    let mut own = choices.own.into_iter().flat_map(|own| &own.points);
    let own = own.find(|point| Some(&point.organization) == selected);
    notes.extend(own.map(|own| format!("Large points: {}", named(&own.organization, look.called))));
    notes.extend(choices.points.and_then(|points| hidden_estimates(points.hidden, locale)));
    let is_low = |cost: f64| cost <= 0.0;
    let has_low = shown.iter().any(|centre| centre.figures.spread.min.is_some_and(is_low));
    if choices.logarithmic && has_low {
        notes.push("Unit costs of 0 or less stand at the left edge".into());
    }
    notes.push(format!(
        "Boxes hold the middle half, their line the median; whiskers reach as far as values within {} times the box; dots \
         are outliers",
        locale.fixed(FENCE, 1)
    ));
    notes.join(" · ")
}

impl Subject for Spreads {
    fn tooltip(&self, place: Place) -> String {
        let centre = in_sight(&self.centres, self.from).get(place.0);
        centre.map(|centre| tooltip_of_centre(centre, &self.called, &self.locale)).unwrap_or_default()
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        in_sight(&self.centres, self.from).get(place.0).map(|centre| Selection::of_centre(&centre.centre.number))
    }
}

impl Tabular for Spreads {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Number", "Centre number", 5),
                Column::text("Centre", "Centre name", 0),
                Column::figure("n", "Rows in the average", 5, Written::Plain),
                Column::figure("Min", "Minimum", 6, Written::Cost),
                Column::figure("Low", "Lower whisker", 6, Written::Cost),
                Column::figure("Q1", "First quartile", 6, Written::Cost),
                Column::figure("Median", "Median", 6, Written::Cost),
                Column::figure("Q3", "Third quartile", 6, Written::Cost),
                Column::figure("High", "Upper whisker", 6, Written::Cost),
                Column::figure("Max", "Maximum", 6, Written::Cost),
                Column::figure("Outliers", "Outliers", 6, Written::Plain),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.centres.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let centre = &self.centres[row];
        let spread = &centre.figures.spread;
        match column {
            0 => text(&centre.centre.number),
            1 => text(name(centre)),
            2 => count(spread.n),
            3 => Value::Figure(spread.min),
            4 => Value::Figure(spread.whisker_low),
            5 => Value::Figure(spread.q1),
            6 => Value::Figure(spread.median),
            7 => Value::Figure(spread.q3),
            8 => Value::Figure(spread.whisker_high),
            9 => Value::Figure(spread.max),
            _ => count(spread.outlier_count),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        Selection::of_centre(&self.centres[row].centre.number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::points::{Point, Points};

    use super::{Choices, chart};
    use crate::present::cases::three_centres;
    use crate::present::charts::ChartSpec;
    use crate::present::charts::cases::{told, with_look};
    use crate::selection::Selection;

    fn spec(selection: &Selection, choices: Choices<'_>) -> ChartSpec {
        let centres = Arc::new(three_centres(MissingVisits::Zero).centres);
        with_look(selection, |look| chart(&centres, 0, choices, &look))
    }

    #[test]
    fn every_centre_has_a_box() {
        insta::assert_snapshot!(
            "spreads",
            told(&spec(&Selection::default(), Choices::default()), &[(0, 0), (1, 0), (2, 0)])
        );
    }

    #[test]
    fn rows_are_points_and_what_a_logarithmic_axis_can_not_show_stands_at_its_edge() {
        let point = |organization: &str, centre: &str, cost| Point {
            organization: organization.into(),
            centre_number: centre.into(),
            visits: None,
            expense_per_visit: cost,
            estimated: false,
        };
        let points = Points {
            total: 9,
            left_out: 0,
            hidden: 1,
            points: vec![point("a", "1", 100.0), point("b", "2", 0.0), point("b", "nowhere", 5.0)],
        };
        let own = Points { total: 1, points: points.points[1..2].to_vec(), ..Points::default() };
        let choices = Choices { logarithmic: true, points: Some(&points), own: Some(&own) };
        insta::assert_snapshot!("spreads_of_points", told(&spec(&Selection::of_row("b", "2"), choices), &[]));
        // One that was asked for before is not drawn as the one that is selected.
        let alone = Choices { own: Some(&own), ..Choices::default() };
        insta::assert_snapshot!("spreads_of_one", told(&spec(&Selection::of_organization("b"), alone), &[]));
        assert_eq!(spec(&Selection::of_organization("c"), alone).option["series"].as_array().unwrap().len(), 2);
    }
}
