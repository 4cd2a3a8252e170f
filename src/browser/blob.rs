//! A `Blob`, read into one buffer over and over; where a browser can't do that, in slices.

use std::cell::{RefCell, RefMut};
use std::collections::VecDeque;
use std::io;
use std::mem::take;

use js_sys::{Array, ArrayBuffer, Date, Promise, Reflect, Uint8Array};
use pervisit_analysis::ingest::{self, Chunks, Source, Unpacker};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException, ReadableStreamByobReader};

use super::worker::{in_part, turn};
use crate::parts::part;

/// How much a stream fills at once.
const BUFFER: u32 = 1 << 19;

/// So many bytes make a slice …
const SLICE: f64 = (8 << 20) as f64;
/// … and so many slices are asked for ahead, so that the browser reads while the worker computes.
const AHEAD: usize = 2;

/// After so many bytes whatever else has come for the worker has its turn: where bytes are always there, waiting for
/// them never lets anything else in.
const TURN: u32 = 8 << 20;

/// After so many milliseconds it is told how many bytes have been read: to show it takes time, too.
const TOLD: f64 = 250.0;

/// How much of a file's start and end is compared to know whether it changed, in bytes.
const ENDS: u32 = 1 << 16;

/// A blob, and who hears how many of its bytes have been read and says whether to go on.
pub struct BlobSource {
    blob: Blob,
    reading: RefCell<Reading>,
    go_on: GoOn,
}

/// Not generic: all that reads is compiled once.
type GoOn = Box<dyn Fn(u64) -> bool>;

impl BlobSource {
    pub fn new(blob: Blob, go_on: impl Fn(u64) -> bool + 'static) -> Self {
        BlobSource { blob, reading: RefCell::new(Reading::new(None, Ends::default())), go_on: Box::new(go_on) }
    }
}

impl Source for BlobSource {
    fn open(&self, limit: Option<u64>) -> io::Result<impl Chunks> {
        let mut reading = self.reading.try_borrow_mut().map_err(io::Error::other)?;
        reading.begin(&self.blob, limit.is_none()).map_err(|error| failed(&error))?;
        Ok(Pieces { source: self, reading, given: 0 })
    }

    fn size(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^53")]
        Some(self.blob.size() as u64)
    }

    async fn unpacker(&self) -> io::Result<Box<dyn Unpacker>> {
        Ok(in_part("Unpacking a file", gzip).await)
    }

    async fn is_unchanged(&self) -> io::Result<bool> {
        let ends = take(&mut self.reading.borrow_mut().ends);
        ends.are_unchanged().await.map_err(|error| failed(&error))
    }
}

part! {
    gzip:
    /// What unpacks gzip.
    fn gzip() -> Box<dyn Unpacker> {
        ingest::gzip()
    }
}

/// What somebody who reads a blob gets of it.
struct Pieces<'a> {
    source: &'a BlobSource,
    reading: RefMut<'a, Reading>,
    /// How many bytes it was given.
    given: usize,
}

impl Chunks for Pieces<'_> {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let start = self.reading.start.get(self.given..).unwrap_or_default();
        let mut count = start.len().min(into.len());
        into[..count].copy_from_slice(&start[..count]);
        if count == 0 {
            count = self.reading.next(self.source, into).await?;
            if !self.reading.is_for_all {
                self.reading.start.extend_from_slice(&into[..count]);
            }
        }
        self.given += count;
        Ok(count)
    }
}

/// A blob's bytes on their way. Who looks at the first ones leaves the others to who reads all: a browser takes a while
/// until the first bytes are there.
struct Reading {
    bytes: Option<Bytes>,
    /// The bytes that were looked at.
    start: Vec<u8>,
    /// Whether somebody reads all.
    is_for_all: bool,
    piece: Uint8Array,
    /// How many bytes of the piece were given.
    taken: u32,
    /// How many bytes there have been with this piece.
    read: f64,
    /// When that was last told.
    told: f64,
    /// How many bytes there have been since something else had its turn.
    since_turn: u32,
    ends: Ends,
}

