//! Several processes on one `PostgreSQL` record each event once and in one order.

use std::{collections::HashMap, sync::Arc};

use futures_util::{StreamExt as _, stream};
use gatelog::{
    clock::Timestamp,
    simulate::{History, HistoryOptions, Message},
};

use crate::support::{
    Db,
    cli::{run, said},
    test_server::TestServer,
};

const DELIVERIES: usize = 10_000;
const CONNECTIONS: usize = 24;

/// Delivers every message; returns status and position by id.
async fn deliver_all(app: &TestServer, messages: Vec<Message>) -> HashMap<String, (String, i64)> {
    stream::iter(messages)
        .map(|message| async move {
            let (status, answer) = app.deliver(&message.id, message.body.to_vec()).await;
            assert!(status.is_success(), "{status} {answer}");
            let word = answer["status"].as_str().expect("a status").to_owned();
            (message.id, (word, answer["position"].as_i64().expect("a position")))
        })
        .buffer_unordered(CONNECTIONS)
        .collect()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_record_each_delivery_once() {
    let Some(db) = Db::postgres().await else { return };
    let (first, second) = (Arc::new(TestServer::serve(&db).await), Arc::new(TestServer::serve(&db).await));
    let start = Timestamp::from_seconds(1_790_000_000);
    let messages: Vec<Message> = History::new(23, 100, start, &HistoryOptions::default()).take(DELIVERIES).collect();
    // From both ends, so that each process gets about half of the messages first.
    let backwards: Vec<Message> = messages.iter().rev().cloned().collect();
    let (here, there) = tokio::join!(deliver_all(&first, messages.clone()), deliver_all(&second, backwards));

    let recorded =
        |answers: &HashMap<String, (String, i64)>| answers.values().filter(|(word, _)| word == "recorded").count();
    let (by_first, by_second) = (recorded(&here), recorded(&there));
    assert!(by_first >= DELIVERIES / 5 && by_second >= DELIVERIES / 5, "{by_first} and {by_second}");
    assert_eq!(by_first + by_second, DELIVERIES);
    let mut positions: Vec<i64> = Vec::with_capacity(DELIVERIES);
    for message in &messages {
        let ((one, here), (other, there)) = (&here[&message.id], &there[&message.id]);
        assert_eq!(here, there, "one event, one position");
        assert_ne!(one, other, "one recorded it, the other found it recorded");
        positions.push(*here);
    }
    // System events of the processes are in between.
    let (status, own) = first.get("/v1/events?source=system&limit=1000").await;
    assert!(status.is_success(), "{own}");
    let of_own =
        own["data"].as_array().expect("rows").iter().map(|event| event["position"].as_i64().expect("a position"));
    positions.extend(of_own);
    positions.sort_unstable();
    let size = i64::try_from(positions.len()).expect("few");
    assert!(positions.iter().copied().eq(0..size), "0 to n-1 without a gap");

    first.settle().await;
    second.settle().await;
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
}
