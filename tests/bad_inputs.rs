//! Every kind of bad input, at the door, at the API and on the wire, each with its answer: never a 5xx, a panic, a stored
//! row, or anything of the input in the log lines. Prints the table (`cargo nextest run bad_inputs --no-capture`).

mod api;
mod case;
mod door;
mod wire;

use std::fmt::Write as _;

use futures_util::{StreamExt as _, stream};

use self::case::{Case, Right, Said, send};
use crate::support::{Db, app::App, cluster::note, on_both, shell::Shell};

/// Stands in every bad input somewhere, and never in a log line.
pub const PLANTED: &str = "planted-7f3a";

/// What the log holds besides the bad inputs, so that lists have something to answer.
const GOOD: usize = 5;

/// Connections at once.
const AT_ONCE: usize = 8;

async fn serve(db: &Db) -> App {
    let app = App::serve(db).await;
    for number in 0..GOOD {
        let body = format!(
            r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"user_{number}"}}}}"#
        );
        assert_eq!(app.deliver(&format!("msg_good_{number}"), body).await.0, 200);
    }
    app.settle().await;
    app
}

/// What came in through the door, asked of the database itself.
fn recorded(db: &Db) -> Option<String> {
    let schema = if matches!(db, Db::Sqlite(_)) { "" } else { "gatelog." };
    let count = Shell::of(db)?.run(&format!("SELECT count(*) FROM {schema}events WHERE via = 'door';"));
    Some(count.expect("the log reads"))
}

/// One line of the table.
fn row(case: &Case, said: &Said) -> String {
    let kind = if said.is_problem() { "problem" } else { "" };
    format!("{:<62} {:<4} {kind}", case.name, said.status.map_or_else(|| "cut".to_owned(), |status| status.to_string()))
}

async fn every_one_is_answered_as_it_should(db: &Db) {
    let app = serve(db).await;
    // Were a request hidden in another, it would be seen.
    let two = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2);
    assert_eq!(send(&app, &Case::new("two requests", Right::Status(200), two)).await.answers, 2);
    let cases: Vec<Case> = [door::cases(), api::cases(&app).await, wire::cases()].into_iter().flatten().collect();
    let (mut table, mut wrong) = (String::new(), Vec::new());
    let answers: Vec<Said> = stream::iter(&cases).map(|case| send(&app, case)).buffered(AT_ONCE).collect().await;
    for (case, said) in cases.iter().zip(&answers) {
        _ = writeln!(table, "{}", row(case, said));
        if let Err(reason) = case.judge(said) {
            wrong.push(format!("{}: {reason}\n    {}", case.name, said.text.replace("\r\n", "\n    ")));
        }
    }
    note(&format!("{table}{} bad inputs on {}", cases.len(), app.url("")));
    assert!(wrong.is_empty(), "{} of {} answers:\n{}", wrong.len(), cases.len(), wrong.join("\n"));

    // The door still takes what is good, and has taken nothing else.
    assert_eq!(app.deliver("msg_good_last", "{}").await.0, 200);
    if let Some(count) = recorded(db) {
        assert_eq!(count, (GOOD + 1).to_string(), "a bad input is in the log");
    }
    assert!(app.terminate(), "it ends well after all that");
    let log = app.log();
    for word in [PLANTED, "panicked", "\"level\":\"ERROR\"", crate::support::app::API_KEY] {
        let lines: Vec<&String> = log.iter().filter(|line| line.contains(word)).collect();
        assert!(lines.is_empty(), "{word} in the log lines: {lines:#?}");
    }
    assert!(log.iter().any(|line| line.contains("refused")), "the log lines were looked at: {log:#?}");
}

on_both!(every_bad_input_has_its_answer, |db| every_one_is_answered_as_it_should(&db));
