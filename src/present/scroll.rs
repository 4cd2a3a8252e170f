//! Which rows of a long table are in sight, and where they stand.

/// The height of a table's row in pixels, as `style/tokens.css` has it.
pub const ROW: f64 = 34.0;
/// No table is shown higher than this, in pixels, as `style/components/data_table.css` has it.
pub const HIGHEST_SHOWN: f64 = 494.0;
/// Longer tables scroll in proportion: Firefox keeps a header in sight down to 2^29 sixtieths of a pixel, no browser scrolls
/// twice as far.
const HIGHEST: f64 = 8_900_000.0;
/// Rows are asked for in steps, so that a small move asks for none.
const STEP: usize = 12;

/// A table's rows and the part of them in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scroll {
    /// How many rows there are.
    pub total: usize,
    /// The height of what shows rows, in pixels.
    pub height: f64,
    /// How far it is scrolled, in pixels.
    pub top: f64,
}

/// How high so many rows are, as far as a browser scrolls, in pixels.
#[expect(clippy::cast_precision_loss, reason = "rows, far below 2^52")]
pub fn height_of(rows: usize) -> f64 {
    (rows as f64 * ROW).min(HIGHEST)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "rows and pixels, far below 2^52 and not negative"
)]
impl Scroll {
    /// The height of all rows together, in pixels.
    pub fn full_height(self) -> f64 {
        height_of(self.total)
    }

    /// Whether it is too long for a browser to scroll by its rows' height.
    fn is_long(self) -> bool {
        self.total as f64 * ROW > HIGHEST
    }

    /// The row at the upper edge, with a fraction.
    fn first(self) -> f64 {
        if !self.is_long() {
            return self.top / ROW;
        }
        let rows = self.total as f64;
        let way = (HIGHEST - self.height).max(1.0);
        (self.top / way).clamp(0.0, 1.0) * (rows - self.height / ROW).max(0.0)
    }

    /// The rows to have at hand: the first, and how many.
    pub fn wanted(self) -> (usize, usize) {
        let in_sight = (self.height / ROW).ceil() as usize + 1;
        let first = self.first().max(0.0) as usize;
        let step = first / STEP * STEP;
        let from = step.saturating_sub(STEP);
        // A table that nobody has scrolled yet is drawn sooner with no more rows than are in sight.
        let ahead = if self.top > 0.0 { 2 * STEP } else { 0 };
        let count = step + in_sight + ahead - from;
        if !self.is_long() {
            return (from, count);
        }
        // There is less room above the upper edge than the rows there would take, and below the lower one.
        let from = from.max((self.first() - self.top / ROW).ceil() as usize).min(self.first() as usize);
        let end = self.first() + (HIGHEST - self.top) / ROW;
        (from, count.min((end.ceil() as usize).saturating_sub(from)))
    }

    /// By how many rows a page goes: one less than there is room for.
    pub fn page(self) -> usize {
        ((self.height / ROW) as usize).saturating_sub(1).max(1)
    }

    /// The first row that is whole in sight.
    pub fn first_whole(self) -> usize {
        self.first().max(0.0).ceil() as usize
    }

    /// Where a row stands, in pixels from the top of all rows.
    pub fn place(self, row: usize) -> f64 {
        let offset = (row as f64 - self.first()) * ROW;
        (self.top + offset).clamp(0.0, self.full_height())
    }

    /// Where a table that scrolls in proportion is scrolled to so that its rows move by so many
    /// pixels; `None` for one that browsers scroll right themselves.
    pub fn moved(self, pixels: f64) -> Option<f64> {
        self.is_long().then(|| self.top_of(self.first() + pixels / ROW).clamp(0.0, HIGHEST - self.height))
    }

    /// Where a table is scrolled to so that a row is whole in sight: no further than that takes.
    pub fn showing(self, row: usize) -> f64 {
        let (row, room) = (row as f64, (self.height / ROW).max(1.0));
        let first = self.first().min(row).max(row + 1.0 - room);
        self.top_of(first.max(0.0)).clamp(0.0, (self.full_height() - self.height).max(0.0))
    }

