//! Terms: numbers that stand for ids and other texts in tables and indexes, at a quarter of the
//! size. A term is a function of its text, so no dictionary is needed. Two texts can share a term,
//! so a query compares the text in the event of each row that a term finds.

use sha2::{Digest as _, Sha256};

/// Letters of a KSUID, by value.
const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Length of a KSUID: 160 bits, of which the first 32 are its creation time in seconds.
const KSUID_LETTERS: usize = 27;
/// Leading letters that a term keeps in order: ids created within 8 seconds share them.
const ORDERED_LETTERS: usize = 5;
/// Bits of the hash after these letters, which take 30 bits. A term is positive.
const HASH_BITS: u32 = 33;
/// Bits of the hash of other texts: as many as SQLite stores in six bytes.
const PLAIN_BITS: u32 = 47;
/// Bits of a small term: as many as SQLite stores in four bytes. Of 10,000 names, one in 200,000
/// shares its term with another one.
const SMALL_BITS: u32 = 31;

/// The term of a text. Ids that end in a KSUID have terms in creation order, so that new objects
/// are close to each other in an index.
#[must_use]
pub fn term(text: &str) -> i64 {
    term_of(&[text])
}

/// The term of a text of which there are some thousands at most, in fewer bytes.
#[must_use]
pub fn small_term(text: &str) -> i64 {
    (first_bits(Sha256::digest(text).into()) >> (u64::BITS - SMALL_BITS)).cast_signed()
}

/// The first bits of a hash of some texts, in their order.
pub(super) fn hash_bits(texts: &[&str], bits: u32) -> u64 {
    let mut hash = Sha256::new();
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            hash.update([0]);
        }
        hash.update(text);
    }
    first_bits(hash.finalize().into()) >> (u64::BITS - bits)
}

/// The term of the last text, in the scope of the others.
#[must_use]
pub fn term_of(texts: &[&str]) -> i64 {
    let hash = hash_bits(texts, u64::BITS);
    let number = match texts.last().and_then(|text| ordered_letters(text)) {
        Some(letters) => letters << HASH_BITS | hash >> (u64::BITS - HASH_BITS),
        None => hash >> (u64::BITS - PLAIN_BITS),
    };
    // At most 63 bits.
    number.cast_signed()
}

fn first_bits(digest: [u8; 32]) -> u64 {
    digest.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// The first letters of the KSUID at the end of an id like `sess_2abc…`, as a number of 30 bits.
fn ordered_letters(id: &str) -> Option<u64> {
    let (_, ksuid) = id.rsplit_once('_')?;
    let is_ksuid = ksuid.len() == KSUID_LETTERS && ksuid.bytes().all(|letter| letter.is_ascii_alphanumeric());
    let letters = ksuid.as_bytes().get(..ORDERED_LETTERS).filter(|_| is_ksuid)?;
    let value = |letter: &u8| BASE62.iter().position(|known| known == letter).unwrap_or_default() as u64;
    Some(letters.iter().fold(0, |number, letter| number * BASE62.len() as u64 + value(letter)))
}
