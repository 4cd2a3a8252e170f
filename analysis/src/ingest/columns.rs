//! Header cells -> which column plays which role.

use super::amount::{Decimal, parse};
use super::letters::{is_mark, without_mark};
use super::wanted;
use crate::error::{Error, ErrorKind};
use crate::table::{Column, Measure, Role, Subject};

const IDENTIFIER: &[&str] =
    &["id", "ids", "identifier", "number", "num", "no", "nr", "nbr", "code", "numero", "matricule"];
const NAME: &[&str] = &["name", "description", "nom", "title", "libelle", "designation"];
const ORGANIZATION: &[&str] = &[
    "organization",
    "organisation",
    "org",
    "organisme",
    "organismes",
    "hospital",
    "facility",
    "hopital",
    "etablissement",
    "institution",
];
const LINKS: &[&str] = &["d", "de", "du", "of", "l", "la", "le", "the"];
const CENTRE: &[&str] = &["centre", "center", "fc", "centres", "centers"];
const CENTRE_KIND: &[&str] = &[
    "functional",
    "health",
    "cost",
    "service",
    "activity",
    "activite",
    "activites",
    "responsibility",
    "sante",
    "cout",
    "couts",
    "fonctionnel",
];
const EXPENSES: &[&str] = &[
    "expenses",
    "expense",
    "expenditures",
    "expenditure",
    "costs",
    "cost",
    "spending",
    "depenses",
    "depense",
    "couts",
    "cout",
    "charges",
];
const VISITS: &[&str] =
    &["visits", "visit", "encounters", "encounter", "attendances", "attendance", "visites", "visite", "consultations"];
/// What may stand beside a measure without making it another one.
const QUANTITY: &[&str] = &[
    "total",
    "totals",
    "totaux",
    "totale",
    "totales",
    "sum",
    "somme",
    "annual",
    "annuel",
    "annuels",
    "annuelles",
    "amount",
    "montant",
    "montants",
    "actual",
    "reelles",
    "operating",
    "net",
    "nettes",
    "number",
    "no",
    "nb",
    "nombre",
    "count",
    "of",
    "the",
    "de",
    "des",
    "d",
    "du",
    "la",
    "les",
    "en",
    "cad",
    "usd",
    "eur",
    "patient",
    "patients",
];

const REGION: &[&str] = &[
    "region",
    "regions",
    "authority",
    "authorities",
    "lhin",
    "lhins",
    "rha",
    "rhas",
    "zone",
    "zones",
    "district",
    "districts",
    // Local Health Integration Network, réseau local d’intégration.
    "integration",
    "rliss",
    "autorite",
    "autorites",
    "regie",
    "regies",
    "rss",
    "cisss",
    "ciusss",
];
const REGION_KIND: &[&str] = &[
    "health",
    "regional",
    "local",
    "network",
    "administrative",
    "sante",
    "sanitaire",
    "sanitaires",
    "regionale",
    "regionales",
    "sociosanitaire",
    "sociosanitaires",
    "reseau",
    "services",
    "sociaux",
    "and",
    "et",
    "des",
];
const POPULATION: &[&str] = &["population", "populations", "pop", "inhabitants", "habitants"];
const POPULATION_KIND: &[&str] =
    &["size", "census", "estimate", "estimated", "estimee", "recensement", "resident", "residente"];
const YEAR: &[&str] = &["year", "years", "fy", "annee", "annees", "exercice", "exercices"];
const MONTHS: &[&str] = &["month", "months", "mois"];
const QUARTERS: &[&str] = &["quarter", "quarters", "trimestre", "trimestres"];
const PERIODS: &[&str] = &["period", "periods", "periode", "periodes"];
const PERIOD_KIND: &[&str] = &[
    "fiscal",
    "fiscale",
    "financial",
    "financier",
    "financiere",
    "calendar",
    "civile",
    "reporting",
    "accounting",
    "comptable",
    "budgetaire",
    "reference",
];
/// What makes a population that of an organization.
const SERVED: &[&str] = &["served", "catchment", "desservie", "desservis"];

