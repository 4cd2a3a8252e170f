//! Header cells -> which column plays which role.

use crate::error::{Error, ErrorKind};
use crate::table::{Column, Measure, Role};

const IDENTIFIER: &[&str] = &["id", "ids", "identifier", "number", "num", "no", "nr", "nbr", "code", "numero"];
const NAME: &[&str] = &["name", "description", "nom"];
const ORGANIZATION: &[&str] = &["organization", "organisation", "org", "organisme", "hospital", "facility"];
const CENTRE: &[&str] = &["centre", "center", "fc"];
const CENTRE_KIND: &[&str] = &["functional", "health", "cost", "service", "activity", "activite", "functional", "d"];
const EXPENSES: &[&str] =
    &["expenses", "expense", "expenditures", "expenditure", "costs", "cost", "spending", "depenses", "couts"];
const VISITS: &[&str] = &["visits", "visit", "encounters", "encounter", "attendances", "visites"];
const QUANTITY: &[&str] = &[
    "total",
    "totals",
    "annual",
    "amount",
    "actual",
    "operating",
    "net",
    "number",
    "no",
    "nb",
    "nombre",
    "count",
    "of",
    "de",
    "cad",
    "usd",
    "patient",
    "montant",
];

/// The role a header stands for: its words, without case, accents, spacing and punctuation, must
/// all be known words of that role, so `Expense per visit` is neither expenses nor visits.
///
/// ```
/// use pervisit_analysis::{ingest::columns::role, table::Role};
/// assert_eq!(role(" Health_centre  NUMBER "), Some(Role::CentreNumber));
/// assert_eq!(role("Organisation ID"), Some(Role::Organization));
/// assert_eq!(role("Expense per visit"), None);
/// ```
#[must_use]
pub fn role(header: &str) -> Option<Role> {
    let text = normalise(header);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let only = |lists: &[&[&str]]| words.iter().all(|word| lists.iter().any(|list| list.contains(word)));

    if has(CENTRE) {
        if has(NAME) && only(&[CENTRE, CENTRE_KIND, NAME]) {
            return Some(Role::CentreName);
        }
        return (has(IDENTIFIER) && only(&[CENTRE, CENTRE_KIND, IDENTIFIER])).then_some(Role::CentreNumber);
    }
    if has(ORGANIZATION) && only(&[ORGANIZATION, IDENTIFIER]) {
        return Some(Role::Organization);
    }
    if has(EXPENSES) && only(&[EXPENSES, QUANTITY]) {
        return Some(Role::Expenses);
    }
    (has(VISITS) && only(&[VISITS, QUANTITY])).then_some(Role::Visits)
}

/// Lower case, accents folded, everything that is not a letter or a digit a single space.
fn normalise(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    for letter in header.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' => text.push('a'),
            'é' | 'è' | 'ê' | 'ë' => text.push('e'),
            'î' | 'ï' => text.push('i'),
            'ô' | 'ö' => text.push('o'),
            'ù' | 'û' | 'ü' => text.push('u'),
            'ç' => text.push('c'),
            '#' | '№' => text.push_str(" no "),
            letter if letter.is_alphanumeric() => text.push(letter),
            _ => text.push(' '),
        }
    }
    text
}

/// Which columns of a file play the roles its measure needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) organization: usize,
    pub(crate) centre_number: usize,
    pub(crate) centre_name: Option<usize>,
    pub(crate) amount: usize,
    pub(crate) columns: Vec<Column>,
}

