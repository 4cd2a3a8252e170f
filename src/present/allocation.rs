//! A budget spread by a basis -> the form that asks for it, its table, and why it can't be.

use pervisit_analysis::allocation::{Allocated, Allocation, Basis, Cents, Criterion, Unusable};
pub use pervisit_analysis::columns::AllocationColumn;
use pervisit_analysis::columns::{Terms, Value};
use pervisit_analysis::names::Called;
use pervisit_analysis::sort::sorted;

use super::numbers::{Locale, Written};
use super::organizations;
use super::regions::name;
use super::table::{Cell, Column, Question, answer, counted, with_marks, with_name};

/// The columns of the regions' parts, in order.
pub const REGIONS: [Column; 8] = columns("Region");

/// The columns of the organizations' parts, in the same order.
pub const ORGANIZATIONS: [Column; 8] = columns("Organization");

const fn columns(first: &'static str) -> [Column; 8] {
    const fn figure(column: AllocationColumn, label: &'static str, width: u8, written: Written) -> Column {
        Column::figure(label, column.heading(), width, written)
    }
    [
        Column::text(first, AllocationColumn::Name.heading(), 0),
        figure(AllocationColumn::Today, "Today", 10, Written::Cost),
        figure(AllocationColumn::Allocated, "Allocated", 10, Written::Cost),
        figure(AllocationColumn::Difference, "Difference", 10, Written::Cost).signed(),
        figure(AllocationColumn::Change, "Change", 7, Written::Share).signed(),
        figure(AllocationColumn::RowsLeftOut, "Rows left out", 8, Written::Plain),
        figure(AllocationColumn::UnknownExpenses, "Expenses unknown", 9, Written::Plain).extra(),
        figure(AllocationColumn::Estimated, "Estimated", 7, Written::Plain).extra(),
    ]
}

/// What stands in each of the columns.
const KEYS: [AllocationColumn; 8] = [
    AllocationColumn::Name,
    AllocationColumn::Today,
    AllocationColumn::Allocated,
    AllocationColumn::Difference,
    AllocationColumn::Change,
    AllocationColumn::RowsLeftOut,
    AllocationColumn::UnknownExpenses,
    AllocationColumn::Estimated,
];

/// What a budget can go by, in the order it is offered.
pub const CRITERIA: [Criterion; 4] =
    [Criterion::CurrentShare, Criterion::Visits, Criterion::ExpectedExpenses, Criterion::Population];

/// What a criterion is called, and what goes by it.
pub fn criterion(criterion: Criterion) -> (&'static str, &'static str) {
    match criterion {
        Criterion::CurrentShare => {
            ("Current share", "Each gets the part of the budget that it has of the expenses today.")
        }
        Criterion::Visits => ("Visits", "Each visit brings the same, whatever centre it is at."),
        Criterion::ExpectedExpenses => (
            "Expected expenses",
            "Each visit brings what it costs at its centre on average over all regions: activity at standard unit cost.",
        ),
        Criterion::Population => ("Population", "Each person brings the same, whatever care they have."),
    }
}

/// What a blend of criteria is called, and what goes by it.
pub const BLEND: (&str, &str) = (
    "Blend",
    "The budget is parted by the weights, and each part goes by its own basis. Only the weights’ ratio counts.",
);

/// What a budget goes by: `visits`, or `60 parts expected expenses and 40 parts population`.
pub fn goes_by(basis: &Basis, locale: &Locale) -> String {
    let name = |of: Criterion| criterion(of).0.to_lowercase();
    let weighted: Vec<_> = basis.0.iter().filter(|(_, weight)| *weight > 0.0).collect();
    match weighted.as_slice() {
        [(only, _)] => name(*only),
        several => {
            let parts = several.iter().map(|(of, weight)| format!("{} parts {}", locale.plain(*weight), name(*of)));
            parts.collect::<Vec<_>>().join(" and ")
        }
    }
}

