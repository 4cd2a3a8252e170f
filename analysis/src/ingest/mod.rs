//! A file's bytes -> a [`Table`]: what it is written in is found out, a guess that a later row
//! contradicts is revised, and whatever was repaired or set aside is a notice.

pub mod amount;
pub mod columns;
mod encoding;
mod ends;
mod footer;
mod head;
pub(crate) mod headings;
pub(crate) mod ids;
pub(crate) mod letters;
mod lines;
mod marks;
mod pass;
mod periods;
mod regions;
mod scan;
mod source;
mod survey;
mod unpack;
mod vector_number;
pub mod workbook;

use serde::{Deserialize, Serialize};

pub use encoding::Encoding;
pub use pass::as_formula;
pub(crate) use pass::is_error;
pub use source::{Chunks, Source, at_once};
pub use survey::{DELIMITERS, Dialect, Options};
pub use unpack::{Unpacker, gzip};

use crate::error::{Error, ErrorKind};
use crate::membership::RegionsTable;
use crate::notice::{Notice, NoticeKind};
use crate::table::{Column, Measure, Role, Subject, Table, Take};
use amount::Decimal;
use head::Head;
use pass::{FORMULA, Pass};
use scan::{Record, ScanError, Scanner};
use survey::{Survey, survey, told_by_excel};

/// Reads a whole file as a table of `measure`. `file` is its name, for notices and errors.
///
/// Encoding, delimiter, header row and decimal sign are found out unless `options` tell them.
/// Blank rows and a row of totals are dropped, a row without its key is set aside, an amount that
/// is no number is kept as [`crate::table::Amount::Unreadable`]: each with a notice.
///
/// # Errors
/// Where the file is no text, lacks a column that is needed or has two for one role, leaves a
/// quote open, or can't be read to its end.
///
/// ```
/// use pervisit_analysis::{ingest::{read, Encoding, Options}, table::{Amount, Measure}};
/// let file = b"Organisme;No du centre;D\xe9penses\n7;10;1 234,50\n"; // windows-1252, as Excel saves it in Quebec
/// let table = read(file.as_slice(), Measure::Expenses, "depenses.csv", &Options::default())?;
/// assert_eq!((table.dialect.encoding, table.dialect.delimiter), (Encoding::Windows1252, ';'));
/// assert_eq!(table.lines().next().map(|line| line.amount), Some(Amount::Known(1234.5)));
/// # Ok::<(), pervisit_analysis::error::Error>(())
/// ```
pub fn read(source: &(impl Source + ?Sized), measure: Measure, file: &str, options: &Options) -> Result<Table, Error> {
    at_once(read_async(source, measure, file, options))
}

/// [`read`], for bytes that have to be waited for.
///
/// # Errors
/// See [`read`].
pub async fn read_async(
    source: &(impl Source + ?Sized),
    measure: Measure,
    file: &str,
    options: &Options,
) -> Result<Table, Error> {
    read_and(source, measure, file, options, None).await
}

/// [`read_async`], for another: the lines are given to `take` as they come, and the table has none. With all of them,
/// gathered, it is the same ([`Table::with_lines`]).
///
/// # Errors
/// See [`read`].
pub async fn read_for_another(
    source: &(impl Source + ?Sized),
    measure: Measure,
    file: &str,
    options: &Options,
    take: Take<'_>,
) -> Result<Table, Error> {
    read_and(source, measure, file, options, Some(take)).await
}

async fn read_and(
    source: &(impl Source + ?Sized),
    measure: Measure,
    file: &str,
    options: &Options,
    take: Option<Take<'_>>,
) -> Result<Table, Error> {
    let pass = async |plan: &Plan, decimal| lines::pass(source, plan, measure, file, options, decimal, take).await;
    revised(source, file, options, pass).await
}

