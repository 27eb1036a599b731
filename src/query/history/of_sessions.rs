//! How a session's past is told: by its own events, and by those of its user, with whom it ends. The rules of its end are
//! those of [`sessions`], where they are SQL.

use super::resource::{At, Resource, RowOf, Tells};
use crate::{
    event::{
        RecordedEvent,
        clerk::{Body, Data},
    },
    query::sessions::{self, Session},
    views::{
        Sessions,
        subjects::{KIND_SESSION, KIND_USER},
    },
};

/// Sessions.
#[derive(Clone, Copy, Debug)]
pub struct OfSessions;

/// When the user was deleted, by each notice of it.
#[derive(Debug, Default)]
pub struct Deletions(Vec<i64>);

impl Resource for OfSessions {
    type View = Sessions;
    type Facts = Deletions;
    type Shown = Session;

    const VIEW: Sessions = Sessions;
    const KIND: i16 = KIND_SESSION;
    const NAME: &'static str = "session";
    const OWN_SUFFICES: bool = false;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        Some(row.version_at)
    }

    fn tells(_: &RowOf<Self>) -> Tells {
        Tells::Object
    }

    fn others(row: &RowOf<Self>) -> Vec<(i16, String)> {
        row.user_id.iter().map(|id| (KIND_USER, id.clone())).collect()
    }

    fn note(facts: &mut Deletions, _: &str, _: &RecordedEvent, body: &Body<'_>) {
        if let Ok(Data::UserDeleted(_)) = &body.data {
            facts.0.push(body.occurred_at.at.micros());
        }
    }

    fn shown(row: RowOf<Self>, facts: &Deletions, at: At) -> Session {
        let known = facts.0.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until);
        sessions::shown(row, known.min(), at.now)
    }
}
