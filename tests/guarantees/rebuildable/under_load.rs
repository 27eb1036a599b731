//! A rebuild beside a running service: damage goes, nobody is refused meanwhile, and a killed one goes
//! on with what it left.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use gatelog::{
    clock::Timestamp,
    projection::generation,
    simulate::{History, HistoryOptions, Message},
    storage::{OpenMode, Store},
    views,
};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{
    cli::{gatelog, run, said},
    event, on_both, open_log,
    test_server::TestServer,
};

/// Enough that a rebuild takes seconds, and can be killed in the middle.
const EVENTS: usize = 60_000;

/// The rebuild is killed when it has read so many events: more than the two batches of 10,000 that
/// it may not have written yet.
const KILLED_AT: i64 = 30_000;

fn history(seed: u64) -> impl Iterator<Item = Message> {
    History::new(seed, 3_000, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default())
}

/// Every user there is, page by page, by the query API.
async fn all_users(app: &TestServer) -> BTreeSet<String> {
    let mut users = BTreeSet::new();
    let mut path = "/v1/users?limit=500".to_owned();
    loop {
        let (status, page) = app.get(&path).await;
        assert!(status.is_success(), "{path}: {page}");
        for row in page["data"].as_array().expect("rows") {
            users.insert(row["user_id"].as_str().expect("an id").to_owned());
        }
        let Some(next) = page["page"]["next"].as_str() else { return users };
        path = format!("/v1/users?limit=500&after={next}");
    }
}

async fn damage(store: &Store) {
    for (view, statement) in [
        ("users", "UPDATE {} SET first_name = 'planted'"),
        ("sessions", "DELETE FROM {} WHERE status = 'active'"),
        ("activity", "UPDATE {} SET user_term = 7"),
    ] {
        let view = views::all().into_iter().find(|known| known.name() == view).expect("a view");
        let live = generation::live(store.views(), view.name(), view.version()).await.expect("a lookup").expect("live");
        let sql = statement.replace("{}", &live.table());
        let done = store.views().execute_raw(Statement::from_string(store.backend(), sql)).await.expect("damage");
        assert!(done.rows_affected() > 0);
    }
}

on_both!(a_rebuild_beside_the_service_repairs_and_disturbs_nobody, |db| async {
    let (store, log) = open_log(&db).await;
    let mut waiting = tokio::task::JoinSet::new();
    for message in history(31).take(EVENTS) {
        let log = log.clone();
        let event = event(&message.id, message.body);
        waiting.spawn(async move { log.append(event).await });
        if waiting.len() >= 2_000 {
            waiting.join_next().await.expect("one").expect("no panic").expect("recorded");
        }
    }
    while let Some(appended) = waiting.join_next().await {
        appended.expect("no panic").expect("recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((log, store));
    // The first generations, before anybody watches.
    assert!(run(&db, &["projections", "rebuild"]).status.success());

    let app = Arc::new(TestServer::serve(&db).await);
    app.settle().await;
    let known = all_users(&app).await;
    let beside = db.open(OpenMode::Shared).await.expect("beside the service");
    damage(&beside).await;

    let ended = Arc::new(AtomicBool::new(false));
    let (sending, walking) = ((Arc::clone(&app), Arc::clone(&ended)), (Arc::clone(&app), Arc::clone(&ended)));
    let sender = tokio::spawn(async move {
        let mut sent = 0;
        for message in history(32) {
            if sending.1.load(Ordering::Relaxed) {
                break;
            }
            let (status, answer) = sending.0.deliver(&message.id, message.body.to_vec()).await;
            assert!(status.is_success(), "{answer}");
            sent += 1;
        }
        sent
    });
    let walker = tokio::spawn(async move {
        let mut walks = 0;
        while !walking.1.load(Ordering::Relaxed) {
            let users = all_users(&walking.0).await;
            assert!(known.is_subset(&users), "a walk missed users");
            walks += 1;
        }
        walks
    });

    // Killed in the middle…
    let mut first = gatelog(&db, &["projections", "rebuild"]).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(first.stderr.take().expect("piped")).lines().map_while(Result::ok);
    lines.find(|line| folded(line).is_some_and(|events| events >= KILLED_AT)).expect("progress in plain lines");
    first.kill().expect("it runs");
    first.wait().expect("it ends");
    let generations = async || generation::all(beside.views()).await.expect("generations");
    let of_state = |state: &str, all: &[generation::Generation]| -> BTreeSet<(String, i64)> {
        let of_state = all.iter().filter(|generation| generation.state == state);
        of_state.map(|generation| (generation.name.clone(), generation.number)).collect()
    };
    let left = generations().await;
    assert!(
        left.iter().any(|one| one.state == "building" && one.checkpoint.0 > 0),
        "the first saved nothing: {left:?}"
    );
    let unfinished = of_state("building", &left);
    // …and started again: it goes on with the copies that the first left.
    let second = run(&db, &["projections", "rebuild"]);
    assert!(second.status.success(), "{}", said(&second));
    let live = of_state("live", &generations().await);
    assert!(unfinished.is_subset(&live), "{unfinished:?} were left, {live:?} are live");

    ended.store(true, Ordering::Relaxed);
    let (sent, walks) = (sender.await.expect("no failed delivery"), walker.await.expect("no failed walk"));
    assert!(sent > 0 && walks > 0, "{sent} deliveries and {walks} walks");
    app.settle().await;
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "the damage is still there: {}", said(&check));
});

/// The number in `folded 10000 of …`.
fn folded(line: &str) -> Option<i64> {
    line.split("folded ").nth(1)?.split(' ').next()?.parse().ok()
}
