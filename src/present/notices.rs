//! Notices -> sentences and the table of them.

use std::collections::BTreeMap;

use pervisit_analysis::columns::{NoticeColumn, Value};
use pervisit_analysis::notice::{Notice, NoticeKind};

use super::numbers::{Locale, Written};
use super::table::{Cell, Column, Question, answer};

/// The columns, in order.
pub const COLUMNS: [Column; 5] = [
    Column::text("What", "The kind of notice", 12),
    Column::text("What was found", "What was found, and what was done", 0),
    Column::text("File", "The file it is about", 9),
    Column::figure("Row", "The row as a spreadsheet numbers it", 5, Written::Plain),
    Column::figure("Count", "How many rows, keys or cells it speaks for", 6, Written::Plain),
];

/// What is saved, and of which column shown it is a part.
const SAVED: [(NoticeColumn, usize); 8] = [
    (NoticeColumn::Kind, 0),
    (NoticeColumn::File, 2),
    (NoticeColumn::Row, 3),
    (NoticeColumn::Column, 1),
    (NoticeColumn::Value, 1),
    (NoticeColumn::Count, 4),
    (NoticeColumn::Organization, 1),
    (NoticeColumn::CentreNumber, 1),
];

/// What is saved of the columns shown: of a sentence, its parts.
pub fn saved(shown: &[usize]) -> Vec<NoticeColumn> {
    SAVED.into_iter().filter(|(_, at)| shown.contains(at)).map(|(column, _)| column).collect()
}

/// Whether figures may be others than they seem where there is a notice of a kind: such are not folded away.
pub fn is_doubt(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::PossibleTotal
            | NoticeKind::OtherTotal
            | NoticeKind::MixedDecimals
            | NoticeKind::UnclearDecimals
            | NoticeKind::FormulasWithoutResult
            | NoticeKind::UnreadableAmount
            | NoticeKind::NamelessColumn
            | NoticeKind::PartialSums
            | NoticeKind::PairsOfOtherPeriods
            | NoticeKind::RegionPopulations
            | NoticeKind::RepeatedPopulations
    )
}

/// What is said once or a few times first, and of that what figures hang on; then what is said of one row after another.
pub fn in_order(notices: Vec<Notice>) -> Vec<Notice> {
    const FEW: usize = 5;
    let mut kinds: BTreeMap<NoticeKind, usize> = BTreeMap::new();
    notices.iter().for_each(|notice| *kinds.entry(notice.kind).or_default() += 1);
    let (first, then): (Vec<_>, Vec<_>) = notices.into_iter().partition(|notice| kinds[&notice.kind] <= FEW);
    let (doubts, first): (Vec<_>, Vec<_>) = first.into_iter().partition(|notice| is_doubt(notice.kind));
    doubts.into_iter().chain(first).chain(then).collect()
}

/// The notices that a question leaves, in its order; equal ones stay in theirs.
pub fn ordered(notices: &[Notice], question: &Question, locale: &Locale) -> Vec<Notice> {
    let value = |row: usize, column: usize| match (column, &notices[row]) {
        (0, notice) => NoticeColumn::Kind.value(notice),
        (1, notice) => Value::Text(said(notice, locale).into()),
        (2, notice) => Value::Text(file(notice).into()),
        (3, notice) => NoticeColumn::Row.value(notice),
        (_, notice) => NoticeColumn::Count.value(notice),
    };
    answer(&COLUMNS, notices.len(), question, &value).into_iter().map(|row| notices[row].clone()).collect()
}

fn file(notice: &Notice) -> &str {
    notice.file.as_deref().unwrap_or("both")
}

/// The cells of a notice, in the order of [`COLUMNS`].
pub fn cells(notice: &Notice, locale: &Locale) -> Vec<Cell> {
    let figure = |at: usize, column: NoticeColumn| COLUMNS[at].cell(column.value(notice), locale, false);
    vec![
        Cell::new(notice.kind.name()),
        Cell::new(capitalised(&said(notice, locale))),
        Cell::new(file(notice)),
        notice.row.map(|_| figure(3, NoticeColumn::Row)).unwrap_or_default(),
        figure(4, NoticeColumn::Count),
    ]
}

/// Of English sentences: the table of all capital letters weighs more than what uses it.
fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| std::iter::once(first.to_ascii_uppercase()).chain(letters).collect()).unwrap_or_default()
}

