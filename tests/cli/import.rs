//! `gatelog import` appends saved deliveries after the check of the webhook receiver, once each,
//! also when an import is interrupted and repeated.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use gatelog::{
    clock::Timestamp,
    event_log::EventLog,
    ingest::{saved, secret::Secret, signature::SignatureHeaders},
    simulate::{Delivery, History, HistoryOptions, Message},
    storage::{OpenMode, entity::event},
};
use sea_orm::EntityTrait;
use tempfile::TempDir;

use crate::support::{
    Db, assert_gapless, body_of,
    cli::{gatelog, said},
    configured::{Configured, SECRETS},
    on_both, read_all,
    test_server::{SIGNING_SECRET, TestServer},
};

/// Outside of the time window of a live delivery.
const LONG_AGO: i64 = 1_770_000_000;

/// The files of one test, with the secret in the same folder.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("secret"), SIGNING_SECRET).expect("it can be written");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path
    }

    fn import(&self, db: &Db, file: &Path) -> Command {
        let secret = self.0.path().join("secret");
        let mut command = gatelog(db, &["import", "--source", "clerk", "--new-source", "--quiet", "--secret-file"]);
        command.arg(secret).arg(file);
        command
    }
}

fn messages(count: usize) -> Vec<Message> {
    History::new(5, 40, Timestamp::from_seconds(LONG_AGO), &HistoryOptions::default()).take(count).collect()
}

fn line(message: &Message, secret: &str) -> String {
    let secret = Secret::parse(secret).expect("a good secret");
    let delivery = Delivery::sign(message, &secret, message.created_at);
    saved::to_line(&delivery.headers(SignatureHeaders::default()), &delivery.body)
}

fn lines(messages: &[Message]) -> String {
    messages.iter().fold(String::new(), |mut text, message| {
        writeln!(text, "{}", line(message, SIGNING_SECRET)).expect("a String takes it");
        text
    })
}

/// Runs the command to its end, checks the exit code, and returns the output.
async fn output_of(mut command: Command, code: i32) -> String {
    let output: Output =
        tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("no panic");
    assert_eq!(output.status.code(), Some(code), "{}", said(&output));
    said(&output)
}

on_both!(import_appends_once_and_views_follow, |db| async {
    let files = Files::new();
    let messages = messages(600);
    let mut text = "{\"type\":\"ready\",\"relay_url\":\"https://example.com\"}\n\n".to_owned();
    text.push_str(&lines(&messages));
    let file = files.write("deliveries.ndjson", &text);
    let first = output_of(files.import(&db, &file), 0).await;
    assert!(first.contains("600 recorded") && first.contains("1 not deliveries"), "{first}");

    // The same file: nothing is recorded.
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let log = EventLog::follow(store.clone()).await.expect("it opens");
    let size = assert_gapless(&log).await;
    assert_eq!(size.0, 602, "the events, and two system events of the import");
    let again = output_of(files.import(&db, &file), 0).await;
    assert!(again.contains("was imported before") && again.contains("nothing is recorded anew"), "{again}");
    assert_eq!(log.size().await.expect("a size"), size);

    // The same lines in another file or from a stream: every one is a duplicate.
    let part = files.write("part.ndjson", &lines(&messages[100..300]));
    let part = output_of(files.import(&db, &part), 0).await;
    assert!(part.contains("200 in the log already") && part.contains("nothing was recorded anew"), "{part}");
    let mut stream = files.import(&db, Path::new("-"));
    stream.stdin(Stdio::from(fs::File::open(&file).expect("it is there")));
    let stream = output_of(stream, 0).await;
    assert!(stream.contains("600 in the log already") && stream.contains("nothing was recorded anew"), "{stream}");

    let events = read_all(&log).await;
    let rows = event::Entity::find().all(&store.begin_read().await.expect("it reads")).await.expect("rows");
    for message in &messages {
        let found = events.iter().filter(|event| event.id.as_str() == message.id).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{}", message.id);
        assert_eq!(*body_of(found[0]), message.body);
        assert_eq!(found[0].svix_timestamp, message.created_at.seconds());
        let row = rows.iter().find(|row| row.svix_id == message.id).expect("a row");
        assert_eq!((row.via.as_str(), row.source.as_str()), ("import", "clerk"));
    }
    log.shut_down().await;
    store.close().await;

    let app = TestServer::serve(&db).await;
    app.settle().await;
    // The webhook receiver knows the events, too: a retry is a duplicate, another body a conflict.
    let (_, answer) = app.deliver(&messages[7].id, messages[7].body.to_vec()).await;
    assert_eq!(answer["status"], "duplicate");
    let (_, answer) = app.deliver(&messages[8].id, b"{}".to_vec()).await;
    assert_eq!(answer["status"], "conflict");
    let created = messages.iter().filter(|message| message.event_type == "user.created").count();
    let (_, page) = app.get("/v1/activity?type=user.created&limit=1000").await;
    assert_eq!(page["data"].as_array().map(Vec::len), Some(created));
    let (_, own) = app.get("/v1/events?source=system&order=asc&type=system.import_*").await;
    let own = own["data"].as_array().expect("rows");
    let types: Vec<_> = own.iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(types[..2], ["system.import_started", "system.import_finished"]);
    let id = own[1]["svix_id"].as_str().expect("an id");
    let facts: serde_json::Value =
        serde_json::from_slice(&app.get_bytes(&format!("/v1/events/{id}/payload")).await).expect("JSON");
    assert_eq!((&facts["recorded"], &facts["refused"]), (&600.into(), &0.into()), "{facts}");
    assert_eq!(facts["file_sha256"].as_str().map(str::len), Some(64), "{facts}");
    assert_eq!(facts["file_bytes"], text.len(), "{facts}");
});

