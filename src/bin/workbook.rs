//! Starts the worker that opens workbooks, nothing else.

fn main() {
    pervisit::workbook();
}