/// The budget that is typed; `None` where nothing is, an error in words where it is no amount.
pub fn budget(typed: &str, locale: &Locale) -> Result<Option<Cents>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let example = locale.fixed(1_234_567.5, 2);
    let amount = locale
        .number(typed)
        .ok_or(format!("This is no amount. Write it like {example}. Until then, the table stays as it was."))?;
    Cents::of(amount).map(Some).ok_or_else(|| "This is too large to be spread to the cent.".into())
}

/// The weight that is typed, in per cent; nothing typed is 0, anything else that is no number can't be used.
pub fn weight(typed: &str, locale: &Locale) -> f64 {
    let typed = typed.trim().trim_end_matches('%');
    if typed.trim().is_empty() { 0.0 } else { locale.number(typed).unwrap_or(f64::NAN) }
}

/// The basis of some weights, in the order of [`CRITERIA`].
pub fn blend(weights: [f64; CRITERIA.len()]) -> Basis {
    Basis(CRITERIA.into_iter().zip(weights).filter(|(_, weight)| *weight != 0.0).collect())
}

/// Why a budget can't go by a basis, and what would help.
pub fn unusable(why: &Unusable, locale: &Locale) -> String {
    match why {
        Unusable::Nobody => "There is nobody to spread it over: no joined row is in a region.".into(),
        Unusable::Unknown { criterion, few, count } => match criterion {
            Criterion::Population => format!(
                "The population of {} is not known, and so is nobody’s part. Give the file of regions a population for each, or choose another basis.",
                who(few, *count, locale)
            ),
            other => format!(
                "{} of {} are not known, and so is nobody’s part. {}",
                figure(*other),
                who(few, *count, locale),
                instead(few)
            ),
        },
        Unusable::Negative { criterion, few, count } => format!(
            "{} of {} are below 0, and nobody gets less than nothing. {}",
            figure(*criterion),
            who(few, *count, locale),
            instead(few)
        ),
        Unusable::AllZero { criterion } => {
            format!("{} of all are 0: there is nothing to go by. Choose another basis.", figure(*criterion))
        }
        Unusable::Weights => "Weights are numbers of 0 or more, and one of them has to be above 0.".into(),
        Unusable::NegativeBudget => "The budget is below 0: there is nothing to spread.".into(),
        Unusable::TooLarge => "An amount is too large to be told to the cent.".into(),
    }
}

/// What to do where some can't be given a part. Those without a region keep theirs on every basis.
fn instead(few: &[String]) -> &'static str {
    if few.is_empty() { "Give them a region in the file of regions." } else { "Choose another basis." }
}

fn figure(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::CurrentShare => "The expenses",
        Criterion::Visits => "The visits",
        Criterion::ExpectedExpenses => "The expected expenses",
        Criterion::Population => "The populations",
    }
}

/// `North`, `North and South`, `North, South and 3 more`; those without a region where none are named.
fn who(few: &[String], count: usize, locale: &Locale) -> String {
    match (few, count - few.len().min(count)) {
        ([], _) => "the organizations without a region".into(),
        ([only], 0) => only.clone(),
        ([all @ .., last], 0) => format!("{} and {last}", all.join(", ")),
        (few, more) => format!("{} and {} more", few.join(", "), locale.count(more)),
    }
}

/// The places of the parts that a question leaves, in its order; what is in no region stays last. Words are looked for in
/// what organizations are called, too.
pub fn ordered(allocation: &Allocation, called: &Called, question: &Question) -> Vec<usize> {
    let parts = &allocation.parts;
    let terms = Terms { basis: &allocation.basis, region: None, called };
    let value = |row: usize, column: usize| match KEYS[column] {
        AllocationColumn::Name => Value::Text(called.with_name(name(parts[row].name.as_deref()))),
        column => column.value(&terms, &parts[row]),
    };
    let order = answer(&REGIONS, parts.len(), question, &value);
    sorted(order, &|&a, &b| parts[a].name.is_none().cmp(&parts[b].name.is_none()))
}