impl Reading {
    fn new(bytes: Option<Bytes>, ends: Ends) -> Self {
        Reading {
            bytes,
            start: Vec::new(),
            is_for_all: false,
            piece: Uint8Array::new_with_length(0),
            taken: 0,
            read: 0.0,
            told: Date::now(),
            since_turn: 0,
            ends,
        }
    }

    /// Gets ready to give a blob's bytes from the first one on.
    fn begin(&mut self, blob: &Blob, is_for_all: bool) -> Result<(), JsValue> {
        if self.bytes.is_none() || self.is_for_all {
            *self = Reading::new(Some(Bytes::of(blob)), take(&mut self.ends));
            // Only now: what is waited for is asked for first.
            self.ends.begin(blob)?;
        }
        self.is_for_all = is_for_all;
        Ok(())
    }

    async fn next(&mut self, BlobSource { blob, go_on, .. }: &BlobSource, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.piece.length() {
            let Some(bytes) = self.bytes.as_mut().filter(|_| self.read < blob.size()) else { return Ok(0) };
            self.piece = bytes.next(blob, self.is_for_all).await.map_err(|error| failed(&error))?;
            self.taken = 0;
            // As they were when the file was first opened, whatever a later stream gives.
            if self.ends.first.is_empty() {
                self.ends.first = self.piece.subarray(0, ENDS.min(self.piece.length())).to_vec();
            }
            self.read += f64::from(self.piece.length());
            if self.read == blob.size() {
                self.ends.look_again(blob).map_err(|error| failed(&error))?;
            }
            self.since_turn += self.piece.length();
            if self.since_turn >= TURN {
                self.since_turn = 0;
                turn().await;
            }
            let now = Date::now();
            if now - self.told >= TOLD {
                self.told = now;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a whole number below 2^53"
                )]
                if !go_on(self.read as u64) {
                    return Err(io::Error::other("another file has taken its place"));
                }
            }
            if self.piece.length() == 0 {
                return Err(io::Error::other("it became shorter while it was being read"));
            }
        }
        let room = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let count = room.min(self.piece.length() - self.taken);
        self.piece.subarray(self.taken, self.taken + count).copy_to(&mut into[..count as usize]);
        self.taken += count;
        Ok(count as usize)
    }
}

/// A blob's first and last bytes, to know whether it changed while it was read.
#[derive(Default)]
struct Ends {
    /// The first ones, as they were read.
    first: Vec<u8>,
    /// Settles with the last ones, as they were before.
    last: Option<Promise>,
    /// Settles with both, as they are once all is read.
    after: Option<Promise>,
}

impl Ends {
    fn begin(&mut self, blob: &Blob) -> Result<(), JsValue> {
        if self.last.is_none() {
            self.last = Some(settled(&[last(blob)?]));
        }
        Ok(())
    }

    /// Asks at once, for the answer is waited for only when what was read is made sense of.
    fn look_again(&mut self, blob: &Blob) -> Result<(), JsValue> {
        // A stream's first piece may be shorter than what is compared at most.
        #[expect(clippy::cast_precision_loss, reason = "no more than are compared")]
        let first = part_of(blob, 0.0, self.first.len() as f64)?;
        self.after = Some(settled(&[first, last(blob)?]));
        Ok(())
    }

    async fn are_unchanged(self) -> Result<bool, JsValue> {
        let (Some(last), Some(after)) = (self.last, self.after) else { return Ok(true) };
        let last = bytes_of(last).await?;
        let after = bytes_of(after).await?;
        Ok(after == [vec![self.first], last].concat())
    }
}

fn last(blob: &Blob) -> Result<Promise, JsValue> {
    part_of(blob, (blob.size() - f64::from(ENDS)).max(0.0), blob.size())
}

fn part_of(blob: &Blob, from: f64, to: f64) -> Result<Promise, JsValue> {
    Ok(blob.slice_with_f64_and_f64(from, to)?.array_buffer())
}

/// What goes wrong shows when it is looked at.
fn settled(parts: &[Promise]) -> Promise {
    Promise::all_settled(&parts.iter().collect::<Array>())
}

