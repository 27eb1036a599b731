//! The past of a session: its own events, and those of its user, with whom it ends. The rules are
//! those of [`sessions`], where they are SQL.

use std::collections::{BTreeSet, HashMap};

use super::resource::{DetailsOf, Evidence, NamedIds, PresentationTime, RelatedObject, ResolvedNames, Resource, RowOf};
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
pub struct SessionHistory;

#[derive(Debug, Default)]
pub struct UserFacts {
    /// When the user was deleted, for each notice.
    deletions: Vec<i64>,
    /// What each event reports about a session of the user.
    observed: Vec<SessionRow>,
    /// These sessions, merged. Concurrent sessions are counted with today's knowledge, for every
    /// version.
    sessions: Vec<SessionRow>,
    /// True if there were more events than may be read.
    too_many: bool,
}

impl Resource for SessionHistory {
    type View = Sessions;
    type Facts = UserFacts;
    type Details = Details;
    type Presented = Session;

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

    fn evidence(_: &RowOf<Self>) -> Evidence {
        Evidence::Object
    }

    fn related_objects(row: &RowOf<Self>) -> Vec<RelatedObject> {
        row.user_id.iter().map(|id| RelatedObject { kind: KIND_USER, id: id.clone(), with_snapshots: true }).collect()
    }

    fn collect_facts(facts: &mut UserFacts, id: &str, event: &RecordedEvent, body: &Body<'_>) {
        match &body.data {
            Ok(Data::UserDeleted(notice)) if notice.id == id => facts.deletions.push(body.occurred_at.at.micros()),
            _ => facts.observed.extend(Sessions.project(event, body).unwrap_or_default()),
        }
    }

    fn sessions(facts: &UserFacts) -> Vec<String> {
        let ids: BTreeSet<&String> = facts.observed.iter().map(|row| &row.session_id).collect();
        ids.into_iter().cloned().collect()
    }

    fn mark_too_many(facts: &mut UserFacts) {
        facts.too_many = true;
    }

    fn finish(facts: &mut UserFacts) {
        let mut sessions: HashMap<String, SessionRow> = HashMap::new();
        for row in std::mem::take(&mut facts.observed) {
            let row = match sessions.remove(&row.session_id) {
                Some(known) => known.merge(row),
                None => row,
            };
            sessions.insert(row.session_id.clone(), row);
        }
        facts.sessions = sessions.into_values().collect();
    }

    fn present(row: RowOf<Self>, details: &DetailsOf<Self>, facts: &UserFacts, at: PresentationTime) -> Session {
        let deletions = facts.deletions.iter().copied().filter(|deleted_at| *deleted_at <= at.occurred_until);
        let others = (!facts.too_many).then_some(&*facts.sessions);
        let details = Details::collect(&row, |position| details.get(&position));
        sessions::present(row, details, others, deletions.min(), at.incomplete_since, at.now)
    }

    fn named_ids(presented: &Session) -> NamedIds {
        NamedIds { user_id: presented.row.user_id.clone(), organization_id: presented.row.organization_id.clone() }
    }

    fn set_names(presented: &mut Session, names: ResolvedNames) {
        presented.user = names.user;
        presented.organization_name = names.organization;
    }
}
