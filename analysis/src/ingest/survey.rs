//! A file's first rows -> its dialect: what separates cells, and which row is the header.

use serde::{Deserialize, Serialize};

use super::amount::Decimal;
use super::columns::role;
use super::encoding::Encoding;
use super::scan::Scanner;
use super::source::at_once;
use super::workbook::Told;
use crate::table::Role;

/// What may separate cells, the likeliest first.
pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How many rows are looked at for a header.
const ROWS: usize = 100;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// How its text is encoded.
    pub encoding: Encoding,
    /// Whether it is packed with gzip.
    pub gzip: bool,
    /// What separates its cells.
    pub delimiter: char,
    /// The row of the headers, as a spreadsheet numbers it; `None` where no row looks like one.
    pub header_row: Option<u64>,
    /// The decimal sign of its amounts.
    pub decimal: Decimal,
}

/// What the user says of a file, against what would be guessed, and what its workbook tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// How its text is encoded.
    pub encoding: Option<Encoding>,
    /// What separates its cells.
    pub delimiter: Option<char>,
    /// The row of the headers.
    pub header_row: Option<u64>,
    /// The decimal sign of its amounts.
    pub decimal: Option<Decimal>,
    /// Which column, counted from 0, plays which role; for the roles that are named here only.
    pub roles: Vec<(Role, Option<usize>)>,
    /// The year, the period whose rows alone are kept: see [`crate::periods::Periods`].
    pub only: Vec<(Role, String)>,
    /// What the sheet of a workbook tells that it was.
    pub told: Told,
}

impl Options {
    /// The decimal sign of a column of amounts, where it is told or certain.
    pub(super) fn decimal_of(&self, column: usize) -> Option<Decimal> {
        let certain = self.told.decimals.iter().find(|(at, _)| *at == column).map(|(_, decimal)| *decimal);
        self.decimal.or(certain)
    }
}

/// The first rows of a file, cut with one delimiter.
struct Cut {
    delimiter: u8,
    rows: Vec<(u64, Vec<String>)>,
}

/// What the first rows show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) delimiter: char,
    pub(super) header_row: Option<u64>,
    /// The cells of a few rows below the header, for the eye.
    pub(super) samples: Vec<Vec<String>>,
    pub(super) headers: Vec<String>,
}

/// Surveys the first bytes of a text in UTF-8. The last record is left out where more follows: it
/// may be cut in two.
pub(super) fn survey(text: &[u8], whole: bool, options: &Options) -> Survey {
    let told = options.delimiter.or_else(|| told_by_excel(text));
    let text = &String::from_utf8_lossy(text);
    let cuts: Vec<Cut> = match told.and_then(|told| u8::try_from(told).ok()).filter(u8::is_ascii) {
        Some(delimiter) => vec![cut(text, whole, delimiter, options.header_row)],
        None => DELIMITERS
            .into_iter()
            .filter_map(|one| u8::try_from(one).ok())
            .map(|one| cut(text, whole, one, options.header_row))
            .collect(),
    };
    // The first of equals: max_by_key would take the last.
    let best = cuts.iter().rev().max_by_key(|cut| cut.merit(options.header_row));
    let Some(cut) = best else {
        return Survey { delimiter: ',', header_row: None, samples: Vec::new(), headers: Vec::new() };
    };
    // A row that the user says, and that is not there, is no reason to take another.
    let header = cut.header(options.header_row);
    let found = header.or_else(|| cut.first().filter(|_| options.header_row.is_none()));
    let header_row = header.map(|at| cut.rows[at].0).or(options.header_row);
    let below = found.map_or(0, |at| at + 1);
    Survey {
        delimiter: char::from(cut.delimiter),
        header_row,
        headers: found.map(|at| cut.rows[at].1.clone()).unwrap_or_default(),
        samples: cut
            .rows
            .iter()
            .skip(below)
            .filter(|(_, cells)| !is_blank(cells))
            .take(3)
            .map(|(_, cells)| cells.clone())
            .collect(),
    }
}

/// Excel's own hint in a file's first row: `sep=;`.
pub(super) fn told_by_excel(text: &[u8]) -> Option<char> {
    match text.get(..4).filter(|start| start.eq_ignore_ascii_case(b"sep=")).and(text.get(4..6)) {
        Some(&[delimiter, b'\r' | b'\n']) if delimiter.is_ascii() => Some(char::from(delimiter)),
        _ => None,
    }
}

