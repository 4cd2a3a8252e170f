//! Horizontal bars: the average expense per visit of each centre, beside that of all.

use std::sync::Arc;

use charming::component::Grid;
use charming::datatype::DataPoint;
use charming::element::ItemStyle;
use charming::series::Bar;
use pervisit_analysis::centres::{CentreSummary, Figures};
use pervisit_analysis::columns::Value;
use serde_json::json;

use super::table::{Tabular, Written, count, text};
use super::{
    ChartSpec, Look, Place, Pointing, SMALL_FONT, Series, Subject, by_centre, height_of_bands, in_sight, item,
    note_of_sight, option, point, tooltip_of_centre,
};
use crate::present::centres::{CentreColumn, name};
use crate::present::numbers::Locale;
use crate::present::table::Column;
use crate::selection::Selection;

/// What stands right of the longest bar, in pixels.
const BAR_LABEL: i32 = 64;
/// What stands above the bars: the word at the line of all.
const HEAD: u8 = 26;

/// The figures that stand for a group's unit costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Average {
    /// The mean of the rows' unit costs.
    #[default]
    Mean,
    /// Expenses over visits.
    Pooled,
    /// The rows' median.
    Median,
}

impl Average {
    /// All of them, in the order they are offered in.
    pub const ALL: [Average; 3] = [Average::Mean, Average::Pooled, Average::Median];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Average::Mean => "Mean",
            Average::Pooled => "Pooled",
            Average::Median => "Median",
        }
    }

    /// The column of the centres' table that holds it.
    pub fn column(self) -> CentreColumn {
        match self {
            Average::Mean => CentreColumn::Average,
            Average::Pooled => CentreColumn::Pooled,
            Average::Median => CentreColumn::Median,
        }
    }

    /// It, of a group's figures.
    pub fn of(self, figures: &Figures) -> Option<f64> {
        match self {
            Average::Mean => figures.spread.mean,
            Average::Pooled => figures.pooled_expense_per_visit,
            Average::Median => figures.spread.median,
        }
    }
}

struct Averages {
    centres: Arc<Vec<CentreSummary>>,
    from: usize,
    average: Average,
    locale: Locale,
}

/// The centres in the order given, those in sight from one on, and the figure of all rows as a line.
pub fn chart(
    centres: &Arc<Vec<CentreSummary>>,
    from: usize,
    average: Average,
    overall: &Figures,
    look: &Look<'_>,
) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let shown = in_sight(centres, from);
    let bars: Vec<DataPoint> =
        shown.iter().map(|centre| item(point(average.of(&centre.figures)), centre, look)).collect();
    let bars = Bar::new().item_style(ItemStyle::new().color(palette.accent.as_str()).border_radius(3)).data(bars);
    let mut series = vec![Series::Bar(Box::new(bars))];
    if let Some(all) = average.of(overall) {
        series.push(Series::Drawing(json!({
            "type": "custom", "renderItem": "rule", "silent": true, "z": 5, "data": [[all, 0]],
            "at": all, "label": format!("All rows {}", locale.cost(all)), "color": palette.ink, "font": SMALL_FONT,
        })));
    }
    let grid = Grid::new().left(4).right(BAR_LABEL).top(i32::from(HEAD)).bottom(4);
    let mut option = option(&by_centre(shown, look, grid, series), palette);
    option["series"][0]["barMaxWidth"] = json!(20);
    option["series"][0]["label"] = json!({ "show": true, "position": "right", "color": palette.ink });
    ChartSpec {
        option,
        height: height_of_bands(centres.len()) + usize::from(HEAD),
        description: description(centres, average, overall, locale),
        note: note_of_sight(centres.len(), from, locale),
        pointing: Pointing::Band,
        subject: Arc::new(Averages { centres: Arc::clone(centres), from, average, locale: locale.clone() }),
    }
}