/// The role a header stands for: its words, without case, accents, spacing and punctuation, must
/// all be known words of that role, so `Expense per visit` is neither expenses nor visits.
///
/// ```
/// use pervisit_analysis::{ingest::columns::role, table::Role};
/// assert_eq!(role(" Health_centre  NUMBER "), Some(Role::CentreNumber));
/// assert_eq!(role("Organisation ID"), Some(Role::Organization));
/// assert_eq!(role("Autorité de santé"), Some(Role::Region));
/// assert_eq!(role("Fiscal year"), Some(Role::Year));
/// assert_eq!(role("Expense per visit"), None);
/// ```
#[must_use]
pub fn role(header: &str) -> Option<Role> {
    let text = normalise(header);
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |list: &[&str]| words.iter().any(|word| is_in(&[list], word));
    let only = |lists: &[&[&str]]| words.iter().all(|word| is_in(lists, word));

    if has(POPULATION) {
        let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let known = [POPULATION, POPULATION_KIND, SERVED, QUANTITY, LINKS, ORGANIZATION, REGION, REGION_KIND];
        let all_known = words.iter().all(|word| is_year(word) || is_in(&known, word));
        let of_region = has(REGION) && !has(ORGANIZATION);
        return all_known.then_some(if of_region { Role::RegionPopulation } else { Role::Population });
    }

    if has(CENTRE) {
        if has(NAME) && only(&[CENTRE, CENTRE_KIND, NAME, LINKS]) {
            return Some(Role::CentreName);
        }
        return (has(IDENTIFIER) && only(&[CENTRE, CENTRE_KIND, IDENTIFIER, LINKS])).then_some(Role::CentreNumber);
    }
    if has(ORGANIZATION) && only(&[ORGANIZATION, IDENTIFIER, NAME, LINKS]) {
        return Some(Role::Organization);
    }
    if has(REGION) && only(&[REGION, REGION_KIND, IDENTIFIER, NAME, LINKS]) {
        return Some(Role::Region);
    }
    let is_part = has(MONTHS) || has(QUARTERS) || has(PERIODS);
    if (has(YEAR) || is_part) && only(&[YEAR, MONTHS, QUARTERS, PERIODS, PERIOD_KIND, IDENTIFIER, NAME, LINKS]) {
        return Some(if is_part { Role::Period } else { Role::Year });
    }
    if has(EXPENSES) && only(&[EXPENSES, QUANTITY]) {
        // What patients are charged is no expense.
        let is_revenue = has(&["charges"]) && has(&["patient", "patients"]);
        return (!is_revenue).then_some(Role::Expenses);
    }
    // A visit's number is not a number of visits.
    let is_number = words.last().is_some_and(|word| is_in(&[IDENTIFIER], word));
    (has(VISITS) && only(&[VISITS, QUANTITY]) && !is_number).then_some(Role::Visits)
}

/// What two headers of periods say of whether those can be compared: that they are of one kind, that they are of
/// different parts of a year, or nothing.
pub(crate) fn are_alike(one: &str, other: &str) -> Option<bool> {
    let part = |header| [MONTHS, QUARTERS, PERIODS].into_iter().position(|part| has_word(header, &[part]));
    match (part(one), part(other)) {
        (None, None) => (normalise(one) == normalise(other)).then_some(true),
        (one, other) => Some(one == other),
    }
}

/// Whether a header has one of these words.
fn has_word(header: &str, lists: &[&[&str]]) -> bool {
    normalise(header).split_whitespace().any(|word| is_in(lists, word))
}

/// Whether a word stands in one of some lists. Compiled once: each list would bring a copy.
#[inline(never)]
fn is_in(lists: &[&[&str]], word: &str) -> bool {
    lists.iter().any(|list| list.contains(&word))
}

