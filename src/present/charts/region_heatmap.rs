//! Cells of colour: each region's unit cost in a centre, beside the centre's in all regions together.

use std::sync::Arc;

use pervisit_analysis::columns::Value;
use pervisit_analysis::region_matrix::{Cell, RegionMatrix};

use super::cells::{self, Cells, GAP, NO_ROW, standing_out};
use super::table::{Tabular, count, text};
use super::{ChartSpec, Look, Place, Pointing, Subject, names_apart, note_of_window, number_and_name_of, plain};
use crate::present::centres::name_of;
use crate::present::numbers::{Locale, Written};
use crate::present::regions::name;
use crate::present::table::Column;
use crate::selection::Selection;

/// So many regions are shown at a time …
pub const REGIONS: usize = 60;
/// … and so many centres.
pub const CENTRES: usize = 400;

struct Heatmap {
    matrix: Arc<RegionMatrix>,
    classes: Vec<u8>,
    locale: Locale,
}

/// A window of the matrix of regions and centres.
pub fn chart(matrix: &Arc<RegionMatrix>, look: &Look<'_>) -> ChartSpec {
    let locale = look.locale;
    let class = |cell: &Option<Cell>| cell.map_or(NO_ROW, |cell| cells::class(cell.index));
    let classes: Vec<u8> = matrix.cells.iter().map(class).collect();
    let cells = Cells {
        title: "Unit cost; 100 is the centre’s in all regions",
        gaps: ["no unit cost to compare", "nothing in both files"],
        columns: matrix.regions.iter().map(|region| name(region.as_deref())).collect(),
        told: &|column| name(matrix.regions[column].as_deref()).to_owned(),
        rows: names_apart(matrix.centres.iter().map(|standard| &standard.centre)),
        classes: &classes,
        text: &|at| Some(locale.fixed(matrix.cells[at]?.index?, 0)),
        selected: selected(matrix, look.selection),
    };
    let description = description(&cells, matrix, locale);
    let (option, height) = cells.drawn(look);
    ChartSpec {
        option,
        height,
        description,
        note: note(matrix, locale),
        pointing: Pointing::Cell,
        subject: Arc::new(Heatmap { matrix: Arc::clone(matrix), classes, locale: locale.clone() }),
    }
}

/// The columns and rows of what is selected: of an organization its region; none of them where it is
/// out of sight.
fn selected(matrix: &RegionMatrix, selection: &Selection) -> Option<[[usize; 2]; 2]> {
    let Selection { organization, centre_number } = selection;
    let row = matrix.centres.iter().position(|standard| Some(&standard.centre.number) == centre_number.as_ref());
    let across = standing_out(organization.is_some(), matrix.asked, matrix.regions.len());
    let down = standing_out(centre_number.is_some(), row, matrix.centres.len());
    (!selection.is_empty()).then_some([across, down])
}

fn description(cells: &Cells<'_>, matrix: &RegionMatrix, locale: &Locale) -> String {
    let known = matrix.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, (*cell)?.index?)));
    format!(
        "The unit cost of {} in {}, where the centre’s of all regions together is 100.{}{}{}",
        locale.counted(cells.columns.len(), "region", "regions"),
        locale.counted(cells.rows.len(), "centre", "centres"),
        cells.extremes(known, locale),
        cells.pairs(GAP, 0, ["has no unit cost to compare", "have no unit cost to compare"], locale),
        cells.pairs(NO_ROW, 0, ["has nothing in both files", "have nothing in both files"], locale),
    )
}

