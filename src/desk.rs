//! What the worker knows between two requests, and how it answers them; no browser in it.

use std::io;
use std::sync::Arc;

use pervisit_analysis::allocation::{Allocation, Unusable};
use pervisit_analysis::benchmarks::Standard;
use pervisit_analysis::centres::{Told, by_number};
use pervisit_analysis::columns::{CentreColumn, NoticeColumn, OrganizationColumn, StandingColumn, Value};
use pervisit_analysis::error::Error;
use pervisit_analysis::estimates::{self, Accuracy, Estimates, UnitCosts};
use pervisit_analysis::export::{self, Form};
use pervisit_analysis::extremes::Extremes;
use pervisit_analysis::flows::{self, Flows};
use pervisit_analysis::ingest::Options;
use pervisit_analysis::matrix::{self, Matrix};
use pervisit_analysis::membership::RegionsTable;
use pervisit_analysis::merge::{Centre, Merged, merge};
use pervisit_analysis::names::Called;
use pervisit_analysis::organizations::{OrganizationSummary, organizations};
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::points::{self, Middles, Points};
use pervisit_analysis::policies::{Standings, standings};
use pervisit_analysis::question::Question;
use pervisit_analysis::region_matrix::{self, RegionMatrix};
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Only, Query, RowColumn, Shown, View};
use pervisit_analysis::sort::sorted;
use pervisit_analysis::table::{Gathered, Measure, Numbers, Role, Subject, Table};
use pervisit_analysis::totals::Totals;
use pervisit_analysis::tree::Tree;

use crate::desk_regions::RegionsDesk;
use crate::protocol::{
    AllocationWanted, Analysis, Export, FileSummary, Organizations, OrganizationsWindow, Part, RegionsExport,
    RegionsReport, Reply, Request, Rows, RowsOf, Window,
};

/// The tables read, what they join to, and the view that was last looked at.
#[derive(Default)]
pub struct Desk {
    expenses: Option<Table>,
    visits: Option<Table>,
    joined: Option<Joined>,
    regions: RegionsDesk,
    /// The number of the newest request for each subject's file.
    awaited: [u32; Subject::ALL.len()],
    /// The number of the newest request for an analysis.
    asked: u32,
    /// The lines that come of a file which another worker reads, and which reading that is.
    gathered: Option<(Measure, u32, Gathered)>,
}

struct Joined {
    merged: Merged,
    /// What the two files call organizations; [`Merged::called`] has the names of a third file, too.
    called: Called,
    /// Under each policy, once it was asked for, in the order of [`MissingVisits::ALL`].
    reports: [Option<Report>; MissingVisits::ALL.len()],
    /// The policy in force, and what its report makes expect of each centre.
    policy: MissingVisits,
    standards: Vec<Option<Standard>>,
    view: Option<(RowsOf, Query, View)>,
    /// The organizations under the policy in force, once they were asked for.
    compared: Option<Compared>,
    /// Those that were asked for last.
    answer: Option<Answered>,
}

/// Every organization, and which of them stand out.
struct Compared {
    /// Which these are; into [`Merged::organizations`].
    joined: Vec<u32>,
    organizations: Vec<OrganizationSummary>,
    extremes: Extremes,
}

/// The organizations that a question leaves, by their places, and what they come to.
struct Answered {
    question: Question,
    places: Vec<usize>,
    overall: OrganizationSummary,
}

/// Makes the estimates of joined rows: [`estimates`], for whoever has that part of the program.
pub type Estimate<'a> = &'a mut dyn FnMut(&Merged) -> Estimates;

impl Desk {
    /// Whether regions are told by a file or a column.
    pub fn knows_regions(&self) -> bool {
        self.regions.has_file()
            || self.expenses.as_ref().is_some_and(|expenses| expenses.header(Role::Region).is_some())
    }

    /// Awaits the table of a file that is being read: the newest one of its subject.
    pub fn await_table(&mut self, subject: impl Into<Subject>, number: u32) {
        let subject = subject.into();
        self.awaited[subject.place()] = number;
        // What comes of the one before is not wanted any more.
        self.gathered.take_if(|(measure, ..)| Subject::from(*measure) == subject);
    }

    /// Whether a file that is being read is still the newest of its subject.
    #[must_use]
    pub fn awaits_table(&self, subject: impl Into<Subject>, number: u32) -> bool {
        self.awaited[subject.into().place()] == number
    }

