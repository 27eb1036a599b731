//! Refusals do not flood the log: a few lines per kind, then one with the number of the rest. The
//! metrics count each of them.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use gatelog::{
    overload::{
        limits::ConnectionLimits,
        log_throttle::{LogRate, LogThrottle},
    },
    telemetry::LogFormat,
};
use serde_json::Value;

use super::overload_server::{genuine, intake, start, status};
use crate::support::{
    captured_log::CapturedLog,
    peer::{Client, soon},
};

/// The lines about refusals for one reason.
fn refusals(log: &CapturedLog, reason: &str) -> Vec<Value> {
    let text = log.text();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    lines.filter(|line| line["verdict"] == "refused" && line["reason"] == reason).collect()
}

// On one thread, so that the server logs to this test's subscriber.
#[tokio::test]
async fn refusal_log_lines_are_throttled_and_metrics_exact() {
    let lines = CapturedLog::default();
    let _here = tracing::subscriber::set_default(lines.subscriber(LogFormat::Json, "info"));
    let mut limits = intake(1_000_000);
    limits.lines = LogRate { lines: 3, interval: Duration::from_secs(5) };
    let server = start(ConnectionLimits::default(), limits).await;

    let mut client = Client::of(server.address).await;
    for _ in 0..50 {
        client.send(&genuine("msg_a", 100).replace("svix-id: msg_a", "svix-id: msg_b")).await;
        assert_eq!(status(&mut client).await.0, 401);
    }
    client.send("POST /webhooks/clerk HTTP/1.1\r\nhost: test\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(status(&mut client).await.0, 400);

    assert_eq!(server.refused("signature_mismatch"), 50, "the metrics count all of them");
    assert_eq!(refusals(&lines, "signature_mismatch").len(), 3);
    assert_eq!(refusals(&lines, "missing_header").len(), 1, "a flood of one kind does not hide another");
    // The line for the rest is logged although no further delivery is refused.
    soon(async {
        while refusals(&lines, "signature_mismatch").len() < 4 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    let last = refusals(&lines, "signature_mismatch").pop().expect("a line");
    assert_eq!(last["suppressed"], 47, "{last}");
    assert_eq!(last["source"], "clerk", "{last}");
    for _ in 0..2 {
        client.send(&genuine("msg_a", 100).replace("svix-id: msg_a", "svix-id: msg_b")).await;
        assert_eq!(status(&mut client).await.0, 401);
    }
    assert_eq!(refusals(&lines, "signature_mismatch").len(), 6, "a new interval allows lines again");
}

#[tokio::test]
async fn deliveries_to_unknown_sources_are_counted_together_and_logged_with_the_known_ones() {
    let lines = CapturedLog::default();
    let _here = tracing::subscriber::set_default(lines.subscriber(LogFormat::Json, "info"));
    let mut limits = intake(1_000_000);
    limits.lines = LogRate { lines: 2, interval: Duration::from_secs(5) };
    let server = start(ConnectionLimits::default(), limits).await;
    let unknown = || server.metrics.refused.value(["(unknown)", "unknown_source"]);
    assert_eq!(server.metrics.deliveries.value(["(unknown)", "refused"]), 0);

    let mut client = Client::of(server.address).await;
    let names = ["clerck", "whsec;planted", "Clerk", "a", "b"];
    for (name, counted) in names.iter().zip(1..) {
        client.send(&genuine("msg_a", 100).replace("/webhooks/clerk", &format!("/webhooks/{name}"))).await;
        assert_eq!((status(&mut client).await.0, unknown()), (404, counted));
    }
    assert_eq!(server.metrics.deliveries.value(["(unknown)", "refused"]), 5);
    client.get("/webhooks/clerck").await;
    assert_eq!((status(&mut client).await.0, unknown()), (404, 5), "no delivery");

    let logged = refusals(&lines, "unknown_source");
    assert_eq!(logged.len(), 2, "{logged:#?}");
    assert!(logged.iter().all(|line| line["source"] == "(unknown)" && line["event.id"] == "msg_a"), "{logged:#?}");
    let texts: Vec<&str> = logged.iter().filter_map(|line| line["message"].as_str()).collect();
    assert!(texts[0].contains("no source clerck ") && texts.iter().all(|text| text.contains(": clerk;")), "{texts:?}");
    assert!(!lines.text().contains("planted"), "only what could be a name is logged");
}

static REPORTED: Mutex<Vec<(u8, u64)>> = Mutex::new(Vec::new());

#[test]
fn suppressed_lines_are_reported_on_drop() {
    let throttle =
        LogThrottle::new(LogRate { lines: 1, interval: Duration::from_hours(1) }, |kind: &u8, suppressed| {
            REPORTED.lock().unwrap_or_else(PoisonError::into_inner).push((*kind, suppressed));
        });
    assert!(throttle.allows(&1));
    assert!(throttle.allows(&2));
    assert!(!throttle.allows(&1));
    assert!(!throttle.allows(&1));
    drop(throttle);
    assert_eq!(*REPORTED.lock().unwrap_or_else(PoisonError::into_inner), [(1, 2)]);
}
