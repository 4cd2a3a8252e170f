//! Joined rows and a file of regions -> how expense and visits are spread over regions.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::benchmarks::index;
use crate::ingest::ids::folded;
use crate::membership::{PopulationOf, RegionsTable};
use crate::merge::{Centre, Merged};
use crate::natural;
use crate::notice::{Notice, NoticeKind, listed};
use crate::places::{Key, Places};
use crate::sort::{order_of_ranks, sorted};
use crate::sum::{Exact, Sum};
use crate::table::{Amount, Role};

/// What some joined rows come to. Amounts are in the expenses' unit.
///
/// Three kinds of rows count:
/// - *all* rows, for [`Totals::expenses`] and [`Totals::visits`], the sums of what is known;
/// - *pooled* rows, whose expenses are known and whose visits are known and above 0: unit cost,
///   expected expenses and index compare the expenses of these rows with the visits of these rows,
///   never one row's with another's. [`Totals::expenses_not_pooled`] and
///   [`Totals::visits_not_pooled`] are what they leave out;
/// - rows that stand in one file only are in none of these figures.
///
/// Expected expenses are what the pooled rows' visits would have cost at each centre's unit cost of
/// all regions together ([`Standard`]). Actual over expected is an indirect standardization: it tells
/// dear from cheap where regions have different centres, as a standardized mortality ratio tells
/// where populations have different ages (Breslow and Day 1987, *Statistical Methods in Cancer
/// Research* II, 2.3). It compares each region with all together, itself among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// How many rows there are.
    pub rows: usize,
    /// The pooled rows among them.
    pub rows_pooled: usize,
    /// The rows among them whose visits are 0.
    pub rows_with_zero_visits: usize,
    /// The rows among them whose visits are below 0.
    pub rows_with_negative_visits: usize,
    /// The rows among them whose visits are not known.
    pub rows_without_visits: usize,
    /// The pooled rows whose visits are not those of the file, but estimated.
    pub rows_estimated: usize,
    /// The rows among them whose expenses are not known.
    pub rows_without_expenses: usize,
    /// The sum of the rows' known expenses.
    pub expenses: f64,
    /// The sum of the rows' known visits.
    pub visits: f64,
    /// The known expenses of the rows that are not pooled.
    pub expenses_not_pooled: f64,
    /// The known visits of these rows: of those whose expenses are not known, and those below 0.
    pub visits_not_pooled: f64,
    /// Of these, the visits below 0.
    pub negative_visits: f64,
    /// The pooled rows' expenses over their visits, per visit; `None` where there are no such rows.
    pub pooled_expense_per_visit: Option<f64>,
    /// What the pooled rows' visits would have cost at the centres' unit costs; 0 where there are
    /// only rows with 0 visits, `None` where there are not even these.
    pub expected_expenses: Option<f64>,
    /// The pooled rows' expenses in per cent of those expected: 100 is as expected, 120 a fifth
    /// dearer. `None` where nothing is expected.
    pub index: Option<f64>,
}

impl Totals {
    /// [`Totals::expenses`], where those of any row are known.
    #[must_use]
    pub fn known_expenses(&self) -> Option<f64> {
        (self.rows_without_expenses < self.rows).then_some(self.expenses)
    }

    /// [`Totals::visits`], where those of any row are known.
    #[must_use]
    pub fn known_visits(&self) -> Option<f64> {
        (self.rows_without_visits < self.rows).then_some(self.visits)
    }

    /// The visits that a budget can go by: those known, but for those below 0, which are no visits. `None` where there
    /// are no such rows.
    #[must_use]
    pub fn visits_from_0(&self) -> Option<f64> {
        let rows = self.rows_without_visits + self.rows_with_negative_visits;
        (rows < self.rows).then_some(self.visits - self.negative_visits)
    }
}

/// One region's figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Its name; `None` for the organizations that are in no region.
    pub region: Option<String>,
    /// How many of its organizations have a joined row.
    pub organizations: usize,
    /// How many centres have a joined row in it.
    pub centres: usize,
    /// What its rows come to.
    pub totals: Totals,
    /// Its part of all regions' expenses, 0 to 1 where none are below 0; `None` where these come to 0, or its own are not
    /// known of any row.
    pub expense_share: Option<f64>,
    /// Its part of all regions' visits, alike.
    pub visit_share: Option<f64>,
    /// How many people it has: its own figure where the file gives that, else the sum over its
    /// organizations that have a joined row. `None` where one of these has none: the sum of the
    /// others would be too small. See [`RegionsTable`].
    pub population: Option<f64>,
    /// Expenses per person; `None` where the population is not known, or not above 0, or the expenses
    /// are not known of any row.
    pub expenses_per_head: Option<f64>,
    /// Visits per person, alike.
    pub visits_per_head: Option<f64>,
    /// The known expenses of its organizations' rows that stand in the expenses only. They are in
    /// no other figure.
    pub unmatched_expenses: f64,
    /// The known visits of its organizations' rows that stand in the visits only.
    pub unmatched_visits: f64,
}

