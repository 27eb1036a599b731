//! What the CLI and the log report about secrets: which are configured and when each was last
//! used, never their values.

use std::{fs, process::Command};

use gatelog::{clock::Clock, event_log::EventLog, storage::OpenMode};
use reqwest::Client;

use crate::{
    api::asking::Answer,
    support::{
        Db, clerk,
        cli::{gatelog, said},
        configured::{Configured, SECRETS, assert_hidden, delivery, id_of},
        event, on_both, open_log,
    },
};

const FIRST: &str = SECRETS[0];
const SECOND: &str = SECRETS[1];
const THIRD: &str = SECRETS[2];

fn run(mut command: Command) -> String {
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

fn line<'a>(text: &'a str, id: &str) -> &'a str {
    text.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id}: {text}"))
}

on_both!(secrets_are_listed_with_their_last_use, |db| async {
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{FIRST}\" }}, {{ file = \"old\", verify_only = true }}]\n\
         [[source]]\nname = \"billing\"\nsecrets = [{{ value = \"{FIRST}\" }}]\n"
    ));
    configured.write("old", THIRD);
    let app = configured.serve(&db).await;
    // A secret that is no longer configured.
    let second = db.open(OpenMode::Shared).await.expect("opens");
    let log = EventLog::start(second, Clock::system()).await.expect("starts");
    log.append(event("msg_before", "{}")).await.expect("recorded");
    log.shut_down().await;

    for (source, id) in [("clerk", "msg_1"), ("clerk", "msg_2"), ("billing", "msg_3"), ("clerk", "msg_4")] {
        let request = delivery(&Client::new(), &app, source, "svix", &[FIRST], id, b"{}");
        assert_eq!(Answer::to(request).await.status, 200);
    }
    // While the server runs.
    let text = run(gatelog(&db, &["secrets", "--config", &configured.config()]));
    let used: Vec<&str> = text.lines().filter(|line| line.contains(&id_of(FIRST))).collect();
    assert_eq!(used.len(), 2, "one line per source: {text}");
    assert!(used.iter().all(|line| line.contains("accepted") && line.ends_with("door")), "{text}");
    let position = |source: &str| {
        used.iter()
            .find(|line| line.starts_with(source))
            .map(|line| line.split_whitespace().rev().nth(1).expect("a position").to_owned())
    };
    let (_, last) = app.get("/v1/events/msg_3").await;
    assert_eq!(position("billing"), Some(last["position"].to_string()), "{text}");
    let (_, last) = app.get("/v1/events/msg_4").await;
    assert_eq!(position("clerk"), Some(last["position"].to_string()), "{text}");
    let retired = line(&text, &id_of(THIRD));
    assert!(retired.contains("verify only") && retired.ends_with('-'), "never used: {text}");
    assert!(line(&text, "0badcafe").contains("not configured"), "{text}");
    assert_hidden(&text, &SECRETS);
    // Without a configured secret, the secrets in the log are listed all the same.
    let text = run(gatelog(&db, &["secrets"]));
    assert!(line(&text, &id_of(FIRST)).contains("not configured") && text.contains("--config"), "{text}");
});

#[tokio::test(flavor = "multi_thread")]
async fn last_use_needs_one_index_lookup() {
    let db = Db::sqlite();
    let (store, log) = open_log(&db).await;
    let log: EventLog = log;
    log.append(event("msg_1", "{}")).await.expect("recorded");
    let Some(shell) = crate::support::shell::Shell::of(&db) else { return };
    let plan = shell.run("EXPLAIN QUERY PLAN SELECT e.position FROM payloads p JOIN events e ON e.position = p.position WHERE p.secret_id = 'x' ORDER BY p.position DESC LIMIT 1;");
    let plan = plan.expect("a plan");
    assert!(plan.contains("payloads_by_secret (secret_id=?)") && !plan.contains("TEMP B-TREE"), "{plan}");
    let uses = gatelog::query::secrets::last_uses(&store).await.expect("reads");
    assert_eq!((uses.len(), &*uses[0].secret_id, &*uses[0].source), (1, "0badcafe", clerk().as_str()));
}

/// A configuration with a secret in every place where one can be.
fn secrets_in_every_place() -> Configured {
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"a\"\nsecrets = [{{ value = \"{FIRST}\" }}, {{ file = \"f\" }}, {{ env = \"THIRD\", verify_only = true }}]\n"
    ));
    configured.write("f", SECOND);
    configured
}

#[test]
fn config_check_names_the_origin_of_each_value() {
    let configured = secrets_in_every_place();
    let db = Db::sqlite();
    let config = configured.config();
    let mut command = gatelog(&db, &["config", "check", "--listen", "127.0.0.1:3001"]);
    command.env("GATELOG_CONFIG", &config).env("THIRD", THIRD).env("GATELOG_DOCS", "false");
    let text = run(command);
    for (key, words) in [
        ("database.url", "variable DATABASE_URL"),
        ("server.listen", "127.0.0.1:3001  (flag --listen)"),
        ("server.docs", "false  (variable GATELOG_DOCS)"),
        ("server.metrics", "true  (default)"),
        (&id_of(FIRST), "gatelog.toml line 3"),
        (&id_of(SECOND), "gatelog.toml line 3"),
        (&id_of(THIRD), "(verify only)  (variable THIRD)"),
        ("go to", "/webhooks/a"),
        ("warning: ", "the source a names no instance_ids"),
    ] {
        assert!(line(&text, key).contains(words), "{key}: {words}: {text}");
    }
    assert!(text.ends_with("the configuration can be used\n"), "{text}");
    assert_hidden(&text, &SECRETS);
    let database = db.location();
    drop(database);
    if let Db::Sqlite(folder) = &db {
        assert_eq!(fs::read_dir(folder.path()).expect("reads").count(), 0, "no database is opened");
    }

    let mut broken = gatelog(&db, &["config", "check", "--config", &config]);
    let output = broken.env_remove("THIRD").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("line 3: the variable THIRD is not set"), "{}", said(&output));
    assert_hidden(&said(&output), &SECRETS);
}

#[test]
fn config_example_prints_the_whole_example() {
    let db = Db::sqlite();
    let text = run(gatelog(&db, &["config", "example"]));
    assert_eq!(text.trim_end(), gatelog::config::example::example().trim_end());
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_stay_out_of_log_and_process_list() {
    let db = Db::sqlite();
    let configured = secrets_in_every_place();
    let config = configured.config();
    let variables = [("CLERK_WEBHOOK_SIGNING_SECRET", ""), ("THIRD", THIRD), ("RUST_LOG", "trace")];
    let app = crate::support::test_server::TestServer::serve_with(&db, &["--config", &config], &variables).await;
    for (secret, status) in [(FIRST, 200), (SECOND, 200), (THIRD, 401)] {
        let request =
            delivery(&Client::new(), &app, "a", "svix", &[secret], &format!("msg_{status}"), secret.as_bytes());
        Answer::to(request).await;
    }
    app.reload().await;
    let log = app.log().join("\n");
    assert!(log.len() > 1_000, "it logged something: {log}");
    let command_line = fs::read_to_string(format!("/proc/{}/cmdline", app.pid())).expect("it runs");
    assert!(command_line.contains("gatelog"), "{command_line}");
    assert_hidden(&command_line, &SECRETS);
    assert_hidden(&log, &SECRETS);
}
