//! Findings -> sentences, in parts that can be linked to the rows behind them.

use std::sync::Arc;

use pervisit_analysis::benchmarks::HighOutlier;
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::dispersion::FEWEST;
use pervisit_analysis::interpret::{Finding, Varying};
use pervisit_analysis::merge::{Centre, Doubt, Mismatch};
use pervisit_analysis::notice::{Notice, NoticeKind};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::periods::{Difference, Periods};
use pervisit_analysis::report::Report;

use super::centres::told_apart;
use super::numbers::Locale;
use super::organizations::named;
use super::reading::few;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain words.
    Text(String),
    /// A centre; its rows stand behind the sentence.
    Centre {
        /// Its number.
        number: String,
        /// What it is called.
        name: String,
    },
    /// An organization; its rows stand behind the sentence.
    Organization {
        /// Its identifier.
        organization: String,
        /// What it is called.
        name: String,
    },
    /// An organization at a centre; this row stands behind the sentence.
    Row {
        /// The organization.
        organization: String,
        /// The centre's number.
        number: String,
        /// What is said of it.
        text: String,
    },
}

/// Chance makes spreads differ so much in one of twenty cases: the usual bound.
const CHANCE: f64 = 0.05;

/// A finding of a report as a sentence; centres that share a name are told apart by their numbers.
pub fn finding(finding: &Finding, report: &Report, locale: &Locale) -> Vec<Part> {
    let Report { shared_names, called, .. } = report;
    let text = |text: String| Part::Text(text);
    let centre_part = |centre: &Centre| {
        let (number, name) = (centre.number.clone(), told_apart(centre, shared_names));
        Part::Centre { number, name }
    };
    match finding {
        Finding::Dearest { centre, average, next, next_average } => vec![
            centre_part(centre),
            text(format!(" is the dearest at {} a visit on average, before ", locale.cost(*average))),
            centre_part(next),
            text(format!(" at {}.", locale.cost(*next_average))),
        ],
        Finding::Spreads { widest, narrowest } => {
            let coefficient = |varying: &Varying| {
                format!(
                    "coefficient of variation {}, n\u{a0}=\u{a0}{}",
                    locale.cost(varying.coefficient_of_variation),
                    locale.count(varying.n)
                )
            };
            let mut parts = vec![
                text(format!("Among centres where {FEWEST} organizations or more have visits, ")),
                centre_part(&widest.centre),
                text(format!(
                    " varies{} between organizations: from {} to {} a visit ({})",
                    if narrowest.is_some() { " most" } else { "" },
                    locale.cost(widest.min),
                    locale.cost(widest.max),
                    coefficient(widest)
                )),
            ];
            if let Some(narrowest) = narrowest {
                parts.extend([
                    text("; ".into()),
                    centre_part(&narrowest.centre),
                    text(format!(
                        " least: from {} to {} ({})",
                        locale.cost(narrowest.min),
                        locale.cost(narrowest.max),
                        coefficient(narrowest)
                    )),
                ]);
            }
            parts.push(text(".".into()));
            parts
        }
        Finding::Compared(dispersion) => {
            let verdict = if dispersion.p < CHANCE {
                "That centres vary differently is more than chance"
            } else {
                "That centres vary differently may be chance"
            };
            vec![text(format!(
                "{verdict} (Brown–Forsythe test of the distances from each centre’s median, in per cent of it: {}, {} unit costs in {} centres).",
                p_value(dispersion.p, locale),
                locale.count(dispersion.n),
                locale.count(dispersion.groups)
            ))]
        }
        Finding::TooFewToCompare { comparable, centres } => vec![text(format!(
            "Too few to tell which centres vary more: {} of {} centres has unit costs of {FEWEST} organizations or more \
             that average above 0.",
            if *comparable == 0 { "none".into() } else { locale.count(*comparable) },
            locale.count(*centres),
        ))],
        Finding::HighOutliers { rows, excess, greatest } => {
            let lead = match rows {
                1 => "1 unit cost lies far above its centre’s others and costs".into(),
                rows => format!("{} unit costs lie far above their centres’ others and cost", locale.count(*rows)),
            };
            let mut parts = vec![text(format!("{lead} {} more than at the median: ", locale.plain(*excess)))];
            for (at, outlier) in greatest.iter().enumerate() {
                let HighOutlier { organization, centre, expense_per_visit, excess, doubt } = outlier;
                let (organization, number) = (organization.clone(), centre.number.clone());
                let text = format!("{} at {}", named(&organization, called), told_apart(centre, shared_names));
                parts.push(Part::Row { organization, number, text });
                let (cost, more) = (locale.cost(*expense_per_visit), locale.plain(*excess));
                let end = match (at + 1 == greatest.len(), rows - greatest.len()) {
                    (false, _) => "; ".into(),
                    (true, 0) => ".".into(),
                    (true, left) => format!("; and {} more.", locale.count(left)),
                };
                let doubt = doubted(*doubt);
                parts.push(Part::Text(format!(" at {cost} a visit{doubt}, {more} more{end}")));
            }
            parts
        }
        Finding::Concentration { centres, count, of, expenses, share } => {
            let lead = match count {
                1 => "Most is spent in ".into(),
                _ => {
                    format!("{} of {} centres make up most of the expenses: ", locale.count(*count), locale.count(*of))
                }
            };
            let mut parts = vec![text(lead)];
            for (at, centre) in centres.iter().enumerate() {
                if at > 0 {
                    parts.push(text(", ".into()));
                }
                parts.push(centre_part(centre));
            }
            let more = match count.saturating_sub(centres.len()) {
                0 => String::new(),
                more => format!(" and {} more", locale.count(more)),
            };
            let (expenses, share) = (locale.plain(*expenses), locale.percent(*share));
            parts.push(text(match count {
                1 => format!(": {expenses}, {share} of all joined expenses."),
                _ => format!("{more}, together {expenses}, {share} of all joined expenses."),
            }));
            parts
        }
        Finding::CountedAsZero { centre, rows, average, average_with_visits } => vec![
            centre_part(centre),
            text(match average_with_visits {
                Some(known) => format!(
                    " averages {} with {} counted as 0; without {} it is {}.",
                    locale.cost(*average),
                    rows_without_visits(*rows, locale),
                    if *rows == 1 { "it" } else { "them" },
                    locale.cost(*known)
                ),
                None => format!(
                    " averages {}, but only because {} counted as 0: none of its rows has a unit cost.",
                    locale.cost(*average),
                    if *rows == 1 {
                        "1 row without visits is".into()
                    } else {
                        format!("{} rows without visits are", locale.count(*rows))
                    },
                ),
            }),
        ],
        Finding::RankMoved { centre, rank, rank_with_visits, moved, of } => vec![
            text("Rows without visits change the order of the averages: ".into()),
            centre_part(centre),
            text(format!(
                " ranks {} of {} with them counted as 0, and {} without them{}.",
                locale.count(*rank),
                locale.count(*of),
                locale.count(*rank_with_visits),
                match moved {
                    0 | 1 => String::new(),
                    2 => "; 1 other centre moves".into(),
                    moved => format!("; {} other centres move", locale.count(moved - 1)),
                }
            )),
        ],
    }
}

