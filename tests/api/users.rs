//! Users by every address they ever had, and lock-outs that end by themselves.

use serde_json::{Value, json};

use super::{
    history::{BEGIN, at, body, session},
    queries::assert_lists,
};
use crate::support::{on_both, test_server::TestServer};

fn user(updated: i64, addresses: &[&str], more: Value) -> Value {
    let addresses: Vec<Value> =
        addresses.iter().map(|address| json!({"id": format!("idn_{address}"), "email_address": address})).collect();
    let mut data = json!({"object": "user", "id": "user_ada", "email_addresses": addresses,
        "created_at": BEGIN * 1_000, "updated_at": (BEGIN + updated) * 1_000});
    let Value::Object(more) = more else { panic!("an object") };
    data.as_object_mut().expect("an object").extend(more);
    data
}

async fn deliver(app: &TestServer, id: &str, event_type: &str, seconds: i64, data: &Value) {
    assert_eq!(app.deliver(id, body(event_type, seconds, "ins_main", data)).await.0, 200, "{id}");
}

on_both!(a_user_is_found_by_every_address_there_ever_was, |db| async {
    let app = TestServer::serve(&db).await;
    // The newest description first: what comes late is no less a former address for it.
    deliver(&app, "msg_c", "user.updated", 200, &user(200, &["new@one.test", "also@one.test"], json!({}))).await;
    app.settle().await;
    deliver(&app, "msg_a", "user.created", 0, &user(0, &["old@one.test"], json!({}))).await;
    let embedded = json!({"user": user(100, &["inside@one.test", "new@one.test"], json!({}))});
    deliver(&app, "msg_b", "session.created", 100, &session("sess_a", "user_ada", 100, embedded)).await;
    let other = json!({"object": "user", "id": "user_bob", "updated_at": BEGIN * 1_000,
        "email_addresses": [{"id": "idn_1", "email_address": "old@one.test"}]});
    deliver(&app, "msg_bob", "user.created", 0, &other).await;
    app.settle().await;
    assert_lists(
        &app,
        &[
            ("/v1/users?email=new%40one.test", &["user_ada"]),
            ("/v1/users?email=inside%40one.test", &["user_ada"]),
            ("/v1/users?email=old%40one.test", &["user_bob", "user_ada"]),
            ("/v1/users?email=old%40one.test&order=asc&limit=1", &["user_ada"]),
            ("/v1/users?email=ol%40one.tes", &[]),
        ],
    )
    .await;
    let (_, ada) = app.get("/v1/users/user_ada").await;
    assert_eq!(ada["emails"], json!(["also@one.test", "new@one.test"]));
    assert_eq!(ada["former_emails"], json!(["inside@one.test", "old@one.test"]));
});

on_both!(a_lock_out_ends_by_itself_and_says_that_it_is_inferred, |db| async {
    let app = TestServer::serve(&db).await;
    let shown = async || {
        let (_, ada) = app.get("/v1/users/user_ada").await;
        (ada["locked"].clone(), ada["lock_end_inferred"].clone(), ada["lockout_expires_at"].clone())
    };
    let locked = |seconds: Value| json!({"locked": true, "lockout_expires_in_seconds": seconds});
    deliver(&app, "msg_a", "user.updated", 0, &user(0, &[], locked(json!(60)))).await;
    app.settle().await;
    assert_eq!(shown().await, (json!(false), json!(true), json!(at(60))), "over for long");
    deliver(&app, "msg_b", "user.updated", 10, &user(10, &[], locked(json!(2_000_000_000)))).await;
    app.settle().await;
    assert_eq!(shown().await, (json!(true), json!(false), json!(at(2_000_000_010))));
    deliver(&app, "msg_c", "user.updated", 20, &user(20, &[], locked(Value::Null))).await;
    app.settle().await;
    assert_eq!(shown().await, (json!(true), json!(false), Value::Null), "for good");
    let open = json!({"locked": false, "lockout_expires_in_seconds": 60});
    deliver(&app, "msg_d", "user.updated", 30, &user(30, &[], open)).await;
    app.settle().await;
    assert_eq!(shown().await, (json!(false), json!(false), Value::Null));
});

on_both!(change_of_a_second_factor_names_it, |db| async {
    let app = TestServer::serve(&db).await;
    let factors = |totp: bool, codes: bool| json!({"totp_enabled": totp, "backup_code_enabled": codes});
    deliver(&app, "msg_a", "user.created", 0, &user(0, &[], factors(false, false))).await;
    deliver(&app, "msg_b", "user.updated", 10, &user(10, &[], factors(true, false))).await;
    deliver(&app, "msg_c", "user.updated", 20, &user(20, &[], factors(true, true))).await;
    app.settle().await;
    for (id, factor) in [("msg_b", "authenticator app"), ("msg_c", "backup codes")] {
        let (_, row) = app.get(&format!("/v1/activity/{id}")).await;
        assert_eq!(row["actions"], json!(["mfa_changed"]), "{row:#}");
        assert!(row["summary"].as_str().is_some_and(|summary| summary.contains(factor)), "{row:#}");
    }
});
