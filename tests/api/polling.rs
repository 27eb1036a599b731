//! A client that follows a list by position for ever loses and repeats nothing; after a restore from an older backup its
//! cursor is refused.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{backup::Backup, on_both, test_server::TestServer};

/// Longer than a started server takes to record a delivery, also on a busy machine.
const FIRST_ANSWER: Duration = Duration::from_secs(30);

/// Times the server is killed under the pollers.
const KILLS: usize = 6;

/// Lists by position, as a client follows them: busy and quiet ones, by small pages and large.
const FOLLOWED: [&str; 9] = [
    "/v1/events?order=asc&limit=3",
    "/v1/events?order=asc&type=user.*",
    "/v1/events?order=asc&user_id=user_1",
    "/v1/events?order=asc&type=never.*",
    "/v1/activity?order_by=position&order=asc&limit=7",
    "/v1/activity?order_by=position&order=asc&action=user_created",
    "/v1/activity?order_by=position&order=asc&user_id=user_1",
    "/v1/activity?order_by=changed&order=asc&limit=7",
    "/v1/undecodable?order=asc&limit=2",
];

/// A client that keeps what it read, and where it goes on.
struct Poller {
    list: &'static str,
    next: Option<String>,
    read: Vec<String>,
}

impl Poller {
    fn of(list: &'static str) -> Self {
        Self { list, next: None, read: Vec::new() }
    }

    /// Asks once; whether there were rows. A server that is killed, or has no views yet, is asked again later.
    async fn poll(&mut self, app: &TestServer) -> bool {
        let after = self.next.as_ref().map(|next| format!("&after={next}")).unwrap_or_default();
        let path = format!("{}{after}", self.list);
        let Ok((status, page)) = app.try_get(&path).await else { return false };
        if status == StatusCode::SERVICE_UNAVAILABLE || page.is_null() {
            return false;
        }
        assert_eq!(status, 200, "{path}: {page}");
        let next = page["page"]["next"].as_str();
        self.next = Some(next.unwrap_or_else(|| panic!("{path}: nowhere to go on: {page}")).to_owned());
        let rows = ids(&page);
        self.read.extend(rows.iter().cloned());
        !rows.is_empty()
    }
}

fn ids(page: &Value) -> Vec<String> {
    page["data"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["svix_id"].as_str().expect("an id").to_owned())
        .collect()
}

