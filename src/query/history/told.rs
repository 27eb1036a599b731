//! All that events tell of one thing: an account by each, and the facts beside. Reads them; judges nothing.

use super::resource::{Resource, RowOf, Tells};
use crate::{
    clock::Timestamp,
    event::{
        EventType, Position, RecordedEvent,
        clerk::{Body, Data},
    },
    projection::{Projection, Row},
    query::{
        error::QueryError,
        subjects::{Spoken, Subject, Until},
    },
    views::{
        subjects::{PART_BESIDE, PART_OBJECT},
        version::Version,
    },
};

/// An event, as far as a history names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFacts {
    /// The sender's id.
    pub svix_id: String,
    /// Its type, where it has a usable one.
    pub event_type: Option<String>,
    /// Its place in the log.
    pub position: Position,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// By which field that is known.
    pub occurred_basis: &'static str,
    /// When the log took it.
    pub received_at: Timestamp,
    /// Who did it, where the event says so.
    pub actor_id: Option<String>,
}

/// A place in version order: that in which descriptions follow each other, whenever they arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) at: i64,
    pub(crate) occurred_at: i64,
    pub(crate) rank: i16,
    pub(crate) id: String,
}

/// What one event says of the thing.
pub(crate) struct Account<X: Resource> {
    pub(crate) place: Place,
    pub(crate) event: EventFacts,
    pub(crate) tells: Tells,
    pub(crate) row: RowOf<X>,
}

/// What all of them say.
pub(crate) struct Told<X: Resource> {
    pub(crate) accounts: Vec<Account<X>>,
    pub(crate) facts: X::Facts,
}

impl<X: Resource> Told<X> {
    /// Reads what was told until then.
    pub(crate) async fn read(spoken: &Spoken<'_>, subject: Subject<'_>, until: Until) -> Result<Self, QueryError> {
        let mut told = Self { accounts: Vec::new(), facts: X::Facts::default() };
        if X::OWN_SUFFICES {
            told.take(spoken, subject, &[PART_OBJECT], until).await?;
            if let Some(until) = told.beside(until) {
                told.take(spoken, subject, &[PART_BESIDE], until).await?;
            }
        } else {
            told.take(spoken, subject, &[PART_OBJECT, PART_BESIDE], until).await?;
        }
        let row = told.accounts.iter().map(|account| account.row.clone()).reduce(Row::merge);
        for (kind, id) in row.iter().flat_map(X::others) {
            let other = Subject { source: subject.source, kind, id: &id };
            let positions = spoken.positions(other, &[PART_OBJECT], until).await?;
            spoken.read(&positions, |event, body| X::note(&mut told.facts, &id, event, body)).await?;
        }
        X::settle(&mut told.facts);
        Ok(told)
    }

    async fn take(
        &mut self,
        spoken: &Spoken<'_>,
        subject: Subject<'_>,
        parts: &[i16],
        until: Until,
    ) -> Result<(), QueryError> {
        let positions = spoken.positions(subject, parts, until).await?;
        let Self { accounts, facts } = self;
        let each = |event: &RecordedEvent, body: &Body<'_>| {
            X::note(facts, subject.id, event, body);
            // What cannot be read says nothing, here as in the view.
            let rows = X::VIEW.project(event, body).unwrap_or_default().into_iter();
            let own = rows.filter(|row| row.key() == (subject.source, subject.id));
            accounts.extend(own.map(|row| Account::of(event, body, row)));
        };
        spoken.read(&positions, each).await
    }

    /// Until when snapshots in others' events still count beside the thing's own: before the first of those.
    fn beside(&self, until: Until) -> Option<Until> {
        let described = self.accounts.iter().filter(|account| account.tells == Tells::Object);
        let Some(first) = described.map(|account| account.place.occurred_at).min() else { return Some(until) };
        match until {
            // Known by then from its own, and so from nothing else.
            Until::Position(_) => None,
            Until::Now => Some(Until::OccurredAt(first)),
            Until::OccurredAt(at) => Some(Until::OccurredAt(at.min(first))),
        }
    }
}

impl<X: Resource> Account<X> {
    fn of(event: &RecordedEvent, body: &Body<'_>, row: RowOf<X>) -> Self {
        let Version { at, occurred_at, rank, id } =
            Version::of(event, body, X::version_at(&row).map(Timestamp::from_micros));
        Self {
            place: Place { at, occurred_at, rank, id: id.to_owned() },
            event: EventFacts {
                svix_id: event.id.as_str().to_owned(),
                event_type: event.event_type.as_ref().map(|name| name.as_str().to_owned()),
                position: event.position,
                occurred_at: body.occurred_at.at,
                occurred_basis: body.occurred_at.basis.as_str(),
                received_at: event.received_at,
                actor_id: actor(event, body),
            },
            tells: X::tells(&row),
            row,
        }
    }
}

/// Who did it, where the event says so: whoever acts in a session, who founds, invites or accepts. Of nothing else does an
/// event tell who did it; it names whom it was done to.
fn actor(event: &RecordedEvent, body: &Body<'_>) -> Option<String> {
    let name = event.event_type.as_ref().map(EventType::as_str)?;
    let id = match &body.data {
        // A revocation is somebody else's as often as the user's own.
        Ok(Data::Session(session)) if name != "session.revoked" => {
            session.actor.as_ref().and_then(|actor| actor.id.as_ref()).or(session.user_id.as_ref())
        }
        Ok(Data::Organization(organization)) if name == "organization.created" => organization.created_by.as_ref(),
        Ok(Data::Invitation(invitation)) if name == "organizationInvitation.created" => invitation.inviter_id.as_ref(),
        Ok(Data::Invitation(invitation)) if name == "organizationInvitation.accepted" => invitation.user_id.as_ref(),
        _ => None,
    };
    id.map(|id| id.as_ref().to_owned())
}
