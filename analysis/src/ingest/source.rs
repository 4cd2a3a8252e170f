//! Where a file's bytes come from: something that can be read from its start more than once.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::unpack::Unpacker;

/// A file's bytes. A guess about them that a later row contradicts is revised by reading again.
pub trait Source {
    /// Reads from the first byte on. Where only so many are going to be asked for, `limit` says so.
    ///
    /// # Errors
    /// Where the bytes are not there, or not the ones they were.
    fn open(&self, limit: Option<u64>) -> io::Result<impl Chunks>;

    /// How many bytes there are, where that is known.
    fn size(&self) -> Option<u64>;

    /// What unpacks them where they are packed: [`super::gzip`], for who has that part of the program.
    ///
    /// # Errors
    /// Where it can't be had.
    fn unpacker(&self) -> impl Future<Output = io::Result<Box<dyn Unpacker>>> {
        std::future::ready(Ok(super::gzip()))
    }

    /// Whether the bytes are still the ones that were read first; asked when all are read.
    ///
    /// # Errors
    /// Where they can't be looked at any more.
    fn is_unchanged(&self) -> impl Future<Output = io::Result<bool>> {
        std::future::ready(Ok(true))
    }
}

/// Bytes that come a few at a time.
pub trait Chunks {
    /// Fills the start of `into`, and says how far; 0 at the end.
    ///
    /// # Errors
    /// Where the bytes can't be read.
    fn next(&mut self, into: &mut [u8]) -> impl Future<Output = io::Result<usize>>;
}

/// The result of a future that never has to wait, as those over bytes in memory and local files.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
    }
}

/// All bytes up to the end, or to `limit`.
pub(super) async fn whole(chunks: &mut impl Chunks, limit: u64) -> io::Result<Vec<u8>> {
    const PIECE: usize = 1 << 16;
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < limit {
        let filled = bytes.len();
        bytes.resize(filled + PIECE, 0);
        let count = chunks.next(&mut bytes[filled..]).await?;
        bytes.truncate(filled + count);
        if count == 0 {
            break;
        }
    }
    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(bytes)
}

impl<R: Read> Chunks for R {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

impl Source for [u8] {
    fn open(&self, _limit: Option<u64>) -> io::Result<impl Chunks> {
        Ok(self)
    }

    fn size(&self) -> Option<u64> {
        Some(self.len() as u64)
    }
}

impl Source for str {
    fn open(&self, _limit: Option<u64>) -> io::Result<impl Chunks> {
        Ok(self.as_bytes())
    }

    fn size(&self) -> Option<u64> {
        Some(self.len() as u64)
    }

    async fn unpacker(&self) -> io::Result<Box<dyn Unpacker>> {
        // What is packed is no text: its second byte is none of UTF-8's.
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Source for Path {
    fn open(&self, _limit: Option<u64>) -> io::Result<impl Chunks> {
        File::open(self)
    }

    fn size(&self) -> Option<u64> {
        std::fs::metadata(self).ok().map(|metadata| metadata.len())
    }
}

/// Bytes that come so many at a time.
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::{self, Read};

    use super::{Chunks, Source};
    use crate::error::ErrorKind;
    use crate::ingest::{Options, read};
    use crate::table::Measure;

    /// A file that somebody writes anew after it was opened so often.
    struct Rewritten {
        opened: Cell<u32>,
        after: u32,
    }

    impl Source for Rewritten {
        fn open(&self, _limit: Option<u64>) -> io::Result<impl Chunks> {
            self.opened.set(self.opened.get() + 1);
            let second: &[u8] = if self.opened.get() > self.after { b"b,1,20\n" } else { b"a,1,2\n" };
            Ok(b"Org,Centre no,Visits\n".chain(second))
        }

        fn size(&self) -> Option<u64> {
            None
        }

        async fn is_unchanged(&self) -> io::Result<bool> {
            if self.opened.get() > 9 {
                Err(io::Error::other("it is not there any more"))
            } else {
                Ok(self.opened.get() <= self.after)
            }
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        let kind = |opened, after| {
            let source = Rewritten { opened: Cell::new(opened), after };
            read(&source, Measure::Visits, "visits.csv", &Options::default()).err().map(|error| error.kind)
        };
        assert_eq!(kind(0, 9), None);
        assert_eq!(kind(0, 1), Some(ErrorKind::Changed));
        assert_eq!(kind(8, 99), Some(ErrorKind::Unreadable { reason: "it is not there any more".into() }));
    }
}
