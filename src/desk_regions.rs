//! What the worker knows of regions, beside the joined files; no browser in it.

use std::io;

use pervisit_analysis::allocation::{Allocated, Allocation, Unusable};
use pervisit_analysis::columns::{AllocationColumn, NO_REGION, RegionColumn, Terms};
use pervisit_analysis::error::Error;
use pervisit_analysis::export::{self, Form};
use pervisit_analysis::flows::{self, Flows};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::Merged;
use pervisit_analysis::names::Called;
use pervisit_analysis::notice::Notice;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::region_matrix::{self, RegionMatrix};
use pervisit_analysis::regions::Regions;
use pervisit_analysis::table::{Role, Table};
use pervisit_analysis::tree::{Most, Tree};

use crate::protocol::{AllocationWanted, FileSummary, RegionsExport, RegionsReport};

/// The file of regions, and the joined rows by region.
#[derive(Default)]
pub struct RegionsDesk {
    file: Option<RegionsTable>,
    /// What it calls organizations.
    called: Called,
    /// The regions in force, once they were asked for.
    in_force: Option<RegionsTable>,
    /// The joined rows by them, under the policy in force.
    regions: Option<Regions>,
}

impl RegionsDesk {
    /// Whether there is a file of regions.
    pub fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// What the file of regions calls organizations.
    pub fn called(&self) -> &Called {
        &self.called
    }

    /// Keeps a file of regions in the place of the one before.
    pub fn keep(&mut self, table: RegionsTable, size: u64, options: Options) -> FileSummary {
        let summary = FileSummary::of_regions(&table, size, options);
        *self = RegionsDesk { called: table.called(), file: Some(table), ..RegionsDesk::default() };
        summary
    }

    /// Forgets the file of regions.
    pub fn remove(&mut self) {
        *self = RegionsDesk::default();
    }

    /// Forgets what the files before came to.
    pub fn expect_others(&mut self) {
        (self.in_force, self.regions) = (None, None);
    }

    /// How expense and visits are spread over the regions in force, under a policy; `None` where no
    /// regions are known.
    pub fn report(
        &mut self,
        expenses: &Table,
        merged: &Merged,
        policy: MissingVisits,
    ) -> Result<Option<RegionsReport>, Error> {
        let is_column = self.file.is_none();
        let table = match self.in_force.take() {
            Some(table) => table,
            None => match RegionsTable::in_force(self.file.clone(), expenses)? {
                Some(table) => table,
                None => return Ok(None),
            },
        };
        let regions = Regions::of(merged, &table, &|row| merged.visits(row, policy));
        let report = RegionsReport {
            file: table.file.clone(),
            column: table.header(Role::Region).filter(|_| is_column).map(|header| header.trim().to_owned()),
            populations: table.populations(),
            regions: regions.regions.clone(),
            organizations: regions.organizations.len(),
            centres: regions.centres.len(),
            overall: regions.overall.clone(),
            notices: self.notices(&table, &regions),
        };
        (self.in_force, self.regions) = (Some(table), Some(regions));
        Ok(Some(report))
    }

    /// What the file's own notices do not say: how it goes with the others.
    fn notices(&self, table: &RegionsTable, regions: &Regions) -> Vec<Notice> {
        let known = self.file.as_ref().map_or(0, |file| file.notices.len());
        table.notices.iter().skip(known).chain(&regions.notices).cloned().collect()
    }

    /// A budget, spread over the regions, or a region's part of it over its organizations.
    pub fn allocate(&self, wanted: &AllocationWanted) -> Result<Allocation, Unusable> {
        let regions = self.regions.as_ref().ok_or(Unusable::Nobody)?;
        let of_regions = Allocation::of(regions, &wanted.basis, wanted.budget)?;
        match wanted.within {
            None => Ok(of_regions),
            Some(region) => {
                let part = of_regions.parts.get(region).ok_or(Unusable::Nobody)?;
                Allocation::within(regions, region, &wanted.basis, Some(part.amount))
            }
        }
    }

    /// A part of the matrix of regions and centres.
    pub fn matrix(&self, wanted: &region_matrix::Wanted) -> RegionMatrix {
        self.regions.as_ref().map(|regions| RegionMatrix::of(regions, wanted)).unwrap_or_default()
    }

