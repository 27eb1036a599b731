//! Bodies that say nothing of their object but which it is: what an earlier description said
//! stands.

use serde_json::{Value, json};

use super::{
    history::{BEGIN, at, body, session},
    queries::ids,
};
use crate::support::{on_both, test_server::TestServer};

/// Delivers each event, a second after the one before it.
async fn deliver_all(app: &TestServer, events: &[(&str, Value)]) {
    for (second, (event_type, data)) in (0_i64..).zip(events) {
        let id = format!("msg_{second}");
        assert_eq!(app.deliver(&id, body(event_type, second, "ins_main", data)).await.0, 200, "{event_type}");
    }
    app.settle().await;
}

fn bare(id: &str, object: &str) -> Value {
    json!({"id": id, "object": object, "deleted": true})
}

on_both!(bare_notices_erase_nothing_that_was_said, |db| async {
    let app = TestServer::serve(&db).await;
    let invitation = |id: &str| {
        json!({"id": id, "object": "organization_invitation", "email_address": "bob@example.com", "role": "org:admin",
            "organization_id": "org_a", "status": "pending", "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000})
    };
    let membership = json!({"id": "mem_a", "role": "org:admin", "organization": {"id": "org_a", "name": "Acme"},
        "public_user_data": {"user_id": "user_ada", "first_name": "Ada"}, "created_at": BEGIN * 1_000});
    let whole = session("sess_a", "user_ada", 0, json!({"last_active_organization_id": "org_a"}));
    deliver_all(
        &app,
        &[
            ("user.created", json!({"id": "user_ada", "username": "ada", "created_at": BEGIN * 1_000})),
            ("organization.created", json!({"id": "org_a", "name": "Acme", "slug": "acme"})),
            ("organizationMembership.created", membership),
            ("organizationInvitation.created", invitation("inv_a")),
            ("organizationInvitation.created", invitation("inv_b")),
            ("session.created", whole),
            ("user.updated", bare("user_ada", "user")),
            ("organization.updated", bare("org_a", "organization")),
            ("organizationMembership.updated", bare("mem_a", "organization_membership")),
            ("organizationInvitation.revoked", bare("inv_a", "organization_invitation")),
            ("organizationInvitation.accepted", json!({"id": "inv_b", "status": "accepted", "user_id": "user_bob"})),
            ("session.removed", bare("sess_a", "session")),
        ],
    )
    .await;
    for (path, expected) in [
        ("/v1/users?username=ada", json!({"user_id": "user_ada", "username": "ada"})),
        ("/v1/users/user_ada", json!({"username": "ada", "created_at": at(0)})),
        ("/v1/users/user_ada?as_of=2026-10-01", json!({"username": "ada", "created_at": at(0)})),
        ("/v1/organizations?slug=acme", json!({"organization_id": "org_a", "name": "Acme"})),
        ("/v1/organizations/org_a?as_of=2026-10-01", json!({"name": "Acme", "slug": "acme"})),
        ("/v1/memberships?role=admin&active_at=2026-10-01", json!({"membership_id": "mem_a", "role": "org:admin"})),
        ("/v1/memberships/mem_a?as_of=2026-10-01", json!({"role": "org:admin", "user_id": "user_ada"})),
        (
            "/v1/invitations?email=bob@example.com&role=admin&status=revoked",
            json!({"invitation_id": "inv_a", "email": "bob@example.com", "organization_id": "org_a"}),
        ),
        (
            "/v1/invitations?email=bob@example.com&role=admin&status=accepted",
            json!({"invitation_id": "inv_b", "email": "bob@example.com", "user_id": "user_bob"}),
        ),
        (
            "/v1/sessions?organization_id=org_a&status=removed",
            json!({"session_id": "sess_a", "end_reason": "signed_out", "ended_at": at(11)}),
        ),
        ("/v1/sessions/sess_a?as_of=2026-10-01", json!({"status": "removed", "organization_id": "org_a"})),
    ] {
        let (status, answer) = app.get(path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        let row = answer.get("data").map_or(&answer, |rows| &rows[0]);
        for (field, value) in expected.as_object().expect("fields") {
            assert_eq!(&row[field], value, "{path}: {field} of {answer:#}");
        }
    }
    for id in ["msg_6", "msg_7", "msg_8"] {
        let (_, row) = app.get(&format!("/v1/activity/{id}")).await;
        assert_eq!(row["changes"], json!([]), "{row:#}");
        let summary = row["summary"].as_str().expect("a sentence");
        assert!(summary.ends_with("what changed is not known"), "{summary}");
    }
});

on_both!(poorer_bodies_hide_nobody, |db| async {
    let app = TestServer::serve(&db).await;
    let in_organization = |id: &str, status: &str| {
        session("sess_a", "user_ada", 0, json!({"last_active_organization_id": id, "status": status}))
    };
    let member = |user: &str| json!({"id": "mem_a", "role": "org:admin", "organization": {"id": "org_a"}, "public_user_data": {"user_id": user}});
    deliver_all(
        &app,
        &[
            ("organization.created", json!({"id": "org_a", "name": "Acme"})),
            ("session.created", in_organization("org_x", "active")),
            ("session.ended", in_organization("org_y", "ended")),
            ("organizationMembership.created", member("user_eve")),
            ("organizationMembership.updated", member("user_bob")),
            ("user.deleted", bare("user_bob", "user")),
            ("session.created", session("sess_b", "user_bob", 60, json!({}))),
        ],
    )
    .await;
    let (_, page) = app.get("/v1/sessions?organization_id=org_x").await;
    assert!(!page.to_string().contains("was ever recorded"), "{page:#}");
    // The membership passed on, and only that of its owner today is shown.
    assert_eq!(ids(&app, "/v1/memberships?user_id=user_bob").await, ["mem_a"]);
    // A session that begins after its user's deletion is a way in.
    assert_eq!(ids(&app, &format!("/v1/sessions?user_id=user_bob&active_at={}", at(100))).await, ["sess_b"]);
    let (_, session) = app.get(&format!("/v1/sessions/sess_b?as_of={}", at(100))).await;
    assert_eq!(session["ended_at"], Value::Null, "{session:#}");
});

on_both!(status_that_a_row_shows_can_be_asked_for, |db| async {
    let app = TestServer::serve(&db).await;
    let new_word = session("sess_new", "user_ada", 0, json!({"status": "suspended"}));
    let invitation = |id: &str, status: Option<&str>| json!({"id": id, "email_address": "bob@example.com", "role": "org:admin", "status": status});
    deliver_all(
        &app,
        &[
            ("session.created", new_word),
            ("session.created", session("sess_none", "user_ada", 0, json!({"status": null}))),
            ("session.created", session("sess_active", "user_ada", 0, json!({}))),
            ("organizationInvitation.created", invitation("inv_new", Some("on_hold"))),
            ("organizationInvitation.created", invitation("inv_none", None)),
            ("organizationInvitation.created", invitation("inv_open", Some("pending"))),
        ],
    )
    .await;
    for (list, all) in [("/v1/sessions", 3), ("/v1/invitations", 3)] {
        let (_, page) = app.get(list).await;
        let rows = page["data"].as_array().expect("rows");
        assert_eq!(rows.len(), all, "{page:#}");
        let id = if list == "/v1/sessions" { "session_id" } else { "invitation_id" };
        for row in rows {
            let status = row["status"].as_str().expect("a word");
            let (_, one) = app.get(&format!("{list}/{}", row[id].as_str().expect("an id"))).await;
            assert_eq!(one["status"], status, "{one:#}");
            let found = ids(&app, &format!("{list}?status={status}")).await;
            assert!(found.iter().any(|found| row[id] == **found), "{status}: {found:?}");
        }
        let unknown = rows.iter().filter(|row| row["status"] == "unknown").count();
        assert_eq!(unknown, 2, "{page:#}");
    }
    let (_, then) = app.get("/v1/sessions/sess_new?as_of=2026-10-01").await;
    assert_eq!(then["status"], "unknown", "{then:#}");
});

on_both!(body_of_another_kind_is_no_failure, |db| async {
    let app = TestServer::serve(&db).await;
    let data = json!({"id": "user_ada", "object": "user", "username": "ada"});
    for (id, body) in [
        ("msg_absent", json!({"type": "user.created", "data": data})),
        ("msg_list", json!({"object": "list", "type": "user.created", "data": data})),
        ("msg_number", json!({"object": 7, "type": "user.created", "data": data})),
        ("msg_no_data", json!({"type": "user.created"})),
    ] {
        assert_eq!(app.deliver(id, body.to_string()).await.0, 200, "{id}");
    }
    app.settle().await;
    for (list, rows) in [("/v1/undecodable", 0), ("/v1/users", 0), ("/v1/activity?action=user.created", 4)] {
        let (_, page) = app.get(list).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(rows), "{list}: {page:#}");
    }
});
