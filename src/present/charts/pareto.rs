//! Bars of what each centre spends, the largest first, and the share of all that they come to.

use std::sync::Arc;

use charming::component::Grid;
use charming::datatype::DataPoint;
use charming::element::ItemStyle;
use charming::series::Bar;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::columns::Value;
use pervisit_analysis::pareto::{Part, pareto};
use serde_json::json;

use super::table::{Tabular, text};
use super::{
    ChartSpec, Look, Place, Pointing, Series, Subject, by_centre, height_of_bands, in_sight, item, note_of_sight,
    number_and_name, option, plain, point,
};
use crate::present::centres::name;
use crate::present::numbers::{Locale, Written};
use crate::present::sentences::as_others;
use crate::present::table::Column;
use crate::selection::Selection;

/// What stands above the bars: the axis of shares.
const HEAD: usize = 22;
/// The share that a few centres are said to make up.
const MOST: f64 = 0.8;

/// All centres, by expense.
#[derive(Clone, Default, PartialEq)]
pub struct ByExpense {
    /// The centres, the largest expense first.
    pub centres: Arc<Vec<Arc<CentreSummary>>>,
    parts: Vec<Part>,
}

impl ByExpense {
    /// The centres of a report.
    pub fn of(centres: &[Arc<CentreSummary>]) -> ByExpense {
        let parts = pareto(centres);
        ByExpense { centres: Arc::new(parts.iter().map(|part| Arc::clone(&centres[part.centre])).collect()), parts }
    }
}

struct Pareto {
    by_expense: Arc<ByExpense>,
    from: usize,
    locale: Locale,
}

/// The centres in sight from one on.
pub fn chart(by_expense: &Arc<ByExpense>, from: usize, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let centres = &by_expense.centres;
    let shown = in_sight(centres, from);
    let bars: Vec<DataPoint> =
        shown.iter().map(|centre| item(point(centre.figures.known_expenses()), centre, look)).collect();
    let bars = Bar::new().item_style(ItemStyle::new().color(palette.accent.as_str()).border_radius(3)).data(bars);
    let mut series = vec![Series::Bar(Box::new(bars))];
    let shares: Vec<(f64, usize)> = (by_expense.parts.iter().skip(from).take(shown.len()).enumerate())
        .filter_map(|(at, part)| Some((part.cumulative?, at)))
        .collect();
    if let Some(first) = shares.first() {
        series.push(Series::Drawing(json!({
            "type": "custom", "renderItem": "line", "silent": true, "z": 5, "xAxisIndex": 1, "data": [first],
            "points": shares, "color": palette.warn, "card": palette.card,
        })));
    }
    let grid = Grid::new().left(4).right(20).top(8).bottom(4);
    let mut option = option(&by_centre(shown, look, grid, series), palette);
    option["series"][0]["barMaxWidth"] = json!(20);
    let mut across = option["xAxis"][0].clone();
    across["splitLine"] = json!({ "show": false });
    across["min"] = json!(0);
    across["max"] = json!(1);
    across["interval"] = json!(0.25);
    across["axisLabel"]["formatter"] = json!("share");
    across["axisLabel"]["color"] = json!(palette.warn);
    option["xAxis"].as_array_mut().into_iter().for_each(|axes| axes.push(across.clone()));
    ChartSpec {
        option,
        height: height_of_bands(centres.len()) + HEAD,
        description: description(by_expense, locale),
        note: Some(note(centres.len(), from, locale)),
        pointing: Pointing::Band,
        subject: Arc::new(Pareto { by_expense: Arc::clone(by_expense), from, locale: locale.clone() }),
    }
}

fn note(centres: usize, from: usize, locale: &Locale) -> String {
    let line = "The line: what a centre and those before it come to, of all expenses".to_owned();
    note_of_sight(centres, from, locale).into_iter().chain([line]).collect::<Vec<_>>().join(" · ")
}

fn description(ByExpense { centres, parts }: &ByExpense, locale: &Locale) -> String {
    let first = centres.first().zip(parts.first()).and_then(|(centre, part)| {
        let share = part.share.filter(|&share| share <= 1.0 && parts.len() > 1)?;
        let alike = parts.iter().filter(|other| other.share == part.share);
        let as_much = as_others(alike.count() - 1, ["does", "do"], locale);
        Some(format!(" {} spends most, {} of all{as_much}.", name(centre), locale.percent(share)))
    });
    let most = parts.iter().position(|part| part.cumulative.is_some_and(|share| share >= MOST));
    // Beside recoveries a part may be more than all.
    let most = most.filter(|&at| parts[at].cumulative.is_some_and(|share| share <= 1.0)).map(|at| {
        let count = at + 1;
        let share = parts[at].cumulative.unwrap_or_default();
        format!(
            " {} of {} {} {}.",
            locale.count(count),
            locale.counted(parts.len(), "centre", "centres"),
            if count == 1 { "spends" } else { "spend" },
            locale.percent(share)
        )
    });
    let sentences = [first, most].into_iter().flatten().collect::<String>();
    format!("Expenses of {}, the largest first.{sentences}", locale.counted(centres.len(), "centre", "centres"))
}

impl Subject for Pareto {
    fn tooltip(&self, place: Place) -> String {
        let centres = in_sight(&self.by_expense.centres, self.from);
        let parts = self.by_expense.parts.iter().skip(self.from);
        let Some((centre, part)) = centres.iter().zip(parts).nth(place.0) else { return String::new() };
        let share = |share| self.locale.or_unknown(share, Locale::percent);
        plain(&[
            number_and_name(centre),
            format!("Expenses  {}", self.locale.or_unknown(centre.figures.known_expenses(), Locale::plain)),
            format!("Share  {}", share(part.share)),
            format!("With those before it  {}", share(part.cumulative)),
        ])
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        let shown = in_sight(&self.by_expense.centres, self.from);
        shown.get(place.0).map(|centre| Selection::of_centre(&centre.centre.number))
    }
}

impl Tabular for Pareto {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Number", "Centre number", 5),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Expenses", "Expenses", 9, Written::Plain),
                Column::figure("Share", "Share of all expenses", 6, Written::Share),
                Column::figure("Cumulative", "Share with the centres before it", 8, Written::Share),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.by_expense.parts.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let (centre, part) = (&self.by_expense.centres[row], &self.by_expense.parts[row]);
        match column {
            0 => text(&centre.centre.number),
            1 => text(name(centre)),
            2 => Value::Figure(centre.figures.known_expenses()),
            3 => Value::Figure(part.share),
            _ => Value::Figure(part.cumulative),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        Selection::of_centre(&self.by_expense.centres[row].centre.number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;

    use super::{ByExpense, chart};
    use crate::present::cases::three_centres;
    use crate::present::charts::cases::{told, with_look};
    use crate::selection::Selection;

    #[test]
    fn centres_stand_by_expense() {
        let by_expense = Arc::new(ByExpense::of(&three_centres(MissingVisits::Zero).centres));
        let spec = with_look(&Selection::of_centre("1"), |look| chart(&by_expense, 0, &look));
        insta::assert_snapshot!("pareto", told(&spec, &[(0, 0), (2, 0), (3, 0)]));
        let none = with_look(&Selection::default(), |look| chart(&Arc::default(), 0, &look));
        assert!(none.description.starts_with("Expenses of 0 centres"));
    }
}
