//! A log and views that the version before wrote are opened by this one. The log keeps every bit, views are rebuilt where
//! their version changed, and every answer is that of a log of this version to which the same events were appended.

mod answers;
mod left;
mod side_by_side;

use std::{collections::BTreeMap, fs, sync::Arc, time::Duration};

use gatelog::{
    clock::Clock,
    event::{EventType, Position, system::SystemEventKind},
    event_log::{AppendOutcome, EventLog},
    projection::garbage,
    storage::OpenMode,
    views,
};
use reqwest::Client;
use serde_json::{Value, json};

use self::{
    answers::{answer, questions},
    left::{Generation, Left, generations, rows_of_the_log},
};
use crate::support::{
    Db, assert_gapless,
    cli::{gatelog, run, said},
    event, on_both, open_log, read_all,
    shell::Shell,
    test_server::{SIGNING_SECRET, TestServer},
};

on_both!(upgraded_log_keeps_every_bit, |db| async move {
    let Some(left) = Left::put(&db).await else { return };
    // Whoever upgrades without migrating is told what to do.
    let serving = gatelog(&db, &["serve", "--no-migrate", "--listen", "127.0.0.1:0"])
        .env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET)
        .output()
        .expect("the binary runs");
    for refused in [serving, run(&db, &["projections"])] {
        assert!(!refused.status.success() && said(&refused).contains("`gatelog migrate`"), "{}", said(&refused));
    }
    let migrated = run(&db, &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));

    let store = db.open(OpenMode::Append).await.expect("opens");
    store.check_migrated().await.expect("up to date");
    let log = EventLog::start(store, Clock::system()).await.expect("starts");
    let size = left.size();
    let kept = rows_of_the_log(&db).expect("the shell is there");
    assert_eq!(kept[..left.rows.len()], left.rows[..], "every column of every row");
    // The migration is told after what was there, and the head follows.
    let events = read_all(&log).await;
    assert_eq!(events.len(), left.rows.len() + 1);
    assert_eq!(
        events.last().and_then(|last| last.event_type.as_ref()).map(EventType::as_str),
        Some(SystemEventKind::Migrated.as_str())
    );
    assert_eq!(assert_gapless(&log).await.0, size + 1);

    // It goes on where it ended: what is recorded is known, and what is new comes next.
    let first = left.rows.iter().position(|row| row.source == "clerk").expect("a delivery");
    let (known, _) = left.rows[first].event();
    let position = Position(i64::try_from(first).expect("few"));
    let id = known.id.as_str();
    assert_eq!(log.append(event(id, known.body.clone())).await, Ok(AppendOutcome::Duplicate(position)));
    assert_eq!(log.append(event(id, "another")).await, Ok(AppendOutcome::Conflict(position)));
    assert_eq!(log.append(event("msg_new", "{}")).await, Ok(AppendOutcome::Recorded(Position(size + 2))));
    let shell = Shell::of(&db).expect("the shell is there");
    let schema = if matches!(db, Db::Postgres(_)) { "gatelog." } else { "" };
    for forbidden in [
        format!("UPDATE {schema}events SET svix_id = 'another' WHERE position = 3"),
        format!("DELETE FROM {schema}payloads WHERE position = 3"),
        format!("UPDATE {schema}log_head SET size = 3"),
    ] {
        shell.run(&forbidden).expect_err(&forbidden);
    }
    assert_eq!(rows_of_the_log(&db).expect("the shell is there")[..left.rows.len()], left.rows[..]);
});

