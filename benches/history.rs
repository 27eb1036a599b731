//! What a question about the past costs: of one user with a thousand events in a log of millions, on both databases.
//! `cargo bench --bench gatelog -- history [EVENTS]`; two million if nothing is said. Prints what it measures. `-- ask URL
//! [EVENTS]` asks the same of one database, which is filled only if it is empty, so that two builds can be compared.

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use gatelog::{
    access::SourceAccess,
    clock::{Clock, Timestamp},
    event::{Position, Size},
    event_log::EventLog,
    projection::{Rebuild, Silent},
    query::{
        PageRequest,
        as_of::{AsOf, ObjectQuery, as_of},
        history::sessions::SessionHistory,
        history::users::UserHistory,
        history::{self, DiffPoint},
    },
    simulate::{History, HistoryOptions},
    storage::Store,
    views,
};
use tokio::task::JoinSet;

use super::{log, postgres};

/// The argument that makes this binary ask a database.
pub const ASK: &str = "ask";
/// Events of the log, where nothing is said.
const EVENTS: usize = 2_000_000;
/// Events of the one user.
const OWN_EVENTS: usize = 1_000;
/// Appends under way at once: those of a busy door.
const APPENDS: usize = 2_000;
/// Questions of each kind.
const ROUNDS: usize = 200;
/// When the log begins, in seconds; it is long past by the clock that is shown to the questions.
const START: i64 = 1_790_000_000;
const USER: &str = "user_measured";

/// Runs the benchmark on each database there is.
pub async fn measure(events: Option<&str>) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    println!("\nSQLite");
    ask(&format!("sqlite:{}", folder.path().join("gatelog.db").display()), events).await?;
    drop(folder);
    if let Some(database) = postgres::Database::create().await {
        println!("\nPostgreSQL");
        ask(database.url(), events).await?;
    }
    Ok(())
}

/// Asks a database, which is filled if it is empty.
pub async fn ask(url: &str, events: Option<&str>) -> Result<(), Box<dyn Error>> {
    let (store, log) = log::open(url, clock()).await?;
    if log.size().await? == Size(0) {
        make(&store, &log, events.map_or(Ok(EVENTS), str::parse)?).await?;
    }
    let answered = answers(&store, log.size().await?).await;
    log.shut_down().await;
    store.close().await;
    answered
}

async fn make(store: &Arc<Store>, log: &EventLog, events: usize) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    fill(log, events).await?;
    println!("  a log of {} events, made in {:.0?}", log.size().await?, began.elapsed());
    let began = Instant::now();
    let wanted = ["users", "sessions", "mentions"];
    let views = views::all().into_iter().filter(|view| wanted.contains(&view.name())).collect();
    let (store, log) = (Arc::clone(store), log.clone());
    Rebuild { store, log, clock: clock(), views, keep_previous: None }.run(&Silent).await?;
    println!("  users, sessions and mentions built in {:.0?}", began.elapsed());
    Ok(())
}

/// Long after all that happened.
fn clock() -> Clock {
    Clock::fixed(Timestamp::from_seconds(START + 400 * 86_400))
}

/// How long each question takes.
async fn answers(store: &Store, Size(events): Size) -> Result<(), Box<dyn Error>> {
    let now = clock().now();
    let asked = |id| ObjectQuery { id, source: None, allowed_sources: &SourceAccess::All, now };
    let half = AsOf::Position(Position(events / 2));
    let page = PageRequest::default();
    let version = DiffPoint::Event("msg_measured_500".to_owned());
    print("user as of now", async || Ok(as_of::<UserHistory>(store, &asked(USER), AsOf::Time(now)).await?.is_some()))
        .await?;
    print("user as of the middle position", async || {
        Ok(as_of::<UserHistory>(store, &asked(USER), half).await?.is_some())
    })
    .await?;
    print("user, 100 versions", async || Ok(history::list::<UserHistory>(store, &asked(USER), &page).await?.is_some()))
        .await?;
    print("user, difference of a version and now", async || {
        let now = DiffPoint::Moment(AsOf::Time(now));
        Ok(history::diff::<UserHistory>(store, &asked(USER), &version, &now).await?.is_some())
    })
    .await?;
    let session = "sess_measured_9";
    print("one of the user's sessions as of now", async || {
        Ok(as_of::<SessionHistory>(store, &asked(session), AsOf::Time(now)).await?.is_some())
    })
    .await?;
    Ok(())
}

