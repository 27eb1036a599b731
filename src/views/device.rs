//! Countries, cities and browsers, as Clerk names them for the device of a session: how two names
//! are compared, and the terms that stand for them.

use super::term::small_term;
use crate::text::spelling::fold;

/// What names are compared by: without case, in one Unicode composition.
pub(super) fn key(name: &str) -> String {
    fold(name.trim())
}

/// The term of a country, a city or a browser. Two names can share a term, so a query compares
/// them with [`is_same`] in the event of each row that a term finds.
#[must_use]
pub fn device_term(name: &str) -> i64 {
    small_term(&key(name))
}

/// True for two spellings of one name.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    key(one) == key(other)
}
