//! What the worker knows between two requests, and how it answers them; no browser in it.

use pervisit_analysis::export;
use pervisit_analysis::ingest::Options;
use pervisit_analysis::matrix::{self, Matrix, organizations};
use pervisit_analysis::merge::{Merged, merge};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::points::{self, Middle, Points, middles};
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Shown, View};
use pervisit_analysis::table::{Measure, Table};

use crate::protocol::{Export, FileSummary, Rows, RowsOf, Window};

/// The tables read, what they join to, and the view that was last looked at.
#[derive(Default)]
pub struct Desk {
    expenses: Option<Table>,
    visits: Option<Table>,
    joined: Option<Joined>,
    /// The number of the newest request for each measure's file.
    awaited: [u32; 2],
}

struct Joined {
    merged: Merged,
    policy: MissingVisits,
    report: Report,
    view: Option<(RowsOf, Query, View)>,
    /// The organizations in the matrix's order, once it was asked for.
    organizations: Option<Vec<u32>>,
}

impl Desk {
    /// Awaits the table of a file that is being read: the newest one of its measure.
    pub fn await_table(&mut self, measure: Measure, number: u32) {
        self.awaited[measure as usize] = number;
    }

    /// Whether a file that is being read is still the newest of its measure.
    #[must_use]
    pub fn awaits_table(&self, measure: Measure, number: u32) -> bool {
        self.awaited[measure as usize] == number
    }

    /// Keeps a file's table in the place of the one before, unless a newer file is awaited.
    pub fn keep(&mut self, table: Table, size: u64, options: Options, number: u32) -> FileSummary {
        let summary = FileSummary::of(&table, size, options);
        if self.awaits_table(table.measure, number) {
            self.joined = None;
            let place = match table.measure {
                Measure::Expenses => &mut self.expenses,
                Measure::Visits => &mut self.visits,
            };
            *place = Some(table);
        }
        summary
    }

    /// Joins the two tables, once, and computes the report, of which the page gets an abridged one;
    /// `None` where a table is missing.
    pub fn analyse(&mut self, policy: MissingVisits) -> Option<Report> {
        let (merged, organizations) = match self.joined.take() {
            Some(joined) => (joined.merged, joined.organizations),
            None => (merge(self.expenses.as_ref()?, self.visits.as_ref()?), None),
        };
        let report = Report::of(&merged, policy);
        let abridged = report.abridged();
        self.joined = Some(Joined { merged, policy, report, view: None, organizations });
        Some(abridged)
    }

    /// Some rows of a table; none before [`Desk::analyse`].
    pub fn rows(&mut self, window: Window) -> Rows {
        let Some(joined) = &mut self.joined else { return Rows::default() };
        let (view, shown) = joined.look(window.of, window.query);
        let from = window.from.min(view.len());
        let rows = view.rows(from..from.saturating_add(window.count), &shown).collect();
        Rows { total: view.len(), from, rows }
    }

    /// A part of the matrix of organizations and centres; an empty one before [`Desk::analyse`].
    pub fn matrix(&mut self, wanted: &matrix::Wanted) -> Matrix {
        let Some(Joined { merged, report, organizations: order, .. }) = &mut self.joined else {
            return Matrix::default();
        };
        let order = order.get_or_insert_with(|| organizations(merged));
        Matrix::of(merged, report, order, wanted)
    }

    /// Single rows as points; none before [`Desk::analyse`].
    pub fn points(&self, wanted: &points::Wanted) -> Points {
        self.joined.as_ref().map(|joined| Points::of(&joined.merged, joined.policy, wanted)).unwrap_or_default()
    }

    /// The middle of every centre's points; none before [`Desk::analyse`].
    pub fn middles(&self) -> Vec<Middle> {
        self.joined.as_ref().map(|joined| middles(&joined.merged, joined.policy)).unwrap_or_default()
    }

    /// A table as the bytes of a CSV file.
    pub fn export(&mut self, what: Export) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Export::Notices(notices) = &what {
            export::notices(notices.iter(), &mut bytes)?;
        }
        let Some(joined) = &mut self.joined else { return Ok(bytes) };
        match what {
            Export::Rows(of, query) => {
                let (view, shown) = joined.look(of, query);
                export::rows(view.rows(0..view.len(), &shown), &mut bytes)?;
            }
            Export::Notices(_) => {}
            Export::Centres(numbers) => {
                let centres = &joined.report.centres;
                let find = |number| centres.iter().find(|summary| summary.centre.number == number);
                export::centres(numbers.into_iter().filter_map(find), &mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

impl Joined {
    /// A view of a table, made anew only where the question is a new one.
    fn look(&mut self, of: RowsOf, query: Query) -> (&View, Shown<'_>) {
        let shown = match of {
            RowsOf::Matched => Shown::matched(&self.merged, self.policy),
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
        let by_cost = Query { sort: Some((RowColumn::ExpensePerVisit, Direction::Descending)), ..Query::default() };
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
    fn charts_are_given_what_they_draw() {
        let mut desk = desk();
        let wanted = matrix::Wanted { centres: vec!["1".into()], count: 1, ..matrix::Wanted::default() };
        let matrix = desk.matrix(&wanted);
        assert_eq!((matrix.total, matrix.organizations, matrix.cells.len()), (2, vec!["a".into()], 1));
        let one = desk.points(&points::Wanted { at_most: 1, ..points::Wanted::default() });
        assert_eq!((one.total, one.points.len()), (2, 1));
        assert_eq!(desk.middles().len(), 1);
        desk.keep(table("Org,Centre no,Visits\nb,1,3\nA,1,1\n", Measure::Visits), 1, Options::default(), 0);
        assert_eq!(desk.matrix(&wanted), Matrix::default(), "nothing is told of files that are not there any more");
        desk.analyse(MissingVisits::Zero);
        assert_eq!(desk.matrix(&wanted).organizations, ["b"]);
    }

    #[test]
    fn centres_are_exported_in_the_order_asked_for() {
        let mut desk = desk();
        let bytes = desk.export(Export::Centres(vec!["1".into(), "nowhere".into()])).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 2);
    }
}
