//! What the sessions' answers infer: why each ended, and how many others were open.

use serde_json::{Value, json};

use super::{
    history::{BEGIN, at, body, session},
    queries::assert_lists,
};
use crate::support::{cli::run, on_both, test_server::TestServer};

async fn deliver(app: &TestServer, id: &str, event_type: &str, seconds: i64, data: &Value) {
    assert_eq!(app.deliver(id, body(event_type, seconds, "ins_main", data)).await.0, 200, "{id}");
}

fn millis(seconds: i64) -> i64 {
    (BEGIN + seconds) * 1_000
}

on_both!(an_end_is_told_or_inferred_by_whatever_came_first, |db| async {
    let app = TestServer::serve(&db).await;
    let never = json!(null);
    for (id, expire_at, abandon_at) in [
        ("sess_expired", json!(millis(100)), json!(millis(200))),
        ("sess_abandoned", json!(millis(200)), json!(millis(100))),
        ("sess_both", json!(millis(100)), json!(millis(100))),
        ("sess_abandon_only", never.clone(), json!(millis(100))),
        ("sess_open", json!(4_000_000_000_000_i64), json!(4_000_000_000_000_i64)),
        ("sess_never", never.clone(), never.clone()),
    ] {
        let data = session(id, &format!("user_{id}"), 0, json!({"expire_at": expire_at, "abandon_at": abandon_at}));
        deliver(&app, id, "session.created", 0, &data).await;
    }
    for (id, status, lapse) in [("sess_signed_out", "removed", 10), ("sess_revoked", "revoked", 10)] {
        let lapsed = json!({"status": status, "expire_at": millis(lapse), "updated_at": millis(50)});
        deliver(&app, id, &format!("session.{status}"), 50, &session(id, "user_x", 0, lapsed)).await;
    }
    for (id, expire_at) in [("sess_expired_before", 100), ("sess_deleted_before", 300)] {
        let data = session(id, "user_gone", 0, json!({"expire_at": millis(expire_at)}));
        deliver(&app, id, "session.created", 0, &data).await;
    }
    deliver(&app, "msg_gone", "user.deleted", 200, &json!({"id": "user_gone", "deleted": true})).await;
    app.settle().await;
    for (id, status, reason, end, inferred) in [
        ("sess_expired", "expired", json!("expired"), json!(at(100)), true),
        ("sess_abandoned", "abandoned", json!("abandoned"), json!(at(100)), true),
        ("sess_both", "expired", json!("expired"), json!(at(100)), true),
        ("sess_abandon_only", "abandoned", json!("abandoned"), json!(at(100)), true),
        ("sess_open", "active", Value::Null, Value::Null, false),
        ("sess_never", "active", Value::Null, Value::Null, false),
        ("sess_signed_out", "removed", json!("signed_out"), json!(at(50)), false),
        ("sess_revoked", "revoked", json!("revoked"), json!(at(50)), false),
        ("sess_expired_before", "expired", json!("expired"), json!(at(100)), true),
        ("sess_deleted_before", "user_deleted", json!("user_deleted"), json!(at(200)), true),
    ] {
        let (_, row) = app.get(&format!("/v1/sessions/{id}")).await;
        let shown = (&row["status"], &row["end_reason"], &row["ended_at"], &row["inferred"]);
        assert_eq!(shown, (&json!(status), &reason, &end, &json!(inferred)), "{id}: {row:#}");
    }
    assert_lists(&app, &[("/v1/sessions?status=abandoned", &["sess_abandoned", "sess_abandon_only"])]).await;
});

