//! What is told before the results: findings about the files -> their lead, and what they mean.

use std::sync::Arc;

use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::mismatch::Mismatch;
use pervisit_analysis::notice::{Notice, NoticeKind};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::periods::{Difference, Periods};
use pervisit_analysis::report::Report;

use super::centres::told_apart;
use super::numbers::Locale;
use super::reading::few;

/// What somebody should know before they read the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What was found, in bold.
    pub lead: String,
    /// What that means, and what may help; it goes on after the lead.
    pub meaning: String,
}

/// The warning about rows without visits; `None` where there are none.
pub fn rows_without_visits(report: &Report, locale: &Locale) -> Option<Warning> {
    let rows = report.overall.missing_visits + report.overall.zero_visits;
    if rows == 0 {
        return None;
    }
    let missing = report.overall.missing_visits;
    let kinds = match (missing, report.overall.zero_visits) {
        (_, 0) => "missing".to_owned(),
        (0, _) => "0".to_owned(),
        (missing, zero) => format!("{} missing, {} zero", locale.count(missing), locale.count(zero)),
    };
    let lead = format!("{} {} no visits", locale.counted(rows, "row", "rows"), if rows == 1 { "has" } else { "have" });
    let meaning = match report.missing_visits {
        MissingVisits::Zero => {
            const FEW: usize = 3;
            let mut pulled = report.centres.iter().filter(|summary| summary.figures.counted_as_zero > 0);
            let effect = |summary: &Arc<CentreSummary>| {
                format!(
                    "{} at {} instead of {}",
                    told_apart(&summary.centre, &report.shared_names),
                    locale.or_unknown(summary.figures.spread.mean, Locale::cost),
                    summary.average_with_visits.map_or("unknown".into(), |known| locale.cost(known)),
                )
            };
            let mut effects: Vec<String> = pulled.by_ref().take(FEW).map(effect).collect();
            match pulled.count() {
                0 => {}
                1 => effects.push("and changes that of 1 more centre".into()),
                more => effects.push(format!("and changes those of {} more centres", locale.count(more))),
            }
            let they = match report.overall.counted_as_zero {
                0 => {
                    let have = if rows == 1 { "Its expenses are" } else { "Their expenses are" };
                    let meaning = format!(" ({kinds}). {have} not known either, and there is no unit cost.");
                    return Some(Warning { lead, meaning });
                }
                1 if rows == 1 => "It counts".to_owned(),
                all if all == rows => "They count".to_owned(),
                1 => "1 of them counts".to_owned(),
                some => format!("{} of them count", locale.count(some)),
            };
            format!(" ({kinds}). {they} as 0, which puts the average of {}.", effects.join(", "))
        }
        MissingVisits::LeaveOut => format!(
            " ({kinds}). {} in the tables and out of the averages, with {}.",
            if rows == 1 { "It stays" } else { "They stay" },
            their_expenses(report, locale)
        ),
        MissingVisits::Estimate => {
            let estimated = report.overall.estimated;
            let rest = their_expenses(report, locale);
            let are = |count: usize| if count == 1 { "is" } else { "are" };
            let lead = match estimated {
                0 => "None is estimated".to_owned(),
                all if all == rows => {
                    format!("{} estimated from similar organizations", if rows == 1 { "It is" } else { "All are" })
                }
                some => format!("{} {} estimated from similar organizations", locale.count(some), are(some)),
            };
            match rows - estimated {
                0 => format!(" ({kinds}). {lead}."),
                1 => format!(" ({kinds}). {lead}; 1 stays out of the averages, with {rest}."),
                left => format!(" ({kinds}). {lead}; {} stay out of the averages, with {rest}.", locale.count(left)),
            }
        }
    };
    Some(Warning { lead, meaning })
}

/// What the rows that are left out for want of visits were spent on.
fn their_expenses(report: &Report, locale: &Locale) -> String {
    match report.overall.expenses_without_visits {
        0.0 => "expenses that come to 0, or are not known".into(),
        expenses => format!("expenses of {}", locale.plain(expenses)),
    }
}

/// The warning about a file many of whose rows have no organization or no centre, and what may help.
pub fn rows_set_aside(file: &str, rows: usize, lines: usize, locale: &Locale) -> Option<Warning> {
    const MANY: usize = 10;
    let lead = format!(
        "{} of {file} have no organization or no centre, and are set aside.",
        locale.counted(rows, "row", "rows")
    );
    let meaning = " Where these stand in the first row of a group only, fill them down, and choose the file again.";
    (rows > 1 && rows * MANY > rows + lines).then(|| Warning { lead, meaning: meaning.to_owned() })
}

