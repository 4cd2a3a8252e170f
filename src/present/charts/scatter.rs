//! Points: visits against expense per visit, row by row, on logarithmic axes.

use std::collections::BTreeMap;
use std::sync::Arc;

use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::points::{Middle, Point, Points};
use serde_json::json;

use super::table::{Tabular, Value, cost, figure, text};
use super::{ChartSpec, FONT, Look, Place, Pointing, Subject, counted, plain};
use crate::present::centres::name;
use crate::present::numbers::Locale;
use crate::present::table::Column;
use crate::selection::Selection;

/// So many rows are drawn at most, and as many of what is selected.
pub const POINTS: usize = 4_000;
const HEIGHT: usize = 460;

/// What is drawn.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// An even sample of all rows.
    pub sample: Arc<Points>,
    /// The rows of what is selected, where something is.
    pub selected: Option<Arc<Points>>,
    /// The middle of each centre.
    pub middles: Vec<Middle>,
}

struct Scatter {
    drawn: Arc<Drawn>,
    names: BTreeMap<String, String>,
    locale: Locale,
}

/// Series of the chart, in their order.
const SAMPLE: usize = 0;
const SELECTED: usize = 1;

/// The rows of `drawn`, with the names that centres have.
pub fn chart(drawn: &Arc<Drawn>, centres: &[CentreSummary], look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let points = |points: &[Point]| -> Vec<[f64; 2]> {
        points.iter().map(|point| [point.visits.unwrap_or_default(), point.expense_per_visit]).collect()
    };
    let of_rows = |points: Vec<[f64; 2]>, colour: &str, size: usize, opacity: f64| {
        json!({
            "type": "scatter", "large": true, "largeThreshold": 500, "progressive": 0, "symbolSize": size,
            "itemStyle": { "color": colour, "opacity": opacity }, "data": points,
        })
    };
    let is_selected = drawn.selected.is_some();
    let sample = of_rows(points(&drawn.sample.points), &palette.accent, 5, if is_selected { 0.15 } else { 0.5 });
    let selected = drawn.selected.as_ref().map(|selected| points(&selected.points)).unwrap_or_default();
    let selected = of_rows(selected, &palette.accent, 7, 0.9);
    let middle = |middle: &Middle| {
        json!({
            "value": [middle.visits, middle.expense_per_visit],
            "itemStyle": { "opacity": look.opacity(&middle.centre_number) },
        })
    };
    let middles = json!({
        "type": "scatter", "symbol": "diamond", "symbolSize": 13, "z": 4,
        "itemStyle": { "color": palette.warn, "borderColor": palette.card, "borderWidth": 1 },
        "data": drawn.middles.iter().map(middle).collect::<Vec<_>>(),
    });
    let axis = |label: &str, gap: usize| {
        json!({
            "type": "log", "name": label, "nameLocation": "middle", "nameGap": gap,
            "nameTextStyle": { "color": palette.soft },
            "axisLabel": { "color": palette.soft, "hideOverlap": true, "formatter": "number" },
            "splitLine": { "lineStyle": { "color": palette.line } },
            "axisLine": { "show": false }, "axisTick": { "show": false }, "minorTick": { "show": false },
        })
    };
    let option = json!({
        "animation": false,
        "backgroundColor": palette.card,
        "textStyle": { "fontFamily": FONT },
        "grid": { "left": 26, "right": 20, "top": 12, "bottom": 26, "containLabel": true },
        "tooltip": {
            "trigger": "item", "renderMode": "richText", "confine": true,
            "backgroundColor": palette.card, "borderColor": palette.line,
            "textStyle": { "color": palette.ink, "fontSize": 13, "lineHeight": 20, "fontFamily": FONT },
        },
        "xAxis": [axis("Visits", 28)],
        "yAxis": [axis("Expense per visit", 52)],
        "series": [sample, selected, middles],
    });
    let names: BTreeMap<String, String> =
        centres.iter().map(|centre| (centre.centre.number.clone(), name(centre).to_owned())).collect();
    ChartSpec {
        option,
        height: HEIGHT,
        description: description(drawn, &names, locale),
        note: Some(note(drawn, locale)),
        pointing: Pointing::Item,
        subject: Arc::new(Scatter { drawn: Arc::clone(drawn), names, locale: locale.clone() }),
    }
}

fn description(drawn: &Drawn, names: &BTreeMap<String, String>, locale: &Locale) -> String {
    let extreme = |better: fn(f64, f64) -> bool| {
        let middles = drawn.middles.iter();
        middles.reduce(|best, next| if better(next.expense_per_visit, best.expense_per_visit) { next } else { best })
    };
    let name = |number: &String| names.get(number).unwrap_or(number).clone();
    let said = |middle: &Middle, which: &str| {
        let cost = locale.cost(middle.expense_per_visit);
        format!(" {} has the {which} median, {cost} a visit.", name(&middle.centre_number))
    };
    let highest = extreme(|a, b| a > b).map(|middle| said(middle, "highest")).unwrap_or_default();
    let lowest = extreme(|a, b| a < b).map(|middle| said(middle, "lowest")).unwrap_or_default();
    format!(
        "Visits against expense per visit, row by row, both axes logarithmic, with a diamond at the middle of each \
         centre: the medians of its rows that have visits.{highest}{lowest}"
    )
}

