//! How the table `payloads` keeps bodies: as they are, or compressed with a dictionary that is
//! part of this program.

mod contexts;
mod decode;
mod encode;
mod encodings;

pub use self::{
    decode::decode,
    encode::{Compression, EncodedEvent, StoredBody},
    encodings::DICTIONARY_1,
};