/// What was found, as a sentence that begins small.
fn said(notice: &Notice, locale: &Locale) -> String {
    let value = notice.value.as_deref().unwrap_or_default();
    let amount = || value.parse().map_or_else(|_| value.to_owned(), |amount| locale.plain(amount));
    let column = notice.column.as_deref().unwrap_or_default();
    // The count goes first: a header may be “# visits”.
    let rows = |one: &str, many: &str| {
        let counted = match notice.count {
            1 => one.to_owned(),
            count => many.replace('#', &locale.count(usize::try_from(count).unwrap_or(usize::MAX))),
        };
        counted.replace("{column}", column).replace("{value}", value)
    };
    let named = |one: &str, many: &str| format!("{}: {value}.", rows(one, many));
    let several_names = |what: &str| match value {
        "" => rows(&format!("1 more {what} has several names."), &format!("# more {what}s have several names.")),
        value => {
            let id = notice.organization.as_ref().or(notice.centre_number.as_ref()).map_or("", String::as_str);
            format!("{what} {id} has several names: {value}. The commonest is shown.")
        }
    };
    let other_names = |what: &str| {
        let [one, many] = [format!("1 {what} has"), format!("# {what}s have")];
        let of = |which: String| which + " another name in the visits";
        named(&of(one), &of(many))
            + if notice.count == 1 { " The first is shown." } else { " The first of each is shown." }
    };
    let one_by_one = notice.row.is_some();
    match notice.kind {
        NoticeKind::OtherSheets => {
            named(
                "another sheet of the workbook would have done as well, and was not read",
                "# other sheets of the workbook would have done as well, and were not read",
            ) + " Choose the sheet below the file."
        }
        NoticeKind::HiddenRows => rows(
            "1 row is hidden or filtered away in the workbook; it was read like the others.",
            "# rows are hidden or filtered away in the workbook; they were read like the others.",
        ),
        NoticeKind::Encoding => "the text is not all in UTF-8; what is not was read as windows-1252.".into(),
        NoticeKind::ReplacedCharacters if one_by_one => "a character could not be read, and stands as �.".into(),
        NoticeKind::ReplacedCharacters => rows(
            "1 more row has characters that could not be read.",
            "# more rows have characters that could not be read.",
        ),
        NoticeKind::TitleRows => rows("1 row above the header was skipped.", "# rows above the header were skipped."),
        NoticeKind::NoHeader => {
            "no row looks like a header; the first row was read as the others are. Say below the file if it is one."
                .into()
        }
        NoticeKind::NulInCell if one_by_one => "a cell holds a NUL, which was taken out.".into(),
        NoticeKind::NulInCell => rows("1 more row holds a NUL.", "# more rows hold a NUL."),
        NoticeKind::CutOff => {
            format!("the last row ends after {value} cells and without a line end: the file may be cut off.")
        }
        NoticeKind::TotalRow if one_by_one && value.is_empty() => "an empty row of totals was left out.".into(),
        NoticeKind::TotalRow if one_by_one => format!("a row of totals ({value}) was left out."),
        NoticeKind::TotalRow => rows("1 more row of totals was left out.", "# more rows of totals were left out."),
        NoticeKind::PossibleTotal if one_by_one => format!(
            "the row is headed as one of totals, and no rows before it surely come to “{value}”; it is kept. Take it out of the file if it is one."
        ),
        NoticeKind::PossibleTotal => {
            rows("1 more row may be one of totals, and is kept.", "# more rows may be ones of totals, and are kept.")
        }
        NoticeKind::RepeatedHeader if one_by_one => "the header once more; the row was left out.".into(),
        NoticeKind::RepeatedHeader => rows(
            "1 more row is the header once more, and was left out.",
            "# more rows are the header once more, and were left out.",
        ),
        NoticeKind::SimilarIds => {
            format!(
                "“{column}” has identifiers that differ only by leading zeros, letter case, accents, kinds of spaces or “.0”, and are kept apart: {value}."
            )
        }
        NoticeKind::FloatIds => format!("every identifier under “{column}” ended in “.0”, which was taken off."),
        NoticeKind::MixedDecimals => rows(
            "1 figure under “{column}” has another decimal sign than the others; say below the file which is right.",
            "# figures under “{column}” have another decimal sign than the others; say below the file which is right.",
        ),
        NoticeKind::UnclearDecimals => rows(
            "1 figure under “{column}” could mean two numbers (1.234 or 1,234); say below the file what the decimal sign is.",
            "# figures under “{column}” could mean two numbers (1.234 or 1,234); say below the file what the decimal sign is.",
        ),
        NoticeKind::BlankRows => rows("1 blank row was dropped.", "# blank rows were dropped."),
        NoticeKind::RowWithoutKey if one_by_one => {
            format!("there is no identifier under “{column}”; the row was set aside.")
        }
        NoticeKind::OtherTotal if one_by_one => {
            let (total, sum) = value.split_once("; ").unwrap_or((value, ""));
            let sum = sum.parse().map_or_else(|_| sum.to_owned(), |sum| locale.plain(sum));
            format!(
                "the row is headed as a total, of {total}, and no rows above it come to that (all of them: {sum}); it was set aside."
            )
        }
        NoticeKind::OtherTotal => rows(
            "1 more row is headed as a total of something else than rows above it, and was set aside.",
            "# more rows are headed as totals of something else than rows above them, and were set aside.",
        ),
        NoticeKind::RowWithoutKey => rows(
            "1 more row without an organization or a centre was set aside.",
            "# more rows without an organization or a centre were set aside.",
        ),
        NoticeKind::FormulasWithoutResult => rows(
            "1 cell is a formula whose result is not stored in the file; open the workbook in Excel, save it, and choose it again.",
            "# cells are formulas whose results are not stored in the file; open the workbook in Excel, save it, and choose it again.",
        ),
        NoticeKind::UnreadableAmount if one_by_one => {
            format!("“{value}” under “{column}” is not a number; the row is kept, its figure is unknown.")
        }
        NoticeKind::UnreadableAmount => rows("1 more figure is not a number.", "# more figures are not numbers."),
        NoticeKind::MissingCells if one_by_one => {
            format!(
                "the row ends after {value} cells, before “{column}”; it is set aside where a needed cell is missing."
            )
        }
        NoticeKind::MissingCells => rows("1 more row ends too early.", "# more rows end too early."),
        NoticeKind::ExtraCells if one_by_one => {
            format!("the row has {value} cells, more than there are headers; the last ones were not read.")
        }
        NoticeKind::NamelessColumn => format!(
            "a column without a heading is not used; the first of its cells that is not empty has “{value}”. If that belongs to an amount, as a sign may, put it into the amount’s cell."
        ),
        NoticeKind::ExtraCells => rows("1 more row has too many cells.", "# more rows have too many cells."),
        NoticeKind::SummedLines => {
            let lines = locale.count(usize::try_from(notice.count).unwrap_or(usize::MAX));
            let pairs = match value.parse().unwrap_or_default() {
                1 => "one pair of organization and centre; they were summed".to_owned(),
                pairs => {
                    format!("{} pairs of organization and centre; each pair’s lines were summed", locale.count(pairs))
                }
            };
            format!(
                "{lines} lines share {pairs}. If they are of several years or months, both files must have the same ones."
            )
        }
        NoticeKind::PairsOfOtherPeriods => named(
            "1 pair is of other periods in one file than in the other",
            "# pairs are of other periods in one file than in the other",
        ),
        NoticeKind::PartialSums if one_by_one => {
            let [organization, centre] =
                [&notice.organization, &notice.centre_number].map(|id| id.as_deref().unwrap_or_default());
            format!(
                "{value} lines of organization {organization} and centre {centre} {} no known figure under “{column}”; the sum is over the others.",
                if value.starts_with("1 ") { "has" } else { "have" }
            )
        }
        NoticeKind::PartialSums => rows(
            "1 more sum is over fewer lines, since some have no known figure.",
            "# more sums are over fewer lines, since some have no known figure.",
        ),
        NoticeKind::OrganizationNames => several_names("organization"),
        NoticeKind::CentreNames => several_names("centre"),
        NoticeKind::OtherOrganizationNames => other_names("organization"),
        NoticeKind::OtherCentreNames => other_names("centre"),
        NoticeKind::NegativeExpenses if one_by_one => format!("expenses of {} (a recovery) are kept.", amount()),
        NoticeKind::NegativeExpenses => rows("1 more negative expense is kept.", "# more negative expenses are kept."),
        NoticeKind::NegativeVisits if one_by_one => {
            format!(
                "visits of {} are kept; where those of a pair come to less than 0, its unit cost is unknown.",
                amount()
            )
        }
        NoticeKind::NegativeVisits => rows("1 more row has negative visits.", "# more rows have negative visits."),
        NoticeKind::MissingVisits => rows("1 joined row has no visits.", "# joined rows have no visits."),
        NoticeKind::ZeroVisits => rows("1 joined row has 0 visits.", "# joined rows have 0 visits."),
        NoticeKind::SuppressedVisits => rows(
            "1 joined row has suppressed visits; its unit cost is unknown.",
            "# joined rows have suppressed visits; their unit cost is unknown.",
        ),
        NoticeKind::UnknownExpenses => rows(
            "1 joined row has no known expenses; its unit cost is unknown.",
            "# joined rows have no known expenses; their unit cost is unknown.",
        ),
        NoticeKind::OnlyInExpenses => rows(
            "1 pair of organization and centre stands only in the expenses.",
            "# pairs of organization and centre stand only in the expenses.",
        ),
        NoticeKind::OnlyInVisits => rows(
            "1 pair of organization and centre stands only in the visits.",
            "# pairs of organization and centre stand only in the visits.",
        ),
        NoticeKind::RepeatedOrganizations => rows(
            "1 line is about an organization that a line above has in the same region.",
            "# lines are about organizations that lines above have in the same region.",
        ),
        NoticeKind::RegionPopulations => rows(
            "each line of 1 region gives the same population: it is taken as the region’s own, and counts once.",
            "each line of # regions gives the same population: populations are taken as the regions’ own, and count once.",
        ),
        NoticeKind::RepeatedPopulations => rows(
            "each line of 1 region gives the same population, but not so in others: all are taken as the organizations’ own, and added up.",
            "each line of # regions gives the same population, but not so in others, or the same in all: they are taken as the organizations’ own, and added up.",
        ),
        NoticeKind::ConflictingPopulations if one_by_one => {
            format!("two populations under “{column}” ({value}): neither is used.")
        }
        NoticeKind::ConflictingPopulations => rows(
            "1 more line gives another population than one above it.",
            "# more lines give another population than one above them.",
        ),
        NoticeKind::MissingPopulations => named(
            "the population of 1 is not known, and no figure per head that it is a part of",
            "the populations of # are not known, and no figures per head that they are a part of",
        ),
        NoticeKind::WithoutRegion => named("1 organization is in no region", "# organizations are in no region"),
        NoticeKind::InNeitherFile => named(
            "1 organization stands neither in the expenses nor in the visits, and counts nowhere",
            "# organizations stand neither in the expenses nor in the visits, and count nowhere",
        ),
        NoticeKind::RegionsWithoutRows => {
            named("1 region has no joined rows, and no figures", "# regions have no joined rows, and no figures")
        }
        NoticeKind::UnusedRegionColumn => {
            format!(
                "the regions under “{value}” are not used: a file of regions is, or several columns could be the region."
            )
        }
        NoticeKind::UnclearPeriods => format!(
            "several columns could be the year, or the period, of rows ({value}): none of these is used. Say below the file which one it is."
        ),
        NoticeKind::UnclearNames => format!(
            "several columns could be what organizations are called ({value}): none of these is used. Say below the file which one it is."
        ),
        NoticeKind::WithoutPeriod => rows(
            "1 row has nothing under “{column}”, and is read with the others.",
            "# rows have nothing under “{column}”, and are read with the others.",
        ),
        NoticeKind::SeveralPeriods => {
            format!("rows of {value} are taken together, unless one is chosen on the file’s card.")
        }
        NoticeKind::OtherPeriods => {
            rows("1 row is not of {value}, and is left out.", "# rows are not of {value}, and are left out.")
        }
    }
}

