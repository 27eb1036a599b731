//! Activity in the order of revisions: every row once, at its newest revision, behind all cursors that came before it.

use reqwest::Method;
use serde_json::{Value, json};

use super::{asking::ask, keys::ask_with};
use crate::support::{
    event_stream::EventStream,
    on_both,
    peer::soon,
    test_server::{API_KEY, TestServer},
};

/// The update of a user that happened as the `number`th.
fn update(user: &str, number: i64, name: &str) -> String {
    let at = 1_790_000_000_000_i64 + number;
    let data = json!({"id": user, "object": "user", "first_name": name, "updated_at": at});
    json!({"object": "event", "type": "user.updated", "timestamp": at, "data": data}).to_string()
}

async fn deliver(app: &TestServer, user: &str, numbers: &[i64]) {
    for number in numbers {
        let id = format!("msg_{user}_{number}");
        assert_eq!(app.deliver(&id, update(user, *number, &format!("Ada {number}"))).await.0, 200);
    }
    app.settle().await;
}

async fn rows(app: &TestServer, path: &str) -> Vec<Value> {
    let (status, page) = app.get(path).await;
    assert_eq!(status, 200, "{path}: {page}");
    page["data"].as_array().expect("rows").clone()
}

fn key(row: &Value) -> (i64, i64) {
    (row["revision"].as_i64().expect("a number"), row["position"].as_i64().expect("a number"))
}

/// Follows a list, or reads it backwards, by pages of two.
async fn walked(app: &TestServer, list: &str, (cursor, parameter): (&str, &str), start: Option<String>) -> Vec<Value> {
    let (mut found, mut at) = (Vec::new(), start);
    loop {
        let from = at.map(|at| format!("&{parameter}={at}")).unwrap_or_default();
        let (status, page) = app.get(&format!("{list}&limit=2{from}")).await;
        assert_eq!(status, 200, "{list}{from}: {page}");
        let rows = page["data"].as_array().expect("rows").clone();
        if rows.is_empty() {
            return found;
        }
        if parameter == "before" {
            found.splice(0..0, rows)
        } else {
            found.splice(found.len().., rows)
        };
        at = page["page"][cursor].as_str().map(str::to_owned);
        if at.is_none() {
            return found;
        }
    }
}

on_both!(rows_are_sorted_by_revision_in_both_directions, |db| async {
    let app = TestServer::serve(&db).await;
    deliver(&app, "user_a", &[1, 9, 5, 3, 8]).await;
    deliver(&app, "user_b", &[4, 2, 3]).await;
    let mut expected = rows(&app, "/v1/activity?order_by=position").await;
    expected.sort_by_key(key);
    assert!(expected.iter().filter(|row| row["revision"] != row["position"]).count() >= 3, "{expected:#?}");
    for order in ["asc", "desc"] {
        for filter in ["", "&user_id=user_a", "&type=user.*", "&action=profile_changed", "&since=2026-09-21"] {
            let list = format!("/v1/activity?order_by=changed&order={order}{filter}");
            let mut whole = rows(&app, &list).await;
            let forwards = walked(&app, &list, ("next", "after"), None).await;
            assert_eq!(forwards, whole, "{list}");
            let cursor = app.get(&format!("{list}&limit=1000")).await.1["page"]["next"].clone();
            if let Some(end) = cursor.as_str() {
                let backwards = walked(&app, &list, ("prev", "before"), Some(end.to_owned())).await;
                assert_eq!(backwards, whole, "{list}, backwards");
            }
            if order == "desc" {
                whole.reverse();
            }
            let mut matching = expected.clone();
            matching.retain(|row| match filter {
                "&user_id=user_a" => row["user_id"] == "user_a",
                "&action=profile_changed" => row["actions"] == json!(["profile_changed"]),
                _ => true,
            });
            assert_eq!(whole, matching, "{list}");
        }
    }
});

