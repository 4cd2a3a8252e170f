//! Centres under every policy for missing visits -> a table, and what estimates are worth in words.

use pervisit_analysis::columns::StandingColumn;
use pervisit_analysis::estimates::{Accuracy, Counts};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::policies::Standings;

use super::numbers::{Locale, Written};
use super::table::{Cell, Column, Question, answer};

/// The columns, each at the place of its [`StandingColumn`].
pub const COLUMNS: [Column; 10] = {
    use MissingVisits::{Estimate, LeaveOut, Zero};
    use StandingColumn::{Average, Estimated, Moves, Name, Number, Rank};
    use Written::{Cost, Plain};
    const fn figure(column: StandingColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        Column::text("Number", Number.heading(), 6),
        Column::text("Centre", Name.heading(), 0),
        figure(Average(Zero), "Average, as 0", 8, Cost),
        figure(Rank(Zero), "Rank, as 0", 7, Plain),
        figure(Average(LeaveOut), "Left out", 8, Cost),
        figure(Rank(LeaveOut), "Rank, left out", 8, Plain),
        figure(Average(Estimate), "Estimated", 8, Cost),
        figure(Rank(Estimate), "Rank, estimated", 9, Plain),
        figure(Estimated, "Rows estimated", 10, Plain),
        Column::text("Rank changes", Moves.heading(), 8),
    ]
};

/// The centres that a question leaves, in its order.
pub fn ordered(centres: &[Standings], question: &Question) -> Vec<Standings> {
    let value = |row: usize, column: usize| StandingColumn::ALL[column].value(&centres[row]);
    answer(&COLUMNS, centres.len(), question, &value).into_iter().map(|row| centres[row].clone()).collect()
}

/// What is saved of the columns shown.
pub fn saved(shown: &[usize]) -> Vec<StandingColumn> {
    shown.iter().map(|&at| StandingColumn::ALL[at]).collect()
}

/// The cells of a centre, in the order of [`COLUMNS`].
pub fn cells(centre: &Standings, locale: &Locale) -> Vec<Cell> {
    let shown = COLUMNS.iter().zip(StandingColumn::ALL);
    shown.map(|(column, stands)| column.cell(stands.value(centre), locale, false)).collect()
}

/// How many ranks hang on the policy.
pub fn moves(centres: &[Standings], locale: &Locale) -> String {
    let moving = centres.iter().filter(|centre| centre.differ()).count();
    match (moving, centres.len()) {
        (0, _) => "The policy changes no centre’s rank.".into(),
        (1, all) => format!("The policy changes the rank of 1 of {} centres.", locale.count(all)),
        (some, all) => {
            format!("The policy changes the ranks of {} of {} centres.", locale.count(some), locale.count(all))
        }
    }
}

/// What estimates were made from.
pub fn made_from(counts: &Counts, locale: &Locale) -> String {
    let mut said = match counts.estimated {
        0 => "Nothing is estimated.".to_owned(),
        _ => format!(
            "Each estimate is made from the unit costs of the {} organizations that are most similar elsewhere, the nearest counting most.",
            locale.count(counts.k)
        ),
    };
    let mut add = |count: usize, one: &str, many: &str| {
        if count > 0 {
            said.push(' ');
            said.push_str(&locale.counted(count, one, many));
        }
    };
    add(counts.few_donors, "has fewer donors.", "have fewer donors.");
    add(
        counts.centre_means,
        "can be compared with no organization and is the geometric mean of its centre.",
        "can be compared with no organization and are the geometric means of their centres.",
    );
    add(
        counts.no_donor,
        "row can’t be estimated: no organization has a unit cost above 0 in its centre.",
        "rows can’t be estimated: no organization has a unit cost above 0 in their centres.",
    );
    add(
        counts.no_expenses,
        "row has no expenses above 0 to estimate from.",
        "rows have no expenses above 0 to estimate from.",
    );
    said
}