/// What notices of a kind count: rows, pairs or keys.
pub fn count(notices: &[Notice], kind: NoticeKind) -> u64 {
    notices.iter().filter(|notice| notice.kind == kind).map(|notice| notice.count).sum()
}

#[cfg(test)]
mod tests {
    use pervisit_analysis::notice::{Notice, NoticeKind};

    use super::{in_order, said};
    use crate::present::numbers::Locale;

    fn check(kind: NoticeKind, row: Option<u64>, count: u64, expected: &str) {
        let text = |text: &str| Some(text.to_owned());
        let notice =
            Notice { file: text("f.csv"), row, column: text("Cost"), value: text("7x"), ..Notice::new(kind, count) };
        assert_eq!(said(&notice, &Locale::default()), expected);
    }

    #[test]
    fn a_notice_of_one_row_names_row_column_and_value() {
        let said = "“7x” under “Cost” is not a number; the row is kept, its figure is unknown.";
        check(NoticeKind::UnreadableAmount, Some(4), 1, said);
    }

    #[test]
    fn a_total_of_something_else_stands_beside_what_there_is() {
        let value = Some("1,700.00; 1650.25".to_owned());
        let notice = Notice { row: Some(4), value, ..Notice::new(NoticeKind::OtherTotal, 1) };
        assert_eq!(
            said(&notice, &Locale::default()),
            "the row is headed as a total, of 1,700.00, and no rows above it come to that (all of them: 1,650.25); it was set aside."
        );
    }

