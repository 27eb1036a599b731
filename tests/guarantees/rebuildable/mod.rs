//! Every view is a pure function of the log: rebuilt, it has the same rows; damaged, the check names the damage.

mod chains;
mod loading;
mod stages;
mod swaps;
mod under_load;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use gatelog::{
    clock::{Clock, Timestamp},
    event::Size,
    event_log::EventLog,
    projection::{Progress, Projector, Rebuild, RebuildError, Silent, View, garbage, generation},
    simulate::{Disorder, History, HistoryOptions, deliveries},
    storage::Store,
    views,
};
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::sync::CancellationToken;

use crate::support::{Db, event, on_both, open_log};

/// Appends a history out of order, with duplicates.
pub async fn append_history(log: &EventLog, events: usize, seed: u64) {
    let start = Timestamp::from_seconds(1_790_000_000);
    let history = History::new(seed, 50, start, &HistoryOptions::default());
    let mut waiting = tokio::task::JoinSet::new();
    for planned in deliveries(history.take(events), &Disorder::default(), seed) {
        let log = log.clone();
        let event = event(&planned.message.id, planned.message.body.clone());
        waiting.spawn(async move { log.append(event).await });
        if waiting.len() >= 500 {
            waiting.join_next().await.expect("one is waiting").expect("no panic").expect("it is recorded");
        }
    }
    while let Some(appended) = waiting.join_next().await {
        appended.expect("no panic").expect("it is recorded");
    }
}

pub fn rebuild_of(store: &Arc<Store>, log: &EventLog) -> Rebuild {
    Rebuild {
        store: Arc::clone(store),
        log: log.clone(),
        clock: Clock::system(),
        views: views::all(),
        keep_previous: None,
    }
}

/// What a check names.
pub async fn differing(rebuild: &Rebuild) -> Vec<String> {
    let checked = rebuild.check(&Silent).await.expect("a check");
    assert!(checked.iter().all(|view| view.is_right() == view.first.is_empty()), "{checked:?}");
    checked.iter().flat_map(|view| &view.first).map(ToString::to_string).collect()
}

pub async fn sql(store: &Store, sql: &str) -> u64 {
    store.views().execute_raw(Statement::from_string(store.backend(), sql)).await.expect(sql).rows_affected()
}

async fn text(store: &Store, sql: &str) -> String {
    let row =
        store.views().query_one_raw(Statement::from_string(store.backend(), sql)).await.expect(sql).expect("a row");
    row.try_get_by_index(0).expect("text")
}

async fn live_table(store: &Store, view: &dyn View) -> String {
    generation::live(store.views(), view.name(), view.version()).await.expect("a lookup").expect("a live one").table()
}

/// Lets a projector follow until every live view has folded the whole log.
async fn follow_to_the_end(store: &Arc<Store>, log: &EventLog) {
    let stop = CancellationToken::new();
    let projector = Projector::new(Arc::clone(store), log.clone(), Clock::system(), views::all());
    let running = tokio::spawn(projector.run(stop.clone()));
    settle(store, log).await;
    stop.cancel();
    running.await.expect("no panic");
}

