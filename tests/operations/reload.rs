//! SIGHUP applies new secrets and sources without a lost or refused delivery; an invalid
//! configuration changes nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use gatelog::{event_log::EventLog, storage::OpenMode};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use crate::{
    api::asking::Answer,
    support::{
        Db,
        configured::{Configured, SECRETS, assert_hidden, delivery, id_of},
        on_both, read_all,
        test_server::TestServer,
    },
};

const OLD: &str = SECRETS[0];
const NEW: &str = SECRETS[1];
const OTHER: &str = SECRETS[2];

const RATE: Duration = Duration::from_millis(5);
/// Five phases at 200 deliveries a second take 12.5 seconds.
const PHASE_DELIVERIES: usize = 500;
/// Reloads happen during each phase, so that they overlap with deliveries.
const RELOADS_PER_PHASE: usize = 5;

const CONFIG: &str = "[[source]]\nname = \"clerk\"\nsecrets = [{ file = \"secret\" }]\n";

/// Sends at the rate while the configuration is reloaded; every delivery must be recorded.
async fn phase(app: &Arc<TestServer>, client: &Client, name: &str, secrets: &'static [&'static str]) {
    let sent = Arc::new(AtomicUsize::new(0));
    let mut answers = JoinSet::new();
    let sending = async {
        let mut ticks = tokio::time::interval(RATE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for number in 0..PHASE_DELIVERIES {
            ticks.tick().await;
            let id = format!("msg_{name}_{number}");
            let request = delivery(client, app, "clerk", "svix", secrets, &id, id.as_bytes());
            sent.fetch_add(1, Ordering::Relaxed);
            answers.spawn(async move { (id, Answer::to(request).await) });
        }
    };
    let reloading = async {
        for reload in 1..=RELOADS_PER_PHASE {
            // Waits for deliveries instead of time, so that a slow machine reloads during the
            // traffic as well.
            while sent.load(Ordering::Relaxed) < reload * PHASE_DELIVERIES / (RELOADS_PER_PHASE + 1) {
                tokio::time::sleep(RATE).await;
            }
            app.reload().await;
        }
    };
    tokio::join!(sending, reloading);
    while let Some(answer) = answers.join_next().await {
        let (id, answer) = answer.expect("no panic");
        assert_eq!(answer.status, StatusCode::OK, "{id}: {}", answer.text);
        assert_eq!(answer.json()["status"], "recorded", "{id}");
    }
}

/// The data of the system events of a type.
async fn system_events(app: &TestServer, event_type: &str) -> Vec<Value> {
    let (status, page) = app.get(&format!("/v1/events?source=system&type={event_type}&order=asc&limit=1000")).await;
    assert_eq!(status, 200, "{page}");
    let ids = page["data"].as_array().expect("a list").iter().map(|event| event["svix_id"].as_str().expect("an id"));
    let mut facts = Vec::new();
    for id in ids {
        let body = app.get_bytes(&format!("/v1/events/{id}/payload?source=system")).await;
        facts.push(serde_json::from_slice(&body).expect("JSON"));
    }
    facts
}

fn without_time(mut facts: Value) -> Value {
    facts.as_object_mut().expect("an object").remove("at").expect("when it was");
    facts
}

on_both!(secret_rotation_under_load_loses_no_delivery, |db| async {
    let configured = Configured::new(CONFIG);
    configured.write("secret", OLD);
    let app = Arc::new(configured.serve(&db).await);
    let client = Client::new();
    let one = |secret: &'static str, id: &'static str| {
        let request = delivery(&client, &app, "clerk", "svix", &[secret], id, b"{}");
        async { Answer::to(request).await.status.as_u16() }
    };

    phase(&app, &client, "old", &[OLD]).await;
    assert_eq!(one(NEW, "msg_early").await, 401, "the new secret is not known yet");
    configured.write("secret", &format!("{NEW}\n{OLD}\n"));
    phase(&app, &client, "still_old", &[OLD]).await;
    // Like Svix: for a day each delivery is signed with both secrets, the new one first.
    phase(&app, &client, "both", &[NEW, OLD]).await;
    phase(&app, &client, "new", &[NEW]).await;
    assert_eq!(one(OLD, "msg_last").await, 200, "the old one is accepted until it is removed");
    configured.write("secret", NEW);
    let reloading = phase(&app, &client, "new_alone", &[NEW]);
    reloading.await;
    assert_eq!(one(OLD, "msg_late").await, 401, "the old one is removed");
    assert_eq!(one(NEW, "msg_end").await, 200);

    let changes = system_events(&app, "system.secrets_changed").await;
    let change = |added: &[String], removed: &[String]| json!({"type": "system.secrets_changed", "source": "clerk", "added": added, "removed": removed, "retired": []});
    let changes: Vec<Value> = changes.into_iter().map(without_time).collect();
    let expected = [change(&[id_of(NEW)], &[]), change(&[], &[id_of(OLD)])];
    assert_eq!(changes, expected, "only changes are recorded");

    assert!(app.terminate());
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let log = EventLog::follow(store).await.expect("reads");
    let mut recorded: Vec<String> = read_all(&log)
        .await
        .into_iter()
        .filter(|event| !event.source.is_system())
        .map(|event| event.id.to_string())
        .collect();
    recorded.sort();
    let phases = ["old", "still_old", "both", "new", "new_alone"];
    let sent = phases.iter().flat_map(|name| (0..PHASE_DELIVERIES).map(move |number| format!("msg_{name}_{number}")));
    let mut sent: Vec<String> = sent.chain(["msg_last", "msg_end"].map(str::to_owned)).collect();
    sent.sort();
    assert_eq!(recorded, sent, "each acknowledged delivery is recorded once, and nothing else");
    assert_hidden(&app.log().join("\n"), &SECRETS);
});

#[tokio::test(flavor = "multi_thread")]
async fn invalid_configuration_leaves_the_old_one_in_effect() {
    let db = Db::sqlite();
    let configured = Configured::new(CONFIG);
    configured.write("secret", OLD);
    let app = configured.serve(&db).await;
    let client = Client::new();
    let deliver = async |secret: &str, id: &str| {
        Answer::to(delivery(&client, &app, "clerk", "svix", &[secret], id, b"{}")).await.status.as_u16()
    };
    for (number, (file, text, words)) in [
        ("secret", "whsec_this is none", "holds white space"),
        ("secret", "", "which is empty"),
        (
            "gatelog.toml",
            "[[source]]\nname = \"clerk\"\nsecrets = [{ fiel = \"secret\" }]\n",
            "line 3: there is no key `fiel` here",
        ),
        (
            "gatelog.toml",
            &format!("[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{NEW} }}]\n"),
            "gatelog.toml line 3",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        configured.write("gatelog.toml", CONFIG);
        configured.write("secret", NEW);
        configured.write(file, text);
        let line = app.reload().await;
        assert_eq!(line["level"], "ERROR", "{line}");
        let error = line["error"].as_str().unwrap_or_default();
        assert!(error.contains(words), "{words}: {line}");
        assert_eq!(deliver(OLD, &format!("msg_{number}")).await, 200);
        assert_eq!(deliver(NEW, &format!("msg_new_{number}")).await, 401);
    }
    for event_type in ["system.secrets_changed", "system.configuration_changed"] {
        assert_eq!(system_events(&app, event_type).await, [(); 0].map(|()| Value::Null), "nothing changed");
    }
    assert_hidden(&app.log().join("\n"), &SECRETS);
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_adds_and_removes_sources() {
    let db = Db::sqlite();
    let source = |name: &str, secret: &str, rest: &str| {
        format!("[[source]]\nname = \"{name}\"\nsecrets = [{{ value = \"{secret}\" }}]\n{rest}\n")
    };
    let first = source("one", OLD, "");
    let configured = Configured::new(&first);
    let app = configured.serve(&db).await;
    let client = Client::new();
    let deliver = async |source: &str, secret: &str, id: &str| {
        Answer::to(delivery(&client, &app, source, "svix", &[secret], id, b"{}")).await.status.as_u16()
    };
    assert_eq!((deliver("one", OLD, "msg_1").await, deliver("two", NEW, "msg_1").await), (200, 404));
    configured.write(
        "gatelog.toml",
        &format!(
            "[server]\nlisten = \"127.0.0.1:1\"\nready_lag_seconds = 99\n{}{}",
            source("one", OTHER, "instance_ids = [\"ins_1\"]"),
            source("two", NEW, "networks = [\"203.0.113.0/24\"]")
        ),
    );
    let line = app.reload().await;
    assert_eq!(line["level"], "INFO", "{line}");
    assert_eq!((deliver("one", OLD, "msg_2").await, deliver("one", OTHER, "msg_2").await), (401, 200));
    assert_eq!(deliver("two", NEW, "msg_2").await, 403);
    let (_, sources) = app.get("/v1/sources").await;
    let find = |name: &str| sources["data"].as_array().into_iter().flatten().find(|row| row["source"] == name).cloned();
    assert_eq!(find("one").expect("it is there")["instances"], json!(["ins_1"]));
    assert!(find("two").is_some(), "{sources}");
    // A flag sets the address, so the address of the file changes nothing; the limits of readiness
    // need a restart.
    let log = app.log().join("\n");
    assert!(log.contains("take effect after a restart") && log.contains("server.ready_lag_seconds"), "{log}");

    configured.write("gatelog.toml", &first);
    app.reload().await;
    assert_eq!((deliver("one", OLD, "msg_3").await, deliver("two", NEW, "msg_3").await), (200, 404));
    let changed: Vec<Value> =
        system_events(&app, "system.configuration_changed").await.into_iter().map(without_time).collect();
    assert_eq!(changed.len(), 2);
    let names = &changed[0]["changed"];
    for name in ["server.ready_lag_seconds", "source.one.instance_ids", "source.two.networks"] {
        assert!(names.as_array().is_some_and(|names| names.contains(&json!(name))), "{name}: {names}");
    }
    assert_eq!(changed[0]["at_next_start"], json!(["server.ready_lag_seconds"]));
    let secrets: Vec<Value> =
        system_events(&app, "system.secrets_changed").await.into_iter().map(without_time).collect();
    assert_eq!(secrets.len(), 4, "{secrets:?}");
    assert_eq!(secrets[0]["added"], json!([id_of(OTHER)]));
    assert_eq!(secrets[0]["removed"], json!([id_of(OLD)]));
    let facts = format!("{changed:?} {secrets:?}");
    assert!(!facts.contains("ins_1") && !facts.contains("203.0.113"), "names only: {facts}");
    assert_hidden(&facts, &SECRETS);
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_reads_secret_files_of_variables() {
    let db = Db::sqlite();
    let configured = Configured::new("");
    configured.write("secret", OLD);
    let file = configured.path("secret").display().to_string();
    let variables = [("CLERK_WEBHOOK_SIGNING_SECRET", ""), ("CLERK_WEBHOOK_SIGNING_SECRET_FILE", file.as_str())];
    let app = TestServer::serve_with(&db, &[], &variables).await;
    let client = Client::new();
    let deliver = async |secret: &str, id: &str| {
        Answer::to(delivery(&client, &app, "clerk", "svix", &[secret], id, b"{}")).await.status.as_u16()
    };
    assert_eq!((deliver(OLD, "msg_1").await, deliver(NEW, "msg_2").await), (200, 401));
    configured.write("secret", NEW);
    app.reload().await;
    assert_eq!((deliver(OLD, "msg_3").await, deliver(NEW, "msg_4").await), (401, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_logs_what_changed() {
    let db = Db::sqlite();
    let configured = Configured::new(CONFIG);
    configured.write("secret", OLD);
    let app = configured.serve(&db).await;
    let said = async || app.reload().await["message"].as_str().expect("a message").to_owned();
    assert_eq!(said().await, "the configuration was reloaded: nothing changed");
    configured.write("secret", NEW);
    let line = app.reload().await;
    assert_eq!(line["message"], "the signing secrets were reloaded: nothing else changed");
    assert_eq!(line["secrets_of"], "clerk", "{line}");
}
