//! Another body under a recorded id: the first stays, and each distinct second body is kept once.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatelog::{
    clock::Clock,
    event::{Position, RecordedEvent, Size, system::SystemEventKind},
    event_log::{AppendOutcome, EventLog},
    storage::OpenMode,
};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::{Db, assert_gapless, body_of, event, on_both, open_log, read_all};

on_both!(each_distinct_second_body_is_kept_once, |db| async {
    let (_store, log) = open_log(&db).await;
    assert_eq!(log.append(event("msg_a", "first")).await, Ok(AppendOutcome::Recorded(Position(0))));
    let second_bodies: [&[u8]; 2] = [b"second \xff\0", b"third"];
    for _ in 0..3 {
        for body in second_bodies {
            assert_eq!(log.append(event("msg_a", body.to_vec())).await, Ok(AppendOutcome::Conflict(Position(0))));
        }
        assert_eq!(log.append(event("msg_a", "first")).await, Ok(AppendOutcome::Duplicate(Position(0))));
    }
    assert_eq!(assert_gapless(&log).await, Size(3), "the first, and one event for each second body");
    let recorded = read_all(&log).await;
    assert_eq!(body_of(&recorded[0]), "first");
    assert_eq!(kept_bodies(&recorded), second_bodies);
});

on_both!(conflict_event_contains_the_second_delivery, |db| async {
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_other", "body")).await.expect("recorded");
    log.append(event("msg_a", "first")).await.expect("recorded");
    let second = event("msg_a", "second");
    log.append(second.clone()).await.expect("kept");
    let recorded = read_all(&log).await;
    let kept = &recorded[2];
    assert!(kept.source.is_system());
    assert!(kept.id.as_str().starts_with("sys_"));
    let payload: Value = serde_json::from_slice(body_of(kept)).expect("JSON");
    assert_eq!(payload["type"], "system.conflict");
    assert_eq!(payload["source"], "clerk");
    assert_eq!(payload["svix_id"], "msg_a");
    assert_eq!(payload["position"], 1, "the position of the first event under the id");
    assert_eq!(payload["signature"], second.signature);
    assert_eq!(payload["secret_id"], second.secret_id);
    assert_eq!(payload["svix_timestamp"], second.svix_timestamp);
});

on_both!(concurrent_second_bodies_are_kept_once_each, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut appends = JoinSet::new();
    for number in 0..200 {
        let log = log.clone();
        appends.spawn(async move { log.append(event("msg_a", format!("body {}", number % 4))).await });
    }
    for appended in appends.join_all().await {
        assert_eq!(appended.expect("acknowledged").position(), Position(0));
    }
    assert_eq!(assert_gapless(&log).await, Size(4));
    let recorded = read_all(&log).await;
    let mut bodies = kept_bodies(&recorded);
    bodies.push(body_of(&recorded[0]).to_vec());
    bodies.sort();
    assert_eq!(bodies, [b"body 0", b"body 1", b"body 2", b"body 3"]);
});

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_keep_a_second_body_once() {
    let Some(db) = Db::postgres().await else { return };
    let (_first_store, first) = open_log(&db).await;
    let second_store = db.open(OpenMode::Append).await.expect("opens");
    let second = EventLog::start(second_store, Clock::system()).await.expect("starts");
    first.append(event("msg_a", "first")).await.expect("recorded");
    let mut appends = JoinSet::new();
    for number in 0..100 {
        let log = if number % 2 == 0 { first.clone() } else { second.clone() };
        appends.spawn(async move { log.append(event("msg_a", format!("body {}", number / 2 % 5))).await });
    }
    for appended in appends.join_all().await {
        assert_eq!(appended, Ok(AppendOutcome::Conflict(Position(0))));
    }
    assert_eq!(assert_gapless(&first).await, Size(6));
}

fn kept_bodies(recorded: &[RecordedEvent]) -> Vec<Vec<u8>> {
    recorded
        .iter()
        .filter(|event| {
            event.event_type.as_ref().is_some_and(|name| name.as_str() == SystemEventKind::Conflict.as_str())
        })
        .map(|event| {
            let payload: Value = serde_json::from_slice(body_of(event)).expect("JSON");
            STANDARD.decode(payload["body_base64"].as_str().expect("text")).expect("base64")
        })
        .collect()
}