on_both!(unverified_lines_are_left_out, |db| async {
    let files = Files::new();
    let messages = messages(6);
    let good: Vec<String> = messages.iter().map(|message| line(message, SIGNING_SECRET)).collect();
    let by_other = line(&messages[4], "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3Rz");
    let changed = good[5].replace("\"svix-id\":\"msg_", "\"svix-id\":\"msg_x");
    let too_long = format!("{{\"headers\":{{}},\"body\":\"{}\"}}", "a".repeat(saved::SAVED_BYTES_MAX));
    let text =
        [&*good[0], "not json", &by_other, &good[1], &too_long, &changed, "{\"headers\":{}}", &good[2]].join("\n");
    let said = output_of(files.import(&db, &files.write("mixed", &text)), 1).await;
    for words in [
        "3 recorded",
        "5 left out",
        "line 2: it is no JSON",
        "line 3: no signature matches",
        "line 5: it is longer than",
        "line 6: no signature matches",
        "line 7: the body is missing",
        "2 signature_mismatch",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("not json"), "the output repeats no part of a line: {said}");
    // After the correction the remaining lines are recorded.
    let text = [&*good[0], &good[3], &good[4]].join("\n");
    let said = output_of(files.import(&db, &files.write("better", &text)), 0).await;
    assert!(said.contains("2 recorded") && said.contains("1 in the log already"), "{said}");

    // An import that left lines out does not count as complete, so the same file is read again.
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let log = EventLog::follow(store.clone()).await.expect("it opens");
    assert_gapless(&log).await;
    let clerk = read_all(&log).await.into_iter().filter(|event| !event.source.is_system()).count();
    assert_eq!(clerk, 5);
    log.shut_down().await;
    store.close().await;
    let said = output_of(files.import(&db, &files.write("mixed", "not json")), 1).await;
    assert!(said.contains("1 left out"), "{said}");
    let said = output_of(files.import(&db, &files.write("mixed", "not json")), 1).await;
    assert!(said.contains("1 left out"), "{said}");
});

