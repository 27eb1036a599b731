//! A log whose bodies are kept in different ways: as they are, compressed, erased, damaged, and in
//! an encoding of a later version.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use futures_util::future::join_all;
use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{EventId, Position, RecordedBody},
    event_log::{AppendOutcome, EventLog, LogOptions, read},
    projection::Silent,
    query::events,
    simulate::{History, HistoryOptions, Message},
    storage::{Compression, Store},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::{
    guarantees::rebuildable::{differing, rebuild_of},
    support::{
        Db, body_of, clerk,
        cli::{gatelog, said},
        event, on_both, open_log, read_all,
        shell::Shell,
        test_server::TestServer,
    },
};

fn history(seed: u64, events: usize) -> Vec<Message> {
    History::new(seed, 30, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default()).take(events).collect()
}

async fn start(store: &Arc<Store>, compression: Compression) -> EventLog {
    let options = LogOptions { compression, ..LogOptions::default() };
    EventLog::start_with(Arc::clone(store), Clock::system(), options).await.expect("the log starts")
}

async fn append(log: &EventLog, messages: &[Message]) {
    let appended = messages.iter().map(|message| log.append(event(&message.id, message.body.clone())));
    for outcome in join_all(appended).await {
        assert!(matches!(outcome, Ok(AppendOutcome::Recorded(_))), "{outcome:?}");
    }
}

async fn encodings(store: &Store, of: &str) -> Vec<(i16, i64)> {
    let sql = format!(
        "SELECT p.encoding, count(*) FROM payloads AS p JOIN events AS e ON e.position = p.position
          WHERE e.source {of} 'system' GROUP BY p.encoding ORDER BY p.encoding"
    );
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), sql)).await.expect("reads");
    let number = |row: &sea_orm::QueryResult| {
        (row.try_get_by_index(0).expect("a number"), row.try_get_by_index(1).expect("a number"))
    };
    rows.iter().map(number).collect()
}

on_both!(log_of_both_kinds_is_read_as_one, |db| async {
    let store = db.store().await;
    let (plain, packed) = (history(1, 250), history(2, 250));
    // The log of an earlier version goes on compressed, and back.
    for (compression, messages) in
        [(Compression::None, &plain[..200]), (Compression::Zstd, &packed[..]), (Compression::None, &plain[200..])]
    {
        let log = start(&store, compression).await;
        append(&log, messages).await;
        log.shut_down().await;
    }
    let log = start(&store, Compression::Zstd).await;
    assert_eq!(encodings(&store, "<>").await, [(0, 250), (1, 250)]);

    let sent: HashMap<&str, &Bytes> =
        plain.iter().chain(&packed).map(|message| (message.id.as_str(), &message.body)).collect();
    let recorded = read_all(&log).await;
    assert_eq!(recorded.len(), 500);
    for event in &recorded {
        assert_eq!(body_of(event), sent[event.id.as_str()], "{}", event.id);
        let found = log.find(&clerk(), &event.id).await.expect("reads").expect("there");
        assert_eq!(&found, event);
    }
    let all: Vec<Position> = recorded.iter().map(|event| event.position).collect();
    assert_eq!(read::at_positions(&store, all, u64::MAX >> 1).await.expect("reads"), recorded);
    for message in [&plain[0], &packed[0]] {
        let one = events::one(&store, &message.id, None, &SourceAccess::All).await.expect("reads").expect("there");
        assert_eq!(one.body, RecordedBody::Kept(message.body.clone()));
    }
    // A batch is bounded by the bodies as they were sent.
    let bytes = recorded[200..].iter().take(10).map(|event| event.body.size()).sum();
    assert_eq!(log.read(Position(200), 100, bytes).await.expect("reads").len(), 10);

    // Duplicates and conflicts are judged on what was sent, however either was kept.
    for message in [&plain[0], &packed[0]] {
        let position = log.find(&clerk(), &EventId::parse(&message.id).expect("good")).await.expect("reads");
        let position = position.expect("there").position;
        assert_eq!(log.append(event(&message.id, message.body.clone())).await, Ok(AppendOutcome::Duplicate(position)));
        let other = format!("{{\"other\":\"{}\"}}", "a".repeat(2_000));
        assert_eq!(log.append(event(&message.id, other)).await, Ok(AppendOutcome::Conflict(position)));
    }
    assert_eq!(encodings(&store, "=").await, [(0, 2)], "Gatelog's own events are kept as they are");

    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");
    assert_eq!(differing(&rebuild).await, [""; 0]);
});