/// Finds every role `measure` needs among the headers.
pub(crate) fn layout(headers: &[String], measure: Measure, file: &str) -> Result<Layout, Error> {
    let roles: Vec<Option<Role>> = headers.iter().map(|header| role(header)).collect();
    let has = |role| roles.contains(&Some(role));
    let amount = Role::from(measure);
    if !has(amount) && has(measure.other().into()) {
        return Err(Error::new(ErrorKind::OtherMeasure { needed: measure, found: headers.to_vec() }, file));
    }
    let find = |wanted: Role| -> Result<Option<usize>, Error> {
        let at: Vec<usize> = (0..roles.len()).filter(|&at| roles[at] == Some(wanted)).collect();
        match at.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            several => {
                let found = several.iter().map(|&at| headers[at].clone()).collect();
                Err(Error::new(ErrorKind::AmbiguousColumn { role: wanted, found }, file))
            }
        }
    };
    let need = |role: Role| {
        find(role)?.ok_or_else(|| Error::new(ErrorKind::MissingColumn { role, found: headers.to_vec() }, file))
    };
    let used = [Role::Organization, Role::CentreNumber, Role::CentreName, amount];
    let columns = headers
        .iter()
        .zip(&roles)
        .map(|(header, role)| Column { header: header.clone(), role: role.filter(|role| used.contains(role)) })
        .collect();
    Ok(Layout {
        organization: need(Role::Organization)?,
        centre_number: need(Role::CentreNumber)?,
        centre_name: find(Role::CentreName)?,
        amount: need(amount)?,
        columns,
    })
}

/// The measure a file brings, by its headers: the one whose column it has.
pub(crate) fn measure(headers: &[String], file: &str) -> Result<Measure, Error> {
    let has = |wanted| headers.iter().any(|header| role(header) == Some(wanted));
    match (has(Role::Expenses), has(Role::Visits)) {
        (true, _) => Ok(Measure::Expenses),
        (false, true) => Ok(Measure::Visits),
        (false, false) => {
            Err(Error::new(ErrorKind::MissingColumn { role: Role::Expenses, found: headers.to_vec() }, file))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{layout, role};
    use crate::table::{Measure, Role};

    fn check(expected: Option<Role>, headers: &[&str]) {
        for header in headers {
            assert_eq!(role(header), expected, "{header:?}");
        }
    }

    #[test]
    fn the_spelling_of_a_header_is_free() {
        check(
            Some(Role::Organization),
            &["Organization ID", "organization", "ORGANISATION_ID", " org  id ", "Org No."],
        );
        check(
            Some(Role::CentreNumber),
            &[
                "Health centre number",
                "Functional centre number",
                "functional_center_no",
                "Centre No",
                "centre #",
                "FC code",
                "Cost center ID",
            ],
        );
        check(Some(Role::CentreName), &["Health centre name", "functional_centre_name", "Centre Name"]);
        check(Some(Role::Expenses), &["Expenses", "total expenses", "Expenses ($)", "Operating costs", "Dépenses"]);
        check(Some(Role::Visits), &["Visits", "Number of visits", "encounters", "# visits", "Visites"]);
    }

    #[test]
    fn a_word_that_is_not_known_makes_another_column() {
        check(
            None,
            &["", "Organization name", "Centre", "Expense per visit", "Budgeted expenses", "Visit date", "Notes"],
        );
    }

    fn fails(measure: Measure, headers: &[&str], expected: &str) {
        let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
        let error = layout(&headers, measure, "f.csv").expect_err("these headers must not do");
        assert_eq!(error.problem(), expected);
    }

    #[test]
    fn a_column_that_is_not_there_is_named_with_those_that_are() {
        fails(
            Measure::Expenses,
            &["Org", "Amount", "Centre no"],
            "no column for the expenses was found among “Org”, “Amount”, “Centre no”",
        );
    }

    #[test]
    fn two_candidates_are_never_chosen_between() {
        fails(
            Measure::Expenses,
            &["Org", "Centre no", "Expenses", "Total costs"],
            "more than one column could be the expenses: “Expenses”, “Total costs”",
        );
    }

    #[test]
    fn the_other_file_is_recognised() {
        fails(
            Measure::Visits,
            &["Org", "Centre no", "Expenses"],
            "no column for the visits was found among “Org”, “Centre no”, “Expenses”: this looks like a file of expenses",
        );
    }
}
