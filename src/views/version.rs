//! Which of two accounts of one object holds. Asks what events say of themselves, never when or in which order they
//! arrived: position and received-at tell only that.

use crate::{
    clock::Timestamp,
    event::{RecordedEvent, clerk::Body},
};

/// The version of a description: a total order, because the last word is the event id, which no two events of one
/// source share. Fields are compared in the order they stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version<'a> {
    /// When the object was updated, by its own account; else when the event happened.
    pub at: i64,
    /// When the event happened.
    pub occurred_at: i64,
    /// A creation before an update before a deletion, all at one moment.
    pub rank: i16,
    /// The event id; as bytes, so that every database and every language sorts it alike.
    pub id: &'a str,
}

impl<'a> Version<'a> {
    /// The version of an object that `event` describes; `updated_at` is the object's own.
    #[must_use]
    pub fn of(event: &'a RecordedEvent, body: &Body<'_>, updated_at: Option<Timestamp>) -> Self {
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

/// What stands behind the first full stop of the event type: `created`.
#[must_use]
pub fn verb(event: &RecordedEvent) -> Option<&str> {
    event.event_type.as_ref()?.as_str().split_once('.').map(|(_, verb)| verb)
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
