//! Sending: complete and signed requests, retries like Svix, and correct counts.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use gatelog::{
    cli::{
        simulate::{SimulateArgs, SimulateError, plan, run_until},
        source_args::SourceArgs,
    },
    clock::{Clock, Timestamp},
    config::environment::Environment,
    simulate::{Disorder, SendOptions, deliveries, report::Outcome, send},
};
use http::StatusCode;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    SECRET, arguments,
    endpoint::{Endpoint, HANG_UP},
    history, in_order,
};

#[tokio::test]
async fn report_counts_every_response() {
    let endpoint = Endpoint::start(|_, id, _| {
        let status = match id.as_bytes()[30] % 4 {
            0 => "duplicate",
            1 => "conflict",
            2 => return (200, "[]".to_owned()),
            _ => "recorded",
        };
        (200, format!(r#"{{"status":"{status}","svix_id":"{id}","position":1}}"#))
    })
    .await;
    let planned: Vec<_> = deliveries(history(37, 40).take(400), &Disorder::default(), 2).collect();
    let expected =
        |rest: u8| planned.iter().filter(|planned| planned.message.id.as_bytes()[30] % 4 == rest).count() as u64;
    let report = endpoint.send(planned.clone(), 8).await;

    assert_eq!(report.sent, planned.len() as u64);
    assert_eq!(
        (report.duplicate, report.conflict, report.accepted, report.recorded),
        (expected(0), expected(1), expected(2), expected(3))
    );
    assert_eq!((report.failed, report.retries, report.refused.len()), (0, 0, 0));
    assert_eq!(endpoint.connections.load(Ordering::Relaxed), 8, "connections are kept and used again");
    let bytes: usize = planned.iter().map(|planned| planned.message.body.len()).sum();
    assert_eq!(report.body_bytes_mean(), bytes as u64 / report.sent);
    assert!(report.latency.quantile(990) >= report.latency.quantile(500));
    assert!(report.latency.quantile(500) > Duration::ZERO);

    let mut seen: Vec<_> = endpoint.requests().into_iter().map(|request| request.body).collect();
    let mut sent: Vec<_> = planned.into_iter().map(|planned| planned.message.body).collect();
    seen.sort_unstable();
    sent.sort_unstable();
    assert_eq!(seen, sent, "the received bodies are the planned bodies, byte for byte");
}

#[tokio::test]
async fn status_503_is_retried_and_401_is_not() {
    let endpoint = Endpoint::start(|attempt, _, number| match number {
        0 if attempt < 2 => (503, String::new()),
        1 => (401, String::new()),
        _ => (200, r#"{"status":"recorded"}"#.to_owned()),
    })
    .await;
    let report = endpoint.send(in_order(41, 5), 1).await;
    assert_eq!((report.sent, report.recorded, report.retries), (5, 4, 2));
    assert_eq!(report.refused, BTreeMap::from([(401, 1)]));
    let first = &endpoint.requests()[..3];
    assert!(first.iter().all(|request| request.id == first[0].id && request.body == first[0].body));
    let text = report.to_string();
    assert!(text.contains("refused 401") && text.contains("recorded") && text.contains("retries"), "{text}");
}

#[tokio::test]
async fn persistent_503_counts_as_refused() {
    let endpoint = Endpoint::start(|_, _, number| match number {
        0 => (503, String::new()),
        _ => (200, String::new()),
    })
    .await;
    let planned = in_order(43, 2);
    let ids: Vec<_> = planned.iter().map(|planned| planned.message.id.clone()).collect();
    let (outcomes, mut received) = tokio::sync::mpsc::unbounded_channel();
    let options = SendOptions { outcomes: Some(outcomes), ..endpoint.options(1) };
    let report = send(planned.into_iter(), options).await.expect("connected");
    assert_eq!((report.sent, report.accepted, report.retries), (2, 1, 3));
    assert_eq!(report.refused, BTreeMap::from([(503, 1)]));
    assert_eq!(received.recv().await, Some((ids[0].clone(), Outcome::Refused(StatusCode::SERVICE_UNAVAILABLE))));
    assert_eq!(received.recv().await, Some((ids[1].clone(), Outcome::Accepted)));
    assert_eq!(received.recv().await, None);
}

#[tokio::test]
async fn broken_connection_repeats_the_same_request() {
    let endpoint = Endpoint::start(|attempt, _, _| match attempt {
        0 => (HANG_UP, String::new()),
        _ => (200, r#"{"status":"recorded"}"#.to_owned()),
    })
    .await;
    let report = endpoint.send(in_order(47, 3), 1).await;
    assert_eq!((report.sent, report.recorded, report.retries, report.failed), (3, 3, 3, 0));
    let requests = endpoint.requests();
    for pair in requests.chunks(2) {
        assert_eq!(pair[0], pair[1], "id, timestamp, signature and body are the same");
    }
}

#[tokio::test]
async fn lost_endpoint_ends_the_run() {
    let endpoint = Endpoint::start(|_, _, _| (200, String::new())).await;
    let options = endpoint.options(2);
    let (done, stop) = (Arc::clone(&options.done), options.stop.clone());
    let endless = deliveries(history(61, 20), &Disorder::none(), 1);
    let run = tokio::spawn(send(endless, options));
    while done.load(Ordering::Relaxed) < 5 {
        tokio::task::yield_now().await;
    }
    endpoint.stop.cancel();
    let report = run.await.expect("no panic").expect("connected at first");
    assert!(report.failed >= 1 && report.accepted >= 5, "{report}");
    assert!(report.last_failure.as_ref().is_some_and(|why| why.contains("cannot connect")), "{report}");
    assert!(!stop.is_cancelled(), "the token of the caller is not cancelled");
}

#[tokio::test]
async fn rate_limit_is_kept() {
    let endpoint = Endpoint::start(|_, _, _| (200, String::new())).await;
    let options = SendOptions { rate: Some(100), ..endpoint.options(4) };
    let report = send(in_order(53, 50).into_iter(), options).await.expect("connected");
    assert_eq!(report.accepted, 50);
    assert!(report.duration >= Duration::from_millis(480), "{:?}", report.duration);
}

#[tokio::test]
async fn stop_finishes_requests_in_flight() {
    let endpoint = Endpoint::start(|_, _, _| (200, String::new())).await;
    let options = SendOptions { rate: Some(200), ..endpoint.options(2) };
    let stop = options.stop.clone();
    let endless = deliveries(history(59, 20), &Disorder::none(), 1);
    let run = tokio::spawn(send(endless, options));
    while endpoint.requests().len() < 5 {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    let report = run.await.expect("no panic").expect("connected");
    assert_eq!(report.sent, report.accepted);
    assert_eq!(report.sent, endpoint.requests().len() as u64);
}

#[tokio::test]
async fn invalid_arguments_are_explained() {
    let error = |to: &str| {
        let arguments = arguments(to, 1);
        async move { run_until(&arguments, Clock::system(), CancellationToken::new()).await.expect_err("refused") }
    };
    for url in ["example.com:3000/webhooks/clerk", "/webhooks/clerk", "ftp://localhost/", ""] {
        let text = error(url).await.to_string();
        assert!(text.contains("http://127.0.0.1:3000/webhooks/clerk"), "{text}");
    }
    for url in ["http://", "http://localhost:99999/", "http://u:p@localhost/", "http://a b/", "http://localhost:/x#y"] {
        assert!(matches!(error(url).await, SimulateError::Target(_)), "{url}");
    }
    // The port of a closed listener.
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let text = error(&format!("http://{closed}/webhooks/clerk")).await.to_string();
    assert!(text.contains(&closed.to_string()) && text.contains("is the endpoint running"), "{text}");

    // A listener without TLS.
    let plain = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = plain.local_addr().expect("an address");
    tokio::spawn(async move { while plain.accept().await.is_ok() {} });
    let text = error(&format!("https://{address}/webhooks/clerk")).await.to_string();
    assert!(text.contains("TLS"), "{text}");

    let none = SimulateArgs { secret: None, ..arguments("http://localhost", 1) };
    let error = run_until(&none, Clock::system(), CancellationToken::new()).await.expect_err("refused").to_string();
    assert!(error.contains("--secret") && error.contains("CLERK_WEBHOOK_SIGNING_SECRET"), "{error}");
    let wrong = SimulateArgs { secret: Some("sk_test_abc".into()), ..arguments("http://localhost", 1) };
    let error = run_until(&wrong, Clock::system(), CancellationToken::new()).await.expect_err("refused").to_string();
    assert!(error.contains("--secret") && !error.contains("abc"), "{error}");
}

#[tokio::test]
async fn command_sends_its_plan() {
    let endpoint = Endpoint::start(|_, _, _| (200, r#"{"status":"recorded"}"#.to_owned())).await;
    let arguments = arguments(&endpoint.url(), 120);
    let report = run_until(&arguments, Clock::system(), CancellationToken::new()).await.expect("sent");
    assert_eq!(report.recorded, report.sent);
    let ids: HashSet<_> = endpoint.requests().into_iter().map(|request| request.id).collect();
    assert_eq!(ids.len(), 120);
}

#[test]
fn events_have_the_configured_instance() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gatelog.toml");
    std::fs::write(
        &file,
        format!(
            "[[source]]\nname = \"billing\"\nsecrets = [{{ value = \"{SECRET}\" }}]\ninstance_ids = [\"ins_billing\", \"ins_else\"]\n"
        ),
    )
    .expect("written");
    let instance_id = |to: &str, given: Option<&str>, config: bool, variable: Option<&'static str>| {
        let given = given.map(str::to_owned);
        let config = config.then(|| file.clone());
        let source = SourceArgs { config, source: None };
        let args = SimulateArgs { instance_id: given, source, ..arguments(to, 1) };
        let env = variable.map(|id| ("CLERK_INSTANCE_ID", id)).into_iter().collect();
        args.configured(&env).expect("a good configuration").instance_id
    };
    let (clerk, billing) = ("http://localhost/webhooks/clerk", "http://localhost/webhooks/billing");
    assert_eq!(instance_id(clerk, None, false, None), None, "an invented one");
    assert_eq!(instance_id(clerk, None, false, Some("ins_a,ins_b")).as_deref(), Some("ins_a"));
    assert_eq!(instance_id("http://localhost/api/webhooks", None, false, Some("ins_a")).as_deref(), Some("ins_a"));
    assert_eq!(instance_id(clerk, Some("ins_given"), false, Some("ins_a")).as_deref(), Some("ins_given"));
    assert_eq!(
        instance_id(billing, None, true, Some("ins_a")).as_deref(),
        Some("ins_billing"),
        "by the source in the address"
    );
    let source = SourceArgs { config: Some(folder.path().join("none.toml")), source: None };
    let broken = SimulateArgs { source, ..arguments(clerk, 1) };
    assert!(broken.configured(&Environment::default()).is_err(), "a file that is named is read");
}

#[test]
fn history_spans_the_given_days() {
    let now = Timestamp::parse_rfc3339("2026-11-20T12:00:00Z").expect("a time");
    for days in [1, 10, 90] {
        let args = SimulateArgs { days, ..arguments("http://localhost", 500) };
        let first = plan(&args, now).map(|planned| planned.message.created_at).min().expect("messages");
        let before = (now.micros() - first.micros()) / 1_000_000;
        let day = 86_400;
        assert!(
            (i64::from(days) * day - 3_600..=i64::from(days) * day + 3_600).contains(&before),
            "{days}: {before} s"
        );
    }
}