async fn bytes_of(parts: Promise) -> Result<Vec<Vec<u8>>, JsValue> {
    let settled = JsFuture::from(parts).await?;
    Array::from(&settled)
        .iter()
        .map(|part| {
            let of = |name: &str| Reflect::get(&part, &name.into()).unwrap_or_default();
            if of("reason").is_undefined() { Ok(Uint8Array::new(&of("value")).to_vec()) } else { Err(of("reason")) }
        })
        .collect()
}

/// Where the pieces come from.
enum Bytes {
    Stream(Stream),
    Slices(Slices),
}

impl Bytes {
    fn of(blob: &Blob) -> Self {
        match ReadableStreamByobReader::new(&blob.stream()) {
            Ok(reader) => Bytes::Stream(Stream { reader, buffer: ArrayBuffer::new(BUFFER) }),
            Err(_) => Bytes::Slices(Slices::default()),
        }
    }

    /// More bytes, none at the end. Those before may be gone.
    async fn next(&mut self, blob: &Blob, is_for_all: bool) -> Result<Uint8Array, JsValue> {
        match self {
            Bytes::Stream(stream) => stream.next(blob).await,
            Bytes::Slices(slices) => slices.next(blob, is_for_all).await,
        }
    }
}

/// One buffer is filled over and over: no other way to read took as little.
struct Stream {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
}

impl Stream {
    async fn next(&mut self, blob: &Blob) -> Result<Uint8Array, JsValue> {
        let view = Uint8Array::new(&self.buffer);
        let piece = match JsFuture::from(self.reader.read_with_array_buffer_view(&view)).await {
            Ok(piece) => piece,
            Err(error) => return Err(reason(blob).await.unwrap_or(error)),
        };
        let piece: Uint8Array = Reflect::get(&piece, &"value".into())?.unchecked_into();
        self.buffer = piece.buffer();
        Ok(piece)
    }
}

impl Drop for Stream {
    /// A stream that is not read to its end keeps its file open.
    fn drop(&mut self) {
        drop(JsFuture::from(self.reader.cancel()));
    }
}

/// Buffers of their own, the next ones asked for ahead.
#[derive(Default)]
struct Slices {
    /// How many bytes were asked for.
    asked: f64,
    ahead: VecDeque<JsFuture>,
}

impl Slices {
    async fn next(&mut self, blob: &Blob, is_for_all: bool) -> Result<Uint8Array, JsValue> {
        let (ahead, slice) = if is_for_all { (AHEAD, SLICE) } else { (0, f64::from(BUFFER)) };
        while self.ahead.len() <= ahead && self.asked < blob.size() {
            let to = (self.asked + slice).min(blob.size());
            self.ahead.push_back(part_of(blob, self.asked, to)?.into());
            self.asked = to;
        }
        match self.ahead.pop_front() {
            Some(slice) => Ok(Uint8Array::new(&slice.await?)),
            None => Ok(Uint8Array::new_with_length(0)),
        }
    }
}

/// Why a blob can't be read: a stream does not tell.
async fn reason(blob: &Blob) -> Option<JsValue> {
    let start = blob.slice_with_f64_and_f64(0.0, 1.0).ok()?;
    JsFuture::from(start.array_buffer()).await.err()
}

fn failed(error: &JsValue) -> io::Error {
    io::Error::other(words(error))
}

/// What a browser says went wrong, in a person's words where it is about a file, without what only who made the page can read.
pub fn words(error: &JsValue) -> String {
    let exception = error.dyn_ref::<DomException>();
    match exception.map(DomException::name).as_deref() {
        Some("NotFoundError") => "it is not there any more".into(),
        Some("NotReadableError") => "the file changed while it was being read, or can’t be opened".into(),
        Some("SecurityError" | "NotAllowedError") => "the browser does not allow it".into(),
        _ => exception
            .map(DomException::message)
            .or_else(|| error.dyn_ref::<js_sys::Error>().map(|error| error.message().into()))
            .or_else(|| error.as_string())
            .unwrap_or_else(|| format!("{error:?}")),
    }
}