on_both!(upgraded_views_answer_as_a_new_log, |db| async move {
    let Some(left) = Left::put(&db).await else { return };
    let before = generations(&db);
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let new = left.appended_anew(&db).await;
    let other = TestServer::serve(&new).await;
    other.settle().await;

    // Rebuilt where the version changed, kept where it did not.
    let served = served_generations(&db);
    let mut rebuilt = Vec::new();
    for (name, served) in &served {
        let kept = before.iter().find(|old| old.is_live() && old.name == *name && old.version == served.version);
        match kept {
            Some(kept) => assert_eq!(kept.number, served.number, "{name} is kept"),
            None => rebuilt.push(name.as_str()),
        }
    }
    assert!(!rebuilt.is_empty(), "every view of the fixture is served as it was left: {served:?}");
    let told = app.get(&format!("/v1/events?source=system&type={}&limit=1", SystemEventKind::Rebuilt.as_str())).await.1;
    let told =
        app.get(&format!("/v1/events/{}?payload=full", told["data"][0]["svix_id"].as_str().expect("one"))).await.1;
    let mut told: Vec<&str> = strings(&told["payload"]["projections"]);
    told.sort_unstable();
    assert_eq!(told, rebuilt);

    let questions = questions(&other, left.size()).await;
    assert!(questions.len() > 500, "{}", questions.len());
    let mut answered = BTreeMap::new();
    for question in &questions {
        let right = answer(&other, question, left.size()).await;
        assert_eq!(answer(&app, question, left.size()).await, right, "{question}");
        *answered.entry(right.status).or_insert(0) += 1;
    }
    assert!(answered[&200] > 500, "{answered:?}");
    assert_eq!(failures(&app).await, failures(&other).await, "no view fails where a new one does not");

    // Row by row, the kept ones too.
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
    // A day later nobody follows the copies of the version before, and they go.
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let tomorrow = Clock::fixed(Clock::system().now().plus(Duration::from_hours(25)));
    garbage::collect(&store, &tomorrow, &views::all()).await.expect("they are dropped");
    store.close().await;
    let left_over: Vec<Generation> = generations(&db);
    assert_eq!(left_over, served.into_values().collect::<Vec<_>>(), "only what is served");
    for question in questions.iter().step_by(20) {
        assert_eq!(
            answer(&app, question, left.size()).await,
            answer(&other, question, left.size()).await,
            "{question}"
        );
    }
});

// Whatever has been rebuilt and whatever has not: an answer is either the right one, or none.
on_both!(half_rebuilt_views_give_no_wrong_answer, |db| async move {
    let Some(left) = Left::put(&db).await else { return };
    let new = left.appended_anew(&db).await;
    let other = TestServer::serve(&new).await;
    other.settle().await;
    let mut asked = Vec::new();
    for (number, question) in questions(&other, left.size()).await.into_iter().enumerate() {
        if answers::is_list(&question) || number % 9 == 0 {
            asked.push((answer(&other, &question, left.size()).await, question));
        }
    }

    let app = TestServer::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    let mut names: Vec<&str> = views::all().iter().map(|view| view.name()).collect();
    // Each database has another order, so that either of two views comes first once.
    if matches!(db, Db::Postgres(_)) {
        names.reverse();
    }
    let mut refused_before = usize::MAX;
    for stage in 0..=names.len() {
        if let Some(name) = stage.checked_sub(1).map(|done| names[done]) {
            let rebuilt = run(&db, &["projections", "rebuild", name]);
            assert!(rebuilt.status.success(), "{}", said(&rebuilt));
        }
        let (mut refused, mut wrong) = (0, Vec::new());
        for (right, question) in &asked {
            let got = answer(&app, question, left.size()).await;
            if got.status == 503 {
                let names_a_view = names.iter().any(|name| got.text().contains(&format!("the view {name} ")));
                assert!(names_a_view, "{question}: {got:?}");
                refused += 1;
            } else if got != right.clone().with_nulls_of(question, &got) {
                wrong.push(question);
            }
        }
        assert!(wrong.is_empty(), "with {:?} rebuilt: {wrong:#?}", &names[..stage]);
        let ready = app.get("/readyz").await;
        assert_eq!(ready.0 == 200, refused == 0, "{ready:?} with {:?} rebuilt", &names[..stage]);
        assert!(refused <= refused_before);
        refused_before = refused;
    }
    assert_eq!(refused_before, 0);
});

on_both!(cursors_and_keys_outlive_an_upgrade, |db| async move {
    let Some(left) = Left::put(&db).await else { return };
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let next = left.clients["next"].as_object().expect("cursors by list");
    for (list, cursor) in next {
        let (base, limit) = list.rsplit_once("limit=").expect("the limit comes last");
        let limit: usize = limit.parse().expect("a number");
        let all = app.get(&format!("{base}limit=1000")).await.1;
        let all = all["data"].as_array().expect("rows");
        let (status, page) = app.get(&format!("{list}&after={}", cursor.as_str().expect("a cursor"))).await;
        assert_eq!(status, 200, "{list}: {page}");
        assert_eq!(page["data"].as_array().expect("rows")[..], all[limit..all.len().min(2 * limit)], "{list}");
    }
    let client = Client::new();
    for (key, right) in [("key", 200), ("revoked_key", 401)] {
        let key = left.clients[key].as_str().expect("a key");
        let answer = client.get(app.url("/v1/users")).bearer_auth(key).send().await.expect("an answer");
        assert_eq!(answer.status(), right);
    }
});

