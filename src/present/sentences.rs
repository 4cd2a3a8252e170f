//! Findings -> sentences, in parts that can be linked to the rows behind them.

use pervisit_analysis::interpret::Finding;
use pervisit_analysis::merge::Centre;
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
            if effects.len() > FEW {
                let more = effects.len() - FEW;
                effects.truncate(FEW);
                effects.push(format!("{more} more centres lower as well"));
            }
            format!(
                " ({kinds}). {} as 0, as in the notebook, which puts the average of {}.",
                if rows == 1 { "It counts" } else { "They count" },
                effects.join(", ")
            )
        }
        MissingVisits::LeaveOut => format!(
            " ({kinds}). {} in the tables and out of the averages; their expenses are {}.",
            if rows == 1 { "It stays" } else { "They stay" },
            locale.plain(report.overall.expenses_without_visits)
        ),
    };
    Some((lead, meaning))
}

fn rows_word(rows: usize, locale: &Locale) -> String {
    if rows == 1 { "1 row".into() } else { format!("{} rows", locale.count(rows)) }
}

fn rows_without_visits(rows: usize, locale: &Locale) -> String {
    format!("{} without visits", rows_word(rows, locale))
}