fn description(centres: &[CentreSummary], average: Average, overall: &Figures, locale: &Locale) -> String {
    let what = match average {
        Average::Mean => "Average expense per visit",
        Average::Pooled => "Pooled expense per visit",
        Average::Median => "Median expense per visit",
    };
    let extreme = |better: fn(f64, f64) -> bool| {
        let known = centres.iter().filter_map(|centre| average.of(&centre.figures).map(|cost| (centre, cost)));
        known.reduce(|best, next| if better(next.1, best.1) { next } else { best })
    };
    let highest =
        extreme(|a, b| a > b).map(|(centre, cost)| format!("{} is highest at {}.", name(centre), locale.cost(cost)));
    let lowest =
        extreme(|a, b| a < b).map(|(centre, cost)| format!("{} is lowest at {}.", name(centre), locale.cost(cost)));
    let all = average.of(overall).map(|cost| format!("That of all rows is {}.", locale.cost(cost)));
    let sentences = [Some(format!("{what} of {} centres.", locale.count(centres.len()))), highest, lowest, all];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Subject for Averages {
    fn tooltip(&self, place: Place) -> String {
        let centre = in_sight(&self.centres, self.from).get(place.0);
        centre.map(|centre| tooltip_of_centre(centre, &self.locale)).unwrap_or_default()
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        in_sight(&self.centres, self.from).get(place.0).map(|centre| Selection::of_centre(&centre.centre.number))
    }

    fn label(&self, at: usize) -> String {
        let average = |centre: &CentreSummary| self.locale.or_unknown(self.average.of(&centre.figures), Locale::cost);
        in_sight(&self.centres, self.from).get(at).map(average).unwrap_or_default()
    }

    fn number(&self, value: f64) -> String {
        self.locale.plain(value)
    }
}

impl Tabular for Averages {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Number", "Centre number", 5),
                Column::text("Centre", "Centre name", 0),
                Column::figure("n", "Rows", 5),
                Column::figure("Mean", "Mean expense per visit", 7),
                Column::figure("Pooled", "Pooled expense per visit", 7),
                Column::figure("Median", "Median expense per visit", 7),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.centres.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let centre = &self.centres[row];
        match column {
            0 => text(&centre.centre.number),
            1 => text(name(centre)),
            2 => count(centre.figures.spread.n),
            3 => Value::Figure(Average::Mean.of(&centre.figures)),
            4 => Value::Figure(Average::Pooled.of(&centre.figures)),
            _ => Value::Figure(Average::Median.of(&centre.figures)),
        }
    }

    fn written(&self, column: usize) -> Written {
        if column == 2 { Written::Plain } else { Written::Cost }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        Selection::of_centre(&self.centres[row].centre.number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::per_visit::MissingVisits;

    use super::{Average, chart};
    use crate::present::cases::three_centres;
    use crate::present::charts::cases::{many_centres, told, with_look};
    use crate::selection::Selection;

    #[test]
    fn every_centre_has_a_bar_and_all_have_a_line() {
        let report = three_centres(MissingVisits::Zero);
        let centres = Arc::new(report.centres);
        let spec = |selection: &Selection, average| {
            with_look(selection, |look| chart(&centres, 0, average, &report.overall, &look))
        };
        let places = [(0, 0), (1, 0), (2, 0), (3, 0)];
        insta::assert_snapshot!("averages", told(&spec(&Selection::default(), Average::Mean), &places));
        let pooled = spec(&Selection::of_centre("2"), Average::Pooled);
        insta::assert_snapshot!("averages_selected", told(&pooled, &places[..1]));
        let labels = Average::ALL.map(|average| spec(&Selection::default(), average).subject.label(1));
        assert_eq!(labels, ["125.00", "250.00", "125.00"]);
    }

    #[test]
    fn of_many_centres_some_are_in_sight() {
        let centres = Arc::new(many_centres(30));
        let seen = |from| {
            let figures = &centres[0].figures;
            let spec = with_look(&Selection::default(), |look| chart(&centres, from, Average::Mean, figures, &look));
            let names = spec.option["yAxis"][0]["data"].as_array().unwrap();
            let selected = spec.subject.selection((19, 0)).and_then(|selection| selection.centre_number);
            (names.len(), names[0].clone(), selected, spec.note, spec.subject.rows())
        };
        assert_eq!(seen(0), (20, "Centre 0".into(), Some("19".into()), Some("Centres 1 to 20 of 30".into()), 30));
        assert_eq!(seen(10), (20, "Centre 10".into(), Some("29".into()), Some("Centres 11 to 30 of 30".into()), 30));
    }

    #[test]
    fn no_centre_makes_an_empty_chart() {
        let none = with_look(&Selection::default(), |look| {
            chart(&Arc::default(), 0, Average::Mean, &Default::default(), &look)
        });
        assert_eq!((none.subject.tooltip((0, 0)), none.subject.selection((0, 0))), (String::new(), None));
        assert_eq!(none.description, "Average expense per visit of 0 centres.");
    }
}
