//! Which region each organization belongs to, and how many people live there: one file's word.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::ingest::Dialect;
use crate::interner::Interner;
use crate::names::{Called, Names};
use crate::notice::{Notice, NoticeKind};
use crate::periods::Periods;
use crate::table::{Amount, Column, Role, Table, header};

/// One file of regions: which organization belongs to which region (or health authority), and how
/// many people that makes.
///
/// **Populations** are of one of two kinds. A column “Population” says how many people an
/// *organization* serves; a region has as many as its organizations together. A column “Region
/// population” says how many people the *region* has, on each line of one of its organizations, and
/// counts once. Files often name the second kind like the first. So where the header does not say
/// (“Population served”, “Region population”), nor the user (a role in
/// [`crate::ingest::Options::roles`]), the figures do: they are the regions' own where every region
/// whose lines give several figures gives one and the same on each of them, there is such a region, and
/// the figures are not the same in all regions. [`NoticeKind::RegionPopulations`] says that this was
/// found, [`NoticeKind::RepeatedPopulations`] that some regions repeat a figure and all are taken as
/// the organizations' nevertheless.
///
/// An organization or a region with two different populations has none that is known.
#[derive(Clone, Debug)]
pub struct RegionsTable {
    /// The file's name.
    pub file: String,
    /// How it is written.
    pub dialect: Dialect,
    /// The headers found, in the file's order.
    pub columns: Vec<Column>,
    /// Organization identifiers, as text.
    pub organizations: Interner,
    /// What they are called, by their number.
    pub names: Names,
    /// The regions' names, as text.
    pub regions: Interner,
    /// Rows with nothing in any cell, dropped.
    pub blank_rows: u64,
    /// What was odd about the file.
    pub notices: Vec<Notice>,
    /// What its lines are of, for each column that tells.
    pub periods: Vec<Periods>,
    /// By organization.
    pub(crate) region: Vec<Option<u32>>,
    /// How many people each organization serves; `None` where the file does not say it of any.
    pub(crate) populations: Option<Vec<Amount>>,
    /// How many people each region has; `None` where the file does not say it of any.
    pub(crate) region_populations: Option<Vec<Amount>>,
}

/// Whose populations a file gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PopulationOf {
    /// The organizations': how many people each serves.
    Organizations,
    /// The regions' own.
    Regions,
}

impl RegionsTable {
    /// What the region column of the expenses says; `None` where there is none, or nothing in it.
    ///
    /// # Errors
    /// [`ErrorKind::TwoRegions`] where an organization is in two regions. The expenses can be used
    /// without regions all the same.
    pub fn of_expenses(expenses: &Table) -> Result<Option<RegionsTable>, Error> {
        let Some(members) = expenses.members.as_ref().filter(|members| !members.regions.texts().is_empty()) else {
            return Ok(None);
        };
        if let Some(conflict) = &members.conflict {
            return Err(conflict.error(&expenses.organizations, &members.regions, &expenses.file));
        }
        Ok(Some(RegionsTable {
            file: expenses.file.clone(),
            dialect: expenses.dialect,
            columns: expenses.columns.clone(),
            organizations: expenses.organizations.clone(),
            names: Names::default(),
            regions: members.regions.clone(),
            blank_rows: expenses.blank_rows,
            notices: Vec::new(),
            periods: Vec::new(),
            region: members.by_organization(expenses.organizations.texts().len()),
            populations: None,
            region_populations: None,
        }))
    }

    /// The regions in force: the file's where there is one, else what the expenses say.
    ///
    /// # Errors
    /// See [`RegionsTable::of_expenses`].
    pub fn in_force(file: Option<RegionsTable>, expenses: &Table) -> Result<Option<RegionsTable>, Error> {
        let Some(mut file) = file else { return RegionsTable::of_expenses(expenses) };
        if expenses.members.is_some() {
            let unused = Notice::new(NoticeKind::UnusedRegionColumn, 1).in_file(&expenses.file);
            file.notices.push(unused.saying(expenses.header(Role::Region).unwrap_or_default().trim()));
        }
        Ok(Some(file))
    }

    /// What the file calls organizations beside their identifiers.
    #[must_use]
    pub fn called(&self) -> Called {
        let names = (0..).zip(self.organizations.texts()).map(|(number, _)| self.names.commonest(number));
        Called::of(self.organizations.texts(), &names.collect::<Vec<_>>())
    }

    /// The region of an organization; `None` where the file does not say it.
    #[must_use]
    pub fn region_of(&self, organization: &str) -> Option<&str> {
        let id = self.organizations.id(organization)?;
        self.region[id as usize].map(|region| self.regions.text(region))
    }

    /// How many people an organization serves.
    #[must_use]
    pub fn population_of(&self, organization: &str) -> Amount {
        let id = self.organizations.id(organization);
        id.and_then(|id| self.populations.as_ref()?.get(id as usize).copied()).unwrap_or(Amount::Absent)
    }

    /// How many people a region has, where the file says it of the region itself.
    #[must_use]
    pub fn population_of_region(&self, region: &str) -> Amount {
        let id = self.regions.id(region);
        id.and_then(|id| self.region_populations.as_ref()?.get(id as usize).copied()).unwrap_or(Amount::Absent)
    }

    /// Whose populations the file gives; the regions' own go before the organizations'.
    #[must_use]
    pub fn populations(&self) -> Option<PopulationOf> {
        let of_regions = self.region_populations.as_ref().map(|_| PopulationOf::Regions);
        of_regions.or(self.populations.as_ref().map(|_| PopulationOf::Organizations))
    }

    /// The header of the column that plays a role.
    #[must_use]
    pub fn header(&self, role: Role) -> Option<&str> {
        header(&self.columns, role)
    }
}

/// Which region each organization belongs to, a line at a time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Members {
    pub(crate) regions: Interner,
    /// A region and the row that says it, by organization.
    of: Vec<Option<(u32, u32)>>,
    /// The first organization that is in two regions.
    pub(crate) conflict: Option<Conflict>,
}

/// An organization that is in two regions, and the rows that say so.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Conflict {
    organization: u32,
    earlier: (u32, u32),
    later: (u32, u32),
}

impl Members {
    /// Hears a line's word. An empty region is none.
    pub(crate) fn join(&mut self, organization: u32, region: &str, row: u32) {
        let at = organization as usize;
        if region.is_empty() {
            return;
        }
        let region = self.regions.intern(region);
        if at >= self.of.len() {
            self.of.resize(at + 1, None);
        }
        match self.of[at] {
            None => self.of[at] = Some((region, row)),
            Some(earlier) if earlier.0 != region => {
                self.conflict.get_or_insert(Conflict { organization, earlier, later: (region, row) });
            }
            Some(_) => {}
        }
    }

    /// The regions of so many organizations.
    pub(crate) fn by_organization(&self, organizations: usize) -> Vec<Option<u32>> {
        (0..organizations).map(|at| self.of.get(at).copied().flatten().map(|(region, _)| region)).collect()
    }
}

impl Conflict {
    pub(crate) fn error(&self, organizations: &Interner, regions: &Interner, file: &str) -> Error {
        let kind = ErrorKind::TwoRegions {
            organization: organizations.text(self.organization).to_owned(),
            region: regions.text(self.later.0).to_owned(),
            earlier: regions.text(self.earlier.0).to_owned(),
            earlier_row: self.earlier.1.into(),
        };
        Error::new(kind, file).at_row(self.later.1.into())
    }
}
