//! `gatelog send-test` sends one signed event and explains the response.

use std::process::Output;

use crate::support::{
    Db,
    cli::{gatelog, said},
    configured::{Configured, SECRETS, assert_hidden},
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
        assert!(said.contains("Bearer $GATELOG_API_KEY") && said.contains("svix-signature"), "{said}");
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
        (SIGNING_SECRET, app.url("/webhooks/nobody"), "/webhooks/nobody: send to http://127.0.0.1:"),
        (SIGNING_SECRET, app.url("/elsewhere"), "/webhooks/clerk"),
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

/// Two sources; the second reads `webhook-*` headers only and names its instance.
const SOURCES: &str = r#"
[[source]]
name = "clerk"
secrets = [{ value = "FIRST" }]
[[source]]
name = "billing"
headers = "webhook"
secrets = [{ value = "SECOND" }]
instance_ids = ["ins_billing", "ins_else"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn senders_follow_the_configuration_of_the_source() {
    let configured = Configured::new(&SOURCES.replace("FIRST", SECRETS[0]).replace("SECOND", SECRETS[1]));
    let db = Db::sqlite();
    let app = configured.serve(&db).await;
    let (url, config) = (app.url("/webhooks/billing"), configured.config());
    configured.write("second.secret", SECRETS[1]);
    let file = configured.path("second.secret").display().to_string();
    let run = async |arguments: Vec<&str>, variables: &[(&str, &str)]| {
        let mut command = gatelog(&Db::sqlite(), &arguments);
        command.envs(variables.iter().copied());
        let ran = tokio::task::spawn_blocking(move || command.output().expect("the binary runs"));
        let output = ran.await.expect("no panic");
        let said = said(&output);
        assert_hidden(&said, &SECRETS);
        (output.status.success(), said)
    };
    // The path names the source; a secret of its own changes nothing else.
    for more in [vec![], vec!["--secret-file", &file], vec!["--source", "billing"]] {
        let line = [vec!["send-test", "--to", &url, "--config", &config], more].concat();
        let (sent, said) = run(line, &[]).await;
        assert!(sent && said.contains("webhook-id, webhook-timestamp, webhook-signature"), "{said}");
        assert!(said.contains("of the instance ins_billing") && said.contains("instance_id=ins_billing"), "{said}");
    }
    let simulate = ["simulate", "--to", &url, "--count", "5", "--rate", "0", "--quiet"];
    for (more, variables) in [
        (vec!["--config", &*config], vec![]),
        (vec!["--source", "billing"], vec![("GATELOG_CONFIG", &*config)]),
        (vec!["--secret", SECRETS[1], "--config", &config], vec![]),
    ] {
        let (sent, said) = run([simulate.to_vec(), more].concat(), &variables).await;
        assert!(sent && said.contains("recorded             5"), "{said}");
    }
    let (_, events) = app.get("/v1/events?source=billing&limit=100").await;
    let events = events["data"].as_array().expect("a list").clone();
    assert!(events.len() >= 18, "{}", events.len());
    for event in events {
        let (_, event) = app.get(&format!("/v1/events/{}", event["svix_id"].as_str().expect("an id"))).await;
        // Of some types nothing is shown.
        if !event["payload"].is_null() {
            assert_eq!(event["payload"]["instance_id"], "ins_billing", "{event}");
        }
    }

    // A file by variable, as serve reads it.
    let clerk = app.url("/webhooks/clerk");
    configured.write("first.secret", SECRETS[0]);
    let file = configured.path("first.secret").display().to_string();
    let line = vec!["simulate", "--to", &clerk, "--count", "2", "--rate", "0", "--quiet"];
    let (sent, said) = run(line.clone(), &[("CLERK_WEBHOOK_SIGNING_SECRET_FILE", &file)]).await;
    assert!(sent, "{said}");
    let (sent, said) = run(line, &[]).await;
    assert!(!sent && said.contains("CLERK_WEBHOOK_SIGNING_SECRET"), "{said}");
    let (sent, said) = run(vec!["send-test", "--to", &app.url("/x"), "--config", &config], &[]).await;
    assert!(!sent && said.contains("several sources are configured (clerk, billing)"), "{said}");
}