/// How far such estimates are off, where that is known.
pub fn accuracy(accuracy: &Accuracy, locale: &Locale) -> String {
    let Accuracy { known, n, not_estimated, median_absolute_percentage_error, visits_over_known } = accuracy;
    let Some(error) = median_absolute_percentage_error else {
        return "How far estimates are off can’t be told: no unit cost above 0 can be estimated from the others."
            .into();
    };
    let [n, all] = [*n, *known].map(|count| locale.count(count));
    let (tried, was) = match n == all {
        true => (format!("each of the {all} unit costs above 0"), "was"),
        false => (format!("{n} of the {all} unit costs above 0, evenly spread"), "were"),
    };
    let rest = match not_estimated {
        0 => String::new(),
        some => format!(" ({} could not be)", locale.count(*some)),
    };
    let visits = visits_over_known.map_or(String::new(), |of| {
        let (off, more) = (locale.percent((of - 1.0).abs()), if of > 1.0 { "more" } else { "fewer" });
        match off == locale.percent(0.0) {
            true => " Together these make as many visits as there are.".to_owned(),
            false => format!(" Together these make {off} {more} visits than there are."),
        }
    });
    format!(
        "How far they are off here: {tried}, hidden and estimated from the others{rest}, {was} missed by {} in the median.{visits}",
        locale.percent(*error)
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::columns::Kind;
    use pervisit_analysis::estimates::{Accuracy, Counts};

    use super::{COLUMNS, StandingColumn, accuracy, made_from};
    use crate::present::numbers::Locale;

    #[test]
    fn figures_stand_in_columns_of_figures() {
        for (column, stands) in COLUMNS.iter().zip(StandingColumn::ALL) {
            assert_eq!(column.is_of_figures(), stands.kind() != Kind::Text, "{}", column.label);
        }
    }

    #[test]
    fn estimates_say_what_they_are_worth() {
        let locale = Locale::default();
        let counts = Counts { k: 5, estimated: 9, few_donors: 2, centre_means: 1, no_donor: 1, no_expenses: 3 };
        expect!["Each estimate is made from the unit costs of the 5 organizations that are most similar elsewhere, the nearest counting most. 2 have fewer donors. 1 can be compared with no organization and is the geometric mean of its centre. 1 row can’t be estimated: no organization has a unit cost above 0 in its centre. 3 rows have no expenses above 0 to estimate from."].assert_eq(&made_from(&counts, &locale));
        let none = Counts { estimated: 0, no_donor: 1, ..Counts::default() };
        expect![
            "Nothing is estimated. 1 row can’t be estimated: no organization has a unit cost above 0 in its centre."
        ]
        .assert_eq(&made_from(&none, &locale));
        let of = |n, not_estimated, error, visits_over_known| {
            let (known, median_absolute_percentage_error) = (2_400, error);
            accuracy(
                &Accuracy { known, n, not_estimated, median_absolute_percentage_error, visits_over_known },
                &locale,
            )
        };
        expect![[r#"
            How far they are off here: each of the 2,400 unit costs above 0, hidden and estimated from the others, was missed by 15.2 % in the median. Together these make 3.0 % more visits than there are.
            How far they are off here: 2,000 of the 2,400 unit costs above 0, evenly spread, hidden and estimated from the others (3 could not be), were missed by 20.0 % in the median. Together these make 10.0 % fewer visits than there are.
            How far they are off here: each of the 2,400 unit costs above 0, hidden and estimated from the others, was missed by 0.0 % in the median. Together these make as many visits as there are.
            How far estimates are off can’t be told: no unit cost above 0 can be estimated from the others."#]].assert_eq(&[
                of(2_400, 0, Some(0.152), Some(1.0301)),
                of(2_000, 3, Some(0.2), Some(0.9)),
                of(2_400, 0, Some(0.0), Some(0.9999)),
                of(0, 0, None, None),
            ].join("\n"));
    }
}