    #[test]
    fn several_names_are_told_with_whose_they_are() {
        let check = |notice: Notice, value: &str, expected: &str| {
            let notice = Notice { value: Some(value.to_owned()), ..notice };
            assert_eq!(said(&notice, &Locale::default()), expected);
        };
        let centre_number = Some("71310".to_owned());
        let several = Notice { centre_number, ..Notice::new(NoticeKind::CentreNames, 2) };
        check(several, "Emergency; ER", "centre 71310 has several names: Emergency; ER. The commonest is shown.");
        let other = |count| Notice::new(NoticeKind::OtherOrganizationNames, count);
        check(
            other(1),
            "101 (North; Nord)",
            "1 organization has another name in the visits: 101 (North; Nord). The first is shown.",
        );
        check(
            other(2),
            "101 (North; Nord), 102 (South; Sud)",
            "2 organizations have another name in the visits: 101 (North; Nord), 102 (South; Sud). The first of each is shown.",
        );
    }

    #[test]
    fn a_sum_with_gaps_names_its_pair() {
        let id = |id: &str| Some(id.to_owned());
        let notice = Notice {
            row: Some(4),
            column: id("Visits"),
            value: id("10 of 12"),
            organization: id("101"),
            centre_number: id("71310"),
            ..Notice::new(NoticeKind::PartialSums, 1)
        };
        assert_eq!(
            said(&notice, &Locale::default()),
            "10 of 12 lines of organization 101 and centre 71310 have no known figure under “Visits”; the sum is over the others."
        );
        check(NoticeKind::PartialSums, None, 3, "3 more sums are over fewer lines, since some have no known figure.");
    }

