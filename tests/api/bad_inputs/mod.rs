//! Bad input to the webhook receiver, the API and the HTTP server, each with its answer: never a
//! 5xx, a panic, a stored row, or a part of the input in a log line. `cargo nextest run bad_inputs
//! --no-capture` prints the table.

mod api;
mod case;
mod deliveries;
mod wire;

use std::fmt::Write as _;

use futures_util::{StreamExt as _, stream};

use self::case::{Answer, Case, Expected, send};
use crate::support::{Db, cluster::note, on_both, shell::Shell, test_server::TestServer};

/// Part of every bad input, and never of a log line.
pub const PLANTED: &str = "planted-7f3a";

/// Events in the log, so that lists are not empty.
const GOOD: usize = 5;

/// Concurrent connections.
const AT_ONCE: usize = 8;

async fn serve(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    for number in 0..GOOD {
        let body = format!(
            r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"user_{number}"}}}}"#
        );
        assert_eq!(app.deliver(&format!("msg_good_{number}"), body).await.0, 200);
    }
    app.settle().await;
    app
}

/// The number of recorded deliveries, read from the database itself.
fn recorded(db: &Db) -> Option<String> {
    let schema = if matches!(db, Db::Sqlite(_)) { "" } else { "gatelog." };
    let count = Shell::of(db)?.run(&format!("SELECT count(*) FROM {schema}events WHERE via = 'door';"));
    Some(count.expect("the log reads"))
}

/// One line of the table.
fn row(case: &Case, answer: &Answer) -> String {
    let kind = if answer.is_problem() { "problem" } else { "" };
    format!(
        "{:<62} {:<4} {kind}",
        case.name,
        answer.status.map_or_else(|| "cut".to_owned(), |status| status.to_string())
    )
}

async fn check_answers(db: &Db) {
    let app = serve(db).await;
    // Shows that a hidden second request would be noticed.
    let two = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2);
    assert_eq!(send(&app, &Case::new("two requests", Expected::Status(200), two)).await.answers, 2);
    let cases: Vec<Case> = [deliveries::cases(), api::cases(&app).await, wire::cases()].into_iter().flatten().collect();
    let (mut table, mut wrong) = (String::new(), Vec::new());
    let answers: Vec<Answer> = stream::iter(&cases).map(|case| send(&app, case)).buffered(AT_ONCE).collect().await;
    for (case, answer) in cases.iter().zip(&answers) {
        _ = writeln!(table, "{}", row(case, answer));
        if let Err(reason) = case.check(answer) {
            wrong.push(format!("{}: {reason}\n    {}", case.name, answer.text.replace("\r\n", "\n    ")));
        }
    }
    note(&format!("{table}{} bad inputs on {}", cases.len(), app.url("")));
    assert!(wrong.is_empty(), "{} of {} answers:\n{}", wrong.len(), cases.len(), wrong.join("\n"));

    // The receiver still accepts a good delivery, and recorded nothing else.
    assert_eq!(app.deliver("msg_good_last", "{}").await.0, 200);
    if let Some(count) = recorded(db) {
        assert_eq!(count, (GOOD + 1).to_string(), "a bad input is in the log");
    }
    assert!(app.terminate(), "the server stops cleanly");
    let log = app.log();
    for word in [PLANTED, "panicked", "\"level\":\"ERROR\"", crate::support::test_server::API_KEY] {
        let lines: Vec<&String> = log.iter().filter(|line| line.contains(word)).collect();
        assert!(lines.is_empty(), "{word} in the log lines: {lines:#?}");
    }
    assert!(log.iter().any(|line| line.contains("refused")), "there are log lines: {log:#?}");
}

on_both!(every_bad_input_has_its_answer, |db| check_answers(&db));
