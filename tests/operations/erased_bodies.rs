//! Bodies that were erased: of their events the views show what the log knows without them, and
//! keep none of their texts.

use std::collections::BTreeSet;

use gatelog::{
    clock::Timestamp,
    projection::{Silent, generation},
    simulate::{History, HistoryOptions, Message},
    storage::Store,
    views,
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use super::stored_bodies::as_owner;
use crate::{
    guarantees::rebuildable::{differing, rebuild_of},
    support::{event, on_both, open_log, test_server::TestServer},
};

const EVENTS: usize = 1_500;

/// Texts of a body that are neither ids nor addresses.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let is_id = text.split_once('_').is_some_and(|(_, id)| id.len() == 27);
            if text.len() > 4 && !is_id && text.parse::<std::net::IpAddr>().is_err() {
                found.insert(text.clone());
            }
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

fn texts_of<'a>(messages: impl Iterator<Item = &'a Message>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    messages.for_each(|message| texts(&serde_json::from_slice(&message.body).expect("JSON"), &mut found));
    found
}

/// Everything that the tables of activity and mentions hold, as one text.
async fn dump(store: &Store) -> String {
    let mut dump = String::new();
    for view in views::all().into_iter().filter(|view| ["activity", "mentions"].contains(&view.name())) {
        let live = generation::live(store.views(), view.name(), view.version()).await.expect("a lookup").expect("live");
        let table = view.table();
        let columns: Vec<String> =
            table.columns.iter().map(|column| format!("coalesce(CAST(\"{}\" AS text), '')", column.name)).collect();
        let sql = format!("SELECT {} FROM {}", columns.join(" || ' ' || "), live.table());
        let rows = store.views().query_all_raw(Statement::from_string(store.backend(), sql)).await.expect("rows");
        for row in rows {
            dump += &row.try_get_by_index::<String>(0).expect("a text");
            dump.push('\n');
        }
    }
    dump
}

on_both!(erased_bodies_leave_no_text_in_activity, |db| async {
    let start = Timestamp::from_seconds(1_790_000_000);
    let messages: Vec<Message> = History::new(9, 12, start, &HistoryOptions::default()).take(EVENTS).collect();
    let created = messages.iter().find(|message| message.event_type == "user.created").expect("a user");
    let created: Value = serde_json::from_slice(&created.body).expect("JSON");
    let user_id = created["data"]["id"].as_str().expect("an id");
    let names_user = |message: &&Message| String::from_utf8_lossy(&message.body).contains(user_id);
    let mut own = texts_of(messages.iter().filter(names_user));
    let others = texts_of(messages.iter().filter(|message| !names_user(message)));
    own.retain(|text| !others.contains(text));
    assert!(own.len() > 10, "{own:?}");

    let (store, log) = open_log(&db).await;
    let mut erased = Vec::new();
    for message in &messages {
        log.append(event(&message.id, message.body.clone())).await.expect("recorded");
    }
    for (position, message) in messages.iter().enumerate() {
        erased.extend(names_user(&message).then(|| position.to_string()));
    }
    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");
    assert!(dump(&store).await.contains(&format!("user/{user_id}")), "the search finds what is there");
    log.shut_down().await;
    store.close().await;
    drop((rebuild, log, store));
    as_owner(&db, &format!("DELETE FROM payloads WHERE position IN ({});", erased.join(",")));

    let (store, log) = open_log(&db).await;
    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");
    assert_eq!(differing(&rebuild).await, [""; 0]);
    let dump = dump(&store).await;
    assert!(!dump.contains(user_id));
    for text in own {
        assert!(!dump.contains(&text), "{text:?} is kept");
    }
    log.shut_down().await;
    store.close().await;
    drop((rebuild, log, store));

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let (status, page) = app.get("/v1/activity?order_by=position&order=asc&limit=1000").await;
    assert_eq!(status, 200, "{page}");
    let rows = page["data"].as_array().expect("rows");
    let row =
        rows.iter().find(|row| row["position"].as_i64() == erased[0].parse().ok()).expect("a row for every event");
    assert_eq!((&row["user_id"], &row["changes"]), (&Value::Null, &serde_json::json!([])), "{row:#}");
    assert!(row["type"].is_string() && row["svix_id"].is_string(), "{row:#}");
    let (_, none) = app.get(&format!("/v1/activity?involves={user_id}")).await;
    assert_eq!(none["data"], serde_json::json!([]));
});