/// Why a figure may be another than it seems.
pub fn doubted(doubt: Option<Doubt>) -> &'static str {
    match doubt {
        None => "",
        Some(Doubt::PartialSum) => " (by lines of which some have no amount)",
        Some(Doubt::OtherPeriods) => " (by expenses and visits of different periods)",
    }
}

/// The warning about rows without visits: its lead in bold, then what it means. `None` where there are none.
pub fn rows_without_visits_warning(report: &Report, locale: &Locale) -> Option<(String, String)> {
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
                    return Some((lead, format!(" ({kinds}). {have} not known either, and there is no unit cost.")));
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
                0 => "None can be estimated".to_owned(),
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
    Some((lead, meaning))
}

/// What the rows that are left out for want of visits were spent on.
fn their_expenses(report: &Report, locale: &Locale) -> String {
    match report.overall.expenses_without_visits {
        0.0 => "expenses that come to 0, or are not known".into(),
        expenses => format!("expenses of {}", locale.plain(expenses)),
    }
}

/// The warning about a file many of whose rows have no organization or no centre: its lead in bold, then what may help.
pub fn rows_set_aside(file: &str, rows: usize, lines: usize, locale: &Locale) -> Option<(String, String)> {
    const MANY: usize = 10;
    let lead = format!(
        "{} of {file} have no organization or no centre, and are set aside.",
        locale.counted(rows, "row", "rows")
    );
    let meaning = " Where these stand in the first row of a group only, fill them down, and choose the file again.";
    (rows > 1 && rows * MANY > rows + lines).then(|| (lead, meaning.to_owned()))
}

