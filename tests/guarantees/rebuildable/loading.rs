//! Loading: what a rebuild writes in bulk is, byte for byte, what the projector writes row by row.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use gatelog::{
    clock::Clock,
    projection::{Projection as _, Silent, generation},
    storage::{Applied, Cell, ChangedRows, LockMode, PackedRows, Store, TableChanges, ViewWrite},
    views::{self, Users},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    guarantees::rebuildable::rebuild_of,
    support::{Db, event, on_both, open_log},
};

/// What COPY would take for something else without a word: an escape, or nothing at all.
const ESCAPES: [&str; 5] = ["back\\slash", "\\N", "\\t", "\\x41", "plain"];
/// What means something to one of the ways in which rows are handed to a database. Where it breaks a batch, the events of
/// that batch are folded one by one, which is right but slow.
const TEXTS: [&str; 12] = [
    "tab\there",
    "line\nfeed",
    "carriage\rreturn",
    "back\\slash",
    "\\N",
    "\\.",
    "quote\"s' and {braces}, commas",
    "NULL",
    "\u{1f600} – ü",
    " spaces ",
    "\\",
    "ends\\\n",
];

on_both!(escapes_are_loaded_as_they_are, |db| async { assert_loaded(&db, &ESCAPES).await });

on_both!(texts_are_loaded_as_they_are, |db| async { assert_loaded(&db, &TEXTS).await });

async fn assert_loaded(db: &Db, all: &[&str]) {
    let (store, log) = open_log(db).await;
    for (number, text) in all.iter().enumerate() {
        let body = serde_json::json!({
            "object": "event", "type": "user.created",
            "data": {"id": format!("user_{number:02}"), "object": "user", "first_name": text, "updated_at": 1_790_000_000_000_i64},
            "event_attributes": {"http_request": {"client_ip": "203.0.113.1", "user_agent": text}},
        });
        log.append(event(&format!("msg_{number:02}"), body.to_string())).await.expect("it is recorded");
    }
    rebuild_of(&store, &log).run(&Silent).await.expect("a rebuild");
    let texts = async |name: &str, version: i32, column: &str, order: &str| -> Vec<Option<String>> {
        let live = generation::live(store.views(), name, version).await.expect("a lookup").expect("a live one");
        let sql = format!("SELECT {column} FROM {} ORDER BY {order}", live.table());
        let rows = store.views().query_all_raw(Statement::from_string(store.backend(), sql)).await.expect("rows");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a text or none")).collect()
    };
    let expected: Vec<Option<String>> = all.iter().map(|text| Some((*text).to_owned())).collect();
    assert_eq!(texts("users", Users::VERSION, "first_name", "user_id").await, expected);
    assert_eq!(texts("users", Users::VERSION, "last_name", "user_id").await, vec![None; all.len()]);
}

// Whether a page is seen by all depends on when a server flushed what; that it was looked at does not.
on_both!(what_was_built_is_vacuumed, |db| async {
    let (store, log) = open_log(&db).await;
    if store.backend() == DbBackend::Sqlite {
        return;
    }
    rebuild_of(&store, &log).run(&Silent).await.expect("a rebuild");
    let sql = r"SELECT relname FROM pg_stat_user_tables
                 WHERE schemaname = 'gatelog_views' AND relname ~ '_1(_|$)' AND vacuum_count = 0";
    let unseen =
        async || store.views().query_all_raw(Statement::from_string(store.backend(), sql)).await.expect("rows");
    // Figures of a server reach its views a moment later.
    let all = async {
        while !unseen().await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), all).await.expect("every table was vacuumed");
});

on_both!(a_write_behind_whose_back_somebody_wrote_writes_nothing, |db| async {
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("a rebuild");
    for lock in [LockMode::Wait, LockMode::Try] {
        let count = rows(&store).await;
        let late = ViewWrite { lock, ..write_of(&store, 1).await };
        let moved = ViewWrite { lock, ..write_of(&store, 1).await };
        assert_eq!(store.view_tables().apply(moved).await.expect("a write"), Applied::Yes);
        assert_eq!(store.view_tables().apply(late).await.expect("no write"), Applied::FenceMoved);
        assert_eq!(rows(&store).await, count + 1);
    }
});

on_both!(a_write_that_is_rolled_back_leaves_nothing, |db| async {
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("a rebuild");
    let before = rows(&store).await;
    let exclusive = store.view_tables().exclusive("mentions").await.expect("a transaction");
    assert_eq!(exclusive.apply(write_of(&store, 1).await).await.expect("a write"), Applied::Yes);
    drop(exclusive);
    assert!(write(&store).await, "the fence is where it was, and the connection of use");
    assert_eq!(rows(&store).await, before + 1);
});

on_both!(who_reads_after_a_write_that_nobody_waited_for_sees_all_of_it_or_nothing_for_ever, |db| async {
    let (store, log) = open_log(&db).await;
    rebuild_of(&store, &log).run(&Silent).await.expect("a rebuild");
    // Left wherever it waits for the database.
    let mut left = 0;
    loop {
        let some = write_of(&store, 2_000).await;
        let is_done = until_it_waited(left, store.view_tables().apply(some)).await.is_some();
        // As the next rebuild: it waits for those who write.
        let next = store.view_tables().exclusive("mentions").await.expect("a lock");
        let seen = rows(&store).await;
        drop(next);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(rows(&store).await, seen, "left at {left}");
        assert!(write(&store).await, "the connection is of use still, left at {left}");
        if is_done {
            break;
        }
        left += 1;
    }
    assert!(left > 0, "it was left while it wrote");
});

/// The answer, unless it has to be waited for more often than that: then it is asked for no more.
async fn until_it_waited<T>(times: usize, answer: impl Future<Output = T>) -> Option<T> {
    let mut answer = pin!(answer);
    let mut waited = 0;
    poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending if waited == times => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// Writes a row.
async fn write(store: &Store) -> bool {
    store.view_tables().apply(write_of(store, 1).await).await.expect("a write") == Applied::Yes
}

/// What writes so many rows.
async fn write_of(store: &Store, count: i64) -> ViewWrite {
    let view = views::all().into_iter().find(|view| view.name() == "mentions").expect("a view");
    let live =
        generation::live(store.views(), "mentions", view.version()).await.expect("a lookup").expect("a live one");
    let columns = view.table().columns.len();
    let mut new = PackedRows::with_columns(columns);
    let first = rows(store).await;
    for position in first..first + count {
        for cell in [7, 0, 1, position] {
            new.push(Cell::Integer(cell));
        }
    }
    let changes = TableChanges {
        name: live.table(),
        table: view.table(),
        removed: PackedRows::with_columns(columns),
        new: vec![new],
        changed: ChangedRows::new(PackedRows::with_columns(columns)),
    };
    live.write(live.checkpoint, Clock::system().now(), LockMode::Wait, vec![changes], &[])
}

async fn rows(store: &Store) -> i64 {
    let on = store.views();
    let live = generation::live(on, "mentions", 1).await.expect("a lookup").expect("a live one");
    let count = Statement::from_string(store.backend(), format!("SELECT count(*) FROM {}", live.table()));
    let row = on.query_one_raw(count).await.expect("an answer").expect("a row");
    row.try_get_by_index(0).expect("a number")
}