/// Lower case, accents folded, everything that is not a letter or a digit a single space.
fn normalise(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut was_small = false;
    for letter in header.chars() {
        // `HospitalName` is two words, as databases write them.
        if was_small && letter.is_uppercase() {
            text.push(' ');
        }
        was_small = letter.is_lowercase();
        letter.to_lowercase().for_each(|letter| match letter {
            '#' | '№' => text.push_str(" no "),
            '%' => text.push_str(" percent "),
            '+' | '±' => text.push_str(" plus "),
            letter if letter.is_alphanumeric() => text.push(without_mark(letter)),
            letter if is_mark(letter) => {}
            _ => text.push(' '),
        });
    }
    text
}

/// Which columns of a file play the roles its measure needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) organization: usize,
    pub(crate) organization_name: Option<usize>,
    pub(crate) centre_number: usize,
    pub(crate) centre_name: Option<usize>,
    pub(crate) amount: usize,
    pub(crate) region: Option<usize>,
    pub(crate) periods: Vec<usize>,
    /// The headers that could play a role that no analysis needs, where several could: none of them does.
    pub(crate) unclear: Vec<(Role, Vec<String>)>,
    pub(crate) columns: Vec<Column>,
}

/// Which columns of a file of regions play which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegionsLayout {
    pub(crate) organization: usize,
    pub(crate) organization_name: Option<usize>,
    pub(crate) region: usize,
    pub(crate) population: Option<usize>,
    /// Whether somebody has said that the populations are those of organizations: the header, or the user.
    pub(crate) is_of_organizations: bool,
    pub(crate) region_population: Option<usize>,
    pub(crate) periods: Vec<usize>,
    pub(crate) unclear: Vec<(Role, Vec<String>)>,
    pub(crate) columns: Vec<Column>,
}

/// The columns of a file with the roles that their headers and the user's word give them; two may
/// have one role. Where regions have a code and a name, it is the name that counts. A header may stand over several
/// columns of amounts, the others of which have none: each could be the one.
pub(super) fn assigned(
    headers: &[String],
    samples: &[Vec<String>],
    subject: Subject,
    told: &[(Role, Option<usize>)],
) -> Vec<Column> {
    let used = wanted(subject);
    let mut columns: Vec<Column> = headers
        .iter()
        .map(|header| Column { header: header.clone(), role: role(header).filter(|role| used.contains(role)) })
        .collect();
    let name = Some(Role::OrganizationName).filter(|role| used.contains(role));
    // Beside a number, an organization's name is no key; beside a name, a region's code is none.
    for (role, second, instead) in [(Role::Organization, NAME, name), (Role::Region, IDENTIFIER, None)] {
        let is_second = |column: &Column| has_word(&column.header, &[second]);
        let plays = |column: &Column| column.role == Some(role);
        if columns.iter().any(|column| plays(column) && !is_second(column)) {
            columns
                .iter_mut()
                .filter(|column| plays(column) && is_second(column))
                .for_each(|column| column.role = instead);
        }
    }
    beside_numbers(&mut columns, used);
    if let Subject::Amounts(measure) = subject {
        let is_figure = |cell: &String| {
            [Decimal::Point, Decimal::Comma].into_iter().any(|decimal| parse(cell, decimal).known().is_some())
        };
        for at in 1..columns.len() {
            let is_under = columns[at].header.trim().is_empty() && columns[at - 1].role == Some(measure.into());
            if is_under && samples.iter().any(|cells| cells.get(at).is_some_and(is_figure)) {
                columns[at].role = Some(measure.into());
            }
        }
    }
    for &(role, at) in told {
        columns.iter_mut().filter(|column| column.role == Some(role)).for_each(|column| column.role = None);
        if let Some(column) = at.and_then(|at| columns.get_mut(at)) {
            column.role = Some(role);
        }
    }
    columns
}

