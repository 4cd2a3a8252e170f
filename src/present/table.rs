//! What every table is made of: columns that can be sorted, filtered and left out, and cells.

use pervisit_analysis::columns::Value;
use pervisit_analysis::names::Called;
pub use pervisit_analysis::question::Question;
use pervisit_analysis::rows::{Condition, Direction};

use super::numbers::{Locale, UNKNOWN, Written};

/// One column of a table. A table tells its columns apart by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub label: &'static str,
    /// What it holds, in more words.
    pub meaning: &'static str,
    /// How wide it is drawn at least, in rem; 0 for the rest of the table's width.
    pub width: u8,
    /// How its figures are written, where it holds such: right-aligned, largest first at the first click.
    pub written: Option<Written>,
    /// Whether it is shown only when it is chosen.
    pub extra: bool,
    /// Whether a figure above 0 has its sign, as what is more or less than another.
    pub signed: bool,
}

impl Column {
    /// How much room it takes at least, as a length in CSS, where its longest cell takes so many pixels.
    pub fn room(&self, longest: usize) -> String {
        /// What is left of the first letter and right of the last one.
        const SIDES: usize = 22;
        match (self.width, self.is_of_figures()) {
            // It takes the rest; on narrow pages, figures stand in sight beside it.
            (0, _) => "min(12rem, 40vw)".to_owned(),
            (width, true) => format!("max({width}rem, {}px)", longest.max(letters(self.label)) + SIDES),
            (width, false) => format!("max({width}rem, min({}px, 16rem, 34vw))", longest + SIDES),
        }
    }

    /// A column of texts.
    pub const fn text(label: &'static str, meaning: &'static str, width: u8) -> Column {
        Column { label, meaning, width, written: None, extra: false, signed: false }
    }

    /// A column of figures.
    pub const fn figure(label: &'static str, meaning: &'static str, width: u8, written: Written) -> Column {
        Column { label, meaning, width, written: Some(written), extra: false, signed: false }
    }

    /// The same column, shown only when it is chosen.
    pub const fn extra(self) -> Column {
        Column { extra: true, ..self }
    }

    /// The same column, of figures that are differences.
    pub const fn signed(self) -> Column {
        Column { signed: true, ..self }
    }

    /// Whether it holds figures.
    pub const fn is_of_figures(&self) -> bool {
        self.written.is_some()
    }

    /// What stands in it, written; `cents` says whether expenses are shown with cents.
    pub fn cell(&self, value: Value<'_>, locale: &Locale, cents: bool) -> Cell {
        match (value, self.written) {
            (Value::Text(text), _) => Cell::new(text),
            (Value::Figure(Some(figure)), Some(written)) => {
                let text = written.write(figure, locale, cents);
                // What is shown as 0 has no sign.
                let is_more = figure > 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
                Cell::new(if self.signed && is_more { format!("+{text}") } else { text })
            }
            _ => Cell::new(UNKNOWN),
        }
    }
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

    /// All of it.
    pub fn all(&self) -> String {
        let remark = self.remark.as_ref().map(|remark| format!(" {remark}"));
        self.text.clone() + &remark.unwrap_or_default()
    }

    /// How much room it takes in a column, in pixels: a remark stands beside a figure, and below a text.
    pub fn room(&self, column: &Column) -> usize {
        // A remark's letters are smaller.
        let remark = self.remark.as_ref().map(|remark| letters(remark) * 8 / 9);
        match remark {
            Some(remark) if column.is_of_figures() => letters(&self.text) + 12 + remark,
            remark => letters(&self.text).max(remark.unwrap_or_default()),
        }
    }
}