fn note(drawn: &Drawn, locale: &Locale) -> String {
    let Points { total, left_out, points } = &*drawn.sample;
    let mut notes = vec![match points.len() {
        all if all == *total => {
            format!("All {} that have visits and a unit cost above 0", counted(all, "row", "rows", locale))
        }
        some => format!(
            "{} of {} rows, an even sample that is the same each time",
            locale.count(some),
            locale.count(*total)
        ),
    }];
    if *left_out > 0 {
        notes.push(format!("{} can’t stand here", counted(*left_out, "row", "rows", locale)));
    }
    if let Some(Points { total, points, .. }) = drawn.selected.as_deref() {
        notes.push(match points.len() {
            all if all == *total => format!("all {} selected", locale.count(all)),
            some => format!("{} of {} selected", locale.count(some), locale.count(*total)),
        });
    }
    notes.join(" · ")
}

impl Scatter {
    fn name(&self, number: &str) -> String {
        match self.names.get(number) {
            Some(name) if name != number => format!("{number} {name}"),
            _ => number.to_owned(),
        }
    }

    fn point(&self, (series, at): Place) -> Option<&Point> {
        match series {
            SAMPLE => self.drawn.sample.points.get(at),
            SELECTED => self.drawn.selected.as_ref()?.points.get(at),
            _ => None,
        }
    }

    fn middle(&self, (series, at): Place) -> Option<&Middle> {
        if series > SELECTED { self.drawn.middles.get(at) } else { None }
    }

    /// The rows of the table: what is selected, or the sample.
    fn listed(&self) -> &[Point] {
        &self.drawn.selected.as_ref().unwrap_or(&self.drawn.sample).points
    }
}

impl Subject for Scatter {
    fn tooltip(&self, place: Place) -> String {
        let locale = &self.locale;
        if let Some(point) = self.point(place) {
            return plain(&[
                format!("Organization {}", point.organization),
                self.name(&point.centre_number),
                format!("Visits  {}", locale.or_unknown(point.visits, Locale::plain)),
                format!("Expense per visit  {}", locale.cost(point.expense_per_visit)),
            ]);
        }
        let said = |middle: &Middle| {
            plain(&[
                self.name(&middle.centre_number),
                format!("Middle of {}", counted(middle.n, "row", "rows", locale)),
                format!("Median visits  {}", locale.plain(middle.visits)),
                format!("Median expense per visit  {}", locale.cost(middle.expense_per_visit)),
            ])
        };
        self.middle(place).map(said).unwrap_or_default()
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        let row = self.point(place).map(|point| Selection::of_row(&point.organization, &point.centre_number));
        row.or_else(|| self.middle(place).map(|middle| Selection::of_centre(&middle.centre_number)))
    }

    fn number(&self, value: f64) -> String {
        self.locale.plain(value)
    }
}

impl Tabular for Scatter {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                text("Organization", 8),
                text("Number", 6),
                text("Centre", 0),
                figure("Visits", 7),
                figure("Expense per visit", 9),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.listed().len()
    }

    fn value(&self, row: usize, column: usize) -> Value {
        let point = &self.listed()[row];
        match column {
            0 => Value::Text(point.organization.clone()),
            1 => Value::Text(point.centre_number.clone()),
            2 => Value::Text(self.names.get(&point.centre_number).cloned().unwrap_or_default()),
            3 => Value::Figure(point.visits, Locale::plain),
            _ => cost(Some(point.expense_per_visit)),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        let point = &self.listed()[row];
        Selection::of_row(&point.organization, &point.centre_number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::points::{Middle, Point, Points};

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
            estimated: false,
        };
        Arc::new(Points { total, left_out, points: rows.iter().map(point).collect() })
    }

    #[test]
    fn rows_and_middles_are_points() {
        let centres = three_centres(MissingVisits::Zero).centres;
        let rows = [("a", "1", 1.0, 100.0), ("a", "2", 4.0, 250.0), ("{e|f}", "1", 1.0, 900.0)];
        let middle = |number: &str, n, visits, expense_per_visit| Middle {
            centre_number: number.into(),
            n,
            visits,
            expense_per_visit,
        };
        let middles = vec![middle("1", 5, 1.0, 120.0), middle("2", 1, 4.0, 250.0)];
        let all = Arc::new(Drawn { sample: points(3, 0, &rows), selected: None, middles: middles.clone() });
        let spec = with_look(&Selection::default(), |look| chart(&all, &centres, &look));
        insta::assert_snapshot!("scatter", told(&spec, &[(0, 2), (2, 1), (0, 9), (1, 0)]));

        let selected = Some(points(6, 0, &rows[1..2]));
        let some = Arc::new(Drawn { sample: points(5_000, 20, &rows), selected, middles });
        let spec = with_look(&Selection::of_centre("2"), |look| chart(&some, &centres, &look));
        insta::assert_snapshot!("scatter_selected", told(&spec, &[(1, 0)]));
    }
}
