//! What was odd about a file but survivable: counted, listed, never silent.

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
}

/// The kinds of notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Rows with nothing in any cell were dropped.
    BlankRows,
    /// A row without an organization or a centre number was set aside.
    RowWithoutKey,
    /// An amount could not be read as a number; the row is kept, the amount is unknown.
    UnreadableAmount,
    /// A row ends before the last column.
    MissingCells,
    /// A row goes on after the last column.
    ExtraCells,
    /// Several lines with one organization and centre were summed before the join.
    SummedLines,
    /// Some of the lines summed had no amount; the sum is over what is there.
    PartialSums,
    /// One centre number has two names.
    CentreNames,
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
                let file = file.clone();
                self.listed.push(Notice { kind, file, row: None, column: None, value: None, count: seen - LISTED });
            }
        }
        self.listed
    }
}
