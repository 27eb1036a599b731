//! `/v1/stats/…` as clients ask it: counts of late events, of keys and instances, and what is
//! refused.

use gatelog::clock::Timestamp;
use serde_json::{Value, json};

use super::asking::{Answer, ask, now};
use crate::support::{Db, on_both, test_server::TestServer};

fn session(event_type: &str, number: u32, at_millis: i64, instance: &str) -> String {
    json!({
        "object": "event",
        "type": event_type,
        "timestamp": at_millis,
        "instance_id": instance,
        "data": {
            "id": format!("sess_{number}"),
            "object": "session",
            "user_id": format!("user_{}", number % 2),
            "status": if event_type == "session.created" { "active" } else { "ended" },
            "created_at": if event_type == "session.created" { Some(at_millis) } else { None },
            "latest_activity": { "country": "AT", "browser_name": "Firefox" }
        }
    })
    .to_string()
}

async fn stats(app: &TestServer, question: &str) -> Value {
    let (status, answer) = app.get(question).await;
    assert_eq!(status, 200, "{question}: {answer}");
    answer
}

/// 2026-09-21T14:13:20Z.
const AT: i64 = 1_790_000_000_000;

on_both!(late_event_changes_counts_of_its_time, |db| async {
    let app = TestServer::serve(&db).await;
    let of_day = "since=2026-09-21&until=2026-09-22&time_zone=Asia/Kathmandu";
    for (number, at) in [(1, AT), (2, AT + 60_000), (3, AT + 14_400_000)] {
        let body = session("session.created", number, at, "ins_1");
        assert_eq!(app.deliver(&format!("msg_{number}"), body).await.0, 200);
    }
    app.settle().await;
    let answer = stats(&app, &format!("/v1/stats/activity?{of_day}")).await;
    // 18:15 in UTC is midnight in Kathmandu.
    let first = json!({
        "start": "2026-09-21T00:00:00.000Z", "end": "2026-09-21T18:15:00.000Z", "offset": "+05:45", "covered": false,
        "events": 3, "counts": {"signed_in": 3}, "other": null
    });
    assert_eq!(answer["data"][0], first);
    assert_eq!(answer["data"][1]["events"], Value::Null, "{answer}");
    assert_eq!(answer["time_zone"], "Asia/Kathmandu");
    let answer = stats(&app, &format!("/v1/stats/activity?by=country&{of_day}")).await;
    assert_eq!(answer["data"][0]["counts"], json!({"AT": 3}));
    let answer = stats(&app, &format!("/v1/stats/sessions?{of_day}")).await;
    let sessions = json!({
        "start": "2026-09-21T00:00:00.000Z", "end": "2026-09-21T18:15:00.000Z", "offset": "+05:45", "covered": false,
        "started": 3, "users": 2, "ended": null, "duration_p50_seconds": null, "duration_p90_seconds": null,
        "duration_p99_seconds": null, "concurrent_max": 3
    });
    assert_eq!((&answer["data"][0], &answer["active_now"]), (&sessions, &json!(3)));

    // An end of the past, and one more sign-in.
    assert_eq!(app.deliver("msg_4", session("session.ended", 1, AT + 30_000, "ins_1")).await.0, 200);
    assert_eq!(app.deliver("msg_5", session("session.created", 4, AT + 1_000, "ins_1")).await.0, 200);
    app.settle().await;
    let answer = stats(&app, &format!("/v1/stats/activity?{of_day}")).await;
    assert_eq!(answer["data"][0]["counts"], json!({"signed_in": 4, "signed_out": 1}));
    let answer = stats(&app, &format!("/v1/stats/sessions?{of_day}")).await;
    let told = &answer["data"][0];
    assert_eq!(
        (&told["ended"], &told["duration_p99_seconds"], &told["concurrent_max"], &answer["active_now"]),
        (&json!(1), &json!(30), &json!(3), &json!(3))
    );
    let answer = stats(&app, &format!("/v1/stats/users?dormant_days=1&{of_day}")).await;
    let told = &answer["data"][0];
    assert_eq!((&told["signed_in"], &told["active"], &answer["dormant"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!(answer["data"][1]["signed_in"], Value::Null);
    assert_eq!(answer["data"][1]["active"], json!(2), "they are still open");
});

#[tokio::test]
async fn zero_is_known_where_the_log_covers_the_time() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for path in ["/v1/stats/activity", "/v1/stats/sessions", "/v1/stats/users"] {
        let answer = stats(&app, path).await;
        assert_eq!(answer["coverage_from"], Value::Null, "{answer}");
        for counted in answer["data"].as_array().expect("buckets") {
            assert_eq!(counted["covered"], false, "{counted}");
            let counts = counted.as_object().expect("a bucket").iter().skip(4);
            assert_eq!(counts.filter(|(_, count)| !count.is_null()).count(), 0, "{counted}");
        }
    }
    assert_eq!(app.deliver("msg_1", session("session.created", 1, AT, "ins_1")).await.0, 200);
    app.settle().await;
    let since = loop {
        let since = Timestamp::from_seconds(now());
        let begins_at = stats(&app, "/v1/sources").await["data"][0]["coverage_from"].as_str().map(str::to_owned);
        if begins_at.is_some_and(|begins_at| since.to_string() > begins_at) {
            break since;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let answer = stats(&app, &format!("/v1/stats/activity?since={since}")).await;
    let counted = &answer["data"][0];
    assert_eq!(
        (&counted["covered"], &counted["events"], &counted["counts"], &counted["other"]),
        (&json!(true), &json!(0), &json!({}), &json!(0)),
        "{answer}"
    );
    let counted = &stats(&app, &format!("/v1/stats/sessions?since={since}")).await["data"][0];
    assert_eq!((&counted["started"], &counted["concurrent_max"]), (&json!(0), &json!(1)), "{counted}");
    let counted = &stats(&app, &format!("/v1/stats/users?since={since}")).await["data"][0];
    assert_eq!((&counted["created"], &counted["active"]), (&json!(0), &json!(1)), "{counted}");
}

/// As in the list of sessions that were active at a time.
#[tokio::test]
async fn pending_sessions_are_not_open() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let minute = 60_000;
    for (number, event_type, status, minutes) in [
        (0, "session.pending", "pending", 0),
        (1, "session.created", "active", 10),
        (2, "session.pending", "pending", 20),
        (3, "session.created", "active", 30),
        (4, "session.removed", "removed", 40),
    ] {
        let body = json!({
            "object": "event", "type": event_type, "timestamp": AT + minutes * minute,
            "data": {"id": "sess_1", "object": "session", "user_id": "user_1", "status": status, "created_at": AT}
        });
        assert_eq!(app.deliver(&format!("msg_{number}"), body.to_string()).await.0, 200);
    }
    app.settle().await;
    for (minutes, open) in [(5, Value::Null), (15, json!(1)), (25, Value::Null), (35, json!(1)), (45, Value::Null)] {
        let [since, until] = [minutes, minutes + 1].map(|minutes| Timestamp::from_millis(AT + minutes * minute));
        let answer = stats(&app, &format!("/v1/stats/sessions?since={since}&until={until}")).await;
        assert_eq!(answer["data"][0]["concurrent_max"], open, "after {minutes} minutes: {answer}");
        let answer = stats(&app, &format!("/v1/stats/users?since={since}&until={until}")).await;
        assert_eq!(answer["data"][0]["active"], open, "after {minutes} minutes: {answer}");
        let listed = stats(&app, &format!("/v1/sessions?active_at={since}")).await;
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(usize::from(open == json!(1))), "{listed}");
    }
    let day = &stats(&app, "/v1/stats/sessions?since=2026-09-21&until=2026-09-22").await["data"][0];
    assert_eq!((&day["started"], &day["ended"], &day["duration_p50_seconds"]), (&json!(1), &json!(1), &json!(2_400)));
}

#[tokio::test]
async fn hidden_instances_are_left_out_and_named() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", "ins_mine")]).await;
    for (number, instance) in [(1, "ins_mine"), (2, "ins_other")] {
        let body = session("session.created", number, AT, instance);
        assert_eq!(app.deliver(&format!("msg_{number}"), body).await.0, 200);
    }
    app.settle().await;
    for (path, count) in
        [("/v1/stats/activity", "events"), ("/v1/stats/sessions", "started"), ("/v1/stats/users", "signed_in")]
    {
        let of_day = "since=2026-09-21&until=2026-09-22";
        let answer = stats(&app, &format!("{path}?{of_day}")).await;
        assert_eq!(answer["data"][0][count], 1, "{answer}");
        let note = answer["notes"][0].as_str().unwrap_or_default();
        assert!(note.contains("write instance_id=ins_other"), "{path}: {answer}");
        let answer = stats(&app, &format!("{path}?{of_day}&instance_id=ins_other")).await;
        assert_eq!((&answer["data"][0][count], &answer["notes"]), (&json!(1), &Value::Null), "{answer}");
        let answer = stats(&app, &format!("{path}?since=2026-09-20&until=2026-09-21&interval=hour")).await;
        assert_eq!(answer["notes"], Value::Null, "{path}: {answer}");
        let answer = stats(&app, &format!("{path}?{of_day}&instance_id=ins_none")).await;
        assert!(answer["notes"][0].as_str().unwrap_or_default().contains("ins_none"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_refused() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for (query, parameter, says) in [
        ("time_zone=Europe/Berlim", "time_zone", "did you mean Europe/Berlin?"),
        ("time_zone=", "time_zone", "it is empty"),
        ("time_zone=%2B01:00", "time_zone", "IANA"),
        ("interval=minute", "interval", "hour, day, week, month"),
        ("interval=hour&since=2020-01-01", "interval", "more than 1000 buckets"),
        ("interval=month&since=0000-01-01", "since", "more than 3660 days"),
        ("since=2999-01-01", "since", "has not come yet"),
        ("since=2026-02-01&until=2026-01-01", "until", "is not after since"),
        ("source=system", "source", "/v1/activity"),
        ("timezone=UTC", "timezone", "did you mean time_zone?"),
    ] {
        for path in ["/v1/stats/activity", "/v1/stats/sessions", "/v1/stats/users"] {
            let answer: Answer = ask(&app, &format!("{path}?{query}")).await;
            let named = answer.json()["parameter"].clone();
            let detail = answer.problem(400);
            assert!(detail.contains(says), "{query}: {detail}");
            assert!(named.is_null() || named == parameter, "{query}: {named}");
        }
    }
    for (question, says) in [
        ("/v1/stats/activity?by=city", "action, country, browser"),
        ("/v1/stats/users?dormant_days=0", "from 1 to 3660"),
        ("/v1/stats/sessions?by=country", "there is no parameter by"),
    ] {
        let detail = ask(&app, question).await.problem(400);
        assert!(detail.contains(says), "{question}: {detail}");
    }
}