/// Beside a number of the same thing (`No établissement`, `No centre d’activité`), what has no word for its kind is a name
/// (`Établissement`, `Centre d’activité`): an organization's is no key, a centre's is what it is called.
fn beside_numbers(columns: &mut [Column], used: &[Role]) {
    let thing = |column: &Column| -> Vec<String> {
        let words = normalise(&column.header);
        words.split_whitespace().filter(|word| !is_in(&[IDENTIFIER, LINKS], word)).map(str::to_owned).collect()
    };
    // The columns with a role, or without one, that have no word for their kind beside a number with another.
    let bare = |columns: &[Column], role: Option<Role>, beside: Role| -> Vec<usize> {
        let is_number = |column: &&Column| column.role == Some(beside) && has_word(&column.header, &[IDENTIFIER]);
        let numbers: Vec<Vec<String>> = columns.iter().filter(is_number).map(thing).collect();
        let is_bare = |column: &Column| {
            column.role == role && !has_word(&column.header, &[IDENTIFIER, NAME]) && numbers.contains(&thing(column))
        };
        (0..columns.len()).filter(|&at| is_bare(&columns[at])).collect()
    };
    let none_yet = |columns: &[Column], role| used.contains(&role) && columns.iter().all(|it| it.role != Some(role));
    let name = Some(Role::OrganizationName).filter(|&role| none_yet(columns, role));
    for at in bare(columns, Some(Role::Organization), Role::Organization) {
        columns[at].role = name;
    }
    if let &[only] = bare(columns, None, Role::CentreNumber).as_slice()
        && none_yet(columns, Role::CentreName)
    {
        columns[only].role = Some(Role::CentreName);
    }
}

/// Takes roles away that several columns could play, and that no analysis needs: the file is read without them.
fn unclear(columns: &mut [Column], roles: &[Role]) -> Vec<(Role, Vec<String>)> {
    let mut unclear = Vec::new();
    for &role in roles {
        let mut playing: Vec<&mut Column> = columns.iter_mut().filter(|column| column.role == Some(role)).collect();
        if playing.len() > 1 {
            playing.iter_mut().for_each(|column| column.role = None);
            unclear.push((role, playing.iter().map(|column| column.header.trim().to_owned()).collect()));
        }
    }
    unclear
}

/// The columns that tell what rows are of: the year first.
fn periods(columns: &[Column]) -> Vec<usize> {
    let playing = |role| columns.iter().position(|column| column.role == Some(role));
    Role::PERIODS.into_iter().filter_map(playing).collect()
}

/// Finds every role `measure` needs among the headers, or as the user has told.
pub(super) fn layout(
    headers: &[String],
    samples: &[Vec<String>],
    measure: Measure,
    told: &[(Role, Option<usize>)],
    file: &str,
) -> Result<Layout, Error> {
    let mut columns = assigned(headers, samples, measure.into(), told);
    let amount = Role::from(measure);
    let other = Role::from(measure.other());
    let has = |wanted| columns.iter().any(|column| column.role == Some(wanted));
    if !has(amount) && headers.iter().any(|header| role(header) == Some(other)) {
        return Err(Error::new(ErrorKind::OtherMeasure { needed: measure, found: headers.to_vec() }, file));
    }
    let unclear = unclear(&mut columns, &[Role::OrganizationName, Role::Region, Role::Year, Role::Period]);
    Ok(Layout {
        organization: need(&columns, Role::Organization, file)?,
        organization_name: find(&columns, Role::OrganizationName, file)?,
        centre_number: need(&columns, Role::CentreNumber, file)?,
        centre_name: find(&columns, Role::CentreName, file)?,
        amount: need(&columns, amount, file)?,
        region: find(&columns, Role::Region, file)?,
        periods: periods(&columns),
        unclear,
        columns,
    })
}

