//! Generates KSUIDs, the 27 base62 characters in the ids of Clerk and Svix, from a time and random
//! bytes.

use crate::clock::Timestamp;

/// The epoch of KSUIDs, in seconds since 1970.
const EPOCH_SECONDS: i64 = 1_400_000_000;

pub const KSUID_CHARACTERS: usize = 27;

/// The largest power of 62 under 2^32 has five digits, so the long division takes six rounds
/// instead of 27.
const DIGITS_AT_ONCE: usize = 5;
const BASE_AT_ONCE: u64 = 62_u64.pow(5);

/// An id without its prefix, for example the part after `user_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ksuid([u8; KSUID_CHARACTERS]);

impl Ksuid {
    /// An id of a Clerk object: 4 bytes of seconds, 16 random bytes.
    pub(super) fn for_object(at: Timestamp, rng: &mut fastrand::Rng) -> Self {
        Self::encode(seconds(at), rng.u128(..))
    }

    /// An id of a Svix message: 4 bytes of seconds, 1 byte of 4 ms steps, 15 random bytes. It
    /// holds `at` rounded down to 4 ms.
    pub(super) fn for_message(at: Timestamp, rng: &mut fastrand::Rng) -> Self {
        let steps = u128::from(at.millis().rem_euclid(1_000).unsigned_abs() / 4);
        Self::encode(seconds(at), (steps << 120) | (rng.u128(..) >> 8))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("base62 digits are ASCII")
    }

    fn encode(seconds: u32, low: u128) -> Self {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut limbs = [0_u64; 5];
        limbs[0] = u64::from(seconds);
        let low = low.to_be_bytes();
        let (low, _) = low.as_chunks();
        for (limb, bytes) in limbs[1..].iter_mut().zip(low) {
            *limb = u64::from(u32::from_be_bytes(*bytes));
        }
        let mut characters = [b'0'; KSUID_CHARACTERS];
        for group in characters.rchunks_mut(DIGITS_AT_ONCE) {
            let mut rest = 0;
            for limb in &mut limbs {
                let value = (rest << 32) | *limb;
                *limb = value / BASE_AT_ONCE;
                rest = value % BASE_AT_ONCE;
            }
            for character in group.iter_mut().rev() {
                *character = DIGITS[(rest % 62) as usize];
                rest /= 62;
            }
        }
        Self(characters)
    }
}

/// Seconds since the KSUID epoch; times outside of its 136 years are clamped.
fn seconds(at: Timestamp) -> u32 {
    u32::try_from(at.seconds().saturating_sub(EPOCH_SECONDS).max(0)).unwrap_or(u32::MAX)
}
