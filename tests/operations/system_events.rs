//! Operations on the log are recorded in it as system events, with names and ids and without secrets.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use gatelog::{
    clock::{Clock, Timestamp},
    event::{Position, Source, SystemEvent, system::SystemEventKind},
    event_log::{
        EventLog,
        clock_watch::{self, StepDetector},
    },
    projection::generation,
    storage::OpenMode,
    telemetry::Metrics,
    views,
};
use serde_json::{Value, json};

use crate::support::{
    Db, assert_gapless,
    backup::Backup,
    body_of,
    cli::{run, said},
    event, on_both, open_log, open_log_at, read_all,
    shell::Shell,
    test_server::{API_KEY, SIGNING_SECRET, TestServer},
};

const SIGNED_IN: &str = r#"{"object":"event","type":"session.created","timestamp":1790000000000,"data":{"id":"sess_a","user_id":"user_a"}}"#;

/// The payloads of all system events of a kind, oldest first.
async fn told(log: &EventLog, kind: SystemEventKind) -> Vec<Value> {
    let events = read_all(log).await;
    let of_kind = events.iter().filter(|event| event.source.is_system());
    of_kind
        .filter(|event| event.event_type.as_ref().is_some_and(|name| name.as_str() == kind.as_str()))
        .map(|event| serde_json::from_slice(body_of(event)).expect("JSON"))
        .collect()
}

async fn told_in(db: &Db, kind: SystemEventKind) -> Vec<Value> {
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let log = EventLog::follow(std::sync::Arc::clone(&store)).await.expect("it opens");
    let told = told(&log, kind).await;
    log.shut_down().await;
    store.close().await;
    told
}

on_both!(start_migration_build_and_stop_are_recorded, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", SIGNED_IN).await.0, 200);
    app.settle().await;
    assert!(app.terminate());

    let migrated = told_in(&db, SystemEventKind::Migrated).await;
    let names = |event: &Value| event["migrations"].as_array().map_or(0, Vec::len);
    assert!(migrated.len() == 1 && names(&migrated[0]) >= 2, "of the log and of the views: {migrated:#?}");
    let rebuilt = told_in(&db, SystemEventKind::Rebuilt).await;
    assert_eq!(rebuilt.len(), 1, "{rebuilt:#?}");
    let every: Vec<&str> = gatelog::views::all().iter().map(|view| view.name()).collect();
    assert_eq!((&rebuilt[0]["by"], &rebuilt[0]["projections"]), (&json!("serve"), &json!(every)));
    let started = told_in(&db, SystemEventKind::Started).await;
    assert_eq!(started.len(), 1, "{started:#?}");
    assert_eq!(started[0]["version"], env!("CARGO_PKG_VERSION"));
    insta::allow_duplicates! {
        insta::assert_json_snapshot!(started[0], {
            ".at" => "[time]", ".version" => "[version]", ".process_id" => "[process]"
        }, @r#"
        {
          "type": "system.started",
          "at": "[time]",
          "version": "[version]",
          "process_id": "[process]",
          "listen": "127.0.0.1:0",
          "sources": [
            {
              "source": "clerk",
              "secret_ids": [
                "4ac4897a"
              ],
              "instances": []
            }
          ]
        }
        "#);
    }
    let stopped = told_in(&db, SystemEventKind::Stopped).await;
    assert_eq!(stopped.len(), 1, "{stopped:#?}");
    assert_eq!(stopped[0]["process_id"], started[0]["process_id"]);

    // Without anything to migrate or build, neither is recorded again.
    let app = TestServer::serve(&db).await;
    assert!(app.terminate());
    assert_eq!(told_in(&db, SystemEventKind::Started).await.len(), 2);
    assert_eq!(told_in(&db, SystemEventKind::Stopped).await.len(), 2);
    assert_eq!(told_in(&db, SystemEventKind::Migrated).await.len(), 1);
    assert_eq!(told_in(&db, SystemEventKind::Rebuilt).await.len(), 1);

    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let log = EventLog::follow(store).await.expect("it opens");
    for event in read_all(&log).await.iter().filter(|event| event.source.is_system()) {
        let text = String::from_utf8_lossy(body_of(event));
        for secret in [API_KEY, SIGNING_SECRET, &SIGNING_SECRET[6..]] {
            assert!(!text.contains(secret), "{text}");
        }
    }
});

