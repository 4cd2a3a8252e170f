//! What stands in each column of a table, before anyone writes it down.

mod allocation;
mod centres;
mod notices;
mod organizations;
mod regions;
mod rows;
mod standings;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use self::allocation::{AllocationColumn, Terms};
pub use self::centres::CentreColumn;
pub use self::notices::NoticeColumn;
pub use self::organizations::OrganizationColumn;
pub use self::regions::RegionColumn;
pub use self::standings::StandingColumn;

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A figure, unrounded; `None` where it is not known.
    Figure(Option<f64>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }

    #[expect(clippy::cast_precision_loss, reason = "a count, far below 2^52")]
    fn count(count: usize) -> Value<'a> {
        Value::Figure(Some(count as f64))
    }
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Texts.
    Text,
    /// Amounts and counts: with decimals where any of them has some.
    Amount,
    /// Unit costs and ratios: always with decimals.
    Ratio,
    /// Parts of 1, shown in per cent.
    Share,
}

/// A region's or an organization's name, or what stands for those without a region.
fn name(name: Option<&str>) -> Value<'_> {
    Value::text(name.unwrap_or(NO_REGION))
}

/// What stands in files for organizations without a region.
pub const NO_REGION: &str = "(no region)";