    /// Awaits an analysis: the newest one.
    pub fn await_analysis(&mut self, number: u32) {
        self.asked = number;
    }

    /// Whether an analysis is still the newest one that was asked for. What takes time before it can begin may be
    /// overtaken, and must not put its policy in force then.
    #[must_use]
    pub fn awaits_analysis(&self, number: u32) -> bool {
        self.asked == number
    }

    /// Room for so many lines that come from the worker which reads their file; `None` where there is none left, or
    /// lines are missing before them.
    pub fn room_for(&mut self, part: Part, lines: usize) -> Option<Numbers<&mut [u32], &mut [f64]>> {
        let Part { measure, reading, from, about } = part;
        if !matches!(self.gathered, Some((of, before, _)) if (of, before) == (measure, reading)) {
            self.gathered = Some((measure, reading, Gathered::default()));
        }
        let (_, _, gathered) = self.gathered.as_mut()?;
        gathered.room_for(from, lines, about)
    }

    /// A table that another worker has read, with the lines that were gathered of that reading; `None` where some are
    /// missing.
    pub fn completed(&mut self, table: Table, reading: u32) -> Option<Table> {
        let (_, of, gathered) = self.gathered.take()?;
        if of == reading { table.with_lines(gathered) } else { None }
    }

    /// Keeps a file's table in the place of the one before, unless a newer file is awaited.
    #[inline(never)]
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

    /// A part of the matrix of regions and centres; an empty one before [`Desk::regions`].
    pub fn region_matrix(&self, wanted: &region_matrix::Wanted) -> RegionMatrix {
        self.regions.matrix(wanted)
    }

    /// Expenses by region, organization and centre; an empty tree before [`Desk::regions`].
    pub fn region_tree(&self) -> Tree {
        self.joined.as_ref().map(|joined| self.regions.tree(&joined.merged)).unwrap_or_default()
    }

    /// Expenses from regions to centres; none before [`Desk::regions`].
    pub fn region_flows(&self, wanted: &flows::Wanted) -> Flows {
        self.regions.flows(wanted)
    }

    /// Joins the two tables and computes the report, each once; `None` where a table is missing.
    /// `estimate` makes estimates, where they are asked for; `told` hears what [`Report::brief`] tells.
    #[inline(never)]
    pub fn analyse(&mut self, asked: Analysis, estimate: Estimate<'_>, told: Told<'_>) -> Option<Report> {
        if self.joined.is_none() {
            self.joined = Some(Joined::of(merge(self.expenses.as_ref()?, self.visits.as_ref()?)));
        }
        let joined = self.joined.as_mut()?;
        joined.call(self.regions.called());
        joined.estimate_with(asked.estimates);
        let report = joined.report(asked.missing_visits, estimate, told).clone();
        joined.standards = Standard::of_centres(&joined.merged, &report.centres);
        joined.policy = asked.missing_visits;
        (joined.view, joined.compared, joined.answer) = (None, None, None);
        Some(report)
    }

    /// Computes a report that is likely to be asked for next, and whether there was one to compute.
    pub fn foresee(&mut self) -> bool {
        let Some(joined) = &mut self.joined else { return false };
        // Estimates take their time, and are not waited for by whoever has not asked for them.
        let quick = [MissingVisits::Zero, MissingVisits::LeaveOut];
        let next = quick.into_iter().find(|&policy| joined.reports[policy as usize].is_none());
        next.map(|policy| joined.report(policy, &mut |_| Estimates::default(), &mut |_| {}).rows).is_some()
    }

    /// Every centre under every policy; none before [`Desk::analyse`].
    pub fn standings(&mut self, estimate: Estimate<'_>) -> Vec<Standings> {
        let Some(joined) = &mut self.joined else { return Vec::new() };
        for policy in MissingVisits::ALL {
            joined.report(policy, estimate, &mut |_| {});
        }
        match &joined.reports {
            [Some(zero), Some(leave_out), Some(estimate)] => standings([zero, leave_out, estimate]),
            _ => Vec::new(),
        }
    }

    /// How far estimates are off where the visits are known; `None` before [`Desk::analyse`].
    pub fn accuracy(&self) -> Option<Accuracy> {
        self.joined.as_ref().map(|joined| Accuracy::of(&joined.merged, joined.merged.estimates.options))
    }

