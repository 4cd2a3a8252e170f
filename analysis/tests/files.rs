//! Files as finance offices export them: read right, repaired in the open, or refused in words.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::io::Write as _;

use expect_test::{Expect, expect};
use pervisit_analysis::error::ErrorKind;
use pervisit_analysis::ingest::{self, Encoding, Options};
use pervisit_analysis::merge::merge;
use pervisit_analysis::notice::{Notice, NoticeKind};
use pervisit_analysis::table::{Amount, Measure, Role, Table};

fn shown(table: &Table) -> String {
    let mut text = format!(
        "{} {:?} header {:?} {:?}\n",
        table.dialect.encoding.name(),
        table.dialect.delimiter,
        table.dialect.header_row,
        table.dialect.decimal
    );
    for line in table.lines() {
        let amount = match line.amount {
            Amount::Known(value) => value.to_string(),
            unknown => format!("{unknown:?}"),
        };
        text += &format!(
            "{}: {} / {} / {} = {amount}\n",
            line.row,
            table.organizations.text(line.organization),
            table.centres.text(line.centre),
            table.names.commonest(line.centre)
        );
    }
    for notice in &table.notices {
        let row = notice.row.map(|row| format!(" row {row}")).unwrap_or_default();
        let column = notice.column.as_deref().map(|column| format!(" in {column}")).unwrap_or_default();
        let value = notice.value.as_deref().map(|value| format!(": {value}")).unwrap_or_default();
        text += &format!("! {:?} x {}{row}{column}{value}\n", notice.kind, notice.count);
    }
    text
}

fn read(text: &str) -> String {
    shown(&ingest::read(text, Measure::Expenses, "f.csv", &Options::default()).unwrap())
}

fn check_with(bytes: &[u8], measure: Measure, options: &Options, expected: Expect) {
    expected.assert_eq(&match ingest::read(bytes, measure, "f.csv", options) {
        Ok(table) => shown(&table),
        Err(error) => error.to_string(),
    });
}

fn check(bytes: impl AsRef<[u8]>, expected: Expect) {
    check_with(bytes.as_ref(), Measure::Expenses, &Options::default(), expected);
}

fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_french_file_from_excel() {
    check(b"Organisme;Num\xe9ro du centre d'activit\xe9;Nom du centre;D\xe9penses\r\nA;10;Sant\xe9 mentale;1 234,56\r\nB;10;Sant\xe9 mentale;1\xa0000,00 $\r\n", expect![[r#"
        windows-1252 ';' header Some(1) Comma
        2: A / 10 / Santé mentale = 1234.56
        3: B / 10 / Santé mentale = 1000
        ! Encoding x 1: windows-1252
    "#]]);
}

#[test]
fn a_byte_that_is_not_utf_8_far_below_changes_the_reading_of_all() {
    let mut bytes = b"Org,Centre no,Centre name,Expenses\n".to_vec();
    bytes.extend(b"1,2,plain,3\n".repeat(30_000));
    bytes.extend(b"1,2,caf\xe9,3\n");
    let table = ingest::read(bytes.as_slice(), Measure::Expenses, "f.csv", &Options::default()).unwrap();
    assert_eq!((table.dialect.encoding, table.len()), (Encoding::Windows1252, 30_001));
    assert_eq!(table.names.of(0).last(), Some(&("café".into(), 1)));
}

#[test]
fn utf_16_with_tabs_as_excel_saves_unicode_text() {
    let text = "\u{feff}Org\tCentre no\tCentre name\tExpenses\r\nA\t1\tSanté\t1,5\r\n";
    check(
        utf_16(text, u16::to_le_bytes),
        expect![[r#"
        UTF-16LE '\t' header Some(1) Comma
        2: A / 1 / Santé = 1.5
    "#]],
    );
    check(
        utf_16(&text[3..], u16::to_be_bytes),
        expect![[r#"
        UTF-16BE '\t' header Some(1) Comma
        2: A / 1 / Santé = 1.5
    "#]],
    );
}

#[test]
fn a_packed_file() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(b"Org,Centre no,Expenses\nA,1,5\n").unwrap();
    let packed = packed.finish().unwrap();
    check(
        &packed,
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
    "#]],
    );
    check(
        &packed[..packed.len() - 9],
        expect![
            "f.csv: the file could not be read: incomplete deflate stream. Check that the file is still there and choose it again."
        ],
    );
}

#[test]
fn titles_blank_rows_and_a_total() {
    check(
        "Expenses by centre\n\"Fiscal year 2025, all\"\n,,,\n\nOrg,Centre no,Centre name,Expenses\nA,1,Clinic,100\n,,,\nB,1,Clinic,50.5\nTotal,,,150.50\n",
        expect![[r#"
            UTF-8 ',' header Some(5) Point
            6: A / 1 / Clinic = 100
            8: B / 1 / Clinic = 50.5
            ! TitleRows x 2
            ! BlankRows x 3
            ! TotalRow x 1 row 9: 150.50
        "#]],
    );
    check(
        "Org,Centre no,Expenses\nA,1,100\nTotal,9,7\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            3: Total / 9 /  = 7
            ! PossibleTotal x 1 row 3: 7
        "#]],
    );
    // One that is known, and none, is looked at again.
    check(
        "Org,Centre no,Expenses\nA,1,100\nTotal,9,7\nA,9,3\nTotal,1,110\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            3: Total / 9 /  = 7
            4: A / 9 /  = 3
            ! PossibleTotal x 1 row 3: 7
            ! TotalRow x 1 row 5: 110
        "#]],
    );
    check(
        "Org;Centre no;Expenses\nA;1;100,5\nB;1;1,5\n;Total général;102,00\n",
        expect![[r#"
        UTF-8 ';' header Some(1) Comma
        2: A / 1 /  = 100.5
        3: B / 1 /  = 1.5
        ! TotalRow x 1 row 4: 102,00
    "#]],
    );
}

/// The kinds of notices about rows of totals and rows without a key, by their rows.
fn totals(lines: &str) -> String {
    let text = format!("Org,Org name,Centre no,Centre name,Account,Expenses\n{lines}");
    let table = ingest::read(text.as_bytes(), Measure::Expenses, "f.csv", &Options::default()).unwrap();
    let of = |notice: &Notice| Some(format!("{} {:?}", notice.row?, notice.kind));
    table.notices.iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_total_of_something_else_at_the_foot_is_told_with_what_there_is() {
    check(
        "Org,Centre no,Expenses\nTotal,,9\nA,1,100\nB,1,9\nC,2,50.25\nTotal north,,7\nTotal,,170\nSource: ledger,,\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            3: A / 1 /  = 100
            4: B / 1 /  = 9
            5: C / 2 /  = 50.25
            ! RowWithoutKey x 1 row 2 in Centre no: 9
            ! RowWithoutKey x 1 row 6 in Centre no: 7
            ! RowWithoutKey x 1 row 8 in Centre no: 
            ! OtherTotal x 1 row 7: 170; 159.25
        "#]],
    );
    let rows = "A,North,1,,,10\nA,North,2,,,20\nB,South,1,,,30\nB,South,2,,,40\n";
    let check = |below: &str, expected: &str| assert_eq!(totals(&(rows.to_owned() + below)), expected, "{below}");
    check("Total,,,,,90\n", "6 OtherTotal");
    check("Total,,,,,\"100\"\n", "6 TotalRow");
    // Rounded, as its parts are; of other rows, or of a part; with what was set aside; below the right one.
    check("Total,,,,,102\n", "6 OtherTotal");
    check("Total,,,,,101\n", "6 RowWithoutKey");
    check("Total,,,,,100.01\n", "6 TotalRow");
    check("Total,,,,,90\nC,East,1,,,5\n", "6 RowWithoutKey");
    check("Total,,,,Pay,90\n", "6 RowWithoutKey");
    check("A,,,Total,,40\n", "6 RowWithoutKey");
    check("Adjustments,,,,,-5\nTotal,,,,,95\n", "6 RowWithoutKey, 7 RowWithoutKey");
    check("Total,,,,,100\nTotal,,,,,1\n", "6 TotalRow, 7 RowWithoutKey");
    check("Total,,,,,90\nTotal,,,,,100\n", "6 RowWithoutKey, 7 TotalRow");
    // With what is withheld, it may be more.
    check("C,East,1,,,*\nTotal,,,,,110\n", "7 RowWithoutKey");
    check("C,East,1,,,*\nTotal,,,,,90\n", "7 OtherTotal");
    let of_years = "Year,Org,Centre no,Expenses\n2024,A,1,100\n2025,A,1,50\n2025,Total,,50\n";
    check_with(
        of_years.as_bytes(),
        Measure::Expenses,
        &Options::default(),
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 100
        3: A / 1 /  = 50
        ! SeveralPeriods x 2 in Year: 2024; 2025
        ! RowWithoutKey x 1 row 4 in Centre no: 50
    "#]],
    );
    let of_dollars: String = (0..300).map(|at| format!("A,,{at},,,50.33\n")).collect();
    assert_eq!(totals(&(of_dollars + "Total,,,,,15100.00\n")), "302 RowWithoutKey");
}

#[test]
fn names_that_sound_like_totals_are_no_totals_by_chance() {
    assert_eq!(totals("B,Gen,1,,,3\nB,Gen,2,,,4\nA,Sub-Acute Hospital,1,,,7\nA,Sub-Acute Hospital,2,,,<5\n"), "");
    assert_eq!(totals("B,Gen,1,Lab,,3\nB,Gen,2,Clinic,,4\nB,Gen,3,Somme Hospital,,7\n"), "");
    // The first one comes to as much as the rows above it; the others show that it may be by chance, and it is kept.
    let joints = "A,,1,Lab,,3\nA,,2,Ward,,4\nA,,3,Total Joint,,7\nB,,3,Total Joint,,9\nC,,3,Total Joint,,5\n";
    assert_eq!(totals(joints), "4 PossibleTotal");
    assert_eq!(totals("A,Total Care,1,,,10\nA,Total Care,2,,,20\nB,Gen,1,,,30\nB,Gen,2,,,40\n"), "");
    // All of two centres, with an identifier of its own.
    let all = "A,North,1,,,10\nA,North,2,,,20\nB,South,1,,,30\nB,South,2,,,40\n999,All hospitals,1,,,40\n999,All hospitals,2,,,60\n";
    assert_eq!(totals(all), "6 TotalRow, 7 TotalRow");
}

#[test]
fn totals_of_parts_and_one_of_all() {
    check(
        "Org,Centre no,Expenses\nTotal,82,0\n1,82,10\n2,82,5\nTotal,82,15\n1,90,1\n2,90,2\nTotal,90,3\n,,18\nTotal,,18\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: Total / 82 /  = 0
            3: 1 / 82 /  = 10
            4: 2 / 82 /  = 5
            6: 1 / 90 /  = 1
            7: 2 / 90 /  = 2
            ! PossibleTotal x 1 row 2: 0
            ! TotalRow x 1 row 5: 15
            ! TotalRow x 1 row 8: 3
            ! RowWithoutKey x 1 row 9 in Org: 18
            ! TotalRow x 1 row 10: 18
        "#]],
    );
}

#[test]
fn totals_of_totals() {
    check(
        "Org,Centre no,Expenses\nA,10,1\nA,20,2\nA total,,3\nB,10,4\nSous-total B,,4\nTotal region 1,,7\n\
         C,10,5\nC Total,,5\nTotal region 2,,5\nGrand total,,12\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            5: B / 10 /  = 4
            8: C / 10 /  = 5
            ! TotalRow x 1 row 4: 3
            ! TotalRow x 1 row 6: 4
            ! TotalRow x 1 row 7: 7
            ! TotalRow x 1 row 9: 5
            ! TotalRow x 1 row 10: 5
            ! TotalRow x 1 row 11: 12
        "#]],
    );
}

#[test]
fn totals_of_tables_with_two_ways_are_left_out_in_both() {
    // Organization by organization, all of them at the end; one centre has no known amount, one a single one.
    check(
        "Org,Centre no,Expenses\nA,10,1\nA,20,2\nA,30,*\nA,Total,3\nB,10,4\nB,20,6\nB,40,5\nB,Total,15\n\
         All sites,10,5\nAll sites,20,8\nAll sites,30,*\nAll sites,40,5\nAll sites,Total,18\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            4: A / 30 /  = Suppressed
            6: B / 10 /  = 4
            7: B / 20 /  = 6
            8: B / 40 /  = 5
            ! TotalRow x 1 row 5: 3
            ! TotalRow x 1 row 9: 15
            ! TotalRow x 1 row 10: 5
            ! TotalRow x 1 row 11: 8
            ! TotalRow x 1 row 12: *
            ! TotalRow x 1 row 13: 5
            ! TotalRow x 1 row 14: 18
        "#]],
    );
    // Centre by centre, their totals at the end; one of them is not what its rows come to.
    check(
        "Org,Centre no,Expenses\nA,10,1\nB,10,4\nAll,10,5\nA,20,2\nB,20,6\nAll,20,8\nA,All centres,3\nB,All centres,11\n\
         All,All centres,13\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: B / 10 /  = 4
            5: A / 20 /  = 2
            6: B / 20 /  = 6
            9: B / All centres /  = 11
            10: All / All centres /  = 13
            ! TotalRow x 1 row 4: 5
            ! TotalRow x 1 row 7: 8
            ! TotalRow x 1 row 8: 3
            ! PossibleTotal x 1 row 9: 11
            ! PossibleTotal x 1 row 10: 13
        "#]],
    );
    // What all come to where there is one.
    check(
        "Org,Centre no,Expenses\nA,10,1\nA,20,2\nB,20,6\nAll sites,10,1\nAll sites,20,8\nOverall,20,8\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            4: B / 20 /  = 6
            ! TotalRow x 1 row 5: 1
            ! TotalRow x 1 row 6: 8
            ! TotalRow x 1 row 7: 8
        "#]],
    );
    // Hospitals of two regions, and what these come to.
    check(
        "Org,Centre no,Expenses\nA,10,1\nB,10,4\nA,20,2\nB,20,6\nRegion 1 total,10,5\nRegion 1 total,20,8\nC,10,7\n\
         D,10,1\nRegion 2 total,10,8\nProvince,10,13\nProvince,20,8\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: B / 10 /  = 4
            4: A / 20 /  = 2
            5: B / 20 /  = 6
            8: C / 10 /  = 7
            9: D / 10 /  = 1
            ! TotalRow x 1 row 6: 5
            ! TotalRow x 1 row 7: 8
            ! TotalRow x 1 row 10: 8
            ! TotalRow x 1 row 11: 13
            ! TotalRow x 1 row 12: 8
        "#]],
    );
}

#[test]
fn a_hospital_that_is_called_as_totals_are_is_one_whatever_it_costs() {
    // What it has for one centre is none of the others' sums.
    check(
        "Org,Centre no,Expenses\nA,10,1\nB,10,4\nTotal Care,10,7\nA,20,2\nB,20,6\nTotal Care,20,8\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: B / 10 /  = 4
            4: Total Care / 10 /  = 7
            5: A / 20 /  = 2
            6: B / 20 /  = 6
            7: Total Care / 20 /  = 8
            ! PossibleTotal x 1 row 7: 8
        "#]],
    );
}

#[test]
fn what_may_be_totals_above_their_rows_is_told() {
    check(
        "Org,Centre no,Age,Expenses\nA,10,All,5\nA,10,0-17,2\nA,10,18+,3\nAll sites,10,0-17,9\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 10 /  = 5
        3: A / 10 /  = 2
        4: A / 10 /  = 3
        5: All sites / 10 /  = 9
        ! PossibleTotal x 1 row 2: 5
        ! PossibleTotal x 1 row 5: 9
    "#]],
    );
}

#[test]
fn what_stands_in_a_column_without_a_heading_is_told_once() {
    check(
        ",Org,Centre no,Expenses,,\n0,A,1,10,,\n1,A,2,20,-,\n2,B,1,30,-,\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 10
        3: A / 2 /  = 20
        4: B / 1 /  = 30
        ! NamelessColumn x 1 row 3: -
    "#]],
    );
}

#[test]
fn a_second_table_of_the_other_measure_is_refused() {
    check(
        "Org,Centre no,Expenses\nA,1,10\n,,\nOrg,Centre no,Visits\nA,1,2\n",
        expect![
            "f.csv, row 4: another table begins in this row: “Visits” stands below the expenses. Put each table into a file of its own, and choose that."
        ],
    );
}

#[test]
fn a_total_that_stands_above_its_parts_is_told() {
    // Of two organizations, and of both; a name that only begins so is the sum of nothing.
    check(
        "Org,Centre no,Centre name,Expenses\nGrand total,9,Region,8\nA,99,Total Hospital A,3\nA,1,Clinic,1\nA,2,Ward,2\n\
         B,99,Total Hospital B,5\nB,1,Clinic,4\nB,2,Ward,1\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: Grand total / 9 / Region = 8
            3: A / 99 / Total Hospital A = 3
            4: A / 1 / Clinic = 1
            5: A / 2 / Ward = 2
            6: B / 99 / Total Hospital A = 5
            7: B / 1 / Clinic = 4
            8: B / 2 / Ward = 1
            ! PossibleTotal x 1 row 2: 8
            ! PossibleTotal x 1 row 3: 3
            ! PossibleTotal x 1 row 6: 5
        "#]],
    );
    // Of one of two organizations, in whatever order its rows stand.
    check(
        "Org,Centre no,Centre name,Expenses\nA,99,Total Hospital A,3\nA,1,Clinic,1\nB,1,Clinic,4\nA,2,Ward,2\nB,2,Ward,1\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 99 / Total Hospital A = 3
            3: A / 1 / Clinic = 1
            4: B / 1 / Clinic = 4
            5: A / 2 / Ward = 2
            6: B / 2 / Ward = 1
            ! PossibleTotal x 1 row 2: 3
        "#]],
    );
    check(
        "Org,Centre no,Centre name,Expenses\nA,1,Clinic,1\nA,2,Total Joint Replacement,2\nA,3,Ward,4\nA,4,Lab,1\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 / Clinic = 1
            3: A / 2 / Total Joint Replacement = 2
            4: A / 3 / Ward = 4
            5: A / 4 / Lab = 1
        "#]],
    );
}

#[test]
fn a_total_is_known_wherever_it_is_said_and_in_other_words() {
    let subtotals = |heading: &str| {
        format!(
            "Org,Centre no,Centre name,Expenses\nA,1,Clinic,1\nA,2,Ward,2\nA,{heading},3\nB,1,Clinic,4\nB,2,Ward,1\nB,{heading},5\n"
        )
    };
    let rows = "UTF-8 ',' header Some(1) Point\n2: A / 1 / Clinic = 1\n3: A / 2 / Ward = 2\n5: B / 1 / Clinic = 4\n6: B / 2 / Ward = 1\n";
    for heading in [
        "Result,",
        "Ergebnis,",
        "Overall Result,",
        "Résultat,",
        "Combined,",
        "Tot. A,",
        "TTL,",
        "Σ 1-2,",
        "99,All departments",
        "99,All services",
        "99,Hospital A - Total expenses",
        "99,Organization total 2024",
        "Hosp A Total Expenses,",
    ] {
        let found = read(&subtotals(heading));
        assert_eq!(found, format!("{rows}! TotalRow x 1 row 4: 3\n! TotalRow x 1 row 7: 5\n"), "{heading}");
    }
}

#[test]
fn a_column_without_a_use_that_says_total_is_told() {
    // Sorted by account; below its parts but rounded; above them.
    for lines in [
        "A,1,Pay,600\nA,2,Pay,100\nA,1,Goods,400\nA,2,Goods,50\nA,1,Total operating costs,1000\nA,2,Total operating costs,150\n",
        "A,1,Pay,600\nA,1,Goods,400\nA,1,Total operating costs,1001\nA,2,Pay,100\nA,2,Total operating costs,99\n",
        "A,1,Total operating costs,1000\nA,1,Pay,600\nA,1,Goods,400\nA,2,Total operating costs,2500\nA,2,Pay,1000\nA,2,Goods,1500\n",
    ] {
        let found = read(&format!("Org,Centre no,Account,Expenses\n{lines}"));
        assert_eq!(found.matches("PossibleTotal").count() + found.matches("TotalRow").count(), 2, "{found}");
    }
}

#[test]
fn totals_of_a_key_are_known_by_columns_without_a_use() {
    // Of several accounts, of none before, of a single one; one is not what its rows come to.
    check(
        "Org,Centre no,Account,Expenses\nA,10,Pay,1\nA,20,Pay,2\nA,20,Goods,3\nA,20,Total,5\nB,10,Pay,4\nB,10,Total,4\n\
         B,20,Pay,6\nB,20,Goods,1\nB,20,Total,9\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            4: A / 20 /  = 3
            6: B / 10 /  = 4
            8: B / 20 /  = 6
            9: B / 20 /  = 1
            10: B / 20 /  = 9
            ! TotalRow x 1 row 5: 5
            ! TotalRow x 1 row 7: 4
            ! PossibleTotal x 1 row 10: 9
        "#]],
    );
    // Where the first one is of a single account, too.
    check(
        "Org,Centre no,Account,Expenses\nA,10,Pay,1\nA,10,Total,1\nA,20,Pay,1\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            4: A / 20 /  = 1
            ! TotalRow x 1 row 3: 1
        "#]],
    );
    // Every row says so, and none is one.
    check(
        "Org,Centre no,Kind,Expenses\nA,10,Total expenses,1\nA,20,Total expenses,2\nA,30,Total expenses,3\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            4: A / 30 /  = 3
        "#]],
    );
}

#[test]
fn totals_are_known_however_they_are_headed() {
    check(
        "Org,Centre no,Expenses\nA,10,1\nA,20,2\nHospital total:,20,3\nB,10,4\nB,20,1\nB Total (CAD),20,5\n\
         ** Total **,,8\nAll sites,20,8\nGrand-Total,20,8\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            5: B / 10 /  = 4
            6: B / 20 /  = 1
            ! TotalRow x 1 row 4: 3
            ! TotalRow x 1 row 7: 5
            ! TotalRow x 1 row 8: 8
            ! TotalRow x 1 row 9: 8
            ! TotalRow x 1 row 10: 8
        "#]],
    );
    // Of one row only where it is said of which one.
    check(
        "Org,Centre no,Expenses\nA,10,1\nA,20,2\nA total,A total,3\nB,10,4\nB total,B total,4\nC,10,9\nAll,10,9\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 /  = 1
            3: A / 20 /  = 2
            5: B / 10 /  = 4
            7: C / 10 /  = 9
            8: All / 10 /  = 9
            ! TotalRow x 1 row 4: 3
            ! TotalRow x 1 row 6: 4
            ! PossibleTotal x 1 row 8: 9
        "#]],
    );
}

#[test]
fn a_sum_of_nothing_is_no_proof_of_a_total() {
    check(
        "Org,Centre no,Centre name,Expenses\nA,10,Hip,0\nA,20,Knee,0\nA,30,Total joint,0\nTotal,,,0\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 / Hip = 0
            3: A / 20 / Knee = 0
            4: A / 30 / Total joint = 0
            ! PossibleTotal x 1 row 4: 0
            ! TotalRow x 1 row 5: 0
        "#]],
    );
}

#[test]
fn one_cell_that_is_typed_wrong_makes_no_decimals_of_thousands() {
    check(
        "Org,Centre no,Expenses\nA,10,\"1,234\"\nA,20,\"5,678\"\nA,30,\"12,34\"\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 10 /  = 1234
        3: A / 20 /  = 5678
        4: A / 30 /  = Unreadable
        ! MixedDecimals x 1 in Expenses
        ! UnreadableAmount x 1 row 4 in Expenses: 12,34
    "#]],
    );
}

#[test]
fn the_header_comes_once_more_in_capitals_and_without_its_end() {
    check(
        "Org,Centre no,Expenses,\nA,10,1,\nORG,CENTRE NO,EXPENSES\nB,10,2,\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 10 /  = 1
        4: B / 10 /  = 2
        ! RepeatedHeader x 1 row 3
    "#]],
    );
}

#[test]
fn a_header_over_several_columns_of_decimal_commas_has_no_amount() {
    let read = |text: &str| ingest::read(text.as_bytes(), Measure::Expenses, "f.csv", &Options::default());
    let error = read("Org;Centre no;Expenses;\n1;10;5,50;7,50\n").unwrap_err();
    assert!(matches!(error.kind, ErrorKind::AmbiguousColumn { role: Role::Expenses, .. }), "{error}");
}

#[test]
fn a_name_with_a_word_for_totals_is_one_unless_it_sums_up() {
    check(
        "Org,Centre no,Centre name,Expenses\nA,10,Total Joint Clinic,1\nA,20,Subacute,3\nA,30,South Total,2\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 10 / Total Joint Clinic = 1
            3: A / 20 / Subacute = 3
            4: A / 30 / South Total = 2
        "#]],
    );
}

#[test]
fn a_file_without_a_header_has_no_row_less() {
    let told = |amount| Options {
        roles: vec![(Role::Organization, Some(0)), (Role::CentreNumber, Some(1)), (Role::Expenses, Some(amount))],
        ..Options::default()
    };
    check_with(
        b"A,10,100\nB,10,5\n",
        Measure::Expenses,
        &told(2),
        expect![[r#"
        UTF-8 ',' header None Point
        1: A / 10 /  = 100
        2: B / 10 /  = 5
        ! NoHeader x 1
    "#]],
    );
    // Two years are a header's, though they are figures.
    check_with(
        b"Hospital name,Unit,2024,2025\nB,10,5,6\n",
        Measure::Expenses,
        &told(3),
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: B / 10 /  = 6
        "#]],
    );
}

#[test]
fn identifiers_that_are_seen_the_same_are_the_same() {
    check(
        "Org,Centre no,Expenses\n=\"007\",\u{e9}tage,=\"15\"\n\"=\"\"007\"\"\",e\u{301}tage\u{200e},2\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: 007 / étage /  = 15
            3: 007 / étage /  = 2
        "#]],
    );
    check(
        "De\u{301}penses,Centre no,Org\n1,10,A\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 10 /  = 1
    "#]],
    );
}

#[test]
fn a_formula_that_failed_is_no_identifier() {
    check(
        "Org,Centre no,Expenses\n#N/A,1,10\n#12,1,20\nA,#REF!,30\nA,1,#N/A\n#N/A,1,\"1,0\"\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        3: #12 / 1 /  = 20
        5: A / 1 /  = Missing
        ! RowWithoutKey x 1 row 2 in Org: 10
        ! RowWithoutKey x 1 row 4 in Centre no: 30
        ! RowWithoutKey x 1 row 6 in Org: 1,0
    "#]],
    );
    check(
        "Org,Centre no,Centre name,Expenses\nA,1,#N/A,10\nB,1,#N/A,20\nC,1,Clinic,30\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 / Clinic = 10
        3: B / 1 / Clinic = 20
        4: C / 1 / Clinic = 30
    "#]],
    );
}

#[test]
fn files_put_one_below_the_other() {
    check(
        "Org,Centre no,Expenses\nA,1,100\nOrg , Centre no,Expenses\nB,1,50\nOrg,Centre,Expenses\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 100
        4: B / 1 /  = 50
        5: Org / Centre /  = Unreadable
        ! RepeatedHeader x 1 row 3
        ! UnreadableAmount x 1 row 5 in Expenses: Expenses
    "#]],
    );
}

#[test]
fn thousands_that_were_not_quoted_are_not_read_as_less() {
    check(
        "Org,Centre no,Expenses\nA,1,1,234\nB,1,1,234.50,\nC,1,12,345,678\nD,1,900,\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = Unreadable
            3: B / 1 /  = Unreadable
            4: C / 1 /  = Unreadable
            5: D / 1 /  = 900
            ! ExtraCells x 1 row 2: 4
            ! UnreadableAmount x 1 row 2 in Expenses: 1,234
            ! ExtraCells x 1 row 3: 5
            ! UnreadableAmount x 1 row 3 in Expenses: 1,234.50
            ! ExtraCells x 1 row 4: 5
            ! UnreadableAmount x 1 row 4 in Expenses: 12,345,678
        "#]],
    );
    check(
        "Org,Centre no,Expenses,Notes\nA,1,1,234,\nB,1,1234,see 12, below\nC,1,900,,\nD,1,15000,120,beds\nE,1,1234,120\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = Unreadable
            3: B / 1 /  = 1234
            4: C / 1 /  = 900
            5: D / 1 /  = 15000
            6: E / 1 /  = 1234
            ! UnreadableAmount x 1 row 2 in Expenses: 1,234
            ! ExtraCells x 1 row 3: 5
            ! ExtraCells x 1 row 5: 5
        "#]],
    );
}

#[test]
fn a_number_that_begins_with_0_is_not_grouped() {
    check(
        "Org\tCentre no\tExpenses\nA\t1\t0,125\nB\t1\t12,500\n",
        expect![[r#"
            UTF-8 '\t' header Some(1) Comma
            2: A / 1 /  = 0.125
            3: B / 1 /  = 12.5
            ! UnclearDecimals x 1 in Expenses
        "#]],
    );
    check(
        "Org;Centre no;Expenses\nA;1;0.123\nB;1;12.500\n",
        expect![[r#"
            UTF-8 ';' header Some(1) Point
            2: A / 1 /  = 0.123
            3: B / 1 /  = 12.5
            ! UnclearDecimals x 1 in Expenses
        "#]],
    );
}

#[test]
fn ragged_rows() {
    check(
        "Org,Centre no,Expenses,Note\nA,1,5\nB,2\nC,3,6,x,y\nD,4,7,x,,\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
        4: C / 3 /  = 6
        5: D / 4 /  = 7
        ! MissingCells x 1 row 2 in Note: 3
        ! MissingCells x 1 row 3 in Expenses: 2
        ! ExtraCells x 1 row 4: 5
    "#]],
    );
    check(
        "Org,Centre no,Expenses\nA,1,5,000,000\nB,2,1,234.50\nC,3,7,x\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = Unreadable
        3: B / 2 /  = Unreadable
        4: C / 3 /  = 7
        ! ExtraCells x 1 row 2: 5
        ! UnreadableAmount x 1 row 2 in Expenses: 5,000,000
        ! ExtraCells x 1 row 3: 4
        ! UnreadableAmount x 1 row 3 in Expenses: 1,234.50
        ! ExtraCells x 1 row 4: 4
    "#]],
    );
}

#[test]
fn a_file_that_may_be_cut_off() {
    check(
        "Org,Centre no,Expenses\nA,1,5\nB,2",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
        ! CutOff x 1 row 3 in Expenses: 2
    "#]],
    );
    check(
        "Org,Centre no,Expenses\nA,1,5\nB,2,6",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
        3: B / 2 /  = 6
    "#]],
    );
}

#[test]
fn a_quote_left_open() {
    check(
        "Org,Centre no,Expenses\nA,1,5\nB,\"2,6\nC,3,7\n",
        expect![
            "f.csv, row 3: a quote opens in this row and never closes. Close the quote, or remove it, and choose the file again."
        ],
    );
}

#[test]
fn a_nul_in_a_cell() {
    let mut text = b"Org,Centre no,Expenses\nA\0,1,5\n".to_vec();
    text.extend(b"B,2,6\n".repeat(20));
    let table = ingest::read(text.as_slice(), Measure::Expenses, "f.csv", &Options::default()).unwrap();
    assert_eq!(table.organizations.texts()[0].as_ref(), "A");
    expect![[r#"[Notice { kind: NulInCell, file: Some("f.csv"), row: Some(2), column: None, value: None, count: 1, organization: Some("A"), centre_number: Some("1") }]"#]]
    .assert_eq(&format!("{:?}", table.notices));
}

#[test]
fn a_row_that_contradicts_the_decimal_sign_changes_the_reading_of_all() {
    check(
        "Org;Centre no;Expenses\nA;1;1,234\nB;1;2,500\nC;1;3,250\nD;1;1,234.50\n",
        expect![[r#"
        UTF-8 ';' header Some(1) Point
        2: A / 1 /  = 1234
        3: B / 1 /  = 2500
        4: C / 1 /  = 3250
        5: D / 1 /  = 1234.5
    "#]],
    );
    check(
        "Org,Centre no,Expenses\nA,1,1.234\nB,1,2.500\nC,1,3.250\nD,1,\"1.234,50\"\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Comma
        2: A / 1 /  = 1234
        3: B / 1 /  = 2500
        4: C / 1 /  = 3250
        5: D / 1 /  = 1234.5
    "#]],
    );
}

#[test]
fn a_decimal_sign_that_can_not_be_told() {
    check(
        "Org,Centre no,Expenses\nA,1,1.234\nB,1,2\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 1.234
        3: B / 1 /  = 2
        ! UnclearDecimals x 1 in Expenses
    "#]],
    );
    check(
        "Org,Centre no,Expenses\nA,1,1.5\nB,1,\"2,5\"\nC,1,3.5\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 1.5
        3: B / 1 /  = Unreadable
        4: C / 1 /  = 3.5
        ! MixedDecimals x 1 in Expenses
        ! UnreadableAmount x 1 row 3 in Expenses: 2,5
    "#]],
    );
    let comma = Options { decimal: Some(ingest::amount::Decimal::Comma), ..Options::default() };
    check_with(
        b"Org,Centre no,Expenses\nA,1,1.234\nB,1,2\n",
        Measure::Expenses,
        &comma,
        expect![[r#"
        UTF-8 ',' header Some(1) Comma
        2: A / 1 /  = 1234
        3: B / 1 /  = 2
    "#]],
    );
}

#[test]
fn identifiers_that_look_alike() {
    check(
        "Org,Centre no,Expenses\n7,1,5\n007,1,6\n\u{a0}a\u{202f},1,7\nA,1,8\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: 7 / 1 /  = 5
        3: 007 / 1 /  = 6
        4: a / 1 /  = 7
        5: A / 1 /  = 8
        ! SimilarIds x 2 in Org: 7; 007
        ! SimilarIds x 2 in Org: a; A
    "#]],
    );
    check(
        "Org,Centre no,Expenses\n7.0,1,5\n8.0,2,6\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: 7 / 1 /  = 5
        3: 8 / 2 /  = 6
        ! FloatIds x 2 in Org
    "#]],
    );
}

#[test]
fn what_the_user_says_goes_before_what_is_guessed() {
    let bytes = b"Facility code,Unit,Spent,Budget\nA,1,5,6\n";
    let roles = vec![(Role::CentreNumber, Some(1)), (Role::Expenses, Some(2))];
    check_with(
        bytes,
        Measure::Expenses,
        &Options::default(),
        expect![
            "f.csv: no column for the centre number was found among “Facility code”, “Unit”, “Spent”, “Budget”. Say which column it is, or name it “Centre number” and choose the file again."
        ],
    );
    check_with(
        bytes,
        Measure::Expenses,
        &Options { roles, ..Options::default() },
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
    "#]],
    );
    let two = b"Org,Centre no,Expenses,Total costs\nA,1,5,6\n";
    let roles = vec![(Role::Expenses, Some(3))];
    check_with(
        two,
        Measure::Expenses,
        &Options { roles, ..Options::default() },
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 6
    "#]],
    );
    let header_row = Some(2);
    check_with(
        b"Org,Centre no,Expenses\nOrg,Centre no,Costs\nA,1,5\n",
        Measure::Expenses,
        &Options { header_row, ..Options::default() },
        expect![[r#"
            UTF-8 ',' header Some(2) Point
            3: A / 1 /  = 5
            ! TitleRows x 1
        "#]],
    );
    let encoding = Some(Encoding::Utf8);
    check_with(
        b"Org,Centre no,Expenses\n\xe9,1,5\n",
        Measure::Expenses,
        &Options { encoding, ..Options::default() },
        expect![
            "f.csv, row 2: the text is not encoded in UTF-8. Choose another encoding, or save the file as “CSV UTF-8”."
        ],
    );
}

#[test]
fn files_that_are_no_text() {
    check("", expect!["f.csv: the file is empty. Export it again, or choose another file."]);
    check("\u{feff}", expect!["f.csv: the file is empty. Export it again, or choose another file."]);
    check(
        b"\xD0\xCF\x11\xE0\0\0",
        expect![
            "f.csv: this is an old (.xls) or password-protected Excel workbook, not a CSV file. Open it where it was made and save it as CSV."
        ],
    );
    check(
        "<html>\n<table><tr><td>Org",
        expect![
            "f.csv: this is a web page or XML, whatever its name, not a CSV file. Open it in Excel and save it as .xlsx or CSV."
        ],
    );
    check(
        "<Org>,Centre no,Expenses\nA,1,5\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
    "#]],
    );
    check(
        b"ab\0\x01\x02\x03",
        expect!["f.csv: this is a binary file, not a CSV file. Open it where it was made and save it as CSV."],
    );
}

#[test]
fn web_pages_and_xml_are_known_by_their_first_letters() {
    let starts = ["<HTML xmlns=x>", " \r\n<!DOCTYPE html>", "<Table border=1>", "\u{feff}<?xml version=\"1.0\"?>"];
    for page in starts.map(|start| format!("{start}\n<tr><td>Org")) {
        let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(page.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [page.into_bytes(), wide] {
            let found = ingest::at_once(ingest::identify(bytes.as_slice(), "f.xls"));
            assert_eq!(found.unwrap_err().kind, ErrorKind::Markup, "{bytes:?}");
        }
    }
}

#[test]
fn records_of_a_file_that_is_none_say_so() {
    let records = ingest::records(b"".as_slice(), "f.csv", &Options::default());
    assert_eq!(records.error.map(|error| error.kind), Some(ErrorKind::Empty));
}

#[test]
fn a_last_row_without_an_end_is_shown_with_the_first() {
    let file = "Org,Centre no,Visits\nA,1,2\nB,1,3";
    let description = ingest::at_once(ingest::describe(file, "f.csv", &Options::default())).unwrap();
    assert_eq!(description.samples, [["A", "1", "2"], ["B", "1", "3"]]);
}

#[test]
fn records_are_read_whatever_they_are_about() {
    let records = ingest::records("a;b\n\"x\n\"\"y\"\"\";2\n\n".as_bytes(), "f.csv", &Options::default());
    assert_eq!(records.records, [["a", "b"], ["x\n\"y\"", "2"]]);
    expect![[r#"{"encoding":"UTF-8","gzip":false,"delimiter":";","header_row":null,"decimal":"point"}"#]]
        .assert_eq(&serde_json::to_string(&records.dialect).unwrap());
}

const OF_TWO_YEARS: &str = "Fiscal year,Month,Org,Centre no,Centre name,Expenses\n\
    2024.0,4,A,1,Clinic,100\n\
    2025.0,4,A,1,Clinic,40\n\
    2025.0,5,\"B\",1,Clinic,60\n\
    Fiscal year,Month,Org,Centre no,Centre name,Expenses\n\
    2024.0,5,A,1,Clinic,20\n\
    2025.0 total,,,,,100\n\
    Total,,,,,220\n\
    Source: general ledger,,,,,\n";

fn in_period(period: &str) -> Options {
    Options { only: vec![(Role::Year, period.into())], ..Options::default() }
}

#[test]
fn years_are_taken_together_and_told() {
    check(
        OF_TWO_YEARS,
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 / Clinic = 100
            3: A / 1 / Clinic = 40
            4: B / 1 / Clinic = 60
            6: A / 1 / Clinic = 20
            ! RepeatedHeader x 1 row 5
            ! RowWithoutKey x 1 row 7 in Org: 100
            ! TotalRow x 1 row 8: 220
            ! RowWithoutKey x 1 row 9 in Org: 
            ! SeveralPeriods x 2 in Fiscal year: 2024; 2025
            ! SeveralPeriods x 2 in Month: 4; 5
        "#]],
    );
    let table = ingest::read(OF_TWO_YEARS.as_bytes(), Measure::Expenses, "f.csv", &Options::default()).unwrap();
    let [years, months] = table.periods.as_slice() else { panic!("{:?}", table.periods) };
    assert_eq!((years.are_years, &years.all[..], &years.only), (true, &["2024".into(), "2025".into()][..], &None));
    assert_eq!((months.are_years, &months.all[..]), (false, &["4".into(), "5".into()][..]));
}

#[test]
fn one_year_is_kept_where_it_is_chosen() {
    check_with(
        OF_TWO_YEARS.as_bytes(),
        Measure::Expenses,
        &in_period("2025"),
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            3: A / 1 / Clinic = 40
            4: B / 1 / Clinic = 60
            ! RepeatedHeader x 1 row 5
            ! TotalRow x 1 row 7: 100
            ! RowWithoutKey x 1 row 8 in Org: 220
            ! RowWithoutKey x 1 row 9 in Org: 
            ! OtherPeriods x 2 in Fiscal year: 2025
            ! SeveralPeriods x 2 in Month: 4; 5
        "#]],
    );
    let table = ingest::read(OF_TWO_YEARS.as_bytes(), Measure::Expenses, "f.csv", &in_period("2025")).unwrap();
    assert_eq!((table.periods[0].all.len(), table.periods[0].kept()), (2, &["2025".to_owned()][..]));
}

#[test]
fn a_year_and_another_period_are_chosen_at_once() {
    let text = "Year,Version,Org,Centre no,Expenses\n\
        2024,actual,A,1,1\n\
        2025,actual,A,1,2\n\
        2025,budget,A,1,3\n\
        2024,budget,A,1,4\n";
    let roles = vec![(Role::Period, Some(1))];
    let only = [(Role::Year, "2025"), (Role::Period, "actual")];
    let only = only.map(|(role, only)| (role, only.to_owned())).to_vec();
    check_with(
        text.as_bytes(),
        Measure::Expenses,
        &Options { roles: roles.clone(), only, ..Options::default() },
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            3: A / 1 /  = 2
            ! OtherPeriods x 2 in Year: 2025
            ! OtherPeriods x 1 in Version: actual
        "#]],
    );
    let only = [(Role::Year, "2024"), (Role::Period, "forecast")];
    let only = only.map(|(role, only)| (role, only.to_owned())).to_vec();
    check_with(
        text.as_bytes(),
        Measure::Expenses,
        &Options { roles, only, ..Options::default() },
        expect!["f.csv: no row is of “2024, forecast”, which was chosen. Choose another, or all."],
    );
}

#[test]
fn a_row_of_0_below_a_total_is_none() {
    check(
        "Org,Centre no,Centre name,Expenses\n\
         A,1,Clinic,100\n\
         A total,,,100\n\
         B,7,Total joint clinic,0\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 / Clinic = 100
            4: B / 7 / Total joint clinic = 0
            ! TotalRow x 1 row 3: 100
        "#]],
    );
}

#[test]
fn totals_of_all_months_are_no_month() {
    check(
        "Org,Centre no,Month,Expenses\n\
         A,1,Apr,100\n\
         A,1,May,150\n\
         A,1,Total,250\n\
         B,1,Apr,40\n\
         B,1,May,60\n\
         B,1,Total,100\n\
         C,1,Total,7\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            3: A / 1 /  = 150
            5: B / 1 /  = 40
            6: B / 1 /  = 60
            8: C / 1 /  = 7
            ! TotalRow x 1 row 4: 250
            ! TotalRow x 1 row 7: 100
            ! PossibleTotal x 1 row 8: 7
            ! SeveralPeriods x 3 in Month: Apr; May; Total
        "#]],
    );
}

#[test]
fn a_total_of_a_key_s_periods_may_stand_anywhere_below_them() {
    check(
        "Org,Centre no,Quarter,Expenses\n\
         A,1,Q1,100\n\
         B,1,Q1,5\n\
         C,1,,1\n\
         D,1, ,1\n\
         E,1,#N/A,1\n\
         A,1,Q2,200\n\
         B,1,Q2,7\n\
         A,1,Total,300\n\
         B,1,Total,12\n\
         C,1,Total,3\n\
         Source: ledger,,,\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            3: B / 1 /  = 5
            4: C / 1 /  = 1
            5: D / 1 /  = 1
            6: E / 1 /  = 1
            7: A / 1 /  = 200
            8: B / 1 /  = 7
            11: C / 1 /  = 3
            ! TotalRow x 1 row 9: 300
            ! TotalRow x 1 row 10: 12
            ! PossibleTotal x 1 row 11: 3
            ! RowWithoutKey x 1 row 12 in Centre no: 
            ! SeveralPeriods x 3 in Quarter: Q1; Q2; Total
            ! WithoutPeriod x 3 in Quarter
        "#]],
    );
}

#[test]
fn totals_of_periods_are_known_however_they_are_headed() {
    for heading in
        ["Full-Year", "Fiscal year", "YTD_May", "YTD2025", "Q1 totals", "(Total)", "À ce jour", "Cumulé", "TTL"]
    {
        let file = format!("Org,Centre no,Month,Expenses\nA,1,Apr,1\nA,1,May,2\nA,1,{heading},3\n");
        let table = ingest::read(file.as_bytes(), Measure::Expenses, "f.csv", &Options::default()).unwrap();
        assert_eq!(table.len(), 2, "{heading}");
    }
}

#[test]
fn totals_of_periods_hold_totals_of_parts_of_them() {
    check(
        "Org,Centre no,Month,Expenses\nA,1,Apr,10\nA,1,May,10\nA,1,Q1 total,20\nA,1,Jul,10\nA,1,Q2 total,10\n\
         A,1,H1 total,30\nA,1,Oct,10\nA,1,Q3 total,10\nA,1,Jan,10\nA,1,Q4 total,10\nA,1,H2 total,20\nA,1,Year,50\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 10
            3: A / 1 /  = 10
            5: A / 1 /  = 10
            8: A / 1 /  = 10
            10: A / 1 /  = 10
            ! TotalRow x 1 row 4: 20
            ! TotalRow x 1 row 6: 10
            ! TotalRow x 1 row 7: 30
            ! TotalRow x 1 row 9: 10
            ! TotalRow x 1 row 11: 10
            ! TotalRow x 1 row 12: 20
            ! TotalRow x 1 row 13: 50
            ! SeveralPeriods x 5 in Month: Jan; Apr; May; Jul; Oct
        "#]],
    );
    // The month of a year's total may be empty, and it is no row without a month then.
    check(
        "Org,Centre no,Year,Month,Expenses\nA,1,2024,Apr,5\nA,1,2024,May,6\nA,1,Total,,11\nA,Total,,,11\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 5
            3: A / 1 /  = 6
            ! TotalRow x 1 row 4: 11
            ! TotalRow x 1 row 5: 11
            ! SeveralPeriods x 2 in Month: Apr; May
        "#]],
    );
}

#[test]
fn a_row_without_a_month_is_no_total_of_its_year() {
    check(
        "Org,Centre no,Year,Month,Expenses\nA,1,2024,Apr,5\nA,1,2024,,\nA,1,2024,,5,odd\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        2: A / 1 /  = 5
        3: A / 1 /  = Missing
        4: A / 1 /  = 5
        ! ExtraCells x 1 row 4: 6
        ! WithoutPeriod x 2 in Month
    "#]],
    );
}

#[test]
fn the_total_of_months_that_are_missing_is_none() {
    check(
        "Org,Centre no,Month,Expenses\nA,1,Apr,\nA,1,May,\nA,1,YTD,0\nB,1,Apr,5\nB,1,May,\nB,1,YTD,\nC,1,YTD,0\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = Missing
            3: A / 1 /  = Missing
            5: B / 1 /  = 5
            6: B / 1 /  = Missing
            8: C / 1 /  = 0
            ! TotalRow x 1 row 4: 0
            ! TotalRow x 1 row 7: 
            ! SeveralPeriods x 3 in Month: Apr; May; YTD
        "#]],
    );
}

#[test]
fn totals_of_periods_may_run_on_or_be_of_one_year_each() {
    check(
        "Org,Centre no,Month,Expenses\n\
         A,1,Apr,100\n\
         A,1,YTD Apr,100\n\
         A,1,May,200\n\
         A,1,YTD May,300\n\
         A,1,Jun,50\n\
         A,1,Année complète,350\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            4: A / 1 /  = 200
            6: A / 1 /  = 50
            ! TotalRow x 1 row 3: 100
            ! TotalRow x 1 row 5: 300
            ! TotalRow x 1 row 7: 350
            ! SeveralPeriods x 3 in Month: Apr; May; Jun
        "#]],
    );
    check(
        "Org,Centre no,Year,Month,Expenses\n\
         A,1,2024,Apr,100\n\
         A,1,2025,Apr,120\n\
         A,1,2024,May,200\n\
         A,1,2025,May,200\n\
         A,1,2024,YTD,300\n\
         A,1,2025,YTD,320\n\
         A,1,Total,YTD,620\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 100
            3: A / 1 /  = 120
            4: A / 1 /  = 200
            5: A / 1 /  = 200
            ! TotalRow x 1 row 6: 300
            ! TotalRow x 1 row 7: 320
            ! TotalRow x 1 row 8: 620
            ! SeveralPeriods x 2 in Year: 2024; 2025
            ! SeveralPeriods x 2 in Month: Apr; May
        "#]],
    );
}

#[test]
fn what_only_begins_with_total_sums_up_two_rows_or_is_told() {
    check(
        "Org,Centre no,Centre name,Expenses\n\
         A,1,Surgery,500\n\
         A,2,Total joint clinic,500\n\
         B,1,Surgery,300\n\
         B,2,Total,1300\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 / Surgery = 500
            3: A / 2 / Total joint clinic = 500
            4: B / 1 / Surgery = 300
            ! PossibleTotal x 1 row 3: 500
            ! TotalRow x 1 row 5: 1300
        "#]],
    );
}

#[test]
fn what_is_headed_as_a_total_and_is_none_is_a_period() {
    check(
        "Org,Centre no,Month,Expenses\n\
         A,1,YTD,90\n\
         A,1,May,40\n\
         A,1,Apr,50\n\
         B,1,Apr,4\n\
         B,1,YTD,4\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 90
            3: A / 1 /  = 40
            4: A / 1 /  = 50
            5: B / 1 /  = 4
            ! TotalRow x 1 row 6: 4
            ! SeveralPeriods x 3 in Month: Apr; May; YTD
        "#]],
    );
    check(
        "Org,Centre no,Period,Expenses\n\
         A,1,Total,5\n\
         A,1,Total,5\n\
         A,1,Total,10\n\
         ,,Total,20\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: A / 1 /  = 5
            3: A / 1 /  = 5
            4: A / 1 /  = 10
            ! PossibleTotal x 1 row 2: 5
            ! PossibleTotal x 1 row 3: 5
            ! PossibleTotal x 1 row 4: 10
            ! TotalRow x 1 row 5: 20
        "#]],
    );
}

#[test]
fn a_period_that_no_row_is_of_leaves_no_rows() {
    check_with(
        OF_TWO_YEARS.as_bytes(),
        Measure::Expenses,
        &in_period("2023"),
        expect!["f.csv: no row is of “2023”, which was chosen. Choose another, or all."],
    );
}

#[test]
fn only_what_is_certain_is_a_period() {
    let periods = |headers: &str, row: &str| {
        let text = format!("{headers},Org,Centre no,Visits\n{row},A,1,5\n");
        let table = ingest::read(text.as_bytes(), Measure::Visits, "f.csv", &Options::default()).unwrap();
        let told = table.periods.iter().map(|periods| {
            let what = if periods.are_years { "years" } else { "others" };
            format!("{what} {}", periods.all.join(", "))
        });
        let unclear = table.notices.iter().filter(|notice| notice.kind == NoticeKind::UnclearPeriods);
        let unclear = unclear.map(|notice| format!("unclear {}", notice.value.as_deref().unwrap_or_default()));
        told.chain(unclear).collect::<Vec<_>>()
    };
    assert_eq!(periods("Année financière,Mois", "2024-2025,avril"), ["years 2024-2025", "others avril"]);
    assert_eq!(periods("Quarter", "Q1"), ["others Q1"]);
    assert_eq!(periods("Month", "Feb,A,1,2\nBudget,A,1,2\nApr"), ["others Apr, Budget, Feb"]);
    assert_eq!(periods("Month", "Feb,A,1,2\njanvier,A,1,2\nApr"), ["others janvier, Feb, Apr"]);
    assert_eq!(periods("Reporting period", "2024-25"), ["years 2024-25"]);
    assert_eq!(periods("Fund", "2010"), [""; 0]);
    assert_eq!(periods("Month,Quarter", "4,Q1"), ["unclear Month; Quarter"]);
    assert_eq!(periods("Fiscal year,Exercice", "2025,2025"), ["unclear Fiscal year; Exercice"]);
    assert_eq!(
        periods("Fiscal year,Calendar year,Month", "2025,2024,4"),
        ["others 4", "unclear Fiscal year; Calendar year"]
    );
    assert_eq!(periods("Year opened", "1998"), [""; 0]);
    assert_eq!(periods("Fiscal year", ""), ["years "]);
}

/// What is said of pairs whose lines are of other periods in one file than in the other.
fn check_coverage(expenses: &str, visits: &str, expected: Expect) {
    let read = |text: &str, measure| ingest::read(text.as_bytes(), measure, "f.csv", &Options::default()).unwrap();
    let merged = merge(&read(expenses, Measure::Expenses), &read(visits, Measure::Visits));
    let of_pairs = |notice: &&Notice| notice.kind == NoticeKind::PairsOfOtherPeriods;
    let said = merged.notices.iter().find(of_pairs);
    let said = said.map(|notice| format!("{}: {}", notice.count, notice.value.as_deref().unwrap_or_default()));
    expected.assert_eq(&said.unwrap_or_default());
}

#[test]
fn pairs_of_other_periods_in_one_file_than_in_the_other_are_told() {
    let spent = "Org,Centre no,Month,Expenses\nA,1,Apr,1\nA,1,May,1\nB,1,Apr,1\nB,1,May,1\nC,1,May,1\nD,1,Apr,1\n";
    let seen = "Org,Centre no,Month,Visits\n";
    check_coverage(
        spent,
        &format!("{seen}B,1,May,1\nB,1,Apr,1\nA,1,April,1\nC,1,Apr,1\nE,1,Apr,1\n"),
        expect!["2: A / 1: May only in the expenses; C / 1: May only in the expenses, Apr only in the visits"],
    );
    // The same in another order, a month in two lines, or written otherwise.
    check_coverage(spent, &format!("{seen}A,1,May,1\nA,1,avril,1\nA,1,Apr,1\nC,1,MAY,1\nD,1,Apr,1\n"), expect![[""]]);
    // Nothing is known of lines without a month, nor of files that have no month in common, or none.
    check_coverage(spent, &format!("{seen}A,1,Apr,1\nA,1,,1\nC,1,May,1\n"), expect![[""]]);
    check_coverage(spent, &format!("{seen}A,1,Jun,1\nA,1,Jul,1\n"), expect![[""]]);
    check_coverage(spent, "Org,Centre no,Visits\nA,1,1\nB,1,1\n", expect![[""]]);
}

#[test]
fn years_beside_months_are_compared_as_pairs() {
    check_coverage(
        "Org,Centre no,Year,Month,Expenses\nA,1,2024,Apr,1\nA,1,2025,May,1\nB,1,2024,Apr,1\nB,1,2025,Apr,1\nB,1,2025,May,1\n",
        "Org,Centre no,FY,Month,Visits\nA,1,FY2024,April,1\nA,1,FY2025,May,1\nB,1,FY2024,April,1\nB,1,FY2025,May,1\nB,1,FY2025,Total,1\n",
        expect!["1: B / 1: 2025 Apr only in the expenses"],
    );
}

#[test]
fn what_a_database_writes_for_nothing_is_no_organization() {
    check(
        "Org,Centre no,Expenses\nNULL,10,1\nA,null,2\nNULLARBOR,10,3\nA,10,NULL\n",
        expect![[r#"
        UTF-8 ',' header Some(1) Point
        4: NULLARBOR / 10 /  = 3
        5: A / 10 /  = Missing
        ! RowWithoutKey x 1 row 2 in Org: 1
        ! RowWithoutKey x 1 row 3 in Centre no: 2
    "#]],
    );
}

#[test]
fn behind_thousands_that_are_not_quoted_stands_no_amount() {
    check(
        "Org,Centre no,Budget,Expenses\n1,10,900,950\n2,10,1,500,95\n2,20,1,300,1,950\n3,10,800,700,checked\n10,710,5,6,7\n",
        expect![[r#"
            UTF-8 ',' header Some(1) Point
            2: 1 / 10 /  = 950
            3: 2 / 10 /  = Unreadable
            4: 2 / 20 /  = Unreadable
            5: 3 / 10 /  = 700
            6: 10 / 710 /  = 6
            ! ExtraCells x 1 row 3: 5
            ! UnreadableAmount x 1 row 3 in Expenses: 1,500,95
            ! ExtraCells x 1 row 4: 6
            ! UnreadableAmount x 1 row 4 in Expenses: 1,300,1,950
            ! ExtraCells x 1 row 5: 5
            ! ExtraCells x 1 row 6: 5
        "#]],
    );
}