/// What is saved of the columns shown, beside what the budget went by and, of a region’s organizations, whose they are and
/// what they are called.
pub fn saved(shown: &[usize], is_of_region: bool, called: &Called) -> Vec<AllocationColumn> {
    let region = is_of_region.then_some(AllocationColumn::Region);
    let shown = shown.iter().map(|&at| KEYS[at]);
    let saved = std::iter::once(AllocationColumn::Basis).chain(region).chain(shown).collect();
    let saved = with_marks(saved, AllocationColumn::Today, &[AllocationColumn::UnknownExpenses]);
    let saved = with_marks(saved, AllocationColumn::Allocated, &[AllocationColumn::Estimated]);
    with_name(saved, AllocationColumn::Name, AllocationColumn::OrganizationName, called)
}

/// The cells of a part, in the order of [`REGIONS`].
pub fn cells(part: &Allocated, called: &Called, locale: &Locale) -> Vec<Cell> {
    let [today, amount, difference] =
        [part.today, Some(part.amount), part.difference].map(|cents| cents.map(Cents::amount));
    let part_name = name(part.name.as_deref());
    vec![
        organizations::cell(part_name, called.name(part_name).unwrap_or_default()),
        Cell { remark: counted(&[(part.rows_without_expenses, "unknown")], locale), ..written(1, today, locale) },
        Cell { remark: counted(&[(part.rows_estimated, "estimated")], locale), ..written(2, amount, locale) },
        written(3, difference, locale),
        written(4, part.change, locale),
        Cell::new(locale.count(part.rows_left_out)),
        Cell::new(locale.count(part.rows_without_expenses)),
        Cell::new(locale.count(part.rows_estimated)),
    ]
}

/// The last row: the budget, and what there is today.
pub fn totals(allocation: &Allocation, locale: &Locale) -> Vec<Cell> {
    let amounts = [allocation.today, allocation.budget, allocation.difference()];
    let [today, budget, difference] = amounts.map(|cents| Some(cents.amount()));
    vec![
        Cell::new("Total"),
        written(1, today, locale),
        written(2, budget, locale),
        written(3, difference, locale),
        written(4, allocation.change(), locale),
        Cell::default(),
        Cell::default(),
        Cell::default(),
    ]
}

