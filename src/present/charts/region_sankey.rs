//! Bands as wide as expenses: from regions to centres.

use std::sync::Arc;

use charming::component::Grid;
use charming::element::Trigger;
use pervisit_analysis::columns::Value;
use pervisit_analysis::flows::{Band, End, Flows};
use pervisit_analysis::tree::Part;
use serde_json::{Value as Json, json};

use super::table::{Tabular, text};
use super::{
    BACK, ChartSpec, Look, Parts, Place, Pointing, Series, Subject, not_drawn, number_and_name_of, one_line, option,
    plain, tooltip_frame, value_of_spent,
};
use crate::present::centres::name_of;
use crate::present::numbers::{Locale, Written};
use crate::present::regions;
use crate::present::table::Column;
use crate::selection::Selection;

/// So many regions stand by themselves …
pub const REGIONS: usize = 12;
/// … and so many centres.
pub const CENTRES: usize = 20;
/// The height that an end of a band takes, its name beside it.
const END_HEIGHT: usize = 44;
const HEIGHTS: (usize, usize) = (320, 760);
/// What is between two ends: a name beside the thinnest of them touches no other.
const GAP: u8 = 15;
const PAIRS: [&str; 2] = ["pair of a region and a centre", "pairs of a region and a centre"];

struct Sankey {
    flows: Arc<Flows>,
    /// The ends that a band leads to, regions first: as ECharts numbers them.
    ends: Vec<End>,
    /// The bands that are drawn; into [`Flows::bands`].
    bands: Vec<usize>,
    locale: Locale,
}

/// All of the flows.
pub fn chart(flows: &Arc<Flows>, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let has_width = |end: &&End| end.spent.drawn > 0.0;
    let bands: Vec<usize> = (0..flows.bands.len()).filter(|&at| flows.bands[at].spent.drawn > 0.0).collect();
    let ends: Vec<End> = flows.regions.iter().chain(&flows.centres).filter(has_width).cloned().collect();
    let nodes = [('r', "left", &flows.regions), ('c', "right", &flows.centres)].map(|(side, position, ends)| {
        let node = |(at, end): (usize, &End)| {
            let color = match end.part {
                Part::Rest(_) | Part::Region(None) => &palette.edge,
                Part::Region(_) | Part::Organization(_) => &palette.accent,
                Part::Centre(_) => &palette.soft,
            };
            // Names are asked for when they are drawn: cells of files are no key of an option.
            let node = json!({
                "name": format!("{side}{at}"), "itemStyle": { "color": color }, "label": { "position": position },
            });
            (end.spent.drawn > 0.0).then_some(node)
        };
        ends.iter().enumerate().filter_map(node).collect::<Vec<Json>>()
    });
    let link = |&at: &usize| {
        let band = &flows.bands[at];
        let mut link = json!({
            "source": format!("r{}", band.region), "target": format!("c{}", band.centre), "value": band.spent.drawn,
        });
        if !look.selection.is_empty() {
            link["lineStyle"] = match is_selected(flows, band, look.selection) {
                true => json!({ "color": palette.accent, "opacity": 0.75 }),
                false => json!({ "opacity": BACK / 2.0 }),
            };
        }
        link
    };
    let series = json!({
        "type": "sankey", "top": 8, "bottom": 8, "nodeWidth": 12, "nodeGap": GAP, "layoutIterations": 0,
        "draggable": false, "data": nodes.concat(), "links": bands.iter().map(link).collect::<Vec<Json>>(),
        "label": { "color": palette.ink, "fontSize": 12, "overflow": "truncate" },
        "lineStyle": { "color": palette.edge, "opacity": 0.4, "curveness": 0.5 },
        "emphasis": { "lineStyle": { "color": palette.accent, "opacity": 0.75 } },
    });
    let parts = Parts {
        grid: Grid::new(),
        tooltip: tooltip_frame(palette).trigger(Trigger::Item),
        x_axis: Vec::new(),
        y_axis: Vec::new(),
        series: vec![Series::Drawing(series)],
    };
    let tallest = nodes.iter().map(Vec::len).max().unwrap_or_default();
    ChartSpec {
        option: option(&parts, palette),
        height: (tallest * END_HEIGHT).clamp(HEIGHTS.0, HEIGHTS.1),
        description: description(flows, locale),
        note: note(flows, locale),
        pointing: Pointing::Item,
        subject: Arc::new(Sankey { flows: Arc::clone(flows), ends, bands, locale: locale.clone() }),
    }
}