on_both!(compression_is_configured, |db| async {
    let body = history(3, 1)[0].body.to_vec();
    for (value, id) in [("none", "msg_plain"), ("zstd", "msg_packed"), ("", "msg_default")] {
        let app = TestServer::serve_with(&db, &[], &[("GATELOG_LOG_COMPRESSION", value)]).await;
        assert_eq!(app.deliver(id, body.clone()).await.0.as_u16(), 200);
        assert_eq!(app.get_bytes(&format!("/v1/events/{id}/payload")).await, body);
        assert!(app.terminate());
    }
    let (store, _log) = open_log(&db).await;
    assert_eq!(encodings(&store, "<>").await, [(0, 1), (1, 2)]);
    let refused = gatelog(&db, &["config", "check"]).env("GATELOG_LOG_COMPRESSION", "gzip").output().expect("it runs");
    let error = said(&refused);
    assert!(error.contains("GATELOG_LOG_COMPRESSION") && error.contains("zstd or none"), "{error}");
});

/// Runs SQL on the log with its triggers away, as only its owner can.
pub(super) fn as_owner(db: &Db, sql: &str) {
    let before = match db {
        Db::Sqlite(_) => "DROP TRIGGER payloads_no_update; DROP TRIGGER payloads_no_delete;",
        Db::Postgres(_) => "SET search_path = gatelog; ALTER TABLE payloads DISABLE TRIGGER ALL;",
    };
    Shell::of(db).expect("the shell is there").run(&format!("{before}\n{sql}")).expect("its owner may");
}

