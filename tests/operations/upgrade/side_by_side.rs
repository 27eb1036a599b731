//! This version next to a newer one on one database. What the newer one leaves there is made by hand, as no newer one
//! exists: migrations, generations of views, a body in another encoding. This version refuses what it cannot read, and
//! goes on with what is its own.

use std::{collections::BTreeMap, time::Instant};

use gatelog::{
    clock::{Clock, Timestamp},
    projection::generation::{self, Generation},
    simulate::{History, HistoryOptions, Message},
    storage::{NewEvent, OpenMode, Store, StoredBody},
    views,
};
use reqwest::{Client, Method};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::Value;

use crate::support::{
    Db,
    cli::{gatelog, said},
    event, on_both,
    shell::Shell,
    test_server::{API_KEY, SIGNING_SECRET, TestServer},
};

/// Longer than anything takes here.
const PATIENCE_SECONDS: u64 = 60;

/// The number of each generation that the newer version built.
const NEWER_GENERATION: i64 = 900;

/// An encoding of bodies that this version does not have.
const NEWER_ENCODING: i16 = 99;

const NEWER_MIGRATION: &str = "m20990101_000001_later";

fn messages(seed: u64, events: usize) -> Vec<Message> {
    History::new(seed, 30, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default()).take(events).collect()
}

async fn deliver(app: &TestServer, messages: &[Message]) {
    for message in messages {
        let (status, answer) = app.deliver(&message.id, message.body.to_vec()).await;
        assert_eq!(status, 200, "{answer}");
    }
}

/// Enters a migration that this version does not have into the schema of the log, or of the views.
fn migrate_further(db: &Db, of_views: bool) -> Option<()> {
    let shell = match db {
        Db::Sqlite(folder) if of_views => Shell::sqlite3(&folder.path().join("gatelog.views.db").display().to_string()),
        db => Shell::of(db),
    };
    let schema = match (db, of_views) {
        (Db::Sqlite(_), _) => "",
        (Db::Postgres(_), false) => "gatelog.",
        (Db::Postgres(_), true) => "gatelog_views.",
    };
    let insert = format!("INSERT INTO {schema}seaql_migrations (version, applied_at) VALUES ('{NEWER_MIGRATION}', 0);");
    shell?.run(&insert).expect("its owner may");
    Some(())
}

/// Every command that opens a database.
const COMMANDS: [&[&str]; 14] = [
    &["serve", "--listen", "127.0.0.1:0"],
    &["serve", "--listen", "127.0.0.1:0", "--no-migrate"],
    &["migrate"],
    &["status", "--url", "http://127.0.0.1:9"],
    &["projections"],
    &["projections", "rebuild"],
    &["projections", "rebuild", "--check"],
    &["projections", "rollback"],
    &["projections", "failures"],
    &["projections", "retry"],
    &["secrets"],
    &["keys", "list"],
    &["keys", "create", "--name", "auditor", "--scope", "views:read"],
    &["import", "--source", "clerk", "--new-source", "deliveries.ndjson"],
];

fn refused_by_every_command(db: &Db) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("deliveries.ndjson"), "").expect("a file");
    for arguments in COMMANDS {
        let mut command = gatelog(db, arguments);
        command.env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET).env("GATELOG_IMPORT_SECRET", SIGNING_SECRET);
        command.current_dir(folder.path());
        let output = command.output().expect("the binary runs");
        let said = said(&output);
        let sentence = format!("a newer Gatelog has changed the database schema ({NEWER_MIGRATION})");
        assert!(!output.status.success() && said.contains(&sentence), "{arguments:?}: {said}");
    }
}

on_both!(every_command_refuses_a_newer_log, |db| async {
    assert!(TestServer::serve(&db).await.terminate());
    if migrate_further(&db, false).is_some() {
        refused_by_every_command(&db);
    }
});

on_both!(every_command_refuses_newer_views, |db| async {
    assert!(TestServer::serve(&db).await.terminate());
    if migrate_further(&db, true).is_some() {
        refused_by_every_command(&db);
    }
});

/// The answers to every list, without what depends on the moment.
async fn answers(app: &TestServer) -> BTreeMap<&'static str, Value> {
    let mut answers = BTreeMap::new();
    for list in ["users", "sessions", "organizations", "memberships", "invitations", "activity", "events"] {
        let (status, mut page) = app.get(&format!("/v1/{list}?limit=1000")).await;
        assert_eq!(status, 200, "{list}: {page}");
        answers.insert(list, page["data"].take());
    }
    answers
}

