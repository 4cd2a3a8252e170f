//! Findings -> sentences, in parts that can be linked to the rows behind them.

use pervisit_analysis::benchmarks::HighOutlier;
use pervisit_analysis::dispersion;
use pervisit_analysis::interpret::{FEWEST, Finding, Varying};
use pervisit_analysis::merge::{Centre, Doubt};
use pervisit_analysis::report::Report;

use super::centres::told_apart;
use super::numbers::Locale;
use super::organizations::named;

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
            let as_much = |varying: &Varying| as_others(varying.as_much, ["does", "do"], locale);
            let mut parts = vec![
                text(format!(
                    "Among centres where {FEWEST} organizations or more have visits, and unit costs average above 0, "
                )),
                centre_part(&widest.centre),
                text(format!(
                    " varies{} between organizations{}: from {} to {} a visit ({})",
                    if narrowest.is_some() { " most" } else { "" },
                    as_much(widest),
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
                        " least{}: from {} to {} ({})",
                        as_much(narrowest),
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
            "Too few to tell which centres vary more: {} of {} centres has unit costs of {} organizations or more whose \
             mean and median are above 0.",
            if *comparable == 0 { "none".into() } else { locale.count(*comparable) },
            locale.count(*centres),
            dispersion::FEWEST,
        ))],
        Finding::HighOutliers { rows, excess, greatest } => {
            let lead = match rows {
                1 => "1 unit cost is an outlier above its centre’s others and costs".into(),
                rows => {
                    format!("{} unit costs are outliers above their centres’ others and cost", locale.count(*rows))
                }
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

/// What is said of the first of several that are alike: `, as does 1 other`, `, as do 2 others`; nothing of one alone.
pub fn as_others(others: usize, [one, many]: [&str; 2], locale: &Locale) -> String {
    match others {
        0 => String::new(),
        others => {
            let verb = if others == 1 { one } else { many };
            format!(", as {verb} {}", locale.counted(others, "other", "others"))
        }
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
    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::report::Report;

    use super::{finding, told};
    use crate::present::cases::{report, three_centres};
    use crate::present::numbers::Locale;

    fn tell(said: &Finding, report: &Report) -> String {
        told(finding(said, report, &Locale::default()))
    }

    fn check(policy: MissingVisits, expected: Expect) {
        let report = three_centres(policy);
        let lines: Vec<String> = report.findings.iter().map(|said| tell(said, &report)).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn findings_are_sentences() {
        check(
            MissingVisits::Zero,
            expect![[r#"
                [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 125.00.
                Among centres where 3 organizations or more have visits, and unit costs average above 0, [Emergency] varies between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
                Too few to tell which centres vary more: 1 of 3 centres has unit costs of 4 organizations or more whose mean and median are above 0.
                1 unit cost is an outlier above its centre’s others and costs 780 more than at the median: [{e|f} at Emergency] at 900.00 a visit, 780 more.
                Most is spent in [Dialysis]: 1,500, 51.2 % of all joined expenses.
                [Dialysis] averages 125.00 with 1 row without visits counted as 0; without it it is 250.00."#]],
        );
        check(
            MissingVisits::LeaveOut,
            expect![[r#"
                [Emergency] is the dearest at 272.00 a visit on average, before [Dialysis] at 250.00.
                Among centres where 3 organizations or more have visits, and unit costs average above 0, [Emergency] varies between organizations: from 100.00 to 900.00 a visit (coefficient of variation 1.29, n = 5).
                Too few to tell which centres vary more: 1 of 3 centres has unit costs of 4 organizations or more whose mean and median are above 0.
                1 unit cost is an outlier above its centre’s others and costs 780 more than at the median: [{e|f} at Emergency] at 900.00 a visit, 780 more.
                Most is spent in [Dialysis]: 1,500, 51.2 % of all joined expenses."#]],
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
        let said: Vec<String> = report.findings.iter().map(|it| tell(it, &report)).collect();
        expect![[r#"
            [Clinic (10)] is the dearest at 300.00 a visit on average, before [Lab] at 100.00.
            Too few to tell which centres vary more: none of 4 centres has unit costs of 4 organizations or more whose mean and median are above 0.
            Most is spent in [Clinic (10)]: 600, 56.1 % of all joined expenses.
            [Clinic (20)] averages 70.00 with 1 row without visits counted as 0; without it it is 140.00.
            Rows without visits change the order of the averages: [Clinic (20)] ranks 4 of 4 with them counted as 0, and 2 without them; 2 other centres move."#]].assert_eq(&said.join("\n"));
    }

    #[test]
    fn a_test_says_whether_it_may_be_chance() {
        let compared = |p| say(&Finding::Compared(Dispersion { groups: 12, n: 1_234, statistic: 3.0, p }));
        expect!["That centres vary differently is more than chance (Brown–Forsythe test of the distances from each centre’s median, in per cent of it: p < 0.001, 1,234 unit costs in 12 centres)."].assert_eq(&compared(0.0004));
        expect!["That centres vary differently may be chance (Brown–Forsythe test of the distances from each centre’s median, in per cent of it: p = 0.210, 1,234 unit costs in 12 centres)."].assert_eq(&compared(0.21));
        let too_few = |comparable| say(&Finding::TooFewToCompare { comparable, centres: 4 });
        expect![[r#"
            Too few to tell which centres vary more: none of 4 centres has unit costs of 4 organizations or more whose mean and median are above 0.
            Too few to tell which centres vary more: 1 of 4 centres has unit costs of 4 organizations or more whose mean and median are above 0."#]]
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
        expect!["9 unit costs are outliers above their centres’ others and cost 600 more than at the median: [7 at A] at 99.50 a visit, 500 more; [7 at A] at 99.50 a visit, 20.50 more; and 7 more."].assert_eq(&say(&Finding::HighOutliers { rows: 9, excess: 600.0, greatest }));
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
            as_much: usize::from(name == "B"),
        };
        let spreads = Finding::Spreads { widest: varying("A", 0.9), narrowest: Some(varying("B", 0.1)) };
        expect!["Among centres where 3 organizations or more have visits, and unit costs average above 0, [A] varies most between organizations: from 1.00 to 9.00 a visit (coefficient of variation 0.90, n = 5); [B] least, as does 1 other: from 1.00 to 9.00 (coefficient of variation 0.10, n = 5)."].assert_eq(&say(&spreads));
    }
}
