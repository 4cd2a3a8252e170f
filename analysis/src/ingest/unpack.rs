//! A file packed with gzip -> its bytes.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use super::encoding::Waiting;
use super::source::{Chunks, Source};

/// So many packed bytes are unpacked at once.
const PIECE: usize = 1 << 15;

/// Unpacks what comes a piece at a time.
pub trait Unpacker {
    /// Adds what a piece unpacks to.
    ///
    /// # Errors
    /// Where it is not packed so.
    fn unpack(&mut self, packed: &[u8], into: &mut Vec<u8>) -> io::Result<()>;

    /// Adds what is left after the last piece.
    ///
    /// # Errors
    /// Where pieces are missing.
    fn finish(&mut self, into: &mut Vec<u8>) -> io::Result<()>;
}

/// Unpacks what gzip has packed, several files in one, too.
#[must_use]
pub fn gzip() -> Box<dyn Unpacker> {
    Box::new(MultiGzDecoder::new(Vec::new()))
}

impl Unpacker for MultiGzDecoder<Vec<u8>> {
    fn unpack(&mut self, packed: &[u8], into: &mut Vec<u8>) -> io::Result<()> {
        self.write_all(packed)?;
        into.append(self.get_mut());
        Ok(())
    }

    fn finish(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        self.try_finish()?;
        into.append(self.get_mut());
        Ok(())
    }
}

/// The bytes of a file, unpacked where they are packed.
pub(super) struct Unpacked<C> {
    source: C,
    unpacking: Option<Unpacking>,
}

struct Unpacking {
    unpacker: Box<dyn Unpacker>,
    packed: Vec<u8>,
    bytes: Waiting,
    ended: bool,
}

/// Opens a file that is packed, or is not; see [`Source::open`].
pub(super) async fn open<S: Source + ?Sized>(
    source: &S,
    packed: bool,
    limit: Option<u64>,
) -> io::Result<Unpacked<impl Chunks + use<'_, S>>> {
    let unpacking = match packed {
        false => None,
        true => Some(Unpacking {
            unpacker: source.unpacker().await?,
            packed: vec![0; PIECE],
            bytes: Waiting::default(),
            ended: false,
        }),
    };
    Ok(Unpacked { source: source.open(limit)?, unpacking })
}

impl<C: Chunks> Chunks for Unpacked<C> {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(Unpacking { unpacker, packed, bytes, ended }) = &mut self.unpacking else {
            return self.source.next(into).await;
        };
        while bytes.is_empty() && !*ended {
            match self.source.next(packed).await? {
                0 => {
                    unpacker.finish(bytes.filled())?;
                    *ended = true;
                }
                count => unpacker.unpack(&packed[..count], bytes.filled())?,
            }
        }
        Ok(bytes.give(into))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::open;
    use crate::ingest::source::{at_once, whole};

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Option<String> {
        let bytes = at_once(async { whole(&mut open(bytes, true, None).await?, u64::MAX).await }).ok()?;
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn several_packed_files_in_one_are_one_text() {
        assert_eq!(unpacked(&[packed("one\n"), packed("two\n")].concat()).as_deref(), Some("one\ntwo\n"));
    }

    #[test]
    fn a_packed_file_that_is_cut_off_is_not_read() {
        let whole = packed(&"A row like all the others\n".repeat(9_999));
        for cut in [whole.len() - 1, whole.len() - 8, whole.len() / 2, 12] {
            assert_eq!(unpacked(&whole[..cut]), None, "cut to {cut} of {}", whole.len());
        }
    }
}
