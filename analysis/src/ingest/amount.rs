//! One cell's text -> an amount.

use serde::{Deserialize, Serialize};

use crate::decimal::nearest;
use crate::table::Amount;

/// Which sign stands before the decimals of a column's amounts; the other one groups thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decimal {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

impl Decimal {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Decimal {
        match self {
            Decimal::Point => Decimal::Comma,
            Decimal::Comma => Decimal::Point,
        }
    }

    fn sign(self) -> char {
        match self {
            Decimal::Point => '.',
            Decimal::Comma => ',',
        }
    }

    /// The decimal sign, and the one that groups.
    #[inline]
    pub(super) fn bytes(self) -> (u8, u8) {
        match self {
            Decimal::Point => (b'.', b','),
            Decimal::Comma => (b',', b'.'),
        }
    }

    fn group(self) -> char {
        self.other().sign()
    }
}

/// What the cells of a column say about its decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Cells that are numbers only with a decimal point.
    point: u64,
    /// Cells that are numbers only with a decimal comma.
    comma: u64,
    /// Cells that are two different numbers, with a point: `1.234`.
    unclear_point: u64,
    /// The same, with a comma: `1,234`.
    unclear_comma: u64,
}

/// What a column's evidence comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The convention most cells speak for.
    pub(crate) decimal: Decimal,
    /// Cells that speak for the other one.
    pub(crate) against: u64,
    /// Cells that could mean another number, where nothing else decides.
    pub(crate) unclear: u64,
}

impl Evidence {
    /// Hears what a plain number says.
    #[inline]
    pub(super) fn count(&mut self, clue: Clue, decimal: Decimal) {
        let [certain, by_sign, by_group] =
            [clue.is_certain, clue.is_unclear & clue.has_sign, clue.is_unclear & !clue.has_sign].map(u64::from);
        match decimal {
            Decimal::Point => {
                self.point += certain;
                self.unclear_point += by_sign;
                self.unclear_comma += by_group;
            }
            Decimal::Comma => {
                self.comma += certain;
                self.unclear_comma += by_sign;
                self.unclear_point += by_group;
            }
        }
    }

    /// Hears one cell, and what it was read as.
    pub(crate) fn hear(&mut self, text: &str, decimal: Decimal, amount: Amount) {
        if !text.bytes().any(|byte| byte == b'.' || byte == b',') {
            return;
        }
        let other = signed(text.trim(), decimal.other());
        let (point, comma) = match decimal {
            Decimal::Point => (amount.known(), other),
            Decimal::Comma => (other, amount.known()),
        };
        match (point, comma) {
            (Some(_), None) => self.point += 1,
            (None, Some(_)) => self.comma += 1,
            (Some(point), Some(comma)) if point != comma => {
                if text.contains('.') {
                    self.unclear_point += 1;
                } else {
                    self.unclear_comma += 1;
                }
            }
            _ => {}
        }
    }

    /// Decides. Where too few cells do, a comma before three digits groups thousands, unless the file
    /// separates its cells by semicolons, as those who write a decimal comma do.
    pub(crate) fn verdict(self, semicolons: bool) -> Verdict {
        // What groups thousands in most cells does so in all: a few others are typed wrong.
        let of_most = |certain: u64, unclear: u64| if certain >= unclear { certain } else { 0 };
        let point = if semicolons { of_most(self.point, self.unclear_point) } else { self.point };
        let comma = if semicolons { self.comma } else { of_most(self.comma, self.unclear_comma) };
        // Three decimals beside others are told of, unless these are many.
        let told = |unclear: u64, certain: u64| if unclear * 10 > certain { unclear } else { 0 };
        let (decimal, against, unclear) = match (point, comma) {
            (0, 0) if semicolons => (Decimal::Comma, self.point, self.unclear_point + self.unclear_comma),
            (point, comma) if comma > point => (Decimal::Comma, self.point, told(self.unclear_comma, self.comma)),
            _ => (Decimal::Point, self.comma, told(self.unclear_point, self.point)),
        };
        Verdict { decimal, against, unclear }
    }
}

const DASHES: [&str; 3] = ["-", "–", "—"];
/// Not available or not applicable; in French « non disponible », « sans objet ».
const MISSING: [&str; 11] = [".", "n/a", "n.a.", "na", "null", "#n/a", "n/d", "n.d.", "nd", "s.o.", "s/o"];
const SUPPRESSED: [&str; 2] = ["*", "x"];
/// No amount is greater.
const GREATEST: f64 = 1e60;
const CURRENCY_SIGNS: [&str; 16] =
    ["ca$", "us$", "nz$", "c$", "a$", "$ca", "$ ca", "$\u{a0}ca", "$us", "$ us", "$\u{a0}us", "$", "€", "£", "₹", "¥"];
