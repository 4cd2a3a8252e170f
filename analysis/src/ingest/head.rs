//! A file's first bytes: whether it is text at all, and without its byte order mark.

use std::io::{self, Chain, Cursor, Read};

use crate::error::{Error, ErrorKind};

const LOOKED_AT: u64 = 4096;
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const SIGNATURES: [(&[u8], &str); 7] = [
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\xFF\xFE", "text in UTF-16"),
];

/// The source again, whole but for its byte order mark, once its first bytes have shown that it is text.
pub(super) fn checked<R: Read>(mut source: R, file: &str) -> Result<Chain<Cursor<Vec<u8>>, R>, Error> {
    let mut head = Vec::new();
    source.by_ref().take(LOOKED_AT).read_to_end(&mut head).map_err(|error| unreadable(&error, file))?;
    if head.is_empty() {
        return Err(Error::new(ErrorKind::Empty, file));
    }
    let signature = SIGNATURES.iter().find(|(bytes, _)| head.starts_with(bytes)).map(|(_, found)| *found);
    if let Some(found) = signature.or_else(|| head.contains(&0).then_some("a binary file")) {
        return Err(Error::new(ErrorKind::NotText { found: found.into() }, file));
    }
    let mut head = Cursor::new(head);
    if head.get_ref().starts_with(BYTE_ORDER_MARK) {
        head.set_position(BYTE_ORDER_MARK.len() as u64);
    }
    Ok(head.chain(source))
}

pub(super) fn unreadable(error: &io::Error, file: &str) -> Error {
    Error::new(ErrorKind::Unreadable { reason: error.to_string() }, file)
}