    #[test]
    fn what_figures_hang_on_comes_first_and_what_is_said_of_many_rows_last() {
        let totals = (0..6).map(|_| Notice::new(NoticeKind::TotalRow, 1));
        let few = [NoticeKind::BlankRows, NoticeKind::OtherSheets, NoticeKind::UnreadableAmount];
        let all = totals.chain(few.map(|kind| Notice::new(kind, 1)));
        let kinds: Vec<NoticeKind> = in_order(all.collect()).iter().map(|notice| notice.kind).collect();
        let [blank, sheets, unreadable] = few;
        assert_eq!(kinds[..4], [unreadable, blank, sheets, NoticeKind::TotalRow]);
    }

    #[test]
    fn a_header_with_a_number_sign_stays_as_it_is() {
        let notice = Notice { column: Some("# visits".into()), ..Notice::new(NoticeKind::MixedDecimals, 3) };
        assert_eq!(
            said(&notice, &Locale::default()),
            "3 figures under “# visits” have another decimal sign than the others; say below the file which is right."
        );
    }

    #[test]
    fn a_notice_of_many_counts_them() {
        check(NoticeKind::UnreadableAmount, None, 1200, "1,200 more figures are not numbers.");
        check(NoticeKind::BlankRows, None, 1, "1 blank row was dropped.");
        let said = "4 cells are formulas whose results are not stored in the file; open the workbook in Excel, save it, and choose it again.";
        check(NoticeKind::FormulasWithoutResult, None, 4, said);
    }
}
