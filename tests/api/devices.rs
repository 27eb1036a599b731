//! Rows are found by the country, the city and the browser that they show.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, session},
    queries::assert_lists,
};
use crate::support::{Db, on_both, test_server::TestServer};

/// An event about a session, begun at that second, with what it says of the device.
pub(super) async fn deliver(app: &TestServer, id: &str, event_type: &str, second: i64, device: Value) {
    let (begun, session_id) = (second - second % 100, format!("sess_{}", &id[..1]));
    let more = json!({"latest_activity": device, "updated_at": (BEGIN + second) * 1_000});
    let event = json!({
        "object": "event", "type": event_type, "timestamp": (BEGIN + second) * 1_000, "instance_id": "ins_main",
        "data": session(&session_id, "user_ada", begun, more),
    });
    assert_eq!(app.deliver(id, event.to_string().into_bytes()).await.0, 200, "{id}");
}

fn device(country: Option<&str>, city: Option<&str>, browser: Option<&str>) -> Value {
    json!({"country": country, "city": city, "browser_name": browser, "browser_version": "142.0.1"})
}

pub(super) async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    deliver(&app, "a", "session.created", 0, device(Some("SE"), Some("Göteborg"), Some("Chrome"))).await;
    deliver(&app, "b", "session.created", 100, device(Some("SE"), Some("GO\u{308}TEBORG"), Some("chrome"))).await;
    deliver(&app, "c", "session.created", 250, device(Some("se"), None, Some("Chrome Mobile"))).await;
    deliver(&app, "d", "session.created", 300, device(Some("US"), Some("Washington, D.C."), Some("Safari"))).await;
    deliver(&app, "e", "session.created", 400, Value::Null).await;
    app.settle().await;
    app
}

on_both!(activity_is_found_by_place_and_browser, |db| async {
    let app = served(&db).await;
    for order in ["", "&order_by=position"] {
        let list = |filter: &str| format!("/v1/activity?{filter}{order}");
        assert_lists(
            &app,
            &[
                (&list("country=SE"), &["c", "b", "a"]),
                (&list("country=se"), &["c", "b", "a"]),
                (&list("city=g%C3%B6teborg"), &["b", "a"]),
                (&list("city=go%CC%88teborg"), &["b", "a"]),
                (&list("city=Washington,%20D.C."), &["d"]),
                (&list("browser=CHROME"), &["b", "a"]),
                (&list("browser=Chrome%20Mobile"), &["c"]),
                (&list("country=SE&browser=Chrome&city=G%C3%B6teborg"), &["b", "a"]),
                (&list("country=US&browser=Chrome"), &[]),
                (&list("country=SE&action=signed_in&user_id=user_ada&session_id=sess_b"), &["b"]),
                (&list("country=SE&action=signed_out"), &[]),
                (&format!("{}&since={}", list("country=SE"), at(100)), &["c", "b"]),
            ],
        )
        .await;
        let (_, first) = app.get(&list("country=SE&limit=2")).await;
        let next = first["page"]["next"].as_str().expect("a cursor");
        assert_lists(&app, &[(&list(&format!("country=SE&limit=2&after={next}")), &["a"])]).await;
    }
    let (_, page) = app.get("/v1/activity?order=asc").await;
    let shown = |row: &Value| json!([row["country"], row["city"], row["browser"]]);
    assert_eq!(shown(&page["data"][0]), json!(["SE", "Göteborg", "Chrome"]));
    assert_eq!(shown(&page["data"][4]), json!([null, null, null]));
});

on_both!(a_place_that_was_never_seen_is_named, |db| async {
    let app = served(&db).await;
    for (filter, note) in [
        ("country=Atlantis", "country: no event from the country \"Atlantis\" was ever recorded"),
        ("city=Chrome", "city: no event from the city \"Chrome\" was ever recorded"),
        ("browser=Lynx", "browser: no event from the browser \"Lynx\" was ever recorded"),
    ] {
        let (_, page) = app.get(&format!("/v1/activity?{filter}")).await;
        assert_eq!((&page["data"], &page["notes"]), (&json!([]), &json!([note])), "{filter}");
        let detail = ask(&app, &format!("/v1/activity?source=system&{filter}")).await.problem(400);
        assert!(detail.contains("leave source=system out"), "{filter}: {detail}");
    }
    let (_, page) = app.get("/v1/activity?country=US&browser=Chrome").await;
    assert_eq!((&page["data"], &page["notes"]), (&json!([]), &Value::Null), "{page}");
});

on_both!(sessions_are_found_by_every_place_of_theirs, |db| async {
    let app = served(&db).await;
    // Seen elsewhere later; and the late news that it was first seen in a third place.
    deliver(&app, "a2", "session.revoked", 50, device(Some("NO"), Some("Oslo"), Some("Chrome"))).await;
    deliver(&app, "b2", "session.removed", 150, device(Some("NO"), Some("Oslo"), None)).await;
    deliver(&app, "c0", "session.created", 210, device(Some("FI"), None, None)).await;
    app.settle().await;
    let list = |filter: &str| format!("/v1/sessions?{filter}");
    assert_lists(
        &app,
        &[
            (&list("country=NO"), &["sess_b", "sess_a"]),
            (&list("country=NO&order=asc"), &["sess_a", "sess_b"]),
            (&list("country=se"), &["sess_c", "sess_b", "sess_a"]),
            (&list("country=FI"), &["sess_c"]),
            (&list("city=oslo&country=SE"), &["sess_b", "sess_a"]),
            (&list("country=SE&browser=CHROME"), &["sess_b", "sess_a"]),
            (&list("country=NO&browser=Safari"), &[]),
            (&list("user_id=user_ada&city=Oslo"), &["sess_b", "sess_a"]),
            (&list("user_id=user_ada&city=Washington,%20D.C."), &["sess_d"]),
            (&list("browser=chrome&status=revoked"), &["sess_a"]),
            (&list("country=SE&impersonated=false"), &["sess_c", "sess_b", "sess_a"]),
            (&list("country=SE&impersonated=true"), &[]),
        ],
    )
    .await;
    for filter in ["country=SE", "country=NO"] {
        let (_, first) = app.get(&list(&format!("{filter}&limit=1"))).await;
        let next = first["page"]["next"].as_str().expect("a cursor");
        let (_, second) = app.get(&list(&format!("{filter}&limit=1&after={next}"))).await;
        assert_eq!(second["data"].as_array().map(Vec::len), Some(1), "{filter}: {second}");
        assert_ne!(first["data"][0]["session_id"], second["data"][0]["session_id"], "{filter}");
        let prev = second["page"]["prev"].as_str().expect("a cursor");
        let (_, back) = app.get(&list(&format!("{filter}&limit=1&before={prev}"))).await;
        assert_eq!(back["data"], first["data"], "{filter}");
    }
    let (_, page) = app.get(&list("country=Atlantis")).await;
    let note = "country: no event from the country \"Atlantis\" was ever recorded";
    assert_eq!((&page["data"], &page["notes"]), (&json!([]), &json!([note])));
});
