//! What heatmaps share: cells in the colour of an index, what the colours mean, what stands back.

use charming::component::Grid;
use serde_json::{Value as Json, json};

use super::{Extremes, Look, Parts, SMALL_FONT, Series, names_axis, option, tooltip_frame};
use crate::present::numbers::Locale;
use crate::present::palette::Palette;

/// In so few cells the index may stand as text.
const TEXTS: usize = 600;
/// So many rows all have their names.
const NAMED: usize = 64;
/// The height of all cells, where there are more; a cell's own never goes beyond the second of these.
const CELLS_HEIGHT: usize = 560;
const CELL_HEIGHTS: (usize, usize) = (2, 28);
/// What stands above the cells: what the colours mean, and what has none.
const HEAD: u8 = 68;
const HEAD_OF_GAPS: u8 = 88;
const AXIS_HEIGHT: usize = 26;
/// A line of names, and a letter of one.
const LINE: usize = 14;
const LETTER: usize = 7;
/// The columns' names that fit in a line of the narrowest page; longer ones may have to stand upright, in so much room.
const NARROWEST: usize = 220;
const UPRIGHT: usize = 126;

/// Where one class of index ends and the next begins; as far below 100 as above it, as a ratio.
const BOUNDS: [f64; 8] = [50.0, 200.0 / 3.0, 80.0, 95.0, 105.0, 125.0, 150.0, 200.0];
/// The classes that follow those of the index: there is none, or there is nothing to have one.
pub(super) const GAP: u8 = 9;
pub(super) const NO_ROW: u8 = 10;

/// The class of an index, or of a cell without one.
pub(super) fn class(index: Option<f64>) -> u8 {
    #[expect(clippy::cast_possible_truncation, reason = "one of nine")]
    let class = |index| BOUNDS.iter().filter(|&&bound| index >= bound).count() as u8;
    index.map_or(GAP, class)
}

/// Cells of colour, row by row.
pub(super) struct Cells<'a> {
    /// What the index compares.
    pub title: &'a str,
    /// What is meant by a cell without an index, and by one of nothing.
    pub gaps: [&'a str; 2],
    /// What stands at the columns.
    pub columns: Vec<&'a str>,
    /// What a column is called in a sentence.
    pub told: &'a dyn Fn(usize) -> String,
    /// What the rows are called.
    pub rows: Vec<String>,
    /// The cells' classes.
    pub classes: &'a [u8],
    /// What stands in a cell, where they are few.
    pub text: &'a dyn Fn(usize) -> Option<String>,
    /// Where something is selected: the columns and the rows that do not stand back, first and end.
    pub selected: Option<[[usize; 2]; 2]>,
}

/// The columns or rows of what is selected: all where nothing is, none where it is out of sight.
pub(super) fn standing_out(is_selected: bool, place: Option<usize>, all: usize) -> [usize; 2] {
    match place {
        _ if !is_selected => [0, all],
        Some(place) => [place, place + 1],
        None => [0, 0],
    }
}

