//! Reads of the log and changes to it appear as sentences, for a key that asks for them and has
//! the scope.

use gatelog::event::system::SystemEventKind;
use reqwest::Client;
use serde_json::{Value, json};

use super::asking::{Answer, ask};
use crate::support::{
    Db,
    app::App,
    cli::{run, said},
    on_both,
};

fn make_key(db: &Db, name: &str, scope: &str) -> String {
    let made = run(db, &["keys", "create", "--name", name, "--scope", scope]);
    assert!(made.status.success(), "{}", said(&made));
    String::from_utf8(made.stdout).expect("text").trim().to_owned()
}

async fn with_key(app: &App, key: &str, path: &str) -> Answer {
    Answer::to(Client::new().get(app.url(path)).bearer_auth(key)).await
}

fn user(id: &str) -> String {
    json!({"object": "event", "type": "user.created", "timestamp": 1_790_000_000_000_i64, "data": {"id": id, "object": "user"}})
        .to_string()
}

async fn rows(app: &App, query: &str) -> Vec<Value> {
    let (status, page) = app.get(&format!("/v1/activity?source=system&limit=1000{query}")).await;
    assert_eq!(status, 200, "{page}");
    page["data"].as_array().expect("rows").clone()
}

on_both!(who_read_the_log_is_told_in_a_sentence, |db| async move {
    let app = App::serve(&db).await;
    for id in ["user_a", "user_b"] {
        assert_eq!(app.deliver(&format!("msg_{id}"), user(id)).await.0, 200);
    }
    app.settle().await;
    let key = make_key(&db, "auditors", "views:read");
    for path in ["/v1/users/user_a", "/v1/users/user_b", "/v1/users/user_a", "/v1/sessions?status=active&limit=5"] {
        assert_eq!(with_key(&app, &key, path).await.status, 200, "{path}");
    }
    ask(&app, "/v1/users/user_a").await;
    assert!(app.terminate(), "what was counted is told at the end");

    let app = App::serve(&db).await;
    app.settle().await;
    let read = rows(&app, "&type=system.read").await;
    let sentences: Vec<&str> = read.iter().filter_map(|row| row["summary"].as_str()).collect();
    for sentence in [
        "the key auditors read 2 users in 3 requests",
        "the key auditors listed sessions by status",
        "the key of GATELOG_API_KEY read 1 user",
    ] {
        assert!(sentences.contains(&sentence), "{sentence}: {sentences:#?}");
    }
    let row = read.iter().find(|row| row["summary"].as_str().is_some_and(|text| text.contains("2 users"))).expect("it");
    let key_id = key.split('_').nth(1).expect("an id");
    assert_eq!(
        row["actor"],
        json!({"kind": "api_key", "id": key_id, "name": "auditors", "inferred": false, "basis": "system_event"})
    );
    assert_eq!((&row["actions"], &row["occurred_basis"]), (&json!(["system.read"]), &json!("at")));
    let of_environment = read.iter().find(|row| row["actor"]["kind"] == "environment_key").expect("its reads");
    assert_eq!(of_environment["actor"]["id"], "env");
    assert_eq!(rows(&app, &format!("&actor_id={key_id}&type=system.read")).await.len(), 2, "what one key read");

    // What else happened has its sentence too.
    let all = rows(&app, "").await;
    let told: Vec<&str> = all.iter().filter_map(|row| row["summary"].as_str()).collect();
    for sentence in ["a command made the key auditors for views:read", "began to serve clerk", "stopped after"] {
        assert!(told.iter().any(|text| text.contains(sentence)), "{sentence}: {told:#?}");
    }
    assert!(told.iter().any(|text| text.starts_with("the key auditors was used on 20")), "{told:#?}");
    // The list of events knows when they happened.
    let (_, events) = app.get("/v1/events?source=system&type=system.read").await;
    assert!(
        events["data"].as_array().expect("rows").iter().all(|event| event["occurred_at"].is_string()),
        "{events:#}"
    );
});

on_both!(system_events_are_hidden_unless_asked_for, |db| async move {
    let app = App::serve(&db).await;
    assert_eq!(app.deliver("msg_a", user("user_a")).await.0, 200);
    app.settle().await;
    for path in ["/v1/activity", "/v1/activity?order_by=position&order=asc", "/v1/activity?source=clerk"] {
        let (_, page) = app.get(path).await;
        let ids: Vec<&Value> = page["data"].as_array().expect("rows").iter().map(|row| &row["svix_id"]).collect();
        assert_eq!(ids, ["msg_a"], "{path}");
    }
    for path in ["/v1/activity?type=system.read", "/v1/activity?action=system.started", "/v1/events?type=system.*"] {
        let refused = ask(&app, path).await.problem(400);
        assert!(refused.contains("source=system"), "{path}: an empty list would say that there is none: {refused}");
    }
    let id = rows(&app, "").await[0]["svix_id"].as_str().expect("its start").to_owned();

    // The scope of the list of events opens them here as well.
    let (views, both) = (make_key(&db, "views", "views:read"), make_key(&db, "both", "views:read,events:read"));
    for path in ["/v1/activity?source=system", &format!("/v1/activity/{id}")] {
        assert_eq!(with_key(&app, &both, path).await.status, 200, "{path}");
        let refused = with_key(&app, &views, path).await.problem(403);
        assert!(refused.contains("events:read"), "{path}: {refused}");
    }
    assert_eq!(with_key(&app, &views, "/v1/activity").await.status, 200);
    let text = ask(&app, "/metrics").await.text;
    assert!(
        text.contains("gatelog_system_reads_total{operation=\"list_activity\"}"),
        "reading them is not told anew: {text}"
    );
});

#[tokio::test(flavor = "multi_thread")]
async fn every_system_event_has_a_sentence() {
    use gatelog::{clock::Clock, event::SystemEvent};

    let db = Db::sqlite();
    let (store, log) = crate::support::open_log(&db).await;
    // Whatever facts there are: those of older and newer versions are other ones.
    for kind in SystemEventKind::ALL {
        for facts in [
            json!({}),
            json!({"by": "command", "events": 3, "projections": ["users"], "denied": [{"reason": "scope", "count": 2}]}),
        ] {
            log.record(SystemEvent::new(kind, Clock::system().now(), &facts)).await.expect("recorded");
        }
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = App::serve(&db).await;
    app.settle().await;
    let all = rows(&app, "").await;
    for kind in SystemEventKind::ALL {
        let of_kind: Vec<&Value> = all.iter().filter(|row| row["type"] == kind.as_str()).collect();
        assert!(of_kind.len() >= 2, "{}: {all:#?}", kind.as_str());
        for row in of_kind {
            let summary = row["summary"].as_str().expect("a sentence");
            assert!(!summary.is_empty() && !summary.starts_with("event "), "{summary}");
        }
    }
}
