//! An export of what is true now is the list of one moment, however long it is read and taken.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path, sync::Arc, time::Duration};

use futures_util::future::join_all;
use gatelog::{
    api::{
        self, Api,
        exports::running::{ExportLimits, Exports},
    },
    clock::{Clock, Timestamp},
    event_log::EventLog,
    projection::{Projector, Rebuild, Silent},
    query::{exports, projections},
    simulate::{History, HistoryOptions},
    storage::Store,
    views,
};
use poem::{Endpoint as _, Request};
use reqwest::Client;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    asking::ask,
    exports::{export_id, pages, parts, parts_of_state, sha256},
};
use crate::support::{
    Db,
    cli::{gatelog, said},
    event,
    in_process::InProcess,
    on_both, open_log,
    peer::soon,
    test_server::{API_KEY, TestServer},
};

/// More than two pages.
const USERS: usize = 2_300;

/// A description of every user, in the order of their ids.
async fn describe(log: &EventLog, users: usize, round: usize, name: &str) {
    let body = |user: usize| {
        let at = 1_790_000_000_000_u64 + round as u64 * 1_000;
        json!({
            "object": "event", "type": "user.updated", "timestamp": at,
            "data": {"id": format!("user_{user:05}"), "object": "user", "first_name": name, "updated_at": at},
        })
    };
    let appended = (0..users).map(|user| log.append(event(&format!("msg_{round}_{user}"), body(user).to_string())));
    for outcome in join_all(appended).await {
        outcome.expect("recorded");
    }
}