const CURRENCY_CODES: [&str; 8] = ["cad", "usd", "eur", "gbp", "chf", "inr", "aud", "nzd"];

/// Reads an amount as finance offices write it: thousands in commas (or points, where the comma is
/// the decimal sign), spaces or apostrophes (`5,000,000`), decimals, a currency's sign or code before
/// or after, or both (`$ 12.50 CAD`), a sign on either side or parentheses for a negative
/// (`$ (2,000.00)`), an exponent (`1.2E+05`).
///
/// Thousands are taken off only where they are grouped right, in threes or in the Indian way, and
/// begin with no 0: `3,00,0.40` and `0,125` are [`Amount::Unreadable`] where the comma groups, and so are
/// `12%`, `inf` and `nan` always, and what is above 10⁶⁰ or nearer to 0 than 10⁻⁶⁰: sums and quotients of such could
/// be no numbers. An empty cell, `-` and `N/A` are [`Amount::Missing`], but `$ -` is
/// the 0 of spreadsheets' accounting format; `*`, `x` and `<5` are [`Amount::Suppressed`].
///
/// ```
/// use pervisit_analysis::{ingest::amount::{parse, Decimal}, table::Amount};
/// assert_eq!(parse("$5,000,000", Decimal::Point), Amount::Known(5e6));
/// assert_eq!(parse("1 234,56 €", Decimal::Comma), Amount::Known(1234.56));
/// assert_eq!(parse("$ (2,000.00)", Decimal::Point), Amount::Known(-2e3));
/// assert_eq!(parse(" ", Decimal::Point), Amount::Missing);
/// assert_eq!(parse("<5", Decimal::Point), Amount::Suppressed);
/// assert_eq!(parse("12 000 visits", Decimal::Point), Amount::Unreadable);
/// ```
#[must_use]
pub fn parse(text: &str, decimal: Decimal) -> Amount {
    if let Some((value, _)) = plain_number(text.as_bytes(), decimal) {
        return Amount::Known(value);
    }
    let text = text.trim();
    if text.is_empty() || DASHES.contains(&text) || MISSING.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Amount::Missing;
    }
    if SUPPRESSED.iter().any(|word| text.eq_ignore_ascii_case(word)) || is_below(text) {
        return Amount::Suppressed;
    }
    signed(text, decimal).map_or(Amount::Unreadable, Amount::Known)
}

/// What one plain number says about the decimal sign it was read with. Where nothing is true, it is the same number
/// with the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clue {
    /// It is a number with this sign only.
    is_certain: bool,
    /// With the other sign it is another number.
    is_unclear: bool,
    /// Whether the decimal sign stands in it.
    has_sign: bool,
}

impl Clue {
    /// By the digits before the sign, or before all groups; by the groups, and the decimals where there is a sign.
    /// Without a branch: what numbers look like changes from row to row.
    #[inline]
    pub(super) fn of(before: usize, groups: u32, decimals: Option<usize>, has_leading_zero: bool) -> Clue {
        let has_sign = decimals.is_some();
        let is_one_group = !has_sign & (groups == 1);
        let may_be_group = (decimals == Some(3)) & (groups == 0) & (before <= 3) & !has_leading_zero;
        let is_unclear = is_one_group | may_be_group;
        let is_whole = !has_sign & (groups == 0);
        Clue { is_certain: !(is_unclear | is_whole), is_unclear, has_sign }
    }
}