impl Cells<'_> {
    /// Where the index is highest and where it is lowest, as sentences; `known` are the cells that have one.
    pub(super) fn extremes(&self, known: impl Iterator<Item = (usize, f64)>, locale: &Locale) -> String {
        let told = |at: usize, which: &str, index: &str| {
            let (column, row) = ((self.told)(at % self.columns.len()), &self.rows[at / self.columns.len()]);
            format!(" {which} is {column} in {row}, at {index}.")
        };
        match Extremes::of(known, |index| locale.fixed(index, 0)) {
            None => String::new(),
            Some(Extremes::One(only, index)) => told(only, "The only one", &index),
            Some(Extremes::Alike(index)) => format!(" All are at {index}."),
            Some(Extremes::Apart([(highest, most), (lowest, least)])) => {
                told(highest, "Highest", &most) + &told(lowest, "Lowest", &least)
            }
        }
    }

    /// How many cells are of a class, but for some, as a sentence; empty where none is.
    pub(super) fn pairs(&self, class: u8, but: usize, [one, many]: [&str; 2], locale: &Locale) -> String {
        match self.classes.iter().filter(|&&found| found == class).count().saturating_sub(but) {
            0 => String::new(),
            1 => format!(" 1 pair {one}."),
            count => format!(" {} pairs {many}.", locale.count(count)),
        }
    }

    /// ECharts' option, and the height it is drawn at.
    pub(super) fn drawn(self, look: &Look<'_>) -> (Json, usize) {
        let (palette, columns, rows) = (look.palette, self.columns.len(), self.rows.len());
        let classes = self.classes;
        let has_gaps = classes.iter().any(|&class| class == GAP || class == NO_ROW);
        let head = if has_gaps { HEAD_OF_GAPS } else { HEAD };
        let longest = self.columns.iter().map(|name| name.chars().count()).max().unwrap_or_default() * LETTER;
        let is_upright = columns * longest > NARROWEST && longest > UPRIGHT / 2;
        let mut series = vec![drawing("scale", self.scale(palette))];
        if !classes.is_empty() {
            series.push(drawing(
                "cells",
                json!({ "columns": columns, "colors": colours(palette), "hatched": [GAP], "card": palette.card }),
            ));
            series.extend(self.selected.map(|[across, down]| {
                let veil = json!({
                    "columns": columns, "rows": rows, "color": palette.card, "ink": palette.ink,
                    "across": across, "down": down,
                });
                drawing("veil", veil)
            }));
            if classes.len() <= TEXTS {
                let texts: Vec<String> = (0..classes.len()).map(|at| (self.text)(at).unwrap_or_default()).collect();
                let texts = json!({
                    "columns": columns, "texts": texts, "inks": inks(palette), "font": SMALL_FONT,
                    "selected": self.selected, "ink": palette.ink,
                });
                series.push(drawing("texts", texts));
            }
        }
        let parts = Parts {
            grid: Grid::new().left(4).right(12).top(i32::from(head)).bottom(4).contain_label(true),
            tooltip: tooltip_frame(palette),
            x_axis: vec![names_axis(self.columns, palette).inverse(false)],
            y_axis: vec![names_axis(self.rows, palette)],
            series,
        };
        let mut option = option(&parts, palette);
        // Which cell is pointed at, `browser/echarts.js` finds out.
        option["tooltip"]["triggerOn"] = json!("none");
        // How wide a column is, and so how its name stands, `browser/echarts.js` finds out.
        option["xAxis"][0]["axisLabel"]["width"] = json!(longest.min(UPRIGHT));
        option["xAxis"][0]["axisLabel"]["rotate"] = json!(if is_upright { 90 } else { 0 });
        let least = if rows <= NAMED { LINE } else { CELL_HEIGHTS.0 };
        let cell_height = (CELLS_HEIGHT / rows.max(1)).clamp(least, CELL_HEIGHTS.1);
        option["yAxis"][0]["axisLabel"]["interval"] = json!(LINE.div_ceil(cell_height) - 1);
        let axis_height = if is_upright { AXIS_HEIGHT + longest.min(UPRIGHT) - LINE } else { AXIS_HEIGHT };
        (option, rows.max(1) * cell_height + usize::from(head) + axis_height)
    }

    /// What the colours mean: a strip of all classes with the bounds between them, and what has no index.
    fn scale(&self, palette: &Palette) -> Json {
        let bounds: Vec<String> = BOUNDS.iter().map(|&bound| Locale::default().fixed(bound, 0)).collect();
        let gaps: Vec<Json> = [(GAP, self.gaps[0], Some(&palette.gap)), (NO_ROW, self.gaps[1], None)]
            .into_iter()
            .filter(|(class, ..)| self.classes.contains(class))
            .map(|(_, words, colour)| json!([words, colour]))
            .collect();
        json!({
            "title": self.title, "colors": palette.scale, "bounds": bounds, "gaps": gaps,
            "ink": palette.ink, "soft": palette.soft, "edge": palette.edge, "font": SMALL_FONT,
        })
    }
}

/// One of the drawings of `browser/echarts.js`, with what it needs.
fn drawing(name: &str, mut what: Json) -> Series {
    what["type"] = json!("custom");
    what["renderItem"] = json!(name);
    what["silent"] = json!(true);
    what["data"] = json!([[0, 0]]);
    Series::Drawing(what)
}

/// A colour for each class; none for a pair that is not there.
fn colours(palette: &Palette) -> Vec<Option<&str>> {
    palette.scale.iter().map(|colour| Some(colour.as_str())).chain([Some(palette.gap.as_str()), None]).collect()
}

/// What is read on each class's colour: the outer ones are strong.
fn inks(palette: &Palette) -> Vec<&str> {
    (0..palette.scale.len())
        .map(|class| if matches!(class, 0 | 1 | 7 | 8) { &*palette.on_scale } else { &*palette.ink })
        .collect()
}
