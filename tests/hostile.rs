//! One event never refuses another: what is odd, broken or hostile is recorded all the same, shown as far as it can be
//! read, and harms nothing beside it.

use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use crate::support::{app::App, on_both};

/// Odd bodies under the ids `odd_0`, `odd_1`, …
fn odd_bodies() -> Vec<Vec<u8>> {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let session = |id: &str, extra: &str| {
        format!(
            r#"{{"object":"event","type":"session.created","timestamp":1790000000000,"data":{{"object":"session","id":"{id}","user_id":"user_odd","status":"active","created_at":1790000000000,{extra}}}}}"#
        )
    };
    vec![
        b"{\"type\":\"a\\u0000b\",\"object\":\"event\"}".to_vec(),
        b"{\"type\":\"a\\nb\",\"object\":\"event\"}".to_vec(),
        session("sess_nul\\u0000", "\"client_id\":\"c\"").into_bytes(),
        session("sess_line\\nfeed", "\"client_id\":\"c\"").into_bytes(),
        session(
            "sess_deep",
            &format!(r#""user":{{"id":"user_odd","first_name":"Dee","unsafe_metadata":{}}}"#, deep(200)),
        )
        .into_bytes(),
        session("sess_surrogate", r#""user":{"id":"user_odd","first_name":"\ud800Dee","unsafe_metadata":"\udfff"}"#)
            .into_bytes(),
        session(
            "sess_number",
            r#""user":{"id":"user_odd","first_name":"Dee","unsafe_metadata":{"n":1e400}},"expire_at":1e400"#,
        )
        .into_bytes(),
        session("sess_types", r#""latest_activity":7,"actor":"x","user":[],"updated_at":"soon","expire_at":{"a":1}"#)
            .into_bytes(),
        b"{\"object\":\"event\",\"type\":\"session.created\",\"data\":[]}".to_vec(),
        b"{\"object\":\"event\",\"type\":\"session.created\",\"data\":{\"id\":7}}".to_vec(),
        b"not json at all \xff\xfe\x00".to_vec(),
        Vec::new(),
        b"null".to_vec(),
        vec![0; 64],
    ]
}

/// An ordinary sign-in.
fn plain(number: usize) -> Vec<u8> {
    format!(
        r#"{{"object":"event","type":"session.created","timestamp":1790000000000,"data":{{"object":"session","id":"sess_{number:04}","user_id":"user_{number:04}","status":"active","created_at":1790000000000}}}}"#
    )
    .into_bytes()
}

on_both!(odd_bodies_are_recorded_and_harm_nothing_beside_them, |db| async {
    let app = App::serve(&db).await;
    let odd = odd_bodies();
    let mut deliveries: Vec<(String, Vec<u8>)> =
        (0..1_000 - odd.len()).map(|n| (format!("plain_{n}"), plain(n))).collect();
    for (n, body) in odd.iter().enumerate() {
        deliveries.insert(n * 70, (format!("odd_{n}"), body.clone()));
    }
    // All at once, so that odd and plain ones share batches.
    let answers: Vec<_> = stream::iter(deliveries.clone())
        .map(|(id, body)| {
            let app = &app;
            async move { app.deliver(&id, body).await }
        })
        .buffer_unordered(128)
        .collect()
        .await;
    for (status, answer) in &answers {
        assert_eq!((status.as_u16(), answer["status"].as_str()), (200, Some("recorded")), "{answer}");
    }
    app.settle().await;

    for (id, body) in &deliveries {
        if id.starts_with("odd") {
            assert_eq!(app.get_bytes(&format!("/v1/events/{id}/payload")).await, *body, "{id}: bit for bit");
            let (status, event) = app.get(&format!("/v1/events/{id}")).await;
            assert!(status.is_success(), "{id} {event}");
        }
    }
    let activity = |id: usize| {
        let app = &app;
        async move {
            let (_, event) = app.get(&format!("/v1/events/odd_{id}")).await;
            let position = event["position"].as_i64().expect("a position");
            let (_, page) = app.get("/v1/activity?order_by=position&order=asc&limit=1000").await;
            page["data"]
                .as_array()
                .expect("rows")
                .iter()
                .find(|row| row["position"] == position)
                .expect("a row")
                .clone()
        }
    };
    assert_eq!(activity(0).await["type"], Value::Null, "a type with NUL is none");
    assert_eq!(activity(10).await["action"], "unknown");
    for session in ["sess_deep", "sess_number", "sess_types", "sess_surrogate"] {
        let (status, found) = app.get(&format!("/v1/sessions/{session}")).await;
        assert!(status.is_success(), "{session}: {found}");
        assert_eq!(found["user_id"], "user_odd", "{session}");
    }
    let (_, user) = app.get("/v1/users/user_odd").await;
    assert!(user["first_name"].as_str().is_some_and(|name| name.ends_with("Dee")), "{user}");
    let (_, views) = app.get("/v1/projections").await;
    let failures = |name: &str| {
        let views = views["data"].as_array().expect("rows");
        views.iter().find(|view| view["name"] == name).expect("a view")["failures"].as_i64()
    };
    assert_eq!((failures("activity"), failures("sessions")), (Some(0), Some(2)), "{views}");
    // Every plain one is there.
    let (_, page) = app.get("/v1/sessions?limit=1000").await;
    let plain = page["data"].as_array().expect("rows").iter().filter(|row| row["user_id"] != "user_odd").count();
    assert_eq!(plain, 1_000 - odd.len());
});