/// Everybody's events, and those of the one user evenly among them.
async fn fill(log: &EventLog, events: usize) -> Result<(), Box<dyn Error>> {
    let history = History::new(1, 20_000, Timestamp::from_seconds(START), &HistoryOptions::default());
    let every = events.div_ceil(OWN_EVENTS).max(1);
    let mut waiting = JoinSet::new();
    for (number, message) in history.take(events).enumerate() {
        let own = (number % every == 0).then(|| own(number / every));
        for (id, body) in own.into_iter().chain([(message.id, message.body.to_vec())]) {
            let (log, event) = (log.clone(), log::event(&id, body.into(), START)?);
            waiting.spawn(async move { log.append(event).await });
        }
        while waiting.len() >= APPENDS {
            waiting.join_next().await.ok_or("one is waiting")???;
        }
    }
    while let Some(appended) = waiting.join_next().await {
        appended??;
    }
    Ok(())
}

/// One of the user's events: of ten, two describe the user, and eight begin and end sessions, with the user inside as the
/// provider sends it.
fn own(number: usize) -> (String, Vec<u8>) {
    let at = (START + i64::try_from(number).unwrap_or(0) * 3_600) * 1_000;
    let user = serde_json::json!({"object": "user", "id": USER, "first_name": format!("Name {}", number / 5), "last_name": "Measured",
        "username": "measured", "primary_email_address_id": "idn_1", "banned": false, "locked": false,
        "email_addresses": [{"object": "email_address", "id": "idn_1", "email_address": "measured@example.test",
            "verification": {"status": "verified", "strategy": "email_code", "attempts": 1, "expire_at": at}}],
        "public_metadata": {"plan": "team", "seats": [1, 2, 3]}, "private_metadata": {}, "unsafe_metadata": {"theme": "dark"},
        "image_url": "https://img.example.test/0123456789abcdef0123456789abcdef0123456789abcdef",
        "created_at": START * 1_000, "updated_at": at});
    let (event_type, data) = if number.is_multiple_of(5) {
        (if number == 0 { "user.created" } else { "user.updated" }, user)
    } else {
        let ends = number.is_multiple_of(2);
        let session = serde_json::json!({"object": "session", "id": format!("sess_measured_{}", number / 2), "user_id": USER,
            "client_id": "client_1", "status": if ends { "removed" } else { "active" }, "created_at": at, "updated_at": at,
            "expire_at": at + 604_800_000, "abandon_at": at + 2_592_000_000, "last_active_at": at, "user": user,
            "latest_activity": {"ip_address": "198.51.100.4", "browser_name": "Firefox", "city": "Graz", "country": "AT"}});
        (if ends { "session.removed" } else { "session.created" }, session)
    };
    let body = serde_json::json!({"object": "event", "type": event_type, "timestamp": at, "instance_id": "ins_1", "data": data,
        "event_attributes": {"http_request": {"client_ip": "203.0.113.9", "user_agent": "Mozilla/5.0 (X11; Linux x86_64)"}}});
    (format!("msg_measured_{number}"), body.to_string().into_bytes())
}

/// How long a question takes that must find something.
async fn print(what: &str, mut ask: impl AsyncFnMut() -> Result<bool, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let mut took: Vec<Duration> = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        if !ask().await? {
            return Err(format!("{what}: nothing was found").into());
        }
        took.push(began.elapsed());
    }
    let first = took[0];
    took.sort_unstable();
    println!("  {what:<40} first {first:>9.2?}  p50 {:>9.2?}  p99 {:>9.2?}", took[ROUNDS / 2], took[ROUNDS * 99 / 100]);
    Ok(())
}