async fn settle(store: &Store, log: &EventLog) {
    let size = log.size().await.expect("a size");
    for view in views::all() {
        while generation::live(store.views(), view.name(), view.version())
            .await
            .expect("a lookup")
            .expect("live")
            .checkpoint
            < size
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

on_both!(a_view_that_followed_the_log_is_what_a_rebuild_gives, |db| async {
    let (store, log) = open_log(&db).await;
    // Live from the first event on: everything is folded in small batches, as it comes.
    rebuild_of(&store, &log).run(&Silent).await.expect("empty generations go live");
    let stop = CancellationToken::new();
    let projector = Projector::new(Arc::clone(&store), log.clone(), Clock::system(), views::all());
    let running = tokio::spawn(projector.run(stop.clone()));
    append_history(&log, 1_500, 3).await;
    settle(&store, &log).await;
    stop.cancel();
    running.await.expect("no panic");

    assert_eq!(differing(&rebuild_of(&store, &log)).await, [""; 0]);
    assert!(
        text(&store, &format!("SELECT count(*) || '' FROM {}", live_table(&store, &*views::all()[1]).await))
            .await
            .parse::<u64>()
            .expect("a number")
            > 50
    );
});

on_both!(the_check_names_exactly_the_damage_and_a_rebuild_repairs_it, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 600, 5).await;
    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");

    let mut planted = BTreeSet::new();
    for (view, id, field) in [
        ("users", "user_id", "first_name"),
        ("sessions", "session_id", "status"),
        ("activity", "position", "type_term"),
    ] {
        let view = rebuild.views.iter().find(|known| known.name() == view).expect("a view");
        let table = live_table(&store, &**view).await;
        let name = view.name();
        let key = |id_value: &str| match name {
            "activity" => format!("{name}: position={id_value}"),
            _ => format!("{name}: source=clerk {id}={id_value}"),
        };
        let planted_value = if name == "activity" { "7" } else { "'planted'" };
        let nth = |n: u32| format!("SELECT {id} || '' FROM {table} ORDER BY {id} LIMIT 1 OFFSET {n}");
        let [changed, removed, copied] =
            [text(&store, &nth(0)).await, text(&store, &nth(3)).await, text(&store, &nth(5)).await];
        assert_eq!(
            sql(&store, &format!("UPDATE {table} SET {field} = {planted_value} WHERE {id} || '' = '{changed}'")).await,
            1
        );
        assert_eq!(sql(&store, &format!("DELETE FROM {table} WHERE {id} || '' = '{removed}'")).await, 1);
        // A row that no event accounts for: a copy under another key.
        let others: Vec<&str> =
            view.table().columns.iter().map(|column| column.name).filter(|column| *column != id).collect();
        let added = if name == "activity" { "999999".to_owned() } else { "planted_row".to_owned() };
        let literal = if name == "activity" { added.clone() } else { format!("'{added}'") };
        let columns = others.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(",");
        let copy = format!(
            "INSERT INTO {table} ({id},{columns}) SELECT {literal},{columns} FROM {table} WHERE {id} || '' = '{copied}'"
        );
        assert_eq!(sql(&store, &copy).await, 1);
        planted.insert(format!("{} is different in {field}", key(&changed)));
        planted.insert(format!("{} is missing", key(&removed)));
        planted.insert(format!("{} is extra: no event of the log accounts for it", key(&added)));
    }

    let before = generation::all(store.views()).await.expect("generations");
    let checked = rebuild.check(&Silent).await.expect("a check");
    for view in &checked {
        let each = i64::from(planted.iter().any(|row| row.starts_with(&format!("{}:", view.projection))));
        assert_eq!((view.missing, view.extra, view.different), (each, each, each), "{}", view.projection);
    }
    let named: BTreeSet<String> = checked.iter().flat_map(|view| &view.first).map(ToString::to_string).collect();
    assert_eq!(named, planted);
    assert_eq!(
        generation::all(store.views()).await.expect("generations"),
        before,
        "a check changes nothing that is served"
    );

    rebuild.run(&Silent).await.expect("a rebuild");
    assert_eq!(differing(&rebuild).await, [""; 0]);
});

/// Stops a rebuild when it has folded so many events, by never answering again.
struct StopsAt {
    events: u64,
    reached: CancellationToken,
    folded: AtomicU64,
}

impl Progress for StopsAt {
    fn folded(&self, events: u64, _of: u64) {
        self.folded.store(events, Ordering::Relaxed);
        if events >= self.events {
            self.reached.cancel();
        }
    }

    fn stage(&self, _words: &str) {}
}

on_both!(an_interrupted_rebuild_goes_on_where_it_was, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 36_000, 7).await;
    let size = u64::try_from(log.size().await.expect("a size").0).expect("not negative");
    let reached = CancellationToken::new();
    let stops = StopsAt { events: 30_000, reached: reached.clone(), folded: AtomicU64::new(0) };
    let interrupted = rebuild_of(&store, &log);
    tokio::select! {
        done = interrupted.run(&stops) => panic!("it was to be interrupted: {done:?}"),
        () = reached.cancelled() => {}
    }
    assert!(stops.folded.load(Ordering::Relaxed) < size, "it was interrupted on its way");
    let left = generation::all(store.views()).await.expect("generations");
    assert!(left.iter().all(|generation| generation.state == "building" && generation.number == 1), "{left:?}");
    // What is written once is written soon; what merges gathers in memory for longer than this, and is folded again.
    let written: Vec<&str> =
        left.iter().filter(|generation| generation.checkpoint.0 > 0).map(|generation| &*generation.name).collect();
    assert!(written.contains(&"activity") && written.contains(&"mentions"), "{written:?}");
    assert!(!written.contains(&"users"), "{written:?}");
    // The lock of the dropped run is released with its connection, which takes a moment.
    loop {
        match rebuild_of(&store, &log).run(&Silent).await {
            Err(RebuildError::Elsewhere) => tokio::time::sleep(Duration::from_millis(20)).await,
            folded => {
                folded.expect("a rebuild");
                break;
            }
        }
    }
    let live = generation::all(store.views()).await.expect("generations");
    assert!(
        live.iter().all(|generation| generation.state == "live" && generation.number == 1),
        "the same copies were gone on with: {live:?}"
    );
    assert_eq!(differing(&rebuild_of(&store, &log)).await, [""; 0]);
});