    /// Expenses by region, organization and centre, as many as can be drawn.
    pub fn tree(&self, merged: &Merged) -> Tree {
        match (&self.in_force, &self.regions) {
            (Some(table), Some(regions)) => Tree::of(merged, table, Most::among(regions.regions.len())),
            _ => Tree::default(),
        }
    }

    /// Expenses from regions to centres.
    pub fn flows(&self, wanted: &flows::Wanted) -> Flows {
        self.regions.as_ref().map(|regions| Flows::of(regions, wanted)).unwrap_or_default()
    }

    /// A table, written.
    pub fn export(&self, what: RegionsExport, called: &Called, form: Form) -> io::Result<Vec<u8>> {
        match what {
            RegionsExport::Regions(order, columns) => {
                let regions = self.regions.as_ref().map(|regions| regions.regions.as_slice()).unwrap_or_default();
                let wanted = order.into_iter().filter_map(|at| regions.get(at));
                export::table(wanted, &columns, RegionColumn::heading, RegionColumn::value, form)
            }
            RegionsExport::Allocation(wanted, order, columns) => {
                // Without one, nothing was shown that could be saved.
                let Ok(Allocation { basis, parts, .. }) = self.allocate(&wanted) else { return Ok(Vec::new()) };
                let region = wanted.within.and_then(|at| self.regions.as_ref()?.regions.get(at));
                let region = region.map(|region| region.region.as_deref().unwrap_or(NO_REGION));
                let terms = Terms { basis: &basis, region, called };
                let wanted = order.into_iter().filter_map(|at| parts.get(at));
                export::table(
                    wanted,
                    &columns,
                    AllocationColumn::heading,
                    |column, part: &Allocated| column.value(&terms, part),
                    form,
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::allocation::{Basis, Cents, Criterion};
    use pervisit_analysis::columns::{AllocationColumn, RegionColumn};
    use pervisit_analysis::ingest::{read, read_regions};
    use pervisit_analysis::report::Report;
    use pervisit_analysis::table::Measure;

    use super::*;
    use crate::desk::{Desk, estimates};
    use crate::protocol::Analysis;

    const EXPENSES: &str = include_str!("../tests/fixtures/regions/expenses.csv");
    const VISITS: &str = include_str!("../tests/fixtures/regions/visits.csv");
    const REGIONS: &str = include_str!("../tests/fixtures/regions/regions.csv");

    fn keep(desk: &mut Desk, measure: Measure, text: &str) {
        let file = format!("{}.csv", measure.word());
        desk.keep(read(text, measure, &file, &Options::default()).unwrap(), 1, Options::default(), 0);
    }

    fn keep_regions(desk: &mut Desk, text: &str) -> FileSummary {
        let table = read_regions(text, "regions.csv", &Options::default()).unwrap();
        desk.keep_regions(table, 1, Options::default(), 0)
    }

    fn desk() -> Desk {
        let mut desk = Desk::default();
        keep(&mut desk, Measure::Expenses, EXPENSES);
        keep(&mut desk, Measure::Visits, VISITS);
        desk
    }

    fn analyse(desk: &mut Desk, missing_visits: MissingVisits) -> Option<Report> {
        let asked = Analysis { missing_visits, ..Analysis::default() };
        desk.analyse(asked, &mut |merged| estimates(merged, &mut |_, _| {}), &mut |_| {})
    }

    fn check(desk: &mut Desk, expected: Expect) {
        let said = match desk.regions() {
            Err(error) => error.to_string(),
            Ok(None) => "none".to_owned(),
            Ok(Some(report)) => {
                let region = |region: &pervisit_analysis::regions::Region| {
                    let name = region.region.as_deref().unwrap_or("–");
                    format!("{name} {} {:.2}", region.totals.expenses, region.totals.index.unwrap_or_default())
                };
                let notices = report.notices.iter().map(|notice| format!("{:?} {:?}", notice.kind, notice.value));
                let lines = report.regions.iter().map(region).chain(notices);
                format!("{} {:?}\n{}", report.file, report.column, lines.collect::<Vec<_>>().join("\n"))
            }
        };
        expected.assert_eq(&said);
    }

    #[test]
    fn regions_are_known_by_a_file_that_may_come_at_any_time() {
        let mut desk = desk();
        check(&mut desk, expect!["none"]);
        analyse(&mut desk, MissingVisits::Zero);
        check(&mut desk, expect!["none"]);
        let summary = keep_regions(&mut desk, REGIONS);
        assert_eq!((summary.lines, summary.notices.len()), (9, 0));
        let worked = expect![[r#"
            regions.csv None
            North 103000 118.39
            South 68000 79.07
            West 29000 92.59
            – 24000 120.00
            WithoutRegion Some("H")
            InNeitherFile Some("Z")
            RegionsWithoutRows Some("East")"#]];
        check(&mut desk, worked);
        desk.remove_regions();
        check(&mut desk, expect!["none"]);
    }

    #[test]
    fn or_by_a_column_of_the_expenses_and_the_file_goes_first() {
        let mut desk = Desk::default();
        keep(&mut desk, Measure::Expenses, "Org,Zone,Centre no,Expenses\nA,East,1,10\nB,West,1,20\n");
        keep(&mut desk, Measure::Visits, "Org,Centre no,Visits\nA,1,1\nB,1,1\n");
        analyse(&mut desk, MissingVisits::Zero);
        let column = || {
            expect![[r#"
                expenses.csv Some("Zone")
                East 10 66.67
                West 20 133.33"#]]
        };
        check(&mut desk, column());
        keep_regions(&mut desk, "Org,Region\nA,North\n,\nB,North\n");
        check(
            &mut desk,
            expect![[r#"
                regions.csv None
                North 30 100.00
                UnusedRegionColumn Some("Zone")"#]],
        );
        desk.remove_regions();
        check(&mut desk, column());
    }

    #[test]
    fn an_organization_in_two_regions_is_named_and_the_rest_goes_on() {
        let mut desk = Desk::default();
        keep(&mut desk, Measure::Expenses, "Org,Region,Centre no,Expenses\nA,East,1,10\nA,West,2,20\n");
        keep(&mut desk, Measure::Visits, "Org,Centre no,Visits\nA,1,1\nA,2,1\n");
        assert_eq!(analyse(&mut desk, MissingVisits::Zero).map(|report| report.rows), Some(2));
        check(
            &mut desk,
            expect![
                "expenses.csv, row 3: organization “A” is in the region “West” here, and in “East” in row 2. Give it one region, as rows of one year alone may do, and choose the file again; or say that the column is not the region."
            ],
        );
    }

    #[test]
    fn the_policy_in_force_counts() {
        let mut desk = Desk::default();
        let lines = |amounts: [&str; 6]| -> String {
            let keys = ["A,1", "A,2", "B,1", "B,2", "C,1", "C,2"];
            keys.iter().zip(amounts).map(|(key, amount)| format!("{key},{amount}\n")).collect()
        };
        keep(&mut desk, Measure::Expenses, &format!("Org,Centre no,Expenses\n{}", lines(["10"; 6])));
        keep(&mut desk, Measure::Visits, &format!("Org,Centre no,Visits\n{}", lines(["1", "1", "1", "1", "1", ""])));
        keep_regions(&mut desk, "Org,Region\nA,X\nB,X\nC,Y\n");
        let mut pooled = |policy| {
            analyse(&mut desk, policy);
            desk.regions().unwrap().unwrap().overall.rows_pooled
        };
        let policies = [MissingVisits::Zero, MissingVisits::LeaveOut, MissingVisits::Estimate, MissingVisits::Zero];
        assert_eq!(policies.map(&mut pooled), [5, 5, 6, 5]);
    }

    fn allocated(desk: &Desk, basis: impl Into<Basis>, budget: Option<Cents>, within: Option<usize>) -> String {
        match desk.allocate(&AllocationWanted { basis: basis.into(), budget, within }) {
            Err(unusable) => format!("{unusable:?}"),
            Ok(allocation) => {
                let part = |part: &pervisit_analysis::allocation::Allocated| {
                    format!("{} {}", part.name.as_deref().unwrap_or("–"), part.amount)
                };
                allocation.parts.iter().map(part).collect::<Vec<_>>().join(", ")
            }
        }
    }

    #[test]
    fn a_budget_is_spread_and_a_regions_part_of_it_further() {
        let mut desk = desk();
        assert_eq!(allocated(&desk, Criterion::Visits, None, None), "Nobody");
        keep_regions(&mut desk, REGIONS);
        analyse(&mut desk, MissingVisits::Zero);
        assert!(desk.regions().is_ok());
        let check = |basis: Basis, within, expected: Expect| {
            expected.assert_eq(&allocated(&desk, basis, None, within));
        };
        check(
            Criterion::CurrentShare.into(),
            None,
            expect!["North 103000.00, South 68000.00, West 29000.00, – 24000.00"],
        );
        check(Criterion::Visits.into(), None, expect!["North 70000.00, South 80000.00, West 50000.00, – 24000.00"]);
        check(
            Criterion::ExpectedExpenses.into(),
            None,
            expect!["North 87000.00, South 86000.00, West 27000.00, – 24000.00"],
        );
        check(
            Criterion::Population.into(),
            None,
            expect!["North 50000.00, South 100000.00, West 50000.00, – 24000.00"],
        );
        let halves = Basis(vec![(Criterion::Population, 50.0), (Criterion::ExpectedExpenses, 50.0)]);
        check(halves, None, expect!["North 68500.00, South 93000.00, West 38500.00, – 24000.00"]);
        check(Criterion::Population.into(), Some(0), expect!["A 20000.00, B 25000.00, C 5000.00"]);
        check(Criterion::Visits.into(), Some(3), expect!["H 24000.00"]);
        assert_eq!(
            allocated(&desk, Criterion::Visits, Some(Cents(10_000)), None),
            "North 31.25, South 35.72, West 22.32, – 10.71"
        );
    }

    #[test]
    fn pictures_are_given_what_they_draw_of_the_regions_in_force() {
        let mut desk = desk();
        keep_regions(&mut desk, REGIONS);
        analyse(&mut desk, MissingVisits::Zero);
        let drawn = |desk: &Desk| {
            let matrix = desk.region_matrix(&region_matrix::Wanted { regions: 9, centres: 9, ..Default::default() });
            let flows = desk.region_flows(&flows::Wanted { regions: 9, centres: 9, organization: None });
            let tree = desk.region_tree();
            (matrix.cells.len(), tree.whole.expenses, tree.regions.len(), flows.whole.expenses, flows.bands.len())
        };
        assert_eq!(drawn(&desk), (0, 0.0, 0, 0.0, 0), "they were not asked for");
        assert!(desk.regions().is_ok());
        assert_eq!(drawn(&desk), (20, 224_000.0, 4, 224_000.0, 14));
        keep_regions(&mut desk, "Org,Region\nA,East\n");
        assert_eq!(drawn(&desk), (0, 0.0, 0, 0.0, 0), "nothing is told of files that are not there any more");
        assert!(desk.regions().is_ok());
        assert_eq!(drawn(&desk), (10, 224_000.0, 2, 224_000.0, 7));
    }

    #[test]
    fn what_is_shown_is_saved() {
        let mut desk = desk();
        keep_regions(&mut desk, REGIONS);
        analyse(&mut desk, MissingVisits::Zero);
        assert!(desk.regions().is_ok());
        let saved = |what| {
            let bytes = desk.export_regions(what, Form::Cells).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let columns = vec![RegionColumn::Name, RegionColumn::Population];
        let regions = saved(RegionsExport::Regions(vec![1, 3, 9], columns));
        expect![[r#"
            Region,Population
            South,20000
            (no region),
        "#]]
        .assert_eq(&regions);
        let wanted = AllocationWanted { basis: Criterion::Visits.into(), budget: None, within: Some(0) };
        let columns = vec![
            AllocationColumn::Basis,
            AllocationColumn::Region,
            AllocationColumn::Name,
            AllocationColumn::Allocated,
        ];
        expect![[r#"
            Basis,Region,Region or organization,Allocated
            Visits,North,C,20000
            Visits,North,A,20000
        "#]]
        .assert_eq(&saved(RegionsExport::Allocation(wanted, vec![2, 0], columns)));
    }
}
