//! Numbers as the visitor's locale writes them; the only place where a figure is rounded.

use pervisit_analysis::columns::Kind;
use pervisit_analysis::decimal::nearest;
use pervisit_analysis::ingest::amount::take_currency;

/// A locale's separators, and how many digits they group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    minus: String,
    decimal: String,
    group: String,
    /// Digits in the last group, and in those before it (India writes 12,34,567).
    groups: (usize, usize),
}

impl Default for Locale {
    fn default() -> Self {
        Locale { minus: "-".into(), decimal: ".".into(), group: ",".into(), groups: (3, 3) }
    }
}

/// What stands for a figure that is not known.
pub const UNKNOWN: &str = "–";

impl Locale {
    /// Learns from the parts (kind and text) of -1234567890.5 as the locale writes it.
    pub fn from_parts(parts: impl Iterator<Item = (String, String)>) -> Option<Locale> {
        let (mut minus, mut decimal, mut group, mut groups) = (None, None, None, Vec::new());
        for (kind, text) in parts {
            match kind.as_str() {
                "minusSign" => minus = Some(text),
                "decimal" => decimal = Some(text),
                "group" => group = Some(text),
                "integer" if !text.starts_with(|c: char| c.is_ascii_digit()) => return None,
                "integer" => groups.push(text.chars().count()),
                _ => {}
            }
        }
        let last = groups.pop()?;
        let before = groups.pop().unwrap_or(last);
        Some(Locale { minus: minus?, decimal: decimal?, group: group.unwrap_or_default(), groups: (last, before) })
    }

    /// With exactly so many decimals.
    pub fn fixed(&self, value: f64, decimals: usize) -> String {
        let digits = rounded(value.abs(), decimals);
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::with_capacity(digits.len() + 8);
        if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            text.push_str(&self.minus);
        }
        self.push_grouped(&mut text, whole);
        if !fraction.is_empty() {
            text.push_str(&self.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// A unit cost: two decimals.
    pub fn cost(&self, value: f64) -> String {
        self.fixed(value, 2)
    }

    /// Without decimals where it is whole, with two where it is not.
    pub fn plain(&self, value: f64) -> String {
        Written::Plain.write(value, self, false)
    }

    /// Visits.
    pub fn visits(&self, value: f64) -> String {
        Written::Visits.write(value, self, false)
    }

    /// A count.
    pub fn count(&self, value: usize) -> String {
        let mut text = String::new();
        self.push_grouped(&mut text, &value.to_string());
        text
    }

    /// So many of something: `1 row`, `2,000 rows`.
    pub fn counted(&self, count: usize, one: &str, many: &str) -> String {
        format!("{} {}", self.count(count), if count == 1 { one } else { many })
    }

    /// A size in bytes, in the unit that suits it.
    pub fn bytes(&self, size: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "it is rounded to one decimal")]
        let in_unit = |unit: u64| self.fixed(size as f64 / unit as f64, 1);
        match size {
            0..1_000 => format!("{size} bytes"),
            1_000..1_000_000 => format!("{} kB", in_unit(1_000)),
            1_000_000..1_000_000_000 => format!("{} MB", in_unit(1_000_000)),
            _ => format!("{} GB", in_unit(1_000_000_000)),
        }
    }

    /// A share of 1 in per cent, with one decimal.
    pub fn percent(&self, share: f64) -> String {
        Written::Share.write(share, self, false)
    }

    /// A share of 1 in per cent, without decimals.
    pub fn whole_percent(&self, share: f64) -> String {
        format!("{}\u{a0}%", self.fixed(share * 100.0, 0))
    }

    /// A figure, or [`UNKNOWN`].
    pub fn or_unknown(&self, value: Option<f64>, write: impl Fn(&Locale, f64) -> String) -> String {
        value.map_or_else(|| UNKNOWN.into(), |value| write(self, value))
    }

    /// The sign before decimals.
    pub fn decimal(&self) -> char {
        self.decimal.chars().next().unwrap_or('.')
    }

