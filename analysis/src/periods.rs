//! What a file's amounts are of, where columns tell: fiscal years, quarters or months, versions, funds.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::ingest::columns::are_alike;
use crate::ingest::headings::is_total_of_periods;
use crate::ingest::ids::folded;
use crate::interner::Interner;
use crate::notice::{Notice, NoticeKind, listed};
use crate::places::Key;
use crate::table::{Measure, Role, Table};

/// The periods of one file, by the column that plays [`Role::Year`] or [`Role::Period`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periods {
    /// Which of the two.
    pub role: Role,
    /// The column's header.
    pub header: String,
    /// Whether they are years, by the column's header; or since some look like years under one of periods, and no other
    /// column tells the year.
    pub are_years: bool,
    /// All that rows with a key have, in natural order. Rows that have none are of no period. Where a year is chosen,
    /// another column's are those of its rows.
    pub all: Vec<String>,
    /// The one that was chosen: rows of others are left out.
    pub only: Option<String>,
    /// How many rows are kept that are headed as totals of other periods, and do not sum up their key's rows above them.
    pub total_rows: u64,
}

/// How the periods of two files do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference<'a> {
    /// Both files say it, and differ.
    Others {
        /// What the expenses are of.
        expenses: &'a Periods,
        /// What the visits are of.
        visits: &'a Periods,
    },
    /// One file is of several years, and the other does not say of which it is.
    Unsaid {
        /// The one that is of several.
        measure: Measure,
        /// These.
        years: &'a Periods,
    },
}

impl Periods {
    /// Those whose rows are kept.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        self.only.as_ref().map_or(&self.all, std::slice::from_ref)
    }

    /// Those of several taken together that are headed as totals of others, and whether there are others: rows that were
    /// such a total are left out, those of these are counted beside them.
    #[must_use]
    pub fn totals(&self) -> (Vec<&str>, bool) {
        let kept = Some(self.kept()).filter(|kept| kept.len() > 1).unwrap_or_default();
        let totals: Vec<&str> = kept.iter().map(String::as_str).filter(|period| is_total_of_periods(period)).collect();
        let has_others = totals.len() < kept.len();
        (totals, has_others)
    }

    /// Why amounts of one kind may not be divided by amounts of the other; `None` where they may, or nothing tells.
    /// Years are compared with years, and with dates that can be in none of them. Ledgers by month are read beside the
    /// year's visits, so that what is no year is compared with its like only: under headers of the same kind, or where
    /// the headers say nothing, and both files have one that is no number. What is headed as a total is of all periods,
    /// and compared with none.
    ///
    /// ```
    /// use pervisit_analysis::{periods::{Difference, Periods}, table::Role};
    /// let years = |all: &[&str]| {
    ///     let all = all.iter().map(ToString::to_string).collect();
    ///     vec![Periods { role: Role::Year, header: "Fiscal year".into(), are_years: true, all, only: None, total_rows: 0 }]
    /// };
    /// let (two, one) = (years(&["2024", "2025"]), years(&["2025"]));
    /// assert_eq!(
    ///     Periods::difference(&two, &one),
    ///     Some(Difference::Others { expenses: &two[0], visits: &one[0] }),
    /// );
    /// assert!(matches!(Periods::difference(&two, &[]), Some(Difference::Unsaid { .. })));
    /// assert_eq!(Periods::difference(&years(&["FY2024-25"]), &years(&["2024/2025"])), None);
    /// ```
    #[must_use]
    pub fn difference<'a>(expenses: &'a [Periods], visits: &'a [Periods]) -> Option<Difference<'a>> {
        let years = |file: &'a [Periods]| file.iter().find(|it| it.are_years && !it.alike().is_empty());
        let others = |expenses, visits| Some(Difference::Others { expenses, visits });
        let unsaid =
            |measure, years: &'a Periods| (years.kept().len() > 1).then_some(Difference::Unsaid { measure, years });
        let far_from = |file: &'a [Periods], years: &Periods| file.iter().find(|dates| years.are_far_from(dates));
        let of_years = match (years(expenses), years(visits)) {
            (Some(one), Some(other)) if one.alike() != other.alike() => others(one, other),
            (Some(one), None) => match far_from(visits, one) {
                Some(dates) => others(one, dates),
                None => unsaid(Measure::Expenses, one),
            },
            (None, Some(other)) => match far_from(expenses, other) {
                Some(dates) => others(dates, other),
                None => unsaid(Measure::Visits, other),
            },
            _ => None,
        };
        let parts = |file: &'a [Periods]| file.iter().filter(|it| !it.are_years && !it.alike().is_empty());
        of_years.or_else(|| {
            let mut pairs = parts(expenses).flat_map(|one| parts(visits).map(move |other| (one, other)));
            let (one, other) = pairs.find(|(one, other)| {
                let (kept, others) = (one.alike(), other.alike());
                let are_numbers = |all: &BTreeSet<String>| !all.iter().any(|it| it.contains(char::is_alphabetic));
                if are_numbers(&kept) != are_numbers(&others) {
                    // Months by their places in the year beside months by their names.
                    return false;
                }
                // Numbers are anything's.
                let has_common = || kept.intersection(&others).any(|it| it.contains(char::is_alphabetic));
                kept != others && are_alike(&one.header, &other.header).unwrap_or_else(has_common)
            })?;
            others(one, other)
        })
    }

    /// Whether none of these years may have any of some dates in it: a fiscal year, called by the year in which it ends,
    /// has months of the one before. Where not all dates tell their year, none is far.
    fn are_far_from(&self, dates: &Periods) -> bool {
        let years = self.alike();
        let mut kept = dates.kept_but_totals().peekable();
        let may_have = |year: u32| [year, year + 1].iter().any(|year| years.contains(&format!("{:02}", year % 100)));
        kept.peek().is_some() && kept.all(|period| dated(period).is_some_and(|year| !may_have(year)))
    }

    fn kept_but_totals(&self) -> impl Iterator<Item = &String> {
        self.kept().iter().filter(|period| !is_total_of_periods(period))
    }

    /// Those whose rows are kept, but for totals, as they are told apart.
    fn alike(&self) -> BTreeSet<String> {
        self.kept_but_totals().map(|period| told_apart(period, self.are_years)).collect()
    }
}

