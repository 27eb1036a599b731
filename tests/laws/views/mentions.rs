//! Which events speak of whom: a set of facts about single events, complete and without repetition.

use std::collections::BTreeSet;

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{
        EventId, EventType, Position, RecordedEvent, Source,
        clerk::{Body, Data, DecodeError, UserDeleted},
    },
    projection::{Projection, Row},
    simulate::{History, HistoryOptions},
    views::{
        Invitations, Memberships, Mentions, Organizations, Sessions, Users,
        mentions::{
            KIND_INVITATION, KIND_MEMBERSHIP, KIND_ORGANIZATION, KIND_SESSION, KIND_USER, MentionRow, ROLE_MENTIONED,
            ROLE_RELATED, ROLE_SUBJECT,
        },
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Batches, arrived,
    events::said,
    history::{Said, histories},
    try_laws,
};

type MentionedObject = (i16, String, i16);

fn recorded(id: &str, event_type: &str, body: impl Into<Bytes>) -> RecordedEvent {
    RecordedEvent {
        position: Position(7),
        source: Source::recorded("clerk"),
        id: EventId::recorded(id.to_owned()),
        event_type: EventType::parse(event_type),
        svix_timestamp: 1_770_000_000,
        received_at: Timestamp::from_seconds(1_770_000_000),
        body: gatelog::event::RecordedBody::Kept(body.into()),
    }
}

fn rows(event: &RecordedEvent) -> Vec<MentionRow> {
    Mentions.project(event, &Body::decode(event)).expect("never an error")
}

/// What an event with this `data` names.
fn named(event_type: &str, data: &Value) -> Vec<MentionedObject> {
    let body = json!({"object": "event", "type": event_type, "timestamp": 1_761_000_000_000_i64, "data": data});
    let rows = rows(&recorded("msg_a", event_type, body.to_string()));
    assert!(rows.iter().all(|row| row.position == 7 && row.occurred_at == 1_761_000_000_000_000));
    rows.into_iter().map(|row| (row.named.kind, row.named.id, row.role)).collect()
}

fn expected<const N: usize>(all: [(i16, &str, i16); N]) -> Vec<MentionedObject> {
    all.map(|(kind, id, role)| (kind, id.to_owned(), role)).to_vec()
}

#[test]
fn a_session_speaks_of_its_user_its_impersonator_and_its_organization() {
    let data = json!({"id": "sess_1", "user_id": "user_a", "user": {"id": "user_a"},
        "actor": {"sub": "user_admin"}, "last_active_organization_id": "org_1"});
    assert_eq!(
        named("session.created", &data),
        expected([
            (KIND_USER, "user_a", ROLE_RELATED),
            (KIND_USER, "user_admin", ROLE_MENTIONED),
            (KIND_SESSION, "sess_1", ROLE_SUBJECT),
            (KIND_ORGANIZATION, "org_1", ROLE_MENTIONED),
        ])
    );
    let data = json!({"id": "sess_1", "user_id": "user_a", "user": {"id": "user_b"}, "actor": {"sub": "user_a"}});
    assert_eq!(
        named("session.created", &data),
        expected([
            (KIND_USER, "user_a", ROLE_RELATED),
            (KIND_USER, "user_b", ROLE_RELATED),
            (KIND_SESSION, "sess_1", ROLE_SUBJECT),
        ]),
        "each once, in its first part"
    );
}

#[test]
fn organizations_memberships_and_invitations_speak_of_everybody_in_them() {
    assert_eq!(
        named("organization.created", &json!({"id": "org_1", "created_by": "user_a"})),
        expected([(KIND_USER, "user_a", ROLE_RELATED), (KIND_ORGANIZATION, "org_1", ROLE_SUBJECT)])
    );
    let organization = json!({"id": "org_1", "created_by": "user_founder"});
    let membership = json!({"id": "orgmem_1", "organization": organization, "public_user_data": {"user_id": "user_a"}});
    for event_type in ["organizationMembership.created", "organizationMembership.deleted"] {
        assert_eq!(
            named(event_type, &membership),
            expected([
                (KIND_USER, "user_a", ROLE_RELATED),
                (KIND_USER, "user_founder", ROLE_MENTIONED),
                (KIND_ORGANIZATION, "org_1", ROLE_RELATED),
                (KIND_MEMBERSHIP, "orgmem_1", ROLE_SUBJECT),
            ])
        );
    }
    let invitation = json!({"id": "orginv_1", "organization_id": "org_1", "user_id": "user_new",
        "public_inviter_data": {"user_id": "user_a"}});
    assert_eq!(
        named("organizationInvitation.accepted", &invitation),
        expected([
            (KIND_USER, "user_a", ROLE_RELATED),
            (KIND_USER, "user_new", ROLE_RELATED),
            (KIND_ORGANIZATION, "org_1", ROLE_RELATED),
            (KIND_INVITATION, "orginv_1", ROLE_SUBJECT),
        ])
    );
}

