//! A log that grows history by history, live views that follow it, and the API, in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use futures_util::future::join_all;
use gatelog::{
    api,
    clock::{Clock, Timestamp},
    event::Source,
    event_log::EventLog,
    projection::{Projector, Rebuild, Silent},
    query::projections::progress,
    simulate::{History, HistoryOptions},
    storage::{OpenMode, Store},
    views,
};
use poem::{Endpoint as _, EndpointExt as _, Request, endpoint::BoxEndpoint, http::StatusCode};
use sea_orm::Statement;
use serde_json::Value;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{figures, questions::Question};
use crate::support::{Db, clerk, event_of, in_process::InProcess, test_server::API_KEY};

/// Events of one history.
pub const EVENTS_PER_HISTORY: usize = 5_000;
/// People of one history.
const USERS_PER_HISTORY: usize = 300;
/// One event in this many cannot be read by any view.
const UNDECODABLE_EVERY: usize = 250;
/// A source that falls silent after a few events, which no view can read.
pub const SILENT_SOURCE: &str = "silent";
const SILENT_SOURCE_EVENTS: usize = 15;
/// Events appended together: a full group commit.
const AT_ONCE: usize = 1_000;
/// When the first history begins; each lasts ten days and a little.
const BEGIN_SECONDS: i64 = 1_790_000_000;
const SECONDS_PER_HISTORY: i64 = 11 * 24 * 3_600;

/// A page, and what its request read.
pub struct Answered {
    pub statements: Vec<Statement>,
    /// Positions of the events whose bodies were read, as often as they were.
    pub bodies: Vec<i64>,
    pub rows: usize,
    pub page: Value,
}

/// What queries read since the last question.
#[derive(Default)]
struct Seen {
    statements: Vec<Statement>,
    bodies: Vec<i64>,
}

pub struct Followed<'a> {
    pub db: &'a Db,
    pub store: Arc<Store>,
    log: EventLog,
    clock: Clock,
    endpoint: BoxEndpoint<'static>,
    seen: Arc<Mutex<Seen>>,
    /// Cursors in the middle of lists, as long as the log is.
    half_ways: Mutex<HashMap<String, String>>,
    histories: usize,
    _stop: DropGuard,
}

impl<'a> Followed<'a> {
    /// Starts with views of the empty log, as a first start builds them.
    pub async fn start(db: &'a Db) -> Self {
        let mut store = Store::open(&db.location(), OpenMode::Append).await.expect("the database opens");
        store.migrate().await.expect("the schema goes in");
        let seen = Arc::new(Mutex::new(Seen::default()));
        store.observe_queries({
            let seen = Arc::clone(&seen);
            move |statement| seen.lock().expect("no panic").statements.push(statement.clone())
        });
        store.observe_reads({
            let seen = Arc::clone(&seen);
            move |position| seen.lock().expect("no panic").bodies.push(position.0)
        });
        let store = Arc::new(store);
        let clock = Clock::fixed(Timestamp::from_seconds(BEGIN_SECONDS));
        let log = EventLog::start(Arc::clone(&store), clock.clone()).await.expect("the log starts");
        let views = views::all();
        let rebuild = Rebuild {
            store: Arc::clone(&store),
            log: log.clone(),
            clock: clock.clone(),
            views: views.clone(),
            keep_previous: None,
        };
        rebuild.run(&Silent).await.expect("views of nothing");
        let stop = CancellationToken::new();
        tokio::spawn(Projector::new(Arc::clone(&store), log.clone(), clock.clone(), views).run(stop.clone()));
        let mut service = InProcess { clock: clock.clone(), ..InProcess::default() };
        // So that each page looks for what it leaves out.
        service.settings.sources.iter_mut().for_each(|source| source.instances = vec!["ins_main".to_owned()]);
        let endpoint = api::endpoint(service.api(Arc::clone(&store), log.clone()));
        let silent = Source::parse(SILENT_SOURCE).expect("a good name");
        let followed = Self {
            db,
            store,
            log,
            clock,
            endpoint: endpoint.map_to_response().boxed(),
            seen,
            half_ways: Mutex::default(),
            histories: 0,
            _stop: stop.drop_guard(),
        };
        followed
            .append(
                (0..SILENT_SOURCE_EVENTS)
                    .map(|number| (silent.clone(), format!("msg_silent_{number}"), body_of_nobody(BEGIN_SECONDS))),
            )
            .await;
        followed
    }

