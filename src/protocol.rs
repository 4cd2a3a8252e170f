//! All that crosses between the page and its worker, and how it is written.

use std::sync::Arc;

use pervisit_analysis::allocation::{Allocation, Basis, Cents, Unusable};
use pervisit_analysis::centres::CentreSummary;
use pervisit_analysis::columns::{
    AllocationColumn, CentreColumn, Kind, NoticeColumn, OrganizationColumn, RegionColumn, StandingColumn,
};
use pervisit_analysis::error::Error;
use pervisit_analysis::estimates::{self, Accuracy};
use pervisit_analysis::export::{Form, Sheet};
use pervisit_analysis::extremes::Extremes;
use pervisit_analysis::flows::{self, Flows};
use pervisit_analysis::ingest::{Description, Dialect, Options};
use pervisit_analysis::matrix::{self, Matrix};
use pervisit_analysis::membership::{PopulationOf, RegionsTable};
use pervisit_analysis::notice::Notice;
use pervisit_analysis::organizations::OrganizationSummary;
use pervisit_analysis::per_visit::MissingVisits;
use pervisit_analysis::periods::Periods;
use pervisit_analysis::points::{self, Middles, Points};
use pervisit_analysis::policies::Standings;
use pervisit_analysis::question::Question;
use pervisit_analysis::region_matrix::{self, RegionMatrix};
use pervisit_analysis::regions::{self, Region};
use pervisit_analysis::report::Report;
use pervisit_analysis::rows::{Query, Row, RowColumn};
use pervisit_analysis::table::{Column, Measure, Subject, Table};
use pervisit_analysis::totals::Totals;
use pervisit_analysis::tree::Tree;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A request or a reply as bytes: compact, and nothing of it becomes a JavaScript object on its way.
///
/// # Errors
/// Where memory ends.
pub fn written(what: &impl Serialize) -> Result<Vec<u8>, String> {
    postcard::to_allocvec(what).map_err(|error| error.to_string())
}

/// What [`written`] wrote.
///
/// # Errors
/// Where the bytes are something else's.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| error.to_string())
}

/// What the page asks for. `Identify`, `Describe`, `IdentifyWorkbook`, `OpenWorkbook`, `Read` and `ReadForAnother` come
/// with a `File` beside them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// What is this file about?
    Identify {
        /// The file's name.
        name: String,
    },
    /// What do this file's first rows show?
    Describe {
        /// The file's name.
        name: String,
        /// What the user says of it.
        options: Options,
    },
    /// What a workbook is about, by its sheets.
    IdentifyWorkbook {
        /// Its name.
        name: String,
    },
    /// Open this workbook and give a sheet of it as CSV. For the worker of workbooks only.
    OpenWorkbook {
        /// The file's name.
        name: String,
        /// What is looked for in it.
        subject: Subject,
        /// The sheet's name; `None` for the one that suits best, see `ingest::workbook`.
        sheet: Option<String>,
    },
    /// Write cells, which come beside it in the form of that name, into a workbook of one sheet. For
    /// the worker of workbooks only.
    WriteWorkbook {
        /// The sheet's name.
        sheet: String,
        /// What the columns hold.
        kinds: Vec<Kind>,
    },
    /// Read this file and keep it as the one about that.
    Read {
        /// What it is about.
        subject: Subject,
        /// The file's name.
        name: String,
        /// What the user says of it.
        options: Options,
    },
    /// Read this file of an amount for another worker. Its lines are told as they come, see [`Reply::Part`].
    ReadForAnother {
        /// Tells its lines from those of another file.
        reading: u32,
        /// The amount.
        measure: Measure,
        /// The file's name.
        name: String,
        /// What the user says of it.
        options: Options,
    },
    /// Gather these lines of a table that another worker is reading, which come beside it.
    Gather(Part),
    /// Keep the table that another worker has read and whose lines were gathered; what else there is of it comes
    /// beside it.
    Keep {
        /// What they were told with.
        reading: u32,
        /// What it is about.
        subject: Subject,
        /// The file's name.
        name: String,
        /// Its size in bytes.
        size: u64,
        /// What the user says of it.
        options: Options,
    },
    /// Join the two tables and compute the report.
    Analyse(Analysis),
    /// Every centre under every policy.
    Standings,
    /// How far are estimates off, where the visits are known?
    Accuracy,
    /// Some rows of a table.
    Rows(Window),
    /// What the joined rows of the centres with these numbers come to.
    Totals(Vec<String>),
    /// Some organizations.
    Organizations(OrganizationsWindow),
    /// A table, written for something.
    Export(Export, Form),
    /// Forget the file of regions.
    RemoveRegions,
    /// How are the joined rows of the policy in force spread over regions?
    Regions,
    /// A budget, spread over them.
    Allocate(AllocationWanted),
    /// A part of the matrix of the organizations that a question leaves, in its order, and of centres.
    Matrix(Question, matrix::Wanted),
    /// A part of the matrix of regions and centres.
    RegionMatrix(region_matrix::Wanted),
    /// Expenses by region, organization and centre.
    RegionTree,
    /// Expenses from regions to centres.
    RegionFlows(flows::Wanted),
    /// Single rows as points.
    Points(points::Wanted),
    /// The middles of so many centres' points at most.
    Middles(usize),
}

