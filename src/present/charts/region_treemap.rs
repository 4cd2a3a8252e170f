//! Areas as large as expenses: regions, in them organizations, in them centres.

use std::sync::Arc;

use charming::component::Grid;
use pervisit_analysis::columns::Value;
use pervisit_analysis::merge::Centre;
use pervisit_analysis::names::Called;
use pervisit_analysis::spent::Spent;
use pervisit_analysis::tree::{Node, Part, Tree};
use serde_json::{Value as Json, json};

use super::table::{Tabular, text};
use super::{
    BACK, ChartSpec, Look, Parts, Place, Pointing, Series, Subject, not_drawn, number_and_name_of, one_line, option,
    plain, tooltip_frame, value_of_spent,
};
use crate::present::centres::name_of;
use crate::present::numbers::{Locale, Written};
use crate::present::organizations::{numbered, pointed_at};
use crate::present::regions::name;
use crate::present::table::Column;
use crate::selection::Selection;

const HEIGHT: usize = 560;
/// Of a smaller part of the whole, the name has no line of its own above its parts; that of an
/// organization in a smaller region has none either: two lines would take all its room.
const NAMED: f64 = 0.015;
const NAMED_TWICE: f64 = 0.06;
/// The height of that line.
const LINE: u8 = 22;

struct Treemap {
    whole: Spent,
    /// The parts that have an area, each before its own parts: as ECharts numbers them from 1.
    drawn: Vec<Item>,
    /// All parts that have none themselves, drawn or not.
    leaves: Vec<Item>,
    /// What organizations are called.
    called: Called,
    locale: Locale,
}

/// A part, by all that it is part of.
#[derive(Clone, Default)]
struct Item {
    region: String,
    organization: String,
    centre: Option<Centre>,
    /// How many are put together in it, where it is a rest; in words, too.
    rest: Option<(usize, String)>,
    selection: Selection,
    spent: Spent,
}

impl Item {
    /// A part of this one.
    fn part(&self, node: &Node, locale: &Locale) -> Item {
        let mut item = Item { spent: node.spent, ..self.clone() };
        match &node.part {
            Part::Region(region) => item.region = name(region.as_deref()).to_owned(),
            Part::Organization(organization) => {
                item.organization.clone_from(organization);
                item.selection.organization = Some(organization.clone());
            }
            Part::Centre(centre) => {
                item.selection.centre_number = Some(centre.number.clone());
                item.centre = Some(centre.clone());
            }
            Part::Rest(count) => {
                let what = match (self.region.is_empty(), self.organization.is_empty()) {
                    (true, _) => "other regions",
                    (_, true) => "other organizations",
                    _ => "other centres",
                };
                item.rest = Some((*count, format!("{} {what}", locale.count(*count))));
            }
        }
        item
    }

    fn name(&self, called: &Called) -> String {
        match (&self.rest, &self.centre) {
            (Some((_, rest)), _) => rest.clone(),
            (_, Some(centre)) => name_of(centre).to_owned(),
            _ if self.organization.is_empty() => self.region.clone(),
            _ => numbered(&self.organization, called),
        }
    }
}

/// All of a tree.
pub fn chart(tree: &Tree, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let mut treemap = Treemap {
        whole: tree.whole,
        drawn: Vec::new(),
        leaves: Vec::new(),
        called: look.called.clone(),
        locale: locale.clone(),
    };
    let data = treemap.take(&tree.regions, &Item::default(), look);
    // Names are asked for when they are drawn: cells of files are no part of an option.
    let line = json!({
        "show": true, "height": LINE, "color": palette.ink, "fontSize": 12, "padding": [0, 4], "overflow": "truncate",

    });
    let level = |border: &str, width: u8, gap: u8, line: &Json| json!({ "itemStyle": { "borderColor": border, "borderWidth": width, "gapWidth": gap }, "upperLabel": line });
    let none = json!({ "show": false });
    let series = json!({
        "type": "treemap", "left": 4, "right": 4, "top": 4, "bottom": 4, "sort": false, "roam": false,
        "nodeClick": false, "breadcrumb": none, "childrenVisibleMin": 0,
        "label": {
            "show": true, "position": "insideTopLeft", "color": palette.ink, "fontSize": 12, "lineHeight": 16,
            "overflow": "truncate",
        },
        "levels": [
            level(&palette.card, 0, 4, &none),
            level(&palette.line, 3, 3, &line),
            level(&palette.card, 1, 1, &line),
            level(&palette.card, 0, 0, &none),
        ],
        "data": data,
    });
    let parts = Parts {
        grid: Grid::new(),
        tooltip: tooltip_frame(palette).trigger(charming::element::Trigger::Item),
        x_axis: Vec::new(),
        y_axis: Vec::new(),
        series: vec![Series::Drawing(series)],
    };
    ChartSpec {
        option: option(&parts, palette),
        height: HEIGHT,
        description: description(tree, &treemap, locale),
        note: note(&treemap, locale),
        pointing: Pointing::Item,
        subject: Arc::new(treemap),
    }
}

