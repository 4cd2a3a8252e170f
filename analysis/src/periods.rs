//! What a file's amounts are of, where a column tells: fiscal years, quarters, months.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ingest::ids::folded;

/// The periods of one file, by the column that plays [`crate::table::Role::Period`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periods {
    /// Whether they are years, by the column's header.
    pub are_years: bool,
    /// All that rows with a key have, in natural order. Rows that have none are of no period.
    pub all: Vec<String>,
    /// The one that was chosen: rows of others are left out.
    pub only: Option<String>,
}

impl Periods {
    /// Those whose rows are kept.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        self.only.as_ref().map_or(&self.all, std::slice::from_ref)
    }

    /// Whether amounts of one kind may be divided by amounts of other periods: two files say that they are of different
    /// ones, or one is of several years, and the other does not say of which. Ledgers by month are read beside the
    /// year's visits, so parts of a year are compared with their like only.
    ///
    /// ```
    /// use pervisit_analysis::periods::Periods;
    /// let years = |all: &[&str]| {
    ///     let all = all.iter().map(ToString::to_string).collect();
    ///     Periods { are_years: true, all, only: None }
    /// };
    /// assert!(Periods::differ(Some(&years(&["2024", "2025"])), Some(&years(&["2025"]))));
    /// assert!(Periods::differ(Some(&years(&["2024", "2025"])), None));
    /// assert!(!Periods::differ(Some(&years(&["FY2024-25"])), Some(&years(&["2024/2025"]))));
    /// ```
    #[must_use]
    pub fn differ(one: Option<&Periods>, other: Option<&Periods>) -> bool {
        let has_some = |periods: &&Periods| !periods.kept().is_empty();
        let is_of_several_years = |periods: &Periods| periods.are_years && periods.kept().len() > 1;
        match (one.filter(has_some), other.filter(has_some)) {
            (Some(one), Some(other)) if one.are_years == other.are_years => one.alike() != other.alike(),
            (one, other) => one.into_iter().chain(other).any(is_of_several_years),
        }
    }

    /// Those whose rows are kept, as they are told apart: years by their digits, of which the century may be left out;
    /// others as identifiers are.
    fn alike(&self) -> BTreeSet<String> {
        let year = |period: &String| {
            let numbers = period.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
            let numbers: Vec<&str> =
                numbers.map(|digits| if digits.len() == 4 { &digits[2..] } else { digits }).collect();
            numbers.join("-")
        };
        let as_year = |period: &String| Some(year(period)).filter(|year| self.are_years && !year.is_empty());
        self.kept().iter().map(|period| as_year(period).unwrap_or_else(|| folded(period))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Periods;

    fn periods(are_years: bool, all: &[&str], only: Option<&str>) -> Option<Periods> {
        Some(Periods { are_years, all: all.iter().map(ToString::to_string).collect(), only: only.map(str::to_owned) })
    }

    fn check(one: Option<Periods>, other: Option<Periods>, expected: bool) {
        assert_eq!(Periods::differ(one.as_ref(), other.as_ref()), expected, "{one:?} {other:?}");
        assert_eq!(Periods::differ(other.as_ref(), one.as_ref()), expected, "{other:?} {one:?}");
    }

    #[test]
    fn files_of_other_years_differ() {
        let years = |all: &[&str]| periods(true, all, None);
        check(years(&["2024", "2025"]), years(&["2025"]), true);
        check(years(&["2024"]), years(&["2025"]), true);
        check(years(&["2024", "2025"]), years(&["2025", "2024"]), false);
        check(years(&["FY24"]), years(&["2024"]), false);
        check(years(&["2024-2025"]), years(&["24/25"]), false);
        check(years(&["this"]), years(&["This"]), false);
    }

    #[test]
    fn a_choice_makes_them_alike() {
        let years = ["2024", "2025"];
        check(periods(true, &years, Some("2025")), periods(true, &["2025"], None), false);
        check(periods(true, &years, Some("2025")), periods(true, &years, Some("2024")), true);
        check(periods(true, &years, Some("2025")), None, false);
    }

    #[test]
    fn a_file_that_does_not_say_differs_from_several_years_only() {
        check(periods(true, &["2024", "2025"], None), None, true);
        check(periods(true, &["2024", "2025"], None), periods(true, &[], None), true);
        check(periods(true, &["2024"], None), None, false);
        check(periods(false, &["Q1", "Q2"], None), None, false);
        check(periods(false, &["Q1", "Q2"], None), periods(false, &["Q1"], None), true);
        check(periods(false, &["Q1", "Q2"], None), periods(true, &["2024"], None), false);
        check(periods(false, &["Q1"], None), periods(true, &["2024", "2025"], None), true);
        check(None, None, false);
    }

    #[test]
    fn months_are_alike_however_they_are_padded() {
        let months = |all: &[&str]| periods(false, all, None);
        check(months(&["04", "5"]), months(&["4", "05"]), false);
        check(months(&["Février"]), months(&["fevrier"]), false);
        check(months(&["04"]), months(&["40"]), true);
    }
}
