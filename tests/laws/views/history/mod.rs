//! Histories for the laws of the views: what a sender says, apart from how it arrives. Decodes nothing.

mod body;
mod objects;

use std::collections::BTreeMap;

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{Body, Data, DecodeError, OccurredAt, OccurredAtBasis, OtherData},
    },
    projection::{Projection, Row},
    views::{
        activity::ActivityRow, first_sign_ins::FirstSignInRow, invitations::InvitationRow, memberships::MembershipRow,
        organizations::OrganizationRow, sessions::SessionRow, users::UserRow,
    },
};
use proptest::{prelude::*, sample::select};

pub use body::{complete, more};
use objects::{
    invitation, invitation_type, membership, membership_type, organization, organization_deleted, session,
    session_type, text, time, user, user_deleted,
};

/// One event, apart from how it arrives.
#[derive(Clone, Debug)]
pub struct Said {
    pub source: Source,
    pub id: String,
    pub event_type: Option<EventType>,
    pub body: Body<'static>,
}

impl Said {
    pub fn recorded(&self, position: i64, received_at: Timestamp) -> RecordedEvent {
        RecordedEvent {
            position: Position(position),
            source: self.source.clone(),
            id: EventId::recorded(self.id.clone()),
            event_type: self.event_type.clone(),
            svix_timestamp: received_at.seconds(),
            received_at,
            body: Bytes::new().into(),
        }
    }
}

/// Events of a history at most.
pub const EVENTS_MAX: usize = 10;

pub type Key = (String, String);
pub type View<R> = BTreeMap<Key, R>;

/// A row as it is in any order of arrival: every position in it is 0.
pub trait WithoutPositions {
    #[must_use]
    fn without_positions(self) -> Self;
}

impl WithoutPositions for SessionRow {
    fn without_positions(self) -> Self {
        Self {
            first_position: 0,
            device_position: self.device_position.map(|_| 0),
            request_position: self.request_position.map(|_| 0),
            client_position: self.client_position.map(|_| 0),
            ..self
        }
    }
}

impl WithoutPositions for FirstSignInRow {
    fn without_positions(self) -> Self {
        Self { position: 0, ..self }
    }
}

macro_rules! described_at_a_position {
    ($($row:ty),+) => {
        $(impl WithoutPositions for $row {
            fn without_positions(self) -> Self {
                Self { described_position: self.described_position.map(|_| 0), ..self }
            }
        })+
    };
}

described_at_a_position!(UserRow, OrganizationRow, MembershipRow);

impl WithoutPositions for InvitationRow {
    fn without_positions(self) -> Self {
        self
    }
}

impl WithoutPositions for ActivityRow {
    fn without_positions(self) -> Self {
        self
    }
}

/// What a view holds in any order of arrival: see [`fold`].
pub fn fold_any_order<P: Projection<Row: WithoutPositions>>(
    projection: &P,
    batches: &[Vec<(RecordedEvent, Body<'static>)>],
) -> View<P::Row> {
    without_positions(fold(projection, batches))
}

pub fn without_positions<R: WithoutPositions>(view: View<R>) -> View<R> {
    view.into_iter().map(|(key, row)| (key, row.without_positions())).collect()
}

/// Folds batch by batch, then every batch into the view, as the machinery does. What cannot be read makes no row.
pub fn fold<P: Projection>(projection: &P, batches: &[Vec<(RecordedEvent, Body<'static>)>]) -> View<P::Row> {
    let mut view = View::new();
    for batch in batches {
        let mut folded = View::new();
        for (event, body) in batch {
            for row in projection.project(event, body).unwrap_or_default() {
                merge_into(&mut folded, row);
            }
        }
        for row in folded.into_values() {
            merge_into(&mut view, row);
        }
    }
    view
}

fn merge_into<R: Row>(view: &mut View<R>, row: R) {
    let key = (row.key().0.to_owned(), row.key().1.to_owned());
    let row = match view.remove(&key) {
        Some(known) => known.merge(row),
        None => row,
    };
    view.insert(key, row);
}

pub fn histories() -> BoxedStrategy<Vec<Said>> {
    (1..=EVENTS_MAX)
        .prop_flat_map(|events| {
            // Ids say nothing of the order of what they name.
            let ids = Just((0..events).collect::<Vec<_>>()).prop_shuffle();
            (ids, prop::collection::vec(said(), events)).prop_map(|(ids, said)| {
                ids.into_iter().zip(said).map(|(id, said)| Said { id: format!("msg_{id}"), ..said }).collect()
            })
        })
        .boxed()
}

fn said() -> BoxedStrategy<Said> {
    let content = prop_oneof![
        4 => data(select(&["user.created", "user.updated", "user.merged"][..]), user(), |user| Data::User(Box::new(user))),
        2 => data(Just("user.deleted"), user_deleted(), Data::UserDeleted),
        7 => data(session_type(), session(), |session| Data::Session(Box::new(session))),
        2 => data(select(&["organization.created", "organization.updated"][..]), organization(), |organization| {
            Data::Organization(Box::new(organization))
        }),
        1 => data(Just("organization.deleted"), organization_deleted(), Data::OrganizationDeleted),
        5 => data(membership_type(), membership(), |membership| Data::Membership(Box::new(membership))),
        4 => data(invitation_type(), invitation(), |invitation| Data::Invitation(Box::new(invitation))),
        1 => select(other()).boxed(),
    ];
    let source = prop_oneof![9 => Just(Source::recorded("clerk")), 1 => Just(Source::recorded("staging")), 1 => Just(Source::system())];
    let basis = select(
        &[OccurredAtBasis::Envelope, OccurredAtBasis::UpdatedAt, OccurredAtBasis::CreatedAt, OccurredAtBasis::EventId]
            [..],
    );
    (source, content, time(), basis, text(), text(), text())
        .prop_map(|(source, (name, data), at, basis, instance_id, client_ip, user_agent)| Said {
            source,
            id: String::new(),
            event_type: name.and_then(EventType::parse),
            body: Body {
                instance_id,
                occurred_at: OccurredAt { at, basis },
                client_ip,
                user_agent,
                object_id: None,
                data: data.map(complete),
                body_error: None,
            },
        })
        .boxed()
}

fn data<T: std::fmt::Debug + 'static>(
    name: impl Strategy<Value = &'static str> + 'static,
    content: BoxedStrategy<T>,
    make: fn(T) -> Data<'static>,
) -> BoxedStrategy<Content> {
    (name, content).prop_map(move |(name, content)| (Some(name), Ok(make(content)))).boxed()
}

type Content = (Option<&'static str>, Result<Data<'static>, DecodeError>);

/// Events that describe nothing, or cannot be read.
fn other() -> Vec<Content> {
    let subject =
        OtherData { user_id: Some("user_a".into()), organization_id: Some("org_a".into()), ..OtherData::default() };
    vec![
        (Some("subscription.active"), Ok(Data::Other(subject))),
        (Some("tomorrow.invented"), Ok(Data::Other(OtherData::default()))),
        (Some("organizationMembership.deleted"), Err(DecodeError::NoData)),
        (Some("organizationInvitation.accepted"), Err(DecodeError::NoData)),
        (Some("organization.updated"), Err(DecodeError::NoData)),
        (Some("email.created"), Ok(Data::Other(OtherData::default()))),
        (Some("session.created"), Ok(Data::Foreign)),
        (None, Ok(Data::Foreign)),
        (Some("user.updated"), Err(DecodeError::NoData)),
        (Some("session.created"), Err(DecodeError::NoId { field: "data.id" })),
    ]
}