    /// How far to scroll for a row to be the first.
    fn top_of(self, row: f64) -> f64 {
        if !self.is_long() {
            return row * ROW;
        }
        let rows = self.total as f64;
        row / (rows - self.height / ROW) * (HIGHEST - self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::{HIGHEST, HIGHEST_SHOWN, ROW, Scroll};

    #[test]
    fn styles_have_the_same_heights() {
        assert!(include_str!("../../style/tokens.css").contains(&format!("--row: {ROW}px;")));
        let table = include_str!("../../style/components/data_table.css");
        for property in ["max-height", "contain-intrinsic-height"] {
            assert!(table.contains(&format!("{property}: {HIGHEST_SHOWN}px;")), "{property}");
        }
    }

    fn check(total: usize, row: usize) {
        let still = Scroll { total, height: 480.0, top: 0.0 };
        let scroll = Scroll { top: still.top_of(row as f64), ..still };
        let (from, count) = scroll.wanted();
        assert!(from <= row && row + 15 <= from + count, "{row} of {total}: {from} + {count}");
        assert!((scroll.place(row) - scroll.top).abs() < 1.0, "row {row} of {total} is at the upper edge");
    }

    fn check_showing(total: usize, from: f64, row: usize, expected: f64) {
        let still = Scroll { total, height: 340.0, top: 0.0 };
        let scroll = Scroll { top: still.top_of(from), ..still };
        let shown = Scroll { top: scroll.showing(row), ..scroll };
        assert!((shown.first() - expected).abs() < 1e-6, "{row} of {total}: {}", shown.first());
    }

    #[test]
    fn a_row_is_brought_in_sight_by_as_little_as_that_takes() {
        for total in [1_000, 5_000_000] {
            check_showing(total, 100.0, 105, 100.0);
            check_showing(total, 100.0, 99, 99.0);
            check_showing(total, 100.0, 110, 101.0);
            check_showing(total, 100.5, 100, 100.0);
            check_showing(total, 100.0, total - 1, total as f64 - 10.0);
            check_showing(total, 100.0, 0, 0.0);
        }
        check_showing(5, 0.0, 4, 0.0);
    }

    #[test]
    fn every_row_can_be_reached() {
        for total in [1_000, 500_000, 5_000_000] {
            for row in [0, 1, 31, 32, 500, total / 2, total - 15] {
                check(total, row);
            }
        }
    }

    #[test]
    fn the_rows_at_hand_stand_where_they_are_seen() {
        for total in [500_000, 5_000_000] {
            let highest = HIGHEST - 480.0;
            for top in (0..400).flat_map(|step| {
                [f64::from(step), f64::from(step) * 17.0, highest - f64::from(step) * 17.0, highest / 3.0]
            }) {
                let scroll = Scroll { total, height: 480.0, top };
                let (from, count) = scroll.wanted();
                assert!(from as f64 <= scroll.first(), "{top} of {total}: the first in sight is at hand");
                let above = scroll.place(from) + (scroll.first() - from as f64) * ROW;
                // Above the first row there is nothing to move it into.
                let room = if scroll.place(from) > 0.0 { 1.0 } else { ROW };
                assert!((-1.0..room).contains(&(above - top)), "{top} of {total}: {above}");
                let last = (scroll.first() + 480.0 / ROW).floor();
                assert!((from + count) as f64 >= last, "{top} of {total}");
                let end = scroll.place(from) + count as f64 * ROW;
                assert!(end < HIGHEST + ROW, "{top} of {total}: {end}");
            }
        }
    }

    #[test]
    fn a_long_table_moves_by_whole_rows() {
        let still = Scroll { total: 5_000_000, height: 480.0, top: 0.0 };
        let mut scroll = still;
        for row in 1..100 {
            scroll.top = scroll.moved(ROW).unwrap();
            // As a browser rounds it; the table knows better.
            let shown = Scroll { top: scroll.top.round(), ..scroll };
            assert!((shown.first() - f64::from(row)).abs() < 0.5, "row {row}: {}", shown.first());
        }
        assert_eq!(still.moved(-ROW), Some(0.0));
        let end = Scroll { top: HIGHEST - 480.0, ..still };
        assert_eq!(end.moved(ROW), Some(end.top));
        assert_eq!(scroll.moved(f64::INFINITY), Some(end.top));
        assert_eq!(scroll.moved(f64::NEG_INFINITY), Some(0.0));
        assert_eq!(Scroll { total: 500, ..still }.moved(ROW), None);
    }

    #[test]
    fn the_last_row_ends_at_the_lower_edge() {
        let total = 5_000_000;
        let scroll = Scroll { total, height: 340.0, top: HIGHEST - 340.0 };
        assert!((scroll.place(total - 1) + ROW - HIGHEST).abs() < 1.0);
    }
}
