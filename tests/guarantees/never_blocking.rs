//! One event never blocks another: odd, broken and hostile bodies are recorded, displayed as far
//! as they are readable, and leave other events unaffected.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use crate::support::{on_both, test_server::TestServer};

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

on_both!(odd_bodies_are_recorded_and_harm_no_others, |db| async {
    let app = TestServer::serve(&db).await;
    let odd = odd_bodies();
    let mut deliveries: Vec<(String, Vec<u8>)> =
        (0..1_000 - odd.len()).map(|n| (format!("plain_{n}"), plain(n))).collect();
    for (n, body) in odd.iter().enumerate() {
        deliveries.insert(n * 70, (format!("odd_{n}"), body.clone()));
    }
    // All at once, so that odd and ordinary events share batches.
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
            assert_eq!(app.get_bytes(&format!("/v1/events/{id}/payload")).await, *body, "{id}: byte for byte");
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
    assert_eq!(activity(0).await["type"], Value::Null, "a type with NUL is no type");
    assert_eq!(activity(10).await["actions"], serde_json::json!(["unknown"]));
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
    assert_eq!((failures("activity"), failures("sessions")), (Some(6), Some(2)), "{views}");
    // Every ordinary event is there.
    let (_, page) = app.get("/v1/sessions?limit=1000").await;
    let plain = page["data"].as_array().expect("rows").iter().filter(|row| row["user_id"] != "user_odd").count();
    assert_eq!(plain, 1_000 - odd.len());
});