    /// Whether there are figures: not before [`Desk::analyse`], nor from when another file is kept until it is asked again.
    pub fn has_joined(&self) -> bool {
        self.joined.is_some()
    }

    /// Some rows of a table; none before [`Desk::analyse`].
    pub fn rows(&mut self, window: Window) -> Rows {
        let Some(joined) = &mut self.joined else { return Rows::default() };
        let (view, shown) = joined.look(window.of, window.query);
        let from = window.from.min(view.len());
        let rows = view.rows(from..from.saturating_add(window.count), &shown).collect();
        Rows { total: view.len(), totals: view.totals(), from, rows }
    }

    /// Some organizations; none before [`Desk::analyse`].
    pub fn organizations(
        &mut self,
        OrganizationsWindow { question, from, count }: OrganizationsWindow,
    ) -> Organizations {
        let Some(joined) = &mut self.joined else { return Organizations::default() };
        let (Compared { organizations, extremes, .. }, Answered { places, overall, .. }) =
            joined.ask_organizations(question);
        let from = from.min(places.len());
        let in_sight = places.iter().skip(from).take(count);
        Organizations {
            total: places.len(),
            overall: overall.clone(),
            extremes: extremes.clone(),
            from,
            organizations: in_sight.map(|&at| organizations[at].clone()).collect(),
        }
    }

    /// A part of the matrix of the organizations that a question leaves, in its order, and of centres; an empty one
    /// before [`Desk::analyse`].
    pub fn matrix(&mut self, question: Question, wanted: &matrix::Wanted) -> Matrix {
        let Some(joined) = &mut self.joined else { return Matrix::default() };
        let (Compared { joined: all, .. }, Answered { places, .. }) = joined.ask_organizations(question);
        let order: Vec<u32> = places.iter().map(|&at| all[at]).collect();
        let Some(report) = &joined.reports[joined.policy as usize] else { return Matrix::default() };
        Matrix::of(&joined.merged, report, &order, wanted)
    }

    /// Single rows as points; none before [`Desk::analyse`].
    pub fn points(&self, wanted: &points::Wanted) -> Points {
        self.joined.as_ref().map(|joined| Points::of(&joined.merged, joined.policy, wanted)).unwrap_or_default()
    }

    /// The middles of so many centres' points at most; none before [`Desk::analyse`].
    pub fn middles(&self, at_most: usize) -> Middles {
        let Some(Joined { merged, reports, policy, .. }) = &self.joined else { return Middles::default() };
        reports[*policy as usize].as_ref().map(|report| Middles::of(merged, report, at_most)).unwrap_or_default()
    }

    /// What the joined rows of some centres come to; nothing before [`Desk::analyse`].
    pub fn totals(&self, numbers: Vec<String>) -> Totals {
        let Some(joined) = &self.joined else { return Totals::default() };
        let numbers = sorted(numbers, &Ord::cmp);
        let is_one = |centre: &Centre| numbers.binary_search(&centre.number).is_ok();
        Shown::matched(&joined.merged, joined.policy).totals_of(is_one)
    }

    /// What tables and charts ask for; the end of a worker that is asked anything else here.
    #[inline(never)]
    pub fn answer(&mut self, request: Request) -> Reply {
        if !self.has_joined() {
            return Reply::NothingJoined;
        }
        match request {
            Request::Rows(window) => Reply::Rows(self.rows(window)),
            Request::Organizations(window) => Reply::Organizations(Box::new(self.organizations(window))),
            Request::Totals(numbers) => Reply::Totals(self.totals(numbers)),
            Request::Matrix(question, wanted) => Reply::Matrix(self.matrix(question, &wanted)),
            Request::Points(wanted) => Reply::Points(self.points(&wanted)),
            Request::Middles(at_most) => Reply::Middles(self.middles(at_most)),
            _ => Reply::Died("this is not for tables and charts".into()),
        }
    }

    /// A table about regions, written.
    pub fn export_regions(&self, what: RegionsExport, form: Form) -> io::Result<Vec<u8>> {
        let joined = self.joined.as_ref().ok_or_else(being_read)?;
        self.regions.export(what, &joined.merged.called, form)
    }