#[test]
fn every_other_family_speaks_of_whom_it_names() {
    assert_eq!(
        named("email.created", &json!({"id": "ema_1", "user_id": "user_a"})),
        expected([(KIND_USER, "user_a", ROLE_MENTIONED)])
    );
    let payer = json!({"user_id": "user_payer", "organization_id": "org_payer"});
    assert_eq!(
        named("subscription.updated", &json!({"id": "sub_1", "user_id": "user_a", "payer": payer})),
        expected([
            (KIND_USER, "user_a", ROLE_MENTIONED),
            (KIND_USER, "user_payer", ROLE_MENTIONED),
            (KIND_ORGANIZATION, "org_payer", ROLE_MENTIONED),
        ])
    );
    assert_eq!(named("role.created", &json!({"id": "role_1", "key": "org:admin"})), []);
}

#[test]
fn an_event_that_cannot_be_read_still_speaks_of_its_object() {
    let unreadable = json!({"id": "sess_1", "user_id": "u".repeat(300)});
    assert_eq!(named("session.created", &unreadable), expected([(KIND_SESSION, "sess_1", ROLE_SUBJECT)]));
    assert_eq!(named("session.created", &json!({"user_id": "user_a"})), [], "nothing it is about is known");
    assert_eq!(named("session.created", &json!("text")), []);
}

#[test]
fn the_systems_own_events_speak_of_nobody() {
    let mut event = recorded("sys_a", "user.deleted", "");
    event.source = Source::system();
    let body = Body {
        data: Ok(Data::UserDeleted(UserDeleted { id: "user_a".into(), external_id: None })),
        ..said("user.deleted", "sys_a", 0, Data::Foreign).body
    };
    assert_eq!(Mentions.project(&event, &body), Ok(Vec::<MentionRow>::new()) as Result<_, DecodeError>);
}

/// Every id that stands anywhere in a body, apart from metadata, by what it begins with.
fn ids_in(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let begins = ["user_", "sess_", "org_", "orgmem_", "orginv_"];
            // The id of the device's last activity is derived from the session's, and is no session.
            if begins.iter().any(|prefix| text.starts_with(prefix)) && !text.starts_with("sess_activity_") {
                ids.insert(text.clone());
            }
        }
        Value::Array(values) => values.iter().for_each(|value| ids_in(value, ids)),
        Value::Object(fields) => {
            fields.iter().filter(|(name, _)| !name.ends_with("metadata")).for_each(|(_, value)| ids_in(value, ids));
        }
        _ => {}
    }
}

/// Complete: whatever the simulator writes, no id in it escapes. Its ids look like Clerk's.
#[test]
fn no_id_in_a_body_is_overlooked() {
    let history = History::new(5, 60, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default());
    let (mut events, mut told) = (0, 0);
    for message in history.take(3_000) {
        let value: Value = serde_json::from_slice(&message.body).expect("JSON");
        let mut ids = BTreeSet::new();
        ids_in(&value["data"], &mut ids);
        let event_type = value["type"].as_str().expect("a type");
        let rows = rows(&recorded(&message.id, event_type, message.body.clone()));
        let found: BTreeSet<String> = rows.iter().map(|row| row.named.id.clone()).collect();
        assert_eq!(found, ids, "{event_type}: {value:#}");
        assert_eq!(rows.len(), found.len(), "each once");
        (events, told) = (events + 1, told + rows.len());
    }
    assert!(told > events, "most events speak of more than one thing: {told} rows of {events} events");
}

/// What a view's row is of: as the mentions view has it.
fn rows_of<P: Projection>(
    projection: &P,
    kind: i16,
    event: &RecordedEvent,
    body: &Body<'_>,
) -> BTreeSet<MentionedObject> {
    let rows = projection.project(event, body).unwrap_or_default();
    rows.iter().map(|row| (kind, row.key().1.to_owned(), 0)).collect()
}