/// So many digits are a whole number that a float holds exactly, and so is the power of ten
/// that it is divided by: the quotient is the float nearest to what is written (Clinger 1990,
/// *How to Read Floating Point Numbers Accurately*).
const EXACT: usize = 15;
pub(super) const POWERS: [f64; EXACT + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// What may stand between thousands besides the other decimal sign.
const SPACES: [&str; 6] = ["\u{a0}", "\u{202f}", " ", "\u{2009}", "'", "’"];

/// [`plain_number`], for thousands apart by spaces or the like.
pub(super) fn spaced_number(text: &[u8], decimal: Decimal) -> Option<(f64, Clue)> {
    const GROUP: usize = 3;
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (mut plain, mut length) = ([0; 2 * EXACT], 0);
    let mut push = |part: &[u8]| {
        plain.get_mut(length..length + part.len())?.copy_from_slice(part);
        length += part.len();
        Some(())
    };
    let (first, mut rest) = text.split_at(digits(text));
    let space = SPACES.into_iter().map(str::as_bytes).find(|space| rest.starts_with(space))?;
    if !(1..=GROUP).contains(&first.len()) || first[0] == b'0' {
        return None;
    }
    push(first)?;
    while let Some(after) = rest.strip_prefix(space) {
        if digits(after) != GROUP {
            return None;
        }
        push(&after[..GROUP])?;
        rest = &after[GROUP..];
    }
    push(rest)?;
    plain_number(&plain[..length], decimal)
}

/// The short way for what most cells hold: digits, grouped in threes or not at all, and decimals.
/// `None` is no verdict: [`parse`] has to look.
#[inline]
pub(super) fn plain_number(text: &[u8], decimal: Decimal) -> Option<(f64, Clue)> {
    let (sign, group) = decimal.bytes();
    let (mut number, mut digits, mut run, mut groups) = (0u64, 0, 0, 0u32);
    // How many digits stand before the decimal sign since the last group.
    let mut whole = None;
    for &byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
            digits += 1;
            run += 1;
            continue;
        }
        let ends_group = whole.is_none() && run > 0 && if groups == 0 { run <= 3 || byte == sign } else { run == 3 };
        if !ends_group {
            return None;
        } else if byte == group {
            groups += 1;
        } else if byte == sign {
            whole = Some(run);
        } else {
            return None;
        }
        run = 0;
    }
    let is_whole = if whole.is_some() { run > 0 } else { groups == 0 || run == 3 };
    let has_leading_zero = text.first() == Some(&b'0');
    if digits == 0 || digits > EXACT || !is_whole || (groups > 0 && has_leading_zero) {
        return None;
    }
    let clue = Clue::of(whole.unwrap_or(run), groups, whole.map(|_| run), has_leading_zero);
    #[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
    let number = number as f64;
    Some((if whole.is_some() { number / POWERS[run] } else { number }, clue))
}

/// `<5`, `< 5`: a count withheld because it is small.
fn is_below(text: &str) -> bool {
    text.strip_prefix('<')
        .map(str::trim_start)
        .is_some_and(|limit| !limit.is_empty() && limit.bytes().all(|b| b.is_ascii_digit()))
}

fn signed(text: &str, decimal: Decimal) -> Option<f64> {
    let bare = take_currency(text);
    if bare.len() < text.len() && DASHES.contains(&bare) {
        return Some(0.0);
    }
    match take_sign(bare) {
        Some((rest, sign)) => Some(sign * unsigned(take_currency(rest), decimal)?),
        None => unsigned(bare, decimal),
    }
}

/// Takes a sign off either end, or parentheses off both.
fn take_sign(text: &str) -> Option<(&str, f64)> {
    const MINUS: [char; 2] = ['-', '−'];
    if let Some(rest) = text.strip_prefix('+') {
        return Some((rest.trim_start(), 1.0));
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let rest = inner.or_else(|| text.strip_prefix(MINUS)).or_else(|| text.strip_suffix(MINUS))?;
    Some((rest.trim(), -1.0))
}

/// An amount without a currency's code and sign, before or after it.
///
/// ```
/// use pervisit_analysis::ingest::amount::take_currency;
/// assert_eq!(["$ 12.50", "12,50 €", "CAD $12"].map(take_currency), ["12.50", "12,50", "12"]);
/// ```
#[must_use]
pub fn take_currency(text: &str) -> &str {
    take_one_of(&CURRENCY_SIGNS, take_one_of(&CURRENCY_CODES, text))
}

/// Takes the first of some words that a text begins or ends with off it.
fn take_one_of<'t>(words: &[&str], text: &'t str) -> &'t str {
    for word in words {
        let length = word.len();
        if text.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return text[length..].trim_start();
        }
        if let Some(start) = text.len().checked_sub(length)
            && text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word))
        {
            return text[..start].trim_end();
        }
    }
    text
}

fn unsigned(text: &str, decimal: Decimal) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once(decimal.sign()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let mut plain = String::with_capacity(text.len());
    push_whole(&mut plain, whole, decimal)?;
    if let Some(fraction) = fraction {
        if !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        plain.push('.');
        plain.push_str(fraction);
    } else if whole.is_empty() {
        return None;
    }
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits.is_empty() || !is_digits(digits) {
            return None;
        }
        plain.push('e');
        plain.push_str(exponent);
    }
    nearest(&plain).filter(|value| *value == 0.0 || (1.0 / GREATEST..=GREATEST).contains(value))
}

