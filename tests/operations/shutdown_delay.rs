//! During the shutdown delay the service is not ready and accepts requests; then it drains.

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use crate::support::{
    Db,
    configured::{Configured, SECRETS},
    on_both,
    test_server::TestServer,
};

const VARIABLE: &str = "GATELOG_SHUTDOWN_DELAY_SECONDS";

/// Waits until the service is not ready, and returns why.
async fn not_ready(app: &TestServer) -> String {
    let since = Instant::now();
    loop {
        let (status, answer) = app.get("/readyz").await;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return answer["detail"].as_str().expect("a detail").to_owned();
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{status}: {answer}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

on_both!(shutdown_delay_accepts_deliveries_and_is_not_ready, |db| async {
    // Far longer than the test: only the second signal ends it.
    let app = TestServer::serve_with(&db, &[], &[(VARIABLE, "600")]).await;
    assert_eq!(app.get("/readyz").await.0, 200);
    assert!(app.signal("-TERM"), "it runs");
    assert_eq!(not_ready(&app).await, "the service is shutting down");
    // A connection that is opened now.
    let client = reqwest::Client::new();
    let alive = client.get(app.url("/healthz")).send().await.expect("it still accepts connections");
    assert_eq!(alive.status(), 200);
    let (status, answer) = app.deliver("msg_late", "{}").await;
    assert_eq!((status.as_u16(), answer["status"].as_str()), (200, Some("recorded")), "{answer}");
    let since = Instant::now();
    assert!(app.terminate(), "a second signal ends the delay");
    assert!(since.elapsed() < Duration::from_mins(1));
    let log = app.log().join("\n");
    assert!(log.contains("a second signal ends the shutdown delay"), "{log}");

    let app = TestServer::serve(&db).await;
    let (status, _) = app.get("/v1/events/msg_late").await;
    assert_eq!(status, 200, "the delivery of the delay is in the log");
});

#[tokio::test(flavor = "multi_thread")]
async fn service_drains_after_the_delay() {
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &["--shutdown-delay-seconds", "1"], &[]).await;
    let since = Instant::now();
    assert!(app.terminate());
    assert!(since.elapsed() >= Duration::from_secs(1), "{:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_names_the_delay_as_due_at_the_next_start() {
    let source =
        |rest: &str| format!("{rest}[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{}\" }}]\n", SECRETS[0]);
    let (db, configured) = (Db::sqlite(), Configured::new(&source("")));
    let app = configured.serve(&db).await;
    configured.write("gatelog.toml", &source("[server]\nshutdown_delay_seconds = 600\n"));
    app.reload().await;
    let log = app.log().join("\n");
    assert!(log.contains("take effect after a restart") && log.contains("server.shutdown_delay_seconds"), "{log}");
    assert!(app.terminate(), "the delay of the start is none");
}