    /// A table, written; one about regions only by [`Desk::export_regions`].
    pub fn export(&mut self, what: Export, form: Form) -> io::Result<Vec<u8>> {
        match (what, &mut self.joined) {
            (Export::Notices(notices, columns), _) => {
                export::table(notices.iter(), &columns, NoticeColumn::heading, NoticeColumn::value, form)
            }
            (Export::Standings(centres, columns), _) => {
                export::table(centres.iter(), &columns, StandingColumn::heading, StandingColumn::value, form)
            }
            (Export::Sheet(sheet), _) => export::sheet(&sheet, form),
            (Export::Regions(_), _) => Ok(Vec::new()),
            (_, None) => Err(being_read()),
            (Export::Rows(of, query, columns), Some(joined)) => {
                let (view, shown) = joined.look(of, query);
                let rows = view.rows(0..view.len(), &shown);
                export::table(rows, &columns, RowColumn::heading, RowColumn::value, form)
            }
            (Export::Organizations(question, columns), Some(joined)) => {
                let (Compared { organizations, .. }, answered) = joined.ask_organizations(question);
                let wanted = answered.places.iter().map(|&at| &organizations[at]);
                export::table(wanted, &columns, OrganizationColumn::heading, OrganizationColumn::value, form)
            }
            (Export::Centres(numbers, columns), Some(joined)) => {
                // With all their outliers.
                let centres = Report::of(&joined.merged, joined.policy).centres;
                let wanted = numbers.iter().filter_map(|number| by_number(&centres, number)).map(Arc::as_ref);
                export::table(wanted, &columns, CentreColumn::heading, CentreColumn::value, form)
            }
        }
    }
}

/// Why there is no table of what is shown.
fn being_read() -> io::Error {
    io::Error::other("its figures are not there while files are being read")
}

impl Joined {
    fn of(merged: Merged) -> Joined {
        let policy = MissingVisits::default();
        let reports = [const { None }; MissingVisits::ALL.len()];
        let called = merged.called.clone();
        Joined { merged, called, reports, policy, standards: Vec::new(), view: None, compared: None, answer: None }
    }

    /// Has those without a name called as a third file does.
    fn call(&mut self, others: &Called) {
        let called = if others.is_empty() { self.called.clone() } else { self.called.or(others) };
        if called != self.merged.called {
            self.reports.iter_mut().flatten().for_each(|report| report.called = called.clone());
            self.merged.called = called;
        }
    }

    /// Forgets estimates that were made otherwise.
    fn estimate_with(&mut self, options: estimates::Options) {
        if self.merged.estimates.options != options {
            self.merged.estimates = Estimates { options, ..Estimates::default() };
            self.reports[MissingVisits::Estimate as usize] = None;
        }
    }

    /// The report under a policy, computed where there is none yet.
    fn report(&mut self, policy: MissingVisits, estimate: Estimate<'_>, told: Told<'_>) -> &Report {
        let report = if let Some(report) = self.reports[policy as usize].take() {
            report.tell(told);
            report
        } else {
            if policy == MissingVisits::Estimate {
                self.merged.estimates = estimate(&self.merged);
            }
            Report::brief(&self.merged, policy, told)
        };
        self.reports[policy as usize].insert(report)
    }

    /// The organizations, and the places of those that a question leaves, looked for anew only where
    /// the question is a new one.
    fn ask_organizations(&mut self, question: Question) -> (&Compared, &Answered) {
        let Joined { merged, policy, standards, compared, answer, .. } = self;
        let compared = compared.get_or_insert_with(|| {
            let joined = merged.organizations_joined();
            let organizations = organizations(merged, *policy, standards, &joined);
            let extremes = Extremes::of(merged, *policy, standards, &organizations);
            Compared { joined, organizations, extremes }
        });
        let known = &compared.organizations;
        let kept = answer.take().filter(|kept| kept.question == question);
        let answered = answer.insert(kept.unwrap_or_else(|| {
            let called = &merged.called;
            let value = |row: usize, column: usize| match OrganizationColumn::ALL[column] {
                OrganizationColumn::Organization => Value::Text(called.with_name(&known[row].organization)),
                column => column.value(&known[row]),
            };
            let places = question.answer(known.len(), &[OrganizationColumn::Organization as usize], &value);
            let overall = OrganizationSummary::of_all(&mut places.iter().map(|&at| &known[at]));
            Answered { question, places, overall }
        }));
        (compared, answered)
    }

