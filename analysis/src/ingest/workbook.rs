//! An Excel workbook -> one of its sheets as CSV, read from then on like any other file.

mod cells;
mod hidden;

use std::fmt::Display;
use std::io::{Cursor, Read};

use calamine::{Reader, SheetVisible, Xlsx};
use serde::{Deserialize, Serialize};

use super::Options;
use super::amount::Decimal;
use crate::error::{Error, ErrorKind};
use crate::table::{Measure, Role, Subject};
use cells::{Book, Cells, cells, roles};
use hidden::{Archive, hidden_rows};

/// A workbook whose parts unpack to more than this, in bytes, is not opened: small ones that do
/// are made to exhaust the memory.
const LARGEST: u64 = 1 << 29;

/// One sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The names of all sheets, in the workbook's order.
    pub names: Vec<String>,
    /// The one that was read.
    pub name: String,
    /// Its cells as CSV in UTF-8, a row of the file for each of the sheet's. Numbers have a decimal
    /// point, in a column whose texts speak for a comma one; dates are in ISO 8601; a formula
    /// without a result stands as itself, after a `#`.
    pub csv: Vec<u8>,
    /// What the cells' texts do not show.
    pub told: Told,
}

/// What a sheet tells besides the texts of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The decimal sign of the columns, counted from 0, in which numbers are numbers: those are never unclear.
    pub decimals: Vec<(usize, Decimal)>,
    /// How many rows with something in them are hidden, or filtered away.
    pub hidden_rows: u64,
    /// The names of other sheets that would have done as well as this one.
    pub alike: Vec<String>,
}

/// Reads the sheet with a name; without one, the first that suits a subject best: one for it alone before one with
/// columns for others, too, before one that has columns for some analysis, before the first; and among those that suit,
/// one that is shown before a hidden one.
///
/// # Errors
/// Where the bytes are no workbook, unpack to more than half a gigabyte, or have no such sheet.
pub fn sheet(bytes: &[u8], file: &str, subject: impl Into<Subject>, wanted: Option<&str>) -> Result<Sheet, Error> {
    let mut book = open(bytes, file)?;
    let (heads, subject) = (heads(&mut book, file)?, subject.into());
    let found = match wanted {
        Some(name) => heads.iter().find(|head| head.name == name),
        None => best(&heads, subject),
    };
    let found = found.ok_or_else(|| Error::new(ErrorKind::Empty, file))?;
    let (name, alike) = (found.name.clone(), alike(&heads, subject, found));
    let names = book.sheet_names();
    let cells = cells(&mut book, &name, file)?;
    let Cells { csv, decimals } = cells.ok_or_else(|| Error::new(ErrorKind::Empty, file))?;
    let hidden_rows = hidden_rows(&mut archive(bytes, file)?, &name);
    Ok(Sheet { names, name, csv, told: Told { decimals, hidden_rows, alike } })
}

/// What a workbook is about: the subjects that one of its sheets suits. A sheet of amounts that has regions, too, is no
/// file of regions.
///
/// # Errors
/// See [`sheet`].
pub fn subjects(bytes: &[u8], file: &str) -> Result<Vec<Subject>, Error> {
    let heads = heads(&mut open(bytes, file)?, file)?;
    let least = |subject| if subject == Subject::Regions { Suits::Alone } else { Suits::WithOthers };
    let is_there = |it: &Subject| heads.iter().any(|head| Suits::of(*it, &head.roles) >= least(*it));
    Ok(Subject::ALL.into_iter().filter(is_there).collect())
}

/// What the first rows of a sheet show.
struct SheetHead {
    name: String,
    is_shown: bool,
    roles: Vec<Role>,
}

fn heads(book: &mut Book<'_>, file: &str) -> Result<Vec<SheetHead>, Error> {
    let sheets = book.sheets_metadata().to_vec();
    let head = |calamine::Sheet { name, visible, .. }| {
        let is_shown = visible == SheetVisible::Visible;
        Ok(SheetHead { roles: roles(book, &name, file)?, name, is_shown })
    };
    sheets.into_iter().map(head).collect()
}