on_both!(one_process_rebuilds_at_a_time, |db| async {
    let (store, log) = open_log(&db).await;
    let lock = store.try_lock_rebuild().await.expect("a lock").expect("free");
    assert!(matches!(rebuild_of(&store, &log).run(&Silent).await, Err(RebuildError::Elsewhere)));
    drop(lock);
});

on_both!(a_replaced_generation_is_dropped_after_its_grace_and_not_before, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 100, 9).await;
    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");
    rebuild.run(&Silent).await.expect("a second rebuild");
    let now = Clock::system().now();
    let clock = Clock::fixed(now);
    garbage::collect(&store, &clock, &rebuild.views).await.expect("nothing due");
    assert_eq!(generation::all(store.views()).await.expect("generations").len(), 2 * rebuild.views.len());
    clock.set(Timestamp::from_seconds(now.seconds() + 120));
    garbage::collect(&store, &clock, &rebuild.views).await.expect("dropped");
    let left = generation::all(store.views()).await.expect("generations");
    assert_eq!(
        left.iter().map(|generation| (generation.number, &*generation.state)).collect::<Vec<_>>(),
        vec![(2, "live"); rebuild.views.len()]
    );
    assert_eq!(differing(&rebuild).await, [""; 0]);
});

#[tokio::test(flavor = "multi_thread")]
async fn two_projectors_fold_each_event_once() {
    let Some(db) = Db::postgres().await else { return };
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("empty generations go live");
    let other_store = db.store().await;
    let other_log = EventLog::follow(Arc::clone(&other_store)).await.expect("the log");
    let stop = CancellationToken::new();
    let mut running = Vec::new();
    for (store, log) in [(&store, &log), (&other_store, &other_log)] {
        let projector = Projector::new(Arc::clone(store), log.clone(), Clock::system(), views::all());
        running.push(tokio::spawn(projector.run(stop.clone())));
    }
    append_history(&log, 2_000, 11).await;
    settle(&store, &log).await;
    stop.cancel();
    for projector in running {
        projector.await.expect("no panic");
    }
    assert_eq!(differing(&rebuild_of(&store, &log)).await, [""; 0]);
}

on_both!(an_event_that_cannot_be_folded_is_recorded_and_passed_over, |db| async {
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("empty generations go live");
    let long_id = "s".repeat(300);
    let unreadable =
        format!(r#"{{"object":"event","type":"session.created","data":{{"id":"{long_id}","user_id":"user_1"}}}}"#);
    log.append(event("msg_bad", unreadable)).await.expect("recorded");
    log.append(event(
        "msg_good",
        r#"{"object":"event","type":"session.created","data":{"id":"sess_1","user_id":"user_1","status":"active"}}"#,
    ))
    .await
    .expect("recorded");
    follow_to_the_end(&store, &log).await;
    let failures = text(&store, "SELECT name || ' ' || position || ' ' || svix_id || ' ' || reason FROM projection_failures WHERE name = 'sessions'").await;
    assert!(failures.starts_with("sessions 0 msg_bad ") && failures.contains("256"), "{failures}");
    let views = views::all();
    let named = |name: &str| &**views.iter().find(|view| view.name() == name).expect("a view of that name");
    let sessions = live_table(&store, named("sessions")).await;
    assert_eq!(text(&store, &format!("SELECT session_id FROM {sessions}")).await, "sess_1");
    let activity = live_table(&store, named("activity")).await;
    assert_eq!(text(&store, &format!("SELECT count(*) || '' FROM {activity}")).await, "2");
    assert_eq!(log.size().await.expect("a size"), Size(2));
});
