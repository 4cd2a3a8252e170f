//! What a table is asked for, and the rows that answer it.

use serde::{Deserialize, Serialize};

use crate::columns::Value;
use crate::ingest::letters::searched;
use crate::natural;
use crate::rows::{Condition, Direction, has_words};
use crate::sort::{by_figure, by_rank};

/// Which rows of a table are wanted, in which order. Its columns are told by their places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Words that must each stand in one of the columns of texts; case is free.
    pub words: String,
    /// What columns have to hold.
    pub conditions: Vec<(usize, Condition)>,
    /// What they are sorted by, the first before the others; none for the order they stand in. What is empty or not known
    /// comes last.
    pub sort: Vec<(usize, Direction)>,
}

impl Question {
    /// The places of the rows that are left of so many, in the order wanted; equal ones stay in
    /// theirs. `words_in` are the columns that words are looked for in, `value` gives the cell of a
    /// row and a column. A column holds either texts or figures.
    #[must_use]
    pub fn answer<'a>(&self, rows: usize, words_in: &[usize], value: &dyn Fn(usize, usize) -> Value<'a>) -> Vec<usize> {
        let text = |row: usize, column: usize| match value(row, column) {
            Value::Text(text) => text,
            Value::Figure(_) => "".into(),
        };
        let figure = |row: usize, column: usize| match value(row, column) {
            Value::Figure(figure) => figure,
            Value::Text(_) => None,
        };
        let words = searched(&self.words);
        let has_words = |row: usize| {
            let texts: Vec<String> = words_in.iter().map(|&column| searched(&text(row, column))).collect();
            has_words(&texts.join("\n"), &words)
        };
        let is_left = |row: usize| {
            (words.is_empty() || has_words(row))
                && self.conditions.iter().all(|(column, condition)| match value(row, *column) {
                    Value::Text(text) => condition.has_text(&text),
                    Value::Figure(figure) => condition.has_figure(figure),
                })
        };
        #[expect(clippy::cast_possible_truncation, reason = "rows are numbered by u32")]
        let mut left: Vec<u32> = (0..rows).filter(|&row| is_left(row)).map(|row| row as u32).collect();
        for &(column, direction) in self.sort.iter().rev() {
            if rows > 0 && matches!(value(0, column), Value::Text(_)) {
                let texts: Vec<_> = (0..rows).map(|row| text(row, column)).collect();
                let ranks = natural::ranks(&texts);
                by_rank(&mut left, direction, &|row| ranks[row as usize]);
                // What is empty comes last either way, as unknown figures do.
                let (some, none): (Vec<u32>, Vec<u32>) =
                    left.into_iter().partition(|&row| !texts[row as usize].is_empty());
                left = [some, none].concat();
            } else {
                by_figure(&mut left, direction, &|row| figure(row as usize, column));
            }
        }
        left.into_iter().map(|row| row as usize).collect()
    }
}