    /// A number as the locale writes it, or as programs do.
    pub fn number(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        let unsigned = text.strip_prefix(self.minus.as_str()).or_else(|| text.strip_prefix(['-', '−']));
        let digits = take_currency(unsigned.unwrap_or_else(|| text.strip_prefix('+').unwrap_or(text)));
        let of_programs = || digits.split_once('.').filter(|_| self.group != ".");
        let (whole, decimals) = digits.split_once(self.decimal.as_str()).or_else(of_programs).unwrap_or((digits, ""));
        let digits = self.ungrouped(whole.trim())?;
        if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value = nearest(&format!("{digits}.{decimals}"))?;
        Some(if unsigned.is_some() { -value } else { value })
    }

    /// The digits of a whole number, without what stands between its groups: there are as many in each
    /// as the locale has, so that nothing that was meant as a decimal sign is taken for such.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let is_between = |letter: char| self.group.contains(letter) || letter.is_whitespace();
        let groups: Vec<&str> = whole.split(is_between).collect();
        let (last, before) = self.groups;
        let fits = |(left, group): (usize, &&str)| match left {
            _ if groups.len() == 1 => true,
            0 => group.len() == last,
            _ if left + 1 < groups.len() => group.len() == before,
            _ => (1..=before).contains(&group.len()),
        };
        let digits = groups.concat();
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
        (are_digits && groups.iter().rev().enumerate().all(fits)).then_some(digits)
    }

    /// The figures, from one to another, that a range above a column means: `100..500`, `> 100`, `<= 5`,
    /// `250`. A figure is as large as it is shown: 516.78 is one that is shown as that.
    pub fn range(&self, typed: &str, written: Written, cents: bool) -> Option<(f64, f64)> {
        let number = |text: &str| {
            let text = text.trim();
            self.number(text.strip_suffix('%').filter(|_| written == Written::Share).unwrap_or(text))
        };
        let least = |number: f64| written.least(number, cents);
        // Figures are rounded alike on both sides of 0.
        let most = |number: f64| -least(-number);
        let is_any = |text: &str| text.trim().is_empty();
        if let Some((low, high)) = typed.split_once("..") {
            return match (is_any(low), is_any(high)) {
                (true, true) => None,
                (true, false) => Some((f64::NEG_INFINITY, most(number(high)?))),
                (false, true) => Some((least(number(low)?), f64::INFINITY)),
                (false, false) => {
                    let (one, other) = (number(low)?, number(high)?);
                    Some((least(one.min(other)), most(one.max(other))))
                }
            };
        }
        let after = |signs: [&str; 2]| signs.into_iter().find_map(|sign| typed.strip_prefix(sign));
        if let Some(low) = after([">=", "≥"]) {
            Some((least(number(low)?), f64::INFINITY))
        } else if let Some(high) = after(["<=", "≤"]) {
            Some((f64::NEG_INFINITY, most(number(high)?)))
        } else if let Some(above) = typed.strip_prefix('>') {
            Some((most(number(above)?).next_up(), f64::INFINITY))
        } else if let Some(below) = typed.strip_prefix('<') {
            Some((f64::NEG_INFINITY, least(number(below)?).next_down()))
        } else {
            let figure = number(typed.strip_prefix('=').unwrap_or(typed))?;
            Some((least(figure), most(figure)))
        }
    }

    fn push_grouped(&self, text: &mut String, whole: &str) {
        for (at, digit) in whole.char_indices() {
            let left = whole.len() - at;
            let (last, before) = self.groups;
            if at > 0 && (left == last || (left > last && (left - last).is_multiple_of(before))) {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
    }
}

/// How the figures of a column are written, which is also how large they are to a range typed above it.
/// `cents` says whether the report's expenses are shown with cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As unit costs, with two decimals.
    Cost,
    /// As amounts and counts, with two decimals where they are not whole.
    Plain,
    /// As expenses, all with cents or all without.
    Expenses,
    /// With one decimal.
    Tenths,
    /// As visits: with one decimal where they are not whole, since nobody counted those.
    Visits,
    /// As per cent, with one decimal.
    Share,
}