on_both!(concurrent_sessions_are_those_of_the_user_that_were_open_at_the_beginning, |db| async {
    let app = TestServer::serve(&db).await;
    // Open from 0 to 100, 10 to 20, 15 on, at 20, at 100, and somebody else's.
    for (id, user, begin, end) in [
        ("sess_1", "user_ada", 0, Some(100)),
        ("sess_2", "user_ada", 10, Some(20)),
        ("sess_3", "user_ada", 15, None),
        ("sess_4", "user_ada", 20, None),
        ("sess_5", "user_ada", 100, None),
        ("sess_6", "user_ada", 100, None),
        ("sess_7", "user_bob", 50, None),
    ] {
        deliver(&app, &format!("msg_{id}"), "session.created", begin, &session(id, user, begin, json!({}))).await;
        if let Some(end) = end {
            let ended = session(id, user, begin, json!({"status": "ended", "updated_at": millis(end)}));
            deliver(&app, &format!("msg_{id}_end"), "session.ended", end, &ended).await;
        }
    }
    let nobodys = json!({"user_id": null});
    deliver(&app, "msg_nobody", "session.created", 5, &session("sess_8", "", 5, nobodys)).await;
    app.settle().await;
    let expected = [
        ("sess_1", json!(0)),
        ("sess_8", Value::Null),
        ("sess_2", json!(1)),
        ("sess_3", json!(2)),
        ("sess_4", json!(2)),
        ("sess_7", json!(0)),
        ("sess_5", json!(3)),
        ("sess_6", json!(3)),
    ];
    let (_, page) = app.get("/v1/sessions?order=asc").await;
    let rows = page["data"].as_array().expect("rows");
    let shown = rows.iter().map(|row| (row["session_id"].as_str().expect("an id"), row["concurrent_sessions"].clone()));
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    for (id, count) in expected {
        let (_, row) = app.get(&format!("/v1/sessions/{id}")).await;
        assert_eq!(row["concurrent_sessions"], count, "{id} by itself");
    }
});

on_both!(agents_and_impersonators_are_found_and_no_sign_ins, |db| async {
    let app = TestServer::serve(&db).await;
    let agent = json!({"actor": {"sub": "agent_7", "type": "agent"}, "last_active_organization_id": "org_a"});
    deliver(&app, "msg_a", "session.created", 0, &session("sess_agent", "user_ada", 0, agent)).await;
    let person = json!({"actor": {"sub": "user_root"}});
    deliver(&app, "msg_b", "session.created", 10, &session("sess_root", "user_ada", 10, person)).await;
    let own = json!({"last_active_organization_id": "org_a", "last_active_at": millis(25)});
    let own = session("sess_own", "user_ada", 20, own);
    deliver(&app, "msg_c", "session.pending", 20, &own).await;
    deliver(&app, "msg_d", "session.created", 20, &own).await;
    app.settle().await;
    assert_lists(
        &app,
        &[
            ("/v1/sessions?agent=true", &["sess_agent"]),
            ("/v1/sessions?agent=false", &["sess_own", "sess_root"]),
            ("/v1/sessions?impersonator_id=user_root", &["sess_root"]),
            ("/v1/sessions?impersonated=true", &["sess_root", "sess_agent"]),
            ("/v1/sessions?impersonated=true&order=asc", &["sess_agent", "sess_root"]),
            ("/v1/sessions?impersonated=true&agent=false", &["sess_root"]),
            ("/v1/sessions?impersonated=true&organization_id=org_a", &["sess_agent"]),
            ("/v1/sessions?impersonated=false", &["sess_own"]),
            ("/v1/sessions?organization_id=org_a", &["sess_own", "sess_agent"]),
            ("/v1/sessions?organization_id=org_a&agent=false", &["sess_own"]),
        ],
    )
    .await;
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!((&ada["sign_ins"], &ada["last_sign_in_at"]), (&json!(1), &json!(at(20))), "by session, never by event");
    let (_, own) = app.get("/v1/sessions/sess_own").await;
    assert_eq!((&own["last_active_at"], &own["started_basis"]), (&json!(at(25)), &json!("created_at")));
});

on_both!(session_with_an_actor_of_any_shape_is_never_the_users_own, |db| async {
    let app = TestServer::serve(&db).await;
    let shapes =
        [json!({"iss": "https://x.example.test"}), json!({"act": {"sub": "user_root"}}), json!({}), json!("user_root")];
    for (at, actor) in (0..).zip(&shapes) {
        let data = session(&format!("sess_{at}"), "user_ada", at, json!({"actor": actor}));
        deliver(&app, &format!("msg_{at}"), "session.created", at, &data).await;
        let ended = session(&format!("sess_{at}"), "user_ada", at, json!({"actor": actor, "status": "removed"}));
        deliver(&app, &format!("msg_{at}_end"), "session.removed", 100 + at, &ended).await;
    }
    let data = session("sess_pending", "user_ada", 50, json!({"actor": {}, "status": "pending"}));
    deliver(&app, "msg_pending", "session.pending", 50, &data).await;
    app.settle().await;
    let (_, page) = app.get("/v1/activity?user_id=user_ada&order=asc").await;
    let rows = page["data"].as_array().expect("rows");
    assert_eq!(rows.len(), 2 * shapes.len() + 1);
    for row in rows {
        let unknown =
            json!({"kind": "impersonator", "id": null, "name": null, "inferred": false, "basis": "session_actor"});
        assert_eq!(row["actor"], unknown, "{row:#}");
        let summary = row["summary"].as_str().expect("a sentence");
        assert!(summary.contains(" as "), "it names the user as the one acted for: {summary}");
    }
    let actions = |row: &Value| row["actions"][0].as_str().expect("an action").to_owned();
    let expected = ["impersonation_started", "sign_in_pending", "impersonation_ended"];
    let actions: Vec<String> = rows.iter().map(actions).collect();
    assert!(actions.iter().all(|action| expected.contains(&action.as_str())), "{actions:?}");
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!((&ada["sign_ins"], &ada["last_sign_in_at"]), (&json!(0), &Value::Null));
    let (_, row) = app.get("/v1/sessions/sess_1").await;
    assert_eq!((&row["impersonated"], &row["impersonator_id"]), (&json!(true), &Value::Null));
    let (_, history) = app.get("/v1/sessions/sess_1/history").await;
    assert_eq!(history["data"][0]["actor_id"], Value::Null, "not the user: {history:#}");
});

