//! A stream sends each row of its list once, in order, across reconnects; says where it stands, and
//! why it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use gatelog::{
    api::streams::limits::StreamLimits,
    clock::{Clock, Timestamp},
    event::system::SystemEventKind,
    overload::limits::ConnectionLimits,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::{
    asking::{Answer, ask},
    keys::{ask_with, create, id_of},
};
use crate::support::{
    Db,
    backup::Backup,
    event,
    event_stream::EventStream,
    in_process::{InProcess, InProcessServer},
    on_both,
    peer::Client as Peer,
    test_server::{API_KEY, TestServer},
};

/// Longer than a started server takes to record a delivery, also on a busy machine.
const FIRST_ANSWER: Duration = Duration::from_secs(30);

/// Times the server is killed under the clients.
const KILLS: usize = 5;

/// Streams with filters that match everything, some rows and nothing, each with its list.
const STREAMED: [(&str, &str); 8] = [
    ("/v1/events/stream?", "/v1/events?order=asc"),
    ("/v1/events/stream?type=user.*", "/v1/events?order=asc&type=user.*"),
    ("/v1/events/stream?user_id=user_1", "/v1/events?order=asc&user_id=user_1"),
    ("/v1/events/stream?type=never.*", "/v1/events?order=asc&type=never.*"),
    ("/v1/activity/stream?", "/v1/activity?order_by=position&order=asc"),
    ("/v1/activity/stream?action=user_created", "/v1/activity?order_by=position&order=asc&action=user_created"),
    ("/v1/activity/stream?involves=user_1", "/v1/activity?order_by=position&order=asc&involves=user_1"),
    ("/v1/activity/stream?user_id=nobody", "/v1/activity?order_by=position&order=asc&user_id=nobody"),
];

/// A client that keeps what it read, and connects again where it stopped.
struct Follower {
    stream: &'static str,
    list: &'static str,
    last_event_id: Option<String>,
    position: i64,
    read: Vec<i64>,
}

impl Follower {
    fn new((stream, list): (&'static str, &'static str)) -> Self {
        Self { stream, list, last_event_id: None, position: -1, read: Vec::new() }
    }

    fn request(&self, app: &TestServer) -> RequestBuilder {
        let request = Client::new().get(app.url(&format!("{}&from=2000-01-01", self.stream)));
        let request = self.last_event_id.iter().fold(request, |request, id| request.header("last-event-id", id));
        request.bearer_auth(API_KEY)
    }

    /// Reads until the server is gone, or the stream has come to a position.
    async fn follow(&mut self, app: &TestServer, until: i64) {
        let Some(mut stream) = EventStream::try_open(self.request(app)).await else { return };
        while self.position < until
            && let Some(event) = stream.next().await
        {
            let position = event.data["position"].as_i64();
            match &*event.name {
                "message" => self.read.push(position.expect("a position")),
                "heartbeat" => {}
                _ => return,
            }
            self.position = self.position.max(position.unwrap_or(-1));
            self.last_event_id = event.id;
        }
    }
}

