//! Bars of what each region has today, and would get.

use std::sync::Arc;

use charming::component::Grid;
use charming::element::{AxisPointer, AxisPointerType, ItemStyle, Trigger};
use charming::series::Bar;
use pervisit_analysis::allocation::{Allocated, Allocation, Cents};
use pervisit_analysis::columns::Value;
use serde_json::json;

use super::table::{Tabular, text};
use super::{
    AT_A_TIME, AXIS_HEIGHT, ChartSpec, Look, Parts, Place, Pointing, Series, Subject, figures_axis, names_axis,
    note_of_window, option, plain, point, tooltip_frame,
};
use crate::present::allocation::{REGIONS, goes_by};
use crate::present::numbers::Locale;
use crate::present::regions::name;
use crate::present::sentences::as_others;
use crate::present::table::Column;
use crate::selection::Selection;

/// The height of a region's two bars.
const BAND: usize = 44;
/// What stands above the bars: what their colours mean.
const HEAD: usize = 28;

struct Bars {
    allocation: Arc<Allocation>,
    from: usize,
    locale: Locale,
}

/// The regions in sight from one on.
pub fn chart(allocation: &Arc<Allocation>, from: usize, look: &Look<'_>) -> ChartSpec {
    let (palette, locale) = (look.palette, look.locale);
    let parts = shown(allocation, from);
    let bars = |label: &str, color: &str, amount: fn(&Allocated) -> Option<Cents>| {
        let amounts: Vec<_> = parts.iter().map(|part| point(amount(part).map(Cents::amount))).collect();
        let style = ItemStyle::new().color(color).border_radius(3);
        Series::Bar(Box::new(Bar::new().name(label).item_style(style).data(amounts)))
    };
    let chart = Parts {
        grid: Grid::new().left(4).right(20).bottom(4).contain_label(true),
        tooltip: tooltip_frame(palette)
            .trigger(Trigger::Axis)
            .axis_pointer(AxisPointer::new().type_(AxisPointerType::Shadow)),
        x_axis: vec![figures_axis(palette)],
        y_axis: vec![names_axis(parts.iter().map(|part| name(part.name.as_deref())).collect(), palette)],
        series: vec![
            bars("Today", &palette.edge, |part| part.today),
            bars("Allocated", &palette.accent, |part| Some(part.amount)),
        ],
    };
    let mut option = option(&chart, palette);
    option["grid"]["top"] = json!(HEAD);
    for series in option["series"].as_array_mut().into_iter().flatten() {
        series["barMaxWidth"] = json!(14);
    }
    let key = |at: f64, color: &str, label: &str| {
        json!([
            { "type": "rect", "shape": { "x": at, "y": 5, "width": 12, "height": 12, "r": 3 }, "style": { "fill": color } },
            { "type": "text", "style": { "x": at + 18.0, "y": 5, "text": label, "fill": palette.soft, "font": super::SMALL_FONT } },
        ])
    };
    let (today, allocated) = (key(4.0, &palette.edge, "Today"), key(84.0, &palette.accent, "Allocated"));
    let shapes: Vec<_> = [today, allocated].iter().filter_map(|key| key.as_array()).flatten().cloned().collect();
    if let Some(series) = option["series"].as_array_mut() {
        series.push(
            json!({ "type": "custom", "renderItem": "shapes", "silent": true, "data": [[0, 0]], "shapes": shapes }),
        );
    }
    let all = allocation.parts.len();
    ChartSpec {
        option,
        height: parts.len().max(1) * BAND + AXIS_HEIGHT + HEAD,
        description: description(allocation, locale),
        note: note_of_window("Regions", from, parts.len(), all, locale),
        pointing: Pointing::Band,
        subject: Arc::new(Bars { allocation: Arc::clone(allocation), from, locale: locale.clone() }),
    }
}

fn shown(allocation: &Allocation, from: usize) -> &[Allocated] {
    let parts = &allocation.parts;
    parts.get(from..parts.len().min(from + AT_A_TIME)).unwrap_or_default()
}

