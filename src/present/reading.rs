//! How a file is read, as choices a person can change.

use pervisit_analysis::ingest::amount::Decimal;
use pervisit_analysis::ingest::columns::named;
use pervisit_analysis::ingest::{self, DELIMITERS, Description, Dialect, Encoding, Options};
use pervisit_analysis::periods::Periods;
use pervisit_analysis::table::{Role, Subject};

use super::numbers::Locale;

/// One of several to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What stands for it in a form.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is in force.
    pub chosen: bool,
}

/// What separates cells.
pub fn delimiters(dialect: &Dialect) -> Vec<Choice> {
    let all = DELIMITERS.into_iter().chain((!DELIMITERS.contains(&dialect.delimiter)).then_some(dialect.delimiter));
    all.map(|one| Choice { value: one.into(), label: delimiter(one), chosen: one == dialect.delimiter }).collect()
}

/// How the text is encoded.
pub fn encodings(dialect: &Dialect) -> Vec<Choice> {
    let choice =
        |one: Encoding| Choice { value: one.name().into(), label: one.name().into(), chosen: one == dialect.encoding };
    Encoding::ALL.into_iter().map(choice).collect()
}

/// The decimal sign.
pub fn decimals(dialect: &Dialect) -> Vec<Choice> {
    [(Decimal::Point, "point", "1,234.56"), (Decimal::Comma, "comma", "1 234,56")]
        .into_iter()
        .map(|(one, value, label)| Choice { value: value.into(), label: label.into(), chosen: one == dialect.decimal })
        .collect()
}

/// The sheets of a workbook, one of which was read.
pub fn sheets(names: &[String], read: &str) -> Vec<Choice> {
    names.iter().map(|name| Choice { value: name.clone(), label: name.clone(), chosen: name == read }).collect()
}

/// The columns that could play a role, with what stands in them; none of them first.
pub fn columns(description: &Description, subject: Subject, options: &Options, wanted: Role) -> Vec<Choice> {
    let roles = ingest::roles(description, subject, options);
    let playing: Vec<usize> = (0..roles.len()).filter(|&at| roles[at].role == Some(wanted)).collect();
    // Where two could, the user has to choose.
    let chosen = if let [only] = playing.as_slice() { Some(*only) } else { None };
    let none = if playing.len() > 1 || ingest::is_needed(subject, wanted) { "choose one" } else { "none" };
    let mut choices = vec![Choice { value: String::new(), label: none.into(), chosen: chosen.is_none() }];
    choices.extend(description.headers.iter().enumerate().map(|(at, header)| {
        let samples: Vec<&str> = description
            .samples
            .iter()
            .filter_map(|cells| cells.get(at))
            .map(|cell| ingest::as_formula(cell.trim()))
            .filter(|cell| !cell.is_empty())
            .collect();
        let shown = if samples.is_empty() { String::new() } else { format!(": {}", samples.join(", ")) };
        Choice { value: at.to_string(), label: format!("{}{shown}", named(header, at)), chosen: chosen == Some(at) }
    }));
    choices
}

/// The first of some texts that a file has, and how many more there are. `None` where all are empty.
pub fn few<'a>(texts: impl Iterator<Item = &'a str>, locale: &Locale) -> Option<String> {
    const FEW: usize = 8;
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    let more = texts.len().saturating_sub(FEW);
    let few = texts[..texts.len() - more].join(", ");
    let more = if more > 0 { format!(" and {} more", locale.count(more)) } else { String::new() };
    (!texts.is_empty()).then(|| few + &more)
}

/// Which of a file's periods is read: all of them first.
pub fn periods(periods: &Periods, locale: &Locale) -> Vec<Choice> {
    let all = format!("all {} together", locale.count(periods.all.len()));
    let mut choices = vec![Choice { value: String::new(), label: all, chosen: periods.only.is_none() }];
    choices.extend(periods.all.iter().map(|period| Choice {
        value: period.clone(),
        label: period.clone(),
        chosen: periods.only.as_ref() == Some(period),
    }));
    choices
}

/// A file by its name, with the periods that were chosen of it.
pub fn source(name: &str, periods: &[Periods]) -> String {
    let chosen: Vec<&str> = periods.iter().filter_map(|periods| periods.only.as_deref()).collect();
    if chosen.is_empty() { name.to_owned() } else { format!("{name} ({})", chosen.join(", ")) }
}

/// The options with another year or period; with all for none. Whatever changes what stands in its column forgets it.
pub fn with_period(options: &Options, role: Role, value: &str) -> Options {
    let mut options = options.clone();
    options.only.retain(|(of, _)| *of != role);
    if !value.is_empty() {
        options.only.push((role, value.to_owned()));
    }
    options
}

/// The options with another delimiter; none for one that is not there.
pub fn with_delimiter(options: &Options, value: &str) -> Options {
    Options { delimiter: value.chars().next(), only: Vec::new(), ..options.clone() }
}

/// The options with another encoding.
pub fn with_encoding(options: &Options, value: &str) -> Options {
    Options { encoding: Encoding::ALL.into_iter().find(|one| one.name() == value), only: Vec::new(), ..options.clone() }
}

/// The options with another decimal sign.
pub fn with_decimal(options: &Options, value: &str) -> Options {
    let decimal = if value == "comma" { Decimal::Comma } else { Decimal::Point };
    Options { decimal: Some(decimal), ..options.clone() }
}

/// The options with another header row; what was said of columns counted from it is forgotten.
pub fn with_header_row(options: &Options, value: &str) -> Options {
    let header_row = value.trim().parse().ok().filter(|&row| row > 0);
    Options { header_row, roles: Vec::new(), only: Vec::new(), ..options.clone() }
}