/// One organization's figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier.
    pub organization: String,
    /// Into [`Regions::regions`].
    pub region: usize,
    /// What its rows come to.
    pub totals: Totals,
    /// How many people it serves, where the file says so.
    pub population: Option<f64>,
}

/// A centre, and the unit cost that expected expenses go by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    /// The centre.
    pub centre: Centre,
    /// The sum of expenses over the sum of visits of its pooled rows in all regions; `None` where
    /// there are no such rows.
    pub pooled_expense_per_visit: Option<f64>,
}

/// One centre in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Into [`Regions::regions`].
    pub region: usize,
    /// Into [`Regions::centres`].
    pub centre: usize,
    /// What its rows come to.
    pub totals: Totals,
}

/// How expense and visits are spread over regions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Regions {
    /// The regions that have a joined row, by name in natural order; last, without a name, the
    /// organizations that are in none. Their expenses add up to those of all joined rows.
    pub regions: Vec<Region>,
    /// The organizations that have a joined row, by region and identifier. There may be many: for
    /// allocations, not for drawing.
    pub organizations: Vec<Organization>,
    /// The centres that have a joined row, by number in natural order.
    pub centres: Vec<Standard>,
    /// Each centre of each region, by both; pairs without a joined row are not there.
    pub cells: Vec<Cell>,
    /// What all regions come to together.
    pub overall: Totals,
    /// What was odd about the regions and the joined rows.
    pub notices: Vec<Notice>,
}

impl Regions {
    /// Groups the joined rows. `visits` gives those of the joined row with a number: what stands in
    /// the file (`&|row| merged.matched.visits.get(row)`), or an estimate.
    #[must_use]
    pub fn of(merged: &Merged, table: &RegionsTable, visits: &dyn Fn(usize) -> Amount) -> Regions {
        let members = MergedMembers::of(merged, table);
        let rows = &merged.matched;
        let amounts = |row: usize| {
            let visits = visits(row);
            Amounts { expenses: rows.expenses.get(row), visits, are_estimated: visits != rows.visits.get(row) }
        };
        let mut cells = Cells::with_room(members.places(), merged.centres.len(), rows.len());
        for (row, &organization) in rows.organization.iter().enumerate() {
            let key = (members.place(organization), rows.centre[row]);
            cells.of(key).add(amounts(row));
        }
        let costs = cells.costs(merged.centres.len());
        let mut organizations = vec![Group::default(); merged.organizations.len()];
        for (row, &organization) in rows.organization.iter().enumerate() {
            let group = &mut organizations[organization as usize];
            let visits = group.add(amounts(row));
            let cost = costs[rows.centre[row] as usize];
            group.expected.extend(visits.zip(cost).map(|(visits, cost)| visits * cost));
        }
        Grouped { merged, table, members, cells, costs, organizations }.regions()
    }

    /// The place of the region that an organization with a joined row is in; into [`Regions::regions`].
    #[must_use]
    pub fn region_of(&self, organization: &str) -> Option<usize> {
        self.organizations.iter().find(|one| one.organization == organization).map(|one| one.region)
    }
}

/// What a joined row has.
struct Amounts {
    expenses: Amount,
    visits: Amount,
    /// Whether the visits are no longer those of the file.
    are_estimated: bool,
}

/// The running figures of some rows.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    rows: usize,
    rows_pooled: usize,
    rows_with_zero_visits: usize,
    rows_with_negative_visits: usize,
    rows_without_visits: usize,
    rows_estimated: usize,
    rows_without_expenses: usize,
    expenses_pooled: Exact,
    expenses_not_pooled: Exact,
    visits_pooled: Exact,
    visits_not_pooled: Exact,
    negative_visits: Exact,
    expected: Sum,
}