/// What a figure rests on and leaves out: `1 estimated, 2 left out`. Counts of 0 are not told.
pub fn counted(counts: &[(usize, &str)], locale: &Locale) -> Option<String> {
    let said = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = said.map(|(count, what)| format!("{} {what}", locale.count(*count))).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// How much room letters and digits of a sum take in the widest of the page's fonts, in pixels.
pub fn letters(text: &str) -> usize {
    let letter = |letter| match letter {
        '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' => 6,
        '+' | '−' | '%' => 13,
        _ => 9,
    };
    text.chars().map(letter).sum()
}

/// What tells a row apart, for who hears one after the other: its texts that are shown. `None` where its first cell
/// says all of it.
pub fn label(columns: &[Column], shown: &[usize], cells: &[Cell]) -> Option<String> {
    let texts = shown.iter().filter(|&&at| !columns[at].is_of_figures()).filter_map(|&at| cells.get(at));
    let texts: Vec<&Cell> = texts.filter(|cell| !cell.text.is_empty()).collect();
    let says_more = texts.len() > 1 || texts.iter().any(|cell| cell.remark.is_some());
    let mut said: Vec<String> = texts.iter().map(|cell| cell.all()).collect();
    // A centre without a name is called by its number.
    said.dedup();
    says_more.then(|| said.join(" · "))
}

/// The columns a table is sorted by, the first before the others; none for the order it came in.
pub type Sort = Vec<(usize, Direction)>;

/// The sort after a click on a column's header: by that column alone, first one way, then the other,
/// then not. Where the click adds, the other columns stay as they are.
pub fn next_sort(sort: &Sort, at: usize, column: &Column, adds: bool) -> Sort {
    let first = if column.is_of_figures() { Direction::Descending } else { Direction::Ascending };
    if !adds {
        return match sort.as_slice() {
            [(only, direction)] if *only == at && *direction == first => vec![(at, first.other())],
            [(only, _)] if *only == at => Vec::new(),
            _ => vec![(at, first)],
        };
    }
    let mut sort = sort.clone();
    match sort.iter().position(|&(other, _)| other == at) {
        None => sort.push((at, first)),
        Some(place) if sort[place].1 == first => sort[place].1 = first.other(),
        Some(place) => drop(sort.remove(place)),
    }
    sort
}

/// What is typed above a column of figures, in examples.
pub const RANGES: &str = "100..500, > 100, <= 5 or 250";
/// What is wrong with anything else.
pub const NO_RANGE: &str = "Not a range: try > 100";

/// The condition that is typed above a column: words above texts, a range above figures as they are
/// written there. `None` where nothing is typed, an error where it is no range.
pub fn condition(typed: &str, column: &Column, locale: &Locale, cents: bool) -> Result<Option<Condition>, ()> {
    match (typed.trim(), column.written) {
        ("", _) => Ok(None),
        (typed, None) => Ok(Some(Condition::words(typed))),
        (typed, Some(written)) => {
            let (low, high) = locale.range(typed, written, cents).ok_or(())?;
            Ok(Some(Condition::Between(low, high)))
        }
    }
}

/// The places of the rows that a question leaves, in its order; equal ones stay in theirs. Words are
/// looked for in the columns of texts that are shown without being chosen.
pub fn answer<'a>(
    columns: &[Column],
    rows: usize,
    question: &Question,
    value: &dyn Fn(usize, usize) -> Value<'a>,
) -> Vec<usize> {
    let texts: Vec<usize> =
        (0..columns.len()).filter(|&at| !columns[at].is_of_figures() && !columns[at].extra).collect();
    question.answer(rows, &texts, value)
}

/// The columns that are saved, with that of organizations' names beside that of their identifiers, where any has a name
/// and it is not among them.
pub fn with_name<C: Copy + PartialEq>(mut saved: Vec<C>, identifier: C, name: C, called: &Called) -> Vec<C> {
    if let Some(at) =
        saved.iter().position(|&column| column == identifier).filter(|_| !called.is_empty() && !saved.contains(&name))
    {
        saved.insert(at + 1, name);
    }
    saved
}

