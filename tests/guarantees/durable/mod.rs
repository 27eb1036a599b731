//! 2xx is answered only after the commit: nothing acknowledged is lost by a kill, a stop, a caller
//! that goes away, or a full queue.

mod kill;
mod queue;

use gatelog::{event::Size, event_log::AppendError};
use tokio::task::JoinSet;

use crate::support::{assert_gapless, event, on_both, open_log};

on_both!(append_completes_without_its_caller, |db| async {
    let (_store, log) = open_log(&db).await;
    for number in 0..50 {
        let append = log.append(event(&format!("msg_{number}"), "body"));
        // Polled once, which queues the event; then dropped, as when the sender hangs up.
        let polled_once = tokio::time::timeout(std::time::Duration::ZERO, append).await;
        assert!(polled_once.is_err() || polled_once.is_ok_and(|appended| appended.is_ok()));
    }
    log.shut_down().await;
    assert_eq!(assert_gapless(&log).await, Size(50));
});

on_both!(shutdown_refuses_appends_and_drains_the_queue, |db| async {
    let (_store, log) = open_log(&db).await;
    let mut appends = JoinSet::new();
    for number in 0..500 {
        let log = log.clone();
        appends.spawn(async move { log.append(event(&format!("msg_{number}"), "body")).await });
    }
    tokio::task::yield_now().await;
    log.shut_down().await;
    assert_eq!(log.append(event("msg_late", "body")).await, Err(AppendError::Closed));
    let outcomes = appends.join_all().await;
    let recorded = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == Err(AppendError::Closed)), "{outcomes:?}");
    assert_eq!(assert_gapless(&log).await, Size(i64::try_from(recorded).expect("a few")));
});
