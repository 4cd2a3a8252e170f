//! What is selected, in words.

use std::sync::Arc;

use pervisit_analysis::centres::CentreSummary;

use super::centres::name;
use crate::selection::Selection;

/// The words for a selection among these centres; `None` where nothing is selected.
pub fn words(selection: &Selection, centres: &[Arc<CentreSummary>]) -> Option<String> {
    let centre = selection.centre_number.as_ref().map(|number| {
        let found = centres.iter().find(|centre| centre.centre.number == *number);
        match found.map(|centre| name(centre)) {
            Some(name) if name != number => format!("{name} ({number})"),
            _ => format!("centre {number}"),
        }
    });
    let organization = selection.organization.as_ref().map(|id| format!("organization {id}"));
    let words: Vec<String> = centre.into_iter().chain(organization).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::per_visit::MissingVisits;

    use super::words;
    use crate::present::cases::three_centres;
    use crate::selection::Selection;

    fn check(selection: &Selection, expected: Option<&str>) {
        let centres = three_centres(MissingVisits::Zero).centres;
        assert_eq!(words(selection, &centres).as_deref(), expected);
    }

    #[test]
    fn a_centre_is_told_by_its_name_and_number() {
        check(&Selection::default(), None);
        check(&Selection::of_centre("2"), Some("Dialysis (2)"));
        check(&Selection::of_centre("3"), Some("centre 3"));
        check(&Selection::of_row("a", "2"), Some("Dialysis (2), organization a"));
        check(&Selection { organization: Some("a".into()), centre_number: None }, Some("organization a"));
    }
}