on_both!(rebuild_while_serve_runs_is_recorded, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", SIGNED_IN).await.0, 200);
    let rebuilt = run(&db, &["projections", "rebuild", "users"]);
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    let checked = run(&db, &["projections", "rebuild", "--check"]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert_eq!(app.deliver("msg_b", "{}").await.0, 200, "the service appends on");
    let told = told_in(&db, SystemEventKind::Rebuilt).await;
    assert_eq!(told.len(), 2, "a check changes nothing: {told:#?}");
    assert_eq!((&told[1]["by"], &told[1]["projections"]), (&json!("command"), &json!(["users"])));
    assert!(told[1]["events"].as_u64().is_some_and(|events| events > 0), "{told:#?}");
    app.settle().await;
});

on_both!(migrate_command_records_its_migrations, |db| async move {
    let migrated = run(&db, &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    assert_eq!(told_in(&db, SystemEventKind::Migrated).await.len(), 1);
    assert!(run(&db, &["migrate"]).status.success());
    assert_eq!(told_in(&db, SystemEventKind::Migrated).await.len(), 1, "nothing was due");
});

fn user_created(id: &str) -> String {
    format!(r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"{id}"}}}}"#)
}

async fn users(app: &TestServer) -> BTreeSet<String> {
    app.settle().await;
    let (status, page) = app.get("/v1/users?limit=1000").await;
    assert_eq!(status, 200, "{page}");
    page["data"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|user| user["user_id"].as_str().expect("an id").to_owned())
        .collect()
}

on_both!(views_ahead_of_a_restored_log_are_rebuilt, |db| async move {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_kept", user_created("user_kept")).await;
    app.settle().await;
    assert!(app.terminate());
    let backup = Backup::of(&db).await;

    let app = TestServer::serve(&db).await;
    for number in 0..9 {
        assert_eq!(app.deliver(&format!("msg_{number}"), user_created(&format!("user_{number}"))).await.0, 200);
    }
    assert_eq!(users(&app).await.len(), 10);
    assert!(app.terminate());

    // Only the log is restored; the views stay.
    backup.restore(&db);
    let app = TestServer::serve(&db).await;
    assert_eq!(users(&app).await, BTreeSet::from(["user_kept".to_owned()]), "no ghosts of what is gone");
    let told = told_in(&db, SystemEventKind::LogBehindViews).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["size"], backup.size, "{told:#?}");
    let dropped = told[0]["dropped"].as_array().expect("a list");
    assert!(
        dropped.len() >= 3 && dropped.iter().all(|view| view["checkpoint"].as_i64() > Some(backup.size)),
        "{told:#?}"
    );
    // The views fold new events at positions that they had folded before.
    app.deliver("msg_new", user_created("user_new")).await;
    assert_eq!(users(&app).await, BTreeSet::from(["user_kept".to_owned(), "user_new".to_owned()]));
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
    assert!(app.terminate());
    let app = TestServer::serve(&db).await;
    assert_eq!(told_in(&db, SystemEventKind::LogBehindViews).await.len(), 1, "told once");
    assert!(app.terminate());
});

