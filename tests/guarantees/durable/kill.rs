//! No acknowledged event is lost by a kill: repeated `kill -9` under load, on one log.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use gatelog::{
    clock::Timestamp,
    event::{EventId, Position},
    event_log::EventLog,
    overload::limits::ConnectionLimits,
    server,
    simulate::{History, HistoryOptions, Message},
    storage::OpenMode,
};
use poem::{EndpointExt as _, Request, Response, endpoint};
use tokio_util::sync::CancellationToken;

use crate::support::{
    Db, body_of, clerk,
    cli::{run, said},
    test_server::TestServer,
};

/// Longer than a started server takes to acknowledge a delivery, also on a busy machine.
const FIRST_ANSWER: Duration = Duration::from_secs(30);

/// Concurrent deliveries.
const SENDERS: usize = 16;

/// The bodies that were answered 2xx, by id.
type Acknowledged = Arc<Mutex<HashMap<String, Bytes>>>;

#[derive(Clone, Copy, PartialEq)]
enum Acknowledge {
    /// The service answers, after the commit.
    AfterCommit,
    /// A proxy answers at once, as a service would that answers before the commit.
    BeforeCommit,
}

/// Waits until more deliveries than that are acknowledged.
async fn acknowledged_after(acknowledged: &Acknowledged, before: usize) {
    let more = async {
        while acknowledged.lock().expect("no panic").len() <= before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(FIRST_ANSWER, more).await.expect("a delivery is acknowledged");
}

/// Serves, sends and kills `rounds` times on one database. Returns the acknowledged ids that are
/// missing from the log.
async fn lost_in(db: &Db, rounds: usize, acknowledge: Acknowledge) -> Vec<String> {
    let start = Timestamp::from_seconds(1_790_000_000);
    let messages: Arc<Vec<Message>> =
        Arc::new(History::new(17, 60, start, &HistoryOptions::default()).take(60_000).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let acknowledged = Acknowledged::default();
    let mut random = fastrand::Rng::with_seed(u64::try_from(rounds).expect("few"));
    for _ in 0..rounds {
        let app = Arc::new(TestServer::serve(db).await);
        let ended = Arc::new(AtomicBool::new(false));
        let before = acknowledged.lock().expect("no panic").len();
        let early = match acknowledge {
            Acknowledge::AfterCommit => None,
            Acknowledge::BeforeCommit => Some(answer_early(Arc::clone(&app)).await),
        };
        let mut senders = Vec::new();
        for _ in 0..SENDERS {
            let (app, ended, messages, next, acknowledged, early) = (
                Arc::clone(&app),
                Arc::clone(&ended),
                Arc::clone(&messages),
                Arc::clone(&next),
                Arc::clone(&acknowledged),
                early.as_ref().map(|(url, _)| url.clone()),
            );
            senders.push(tokio::spawn(async move {
                while !ended.load(Ordering::Relaxed) {
                    let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                    let answered = match &early {
                        None => app.try_deliver(&message.id, message.body.to_vec()).await.map(|(status, _)| status),
                        Some(url) => {
                            let client = reqwest::Client::new();
                            let request = client.post(url).header("svix-id", &message.id).body(message.body.clone());
                            request.send().await.map(|response| response.status())
                        }
                    };
                    match answered {
                        Ok(status) if status.is_success() => {
                            acknowledged.lock().expect("no panic").insert(message.id.clone(), message.body.clone());
                        }
                        // Killed or refused: not acknowledged.
                        Ok(_) | Err(_) => {}
                    }
                }
            }));
        }
        // Killed at a random moment of its work, which a slow machine begins late.
        acknowledged_after(&acknowledged, before).await;
        tokio::time::sleep(Duration::from_millis(random.u64(20..200))).await;
        app.kill9();
        ended.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.await.expect("no panic");
        }
        if let Some((_, stop)) = early {
            stop.cancel();
        }
    }
    let acknowledged = Arc::into_inner(acknowledged).map(|map| map.into_inner().expect("no panic")).unwrap_or_default();
    assert!(acknowledged.len() > rounds, "too few deliveries were acknowledged: {}", acknowledged.len());
    missing(db, &acknowledged).await
}

/// The acknowledged events that the log does not hold with the same body. Also checks that the
/// positions have no gap.
async fn missing(db: &Db, acknowledged: &HashMap<String, Bytes>) -> Vec<String> {
    let store = db.open(OpenMode::Append).await.expect("the database opens");
    let log = EventLog::follow(Arc::clone(&store)).await.expect("the log opens");
    let mut position = 0;
    loop {
        let events = log.read(Position(position), 5_000, 64 << 20).await.expect("it reads");
        if events.is_empty() {
            break;
        }
        for event in events {
            assert_eq!(event.position.0, position, "a gap");
            position += 1;
        }
    }
    assert_eq!(log.size().await.expect("a size").0, position);
    let mut missing = Vec::new();
    for (id, body) in acknowledged {
        let found = log.find(&clerk(), &EventId::parse(id).expect("a good id")).await.expect("it reads");
        if found.is_none_or(|event| body_of(&event) != body) {
            missing.push(id.clone());
        }
    }
    log.shut_down().await;
    store.close().await;
    missing
}

/// Starts a proxy that answers 200 and only then forwards the delivery.
async fn answer_early(app: Arc<TestServer>) -> (String, CancellationToken) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let stop = CancellationToken::new();
    let early = endpoint::make(move |mut request: Request| {
        let app = Arc::clone(&app);
        async move {
            let id = request.header("svix-id").unwrap_or_default().to_owned();
            let body = request.take_body().into_vec().await.unwrap_or_default();
            tokio::spawn(async move { app.try_deliver(&id, body).await.is_ok() });
            Ok::<_, poem::Error>(Response::default())
        }
    });
    let stopped = stop.clone();
    tokio::spawn(server::serve(
        listener,
        early.boxed(),
        stopped,
        ConnectionLimits::default(),
        gatelog::telemetry::Metrics::default(),
    ));
    (url, stop)
}

async fn nothing_acknowledged_is_missing(db: &Db, rounds: usize) {
    assert_eq!(lost_in(db, rounds, Acknowledge::AfterCommit).await, Vec::<String>::new());
    // Once they have caught up, the views equal a rebuild from the log.
    let app = TestServer::serve(db).await;
    app.settle().await;
    assert!(app.terminate());
    let check = run(db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_events_survive_fifty_kills_on_sqlite() {
    nothing_acknowledged_is_missing(&Db::sqlite(), 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_events_survive_twenty_kills_on_postgres() {
    let Some(db) = Db::postgres().await else { return };
    nothing_acknowledged_is_missing(&db, 20).await;
}

/// Shows that this test can fail.
#[tokio::test(flavor = "multi_thread")]
async fn harness_detects_losses_of_early_acknowledgement() {
    let lost = lost_in(&Db::sqlite(), 5, Acknowledge::BeforeCommit).await;
    assert!(!lost.is_empty(), "five kills, and no event was lost");
}