impl Treemap {
    /// Takes parts of an item and gives them as ECharts draws them.
    fn take(&mut self, nodes: &[Node], of: &Item, look: &Look<'_>) -> Vec<Json> {
        let mut data = Vec::new();
        for node in nodes {
            let item = of.part(node, look.locale);
            let has_area = node.spent.drawn > 0.0;
            if has_area {
                self.drawn.push(item.clone());
            }
            if node.parts.is_empty() {
                if has_area {
                    data.push(leaf(&item, look));
                }
                self.leaves.push(item);
                continue;
            }
            let children = self.take(&node.parts, &item, look);
            if has_area {
                let mut drawn = json!({ "value": node.spent.drawn, "children": children });
                let is_small = |spent: &Spent, part: f64| spent.drawn < self.whole.drawn * part;
                let is_in_region = !of.region.is_empty();
                if is_small(&node.spent, NAMED) || (is_in_region && is_small(&of.spent, NAMED_TWICE)) {
                    drawn["upperLabel"] = json!({ "show": false });
                }
                if !item.organization.is_empty() && look.selection.has_all_of(&item.selection) {
                    drawn["itemStyle"] = json!({ "borderColor": look.palette.accent });
                    drawn["upperLabel"]["color"] = json!(look.palette.card);
                }
                data.push(drawn);
            }
        }
        data
    }
}

fn leaf(item: &Item, look: &Look<'_>) -> Json {
    let palette = look.palette;
    let color = if item.rest.is_some() { &palette.scale[4] } else { &palette.accent_soft };
    let mut leaf = json!({ "value": item.spent.drawn, "itemStyle": { "color": color } });
    let selected = look.selection;
    let is_of = |own: &Option<String>, selected: &Option<String>| selected.is_none() || own == selected;
    let own = &item.selection;
    let is_selected =
        is_of(&own.organization, &selected.organization) && is_of(&own.centre_number, &selected.centre_number);
    if !selected.is_empty() && is_selected {
        leaf["itemStyle"] = json!({ "color": palette.accent });
        leaf["label"] = json!({ "color": palette.card });
    } else if !selected.is_empty() {
        leaf["itemStyle"]["opacity"] = json!(BACK);
        leaf["label"] = json!({ "color": palette.soft });
    }
    leaf
}

fn description(tree: &Tree, treemap: &Treemap, locale: &Locale) -> String {
    let regions: usize =
        tree.regions.iter().map(|node| if let Part::Rest(count) = node.part { count } else { 1 }).sum();
    let largest = |is: fn(&&Item) -> bool, what: &str| {
        let found = treemap.drawn.iter().filter(is).reduce(|a, b| if b.spent.drawn > a.spent.drawn { b } else { a });
        found.map(|item| {
            let place = match (&item.centre, item.organization.is_empty()) {
                (Some(_), _) => format!(" of {} in {}", numbered(&item.organization, &treemap.called), item.region),
                (None, false) => format!(" in {}", item.region),
                _ => String::new(),
            };
            format!(" The largest {what} is {}{place}, with {}.", item.name(&treemap.called), amount(item, locale))
        })
    };
    let said = [
        largest(|item| item.rest.is_none() && item.organization.is_empty(), "region"),
        largest(|item| item.rest.is_none() && !item.organization.is_empty() && item.centre.is_none(), "organization"),
        largest(|item| item.centre.is_some(), "centre of an organization"),
    ];
    format!(
        "Expenses of {} in {}, by organization and centre.{}",
        locale.plain(tree.whole.expenses),
        locale.counted(regions, "region", "regions"),
        said.into_iter().flatten().collect::<String>()
    )
}

fn amount(item: &Item, locale: &Locale) -> String {
    locale.or_unknown(item.spent.known(), Locale::plain)
}