/// Reads a whole file of regions: which organization belongs to which region or health authority,
/// and how many people that makes; see [`RegionsTable`]. It is read with the same care as [`read`] has.
///
/// # Errors
/// As [`read`]; and where an organization is in two regions, or none is in any.
///
/// ```
/// use pervisit_analysis::{ingest::{read_regions, Options}, table::Amount};
/// let file = b"Organisme;Autorit\xe9 sanitaire;Population desservie\n7;Est;12 000\n8;Ouest;9 500\n";
/// let regions = read_regions(file.as_slice(), "regions.csv", &Options::default())?;
/// assert_eq!((regions.region_of("7"), regions.region_of("9")), (Some("Est"), None));
/// assert_eq!(regions.population_of("7"), Amount::Known(12_000.0));
/// # Ok::<(), pervisit_analysis::error::Error>(())
/// ```
pub fn read_regions(source: &(impl Source + ?Sized), file: &str, options: &Options) -> Result<RegionsTable, Error> {
    at_once(read_regions_async(source, file, options))
}

/// [`read_regions`], for bytes that have to be waited for.
///
/// # Errors
/// See [`read_regions`].
pub async fn read_regions_async(
    source: &(impl Source + ?Sized),
    file: &str,
    options: &Options,
) -> Result<RegionsTable, Error> {
    let pass = async |plan: &Plan, decimal| regions::pass(source, plan, file, options, decimal).await;
    revised(source, file, options, pass).await
}

/// Passes over a file until no row contradicts what the reading has guessed.
async fn revised<T>(
    source: &(impl Source + ?Sized),
    file: &str,
    options: &Options,
    pass: impl AsyncFn(&Plan, Option<Decimal>) -> Result<Pass<T>, Stop>,
) -> Result<T, Error> {
    let head = Head::of(source, file).await?;
    let mut plan = Plan::of(&head, options);
    let mut decimal = options.decimal;
    let found = loop {
        match pass(&plan, decimal).await {
            Ok(pass) => match pass.revised {
                Some(revised) if decimal.is_none() => decimal = Some(revised),
                _ if !pass.names.is_empty() && plan.names.is_empty() => plan.names = pass.names,
                _ => break pass.found,
            },
            Err(Stop::NotUtf8) => plan = Plan::in_encoding(&head, Encoding::Windows1252, options),
            Err(Stop::Error(error)) => return Err(error),
        }
    };
    match source.is_unchanged().await {
        Ok(true) => Ok(found),
        Ok(false) => Err(Error::new(ErrorKind::Changed, file)),
        Err(error) => Err(head::unreadable(&error, file)),
    }
}

/// What a file is about, by its headers.
///
/// # Errors
/// Where it is no text, or has columns for neither an amount nor regions.
pub async fn identify(source: &(impl Source + ?Sized), file: &str) -> Result<Subject, Error> {
    let description = describe(source, file, &Options::default()).await?;
    columns::subject(&description.headers, file)
}

/// What a file's first rows show, for somebody who is to say what its columns are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// How the file is written, as far as its first rows show.
    pub dialect: Dialect,
    /// The cells of the header row; of the first row where none looks like one.
    pub headers: Vec<String>,
    /// The cells of a few rows below it.
    pub samples: Vec<Vec<String>>,
}

/// Looks at a file's first rows.
///
/// # Errors
/// Where it is no text, or can't be read.
pub async fn describe(source: &(impl Source + ?Sized), file: &str, options: &Options) -> Result<Description, Error> {
    let plan = Plan::of(&Head::of(source, file).await?, options);
    let dialect = plan.dialect(options.decimal.unwrap_or_default());
    if plan.survey.headers.is_empty() {
        return Err(Error::new(ErrorKind::Empty, file));
    }
    Ok(Description { dialect, headers: plan.survey.headers, samples: plan.survey.samples })
}

/// A file's records as they stand in it, and how they were cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// How the file is written.
    pub dialect: Option<Dialect>,
    /// The cells of every row but the empty ones, unquoted and untrimmed.
    pub records: Vec<Vec<String>>,
    /// What was odd about the file as a whole.
    pub notices: Vec<Notice>,
    /// Why the reading ended before the file did.
    pub error: Option<Error>,
}

