//! Horizontal bars: the average expense per visit of each centre, beside that of all; trimmed, with a mark
//! where it would be otherwise.

use std::sync::Arc;

use charming::component::Grid;
use charming::datatype::DataPoint;
use charming::element::ItemStyle;
use charming::series::Bar;
use pervisit_analysis::centres::{CentreSummary, Figures};
use pervisit_analysis::columns::Value;
use pervisit_analysis::names::Called;
use serde_json::{Value as Json, json};

use super::table::{Tabular, text};
use super::{
    ChartSpec, Extremes, Look, Place, Pointing, SMALL_FONT, Series, Subject, by_centre, height_of_bands, in_sight,
    item, note_of_estimates, note_of_sight, option, point, tooltip_of_centre,
};
use crate::present::centres::{COLUMNS as COLUMNS_OF_CENTRES, CentreColumn, name};
use crate::present::numbers::Locale;
use crate::present::table::Column;
use crate::selection::Selection;

/// What stands right of the axis: half of its last number, in pixels.
const EDGE: i32 = 24;
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

/// What the bars show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    /// Which average.
    pub average: Average,
    /// Whether rows beyond their centre's fences leave it; a median keeps them.
    pub trimmed: bool,
}

impl Bars {
    /// The columns of the centres' table that may hold them.
    pub const COLUMNS: [CentreColumn; 5] = [
        CentreColumn::Average,
        CentreColumn::Pooled,
        CentreColumn::Median,
        CentreColumn::Trimmed,
        CentreColumn::TrimmedPooled,
    ];

    /// The column that holds them.
    pub fn column(self) -> CentreColumn {
        match (self.average, self.trimmed) {
            (Average::Mean, true) => CentreColumn::Trimmed,
            (Average::Pooled, true) => CentreColumn::TrimmedPooled,
            (average, _) => average.column(),
        }
    }

    /// The bar of a group's figures.
    pub fn of(self, figures: &Figures) -> Option<f64> {
        match self.column() {
            CentreColumn::Trimmed => figures.trimmed.average_expense_per_visit,
            CentreColumn::TrimmedPooled => figures.trimmed.pooled_expense_per_visit,
            _ => self.average.of(figures),
        }
    }

    fn is_trimmed(self) -> bool {
        self.trimmed && self.average != Average::Median
    }

    /// What the average of all of a centre's rows is, where some leave its bar.
    fn untrimmed(self, figures: &Figures) -> Option<f64> {
        self.average.of(figures).filter(|_| self.is_trimmed() && figures.trimmed.left_out > 0)
    }
}

struct Averages {
    centres: Arc<Vec<Arc<CentreSummary>>>,
    from: usize,
    bars: Bars,
    called: Called,
    locale: Locale,
}

/// The centres in the order given, those in sight from one on, and the figure of all rows as a line.
pub fn chart(
    centres: &Arc<Vec<Arc<CentreSummary>>>,
    from: usize,
    bars: Bars,
    overall: &Figures,
    look: &Look<'_>,
) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let shown = in_sight(centres, from);
    let drawn: Vec<DataPoint> =
        shown.iter().map(|centre| item(point(bars.of(&centre.figures)), centre, look)).collect();
    let drawn = Bar::new().item_style(ItemStyle::new().color(palette.accent.as_str()).border_radius(3)).data(drawn);
    let mut series = vec![Series::Bar(Box::new(drawn))];
    if let Some(all) = bars.of(overall) {
        let which = match bars.column() {
            CentreColumn::Pooled | CentreColumn::TrimmedPooled => "pooled",
            CentreColumn::Median => "median",
            _ => "mean",
        };
        series.push(Series::Drawing(json!({
            "type": "custom", "renderItem": "rule", "silent": true, "z": 1, "data": [[all, 0]],
            "at": all, "label": format!("All rows, {which} {}", locale.cost(all)), "color": palette.ink, "font": SMALL_FONT,
        })));
    }
    series.extend(marks(shown, bars, look).map(Series::Drawing));
    let grid = Grid::new().left(4).right(EDGE).top(i32::from(HEAD)).bottom(4);
    let mut option = option(&by_centre(shown, look, grid, series), palette);
    option["series"][0]["barMaxWidth"] = json!(20);
    ChartSpec {
        option,
        height: height_of_bands(centres.len()) + usize::from(HEAD),
        description: description(centres, bars, overall, locale),
        note: note(centres, from, bars, locale),
        pointing: Pointing::Band,
        subject: Arc::new(Averages {
            centres: Arc::clone(centres),
            from,
            bars,
            called: look.called.clone(),
            locale: locale.clone(),
        }),
    }
}

