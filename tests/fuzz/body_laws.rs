//! The laws of stored bodies, for the fuzzer and for the tests.

use gatelog::{event::RecordedBody, storage::body::decode};

/// The row that an input stands for: encoding, `body_bytes`, and the stored body.
fn row(input: &[u8]) -> Option<(i16, i64, &[u8])> {
    let (encoding, rest) = input.split_first_chunk()?;
    let (body_bytes, stored) = rest.split_first_chunk()?;
    Some((i16::from_le_bytes(*encoding), i64::from_le_bytes(*body_bytes), stored))
}

pub fn check(input: &[u8]) {
    if let Some((encoding, body_bytes, stored)) = row(input) {
        check_row(encoding, stored, body_bytes);
    }
}

/// A row gives a body of its length, or none.
pub fn check_row(encoding: i16, stored: &[u8], body_bytes: i64) {
    match decode(Some((encoding, stored)), body_bytes) {
        RecordedBody::Kept(body) => assert_eq!(i64::try_from(body.len()), Ok(body_bytes)),
        RecordedBody::Gone => panic!("the row is there"),
        RecordedBody::Damaged(_) => {}
    }
}
