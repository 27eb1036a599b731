//! Everything that one user had a part in, in one question; and people by the names that they had
//! then.

use serde_json::{Value, json};

use super::history::{self, BEGIN};
use crate::support::{Db, on_both, test_server::TestServer};

fn body(event_type: &str, seconds: i64, data: &Value) -> Vec<u8> {
    history::body(event_type, seconds, "ins_a", data)
}

async fn ask(app: &TestServer, path: &str) -> Value {
    let (status, answer) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

fn user(id: &str, name: &str, seconds: i64) -> Value {
    json!({"id": id, "object": "user", "first_name": name, "last_name": "Test", "created_at": BEGIN * 1_000,
        "updated_at": (BEGIN + seconds) * 1_000})
}

fn session(id: &str, user: &str, actor: &Value) -> Value {
    json!({"id": id, "object": "session", "user_id": user, "status": "active", "actor": actor,
        "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000})
}

/// Events in which Ada has a part, by role, and others.
async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    let none = Value::Null;
    let organization = json!({"id": "org_a", "object": "organization", "name": "Acme", "created_by": "user_ada"});
    let invitation = json!({"id": "orginv_a", "object": "organization_invitation", "organization_id": "org_a",
        "email_address": "carol@example.com", "role": "org:member", "status": "pending", "inviter_id": "user_ada"});
    let events = [
        ("msg_created", "user.created", user("user_ada", "Ada", 0)),
        ("msg_bob", "user.created", user("user_bob", "Bob", 1)),
        ("msg_signed_in", "session.created", session("sess_ada", "user_ada", &none)),
        ("msg_bob_signed_in", "session.created", session("sess_bob", "user_bob", &none)),
        ("msg_as_bob", "session.created", session("sess_as_bob", "user_bob", &json!({"sub": "user_ada"}))),
        ("msg_founded", "organization.created", organization),
        ("msg_invited", "organizationInvitation.created", invitation),
        ("msg_mail", "email.created", json!({"id": "ema_1", "object": "email", "user_id": "user_ada"})),
        ("msg_renamed", "user.updated", user("user_ada", "Augusta", 80)),
    ];
    for (seconds, (id, event_type, data)) in (0..).zip(events) {
        assert_eq!(app.deliver(id, body(event_type, seconds * 10, &data)).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}

fn ids(page: &Value) -> Vec<&str> {
    page["data"].as_array().expect("rows").iter().map(|row| row["svix_id"].as_str().expect("an id")).collect()
}

on_both!(involves_finds_every_role_of_a_user, |db| async {
    let app = served(&db).await;
    let all = ["msg_created", "msg_signed_in", "msg_as_bob", "msg_founded", "msg_invited", "msg_mail", "msg_renamed"];
    for path in [
        "/v1/activity?involves=user_ada&order=asc",
        "/v1/activity?involves=user_ada&order_by=position&order=asc",
        "/v1/events?involves=user_ada&order=asc",
    ] {
        assert_eq!(ids(&ask(&app, path).await), all, "{path}");
    }
    let and = ask(&app, "/v1/activity?involves=user_ada&user_id=user_bob").await;
    assert_eq!(ids(&and), ["msg_as_bob"]);
    let and = ask(&app, "/v1/activity?involves=user_ada&action=invitation_sent").await;
    assert_eq!(ids(&and), ["msg_invited"]);
    let none = ask(&app, "/v1/activity?involves=user_carol").await;
    assert_eq!(
        (ids(&none).len(), &none["notes"][0]),
        (0, &json!("involves: no user with the id \"user_carol\" was ever recorded"))
    );

    // Page by page, both ways.
    let first = ask(&app, "/v1/activity?involves=user_ada&limit=3").await;
    assert_eq!(ids(&first), ["msg_renamed", "msg_mail", "msg_invited"]);
    let next = first["page"]["next"].as_str().expect("a cursor");
    let second = ask(&app, &format!("/v1/activity?involves=user_ada&limit=3&after={next}")).await;
    assert_eq!(ids(&second), ["msg_founded", "msg_as_bob", "msg_signed_in"]);
    let back = second["page"]["prev"].as_str().expect("a cursor");
    let back = ask(&app, &format!("/v1/activity?involves=user_ada&limit=3&before={back}")).await;
    assert_eq!(ids(&back), ids(&first));
});

on_both!(people_have_the_names_of_then, |db| async {
    let app = served(&db).await;
    let invited = ask(&app, "/v1/activity/msg_invited").await;
    assert_eq!(invited["actor"]["name"], "Ada Test", "{invited:#}");
    assert!(invited["summary"].as_str().expect("a sentence").starts_with("Ada Test (user_ada) invited"), "{invited:#}");
    // A description that arrives late counts from when it was made.
    let late = body("user.updated", 35, &user("user_ada", "Countess", 35));
    assert_eq!(app.deliver("msg_late", late).await.0, 200);
    app.settle().await;
    let invited = ask(&app, "/v1/activity/msg_invited").await;
    assert_eq!(invited["actor"]["name"], "Countess Test", "{invited:#}");
    let impersonated = ask(&app, "/v1/activity/msg_as_bob").await;
    assert_eq!(impersonated["actor"]["name"], "Countess Test", "{impersonated:#}");
});
