//! `/metrics`: every metric of the alert rules, in the Prometheus text format, without event data.

#![expect(clippy::float_cmp, reason = "counts and levels are whole numbers and exact")]

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    clock::{Clock, Timestamp},
    event::EventId,
    simulate::{History, HistoryOptions},
};
use reqwest::Client;

use crate::{
    api::asking::{Answer, ask, delivery},
    support::{Db, on_both, shell::Shell, test_server::TestServer},
};

const PATH: &str = "/webhooks/clerk";
const BODY: &[u8] =
    br#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_secretive"}}"#;

/// Scrapes `/metrics` and checks its format. Returns the samples by name and labels.
async fn scrape(app: &TestServer) -> BTreeMap<String, f64> {
    let answer = ask(app, "/metrics").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    samples(&answer.text)
}

fn samples(text: &str) -> BTreeMap<String, f64> {
    let text = text.strip_suffix("# EOF\n").expect("the end of the text");
    let (mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new());
    let mut samples = BTreeMap::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').expect("a help text");
            assert!(!help.trim().is_empty() && helped.insert(name), "{line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a type");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(helped.contains(name) && typed.insert(name), "{line}");
        } else {
            let (sample, value) = line.rsplit_once(' ').expect("a value");
            let name = sample.split('{').next().expect("a name");
            let family =
                ["_total", "_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            assert!(typed.contains(name) || typed.contains(family), "no type before {line}");
            let value = value.parse().unwrap_or_else(|_| panic!("{line}"));
            assert!(samples.insert(sample.to_owned(), value).is_none(), "twice: {line}");
        }
    }
    samples
}

fn value(metrics: &BTreeMap<String, f64>, sample: &str) -> f64 {
    *metrics.get(sample).unwrap_or_else(|| panic!("{sample} is missing from {metrics:#?}"))
}