/// Whether a band has to do with what is selected.
fn is_selected(flows: &Flows, band: &Band, selection: &Selection) -> bool {
    let is_region = selection.organization.is_none() || flows.asked == Some(band.region);
    let number = centre_number(&flows.centres[band.centre]);
    is_region && (selection.centre_number.is_none() || selection.centre_number.as_deref() == number)
}

fn centre_number(end: &End) -> Option<&str> {
    if let Part::Centre(centre) = &end.part { Some(&centre.number) } else { None }
}

fn count_of(ends: &[End]) -> usize {
    ends.iter().map(|end| if let Part::Rest(count) = end.part { count } else { 1 }).sum()
}

/// What an end is called; `others` are what its rest is of.
fn name(end: &End, others: &str, locale: &Locale) -> String {
    match &end.part {
        Part::Region(region) => regions::name(region.as_deref()).to_owned(),
        Part::Organization(organization) => organization.clone(),
        Part::Centre(centre) => name_of(centre).to_owned(),
        Part::Rest(count) => format!("{} other {others}", locale.count(*count)),
    }
}

fn description(flows: &Flows, locale: &Locale) -> String {
    let widest = flows.bands.iter().reduce(|a, b| if b.spent.drawn > a.spent.drawn { b } else { a });
    let widest = widest.filter(|band| band.spent.drawn > 0.0).map(|band| {
        let (region, centre) = (&flows.regions[band.region], &flows.centres[band.centre]);
        let (region, centre) = (name(region, "regions", locale), name(centre, "centres", locale));
        format!(" The widest band goes from {region} to {centre}, with {}.", locale.plain(band.spent.expenses))
    });
    format!(
        "Expenses of {} from {} to {}.{}",
        locale.plain(flows.whole.expenses),
        locale.counted(count_of(&flows.regions), "region", "regions"),
        locale.counted(count_of(&flows.centres), "centre", "centres"),
        widest.unwrap_or_default()
    )
}