/// Where the averages would be with the rows that leave them, and the bars' figures, which `browser/echarts.js` places.
fn marks(shown: &[Arc<CentreSummary>], bars: Bars, look: &Look<'_>) -> [Json; 2] {
    let palette = look.palette;
    let mut marks: Vec<Json> = Vec::new();
    let mut figures: Vec<Json> = Vec::new();
    for (at, centre) in shown.iter().enumerate() {
        let (bar, mark) = (bars.of(&centre.figures), bars.untrimmed(&centre.figures));
        let opacity = look.opacity(&centre.centre.number);
        if let Some(mark) = mark {
            marks.push(json!({ "value": [mark, at], "itemStyle": { "opacity": opacity } }));
        }
        figures.push(json!([bar, mark, opacity < 1.0]));
    }
    [
        json!({
            "type": "scatter", "symbol": "rect", "symbolSize": [4, 24], "silent": true, "z": 4,
            "itemStyle": { "color": palette.ink, "borderColor": palette.card, "borderWidth": 1 }, "data": marks,
        }),
        json!({
            "type": "custom", "renderItem": "figures", "silent": true, "z": 6, "data": [[0, 0]], "bars": figures,
            "ink": palette.ink, "inside": palette.on_accent, "card": palette.card, "font": SMALL_FONT,
        }),
    ]
}

/// How many rows leave the bars, and of how many.
fn left_out(centres: &[Arc<CentreSummary>]) -> (usize, usize) {
    let trimmed = || centres.iter().map(|centre| &centre.figures.trimmed);
    let left_out: usize = trimmed().map(|trimmed| trimmed.left_out).sum();
    (left_out, trimmed().map(|trimmed| trimmed.n).sum::<usize>() + left_out)
}

/// Beyond what rows leave the bars.
fn fences(centres: &[Arc<CentreSummary>]) -> &'static str {
    // Beside what counts as 0, whose boxes have other fences, it is said of which rows these are.
    match centres.iter().any(|centre| centre.figures.counted_as_zero > 0) {
        true => "the fences of their centres’ rows with visits",
        false => "their centres’ fences",
    }
}

fn note(centres: &[Arc<CentreSummary>], from: usize, bars: Bars, locale: &Locale) -> Option<String> {
    let mut notes: Vec<String> = note_of_sight(centres.len(), from, locale).into_iter().collect();
    notes.extend(note_of_estimates(centres, locale));
    match (bars.trimmed, bars.is_trimmed(), left_out(centres)) {
        (false, ..) => {}
        (true, false, _) => notes.push("Medians are of all rows".into()),
        (true, true, (0, _)) => notes.push("No row lies beyond its centre’s fences".into()),
        (true, true, (some, all)) => notes.push(format!(
            "Bars leave out {} of {} beyond {}; marks show the averages with them",
            locale.count(some),
            locale.counted(all, "row", "rows"),
            fences(centres)
        )),
    }
    (!notes.is_empty()).then(|| notes.join(" · "))
}