on_both!(deliveries_are_counted_by_verdict_and_refusals_by_reason, |db| async move {
    let app = TestServer::serve(&db).await;
    let fresh = scrape(&app).await;
    for verdict in ["recorded", "duplicate", "conflict", "refused"] {
        let sample = format!("gatelog_deliveries_total{{source=\"clerk\",verdict=\"{verdict}\"}}");
        assert_eq!(value(&fresh, &sample), 0.0, "present before the first delivery");
    }
    assert_eq!(app.deliver("msg_a", BODY).await.0, 200);
    assert_eq!(app.deliver("msg_a", BODY).await.0, 200);
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    Answer::to(delivery(&app, PATH, "svix", "msg_b", BODY).body(&b"forged"[..])).await.problem(401);
    Answer::to(Client::new().post(app.url(PATH)).body("none")).await.problem(400);
    app.settle().await;

    let metrics = scrape(&app).await;
    // Commits are grouped as the load allows: their number is not fixed.
    assert!(value(&metrics, "gatelog_commit_seconds_count") >= 2.0);
    assert!(value(&metrics, "gatelog_commit_events_sum") >= 3.0);
    assert!(value(&metrics, "gatelog_log_size_events") >= 2.0);
    let exact = [
        "gatelog_deliveries_",
        "gatelog_http_requests_total{operation=\"receive_delivery\"",
        "gatelog_commit_failures_total",
        "gatelog_queue_",
        "gatelog_projection_lag_events",
        "gatelog_projection_live",
        "gatelog_projection_failures",
        "gatelog_database_up",
    ];
    let lines: Vec<String> = metrics
        .iter()
        .filter(|(sample, _)| exact.iter().any(|name| sample.starts_with(name)))
        .map(|(sample, value)| format!("{sample} {value}"))
        .collect();
    insta::allow_duplicates! {
        insta::assert_snapshot!(lines.join("\n"), @r#"
        gatelog_commit_failures_total 0
        gatelog_database_up 1
        gatelog_deliveries_refused_total{source="clerk",reason="missing_header"} 1
        gatelog_deliveries_refused_total{source="clerk",reason="signature_mismatch"} 1
        gatelog_deliveries_total{source="(unknown)",verdict="refused"} 0
        gatelog_deliveries_total{source="clerk",verdict="conflict"} 1
        gatelog_deliveries_total{source="clerk",verdict="duplicate"} 1
        gatelog_deliveries_total{source="clerk",verdict="recorded"} 1
        gatelog_deliveries_total{source="clerk",verdict="refused"} 2
        gatelog_http_requests_total{operation="receive_delivery",status="2xx"} 3
        gatelog_http_requests_total{operation="receive_delivery",status="4xx"} 2
        gatelog_projection_failures{projection="activity"} 0
        gatelog_projection_failures{projection="first_sign_ins"} 0
        gatelog_projection_failures{projection="invitations"} 0
        gatelog_projection_failures{projection="memberships"} 0
        gatelog_projection_failures{projection="mentions"} 0
        gatelog_projection_failures{projection="organizations"} 0
        gatelog_projection_failures{projection="sessions"} 0
        gatelog_projection_failures{projection="users"} 0
        gatelog_projection_lag_events{projection="activity"} 0
        gatelog_projection_lag_events{projection="first_sign_ins"} 0
        gatelog_projection_lag_events{projection="invitations"} 0
        gatelog_projection_lag_events{projection="memberships"} 0
        gatelog_projection_lag_events{projection="mentions"} 0
        gatelog_projection_lag_events{projection="organizations"} 0
        gatelog_projection_lag_events{projection="sessions"} 0
        gatelog_projection_lag_events{projection="users"} 0
        gatelog_projection_live{projection="activity"} 1
        gatelog_projection_live{projection="first_sign_ins"} 1
        gatelog_projection_live{projection="invitations"} 1
        gatelog_projection_live{projection="memberships"} 1
        gatelog_projection_live{projection="mentions"} 1
        gatelog_projection_live{projection="organizations"} 1
        gatelog_projection_live{projection="sessions"} 1
        gatelog_projection_live{projection="users"} 1
        gatelog_queue_bytes 0
        gatelog_queue_events 0
        "#);
    }
});

#[tokio::test]
async fn skew_delay_and_secret_use_are_reported() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let now = Clock::system().now();
    let long_ago = Timestamp::from_seconds(now.seconds() - 100_000);
    let id = History::new(7, 5, long_ago, &HistoryOptions::default()).next().expect("a message").id;
    let created_at = EventId::parse(&id).expect("an id").created_at().expect("with its time");
    let late = now.as_seconds() - created_at.as_seconds();
    assert!(late > 50_000.0 && late < 172_800.0, "{late}");
    assert_eq!(app.deliver(&id, BODY).await.0, 200);
    let metrics = scrape(&app).await;
    let skew = value(&metrics, "gatelog_clock_skew_seconds{source=\"clerk\"}");
    assert!((0.0..5.0).contains(&skew), "signed in this second: {skew}");
    assert_eq!(value(&metrics, "gatelog_delivery_skew_seconds_count{source=\"clerk\"}"), 1.0);
    let delay = value(&metrics, "gatelog_delivery_delay_seconds_sum{source=\"clerk\"}");
    assert!((late..late + 20.0).contains(&delay), "created {late} s ago: {delay}");
    assert_eq!(value(&metrics, "gatelog_delivery_delay_seconds_bucket{le=\"36000.0\",source=\"clerk\"}"), 0.0);
    assert_eq!(value(&metrics, "gatelog_delivery_delay_seconds_bucket{le=\"172800.0\",source=\"clerk\"}"), 1.0);
    let last = value(&metrics, "gatelog_last_delivery_timestamp_seconds{source=\"clerk\"}");
    assert!((last - now.as_seconds()).abs() < 60.0, "{last}");
    let used: Vec<_> =
        metrics.iter().filter(|(sample, _)| sample.starts_with("gatelog_secret_last_used_timestamp_seconds")).collect();
    assert_eq!(used.len(), 1, "{used:?}");
    assert!((used[0].1 - last).abs() < 1.0 && used[0].0.contains("secret_id=\""), "{used:?}");
}

