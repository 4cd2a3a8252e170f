//! Cells of colour: each organization's unit cost in a centre, beside the centre's pooled one.

use std::sync::Arc;

use pervisit_analysis::centres::{CentreSummary, Figures, by_number};
use pervisit_analysis::columns::Value;
use pervisit_analysis::matrix::{Cell, Matrix};
use pervisit_analysis::merge::Centre;
use pervisit_analysis::names::Called;
use pervisit_analysis::report::Report;

use super::cells::{self, Cells, GAP, NO_ROW, standing_out};
use super::table::{Tabular, text};
use super::{ChartSpec, Look, Place, Pointing, Subject, names_apart, note_of_window, number_and_name, plain};
use crate::present::centres::name;
use crate::present::numbers::{Locale, Written};
use crate::present::organizations::{named, pointed_at};
use crate::present::table::Column;
use crate::selection::Selection;

/// So many organizations are shown at a time …
pub const ORGANIZATIONS: usize = 200;
/// … and so many centres.
pub const CENTRES: usize = 400;

struct Heatmap {
    /// Those of the matrix, in its order.
    centres: Vec<Arc<CentreSummary>>,
    called: Called,
    matrix: Arc<Matrix>,
    classes: Vec<u8>,
    locale: Locale,
}

/// A matrix of some of a report’s centres: of so many that there are, and shown from one on.
pub fn chart(report: &Report, matrix: &Arc<Matrix>, (from, count): (usize, usize), look: &Look<'_>) -> ChartSpec {
    let locale = look.locale;
    let find =
        |number: &String| by_number(&report.centres, number).map_or_else(|| Arc::new(unknown(number)), Arc::clone);
    let centres: Vec<Arc<CentreSummary>> = matrix.centres.iter().map(find).collect();
    let classes: Vec<u8> = (0..matrix.cells.len()).map(|at| class(matrix, at)).collect();
    let text = |at: usize| {
        let index = locale.fixed(matrix.index(at)?, 0);
        Some(if matches!(matrix.cells[at], Cell::Estimated(_)) { format!("≈{index}") } else { index })
    };
    let cells = Cells {
        title: "Unit cost; 100 is the centre’s, pooled",
        gaps: [
            if hidden(matrix) > 0 { "no visits, not known, or hidden" } else { "no visits, or not known" },
            "not in both files",
        ],
        columns: matrix.organizations.iter().map(String::as_str).collect(),
        told: &|column| named(&matrix.organizations[column], look.called),
        rows: names_apart(centres.iter().map(|summary| &summary.centre)),
        classes: &classes,
        text: &text,
        selected: selected(&centres, matrix, look.selection),
    };
    let description = description(&cells, matrix, locale);
    let (option, height) = cells.drawn(look);
    ChartSpec {
        option,
        height,
        description,
        note: note(matrix, note_of_window("Centres", from, matrix.centres.len(), count, locale), locale),
        pointing: Pointing::Cell,
        subject: Arc::new(Heatmap {
            centres,
            called: look.called.clone(),
            matrix: Arc::clone(matrix),
            classes,
            locale: locale.clone(),
        }),
    }
}

/// A centre of which nothing but the number is known.
fn unknown(number: &str) -> CentreSummary {
    CentreSummary {
        centre: Centre { number: number.to_owned(), name: String::new() },
        figures: Figures::default(),
        average_with_visits: None,
        outlier_organizations: Vec::new(),
    }
}

fn class(matrix: &Matrix, at: usize) -> u8 {
    if matrix.cells[at] == Cell::NoRow { NO_ROW } else { cells::class(matrix.index(at)) }
}

/// The columns and rows of what is selected; none of them where it is out of sight.
fn selected(centres: &[Arc<CentreSummary>], matrix: &Matrix, selection: &Selection) -> Option<[[usize; 2]; 2]> {
    let Selection { organization, centre_number } = selection;
    let column = matrix.organizations.iter().position(|shown| Some(shown) == organization.as_ref());
    let row = centres.iter().position(|centre| Some(&centre.centre.number) == centre_number.as_ref());
    let across = standing_out(organization.is_some(), column, matrix.organizations.len());
    let down = standing_out(centre_number.is_some(), row, centres.len());
    (!selection.is_empty()).then_some([across, down])
}

fn description(cells: &Cells<'_>, matrix: &Matrix, locale: &Locale) -> String {
    let known = (0..matrix.cells.len()).filter_map(|at| matrix.index(at).map(|index| (at, index)));
    let hidden = hidden(matrix);
    let estimates = match hidden {
        0 => String::new(),
        hidden => format!(" {} hidden.", locale.counted(hidden, "estimate is", "estimates are")),
    };
    format!(
        "The unit cost of {} in {}, where the centre’s pooled unit cost is 100.{}{}{estimates}{}",
        locale.counted(cells.columns.len(), "organization", "organizations"),
        locale.counted(cells.rows.len(), "centre", "centres"),
        cells.extremes(known, locale),
        cells.pairs(GAP, hidden, ["has no unit cost", "have no unit cost"], locale),
        cells.pairs(NO_ROW, 0, ["is not in both files", "are not in both files"], locale),
    )
}

