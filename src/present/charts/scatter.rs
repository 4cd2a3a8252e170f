//! Points: visits against expense per visit, row by row, on logarithmic axes.

use std::sync::Arc;

use charming::component::Grid;
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{ItemStyle, Symbol, Trigger};
use charming::series::Scatter;
use pervisit_analysis::centres::{CentreSummary, by_number};
use pervisit_analysis::columns::Value;
use pervisit_analysis::names::Called;
use pervisit_analysis::points::{Middle, Middles, Point, Points};
use pervisit_analysis::report::Report;
use serde_json::json;

use super::table::{Tabular, text};
use super::{
    ChartSpec, Extremes, Look, Parts, Place, Pointing, Series, Subject, figures_axis, hidden_estimates,
    make_logarithmic, many_points, option, plain, tooltip_frame,
};
use crate::present::centres::name;
use crate::present::numbers::{Locale, Written};
use crate::present::organizations::pointed_at;
use crate::present::table::Column;
use crate::selection::Selection;

/// So many rows are drawn at most, and as many of what is selected.
pub const POINTS: usize = 3_000;
/// So many centres have a diamond at most: more would hide the rows.
pub const MIDDLES: usize = 300;
const HEIGHT: usize = 460;

/// What is drawn.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// All rows, or an even sample and the furthest.
    pub sample: Arc<Points>,
    /// The rows of what is selected, where something is.
    pub selected: Option<Arc<Points>>,
    /// The middle of each centre, or of those that most is spent on.
    pub middles: Arc<Middles>,
}

struct Rows {
    drawn: Drawn,
    /// The points of each series but the last, in its order: which list, and which of it.
    series: [Vec<(List, usize)>; 4],
    names: Names,
    called: Called,
    locale: Locale,
}

/// The lists of points.
#[derive(Clone, Copy)]
enum List {
    Sample,
    Selected,
}

impl Drawn {
    fn list(&self, list: List) -> &[Point] {
        match list {
            List::Sample => &self.sample.points,
            List::Selected => self.selected.as_ref().map(|selected| selected.points.as_slice()).unwrap_or_default(),
        }
    }

    /// The points of each series: those of the sample, those of it whose visits are estimated, then
    /// both of what is selected.
    fn series(&self) -> [Vec<(List, usize)>; 4] {
        let of = |list: List, estimated: bool| {
            let points = self.list(list).iter().enumerate().filter(|(_, point)| point.estimated == estimated);
            points.map(|(at, _)| (list, at)).collect()
        };
        [of(List::Sample, false), of(List::Sample, true), of(List::Selected, false), of(List::Selected, true)]
    }
}

/// The rows of `drawn`, with the names that a report has.
pub fn chart(drawn: Drawn, report: &Report, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let lists = drawn.series();
    let is_selected = drawn.selected.is_some();
    let mut series: Vec<Series> = Vec::new();
    for (at, points) in lists.iter().enumerate() {
        let (size, opacity) = match (at, is_selected) {
            (2.., _) => (7, 0.9),
            (_, true) => (5, 0.15),
            (_, false) => (5, 0.7),
        };
        let place = |&(list, at): &(List, usize)| {
            let point = &drawn.list(list)[at];
            [point.visits.unwrap_or_default(), point.expense_per_visit]
        };
        let mut points = many_points(points.iter().map(place).collect(), &palette.accent, size, opacity);
        points["symbol"] = json!(if at % 2 == 1 { "triangle" } else { "circle" });
        series.push(Series::Drawing(points));
    }
    let middle = |middle: &Middle| {
        let place = CompositeValue::Array(vec![middle.visits.into(), middle.expense_per_visit.into()]);
        let style = ItemStyle::new().opacity(look.opacity(&middle.centre_number));
        DataPoint::Item(DataPointItem::new(place).item_style(style))
    };
    let middles = Scatter::new()
        .symbol(Symbol::Diamond)
        .symbol_size(13)
        .item_style(ItemStyle::new().color(palette.warn.as_str()).border_color(palette.card.as_str()).border_width(1))
        .data(drawn.middles.middles.iter().map(middle).collect::<Vec<_>>());
    series.push(Series::Scatter(Box::new(middles)));
    let parts = Parts {
        grid: Grid::new().left(26).right(20).top(12).bottom(26).contain_label(true),
        tooltip: tooltip_frame(palette).trigger(Trigger::Item),
        x_axis: vec![figures_axis(palette).name("Visits").name_gap(28)],
        y_axis: vec![figures_axis(palette).name("Expense per visit").name_gap(52)],
        series,
    };
    let mut option = option(&parts, palette);
    for axis in ["xAxis", "yAxis"] {
        let axis = &mut option[axis][0];
        make_logarithmic(axis);
        axis["nameLocation"] = json!("middle");
        axis["nameTextStyle"] = json!({ "color": palette.soft });
    }
    let (names, called) = (Names(report.centres.clone()), look.called.clone());
    ChartSpec {
        option,
        height: HEIGHT,
        description: description(&drawn, &names, locale),
        note: Some(note(&drawn, locale)),
        pointing: Pointing::Item,
        subject: Arc::new(Rows { drawn, series: lists, names, called, locale: locale.clone() }),
    }
}

