//! A file packed with gzip -> its bytes.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use super::encoding::Waiting;
use super::source::{Chunks, Source};

/// So many packed bytes are unpacked at once.
const PIECE: usize = 1 << 15;

/// The bytes of a file, unpacked where they are packed.
pub(super) struct Unpacked<C> {
    source: C,
    unpacking: Option<Unpacking>,
}

struct Unpacking {
    decoder: MultiGzDecoder<Waiting>,
    packed: Vec<u8>,
    ended: bool,
}

/// Opens a file that is packed, or is not; see [`Source::open`].
pub(super) fn open(
    source: &(impl Source + ?Sized),
    packed: bool,
    limit: Option<u64>,
) -> io::Result<Unpacked<impl Chunks>> {
    let unpacking = packed.then(|| Unpacking {
        decoder: MultiGzDecoder::new(Waiting::default()),
        packed: vec![0; PIECE],
        ended: false,
    });
    Ok(Unpacked { source: source.open(limit)?, unpacking })
}

impl<C: Chunks> Chunks for Unpacked<C> {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(Unpacking { decoder, packed, ended }) = &mut self.unpacking else {
            return self.source.next(into).await;
        };
        while decoder.get_ref().is_empty() && !*ended {
            match self.source.next(packed).await? {
                0 => {
                    decoder.try_finish()?;
                    *ended = true;
                }
                count => decoder.write_all(&packed[..count])?,
            }
        }
        Ok(decoder.get_mut().give(into))
    }
}

impl Write for Waiting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.filled().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
        let bytes = at_once(whole(&mut open(bytes, true, None).unwrap(), u64::MAX)).ok()?;
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
