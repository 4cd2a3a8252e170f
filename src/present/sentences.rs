//! Findings -> sentences, in parts that can be linked to the rows behind them.

use pervisit_analysis::interpret::Finding;
use pervisit_analysis::merge::{Centre, Mismatch};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;

use super::numbers::Locale;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Plain words.
    Text(String),
    /// A centre; its rows stand behind the sentence.
    Centre(Centre),
}

/// A finding as a sentence.
pub fn finding(finding: &Finding, locale: &Locale) -> Vec<Part> {
    let text = |text: String| Part::Text(text);
    match finding {
        Finding::Dearest { centre, average, next, next_average } => vec![
            Part::Centre(centre.clone()),
            text(format!(" is the dearest at {} a visit on average, before ", locale.cost(*average))),
            Part::Centre(next.clone()),
            text(format!(" at {}.", locale.cost(*next_average))),
        ],
        Finding::WidestSpread { centre, n, min, max, coefficient_of_variation } => vec![
            text("Among rows with visits, ".into()),
            Part::Centre(centre.clone()),
            text(format!(
                " varies most between organizations: from {} to {} a visit (coefficient of variation {}, n = {}).",
                locale.cost(*min),
                locale.cost(*max),
                locale.cost(*coefficient_of_variation),
                locale.count(*n)
            )),
        ],
        Finding::LargestExpense { centre, expenses, share } => vec![
            text("Most is spent in ".into()),
            Part::Centre(centre.clone()),
            text(format!(": {}, {} of all expenses.", locale.plain(*expenses), locale.percent(*share))),
        ],
        Finding::CountedAsZero { centre, rows, average, average_with_visits } => vec![
            Part::Centre(centre.clone()),
            text(match average_with_visits {
                Some(known) => format!(
                    " averages {} with {} counted as 0; without {} it is {}.",
                    locale.cost(*average),
                    rows_without_visits(*rows, locale),
                    if *rows == 1 { "it" } else { "them" },
                    locale.cost(*known)
                ),
                None => format!(
                    " averages {}, but only because none of its {} has visits.",
                    locale.cost(*average),
                    if *rows == 1 { "rows (1)".into() } else { format!("{} rows", locale.count(*rows)) },
                ),
            }),
        ],
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
    let lead = format!("{} {} no visits", rows_word(rows, locale), if rows == 1 { "has" } else { "have" });
    let meaning = match report.missing_visits {
        MissingVisits::Zero => {
            let mut effects: Vec<String> = report
                .centres
                .iter()
                .filter(|summary| summary.figures.counted_as_zero > 0)
                .map(|summary| {
                    format!(
                        "{} at {} instead of {}",
                        super::centres::name(summary),
                        locale.or_unknown(summary.figures.spread.mean, Locale::cost),
                        summary.average_with_visits.map_or("unknown".into(), |known| locale.cost(known)),
                    )
                })
                .collect();
            const FEW: usize = 3;
            match effects.len() {
                0..=FEW => {}
                4 => effects[FEW] = "and lowers 1 more centre".into(),
                all => {
                    effects.truncate(FEW);
                    effects.push(format!("and lowers {} more centres", locale.count(all - FEW)));
                }
            }
            format!(
                " ({kinds}). {} as 0, as in the notebook, which puts the average of {}.",
                if rows == 1 { "It counts" } else { "They count" },
                effects.join(", ")
            )
        }
        MissingVisits::LeaveOut => format!(
            " ({kinds}). {} in the tables and out of the averages, with expenses of {}.",
            if rows == 1 { "It stays" } else { "They stay" },
            locale.plain(report.overall.expenses_without_visits)
        ),
    };
    Some((lead, meaning))
}

/// The warning about keys that mostly do not match: its lead in bold, then examples and a remedy.
pub fn mismatch(mismatch: &Mismatch, locale: &Locale) -> (String, String) {
    let lead = match mismatch.matched {
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
    if mismatch.would_match > mismatch.matched {
        meaning += &format!(
            " Without leading zeros, letter case and a trailing “.0”, {} would match: write the identifiers alike in both files.",
            locale.count(mismatch.would_match)
        );
    } else {
        meaning += " Check that both files are of the same organizations and centres, and that the columns are the right ones.";
    }
    (lead, meaning)
}

fn rows_word(rows: usize, locale: &Locale) -> String {
    if rows == 1 { "1 row".into() } else { format!("{} rows", locale.count(rows)) }
}

fn rows_without_visits(rows: usize, locale: &Locale) -> String {
    format!("{} without visits", rows_word(rows, locale))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::per_visit::MissingVisits;

    use super::{Part, finding, rows_without_visits_warning};
    use crate::present::cases::{report, three_centres};
    use crate::present::numbers::Locale;

    fn check(policy: MissingVisits, expected: Expect) {
        let report = three_centres(policy);
        let locale = Locale::default();
        let mut lines: Vec<String> = report
            .findings
            .iter()
            .map(|said| {
                let parts = finding(said, &locale).into_iter().map(|part| match part {
                    Part::Text(text) => text,
                    Part::Centre(centre) => format!("[{}]", centre.name),
                });
                parts.collect()
            })
            .collect();
        lines.extend(rows_without_visits_warning(&report, &locale).map(|(lead, meaning)| lead + &meaning));
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn findings_and_the_warning_are_sentences() {
        check(
            MissingVisits::Zero,
            expect![[r#"
            [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 125.00.
            Among rows with visits, [Emergency] varies most between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
            Most is spent in [Dialysis]: 1,500, 51.2 % of all expenses.
            [Dialysis] averages 125.00 with 1 row without visits counted as 0; without it it is 250.00.
            1 row has no visits (missing). It counts as 0, as in the notebook, which puts the average of Dialysis at 125.00 instead of 250.00."#]],
        );
        check(
            MissingVisits::LeaveOut,
            expect![[r#"
                [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 250.00.
                Among rows with visits, [Emergency] varies most between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
                Most is spent in [Dialysis]: 1,500, 51.2 % of all expenses.
                1 row has no visits (missing). It stays in the tables and out of the averages, with expenses of 500."#]],
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
        expect!["1 row has no visits (missing). It counts as 0, as in the notebook, which puts the average of Centre 0 at 1.50 instead of 3.00."].assert_eq(&warn(1).unwrap());
        expect!["4 rows have no visits (missing). They count as 0, as in the notebook, which puts the average of Centre 0 at 1.50 instead of 3.00, Centre 1 at 1.50 instead of 3.00, Centre 2 at 1.50 instead of 3.00, and lowers 1 more centre."].assert_eq(&warn(4).unwrap());
        expect!["6 rows have no visits (missing). They count as 0, as in the notebook, which puts the average of Centre 0 at 1.50 instead of 3.00, Centre 1 at 1.50 instead of 3.00, Centre 2 at 1.50 instead of 3.00, and lowers 3 more centres."].assert_eq(&warn(6).unwrap());
    }
}
