//! A small history, written by hand: what each question of it must answer can be read off.

use gatelog::clock::Timestamp;
use serde_json::{Value, json};

use crate::support::{Db, test_server::TestServer};

/// When the history begins, in seconds.
pub const BEGIN: i64 = 1_790_000_000;

/// A moment of the history, as the API writes it.
pub fn at(seconds: i64) -> String {
    Timestamp::from_seconds(BEGIN + seconds).to_string()
}

/// An event as Clerk writes it.
pub fn body(event_type: &str, seconds: i64, instance: &str, data: &Value) -> Vec<u8> {
    json!({
        "object": "event", "type": event_type, "timestamp": (BEGIN + seconds) * 1_000, "instance_id": instance,
        "data": data,
        "event_attributes": {"http_request": {"client_ip": "203.0.113.9", "user_agent": "Browser/1"}},
    })
    .to_string()
    .into_bytes()
}

/// A session as Clerk writes it; `more` overrides.
pub fn session(id: &str, user: &str, begun: i64, more: Value) -> Value {
    let created = (BEGIN + begun) * 1_000;
    let mut data = json!({"object": "session", "id": id, "user_id": user, "client_id": "client_1", "status": "active",
        "created_at": created, "updated_at": created, "expire_at": 4_000_000_000_000_i64});
    let Value::Object(more) = more else { panic!("an object") };
    data.as_object_mut().expect("an object").extend(more);
    data
}

/// Ada signs in and out and is impersonated; Bob's first session expires, his second ends with him; one is elsewhere.
pub fn history() -> Vec<(&'static str, Vec<u8>)> {
    let ada = json!({"id": "user_ada", "first_name": "Ada", "last_name": "L", "username": "ada", "external_id": "crm/1",
        "primary_email_address_id": "idn_2", "banned": false, "locked": true, "last_sign_in_at": null,
        "email_addresses": [{"id": "idn_1", "email_address": "old@example.test"}, {"id": "idn_2", "email_address": "ada@example.test"}],
        "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000});
    let bob = json!({"id": "user_bob", "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000});
    let seen = json!({"latest_activity": {"ip_address": "198.51.100.4", "browser_name": "Firefox", "browser_version": "140",
        "device_type": "Macintosh", "city": "Graz", "country": "AT"}});
    let removed = json!({"status": "removed", "updated_at": (BEGIN + 120) * 1_000});
    let actor = json!({"actor": {"iss": "https://dashboard.example.test", "sub": "user_admin"}});
    let main = "ins_main";
    vec![
        ("msg_ada", body("user.created", 0, main, &ada)),
        ("msg/in%1?", body("session.created", 60, main, &session("sess_a", "user_ada", 60, seen))),
        ("msg_out", body("session.removed", 120, main, &session("sess_a", "user_ada", 60, removed))),
        ("msg_imp", body("session.created", 180, main, &session("sess_imp", "user_ada", 180, actor))),
        ("msg_bob", body("user.created", 0, main, &bob)),
        (
            "msg_old",
            body(
                "session.created",
                10,
                main,
                &session("sess_old", "user_bob", 10, json!({"expire_at": (BEGIN + 40) * 1_000})),
            ),
        ),
        ("msg_open", body("session.created", 200, main, &session("sess_open", "user_bob", 200, json!({})))),
        ("msg_gone", body("user.deleted", 300, main, &json!({"id": "user_bob", "object": "user", "deleted": true}))),
        ("msg_else", body("session.created", 5, "ins_other", &session("sess_else", "user_else", 5, json!({})))),
    ]
}

/// Serves a database with the history delivered and folded.
pub async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve_with(db, &[], &[("CLERK_INSTANCE_ID", "ins_main,ins_second")]).await;
    for (id, body) in history() {
        assert_eq!(app.deliver(id, body).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}