/// Finds the roles that a file of regions needs, and may have.
pub(super) fn regions_layout(
    headers: &[String],
    told: &[(Role, Option<usize>)],
    file: &str,
) -> Result<RegionsLayout, Error> {
    let mut columns = assigned(headers, &[], Subject::Regions, told);
    let unclear = unclear(&mut columns, &[Role::OrganizationName, Role::Year, Role::Period]);
    let population = find(&columns, Role::Population, file)?;
    let is_told = told.iter().any(|(role, _)| *role == Role::Population);
    let is_served = population.is_some_and(|at| has_word(&headers[at], &[SERVED, ORGANIZATION]));
    Ok(RegionsLayout {
        organization: need(&columns, Role::Organization, file)?,
        organization_name: find(&columns, Role::OrganizationName, file)?,
        region: need(&columns, Role::Region, file)?,
        population,
        is_of_organizations: is_told || is_served,
        region_population: find(&columns, Role::RegionPopulation, file)?,
        periods: periods(&columns),
        unclear,
        columns,
    })
}

/// What a column is called: its header, or where it stands.
#[must_use]
pub fn named(header: &str, at: usize) -> String {
    match header.trim() {
        "" => format!("column {}", at + 1),
        header => header.to_owned(),
    }
}

/// The column that plays a role, of which there may be none.
fn find(columns: &[Column], role: Role, file: &str) -> Result<Option<usize>, Error> {
    let at: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].role == Some(role)).collect();
    match at.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => {
            let found = several.iter().map(|&at| named(&columns[at].header, at)).collect();
            Err(Error::new(ErrorKind::AmbiguousColumn { role, found }, file))
        }
    }
}

/// The column that plays a role, of which there must be one.
fn need(columns: &[Column], role: Role, file: &str) -> Result<usize, Error> {
    let missing = || {
        let found = columns.iter().map(|column| column.header.clone()).collect();
        Error::new(ErrorKind::MissingColumn { role, found }, file)
    };
    find(columns, role, file)?.ok_or_else(missing)
}

/// What a file is about, by its headers: the amount whose column it has, else regions where it has
/// those of organizations.
pub(crate) fn subject(headers: &[String], file: &str) -> Result<Subject, Error> {
    let has = |wanted| headers.iter().any(|header| role(header) == Some(wanted));
    if has(Role::Expenses) {
        Ok(Measure::Expenses.into())
    } else if has(Role::Visits) {
        Ok(Measure::Visits.into())
    } else if has(Role::Organization) && has(Role::Region) {
        Ok(Subject::Regions)
    } else {
        Err(Error::new(ErrorKind::MissingColumn { role: Role::Expenses, found: headers.to_vec() }, file))
    }
}

#[cfg(test)]
mod tests {
    use super::{layout, role, subject};
    use crate::table::{Measure, Role, Subject};

    fn check(expected: Option<Role>, headers: &[&str]) {
        for header in headers {
            assert_eq!(role(header), expected, "{header:?}");
        }
    }

    #[test]
    fn a_part_a_difference_or_a_revenue_is_no_amount() {
        check(
            None,
            &[
                "% of expenses",
                "Expenses (%)",
                "Visits %",
                "Population %",
                "Expenses +/-",
                "± visits",
                "Patient charges",
            ],
        );
    }