/// Users, sessions, and bodies that some view cannot read, or none.
fn body(number: usize) -> String {
    let user = number % 3;
    let of = |kind: &str, data: &str| {
        format!(r#"{{"object":"event","type":"{kind}","timestamp":{},"data":{data}}}"#, 1_790_000_000_000 + number)
    };
    match number % 5 {
        0 => of("user.created", &format!(r#"{{"id":"user_{user}","created_at":1790000000000}}"#)),
        1 => of("user.updated", r#"{"first_name":"nobody"}"#),
        2 => "no JSON".to_owned(),
        _ => of(
            "session.created",
            &format!(
                r#"{{"id":"sess_{number}","user_id":"user_{user}","status":"active","created_at":1790000000000}}"#
            ),
        ),
    }
}

/// Delivers on from a number until the server is gone; the next number that is not known to be recorded.
async fn deliver(app: &TestServer, mut number: usize, until: usize, recorded: &AtomicUsize) -> usize {
    while number < until {
        match app.try_deliver(&format!("msg_{number}"), body(number)).await {
            Ok((status, _)) if status.is_success() => number += 1,
            _ => return number,
        }
        recorded.store(number, Ordering::Relaxed);
    }
    number
}

async fn whole(app: &TestServer, list: &str) -> Vec<String> {
    let list = list.replace("&limit=3", "").replace("&limit=7", "").replace("&limit=2", "");
    let (status, page) = app.get(&format!("{list}&limit=1000")).await;
    assert_eq!((status, &page["page"]["has_more"]), (StatusCode::OK, &Value::Bool(false)), "{list}: {page}");
    ids(&page)
}

on_both!(a_poller_across_kills_loses_and_repeats_nothing, |db| async {
    let mut pollers: Vec<Poller> = FOLLOWED.into_iter().map(Poller::of).collect();
    let (mut random, mut number) = (fastrand::Rng::with_seed(5), 0);
    let recorded = Arc::new(AtomicUsize::new(0));
    for _ in 0..KILLS {
        let app = Arc::new(TestServer::serve(&db).await);
        let sender = tokio::spawn({
            let app = Arc::clone(&app);
            let recorded = Arc::clone(&recorded);
            async move { deliver(&app, number, usize::MAX, &recorded).await }
        });
        let polling = async {
            loop {
                for poller in &mut pollers {
                    poller.poll(&app).await;
                }
            }
        };
        let killed_at = Duration::from_millis(random.u64(100..300));
        let kill = async {
            // At a random moment of its work, which a slow machine begins late.
            while recorded.load(Ordering::Relaxed) <= number {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(killed_at).await;
        };
        tokio::select! {
            () = polling => {}
            killed = tokio::time::timeout(FIRST_ANSWER, kill) => killed.expect("a delivery is recorded"),
        }
        app.kill9();
        number = sender.await.expect("no panic");
    }
    let app = TestServer::serve(&db).await;
    number = deliver(&app, number, number + 20, &recorded).await;
    app.settle().await;
    assert!(number > 20, "hardly anything was recorded");
    for mut poller in pollers {
        while poller.poll(&app).await {}
        assert_eq!(poller.read, whole(&app, poller.list).await, "{}", poller.list);
        assert!(!poller.poll(&app).await, "{}: it repeats", poller.list);
    }
});

on_both!(a_list_that_is_empty_so_far_can_be_followed, |db| async {
    let app = TestServer::serve(&db).await;
    for number in [3, 4, 8] {
        assert_eq!(app.deliver(&format!("msg_{number}"), body(number)).await.0, 200);
    }
    app.settle().await;
    // As an earlier version made it: at position 5, without an anchor.
    let (status, page) = app.get("/v1/events?order=asc&after=WyJldmVudHMiLCJhc2MiLG51bGwsWzVdXQ").await;
    assert_eq!(status, 200, "{page}");
    assert!(page["page"]["next"].as_str().is_some_and(|next| next.starts_with("WyJldmVudHMi")), "{page}");

    let lists = ["/v1/events?order=asc&type=user.*", "/v1/activity?order_by=position&order=asc&type=user.*"];
    let mut pollers: Vec<Poller> = lists.into_iter().map(Poller::of).collect();
    for poller in &mut pollers {
        assert!(!poller.poll(&app).await, "{}: no user yet", poller.list);
    }
    assert_eq!(app.deliver("msg_user", body(0)).await.0, 200);
    app.settle().await;
    for poller in &mut pollers {
        while poller.poll(&app).await {}
        assert_eq!(poller.read, ["msg_user"], "{}", poller.list);
        let ended = format!("{}&until=2100-01-01T00:00:00Z", poller.list);
        let (_, page) = app.get(&ended).await;
        assert_eq!((ids(&page).len(), &page["page"]["next"]), (1, &Value::Null), "{ended}: {page}");
    }
});

/// Every list with a cursor, as it is asked for the first time.
const LISTS: [&str; 13] = [
    "/v1/events?limit=1",
    "/v1/events?order=asc&type=session.*",
    "/v1/activity?limit=1",
    "/v1/activity?limit=1&action=signed_in",
    "/v1/activity?limit=1&order_by=position",
    "/v1/activity?order=asc&order_by=position",
    "/v1/activity?limit=1&order_by=changed",
    "/v1/activity?order=asc&order_by=changed",
    "/v1/undecodable?order=asc",
    "/v1/users?limit=1",
    "/v1/sessions?limit=1",
    "/v1/users/user_0/history?limit=1",
    "/v1/sessions/sess_13/history?order=asc",
];

async fn next(app: &TestServer, list: &str) -> String {
    let (status, page) = app.get(list).await;
    assert_eq!(status, 200, "{list}: {page}");
    page["page"]["next"].as_str().unwrap_or_else(|| panic!("{list}: {page}")).to_owned()
}

on_both!(a_cursor_beyond_a_restored_backup_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    assert_eq!(deliver(&app, 0, 15, &AtomicUsize::default()).await, 15);
    app.settle().await;
    let kept = "/v1/events?order=asc&source=clerk";
    let kept_cursor = next(&app, kept).await;
    assert!(app.terminate());
    let backup = Backup::of(&db).await;

    let app = TestServer::serve(&db).await;
    assert_eq!(deliver(&app, 15, 40, &AtomicUsize::default()).await, 40);
    app.settle().await;
    let mut cursors = Vec::new();
    for list in LISTS {
        cursors.push((list, next(&app, list).await));
    }
    let (_, newest) = app.get("/v1/events?limit=1&source=clerk").await;
    let position = newest["data"][0]["position"].as_i64().expect("a position");
    let digits = newest["data"][0]["commitment"].as_str().expect("hexadecimal")[..12].to_owned();
    let moment = format!("{position}@{digits}");
    let as_of = format!("/v1/users/user_0?as_of={moment}");
    let diff = format!("/v1/users/user_0/diff?from=0&to={moment}");
    for path in [&as_of, &diff] {
        assert_eq!(app.get(path).await.0, 200, "{path}");
    }
    assert!(app.terminate());

    backup.restore(&db);
    let app = TestServer::serve(&db).await;
    app.settle().await;
    // At first the log ends before what was read; then it has grown beyond, by other events.
    for grown in [false, true] {
        if grown {
            for number in 100..130 {
                assert_eq!(app.deliver(&format!("msg_{number}"), body(number)).await.0, 200);
            }
            app.settle().await;
        }
        for (list, cursor) in &cursors {
            let path = format!("{list}&after={cursor}");
            let (status, problem) = app.get(&path).await;
            assert_eq!(status, 409, "{path}: {problem}");
            assert_eq!(problem["parameter"], "after", "{path}: {problem}");
            let detail = problem["detail"].as_str().expect("a detail");
            assert!(detail.contains("restored") && detail.contains("leave the cursor out"), "{path}: {detail}");
        }
        for path in [&as_of, &diff] {
            let (status, problem) = app.get(path).await;
            assert_eq!(status, 409, "{path}: {problem}");
        }
    }
    // Where nothing was lost, it goes on.
    let mut poller = Poller { list: kept, next: Some(kept_cursor), read: Vec::new() };
    while poller.poll(&app).await {}
    let expected: BTreeSet<String> = (100..130).map(|number| format!("msg_{number}")).collect();
    assert_eq!(poller.read.into_iter().collect::<BTreeSet<_>>(), expected);
});