/// A figure as its column has it.
fn written(column: usize, figure: Option<f64>, locale: &Locale) -> Cell {
    REGIONS[column].cell(Value::Figure(figure), locale, false)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::present::cases::named_organizations;

    fn check(why: Unusable, expected: Expect) {
        expected.assert_eq(&unusable(&why, &Locale::default()));
    }

    fn some(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_basis_that_cannot_be_used_says_why() {
        let unknown = |criterion, few: &[&str], count| Unusable::Unknown { criterion, few: some(few), count };
        check(Unusable::Nobody, expect!["There is nobody to spread it over: no joined row is in a region."]);
        check(
            unknown(Criterion::Population, &["North"], 1),
            expect![
                "The population of North is not known, and so is nobody’s part. Give the file of regions a population for each, or choose another basis."
            ],
        );
        check(
            unknown(Criterion::Visits, &["A", "B", "C"], 3),
            expect!["The visits of A, B and C are not known, and so is nobody’s part. Choose another basis."],
        );
        check(
            unknown(Criterion::ExpectedExpenses, &["A", "B"], 1_202),
            expect![
                "The expected expenses of A, B and 1,200 more are not known, and so is nobody’s part. Choose another basis."
            ],
        );
        check(
            unknown(Criterion::CurrentShare, &[], 4),
            expect![
                "The expenses of the organizations without a region are not known, and so is nobody’s part. Give them a region in the file of regions."
            ],
        );
        check(
            Unusable::Negative { criterion: Criterion::CurrentShare, few: some(&["A", "B"]), count: 2 },
            expect!["The expenses of A and B are below 0, and nobody gets less than nothing. Choose another basis."],
        );
        check(
            Unusable::AllZero { criterion: Criterion::Visits },
            expect!["The visits of all are 0: there is nothing to go by. Choose another basis."],
        );
        check(Unusable::Weights, expect!["Weights are numbers of 0 or more, and one of them has to be above 0."]);
        check(Unusable::NegativeBudget, expect!["The budget is below 0: there is nothing to spread."]);
        check(Unusable::TooLarge, expect!["An amount is too large to be told to the cent."]);
    }

    #[test]
    fn a_budget_is_typed_as_people_write_it() {
        let read = |typed| budget(typed, &Locale::default());
        assert_eq!(read(" "), Ok(None));
        assert_eq!(["1,000", "$1,000", "1,000 CAD"].map(read), [const { Ok(Some(Cents(100_000))) }; 3]);
        assert_eq!(read("12.345"), Ok(Some(Cents(1235))));
        assert_eq!(read("-5"), Ok(Some(Cents(-500))));
        expect!["This is no amount. Write it like 1,234,567.50. Until then, the table stays as it was."]
            .assert_eq(&read("1,00").unwrap_err());
        expect!["This is too large to be spread to the cent."].assert_eq(&read("99999999999999999").unwrap_err());
    }

    #[test]
    fn a_blend_has_the_weights_that_are_typed() {
        let english = Locale::default();
        assert_eq!(["", "50", "12.5 %"].map(|typed| weight(typed, &english)), [0.0, 50.0, 12.5]);
        assert!(weight("half", &english).is_nan());
        let basis = blend([0.0, 0.0, 50.0, 25.0]);
        assert_eq!(basis, Basis(vec![(Criterion::ExpectedExpenses, 50.0), (Criterion::Population, 25.0)]));
        assert_eq!(blend([0.0; 4]), Basis(Vec::new()));
        assert_eq!(goes_by(&basis, &english), "50 parts expected expenses and 25 parts population");
        assert_eq!(goes_by(&Criterion::Visits.into(), &english), "visits");
    }

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (key, column) in KEYS.into_iter().zip(REGIONS) {
            assert_eq!(column.meaning, key.heading());
        }
        let none = Called::default();
        assert_eq!(
            saved(&[0, 2], false, &none),
            [AllocationColumn::Basis, AllocationColumn::Name, AllocationColumn::Allocated, AllocationColumn::Estimated]
        );
        assert_eq!(
            saved(&[0], true, &named_organizations().called),
            [
                AllocationColumn::Basis,
                AllocationColumn::Region,
                AllocationColumn::Name,
                AllocationColumn::OrganizationName
            ]
        );
    }

    #[test]
    fn parts_are_told_to_the_cent() {
        let part = |name: Option<&str>, today, amount, rows_left_out| Allocated {
            name: name.map(str::to_owned),
            today: Some(Cents(today)),
            amount: Cents(amount),
            difference: Some(Cents(amount - today)),
            rows_without_expenses: 0,
            rows_estimated: 0,
            change: (today > 0).then_some(-0.25),
            rows_left_out,
        };
        let allocation = Allocation {
            basis: Criterion::Visits.into(),
            budget: Cents(400_000),
            today: Cents(300_000),
            parts: vec![part(Some("South"), 0, 3_333, 0), part(None, 1_000, 750, 0), part(Some("North"), 100, 75, 2)],
        };
        let locale = Locale::default();
        let called = Called::default();
        let order = ordered(
            &allocation,
            &called,
            &Question { sort: vec![(0, pervisit_analysis::rows::Direction::Ascending)], ..Question::default() },
        );
        let lines = order
            .iter()
            .map(|&at| cells(&allocation.parts[at], &called, &locale))
            .chain([totals(&allocation, &locale)]);
        let line = |cells: Vec<Cell>| {
            let cell = |cell: Cell| cell.text + &cell.remark.map(|it| format!(" ({it})")).unwrap_or_default();
            cells.into_iter().map(cell).collect::<Vec<_>>().join(" | ")
        };
        expect![[r#"
            North | 1.00 | 0.75 | -0.25 | -25.0 % | 2 | 0 | 0
            South | 0.00 | 33.33 | +33.33 | – | 0 | 0 | 0
            No region | 10.00 | 7.50 | -2.50 | -25.0 % | 0 | 0 | 0
            Total | 3,000.00 | 4,000.00 | +1,000.00 | +33.3 % |  |  | "#]]
        .assert_eq(&lines.map(line).collect::<Vec<_>>().join("\n"));
    }
}