/// The events of which a view has a row of something are exactly those in a part of which it is more than named: history
/// reads no others.
#[test]
fn who_is_more_than_named_has_a_row_of_the_event_in_its_view() {
    let history = History::new(6, 60, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default());
    let mut kinds = BTreeSet::new();
    for message in history.take(3_000) {
        let value: Value = serde_json::from_slice(&message.body).expect("JSON");
        let event = recorded(&message.id, value["type"].as_str().expect("a type"), message.body.clone());
        let body = Body::decode(&event);
        let viewed: BTreeSet<MentionedObject> = [
            rows_of(&Users, KIND_USER, &event, &body),
            rows_of(&Sessions, KIND_SESSION, &event, &body),
            rows_of(&Organizations, KIND_ORGANIZATION, &event, &body),
            rows_of(&Memberships, KIND_MEMBERSHIP, &event, &body),
            rows_of(&Invitations, KIND_INVITATION, &event, &body),
        ]
        .into_iter()
        .flatten()
        .collect();
        let told = rows(&event).into_iter().filter(|row| row.role < ROLE_MENTIONED && VIEWED.contains(&row.named.kind));
        let told: BTreeSet<MentionedObject> = told.map(|row| (row.named.kind, row.named.id, 0)).collect();
        kinds.extend(told.iter().map(|(kind, ..)| *kind));
        assert_eq!(viewed, told, "{value:#}");
    }
    assert_eq!(kinds, VIEWED.into(), "the history has all of them");
}

/// The kinds that have a view.
const VIEWED: [i16; 5] = [KIND_USER, KIND_SESSION, KIND_ORGANIZATION, KIND_MEMBERSHIP, KIND_INVITATION];

/// The rows that batches give, with the event's id in the place of its position, which tells how it arrived.
fn facts(batches: &Batches) -> BTreeSet<(String, MentionRow)> {
    let events = batches.iter().flatten();
    let rows = events.flat_map(|(event, body)| {
        let rows = Mentions.project(event, body).expect("never an error");
        let of_event: BTreeSet<MentionRow> = rows.iter().cloned().collect();
        assert_eq!(of_event.len(), rows.len(), "no row twice");
        rows.into_iter().map(|row| (event.id.to_string(), MentionRow { position: 0, ..row }))
    });
    rows.collect()
}

/// Whom a generated event names, written down apart from the view.
fn names(said: &Said) -> BTreeSet<(i16, String)> {
    let mut all = BTreeSet::new();
    let mut add = |kind: i16, id: Option<&str>| all.extend(id.map(|id| (kind, id.to_owned())));
    match &said.body.data {
        Ok(Data::User(user)) => add(KIND_USER, Some(&user.id)),
        Ok(Data::UserDeleted(user)) => add(KIND_USER, Some(&user.id)),
        Ok(Data::Session(session)) => {
            add(KIND_SESSION, Some(&session.id));
            add(KIND_USER, session.user_id.as_deref());
            add(KIND_USER, session.user.as_ref().map(|user| &*user.id));
            add(KIND_USER, session.actor.as_ref().and_then(|actor| actor.id.as_deref()));
            add(KIND_ORGANIZATION, session.organization_id.as_deref());
        }
        Ok(Data::Organization(organization)) => {
            add(KIND_ORGANIZATION, Some(&organization.id));
            add(KIND_USER, organization.created_by.as_deref());
        }
        Ok(Data::OrganizationDeleted(organization)) => add(KIND_ORGANIZATION, Some(&organization.id)),
        Ok(Data::Membership(membership)) => {
            add(KIND_MEMBERSHIP, Some(&membership.id));
            add(KIND_USER, membership.member.as_ref().map(|member| &*member.user_id));
            add(KIND_ORGANIZATION, membership.organization_id.as_deref());
            add(
                KIND_USER,
                membership.organization.as_ref().and_then(|organization| organization.created_by.as_deref()),
            );
        }
        Ok(Data::Invitation(invitation)) => {
            add(KIND_INVITATION, Some(&invitation.id));
            add(KIND_ORGANIZATION, invitation.organization_id.as_deref());
            add(KIND_USER, invitation.inviter_id.as_deref());
            add(KIND_USER, invitation.user_id.as_deref());
        }
        Ok(Data::Other(subject)) => {
            add(KIND_USER, subject.user_id.as_deref());
            add(KIND_ORGANIZATION, subject.organization_id.as_deref());
        }
        Ok(Data::Foreign) | Err(_) => {}
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merges_of_mentions_commute_associate_and_are_idempotent(history in histories(), choices in any::<[u8; 3]>()) {
        try_laws(&Mentions, &history, choices)?;
    }

    #[test]
    fn mentions_do_not_depend_on_order_repetition_or_batches((history, one, other) in arrived()) {
        let (one, other) = (facts(&one.batches(&history)), facts(&other.batches(&history)));
        prop_assert_eq!(&one, &other);
        for said in history.iter().filter(|said| !said.source.is_system()) {
            let told = one.iter().filter(|(id, _)| *id == said.id);
            let told: BTreeSet<(i16, String)> = told.map(|(_, row)| (row.named.kind, row.named.id.clone())).collect();
            prop_assert_eq!(told, names(said));
            let sources = one.iter().filter(|(id, _)| *id == said.id).map(|(_, row)| row.key().0);
            prop_assert!(sources.into_iter().all(|source| source == said.source.as_str()));
        }
    }
}