/// What the worker answers: `Progress`, `Part` and `Centres` any number of times, then one other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker is there and takes requests. Answers none.
    Ready,
    /// How many bytes of the file are read; of estimates, how many per mille are made.
    Progress(u64),
    /// To `Identify`.
    Identified(Result<Subject, Error>),
    /// To `Describe`.
    Described(Result<Description, Error>),
    /// To `IdentifyWorkbook`.
    WorkbookIdentified(Result<Vec<Subject>, Error>),
    /// To `OpenWorkbook`; the sheet's CSV comes beside it.
    Workbook(Result<Book, Error>),
    /// Some lines of a file that is read for another worker; they come beside it.
    Part(Part),
    /// To `Gather`.
    Gathered,
    /// To `Read` and `Keep`. An error leaves the table that was there before.
    Read(Result<Box<FileSummary>, Error>),
    /// To `ReadForAnother`. The table without its lines comes beside it.
    ReadForAnother(Result<(), Error>),
    /// Some of the centres of the report that is asked for, by number.
    Centres(Vec<Arc<CentreSummary>>),
    /// To `Analyse`, but for the centres that were told before; `None` where a table is missing, or another analysis was
    /// asked for before this one could begin.
    Analysed(Option<Box<Report>>),
    /// To `Standings`.
    Standings(Vec<Standings>),
    /// To `Accuracy`; `None` where nothing is joined.
    Accuracy(Option<Accuracy>),
    /// To `Rows`.
    Rows(Rows),
    /// To `Totals`.
    Totals(Totals),
    /// To `Organizations`.
    Organizations(Box<Organizations>),
    /// To `Matrix`.
    Matrix(Matrix),
    /// To `RegionMatrix`.
    RegionMatrix(RegionMatrix),
    /// To `RegionTree`.
    RegionTree(Tree),
    /// To `RegionFlows`.
    RegionFlows(Flows),
    /// To `Points`.
    Points(Points),
    /// To `Middles`.
    Middles(Middles),
    /// To what tables and charts ask while the files that their figures came of are being read again.
    NothingJoined,
    /// To `Export`; the file comes beside it, or why there is none.
    Exported(Result<(), String>),
    /// To `WriteWorkbook`; the file comes beside it, or why there is none.
    Written(Result<(), String>),
    /// To `RemoveRegions`.
    Removed,
    /// To `Regions`; `None` where none are known, an error where the expenses' own can't be used.
    Regions(Result<Option<Box<RegionsReport>>, Error>),
    /// To `Allocate`; or why there is none.
    Allocated(Result<Allocation, Unusable>),
    /// What something of that name needs could not be fetched, and is tried again. Answers none.
    NotLoaded(String),
    /// It could after all. Answers none.
    Loaded(String),
    /// The worker has come to its end, and why. Answers all that is open.
    Died(String),
}

/// Which lines of a table come from the worker that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The file's amount.
    pub measure: Measure,
    /// Tells them from those of another file.
    pub reading: u32,
    /// How many came before. Where none did, the file is read anew, and earlier ones do not count.
    pub from: usize,
    /// About how many there are in all.
    pub about: usize,
}

/// How missing visits are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// What stands for them.
    pub missing_visits: MissingVisits,
    /// How they are estimated, where they are.
    pub estimates: estimates::Options,
}

/// A workbook, of which one sheet was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// The names of all its sheets.
    pub names: Vec<String>,
    /// The sheet that was read.
    pub name: String,
    /// How its CSV is written.
    pub options: Options,
}

/// The tables whose rows stay in the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RowsOf {
    /// The joined rows.
    Matched,
    /// Those that stand in one file only.
    Unmatched,
    /// The joined rows whose visits are estimated.
    Estimated,
}

/// A window of rows: `count` of them from the `from`th on, of the rows that `query` leaves, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// The table.
    pub of: RowsOf,
    /// Filter and sort.
    pub query: Query,
    /// The first row wanted, from 0.
    pub from: usize,
    /// How many.
    pub count: usize,
}

/// The answer to a [`Window`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// How many rows the filter leaves in all.
    pub total: usize,
    /// What they all come to.
    pub totals: Totals,
    /// The first row's place among them.
    pub from: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A window of organizations: `count` of them from the `from`th on, of those that `question` leaves, in
/// its order; it tells columns by their places among [`OrganizationColumn::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganizationsWindow {
    /// Filter and sort.
    pub question: Question,
    /// The first wanted, from 0.
    pub from: usize,
    /// How many.
    pub count: usize,
}

/// The answer to an [`OrganizationsWindow`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Organizations {
    /// How many the question leaves in all.
    pub total: usize,
    /// What they all come to.
    pub overall: OrganizationSummary,
    /// Which of all there are stand out, whatever the question leaves.
    pub extremes: Extremes,
    /// The first one's place among them.
    pub from: usize,
    /// Those in the window.
    pub organizations: Vec<OrganizationSummary>,
}

