//! What the worker knows between two requests, and how it answers them; no browser in it.

use std::collections::BTreeMap;

use pervisit_analysis::allocation::{Allocation, Unusable};
use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::error::Error;
use pervisit_analysis::export::{self, Form};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Shown, View};
use pervisit_analysis::table::{Measure, Subject, Table};
use pervisit_analysis::totals::Totals;

use crate::desk_regions::RegionsDesk;
use crate::protocol::{AllocationWanted, Export, FileSummary, RegionsReport, Rows, RowsOf, Window};

/// The tables read, what they join to, and the view that was last looked at.
#[derive(Default)]
pub struct Desk {
    expenses: Option<Table>,
    visits: Option<Table>,
    joined: Option<Joined>,
    regions: RegionsDesk,
    /// The number of the newest request for each subject's file.
    awaited: [u32; Subject::ALL.len()],
}

struct Joined {
    merged: Merged,
    policy: MissingVisits,
    report: Report,
    /// What the report makes expect of each centre.
    standards: Vec<Option<Standard>>,
    view: Option<(RowsOf, Query, View)>,
}

impl Desk {
    /// Awaits the table of a file that is being read: the newest one of its subject.
    pub fn await_table(&mut self, subject: impl Into<Subject>, number: u32) {
        self.awaited[subject.into().place()] = number;
    }

    /// Whether a file that is being read is still the newest of its subject.
    #[must_use]
    pub fn awaits_table(&self, subject: impl Into<Subject>, number: u32) -> bool {
        self.awaited[subject.into().place()] == number
    }

    /// Keeps a file's table in the place of the one before, unless a newer file is awaited.
    pub fn keep(&mut self, table: Table, size: u64, options: Options, number: u32) -> FileSummary {
        let summary = FileSummary::of(&table, size, options);
        if self.awaits_table(table.measure, number) {
            self.joined = None;
            self.regions.expect_others();
            let place = match table.measure {
                Measure::Expenses => &mut self.expenses,
                Measure::Visits => &mut self.visits,
            };
            *place = Some(table);
        }
        summary
    }

    /// Keeps a file's regions, alike.
    pub fn keep_regions(&mut self, table: RegionsTable, size: u64, options: Options, number: u32) -> FileSummary {
        if self.awaits_table(Subject::Regions, number) {
            self.regions.keep(table, size, options)
        } else {
            FileSummary::of_regions(&table, size, options)
        }
    }

    /// Forgets the file of regions, and one that is being read.
    pub fn remove_regions(&mut self) {
        self.awaited[Subject::Regions.place()] = 0;
        self.regions.remove();
    }

    /// The joined rows by region, under the policy in force; `None` before [`Desk::analyse`], or where
    /// no regions are known.
    pub fn regions(&mut self) -> Result<Option<RegionsReport>, Error> {
        let (Some(expenses), Some(joined)) = (&self.expenses, &self.joined) else { return Ok(None) };
        self.regions.report(expenses, &joined.merged, joined.policy)
    }

    /// A budget, spread over the regions that [`Desk::regions`] has told.
    pub fn allocate(&self, wanted: &AllocationWanted) -> Result<Allocation, Unusable> {
        self.regions.allocate(wanted)
    }

    /// Joins the two tables, once, and computes the report, of which the page gets an abridged one;
    /// `None` where a table is missing.
    pub fn analyse(&mut self, policy: MissingVisits) -> Option<Report> {
        let merged = match self.joined.take() {
            Some(joined) => joined.merged,
            None => merge(self.expenses.as_ref()?, self.visits.as_ref()?),
        };
        let report = Report::of(&merged, policy);
        let abridged = report.abridged();
        let standards = Standard::of_centres(&merged, &report.centres);
        self.joined = Some(Joined { merged, policy, report, standards, view: None });
        Some(abridged)
    }

    /// Some rows of a table; none before [`Desk::analyse`].
    pub fn rows(&mut self, window: Window) -> Rows {
        let Some(joined) = &mut self.joined else { return Rows::default() };
        let (view, shown) = joined.look(window.of, window.query);
        let from = window.from.min(view.len());
        let rows = view.rows(from..from.saturating_add(window.count), &shown).collect();
        Rows { total: view.len(), totals: view.totals(), from, rows }
    }

    /// What the joined rows of some centres come to, or of all; nothing before [`Desk::analyse`].
    pub fn totals(&self, numbers: Option<Vec<String>>) -> Totals {
        let Some(joined) = &self.joined else { return Totals::default() };
        let shown = Shown::matched(&joined.merged, joined.policy);
        match numbers {
            None => shown.totals_of(|_| true),
            Some(mut numbers) => {
                numbers.sort_unstable();
                shown.totals_of(|centre| numbers.binary_search(&centre.number).is_ok())
            }
        }
    }

