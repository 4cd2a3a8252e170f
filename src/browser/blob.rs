//! A `Blob`, read into one buffer over and over; where a browser can't do that, in slices.

use std::collections::VecDeque;
use std::io;

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

/// How much of a file's start and end is compared to know whether it changed.
const ENDS: f64 = 65_536.0;

/// A blob, and who hears how many of its bytes have been read and says whether to go on.
pub struct BlobSource {
    blob: Blob,
    /// Settles with the blob's ends as they were at first.
    ends: Result<Promise, JsValue>,
    go_on: GoOn,
}

/// Not generic: all that reads is compiled once.
type GoOn = Box<dyn Fn(u64) -> bool>;

impl BlobSource {
    /// Has the blob's ends looked at, to know later whether it changed.
    pub fn new(blob: Blob, go_on: impl Fn(u64) -> bool + 'static) -> Self {
        BlobSource { ends: ends(&blob), blob, go_on: Box::new(go_on) }
    }
}

impl Source for BlobSource {
    fn open(&self, limit: Option<u64>) -> io::Result<impl Chunks> {
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let end = limit.map_or(f64::INFINITY, |limit| limit as f64).min(self.blob.size());
        let source = Bytes::of(&self.blob, end).map_err(|error| failed(&error))?;
        Ok(Pieces {
            source,
            end,
            piece: Uint8Array::new_with_length(0),
            taken: 0,
            read: 0.0,
            since_turn: 0,
            told: Date::now(),
            go_on: &self.go_on,
        })
    }

    fn size(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^53")]
        Some(self.blob.size() as u64)
    }

    async fn unpacker(&self) -> io::Result<Box<dyn Unpacker>> {
        Ok(in_part("Unpacking a file", gzip).await)
    }

    async fn is_unchanged(&self) -> io::Result<bool> {
        let before = self.ends.clone().map_err(|error| failed(&error))?;
        let after = ends(&self.blob).map_err(|error| failed(&error))?;
        Ok(bytes_of(before).await? == bytes_of(after).await?)
    }
}

part! {
    gzip:
    /// What unpacks gzip.
    fn gzip() -> Box<dyn Unpacker> {
        ingest::gzip()
    }
}

/// Asks for the first and the last bytes of a blob. What goes wrong shows when they are looked at.
fn ends(blob: &Blob) -> Result<Promise, JsValue> {
    let size = blob.size();
    let part = |from, to| Ok::<JsValue, JsValue>(blob.slice_with_f64_and_f64(from, to)?.array_buffer().into());
    Ok(Promise::all_settled(&Array::of2(&part(0.0, ENDS.min(size))?, &part((size - ENDS).max(0.0), size)?)))
}

async fn bytes_of(ends: Promise) -> io::Result<Vec<Vec<u8>>> {
    let settled = JsFuture::from(ends).await.map_err(|error| failed(&error))?;
    Array::from(&settled)
        .iter()
        .map(|end| {
            let of = |name: &str| Reflect::get(&end, &name.into()).unwrap_or_default();
            if of("reason").is_undefined() {
                Ok(Uint8Array::new(&of("value")).to_vec())
            } else {
                Err(failed(&of("reason")))
            }
        })
        .collect()
}

/// A blob's bytes on their way, a piece after the other.
struct Pieces<'a> {
    source: Bytes<'a>,
    /// How many bytes are wanted.
    end: f64,
    piece: Uint8Array,
    /// How many bytes of the piece were given.
    taken: u32,
    /// How many bytes there have been with this piece.
    read: f64,
    /// When that was last told.
    told: f64,
    /// How many bytes there have been since something else had its turn.
    since_turn: u32,
    go_on: &'a GoOn,
}

/// Where the pieces come from.
enum Bytes<'a> {
    /// One buffer is filled over and over: no other way to read took as little.
    Stream { blob: &'a Blob, reader: ReadableStreamByobReader, buffer: ArrayBuffer },
    /// Buffers of their own.
    Slices(Slices<'a>),
}

/// A blob's bytes in slices, the next ones asked for ahead.
struct Slices<'a> {
    blob: &'a Blob,
    end: f64,
    /// How many bytes were asked for.
    asked: f64,
    ahead: VecDeque<JsFuture>,
}

impl Chunks for Pieces<'_> {
    async fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.piece.length() {
            if self.read == self.end {
                return Ok(0);
            }
            self.piece = self.source.next().await.map_err(|error| failed(&error))?;
            self.taken = 0;
            self.read += f64::from(self.piece.length());
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
                if !(self.go_on)(self.read as u64) {
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

impl<'a> Bytes<'a> {
    fn of(blob: &'a Blob, end: f64) -> Result<Self, JsValue> {
        let stream = blob.slice_with_f64_and_f64(0.0, end)?.stream();
        if let Ok(reader) = ReadableStreamByobReader::new(&stream) {
            return Ok(Bytes::Stream { blob, reader, buffer: ArrayBuffer::new(BUFFER) });
        }
        let mut slices = Slices { blob, end, asked: 0.0, ahead: VecDeque::new() };
        slices.ask()?;
        Ok(Bytes::Slices(slices))
    }

    /// More bytes, none at the end. Those before may be gone.
    async fn next(&mut self) -> Result<Uint8Array, JsValue> {
        match self {
            Bytes::Stream { blob, reader, buffer } => {
                let view = Uint8Array::new(buffer);
                let piece = match JsFuture::from(reader.read_with_array_buffer_view(&view)).await {
                    Ok(piece) => piece,
                    Err(error) => return Err(reason(blob).await.unwrap_or(error)),
                };
                let piece: Uint8Array = Reflect::get(&piece, &"value".into())?.unchecked_into();
                *buffer = piece.buffer();
                Ok(piece)
            }
            Bytes::Slices(slices) => {
                let slice = slices.ahead.pop_front();
                slices.ask()?;
                match slice {
                    Some(slice) => Ok(Uint8Array::new(&slice.await?)),
                    None => Ok(Uint8Array::new_with_length(0)),
                }
            }
        }
    }
}

impl Slices<'_> {
    /// Asks for slices until enough are on their way.
    fn ask(&mut self) -> Result<(), JsValue> {
        while self.ahead.len() < AHEAD && self.asked < self.end {
            let to = (self.asked + SLICE).min(self.end);
            self.ahead.push_back(self.blob.slice_with_f64_and_f64(self.asked, to)?.array_buffer().into());
            self.asked = to;
        }
        Ok(())
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
