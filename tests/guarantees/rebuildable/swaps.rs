//! Swaps, rollbacks and checks while deliveries arrive and lists are read: no answer is refused,
//! none goes back in time, and no check finds a difference.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use gatelog::{
    clock::Timestamp,
    simulate::{History, HistoryOptions},
};

use crate::support::{
    cli::{run, said},
    on_both,
    test_server::TestServer,
};

/// Each swaps forth and back, and checks.
const ROUNDS: usize = 5;

/// Fewer than a page holds.
const USERS: usize = 100;

async fn rows(app: &TestServer, list: &str) -> usize {
    let (status, page) = app.get(&format!("/v1/{list}?limit=1000")).await;
    assert_eq!(status, 200, "{list}: {page}");
    page["data"].as_array().expect("rows").len()
}

on_both!(swaps_under_load_never_go_back, |db| async {
    let app = Arc::new(TestServer::serve(&db).await);
    let ended = Arc::new(AtomicBool::new(false));
    let (sending, reading) = ((Arc::clone(&app), Arc::clone(&ended)), (Arc::clone(&app), Arc::clone(&ended)));
    let sender = tokio::spawn(async move {
        let mut sent = 0;
        let start = Timestamp::from_seconds(1_790_000_000);
        for message in History::new(37, USERS, start, &HistoryOptions::default()) {
            if sending.1.load(Ordering::Relaxed) {
                break;
            }
            let (status, answer) = sending.0.deliver(&message.id, message.body.to_vec()).await;
            assert_eq!(status, 200, "{answer}");
            sent += 1;
        }
        sent
    });
    let reader = tokio::spawn(async move {
        let (mut reads, mut users) = (0, 0);
        while !reading.1.load(Ordering::Relaxed) {
            // A user who was deleted keeps a row.
            let now = rows(&reading.0, "users").await;
            assert!(now >= users, "{users} users, and then {now}");
            rows(&reading.0, "activity").await;
            (reads, users) = (reads + 1, now);
        }
        (reads, users)
    });
    for round in 0..ROUNDS {
        for arguments in [
            &["projections", "rebuild", "--keep-previous"][..],
            &["projections", "rollback"],
            &["projections", "rebuild", "--check"],
        ] {
            let output = run(&db, arguments);
            assert!(output.status.success(), "round {round}, {arguments:?}: {}", said(&output));
        }
    }
    ended.store(true, Ordering::Relaxed);
    let (sent, (reads, users)) = (sender.await.expect("no failed delivery"), reader.await.expect("no failed read"));
    assert!(sent > ROUNDS && reads > ROUNDS && users > 10, "{sent} deliveries, {reads} reads, {users} users");
    app.settle().await;
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
});