/// What the bands leave out, and what is put together in some.
fn note(flows: &Flows, locale: &Locale) -> Option<String> {
    let rest = |ends: &[End], what: &str| {
        ends.iter().find_map(|end| {
            let Part::Rest(count) = end.part else { return None };
            let expenses = locale.plain(end.spent.expenses);
            Some(format!("The {} smallest {what} are put together: {expenses}", locale.count(count)))
        })
    };
    let rests = [rest(&flows.regions, "regions"), rest(&flows.centres, "centres")];
    let notes: Vec<String> =
        not_drawn(&flows.whole, PAIRS, locale).into_iter().chain(rests.into_iter().flatten()).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

impl Sankey {
    fn region(&self, band: &Band) -> String {
        name(&self.flows.regions[band.region], "regions", &self.locale)
    }

    fn band(&self, at: usize) -> Option<&Band> {
        self.bands.get(at).map(|&at| &self.flows.bands[at])
    }

    fn end(&self, at: usize) -> String {
        let Some(end) = self.ends.get(at) else { return String::new() };
        // What a rest is of, its side tells.
        let is_region = at < self.flows.regions.iter().filter(|end| end.spent.drawn > 0.0).count();
        match &end.part {
            Part::Centre(centre) => number_and_name_of(centre),
            _ => name(end, if is_region { "regions" } else { "centres" }, &self.locale),
        }
    }
}

impl Subject for Sankey {
    /// Of an end, the first number is 0; of a band, 1.
    fn tooltip(&self, place: Place) -> String {
        let (mut lines, spent) = match place {
            (0, at) if at < self.ends.len() => (vec![self.end(at)], &self.ends[at].spent),
            (1, at) => {
                let Some(band) = self.band(at) else { return String::new() };
                let centre = match &self.flows.centres[band.centre] {
                    End { part: Part::Centre(centre), .. } => number_and_name_of(centre),
                    end => name(end, "centres", &self.locale),
                };
                (vec![self.region(band), centre], &band.spent)
            }
            _ => return String::new(),
        };
        lines.push(format!("Expenses  {}", self.locale.or_unknown(spent.known(), Locale::plain)));
        lines.extend(not_drawn(spent, PAIRS, &self.locale));
        plain(&lines)
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        let end = match place {
            (0, at) => self.ends.get(at)?,
            (_, at) => &self.flows.centres[self.band(at)?.centre],
        };
        centre_number(end).map(Selection::of_centre)
    }

    fn label(&self, at: usize) -> String {
        let name = match self.ends.get(at) {
            Some(End { part: Part::Centre(centre), .. }) => name_of(centre).to_owned(),
            _ => self.end(at),
        };
        one_line(&name)
    }
}

impl Tabular for Sankey {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Region", "Region", 12),
                Column::text("Number", "Centre number", 6),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Expenses", "Expenses", 9, Written::Plain),
                Column::figure("Drawn", "Expenses drawn as a band", 9, Written::Plain),
                Column::figure("Not drawn", "Expenses of 0 or less, not drawn", 8, Written::Plain),
                Column::figure("Unknown", "Regions at centres with unknown expenses", 7, Written::Plain),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.flows.bands.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let band = &self.flows.bands[row];
        let centre = &self.flows.centres[band.centre];
        match column {
            0 => Value::Text(self.region(band).into()),
            1 => text(centre_number(centre).unwrap_or_default()),
            2 => Value::Text(name(centre, "centres", &self.locale).into()),
            _ => value_of_spent(&band.spent, column - 3),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        let centre = &self.flows.centres[self.flows.bands[row].centre];
        centre_number(centre).map(Selection::of_centre).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::flows::Wanted;
    use pervisit_analysis::regions::Regions;

    use super::*;
    use crate::present::cases::{regions_by_hand, regions_files};
    use crate::present::charts::cases::{told, with_look};

    fn spec(regions: &Regions, wanted: &Wanted, selection: &Selection) -> ChartSpec {
        with_look(selection, |look| chart(&Arc::new(Flows::of(regions, wanted)), &look))
    }

    #[test]
    fn bands_go_from_regions_to_centres() {
        let wanted = Wanted { regions: 2, centres: 2, organization: Some("A".into()) };
        let spec = spec(&regions_by_hand(), &wanted, &Selection::of_row("A", "20"));
        let places: Vec<Place> = (0..7).map(|at| (0, at)).chain((0..3).map(|at| (1, at))).collect();
        insta::assert_snapshot!("region_sankey", told(&spec, &places));
    }

    #[test]
    fn what_has_no_width_is_left_out_and_said() {
        let (merged, table) = regions_files(
            "a,1,{One|x},100\na,2,Two,-30\nb,1,{One|x},n/a\nc,1,{One|x},-5\nc,2,Two,0\n",
            "a,{No\u{2028}rth}\nb,West\nc,South\n",
        );
        let regions = Regions::of(&merged, &table, &|row| merged.matched.visits.get(row));
        let spec = spec(&regions, &Wanted { regions: 9, centres: 9, organization: None }, &Selection::default());
        assert_eq!(
            spec.note.as_deref(),
            Some(
                "3 pairs of a region and a centre of 0 or less not drawn, -35 in all · 1 pair of a region and a centre with unknown expenses not drawn"
            )
        );
        let series = &spec.option["series"][0];
        let names: Vec<_> = series["data"].as_array().into_iter().flatten().map(|node| &node["name"]).collect();
        assert_eq!(names, ["r0", "c0"]);
        assert_eq!(series["links"], json!([{ "source": "r0", "target": "c0", "value": 100.0 }]));
        assert_eq!((spec.subject.rows(), spec.subject.tooltip((0, 9))), (5, String::new()));
        assert_eq!(spec.subject.label(1), "{\u{2060}One|x}");
        assert!(!spec.option.to_string().contains("One"), "cells of files are no part of the option");
    }

    #[test]
    fn nothing_makes_an_empty_chart() {
        let none = with_look(&Selection::default(), |look| chart(&Arc::default(), &look));
        assert_eq!((none.subject.rows(), none.subject.tooltip((0, 0)), none.note), (0, String::new(), None));
    }
}
