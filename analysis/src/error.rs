//! Why a file can't be used: what was found, where, and what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::table::{Measure, Role};

/// A file that can't be used. Its `Display` is one line that names the file, the place, what was
/// found and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The file's name.
    pub file: String,
    /// The row, where one is to blame, as a spreadsheet numbers it.
    pub row: Option<u64>,
}

/// What can be wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Nothing in it.
    Empty,
    /// A header and no rows with an organization and a centre.
    NoRows,
    /// No row is of the period that was chosen.
    NoRowsOf {
        /// The period.
        period: String,
    },
    /// A header and no row that says an organization's region.
    NoRegions,
    /// No row has what is needed, since cells are formulas whose results are not stored.
    FormulasWithoutResult,
    /// An organization that is in two regions.
    TwoRegions {
        /// The organization.
        organization: String,
        /// The region that this row says.
        region: String,
        /// The region that an earlier row says.
        earlier: String,
        /// That row.
        earlier_row: u64,
    },
    /// Not a text file.
    NotText {
        /// What it seems to be: `a PNG picture`, `an old (.xls) or password-protected Excel workbook`.
        found: String,
    },
    /// A web page or XML, which many systems save as `.xls`.
    Markup,
    /// An Excel workbook: one of its sheets can be read, see [`crate::ingest::workbook`].
    Workbook,
    /// A packed file that is no workbook of Excel's, or one of a kind that is not read.
    Packed,
    /// A workbook that can't be opened.
    BrokenWorkbook {
        /// What is wrong with it.
        reason: String,
    },
    /// Text that is not in the encoding it was said to be in.
    NotUtf8,
    /// A quote that opens and never closes.
    OpenQuote,
    /// No column plays a role that is needed.
    MissingColumn {
        /// The role.
        role: Role,
        /// The headers found.
        found: Vec<String>,
    },
    /// The other measure's file: it has that one's column and not the one needed.
    OtherMeasure {
        /// The measure that was needed.
        needed: Measure,
        /// The headers found.
        found: Vec<String>,
    },
    /// A table of the other measure begins below that of the one needed, with a header of its own.
    SecondTable {
        /// The measure that was needed.
        needed: Measure,
        /// What stands in this row where the needed one's figures do.
        found: String,
    },
    /// Several columns could play one role.
    AmbiguousColumn {
        /// The role.
        role: Role,
        /// The headers that could.
        found: Vec<String>,
    },
    /// The file could not be read to its end.
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// The bytes at its start or end are others than when the reading began.
    Changed,
    /// A workbook whose cells would take more than so many bytes.
    TooLarge {
        /// In bytes.
        most: u64,
    },
    /// More rows than the memory holds.
    OutOfMemory,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, file: &str) -> Error {
        Error { kind, file: file.into(), row: None }
    }

    pub(crate) fn at_row(self, row: u64) -> Error {
        Error { row: Some(row), ..self }
    }

    /// What is wrong, without the file's name.
    #[must_use]
    pub fn problem(&self) -> String {
        match &self.kind {
            ErrorKind::Empty => "the file is empty".into(),
            ErrorKind::NoRows => "no row under the header has an organization and a centre number".into(),
            ErrorKind::NoRowsOf { period } => format!("no row is of “{period}”, which was chosen"),
            ErrorKind::NoRegions => "no row under the header says which region an organization is in".into(),
            ErrorKind::FormulasWithoutResult => {
                "no row under the header can be read, since cells are formulas whose results are not stored in the file"
                    .into()
            }
            ErrorKind::TwoRegions { organization, region, earlier, earlier_row } => format!(
                "organization “{organization}” is in the region “{region}” here, and in “{earlier}” in row {earlier_row}"
            ),
            ErrorKind::NotText { found } => format!("this is {found}, not a CSV file"),
            ErrorKind::Markup => "this is a web page or XML, whatever its name, not a CSV file".into(),
            ErrorKind::Workbook => "this is an Excel workbook, not a CSV file".into(),
            ErrorKind::Packed => "this is a packed file (such as .ods, .xlsb or .zip), not an .xlsx workbook".into(),
            ErrorKind::BrokenWorkbook { reason } => {
                format!("this is no Excel workbook (.xlsx) that can be opened: {reason}")
            }
            ErrorKind::NotUtf8 => "the text is not encoded in UTF-8".into(),
            ErrorKind::OpenQuote => "a quote opens in this row and never closes".into(),
            ErrorKind::MissingColumn { found, .. } if found.is_empty() => "there is no row with headers there".into(),
            ErrorKind::MissingColumn { role, found } => {
                format!("no column for the {} was found among {}", role.word(), list(found))
            }
            ErrorKind::OtherMeasure { needed, found } => format!(
                "no column for the {} was found among {}: this looks like a file of {}",
                needed.word(),
                list(found),
                needed.other().word()
            ),
            ErrorKind::SecondTable { needed, found } => {
                format!("another table begins in this row: “{found}” stands below the {}", needed.word())
            }
            ErrorKind::AmbiguousColumn { role, found } => {
                format!("more than one column could be the {}: {}", role.word(), list(found))
            }
            ErrorKind::Unreadable { reason } => format!("the file could not be read: {reason}"),
            ErrorKind::Changed => "the file changed while it was being read".into(),
            ErrorKind::TooLarge { most } => format!("the workbook holds more than {} MB of cells", most >> 20),
            ErrorKind::OutOfMemory => "the file has more rows than there is memory for".into(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.kind {
            ErrorKind::Empty => "Export it again, or choose another file.".into(),
            ErrorKind::NoRows | ErrorKind::NoRegions => {
                "Check that the rows are below the header, and export it again.".into()
            }
            ErrorKind::NoRowsOf { .. } => "Choose another, or all.".into(),
            ErrorKind::FormulasWithoutResult => "Open the workbook in Excel, save it, and choose it again.".into(),
            ErrorKind::TwoRegions { .. } => {
                "Give it one region, as rows of one year alone may do, and choose the file again; or say that the column is not the region."
                    .into()
            }
            ErrorKind::NotText { .. } | ErrorKind::Workbook | ErrorKind::BrokenWorkbook { .. } => {
                "Open it where it was made and save it as CSV.".into()
            }
            ErrorKind::Markup => "Open it in Excel and save it as .xlsx or CSV.".into(),
            ErrorKind::Packed => "Unpack it, or open it where it was made and save it as .xlsx or CSV.".into(),
            ErrorKind::NotUtf8 => "Choose another encoding, or save the file as “CSV UTF-8”.".into(),
            ErrorKind::OpenQuote => "Close the quote, or remove it, and choose the file again.".into(),
            ErrorKind::MissingColumn { role, .. } => {
                format!("Say which column it is, or name it “{}” and choose the file again.", role.label())
            }
            ErrorKind::OtherMeasure { needed, .. } => format!(
                "Choose it under {}, and here a file with a column “{}”.",
                capital(needed.other().word()),
                Role::from(*needed).label()
            ),
            ErrorKind::SecondTable { .. } => "Put each table into a file of its own, and choose that.".into(),
            ErrorKind::AmbiguousColumn { .. } => {
                "Say which it is, or rename all but one and choose the file again.".into()
            }
            ErrorKind::Unreadable { .. } => "Check that the file is still there and choose it again.".into(),
            ErrorKind::Changed => "Wait until it is written, and choose it again.".into(),
            ErrorKind::TooLarge { .. } => "Save the sheet as CSV, and choose that; a CSV file may be as large as it likes.".into(),
            ErrorKind::OutOfMemory => "Split the file, or close other tabs and programs and try again.".into(),
        }
    }
}

impl Role {
    /// The role's name on a label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Role::Organization => "Organization",
            Role::OrganizationName => "Organization name",
            Role::CentreNumber => "Centre number",
            Role::CentreName => "Centre name",
            Role::Expenses => "Expenses",
            Role::Visits => "Visits",
            Role::Region => "Region",
            Role::Population => "Population",
            Role::RegionPopulation => "Region population",
            Role::Year => "Year",
            Role::Period => "Period",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        write!(f, ": {}. {}", self.problem(), self.hint())
    }
}

impl std::error::Error for Error {}

fn list(headers: &[String]) -> String {
    const FEW: usize = 20;
    let quoted: Vec<_> = headers.iter().take(FEW).map(|header| format!("“{}”", header.trim())).collect();
    let listed = quoted.join(", ");
    if headers.len() > FEW { format!("{listed} and {} more", headers.len() - FEW) } else { listed }
}

/// Of English words: the table of all capital letters weighs more than what uses it.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect()).unwrap_or_default()
}