async fn folded(store: &Store) {
    soon(async {
        loop {
            let reached = projections::reached(store).await.expect("the views read");
            if reached.folded == reached.size {
                return;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

on_both!(state_export_is_the_list_with_every_filter, |db| async move {
    let (store, log) = open_log(&db).await;
    let messages = History::new(7, 30, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default()).take(1_500);
    for message in messages {
        log.append(event(&message.id, message.body)).await.expect("recorded");
    }
    log.append(event("msg_odd", "no JSON")).await.expect("recorded");
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let organization = app.get("/v1/organizations?limit=1").await.1["data"][0]["organization_id"].clone();
    let organization = organization.as_str().expect("an organization");
    for (path, rows_min) in [
        ("/v1/users?order=desc", 10),
        ("/v1/users?mfa=false&order_by=last_sign_in", 1),
        ("/v1/users?q=an", 1),
        ("/v1/sessions?order=desc", 100),
        ("/v1/sessions?status=ended&order=asc", 10),
        ("/v1/organizations?order=asc", 1),
        ("/v1/memberships?order=asc", 5),
        (&format!("/v1/memberships?organization_id={organization}&active=true"), 1),
        ("/v1/invitations?order=asc", 1),
        ("/v1/undecodable?order=asc", 1),
    ] {
        let listed = pages(&app, path).await;
        assert!(listed.len() >= rows_min, "{path}: {}", listed.len());
        let exported = ask(&app, &format!("{path}&format=ndjson")).await;
        assert_eq!(exported.status, 200, "{}", exported.text);
        let (rows, last) = parts_of_state(&exported.text);
        assert!(rows == listed, "{path}: {} rows, {} listed", rows.len(), listed.len());
        assert_eq!((&last["rows"], &last["complete"]), (&rows.len().into(), &true.into()), "{last}");
        assert_eq!(last["sha256"], sha256(&exported.text), "{path}");
        assert_eq!((&last["first_position"], &last["last_position"]), (&Value::Null, &Value::Null));
        assert_eq!(exported.header("gatelog-position"), last["up_to_position"].to_string());

        let table = ask(&app, &format!("{path}&format=csv")).await;
        let mut table = csv::Reader::from_reader(table.text.as_bytes());
        let header = table.headers().expect("a header").clone();
        let added: Vec<&str> = header.iter().skip(header.len() - 3).collect();
        assert_eq!(added, ["as_of_position", "log_id", "schema_version"], "{path}");
        assert_eq!(table.records().count(), listed.len(), "{path}");

        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("export");
        for (text, expected) in [
            (exported.text.clone(), "verified"),
            (exported.text.replacen("clerk", "klerk", 1), "it was changed"),
            (exported.text.split_inclusive('\n').skip(1).collect(), "it is cut"),
        ] {
            fs::write(&file, text).expect("a file");
            let output = gatelog(&db, &["verify-export"]).arg(&file).output().expect("the binary runs");
            assert!(said(&output).contains(expected), "{path}: {expected}: {}", said(&output));
        }
    }
});

on_both!(state_export_sees_one_moment, |db| async move {
    let (store, log) = open_log(&db).await;
    let clock = Clock::system();
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
    let projector = tokio::spawn(Projector::new(Arc::clone(&store), log.clone(), clock, views).run(stop.clone()));
    describe(&log, USERS, 0, "0").await;
    folded(&store).await;
    let endpoint = api::endpoint(InProcess::default().api(Arc::clone(&store), log.clone()));
    let writing = CancellationToken::new();
    let writer = tokio::spawn({
        let (log, writing) = (log.clone(), writing.clone());
        async move {
            let mut round = 0;
            while !writing.is_cancelled() {
                round += 1;
                describe(&log, USERS, round, &round.to_string()).await;
            }
            round
        }
    });
    let mut seen = Vec::new();
    for _ in 0..10 {
        let request = Request::builder()
            .uri("/v1/users?order=asc&format=ndjson".parse().expect("a path"))
            .header("authorization", format!("Bearer {API_KEY}"))
            .finish();
        let text = endpoint.get_response(request).await.into_body().into_string().await.expect("whole");
        let (rows, last) = parts_of_state(&text);
        assert_eq!(rows.len(), USERS, "{last}");
        // Users are described in the order of the list: at one moment those at its beginning have
        // the new name, and all others that of the round before.
        let rounds: Vec<u64> =
            rows.iter().map(|row| row["first_name"].as_str().expect("a name").parse().expect("a number")).collect();
        assert!(rounds.is_sorted_by(|one, other| one >= other), "several moments: {rounds:?}");
        assert!(rounds[0] - rounds[USERS - 1] <= 1, "several moments");
        seen.push(rounds[0]);
    }
    writing.cancel();
    let round = writer.await.expect("no panic");
    assert!(round > 2 && seen.iter().any(|first| *first != seen[0]), "nothing changed meanwhile: {seen:?}");
    stop.cancel();
    projector.await.expect("no panic");
    log.shut_down().await;
    store.close().await;
});

/// A log of many users, with its views.
async fn with_views(db: &Db) -> (Arc<Store>, EventLog) {
    let (store, log) = open_log(db).await;
    describe(&log, USERS, 0, "Ada").await;
    let rebuild = Rebuild {
        store: Arc::clone(&store),
        log: log.clone(),
        clock: Clock::system(),
        views: views::all(),
        keep_previous: None,
    };
    rebuild.run(&Silent).await.expect("the views are built");
    (store, log)
}

/// An answer of a service with these limits.
async fn answered(limits: ExportLimits, log: &(Arc<Store>, EventLog), paths: &[&str]) -> Vec<poem::Response> {
    let (store, log) = (Arc::clone(&log.0), log.1.clone());
    let api = Api { exports: Arc::new(Exports::with_limits(limits)), ..InProcess::default().api(store, log) };
    let endpoint = api::endpoint(api);
    let mut answers = Vec::new();
    for path in paths {
        let request = Request::builder().uri(path.parse().expect("a path"));
        let request = request.header("authorization", format!("Bearer {API_KEY}")).finish();
        answers.push(endpoint.get_response(request).await);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn list_larger_than_its_spool_is_refused() {
    let db = Db::sqlite();
    let log = with_views(&db).await;
    let limits = ExportLimits { bytes_max: 1_000, ..ExportLimits::default() };
    // More often than exports may run at once: a refusal holds nothing.
    let mut paths = ["/v1/users?format=csv"; 7];
    paths[6] = "/v1/users?format=csv&external_id=none";
    let mut answers = answered(limits, &log, &paths).await;
    export_id(&answers.pop().expect("the last one"));
    for refused in answers {
        assert_eq!((refused.status().as_u16(), refused.headers().get("gatelog-export-id")), (507, None));
        let detail = refused.into_body().into_string().await.expect("text");
        assert!(detail.contains("choose fewer rows"), "{detail}");
    }
    log.1.shut_down().await;
    log.0.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_counted_as_long_as_the_limit_allows() {
    let db = Db::sqlite();
    let log = with_views(&db).await;
    let at_once = ExportLimits { count_within: Duration::ZERO, ..ExportLimits::default() };
    // Rows whose texts are compared again are read while they are counted, 1,000 at a time.
    let compared = "/v1/activity?user_id=!nobody&limit=2&count=exact";
    for (path, limits, count, least) in [
        ("/v1/users?limit=2&count=exact", at_once, Some(USERS), None),
        (compared, ExportLimits::default(), Some(USERS), None),
        (compared, at_once, None, Some("more than 1000 rows")),
    ] {
        let answer = answered(limits, &log, &[path]).await.pop().expect("an answer");
        let page: Value = serde_json::from_str(&answer.into_body().into_string().await.expect("whole")).expect("JSON");
        assert_eq!(page["page"].get("count"), count.map(Value::from).as_ref(), "{page}");
        assert_eq!(page["data"].as_array().map(Vec::len), Some(2), "{page}");
        let notes = page["notes"].to_string();
        assert!(least.is_none_or(|least| notes.contains(least)), "{notes}");
    }
    log.1.shut_down().await;
    log.0.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_list_is_sent_while_it_is_read() {
    let db = Db::sqlite();
    let log = with_views(&db).await;
    let at_once = ExportLimits { answer_within: Duration::ZERO, ..ExportLimits::default() };
    let whole = answered(at_once, &log, &["/v1/users?format=ndjson"]).await.pop().expect("an answer");
    let text = whole.into_body().into_string().await.expect("whole");
    let (rows, last) = parts_of_state(&text);
    assert_eq!((rows.len(), &last["complete"]), (USERS, &true.into()), "{last}");
    // What is found too late to be refused ends it, with the reason in the log: here, that the
    // third page does not fit into the file.
    let page: String = text.split_inclusive('\n').take(1_000).collect();
    let page_bytes = zstd::bulk::compress(page.as_bytes(), 1).expect("zstd").len() as u64;
    let small = ExportLimits { bytes_max: page_bytes * 2 + page_bytes / 8, ..at_once };
    let cut = answered(small, &log, &["/v1/users?format=ndjson"]).await.pop().expect("an answer");
    let id = export_id(&cut);
    assert!(cut.into_body().into_vec().await.is_err(), "the body has no end");
    let record = soon(async {
        loop {
            if let Some(found) = exports::find(&log.0, &id).await.expect("the log reads") {
                return found.record;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!((record.complete, record.reason.as_deref()), (false, Some("too_large")));
    log.1.shut_down().await;
    log.0.close().await;
}

async fn recorded_exports(app: &TestServer) -> usize {
    let (status, page) = app.get("/v1/events?source=system&limit=1000").await;
    assert_eq!(status, 200, "{page}");
    page["data"].as_array().expect("rows").iter().filter(|row| row["type"] == "system.exported").count()
}

/// The files without a name in a folder that a process has open.
fn nameless(process: u32, folder: &Path) -> Vec<fs::Metadata> {
    let open = fs::read_dir(format!("/proc/{process}/fd")).expect("it runs");
    let open = open.filter_map(|entry| Some(entry.ok()?.path()));
    let here = open.filter(|link| fs::read_link(link).is_ok_and(|target| target.starts_with(folder)));
    here.filter_map(|link| fs::metadata(link).ok()).filter(|file| file.is_file() && file.nlink() == 0).collect()
}

on_both!(killed_export_leaves_no_record_and_no_file, |db| async move {
    let (store, log) = open_log(&db).await;
    // More than the buffers of a connection hold.
    describe(&log, 8_000, 0, &"Ada ".repeat(200)).await;
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let folder = tempfile::tempdir().expect("a folder");
    let folder_name = folder.path().display().to_string();
    let app = TestServer::serve_with(&db, &[], &[("TMPDIR", &folder_name)]).await;
    app.settle().await;
    let mut begun = Vec::new();
    for path in ["/v1/users?format=ndjson", "/v1/activity?format=ndjson"] {
        let head = Client::new().get(app.url(path)).bearer_auth(API_KEY).send().await.expect("an answer");
        let id = head.headers()["gatelog-export-id"].to_str().expect("text").to_owned();
        // Its body is not read.
        begun.push((id, head));
    }
    let spooled = nameless(app.pid(), folder.path());
    assert_eq!(spooled.len(), 1, "the list of users is in a file");
    assert!(spooled[0].len() > 0);
    assert_eq!(spooled[0].mode() & 0o777, 0o600);
    app.kill9();
    let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| !entry.path().is_file()), "{left:?}");
    let app = TestServer::serve(&db).await;
    app.settle().await;
    for (id, head) in begun {
        assert!(head.bytes().await.is_err(), "the body has no end");
        ask(&app, &format!("/v1/exports/{id}")).await.problem(404);
    }
    assert_eq!(recorded_exports(&app).await, 0);
    // One that ends is recorded.
    let whole = ask(&app, "/v1/users?format=ndjson").await;
    assert_eq!(parts(&whole.text).1["rows"], 8_000);
    app.settle().await;
    assert_eq!(recorded_exports(&app).await, 1);
});
