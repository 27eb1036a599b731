//! What an auditor reads of a company's three weeks: delivered signed to the real binary, late and lost deliveries and all,
//! and read back as a report.

mod report;
mod story;

use serde_json::Value;

use crate::support::{
    Db,
    app::App,
    cli::{run, said},
    on_both,
};
use story::{Told, delivered, happened, lasting};

async fn served(db: &Db, story: &[Told]) -> App {
    let app = App::serve(db).await;
    for Told { id, body } in story {
        assert_eq!(app.deliver(id, body.clone()).await.0, 200, "{id}");
    }
    app.settle().await;
    app
}

async fn trail(app: &App) -> Vec<Value> {
    let (status, page) = app.get("/v1/activity?order=asc&limit=1000").await;
    assert_eq!(status, 200, "{page}");
    page["data"].as_array().expect("rows").clone()
}

on_both!(the_trail_of_three_weeks_reads_like_a_report, |db| async {
    let app = served(&db, &delivered()).await;
    let rows = trail(&app).await;
    insta::assert_snapshot!("three_weeks", report::of(&rows));
});

on_both!(the_trail_is_the_same_in_any_order_of_arrival, |db| async {
    let app = served(&db, &delivered()).await;
    let expected: Vec<Value> = trail(&app).await.iter().map(lasting).collect();
    assert_eq!(expected.len(), happened().len());
    drop(app);
    let mut backwards = happened();
    backwards.reverse();
    let mut halves = happened();
    halves.rotate_left(happened().len() / 2);
    for order in [backwards, halves] {
        let Some(db) = another(&db).await else { return };
        let app = served(&db, &order).await;
        let found: Vec<Value> = trail(&app).await.iter().map(lasting).collect();
        // Rows of one moment stand in the order of their arrival.
        assert_eq!(by_id(found), by_id(expected.clone()));
    }
});

on_both!(the_trail_is_the_same_after_a_rebuild, |db| async {
    let app = served(&db, &delivered()).await;
    let before = trail(&app).await;
    assert!(before.iter().any(|row| !row["revised_at_position"].is_null()), "something came in late");
    let output = run(&db, &["projections", "rebuild", "activity"]);
    assert!(output.status.success(), "{}", said(&output));
    app.settle().await;
    assert_eq!(trail(&app).await, before);
});

fn by_id(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| row["svix_id"].as_str().map(str::to_owned));
    rows
}

/// A fresh database of the same kind.
async fn another(db: &Db) -> Option<Db> {
    match db {
        Db::Sqlite(_) => Some(Db::sqlite()),
        Db::Postgres(_) => Db::postgres().await,
    }
}