fn description(centres: &[Arc<CentreSummary>], bars: Bars, overall: &Figures, locale: &Locale) -> String {
    let what = match bars.column() {
        CentreColumn::Trimmed => "Trimmed average expense per visit",
        CentreColumn::TrimmedPooled => "Trimmed pooled expense per visit",
        CentreColumn::Pooled => "Pooled expense per visit",
        CentreColumn::Median => "Median expense per visit",
        _ => "Average expense per visit",
    };
    let known = centres.iter().filter_map(|centre| Some((name(centre), bars.of(&centre.figures)?)));
    let extremes = Extremes::of(known, |cost| locale.cost(cost)).map(|extremes| match extremes {
        Extremes::One(only, cost) => format!("{only} is the only one, at {cost}."),
        Extremes::Alike(cost) => format!("All are at {cost}."),
        Extremes::Apart([(highest, most), (lowest, least)]) => {
            format!("{highest} is highest at {most}. {lowest} is lowest at {least}.")
        }
    });
    let all = bars.of(overall).map(|cost| format!("That of all rows is {}.", locale.cost(cost)));
    let estimated = note_of_estimates(centres, locale).map(|estimated| format!("{estimated}."));
    let trimmed = bars.is_trimmed().then(|| match left_out(centres) {
        (0, _) => "No row lies beyond its centre’s fences, so that nothing is left out.".to_owned(),
        (some, rows) => format!(
            "Left out: {} of {}, beyond {}; a mark shows each average with them.",
            locale.count(some),
            locale.counted(rows, "row", "rows"),
            fences(centres)
        ),
    });
    let sentences = [
        Some(format!("{what} of {}.", locale.counted(centres.len(), "centre", "centres"))),
        estimated,
        trimmed,
        extremes,
        all,
    ];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

impl Subject for Averages {
    fn tooltip(&self, place: Place) -> String {
        let centre = in_sight(&self.centres, self.from).get(place.0);
        centre.map(|centre| tooltip_of_centre(centre, &self.called, &self.locale)).unwrap_or_default()
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        in_sight(&self.centres, self.from).get(place.0).map(|centre| Selection::of_centre(&centre.centre.number))
    }

    fn label(&self, at: usize) -> String {
        let average = |centre: &Arc<CentreSummary>| self.locale.or_unknown(self.bars.of(&centre.figures), Locale::cost);
        in_sight(&self.centres, self.from).get(at).map(average).unwrap_or_default()
    }
}

/// The columns of its table, as those of centres are.
const SHOWN: [CentreColumn; 9] = [
    CentreColumn::Number,
    CentreColumn::Name,
    CentreColumn::Rows,
    CentreColumn::Average,
    CentreColumn::Pooled,
    CentreColumn::Median,
    CentreColumn::Trimmed,
    CentreColumn::TrimmedPooled,
    CentreColumn::Outlying,
];

impl Tabular for Averages {
    fn columns(&self) -> &'static [Column] {
        const COLUMNS: [Column; SHOWN.len()] = {
            let mut columns = [COLUMNS_OF_CENTRES[0]; SHOWN.len()];
            let mut at = 0;
            while at < SHOWN.len() {
                columns[at] = Column { extra: false, ..COLUMNS_OF_CENTRES[SHOWN[at] as usize] };
                at += 1;
            }
            columns
        };
        &COLUMNS
    }

    fn rows(&self) -> usize {
        self.centres.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        match SHOWN[column] {
            CentreColumn::Name => text(name(&self.centres[row])),
            column => column.value(&self.centres[row]),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        Selection::of_centre(&self.centres[row].centre.number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;
    use pervisit_analysis::per_visit::MissingVisits;

    use super::{Average, Bars, Figures, chart};
    use crate::present::cases::three_centres;
    use crate::present::charts::cases::{many_centres, told, with_look};
    use crate::selection::Selection;

    #[test]
    fn every_centre_has_a_bar_and_all_have_a_line() {
        let report = three_centres(MissingVisits::Zero);
        let centres = Arc::new(report.centres);
        let spec = |selection: &Selection, average| {
            let bars = Bars { average, trimmed: false };
            with_look(selection, |look| chart(&centres, 0, bars, &report.overall, &look))
        };
        let places = [(0, 0), (1, 0), (2, 0), (3, 0)];
        insta::assert_snapshot!("averages", told(&spec(&Selection::default(), Average::Mean), &places));
        let pooled = spec(&Selection::of_centre("2"), Average::Pooled);
        insta::assert_snapshot!("averages_selected", told(&pooled, &places[..1]));
        let labels = Average::ALL.map(|average| spec(&Selection::default(), average).subject.label(1));
        assert_eq!(labels, ["125.00", "250.00", "125.00"]);
    }

    #[test]
    fn where_no_centre_is_left_none_is_named() {
        let report = three_centres(MissingVisits::Zero);
        let is_named = |centres: &[_]| {
            let centres = Arc::new(centres.to_vec());
            let spec =
                with_look(&Selection::default(), |look| chart(&centres, 0, Bars::default(), &report.overall, &look));
            spec.option["yAxis"][0]["axisLabel"]["show"].clone()
        };
        assert_eq!([is_named(&report.centres), is_named(&[])], [true, false]);
    }

    #[test]
    fn outliers_leave_the_bars_and_a_mark_shows_where_these_would_be() {
        let report = three_centres(MissingVisits::Zero);
        let centres = Arc::new(report.centres);
        let spec = |average| {
            let bars = Bars { average, trimmed: true };
            with_look(&Selection::of_centre("2"), |look| chart(&centres, 0, bars, &report.overall, &look))
        };
        insta::assert_snapshot!("averages_trimmed", told(&spec(Average::Mean), &[(0, 0)]));
        let labels = Average::ALL.map(|average| spec(average).subject.label(0));
        assert_eq!(labels, ["115.00", "115.00", "120.00"]);
        assert_eq!(spec(Average::Median).note.as_deref(), Some("Medians are of all rows"));
        let one = Arc::new(centres[1..].to_vec());
        let bars = Bars { average: Average::Mean, trimmed: true };
        let none = with_look(&Selection::default(), |look| chart(&one, 0, bars, &report.overall, &look));
        assert_eq!(none.note.as_deref(), Some("No row lies beyond its centre’s fences"));
    }

    #[test]
    fn of_many_centres_some_are_in_sight() {
        let centres = Arc::new(many_centres(30));
        let seen = |from| {
            let figures = &centres[0].figures;
            let spec = with_look(&Selection::default(), |look| chart(&centres, from, Bars::default(), figures, &look));
            let names = spec.option["yAxis"][0]["data"].as_array().unwrap();
            let selected = spec.subject.selection((19, 0)).and_then(|selection| selection.centre_number);
            (names.len(), names[0].clone(), selected, spec.note, spec.subject.rows())
        };
        assert_eq!(seen(0), (20, "Centre 0".into(), Some("19".into()), Some("Centres 1 to 20 of 30".into()), 30));
        assert_eq!(seen(10), (20, "Centre 10".into(), Some("29".into()), Some("Centres 11 to 30 of 30".into()), 30));
    }

    #[test]
    fn one_centre_and_equal_ones_have_no_extremes() {
        let description = |count| {
            let centres = Arc::new(many_centres(count));
            with_look(&Selection::default(), |look| chart(&centres, 0, Bars::default(), &Figures::default(), &look))
                .description
        };
        expect![[r#"
            Average expense per visit of 1 centre. Centre 0 is the only one, at 5.00.
            Average expense per visit of 2 centres. All are at 5.00."#]]
        .assert_eq(&[description(1), description(2)].join("\n"));
    }

    #[test]
    fn no_centre_makes_an_empty_chart() {
        let none = with_look(&Selection::default(), |look| {
            chart(&Arc::default(), 0, Bars::default(), &Default::default(), &look)
        });
        assert_eq!((none.subject.tooltip((0, 0)), none.subject.selection((0, 0))), (String::new(), None));
        assert_eq!(none.description, "Average expense per visit of 0 centres.");
    }
}