impl Written {
    /// What a workbook takes it for.
    pub fn kind(self) -> Kind {
        match self {
            Written::Plain | Written::Expenses | Written::Visits => Kind::Amount,
            Written::Cost | Written::Tenths => Kind::Ratio,
            Written::Share => Kind::Share,
        }
    }

    /// A figure, as a locale writes it.
    pub fn write(self, figure: f64, locale: &Locale, cents: bool) -> String {
        let is_whole = matches!(self, Written::Plain | Written::Visits) && figure.fract() == 0.0;
        let decimals = if is_whole { 0 } else { self.decimals(cents) };
        let text = locale.fixed(figure * self.scale(), decimals);
        if self == Written::Share { text + "\u{a0}%" } else { text }
    }

    /// The least figure that is shown as a number or more: half a unit of the last place below it, as near
    /// as floats come to that. To which side those beside it are rounded, only writing them tells.
    fn least(self, number: f64, cents: bool) -> f64 {
        let decimals = self.decimals(cents);
        let half = [0.5, 0.05, 0.005][decimals];
        let middle = (number - half) / self.scale();
        let is_shown_so = |figure: &f64| {
            let figure = figure * self.scale();
            nearest(&rounded(figure.abs(), decimals)).is_some_and(|shown| shown.copysign(figure) >= number)
        };
        // Fifteen digits are told apart by no more floats than these.
        const BESIDE: usize = 64;
        let lowest = (0..BESIDE).fold(middle, |figure, _| figure.next_down());
        let around = std::iter::successors(Some(lowest), |figure| Some(figure.next_up())).take(2 * BESIDE + 1);
        around.into_iter().find(is_shown_so).unwrap_or(middle)
    }

    fn decimals(self, cents: bool) -> usize {
        match self {
            Written::Expenses if !cents => 0,
            Written::Tenths | Written::Visits | Written::Share => 1,
            _ => 2,
        }
    }

    fn scale(self) -> f64 {
        if self == Written::Share { 100.0 } else { 1.0 }
    }
}