/// The options with another column for a role.
pub fn with_column(options: &Options, role: Role, value: &str) -> Options {
    let mut options = options.clone();
    options.roles.retain(|(told, _)| *told != role);
    options.roles.push((role, value.parse().ok()));
    if Role::PERIODS.contains(&role) {
        // The column may have told the other before.
        options.only.clear();
    }
    options
}

/// What separates cells, in a word.
pub fn delimiter(one: char) -> String {
    match one {
        ',' => "comma".into(),
        ';' => "semicolon".into(),
        '\t' => "tab".into(),
        '|' => "bar".into(),
        other => format!("“{other}”"),
    }
}

/// A file's dialect in a few words: what is not as usual. A sheet, by its name, is in no encoding and has no separator.
pub fn dialect(dialect: &Dialect, sheet: Option<&str>) -> String {
    let mut words = match sheet {
        Some(name) => vec![format!("sheet {name}")],
        None => vec![delimiter(dialect.delimiter), dialect.encoding.name().into()],
    };
    words.extend(dialect.gzip.then(|| "gzip".into()));
    words.extend((dialect.decimal == Decimal::Comma).then(|| "decimal comma".into()));
    words.extend(dialect.header_row.filter(|&row| row > 1).map(|row| format!("header in row {row}")));
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::ingest::{Options, at_once, describe};
    use pervisit_analysis::periods::Periods;
    use pervisit_analysis::table::{Measure, Role};

    use super::{columns, dialect, with_column, with_header_row, with_period};
    use crate::present::numbers::Locale;

    const TWO: &str = "Org;Centre no;Expenses;Total costs\nA;1;5,5;6\nB;1;;7\n";

    fn check(options: &Options, role: Role, expected: &[(&str, bool)]) {
        let description = at_once(describe(TWO, "f.csv", options)).unwrap();
        let choices = columns(&description, Measure::Expenses.into(), options, role);
        let shown: Vec<_> = choices.iter().map(|choice| (choice.label.as_str(), choice.chosen)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn columns_are_offered_with_what_stands_in_them() {
        let auto = Options::default();
        let all = ["Org: A, B", "Centre no: 1, 1", "Expenses: 5,5", "Total costs: 6, 7"];
        check(
            &auto,
            Role::Organization,
            &[("choose one", false), (all[0], true), (all[1], false), (all[2], false), (all[3], false)],
        );
        check(
            &auto,
            Role::Expenses,
            &[("choose one", true), (all[0], false), (all[1], false), (all[2], false), (all[3], false)],
        );
        let told = with_column(&auto, Role::Expenses, "3");
        check(
            &told,
            Role::Expenses,
            &[("choose one", false), (all[0], false), (all[1], false), (all[2], false), (all[3], true)],
        );
        let none = with_column(&told, Role::Organization, "");
        check(
            &none,
            Role::Organization,
            &[("choose one", true), (all[0], false), (all[1], false), (all[2], false), (all[3], false)],
        );
    }

    #[test]
    fn a_new_header_row_forgets_the_columns() {
        let told = with_column(&Options::default(), Role::Expenses, "3");
        assert_eq!(with_header_row(&told, "2"), Options { header_row: Some(2), ..Options::default() });
        assert_eq!(with_header_row(&told, "x").header_row, None);
    }

    #[test]
    fn what_changes_the_periods_column_forgets_the_period() {
        let one = with_period(&Options::default(), Role::Year, "2025");
        assert_eq!(one.only, [(Role::Year, "2025".to_owned())]);
        assert_eq!(with_column(&one, Role::Expenses, "3").only, one.only);
        assert_eq!(with_column(&one, Role::Period, "0").only, []);
        assert_eq!(with_header_row(&one, "2").only, []);
        assert_eq!(with_period(&one, Role::Period, "actual").only.len(), 2);
        assert_eq!(with_period(&one, Role::Year, ""), Options::default());
    }

    #[test]
    fn all_periods_are_offered_and_each() {
        let all = ["2024", "2025"].map(str::to_owned).to_vec();
        let periods = |only: Option<&str>| {
            let (header, only) = ("Fiscal year".to_owned(), only.map(str::to_owned));
            let periods = Periods { role: Role::Year, header, are_years: true, all: all.clone(), only, total_rows: 0 };
            let choices = super::periods(&periods, &Locale::default());
            choices.into_iter().map(|choice| (choice.label, choice.chosen)).collect::<Vec<_>>()
        };
        let shown = |chosen: [bool; 3]| {
            ["all 2 together", "2024", "2025"].map(str::to_owned).into_iter().zip(chosen).collect::<Vec<_>>()
        };
        let source = |only: Option<&str>| {
            let (header, only) = ("Fiscal year".to_owned(), only.map(str::to_owned));
            super::source(
                "f.csv",
                &[Periods { role: Role::Year, header, are_years: true, all: all.clone(), only, total_rows: 0 }],
            )
        };
        assert_eq!([None, Some("2025")].map(source), ["f.csv", "f.csv (2025)"]);
        assert_eq!(periods(None), shown([true, false, false]));
        assert_eq!(periods(Some("2025")), shown([false, false, true]));
    }

    #[test]
    fn a_dialect_is_said_in_words() {
        let description =
            at_once(describe("Title\nOrg;Centre no;Visits\nA;1;5\n", "f.csv", &Options::default())).unwrap();
        assert_eq!(dialect(&description.dialect, None), "semicolon · UTF-8 · header in row 2");
        assert_eq!(dialect(&description.dialect, Some("2025")), "sheet 2025 · header in row 2");
    }
}