impl Group {
    /// Adds a row; gives its visits where it is pooled.
    #[inline]
    fn add(&mut self, Amounts { expenses, visits, are_estimated }: Amounts) -> Option<f64> {
        self.rows += 1;
        if let (Amount::Known(expenses), Amount::Known(visits)) = (expenses, visits)
            && visits > 0.0
        {
            self.expenses_pooled.add(expenses);
            self.visits_pooled.add(visits);
            self.rows_pooled += 1;
            self.rows_estimated += usize::from(are_estimated);
            return Some(visits);
        }
        self.rows_with_zero_visits += usize::from(visits == Amount::Known(0.0));
        self.rows_without_visits += usize::from(visits.known().is_none());
        self.rows_without_expenses += usize::from(expenses.known().is_none());
        self.expenses_not_pooled.extend(expenses.known());
        self.visits_not_pooled.extend(visits.known());
        let negative = visits.known().filter(|&visits| visits < 0.0);
        self.rows_with_negative_visits += usize::from(negative.is_some());
        self.negative_visits.extend(negative);
        None
    }

    fn merge(&mut self, other: &Group) {
        self.rows += other.rows;
        self.rows_pooled += other.rows_pooled;
        self.rows_with_zero_visits += other.rows_with_zero_visits;
        self.rows_with_negative_visits += other.rows_with_negative_visits;
        self.rows_without_visits += other.rows_without_visits;
        self.rows_estimated += other.rows_estimated;
        self.rows_without_expenses += other.rows_without_expenses;
        self.expenses_pooled.merge(other.expenses_pooled);
        self.expenses_not_pooled.merge(other.expenses_not_pooled);
        self.visits_pooled.merge(other.visits_pooled);
        self.visits_not_pooled.merge(other.visits_not_pooled);
        self.negative_visits.merge(other.negative_visits);
        self.expected.merge(other.expected);
    }

    fn totals(&self) -> Totals {
        let both = |mut one: Exact, other: Exact| {
            one.merge(other);
            one.value()
        };
        let (actual, visits, expected) =
            (self.expenses_pooled.value(), self.visits_pooled.value(), self.expected.value());
        Totals {
            rows: self.rows,
            rows_pooled: self.rows_pooled,
            rows_with_zero_visits: self.rows_with_zero_visits,
            rows_with_negative_visits: self.rows_with_negative_visits,
            rows_without_visits: self.rows_without_visits,
            rows_estimated: self.rows_estimated,
            rows_without_expenses: self.rows_without_expenses,
            expenses: both(self.expenses_pooled, self.expenses_not_pooled),
            visits: both(self.visits_pooled, self.visits_not_pooled),
            expenses_not_pooled: self.expenses_not_pooled.value(),
            visits_not_pooled: self.visits_not_pooled.value(),
            negative_visits: self.negative_visits.value(),
            pooled_expense_per_visit: (visits > 0.0).then(|| actual / visits),
            expected_expenses: (self.rows_pooled + self.rows_with_zero_visits > 0).then_some(expected),
            index: index(actual, expected),
        }
    }
}

/// The rows by region and centre.
struct Cells {
    places: Places,
    /// The place of a region among others, and a centre.
    keys: Vec<Key>,
    groups: Vec<Group>,
}

impl Cells {
    fn with_room(regions: usize, centres: usize, rows: usize) -> Cells {
        Cells { places: Places::of(regions, centres, rows), keys: Vec::new(), groups: Vec::new() }
    }

    fn of(&mut self, key: Key) -> &mut Group {
        #[expect(clippy::cast_possible_truncation, reason = "there are fewer cells than rows, which are u32")]
        let next = self.keys.len() as u32;
        let place = self.places.learn(key, next, |place| self.keys[place as usize]);
        if place == next {
            self.keys.push(key);
            self.groups.push(Group::default());
        }
        &mut self.groups[place as usize]
    }

    /// Each centre's unit cost over all regions; what is expected of each cell goes by it.
    fn costs(&mut self, centres: usize) -> Vec<Option<f64>> {
        let mut all = vec![Group::default(); centres];
        self.each().for_each(|((_, centre), group)| all[centre as usize].merge(group));
        let costs: Vec<Option<f64>> = all.iter().map(|group| group.totals().pooled_expense_per_visit).collect();
        for (&(_, centre), group) in self.keys.iter().zip(&mut self.groups) {
            group.expected.extend(costs[centre as usize].map(|cost| group.visits_pooled.value() * cost));
        }
        costs
    }

    fn each(&self) -> impl Iterator<Item = (Key, &Group)> {
        self.keys.iter().copied().zip(&self.groups)
    }
}

/// Which region the organizations of joined files belong to.
pub(crate) struct MergedMembers<'a> {
    /// The regions' names in natural order.
    pub(crate) regions: Vec<&'a str>,
    /// The place of an organization's region among them; one further where it has none.
    pub(crate) of: Vec<u32>,
}