on_both!(times_of_arrival_choose_rows_by_their_first_form, |db| async {
    let app = TestServer::serve(&db).await;
    deliver(&app, "user_a", &[1, 9]).await;
    deliver(&app, "user_a", &[5]).await;
    let (_, late) = app.get("/v1/activity/msg_user_a_5").await;
    let received_at = late["received_at"].as_str().expect("a time");
    for order in ["asc", "desc"] {
        let list = format!("/v1/activity?order_by=changed&order={order}");
        let ids = async |bound: &str| {
            let rows = rows(&app, &format!("{list}&{bound}={received_at}")).await;
            let mut ids: Vec<String> = rows.iter().map(|row| row["svix_id"].to_string()).collect();
            ids.sort();
            ids.join(" ")
        };
        assert_eq!(ids("received_until").await, r#""msg_user_a_1" "msg_user_a_9""#, "{order}");
        assert_eq!(ids("received_since").await, r#""msg_user_a_5""#, "{order}");
    }
});

on_both!(poller_is_given_a_row_again_when_it_changes, |db| async {
    let app = TestServer::serve(&db).await;
    let mut next = String::new();
    let mut poll = async |app: &TestServer| {
        let (status, page) = app.get(&format!("/v1/activity?order_by=changed&order=asc{next}")).await;
        assert_eq!((status.as_u16(), &page["page"]["has_more"]), (200, &json!(false)), "{page}");
        next = format!("&after={}", page["page"]["next"].as_str().expect("a cursor"));
        let rows = page["data"].as_array().expect("rows").clone();
        rows.iter().map(|row| row["svix_id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(poll(&app).await, [""; 0]);
    deliver(&app, "user_a", &[1, 9]).await;
    assert_eq!(poll(&app).await, ["msg_user_a_1", "msg_user_a_9"]);
    assert_eq!(poll(&app).await, [""; 0]);
    deliver(&app, "user_a", &[5]).await;
    assert_eq!(poll(&app).await, ["msg_user_a_9", "msg_user_a_5"]);
    // The rows between two late events and in the same page come once.
    deliver(&app, "user_a", &[7, 6, 10]).await;
    assert_eq!(poll(&app).await, ["msg_user_a_9", "msg_user_a_7", "msg_user_a_6", "msg_user_a_10"]);
    assert_eq!(poll(&app).await, [""; 0]);
});

on_both!(stream_sends_rows_that_changed_through_other_rows, |db| async {
    let app = TestServer::serve(&db).await;
    // Two updates that lack the first name stand between the late event and the last one.
    for number in [5, 6] {
        let body = update("user_a", number, "Ada").replace(r#""first_name":"Ada","#, "");
        assert_eq!(app.deliver(&format!("msg_user_a_{number}"), body).await.0, 200);
    }
    deliver(&app, "user_a", &[7, 8]).await;
    let before = rows(&app, "/v1/activity?order_by=position&order=asc").await;
    let mut stream = EventStream::of(&app, "/v1/activity/stream").await;
    stream.next_of("heartbeat").await;
    deliver(&app, "user_a", &[1]).await;
    let mut expected = rows(&app, "/v1/activity?order_by=position&order=asc").await;
    assert_ne!(before[2]["changes"], expected[2]["changes"]);
    assert_eq!(before[3], expected[3]);
    expected.remove(3);
    for row in expected {
        let event = stream.next().await.expect("an event");
        let name = if row["svix_id"] == "msg_user_a_1" { "message" } else { "revision" };
        assert_eq!((&*event.name, &event.data), (name, &row));
    }
});

on_both!(late_event_that_says_the_same_revises_what_is_carried_from_it, |db| async {
    let app = TestServer::serve(&db).await;
    let whole = |number| update("user_a", number, "Ada");
    let bare = whole(5).replace(r#""first_name":"Ada","#, "");
    for (number, body) in [(1, whole(1)), (5, bare), (7, whole(7)), (3, whole(3))] {
        assert_eq!(app.deliver(&format!("msg_user_a_{number}"), body).await.0, 200);
        // Each in a batch of its own.
        app.settle().await;
    }
    // The name of the second one is carried from the late event now, not from the first one.
    let revised_by_late = async || -> Vec<bool> {
        let rows = rows(&app, "/v1/activity?order_by=position&order=asc").await;
        rows.iter().map(|row| row["revision"] == rows[3]["position"]).collect()
    };
    assert_eq!(revised_by_late().await, [false, true, true, true]);
    let rebuilt = ask_with(&app, API_KEY, Method::POST, "/v1/projections/activity/rebuild").await;
    assert_eq!(rebuilt.status, 202, "{}", rebuilt.text);
    let is_rebuilt = async || {
        let views = rows(&app, "/v1/projections").await;
        views.iter().any(|view| {
            (&view["name"], &view["generation"], &view["state"]) == (&json!("activity"), &json!(2), &json!("live"))
        })
    };
    soon(async {
        while !is_rebuilt().await {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
    assert_eq!(revised_by_late().await, [false, true, true, true], "rebuilt");
});

on_both!(export_in_an_order_of_moving_rows_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    let answer = ask(&app, "/v1/activity?format=csv&order_by=changed").await;
    let detail = answer.problem(400);
    assert!(detail.contains("write position"), "{detail}");
});
