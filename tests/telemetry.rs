//! What an operator reads: one line for each event, and counters that lose nothing.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    thread,
};

use gatelog::telemetry::{Counters, LogFormat, subscriber};
use tracing::{debug, info, subscriber::with_default};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(format: LogFormat, filter: &str, log: impl FnOnce()) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = subscriber(format, filter, false, move || writer.clone()).expect("a good filter");
    with_default(subscriber, log);
    let bytes = lines.0.lock().expect("not poisoned").clone();
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_text_line_holds_message_and_fields_without_colours() {
    let text = logged(LogFormat::Text, "", || info!(event.id = "msg_1", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in ["INFO", "delivery recorded", "event.id=\"msg_1\"", "position=7"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn a_json_line_is_one_object_with_the_fields_on_top() {
    let text = logged(LogFormat::Json, "", || info!(event.id = "msg_1\n", position = 7, "delivery recorded"));
    assert_eq!(text.lines().count(), 1, "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(line["message"], "delivery recorded");
    assert_eq!(line["event.id"], "msg_1\n");
    assert_eq!(line["position"], 7);
    assert_eq!(line["level"], "INFO");
}

#[test]
fn info_is_the_default_and_rust_log_changes_it() {
    let log = || {
        debug!("ours in detail");
        info!(target: "sqlx::query", "a query");
        tracing::warn!(target: "sqlx::query", "a slow query");
        info!("ours");
    };
    let text = logged(LogFormat::Text, " ", log);
    assert!(text.contains("ours") && text.contains("a slow query"), "{text}");
    assert!(!text.contains("ours in detail") && !text.contains("a query"), "{text}");
    let text = logged(LogFormat::Text, "debug", log);
    assert!(text.contains("ours in detail") && text.contains("a query"), "{text}");
    assert!(subscriber(LogFormat::Text, "gatelog=loud", false, io::sink).is_err());
}

#[test]
fn counters_lose_nothing_between_threads() {
    let counters = Counters::default();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1_000 {
                    counters.count("deliveries", "recorded");
                    counters.add("deliveries", "duplicate", 2);
                }
            });
        }
    });
    counters.add("refusals", "too_old", 0);
    assert_eq!(
        counters.snapshot(),
        [("deliveries", "duplicate", 8_000), ("deliveries", "recorded", 4_000), ("refusals", "too_old", 0)]
    );
}