impl<'a> MergedMembers<'a> {
    pub(crate) fn of(merged: &Merged, table: &'a RegionsTable) -> MergedMembers<'a> {
        let ranks = natural::ranks(table.regions.texts());
        let regions: Vec<&str> = order_of_ranks(&ranks).into_iter().map(|at| table.regions.text(at)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "regions are numbered by u32")]
        let none = regions.len() as u32;
        let place = |organization: &str| {
            let region = table.region[table.organizations.id(organization)? as usize]?;
            Some(ranks[region as usize])
        };
        let of = merged.organizations.iter().map(|organization| place(organization).unwrap_or(none)).collect();
        MergedMembers { regions, of }
    }

    /// How many places there are, with that of organizations without a region.
    pub(crate) fn places(&self) -> usize {
        self.regions.len() + 1
    }

    fn place(&self, organization: u32) -> u32 {
        self.of[organization as usize]
    }
}

/// The joined rows, grouped.
struct Grouped<'a> {
    merged: &'a Merged,
    table: &'a RegionsTable,
    members: MergedMembers<'a>,
    cells: Cells,
    /// By centre.
    costs: Vec<Option<f64>>,
    /// By organization.
    organizations: Vec<Group>,
}

impl Grouped<'_> {
    fn regions(self) -> Regions {
        let places = self.members.places();
        let mut groups = vec![(Group::default(), 0); places];
        for ((place, _), group) in self.cells.each() {
            let (all, centres) = &mut groups[place as usize];
            all.merge(group);
            *centres += 1;
        }
        let mut all = Group::default();
        groups.iter().for_each(|(group, _)| all.merge(group));
        let overall = all.totals();

        // The places that have rows are the regions shown.
        let mut regions: Vec<Region> = Vec::new();
        let mut shown = vec![None; places];
        let share = |part: Option<f64>, whole: f64| part.filter(|_| whole != 0.0).map(|part| part / whole);
        for (place, (group, centres)) in groups.into_iter().enumerate().filter(|(_, (group, _))| group.rows > 0) {
            let totals = group.totals();
            shown[place] = Some(regions.len());
            regions.push(Region {
                region: self.members.regions.get(place).map(|&name| name.to_owned()),
                centres,
                expense_share: share(totals.known_expenses(), overall.expenses),
                visit_share: share(totals.known_visits(), overall.visits),
                totals,
                ..Region::default()
            });
        }
        let organizations = self.organizations(&shown);
        organizations.iter().for_each(|one| regions[one.region].organizations += 1);
        self.add_unmatched(&mut regions, &shown);
        let mut notices = Vec::new();
        self.populate(&mut regions, &organizations, &mut notices);
        self.note_strangers(&regions, &organizations, &mut notices);
        let (centres, cells) = self.centres_and_cells(&shown);
        Regions { regions, organizations, centres, cells, overall, notices }
    }

    fn organizations(&self, shown: &[Option<usize>]) -> Vec<Organization> {
        let ids = &self.merged.organizations;
        let ranks = self.merged.ranks.of_organizations(ids);
        let order = (0..ids.len()).filter(|&at| self.organizations[at].rows > 0).collect();
        let region = |at: usize| shown[self.members.of[at] as usize];
        let place = |at: usize| (region(at), ranks[at]);
        let order: Vec<usize> = sorted(order, &|&one, &other| place(one).cmp(&place(other)));
        let organization = |at: usize| {
            Some(Organization {
                organization: ids[at].to_string(),
                region: region(at)?,
                totals: self.organizations[at].totals(),
                population: self.table.population_of(&ids[at]).known(),
            })
        };
        order.into_iter().filter_map(organization).collect()
    }

    fn add_unmatched(&self, regions: &mut [Region], shown: &[Option<usize>]) {
        let rows = &self.merged.unmatched;
        let mut sums = vec![(Exact::default(), Exact::default()); regions.len()];
        for (at, &organization) in rows.organization.iter().enumerate() {
            if let Some(region) = shown[self.members.of[organization as usize] as usize] {
                sums[region].0.extend(rows.expenses.get(at).known());
                sums[region].1.extend(rows.visits.get(at).known());
            }
        }
        for (region, (expenses, visits)) in regions.iter_mut().zip(sums) {
            (region.unmatched_expenses, region.unmatched_visits) = (expenses.value(), visits.value());
        }
    }

    /// Gives the regions their populations, where the file has any, and notes those that have none.
    fn populate(&self, regions: &mut [Region], organizations: &[Organization], notices: &mut Vec<Notice>) {
        let Some(of) = self.table.populations() else { return };
        let mut missing = Vec::new();
        let mut sums = vec![Some(Exact::default()); regions.len()];
        for one in organizations {
            let sum = &mut sums[one.region];
            match (one.population, sum.as_mut()) {
                (Some(population), Some(sum)) => sum.add(population),
                (Some(_), None) => {}
                (None, _) => {
                    *sum = None;
                    let is_asked = of == PopulationOf::Organizations && regions[one.region].region.is_some();
                    missing.extend(is_asked.then_some(one.organization.as_str()));
                }
            }
        }
        for (region, sum) in regions.iter_mut().zip(sums) {
            region.population = match (of, &region.region) {
                (PopulationOf::Organizations, _) => sum.map(Exact::value),
                (PopulationOf::Regions, Some(name)) => self.table.population_of_region(name).known(),
                (PopulationOf::Regions, None) => None,
            };
            let people = region.population.filter(|&people| people > 0.0);
            let per_head = |figure: Option<f64>| Some(figure? / people?);
            region.expenses_per_head = per_head(region.totals.known_expenses());
            region.visits_per_head = per_head(region.totals.known_visits());
        }
        if of == PopulationOf::Regions {
            let names = regions.iter().filter(|region| region.population.is_none());
            missing.extend(names.filter_map(|region| region.region.as_deref()));
        }
        notices.extend(named(NoticeKind::MissingPopulations, &missing).map(|notice| notice.in_file(&self.table.file)));
    }

    /// Notes organizations that have no region, or no rows, and regions that have none.
    fn note_strangers(&self, regions: &[Region], organizations: &[Organization], notices: &mut Vec<Notice>) {
        let file = self.table.file.as_str();
        let homeless: Vec<&str> = organizations
            .iter()
            .filter(|one| regions[one.region].region.is_none())
            .map(|one| one.organization.as_str())
            .collect();
        notices.extend(named(NoticeKind::WithoutRegion, &homeless));
        let known: FxHashSet<&str> = self.merged.organizations.iter().map(AsRef::as_ref).collect();
        let texts = self.table.organizations.texts().iter().map(AsRef::as_ref);
        let strangers: Vec<&str> = texts.filter(|text| !known.contains(text)).collect();
        notices.extend(named(NoticeKind::InNeitherFile, &strangers).map(|notice| notice.in_file(file)));

        // An identifier that lost its zeros stands among both.
        let folded_homeless: FxHashMap<String, &str> = homeless.iter().map(|&id| (folded(id), id)).collect();
        let alike = strangers.iter().filter_map(|&id| Some((id, *folded_homeless.get(&folded(id))?)));
        let header = self.table.header(Role::Organization);
        for (stranger, homeless) in alike.take(FEW) {
            let notice = Notice::new(NoticeKind::SimilarIds, 2).in_file(file).in_column(header);
            notices.push(notice.saying(format!("{stranger}; {homeless}")));
        }

        let with_rows: FxHashSet<&str> = regions.iter().filter_map(|region| region.region.as_deref()).collect();
        let empty: Vec<&str> = self.members.regions.iter().copied().filter(|name| !with_rows.contains(name)).collect();
        notices.extend(named(NoticeKind::RegionsWithoutRows, &empty).map(|notice| notice.in_file(file)));
    }

    fn centres_and_cells(&self, shown: &[Option<usize>]) -> (Vec<Standard>, Vec<Cell>) {
        let centres = &self.merged.centres;
        let mut has_rows = vec![false; centres.len()];
        self.cells.each().for_each(|((_, centre), _)| has_rows[centre as usize] = true);
        let order = self.merged.centres_by_number().into_iter().map(|at| at as usize);
        let order: Vec<usize> = order.filter(|&at| has_rows[at]).collect();
        let mut places = vec![0; centres.len()];
        order.iter().enumerate().for_each(|(place, &at)| places[at] = place);
        let standard = |at: usize| Standard { centre: centres[at].clone(), pooled_expense_per_visit: self.costs[at] };
        let cell = |((place, centre), group): (Key, &Group)| {
            let region = shown[place as usize]?;
            Some(Cell { region, centre: places[centre as usize], totals: group.totals() })
        };
        let cells: Vec<Cell> = self.cells.each().filter_map(cell).collect();
        let place = |cell: &Cell| (cell.region, cell.centre);
        let cells = sorted(cells, &|a, b| place(a).cmp(&place(b)));
        (order.into_iter().map(standard).collect(), cells)
    }
}

/// So many are named in one notice.
const FEW: usize = 10;

/// A notice that counts some, and names the first few.
fn named(kind: NoticeKind, names: &[&str]) -> Option<Notice> {
    (!names.is_empty()).then(|| Notice::new(kind, names.len() as u64).saying(listed(names, FEW)))
}