/// What the areas leave out, and what is put together in some.
fn note(treemap: &Treemap, locale: &Locale) -> Option<String> {
    let rest = treemap.leaves.iter().any(|item| item.rest.is_some());
    let rest = rest.then(|| "Small parts are put together, with their number".to_owned());
    let notes: Vec<String> = not_drawn(&treemap.whole, ["row", "rows"], locale).into_iter().chain(rest).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

impl Subject for Treemap {
    fn tooltip(&self, place: Place) -> String {
        let Some(item) = place.1.checked_sub(1).and_then(|at| self.drawn.get(at)) else { return String::new() };
        let organization = match item.organization.as_str() {
            "" => String::new(),
            organization => pointed_at(organization, &self.called),
        };
        plain(&[
            item.region.clone(),
            organization,
            item.centre.as_ref().map(number_and_name_of).unwrap_or_default(),
            item.rest.as_ref().map(|(_, rest)| rest.clone()).unwrap_or_default(),
            format!("Expenses  {}", amount(item, &self.locale)),
            not_drawn(&item.spent, ["row", "rows"], &self.locale).unwrap_or_default(),
        ])
    }

    fn selection(&self, place: Place) -> Option<Selection> {
        let item = self.drawn.get(place.1.checked_sub(1)?)?;
        (!item.selection.is_empty()).then(|| item.selection.clone())
    }

    fn label(&self, at: usize) -> String {
        let Some(item) = at.checked_sub(1).and_then(|at| self.drawn.get(at)) else { return String::new() };
        if let Some((count, _)) = item.rest {
            return format!("+{}", self.locale.count(count));
        }
        let name = one_line(&item.name(&self.called));
        // A figure stands in the longest lines only; where it has no room, `browser/echarts.js` leaves it out, since one
        // cut short could be taken for another.
        let is_region = item.organization.is_empty();
        let spent = || self.locale.or_unknown(item.spent.known(), |locale, spent| locale.fixed(spent, 0));
        if is_region { format!("{name}\u{2003}{}", spent()) } else { name }
    }
}

impl Tabular for Treemap {
    fn columns(&self) -> &'static [Column] {
        const {
            &[
                Column::text("Region", "Region", 10),
                Column::text("Organization", "Organization", 10),
                Column::text("Number", "Centre number", 6),
                Column::text("Centre", "Centre name", 0),
                Column::figure("Expenses", "Expenses", 9, Written::Plain),
                Column::figure("Drawn", "Expenses drawn as an area", 9, Written::Plain),
                Column::figure("Not drawn", "Expenses of 0 or less, not drawn", 8, Written::Plain),
                Column::figure("Unknown", "Rows with unknown expenses", 7, Written::Plain),
            ]
        }
    }

    fn rows(&self) -> usize {
        self.leaves.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let item = &self.leaves[row];
        let rest = item.rest.as_ref().map_or("", |(_, rest)| rest);
        match column {
            0 if item.region.is_empty() => text(rest),
            0 => text(&item.region),
            1 if item.organization.is_empty() && !item.region.is_empty() => text(rest),
            1 => text(&item.organization),
            2 => text(item.centre.as_ref().map(|centre| centre.number.as_str()).unwrap_or_default()),
            3 if item.organization.is_empty() => text(""),
            3 => text(item.centre.as_ref().map_or(rest, name_of)),
            _ => value_of_spent(&item.spent, column - 4),
        }
    }

    fn selection_of_row(&self, row: usize) -> Selection {
        self.leaves[row].selection.clone()
    }

    fn organizations(&self) -> Option<(usize, &Called)> {
        Some((1, &self.called))
    }
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::tree::Most;

    use super::*;
    use crate::present::cases::{files_by_hand, regions_files};
    use crate::present::charts::cases::{told, with_look};

    fn spec(most: Most, selection: &Selection) -> ChartSpec {
        let (merged, table) = files_by_hand();
        with_look(selection, |look| {
            let look = Look { called: &merged.called, ..look };
            chart(&Tree::of(&merged, &table, most), &look)
        })
    }

    #[test]
    fn areas_stand_in_areas() {
        let spec = spec(Most { regions: 2, organizations: 1, centres: 6 }, &Selection::of_row("B", "20"));
        let places: Vec<Place> = (0..9).map(|at| (0, at)).collect();
        insta::assert_snapshot!("region_treemap", told(&spec, &places));
        assert_eq!([1, 2, 3].map(|at| spec.subject.label(at)), ["North\u{2003}103,000", "B", "Dialysis"]);
    }

    #[test]
    fn what_has_no_area_is_left_out_and_said() {
        let (merged, table) = regions_files(
            "a,1,{One|x},100\na,2,Two,-30\nb,1,{One|x},n/a\nc,1,{One|x},-5\nc,2,Two,0\n",
            "a,{No\u{2028}rth}\nb,{No\u{2028}rth}\nc,South\n",
        );
        let tree = Tree::of(&merged, &table, Most::among(2));
        let spec = with_look(&Selection::default(), |look| chart(&tree, &look));
        assert_eq!(
            spec.note.as_deref(),
            Some("3 rows of 0 or less not drawn, -35 in all · 1 row with unknown expenses not drawn")
        );
        let data = &spec.option["series"][0]["data"];
        assert_eq!(data.as_array().map(Vec::len), Some(1), "{data}");
        assert_eq!(data[0]["children"][0]["children"].as_array().map(Vec::len), Some(1), "{data}");
        assert_eq!((spec.subject.rows(), spec.subject.tooltip((0, 4))), (5, String::new()));
        assert!(!spec.option.to_string().contains("One"), "cells of files are no part of the option");
    }

    #[test]
    fn nothing_makes_an_empty_chart() {
        let none = with_look(&Selection::default(), |look| chart(&Tree::default(), &look));
        assert_eq!((none.subject.rows(), none.subject.tooltip((0, 0)), none.note), (0, String::new(), None));
    }
}