on_both!(pending_session_alone_is_no_sign_in, |db| async {
    let app = TestServer::serve(&db).await;
    let pending = json!({"status": "pending"});
    for id in ["sess_only", "sess_left", "sess_done"] {
        deliver(&app, &format!("msg_{id}"), "session.pending", 10, &session(id, "user_ada", 10, pending.clone())).await;
    }
    let left = session("sess_left", "user_ada", 10, json!({"status": "removed", "updated_at": millis(20)}));
    deliver(&app, "msg_left", "session.removed", 20, &left).await;
    // Completed ten seconds after it began.
    let done = session("sess_done", "user_ada", 10, json!({"updated_at": millis(20)}));
    deliver(&app, "msg_done", "session.created", 20, &done).await;
    // Signed in, and later given something to do.
    deliver(&app, "msg_again", "session.created", 10, &session("sess_again", "user_bob", 10, json!({}))).await;
    let again = session("sess_again", "user_bob", 10, json!({"status": "pending", "updated_at": millis(40)}));
    deliver(&app, "msg_again_2", "session.pending", 40, &again).await;
    // Only its end is known: it was never seen pending.
    let ended = session("sess_end", "user_cy", 10, json!({"status": "ended", "updated_at": millis(60)}));
    deliver(&app, "msg_end", "session.ended", 60, &ended).await;
    app.settle().await;
    let open_at = |second: i64| format!("/v1/sessions?active_at={}", at(second));
    assert_lists(
        &app,
        &[
            (&open_at(15), &["sess_end", "sess_again"]),
            (&open_at(30), &["sess_end", "sess_done", "sess_again"]),
            (&open_at(50), &["sess_end", "sess_done"]),
            (&open_at(70), &["sess_done"]),
            ("/v1/sessions?status=pending", &["sess_only", "sess_again"]),
            // Pending today, and signed in then.
            (&format!("{}&status=pending", open_at(15)), &["sess_again"]),
            (&format!("{}&status=pending", open_at(50)), &[]),
        ],
    )
    .await;
    let (_, page) = app.get(&format!("{}&status=pending", open_at(50))).await;
    let notes = page["notes"].to_string();
    assert!(notes.contains("status: a session that is pending is not signed in"), "{page}");
    assert!(!app.get("/v1/sessions?status=pending&user_id=user_cy").await.1["notes"].to_string().contains("pending"));
    // By an interval a sign-in that was never completed is found, and says so.
    let (_, page) = app.get(&format!("/v1/sessions?since={}&until={}&order=asc", at(10), at(60))).await;
    let completed =
        |row: &Value| (row["session_id"].clone(), row["activated_at"].is_null() && !row["pending_at"].is_null());
    let completed: Vec<(Value, bool)> = page["data"].as_array().expect("rows").iter().map(completed).collect();
    let never = |id: &str| (json!(id), true);
    assert!(completed.contains(&never("sess_only")) && completed.contains(&never("sess_left")), "{completed:?}");
    assert!(!completed.contains(&never("sess_done")) && !completed.contains(&never("sess_end")), "{completed:?}");
    for (user, sign_ins, last) in
        [("user_ada", 1, json!(at(10))), ("user_bob", 1, json!(at(10))), ("user_cy", 1, json!(at(10)))]
    {
        let (_, row) = app.get(&format!("/v1/users/{user}")).await;
        assert_eq!((&row["sign_ins"], &row["last_sign_in_at"]), (&json!(sign_ins), &last), "{user}");
        let (_, now) = app.get(&format!("/v1/users/{user}?as_of={}", at(1_000))).await;
        assert_eq!(now["sign_ins"], row["sign_ins"], "{user}, as of a moment");
    }
    let (_, only) = app.get("/v1/sessions/sess_only").await;
    assert_eq!((&only["pending_at"], &only["activated_at"]), (&json!(at(10)), &Value::Null));
    let (_, left) = app.get("/v1/sessions/sess_left").await;
    assert_eq!((&left["status"], &left["end_reason"]), (&json!("removed"), &json!("not_completed")));
    let (_, left) = app.get(&format!("/v1/sessions/sess_left?as_of={}", at(1_000))).await;
    assert_eq!(left["end_reason"], "not_completed", "as of a moment");
    assert_eq!(app.get("/v1/sessions/sess_end").await.1["end_reason"], "signed_out", "never seen pending");
    let (_, done) = app.get("/v1/sessions/sess_done").await;
    assert_eq!(done["concurrent_sessions"], 0, "pending sessions are not beside it");
});