/// What centres are called, by their numbers.
struct Names(Vec<Arc<CentreSummary>>);

impl Names {
    fn of<'a>(&'a self, number: &'a str) -> &'a str {
        by_number(&self.0, number).map_or(number, |centre| name(centre))
    }
}

fn description(drawn: &Drawn, names: &Names, locale: &Locale) -> String {
    let said = |number: &str, which: &str, cost: &str| {
        format!(" {} has the {which} median, {cost} a visit.", names.of(number))
    };
    let middles = drawn.middles.middles.iter();
    let middles = middles.map(|middle| (middle.centre_number.as_str(), middle.expense_per_visit));
    let extremes = match Extremes::of(middles, |cost| locale.cost(cost)) {
        None => String::new(),
        Some(Extremes::One(only, cost)) => said(only, "only", &cost),
        Some(Extremes::Alike(cost)) => format!(" All medians are {cost} a visit."),
        Some(Extremes::Apart([(highest, most), (lowest, least)])) => {
            said(highest, "highest", &most) + &said(lowest, "lowest", &least)
        }
    };
    format!("Visits against expense per visit, row by row, both axes logarithmic.{extremes}")
}

fn note(drawn: &Drawn, locale: &Locale) -> String {
    let Points { total, left_out, hidden, points } = &*drawn.sample;
    let mut notes = vec![match points.len() {
        all if all == *total => {
            let rows = locale.counted(all, "row that has", "rows that have");
            format!("{}{rows} visits and a unit cost above 0", if all == 1 { "The " } else { "All " })
        }
        some => format!(
            "{} of {} rows: an even sample, the same each time, and the furthest on every side",
            locale.count(some),
            locale.count(*total)
        ),
    }];
    if *left_out > 0 {
        notes.push(format!("{} can’t stand here", locale.counted(*left_out, "row", "rows")));
    }
    notes.extend(hidden_estimates(*hidden, locale));
    let Middles { total, middles } = &*drawn.middles;
    notes.push(match middles.len() {
        all if all == *total => "diamonds: the centres’ medians".into(),
        some => format!(
            "diamonds: the medians of {} of {} centres, those that most is spent on",
            locale.count(some),
            locale.count(*total)
        ),
    });
    if points.iter().any(|point| point.estimated) {
        notes.push("triangles by estimated visits".into());
    }
    if let Some(Points { total, points, .. }) = drawn.selected.as_deref() {
        notes.push(match points.len() {
            0 if *total == 0 => "none that is selected can stand here".into(),
            all if all == *total => format!("all {} selected", locale.count(all)),
            some => format!("{} of {} selected", locale.count(some), locale.count(*total)),
        });
    }
    notes.join(" · ")
}

impl Rows {
    fn name(&self, number: &str) -> String {
        match self.names.of(number) {
            name if name == number => number.to_owned(),
            name => format!("{number} {name}"),
        }
    }

    fn point(&self, (series, at): Place) -> Option<&Point> {
        let &(list, at) = self.series.get(series)?.get(at)?;
        self.drawn.list(list).get(at)
    }

    fn middle(&self, (series, at): Place) -> Option<&Middle> {
        if series == self.series.len() { self.drawn.middles.middles.get(at) } else { None }
    }

    /// The rows of the table: what is selected, or the sample.
    fn listed(&self) -> &[Point] {
        &self.drawn.selected.as_ref().unwrap_or(&self.drawn.sample).points
    }
}

