//! Access reviews: dormant accounts, accounts without a second factor, and banned ones.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, body, session},
    queries::{assert_lists, ids},
};
use crate::support::{on_both, test_server::TestServer};

fn user(id: &str, more: Value) -> Value {
    let mut data = json!({"object": "user", "id": id, "created_at": BEGIN * 1_000, "updated_at": BEGIN * 1_000,
        "banned": false, "two_factor_enabled": false});
    let Value::Object(more) = more else { panic!("an object") };
    data.as_object_mut().expect("an object").extend(more);
    data
}

async fn deliver(app: &TestServer, id: &str, event_type: &str, seconds: i64, data: &Value) {
    assert_eq!(app.deliver(id, body(event_type, seconds, "ins_main", data)).await.0, 200, "{id}");
}

/// Users by their last sign-in: ann at 100 s, bob at 200, dan at 50, eve, who was deleted, at 20.
/// Cy and fay never signed in, and of gus only a session is known, at 150.
async fn served(app: &TestServer) {
    for (id, more) in [
        ("user_ann", json!({})),
        ("user_bob", json!({"two_factor_enabled": true})),
        ("user_cy", json!({"banned": true})),
        ("user_dan", json!({"last_sign_in_at": (BEGIN + 50) * 1_000})),
        ("user_eve", json!({"banned": true, "two_factor_enabled": true})),
        ("user_fay", json!({})),
    ] {
        deliver(app, &format!("msg_{id}"), "user.created", 0, &user(id, more)).await;
    }
    let acted = json!({"actor": {"sub": "user_root"}});
    for (id, whose, began, more) in [
        ("sess_ann", "user_ann", 100, json!({})),
        ("sess_bob", "user_bob", 200, json!({})),
        ("sess_bob_early", "user_bob", 10, json!({})),
        ("sess_dan", "user_dan", 300, acted),
        ("sess_eve", "user_eve", 20, json!({})),
        ("sess_fay", "user_fay", 250, json!({"status": "pending"})),
        ("sess_gus", "user_gus", 150, json!({})),
    ] {
        deliver(app, &format!("msg_{id}"), "session.created", began, &session(id, whose, began, more)).await;
    }
    let left = session("sess_fay", "user_fay", 250, json!({"status": "removed"}));
    deliver(app, "msg_left", "session.removed", 260, &left).await;
    deliver(app, "msg_gone", "user.deleted", 400, &json!({"id": "user_eve", "deleted": true})).await;
    app.settle().await;
}

on_both!(dormant_accounts_are_listed_by_last_sign_in, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    let before = |second: i64| format!("/v1/users?last_sign_in_before={}", at(second));
    assert_lists(
        &app,
        &[
            (
                "/v1/users?order_by=last_sign_in",
                &["user_bob", "user_gus", "user_ann", "user_dan", "user_eve", "user_fay", "user_cy"],
            ),
            (
                "/v1/users?order_by=last_sign_in&order=asc&source=clerk",
                &["user_cy", "user_fay", "user_eve", "user_dan", "user_ann", "user_gus", "user_bob"],
            ),
            (&before(100), &["user_dan", "user_eve"]),
            (&format!("{}&order=asc", before(101)), &["user_eve", "user_dan", "user_ann"]),
            (&format!("{}&order_by=id&order=asc", before(101)), &["user_ann", "user_dan", "user_eve"]),
            (&format!("{}&mfa=false", before(101)), &["user_ann", "user_dan"]),
            (&format!("{}&never_signed_in=false&banned=true", before(101)), &["user_eve"]),
            (&before(0), &[]),
            ("/v1/users?never_signed_in=true&order=asc", &["user_cy", "user_fay"]),
            ("/v1/users?never_signed_in=true&order_by=last_sign_in", &["user_fay", "user_cy"]),
            ("/v1/users?never_signed_in=false&order_by=last_sign_in&limit=2", &["user_bob", "user_gus"]),
            (
                "/v1/users?never_signed_in=false&order=asc",
                &["user_ann", "user_bob", "user_dan", "user_eve", "user_gus"],
            ),
        ],
    )
    .await;
    let (_, page) = app.get("/v1/users?never_signed_in=true").await;
    assert!(page["data"].as_array().is_some_and(|rows| rows.iter().all(|row| row["last_sign_in_at"].is_null())));
    let (_, page) = app.get("/v1/users?order_by=last_sign_in&limit=3").await;
    let times: Vec<&Value> = page["data"].as_array().expect("rows").iter().map(|row| &row["last_sign_in_at"]).collect();
    assert_eq!(times, [&json!(at(200)), &json!(at(150)), &json!(at(100))]);
});