/// Reads every record of a file, whatever it is about.
#[must_use]
pub fn records(source: &(impl Source + ?Sized), file: &str, options: &Options) -> Records {
    let head = match at_once(Head::of(source, file)) {
        Ok(head) => head,
        Err(error) => return Records { error: Some(error), ..Records::default() },
    };
    let mut plan = Plan::of(&head, options);
    loop {
        let dialect = Some(plan.dialect(options.decimal.unwrap_or_default()));
        let mut records = Vec::new();
        let end = at_once(plan.each_record(source, file, &mut records));
        let notices = plan.notice(file).into_iter().collect();
        match end {
            Ok(_) => return Records { dialect, records, notices, error: None },
            Err(Stop::NotUtf8) => plan = Plan::in_encoding(&head, Encoding::Windows1252, options),
            Err(Stop::Error(error)) => return Records { dialect, records, notices, error: Some(error) },
        }
    }
}

/// Takes the records of a text, a part of it at a time.
trait Sink {
    /// Takes those that are there. Never generic over the source: this is where the time goes, and
    /// what is generic is compiled as small as whoever brings the source.
    fn take(&mut self, scanner: &mut Scanner, plan: &Plan, file: &str) -> Result<(), Stop>;
}

impl Sink for Vec<Vec<String>> {
    fn take(&mut self, scanner: &mut Scanner, plan: &Plan, file: &str) -> Result<(), Stop> {
        plan.records_there(scanner, file, |record| {
            self.push(record.all().map(str::to_owned).collect());
            Ok(())
        })
    }
}

/// Why a pass over a file ended before the file did.
enum Stop {
    /// The text is not what it was taken for.
    NotUtf8,
    /// The file can't be used.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

/// How a file is going to be read.
struct Plan {
    encoding: Encoding,
    /// Whether the encoding may turn out to be another.
    guessed: bool,
    packed: bool,
    /// Excel's `sep=` row is no record.
    has_hint: bool,
    /// About how many bytes a row has.
    row_length: usize,
    survey: Survey,
    /// What looks like headings of totals, and is names: a pass over all rows has shown it.
    names: Vec<String>,
}

impl Plan {
    fn of(head: &Head, options: &Options) -> Plan {
        let shown = Encoding::of(&head.bytes);
        let encoding = match options.encoding {
            Some(told) => told,
            None if shown == Encoding::Utf8 && !is_utf8(&head.bytes) => Encoding::Windows1252,
            None => shown,
        };
        Plan::in_encoding(head, encoding, options)
    }

    fn in_encoding(head: &Head, encoding: Encoding, options: &Options) -> Plan {
        // Bytes in memory can't fail to be read.
        let guessed = options.encoding.is_none();
        let mut text = encoding.decode(head.bytes.as_slice(), guessed);
        let text = at_once(source::whole(&mut text, u64::MAX)).unwrap_or_default();
        Plan {
            encoding,
            guessed,
            packed: head.packed,
            has_hint: told_by_excel(&text).is_some(),
            row_length: row_length(&head.bytes),
            survey: survey(&text, head.whole, options),
            names: Vec::new(),
        }
    }

    /// Says where the text was not in UTF-8, as nothing but its bytes shows.
    fn notice(&self, file: &str) -> Option<Notice> {
        let is_fallback = self.guessed && self.encoding == Encoding::Windows1252;
        is_fallback.then(|| Notice::new(NoticeKind::Encoding, 1).in_file(file).saying(self.encoding.name()))
    }

    /// The header cells; an error where nothing stands in them.
    fn headers(&self, file: &str) -> Result<&[String], Error> {
        let headers = &self.survey.headers;
        let is_empty = headers.iter().all(|header| header.trim().is_empty());
        if is_empty { Err(Error::new(ErrorKind::Empty, file)) } else { Ok(headers) }
    }

