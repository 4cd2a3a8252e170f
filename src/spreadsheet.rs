//! A table's cells -> an Excel workbook. Only the program that opens workbooks has this in it.

use csv::{ByteRecord, Reader, ReaderBuilder};
use pervisit_analysis::columns::Kind;
use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

/// How many rows a sheet can have, its header among them.
pub const ROWS: usize = 1 << 20;

/// Writes cells (CSV under a row of headings, as [`pervisit_analysis::export::Form::Cells`] has it)
/// into a workbook of one sheet: figures as numbers, everything else as text, whatever it begins with.
///
/// # Errors
/// In words, where the cells are none or a sheet can't hold them.
pub fn written(cells: &[u8], sheet: &str, kinds: &[Kind]) -> Result<Vec<u8>, String> {
    let mut workbook = Workbook::new();
    let widths = Widths::of(cells, kinds)?;
    let written = workbook.add_worksheet().set_name(sheet).and_then(|sheet| prepare(sheet, &widths, kinds));
    fill(written.map_err(words)?, cells, kinds)?;
    workbook.save_to_buffer().map_err(words)
}

/// What has to be known of all of a column's cells before the first is written.
struct Widths {
    /// The most letters a cell has, its heading too.
    letters: Vec<usize>,
    /// Whether a figure is not whole.
    has_decimals: Vec<bool>,
    rows: u32,
}

impl Widths {
    fn of(cells: &[u8], kinds: &[Kind]) -> Result<Widths, String> {
        let mut widths = Widths { letters: vec![0; kinds.len()], has_decimals: vec![false; kinds.len()], rows: 0 };
        let mut record = ByteRecord::new();
        let mut reader = reader(cells);
        while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
            for (at, cell) in record.iter().enumerate().take(kinds.len()) {
                let is_figure = kinds[at] != Kind::Text && widths.rows > 0;
                let whole = cell.iter().position(|&byte| byte == b'.').filter(|_| is_figure);
                widths.has_decimals[at] |= whole.is_some();
                // Room for what is put between thousands, and for two decimals.
                let letters = match is_figure {
                    true => whole.unwrap_or(cell.len()) * 4 / 3 + 3,
                    false => String::from_utf8_lossy(cell).chars().count(),
                };
                widths.letters[at] = widths.letters[at].max(letters);
            }
            widths.rows += 1;
        }
        Ok(widths)
    }
}

fn prepare<'a>(sheet: &'a mut Worksheet, widths: &Widths, kinds: &[Kind]) -> Result<&'a mut Worksheet, XlsxError> {
    const WIDEST: usize = 48;
    let (last_row, columns) = (widths.rows.saturating_sub(1), 0_u16..);
    for (column, (at, kind)) in columns.zip(kinds.iter().enumerate()) {
        // Excel's own: text, #,##0, #,##0.00 and 0.00% as the reader's country writes them.
        let format = match kind {
            Kind::Text => 49,
            Kind::Amount if !widths.has_decimals[at] => 3,
            Kind::Amount | Kind::Ratio => 4,
            Kind::Share => 10,
        };
        sheet.set_column_format(column, &Format::new().set_num_format_index(format))?;
        #[expect(clippy::cast_precision_loss, reason = "at most WIDEST")]
        // Room for the button of the filter, too.
        sheet.set_column_width(column, (widths.letters[at] + 3).clamp(8, WIDEST) as f64)?;
        if *kind == Kind::Text {
            // Identifiers are text: 007 is not 7.
            sheet.ignore_error_range(0, column, last_row, column, IgnoreError::NumberStoredAsText)?;
        }
    }
    if let Ok(last) = u16::try_from(kinds.len().saturating_sub(1)) {
        sheet.autofilter(0, 0, last_row, last)?;
    }
    sheet.set_freeze_panes(1, 0)
}

fn fill(sheet: &mut Worksheet, cells: &[u8], kinds: &[Kind]) -> Result<(), String> {
    let heading = Format::new().set_bold();
    let mut record = ByteRecord::new();
    let mut reader = reader(cells);
    let mut row = 0;
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        for (column, (cell, kind)) in (0..).zip(record.iter().zip(kinds)) {
            let cell = std::str::from_utf8(cell).map_err(|error| error.to_string())?;
            let written = match kind {
                _ if row == 0 => sheet.write_string_with_format(row, column, cell, &heading),
                _ if cell.is_empty() => continue,
                Kind::Text => sheet.write_string(row, column, cell),
                Kind::Amount | Kind::Ratio | Kind::Share => {
                    let figure: f64 = cell.parse().map_err(|_| format!("“{cell}” is not a number"))?;
                    sheet.write_number(row, column, figure)
                }
            };
            written.map_err(words)?;
        }
        row += 1;
    }
    Ok(())
}

fn reader(cells: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).from_reader(cells)
}

fn words(error: XlsxError) -> String {
    match error {
        XlsxError::MaxStringLengthExceeded => "a text is longer than the 32,767 letters that a cell can hold".into(),
        XlsxError::RowColumnLimitError => format!("there are more rows than the {ROWS} that a sheet can hold"),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use pervisit_analysis::ingest::workbook::sheet;
    use pervisit_analysis::table::Measure;

    use super::*;

    const KINDS: [Kind; 3] = [Kind::Text, Kind::Amount, Kind::Ratio];

    #[test]
    fn what_is_written_is_read_again_cell_by_cell() {
        let cells = "Organization,Expenses,Cost\n007,1234.5,0.1\n=1+1,,250\n\"@a, \"\"b\"\"\nc\",-3,1e21\n";
        let bytes = written(cells.as_bytes(), "Joined rows", &KINDS).unwrap();
        let read = sheet(&bytes, "f.xlsx", Measure::Expenses, None).unwrap();
        assert_eq!(read.name, "Joined rows");
        expect![[r#"
            Organization,Expenses,Cost
            007,1234.5,0.1
            =1+1,,250
            "@a, ""b""
            c",-3,1000000000000000000000
        "#]]
        .assert_eq(&String::from_utf8(read.csv).unwrap());
    }

    /// A part of the workbook, as text.
    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    }

    #[test]
    fn shares_are_shown_in_per_cent() {
        let styles =
            part(&written(b"Region,Share\nNorth,0.058\n", "S", &[Kind::Text, Kind::Share]).unwrap(), "xl/styles.xml");
        assert!(styles.contains("numFmtId=\"10\""), "{styles}");
    }

    #[test]
    fn figures_are_numbers_texts_are_texts_and_the_header_stays_in_sight() {
        let bytes = written(b"Id,n,c\n=1,10,2\n", "S", &KINDS).unwrap();
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        for has in ["<pane ySplit=\"1\"", "<autoFilter ref=\"A1:C2\"/>", "t=\"s\"", "<v>10</v>", "numberStoredAsText"] {
            assert!(sheet.contains(has), "{has} in {sheet}");
        }
        assert!(!sheet.contains("<f>"), "no formula in {sheet}");
        let styles = part(&bytes, "xl/styles.xml");
        assert!(styles.contains("numFmtId=\"3\"") && styles.contains("numFmtId=\"4\""), "{styles}");
    }

    #[test]
    fn what_a_sheet_cannot_hold_is_said() {
        let long = format!("A\n{}\n", "x".repeat(40_000));
        let said = written(long.as_bytes(), "S", &[Kind::Text]).unwrap_err();
        assert_eq!(said, "a text is longer than the 32,767 letters that a cell can hold");
    }
}
