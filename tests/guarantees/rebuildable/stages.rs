//! A rebuild that ends early, at whatever stage, is gone on with by the next one, and none goes on for ever.

use std::time::Duration;

use gatelog::{
    projection::{Progress, Rebuild, RebuildError, Silent, generation},
    views,
};

use crate::{
    guarantees::rebuildable::{append_history, differing, rebuild_of, sql},
    support::{on_both, open_log},
};

/// Ends a rebuild when it enters a stage: whatever it holds is dropped there.
struct StopsBefore {
    stage: &'static str,
}

impl Progress for StopsBefore {
    fn folded(&self, _events: u64, _of: u64) {}

    fn stage(&self, words: &str) {
        if words == self.stage {
            // A panic of which nobody is told.
            std::panic::resume_unwind(Box::new(self.stage));
        }
    }
}

/// Runs it up to the beginning of a stage, and drops it there.
async fn stop_at(rebuild: &Rebuild, stage: &'static str) {
    let rebuild = rebuild.clone();
    let run = tokio::spawn(async move { rebuild.run(&StopsBefore { stage }).await });
    let ended = run.await.expect_err("it was to be stopped");
    assert!(ended.is_panic(), "{stage}: {ended}");
}

/// Runs it once the lock of the dropped one is released with its connection, which takes a moment.
async fn go_on(rebuild: &Rebuild) -> Result<u64, RebuildError> {
    loop {
        match rebuild.run(&Silent).await {
            Err(RebuildError::Elsewhere) => tokio::time::sleep(Duration::from_millis(20)).await,
            done => return done,
        }
    }
}

on_both!(a_rebuild_that_is_stopped_at_any_stage_goes_on, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 2_000, 11).await;
    for stage in ["deriving what changed", "indexing", "catching up"] {
        stop_at(&rebuild_of(&store, &log), stage).await;
        let left = generation::all(store.views()).await.expect("generations");
        let building = left.iter().filter(|generation| generation.state == "building").count();
        assert_eq!(building, views::all().len(), "{stage}: {left:?}");
        append_history(&log, 2_100, 11).await;
        go_on(&rebuild_of(&store, &log)).await.expect("a rebuild");
        let after = generation::all(store.views()).await.expect("generations");
        assert!(after.iter().all(|generation| generation.state != "building"), "{stage}: {after:?}");
        assert_eq!(differing(&rebuild_of(&store, &log)).await, [""; 0], "{stage}");
    }
});

on_both!(a_chain_without_places_ends_a_rebuild_instead_of_keeping_it_for_ever, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 500, 13).await;
    let rebuild = rebuild_of(&store, &log);
    stop_at(&rebuild, "deriving what changed").await;
    // No event makes such rows; a mistake in a view could.
    assert!(sql(&store, "UPDATE activity_1 SET version_at = NULL WHERE chain IS NOT NULL").await > 10);
    let ended = tokio::time::timeout(Duration::from_secs(30), go_on(&rebuild)).await.expect("it ends");
    let error = ended.expect_err("and says why").to_string();
    assert!(error.contains("activity_1"), "{error}");
});

on_both!(a_swap_never_takes_a_view_back, |db| async {
    let (store, log) = open_log(&db).await;
    append_history(&log, 100, 17).await;
    let users = views::all().into_iter().filter(|view| view.name() == "users").collect();
    let rebuild = Rebuild { views: users, ..rebuild_of(&store, &log) };
    rebuild.run(&Silent).await.expect("a rebuild");
    // As if the live copy had folded an event that the log does not hold.
    assert_eq!(sql(&store, "UPDATE projections SET checkpoint = checkpoint + 1 WHERE name = 'users'").await, 1);
    let ended = rebuild.run(&Silent).await;
    assert!(matches!(ended, Err(RebuildError::Interfered { name: "users" })), "{ended:?}");
    let all = generation::all(store.views()).await.expect("generations");
    let states: Vec<(i64, &str)> = all.iter().map(|one| (one.number, &*one.state)).collect();
    assert_eq!(states, [(1, "live"), (2, "building")]);
});