on_both!(unreadable_bodies_harm_no_others, |db| async {
    let messages: Vec<Message> =
        history(4, 200).into_iter().filter(|message| message.event_type == "session.created").take(5).collect();
    let [whole, newer, damaged, gone, last] = [0, 1, 2, 3, 4].map(|at| messages[at].id.as_str());
    let (store, log) = open_log(&db).await;
    for message in &messages {
        log.append(event(&message.id, message.body.clone())).await.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((log, store));
    as_owner(
        &db,
        "UPDATE payloads SET encoding = 9 WHERE position = 1;
         UPDATE payloads SET body = substr(body, 1, 40) WHERE position = 2;
         DELETE FROM payloads WHERE position = 3;",
    );

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let (_, activity) = app.get("/v1/activity?order=asc").await;
    let shown: Vec<&str> = activity["data"].as_array().expect("rows").iter().filter_map(id_of).collect();
    assert_eq!(shown.len(), 5, "a row for every event: {activity}");
    assert_eq!(activity["data"].as_array().expect("rows").iter().filter(|row| row["user_id"].is_string()).count(), 2);

    let (_, undecodable) = app.get("/v1/undecodable").await;
    let rows = undecodable["data"].as_array().expect("rows");
    let named: Vec<&str> = rows.iter().filter_map(id_of).collect();
    assert!(named.contains(&newer) && named.contains(&damaged) && named.len() == 2, "{undecodable}");
    assert!(undecodable.to_string().contains("written by a newer Gatelog, in encoding 9"), "{undecodable}");
    assert!(undecodable.to_string().contains("the stored body is damaged"), "{undecodable}");

    for (id, status, detail) in [
        (newer, 500, "written by a newer Gatelog"),
        (damaged, 500, "the stored body is damaged"),
        (gone, 410, "erased"),
    ] {
        let (answered, problem) = app.get(&format!("/v1/events/{id}/payload")).await;
        assert_eq!(answered.as_u16(), status, "{problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains(detail)), "{problem}");
    }
    for id in [newer, damaged] {
        assert_eq!(app.get(&format!("/v1/events/{id}?payload=full")).await.0.as_u16(), 500);
    }
    let (_, page) = app.get("/v1/events?payload=full&order=asc").await;
    let rows = page["data"].as_array().expect("rows");
    let missing: Vec<_> = rows.iter().map(|row| row["payload_missing"].as_str()).collect();
    assert_eq!(missing, [None, Some("damaged"), Some("damaged"), Some("erased"), None], "{page}");
    assert_eq!(rows.iter().filter(|row| row["payload_text"].is_string()).count(), 2, "{page}");
    let (status, erased) = app.get(&format!("/v1/events/{gone}")).await;
    assert_eq!((status.as_u16(), &erased["payload"]), (200, &Value::Null));
    for (id, message) in [(whole, &messages[0]), (last, &messages[4])] {
        assert_eq!(app.get_bytes(&format!("/v1/events/{id}/payload")).await, message.body);
    }
    // A retry of what cannot be read is judged by the commitment, which needs no body.
    let retry = app.deliver(newer, messages[1].body.to_vec()).await;
    assert_eq!((retry.0.as_u16(), retry.1["status"].as_str()), (200, Some("duplicate")));
});

on_both!(damage_after_folding_is_told_in_a_history, |db| async {
    let messages = history(5, 300);
    let updated = messages.iter().find(|message| message.event_type == "user.updated").expect("one of 300");
    let body: Value = serde_json::from_slice(&updated.body).expect("JSON");
    let user = body["data"]["id"].as_str().expect("an id").to_owned();
    let (store, log) = open_log(&db).await;
    append(&log, &messages).await;
    let position = log.find(&clerk(), &EventId::parse(&updated.id).expect("good")).await.expect("reads");
    let position = position.expect("there").position;
    log.shut_down().await;
    store.close().await;
    drop((log, store));

    let question = format!("/v1/users/{user}?as_of=2026-10-15");
    let app = TestServer::serve(&db).await;
    app.settle().await;
    assert_eq!(app.get(&question).await.1["failure_since"], Value::Null);
    assert!(app.terminate());
    as_owner(&db, &format!("UPDATE payloads SET body = substr(body, 1, 40) WHERE position = {position};"));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let (status, answer) = app.get(&question).await;
    assert!(status.is_success() && answer["failure_since"].is_string(), "{answer}");
});

/// The rows of a list, by their id.
async fn rows_of(app: &TestServer, list: &str, id: &str) -> HashMap<String, Value> {
    let (_, page) = app.get(&format!("/v1/{list}?limit=1000")).await;
    let rows = page["data"].as_array().expect("rows");
    rows.iter().map(|row| (row[id].as_str().expect("an id").to_owned(), row.clone())).collect()
}

// A row keeps what is searched; what is only shown is read from the body, and is null without it.
on_both!(rows_outlive_the_bodies_that_they_show, |db| async {
    let messages = history(6, 300).into_iter().filter(|message| message.event_type == "session.created");
    let messages: Vec<Message> = messages.take(3).collect();
    let (store, log) = open_log(&db).await;
    for message in &messages {
        log.append(event(&message.id, message.body.clone())).await.expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((log, store));
    let ids = messages.iter().map(|message| {
        let body: Value = serde_json::from_slice(&message.body).expect("JSON");
        let id = |name: &str| body["data"][name].as_str().expect("an id").to_owned();
        (id("id"), id("user_id"))
    });
    let ids: Vec<(String, String)> = ids.collect();

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let before = rows_of(&app, "sessions", "session_id").await;
    for (session, _) in &ids {
        assert!(before[session]["user_agent"].is_string() && before[session]["client_id"].is_string());
    }
    assert!(app.terminate());
    as_owner(
        &db,
        "UPDATE payloads SET body = substr(body, 1, 40) WHERE position = 1;
         DELETE FROM payloads WHERE position = 2;",
    );

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let after = rows_of(&app, "sessions", "session_id").await;
    let users = rows_of(&app, "users", "user_id").await;
    let [(kept, kept_user), (damaged, damaged_user), (gone, gone_user)] = &ids[..] else { panic!("three") };
    assert_eq!(after[kept], before[kept]);
    for session in [damaged, gone] {
        let (row, was) = (&after[session], &before[session]);
        for field in ["user_agent", "request_ip", "ip", "browser", "city", "client_id", "is_mobile"] {
            assert_eq!(row[field], Value::Null, "{field}");
        }
        for field in ["user_id", "started_at", "status", "expire_at", "instance_id", "user_email"] {
            assert_eq!(row[field], was[field], "{field}");
        }
    }
    assert!(users[kept_user]["email_addresses"].is_array());
    for user in [damaged_user, gone_user] {
        assert_eq!((&users[user]["email_addresses"], users[user]["primary_email"].is_string()), (&Value::Null, true));
    }
});

fn id_of(row: &Value) -> Option<&str> {
    row["svix_id"].as_str()
}
