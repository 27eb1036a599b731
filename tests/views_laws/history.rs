//! Histories for the laws of the views: what a sender says, apart from how it arrives. Decodes nothing.

use std::collections::BTreeMap;

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{
            Actor, Basis, Body, Data, DecodeError, LatestActivity, OccurredAt, Session, Subject, User, UserDeleted,
        },
    },
    projection::{Projection, Row},
};
use proptest::{option::weighted, prelude::*, sample::select};

/// All the moments there are in a history, so that ties are common.
const MILLIS: [i64; 4] = [1_760_000_000_000, 1_760_000_000_017, 1_760_000_060_000, 1_760_003_600_000];

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
            body: Bytes::new(),
        }
    }
}

pub type Key = (String, String);
pub type View<R> = BTreeMap<Key, R>;

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

pub fn histories() -> impl Strategy<Value = Vec<Said>> {
    (1..=8_usize).prop_flat_map(|events| {
        // Ids say nothing of the order of what they name.
        let ids = Just((0..events).collect::<Vec<_>>()).prop_shuffle();
        (ids, prop::collection::vec(said(), events)).prop_map(|(ids, said)| {
            ids.into_iter().zip(said).map(|(id, said)| Said { id: format!("msg_{id}"), ..said }).collect()
        })
    })
}

fn said() -> impl Strategy<Value = Said> {
    let content = prop_oneof![
        4 => (select(&["user.created", "user.updated", "user.merged"][..]), user())
            .prop_map(|(name, user)| (Some(name), Ok(Data::User(Box::new(user))))),
        2 => user_id().prop_map(|id| (Some("user.deleted"), Ok(Data::UserDeleted(UserDeleted { id: id.into() })))),
        7 => (session_type(), session()).prop_map(|(name, session)| (Some(name), Ok(Data::Session(Box::new(session))))),
        1 => select(other()),
    ];
    let source = prop_oneof![9 => Just(Source::recorded("clerk")), 1 => Just(Source::recorded("staging")), 1 => Just(Source::system())];
    let basis = select(&[Basis::Envelope, Basis::UpdatedAt, Basis::CreatedAt, Basis::EventId][..]);
    (source, content, time(), basis, text(), text(), text()).prop_map(
        |(source, (name, data), at, basis, instance_id, client_ip, user_agent)| Said {
            source,
            id: String::new(),
            event_type: name.and_then(EventType::parse),
            body: Body {
                instance_id,
                occurred_at: OccurredAt { at, basis },
                client_ip,
                user_agent,
                object_id: None,
                data,
                fault: None,
            },
        },
    )
}

type Content = (Option<&'static str>, Result<Data<'static>, DecodeError>);

/// Events that describe neither a user nor a session.
fn other() -> Vec<Content> {
    let subject =
        Subject { user_id: Some("user_a".into()), organization_id: Some("org_a".into()), ..Subject::default() };
    vec![
        (Some("organizationMembership.created"), Ok(Data::Other(subject))),
        (Some("email.created"), Ok(Data::Other(Subject::default()))),
        (Some("session.created"), Ok(Data::Foreign)),
        (None, Ok(Data::Foreign)),
        (Some("user.updated"), Err(DecodeError::NoData)),
        (Some("session.created"), Err(DecodeError::NoId { field: "data.id" })),
    ]
}

fn session_type() -> impl Strategy<Value = &'static str> {
    select(
        &["session.created", "session.pending", "session.ended", "session.removed", "session.revoked", "session.moved"]
            [..],
    )
}

fn session() -> impl Strategy<Value = Session<'static>> {
    let status = weighted(0.8, select(&["active", "pending", "ended", "removed", "revoked", "expired", "frozen"][..]));
    let actor = weighted(0.2, (text(), weighted(0.5, select(&["agent", "person"][..]))));
    let device = weighted(0.4, prop::array::uniform6(text()));
    // Mostly the session's own user, without a user id, or another's.
    let whose = (weighted(0.8, user_id()), weighted(0.4, user()), prop::bool::weighted(0.7));
    (
        (select(&["sess_a", "sess_a", "sess_b"][..]), text(), text()),
        status,
        actor,
        device,
        prop::array::uniform3(maybe_time()),
        whose,
    )
        .prop_map(|((id, client_id, organization_id), status, actor, device, times, (user_id, user, own))| {
            let user = user.map(|user| match user_id {
                Some(id) if own => User { id: id.into(), ..user },
                _ => user,
            });
            Session {
                id: id.into(),
                user_id: user_id.map(Into::into),
                client_id,
                status: status.map(Into::into),
                actor: actor.map(|(id, kind)| Actor { id, kind: kind.map(Into::into) }),
                organization_id,
                latest_activity: device.map(|[ip, browser, browser_version, device_type, city, country]| {
                    LatestActivity { ip, browser, browser_version, device_type, is_mobile: None, city, country }
                }),
                last_active_at: None,
                expire_at: times[0],
                abandon_at: None,
                created_at: times[1],
                updated_at: times[2],
                user: user.map(Box::new),
            }
        })
}

fn user() -> impl Strategy<Value = User<'static>> {
    let texts = prop::array::uniform5(text());
    let marks = prop::array::uniform2(weighted(0.7, any::<bool>()));
    (user_id(), texts, marks, prop::array::uniform3(maybe_time())).prop_map(|(id, texts, marks, times)| {
        let [primary_email, first_name, last_name, username, external_id] = texts;
        User {
            id: id.into(),
            primary_email,
            first_name,
            last_name,
            username,
            external_id,
            banned: marks[0],
            locked: marks[1],
            last_sign_in_at: times[0],
            created_at: times[1],
            updated_at: times[2],
            ..User::default()
        }
    })
}

fn user_id() -> impl Strategy<Value = &'static str> {
    select(&["user_a", "user_a", "user_a", "user_b"][..])
}

fn text() -> impl Strategy<Value = Option<std::borrow::Cow<'static, str>>> {
    weighted(0.7, select(&["one", "two", "three"][..]).prop_map(Into::into))
}

fn time() -> impl Strategy<Value = Timestamp> {
    select(&MILLIS[..]).prop_map(Timestamp::from_millis)
}

fn maybe_time() -> impl Strategy<Value = Option<Timestamp>> {
    weighted(0.7, time())
}
