//! Lists of activity walk an index in their order, whatever they ask for, and sort nothing.

use std::sync::Arc;

use gatelog::{
    clock::{Clock, Timestamp},
    projection::{Projection, Rebuild, Silent, generation},
    simulate::{History, HistoryOptions},
    storage::Store,
    views::{self, Activity, activity::Action},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::{event, on_both, open_log};

/// The plan of a question, as the database tells it.
async fn plan(store: &Store, question: &str) -> String {
    let explain = match store.backend() {
        DbBackend::Sqlite => "EXPLAIN QUERY PLAN",
        _ => "EXPLAIN",
    };
    let statement = Statement::from_string(store.backend(), format!("{explain} {question}"));
    let rows = store.reader().query_all_raw(statement).await.expect("a plan");
    let column = if store.backend() == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    rows.iter().map(|row| row.try_get::<String>("", column).expect("text")).collect::<Vec<_>>().join("\n")
}

fn assert_walks(plan: &str, index: &str) {
    assert!(plan.contains(index), "{index} is not used:\n{plan}");
    for worse in ["TEMP B-TREE", "SCAN activity", "Sort", "Seq Scan"] {
        assert!(!plan.contains(worse), "{worse}:\n{plan}");
    }
}

on_both!(a_page_of_an_action_walks_its_entries_in_order, |db| async {
    let (store, log) = open_log(&db).await;
    let history = History::new(7, 50, Timestamp::from_seconds(1_790_000_000), &HistoryOptions::default());
    let mut waiting = tokio::task::JoinSet::new();
    for message in history.take(6_000) {
        let log = log.clone();
        waiting.spawn(async move { log.append(event(&message.id, message.body.clone())).await.expect("recorded") });
    }
    waiting.join_all().await;
    let view = views::all().into_iter().filter(|view| view.name() == Activity::NAME).collect();
    let rebuild = Rebuild { store: Arc::clone(&store), log, clock: Clock::system(), views: view, keep_previous: None };
    rebuild.run(&Silent).await.expect("a rebuild");
    let live =
        generation::live(store.views(), Activity::NAME, Activity::VERSION).await.expect("a lookup").expect("live");
    let table = live.table();

    // The questions of query/activity.rs.
    for (list, value) in [("action", Action::SignedIn.code()), ("ip", 3_405_803_777)] {
        let by_entries = format!(
            "SELECT a.* FROM {table} AS a JOIN {table}_{list} AS e ON e.position = a.position
              WHERE e.value = {value} ORDER BY e.occurred_at DESC, e.position DESC LIMIT 101"
        );
        let entries = if store.backend() == DbBackend::Sqlite {
            "SEARCH e USING PRIMARY KEY".to_owned()
        } else {
            format!("{table}_{list}")
        };
        assert_walks(&plan(&store, &by_entries).await, &entries);
    }
    let by_position = format!(
        "SELECT * FROM {table} WHERE user_term + 0 = 7 AND position > 4000
          ORDER BY position LIMIT 101"
    );
    let key =
        if store.backend() == DbBackend::Sqlite { "INTEGER PRIMARY KEY".to_owned() } else { format!("{table}_key") };
    assert_walks(&plan(&store, &by_position).await, &key);
    for (column, value, index) in [
        ("user_term", 7, "user"),
        ("session_term", 7, "session"),
        ("organization_term", 7, "organization"),
        ("actor_term", 7, "actor"),
        ("type_term", 7, "type"),
        ("country_term", 7, "country"),
        ("city_term", 7, "city"),
        ("browser_term", 7, "browser"),
    ] {
        let question = format!(
            "SELECT * FROM {table} WHERE {column} = {value} ORDER BY occurred_at DESC, position DESC LIMIT 101"
        );
        assert!(
            plan(&store, &question).await.contains(&format!("{table}_{index}")),
            "{}",
            plan(&store, &question).await
        );
    }
    let all = format!("SELECT * FROM {table} ORDER BY occurred_at DESC, position DESC LIMIT 101");
    assert!(plan(&store, &all).await.contains(&format!("{table}_occurred")));
});
