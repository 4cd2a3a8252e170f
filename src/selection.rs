//! What is selected, in all charts and tables at once.

use pervisit_analysis::rows::Only;

/// A centre, an organization, or where the two meet; nothing, for neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The organization's identifier.
    pub organization: Option<String>,
    /// The centre's number.
    pub centre_number: Option<String>,
}

impl Selection {
    /// A centre.
    pub fn of_centre(number: impl Into<String>) -> Selection {
        Selection { organization: None, centre_number: Some(number.into()) }
    }

    /// An organization.
    pub fn of_organization(organization: impl Into<String>) -> Selection {
        Selection { organization: Some(organization.into()), centre_number: None }
    }

    /// One row: what an organization has at a centre.
    pub fn of_row(organization: impl Into<String>, centre_number: impl Into<String>) -> Selection {
        Selection { organization: Some(organization.into()), centre_number: Some(centre_number.into()) }
    }

    /// The centre of what is selected, whatever the organization.
    pub fn of_centre_only(self) -> Selection {
        Selection { organization: None, ..self }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        *self == Selection::default()
    }

    /// Whether all that a row of a table stands for is selected.
    pub fn has_all_of(&self, row: &Selection) -> bool {
        let is_selected = |own: &Option<String>, selected: &Option<String>| own.is_none() || own == selected;
        !row.is_empty()
            && is_selected(&row.organization, &self.organization)
            && is_selected(&row.centre_number, &self.centre_number)
    }

    /// The rows that are selected.
    pub fn rows(&self) -> Option<Only> {
        let Selection { organization, centre_number } = self.clone();
        (!self.is_empty()).then_some(Only::Of { organization, centre_number })
    }

    /// What is selected where rows of one kind only are shown.
    pub fn behind(only: Option<&Only>) -> Selection {
        match only.cloned() {
            Some(Only::Of { organization, centre_number }) => Selection { organization, centre_number },
            _ => Selection::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn a_row_of_a_table_is_selected_where_all_that_it_stands_for_is() {
        let (centre, row) = (Selection::of_centre("10"), Selection::of_row("a", "10"));
        assert!(centre.has_all_of(&centre) && row.has_all_of(&centre) && row.has_all_of(&row));
        assert!(!centre.has_all_of(&row) && !Selection::of_row("b", "10").has_all_of(&row));
        assert!(!Selection::default().has_all_of(&centre) && !centre.has_all_of(&Selection::default()));
    }

    #[test]
    fn rows_of_a_selection_lead_back_to_it() {
        for selection in [Selection::default(), Selection::of_centre("10"), Selection::of_row("a", "10")] {
            assert_eq!(Selection::behind(selection.rows().as_ref()), selection);
        }
    }
}