/// Which part of the matrix is in sight, where it is not all.
fn note(matrix: &RegionMatrix, locale: &Locale) -> Option<String> {
    let regions = note_of_window("Regions", matrix.from_region, matrix.regions.len(), matrix.all_regions, locale);
    let centres = note_of_window("Centres", matrix.from_centre, matrix.centres.len(), matrix.all_centres, locale);
    let notes: Vec<String> = regions.into_iter().chain(centres).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

impl Heatmap {
    fn at(&self, (column, row): Place) -> Option<usize> {
        let columns = self.matrix.regions.len();
        (column < columns && row < self.matrix.centres.len()).then_some(row * columns + column)
    }

    fn centre_number(&self, row: usize) -> &str {
        &self.matrix.centres[row].centre.number
    }
}

impl Subject for Heatmap {
    fn tooltip(&self, place: Place) -> String {
        let Some(at) = self.at(place) else { return String::new() };
        let (locale, standard) = (&self.locale, &self.matrix.centres[place.1]);
        let cost = |cost| locale.or_unknown(cost, Locale::cost);
        let region = name(self.matrix.regions[place.0].as_deref()).to_owned();
        let mut lines = vec![region, number_and_name_of(&standard.centre)];
        match self.matrix.cells[at] {
            None => lines.push("Nothing in both files".into()),
            Some(cell) => lines.extend([
                format!("Index  {}", locale.or_unknown(cell.index, |locale, index| locale.fixed(index, 0))),
                format!("Expense per visit  {}", cost(cell.pooled_expense_per_visit)),
                format!("All regions  {}", cost(standard.pooled_expense_per_visit)),
                format!("Expenses  {}", locale.or_unknown(cell.expenses, Locale::plain)),
                remark(&cell, locale),
            ]),
        }
        plain(&lines)
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        self.at(place).map(|_| Selection::of_centre(self.centre_number(place.1)))
    }

    fn classes(&self) -> &[u8] {
        &self.classes
    }
}

/// What the unit cost leaves out.
fn remark(cell: &Cell, locale: &Locale) -> String {
    if cell.rows_pooled == cell.rows {
        return String::new();
    }
    let (pooled, rows) = (locale.count(cell.rows_pooled), locale.count(cell.rows));
    format!("By {pooled} of {rows} rows: those with expenses and visits")
}

impl Tabular for Heatmap {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Region", "Region", 9),
                Column::text("Number", "Centre number", 6),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Index", "Index (100 = the centre's of all regions)", 5, Written::Tenths),
                Column::figure("Expense per visit", "Pooled expense per visit", 9, Written::Cost),
                Column::figure("All regions", "Pooled expense per visit, all regions", 8, Written::Cost),
                Column::figure("Expenses", "Expenses", 9, Written::Plain),
                Column::figure("Rows", "Rows", 5, Written::Plain),
                Column::figure("Compared", "Rows with expenses and visits", 7, Written::Plain),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.matrix.cells.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let columns = self.matrix.regions.len();
        let (standard, cell) = (&self.matrix.centres[row / columns], self.matrix.cells[row]);
        match column {
            0 => text(name(self.matrix.regions[row % columns].as_deref())),
            1 => text(&standard.centre.number),
            2 => text(name_of(&standard.centre)),
            3 => Value::Figure(cell.and_then(|cell| cell.index)),
            4 => Value::Figure(cell.and_then(|cell| cell.pooled_expense_per_visit)),
            5 => Value::Figure(standard.pooled_expense_per_visit),
            6 => Value::Figure(cell.and_then(|cell| cell.expenses)),
            7 => count(cell.map_or(0, |cell| cell.rows)),
            _ => count(cell.map_or(0, |cell| cell.rows_pooled)),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        Selection::of_centre(self.centre_number(row / self.matrix.regions.len()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pervisit_analysis::region_matrix::Wanted;

    use super::*;
    use crate::present::cases::regions_by_hand;
    use crate::present::charts::cases::{told, with_look};

    fn spec(selection: &Selection, regions: usize, organization: Option<&str>) -> ChartSpec {
        let organization = organization.map(str::to_owned);
        let wanted = Wanted { regions, centres: 9, organization, ..Wanted::default() };
        let matrix = RegionMatrix::of(&regions_by_hand(), &wanted);
        with_look(selection, |look| chart(&Arc::new(matrix), &look))
    }

    #[test]
    fn a_cell_has_the_colour_of_its_index_or_shows_that_it_has_none() {
        let spec = spec(&Selection::default(), 9, None);
        insta::assert_snapshot!("region_heatmap", told(&spec, &[(0, 0), (2, 4), (3, 0), (2, 2), (4, 0)]));
    }

    #[test]
    fn what_is_not_selected_stands_back() {
        let veil = |selection: &Selection, organization| {
            let option = spec(selection, 9, organization).option;
            let series = option["series"].as_array().unwrap();
            let veil = series.iter().find(|series| series["renderItem"] == "veil");
            veil.map(|veil| format!("{} {}", veil["across"], veil["down"]))
        };
        assert_eq!(veil(&Selection::default(), None), None);
        assert_eq!(veil(&Selection::of_centre("20"), None).as_deref(), Some("[0,4] [1,2]"));
        assert_eq!(veil(&Selection::of_row("F", "10"), Some("F")).as_deref(), Some("[2,3] [0,1]"));
        assert_eq!(veil(&Selection::of_row("elsewhere", "10"), Some("elsewhere")).as_deref(), Some("[0,0] [0,1]"));
    }

    #[test]
    fn a_window_of_regions_is_told() {
        assert_eq!(spec(&Selection::default(), 9, None).note, None);
        assert_eq!(spec(&Selection::default(), 2, None).note.as_deref(), Some("Regions 1 to 2 of 4"));
    }

    #[test]
    fn no_cell_makes_an_empty_chart() {
        let none = with_look(&Selection::default(), |look| chart(&Arc::default(), &look));
        assert_eq!((none.subject.rows(), none.subject.tooltip((0, 0))), (0, String::new()));
    }
}