on_both!(second_factor_and_ban_are_filters, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    assert_lists(
        &app,
        &[
            ("/v1/users?mfa=true&order=asc", &["user_bob", "user_eve"]),
            // Of gus nothing is reported.
            ("/v1/users?mfa=false&order=asc", &["user_ann", "user_cy", "user_dan", "user_fay"]),
            ("/v1/users?banned=true", &["user_eve", "user_cy"]),
            ("/v1/users?banned=false&order=asc&limit=2", &["user_ann", "user_bob"]),
            ("/v1/users?banned=true&mfa=true", &["user_eve"]),
            ("/v1/users?banned=true&mfa=true&order_by=last_sign_in", &["user_eve"]),
            ("/v1/users?banned=true&never_signed_in=true", &["user_cy"]),
            ("/v1/users?mfa=false&never_signed_in=true&source=clerk&order=asc", &["user_cy", "user_fay"]),
        ],
    )
    .await;
});

on_both!(pages_by_last_sign_in_meet_every_user_once, |db| async {
    let app = TestServer::serve(&db).await;
    served(&app).await;
    for list in ["order_by=last_sign_in", "order_by=last_sign_in&never_signed_in=false", "mfa=false", "banned=false"] {
        for order in ["asc", "desc"] {
            let path = format!("/v1/users?{list}&order={order}");
            let all = ids(&app, &path).await;
            let (mut met, mut cursor) = (Vec::new(), String::new());
            loop {
                let (_, page) = app.get(&format!("{path}&limit=2{cursor}")).await;
                met.extend(page["data"].as_array().expect("rows").iter().map(|row| row["user_id"].clone()));
                if page["page"]["has_more"] == false {
                    break;
                }
                cursor = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
            }
            assert_eq!(json!(met), json!(all), "{path}");
        }
    }
    let (_, page) = app.get("/v1/users?order_by=last_sign_in&limit=3").await;
    let next = page["page"]["next"].as_str().expect("a cursor");
    let (_, second) = app.get(&format!("/v1/users?order_by=last_sign_in&limit=3&after={next}")).await;
    let prev = second["page"]["prev"].as_str().expect("a cursor");
    let (_, first) = app.get(&format!("/v1/users?order_by=last_sign_in&limit=3&before={prev}")).await;
    assert_eq!(first["data"], page["data"]);
    for list in ["/v1/users?", "/v1/users?q=ada&", "/v1/users?order_by=id&"] {
        let detail = ask(&app, &format!("{list}after={next}")).await.problem(400);
        assert!(detail.contains("another list"), "{list}: {detail}");
    }
});

on_both!(filters_that_exclude_each_other_are_refused, |db| async {
    let app = TestServer::serve(&db).await;
    for (path, parameter) in [
        ("/v1/users?never_signed_in=true&last_sign_in_before=2026-01-01", "never_signed_in"),
        ("/v1/users?q=ada&order_by=last_sign_in", "order_by"),
        ("/v1/users?order_by=name", "order_by"),
        ("/v1/users?last_sign_in_before=yesterday", "last_sign_in_before"),
    ] {
        let answer = ask(&app, path).await;
        answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{path}: {}", answer.text);
    }
});