/// The warning about a file many of whose figures are no numbers, and what may help.
pub fn rows_unreadable(file: &str, rows: usize, lines: usize, locale: &Locale) -> Option<Warning> {
    const MANY: usize = 10;
    let lead = format!("{} of {file} have a figure that is not a number.", locale.counted(rows, "row", "rows"));
    let meaning = " They count in no sum. Where the figures are written in another way, or stand in another column, \
                   say so under “Read as” on the file’s card.";
    (rows > 1 && rows * MANY > lines).then(|| Warning { lead, meaning: meaning.to_owned() })
}

/// The warning about a file with totals of something else than its rows, and what that may mean.
pub fn other_totals(file: &str, rows: usize, _lines: usize, locale: &Locale) -> Option<Warning> {
    let lead = match rows {
        1 => format!("1 row of {file} is headed as a total, but no rows above it come to that."),
        rows => {
            format!("{} rows of {file} are headed as totals, but no rows above them come to that.", locale.count(rows))
        }
    };
    let meaning = " Rows may be missing from the file, or have no figure: the notices below say what was found.";
    (rows > 0).then(|| Warning { lead, meaning: meaning.to_owned() })
}

/// The warning about a file that may have rows of totals among the others, and what to do.
pub fn possible_totals(file: &str, rows: usize, _lines: usize, locale: &Locale) -> Option<Warning> {
    let are = if rows == 1 { "is" } else { "are" };
    let rows_of = locale.counted(rows, "row", "rows");
    let lead = format!("{rows_of} of {file} {are} headed as totals are, and kept.");
    let meaning = " Where that sums up other rows, take it out of the file, and choose the file again.";
    (rows > 0).then(|| Warning { lead, meaning: meaning.to_owned() })
}

/// The warning about files of different periods, what they are of and a remedy.
pub fn other_periods(expenses: &[Periods], visits: &[Periods], locale: &Locale) -> Option<Warning> {
    let of = |periods: &Periods| few(periods.kept().iter().map(String::as_str), locale).unwrap_or_default();
    Some(match Periods::difference(expenses, visits)? {
        Difference::Others { expenses, visits } => Warning {
            lead: format!(
                "The two files are not of the same {}.",
                if expenses.are_years || visits.are_years { "years" } else { "periods" }
            ),
            meaning: format!(
                " Expenses are of {}; visits are of {}. {}: as it is, expenses of some are divided by visits of others.",
                of(expenses),
                of(visits),
                if [expenses, visits].iter().any(|periods| periods.all.len() > 1) {
                    "Choose the same on both cards"
                } else {
                    "Choose files of the same"
                }
            ),
        },
        Difference::Unsaid { measure, years } => {
            let (said, unsaid) = (measure.word(), measure.other().word());
            Warning {
                lead: format!("The {said} are of several years, and the file of {unsaid} does not say of which it is."),
                meaning: format!(
                    " They are of {}. Where the {unsaid} are of one of these, choose it on the card of the {said}.",
                    of(years)
                ),
            }
        }
    })
}

/// The warning about pairs whose lines are of other periods in one file than in the other, a few of them
/// and what to do.
pub fn pairs_of_other_periods(notices: &[Notice], locale: &Locale) -> Option<Warning> {
    let notice = notices.iter().find(|notice| notice.kind == NoticeKind::PairsOfOtherPeriods)?;
    let pairs = usize::try_from(notice.count).unwrap_or(usize::MAX);
    let are = if pairs == 1 { "is" } else { "are" };
    Some(Warning {
        lead: format!(
            "{} {are} of other periods in one file than in the other.",
            locale.counted(pairs, "pair", "pairs")
        ),
        meaning: format!(
            " What was spent in some is divided by the visits of others, as of {}. Add the rows that are missing, or choose one period on both cards.",
            notice.value.as_deref().unwrap_or_default().trim_end_matches("; …")
        ),
    })
}

