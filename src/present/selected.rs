//! What is selected, in words.

use pervisit_analysis::report::Report;

use super::centres::name;
use super::organizations::told;
use crate::selection::Selection;

/// The words for a selection in a report; `None` where nothing is selected.
pub fn words(selection: &Selection, report: &Report) -> Option<String> {
    let centre = selection.centre_number.as_ref().map(|number| {
        let found = report.centres.iter().find(|centre| centre.centre.number == *number);
        match found.map(|centre| name(centre)) {
            Some(name) if name != number => format!("{name} ({number})"),
            _ => format!("centre {number}"),
        }
    });
    let organization = selection.organization.as_ref().map(|id| told(id, &report.called));
    let words: Vec<String> = centre.into_iter().chain(organization).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::per_visit::MissingVisits;

    use super::words;
    use crate::present::cases::{named_organizations, three_centres};
    use crate::selection::Selection;

    fn check(selection: &Selection, expected: Option<&str>) {
        assert_eq!(words(selection, &three_centres(MissingVisits::Zero)).as_deref(), expected);
    }

    #[test]
    fn a_centre_is_told_by_its_name_and_number() {
        check(&Selection::default(), None);
        check(&Selection::of_centre("2"), Some("Dialysis (2)"));
        check(&Selection::of_centre("3"), Some("centre 3"));
        check(&Selection::of_row("a", "2"), Some("Dialysis (2), organization a"));
        check(&Selection::of_organization("a"), Some("organization a"));
        let called = words(&Selection::of_row("12", "1"), &named_organizations());
        assert_eq!(called.as_deref(), Some("centre 1, General Hospital (12)"));
    }
}