/// How well a sheet does for a subject: one that suits it and is shown goes before all others.
fn merit(head: &SheetHead, subject: Subject) -> (bool, Suits) {
    let suits = Suits::of(subject, &head.roles);
    (head.is_shown && suits >= Suits::WithOthers, suits)
}

/// The sheet that does best for a subject.
fn best(heads: &[SheetHead], subject: Subject) -> Option<&SheetHead> {
    // The first of equals: max_by_key would take the last.
    heads.iter().rev().max_by_key(|head| merit(head, subject))
}

/// The names of those that suit a subject, and do as well as one that was found.
fn alike(heads: &[SheetHead], subject: Subject, found: &SheetHead) -> Vec<String> {
    let does = |head: &&SheetHead| {
        let merit_of_it = merit(head, subject);
        head.name != found.name && merit_of_it >= merit(found, subject) && merit_of_it.1 >= Suits::WithOthers
    };
    heads.iter().filter(does).map(|head| head.name.clone()).collect()
}

/// How well a sheet suits a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Suits {
    Not,
    /// It has columns for some analysis.
    Another,
    /// It has the subject's columns, and others'.
    WithOthers,
    Alone,
}

impl Suits {
    fn of(subject: Subject, roles: &[Role]) -> Suits {
        const BESIDE: [Role; 5] = [Role::Region, Role::Population, Role::RegionPopulation, Role::Year, Role::Period];
        let has = |role| roles.contains(&role);
        let [spends, visits] = [Measure::Expenses, Measure::Visits].map(|measure| has(measure.into()));
        let is_for_some = roles.iter().filter(|role| !BESIDE.contains(role)).count() > 1;
        let (has_columns, has_others) = match subject {
            Subject::Amounts(Measure::Expenses) => (spends && is_for_some, visits),
            Subject::Amounts(Measure::Visits) => (visits && is_for_some, spends),
            Subject::Regions => (has(Role::Organization) && has(Role::Region), spends || visits),
        };
        match (has_columns, has_others) {
            (true, false) => Suits::Alone,
            (true, true) => Suits::WithOthers,
            (false, _) if is_for_some && subject != Subject::Regions => Suits::Another,
            (false, _) => Suits::Not,
        }
    }
}

fn open<'a>(bytes: &'a [u8], file: &str) -> Result<Book<'a>, Error> {
    let has_workbook = unpacked(bytes, file)?;
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) if !book.sheets_metadata().is_empty() => Ok(book),
        Err(error) if has_workbook => Err(broken(&error, file)),
        _ => Err(Error::new(ErrorKind::Packed, file)),
    }
}

/// Unpacks every part into nothing, as far as the limit: what a part says of its size may be false. Says whether one is
/// called as the part that lists the sheets of an .xlsx workbook.
fn unpacked(bytes: &[u8], file: &str) -> Result<bool, Error> {
    let mut archive = archive(bytes, file)?;
    let mut left = LARGEST;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| broken(&error, file))?.take(left);
        left -= std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| broken(&error, file))?;
        if left == 0 {
            return Err(Error::new(ErrorKind::TooLarge { most: LARGEST }, file));
        }
    }
    Ok(archive.file_names().flatten().any(|name| name.ends_with("workbook.xml")))
}

fn archive<'a>(bytes: &'a [u8], file: &str) -> Result<Archive<'a>, Error> {
    Archive::new(Cursor::new(bytes)).map_err(|error| broken(&error, file))
}

fn broken(reason: &impl Display, file: &str) -> Error {
    Error::new(ErrorKind::BrokenWorkbook { reason: reason.to_string() }, file)
}