    fn dialect(&self, decimal: Decimal) -> Dialect {
        Dialect {
            encoding: self.encoding,
            gzip: self.packed,
            delimiter: self.survey.delimiter,
            header_row: self.survey.header_row,
            decimal,
        }
    }

    /// Gives every record to `sink`; says how many rows were empty.
    async fn each_record(
        &self,
        source: &(impl Source + ?Sized),
        file: &str,
        sink: &mut impl Sink,
    ) -> Result<u64, Stop> {
        let unreadable = |error| Stop::from(head::unreadable(&error, file));
        let bytes = unpack::open(source, self.packed, None).await.map_err(unreadable)?;
        let mut text = self.encoding.decode(bytes, self.guessed);
        let mut scanner = Scanner::new(self.delimiter());
        loop {
            sink.take(&mut scanner, self, file)?;
            if !scanner.more(&mut text).await.map_err(unreadable)? {
                return Ok(scanner.empty_rows());
            }
        }
    }

    /// Gives the records that are there to `each`.
    #[inline]
    fn records_there(
        &self,
        scanner: &mut Scanner,
        file: &str,
        mut each: impl FnMut(&Record<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        loop {
            match scanner.next() {
                Ok(true) if self.has_hint && scanner.record().row() == 1 => {}
                Ok(true) => each(&scanner.record())?,
                Ok(false) => return Ok(()),
                Err(ScanError::OpenQuote(row)) => {
                    return Err(Error::new(ErrorKind::OpenQuote, file).at_row(row).into());
                }
                Err(ScanError::NotUtf8(_)) if self.guessed => return Err(Stop::NotUtf8),
                Err(ScanError::NotUtf8(row)) => return Err(Error::new(ErrorKind::NotUtf8, file).at_row(row).into()),
            }
        }
    }

    fn delimiter(&self) -> u8 {
        u8::try_from(self.survey.delimiter).ok().filter(u8::is_ascii).unwrap_or(b',')
    }
}

/// About how many bytes a row has; never so few that a guess by them would run away.
fn row_length(head: &[u8]) -> usize {
    let count = |end| memchr::memchr_iter(end, head).count();
    let rows = count(b'\n').max(count(b'\r'));
    head.len().checked_div(rows).unwrap_or(head.len()).max(8)
}

/// Whether the bytes are UTF-8 but for a character that may be cut at their end.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none())
}

/// The roles that headers and the user's word give to columns, for the eye.
#[must_use]
pub fn roles(description: &Description, subject: impl Into<Subject>, options: &Options) -> Vec<Column> {
    columns::assigned(&description.headers, &description.samples, subject.into(), &options.roles)
}

/// The roles that a file can have columns for.
#[must_use]
pub fn wanted(subject: impl Into<Subject>) -> &'static [Role] {
    match subject.into() {
        Subject::Amounts(Measure::Expenses) => &[
            Role::Organization,
            Role::OrganizationName,
            Role::CentreNumber,
            Role::CentreName,
            Role::Expenses,
            Role::Region,
            Role::Year,
            Role::Period,
        ],
        Subject::Amounts(Measure::Visits) => &[
            Role::Organization,
            Role::OrganizationName,
            Role::CentreNumber,
            Role::CentreName,
            Role::Visits,
            Role::Year,
            Role::Period,
        ],
        Subject::Regions => &[
            Role::Organization,
            Role::OrganizationName,
            Role::Region,
            Role::Population,
            Role::RegionPopulation,
            Role::Year,
            Role::Period,
        ],
    }
}

/// Whether a file can't be read without a column for a role that it can have one for.
#[must_use]
pub fn is_needed(subject: impl Into<Subject>, role: Role) -> bool {
    match role {
        Role::Organization | Role::CentreNumber | Role::Expenses | Role::Visits => true,
        Role::Region => subject.into() == Subject::Regions,
        Role::OrganizationName
        | Role::CentreName
        | Role::Population
        | Role::RegionPopulation
        | Role::Year
        | Role::Period => false,
    }
}