/// A figure of 0 or more with up to two decimals. As in spreadsheets, its first fifteen digits count, and what lies in
/// the middle then is the larger: 201 / 200 is a float just below 1.005, and is shown as 1.01.
fn rounded(figure: f64, decimals: usize) -> String {
    let written = format!("{figure:.14e}");
    let in_units = || {
        let (digits, exponent) = written.split_once('e')?;
        let digits: u64 = digits.replace('.', "").parse().ok()?;
        let surplus = 14 - exponent.parse::<i32>().ok()? - i32::try_from(decimals).ok()?;
        let unit = 10u64.checked_pow(u32::try_from(surplus).ok()?)?;
        Some((digits + unit / 2) / unit)
    };
    match (in_units(), [1, 10, 100].get(decimals)) {
        (Some(units), Some(1)) => units.to_string(),
        (Some(units), Some(scale)) => format!("{}.{:0decimals$}", units / scale, units % scale),
        _ => format!("{figure:.decimals$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Locale, Written};

    fn locale(parts: &[(&str, &str)]) -> Locale {
        Locale::from_parts(parts.iter().map(|(kind, text)| ((*kind).into(), (*text).into()))).expect("all parts")
    }

    fn french() -> Locale {
        locale(&[
            ("minusSign", "-"),
            ("integer", "1"),
            ("group", "\u{202f}"),
            ("integer", "234"),
            ("group", "\u{202f}"),
            ("integer", "567"),
            ("decimal", ","),
            ("fraction", "5"),
        ])
    }

    #[test]
    fn thousands_are_grouped_as_the_locale_does() {
        let english = Locale::default();
        let figures = [0.0, 999.0, 1000.0, 72_950_000.0, -1234.5].map(|figure| english.plain(figure));
        assert_eq!(figures, ["0", "999", "1,000", "72,950,000", "-1,234.50"]);
        assert_eq!(french().cost(1_234_567.891), "1\u{202f}234\u{202f}567,89");
        let indian = [
            ("minusSign", "-"),
            ("integer", "1"),
            ("group", ","),
            ("integer", "23"),
            ("group", ","),
            ("integer", "456"),
            ("decimal", "."),
        ];
        assert_eq!(locale(&indian).plain(1_234_567_890.0), "1,23,45,67,890");
    }

    #[test]
    fn what_lies_in_the_middle_is_rounded_away_from_0() {
        let english = Locale::default();
        assert_eq!([308.625, -0.125, 0.375, 1.005].map(|it| english.fixed(it, 2)), ["308.63", "-0.13", "0.38", "1.01"]);
        assert_eq!([0.5, 1.5, 2.5, -2.5, 2.25].map(|it| english.fixed(it, 0)), ["1", "2", "3", "-3", "2"]);
        assert_eq!([0.25, 0.75, 9.95].map(|it| english.fixed(it, 1)), ["0.3", "0.8", "10.0"]);
        assert_eq!(
            [201.0 / 200.0, 1.004_999_999_999_99, 8.575, 0.0].map(|it| english.fixed(it, 2)),
            ["1.01", "1.00", "8.58", "0.00"]
        );
        assert_eq!([1e-9, 1e15, 123_456_789_012_345.67, 1e300].map(|it| english.fixed(it, 2).len()), [4, 24, 22, 404]);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let english = Locale::default();
        let read = [
            "0",
            "1,234,567.5",
            "1234.5",
            "-12",
            "−12",
            ".5",
            "1,23",
            "1,2345",
            "1.2.3",
            "",
            "-",
            "1e5",
            "12,345",
            "-$1,234.50",
        ];
        let numbers = read.map(|text| english.number(text));
        let known = [Some(0.0), Some(1_234_567.5), Some(1234.5), Some(-12.0), Some(-12.0)];
        assert_eq!(numbers[..5], known);
        assert_eq!(numbers[5..], [None, None, None, None, None, None, None, Some(12_345.0), Some(-1234.5)]);
        assert_eq!(
            ["1 234,5 €", "1234.5", "1.234,5"].map(|text| french().number(text)),
            [Some(1234.5), Some(1234.5), None]
        );
        assert_eq!(french().number("1\u{202f}234,5"), Some(1234.5));
        let (least, most) = french().range("1,5..2", Written::Cost, false).unwrap();
        assert!((least - 1.495).abs() + (most - 2.005).abs() < 1e-12, "{least} to {most}");
    }

    #[test]
    fn a_range_ends_where_figures_are_shown_otherwise() {
        let check = |written: Written, numbers: [f64; 3]| {
            let least = |number| written.least(number, false);
            let shown = |figure| written.write(figure, &Locale::default(), false);
            for number in numbers {
                let (first, last) = (least(number), -least(-number));
                assert_eq!(shown(first), shown(last), "{number}");
                assert_ne!(shown(first.next_down()), shown(first), "{number}");
                assert_ne!(shown(last.next_up()), shown(last), "{number}");
            }
        };
        check(Written::Cost, [0.0, 100.01, -2.5]);
        check(Written::Tenths, [0.1, 118.4, 0.3]);
        check(Written::Share, [0.1, 30.4, 100.0]);
        check(Written::Expenses, [1.0, 0.0, 1_000_002.0]);
    }

    #[test]
    fn a_figure_that_rounds_to_zero_has_no_sign() {
        assert_eq!(Locale::default().cost(-0.001), "0.00");
    }

    #[test]
    fn a_locale_with_other_digits_falls_back() {
        assert_eq!(Locale::from_parts([("integer".into(), "١".into())].into_iter()), None);
    }
}