on_both!(restored_log_that_grew_again_is_noticed, |db| async move {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_kept", user_created("user_kept")).await;
    app.settle().await;
    assert!(app.terminate());
    let backup = Backup::of(&db).await;
    let app = TestServer::serve(&db).await;
    app.deliver("msg_ghost", user_created("user_ghost")).await;
    assert_eq!(users(&app).await.len(), 2);
    assert!(app.terminate());

    backup.restore(&db);
    // Before the next start the log grows beyond the checkpoints of the views.
    let (store, log) = open_log(&db).await;
    for number in 0..10 {
        log.append(event(&format!("msg_other_{number}"), user_created("user_other"))).await.expect("it is recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    assert_eq!(users(&app).await, BTreeSet::from(["user_kept".to_owned(), "user_other".to_owned()]));
    assert_eq!(told_in(&db, SystemEventKind::LogBehindViews).await.len(), 1);
    assert!(app.terminate());
});

#[tokio::test]
async fn growth_alone_drops_no_view() {
    let db = Db::sqlite();
    for round in 0..3 {
        let app = TestServer::serve(&db).await;
        app.deliver(&format!("msg_{round}"), user_created("user_a")).await;
        app.settle().await;
        if round == 1 { app.kill9() } else { assert!(app.terminate()) }
    }
    assert_eq!(told_in(&db, SystemEventKind::LogBehindViews).await, [Value::Null; 0]);
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    for view in views::all() {
        let live = generation::live(store.views(), view.name(), view.version()).await.expect("a lookup");
        assert_eq!(live.expect("live").number, 1, "built once");
    }
}

#[test]
fn clock_step_differs_from_elapsed_time() {
    let (wall, steady) = (Timestamp::from_seconds(1_790_000_000), Instant::now());
    let mut detector = StepDetector::new(wall, steady);
    let mut after = |wall_millis: i64, steady_millis: u64| {
        let wall = Timestamp::from_micros(wall.micros() + wall_millis * 1_000);
        detector
            .check(wall, steady + Duration::from_millis(steady_millis))
            .map(|expected| expected.millis() - 1_790_000_000_000)
    };
    assert_eq!(after(5_000, 5_000), None);
    assert_eq!(after(11_900, 10_000), None, "1.9 s is no step");
    assert_eq!(after(18_900, 15_000), Some(16_900), "2 s forward is");
    assert_eq!(after(23_900, 20_000), None, "told once");
    assert_eq!(after(-3_600_000, 25_000), Some(28_900), "back by an hour");
}

on_both!(clock_step_while_running_is_recorded, |db| async move {
    let noon = Timestamp::from_seconds(1_790_000_000);
    let clock = Clock::fixed(noon);
    let (_store, log) = open_log_at(&db, clock.clone()).await;
    let metrics = Metrics::default();
    let watching =
        tokio::spawn(clock_watch::watch(log.clone(), clock.clone(), metrics.clone(), Duration::from_millis(5)));
    let later = Timestamp::from_seconds(noon.seconds() + 3_600);
    // Lets the watcher read the clock once.
    tokio::time::sleep(Duration::from_millis(50)).await;
    clock.set(later);
    let mut size = log.subscribe();
    size.wait_for(|size| size.0 == 1).await.expect("it is told");
    watching.abort();
    let told = told(&log, SystemEventKind::ClockStepped).await;
    let step = told[0]["step_ms"].as_i64().expect("a number");
    assert!((3_590_000..=3_600_000).contains(&step), "{told:#?}");
    assert_eq!((&told[0]["found"], &told[0]["seen"]), (&json!(later.to_string()), &json!("while running")));
    assert_eq!(metrics.clock_steps.value([]), 1);
});

on_both!(clock_set_back_before_start_is_recorded, |db| async move {
    let (store, log) = open_log_at(&db, Clock::fixed(Timestamp::from_seconds(4_000_000_000))).await;
    log.append(event("msg_future", "{}")).await.expect("it is recorded");
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let app = TestServer::serve(&db).await;
    let told = told_in(&db, SystemEventKind::ClockStepped).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0]["step_ms"].as_i64().is_some_and(|step| step < -1_000_000_000), "{told:#?}");
    assert_eq!(told[0]["expected"], "2096-10-02T07:06:40.000Z");
    assert!(app.terminate());
});

#[tokio::test(flavor = "multi_thread")]
async fn unrecordable_system_event_stops_nothing() {
    let Some(db) = Db::postgres().await else { return };
    let Some(shell) = Shell::of(&db) else { return };
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_a", "{}")).await.expect("it is recorded");
    shell.run("ALTER TABLE gatelog.payloads RENAME TO away").expect("its owner may");
    log.record_best_effort(SystemEvent::new(SystemEventKind::Stopped, Clock::system().now(), &json!({}))).await;
    shell.run("ALTER TABLE gatelog.away RENAME TO payloads").expect("its owner may");
    log.append(event("msg_b", "{}")).await.expect("the log goes on");
    assert_eq!(assert_gapless(&log).await.0, 2);
    assert_eq!(log.read(Position(1), 1, 1).await.expect("reads")[0].source, Source::parse("clerk").expect("a name"));
}
