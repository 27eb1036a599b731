//! Contexts of zstd. Each takes some hundred KiB, and creating one takes longer than compressing a
//! body, so one per processor is kept.

use std::{
    io,
    sync::{LazyLock, Mutex, PoisonError},
    thread,
};

use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::CParameter,
};

use super::encodings::DICTIONARY_1;

/// The last level at which a body of 2.4 KB takes less than 10 µs.
const LEVEL: i32 = 3;

static ENCODER_DICTIONARY: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY_1, LEVEL));
static DECODER_DICTIONARY: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY_1));

pub(super) static ENCODERS: Contexts<Compressor<'static>> = Contexts::new(new_encoder);
pub(super) static DECODERS: Contexts<Decompressor<'static>> =
    Contexts::new(|| Decompressor::with_prepared_dictionary(&DECODER_DICTIONARY));

pub(super) struct Contexts<C> {
    idle: Mutex<Vec<C>>,
    make: fn() -> io::Result<C>,
}

impl<C> Contexts<C> {
    const fn new(make: fn() -> io::Result<C>) -> Self {
        Self { idle: Mutex::new(Vec::new()), make }
    }

    /// Never waits: if no context is idle, it creates one.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut C) -> io::Result<T>) -> io::Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut context = idle.map_or_else(self.make, Ok)?;
        let result = work(&mut context);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < *IDLE_MAX {
            idle.push(context);
        }
        result
    }
}

static IDLE_MAX: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, usize::from));

/// The number of the encoding names the dictionary, so the frame does not.
fn new_encoder() -> io::Result<Compressor<'static>> {
    let mut encoder = Compressor::with_prepared_dictionary(&ENCODER_DICTIONARY)?;
    encoder.set_parameter(CParameter::DictIdFlag(false))?;
    encoder.set_parameter(CParameter::ChecksumFlag(false))?;
    Ok(encoder)
}