/// Users, sessions, and bodies that some view cannot read.
fn body(number: usize) -> String {
    let user = number % 3;
    let of = |kind: &str, data: &str| {
        format!(r#"{{"object":"event","type":"{kind}","timestamp":{},"data":{data}}}"#, 1_790_000_000_000 + number)
    };
    match number % 4 {
        0 => of("user.created", &format!(r#"{{"id":"user_{user}","created_at":1790000000000}}"#)),
        1 => of("user.updated", r#"{"first_name":"nobody"}"#),
        2 => "no JSON".to_owned(),
        _ => of("session.created", &format!(r#"{{"id":"sess_{number}","user_id":"user_{user}","status":"active"}}"#)),
    }
}

async fn deliver(app: &TestServer, id: &str, number: usize) -> i64 {
    let (status, delivered) = app.deliver(id, body(number)).await;
    assert_eq!(status, 200, "{delivered}");
    delivered["position"].as_i64().expect("a position")
}

/// Delivers on from a number until the server is gone; the next number that is not known to be recorded.
async fn deliver_on(app: &TestServer, mut number: usize, recorded: &AtomicUsize) -> usize {
    while app.try_deliver(&format!("msg_{number}"), body(number)).await.is_ok_and(|(status, _)| status.is_success()) {
        number += 1;
        recorded.store(number, Ordering::Relaxed);
    }
    number
}

async fn positions(app: &TestServer, list: &str) -> Vec<i64> {
    let (status, page) = app.get(&format!("{list}&limit=1000")).await;
    assert_eq!((status.as_u16(), &page["page"]["has_more"]), (200, &Value::Bool(false)), "{list}: {page}");
    let rows = page["data"].as_array().expect("rows").iter();
    rows.map(|row| row["position"].as_i64().expect("a position")).collect()
}

on_both!(stream_across_kills_sends_each_position_once, |db| async {
    let mut followers: Vec<Follower> = STREAMED.into_iter().map(Follower::new).collect();
    let (mut random, mut number) = (fastrand::Rng::with_seed(16), 0);
    let recorded = Arc::new(AtomicUsize::new(0));
    for _ in 0..KILLS {
        let app = Arc::new(TestServer::serve(&db).await);
        let reading: Vec<_> = followers
            .into_iter()
            .map(|mut follower| {
                let app = Arc::clone(&app);
                tokio::spawn(async move {
                    follower.follow(&app, i64::MAX).await;
                    follower
                })
            })
            .collect();
        let sender = tokio::spawn({
            let (app, recorded) = (Arc::clone(&app), Arc::clone(&recorded));
            async move { deliver_on(&app, number, &recorded).await }
        });
        let killed_at = Duration::from_millis(random.u64(100..300));
        let kill = async {
            // At a random moment of its work, which a slow machine begins late.
            while recorded.load(Ordering::Relaxed) <= number {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(killed_at).await;
        };
        tokio::time::timeout(FIRST_ANSWER, kill).await.expect("a delivery is recorded");
        app.kill9();
        number = sender.await.expect("no panic");
        followers = Vec::new();
        for reading in reading {
            followers.push(reading.await.expect("no panic"));
        }
    }
    let app = TestServer::serve(&db).await;
    let last = deliver(&app, "msg_last", 3).await;
    app.settle().await;
    let mut live = 0;
    for mut follower in followers {
        live += follower.read.len();
        follower.follow(&app, last).await;
        assert_eq!(follower.read, positions(&app, follower.list).await, "{}", follower.stream);
        assert!(follower.position >= last, "{}: a filter that matches nothing moves on", follower.stream);
    }
    assert!(live > 20, "hardly anything came while the server was killed: {live}");
});

on_both!(stream_begins_now_at_a_time_or_after_a_cursor, |db| async {
    let app = TestServer::serve(&db).await;
    for number in 0..4 {
        deliver(&app, &format!("msg_{number}"), number).await;
    }
    app.settle().await;
    for (path, list) in [
        ("/v1/events/stream", "/v1/events?order=asc"),
        ("/v1/activity/stream", "/v1/activity?order_by=position&order=asc"),
    ] {
        let known = positions(&app, list).await;
        let mut now = EventStream::of(&app, path).await;
        let begun = now.next_of("heartbeat").await;
        assert!(begun.data["position"].as_i64() >= known.last().copied(), "{begun:?}");
        let mut past = EventStream::of(&app, &format!("{path}?from=2000-01-01T00:00:00Z")).await;
        for position in &known {
            assert_eq!(past.row().await["position"], *position, "{path}");
        }
        // A cursor of the list is one of the stream, and one of the stream is one of the list.
        let (_, page) = app.get(&format!("{list}&limit=2")).await;
        let second = page["page"]["next"].as_str().expect("a cursor");
        let mut after = EventStream::of(&app, &format!("{path}?after={second}")).await;
        let third = after.next_of("message").await;
        assert_eq!(third.data["position"], known[2], "{path}");
        let (_, page) = app.get(&format!("{list}&after={}", third.id.expect("an id"))).await;
        assert_eq!(page["data"][0]["position"], known[3], "{path}");
        // The header counts more, so that a client connects again to the same address.
        let both = format!("{path}?after={second}");
        let last = past.next_of("heartbeat").await.id.expect("an id");
        let mut resumed = EventStream::after(&app, &both, &last).await;
        resumed.next_of("heartbeat").await;

        let position = deliver(&app, &format!("msg_new_{}", path.len()), 4).await;
        for stream in [&mut now, &mut past, &mut resumed] {
            assert_eq!(stream.row().await["position"], position, "{path}");
        }
    }
});

on_both!(streamed_row_is_the_row_of_the_list, |db| async {
    let app = TestServer::serve(&db).await;
    let mut events = EventStream::of(&app, "/v1/events/stream?source=clerk").await;
    let mut activity = EventStream::of(&app, "/v1/activity/stream?source=clerk").await;
    for number in 0..8 {
        deliver(&app, &format!("msg_{number}"), number).await;
        let id = format!("msg_{number}");
        let row = events.row().await;
        assert_eq!(row["svix_id"], id);
        app.settle().await;
        let (_, page) = app.get("/v1/events?limit=1&source=clerk").await;
        assert_eq!(row, page["data"][0], "with what views add to it");
        assert_eq!(activity.row().await, app.get(&format!("/v1/activity/{id}")).await.1);
    }
});

/// What a user was called, as of a version.
fn named(version: i64, name: &str) -> String {
    let kind = if version == 1 { "created" } else { "updated" };
    let at = 1_790_000_000_000 + version;
    format!(
        r#"{{"object":"event","type":"user.{kind}","timestamp":{at},"data":{{"object":"user","id":"user_1","first_name":"{name}","created_at":1790000000001,"updated_at":{at}}}}}"#
    )
}

on_both!(late_event_sends_the_row_that_it_revises, |db| async {
    let app = TestServer::serve(&db).await;
    for (version, name) in [(1, "Ada"), (5, "Eve")] {
        assert_eq!(app.deliver(&format!("msg_{version}"), named(version, name)).await.0, 200);
    }
    app.settle().await;
    let opened = [
        "/v1/activity/stream",
        "/v1/activity/stream?action=profile_changed",
        "/v1/activity/stream?since=2026-09-21T14:13:20.005Z",
        "/v1/activity/stream?user_id=user_2",
    ];
    let mut streams = Vec::new();
    for path in opened {
        let mut stream = EventStream::of(&app, path).await;
        let begun = stream.next_of("heartbeat").await.id.expect("an id");
        streams.push((path, stream, begun));
    }
    let (status, late) = app.deliver("msg_3", named(3, "Cleo")).await;
    assert_eq!(status, 200, "{late}");
    app.settle().await;
    let (_, expected) = app.get("/v1/activity/msg_5").await;
    assert_eq!(expected["revision"], late["position"], "{expected}");
    let sees_cause = [true, true, false, false];
    let sees_revision = [true, true, true, false];
    for (number, (path, live, begun)) in streams.into_iter().enumerate() {
        let resumed = EventStream::after(&app, path, &begun).await;
        for (is_live, mut stream) in [(true, live), (false, resumed)] {
            if sees_revision[number] {
                // A heartbeat of the time before may stand between, on a slow machine.
                let revision = stream.next_of("revision").await;
                assert_eq!((&*revision.name, &revision.data, &revision.id), ("revision", &expected, &None), "{path}");
            }
            if sees_cause[number] {
                let cause = stream.next().await.expect("a row");
                assert_eq!((&*cause.name, &cause.data["svix_id"]), ("message", &"msg_3".into()), "{path}");
            }
            if !is_live {
                assert_eq!(stream.next().await.map(|last| last.name).as_deref(), Some("heartbeat"), "{path}");
            }
        }
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn response_is_not_buffered_or_kept() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let mut stream = EventStream::of(&app, "/v1/events/stream").await;
    for (name, value) in
        [("content-type", "text/event-stream"), ("x-accel-buffering", "no"), ("cache-control", "no-store")]
    {
        assert_eq!(stream.headers[name], value, "{name}");
    }
    assert!(!stream.headers.contains_key("content-encoding"));
    let first = stream.next().await.expect("where it begins");
    assert_eq!((&*first.name, first.id.is_some()), ("heartbeat", true), "{first:?}");
    assert_eq!(stream.retry, Some(2_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn first_heartbeat_names_what_was_never_seen() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    deliver(&app, "msg_0", 0).await;
    app.settle().await;
    let mut stream = EventStream::of(&app, "/v1/activity/stream?user_id=user_nobody").await;
    let first = stream.next().await.expect("a heartbeat");
    let note = first.data["notes"][0].as_str().unwrap_or_else(|| panic!("{first:?}"));
    assert!(note.starts_with("user_id: "), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn request_that_cannot_begin_is_refused() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for number in 0..2 {
        deliver(&app, &format!("msg_{number}"), number).await;
    }
    app.settle().await;
    let (_, page) = app.get("/v1/events?order=desc&limit=1").await;
    let descending = page["page"]["next"].as_str().expect("a cursor").to_owned();
    for (path, parameter) in [
        ("/v1/events/stream?limit=5".to_owned(), "limit"),
        ("/v1/events/stream?since=2026-01-01".to_owned(), "since"),
        ("/v1/activity/stream?until=2026-01-01".to_owned(), "until"),
        ("/v1/activity/stream?order_by=position".to_owned(), "order_by"),
        ("/v1/activity/stream?min_position=0".to_owned(), "min_position"),
        ("/v1/activity/stream?action=login".to_owned(), "action"),
        ("/v1/activity/stream?source=clrk".to_owned(), "source"),
        ("/v1/events/stream?from=2999-01-01".to_owned(), "from"),
        ("/v1/events/stream?from=2026-01-01&after=WyJldmVudHMiLCJhc2MiLG51bGwsWzBdXQ".to_owned(), "from"),
        (format!("/v1/events/stream?after={descending}"), "after"),
        (format!("/v1/activity/stream?after={descending}"), "after"),
    ] {
        let answer = ask(&app, &path).await;
        answer.problem(400);
        assert_eq!(answer.json()["parameter"], parameter, "{path}: {}", answer.text);
    }
    let request = Client::new().get(app.url("/v1/events/stream")).bearer_auth(API_KEY).header("last-event-id", "x");
    let answer = Answer::to(request).await;
    answer.problem(400);
    assert_eq!(answer.json()["parameter"], "Last-Event-ID", "{}", answer.text);
    // What the list needs for Gatelog's own events, its stream needs too.
    let key = create(&db, &["--scope", "views:read"]);
    ask_with(&app, &key, Method::GET, "/v1/activity/stream?source=system").await.problem(403);
}

on_both!(cursor_beyond_a_restored_backup_is_refused, |db| async {
    let app = TestServer::serve(&db).await;
    deliver(&app, "msg_0", 0).await;
    app.settle().await;
    assert!(app.terminate());
    let backup = Backup::of(&db).await;

    let app = TestServer::serve(&db).await;
    let mut lost = Vec::new();
    for path in ["/v1/events/stream", "/v1/activity/stream"] {
        let mut stream = EventStream::of(&app, path).await;
        deliver(&app, &format!("msg_{}", path.len()), 0).await;
        lost.push((path, stream.next_of("message").await.id.expect("an id")));
    }
    assert!(app.terminate());
    backup.restore(&db);
    let app = TestServer::serve(&db).await;
    // At first the log ends before what was read; then it has grown beyond, by other events.
    for grown in [false, true] {
        if grown {
            for number in 100..120 {
                deliver(&app, &format!("msg_{number}"), number).await;
            }
        }
        app.settle().await;
        for (path, cursor) in &lost {
            let request = Client::new().get(app.url(path)).bearer_auth(API_KEY);
            let by_header = Answer::to(request.header("last-event-id", cursor)).await;
            let by_parameter = ask(&app, &format!("{path}?after={cursor}")).await;
            for answer in [by_header, by_parameter] {
                let detail = answer.problem(409);
                assert!(detail.contains("restored") && detail.contains("leave it out"), "{detail}");
            }
        }
    }
});

on_both!(revoked_key_ends_its_streams, |db| async {
    let app = TestServer::serve(&db).await;
    let key = create(&db, &["--scope", "events:read,views:read"]);
    let opened = |path: &str| EventStream::open(Client::new().get(app.url(path)).bearer_auth(&key));
    let mut events = opened("/v1/events/stream").await;
    let mut activity = opened("/v1/activity/stream").await;
    deliver(&app, "msg_0", 0).await;
    for stream in [&mut events, &mut activity] {
        assert_eq!(stream.row().await["svix_id"], "msg_0");
    }
    let revoked = ask_with(&app, API_KEY, Method::DELETE, &format!("/v1/keys/{}", id_of(&key))).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text);
    deliver(&app, "msg_1", 0).await;
    for stream in [events, activity] {
        ends_because_of(stream, "key_revoked").await;
    }
});

/// Asserts that a stream ends with this reason, and before it gives a row.
async fn ends_because_of(mut stream: EventStream, reason: &str) {
    let mut last = stream.next().await.expect("the reason");
    while last.name == "heartbeat" {
        last = stream.next().await.expect("the reason");
    }
    assert_eq!((&*last.name, &last.data["reason"]), ("closed", &reason.into()), "{last:?}");
    assert_eq!(stream.next().await, None, "it has ended");
}

on_both!(expired_key_ends_its_streams, |db| async {
    let app = TestServer::serve(&db).await;
    let expires_at = Clock::system().now().micros() + 3_000_000;
    let moment = Timestamp::from_micros(expires_at).to_string();
    let key = create(&db, &["--scope", "events:read,views:read", "--expires", &moment]);
    let opened = |path: &str| EventStream::open(Client::new().get(app.url(path)).bearer_auth(&key));
    let streams = [opened("/v1/events/stream").await, opened("/v1/activity/stream").await];
    while Clock::system().now().micros() <= expires_at {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    deliver(&app, "msg_0", 0).await;
    for stream in streams {
        ends_because_of(stream, "key_expired").await;
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn key_has_a_bounded_number_of_streams() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let mut open = Vec::new();
    for _ in 0..StreamLimits::default().per_key {
        open.push(EventStream::of(&app, "/v1/events/stream").await);
    }
    let refused = ask(&app, "/v1/activity/stream").await;
    assert!(refused.problem(429).contains("16 streams"), "{}", refused.text);
    assert_eq!(refused.header("retry-after"), "10");
    let other = create(&db, &["--scope", "events:read"]);
    EventStream::open(Client::new().get(app.url("/v1/events/stream")).bearer_auth(other)).await;
    // One that its client closed makes room.
    open.pop();
    let started = Instant::now();
    loop {
        let request = Client::new().get(app.url("/v1/events/stream")).bearer_auth(API_KEY);
        if request.send().await.expect("an answer").status() == 200 {
            break;
        }
        assert!(started.elapsed() < FIRST_ANSWER, "a closed stream still counts");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

on_both!(shutdown_ends_streams_with_the_reason, |db| async {
    let app = Arc::new(TestServer::serve(&db).await);
    let mut streams = Vec::new();
    for path in ["/v1/events/stream", "/v1/activity/stream?type=never.*"] {
        let mut stream = EventStream::of(&app, path).await;
        stream.next_of("heartbeat").await;
        streams.push(stream);
    }
    let began = Instant::now();
    assert!(app.terminate());
    assert!(began.elapsed() < FIRST_ANSWER, "it does not wait for clients to leave");
    for mut stream in streams {
        let last = stream.next().await.expect("the reason");
        assert_eq!((&*last.name, &last.data["reason"]), ("closed", &"shutting_down".into()), "{last:?}");
        assert_eq!(stream.next().await, None);
    }
});

on_both!(reads_of_a_stream_are_audited_as_a_range, |db| async {
    let app = TestServer::serve(&db).await;
    let mut stream = EventStream::of(&app, "/v1/events/stream?type=user.*").await;
    let mut system = EventStream::of(&app, "/v1/events/stream?source=system&from=2000-01-01").await;
    system.row().await;
    let mut sent = Vec::new();
    for number in [0, 1, 2, 4] {
        sent.push(deliver(&app, &format!("msg_{number}"), number).await);
    }
    for position in [sent[0], sent[1], sent[3]] {
        assert_eq!(stream.row().await["position"], position);
    }
    assert!(app.terminate());
    let app = TestServer::serve(&db).await;
    let kind = SystemEventKind::Read.as_str();
    let (_, page) = app.get(&format!("/v1/events?source=system&type={kind}&order=asc")).await;
    let mut rows = 0;
    let (mut first, mut last) = (i64::MAX, 0);
    for event in page["data"].as_array().expect("rows") {
        let id = event["svix_id"].as_str().expect("an id");
        let told = app.get_bytes(&format!("/v1/events/{id}/payload")).await;
        let told: Value = serde_json::from_slice(&told).expect("JSON");
        let range = &told["streamed"];
        if told["operation"] == "stream_events" && !range.is_null() {
            assert_eq!(told["filters"], serde_json::json!(["type"]), "{told}");
            rows += range["rows"].as_i64().expect("a number");
            first = first.min(range["first"].as_i64().expect("a position"));
            last = last.max(range["last"].as_i64().expect("a position"));
        }
    }
    assert_eq!((rows, first, last), (3, sent[0], sent[3]), "{page}");
});

/// A stream of a service in this process.
async fn stream_of(server: &InProcessServer, path: &str) -> EventStream {
    let url = format!("http://{}{path}", server.address);
    EventStream::open(Client::new().get(url).bearer_auth(API_KEY)).await
}

async fn append(server: &InProcessServer, id: &str) -> i64 {
    server.log.append(event(id, "{}")).await.expect("recorded").position().0
}

#[tokio::test(flavor = "multi_thread")]
async fn heartbeats_move_on_where_nothing_matches() {
    let streams = StreamLimits { heartbeat: Duration::from_millis(20), ..StreamLimits::default() };
    let server = InProcess { streams, ..InProcess::default() }.serve().await;
    let mut stream = stream_of(&server, "/v1/events/stream?type=never.*").await;
    let empty = stream.next_of("heartbeat").await;
    assert_eq!(empty.data["position"], Value::Null, "{empty:?}");
    for number in 0..3 {
        let position = append(&server, &format!("msg_{number}")).await;
        let mut heartbeat = stream.next_of("heartbeat").await;
        while heartbeat.data["position"] != position {
            heartbeat = stream.next_of("heartbeat").await;
        }
        let cursor = heartbeat.id.expect("a cursor");
        let mut resumed = stream_of(&server, &format!("/v1/events/stream?after={cursor}")).await;
        assert_eq!(resumed.next_of("heartbeat").await.data["position"], position);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn client_that_takes_no_page_is_told_why() {
    let streams = StreamLimits { page_taken: Duration::ZERO, ..StreamLimits::default() };
    let server = InProcess { streams, ..InProcess::default() }.serve().await;
    append(&server, "msg_0").await;
    let mut stream = stream_of(&server, "/v1/events/stream?from=2000-01-01").await;
    assert_eq!(stream.row().await["svix_id"], "msg_0");
    let last = stream.next_of("heartbeat").await;
    let closed = stream.next().await.expect("the reason");
    assert_eq!((&*closed.name, &closed.data["reason"]), ("closed", &"too_slow".into()), "{closed:?}");
    assert_eq!(stream.next().await, None);
    let second = append(&server, "msg_1").await;
    let after = format!("/v1/events/stream?after={}", last.id.expect("a cursor"));
    assert_eq!(stream_of(&server, &after).await.row().await["position"], second);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_stream_is_not_evicted_or_idle() {
    let connections =
        ConnectionLimits { connections: 3, idle: Duration::from_millis(50), ..ConnectionLimits::default() };
    let server = InProcess { connections, ..InProcess::default() }.serve().await;
    let mut stream = stream_of(&server, "/v1/events/stream").await;
    stream.next_of("heartbeat").await;
    // Each of these is idle until it is closed, which takes longer than the stream may be idle.
    for _ in 0..6 {
        let mut idle = Peer::of(server.address).await;
        idle.get("/healthz").await;
        idle.answer().await;
        idle.closed().await;
    }
    for number in 0..6 {
        let mut other = Peer::of(server.address).await;
        other.get("/healthz").await;
        other.answer().await;
        let position = append(&server, &format!("msg_{number}")).await;
        assert_eq!(stream.row().await["position"], position);
    }
}
