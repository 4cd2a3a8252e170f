//! A file's first bytes: whether it is text at all, packed or plain.

use std::io;

use super::encoding::Encoding;
use super::source::{Source, whole};
use super::unpack;
use crate::error::{Error, ErrorKind};

/// Enough to know a file by, and to survey its first rows.
const LOOKED_AT: u64 = 1 << 18;
const GZIP: &[u8] = b"\x1F\x8B";
const ZIP: &[u8] = b"PK\x03\x04";
const SIGNATURES: [(&[u8], &str); 5] = [
    (b"\xD0\xCF\x11\xE0", "an old (.xls) or password-protected Excel workbook"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a document in rich text"),
];
/// What web pages and XML begin with, in lower case.
const MARKUP: [&[u8]; 7] = [b"<html", b"<!doctype", b"<head", b"<meta", b"<style", b"<table", b"<?xml"];

/// A file's first bytes, unpacked.
pub(super) struct Head {
    /// Whether the file is packed with gzip.
    pub(super) packed: bool,
    /// The first bytes.
    pub(super) bytes: Vec<u8>,
    /// Whether these are all.
    pub(super) whole: bool,
}

impl Head {
    /// Reads the first bytes; an error where they are not those of a text.
    pub(super) async fn of(source: &(impl Source + ?Sized), file: &str) -> Result<Head, Error> {
        let mut packed = false;
        let mut bytes = first_bytes(source, packed, file).await?;
        if bytes.starts_with(GZIP) {
            packed = true;
            bytes = first_bytes(source, packed, file).await?;
        }
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty, file));
        }
        if bytes.starts_with(ZIP) {
            return Err(Error::new(ErrorKind::Workbook, file));
        }
        let signature = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, found)| *found);
        let binary = || (Encoding::of(&bytes) == Encoding::Utf8 && is_binary(&bytes)).then_some("a binary file");
        if let Some(found) = signature.or_else(binary) {
            return Err(Error::new(ErrorKind::NotText { found: found.into() }, file));
        }
        if is_markup(&bytes) {
            return Err(Error::new(ErrorKind::Markup, file));
        }
        let whole = (bytes.len() as u64) < LOOKED_AT;
        Ok(Head { packed, bytes, whole })
    }
}

async fn first_bytes(source: &(impl Source + ?Sized), packed: bool, file: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = unpack::open(source, packed, Some(LOOKED_AT)).await.map_err(|error| unreadable(&error, file))?;
    whole(&mut bytes, LOOKED_AT).await.map_err(|error| unreadable(&error, file))
}

/// More than one byte in a hundred is a control character that no text has. A lone one is a
/// mishap inside a text, and gets a notice.
fn is_binary(bytes: &[u8]) -> bool {
    let control = |&&byte: &&u8| byte < 0x09 || (0x0E..0x1B).contains(&byte);
    bytes.iter().filter(control).count() * 100 > bytes.len()
}

/// Whether a text begins as web pages and XML do. A byte order mark, spaces and the zeros of UTF-16 don't count.
fn is_markup(bytes: &[u8]) -> bool {
    let visible = bytes.iter().filter(|byte| byte.is_ascii_graphic()).map(u8::to_ascii_lowercase);
    let start: Vec<u8> = visible.take(16).collect();
    MARKUP.iter().any(|markup| start.starts_with(markup))
}

pub(super) fn unreadable(error: &io::Error, file: &str) -> Error {
    Error::new(ErrorKind::Unreadable { reason: error.to_string() }, file)
}