/// A period as it is told apart from others, however it is written.
pub(crate) fn told_apart(period: &str, is_year: bool) -> String {
    let year = if is_year { year(period) } else { None };
    let month = || month(period).map(|month| format!("month {month}"));
    year.or_else(month).unwrap_or_else(|| folded(period))
}

/// Of which periods the lines of each key are, in a file of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Coverage {
    /// The periods: as they are told apart, and as they stand in the file; of years beside months, each of the pairs.
    pub(crate) periods: Vec<[String; 2]>,
    /// A bit for each, by organization and centre; keys with a line of no period are not among them.
    pub(crate) of_keys: Vec<((u32, u32), u64)>,
}

impl Coverage {
    /// So many periods are told apart at most.
    pub(crate) const MOST: usize = 64;

    /// The keys of two files whose lines are of other periods in one than in the other, as the expenses number them, and
    /// what is said of them: their unit costs divide what was spent in some by the visits of others. Nothing where the
    /// files as a whole differ so, or have no period in common.
    pub(crate) fn differ(expenses: &Table, visits: &Table) -> Option<(Notice, Vec<Key>)> {
        /// So many pairs are listed, and so many periods of each.
        const FEW: usize = 5;
        const NAMED: usize = 3;
        let (spent, seen) = (expenses.coverage.as_ref()?, visits.coverage.as_ref()?);
        let place = |[told, _]: &[String; 2]| spent.periods.iter().position(|[other, _]| other == told);
        let places: Vec<Option<usize>> = seen.periods.iter().map(place).collect();
        if places.iter().all(Option::is_none) || Periods::difference(&expenses.periods, &visits.periods).is_some() {
            return None;
        }
        let of_expenses: FxHashMap<(u32, u32), u64> = spent.of_keys.iter().copied().collect();
        let number = |ids: &Interner, others: &Interner, number| ids.id(others.text(number));
        let named = |of: &Coverage, only: Vec<usize>, file: &str| {
            let mut names: Vec<&str> = only.iter().take(NAMED).map(|&at| of.periods[at][1].as_str()).collect();
            names.extend((only.len() > NAMED).then_some("…"));
            (!only.is_empty()).then(|| format!("{} only in the {file}", names.join(", ")))
        };
        let (mut said, mut keys) = (Vec::new(), Vec::new());
        for &((organization, centre), bits) in &seen.of_keys {
            let organization_there = number(&expenses.organizations, &visits.organizations, organization);
            let key = organization_there.zip(number(&expenses.centres, &visits.centres, centre));
            let Some((key, &spent_in)) = key.and_then(|key| Some((key, of_expenses.get(&key)?))) else { continue };
            let seen_in = ones(bits).filter_map(|at| places[at]).fold(0, |seen_in, at| seen_in | 1 << at);
            let is_spent_in = |at: usize| places[at].is_some_and(|at| spent_in >> at & 1 == 1);
            let differ = [
                named(spent, ones(spent_in & !seen_in).collect(), "expenses"),
                named(seen, ones(bits).filter(|&at| !is_spent_in(at)).collect(), "visits"),
            ];
            let differ: Vec<String> = differ.into_iter().flatten().collect();
            if !differ.is_empty() {
                keys.push(key);
                let [organization, centre] = [visits.organizations.text(organization), visits.centres.text(centre)];
                said.push(format!("{organization} / {centre}: {}", differ.join(", ")));
            }
        }
        let notice = Notice::new(NoticeKind::PairsOfOtherPeriods, said.len() as u64).saying(listed(&said, FEW));
        (!said.is_empty()).then_some((notice, keys))
    }
}