/// The warning about a file many of whose figures are no numbers: its lead in bold, then what may help.
pub fn rows_unreadable(file: &str, rows: usize, lines: usize, locale: &Locale) -> Option<(String, String)> {
    const MANY: usize = 10;
    let lead = format!("{} of {file} have a figure that is not a number.", locale.counted(rows, "row", "rows"));
    let meaning = " They count in no sum. Where the figures are written in another way, or stand in another column, \
                   say so under “Read as” on the file’s card.";
    (rows > 1 && rows * MANY > lines).then(|| (lead, meaning.to_owned()))
}

/// The warning about a file with totals of something else than its rows: its lead in bold, then what that may mean.
pub fn other_totals(file: &str, rows: usize, _lines: usize, locale: &Locale) -> Option<(String, String)> {
    let lead = match rows {
        1 => format!("1 row of {file} is headed as a total, but no rows above it come to that."),
        rows => {
            format!("{} rows of {file} are headed as totals, but no rows above them come to that.", locale.count(rows))
        }
    };
    let meaning = " Rows may be missing from the file, or have no figure: the notices below say what was found.";
    (rows > 0).then(|| (lead, meaning.to_owned()))
}

/// The warning about a file that may have rows of totals among the others: its lead in bold, then what to do.
pub fn possible_totals(file: &str, rows: usize, _lines: usize, locale: &Locale) -> Option<(String, String)> {
    let are = if rows == 1 { "is" } else { "are" };
    let rows_of = locale.counted(rows, "row", "rows");
    let lead = format!("{rows_of} of {file} {are} headed as totals are, and kept.");
    let meaning = " Where that sums up other rows, take it out of the file, and choose the file again.";
    (rows > 0).then(|| (lead, meaning.to_owned()))
}

/// The warning about files of different periods: its lead in bold, then what they are of and a remedy.
pub fn other_periods(expenses: &[Periods], visits: &[Periods], locale: &Locale) -> Option<(String, String)> {
    let of = |periods: &Periods| few(periods.kept().iter().map(String::as_str), locale).unwrap_or_default();
    Some(match Periods::difference(expenses, visits)? {
        Difference::Others { expenses, visits } => (
            format!(
                "The two files are not of the same {}.",
                if expenses.are_years || visits.are_years { "years" } else { "periods" }
            ),
            format!(
                " Expenses are of {}; visits are of {}. {}: as it is, expenses of some are divided by visits of others.",
                of(expenses),
                of(visits),
                if [expenses, visits].iter().any(|periods| periods.all.len() > 1) {
                    "Choose the same on both cards"
                } else {
                    "Choose files of the same"
                }
            ),
        ),
        Difference::Unsaid { measure, years } => {
            let (said, unsaid) = (measure.word(), measure.other().word());
            (
                format!("The {said} are of several years, and the file of {unsaid} does not say of which it is."),
                format!(
                    " They are of {}. Where the {unsaid} are of one of these, choose it on the card of the {said}.",
                    of(years)
                ),
            )
        }
    })
}

/// The warning about pairs whose lines are of other periods in one file than in the other: its lead in bold, then a few
/// of them and what to do.
pub fn pairs_of_other_periods(notices: &[Notice], locale: &Locale) -> Option<(String, String)> {
    let notice = notices.iter().find(|notice| notice.kind == NoticeKind::PairsOfOtherPeriods)?;
    let pairs = usize::try_from(notice.count).unwrap_or(usize::MAX);
    let are = if pairs == 1 { "is" } else { "are" };
    Some((
        format!("{} {are} of other periods in one file than in the other.", locale.counted(pairs, "pair", "pairs")),
        format!(
            " What was spent in some is divided by the visits of others, as of {}. Add the rows that are missing, or choose one period on both cards.",
            notice.value.as_deref().unwrap_or_default().trim_end_matches("; …")
        ),
    ))
}