on_both!(a_killed_import_resumes_without_gap_or_duplicate, |db| async {
    let files = Files::new();
    let messages = messages(12_000);
    let file = files.write("deliveries.ndjson", &lines(&messages));
    drop(db.store().await);
    let store = db.open(OpenMode::Shared).await.expect("it opens");
    let log = EventLog::follow(store.clone()).await.expect("it opens");
    let mut killed = 0;
    for at_least in [500, 3_000, 6_000] {
        let mut child =
            files.import(&db, &file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let begun = Instant::now();
        while log.size().await.expect("a size").0 < at_least && begun.elapsed() < Duration::from_mins(1) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let size = assert_gapless(&log).await;
        killed += i32::from(size.0 >= at_least && size.0 < 12_000);
    }
    assert!(killed > 0, "no import was killed in the middle");
    let said = output_of(files.import(&db, &file), 0).await;
    assert!(said.contains("in the log already"), "{said}");
    assert_gapless(&log).await;
    let mut ids: Vec<String> = read_all(&log)
        .await
        .into_iter()
        .filter(|event| !event.source.is_system())
        .map(|event| event.id.as_str().to_owned())
        .collect();
    ids.sort();
    let mut expected: Vec<String> = messages.into_iter().map(|message| message.id).collect();
    expected.sort();
    assert!(ids == expected, "{} of {}", ids.len(), expected.len());
    log.shut_down().await;
    store.close().await;
});

#[tokio::test(flavor = "multi_thread")]
async fn import_while_serving_fails_on_sqlite() {
    let (db, files) = (Db::sqlite(), Files::new());
    let app = TestServer::serve(&db).await;
    let said = output_of(files.import(&db, &files.write("one", &lines(&messages(1)))), 1).await;
    assert!(said.contains("another gatelog process appends to this log"), "{said}");
    let (_, events) = app.get("/v1/events").await;
    assert_eq!(events["data"].as_array().map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn import_while_serving_works_on_postgres() {
    let Some(db) = Db::postgres().await else { return };
    let files = Files::new();
    let app = TestServer::serve(&db).await;
    let messages = messages(300);
    let said = output_of(files.import(&db, &files.write("deliveries", &lines(&messages))), 0).await;
    assert!(said.contains("300 recorded"), "{said}");
    let (_, answer) = app.deliver("msg_after", b"{}".to_vec()).await;
    assert!(answer["position"].as_i64() >= Some(302), "{answer}");
    app.settle().await;
    let (_, page) = app.get("/v1/activity?limit=1000").await;
    assert_eq!(page["data"].as_array().map(Vec::len), Some(301));
}

#[tokio::test(flavor = "multi_thread")]
async fn import_uses_only_secrets_given_for_the_run() {
    let (db, files) = (Db::sqlite(), Files::new());
    let file = files.write("one", &lines(&messages(1)));
    let arguments = ["import", "--source", "clerk", "--new-source", "--quiet"];
    let mut command = gatelog(&db, &arguments);
    command.arg(&file).env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET);
    let said = output_of(command, 1).await;
    assert!(said.contains("no secret is given for this import"), "{said}");
    let mut command = gatelog(&db, &arguments);
    command
        .arg(&file)
        .env("GATELOG_IMPORT_SECRET", format!("whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3Rz,{SIGNING_SECRET}"));
    let said = output_of(command, 0).await;
    assert!(said.contains("1 recorded"), "{said}");
    for reserved in ["system", "import", "Clerk"] {
        let mut command = gatelog(&db, &["import", "--source", reserved]);
        command.arg(&file).env("GATELOG_IMPORT_SECRET", SIGNING_SECRET);
        output_of(command, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_secret_counts_only_when_given() {
    let (db, files) = (Db::sqlite(), Files::new());
    let [current, retired, _] = SECRETS;
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{current}\" }}, {{ value = \"{retired}\", verify_only = true }}]\n"
    ));
    let file = files.write("one", &line(&messages(1)[0], retired));
    let import = |secret: Option<&str>| {
        let mut command = gatelog(&db, &["import", "--source", "clerk", "--quiet", "--config", &configured.config()]);
        command.arg(&file).envs(secret.map(|secret| ("GATELOG_IMPORT_SECRET", secret)));
        command
    };
    let said = output_of(import(None), 1).await;
    assert!(said.contains("no secret is given for this import"), "{said}");
    let said = output_of(import(Some(current)), 1).await;
    assert!(said.contains("1 signature_mismatch"), "{said}");
    let said = output_of(import(Some(retired)), 0).await;
    assert!(said.contains("1 recorded"), "{said}");
}

on_both!(an_unknown_source_is_refused, |db| async move {
    let files = Files::new();
    let file = files.write("one", &lines(&messages(1)));
    let config =
        Configured::new(&format!("[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{}\" }}]\n", SECRETS[1]));
    let config = config.config();
    let import = |source: &str, arguments: &[&str]| {
        let mut command = gatelog(&db, &["import", "--source", source, "--quiet"]);
        command.args(arguments).arg(&file).env("GATELOG_IMPORT_SECRET", SIGNING_SECRET);
        command
    };
    let key = |source: &str, arguments: &[&str]| {
        let mut command = gatelog(&db, &["keys", "create", "--name", "x", "--scope", "views:read", "--source", source]);
        command.args(arguments);
        command
    };
    let with_config = ["--config", config.as_str()];
    let said = output_of(import("clrek", &with_config), 1).await;
    assert!(said.contains("\"clrek\" is not known here; the nearest is clerk; known are clerk"), "{said}");
    assert!(said.contains("--new-source"), "{said}");
    let said = output_of(import("clerk", &[]), 1).await;
    assert!(said.contains("none is configured, and the log holds no events"), "{said}");
    let migrated = gatelog(&db, &["migrate"]).output().expect("the binary runs");
    assert!(migrated.status.success());
    let keys = |source: &str, arguments: &[&str]| {
        let mut command = gatelog(&db, &["keys"]);
        command.args(arguments).args(["create", "--name", "x", "--scope", "views:read", "--source", source]);
        command
    };
    let said = output_of(keys("clrek", &with_config), 1).await;
    assert!(said.contains("the nearest is clerk"), "{said}");
    output_of(keys("clerk", &with_config), 0).await;
    output_of(key("later", &["--new-source"]), 0).await;
    // A source is known if it is configured or in the log.
    output_of(import("clerk", &with_config), 0).await;
    output_of(import("clerk", &[]), 0).await;
    output_of(key("clerk", &[]), 0).await;
    let said = output_of(key("clerkk", &[]), 1).await;
    assert!(said.contains("the nearest is clerk"), "{said}");
    let said = output_of(import("other", &["--new-source"]), 0).await;
    assert!(said.contains("1 recorded"), "{said}");
});
