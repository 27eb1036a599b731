//! The README, followed step by step, ends in answers with rows.

use std::process::Command;

use serde_json::Value;

use crate::support::{
    Db,
    app::{API_KEY, App, SIGNING_SECRET},
    cli::{gatelog, said},
    cluster::note,
};

const INSTANCE: &str = "ins_2readme";

#[tokio::test(flavor = "multi_thread")]
async fn the_questions_of_the_readme_have_answers_with_rows() {
    if Command::new("curl").arg("--version").output().is_err() {
        return note("skipped: curl is not installed");
    }
    let db = Db::sqlite();
    let app = App::serve_with(&db, &[], &[("CLERK_INSTANCE_ID", INSTANCE)]).await;
    let mut simulate = gatelog(&db, &["simulate", "--rate", "0", "--quiet", "--seed", "7", "--to"]);
    simulate.arg(app.url("/webhooks/clerk")).current_dir(std::env::temp_dir());
    simulate.envs([("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET), ("CLERK_INSTANCE_ID", INSTANCE)]);
    let simulated = simulate.output().expect("it runs");
    assert!(simulated.status.success(), "{}", said(&simulated));
    app.settle().await;

    let readme = include_str!("../README.md");
    let block = readme.split_once("<!-- questions -->\n```sh\n").and_then(|(_, rest)| rest.split_once("```\n"));
    let script = block.expect("the questions").0.replace("http://127.0.0.1:3000", &app.url(""));
    // Each answer on a line of its own, where it is shown.
    let script: String = script
        .lines()
        .map(|line| if line.starts_with("ask ") { format!("{line}; echo\n") } else { format!("{line}\n") })
        .collect();
    let ran = Command::new("sh").args(["-euc", &script]).env("GATELOG_API_KEY", API_KEY).output().expect("sh runs");
    assert!(ran.status.success(), "{}", said(&ran));
    let answers = String::from_utf8(ran.stdout).expect("text");
    assert!(answers.lines().count() >= 15, "{answers}");
    let questions = script.lines().filter(|line| line.starts_with("ask "));
    for (question, answer) in questions.zip(answers.lines()) {
        let answer: Value =
            serde_json::from_str(answer).unwrap_or_else(|error| panic!("{question}: {error}: {answer}"));
        assert!(answer.get("detail").is_none(), "{question}: {answer}");
        assert!(
            answer.get("data").is_none_or(|data| !data.as_array().is_some_and(Vec::is_empty)),
            "{question}: {answer}"
        );
    }
}
