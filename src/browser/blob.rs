//! A `Blob` read synchronously, a slice at a time; in workers only.

use std::io::{self, Read};

use pervisit_analysis::ingest::Source;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DomException, FileReaderSync};

const SLICE: u32 = 16 << 20;

/// How much of a file's start and end is compared to know whether it changed.
const ENDS: f64 = 65_536.0;

/// A blob, and who hears how many of its bytes have been read.
pub struct BlobSource<F> {
    blob: Blob,
    ends: [Vec<u8>; 2],
    progress: F,
}

impl<F: Fn(u64)> BlobSource<F> {
    /// Looks at the blob's ends, to know later whether it changed.
    pub fn new(blob: Blob, progress: F) -> io::Result<Self> {
        Ok(BlobSource { ends: ends(&blob)?, blob, progress })
    }
}

impl<F: Fn(u64)> Source for BlobSource<F> {
    fn open(&self) -> io::Result<impl Read + '_> {
        let reader = FileReaderSync::new().map_err(|error| failed(&error))?;
        let slice = js_sys::Uint8Array::new_with_length(0);
        Ok(BlobReader { blob: &self.blob, reader, slice, taken: 0, read: 0, progress: &self.progress })
    }

    fn is_unchanged(&self) -> io::Result<bool> {
        Ok(ends(&self.blob)? == self.ends)
    }
}

/// The first and the last bytes of a blob.
fn ends(blob: &Blob) -> io::Result<[Vec<u8>; 2]> {
    let size = blob.size();
    let part = |from: f64, to: f64| -> Result<Vec<u8>, JsValue> {
        let slice = blob.slice_with_f64_and_f64(from, to)?;
        let buffer = FileReaderSync::new()?.read_as_array_buffer(&slice)?;
        Ok(js_sys::Uint8Array::new(&buffer).to_vec())
    };
    let both = part(0.0, ENDS.min(size)).and_then(|first| Ok([first, part((size - ENDS).max(0.0), size)?]));
    both.map_err(|error| failed(&error))
}

/// Reads a blob a slice at a time and tells after each how many bytes have been read.
struct BlobReader<'a, F> {
    blob: &'a Blob,
    reader: FileReaderSync,
    slice: js_sys::Uint8Array,
    taken: u32,
    read: u64,
    progress: &'a F,
}

impl<F: Fn(u64)> BlobReader<'_, F> {
    #[expect(clippy::cast_precision_loss, reason = "a file's size is below 2^53")]
    fn next_slice(&mut self) -> io::Result<()> {
        let from = self.read as f64;
        let to = (from + f64::from(SLICE)).min(self.blob.size());
        let slice = self.blob.slice_with_f64_and_f64(from, to).map_err(|error| failed(&error))?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|error| failed(&error))?;
        self.slice = js_sys::Uint8Array::new(&buffer);
        self.taken = 0;
        if self.slice.length() == 0 && from < self.blob.size() {
            return Err(io::Error::other("it became shorter while it was being read"));
        }
        self.read += u64::from(self.slice.length());
        (self.progress)(self.read);
        Ok(())
    }
}

impl<F: Fn(u64)> Read for BlobReader<'_, F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.slice.length() {
            self.next_slice()?;
        }
        let room = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let count = room.min(self.slice.length() - self.taken);
        self.slice.subarray(self.taken, self.taken + count).copy_to(&mut into[..count as usize]);
        self.taken += count;
        Ok(count as usize)
    }
}

fn failed(error: &JsValue) -> io::Error {
    io::Error::other(words(error))
}

/// What a browser says of a file, in a person's words.
pub fn words(error: &JsValue) -> String {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    match name.as_deref() {
        Some("NotFoundError") => "it is not there any more".into(),
        Some("NotReadableError") => "the file changed while it was being read, or can’t be opened".into(),
        Some("SecurityError") => "the browser does not allow it".into(),
        _ => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