/// Cuts the first rows, and all above the one that the user says is the header.
fn cut(text: &str, whole: bool, delimiter: u8, header_row: Option<u64>) -> Cut {
    let is_enough = |rows: &[(u64, Vec<String>)]| {
        rows.len() >= ROWS && header_row.is_none_or(|told| rows.last().is_some_and(|&(row, _)| row > told))
    };
    let skipped = u64::from(told_by_excel(text.as_bytes()).is_some());
    let (mut scanner, mut source) = (Scanner::new(delimiter), text.as_bytes());
    let mut rows = Vec::new();
    while !is_enough(&rows) {
        match scanner.next() {
            Ok(true) => {
                let record = scanner.record();
                if (record.terminated() || whole) && record.row() > skipped {
                    rows.push((record.row(), record.all().map(str::to_owned).collect()));
                }
            }
            Ok(false) if at_once(scanner.more(&mut source)).unwrap_or(false) => {}
            Ok(false) | Err(_) => break,
        }
    }
    Cut { delimiter, rows }
}

impl Cut {
    /// How well the delimiter fits: by the roles found in the best header row, then by how many
    /// rows have as many cells as it.
    fn merit(&self, header_row: Option<u64>) -> (usize, usize) {
        let Some(at) = self.header(header_row).or_else(|| self.first()) else { return (0, 0) };
        let width = self.rows[at].1.len();
        let alike = self.rows.iter().filter(|(_, cells)| width > 1 && cells.len() == width).count();
        (roles(&self.rows[at].1), alike)
    }

    /// The row whose cells match the most roles, the first of equals; one alone is not enough in a
    /// row of one cell, which may be a title.
    fn header(&self, told: Option<u64>) -> Option<usize> {
        if let Some(told) = told {
            return self.rows.iter().position(|(row, _)| *row == told);
        }
        let most = self.rows.iter().map(|(_, cells)| header_roles(cells)).max().filter(|&most| most > 0)?;
        self.rows.iter().position(|(_, cells)| header_roles(cells) == most)
    }

    /// The first row that is not blank.
    fn first(&self) -> Option<usize> {
        self.rows.iter().position(|(_, cells)| !is_blank(cells))
    }
}

fn header_roles(cells: &[String]) -> usize {
    if cells.len() > 1 { roles(cells) } else { 0 }
}

fn roles(cells: &[String]) -> usize {
    let mut found: Vec<Role> = Vec::new();
    // A title may name a year.
    for role in cells.iter().filter_map(|cell| role(cell)).filter(|role| !Role::PERIODS.contains(role)) {
        if !found.contains(&role) {
            found.push(role);
        }
    }
    found.len()
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Options, survey};

    fn check(text: &str, delimiter: char, header_row: Option<u64>) {
        let found = survey(text.as_bytes(), true, &Options::default());
        assert_eq!((found.delimiter, found.header_row), (delimiter, header_row), "{text:?}");
    }

    #[test]
    fn the_header_tells_the_delimiter() {
        check("Org,Centre no,Visits\n1,2,3\n", ',', Some(1));
        check("Org;Centre no;Expenses\n1;2;1,5\n3;4;2,5\n", ';', Some(1));
        check("Org\tCentre no\tVisits\n", '\t', Some(1));
        check("Org|Centre no|Visits\n", '|', Some(1));
        check("sep=;\r\nOrg;Centre no;Visits\r\n", ';', Some(2));
        check("sep=,\nOrg,\"Centre; no\",Visits\n", ',', Some(2));
    }

    #[test]
    fn titles_above_the_header_are_no_header() {
        check("Visits\n\"Health authority, 2025\"\n\nOrg,Centre no,Visits\n1,2,3\n", ',', Some(4));
        check("Report of;\n;\nOrg;Centre no;Visits\n", ';', Some(3));
    }

    #[test]
    fn a_header_may_be_told_far_below() {
        let text = format!("{}Org,Centre no,Visits\n1,2,3\n", "a title\n".repeat(149));
        let survey = |row| survey(text.as_bytes(), true, &Options { header_row: Some(row), ..Options::default() });
        assert_eq!(
            (survey(150).header_row, &survey(150).headers[..]),
            (Some(150), &["Org", "Centre no", "Visits"].map(String::from)[..])
        );
        assert_eq!((survey(300).header_row, survey(300).headers.len()), (Some(300), 0));
    }

    #[test]
    fn a_file_without_roles_is_cut_evenly() {
        check("a,b\n1,2\n", ',', None);
        check("a;b\n1,5;2,5\n", ';', None);
        check("", ',', None);
    }

    #[test]
    fn a_record_cut_in_two_is_not_looked_at() {
        let found = survey(b"Org,Centre no,Visits\n1,2,3\n4,\"5", false, &Options::default());
        assert_eq!(found.samples, [["1", "2", "3"]]);
    }
}
