//! Lets the browser's compiler see the core at work before there are files, has memory at hand for them, and gives the
//! page figures to rehearse with.
//!
//! Browsers compile WebAssembly twice: quickly when it is first called, and well once it has been
//! called often. Without this, the first files would be read by the quick version, which takes two
//! to four times as long.

use pervisit_analysis::estimates::Estimates;
use pervisit_analysis::ingest::{Options, read};
use pervisit_analysis::matrix;
use pervisit_analysis::points;
use pervisit_analysis::question::Question;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Direction, Query, RowColumn};
use pervisit_analysis::table::Measure;

use crate::desk::Desk;
use crate::protocol::{Analysis, OrganizationsWindow, Reply, Request, RowsOf, Window, written};

/// So many steps are enough for browsers to compile well what was called.
pub const STEPS: usize = 20;

const ORGANIZATIONS: usize = 240;
const CENTRES: usize = 40;
/// Rows of a table, and points of a chart, about as many as the page asks for.
const WINDOW: usize = 40;
const POINTS: usize = 1_000;

/// Two files that nobody sees, and what is done with them.
pub struct WarmUp {
    expenses: String,
    visits: String,
}

impl Default for WarmUp {
    fn default() -> WarmUp {
        let visits = |at: usize| match at % 30 {
            0 => String::new(),
            1..10 => format!("\"{},{:03}\"", 1 + at % 9, at * 3 % 1_000),
            _ => whole(at),
        };
        WarmUp { expenses: file("Expenses", ORGANIZATIONS, spent), visits: file("Visits", ORGANIZATIONS, visits) }
    }
}

/// A file of so many organizations, each with every centre.
fn file(measure: &str, organizations: usize, amount: fn(usize) -> String) -> String {
    let line = |at: usize| {
        let (organization, centre) = (1_000 + at / CENTRES, 71_000 + at % CENTRES);
        format!("{organization},{centre},Health centre {centre},{}\n", amount(at))
    };
    let header = format!("Organization,Centre number,Centre name,{measure}\n");
    std::iter::once(header).chain((0..organizations * CENTRES).map(line)).collect()
}

fn spent(at: usize) -> String {
    match at % 3 {
        0 => format!("\"{},{:03}.50\"", 1 + at % 900, at * 7 % 1_000),
        _ => format!("{}.25", 1_000 + at * 37 % 90_000),
    }
}

fn whole(at: usize) -> String {
    (10 + at * 31 % 900).to_string()
}

/// Memory that is taken and given back before it is needed. A worker keeps what it once had, and the
/// first touch of a page of it takes longer than all that is done with the row it is for.
#[derive(Default)]
pub struct Room(Vec<Vec<u8>>);

impl Room {
    /// So many parts are enough for a million rows in each of two files.
    pub const PARTS: usize = 16;
    /// A part, in bytes.
    const PART: usize = 4 << 20;

    /// Takes a part more; `false` where there is no room for it.
    pub fn grow(&mut self) -> bool {
        let mut part = Vec::new();
        let has_room = part.try_reserve_exact(Room::PART).is_ok();
        if has_room {
            part.resize(Room::PART, u8::MAX);
            self.0.push(part);
        }
        has_room
    }
}

const FEW: usize = 12;

/// The organizations and the centres that their lines are of.
#[expect(clippy::cast_possible_truncation, reason = "they are few")]
pub fn keys_of_few() -> impl Iterator<Item = (u32, u32)> {
    (0..FEW * CENTRES).map(|at| ((at / CENTRES) as u32, (at % CENTRES) as u32))
}

/// The expenses and the visits of a few organizations, all of which have visits: to rehearse with.
pub fn few() -> [String; 2] {
    [file("Expenses", FEW, spent), file("Visits", FEW, whole)]
}

impl WarmUp {
    /// Does once, with little, what is going to be done with much: answers what the page asks for when
    /// it has two files. Says how many rows were joined.
    pub fn step(&self) -> usize {
        let Some((mut desk, report)) = analysed(&self.expenses, &self.visits) else { return 0 };
        let (rows, centres) = (report.rows, report.centres.iter().map(|summary| summary.centre.number.clone()));
        let matrix = matrix::Wanted { centres: centres.collect(), count: ORGANIZATIONS, ..matrix::Wanted::default() };
        let points = points::Wanted { logarithmic: true, at_most: POINTS, ..points::Wanted::default() };
        let asked = [
            Request::Rows(first(Vec::new())),
            Request::Organizations(OrganizationsWindow { count: WINDOW, ..OrganizationsWindow::default() }),
            Request::Matrix(Question::default(), matrix),
            Request::Points(points),
            Request::Middles(POINTS),
            Request::Rows(first(vec![(RowColumn::ExpensePerVisit, Direction::Descending)])),
        ];
        let mut replies = asked.into_iter().map(|request| desk.answer(request));
        let are_written = written(&Reply::Analysed(Some(Box::new(report)))).is_ok();
        if are_written && replies.all(|reply| written(&reply).is_ok()) { rows } else { 0 }
    }
}

/// Two files, read and analysed.
fn analysed(expenses: &str, visits: &str) -> Option<(Desk, Report)> {
    let mut desk = Desk::default();
    for (text, measure) in [(expenses, Measure::Expenses), (visits, Measure::Visits)] {
        drop(desk.keep(read(text, measure, "", &Options::default()).ok()?, 0, Options::default(), 0));
    }
    let report = desk.analyse(Analysis::default(), &mut |_| Estimates::default(), &mut |_| {})?;
    Some((desk, report))
}

/// The first rows in an order.
fn first(sort: Vec<(RowColumn, Direction)>) -> Window {
    Window { of: RowsOf::Matched, query: Query { sort, ..Query::default() }, from: 0, count: WINDOW }
}

#[cfg(test)]
mod tests {
    use super::{CENTRES, ORGANIZATIONS, Room, WarmUp};

    #[test]
    fn room_is_taken_a_part_at_a_time() {
        let mut room = Room::default();
        assert!(room.grow() && room.grow());
        assert_eq!(room.0.iter().map(Vec::len).sum::<usize>(), 2 * Room::PART);
    }

    #[test]
    fn every_row_is_joined() {
        assert_eq!(WarmUp::default().step(), ORGANIZATIONS * CENTRES);
    }
}