/// Appends the digits of a whole number without its thousands separators, if it is grouped right.
fn push_whole(plain: &mut String, whole: &str, decimal: Decimal) -> Option<()> {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else {
        plain.push_str(whole);
        return Some(());
    };
    let is_group = separator == decimal.group();
    if !is_group && !SPACES.iter().any(|space| space.chars().eq([separator])) {
        return None;
    }
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let lengths = |length| middle.iter().all(|group| group.len() == length);
    if first.starts_with('0') {
        return None;
    }
    let in_threes = (1..=3).contains(&first.len()) && lengths(3);
    let indian = is_group && decimal == Decimal::Point && (1..=2).contains(&first.len()) && lengths(2);
    if last.len() != 3 || !(in_threes || indian) || !groups.iter().all(|group| is_digits(group)) {
        return None;
    }
    groups.iter().for_each(|group| plain.push_str(group));
    Some(())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Decimal::{self, Comma, Point};
    use super::{Evidence, Verdict, parse, plain_number, signed, spaced_number};
    use crate::table::Amount::{self, Known, Missing, Suppressed, Unreadable};

    fn check(expected: Amount, texts: &[&str]) {
        check_as(Point, expected, texts);
    }

    fn check_as(decimal: Decimal, expected: Amount, texts: &[&str]) {
        for text in texts {
            assert_eq!(parse(text, decimal), expected, "{text:?}");
        }
    }

    #[test]
    fn the_comma_may_be_the_decimal_sign() {
        check_as(
            Comma,
            Known(1234.56),
            &["1234,56", "1.234,56", "1 234,56", "1\u{a0}234,56 $", "1'234,56", "€1.234,56"],
        );
        check_as(Comma, Known(-2000.0), &["(2.000,00)", "-2 000", "2.000-"]);
        check_as(Comma, Unreadable, &["1,234.56", "12.34.567", "1.23", "1,2,3", "12,34,567"]);
    }

    fn verdict(texts: &[&str], semicolons: bool, decimal: Decimal, against: u64, unclear: u64) {
        let mut evidence = Evidence::default();
        texts.iter().for_each(|text| evidence.hear(text, Point, parse(text, Point)));
        assert_eq!(evidence.verdict(semicolons), Verdict { decimal, against, unclear }, "{texts:?}");
    }

    #[test]
    fn all_cells_of_a_column_decide_what_its_decimal_sign_is() {
        verdict(&["1,234", "5,000,000", "12"], false, Point, 0, 0);
        verdict(&["1,234", "0.5"], true, Point, 0, 0);
        verdict(&["1.234", "0,5"], false, Comma, 0, 0);
        verdict(&["1.234", "1.234.567"], false, Comma, 0, 0);
        verdict(&["0,5", "0,25", "1.5"], true, Comma, 1, 0);
        verdict(&["0.5", "0,5"], true, Point, 1, 0);
    }

    #[test]
    fn what_groups_thousands_in_most_cells_does_so_in_all() {
        verdict(&["1,234", "5,678", "12,34"], false, Point, 1, 0);
        verdict(&["1,234", "5,678", "0,5", "250,"], false, Comma, 0, 2);
        verdict(&["1.234", "2.345", "1.5"], true, Comma, 1, 2);
        verdict(&["0,125", "12,500"], false, Comma, 0, 1);
        verdict(&["0.125", "12.500"], true, Point, 0, 1);
        verdict(&["0,000", "12,500"], false, Comma, 0, 1);
        // The comma of a file with semicolons is a decimal sign.
        verdict(&["1,234", "5,678", "12,34"], true, Comma, 0, 2);
        // One of many that happens to have three decimals says nothing.
        verdict(&[&["1.5"; 20][..], &["1.234"]].concat(), false, Point, 0, 0);
    }

    #[test]
    fn a_column_that_can_not_tell_says_so() {
        verdict(&["1.234", "12"], false, Point, 0, 1);
        verdict(&["1.234", "1,234"], true, Comma, 0, 2);
        verdict(&["20,000", "44,444", "583"], false, Point, 0, 0);
        verdict(&["", "N/A", "12", "1 234"], false, Point, 0, 0);
    }

    #[test]
    fn thousands_are_taken_off() {
        check(
            Known(5e6),
            &["5000000", "5,000,000", "5 000 000", "5\u{a0}000\u{a0}000", "5'000'000", "50,00,000", " 5,000,000.00 "],
        );
        check(Known(1234.56), &["1234.56", "1,234.56", "1\u{202f}234.56", "1’234.56"]);
        check(Known(0.5), &[".5", "0.5", "0.50"]);
        check(Known(7.0), &["7.", "007"]);
    }

    #[test]
    fn broken_groups_are_not_guessed() {
        check(
            Unreadable,
            &[
                "0,125",
                "00,125,000",
                "0 125",
                "3,00,0.40",
                "1,2345",
                "1,23",
                ",123",
                "1,,234",
                "1,234 567",
                "12,34",
                "1.2.3",
                "1 2",
            ],
        );
    }

    #[test]
    fn currencies_stand_on_either_side() {
        check(
            Known(12.5),
            &["$12.50", "$ 12.50", "12.50 $", "CA$12.50", "CAD 12.50", "12.50 cad", "€12.50", "£ 12.50"],
        );
        check(Known(1000.0), &["$1,000 CAD", "CAD $1,000", "1,000 $ CAD", "US$1,000 usd"]);
        check(Known(-1000.0), &["-$1,000 CAD", "CAD -$1,000", "CAD ($1,000)", "$ (1,000 CAD)"]);
        check(Unreadable, &["$", "$$5", "$5$", "CAD CAD 5", "$5 €", "CAD", "$ CAD", "12 visits", "twelve"]);
    }

    #[test]
    fn negatives_are_written_in_many_ways() {
        check(Known(-2000.0), &["-2000", "(2,000.00)", "2,000-", "−2,000", "-$2,000", "$-2,000", "($2,000)"]);
        check(Unreadable, &["--5", "-5-", "(-5)", "()", "+-5"]);
        check(Known(5.0), &["+5"]);
    }

    #[test]
    fn accounting_formats_set_the_currency_apart() {
        check(Known(3000.0), &["$ 3,000.00", " $3,000.00 ", " $   3,000.00 "]);
        check(Known(-3000.0), &["$ (3,000.00)", "$(3,000.00)", "(3,000.00) $", " $ (3,000.00)", "$ -3,000.00"]);
        check(Known(0.0), &["$ -", " $ -   ", "$-", "- $", "$ –", "—\u{a0}$", "CAD -", "CAD $ -"]);
        check_as(Comma, Known(1000.0), &["1 000,00 $ CA", "1 000,00\u{a0}$CA", "1 000 $\u{a0}CA", "1 000,00 $ US"]);
        check_as(Comma, Known(-1000.0), &["(1 000,00) $", "(1\u{a0}000,00)\u{a0}$", "-1 000,00 $"]);
        check_as(Comma, Known(0.0), &["- $", " -   €"]);
        check(
            Unreadable,
            &["$ (-3)", "-$ (3)", "$ ((3))", "$ (-)", "-$-", "$ ()", "$ --", "$ .", "$ N/A", "(3,000.00"],
        );
    }

    #[test]
    fn exponents_are_numbers_and_words_are_not() {
        check(Known(120_000.0), &["1.2E+05", "1.2e5", "12E4"]);
        check(
            Unreadable,
            &["inf", "nan", "Infinity", "1e999", "9.99999999999999E+307", "1e-61", "e5", "5e", "0x10", "12%"],
        );
    }

    #[test]
    fn missing_and_suppressed_are_not_zero() {
        check(Missing, &["", "  ", "-", "–", ".", "N/A", "na", "NULL", "\u{a0}"]);
        check(Suppressed, &["*", "x", "X", "<5", "< 5"]);
        check(Known(0.0), &["0", "0.00", "$0"]);
    }

    #[test]
    fn there_is_a_short_way_for_thousands_apart_by_spaces() {
        let short = |text: &str| spaced_number(text.as_bytes(), Comma).map(|(value, _)| value);
        assert_eq!(["1\u{a0}234,5", "12’345", "1 234 567,89"].map(short), [1234.5, 12345.0, 1_234_567.89].map(Some));
        assert_eq!(["1234,5", "12 34,5", "1 234\u{a0}567", "0 123", "1 234.567"].map(short), [None; 5]);
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(text in "[0-9]{0,4}([., \u{a0}][0-9]{0,4}){0,4}") {
            for decimal in [Point, Comma] {
                let text = text.as_str();
                let short = plain_number(text.as_bytes(), decimal).or_else(|| spaced_number(text.as_bytes(), decimal));
                if let Some((value, clue)) = short {
                    prop_assert_eq!(Some(value), signed(text, decimal), "{} {:?}", text, decimal);
                    let (mut short, mut long) = (Evidence::default(), Evidence::default());
                    short.count(clue, decimal);
                    long.hear(text, decimal, Known(value));
                    prop_assert_eq!(short, long, "{} {:?}", text, decimal);
                }
            }
        }
    }
}