/// An id, a body, and the expected reasons by view.
type Case = (&'static str, Vec<u8>, Vec<(&'static str, &'static str)>);

/// The ids in `/v1/undecodable` with the reasons by view, read page by page.
async fn undecodable(app: &TestServer, filter: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut listed = Vec::new();
    let mut after = String::new();
    loop {
        let (status, page) = app.get(&format!("/v1/undecodable?order=asc&limit=3{filter}{after}")).await;
        assert!(status.is_success(), "{page}");
        for row in page["data"].as_array().expect("rows") {
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            let faults = row["failures"].as_array().expect("failures").iter();
            let faults = faults.map(|fault| (text(&fault["projection"]), text(&fault["reason"]))).collect();
            listed.push((text(&row["svix_id"]), faults));
        }
        if page["page"]["has_more"] != true {
            return listed;
        }
        after = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
    }
}

on_both!(undecodable_bodies_are_kept_and_listed, |db| async {
    let app = TestServer::serve(&db).await;
    let typed = |rest: &str| format!(r#"{{"object":"event","type":"session.created",{rest}}}"#).into_bytes();
    let data = r#""data":{"id":"sess_1","user_id":"user_1"}"#;
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    let activity = |reason: &'static str| vec![("activity", reason)];
    let views = |reason: &'static str| vec![("first_sign_ins", reason), ("sessions", reason), ("users", reason)];
    let no_type = "the body has no usable `type`: 1 to 128 characters of A-Z a-z 0-9 . _ -, and not - alone";
    let cases: Vec<Case> = vec![
        ("empty", Vec::new(), activity("the body is empty")),
        ("words", b"not json".to_vec(), activity("the body is not JSON")),
        ("bytes", (0..=255).collect(), activity("the body is not JSON")),
        ("zeros", vec![0; 2 * 1024 * 1024], activity("the body is not JSON")),
        ("mark", [b"\xef\xbb\xbf", typed(data).as_slice()].concat(), activity("the body is not JSON")),
        ("cut", typed(data)[..40].to_vec(), activity("the body is not JSON")),
        ("list", b"[1]".to_vec(), activity("the body is JSON, but no object")),
        ("number", b"1e400".to_vec(), activity("the body is JSON, but no object")),
        ("untyped", br#"{"object":"event","data":{}}"#.to_vec(), activity(no_type)),
        ("nul_type", br#"{"object":"event","type":"a\u0000b"}"#.to_vec(), activity(no_type)),
        (
            "latin",
            [typed(data).as_slice(), b" "]
                .concat()
                .iter()
                .map(|byte| if *byte == b'1' { 0xe9 } else { *byte })
                .collect(),
            activity("the body is not UTF-8; what is no character in it is read as U+FFFD"),
        ),
        ("no_data", typed(r#""data":7"#), views("`data` is missing or no object")),
        ("no_id", typed(r#""data":{"id":null}"#), views("`data.id` is missing or no text")),
        // These are readable, so they are not listed.
        ("unknown_family", br#"{"object":"event","type":"weather.changed","data":{}}"#.to_vec(), vec![]),
        ("nested", typed(&format!(r#"{data},"x":{deep}"#)), vec![]),
        ("huge_number", typed(&format!(r#"{data},"x":1e400"#)), vec![]),
        ("surrogate", typed(&format!(r#"{data},"x":"\ud800""#)), vec![]),
        ("nul", typed(&format!(r#"{data},"x":"\u0000""#)), vec![]),
        (
            "twice",
            typed(r#""data":{"id":"sess_first"},"data":{"id":"sess_last","id":"sess_2","user_id":"user_1"}"#),
            vec![],
        ),
    ];
    for (id, body, _) in &cases {
        let (status, answer) = app.deliver(id, body.clone()).await;
        assert_eq!((status.as_u16(), answer["status"].as_str()), (200, Some("recorded")), "{id}: {answer}");
        // A retry is a duplicate.
        let (status, answer) = app.deliver(id, body.clone()).await;
        assert_eq!((status.as_u16(), answer["status"].as_str()), (200, Some("duplicate")), "{id}: {answer}");
    }
    app.settle().await;

    let listed = undecodable(&app, "").await;
    let expected: Vec<_> = cases
        .iter()
        .filter(|(_, _, faults)| !faults.is_empty())
        .map(|(id, _, faults)| {
            let owned = |(view, reason): &(&str, &str)| ((*view).to_owned(), (*reason).to_owned());
            ((*id).to_owned(), faults.iter().map(owned).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(undecodable(&app, "&source=clerk").await, expected);
    assert_eq!(app.get("/v1/undecodable?source=other").await.0, 400);
    let (_, trail) = app.get("/v1/activity?limit=1000").await;
    let shown: Vec<&str> =
        trail["data"].as_array().expect("rows").iter().filter_map(|row| row["svix_id"].as_str()).collect();
    for (id, body, _) in &cases {
        assert!(app.get_bytes(&format!("/v1/events/{id}/payload")).await == *body, "{id}: byte for byte");
        assert!(shown.contains(id), "{id}: {trail}");
    }
    // The last of two equal keys counts, as in JavaScript, Python and PostgreSQL.
    let (_, sessions) = app.get("/v1/sessions?limit=100").await;
    let ids: Vec<_> =
        sessions["data"].as_array().expect("rows").iter().filter_map(|row| row["session_id"].as_str()).collect();
    assert!(ids.contains(&"sess_2") && !ids.contains(&"sess_first") && !ids.contains(&"sess_last"), "{ids:?}");

    // A rebuild leads to the same list.
    let rebuilt = crate::support::cli::run(&db, &["projections", "rebuild"]);
    assert!(rebuilt.status.success());
    assert_eq!(undecodable(&app, "").await, expected);
});

on_both!(a_conflicting_body_is_acknowledged_and_kept, |db| async {
    let app = TestServer::serve(&db).await;
    let second: Vec<u8> = (0..=255).collect();
    let mut first = Value::Null;
    for (body, status) in [(b"first".to_vec(), "recorded"), (second.clone(), "conflict"), (second.clone(), "conflict")]
    {
        let (code, answer) = app.deliver("msg_twice", body).await;
        assert_eq!((code.as_u16(), answer["status"].as_str()), (200, Some(status)), "{answer}");
        if status == "recorded" {
            first = answer["position"].clone();
        }
        assert_eq!(answer["position"], first, "the position of the first");
    }
    assert_eq!(app.get_bytes("/v1/events/msg_twice/payload").await, b"first", "the first body stays");
    let (_, kept) = app.get("/v1/events?source=system&type=system.conflict").await;
    let kept = kept["data"].as_array().expect("rows");
    assert_eq!(kept.len(), 1, "a second body is kept once, also after retries: {kept:?}");
    let id = kept[0]["svix_id"].as_str().expect("an id");
    let payload = app.get_bytes(&format!("/v1/events/{id}/payload")).await;
    let payload: Value = serde_json::from_slice(&payload).expect("JSON");
    assert_eq!((&payload["svix_id"], &payload["position"]), (&"msg_twice".into(), &first), "{payload}");
    let whole = STANDARD.decode(payload["body_base64"].as_str().expect("text")).expect("base64");
    assert_eq!(whole, second, "byte for byte");
});
