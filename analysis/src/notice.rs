//! What was odd about a file but survivable: counted, listed, never silent.

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

/// How many notices of one kind are listed one by one; the rest are counted in a last one.
pub const LISTED: u64 = 200;

/// One oddity, with the place it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// The file's name; `None` for what shows only when both files are joined.
    pub file: Option<String>,
    /// The row as a spreadsheet numbers it: the first row of the file is 1.
    pub row: Option<u64>,
    /// The column's header as it stands in the file.
    pub column: Option<String>,
    /// What was found there.
    pub value: Option<String>,
    /// How many rows, keys or cells the notice speaks for.
    pub count: u64,
    /// The organization it is about.
    pub organization: Option<String>,
    /// The centre it is about.
    pub centre_number: Option<String>,
}

impl Notice {
    /// A notice that says no more than how often something happened.
    #[must_use]
    pub fn new(kind: NoticeKind, count: u64) -> Notice {
        Notice {
            kind,
            file: None,
            row: None,
            column: None,
            value: None,
            count,
            organization: None,
            centre_number: None,
        }
    }

    pub(crate) fn in_file(self, file: &str) -> Notice {
        Notice { file: Some(file.into()), ..self }
    }

    pub(crate) fn at_row(self, row: u64) -> Notice {
        Notice { row: Some(row), ..self }
    }

    pub(crate) fn in_column(self, header: Option<&str>) -> Notice {
        Notice { column: header.map(|header| header.trim().to_owned()), ..self }
    }

    pub(crate) fn saying(self, value: impl Into<String>) -> Notice {
        Notice { value: Some(value.into()), ..self }
    }

    pub(crate) fn about(self, organization: Option<&str>, centre_number: Option<&str>) -> Notice {
        let owned = |id: Option<&str>| id.filter(|id| !id.is_empty()).map(str::to_owned);
        Notice { organization: owned(organization), centre_number: owned(centre_number), ..self }
    }
}

/// The kinds of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Rows with nothing in any cell were dropped.
    BlankRows,
    /// The workbook has other sheets that would have done as well.
    OtherSheets,
    /// Rows that are hidden in the workbook, or filtered away there, are counted as the others.
    HiddenRows,
    /// The text is not all in UTF-8, and what is not was read as windows-1252.
    Encoding,
    /// Characters of the file could not be read, and stand as U+FFFD.
    ReplacedCharacters,
    /// Rows above the header were skipped.
    TitleRows,
    /// No row looks like a header: the first one was read as the others.
    NoHeader,
    /// A cell holds a NUL, which was taken out.
    NulInCell,
    /// The last row ends before the last column and without a line end: the file may be cut off.
    CutOff,
    /// A row of totals was left out.
    TotalRow,
    /// A row headed as one of totals is not the sum of rows above it, and was kept.
    PossibleTotal,
    /// The header row once more was left out.
    RepeatedHeader,
    /// Identifiers that differ only by leading zeros, letter case, accents, kinds of spaces or a trailing `.0` are kept
    /// apart.
    SimilarIds,
    /// Every identifier of a column ended in `.0`, which was taken off.
    FloatIds,
    /// Amounts of one column are written with a decimal point and with a decimal comma.
    MixedDecimals,
    /// Amounts such as `1.234` could be two numbers, and nothing in the column decides.
    UnclearDecimals,
    /// A row without an organization or a centre number was set aside.
    RowWithoutKey,
    /// A row without one of these, headed as a total, was set aside: the rows above it come to something else.
    OtherTotal,
    /// Identifiers and amounts are formulas whose results are not stored in the workbook.
    FormulasWithoutResult,
    /// An amount could not be read as a number; the row is kept, the amount is unknown.
    UnreadableAmount,
    /// A row ends before the last column; it is set aside where the amount is missing with it.
    MissingCells,
    /// A row goes on after the last column.
    ExtraCells,
    /// A column that is not used has no heading, and is not empty.
    NamelessColumn,
    /// Several lines with one organization and centre were summed before the join.
    SummedLines,
    /// Some of the lines summed had no amount; the sum is over what is there.
    PartialSums,
    /// One organization has several names beside its identifier.
    OrganizationNames,
    /// The visits call organizations otherwise than the expenses.
    OtherOrganizationNames,
    /// One centre number has several names.
    CentreNames,
    /// Centres whose commonest name in the visits is none that the expenses give them.
    OtherCentreNames,
    /// Expenses below 0 (recoveries) are kept.
    NegativeExpenses,
    /// Visits below 0: the unit cost is unknown.
    NegativeVisits,
    /// Joined rows whose visits are missing.
    MissingVisits,
    /// Joined rows whose visits are 0.
    ZeroVisits,
    /// Joined rows whose visits are suppressed.
    SuppressedVisits,
    /// Joined rows whose expenses are not known.
    UnknownExpenses,
    /// Organization and centre pairs that stand in the expenses only.
    OnlyInExpenses,
    /// Organization and centre pairs that stand in the visits only.
    OnlyInVisits,
    /// Lines of a file of regions about an organization that an earlier line has in the same region.
    RepeatedOrganizations,
    /// Regions each of whose lines gives one and the same population, which counts once: it is the
    /// region's own. See [`crate::membership::RegionsTable`].
    RegionPopulations,
    /// Regions each of whose lines gives one and the same population, while others' do not: all are
    /// the organizations', and are added up.
    RepeatedPopulations,
    /// An organization, or a region, with two different populations: none is known.
    ConflictingPopulations,
    /// Organizations, or regions, without a population, in a file that gives others one.
    MissingPopulations,
    /// Organizations with joined rows that are in no region.
    WithoutRegion,
    /// Organizations that a file of regions names, and neither the expenses nor the visits.
    InNeitherFile,
    /// Regions of whose organizations no row joins: no figures are theirs.
    RegionsWithoutRows,
    /// A column that tells regions is not used: a file of regions does, or another column could too.
    UnusedRegionColumn,
    /// Several columns could tell the year, or the period, of rows: none of them does.
    UnclearPeriods,
    /// Columns that could each be what organizations are called; none of them is.
    UnclearNames,
    /// Rows without a period, in a file whose other rows have one, are read with these.
    WithoutPeriod,
    /// Rows of several periods are taken together.
    SeveralPeriods,
    /// Organization and centre pairs whose lines are of other periods in one file than in the other.
    PairsOfOtherPeriods,
    /// Rows of other periods than the one that was chosen are left out.
    OtherPeriods,
}

