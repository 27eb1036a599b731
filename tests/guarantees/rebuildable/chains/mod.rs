//! Rows whose meaning depends on the row before them, and lists of which each text is found: whatever order, batches and
//! repetition events come in, and whether they were followed or rebuilt, the tables hold what a replay in true order gives.

mod build_cache;
mod notes;

use std::{collections::BTreeSet, sync::Arc};

use gatelog::{
    clock::Clock,
    event::RecordedEvent,
    event_log::EventLog,
    projection::{
        Checked, Deps, Projector, Rebuild, Silent, View, garbage, generation,
        row_store::{TargetTable, WriteMode},
        view::{self, register},
    },
    storage::{Applied, LockMode, Store},
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio_util::sync::CancellationToken;

use crate::support::{event, on_both, open_log};
use notes::{Note, Notes, Shown, histories, replayed};

fn views() -> Vec<Arc<dyn View>> {
    vec![register(Notes)]
}

fn rebuild_of(store: &Arc<Store>, log: &EventLog) -> Rebuild {
    Rebuild { store: Arc::clone(store), log: log.clone(), clock: Clock::system(), views: views(), keep_previous: None }
}

/// Cases of a strategy, the same in every run.
fn cases<T: std::fmt::Debug>(count: usize, strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a case").current()).collect()
}

async fn rows_of(store: &Store, sql: &str) -> Vec<sea_orm::QueryResult> {
    store.views().query_all_raw(Statement::from_string(store.backend(), sql)).await.expect(sql)
}

async fn run(store: &Store, sql: &str) {
    store.views().execute_raw(Statement::from_string(store.backend(), sql)).await.expect(sql);
}

async fn live_table(store: &Store) -> String {
    generation::live(store.views(), "notes", 1).await.expect("a lookup").expect("a live one").table()
}

/// What the table shows of every event.
async fn shown(store: &Store, table: &str) -> BTreeSet<Shown> {
    let sql = format!("SELECT svix_id, chain, value, previous, actions FROM {table}");
    let read = |row: &sea_orm::QueryResult| Shown {
        id: row.try_get("", "svix_id").expect("an id"),
        chain: row.try_get("", "chain").expect("a chain"),
        value: row.try_get("", "value").expect("a value"),
        previous: row.try_get("", "previous").expect("a value, or none"),
        actions: row.try_get("", "actions").expect("a list, or none"),
    };
    rows_of(store, &sql).await.iter().map(read).collect()
}

/// That the inverted index holds what the lists of the rows say, and nothing else.
async fn assert_lists_are_entered(store: &Store, table: &str) {
    let texts = match store.backend() {
        DbBackend::Sqlite => "json_each(r.actions) AS texts",
        _ => "LATERAL jsonb_array_elements_text(r.actions::jsonb) AS texts(value)",
    };
    let said = format!("SELECT DISTINCT texts.value, r.occurred_at, r.position FROM {table} AS r CROSS JOIN {texts}");
    let entered = format!("SELECT value, occurred_at, position FROM {table}_action");
    let read = |row: &sea_orm::QueryResult| {
        let value: String = row.try_get_by_index(0).expect("a text");
        let [at, position]: [i64; 2] = [1, 2].map(|place| row.try_get_by_index(place).expect("a number"));
        (value, at, position)
    };
    let said: BTreeSet<_> = rows_of(store, &said).await.iter().map(read).collect();
    let entered: BTreeSet<_> = rows_of(store, &entered).await.iter().map(read).collect();
    assert_eq!(entered, said);
}

/// Writes what events give, whether the table has some of it or not.
async fn write(store: &Arc<Store>, log: &EventLog, events: &[RecordedEvent]) {
    let view = register(Notes);
    let folded = view.fold(&view::decode(events));
    assert_eq!(folded.failures, []);
    let deps = Deps { store: Arc::clone(store), log: log.clone(), clock: Clock::system() };
    let live = generation::live(store.views(), "notes", 1).await.expect("a lookup").expect("a live one");
    let (name, table) = (live.table(), view.table());
    let target = TargetTable { name: &name, table: &table };
    let exclusive = store.view_tables().exclusive("notes").await.expect("a transaction");
    let changes = folded.rows.changes(&deps, &*exclusive, target, &mut WriteMode::Repeat).await.expect("changes");
    let write = live.write(live.checkpoint, deps.clock.now(), LockMode::Wait, vec![changes], &[]);
    assert_eq!(exclusive.apply(write).await.expect("written"), Applied::Yes);
    exclusive.commit().await.expect("committed");
}

/// A history in some order, in batches of these sizes; after each batch, the event at this place comes again.
fn arrivals() -> impl Strategy<Value = (Vec<Note>, Vec<usize>, Vec<usize>)> {
    (histories(40).prop_shuffle(), prop::collection::vec(1..=6_usize, 40), prop::collection::vec(0..40_usize, 40))
}

on_both!(any_order_batching_and_repetition_gives_what_a_sorted_replay_gives, |db| async {
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("an empty generation goes live");
    let table = live_table(&store).await;
    for (history, batch_sizes, again) in cases(60, &arrivals()) {
        for table in [&table, &format!("{table}_action")] {
            run(&store, &format!("DELETE FROM {table}")).await;
        }
        let events: Vec<RecordedEvent> = (0..).zip(&history).map(|(position, note)| note.recorded(position)).collect();
        let mut rest = events.as_slice();
        for (size, again) in batch_sizes.into_iter().zip(again) {
            let (batch, later) = rest.split_at(size.min(rest.len()));
            rest = later;
            write(&store, &log, batch).await;
            let come = events.len() - rest.len();
            if come > 0 {
                write(&store, &log, &events[again % come..=again % come]).await;
            }
        }
        assert_eq!(shown(&store, &table).await, replayed(&history), "{history:?}");
        assert_lists_are_entered(&store, &table).await;
    }
});

async fn append(log: &EventLog, notes: &[Note]) {
    for note in notes {
        log.append(event(&note.id, note.body())).await.expect("recorded");
    }
}

/// Lets a projector follow to the end of the log.
async fn settle(store: &Arc<Store>, log: &EventLog) {
    let stop = CancellationToken::new();
    let projector = Projector::new(Arc::clone(store), log.clone(), Clock::system(), views());
    let running = tokio::spawn(projector.run(stop.clone()));
    let size = log.size().await.expect("a size");
    while generation::live(store.views(), "notes", 1).await.expect("a lookup").expect("live").checkpoint < size {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    stop.cancel();
    running.await.expect("no panic");
}

on_both!(followed_and_rebuilt_in_between_it_is_what_a_sorted_replay_gives, |db| async {
    let (store, log) = open_log(&db).await;
    let history = cases(1, &histories(300).prop_shuffle()).remove(0);
    let rebuild = rebuild_of(&store, &log);
    let mut told = 0;
    // Filled before it is followed; then followed, filled, and followed on.
    for (round, notes) in history.chunks(40).enumerate() {
        if round % 2 == 0 {
            append(&log, notes).await;
            rebuild.run(&Silent).await.expect("a rebuild");
        } else {
            for few in notes.chunks(9) {
                append(&log, few).await;
                settle(&store, &log).await;
            }
        }
        told += notes.len();
        let table = live_table(&store).await;
        assert_eq!(shown(&store, &table).await, replayed(&history[..told]));
        assert_lists_are_entered(&store, &table).await;
    }
    let checked = rebuild.check(&Silent).await.expect("a check");
    assert!(checked.iter().all(Checked::is_right), "{checked:?}");
});

on_both!(a_list_goes_with_its_generation, |db| async {
    let (store, log) = open_log(&db).await;
    append(&log, &cases(1, &histories(30)).remove(0)).await;
    let rebuild = rebuild_of(&store, &log);
    rebuild.run(&Silent).await.expect("a rebuild");
    let first = live_table(&store).await;
    rebuild.run(&Silent).await.expect("a rebuild");
    let now = Clock::system().now().seconds() + 120;
    let later = Clock::fixed(gatelog::clock::Timestamp::from_seconds(now));
    garbage::collect(&store, &later, &views()).await.expect("dropped");
    for table in [first.clone(), format!("{first}_action")] {
        assert!(!store.view_tables().exists(&table).await.expect("a lookup"), "{table} stays behind");
    }
    let live = live_table(&store).await;
    assert!(store.view_tables().exists(&format!("{live}_action")).await.expect("a lookup"));
});