/// The warning about a period that may be the sum of others it is taken together with: its lead in bold, then a remedy.
pub fn total_among_periods(file: &str, periods: &[Periods], locale: &Locale) -> Option<(String, String)> {
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
    Some((
        format!("{rows} of {}{more} in {file} {how}.", named.join(", ")),
        " They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."
            .into(),
    ))
}

/// The warning about keys that do not match: its lead in bold, then examples and a remedy.
pub fn mismatch(mismatch: &Mismatch, locale: &Locale) -> (String, String) {
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
    (lead, meaning)
}

fn rows_without_visits(rows: usize, locale: &Locale) -> String {
    format!("{} without visits", locale.counted(rows, "row", "rows"))
}

fn p_value(p: f64, locale: &Locale) -> String {
    const LEAST: f64 = 0.001;
    if p < LEAST {
        format!("p\u{a0}<\u{a0}{}", locale.fixed(LEAST, 3))
    } else {
        format!("p\u{a0}=\u{a0}{}", locale.fixed(p, 3))
    }
}

/// A sentence as tests show it, its links in brackets.
#[cfg(test)]
pub fn told(sentence: Vec<Part>) -> String {
    let words = |part| match part {
        Part::Text(text) => text,
        Part::Centre { name, .. } => format!("[{name}]"),
        Part::Organization { name, .. } => format!("[{name}]"),
        Part::Row { text, .. } => format!("[{text}]"),
    };
    sentence.into_iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::benchmarks::HighOutlier;
    use pervisit_analysis::dispersion::Dispersion;
    use pervisit_analysis::interpret::{Finding, Varying};
    use pervisit_analysis::merge::Centre;
    use pervisit_analysis::notice::{Notice, NoticeKind};
    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::periods::Periods;
    use pervisit_analysis::report::Report;
    use pervisit_analysis::table::Role;

    use super::{
        finding, pairs_of_other_periods, possible_totals, rows_unreadable, rows_without_visits_warning, told,
        total_among_periods,
    };
    use crate::present::cases::{report, three_centres};
    use crate::present::numbers::Locale;

    fn tell(said: &Finding, report: &Report) -> String {
        told(finding(said, report, &Locale::default()))
    }

    fn check(policy: MissingVisits, expected: Expect) {
        let report = three_centres(policy);
        let mut lines: Vec<String> = report.findings.iter().map(|said| tell(said, &report)).collect();
        lines.extend(rows_without_visits_warning(&report, &Locale::default()).map(|(lead, meaning)| lead + &meaning));
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn findings_and_the_warning_are_sentences() {
        check(
            MissingVisits::Zero,
            expect![[r#"
                [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 125.00.
                Among centres where 3 organizations or more have visits, [Emergency] varies between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
                Too few to tell which centres vary more: 1 of 3 centres has unit costs of 3 organizations or more that average above 0.
                1 unit cost lies far above its centre’s others and costs 780 more than at the median: [{e|f} at Emergency] at 900.00 a visit, 780 more.
                Most is spent in [Dialysis]: 1,500, 51.2 % of all joined expenses.
                [Dialysis] averages 125.00 with 1 row without visits counted as 0; without it it is 250.00.
                1 row has no visits (missing). It counts as 0, which puts the average of Dialysis at 125.00 instead of 250.00."#]],
        );
        check(
            MissingVisits::LeaveOut,
            expect![[r#"
                [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 250.00.
                Among centres where 3 organizations or more have visits, [Emergency] varies between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
                Too few to tell which centres vary more: 1 of 3 centres has unit costs of 3 organizations or more that average above 0.
                1 unit cost lies far above its centre’s others and costs 780 more than at the median: [{e|f} at Emergency] at 900.00 a visit, 780 more.
                Most is spent in [Dialysis]: 1,500, 51.2 % of all joined expenses.
                1 row has no visits (missing). It stays in the tables and out of the averages, with expenses of 500."#]],
        );
    }

    fn centre(name: &str) -> Centre {
        Centre { number: "1".into(), name: name.into() }
    }

    fn say(said: &Finding) -> String {
        tell(said, &three_centres(MissingVisits::Zero))
    }

    #[test]
    fn centres_of_one_name_are_told_apart_by_their_numbers() {
        let lines = |amounts: [&str; 6]| -> String {
            let keys = ["a,10,Clinic", "b,10,Clinic", "a,20,Clinic", "b,20,Clinic", "a,30,Lab", "b,40,"];
            keys.into_iter().zip(amounts).map(|(key, amount)| format!("{key},{amount}\n")).collect()
        };
        let report = report(
            &lines(["400", "200", "140", "140", "100", "90"]),
            &lines(["1", "1", "1", "", "1", "1"]),
            MissingVisits::Zero,
        );
        assert_eq!(report.shared_names, ["Clinic"]);
        let mut said: Vec<String> = report.findings.iter().map(|it| tell(it, &report)).collect();
        said.extend(rows_without_visits_warning(&report, &Locale::default()).map(|(lead, meaning)| lead + &meaning));
        expect![[r#"
            [Clinic (10)] is the dearest at 300.00 a visit on average, before [Lab] at 100.00.
            Too few to tell which centres vary more: none of 4 centres has unit costs of 3 organizations or more that average above 0.
            Most is spent in [Clinic (10)]: 600, 56.1 % of all joined expenses.
            [Clinic (20)] averages 70.00 with 1 row without visits counted as 0; without it it is 140.00.
            Rows without visits change the order of the averages: [Clinic (20)] ranks 4 of 4 with them counted as 0, and 2 without them; 2 other centres move.
            1 row has no visits (missing). It counts as 0, which puts the average of Clinic (20) at 70.00 instead of 140.00."#]].assert_eq(&said.join("\n"));
    }

    #[test]
    fn a_test_says_whether_it_may_be_chance() {
        let compared = |p| say(&Finding::Compared(Dispersion { groups: 12, n: 1_234, statistic: 3.0, p }));
        expect!["That centres vary differently is more than chance (Brown–Forsythe test of the distances from each centre’s median, in per cent of it: p < 0.001, 1,234 unit costs in 12 centres)."].assert_eq(&compared(0.0004));
        expect!["That centres vary differently may be chance (Brown–Forsythe test of the distances from each centre’s median, in per cent of it: p = 0.210, 1,234 unit costs in 12 centres)."].assert_eq(&compared(0.21));
        let too_few = |comparable| say(&Finding::TooFewToCompare { comparable, centres: 4 });
        expect![[r#"
            Too few to tell which centres vary more: none of 4 centres has unit costs of 3 organizations or more that average above 0.
            Too few to tell which centres vary more: 1 of 4 centres has unit costs of 3 organizations or more that average above 0."#]]
        .assert_eq(&[too_few(0), too_few(1)].join("\n"));
    }

    #[test]
    fn lists_name_a_few_and_count_the_others() {
        let made_up = |count, names: &[&str]| {
            let centres = names.iter().map(|name| centre(name)).collect();
            say(&Finding::Concentration { centres, count, of: 12, expenses: 600.0, share: 0.6 })
        };
        expect![[r#"
            Most is spent in [A]: 600, 60.0 % of all joined expenses.
            2 of 12 centres make up most of the expenses: [A], [B], together 600, 60.0 % of all joined expenses.
            4 of 12 centres make up most of the expenses: [A], [B], [C] and 1 more, together 600, 60.0 % of all joined expenses."#]]
        .assert_eq(&[made_up(1, &["A"]), made_up(2, &["A", "B"]), made_up(4, &["A", "B", "C"])].join("\n"));
        let outlier = |excess| HighOutlier {
            organization: "7".into(),
            centre: centre("A"),
            expense_per_visit: 99.5,
            excess,
            doubt: None,
        };
        let greatest = vec![outlier(500.0), outlier(20.5)];
        expect!["9 unit costs lie far above their centres’ others and cost 600 more than at the median: [7 at A] at 99.50 a visit, 500 more; [7 at A] at 99.50 a visit, 20.50 more; and 7 more."].assert_eq(&say(&Finding::HighOutliers { rows: 9, excess: 600.0, greatest }));
    }

    #[test]
    fn a_rank_moves_alone_or_with_others() {
        let moved =
            |moved| say(&Finding::RankMoved { centre: centre("A"), rank: 4, rank_with_visits: 2, moved, of: 9 });
        expect![[r#"
            Rows without visits change the order of the averages: [A] ranks 4 of 9 with them counted as 0, and 2 without them.
            Rows without visits change the order of the averages: [A] ranks 4 of 9 with them counted as 0, and 2 without them; 1 other centre moves.
            Rows without visits change the order of the averages: [A] ranks 4 of 9 with them counted as 0, and 2 without them; 2 other centres move."#]].assert_eq(&[moved(1), moved(2), moved(3)].join("\n"));
        let varying = |name, coefficient_of_variation| Varying {
            centre: centre(name),
            n: 5,
            min: 1.0,
            max: 9.0,
            coefficient_of_variation,
        };
        let spreads = Finding::Spreads { widest: varying("A", 0.9), narrowest: Some(varying("B", 0.1)) };
        expect!["Among centres where 3 organizations or more have visits, [A] varies most between organizations: from 1.00 to 9.00 a visit (coefficient of variation 0.90, n = 5); [B] least: from 1.00 to 9.00 (coefficient of variation 0.10, n = 5)."].assert_eq(&say(&spreads));
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
            total_among_periods("e.csv", &[months], &Locale::default()).map(|(lead, meaning)| lead + &meaning)
        };
        assert_eq!(warn(&["Apr", "May"]), None);
        expect!["12 rows of “YTD” in e.csv stand beside the other periods and are counted with them. They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."]
            .assert_eq(&warn(&["Apr", "May", "YTD"]).unwrap());
        expect!["12 rows of “Apr YTD”, “Jun YTD”, “Jul YTD” … in e.csv are counted together, though each may hold those before it. They are not the sums of the rows above them. If they are totals all the same, choose one period on the file’s card."].assert_eq(&warn(&["Apr YTD", "Jun YTD", "Jul YTD", "May YTD"]).unwrap());
    }

    #[test]
    fn a_file_that_may_have_totals_is_warned_of() {
        let warn = |rows| possible_totals("e.csv", rows, 1_000, &Locale::default()).map(|(lead, _)| lead);
        assert_eq!(warn(0), None);
        expect!["1 row of e.csv is headed as totals are, and kept."].assert_eq(&warn(1).unwrap());
    }

    #[test]
    fn a_file_of_many_figures_that_are_none_is_warned_of() {
        let warn = |rows| rows_unreadable("e.csv", rows, 1_000, &Locale::default()).map(|(lead, _)| lead);
        assert_eq!(warn(100), None);
        expect!["101 rows of e.csv have a figure that is not a number."].assert_eq(&warn(101).unwrap());
    }

    #[test]
    fn the_warning_names_pairs_of_other_periods() {
        let notice = |count, said: &str| Notice {
            value: Some(said.to_owned()),
            ..Notice::new(NoticeKind::PairsOfOtherPeriods, count)
        };
        let warn = |notices: &[Notice]| {
            pairs_of_other_periods(notices, &Locale::default()).map(|(lead, meaning)| lead + &meaning)
        };
        assert_eq!(warn(&[]), None);
        expect!["1 pair is of other periods in one file than in the other. What was spent in some is divided by the visits of others, as of C / 10: 2024 only in the expenses. Add the rows that are missing, or choose one period on both cards."].assert_eq(&warn(&[notice(1, "C / 10: 2024 only in the expenses")]).unwrap());
        expect!["1,200 pairs are of other periods in one file than in the other. What was spent in some is divided by the visits of others, as of C / 10: 2024 only in the expenses. Add the rows that are missing, or choose one period on both cards."].assert_eq(&warn(&[notice(1_200, "C / 10: 2024 only in the expenses; …")]).unwrap());
    }

    #[test]
    fn the_warning_says_which_rows_count_as_0() {
        let check = |expenses: &str, visits: &str, expected: Expect| {
            let warning =
                rows_without_visits_warning(&report(expenses, visits, MissingVisits::Zero), &Locale::default());
            expected.assert_eq(&warning.map(|(lead, meaning)| lead + &meaning).unwrap());
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
            rows_without_visits_warning(&report, &Locale::default()).map(|(lead, meaning)| lead + &meaning)
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