    #[test]
    fn the_spelling_of_a_header_is_free() {
        check(
            Some(Role::Organization),
            &[
                "Organization ID",
                "organization",
                "ORGANISATION_ID",
                " org  id ",
                "Org No.",
                "Organisme",
                "No d'organisme",
                "Établissement",
                "Hôpital",
                "Hospital name",
                "Nom de l’établissement",
                "OrganizationID",
            ],
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
                "Numéro du centre d’activité",
                "No de centre de coûts",
                "Cost center ID",
                "HealthCentreNumber",
            ],
        );
        check(
            Some(Role::CentreName),
            &["Health centre name", "functional_centre_name", "Centre Name", "Nom du centre d’activité"],
        );
        check(
            Some(Role::Expenses),
            &[
                "Expenses",
                "total expenses",
                "Expenses ($)",
                "Operating costs",
                "Dépenses",
                "Coûts totaux",
                "Dépenses annuelles ($)",
            ],
        );
        check(
            Some(Role::Visits),
            &["Visits", "Number of visits", "encounters", "# visits", "Visites", "Nombre de visites", "Sum of visits"],
        );
    }

    #[test]
    fn a_word_that_is_not_known_makes_another_column() {
        check(
            None,
            &[
                "",
                "Centre",
                "Expense per visit",
                "Budgeted expenses",
                "Visit date",
                "Encounter number",
                "Visit no",
                "Notes",
            ],
        );
    }

    fn fails(measure: Measure, headers: &[&str], expected: &str) {
        let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
        let error = layout(&headers, &[], measure, &[], "f.csv").expect_err("these headers must not do");
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
    fn an_organization_goes_by_its_name_where_it_has_no_number() {
        let check = |headers: [&str; 4], expected: (usize, Option<usize>)| {
            let headers = headers.map(str::to_owned);
            let layout = layout(&headers, &[], Measure::Visits, &[], "f.csv");
            let found = layout.map(|layout| (layout.organization, layout.organization_name));
            assert_eq!(found.ok(), Some(expected), "{headers:?}");
        };
        check(["Hospital name", "Hospital no", "Centre no", "Visits"], (1, Some(0)));
        check(["Facility", "Facility name", "Centre no", "Visits"], (0, Some(1)));
        check(["Établissement", "No établissement", "No centre d'activité", "Visites"], (1, Some(0)));
        fails(
            Measure::Visits,
            &["Hospital", "Facility no", "Centre no", "Visits"],
            "more than one column could be the organization: “Hospital”, “Facility no”",
        );
        check(["Organization name", "Centre name", "Centre no", "Visits"], (0, None));
        fails(
            Measure::Visits,
            &["Hospital name", "Facility name", "Centre no", "Visits"],
            "more than one column could be the organization: “Hospital name”, “Facility name”",
        );
    }

    #[test]
    fn beside_its_number_a_centre_goes_by_what_has_no_other_word() {
        let check = |headers: [&str; 5], expected: Option<usize>| {
            let headers = headers.map(str::to_owned);
            let found = layout(&headers, &[], Measure::Visits, &[], "f.csv").map(|layout| layout.centre_name);
            assert_eq!(found.ok(), Some(expected), "{headers:?}");
        };
        check(["Org", "No centre d'activité", "Centre d’activité", "Visits", ""], Some(2));
        check(["Org", "Centre", "Centre no", "Visits", ""], Some(1));
        check(["Org", "Centre", "Centre no", "Visits", "Centre name"], Some(4));
        check(["Org", "Cost centre", "Functional centre no", "Visits", ""], None);
        check(["Org", "Centre", "Centre no", "Visits", "Centre"], None);
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
    fn a_header_over_several_columns_of_amounts_is_never_chosen_from() {
        let headers = ["Org", "Centre no", "Visits", "", "", ""].map(str::to_owned);
        let below = ["", "", "Inpatient", "Outpatient", "Total", ""].map(str::to_owned).to_vec();
        let figures = ["7", "71310", "40", "4 260", "4300", "checked"].map(str::to_owned).to_vec();
        let check = |samples: &[Vec<String>], told: &[(Role, Option<usize>)], expected: Result<usize, &str>| {
            let found = layout(&headers, samples, Measure::Visits, told, "f.csv").map(|layout| layout.amount);
            assert_eq!(found.map_err(|error| error.problem()), expected.map_err(ToString::to_string));
        };
        let several = "more than one column could be the visits: “Visits”, “column 4”, “column 5”";
        check(&[below.clone(), figures.clone()], &[], Err(several));
        check(&[below.clone(), figures], &[(Role::Visits, Some(4))], Ok(4));
        check(&[below], &[], Ok(2));
    }

    #[test]
    fn a_file_tells_what_it_is_about() {
        let of = |headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
            subject(&headers, "f.csv").ok()
        };
        assert_eq!(of(&["Org", "Region", "Expenses", "Visits"]), Some(Measure::Expenses.into()));
        assert_eq!(of(&["Org", "Region", "Visits"]), Some(Measure::Visits.into()));
        assert_eq!(of(&["Org", "Health authority", "Population"]), Some(Subject::Regions));
        assert_eq!(of(&["Health authority", "Population"]), None);
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
