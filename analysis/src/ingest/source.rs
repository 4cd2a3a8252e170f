//! Where a file's bytes come from: something that can be read from its start more than once.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file's bytes. A guess about them that a later row contradicts is revised by reading again.
pub trait Source {
    /// Reads from the first byte on.
    ///
    /// # Errors
    /// Where the bytes are not there, or not the ones they were.
    fn open(&self) -> io::Result<impl Read + '_>;

    /// Whether the bytes are still the ones that were read first; asked when all are read.
    ///
    /// # Errors
    /// Where they can't be looked at any more.
    fn is_unchanged(&self) -> io::Result<bool> {
        Ok(true)
    }
}

impl Source for [u8] {
    fn open(&self) -> io::Result<impl Read + '_> {
        Ok(self)
    }
}

impl Source for str {
    fn open(&self) -> io::Result<impl Read + '_> {
        Ok(self.as_bytes())
    }
}

impl Source for Path {
    fn open(&self) -> io::Result<impl Read + '_> {
        File::open(self)
    }
}

/// Bytes that come a few at a time.
#[cfg(test)]
pub(super) struct Trickle<'a>(pub(super) &'a [u8], pub(super) usize);

#[cfg(test)]
impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(into.len()).min(self.0.len());
        into[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}
