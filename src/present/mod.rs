//! What is shown, as plain data: a report in, charts, cells and sentences out. Pure.

pub mod centres;
pub mod charts;
pub mod notices;
pub mod numbers;
pub mod palette;
pub mod policies;
pub mod reading;
pub mod rows;
pub mod scroll;
pub mod selected;
pub mod sentences;
pub mod table;

#[cfg(test)]
pub mod cases {
    //! Reports for the tests of what is shown.

    use pervisit_analysis::ingest::{self, Options};
    use pervisit_analysis::merge::merge;
    use pervisit_analysis::per_visit::MissingVisits;
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
