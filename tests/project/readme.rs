//! The questions of README.md and of the guide, asked of a real server: each has the answer that is shown.

use std::process::Command;

use gatelog::api::reports::{REPORTS, Report};
use serde_json::Value;

use crate::{
    api::asking::ask,
    support::{
        Db,
        cli::{gatelog, said},
        cluster::note,
        test_server::{API_KEY, SIGNING_SECRET, TestServer},
    },
};

const INSTANCE: &str = "ins_2readme";
const README: &str = include_str!("../../README.md");
const AUDIT: &str = include_str!("../../docs/guides/audit.md");
const GUIDE: &str = include_str!("../../docs/guides/query-api.md");

/// What stands between two comments.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let inside = text.split_once(begin).and_then(|(_, rest)| rest.split_once(end));
    inside.unwrap_or_else(|| panic!("nothing between {begin} and {end}")).0
}

/// A server with the history of the README: the same one for everybody who runs that command. None where there is no
/// curl to ask with.
pub async fn served(history: &[&str]) -> Option<(Db, TestServer)> {
    if Command::new("curl").arg("--version").output().is_err() {
        note("skipped: curl is not installed");
        return None;
    }
    let db = Db::sqlite();
    let app = TestServer::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", INSTANCE)]).await;
    let mut simulate = gatelog(&db, &["simulate", "--rate", "0", "--quiet"]);
    simulate.args(history).args(["--to", &app.url("/webhooks/clerk")]).current_dir(std::env::temp_dir());
    simulate.envs([("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET), ("CLERK_INSTANCE_ID", INSTANCE)]);
    let simulated = simulate.output().expect("it runs");
    assert!(simulated.status.success(), "{}", said(&simulated));
    app.settle().await;
    Some((db, app))
}

/// The questions of a script, each with its answer.
fn answers(script: &str, app: &TestServer) -> Vec<(String, Value)> {
    let script = script.replace("http://127.0.0.1:3000", &app.url(""));
    // Each answer on a line of its own, where it is printed.
    let script: String = script
        .lines()
        .map(|line| if line.starts_with("ask ") { format!("{line}; echo\n") } else { format!("{line}\n") })
        .collect();
    let ran = Command::new("sh").args(["-euc", &script]).env("GATELOG_API_KEY", API_KEY).output().expect("sh runs");
    assert!(ran.status.success(), "{}", said(&ran));
    let printed = String::from_utf8(ran.stdout).expect("text");
    let questions = script.lines().filter(|line| line.starts_with("ask "));
    let parse = |question: &str, answer: &str| {
        serde_json::from_str(answer).unwrap_or_else(|error| panic!("{question}: {error}: {answer}"))
    };
    questions.zip(printed.lines()).map(|(question, answer)| (question.to_owned(), parse(question, answer))).collect()
}

/// Whether an answer holds all that an abbreviated one shows: fewer fields, and fewer elements.
fn holds(answer: &Value, shown: &Value) -> bool {
    match (answer, shown) {
        (Value::Object(answer), Value::Object(shown)) => {
            shown.iter().all(|(key, shown)| answer.get(key).is_some_and(|answer| holds(answer, shown)))
        }
        (Value::Array(answer), Value::Array(shown)) => {
            answer.len() >= shown.len() && shown.iter().zip(answer).all(|(shown, answer)| holds(answer, shown))
        }
        _ => answer == shown,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_of_the_guide_have_answers_with_rows() {
    let Some((_db, app)) = served(&["--seed", "7"]).await else { return };
    let answers = answers(between(GUIDE, "<!-- questions -->\n```sh\n", "```\n"), &app);
    assert!(answers.len() >= 15, "{answers:?}");
    for (question, answer) in answers {
        assert!(answer.get("detail").is_none(), "{question}: {answer}");
        let is_empty = answer["data"].as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty, "{question}: {answer}");
    }
}

/// Asks the questions of a page, and compares the answers with those that it shows.
fn assert_shown(page: &str, app: &TestServer) -> usize {
    let questions = between(page, "<!-- questions -->", "<!-- /questions -->");
    let blocks = |language: &str| -> Vec<&str> {
        questions.split(&format!("```{language}\n")).skip(1).map(|rest| between(rest, "", "```")).collect()
    };
    let answers = answers(&blocks("sh").concat(), app);
    let shown = blocks("json");
    assert_eq!(answers.len(), shown.len());
    for ((question, answer), shown) in answers.iter().zip(&shown) {
        let shown: Value = serde_json::from_str(shown).unwrap_or_else(|error| panic!("{error}: {shown}"));
        assert!(holds(answer, &shown), "{question} is answered\n{answer}\nand not\n{shown}");
    }
    shown.len()
}

/// Reports whose answers depend on the time of asking, or on who asked.
const OF_NOW: [&str; 6] =
    ["active-sessions", "never-signed-in", "log-readers", "key-changes", "keys-at", "log-changes"];

/// Each report of the audit guide is that of the API, with an answer as it is given.
#[tokio::test(flavor = "multi_thread")]
async fn reports_of_the_audit_guide_have_the_answers_shown() {
    for Report { name, question, not_covered, .. } in REPORTS {
        for part in [format!("### {question}\n"), format!("gatelog report {name}")] {
            assert!(AUDIT.contains(&part), "docs/guides/audit.md lacks {part}");
        }
        let prose = AUDIT.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(prose.contains(&format!("Left out: {not_covered}")), "docs/guides/audit.md lacks {not_covered}");
    }
    let history: Vec<&str> = between(README, "`gatelog simulate ", " --to").split(' ').collect();
    let Some((_db, app)) = served(&history).await else { return };
    assert_eq!(assert_shown(AUDIT, &app), REPORTS.len() - OF_NOW.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_of_the_readme_have_the_answers_shown() {
    let history: Vec<&str> = between(README, "`gatelog simulate ", " --to").split(' ').collect();
    let Some((_db, app)) = served(&history).await else { return };
    assert_eq!(assert_shown(README, &app), 5);

    let trail = ask(&app, "/v1/activity?since=2026-11-20T10:00Z&until=2026-11-20T11:00Z&order=asc").await;
    let trail: Value = serde_json::from_str(&trail.text).expect("JSON");
    let lines: Vec<String> = trail["data"].as_array().expect("rows").iter().map(line).collect();
    for line in between(README, "<!-- trail -->\n```\n", "```").lines() {
        assert!(lines.iter().any(|known| known == line), "{line} is not in\n{}", lines.join("\n"));
    }
}

/// A row of the activity trail as the README shows it: hour and minute, and the sentence.
fn line(row: &Value) -> String {
    let text = |field: &str| row[field].as_str().unwrap_or_default();
    format!("{}  {}", text("occurred_at").get(11..16).unwrap_or_default(), text("summary"))
}

#[test]
fn an_abbreviated_answer_must_be_held() {
    let answer = serde_json::json!({ "data": [{ "a": 1, "b": [1, 2] }, { "a": 2 }], "page": {} });
    for shown in
        [serde_json::json!({ "data": [{ "a": 1 }] }), serde_json::json!({ "data": [{ "b": [1] }, { "a": 2 }] })]
    {
        assert!(holds(&answer, &shown), "{shown}");
    }
    for shown in [serde_json::json!({ "data": [{ "a": 2 }] }), serde_json::json!({ "data": [{ "c": null }] })] {
        assert!(!holds(&answer, &shown), "{shown}");
    }
}
