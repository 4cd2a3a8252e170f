//! What is shown, as plain data: a report in, charts, cells and sentences out. Pure.

pub mod allocation;
pub mod centres;
pub mod charts;
#[cfg(test)]
mod found;
pub mod notices;
pub mod numbers;
pub mod organizations;
pub mod palette;
pub mod policies;
pub mod reading;
pub mod regions;
pub mod rows;
pub mod scroll;
pub mod selected;
pub mod sentences;
pub mod table;
pub mod warnings;

#[cfg(test)]
pub mod cases {
    //! Reports for the tests of what is shown.

    use pervisit_analysis::ingest::{self, Options};
    use pervisit_analysis::membership::RegionsTable;
    use pervisit_analysis::merge::{Merged, merge};
    use pervisit_analysis::per_visit::MissingVisits;
    use pervisit_analysis::regions::Regions;
    use pervisit_analysis::report::Report;
    use pervisit_analysis::table::Measure;

    /// The report of two files: lines of organization, centre number, centre name and amount.
    pub fn report(expenses: &str, visits: &str, policy: MissingVisits) -> Report {
        let read = |measure: Measure, lines: &str| {
            let text = format!("Org,Centre no,Centre name,{}\n{lines}", measure.word());
            ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap()
        };
        Report::of(&merge(&read(Measure::Expenses, expenses), &read(Measure::Visits, visits)), policy)
    }

    /// Three files, joined.
    pub fn files(expenses: &str, visits: &str, regions: &str) -> (Merged, RegionsTable) {
        let read = |measure, text: &str| ingest::read(text, measure, "f.csv", &Options::default()).unwrap();
        let merged = merge(&read(Measure::Expenses, expenses), &read(Measure::Visits, visits));
        (merged, ingest::read_regions(regions, "r.csv", &Options::default()).unwrap())
    }

    /// The files of `tests/fixtures/regions`, whose figures are worked by hand.
    pub fn files_by_hand() -> (Merged, RegionsTable) {
        files(
            include_str!("../../tests/fixtures/regions/expenses.csv"),
            include_str!("../../tests/fixtures/regions/visits.csv"),
            include_str!("../../tests/fixtures/regions/regions.csv"),
        )
    }

    /// Lines of organization, centre number, centre name and expenses, with a visit each; lines of
    /// organization and region.
    pub fn regions_files(expenses: &str, regions: &str) -> (Merged, RegionsTable) {
        let visit = |line: &str| line.split(',').take(2).collect::<Vec<_>>().join(",") + ",1\n";
        files(
            &format!("Org,Centre no,Centre name,Expenses\n{expenses}"),
            &format!("Org,Centre no,Visits\n{}", expenses.lines().map(visit).collect::<String>()),
            &format!("Org,Region\n{regions}"),
        )
    }

    /// Their regions.
    pub fn regions_by_hand() -> Regions {
        let (merged, table) = files_by_hand();
        Regions::of(&merged, &table, &|row| merged.matched.visits.get(row))
    }

    /// A centre of two organizations, one of which has a name.
    pub fn named_organizations() -> Report {
        let read = |text: &str, measure| ingest::read(text, measure, "f.csv", &Options::default()).unwrap();
        let expenses = "Org no,Org name,Centre no,Expenses\n12,General Hospital,1,9\n13,,1,5\n";
        let visits = "Org no,Centre no,Visits\n12,1,1\n13,1,1\n";
        Report::of(&merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits)), MissingVisits::Zero)
    }

    /// Three centres: one with an outlier, one with a row without visits, one without any unit cost.
    pub fn three_centres(policy: MissingVisits) -> Report {
        let costs = [("a", 100), ("b", 110), ("c", 120), ("d", 130), ("{e|f}", 900)];
        let expenses: String = costs.iter().map(|(org, cost)| format!("{org},1,Emergency,{cost}\n")).collect();
        let visits: String = costs.iter().map(|(org, _)| format!("{org},1,,1\n")).collect();
        report(
            &(expenses + "a,2,Dialysis,1000\nb,2,Dialysis,500\na,3,,70\n"),
            &(visits + "a,2,,4\nb,2,,\na,3,,<5\n"),
            policy,
        )
    }
}