    /// A view of a table, made anew only where the question is a new one.
    fn look(&mut self, of: RowsOf, mut query: Query) -> (&View, Shown<'_>) {
        if of == RowsOf::Estimated {
            query.only = Some(Only::EstimatedVisits);
        }
        let totals = self.reports[self.policy as usize].as_ref().map(|report| &report.totals);
        let shown = match of {
            RowsOf::Matched | RowsOf::Estimated => {
                Shown::matched(&self.merged, self.policy).against(&self.standards).coming_to(totals)
            }
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

/// Estimates the missing visits, and tells now and then how far it is.
pub fn estimates(merged: &Merged, told: &mut dyn FnMut(usize, usize)) -> Estimates {
    let costs = UnitCosts::of(merged, merged.estimates.options);
    let mut estimating = costs.estimate();
    let mut before = usize::MAX;
    while estimating.advance() {
        let (done, all) = estimating.progress();
        if done != before {
            told(done, all);
            before = done;
        }
    }
    estimating.finish()
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::columns::CentreColumn;
    use pervisit_analysis::ingest::{self, read};
    use pervisit_analysis::matrix::Cell;
    use pervisit_analysis::rows::{Direction, RowColumn};

    use super::*;

    const EXPENSES: &str = "Org,Centre no,Expenses\na,1,10\nb,1,30\nc,2,5\n";
    const VISITS: &str = "Org,Centre no,Visits\na,1,2\nb,1,3\n";

    fn table(text: &str, measure: Measure) -> Table {
        read(text, measure, "f.csv", &Options::default()).unwrap()
    }

    fn analyse(desk: &mut Desk, missing_visits: MissingVisits) -> Option<Report> {
        let asked = Analysis { missing_visits, ..Analysis::default() };
        desk.analyse(asked, &mut |merged| estimates(merged, &mut |_, _| {}), &mut |_| {})
    }

    fn desk() -> Desk {
        let mut desk = Desk::default();
        desk.keep(table(EXPENSES, Measure::Expenses), 1, Options::default(), 0);
        assert!(analyse(&mut desk, MissingVisits::Zero).is_none(), "one table is not enough");
        desk.keep(table(VISITS, Measure::Visits), 1, Options::default(), 0);
        assert_eq!(analyse(&mut desk, MissingVisits::Zero).map(|report| report.rows), Some(2));
        desk
    }

    #[test]
    fn only_all_lines_of_one_reading_make_a_table() {
        let rest = |lines: usize| {
            let text = format!("Organization,Centre number,Visits\n{}", "o,1,2\n".repeat(lines));
            let (name, options) = ("visits.csv", Options::default());
            ingest::at_once(ingest::read_for_another(text.as_bytes(), Measure::Visits, name, &options, &|_| {}))
                .unwrap()
        };
        let completed = |desk: &mut Desk, reading, lines| {
            let table = desk.completed(rest(lines), reading);
            table.map(|table| table.len())
        };
        let mut desk = Desk::default();
        let come = |desk: &mut Desk, reading, from| {
            let part = Part { measure: Measure::Visits, reading, from, about: 4 };
            desk.room_for(part, 2).is_some()
        };
        assert!(come(&mut desk, 1, 0) && come(&mut desk, 1, 2));
        assert_eq!(completed(&mut desk, 1, 4), Some(4));
        // What came before has no end that is known, or is another file's.
        assert!(!come(&mut desk, 2, 2));
        assert!(come(&mut desk, 2, 0) && completed(&mut desk, 2, 4).is_none());
        assert!(come(&mut desk, 3, 0) && completed(&mut desk, 2, 2).is_none());
        // A file that is read anew.
        assert!(come(&mut desk, 4, 0) && come(&mut desk, 4, 2) && come(&mut desk, 4, 0));
        assert_eq!(completed(&mut desk, 4, 2), Some(2));
        // A newer file of the other amount changes nothing, one of the same does.
        assert!(come(&mut desk, 5, 0));
        desk.await_table(Measure::Expenses, 1);
        assert!(come(&mut desk, 5, 2));
        desk.await_table(Measure::Visits, 2);
        assert!(completed(&mut desk, 5, 4).is_none());
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
        assert_eq!(analyse(&mut desk, MissingVisits::Zero).map(|report| report.rows), Some(2));
    }

    #[test]
    fn nothing_is_told_of_files_that_are_being_read_again() {
        let mut desk = desk();
        let window = || Window { of: RowsOf::Matched, query: Query::default(), from: 0, count: 9 };
        let export = || Export::Rows(RowsOf::Matched, Query::default(), vec![RowColumn::Organization]);
        assert!(matches!(desk.answer(Request::Rows(window())), Reply::Rows(rows) if rows.total == 2));
        desk.keep(table(VISITS, Measure::Visits), 1, Options::default(), 0);
        assert_eq!(desk.answer(Request::Rows(window())), Reply::NothingJoined);
        assert!(desk.export(export(), Form::File).is_err());
        analyse(&mut desk, MissingVisits::Zero);
        assert!(matches!(desk.answer(Request::Rows(window())), Reply::Rows(rows) if rows.total == 2));
        assert!(desk.export(export(), Form::File).is_ok());
    }

    #[test]
    fn charts_are_given_what_they_draw() {
        let mut desk = desk();
        let wanted = matrix::Wanted { centres: vec!["1".into()], count: 1, ..matrix::Wanted::default() };
        let shown = |desk: &mut Desk, question: &Question| {
            let matrix = desk.matrix(question.clone(), &wanted);
            (matrix.total, matrix.organizations, matrix.cells)
        };
        let sort = vec![(OrganizationColumn::Difference as usize, Direction::Descending)];
        let by_difference = Question { sort, ..Question::default() };
        assert_eq!(shown(&mut desk, &Question::default()), (2, vec!["a".into()], vec![Cell::Cost(5.0)]));
        assert_eq!(shown(&mut desk, &by_difference), (2, vec!["b".into()], vec![Cell::Cost(10.0)]));
        let one = Question { words: "A".into(), ..by_difference.clone() };
        assert_eq!(shown(&mut desk, &one), (1, vec!["a".into()], vec![Cell::Cost(5.0)]));
        let one = desk.points(&points::Wanted { at_most: 1, ..points::Wanted::default() });
        assert_eq!((one.total, one.points.len()), (2, 1));
        assert_eq!(desk.middles(1).middles.len(), 1);
        desk.keep(table("Org,Centre no,Visits\nb,1,3\nA,1,1\n", Measure::Visits), 1, Options::default(), 0);
        assert_eq!(
            desk.matrix(by_difference, &wanted),
            Matrix::default(),
            "nothing is told of files that are not there any more"
        );
        analyse(&mut desk, MissingVisits::Zero);
        assert_eq!(desk.matrix(Question::default(), &wanted).organizations, ["b"]);
    }

    #[test]
    fn organizations_are_found_and_saved_with_their_names() {
        let mut desk = Desk::default();
        let expenses = "Org no,Org name,Centre no,Expenses\n10,Clinic,1,9\n9,General,1,9\n";
        desk.keep(table(expenses, Measure::Expenses), 1, Options::default(), 0);
        desk.keep(table("Org no,Centre no,Visits\n10,1,1\n9,1,1\n", Measure::Visits), 1, Options::default(), 0);
        analyse(&mut desk, MissingVisits::Zero);
        let columns = vec![OrganizationColumn::Organization, OrganizationColumn::Name];
        let saved = |desk: &mut Desk, question: Question| {
            let bytes = desk.export(Export::Organizations(question, columns.clone()), Form::Cells).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let sort = vec![(OrganizationColumn::Organization as usize, Direction::Ascending)];
        let sorted = saved(&mut desk, Question { sort, ..Question::default() });
        assert_eq!(sorted, "Organization,Organization name\n9,General\n10,Clinic\n");
        let clinic = saved(&mut desk, Question { words: "clinic".into(), ..Question::default() });
        assert_eq!(clinic, "Organization,Organization name\n10,Clinic\n");

        // A file of regions names those that have no name, as long as it is there.
        let named = |desk: &mut Desk| {
            let report = analyse(desk, MissingVisits::Zero).unwrap();
            (report.called.name("10").map(str::to_owned), saved(desk, Question::default()))
        };
        let visits = "Org no,Centre no,Visits\n10,1,1\n9,1,1\n8,1,1\n";
        desk.keep(
            table("Org no,Org name,Centre no,Expenses\n10,,1,9\n9,General,1,9\n", Measure::Expenses),
            1,
            Options::default(),
            0,
        );
        desk.keep(table(visits, Measure::Visits), 1, Options::default(), 0);
        assert_eq!(named(&mut desk), (None, "Organization,Organization name\n9,General\n10,\n".into()));
        let regions =
            ingest::read_regions("Org no,Org name,Region\n10,Clinic,N\n9,Other,N\n", "r.csv", &Options::default());
        desk.keep_regions(regions.unwrap(), 1, Options::default(), 0);
        assert_eq!(
            named(&mut desk),
            (Some("Clinic".into()), "Organization,Organization name\n9,General\n10,Clinic\n".into())
        );
        desk.remove_regions();
        assert_eq!(named(&mut desk).0, None);
    }

    #[test]
    fn organizations_are_answered_and_exported_as_they_are_asked_for() {
        let mut desk = desk();
        let sort = vec![(OrganizationColumn::Difference as usize, Direction::Descending)];
        let question = Question { sort, ..Question::default() };
        let ask = |desk: &mut Desk, question: &Question, from| {
            let answer = desk.organizations(OrganizationsWindow { question: question.clone(), from, count: 1 });
            let named: Vec<_> = answer.organizations.into_iter().map(|it| it.organization).collect();
            (answer.total, answer.overall.actual_expenses, answer.from, named)
        };
        // 8 is expected of a visit: 16 of a, which costs 10, and 24 of b, which costs 30.
        assert_eq!(ask(&mut desk, &question, 0), (2, Some(40.0), 0, vec!["b".into()]));
        assert_eq!(ask(&mut desk, &question, 1), (2, Some(40.0), 1, vec!["a".into()]));
        let columns = vec![OrganizationColumn::Organization, OrganizationColumn::Difference, OrganizationColumn::Index];
        let bytes = desk.export(Export::Organizations(question.clone(), columns), Form::Cells).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "Organization,Actual less expected,Index (100 = as expected)\nb,6,125\na,-6,62.5\n"
        );
        let one = Question { words: "A".into(), ..question };
        assert_eq!(ask(&mut desk, &one, 5), (1, Some(10.0), 1, vec![]));
        desk.keep(table("Org,Centre no,Visits\nb,1,3\n", Measure::Visits), 1, Options::default(), 0);
        assert_eq!(desk.organizations(OrganizationsWindow::default()), Organizations::default());
        analyse(&mut desk, MissingVisits::Zero);
        assert_eq!(ask(&mut desk, &one, 0), (0, None, 0, vec![]), "files that are not there any more tell nothing");
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
        assert_eq!(sum(vec!["9".into(), "1".into()]), Some(40.0));
        assert_eq!(sum(vec!["2".into()]), None);
    }

    #[test]
    fn a_policy_is_reckoned_once_and_estimates_when_they_are_asked_for() {
        let mut desk = Desk::default();
        desk.keep(table(EXPENSES, Measure::Expenses), 1, Options::default(), 0);
        desk.keep(table("Org,Centre no,Visits\na,1,2\nb,1,\nc,2,0\n", Measure::Visits), 1, Options::default(), 0);
        let averages = |report: Report| -> Vec<_> {
            report.centres.iter().map(|summary| (summary.figures.spread.mean, summary.figures.estimated)).collect()
        };
        let zero = analyse(&mut desk, MissingVisits::Zero).map(averages);
        assert_eq!(zero, Some(vec![(Some(2.5), 0), (Some(0.0), 0)]));
        assert!(desk.foresee(), "leaving out is quick");
        assert!(!desk.foresee(), "estimates are not");
        let estimate = analyse(&mut desk, MissingVisits::Estimate).map(averages);
        assert_eq!(estimate, Some(vec![(Some(5.0), 1), (None, 0)]));
        let ranks: Vec<_> = desk
            .standings(&mut |merged| estimates(merged, &mut |_, _| {}))
            .iter()
            .map(|centre| centre.standings.map(|standing| standing.rank))
            .collect();
        assert_eq!(ranks, [[Some(1); 3], [Some(2), None, None]]);
        assert_eq!(desk.accuracy().map(|accuracy| (accuracy.known, accuracy.not_estimated)), Some((1, 1)));

        let estimates = estimates::Options { zero_visits_too: true, ..estimates::Options::default() };
        let asked = Analysis { missing_visits: MissingVisits::Estimate, estimates };
        assert_eq!(
            desk.analyse(asked, &mut |merged| super::estimates(merged, &mut |_, _| {}), &mut |_| {})
                .and_then(|report| report.estimates)
                .map(|it| it.no_donor),
            Some(1)
        );
    }
}
