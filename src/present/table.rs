//! What every table is made of: columns that can be sorted, and cells.

use pervisit_analysis::rows::Direction;

/// One column of a table whose sort keys are `K`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<K> {
    /// What it is sorted by.
    pub key: K,
    /// Its header.
    pub label: &'static str,
    /// How wide it is drawn, in rem; 0 for the rest of the table's width.
    pub width: u8,
    /// Whether it holds figures: right-aligned, largest first at the first click.
    pub numeric: bool,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// What more there is to say about it: why a figure is not known, what it leaves out.
    pub remark: Option<String>,
}

impl Cell {
    /// A cell with nothing more to say.
    pub fn new(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), remark: None }
    }
}

/// Which column a table is sorted by, and how; `None` for the order it came in.
pub type Sort<K> = Option<(K, Direction)>;

/// The sort after a click on a column's header: first one way, then the other, then none.
pub fn next_sort<K: PartialEq + Copy>(sort: Sort<K>, column: &Column<K>) -> Sort<K> {
    let first = if column.numeric { Direction::Descending } else { Direction::Ascending };
    match sort {
        Some((key, direction)) if key == column.key => (direction == first).then(|| (key, opposite(first))),
        _ => Some((column.key, first)),
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::rows::Direction::{Ascending, Descending};

    use super::{Column, Sort, next_sort};

    fn check(numeric: bool, expected: [Sort<u8>; 3]) {
        let column = Column { key: 1, label: "", width: 0, numeric };
        let mut sort = Some((9, Ascending));
        for expected in expected {
            sort = next_sort(sort, &column);
            assert_eq!(sort, expected);
        }
    }

    #[test]
    fn clicks_go_round() {
        check(false, [Some((1, Ascending)), Some((1, Descending)), None]);
        check(true, [Some((1, Descending)), Some((1, Ascending)), None]);
    }
}