impl Subject for Rows {
    fn tooltip(&self, place: Place) -> String {
        let locale = &self.locale;
        if let Some(point) = self.point(place) {
            return plain(&[
                pointed_at(&point.organization, &self.called),
                self.name(&point.centre_number),
                format!("Visits  {}", locale.or_unknown(point.visits, Locale::visits)),
                format!("Expense per visit  {}", locale.cost(point.expense_per_visit)),
                if point.estimated { "By estimated visits".into() } else { String::new() },
            ]);
        }
        let said = |middle: &Middle| {
            plain(&[
                self.name(&middle.centre_number),
                match middle.estimated {
                    0 => format!("Middle of {}", locale.counted(middle.n, "row", "rows")),
                    some => {
                        let rows = locale.counted(middle.n, "row", "rows");
                        format!("Middle of {rows}, {} of them estimated", locale.count(some))
                    }
                },
                format!("Median visits  {}", locale.visits(middle.visits)),
                format!("Median expense per visit  {}", locale.cost(middle.expense_per_visit)),
            ])
        };
        self.middle(place).map(said).unwrap_or_default()
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        let row = self.point(place).map(|point| Selection::of_row(&point.organization, &point.centre_number));
        row.or_else(|| self.middle(place).map(|middle| Selection::of_centre(&middle.centre_number)))
    }
}

impl Tabular for Rows {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Organization", "Organization", 8),
                Column::text("Number", "Centre number", 6),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Visits", "Visits", 7, Written::Visits),
                Column::figure("Expense per visit", "Expense per visit", 10, Written::Cost),
                Column::text("Estimated", "Estimated", 6),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.listed().len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let point = &self.listed()[row];
        match column {
            0 => text(&point.organization),
            1 => text(&point.centre_number),
            2 => text(self.names.of(&point.centre_number)),
            3 => Value::Figure(point.visits),
            4 => Value::Figure(Some(point.expense_per_visit)),
            _ => text(if point.estimated { "yes" } else { "no" }),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        let point = &self.listed()[row];
        Selection::of_row(&point.organization, &point.centre_number)
    }

    fn organizations(&self) -> Option<(usize, &Called)> {
        Some((0, &self.called))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::points::{Middle, Middles, Point, Points};

    use super::{Drawn, chart};
    use crate::present::cases::three_centres;
    use crate::present::charts::cases::{told, with_look};
    use crate::selection::Selection;

    fn points(total: usize, left_out: usize, rows: &[(&str, &str, f64, f64)]) -> Arc<Points> {
        let point = |&(organization, number, visits, cost): &(&str, &str, f64, f64)| Point {
            organization: organization.into(),
            centre_number: number.into(),
            visits: Some(visits),
            expense_per_visit: cost,
            estimated: cost > 800.0,
        };
        Arc::new(Points { total, left_out, hidden: left_out / 10, points: rows.iter().map(point).collect() })
    }

    #[test]
    fn rows_and_middles_are_points() {
        let report = three_centres(MissingVisits::Zero);
        let rows = [("a", "1", 1.0, 100.0), ("a", "2", 4.0, 250.0), ("{e|f}", "1", 1.0, 900.0)];
        let middle = |number: &str, n, visits, expense_per_visit| Middle {
            centre_number: number.into(),
            n,
            estimated: n / 5,
            visits,
            expense_per_visit,
        };
        let middles = vec![middle("1", 5, 1.0, 120.0), middle("2", 1, 4.0, 250.0)];
        let drawn = |total| Arc::new(Middles { total, middles: middles.clone() });
        let all = Drawn { sample: points(3, 0, &rows), selected: None, middles: drawn(2) };
        let spec = with_look(&Selection::default(), |look| chart(all, &report, &look));
        insta::assert_snapshot!("scatter", told(&spec, &[(0, 1), (1, 0), (4, 1), (0, 9), (2, 0)]));

        let selected = Some(points(6, 0, &rows[1..2]));
        let some = Drawn { sample: points(5_000, 20, &rows), selected, middles: drawn(1_200) };
        let spec = with_look(&Selection::of_centre("2"), |look| chart(some, &report, &look));
        insta::assert_snapshot!("scatter_selected", told(&spec, &[(2, 0)]));
    }
}
