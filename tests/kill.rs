//! Killed at any moment, nothing acknowledged is missing: `kill -9` under load, again and again, on one log.

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
    server::{self, Limits},
    simulate::{History, HistoryOptions, Message},
    store::Access,
};
use poem::{EndpointExt as _, Request, Response, endpoint};
use tokio_util::sync::CancellationToken;

use crate::support::{
    Db,
    app::App,
    clerk,
    cli::{run, said},
};

/// Deliveries under way at once.
const SENDERS: usize = 16;

/// What was answered 2xx, by id.
type Acknowledged = Arc<Mutex<HashMap<String, Bytes>>>;

/// Who answers the deliveries.
#[derive(Clone, Copy, PartialEq)]
enum Answers {
    /// The service itself: after the commit.
    Service,
    /// Something in front of it, at once: what the service would be if it answered before the commit.
    BeforeTheCommit,
}

/// Serves, sends, kills; `rounds` times over on one database. Returns what is missing in the log afterwards.
async fn lost_in(db: &Db, rounds: usize, answers: Answers) -> Vec<String> {
    let start = Timestamp::from_seconds(1_790_000_000);
    let messages: Arc<Vec<Message>> =
        Arc::new(History::new(17, 60, start, &HistoryOptions::default()).take(60_000).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let acknowledged = Acknowledged::default();
    let mut random = fastrand::Rng::with_seed(u64::try_from(rounds).expect("few"));
    for _ in 0..rounds {
        let app = Arc::new(App::serve(db).await);
        let ended = Arc::new(AtomicBool::new(false));
        let early = match answers {
            Answers::Service => None,
            Answers::BeforeTheCommit => Some(answer_early(Arc::clone(&app)).await),
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
                        // Killed, or refused: not acknowledged, so nothing is owed.
                        Ok(_) | Err(_) => {}
                    }
                }
            }));
        }
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
    assert!(acknowledged.len() > rounds, "hardly anything was acknowledged: {}", acknowledged.len());
    missing(db, &acknowledged).await
}

/// Which acknowledged events the log has not, bit for bit. The positions must be gapless in any case.
async fn missing(db: &Db, acknowledged: &HashMap<String, Bytes>) -> Vec<String> {
    let store = db.open(Access::Append).await.expect("the database opens");
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
        if found.is_none_or(|event| event.body != *body) {
            missing.push(id.clone());
        }
    }
    log.shut_down().await;
    store.close().await;
    missing
}

/// Something that answers 200 and only then passes the delivery on.
async fn answer_early(app: Arc<App>) -> (String, CancellationToken) {
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
        Limits::default(),
        gatelog::telemetry::Metrics::default(),
    ));
    (url, stop)
}

async fn nothing_acknowledged_is_missing(db: &Db, rounds: usize) {
    assert_eq!(lost_in(db, rounds, Answers::Service).await, Vec::<String>::new());
    // Whatever the views had folded when they were killed, they are what the log says once they catch up.
    let app = App::serve(db).await;
    app.settle().await;
    assert!(app.terminate());
    let check = run(db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_missing_after_fifty_kills_on_sqlite() {
    nothing_acknowledged_is_missing(&Db::sqlite(), 50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_missing_after_twenty_kills_on_postgres() {
    let Some(db) = Db::postgres().await else { return };
    nothing_acknowledged_is_missing(&db, 20).await;
}

/// The same harness must be able to find a loss.
#[tokio::test(flavor = "multi_thread")]
async fn the_harness_finds_the_losses_of_a_service_that_answers_before_the_commit() {
    let lost = lost_in(&Db::sqlite(), 5, Answers::BeforeTheCommit).await;
    assert!(!lost.is_empty(), "five kills, and no event was lost");
}
