//! Lets the browser's compiler see the core at work before there are files.
//!
//! Browsers compile WebAssembly twice: quickly when it is first called, and well once it has been
//! called often. Without this, the first files would be read by the quick version, which takes two
//! to four times as long.

use pervisit_analysis::ingest::{Options, read};
use pervisit_analysis::merge::merge;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Direction, Query, RowColumn, Shown, View};
use pervisit_analysis::table::Measure;

/// So many steps are enough for browsers to compile well what was called.
pub const STEPS: usize = 80;

const ORGANIZATIONS: usize = 60;
const CENTRES: usize = 40;

/// Two files that nobody sees, and what is done with them.
pub struct WarmUp {
    expenses: String,
    visits: String,
}

impl Default for WarmUp {
    fn default() -> WarmUp {
        let file = |measure: &str, amount: fn(usize) -> String| -> String {
            let line = |at: usize| {
                let (organization, centre) = (1_000 + at / CENTRES, 71_000 + at % CENTRES);
                format!("{organization},{centre},Health centre {centre},{}\n", amount(at))
            };
            let lines = (0..ORGANIZATIONS * CENTRES).map(line);
            std::iter::once(format!("Organization,Centre number,Centre name,{measure}\n")).chain(lines).collect()
        };
        let expenses = |at: usize| match at % 3 {
            0 => format!("\"{},{:03}.50\"", 1 + at % 900, at * 7 % 1_000),
            _ => format!("{}.25", 1_000 + at * 37 % 90_000),
        };
        let visits = |at: usize| match at % 30 {
            0 => String::new(),
            1..10 => format!("\"{},{:03}\"", 1 + at % 9, at * 3 % 1_000),
            _ => (10 + at * 31 % 900).to_string(),
        };
        WarmUp { expenses: file("Expenses", expenses), visits: file("Visits", visits) }
    }
}

impl WarmUp {
    /// Does once, with little, what is going to be done with much. Says how many rows were joined.
    pub fn step(&self) -> usize {
        let table = |text: &str, measure| read(text, measure, "", &Options::default());
        let (Ok(expenses), Ok(visits)) =
            (table(&self.expenses, Measure::Expenses), table(&self.visits, Measure::Visits))
        else {
            return 0;
        };
        let merged = merge(&expenses, &visits);
        let report = Report::of(&merged, MissingVisits::Zero);
        let shown = Shown::matched(&merged, MissingVisits::Zero);
        let sort = [RowColumn::Organization, RowColumn::ExpensePerVisit]
            .map(|column| (column, Direction::Descending))
            .to_vec();
        report.abridged().rows.min(View::of(&shown, &Query { sort, ..Query::default() }).len())
    }
}

#[cfg(test)]
mod tests {
    use super::{CENTRES, ORGANIZATIONS, WarmUp};

    #[test]
    fn every_row_is_joined() {
        assert_eq!(WarmUp::default().step(), ORGANIZATIONS * CENTRES);
    }
}
