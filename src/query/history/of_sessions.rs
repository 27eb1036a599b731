//! How a session's past is told: by its own events, and by those of its user, with whom it ends and beside whose other
//! sessions it began. The rules are those of [`sessions`], where they are SQL.

use std::collections::{BTreeSet, HashMap};

use super::resource::{At, DetailsOf, Named, NamesThen, Other, Resource, RowOf, Tells};
use crate::{
    event::{
        RecordedEvent,
        clerk::{Body, Data},
    },
    projection::{Projection, Row},
    query::sessions::{self, Session},
    views::{
        Sessions,
        mentions::{KIND_SESSION, KIND_USER},
        sessions::{Details, SessionRow},
        version::tie,
    },
};

#[derive(Clone, Copy, Debug)]
pub struct OfSessions;

#[derive(Debug, Default)]
pub struct OfItsUser {
    /// When the user was deleted, by each notice of it.
    deletions: Vec<i64>,
    /// What each event tells of a session of the user.
    told: Vec<SessionRow>,
    /// The sessions that this comes to. What is counted beside them is counted by all that is known, at any version.
    sessions: Vec<SessionRow>,
    /// Whether there were more events than can be read.
    too_many: bool,
}

impl Resource for OfSessions {
    type View = Sessions;
    type Facts = OfItsUser;
    type Details = Details;
    type Shown = Session;

    const VIEW: Sessions = Sessions;
    const KIND: i16 = KIND_SESSION;
    const NAME: &'static str = "session";
    const OWN_SUFFICES: bool = false;

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        Some(row.version_at)
    }

    fn tie(rank: i16, id: &str) -> i64 {
        tie(rank, id)
    }

    fn details(body: &Body<'_>) -> Option<Details> {
        Details::read(body)
    }

    fn tells(_: &RowOf<Self>) -> Tells {
        Tells::Object
    }

    fn others(row: &RowOf<Self>) -> Vec<Other> {
        row.user_id.iter().map(|id| Other { kind: KIND_USER, id: id.clone(), beside: true }).collect()
    }

    fn note(facts: &mut OfItsUser, id: &str, event: &RecordedEvent, body: &Body<'_>) {
        match &body.data {
            Ok(Data::UserDeleted(notice)) if notice.id == id => facts.deletions.push(body.occurred_at.at.micros()),
            _ => facts.told.extend(Sessions.project(event, body).unwrap_or_default()),
        }
    }

    fn sessions(facts: &OfItsUser) -> Vec<String> {
        let ids: BTreeSet<&String> = facts.told.iter().map(|row| &row.session_id).collect();
        ids.into_iter().cloned().collect()
    }

    fn too_many(facts: &mut OfItsUser) {
        facts.too_many = true;
    }

    fn settle(facts: &mut OfItsUser) {
        let mut sessions: HashMap<String, SessionRow> = HashMap::new();
        for row in std::mem::take(&mut facts.told) {
            let row = match sessions.remove(&row.session_id) {
                Some(known) => known.merge(row),
                None => row,
            };
            sessions.insert(row.session_id.clone(), row);
        }
        facts.sessions = sessions.into_values().collect();
    }

    fn shown(row: RowOf<Self>, details: &DetailsOf<Self>, facts: &OfItsUser, at: At) -> Session {
        let deletions = facts.deletions.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until);
        let others = (!facts.too_many).then_some(&*facts.sessions);
        let details = Details::of(&row, |position| details.get(&position));
        sessions::shown(row, details, others, deletions.min(), at.incomplete_since, at.now)
    }

    fn named(shown: &Session) -> Named {
        Named { user_id: shown.row.user_id.clone(), organization_id: shown.row.organization_id.clone() }
    }

    fn name(shown: &mut Session, names: NamesThen) {
        shown.user = names.user;
        shown.organization_name = names.organization;
    }
}