// The views that are kept had folded what the log does not hold any more.
#[tokio::test(flavor = "multi_thread")]
async fn restored_log_is_noticed_through_an_upgrade() {
    let (left_there, db) = (Db::sqlite(), Db::sqlite());
    let Some(left) = Left::put(&left_there).await else { return };
    let (store, log) = open_log(&db).await;
    for row in &left.rows[..100] {
        log.append(row.event().0).await.expect("it is recorded");
    }
    for number in 0..left.rows.len() {
        log.append(event(&format!("msg_since_{number}"), "{}")).await.expect("it is recorded");
    }
    log.shut_down().await;
    store.close().await;
    drop((store, log));
    let (Db::Sqlite(from), Db::Sqlite(to)) = (&left_there, &db) else { unreachable!("made so") };
    fs::copy(from.path().join("gatelog.views.db"), to.path().join("gatelog.views.db")).expect("a copy");
    for companion in ["gatelog.views.db-wal", "gatelog.views.db-shm"] {
        _ = fs::remove_file(to.path().join(companion));
    }

    let app = TestServer::serve(&db).await;
    app.settle().await;
    let told = app.get(&format!("/v1/events?source=system&type={}", SystemEventKind::LogBehindViews.as_str())).await.1;
    assert_eq!(told["data"].as_array().map(Vec::len), Some(1), "{told:#}");
    let check = run(&db, &["projections", "rebuild", "--check"]);
    assert!(check.status.success(), "{}", said(&check));
}

on_both!(status_counts_failures_of_served_copies_only, |db| async move {
    let Some(_) = Left::put(&db).await else { return };
    let app = TestServer::serve(&db).await;
    app.settle().await;
    let old = generations(&db).into_iter().find(|old| old.name == "organizations").expect("the one that was left");
    let served = served_generations(&db).remove("organizations").expect("it is served");
    assert!(old.is_live() && old.version < served.version, "{old:?} {served:?}");
    let schema = if matches!(db, Db::Postgres(_)) { "gatelog_views." } else { "" };
    let shell = match &db {
        Db::Sqlite(folder) => Shell::sqlite3(&folder.path().join("gatelog.views.db").display().to_string()),
        Db::Postgres(_) => Shell::of(&db),
    };
    let failed = format!(
        "INSERT INTO {schema}projection_failures (name, generation, position, source, svix_id, reason, failed_at) \
         VALUES ('organizations', {}, 0, 'clerk', 'msg_a', 'the version before could not read it', 0)",
        old.number
    );
    shell.expect("the shell is there").run(&failed).expect("its owner may");
    let status = said(&gatelog(&db, &["status", "--url", &app.url("")]).output().expect("the binary runs"));
    assert!(status.contains("organizations: up to date; 1 failures"), "{status}");
});

/// What this version serves, by name.
fn served_generations(db: &Db) -> BTreeMap<String, Generation> {
    let version =
        |name: &str| views::all().iter().find(|view| view.name() == name).map(|view| i64::from(view.version()));
    let live = generations(db).into_iter().filter(|all| all.is_live() && version(&all.name) == Some(all.version));
    live.map(|live| (live.name.clone(), live)).collect()
}

/// How many events each view that is served could not read.
async fn failures(app: &TestServer) -> BTreeMap<String, i64> {
    let projections = app.get("/v1/projections").await.1;
    let views: Vec<Arc<dyn gatelog::projection::View>> = views::all();
    let is_served = |row: &&Value| {
        row["state"] == "live"
            && views.iter().any(|view| row["name"] == view.name() && row["version"] == view.version())
    };
    let rows = projections["data"].as_array().expect("rows").iter().filter(is_served);
    rows.map(|row| (row["name"].as_str().expect("a name").to_owned(), row["failures"].as_i64().expect("a number")))
        .collect()
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().unwrap_or_else(|| panic!("a list: {}", json!(list))).iter().filter_map(Value::as_str).collect()
}
