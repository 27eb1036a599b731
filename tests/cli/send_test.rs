//! `gatelog send-test` sends one signed event and explains the response.

use std::process::Output;

use crate::support::{
    Db,
    cli::{gatelog, said},
    test_server::{SIGNING_SECRET, TestServer},
};

async fn send(secret: &str, arguments: &[&str]) -> Output {
    let mut command = gatelog(&Db::sqlite(), &[&["send-test"], arguments].concat());
    command.env("CLERK_WEBHOOK_SIGNING_SECRET", secret);
    tokio::task::spawn_blocking(move || command.output().expect("the binary runs")).await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn test_event_is_recorded_and_found() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    // An address of this machine needs no scheme.
    let url = app.url("/webhooks/clerk").replace("http://127.0.0.1:", "localhost:");
    for (position, event_type) in ["session.created", "session.removed", "user.created"].into_iter().enumerate() {
        let output = send(SIGNING_SECRET, &["--to", &url, "--type", event_type]).await;
        let said = said(&output);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("200 OK") && said.contains("recorded"), "{said}");
        assert!(!said.contains(SIGNING_SECRET.trim_start_matches("whsec_")), "{said}");
        // The output names the URL of the event.
        let path = said.split('\'').find(|part| part.contains("/v1/events/")).expect("an address");
        let (status, event) = app.get(&path[path.find("/v1/").expect("a path")..]).await;
        assert!(status.is_success(), "{event}");
        assert!(event["position"].as_u64() >= Some(position as u64), "{event}");
        assert_eq!(event["type"], event_type);
        assert_eq!(event["payload"]["instance_id"], "ins_gatelogtest");
    }
    let (_, events) = app.get("/v1/events?limit=1").await;
    let last = events["data"][0]["position"].as_i64().expect("a position");
    while app.get("/v1/activity?order_by=position&limit=1").await.1["data"][0]["position"].as_i64() < Some(last) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let (_, session) = app.get("/v1/sessions/sess_gatelogtest").await;
    assert_eq!(session["user_id"], "user_gatelogtest", "{session}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unacknowledged_test_event_is_explained_and_fails() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let other = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3Rz";
    let cases = [
        (other, app.url("/webhooks/clerk"), "has another secret"),
        (SIGNING_SECRET, app.url("/webhooks/nobody"), "/webhooks/"),
        (SIGNING_SECRET, "http://127.0.0.1:1/webhooks/clerk".to_owned(), "is the endpoint running"),
        (SIGNING_SECRET, "example.com:3000".to_owned(), "http://"),
    ];
    for (secret, url, words) in cases {
        let output = send(secret, &["--to", &url]).await;
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{words}: {said}");
    }
    let (_, events) = app.get("/v1/events").await;
    assert_eq!(events["data"].as_array().map(Vec::len), Some(0), "{events}");
}
