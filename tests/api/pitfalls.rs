//! The pitfalls of Clerk's webhooks that show at the door and in the answers only, one test each. The others stand in
//! `laws/views/pitfalls.rs`, and they are numbered together.

use serde_json::json;

use super::{
    history::{BEGIN, at, body, session},
    queries::{assert_lists, ids},
};
use crate::support::{on_both, test_server::TestServer};

async fn deliver(app: &TestServer, id: &str, body: Vec<u8>) {
    assert_eq!(app.deliver(id, body).await.0, 200, "{id}");
}

on_both!(p06_a_delivery_that_comes_again_is_one_event_and_changes_no_row, |db| async {
    let app = TestServer::serve(&db).await;
    let user = json!({"id": "user_ada", "first_name": "Ada", "updated_at": BEGIN * 1_000});
    deliver(&app, "msg_a", body("user.created", 0, "ins_main", &user)).await;
    deliver(&app, "msg_b", body("session.created", 10, "ins_main", &session("sess_a", "user_ada", 10, json!({}))))
        .await;
    app.settle().await;
    let answers = async || {
        let (mut all, paths) = (Vec::new(), ["/v1/events", "/v1/users", "/v1/sessions", "/v1/activity"]);
        for path in paths {
            all.push(app.get(path).await.1);
        }
        all
    };
    let before = answers().await;
    // By retry, by replay, by a second endpoint of the same address: the same id, signed anew.
    for _ in 0..2 {
        deliver(&app, "msg_b", body("session.created", 10, "ins_main", &session("sess_a", "user_ada", 10, json!({}))))
            .await;
        deliver(&app, "msg_a", body("user.created", 0, "ins_main", &user)).await;
    }
    app.settle().await;
    assert_eq!(answers().await, before);
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!(ada["sign_ins"], 1);
});

on_both!(p10_instances_at_one_service_are_told_apart, |db| async {
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_prod")]).await;
    for (id, instance, user) in [
        ("msg_prod", "ins_prod", "user_prod"),
        ("msg_dev", "ins_dev", "user_dev"),
        ("msg_test", "ins_123", "user_test"),
    ] {
        let session = session(&format!("sess_{user}"), user, 0, json!({"last_active_organization_id": "org_a"}));
        deliver(&app, id, body("session.created", 0, instance, &session)).await;
        let organization = json!({"id": format!("org_{instance}"), "name": "Same", "updated_at": BEGIN * 1_000});
        deliver(&app, &format!("{id}_org"), body("organization.created", 0, instance, &organization)).await;
    }
    app.settle().await;
    // Test sends and other instances are recorded and folded, and shown when they are asked for.
    assert_lists(
        &app,
        &[
            ("/v1/users", &["user_prod"]),
            ("/v1/users?instance_id=ins_dev", &["user_dev"]),
            ("/v1/sessions", &["sess_user_prod"]),
            ("/v1/sessions?instance_id=ins_123", &["sess_user_test"]),
            ("/v1/organizations?name=Same", &["org_ins_prod"]),
            ("/v1/organizations?name=Same&instance_id=ins_dev", &["org_ins_dev"]),
        ],
    )
    .await;
    assert_eq!(ids(&app, "/v1/events").await.len(), 6);
});

on_both!(p11_sign_ins_are_counted_by_session_whatever_events_come_or_are_lost, |db| async {
    let app = TestServer::serve(&db).await;
    let whole = session("sess_1", "user_ada", 10, json!({}));
    let ended = session("sess_1", "user_ada", 10, json!({"status": "ended", "updated_at": (BEGIN + 20) * 1_000}));
    let removed = session("sess_1", "user_ada", 10, json!({"status": "removed", "updated_at": (BEGIN + 30) * 1_000}));
    // An end without its beginning, a beginning after its end, two ends of one session.
    let lost = session("sess_2", "user_ada", 40, json!({"status": "removed", "updated_at": (BEGIN + 50) * 1_000}));
    for (id, event_type, seconds, data) in [
        ("msg_1", "session.removed", 30, &removed),
        ("msg_2", "session.ended", 20, &ended),
        ("msg_3", "session.created", 10, &whole),
        ("msg_4", "session.removed", 50, &lost),
    ] {
        deliver(&app, id, body(event_type, seconds, "ins_main", data)).await;
    }
    app.settle().await;
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!((&ada["sign_ins"], &ada["last_sign_in_at"]), (&json!(2), &json!(at(40))));
    let open = ids(&app, &format!("/v1/sessions?active_at={}", at(1_000))).await;
    assert_eq!(open, Vec::<String>::new(), "nothing counted down below nought, nothing left open");
});

on_both!(p12_what_nobody_knows_is_taken_kept_and_shown, |db| async {
    let app = TestServer::serve(&db).await;
    let names =
        ["subscriptionItem.created", "emails.created", "invitation.accepted", "tomorrow.invented", "session.moved"];
    // Ids hold no full stop.
    let id = |name: &str| format!("msg_{}", name.replace('.', "_"));
    for name in names {
        let data = json!({"id": format!("of_{}", id(name)), "user_id": "user_ada", "unheard": {"of": [1, 2, 3]}});
        deliver(&app, &id(name), body(name, 0, "ins_main", &data)).await;
    }
    app.settle().await;
    for name in names {
        let (_, page) = app.get(&format!("/v1/activity?type={name}")).await;
        assert_eq!(page["data"][0]["svix_id"], json!(id(name)), "{name}: {page}");
        let (_, event) = app.get(&format!("/v1/events/{}", id(name))).await;
        assert_eq!(event["type"], name);
    }
    let (_, moved) = app.get("/v1/sessions/of_msg_session_moved").await;
    assert_eq!((&moved["user_id"], &moved["status"]), (&json!("user_ada"), &json!("unknown")));
});
