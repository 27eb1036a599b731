//! Who did it: what an event says of that, and what is only guessed by its request, and says so.

use gatelog::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedEvent, clerk::Body},
    projection::{Projection, Row},
    views::{
        Activity,
        activity::{
            ActivityRow,
            actor::{Actor, ActorKind, Basis},
        },
    },
};
use serde_json::{Value, json};

use crate::support::clerk;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0";
const SERVER: &str = "clerk/clerk-sdk-go@v3.0.0";

fn row(event_type: &str, request: &Value, data: &Value) -> ActivityRow {
    let body = json!({"object": "event", "type": event_type, "timestamp": 1_790_000_000_000_i64, "data": data,
        "event_attributes": {"http_request": request}})
    .to_string();
    let event = RecordedEvent {
        position: Position(0),
        source: clerk(),
        id: EventId::parse("msg_1").expect("a good id"),
        event_type: EventType::from_body(body.as_bytes()),
        svix_timestamp: 1_790_000_000,
        received_at: Timestamp::from_seconds(1_790_000_000),
        body: body.into(),
    };
    let body = Body::decode(&event);
    Activity.project(&event, &body).expect("never fails").remove(0)
}

fn actor(event_type: &str, (ip, user_agent): (&str, &str), data: &Value) -> (ActorKind, Option<String>, bool, Basis) {
    told(&row(event_type, &json!({"client_ip": ip, "user_agent": user_agent}), data))
}

fn told(row: &ActivityRow) -> (ActorKind, Option<String>, bool, Basis) {
    let actions: Vec<String> = serde_json::from_str(&row.actions).expect("a JSON array");
    let Actor { kind, id, inferred, basis, name: _ } = row.actor(&actions);
    assert!(id.is_none() || id == row.actor_id, "found by the actor that is shown: {row:#?}");
    (kind, id, inferred, basis)
}

fn known(kind: ActorKind, id: &str, basis: Basis) -> (ActorKind, Option<String>, bool, Basis) {
    (kind, Some(id.to_owned()), false, basis)
}

const BY_SERVER: (ActorKind, Option<String>, bool, Basis) = (ActorKind::AdministratorOrApi, None, true, Basis::Request);
const UNKNOWN: (ActorKind, Option<String>, bool, Basis) = (ActorKind::Unknown, None, false, Basis::None);

#[test]
fn whom_an_event_names_is_no_guess() {
    let browser = ("203.0.113.1", BROWSER);
    let session = |actor| json!({"id": "sess_1", "user_id": "user_ada", "actor": actor});
    let by = |event_type, data: &Value| actor(event_type, browser, data);
    let plain = session(Value::Null);
    for event_type in ["session.created", "session.pending", "session.removed", "session.ended"] {
        assert_eq!(by(event_type, &plain), known(ActorKind::User, "user_ada", Basis::SessionUser), "{event_type}");
    }
    let impersonated = session(json!({"sub": "user_root"}));
    assert_eq!(by("session.created", &impersonated), known(ActorKind::Impersonator, "user_root", Basis::SessionActor));
    assert_eq!(by("session.removed", &impersonated), known(ActorKind::Impersonator, "user_root", Basis::SessionActor));
    let agent = session(json!({"sub": "agent_7", "type": "agent"}));
    assert_eq!(by("session.created", &agent), known(ActorKind::Agent, "agent_7", Basis::SessionActor));
    let invitation = json!({"id": "orginv_1", "inviter_id": "user_ada", "user_id": "user_bob"});
    let sent = by("organizationInvitation.created", &invitation);
    assert_eq!(sent, known(ActorKind::User, "user_ada", Basis::Inviter));
    let accepted = by("organizationInvitation.accepted", &invitation);
    assert_eq!(accepted, known(ActorKind::User, "user_bob", Basis::Invitee));
    let organization = json!({"id": "org_1", "created_by": "user_ada"});
    assert_eq!(by("organization.created", &organization), known(ActorKind::User, "user_ada", Basis::Creator));
    let (kind, id, inferred, _) = by("organization.updated", &organization);
    assert_eq!(
        (kind, id, inferred),
        (ActorKind::User, None, true),
        "whoever made it need not be the one who changes it"
    );
}

#[test]
fn who_revoked_a_session_is_unknown_unless_a_server_asked() {
    let session = json!({"id": "sess_1", "user_id": "user_ada", "actor": {"sub": "user_root"}});
    assert_eq!(actor("session.revoked", ("203.0.113.1", BROWSER), &session), UNKNOWN);
    assert_eq!(actor("session.revoked", ("203.0.113.1", SERVER), &session), BY_SERVER);
    assert_eq!(actor("session.revoked", ("", BROWSER), &session), BY_SERVER, "without an address it came from within");
    assert_eq!(told(&row("session.revoked", &Value::Null, &session)), UNKNOWN, "nothing is told of the request");
}

#[test]
fn requests_tell_users_from_servers_and_say_that_it_is_a_guess() {
    let user = json!({"id": "user_ada"});
    let own = (ActorKind::User, Some("user_ada".to_owned()), true, Basis::Request);
    for user_agent in [BROWSER, "okhttp/4.12.0", "MyApp/1 CFNetwork/1494 Darwin/23.4.0"] {
        assert_eq!(actor("user.updated", ("203.0.113.1", user_agent), &user), own, "{user_agent}");
    }
    for user_agent in
        [SERVER, "@clerk/backend@2.1.0", "Go-http-client/2.0", "python-requests/2.32", "node", "curl/8.5.0"]
    {
        assert_eq!(actor("user.updated", ("203.0.113.1", user_agent), &user), BY_SERVER, "{user_agent}");
    }
    assert_eq!(told(&row("user.updated", &Value::Null, &user)), UNKNOWN);
    let email = json!({"id": "ema_1", "user_id": "user_ada"});
    assert_eq!(actor("email.created", ("203.0.113.1", BROWSER), &email), UNKNOWN, "anybody may ask for a code");
    let membership = json!({"id": "orgmem_1", "public_user_data": {"user_id": "user_ada"}});
    let (kind, id, inferred, _) = actor("organizationMembership.created", ("203.0.113.1", BROWSER), &membership);
    assert_eq!((kind, id, inferred), (ActorKind::User, None, true), "some user, not the one it was done to");
}

#[test]
fn nobody_bans_or_locks_out_themselves() {
    let request = json!({"client_ip": "203.0.113.1", "user_agent": BROWSER});
    let after = |change: Value| {
        let before = row("user.updated", &request, &json!({"id": "user_ada", "banned": false, "updated_at": 1}));
        let mut data = json!({"id": "user_ada", "updated_at": 2});
        data.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let mut row = row("user.updated", &request, &data);
        row.derive(before.snapshot());
        told(&row)
    };
    let by_change = (ActorKind::AdministratorOrApi, None, true, Basis::Change);
    assert_eq!(after(json!({"banned": true})), by_change);
    assert_eq!(after(json!({"deprovisioned": true})), by_change);
    assert_eq!(after(json!({"locked": true})), UNKNOWN, "whoever tries wrong passwords need not be the user");
}
