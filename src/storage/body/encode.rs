//! Encodes a body for the log.

use super::{
    contexts::ENCODERS,
    encodings::{AS_IS, COMPRESSED_BODY_BYTES_MAX, ZSTD_1},
};
use crate::event::Event;

/// How new bodies are kept. The words are those of the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    #[default]
    Zstd,
    None,
}

/// An event that is ready to be appended. It keeps the raw body too, on which duplicates are
/// judged.
#[derive(Clone, Debug)]
pub struct EncodedEvent {
    pub event: Event,
    /// `None` if the body is stored as it is.
    compressed: Option<Box<[u8]>>,
}

/// A body as a row of `payloads` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredBody<'a> {
    pub encoding: i16,
    pub bytes: &'a [u8],
}

impl Compression {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "zstd" => Some(Self::Zstd),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// Compresses the body of a delivery. Gatelog's own events are stored as they are, so that a
    /// program without this dictionary can read keys and the history of the log.
    #[must_use]
    pub fn encode(self, event: Event) -> EncodedEvent {
        let is_kept_as_is = self == Self::None || event.source.is_system();
        let compressed = if is_kept_as_is { None } else { compress(&event.body) };
        EncodedEvent { event, compressed }
    }
}

impl EncodedEvent {
    /// An event whose body is kept as it is.
    #[must_use]
    pub const fn as_is(event: Event) -> Self {
        Self { event, compressed: None }
    }

    #[must_use]
    pub fn stored_body(&self) -> StoredBody<'_> {
        match &self.compressed {
            Some(frame) => StoredBody { encoding: ZSTD_1, bytes: frame },
            None => StoredBody { encoding: AS_IS, bytes: &self.event.body },
        }
    }

    /// The bytes of both forms of the body.
    #[must_use]
    pub fn body_bytes(&self) -> usize {
        self.event.body.len() + self.compressed.as_ref().map_or(0, |frame| frame.len())
    }
}

/// `None` if the body does not shrink, or the machine has no memory for a context: kept as it is,
/// it loses nothing.
fn compress(body: &[u8]) -> Option<Box<[u8]>> {
    if body.len() > COMPRESSED_BODY_BYTES_MAX {
        return None;
    }
    let mut frame = Vec::with_capacity(body.len());
    ENCODERS.with(|encoder| encoder.compress_to_buffer(body, &mut frame)).ok()?;
    (frame.len() < body.len()).then(|| frame.into_boxed_slice())
}