/// The places of the bits that are set.
pub(crate) fn ones(bits: u64) -> impl Iterator<Item = usize> {
    (0..Coverage::MOST).filter(move |at| bits >> at & 1 == 1)
}

/// The numbers of a text, one after the other.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}

/// The calendar year of a date or of a month that tells one: `2024-04`, `Apr 2024`, `30/04/2024`.
fn dated(period: &str) -> Option<u32> {
    let years: Vec<u32> = numbers(period).iter().filter(|it| it.len() == 4).filter_map(|it| it.parse().ok()).collect();
    match years.as_slice() {
        &[year] if (1900..2100).contains(&year) => Some(year),
        _ => None,
    }
}

/// A year by its digits, of which the century may be left out; one over the turn of the year by that in which it ends,
/// as fiscal years are called: `2024/25` is `FY2025`. `None` for what has no digits, or other words: `2025 budget`.
fn year(period: &str) -> Option<String> {
    if !is_of_a_year(period) {
        return None;
    }
    let short = |digits: &str| if digits.len() == 4 { digits[2..].to_owned() } else { digits.to_owned() };
    let numbers: Vec<String> = numbers(period).into_iter().map(short).collect();
    match numbers.as_slice() {
        [] => None,
        [one, next] if follows(one, next) => Some(next.clone()),
        several => Some(several.join("-")),
    }
}

/// Whether one of two years in two digits is the next.
fn follows(one: &str, next: &str) -> bool {
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() == 2);
    number(one).zip(number(next)).is_some_and(|(one, next)| (one + 1) % 100 == next)
}

/// Whether a text is a year, by itself: `2025`, `2024-25`, `FY2024/2025`.
pub(crate) fn is_year(period: &str) -> bool {
    let is_of_a_century = |digits: &str| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    is_of_a_year(period)
        && match numbers(period).as_slice() {
            [one] => is_of_a_century(one),
            [one, next] => is_of_a_century(one) && follows(&one[2..], &next[next.len().saturating_sub(2)..]),
            _ => false,
        }
}