on_both!(sign_ins_in_activity_are_those_of_sessions, |db| async {
    let app = TestServer::serve(&db).await;
    let status = |id, status: &str| session(id, "user_ada", 0, json!({"status": status}));
    for (seconds, event_type, data) in [
        (0, "session.created", status("sess_never", "pending")),
        (0, "session.pending", status("sess_at_once", "active")),
        (0, "session.created", status("sess_later", "pending")),
        (9, "session.pending", status("sess_later", "active")),
    ] {
        let id = format!("msg_{}_{seconds}", data["id"].as_str().expect("an id"));
        deliver(&app, &id, event_type, seconds, &data).await;
    }
    app.settle().await;
    for (action, expected) in
        [("signed_in", json!(["sess_at_once", "sess_later"])), ("sign_in_pending", json!(["sess_later", "sess_never"]))]
    {
        let (_, page) = app.get(&format!("/v1/activity?action={action}")).await;
        let rows = page["data"].as_array().expect("rows");
        let mut sessions: Vec<&Value> = rows.iter().map(|row| &row["session_id"]).collect();
        sessions.sort_unstable_by_key(|id| id.as_str());
        assert_eq!(json!(sessions), expected, "{action}: {page:#}");
    }
    assert_eq!(app.get("/v1/users/user_ada").await.1["sign_ins"], 2);
});

on_both!(periods_of_pending_outlast_the_end, |db| async {
    let app = TestServer::serve(&db).await;
    // Signed in, given something to do twice, and removed. The last two come first.
    let status = |status: &str, updated: i64| {
        session("sess_a", "user_ada", 0, json!({"status": status, "updated_at": millis(updated)}))
    };
    for (second, event_type, word) in [
        (50, "session.removed", "removed"),
        (45, "session.pending", "pending"),
        (0, "session.created", "active"),
        (40, "session.pending", "pending"),
        (10, "session.pending", "pending"),
        (20, "session.pending", "active"),
    ] {
        deliver(&app, &format!("msg_{second}"), event_type, second, &status(word, second)).await;
        app.settle().await;
    }
    // Never pending until its end, and one that began a moment before it was told of.
    let early = session("sess_b", "user_ada", 0, json!({}));
    deliver(&app, "msg_b", "session.created", 2, &early).await;
    let pending = session("sess_b", "user_ada", 0, json!({"status": "pending", "updated_at": millis(30)}));
    deliver(&app, "msg_b_pending", "session.pending", 30, &pending).await;
    app.settle().await;
    for (second, open) in [
        (0, &["sess_b", "sess_a"][..]),
        (9, &["sess_b", "sess_a"]),
        (10, &["sess_b"]),
        (19, &["sess_b"]),
        (20, &["sess_b", "sess_a"]),
        (29, &["sess_b", "sess_a"]),
        (30, &["sess_a"]),
        (39, &["sess_a"]),
        (40, &[]),
        (44, &[]),
        (49, &[]),
        (50, &[]),
    ] {
        assert_lists(&app, &[(&format!("/v1/sessions?active_at={}", at(second)), open)]).await;
    }
    let (_, row) = app.get("/v1/sessions/sess_a").await;
    assert_eq!(
        (&row["activated_at"], &row["pending_at"], &row["end_reason"]),
        (&json!(at(0)), &json!(at(10)), &json!("signed_out"))
    );
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!((&ada["sign_ins"], &ada["last_sign_in_at"]), (&json!(2), &json!(at(0))));
    // A built copy holds what the followed one does, its statuses too.
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{check:?}");
});