    /// A table, written.
    pub fn export(&mut self, what: Export, form: Form) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match (what, &mut self.joined) {
            (Export::Notices(notices, columns), _) => {
                export::notices(notices.iter(), &columns, form, &mut bytes)?;
            }
            (Export::Regions(what), _) => self.regions.export(what, form, &mut bytes)?,
            (_, None) => {}
            (Export::Rows(of, query, columns), Some(joined)) => {
                let (view, shown) = joined.look(of, query);
                export::rows(view.rows(0..view.len(), &shown), &columns, form, &mut bytes)?;
            }
            (Export::Centres(numbers, columns), Some(joined)) => {
                let centres = joined.report.centres.iter().map(|summary| (summary.centre.number.as_str(), summary));
                let centres: BTreeMap<_, _> = centres.collect();
                let wanted = numbers.iter().filter_map(|number| centres.get(number.as_str()).copied());
                export::centres(wanted, &columns, form, &mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

impl Joined {
    /// A view of a table, made anew only where the question is a new one.
    fn look(&mut self, of: RowsOf, query: Query) -> (&View, Shown<'_>) {
        let shown = match of {
            RowsOf::Matched => Shown::matched(&self.merged, self.policy).against(&self.standards),
            RowsOf::Unmatched => Shown::unmatched(&self.merged, self.policy),
        };
        let kept = self.view.take().filter(|(kept_of, kept_query, _)| (*kept_of, kept_query) == (of, &query));
        let (_, _, view) = self.view.insert(kept.unwrap_or_else(|| {
            let view = View::of(&shown, &query);
            (of, query, view)
        }));
        (view, shown)
    }
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::columns::CentreColumn;
    use pervisit_analysis::ingest::read;
    use pervisit_analysis::rows::{Direction, RowColumn};

    use super::*;

    const EXPENSES: &str = "Org,Centre no,Expenses\na,1,10\nb,1,30\nc,2,5\n";
    const VISITS: &str = "Org,Centre no,Visits\na,1,2\nb,1,3\n";

    fn table(text: &str, measure: Measure) -> Table {
        read(text, measure, "f.csv", &Options::default()).unwrap()
    }

    fn desk() -> Desk {
        let mut desk = Desk::default();
        desk.keep(table(EXPENSES, Measure::Expenses), 1, Options::default(), 0);
        assert!(desk.analyse(MissingVisits::Zero).is_none(), "one table is not enough");
        desk.keep(table(VISITS, Measure::Visits), 1, Options::default(), 0);
        assert_eq!(desk.analyse(MissingVisits::Zero).map(|report| report.rows), Some(2));
        desk
    }

    fn organizations(desk: &mut Desk, of: RowsOf, query: Query, from: usize, count: usize) -> (usize, Vec<String>) {
        let rows = desk.rows(Window { of, query, from, count });
        (rows.total, rows.rows.into_iter().map(|row| row.organization).collect())
    }

    #[test]
    fn rows_are_answered_a_window_at_a_time() {
        let mut desk = desk();
        let by_cost = Query { sort: vec![(RowColumn::ExpensePerVisit, Direction::Descending)], ..Query::default() };
        assert_eq!(organizations(&mut desk, RowsOf::Matched, by_cost.clone(), 0, 9), (2, vec!["b".into(), "a".into()]));
        assert_eq!(organizations(&mut desk, RowsOf::Matched, by_cost, 1, 9), (2, vec!["a".into()]));
        assert_eq!(organizations(&mut desk, RowsOf::Unmatched, Query::default(), 0, 9), (1, vec!["c".into()]));
        let filter = Query { filter: "b".into(), ..Query::default() };
        assert_eq!(organizations(&mut desk, RowsOf::Matched, filter, 5, 9), (1, vec![]));
    }

    #[test]
    fn only_the_newest_file_of_a_measure_is_kept() {
        let mut desk = desk();
        desk.await_table(Measure::Visits, 7);
        desk.await_table(Measure::Visits, 8);
        desk.keep(table(VISITS, Measure::Visits), 1, Options::default(), 8);
        desk.keep(table("Org,Centre no,Visits\nz,1,1\n", Measure::Visits), 1, Options::default(), 7);
        assert!(!desk.awaits_table(Measure::Visits, 7));
        assert_eq!(desk.analyse(MissingVisits::Zero).map(|report| report.rows), Some(2));
    }

    #[test]
    fn centres_are_exported_in_the_order_asked_for() {
        let mut desk = desk();
        let numbers = vec!["1".into(), "nowhere".into()];
        let columns = vec![CentreColumn::Expenses, CentreColumn::Number];
        let bytes = desk.export(Export::Centres(numbers, columns), Form::Cells).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "Expenses,Centre number\n40,1\n");
    }

    #[test]
    fn totals_are_of_the_centres_asked_for() {
        let desk = desk();
        let sum = |numbers| desk.totals(numbers).expenses.sum;
        assert_eq!(sum(None), Some(40.0));
        assert_eq!(sum(Some(vec!["9".into(), "1".into()])), Some(40.0));
        assert_eq!(sum(Some(vec!["2".into()])), None);
    }
}
