//! Activity by time of arrival, and events by what they did.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{at, served},
    queries::ids,
};
use crate::support::on_both;

on_both!(activity_is_found_by_its_time_of_arrival, |db| async {
    let app = served(&db).await;
    let (_, events) = app.get("/v1/events?order=asc").await;
    let events = events["data"].as_array().expect("rows");
    for event in events {
        let moment = event["received_at"].as_str().expect("a time");
        for (bound, of_events) in [("received_since", "since"), ("received_until", "until")] {
            let mut expected = ids(&app, &format!("/v1/events?{of_events}={moment}")).await;
            // Activity leaves the other instance out.
            expected.retain(|id| id != "msg_else");
            let list = format!("/v1/activity?{bound}={moment}");
            assert_eq!(ids(&app, &format!("{list}&order_by=position")).await, expected, "{list}");
            let mut by_time = ids(&app, &list).await;
            by_time.sort();
            expected.sort();
            assert_eq!(by_time, expected, "{list}");
            let mut of_ada = ids(&app, &format!("{list}&user_id=user_ada&until={}", at(130))).await;
            of_ada.sort();
            expected.retain(|id| ["msg_ada", "msg/in%1?", "msg_out"].contains(&&**id));
            assert_eq!(of_ada, expected, "{list}");
        }
    }
});

on_both!(times_of_arrival_are_repeated_or_refused, |db| async {
    let app = served(&db).await;
    let path = "/v1/activity?order_by=position&order=asc&received_since=2026-01-01&received_until=2999-01-01";
    let (_, page) = app.get(path).await;
    let expected = json!({"received_since": "2026-01-01T00:00:00.000Z", "received_until": "2999-01-01T00:00:00.000Z"});
    assert_eq!((&page["interval"], &page["page"]["next"]), (&expected, &Value::Null), "{page}");
    assert_eq!(page["data"].as_array().map(Vec::len), Some(8));
    for (query, parameter, expected) in [
        ("received_since=2026-01-02&received_until=2026-01-02", "received_until", "is not after received_since"),
        ("received_since=2999-01-01", "received_since", "has not come yet"),
    ] {
        let answer = ask(&app, &format!("/v1/activity?{query}")).await;
        let detail = answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
        assert!(detail.contains(expected), "{query}: {detail}");
    }
});

on_both!(events_are_found_by_what_they_did, |db| async {
    let app = served(&db).await;
    let mut tried = 0;
    for filter in [
        "action=signed_in",
        "action=impersonation_started",
        "action=session.created",
        "user_id=user_ada",
        "actor_id=user_admin",
        "actor_id=user_ada&action=signed_out",
        "involves=user_admin",
        "session_id=sess_a&type=session.removed",
        "ip=198.51.100.4",
        "ip=203.0.113.0/24&user_id=user_bob",
    ] {
        let found = ids(&app, &format!("/v1/events?{filter}")).await;
        let mut expected = ids(&app, &format!("/v1/activity?order_by=position&{filter}")).await;
        // Events hide no instance.
        if found.contains(&"msg_else".to_owned()) {
            expected.insert(0, "msg_else".to_owned());
        }
        assert!(!found.is_empty(), "{filter}");
        assert_eq!(found, expected, "{filter}");
        tried += 1;
    }
    assert_eq!(tried, 10);
    assert_eq!(ids(&app, "/v1/events?organization_id=org_none").await, Vec::<String>::new());
    let detail = ask(&app, "/v1/events?source=system&ip=203.0.113.9").await.problem(400);
    assert!(detail.contains("leave source=system out"), "{detail}");
});