/// The warning about a period that may be the sum of others it is taken together with, and a remedy.
pub fn total_among_periods(file: &str, periods: &[Periods], locale: &Locale) -> Option<Warning> {
    const NAMED: usize = 3;
    let (periods, (totals, has_others)) =
        periods.iter().map(|periods| (periods, periods.totals())).find(|(_, (totals, _))| !totals.is_empty())?;
    let rows = locale.counted(usize::try_from(periods.total_rows).unwrap_or(usize::MAX), "row", "rows");
    let named: Vec<String> = totals.iter().take(NAMED).map(|total| format!("“{total}”")).collect();
    let more = if totals.len() > NAMED { " …" } else { "" };
    let how = if has_others {
        "stand beside the other periods and are counted with them"
    } else {
        "are counted together, though each may hold those before it"
    };
    Some(Warning {
        lead: format!("{rows} of {}{more} in {file} {how}.", named.join(", ")),
        meaning: " They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."
            .into(),
    })
}

/// The warning about keys that do not match, examples and a remedy.
pub fn mismatch(mismatch: &Mismatch, locale: &Locale) -> Warning {
    const ALIKE: &str = "without leading zeros, letter case, accents, kinds of spaces and a trailing “.0”";
    let would_match = locale.count(mismatch.would_match);
    let lead = match mismatch.matched {
        _ if !mismatch.are_few && mismatch.would_match == 1 => {
            format!("1 more organization and centre pair would match {ALIKE}.")
        }
        _ if !mismatch.are_few => format!("{would_match} more organization and centre pairs would match {ALIKE}."),
        0 => "No organization and centre pair stands in both files.".into(),
        1 => "Only 1 organization and centre pair stands in both files.".into(),
        matched => format!("Only {} organization and centre pairs stand in both files.", locale.count(matched)),
    };
    let keys = |keys: &[[String; 2]]| {
        keys.iter().map(|[organization, centre]| format!("{organization} / {centre}")).collect::<Vec<_>>().join(", ")
    };
    let mut meaning = format!(
        " Only the expenses have, for example, {}; only the visits have {}.",
        keys(&mismatch.only_in_expenses),
        keys(&mismatch.only_in_visits)
    );
    meaning += &match mismatch.would_match {
        0 if let Some(by) = mismatch.by_name => format!(
            " The {} give organizations by the names that the {other} have beside their numbers: choose the column of \
             names as the organization, under “Read as” on the card of the {other}.",
            by.word(),
            other = by.other().word()
        ),
        0 => {
            " Check that both files are of the same organizations and centres, and that the columns are the right ones."
                .to_owned()
        }
        _ if mismatch.are_few => {
            let more = if mismatch.matched == 0 { "" } else { " more" };
            format!(" {would_match}{more} would match {ALIKE}: write the identifiers alike in both files.")
        }
        _ => " Write the identifiers alike in both files.".to_owned(),
    };
    Warning { lead, meaning }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::notice::{Notice, NoticeKind};
    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::periods::Periods;
    use pervisit_analysis::table::Role;

    use super::{
        Warning, pairs_of_other_periods, possible_totals, rows_unreadable, rows_without_visits, total_among_periods,
    };
    use crate::present::cases::{report, three_centres};
    use crate::present::numbers::Locale;

    fn told(warning: Warning) -> String {
        warning.lead + &warning.meaning
    }

    #[test]
    fn a_total_among_the_periods_is_warned_of() {
        let warn = |all: &[&str]| {
            let all = all.iter().map(ToString::to_string).collect();
            let months = Periods {
                role: Role::Period,
                header: "Month".into(),
                are_years: false,
                all,
                only: None,
                total_rows: 12,
            };
            total_among_periods("e.csv", &[months], &Locale::default()).map(told)
        };
        assert_eq!(warn(&["Apr", "May"]), None);
        expect!["12 rows of “YTD” in e.csv stand beside the other periods and are counted with them. They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."]
            .assert_eq(&warn(&["Apr", "May", "YTD"]).unwrap());
        expect!["12 rows of “Apr YTD”, “Jun YTD”, “Jul YTD” … in e.csv are counted together, though each may hold those before it. They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."].assert_eq(&warn(&["Apr YTD", "Jun YTD", "Jul YTD", "May YTD"]).unwrap());
    }

    #[test]
    fn a_file_that_may_have_totals_is_warned_of() {
        let warn = |rows| possible_totals("e.csv", rows, 1_000, &Locale::default()).map(|warning| warning.lead);
        assert_eq!(warn(0), None);
        expect!["1 row of e.csv is headed as totals are, and kept."].assert_eq(&warn(1).unwrap());
    }

    #[test]
    fn a_file_of_many_figures_that_are_none_is_warned_of() {
        let warn = |rows| rows_unreadable("e.csv", rows, 1_000, &Locale::default()).map(|warning| warning.lead);
        assert_eq!(warn(100), None);
        expect!["101 rows of e.csv have a figure that is not a number."].assert_eq(&warn(101).unwrap());
    }

    #[test]
    fn the_warning_names_pairs_of_other_periods() {
        let notice = |count, said: &str| Notice {
            value: Some(said.to_owned()),
            ..Notice::new(NoticeKind::PairsOfOtherPeriods, count)
        };
        let warn = |notices: &[Notice]| pairs_of_other_periods(notices, &Locale::default()).map(told);
        assert_eq!(warn(&[]), None);
        expect!["1 pair is of other periods in one file than in the other. What was spent in some is divided by the visits of others, as of C / 10: 2024 only in the expenses. Add the rows that are missing, or choose one period on both cards."].assert_eq(&warn(&[notice(1, "C / 10: 2024 only in the expenses")]).unwrap());
        expect!["1,200 pairs are of other periods in one file than in the other. What was spent in some is divided by the visits of others, as of C / 10: 2024 only in the expenses. Add the rows that are missing, or choose one period on both cards."].assert_eq(&warn(&[notice(1_200, "C / 10: 2024 only in the expenses; …")]).unwrap());
    }

    #[test]
    fn the_warning_says_what_a_policy_does_with_them() {
        let warn = |policy| told(rows_without_visits(&three_centres(policy), &Locale::default()).unwrap());
        expect![[r#"
            1 row has no visits (missing). It counts as 0, which puts the average of Dialysis at 125.00 instead of 250.00.
            1 row has no visits (missing). It stays in the tables and out of the averages, with expenses of 500.
            1 row has no visits (missing). None is estimated; 1 stays out of the averages, with expenses of 500."#]].assert_eq(&MissingVisits::ALL.map(warn).join("\n"));
    }

    #[test]
    fn the_warning_says_which_rows_count_as_0() {
        let check = |expenses: &str, visits: &str, expected: Expect| {
            let warning = rows_without_visits(&report(expenses, visits, MissingVisits::Zero), &Locale::default());
            expected.assert_eq(&warning.map(told).unwrap());
        };
        check(
            "a,1,A,n/a\nb,1,A,5\n",
            "a,1,A,\nb,1,A,1\n",
            expect!["1 row has no visits (missing). Its expenses are not known either, and there is no unit cost."],
        );
        check(
            "a,1,A,n/a\nb,1,A,5\nc,1,A,4\n",
            "a,1,A,\nb,1,A,\nc,1,A,1\n",
            expect![
                "2 rows have no visits (missing). 1 of them counts as 0, which puts the average of A at 2.00 instead of 4.00."
            ],
        );
        check(
            "a,1,A,n/a\nb,1,A,5\nc,1,A,4\n",
            "a,1,A,\nb,1,A,\nc,1,A,\n",
            expect![
                "3 rows have no visits (missing). 2 of them count as 0, which puts the average of A at 0.00 instead of unknown."
            ],
        );
    }

    #[test]
    fn the_warning_names_a_few_centres_and_counts_the_others() {
        let lines = |amount: &dyn Fn(usize) -> &'static str| -> String {
            (0..12).map(|at| format!("{},{},Centre {},{}\n", at / 6, at % 6, at % 6, amount(at))).collect()
        };
        let warn = |gaps: usize| {
            let report = report(&lines(&|_| "9"), &lines(&|at| if at < gaps { "" } else { "3" }), MissingVisits::Zero);
            rows_without_visits(&report, &Locale::default()).map(told)
        };
        assert_eq!(warn(0), None);
        expect![
            "1 row has no visits (missing). It counts as 0, which puts the average of Centre 0 at 1.50 instead of 3.00."
        ]
        .assert_eq(&warn(1).unwrap());
        expect!["4 rows have no visits (missing). They count as 0, which puts the average of Centre 0 at 1.50 instead of 3.00, Centre 1 at 1.50 instead of 3.00, Centre 2 at 1.50 instead of 3.00, and changes that of 1 more centre."].assert_eq(&warn(4).unwrap());
        expect!["6 rows have no visits (missing). They count as 0, which puts the average of Centre 0 at 1.50 instead of 3.00, Centre 1 at 1.50 instead of 3.00, Centre 2 at 1.50 instead of 3.00, and changes those of 3 more centres."].assert_eq(&warn(6).unwrap());
    }
}
