//! A `Blob` read synchronously, a slice at a time; in workers only.

use std::io::{self, Read};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DomException, FileReaderSync};

const SLICE: u32 = 16 << 20;

/// Reads a blob and tells after each slice how many bytes have been read.
pub struct BlobReader<F> {
    blob: Blob,
    reader: FileReaderSync,
    slice: js_sys::Uint8Array,
    taken: u32,
    read: u64,
    progress: F,
}

impl<F: FnMut(u64)> BlobReader<F> {
    /// Starts at the first byte.
    pub fn new(blob: Blob, progress: F) -> io::Result<Self> {
        let reader = FileReaderSync::new().map_err(|error| failed(&error))?;
        Ok(BlobReader { blob, reader, slice: js_sys::Uint8Array::new_with_length(0), taken: 0, read: 0, progress })
    }

    #[expect(clippy::cast_precision_loss, reason = "a file's size is below 2^53")]
    fn next_slice(&mut self) -> io::Result<()> {
        let from = self.read as f64;
        let to = (from + f64::from(SLICE)).min(self.blob.size());
        let slice = self.blob.slice_with_f64_and_f64(from, to).map_err(|error| failed(&error))?;
        let buffer = self.reader.read_as_array_buffer(&slice).map_err(|error| failed(&error))?;
        self.slice = js_sys::Uint8Array::new(&buffer);
        self.taken = 0;
        if self.slice.length() == 0 && from < self.blob.size() {
            return Err(io::Error::other("it ended before its size was reached"));
        }
        self.read += u64::from(self.slice.length());
        (self.progress)(self.read);
        Ok(())
    }
}

impl<F: FnMut(u64)> Read for BlobReader<F> {
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

/// What a browser says of a file, in a person's words.
fn failed(error: &JsValue) -> io::Error {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    io::Error::other(match name.as_deref() {
        Some("NotFoundError") => "it is not there any more".into(),
        Some("NotReadableError") => "it has changed or can’t be opened".into(),
        Some("SecurityError") => "the browser does not allow it".into(),
        _ => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    })
}