/// What is known of a sheet's CSV without a guess: its encoding, its delimiter, and what it tells.
#[must_use]
pub fn options(sheet: &Sheet) -> Options {
    let encoding = Some(super::Encoding::Utf8);
    Options { encoding, delimiter: Some(','), told: sheet.told.clone(), ..Options::default() }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use expect_test::{Expect, expect};
    use rust_xlsxwriter::Workbook;
    use zip::write::SimpleFileOptions;

    use super::{Decimal, Options, options, sheet, subjects};
    use crate::error::ErrorKind;
    use crate::ingest::read;
    use crate::notice::{Notice, NoticeKind};
    use crate::table::{Amount, Line, Measure, Table};

    fn book() -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "Prepared by finance").unwrap();
        let data = book.add_worksheet().set_name("2025").unwrap();
        data.write(1, 1, "Fiscal year").unwrap();
        for (column, header) in (1..).zip(["Org", "Centre no", "Centre name", "Expenses"]) {
            data.write(3, column, header).unwrap();
        }
        data.write(4, 1, "007").unwrap().write(4, 2, 10).unwrap().write(4, 3, "Clinic, \"A\"").unwrap();
        data.write(4, 4, 1234.567).unwrap();
        data.write(6, 1, "8").unwrap().write(6, 2, 10).unwrap().write(6, 4, 2).unwrap();
        book.save_to_buffer().unwrap()
    }

    fn check(wanted: Option<&str>, expected: Expect) {
        let sheet = sheet(&book(), "book.xlsx", Measure::Expenses, wanted).unwrap();
        expected.assert_eq(&format!("{:?} {}\n{}", sheet.names, sheet.name, String::from_utf8(sheet.csv).unwrap()));
    }

    #[test]
    fn the_first_sheet_with_the_columns_is_read() {
        check(
            None,
            expect![[r#"
                ["Notes", "2025"] 2025

                ,Fiscal year,,,

                ,Org,Centre no,Centre name,Expenses
                ,007,10,"Clinic, ""A""",1234.567

                ,8,10,,2
            "#]],
        );
        check(
            Some("Notes"),
            expect![[r#"
            ["Notes", "2025"] Notes
            Prepared by finance
        "#]],
        );
    }

    #[test]
    fn a_sheet_is_a_file_like_any_other() {
        let sheet = sheet(&book(), "book.xlsx", Measure::Expenses, None).unwrap();
        let table = read(sheet.csv.as_slice(), Measure::Expenses, "book.xlsx", &options(&sheet)).unwrap();
        let lines: Vec<_> =
            table.lines().map(|line| (line.row, table.organizations.text(line.organization), line.amount)).collect();
        assert_eq!(lines, [(5, "007", Amount::Known(1234.567)), (7, "8", Amount::Known(2.0))]);
    }

    /// The sheets that are read for each subject of a workbook; those whose names begin with a dot are hidden, those whose
    /// names end with a dash have a header alone.
    fn check_sheets(sheets: &[(&str, &[&str])], expected: Expect) {
        let mut book = Workbook::new();
        for (name, headers) in sheets {
            let data = book.add_worksheet().set_name(*name).unwrap();
            for (column, header) in (0..).zip(*headers) {
                data.write(0, column, *header).unwrap();
                if !name.ends_with('-') {
                    data.write(1, column, 1).unwrap();
                }
            }
            data.set_hidden(name.starts_with('.'));
        }
        let bytes = book.save_to_buffer().unwrap();
        let subjects = subjects(&bytes, "book.xlsx").unwrap().into_iter();
        let read = subjects.map(|it| format!("{} {}", it.word(), sheet(&bytes, "book.xlsx", it, None).unwrap().name));
        expected.assert_eq(&read.collect::<Vec<_>>().join(", "));
    }

    #[test]
    fn each_subject_finds_its_sheet() {
        let (spent, visits) = (["Org", "Centre no", "Expenses"], ["Org", "Centre no", "Visits"]);
        let (both, regions) = (["Org", "Centre no", "Expenses", "Visits"], ["Org", "Region"]);
        let in_region = ["Org", "Region", "Centre no", "Expenses"];
        let about: (&str, &[&str]) = (" About", &["Prepared by finance"]);
        check_sheets(
            &[about, ("E", &spent), ("V", &visits), ("R", &regions)],
            expect!["expenses E, visits V, regions R"],
        );
        check_sheets(&[("Sum", &both), ("E", &spent), ("V", &visits)], expect!["expenses E, visits V"]);
        check_sheets(&[("Sum", &both), about], expect!["expenses Sum, visits Sum"]);
        check_sheets(&[("E", &in_region), ("V", &visits)], expect!["expenses E, visits V"]);
        check_sheets(&[("E", &in_region), ("V", &visits), ("R", &regions)], expect!["expenses E, visits V, regions R"]);
        check_sheets(&[about, (".E", &spent), ("Now", &spent), (".V", &visits)], expect!["expenses Now, visits .V"]);
        check_sheets(&[about, (".E", &spent), ("Sum", &both)], expect!["expenses Sum, visits Sum"]);
        check_sheets(&[("E-", &spent), ("E", &spent)], expect!["expenses E"]);
        check_sheets(&[about], expect![""]);
    }

    /// What is read of a column with a number and texts below it.
    fn read_mixed(number: f64, texts: &[&str], decimal: Option<Decimal>) -> Table {
        let mut book = Workbook::new();
        let data = book.add_worksheet();
        for (column, header) in (0..).zip(["Org", "Centre no", "Centre name", "Expenses"]) {
            data.write(0, column, header).unwrap();
        }
        for (row, text) in (2..).zip(texts) {
            data.write(row, 0, "A").unwrap().write(row, 1, row).unwrap().write(row, 3, *text).unwrap();
        }
        data.write(1, 0, "A").unwrap().write(1, 1, 1).unwrap().write(1, 2, "Ward, south").unwrap();
        data.write(1, 3, number).unwrap();
        let sheet = sheet(&book.save_to_buffer().unwrap(), "book.xlsx", Measure::Expenses, None).unwrap();
        let options = Options { decimal, ..options(&sheet) };
        read(sheet.csv.as_slice(), Measure::Expenses, "book.xlsx", &options).unwrap()
    }

    #[test]
    fn rows_that_are_hidden_are_counted_and_told() {
        let mut book = Workbook::new();
        for (name, hidden) in [("First & last", &[2, 4, 9][..]), ("Second", &[][..])] {
            let data = book.add_worksheet().set_name(name).unwrap();
            for (column, header) in (0..).zip(["Org", "Centre no", "Expenses"]) {
                data.write(0, column, header).unwrap();
            }
            for row in 1..6 {
                data.write(row, 0, "A").unwrap().write(row, 1, row).unwrap().write(row, 2, 5).unwrap();
            }
            for row in hidden {
                data.set_row_hidden(*row).unwrap();
            }
        }
        let bytes = book.save_to_buffer().unwrap();
        let read = |wanted| {
            let sheet = sheet(&bytes, "book.xlsx", Measure::Expenses, Some(wanted)).unwrap();
            let table = read(sheet.csv.as_slice(), Measure::Expenses, "book.xlsx", &options(&sheet)).unwrap();
            let told = table.notices.iter().map(|notice| (notice.kind, notice.count));
            (table.len(), told.collect::<Vec<_>>())
        };
        assert_eq!(read("First & last"), (5, vec![(NoticeKind::OtherSheets, 1), (NoticeKind::HiddenRows, 2)]));
        assert_eq!(read("Second"), (5, vec![(NoticeKind::OtherSheets, 1)]));
    }

    #[test]
    fn sheets_that_would_have_done_as_well_are_told() {
        let mut book = Workbook::new();
        let (spent, visits) = (["Org", "Centre no", "Expenses"], ["Org", "Centre no", "Visits"]);
        for (name, headers) in [("2024", spent), ("V", visits), ("2025", spent), (".2023", spent)] {
            let data = book.add_worksheet().set_name(name).unwrap();
            for (column, header) in (0..).zip(headers) {
                data.write(0, column, header).unwrap();
            }
            data.write(1, 0, "A").unwrap().write(1, 1, 1).unwrap().write(1, 2, 5).unwrap();
            data.set_hidden(name.starts_with('.'));
        }
        let bytes = book.save_to_buffer().unwrap();
        let told = |measure, wanted| {
            let sheet = sheet(&bytes, "book.xlsx", measure, wanted).unwrap();
            let table = read(sheet.csv.as_slice(), measure, "book.xlsx", &options(&sheet)).unwrap();
            table.notices.into_iter().map(|notice| (notice.kind, notice.count, notice.value)).collect::<Vec<_>>()
        };
        assert_eq!(told(Measure::Expenses, None), [(NoticeKind::OtherSheets, 1, Some("2025".into()))]);
        assert_eq!(told(Measure::Expenses, Some("2025")), [(NoticeKind::OtherSheets, 1, Some("2024".into()))]);
        assert_eq!(told(Measure::Visits, None), []);
    }

    #[test]
    fn a_number_that_is_none_in_the_sheet_may_be_unclear() {
        let unclear = |number: f64, texts: &[&str]| {
            let notices = read_mixed(number, texts, None).notices.into_iter();
            notices.filter(|notice| notice.kind == NoticeKind::UnclearDecimals).map(|notice| notice.count).sum::<u64>()
        };
        assert_eq!(unclear(1.234, &[]), 0);
        assert_eq!(unclear(1.234, &["12"]), 0);
        assert_eq!(unclear(1234.0, &["1.234", "5.678"]), 2);
        assert_eq!(unclear(0.5, &["1.234"]), 1);
        assert_eq!(unclear(0.5, &["1.234", "1.5"]), 1);
        let told = |decimal| {
            let table = read_mixed(1234.567, &["1.234"], Some(decimal));
            table.lines().map(|line| line.amount.known()).collect::<Vec<_>>()
        };
        assert_eq!(
            read_mixed(-0.5, &["1.234"], None).lines().next().map(|line| line.amount),
            Some(Amount::Known(-0.5))
        );
        assert_eq!(told(Decimal::Point), [Some(1234.567), Some(1.234)]);
        assert_eq!(told(Decimal::Comma), [Some(1234.567), Some(1234.0)]);
    }

    #[test]
    fn an_identifier_that_is_a_number_stays_as_it_is() {
        let mut book = Workbook::new();
        let data = book.add_worksheet();
        for (column, header) in (0..).zip(["Org", "Centre no", "Expenses"]) {
            data.write(0, column, header).unwrap();
        }
        data.write(1, 0, "A").unwrap().write(1, 1, 712.345).unwrap().write(1, 2, 1.234).unwrap();
        data.write(2, 0, "A").unwrap().write(2, 1, "1.234").unwrap().write(2, 2, "7,5").unwrap();
        let sheet = sheet(&book.save_to_buffer().unwrap(), "book.xlsx", Measure::Expenses, None).unwrap();
        assert_eq!(
            String::from_utf8(sheet.csv).unwrap(),
            "Org,Centre no,Expenses\nA,712.345,\"1,234\"\nA,1.234,\"7,5\"\n"
        );
    }

    #[test]
    fn a_number_stays_what_it_is_beside_texts_with_a_decimal_comma() {
        let amounts = |number: f64, texts: &[&str]| {
            let table = read_mixed(number, texts, None);
            table.lines().map(|line| line.amount.known().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(amounts(2.125, &["1,50"]), [2.125, 1.5]);
        assert_eq!(amounts(2.125, &["1.250,5"]), [2.125, 1250.5]);
        assert_eq!(amounts(12.5, &["1,50", "2,50"]), [12.5, 1.5, 2.5]);
        assert_eq!(amounts(2.125, &["1,250", "1.50"]), [2.125, 1250.0, 1.5]);
        assert_eq!(amounts(1e-7, &["1,50"]), [1e-7, 1.5]);
    }

    #[test]
    fn what_is_no_workbook_is_an_error() {
        let kind = |bytes: &[u8]| sheet(bytes, "f.xlsx", Measure::Expenses, None).unwrap_err().kind;
        assert!(matches!(kind(b"PK\x03\x04 nothing"), ErrorKind::BrokenWorkbook { .. }));
        let whole = book();
        assert!(matches!(kind(&whole[..whole.len() / 2]), ErrorKind::BrokenWorkbook { .. }));
        assert_eq!(sheet(&whole, "f.xlsx", Measure::Expenses, Some("2024")).unwrap_err().kind, ErrorKind::Empty);
    }

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(part).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// A part that says where another one is, and of which kind.
    fn relationship(id: &str, kind: &str, target: &str) -> String {
        format!(
            r#"<Relationships><Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/></Relationships>"#
        )
    }

    /// What is said of a packed file whose main part is at a path.
    fn refused(main: &str, part: &[u8], expected: Expect) {
        let rels = relationship("r1", "officeDocument", main);
        let file = packed(&[("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", rels.as_bytes()), (main, part)]);
        expected.assert_eq(&sheet(&file, "f", Measure::Expenses, None).unwrap_err().to_string());
    }

    #[test]
    fn a_packed_file_that_is_no_xlsx_workbook_is_told_from_a_broken_one() {
        let kind = |parts: &[(&str, &[u8])]| sheet(&packed(parts), "f", Measure::Expenses, None).unwrap_err().kind;
        assert_eq!(kind(&[("e.csv", b"Org,Centre no,Expenses")]), ErrorKind::Packed);
        assert_eq!(kind(&[("mimetype", b"application/vnd.oasis"), ("content.xml", b"<x/>")]), ErrorKind::Packed);
        assert_eq!(kind(&[]), ErrorKind::Packed);
        refused(
            "xl/workbook.bin",
            b"\x83\x01\x00<\xFF",
            expect![
                "f: this is a packed file (such as .ods, .xlsb or .zip), not an .xlsx workbook. Unpack it, or open it where it was made and save it as .xlsx or CSV."
            ],
        );
        refused(
            "word/document.xml",
            b"<document><body/></document>",
            expect![
                "f: this is a packed file (such as .ods, .xlsb or .zip), not an .xlsx workbook. Unpack it, or open it where it was made and save it as .xlsx or CSV."
            ],
        );
        refused(
            "xl/workbook.xml",
            b"<workbook><sheets",
            expect![
                "f: this is no Excel workbook (.xlsx) that can be opened: File not found 'xl/_rels/workbook.xml.rels'. Open it where it was made and save it as CSV."
            ],
        );
    }

    /// The CSV of a sheet with such rows below its header, and what is read from it.
    fn check_rows(rows: &str, expected: Expect) {
        let header = ["Org", "Centre no", "Centre name", "Expenses"].map(|it| format!(r#"<c t="str"><v>{it}</v></c>"#));
        let data = format!("<worksheet><sheetData><row>{}</row>{rows}</sheetData></worksheet>", header.concat());
        let book = packed(&[
            ("_rels/.rels", relationship("r1", "officeDocument", "xl/workbook.xml").as_bytes()),
            ("xl/workbook.xml", br#"<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>"#),
            ("xl/_rels/workbook.xml.rels", relationship("r1", "worksheet", "worksheets/sheet1.xml").as_bytes()),
            ("xl/worksheets/sheet1.xml", data.as_bytes()),
        ]);
        let sheet = sheet(&book, "f.xlsx", Measure::Expenses, None).unwrap();
        let read = match read(sheet.csv.as_slice(), Measure::Expenses, "f.xlsx", &options(&sheet)) {
            Ok(table) => {
                let line = |line: Line| {
                    let name = table.names.commonest(line.centre);
                    format!("{}: {name:?} {:?}\n", table.organizations.text(line.organization), line.amount)
                };
                let notice = |it: &Notice| format!("{:?} x {} {:?} {:?}\n", it.kind, it.count, it.row, it.value);
                table.lines().map(line).chain(table.notices.iter().map(notice)).collect()
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&format!("{}\n{read}", String::from_utf8(sheet.csv).unwrap()));
    }

    #[test]
    fn a_formula_whose_result_is_not_stored_is_told() {
        let key = r#"<c t="str"><v>A</v></c><c><v>10</v></c>"#;
        // No result, an empty text as one, one that comes first; formulas that several cells share, and none.
        check_rows(
            &format!(
                r#"<row>{key}<c><f>B2&amp;"x"</f></c><c><f>E2*1,5</f><v/></c></row>
                <row>{key}<c s="1"/><c t="str"><f>IF(1,"")</f><v></v></c></row>
                <row>{key}<c t="str"><f>"é"</f><v>é</v></c><c><v>7</v><f>3+4</f></c></row>
                <row>{key}<c/><c><f t="shared" si="0" ref="D5:D6">SUM(E5:F5)</f></c></row>
                <row>{key}<c/><c><f t="shared" si="0"/></c></row>
                <row>{key}<c/><c><f/></c></row>"#
            ),
            expect![[r##"
                Org,Centre no,Centre name,Expenses
                A,10,"#=B2&""x""","#=E2*1,5"
                A,10,,
                A,10,é,7
                A,10,,#=SUM(E5:F5)
                A,10,,#=…
                A,10,,

                A: "é" Unreadable
                A: "é" Missing
                A: "é" Known(7.0)
                A: "é" Unreadable
                A: "é" Unreadable
                A: "é" Missing
                FormulasWithoutResult x 3 None None
                UnreadableAmount x 1 Some(2) Some("=E2*1,5")
                UnreadableAmount x 1 Some(5) Some("=SUM(E5:F5)")
                UnreadableAmount x 1 Some(6) Some("=…")
            "##]],
        );
    }

    #[test]
    fn a_formula_without_a_result_is_no_identifier() {
        let row = |id: &str| format!(r#"<row><c>{id}</c><c><v>10</v></c><c/><c><v>5</v></c></row>"#);
        check_rows(
            &(row("<f>LEFT(E2,3)</f>") + &row("<v>7</v>")),
            expect![[r##"
                Org,Centre no,Centre name,Expenses
                "#=LEFT(E2,3)",10,,5
                7,10,,5

                7: "" Known(5.0)
                FormulasWithoutResult x 1 None None
                RowWithoutKey x 1 Some(2) Some("5")
            "##]],
        );
        check_rows(
            &row("<f>LEFT(E2,3)</f>"),
            expect![[r##"
                Org,Centre no,Centre name,Expenses
                "#=LEFT(E2,3)",10,,5

                f.xlsx: no row under the header can be read, since cells are formulas whose results are not stored in the file. Open the workbook in Excel, save it, and choose it again."##]],
        );
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1 << 24];
        for _ in 0..40 {
            zip.write_all(&zeros).unwrap();
        }
        let bomb = zip.finish().unwrap().into_inner();
        assert!(bomb.len() < 1 << 20, "it is small");
        assert_eq!(
            sheet(&bomb, "bomb.xlsx", Measure::Expenses, None).unwrap_err().kind,
            ErrorKind::TooLarge { most: super::LARGEST }
        );
    }

    #[test]
    fn a_far_cell_makes_no_table_of_billions() {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "Org").unwrap().write(1_048_575, 16_383, 1).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert!(sheet(&bytes, "far.xlsx", Measure::Expenses, None).unwrap().csv.len() < 1 << 21);
    }

    #[test]
    fn an_empty_cell_at_the_end_of_a_row_is_missing() {
        let mut book = Workbook::new();
        let data = book.add_worksheet();
        for (column, header) in (0..).zip(["Org", "Centre no", "Visits"]) {
            data.write(0, column, header).unwrap();
        }
        data.write(1, 0, "A").unwrap().write(1, 1, 10).unwrap();
        let sheet = sheet(&book.save_to_buffer().unwrap(), "book.xlsx", Measure::Expenses, None).unwrap();
        let table = read(sheet.csv.as_slice(), Measure::Visits, "book.xlsx", &options(&sheet)).unwrap();
        assert_eq!(table.lines().map(|line| line.amount).collect::<Vec<_>>(), [Amount::Missing]);
        assert_eq!(table.notices, []);
    }
}