/// The live generation of this version of a view.
async fn own(store: &Store, name: &str) -> Generation {
    let view = views::all().into_iter().find(|view| view.name() == name).expect("a view");
    generation::live(store.views(), view.name(), view.version()).await.expect("a look-up").expect("a live one")
}

/// Waits until the views of this version have folded the whole log. `TestServer::settle` waits for the newest version.
async fn settle(store: &Store) {
    let since = Instant::now();
    let size = store.log().size().await.expect("a size");
    for view in views::all() {
        while own(store, view.name()).await.checkpoint < size {
            assert!(since.elapsed().as_secs() < PATIENCE_SECONDS, "{} does not follow", view.name());
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

async fn execute(store: &Store, sql: &str) {
    store.views().execute_raw(Statement::from_string(store.backend(), sql)).await.expect(sql);
}

/// Leaves what a newer version would have built: each view by another rule, with other rows; one
/// with other columns; and a view that this version does not have.
async fn build_newer(store: &Store) {
    for view in views::all() {
        let (name, own) = (view.name(), own(store, view.name()).await);
        execute(store, &format!("CREATE TABLE {name}_{NEWER_GENERATION} AS TABLE {}", own.table())).await;
        enter(store, name, view.version() + 1, own.checkpoint.0).await;
    }
    for change in [
        "UPDATE users_900 SET first_name = 'newer'",
        "DELETE FROM sessions_900",
        "ALTER TABLE organizations_900 DROP COLUMN name",
        "UPDATE memberships_900 SET role = 'newer'",
        // Not when things happened: a copy by another rule of that is taken for one of another log.
        "UPDATE activity_900 SET user_term = 7",
        "CREATE TABLE devices_900 (source text)",
    ] {
        execute(store, change).await;
    }
    enter(store, "devices", 1, 1).await;
}

async fn enter(store: &Store, name: &str, version: i32, checkpoint: i64) {
    let now = Clock::system().now().micros();
    let row = format!(
        "INSERT INTO projections (name, generation, version, state, checkpoint, changed_at)
         VALUES ('{name}', {NEWER_GENERATION}, {version}, 'live', {checkpoint}, {now})"
    );
    execute(store, &row).await;
}

async fn newer(store: &Store) -> Vec<Generation> {
    let all = generation::all(store.views()).await.expect("generations");
    all.into_iter().filter(|generation| generation.number == NEWER_GENERATION).collect()
}

async fn post(app: &TestServer, path: &str) -> u16 {
    let request = Client::new().request(Method::POST, app.url(path)).bearer_auth(API_KEY);
    request.send().await.expect("an answer").status().as_u16()
}

/// Has the server rebuild a view of its own, to the end.
async fn rebuild_users(app: &TestServer, store: &Store) {
    let former = own(store, "users").await.number;
    assert_eq!(post(app, "/v1/projections/users/rebuild").await, 202);
    let since = Instant::now();
    let is_rebuilding = async || {
        let free = store.try_lock_rebuild().await.expect("an answer");
        if let Some(lock) = free {
            lock.release().await.expect("released");
            return own(store, "users").await.number == former;
        }
        true
    };
    while is_rebuilding().await {
        assert!(since.elapsed().as_secs() < PATIENCE_SECONDS, "it is not rebuilt: {:?}", app.log());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn running_server_goes_on_after_a_migration() {
    let Some(db) = Db::postgres().await else { return };
    let app = TestServer::serve(&db).await;
    let messages = messages(1, 60);
    deliver(&app, &messages[..30]).await;
    let Some(()) = migrate_further(&db, false).and_then(|()| migrate_further(&db, true)) else { return };
    deliver(&app, &messages[30..]).await;
    app.settle().await;
    assert_eq!(app.get("/readyz").await.0, 200);
    answers(&app).await;
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    rebuild_users(&app, &store).await;
    // Stopped, it does not start again.
    assert!(app.terminate());
    refused_by_every_command(&db);
}

#[tokio::test(flavor = "multi_thread")]
async fn older_server_keeps_to_its_own_generations() {
    let Some(db) = Db::postgres().await else { return };
    let app = TestServer::serve(&db).await;
    let messages = messages(2, 400);
    deliver(&app, &messages[..300]).await;
    app.settle().await;
    let before = answers(&app).await;
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    build_newer(&store).await;
    let built = newer(&store).await;
    assert_eq!(built.len(), views::all().len() + 1);

    assert_eq!(answers(&app).await, before);
    let (status, ready) = app.get("/readyz").await;
    assert_eq!(status, 200, "{ready}");
    let listed = app.get("/v1/projections").await.1.to_string();
    assert!(listed.contains("900") && !listed.contains("devices"), "{listed}");

    // It follows and rebuilds its own, and touches no other.
    deliver(&app, &messages[300..]).await;
    settle(&store).await;
    rebuild_users(&app, &store).await;
    assert_eq!(newer(&store).await, built);
    let check = gatelog(&db, &["projections", "rebuild", "--check"]).output().expect("the binary runs");
    assert!(check.status.success(), "{}", said(&check));
    let after = answers(&app).await;
    assert!(after["users"].as_array().expect("rows").iter().all(|user| user["first_name"] != "newer"));

    // And it starts again next to them.
    assert!(app.terminate());
    let app = TestServer::serve(&db).await;
    settle(&store).await;
    for (list, rows) in answers(&app).await {
        assert_eq!(rows, after[list], "{list}");
    }
    assert_eq!(newer(&store).await, built, "{:#?}", app.log());
}

/// Appends an event as a newer version does whose encoding this one does not have.
async fn append_in_newer_encoding(store: &Store, message: &Message) -> i64 {
    let event = event(&message.id, message.body.clone());
    let mut append = store.begin_append().await.expect("it begins");
    let head = append.head().await.expect("a head");
    let received_at = head.received_at.max(Clock::system().now());
    let body = StoredBody { encoding: NEWER_ENCODING, bytes: b"in an encoding of later" };
    append
        .insert(&[NewEvent { position: head.size.next(), received_at, event: &event, body }])
        .await
        .expect("the triggers let it pass");
    let position = head.size.next().0;
    append
        .commit(gatelog::storage::Head { size: gatelog::event::Size(head.size.0 + 1), received_at })
        .await
        .expect("it commits");
    position
}

#[tokio::test(flavor = "multi_thread")]
async fn body_of_a_newer_version_arrives_while_serving() {
    let Some(db) = Db::postgres().await else { return };
    let app = TestServer::serve(&db).await;
    let messages = messages(3, 120);
    let created = |message: &&Message| message.event_type == "user.created";
    let (number, later) =
        messages.iter().enumerate().filter(|(_, message)| created(message)).nth(2).expect("a third user");
    deliver(&app, &messages[..number]).await;
    let store = db.open(OpenMode::Append).await.expect("it opens");
    let position = append_in_newer_encoding(&store, later).await;
    // The log goes on behind it, also with what is about the same user.
    deliver(&app, &messages[number + 1..]).await;
    app.settle().await;

    let (status, row) = app.get(&format!("/v1/activity/{}", later.id)).await;
    assert_eq!((status.as_u16(), &row["position"], &row["user_id"]), (200, &position.into(), &Value::Null), "{row}");
    let (status, problem) = app.get(&format!("/v1/events/{}/payload", later.id)).await;
    assert_eq!(status, 500, "{problem}");
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.contains("written by a newer Gatelog, in encoding 99"), "{problem}");
    let (_, undecodable) = app.get("/v1/undecodable").await;
    assert!(undecodable.to_string().contains(&later.id), "{undecodable}");
    answers(&app).await;
    assert_eq!(app.get("/readyz").await.0, 200);

    // Known by its commitment, which needs no body, and another body under its id is a conflict.
    let again = app.deliver(&later.id, later.body.to_vec()).await.1;
    assert_eq!((&again["status"], &again["position"]), (&"duplicate".into(), &position.into()), "{again}");
    let other = app.deliver(&later.id, "{}").await.1;
    assert_eq!(other["status"], "conflict", "{other}");
    rebuild_users(&app, &store).await;
    let check = gatelog(&db, &["projections", "rebuild", "--check"]).output().expect("the binary runs");
    assert!(check.status.success(), "{}", said(&check));
    assert!(!app.log().iter().any(|line| line.contains("panicked")), "{:#?}", app.log());
    assert!(app.terminate());
}