/// How many estimated cells are hidden.
fn hidden(matrix: &Matrix) -> usize {
    matrix.cells.iter().filter(|cell| matches!(cell, Cell::Hidden)).count()
}

fn note(matrix: &Matrix, centres: Option<String>, locale: &Locale) -> Option<String> {
    let (from, shown) = (matrix.from, matrix.organizations.len());
    let organizations = note_of_window("Organizations", from, shown, matrix.total, locale);
    let organizations = organizations.map(|window| window + ", as in their table");
    let estimated = matrix.cells.iter().filter(|cell| matches!(cell, Cell::Estimated(_))).count();
    let estimated = (estimated > 0).then(|| format!("{} by estimated visits (≈)", locale.count(estimated)));
    let hidden = Some(hidden(matrix)).filter(|&hidden| hidden > 0);
    let hidden = hidden.map(|hidden| locale.counted(hidden, "estimated cell hidden", "estimated cells hidden"));
    let notes: Vec<String> = organizations.into_iter().chain(centres).chain(estimated).chain(hidden).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

impl Heatmap {
    fn at(&self, (column, row): Place) -> Option<usize> {
        let columns = self.matrix.organizations.len();
        (column < columns && row < self.centres.len()).then_some(row * columns + column)
    }
}

impl Subject for Heatmap {
    fn tooltip(&self, place: Place) -> String {
        let Some(at) = self.at(place) else { return String::new() };
        let (locale, centre) = (&self.locale, &self.centres[place.1]);
        let mut lines = vec![pointed_at(&self.matrix.organizations[place.0], &self.called), number_and_name(centre)];
        match self.matrix.cells[at] {
            Cell::NoRow => lines.push("Not in both files".into()),
            Cell::NoVisits => lines.push("No visits: no unit cost to compare".into()),
            Cell::Hidden => lines.push("No visits: the estimate is hidden".into()),
            Cell::Unknown => lines.push("Expenses or visits not known".into()),
            Cell::Cost(cost) | Cell::Estimated(cost) => {
                let index = self.matrix.index(at);
                lines.push(format!("Index  {}", locale.or_unknown(index, |locale, index| locale.fixed(index, 0))));
                lines.push(format!("Expense per visit  {}", locale.cost(cost)));
                let pooled = centre.figures.pooled_expense_per_visit;
                lines.push(format!("Centre, pooled  {}", locale.or_unknown(pooled, Locale::cost)));
                if matches!(self.matrix.cells[at], Cell::Estimated(_)) {
                    lines.push("By estimated visits".into());
                }
            }
        }
        plain(&lines)
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        // Where there is no row, there is none to select.
        self.at(place)
            .filter(|&at| self.matrix.cells[at] != Cell::NoRow)
            .map(|_| Selection::of_row(&self.matrix.organizations[place.0], &self.centres[place.1].centre.number))
    }

    fn classes(&self) -> &[u8] {
        &self.classes
    }
}

impl Tabular for Heatmap {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Organization", "Organization", 8),
                Column::text("Number", "Centre number", 6),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Index", "Index (100 = the centre's pooled)", 6, Written::Tenths),
                Column::figure("Expense per visit", "Expense per visit", 10, Written::Cost),
                Column::figure("Pooled", "The centre's pooled expense per visit", 7, Written::Cost),
                Column::text("Remark", "Remark", 10),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.matrix.cells.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let columns = self.matrix.organizations.len();
        let centre = &self.centres[row / columns];
        match column {
            0 => text(&self.matrix.organizations[row % columns]),
            1 => text(&centre.centre.number),
            2 => text(name(centre)),
            3 => Value::Figure(self.matrix.index(row)),
            4 => Value::Figure(match self.matrix.cells[row] {
                Cell::Cost(cost) | Cell::Estimated(cost) => Some(cost),
                _ => None,
            }),
            5 => Value::Figure(centre.figures.pooled_expense_per_visit),
            _ => text(match self.matrix.cells[row] {
                Cell::NoRow => "not in both files",
                Cell::NoVisits => "no visits",
                Cell::Unknown => "not known",
                Cell::Estimated(_) => "estimated",
                Cell::Hidden => "estimated, hidden",
                Cell::Cost(_) => "",
            }),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        let columns = self.matrix.organizations.len();
        Selection::of_row(&self.matrix.organizations[row % columns], &self.centres[row / columns].centre.number)
    }

    fn organizations(&self) -> Option<(usize, &Called)> {
        Some((0, &self.called))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use pervisit_analysis::matrix::{Cell, Matrix};
    use pervisit_analysis::per_visit::MissingVisits;

    use super::chart;
    use crate::present::cases::three_centres;
    use crate::present::charts::ChartSpec;
    use crate::present::charts::cases::{told, with_look};
    use crate::selection::Selection;

    fn spec(selection: &Selection, total: usize) -> ChartSpec {
        spec_of_some(selection, total, 3)
    }

    /// Of so many organizations and centres.
    fn spec_of_some(selection: &Selection, total: usize, count: usize) -> ChartSpec {
        let report = three_centres(MissingVisits::Zero);
        let matrix = Matrix {
            total,
            from: 0,
            centres: report.centres.iter().map(|centre| centre.centre.number.clone()).collect(),
            organizations: vec!["a".into(), "{e|f}".into()],
            pooled: report.centres.iter().map(|centre| centre.figures.pooled_expense_per_visit).collect(),
            cells: vec![
                Cell::Cost(100.0),
                Cell::Cost(900.0),
                Cell::Cost(250.0),
                Cell::NoVisits,
                Cell::Unknown,
                Cell::NoRow,
            ],
        };
        with_look(selection, |look| chart(&report, &Arc::new(matrix), (0, count), &look))
    }

    #[test]
    fn a_cell_has_the_colour_of_its_index_or_shows_that_it_has_none() {
        let spec = spec(&Selection::default(), 2);
        assert_eq!(spec.subject.classes(), [0, 8, 4, 9, 9, 10]);
        insta::assert_snapshot!("heatmap", told(&spec, &[(0, 0), (1, 1), (0, 2), (1, 2), (2, 0)]));
    }

    #[test]
    fn what_is_not_selected_stands_back() {
        let veil = |selection: &Selection| {
            let option = spec(selection, 900).option;
            let series = option["series"].as_array().unwrap();
            series
                .iter()
                .find(|series| series["renderItem"] == "veil")
                .map(|veil| format!("{} {}", veil["across"], veil["down"]))
        };
        assert_eq!(veil(&Selection::default()), None);
        assert_eq!(veil(&Selection::of_centre("2")).as_deref(), Some("[0,2] [1,2]"));
        assert_eq!(veil(&Selection::of_row("{e|f}", "1")).as_deref(), Some("[1,2] [0,1]"));
        assert_eq!(veil(&Selection::of_row("elsewhere", "1")).as_deref(), Some("[0,0] [0,1]"));
    }

    #[test]
    fn a_window_of_organizations_and_centres_is_told() {
        assert_eq!(spec(&Selection::default(), 2).note, None);
        assert_eq!(
            spec(&Selection::default(), 900).note.as_deref(),
            Some("Organizations 1 to 2 of 900, as in their table")
        );
        assert_eq!(spec_of_some(&Selection::default(), 2, 401).note.as_deref(), Some("Centres 1 to 3 of 401"));
    }

    #[test]
    fn a_hidden_estimate_is_a_gap_that_is_told() {
        let report = three_centres(MissingVisits::Zero);
        let matrix = |cells| Matrix {
            total: 3,
            from: 0,
            centres: vec!["1".into()],
            organizations: vec!["a".into(), "b".into(), "c".into()],
            pooled: vec![Some(100.0)],
            cells,
        };
        let check = |cells, expected: Expect| {
            let spec = with_look(&Selection::default(), |look| chart(&report, &Arc::new(matrix(cells)), (0, 1), &look));
            let legend = spec.option["series"][0]["gaps"][0][0].clone();
            let (tooltip, remark) = (spec.subject.tooltip((1, 0)), spec.subject.value(1, 6));
            let (note, classes) = (spec.note, spec.subject.classes());
            expected.assert_eq(&format!("{}\n{note:?} {legend} {classes:?} {remark:?}\n{tooltip}", spec.description));
        };
        check(
            vec![Cell::Cost(100.0), Cell::Estimated(90.0), Cell::NoVisits],
            expect![[r#"
            The unit cost of 3 organizations in 1 centre, where the centre’s pooled unit cost is 100. Highest is a in Emergency, at 100. Lowest is b in Emergency, at 90. 1 pair has no unit cost.
            Some("1 by estimated visits (≈)") "no visits, or not known" [4, 3, 9] Text("estimated")
            Organization b
            1 Emergency
            Index  90
            Expense per visit  90.00
            Centre, pooled  272.00
            By estimated visits"#]],
        );
        check(
            vec![Cell::Cost(100.0), Cell::Hidden, Cell::NoVisits],
            expect![[r#"
                The unit cost of 3 organizations in 1 centre, where the centre’s pooled unit cost is 100. The only one is a in Emergency, at 100. 1 pair has no unit cost. 1 estimate is hidden.
                Some("1 estimated cell hidden") "no visits, not known, or hidden" [4, 9, 9] Text("estimated, hidden")
                Organization b
                1 Emergency
                No visits: the estimate is hidden"#]],
        );
    }

    #[test]
    fn no_cell_makes_an_empty_chart() {
        let report = three_centres(MissingVisits::Zero);
        let none = with_look(&Selection::default(), |look| chart(&report, &Arc::default(), (0, 0), &look));
        assert_eq!((none.subject.rows(), none.subject.tooltip((0, 0))), (0, String::new()));
    }
}