    /// Appends histories up to this number, and waits until every view has folded them. The clock
    /// then shows their end.
    pub async fn follow(&mut self, histories: usize) {
        self.half_ways.lock().expect("no panic").clear();
        while self.histories < histories {
            let number = self.histories;
            let begin = BEGIN_SECONDS + i64::try_from(number).expect("few") * SECONDS_PER_HISTORY;
            let start = Timestamp::from_seconds(begin);
            let history =
                History::new(u64::try_from(number).expect("few"), USERS_PER_HISTORY, start, &HistoryOptions::default());
            self.clock.set(Timestamp::from_seconds(begin + SECONDS_PER_HISTORY));
            let events = history.take(EVENTS_PER_HISTORY).enumerate().flat_map(|(place, message)| {
                let broken = (place % UNDECODABLE_EVERY == 0)
                    .then(|| (clerk(), format!("msg_broken_{number}_{place}"), body_of_nobody(begin)));
                let message = (clerk(), message.id.clone(), of_history(&message.body, number));
                [Some(message), broken].into_iter().flatten()
            });
            self.append(events).await;
            self.histories += 1;
        }
        // The first event of another source.
        let end = self.clock.now().seconds();
        let late = Source::parse(&format!("late{histories}")).expect("a good name");
        self.append([(late, "msg_late".to_owned(), body_of_nobody(end))].into_iter()).await;
        while progress(&self.store).await.expect("progress").iter().any(|view| view.lag > 0) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Appends events in order, so that every run asks the same questions of the same log.
    async fn append(&self, events: impl Iterator<Item = (Source, String, Bytes)>) {
        let (mut events, mut last) = (events.peekable(), None);
        while events.peek().is_some() {
            let group = events.by_ref().take(AT_ONCE);
            for outcome in join_all(group.map(|(source, id, body)| self.log.append(event_of(&source, &id, body)))).await
            {
                let position = Some(outcome.expect("it is recorded").position());
                assert!(last < position, "out of order: {last:?}, then {position:?}");
                last = position;
            }
        }
    }

    /// Puts a question to the API, or runs the queries of `gatelog status`.
    pub async fn ask(&self, question: &Question) -> Answered {
        if question.is_status() {
            self.take_seen();
            figures::status(self).await;
            return self.answered(0, Value::Null);
        }
        let path = question.path(self).await;
        self.get(&path).await
    }

    fn take_seen(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().expect("no panic"))
    }

    /// What was read since the last question, without the count of failures: it reads all of them,
    /// and they are few.
    fn answered(&self, rows: usize, page: Value) -> Answered {
        let Seen { mut statements, mut bodies } = self.take_seen();
        statements.retain(|statement| {
            !(statement.sql.starts_with("SELECT COUNT") && statement.sql.contains("projection_failures"))
        });
        bodies.extend(statements.iter().filter_map(body_read_by));
        Answered { statements, bodies, rows, page }
    }

    pub fn known_half_way(&self, list: &str) -> Option<String> {
        self.half_ways.lock().expect("no panic").get(list).cloned()
    }

    pub fn remember_half_way(&self, list: &str, cursor: &str) {
        self.half_ways.lock().expect("no panic").insert(list.to_owned(), cursor.to_owned());
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.get_if_allowed(path).await.unwrap_or_else(|refusal| panic!("{path}: {refusal}"))
    }

    /// The same, or what the API answers to filters that it refuses together.
    pub async fn get_if_allowed(&self, path: &str) -> Result<Answered, String> {
        self.take_seen();
        let request = Request::builder().uri_str(path).header("authorization", format!("Bearer {API_KEY}")).finish();
        let response = self.endpoint.get_response(request).await;
        let status = response.status();
        let text = response.into_body().into_string().await.expect("text");
        if status == StatusCode::BAD_REQUEST {
            return Err(text);
        }
        assert!(status.is_success(), "{path}: {text}");
        let page: Value = serde_json::from_str(&text).expect("JSON");
        Ok(self.answered(page["data"].as_array().map_or(0, Vec::len), page))
    }
}

/// The position of the event whose body a statement of a query reads.
fn body_read_by(statement: &Statement) -> Option<i64> {
    if !statement.sql.contains(r#""payloads"."body""#) {
        return None;
    }
    match statement.values.as_ref()?.0.first()? {
        sea_orm::Value::BigInt(position) => *position,
        other => panic!("not by position, but by {other:?}: {}", statement.sql),
    }
}

/// An event without a subject, which no view can read.
fn body_of_nobody(seconds: i64) -> Bytes {
    let milliseconds = seconds * 1_000;
    format!(
        r#"{{"object":"event","type":"user.updated","instance_id":"ins_main","timestamp":{milliseconds},"data":{{}}}}"#
    )
    .into()
}

/// The body with texts that no other history has: each history numbers its users from 0.
fn of_history(body: &Bytes, number: usize) -> Bytes {
    let mut text = String::from_utf8(body.to_vec()).expect("JSON");
    // One instance only: rows of another have no index.
    if let Some((_, instance)) = text.split_once(r#""instance_id":""#) {
        let instance = instance.split('"').next().unwrap_or_default().to_owned();
        text = text.replace(&instance, "ins_main");
    }
    let replaced = [
        ("@", format!(".h{number}@")),
        ("+120255501", format!("+12025550{number}")),
        (r#""username":""#, format!(r#""username":"h{number}_"#)),
        (r#""external_id":""#, format!(r#""external_id":"h{number}_"#)),
        (r#""slug":""#, format!(r#""slug":"h{number}-"#)),
        (r#""name":""#, format!(r#""name":"H{number} "#)),
        // Addresses come from three small networks: histories would share them.
        ("192.0.2.", format!("10.{number}.2.")),
        ("198.51.100.", format!("10.{number}.100.")),
        ("203.0.113.", format!("10.{number}.113.")),
    ];
    let text = replaced.iter().fold(text, |text, (plain, of_history)| text.replace(plain, of_history));
    Bytes::from(text)
}