/// The columns that are saved: those that are shown and, where one of them has remarks on the page, those that say the same.
pub fn with_marks<C: Copy + PartialEq>(mut shown: Vec<C>, marked: C, marks: &[C]) -> Vec<C> {
    if shown.contains(&marked) {
        let more: Vec<C> = marks.iter().copied().filter(|mark| !shown.contains(mark)).collect();
        shown.extend(more);
    }
    shown
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use pervisit_analysis::columns::Value;
    use pervisit_analysis::rows::Condition;
    use pervisit_analysis::rows::Direction::{Ascending, Descending};

    use super::{Cell, Column, Locale, Question, Sort, Written, answer, condition, label, next_sort};

    const TEXT: Column = Column::text("", "", 0);
    const FIGURE: Column = Column::figure("", "", 0, Written::Cost);
    const INDEX: Column = Column::figure("", "", 0, Written::Tenths);
    const SHARE: Column = Column::figure("", "", 0, Written::Share);
    const EXPENSES: Column = Column::figure("", "", 0, Written::Expenses);

    fn check(column: Column, adds: bool, mut sort: Sort, expected: [&[(usize, super::Direction)]; 3]) {
        for expected in expected {
            sort = next_sort(&sort, 1, &column, adds);
            assert_eq!(sort, expected);
        }
    }

    #[test]
    fn clicks_go_round() {
        check(TEXT, false, vec![(9, Ascending)], [&[(1, Ascending)], &[(1, Descending)], &[]]);
        check(FIGURE, false, vec![(9, Ascending), (1, Ascending)], [&[(1, Descending)], &[(1, Ascending)], &[]]);
    }

    #[test]
    fn clicks_that_add_leave_the_other_columns() {
        let other = (9, Ascending);
        check(TEXT, true, vec![other], [&[other, (1, Ascending)], &[other, (1, Descending)], &[other]]);
        check(
            FIGURE,
            true,
            vec![(1, Ascending), other],
            [&[other], &[other, (1, Descending)], &[other, (1, Ascending)]],
        );
    }

    fn check_condition(column: Column, typed: &str, expected: Expect) {
        let said = match condition(typed, &column, &Locale::default(), false) {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(Condition::Words(words))) => format!("words {words}"),
            Ok(Some(Condition::Between(low, high))) => format!("{low:.6} to {high:.6}"),
            Err(()) => "no range".to_owned(),
        };
        expected.assert_eq(&said);
    }

    #[test]
    fn a_range_is_typed_as_people_write_it() {
        check_condition(FIGURE, "100..500", expect!["99.995000 to 500.005000"]);
        check_condition(FIGURE, " 1,000 .. 2,000.50 ", expect!["999.995000 to 2000.505000"]);
        check_condition(FIGURE, "500..100", expect!["99.995000 to 500.005000"]);
        check_condition(FIGURE, "..5", expect!["-inf to 5.005000"]);
        check_condition(FIGURE, "5..", expect!["4.995000 to inf"]);
        check_condition(FIGURE, "> 100", expect!["100.005000 to inf"]);
        check_condition(FIGURE, ">=100", expect!["99.995000 to inf"]);
        check_condition(FIGURE, "< -2.5", expect!["-inf to -2.505000"]);
        check_condition(FIGURE, "≤5", expect!["-inf to 5.005000"]);
        check_condition(FIGURE, "250", expect!["249.995000 to 250.005000"]);
        check_condition(FIGURE, "= 250", expect!["249.995000 to 250.005000"]);
        check_condition(FIGURE, "1e17", expect!["no range"]);
        check_condition(
            FIGURE,
            "100000000000000000",
            expect!["100000000000000000.000000 to 100000000000000000.000000"],
        );
        check_condition(FIGURE, "", expect!["nothing"]);
        check_condition(FIGURE, "  ", expect!["nothing"]);
        check_condition(FIGURE, "x", expect!["no range"]);
        check_condition(FIGURE, ">", expect!["no range"]);
        check_condition(FIGURE, "..", expect!["no range"]);
        check_condition(FIGURE, "1..2..3", expect!["no range"]);
        check_condition(FIGURE, "1,5", expect!["no range"]);
        check_condition(FIGURE, "inf", expect!["no range"]);
        check_condition(TEXT, " Day  Surgery", expect!["words day  surgery"]);
    }

    #[test]
    fn a_range_means_figures_as_their_column_writes_them() {
        check_condition(INDEX, "118.4", expect!["118.350000 to 118.450000"]);
        check_condition(INDEX, "> 100", expect!["100.050000 to inf"]);
        check_condition(SHARE, "> 20", expect!["0.200500 to inf"]);
        check_condition(SHARE, "100 %", expect!["0.999500 to 1.000500"]);
        check_condition(SHARE, "100\u{a0}%", expect!["0.999500 to 1.000500"]);
        check_condition(SHARE, "< -2.5%", expect!["-inf to -0.025500"]);
        check_condition(SHARE, "20 % .. 30 %", expect!["0.199500 to 0.300500"]);
        check_condition(SHARE, "20 %%", expect!["no range"]);
        check_condition(SHARE, "%", expect!["no range"]);
        check_condition(INDEX, "100 %", expect!["no range"]);
        // Without cents, 1.5 is shown as 2, and 2.5 as 3.
        check_condition(EXPENSES, "2", expect!["1.500000 to 2.500000"]);
        check_condition(EXPENSES, "> 2", expect!["2.500000 to inf"]);
        check_condition(EXPENSES, "< 2", expect!["-inf to 1.500000"]);
    }

    const ROWS: [(&str, Option<f64>); 5] =
        [("b10", Some(2.0)), ("B9", None), ("a", Some(2.0)), ("b10", Some(-1.0)), ("c b", Some(10.0))];

    fn check_answer(question: &Question, expected: Expect) {
        let value = |row: usize, column: usize| {
            let (text, figure) = ROWS[row];
            if column == 0 { Value::Text(text.into()) } else { Value::Figure(figure) }
        };
        expected.assert_eq(&format!("{:?}", answer(&[TEXT, FIGURE], ROWS.len(), question, &value)));
    }

    #[test]
    fn a_row_is_called_by_its_texts() {
        let called = |texts: [&str; 3], remark: Option<&str>| {
            let mut cells = texts.map(Cell::new);
            cells[0].remark = remark.map(str::to_owned);
            label(&[TEXT, TEXT, FIGURE], &[0, 1, 2], &cells)
        };
        assert_eq!(called(["12", "Emergency", "5"], None).as_deref(), Some("12 · Emergency"));
        assert_eq!(called(["12", "", "5"], Some("General")).as_deref(), Some("12 General"));
        assert_eq!(called(["12", "12", "5"], None).as_deref(), Some("12"));
        assert_eq!(called(["12", "", "5"], None), None);
    }

    #[test]
    fn what_is_empty_comes_last_either_way() {
        let texts = ["b", "", "a", ""];
        let value = |row: usize, _: usize| Value::Text(texts[row].into());
        let sorted = |direction| {
            let question = Question { sort: vec![(0, direction)], ..Question::default() };
            answer(&[TEXT], texts.len(), &question, &value)
        };
        assert_eq!([sorted(Ascending), sorted(Descending)], [[2, 0, 1, 3], [0, 2, 1, 3]]);
    }

    #[test]
    fn rows_are_filtered_and_sorted_by_several_columns() {
        let sort = |sort: &[(usize, super::Direction)]| Question { sort: sort.to_vec(), ..Question::default() };
        check_answer(&Question::default(), expect!["[0, 1, 2, 3, 4]"]);
        check_answer(&sort(&[(0, Ascending)]), expect!["[2, 1, 0, 3, 4]"]);
        check_answer(&sort(&[(0, Descending), (1, Ascending)]), expect!["[4, 3, 0, 1, 2]"]);
        check_answer(&sort(&[(1, Descending), (0, Ascending)]), expect!["[4, 2, 0, 3, 1]"]);
        let words = Question { words: "B 1".into(), ..Question::default() };
        check_answer(&words, expect!["[0, 3]"]);
        let conditions = vec![(0, Condition::words("B")), (1, Condition::Between(-1.0, 2.0))];
        check_answer(&Question { conditions, ..Question::default() }, expect!["[0, 3]"]);
    }
}