on_both!(last_delivery_time_survives_a_restart, |db| async move {
    let app = TestServer::serve(&db).await;
    let last = |metrics: &BTreeMap<String, f64>| {
        metrics.get("gatelog_last_delivery_timestamp_seconds{source=\"clerk\"}").copied()
    };
    while last(&scrape(&app).await) != Some(0.0) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(app.deliver("msg_a", BODY).await.0, 200);
    let before = last(&scrape(&app).await).expect("delivered");
    assert!(app.terminate());
    let app = TestServer::serve(&db).await;
    let after = loop {
        match last(&scrape(&app).await) {
            Some(after) => break after,
            None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    };
    assert!((after - before).abs() < 1.0, "{before} {after}");
});

#[tokio::test]
async fn metrics_need_a_key_and_expose_no_events() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    Answer::to(Client::new().get(app.url("/metrics"))).await.problem(401);
    Answer::to(Client::new().get(app.url("/metrics")).bearer_auth("wrong")).await.problem(401);
    assert_eq!(app.deliver("msg_quiet", BODY).await.0, 200);
    let text = ask(&app, "/metrics").await.text;
    for word in ["user_secretive", "msg_quiet", "127.0.0.1", "whsec_"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn database_outage_hides_only_database_metrics() {
    let Some(db) = Db::postgres().await else { return };
    let Some(shell) = Shell::of(&db) else { return };
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", BODY).await.0, 200);
    assert_eq!(value(&scrape(&app).await, "gatelog_database_up"), 1.0);
    shell.run("ALTER TABLE gatelog.log_head RENAME TO log_head_away").expect("its owner may");
    assert!(app.deliver("msg_b", BODY).await.0.is_server_error());
    let away = scrape(&app).await;
    assert_eq!(value(&away, "gatelog_database_up"), 0.0);
    assert!(!away.keys().any(|sample| sample.starts_with("gatelog_projection_lag")), "{away:#?}");
    assert!(value(&away, "gatelog_commit_failures_total") >= 1.0);
    assert_eq!(value(&away, "gatelog_deliveries_total{source=\"clerk\",verdict=\"recorded\"}"), 1.0);
    shell.run("ALTER TABLE gatelog.log_head_away RENAME TO log_head").expect("its owner may");
    let not_ready = Answer::to(Client::new().get(app.url("/readyz"))).await.problem(503);
    assert!(not_ready.contains("could not commit"), "{not_ready}");
    assert_eq!(app.deliver("msg_b", BODY).await.0, 200);
    app.settle().await;
    let ready = Answer::to(Client::new().get(app.url("/readyz"))).await;
    assert_eq!(ready.status, 200, "an append that commits clears the failure: {}", ready.text);
}

/// The `expr` of each alert rule in `deploy/alerts.yml`, by the name of its alert.
fn alerts() -> BTreeMap<String, String> {
    let mut lines = include_str!("../../deploy/alerts.yml").lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.by_ref().take(3).collect::<Vec<_>>(), ["groups:", "  - name: gatelog", "    rules:"]);
    let mut alerts: BTreeMap<String, String> = BTreeMap::new();
    let mut name = String::new();
    let mut keys: Vec<String> = Vec::new();
    for line in lines.chain(["      - alert: "]) {
        if let Some(next) = line.strip_prefix("      - alert: ") {
            if !name.is_empty() {
                keys.retain(|key| key != "for");
                assert_eq!(keys, ["expr", "annotations", "summary"], "{name}");
            }
            (name, keys) = (next.to_owned(), Vec::new());
            continue;
        }
        let (key, value) = line.trim().split_once(':').unwrap_or_else(|| panic!("no key in {line:?}"));
        assert!(!line.contains('\t') && [8, 10].contains(&(line.len() - line.trim_start().len())), "{line:?}");
        if key == "expr" {
            // A plain YAML scalar ends at a comment and at a key.
            assert!(!value.contains(" #") && !value.contains(": "), "{line}");
            assert!(alerts.insert(name.clone(), value.trim().to_owned()).is_none(), "two of {name}");
        }
        if key == "summary" {
            assert!(value.trim().starts_with('"') && value.ends_with('"'), "braces are quoted: {line}");
        }
        keys.push(key.to_owned());
    }
    alerts
}

#[tokio::test]
async fn alert_rules_use_existing_metrics() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let text = ask(&app, "/metrics").await.text;
    let kinds: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect();
    let alerts = alerts();
    assert!(alerts.len() >= 10, "{alerts:#?}");
    for (alert, expression) in &alerts {
        let words = expression.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        let names: Vec<&str> = words.filter(|word| word.starts_with("gatelog_")).collect();
        assert!(!names.is_empty(), "{alert} uses no metric: {expression}");
        for name in names {
            let ends =
                [("_bucket", "histogram"), ("_sum", "histogram"), ("_count", "histogram"), ("_total", "counter")];
            let family = ends.iter().find_map(|(end, kind)| {
                let family = name.strip_suffix(end)?;
                (kinds.get(family) == Some(kind)).then_some(family)
            });
            let kind = kinds.get(family.unwrap_or(name));
            let kind = kind.unwrap_or_else(|| panic!("{alert} uses {name}, which /metrics does not have"));
            // The rate of a gauge is meaningless, and the value of a counter depends on the last
            // restart.
            let rated =
                [format!("rate({name}"), format!("increase({name}")].iter().any(|rate| expression.contains(rate));
            assert_eq!(rated, *kind != "gauge", "{alert}: {name} is a {kind}");
            // A counter that appears with its first count has not increased.
            let has_sample = text
                .lines()
                .any(|line| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name} ")));
            let increases = expression.contains(&format!("increase({name}"));
            assert!(!increases || has_sample, "{alert}: {name} has no sample before it counts");
        }
        let balanced = |open: char, close: char| expression.matches(open).count() == expression.matches(close).count();
        assert!(balanced('(', ')') && balanced('{', '}') && balanced('[', ']'), "{alert}: {expression}");
    }
    for name in ["Silence", "Refusals", "ClockSkew", "ViewsBehind", "CannotCommit", "Conflicts", "EndpointAtRisk"] {
        assert!(alerts.contains_key(&format!("Gatelog{name}")), "{name}");
    }
}