/// Whether the letters of a text are none, or such as only mark a year.
fn is_of_a_year(period: &str) -> bool {
    const MARKS: [&str; 8] = ["", "fy", "year", "fiscalyear", "financialyear", "ex", "exercice", "annee"];
    let letters: String = folded(period).chars().filter(|letter| letter.is_alphabetic()).collect();
    MARKS.contains(&letters.as_str())
}

/// Which month of the year a text names, from 0.
pub(crate) fn month(period: &str) -> Option<usize> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan", "janvier", "janv"],
        &["february", "feb", "fevrier", "fevr", "fev"],
        &["march", "mar", "mars"],
        &["april", "apr", "avril", "avr"],
        &["may", "mai"],
        &["june", "jun", "juin"],
        &["july", "jul", "juillet", "juil"],
        &["august", "aug", "aout"],
        &["september", "sep", "sept", "septembre"],
        &["october", "oct", "octobre"],
        &["november", "nov", "novembre"],
        &["december", "dec", "decembre"],
    ];
    let folded = folded(period);
    let name = folded.trim_end_matches('.');
    MONTHS.iter().position(|names| names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::{Difference, Periods, is_year};
    use crate::table::Role;

    fn periods(header: &str, all: &[&str]) -> Periods {
        let are_years = header.contains("year");
        Periods {
            role: if are_years { Role::Year } else { Role::Period },
            header: header.into(),
            are_years,
            all: all.iter().map(ToString::to_string).collect(),
            only: None,
            total_rows: 0,
        }
    }

    fn years(all: &[&str]) -> Vec<Periods> {
        vec![periods("Fiscal year", all)]
    }

    fn months(all: &[&str]) -> Vec<Periods> {
        vec![periods("Month", all)]
    }

    /// Which columns differ, whichever file is which.
    fn check(one: &[Periods], other: &[Periods], expected: &str) {
        let told = |difference: Option<Difference>, swapped: bool| match difference {
            Some(Difference::Others { expenses, visits }) if swapped => {
                format!("{} against {}", visits.header, expenses.header)
            }
            Some(Difference::Others { expenses, visits }) => format!("{} against {}", expenses.header, visits.header),
            Some(Difference::Unsaid { years, .. }) => format!("{} against none", years.header),
            None => String::new(),
        };
        assert_eq!(told(Periods::difference(one, other), false), expected, "{one:?} {other:?}");
        assert_eq!(told(Periods::difference(other, one), true), expected, "{other:?} {one:?}");
    }

    #[test]
    fn files_of_other_years_differ() {
        const DIFFER: &str = "Fiscal year against Fiscal year";
        check(&years(&["2024", "2025"]), &years(&["2025"]), DIFFER);
        check(&years(&["2024"]), &years(&["2025"]), DIFFER);
        check(&years(&["2024", "2025"]), &years(&["2025", "2024"]), "");
        check(&years(&["FY24"]), &years(&["2024"]), "");
        check(&years(&["2024-2025"]), &years(&["24/25"]), "");
        check(&years(&["2024/25"]), &years(&["FY2025"]), "");
        check(&years(&["2024/25"]), &years(&["2024"]), DIFFER);
        check(&years(&["2025 actual", "2025 budget"]), &years(&["2025"]), DIFFER);
        check(&years(&["Fiscal Year 2025"]), &years(&["FY 2025"]), "");
        check(&years(&["1999-2000"]), &years(&["00"]), "");
        check(&years(&["this"]), &years(&["This"]), "");
    }

    #[test]
    fn a_choice_makes_them_alike() {
        let chosen = |only: &str| vec![Periods { only: Some(only.into()), ..periods("year", &["2024", "2025"]) }];
        check(&chosen("2025"), &years(&["2025"]), "");
        check(&chosen("2025"), &chosen("2024"), "year against year");
        check(&chosen("2025"), &[], "");
    }

    #[test]
    fn a_file_that_does_not_say_differs_from_several_years_only() {
        check(&years(&["2024", "2025"]), &[], "Fiscal year against none");
        check(&years(&["2024", "2025"]), &years(&[]), "Fiscal year against none");
        check(&years(&["2024", "2025"]), &months(&["4"]), "Fiscal year against none");
        check(&years(&["2024"]), &[], "");
        check(&months(&["4", "5"]), &[], "");
        check(&months(&["4", "5"]), &years(&["2024"]), "");
        check(&[], &[], "");
    }

    #[test]
    fn parts_of_years_are_compared_with_their_like() {
        check(&months(&["4", "5"]), &months(&["4"]), "Month against Month");
        check(&months(&["4"]), &[periods("Mois", &["5"])], "Month against Mois");
        check(&months(&["4", "5", "YTD"]), &months(&["4", "5"]), "");
        check(&months(&["4", "5", "YTD"]), &months(&["4"]), "Month against Month");
        check(&months(&["Full year"]), &months(&["4", "5"]), "");
        check(&months(&["4", "5", "6"]), &[periods("Quarter", &["Q1"])], "");
        check(
            &[periods("Scenario", &["actual", "budget"])],
            &[periods("Version", &["Actual"])],
            "Scenario against Version",
        );
        check(&[periods("Quarter", &["1", "2"])], &months(&["1", "2", "3"]), "");
        check(&[periods("Fund", &["1", "4"])], &months(&["4"]), "");
        check(&[periods("Fund", &["1", "4"])], &[periods("Version", &["4"])], "");
        let both = |month| [years(&["2025"]), months(&[month])].concat();
        check(&both("4"), &both("5"), "Month against Month");
        check(&both("4"), &both("04"), "");
        check(&both("4"), &[years(&["2024"]), months(&["5"])].concat(), "Fiscal year against Fiscal year");
    }

    #[test]
    fn years_are_compared_with_dates_that_tell_theirs() {
        check(&months(&["2024-04", "2024-05"]), &years(&["2022"]), "Month against Fiscal year");
        check(&years(&["2024"]), &months(&["Apr 2022", "May 2022"]), "Fiscal year against Month");
        // A fiscal year begins in the calendar year before.
        check(&months(&["2024-04", "2025-03"]), &years(&["2024-25"]), "");
        check(&months(&["2024-04"]), &years(&["2024"]), "");
        // One that does not tell its year may be of any.
        check(&months(&["2024-04", "05"]), &years(&["2022"]), "");
        check(&months(&["04", "05"]), &years(&["2022"]), "");
    }

    #[test]
    fn those_that_are_headed_as_others_totals_are_known() {
        let check =
            |of: &[Periods], totals: &[&str], has_others| assert_eq!(of[0].totals(), (totals.to_vec(), has_others));
        check(&months(&["Apr", "May", "Full year"]), &["Full year"], true);
        check(&months(&["Q1", "Q2", "Total:"]), &["Total:"], true);
        check(&months(&["Apr YTD", "May YTD"]), &["Apr YTD", "May YTD"], false);
        check(&months(&["Annual"]), &[], false);
        check(&months(&["actual", "budget"]), &[], true);
        let chosen = Periods { only: Some("Apr".into()), ..periods("Month", &["Apr", "YTD"]) };
        check(&[chosen], &[], false);
    }

    #[test]
    fn months_are_alike_however_they_are_written() {
        check(&months(&["04", "5"]), &months(&["4", "05"]), "");
        check(&months(&["Février"]), &months(&["Feb."]), "");
        check(&months(&["Apr", "May"]), &months(&["April", "mai"]), "");
        check(&months(&["04"]), &months(&["40"]), "Month against Month");
        check(&months(&["1", "2"]), &months(&["Jan", "Feb"]), "");
    }

    #[test]
    fn a_year_is_known_by_itself() {
        let are = |periods: &[&str], expected: bool| {
            periods.iter().for_each(|period| assert_eq!(is_year(period), expected, "{period}"));
        };
        are(&["2025", "1999", "2024-25", "2024/2025", "FY2025", "fy 2024-25", "1999-00"], true);
        are(&["25", "2024-04", "Apr 2024", "2024-04-01", "Q1", "12", "202504", "", "budget 2025"], false);
    }
}
