//! The columns of notices.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Kind, Value};
use crate::notice::Notice;

/// What stands in one column of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoticeColumn {
    /// [`Notice::kind`], in words.
    Kind,
    /// [`Notice::file`].
    File,
    /// [`Notice::row`].
    Row,
    /// [`Notice::column`].
    Column,
    /// [`Notice::value`].
    Value,
    /// [`Notice::count`].
    Count,
    /// [`Notice::organization`].
    Organization,
    /// [`Notice::centre_number`].
    CentreNumber,
}

impl NoticeColumn {
    /// Its name in a file.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            NoticeColumn::Kind => "Kind",
            NoticeColumn::File => "File",
            NoticeColumn::Row => "Row",
            NoticeColumn::Column => "Column",
            NoticeColumn::Value => "Value",
            NoticeColumn::Count => "Count",
            NoticeColumn::Organization => "Organization",
            NoticeColumn::CentreNumber => "Centre number",
        }
    }

    /// What its cells are.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            NoticeColumn::Row | NoticeColumn::Count => Kind::Amount,
            _ => Kind::Text,
        }
    }

    /// A notice's cell.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rows are far below 2^52")]
    pub fn value(self, notice: &Notice) -> Value<'_> {
        let or_empty = |cell: &'_ Option<String>| Value::Text(Cow::Owned(cell.clone().unwrap_or_default()));
        match self {
            NoticeColumn::Kind => Value::text(notice.kind.name()),
            NoticeColumn::File => or_empty(&notice.file),
            NoticeColumn::Row => Value::Figure(notice.row.map(|row| row as f64)),
            NoticeColumn::Column => or_empty(&notice.column),
            NoticeColumn::Value => or_empty(&notice.value),
            NoticeColumn::Count => Value::Figure(Some(notice.count as f64)),
            NoticeColumn::Organization => or_empty(&notice.organization),
            NoticeColumn::CentreNumber => or_empty(&notice.centre_number),
        }
    }
}
