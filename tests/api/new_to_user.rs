//! A sign-in says what was new to its user, and is found by that.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, session},
    queries::assert_lists,
};
use crate::support::{Db, on_both, test_server::TestServer};

/// An event of a session, `sess_` and its id, at that second; `more` overrides.
async fn deliver(app: &TestServer, id: &str, event_type: &str, second: i64, more: Value) {
    let data = session(&format!("sess_{id}"), "user_ada", second, more);
    let event = json!({
        "object": "event", "type": event_type, "timestamp": (BEGIN + second) * 1_000, "instance_id": "ins_main",
        "data": data, "event_attributes": {"http_request": {"client_ip": "203.0.113.9", "user_agent": "Browser/1"}},
    });
    assert_eq!(app.deliver(id, event.to_string().into_bytes()).await.0, 200, "{id}");
}

fn from(country: &str, browser: &str, device_type: &str, ip: &str) -> Value {
    json!({"latest_activity": {"country": country, "browser_name": browser, "browser_version": "142.0.1",
        "device_type": device_type, "is_mobile": device_type == "iPhone", "ip_address": ip}})
}

fn with(mut one: Value, other: Value) -> Value {
    let Value::Object(other) = other else { panic!("an object") };
    one.as_object_mut().expect("an object").extend(other);
    one
}

/// Ada signs in at home, then from elsewhere; someone signs in as her from a third country.
async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    let home = || from("AT", "Chrome", "Macintosh", "2001:db8:0:1::1");
    deliver(&app, "first", "session.created", 100, home()).await;
    deliver(&app, "same", "session.created", 200, from("at", "chrome", "Macintosh", "2001:db8:0:1::2")).await;
    deliver(
        &app,
        "abroad",
        "session.pending",
        300,
        with(from("SE", "Safari", "iPhone", "198.51.100.4"), json!({"status": "pending"})),
    )
    .await;
    let actor = json!({"actor": {"sub": "user_admin"}});
    deliver(&app, "as_her", "session.created", 400, with(from("US", "Edge", "Windows", "192.0.2.1"), actor)).await;
    let agent = json!({"actor": {"sub": "agent_1", "type": "agent"}});
    deliver(&app, "agent", "session.created", 410, with(from("US", "Edge", "Windows", "192.0.2.1"), agent)).await;
    deliver(&app, "bare", "session.created", 500, json!({})).await;
    deliver(&app, "back", "session.created", 600, from("AT", "Edge", "Windows", "203.0.113.9")).await;
    app.settle().await;
    app
}

/// What rows say, oldest first.
async fn shown(app: &TestServer) -> Vec<(String, Value)> {
    let (_, page) = app.get("/v1/activity?order=asc").await;
    let rows = page["data"].as_array().expect("rows").iter();
    rows.map(|row| (row["svix_id"].as_str().expect("an id").to_owned(), row["new_to_user"].clone())).collect()
}

fn new(
    country: impl Into<Value>,
    browser: impl Into<Value>,
    device: impl Into<Value>,
    network: impl Into<Value>,
) -> Value {
    json!({"country": country.into(), "browser": browser.into(), "device": device.into(), "network": network.into()})
}

fn named(rows: &[(&str, Value)]) -> Vec<(String, Value)> {
    rows.iter().map(|(id, new)| ((*id).to_owned(), new.clone())).collect()
}

on_both!(sign_ins_say_what_is_new_to_the_user, |db| async {
    let app = served(&db).await;
    let (none, neither) = (Value::Null, new(Value::Null, Value::Null, Value::Null, Value::Null));
    let rows = [
        ("first", neither.clone()),
        ("same", new(false, false, false, false)),
        ("abroad", new(true, true, true, true)),
        ("as_her", neither.clone()),
        ("agent", neither.clone()),
        ("bare", new(none.clone(), none.clone(), none.clone(), true)),
        ("back", new(false, true, true, false)),
    ];
    assert_eq!(shown(&app).await, named(&rows));
    let (_, one) = app.get("/v1/activity/abroad").await;
    assert_eq!(one["new_to_user"], new(true, true, true, true));
    deliver(&app, "out", "session.removed", 700, json!({"id": "sess_back", "status": "removed"})).await;
    // An older sign-in comes late: it is the first one now, and what it had is no longer new.
    deliver(&app, "late", "session.created", 50, from("SE", "Chrome", "iPhone", "203.0.113.9")).await;
    // Another event of the same sign-in.
    deliver(
        &app,
        "again",
        "session.pending",
        55,
        with(from("SE", "Opera", "iPhone", "203.0.113.9"), json!({"id": "sess_late"})),
    )
    .await;
    app.settle().await;
    let rows = [
        ("late", neither.clone()),
        ("again", neither.clone()),
        ("first", new(true, false, true, true)),
        ("same", new(false, false, false, false)),
        ("abroad", new(false, true, false, true)),
        ("as_her", neither.clone()),
        ("agent", neither.clone()),
        ("bare", new(none.clone(), none.clone(), none.clone(), false)),
        ("back", new(false, true, true, false)),
        ("out", none),
    ];
    assert_eq!(shown(&app).await, named(&rows));
    assert_lists(&app, &[("/v1/activity?new=browser", &["back", "abroad"])]).await;
});

on_both!(sign_ins_are_found_by_what_is_new, |db| async {
    let app = served(&db).await;
    for order in ["", "&order_by=position"] {
        let list = |filter: &str| format!("/v1/activity?{filter}{order}");
        assert_lists(
            &app,
            &[
                (&list("new=country"), &["abroad"]),
                (&list("new=browser"), &["back", "abroad"]),
                (&list("new=device"), &["back", "abroad"]),
                (&list("new=network"), &["bare", "abroad"]),
                (&list("new=browser&country=AT"), &["back"]),
                (&list("new=browser&user_id=user_ada&action=signed_in"), &["back"]),
                (&list("new=country&country=AT"), &[]),
            ],
        )
        .await;
        let (_, first) = app.get(&list("new=browser&limit=1")).await;
        let next = first["page"]["next"].as_str().expect("a cursor");
        assert_lists(&app, &[(&list(&format!("new=browser&limit=1&after={next}")), &["abroad"])]).await;
    }
    let export = ask(&app, "/v1/activity?new=country&format=csv").await;
    let text = export.text;
    assert!(text.contains("new_to_user.country") && text.matches("\r\n").count() == 2, "{text}");
});

on_both!(an_unknown_novelty_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    let detail = ask(&app, "/v1/activity?new=contry").await.problem(400);
    assert!(detail.contains("new") && detail.contains("country") && detail.contains("network"), "{detail}");
    let detail = ask(&app, "/v1/activity?new=country&source=system").await.problem(400);
    assert!(detail.contains("leave source=system out"), "{detail}");
});
