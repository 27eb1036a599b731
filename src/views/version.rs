//! Decides which of two descriptions of one object is newer. Uses what events report about
//! themselves, never the order or time of arrival.

use sha2::{Digest as _, Sha256};

use super::audited::{Extent, Snapshot};
use crate::{
    clock::Timestamp,
    event::{
        EventType, RecordedEvent,
        clerk::{Body, DecodeError, body::Text},
    },
};

/// `described_by`: nothing; only the id is known, from another object.
pub const DESCRIBED_BY_NONE: i16 = 0;
/// `described_by`: a notice, with a name at most. It never replaces a description.
pub const DESCRIBED_BY_NOTICE: i16 = 1;
/// `described_by`: the public data of a user in a membership. It has no time of its own; with the
/// event's time it would look newer than fuller snapshots, so it ranks below them regardless of
/// the version.
pub const DESCRIBED_BY_PUBLIC: i16 = 2;
/// `described_by`: a snapshot in an event of another family. It can be older or poorer than what
/// is known.
pub const DESCRIBED_BY_EMBEDDED: i16 = 3;
/// `described_by`: an event of the object itself.
pub const DESCRIBED_BY_OWN: i16 = 4;

/// `started_basis`: the object reports its start.
pub const STARTED_BASIS_CREATED_AT: i16 = 0;
/// `started_basis`: the time of the earliest event.
pub const STARTED_BASIS_OCCURRED_AT: i16 = 1;

/// The name of a `started_basis`.
#[must_use]
pub fn started_basis(basis: i16) -> &'static str {
    if basis == STARTED_BASIS_CREATED_AT { "created_at" } else { "occurred_at" }
}

/// The version of a description. The order is total, because two events of one source never have
/// the same id. Fields compare in declaration order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version<'a> {
    /// When the object was updated, if reported, otherwise when the event happened.
    pub at: i64,
    pub occurred_at: i64,
    /// Sorts a creation before an update before a deletion at the same time.
    pub rank: i16,
    /// The event id, compared by bytes, so that it sorts alike everywhere.
    pub id: &'a str,
}

impl<'a> Version<'a> {
    /// The version of an object in an event; `updated_at` is from the object.
    #[must_use]
    pub fn new(event: &'a RecordedEvent, body: &Body<'_>, updated_at: Option<Timestamp>) -> Self {
        let occurred_at = body.occurred_at.at;
        Self {
            at: updated_at.unwrap_or(occurred_at).micros(),
            occurred_at: occurred_at.micros(),
            rank: rank(verb(event)),
            id: event.id.as_str(),
        }
    }

    /// The version in four columns of a row; `None` if the row has no such description.
    #[must_use]
    pub fn stored(at: Option<i64>, occurred_at: Option<i64>, rank: Option<i16>, id: Option<&'a str>) -> Option<Self> {
        Some(Self { at: at?, occurred_at: occurred_at?, rank: rank?, id: id? })
    }
}

/// Bits of a tie below the rank. With the rank, which is 0 to 2, it is never negative.
const TIE_HASH_BITS: u32 = 61;

/// Orders the versions of one object at one time, in one number: by rank, then by a hash of the
/// event id. Two events of one source never have the same id, and 61 random bits collide once in
/// 10^18 ties.
#[must_use]
pub fn tie(rank: i16, id: &str) -> i64 {
    let hash = Sha256::digest(id.as_bytes());
    let first = hash.iter().take(size_of::<u64>()).fold(0_u64, |number, byte| number << u8::BITS | u64::from(*byte));
    let hash = i64::try_from(first >> (u64::BITS - TIE_HASH_BITS)).unwrap_or(i64::MAX);
    i64::from(rank) << TIE_HASH_BITS | hash
}

/// The origin of a description: a notice, if it has neither a stored field (`is_bare`) nor an
/// audited one.
#[must_use]
pub fn described_by(is_bare: bool, audited: impl FnOnce() -> Snapshot, otherwise: i16) -> i16 {
    if is_bare && audited().is_bare() { DESCRIBED_BY_NOTICE } else { otherwise }
}

/// How much is stored of a description of this origin.
#[must_use]
pub const fn extent(described_by: i16) -> Extent {
    if described_by == DESCRIBED_BY_OWN { Extent::Whole } else { Extent::Presented }
}

/// The part of the event type after the first full stop: `created`.
#[must_use]
pub fn verb(event: &RecordedEvent) -> Option<&str> {
    event.event_type.as_ref()?.as_str().split_once('.').map(|(_, verb)| verb)
}

/// An undecodable event is a failure of the views that read its family, and of no other.
pub fn unreadable<R>(event: &RecordedEvent, error: &DecodeError, made_of: &[&str]) -> Result<Vec<R>, DecodeError> {
    match event.event_type.as_ref().map(EventType::family) {
        Some(family) if made_of.contains(&family) => Err(error.clone()),
        _ => Ok(Vec::new()),
    }
}

/// A text of a body, for a row.
#[must_use]
pub fn owned(text: Option<&Text<'_>>) -> Option<String> {
    text.map(|text| text.as_ref().to_owned())
}

fn rank(verb: Option<&str>) -> i16 {
    match verb {
        Some("created") => 0,
        Some("deleted") => 2,
        _ => 1,
    }
}

/// True if `theirs` comes before `mine`; unknown values come last.
#[must_use]
pub fn precedes<T: Ord>(theirs: Option<T>, mine: Option<T>) -> bool {
    match (theirs, mine) {
        (Some(theirs), Some(mine)) => theirs < mine,
        (theirs, None) => theirs.is_some(),
        (None, Some(_)) => false,
    }
}

/// The greater known value: of times, the latest.
#[must_use]
pub fn greatest_known<T: Ord>(mine: Option<T>, theirs: Option<T>) -> Option<T> {
    // `None` is less than every known value.
    mine.max(theirs)
}

/// The smaller known value: of times, the earliest. For values that are the same in every event of
/// an object it is that value, and the result is independent of the order if two events ever
/// disagree.
#[must_use]
pub fn smallest_known<T: Ord>(mine: Option<T>, theirs: Option<T>) -> Option<T> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
        (mine, theirs) => mine.or(theirs),
    }
}

/// Takes a group of fields from the other row as a whole: a mix of two descriptions was never
/// true.
macro_rules! take {
    ($row:ident from $other:ident: $($field:ident),+ $(,)?) => {
        $($row.$field = $other.$field;)+
    };
}
pub(super) use take;