/// A table that can be written: which rows of it, in which order, and which columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Export {
    /// Rows, as filtered and sorted.
    Rows(RowsOf, Query, Vec<RowColumn>),
    /// Notices, in this order.
    Notices(Vec<Notice>, Vec<NoticeColumn>),
    /// The centres with these numbers, in this order.
    Centres(Vec<String>, Vec<CentreColumn>),
    /// Organizations, as filtered and sorted.
    Organizations(Question, Vec<OrganizationColumn>),
    /// Centres under every policy, in this order.
    Standings(Vec<Standings>, Vec<StandingColumn>),
    /// What a chart draws.
    Sheet(Sheet),
    /// A table about regions.
    Regions(RegionsExport),
}

/// A table about regions that can be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RegionsExport {
    /// The regions at these places of [`RegionsReport::regions`], in this order.
    Regions(Vec<usize>, Vec<RegionColumn>),
    /// The parts at these places of an allocation, in this order.
    Allocation(AllocationWanted, Vec<usize>, Vec<AllocationColumn>),
}

/// How a budget is to be spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AllocationWanted {
    /// What it goes by.
    pub basis: Basis,
    /// How much there is; `None` for as much as is spent today.
    pub budget: Option<Cents>,
    /// Over the organizations of the region at a place, what it gets; `None` for over all regions.
    pub within: Option<usize>,
}

/// What the page knows of regions: all but the organizations and centres in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionsReport {
    /// The file that tells them.
    pub file: String,
    /// The header of the expenses' column that does, where there is no file of regions.
    pub column: Option<String>,
    /// Whose populations are given.
    pub populations: Option<PopulationOf>,
    /// The regions that have a joined row, in natural order; last, without a name, the organizations
    /// that are in none.
    pub regions: Vec<Region>,
    /// How many organizations they have.
    pub organizations: usize,
    /// How many centres.
    pub centres: usize,
    /// What they all come to.
    pub overall: regions::Totals,
    /// What was odd about them and the joined rows.
    pub notices: Vec<Notice>,
}

impl Export {
    /// What its columns hold.
    pub fn kinds(&self) -> Vec<Kind> {
        match self {
            Export::Rows(_, _, columns) => columns.iter().map(|column| column.kind()).collect(),
            Export::Notices(_, columns) => columns.iter().map(|column| column.kind()).collect(),
            Export::Centres(_, columns) => columns.iter().map(|column| column.kind()).collect(),
            Export::Organizations(_, columns) => columns.iter().map(|column| column.kind()).collect(),
            Export::Regions(RegionsExport::Regions(_, columns)) => columns.iter().map(|column| column.kind()).collect(),
            Export::Regions(RegionsExport::Allocation(_, _, columns)) => {
                columns.iter().map(|column| column.kind()).collect()
            }
            Export::Sheet(sheet) => sheet.kinds.clone(),
            Export::Standings(_, columns) => columns.iter().map(|column| column.kind()).collect(),
        }
    }
}

/// What the page knows of a file that was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileSummary {
    /// What it is about.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How it is written.
    pub dialect: Dialect,
    /// What the user has said of it.
    pub options: Options,
    /// The workbook it was a sheet of.
    pub book: Option<Book>,
    /// Lines with an organization and a centre; of a file of regions, organizations.
    pub lines: usize,
    /// Rows with nothing in any cell, dropped.
    pub blank_rows: u64,
    /// The headers and what they are used for.
    pub columns: Vec<Column>,
    /// What was odd about it.
    pub notices: Vec<Notice>,
    /// What its lines are of, for each column that tells.
    pub periods: Vec<Periods>,
}

impl FileSummary {
    pub(crate) fn of(table: &Table, size: u64, options: Options) -> FileSummary {
        FileSummary {
            subject: table.measure.into(),
            name: table.file.clone(),
            size,
            dialect: table.dialect,
            options: in_force(options, &table.periods),
            book: None,
            lines: table.len(),
            blank_rows: table.blank_rows,
            columns: table.columns.clone(),
            notices: table.notices.clone(),
            periods: table.periods.clone(),
        }
    }

    pub(crate) fn of_regions(table: &RegionsTable, size: u64, options: Options) -> FileSummary {
        FileSummary {
            subject: Subject::Regions,
            name: table.file.clone(),
            size,
            dialect: table.dialect,
            options: in_force(options, &table.periods),
            book: None,
            lines: table.organizations.texts().len(),
            blank_rows: table.blank_rows,
            columns: table.columns.clone(),
            notices: table.notices.clone(),
            periods: table.periods.clone(),
        }
    }
}

/// What was said of a file, without the periods that were chosen of columns that tell none any more.
fn in_force(mut options: Options, periods: &[Periods]) -> Options {
    options.only.retain(|(role, _)| periods.iter().any(|periods| periods.role == *role));
    options
}