fn description(allocation: &Allocation, locale: &Locale) -> String {
    let said = |word: &str, most: Option<Cents>| {
        let mut parts = allocation.parts.iter().filter(|part| most.is_some() && part.difference == most);
        let Some((part, difference)) = parts.next().zip(most) else { return String::new() };
        let as_much = as_others(parts.count(), ["would"; 2], locale);
        let difference = locale.cost(difference.amount().abs());
        format!(" {} would {word} most, by {difference}{as_much}.", name(part.name.as_deref()))
    };
    let differences = || allocation.parts.iter().filter_map(|part| part.difference);
    let most = differences().filter(|difference| difference.0 > 0).max();
    let least = differences().filter(|difference| difference.0 < 0).min();
    format!(
        "What {} {} today, and would get of {} by {}.{}{}",
        locale.counted(allocation.parts.len(), "region", "regions"),
        if allocation.parts.len() == 1 { "spends" } else { "spend" },
        locale.cost(allocation.budget.amount()),
        goes_by(&allocation.basis, locale),
        said("gain", most),
        said("lose", least)
    )
}

impl Subject for Bars {
    fn tooltip(&self, place: Place) -> String {
        let Some(part) = shown(&self.allocation, self.from).get(place.0) else { return String::new() };
        let money = |cents: Option<Cents>| self.locale.or_unknown(cents.map(Cents::amount), Locale::cost);
        plain(&[
            name(part.name.as_deref()).to_owned(),
            format!("Today  {}", money(part.today)),
            format!("Allocated  {}", money(Some(part.amount))),
            format!("Difference  {}", money(part.difference)),
            format!("Change  {}", self.locale.or_unknown(part.change, Locale::percent)),
        ])
    }

    fn selection(&self, _: Place) -> Option<Selection> {
        None
    }
}

impl Tabular for Bars {
    fn columns(&self) -> &'static [Column] {
        const SHOWN: [Column; 5] = {
            let [name, today, allocated, difference, change, ..] = REGIONS;
            [name, today, allocated, difference, change]
        };
        &SHOWN
    }

    fn rows(&self) -> usize {
        self.allocation.parts.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        let part = &self.allocation.parts[row];
        match column {
            0 => text(name(part.name.as_deref())),
            1 => Value::Figure(part.today.map(Cents::amount)),
            2 => Value::Figure(Some(part.amount.amount())),
            3 => Value::Figure(part.difference.map(Cents::amount)),
            _ => Value::Figure(part.change),
        }
    }

    fn selection_of_row(&self, _: usize) -> Selection {
        Selection::default()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::allocation::{Cents, Criterion};

    use super::*;
    use crate::present::charts::cases::with_look;

    #[test]
    fn what_the_bars_say() {
        let part = |name: Option<&str>, today: i64, amount: i64| Allocated {
            name: name.map(str::to_owned),
            today: Some(Cents(today)),
            amount: Cents(amount),
            difference: Some(Cents(amount - today)),
            rows_without_expenses: 0,
            rows_estimated: 0,
            change: None,
            rows_left_out: 0,
        };
        let parts = vec![part(Some("{a|b}"), 100, 250), part(Some("South"), 300, 150), part(None, 50, 50)];
        let allocation =
            Arc::new(Allocation { basis: Criterion::Visits.into(), budget: Cents(450), today: Cents(450), parts });
        with_look(&Selection::default(), |look| {
            let spec = chart(&allocation, 0, &look);
            expect!["What 3 regions spend today, and would get of 4.50 by visits. {a|b} would gain most, by 1.50. South would lose most, by 1.50."].assert_eq(&spec.description);
            expect![[r#"
                {~a|b}
                Today  1.00
                Allocated  2.50
                Difference  1.50
                Change  –"#]]
            .assert_eq(&spec.subject.tooltip((0, 0)).replace('\u{2060}', "~"));
            assert_eq!(spec.option["series"][1]["data"], json!([2.5, 1.5, 0.5]));
            assert_eq!(spec.option["yAxis"][0]["data"][2], "No region");
            assert_eq!((spec.subject.rows(), spec.subject.tooltip((9, 0)), spec.note), (3, String::new(), None));
            let equal = vec![part(Some("A"), 1, 2), part(Some("B"), 1, 2), part(Some("C"), 3, 1)];
            let unknown = Allocated { today: None, difference: None, ..part(Some("D"), 0, 9) };
            let parts = equal.into_iter().chain([unknown]).collect();
            let spec = chart(&Arc::new(Allocation { parts, ..(*allocation).clone() }), 0, &look);
            expect!["What 4 regions spend today, and would get of 4.50 by visits. A would gain most, by 0.01, as would 1 other. C would lose most, by 0.02."].assert_eq(&spec.description);
            assert_eq!(spec.option["series"][0]["data"], json!([0.01, 0.01, 0.03, "-"]));
        });
    }
}
