//! Which of two accounts of one object holds. Asks what events say of themselves, never when or in which order they
//! arrived: position and received-at tell only that.

use sha2::{Digest as _, Sha256};

use super::audited::{Extent, Snapshot};
use crate::{
    clock::Timestamp,
    event::{
        EventType, RecordedEvent,
        clerk::{Body, DecodeError, body::Text},
    },
};

/// `described_by`: only the id is known, because something else names it.
pub const DESCRIBED_BY_NONE: i16 = 0;
/// `described_by`: by a notice, which has a name for it at most. It never replaces a description.
pub const DESCRIBED_BY_NOTICE: i16 = 1;
/// `described_by`: by what others may see of a user, inside a membership. It has no time of its own: by the event's it
/// would look newer than the fuller snapshots, so it stands below them whatever its version.
pub const DESCRIBED_BY_PUBLIC: i16 = 2;
/// `described_by`: by a snapshot inside another family's event. Such snapshots can be older or poorer than what is known.
pub const DESCRIBED_BY_EMBEDDED: i16 = 3;
/// `described_by`: by an event of its own.
pub const DESCRIBED_BY_OWN: i16 = 4;

/// `started_basis`: the object told when it began.
pub const STARTED_BASIS_CREATED_AT: i16 = 0;
/// `started_basis`: no event told it; the earliest of them happened then.
pub const STARTED_BASIS_OCCURRED_AT: i16 = 1;

/// The word for a `started_basis`.
#[must_use]
pub fn started_basis(basis: i16) -> &'static str {
    if basis == STARTED_BASIS_CREATED_AT { "created_at" } else { "occurred_at" }
}

/// The version of a description: a total order, because the last word is the event id, which no two events of one
/// source share. Fields are compared in the order they stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version<'a> {
    /// When the object was updated, by its own account; else when the event happened.
    pub at: i64,
    pub occurred_at: i64,
    /// A creation before an update before a deletion, all at one moment.
    pub rank: i16,
    /// The event id; as bytes, so that every database and every language sorts it alike.
    pub id: &'a str,
}

impl<'a> Version<'a> {
    /// The version of an object that `event` describes; `updated_at` is the object's own.
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

    /// The version in four columns of a row; `None` when the row has no such description.
    #[must_use]
    pub fn stored(at: Option<i64>, occurred_at: Option<i64>, rank: Option<i16>, id: Option<&'a str>) -> Option<Self> {
        Some(Self { at: at?, occurred_at: occurred_at?, rank: rank?, id: id? })
    }
}

/// Bits of a tie below the rank. With the rank, which is 0 to 2, it is never negative.
const TIE_HASH_BITS: u32 = 61;

/// Orders the versions of one object at one time, in one number: the greater rank is the later
/// version, and among equal ranks a hash of the event id decides. No two events of one source share
/// an id, and two of 61 random bits are the same once in 10^18 ties.
#[must_use]
pub fn tie(rank: i16, id: &str) -> i64 {
    let hash = Sha256::digest(id.as_bytes());
    let first = hash.iter().take(size_of::<u64>()).fold(0_u64, |number, byte| number << u8::BITS | u64::from(*byte));
    let hash = i64::try_from(first >> (u64::BITS - TIE_HASH_BITS)).unwrap_or(i64::MAX);
    i64::from(rank) << TIE_HASH_BITS | hash
}

/// What a description comes from: a notice, if it has no field that a row keeps (`is_bare`), and no
/// audited one.
#[must_use]
pub fn described_by(is_bare: bool, audited: impl FnOnce() -> Snapshot, otherwise: i16) -> i16 {
    if is_bare && audited().is_bare() { DESCRIBED_BY_NOTICE } else { otherwise }
}

/// How much is kept of a description that comes from there.
#[must_use]
pub const fn extent(described_by: i16) -> Extent {
    if described_by == DESCRIBED_BY_OWN { Extent::Whole } else { Extent::Presented }
}

/// What stands behind the first full stop of the event type: `created`.
#[must_use]
pub fn verb(event: &RecordedEvent) -> Option<&str> {
    event.event_type.as_ref()?.as_str().split_once('.').map(|(_, verb)| verb)
}

/// What cannot be read fails the views that are made of its family, and no other.
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

/// Whether `theirs` comes before `mine`, the unknown coming last.
#[must_use]
pub fn precedes<T: Ord>(theirs: Option<T>, mine: Option<T>) -> bool {
    match (theirs, mine) {
        (Some(theirs), Some(mine)) => theirs < mine,
        (theirs, None) => theirs.is_some(),
        (None, Some(_)) => false,
    }
}

/// The greater of what is known: of moments, the latest.
#[must_use]
pub fn greatest_known<T: Ord>(mine: Option<T>, theirs: Option<T>) -> Option<T> {
    // Nothing is less than anything that is known.
    mine.max(theirs)
}

/// The smaller of what is known. For moments that is the earliest; for what is the same in every event of an object
/// (whose session it is), it is that, and still the same in any order should two events ever disagree.
#[must_use]
pub fn smallest_known<T: Ord>(mine: Option<T>, theirs: Option<T>) -> Option<T> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
        (mine, theirs) => mine.or(theirs),
    }
}

/// Takes a field group as a whole from the other account: half of one description and half of another never was true.
macro_rules! take {
    ($row:ident from $other:ident: $($field:ident),+ $(,)?) => {
        $($row.$field = $other.$field;)+
    };
}
pub(super) use take;