impl NoticeKind {
    /// The kind in two or three words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::BlankRows => "Blank rows",
            NoticeKind::OtherSheets => "Other sheets",
            NoticeKind::HiddenRows => "Hidden rows",
            NoticeKind::Encoding => "Encoding",
            NoticeKind::ReplacedCharacters => "Unreadable characters",
            NoticeKind::TitleRows => "Rows above the header",
            NoticeKind::NoHeader => "No header",
            NoticeKind::NulInCell => "NUL in a cell",
            NoticeKind::CutOff => "File may be cut off",
            NoticeKind::TotalRow => "Row of totals",
            NoticeKind::PossibleTotal => "Possibly totals",
            NoticeKind::RepeatedHeader => "Header repeated",
            NoticeKind::SimilarIds => "Identifiers that look alike",
            NoticeKind::FloatIds => "Identifiers with “.0”",
            NoticeKind::MixedDecimals => "Two decimal signs",
            NoticeKind::UnclearDecimals => "Unclear decimal sign",
            NoticeKind::RowWithoutKey => "Row without a key",
            NoticeKind::OtherTotal => "Total of something else",
            NoticeKind::FormulasWithoutResult => "Formulas without results",
            NoticeKind::UnreadableAmount => "Not a number",
            NoticeKind::MissingCells => "Row too short",
            NoticeKind::ExtraCells => "Row too long",
            NoticeKind::NamelessColumn => "Column without a heading",
            NoticeKind::SummedLines => "Lines summed",
            NoticeKind::PartialSums => "Sums with gaps",
            NoticeKind::OrganizationNames => "Organization with several names",
            NoticeKind::OtherOrganizationNames => "Other names of organizations in the visits",
            NoticeKind::CentreNames => "Centre with several names",
            NoticeKind::OtherCentreNames => "Other names in the visits",
            NoticeKind::NegativeExpenses => "Negative expenses",
            NoticeKind::NegativeVisits => "Negative visits",
            NoticeKind::MissingVisits => "Visits missing",
            NoticeKind::ZeroVisits => "Zero visits",
            NoticeKind::SuppressedVisits => "Visits suppressed",
            NoticeKind::UnknownExpenses => "Expenses not known",
            NoticeKind::OnlyInExpenses => "Only in expenses",
            NoticeKind::OnlyInVisits => "Only in visits",
            NoticeKind::RepeatedOrganizations => "Organization repeated",
            NoticeKind::RegionPopulations => "Populations of regions",
            NoticeKind::RepeatedPopulations => "Populations repeated",
            NoticeKind::ConflictingPopulations => "Two populations",
            NoticeKind::MissingPopulations => "Population not known",
            NoticeKind::WithoutRegion => "Without a region",
            NoticeKind::InNeitherFile => "In neither file",
            NoticeKind::RegionsWithoutRows => "Region without rows",
            NoticeKind::UnusedRegionColumn => "Region column not used",
            NoticeKind::UnclearPeriods => "Unclear period",
            NoticeKind::UnclearNames => "Unclear name",
            NoticeKind::WithoutPeriod => "Without a period",
            NoticeKind::SeveralPeriods => "Several periods",
            NoticeKind::PairsOfOtherPeriods => "Pairs of other periods",
            NoticeKind::OtherPeriods => "Other periods",
        }
    }
}

/// As many of some texts as a notice has room for, and a mark where there are more.
pub(crate) fn listed<T: Borrow<str>>(texts: &[T], most: usize) -> String {
    texts[..texts.len().min(most)].join("; ") + if texts.len() > most { "; …" } else { "" }
}

/// Collects one file's notices: each is listed up to [`LISTED`] of its kind, all are counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notices {
    listed: Vec<Notice>,
    seen: std::collections::BTreeMap<NoticeKind, u64>,
}

impl Notices {
    pub(crate) fn push(&mut self, notice: Notice) {
        let seen = self.seen.entry(notice.kind).or_default();
        *seen += 1;
        if *seen <= LISTED {
            self.listed.push(notice);
        }
    }

    /// The notices in the order they came, then one for each kind that outgrew its list.
    pub(crate) fn into_vec(mut self) -> Vec<Notice> {
        let file = self.listed.first().and_then(|notice| notice.file.clone());
        for (kind, seen) in self.seen {
            if seen > LISTED {
                self.listed.push(Notice { file: file.clone(), ..Notice::new(kind, seen - LISTED) });
            }
        }
        self.listed
    }
}
