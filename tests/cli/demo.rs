//! `gatelog demo`: the commands that it prints work as they are pasted, and it leaves nothing behind.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{Db, cli::gatelog, cluster::note, terminal::Terminal};

/// The first words of the plain line and of the live line.
const COUNTED: &str = " deliveries: ";

fn demo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = gatelog(&Db::sqlite(), &["demo", "--listen", "127.0.0.1:0"]);
    command.args(arguments).env("TMPDIR", folder).current_dir(folder);
    command
}

/// The lines until the first one that counts deliveries.
fn instructions(child: &mut Child) -> (String, impl FnOnce() -> String + use<>) {
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut text = String::new();
    while !text.contains(COUNTED) {
        assert!(out.read_line(&mut text).expect("text") > 0, "it ended: {text}");
    }
    let rest = move || {
        let mut rest = String::new();
        out.read_to_string(&mut rest).expect("text");
        rest
    };
    (text, rest)
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).unwrap_or_else(|| panic!("{begin}: {text}")).0
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill is installed");
    assert!(sent.success());
}

fn shell(text: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", text]).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// What a shell prints for a text that somebody pastes.
fn paste(text: &str) -> String {
    let output = shell(text).output().expect("sh runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed
}

#[test]
fn piped_demo_has_no_escape_codes_and_pasted_commands_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = demo(folder.path(), &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let (text, rest) = instructions(&mut child);
    let key = text.lines().find_map(|line| line.strip_prefix("API key")).expect("a key").trim();
    assert!(key.len() >= 32 && !key.contains(' '), "alone at the end of its line: {text}");
    assert!(!text.contains(" INFO "), "log lines only with --log: {text}");

    if Command::new("curl").arg("--version").output().is_ok() {
        let printed = paste(between(&text, "API key", "# Kill it").split_once('\n').expect("lines").1);
        let lines = |field: &str| printed.lines().filter(|line| line.starts_with(field)).count();
        let (sentences, addresses) = (lines("\"summary\":\""), lines("\"user_email\":\""));
        assert!(sentences > 5 && addresses > 0, "five sign-ins, a history, and who was there: {printed}");
    } else {
        note("skipped: curl is not installed");
    }
    let checked = paste(between(&text, "nothing differs\n", "\n\nCtrl-C"));
    assert_eq!(checked.trim(), "the views match the log");

    signal(&child, "-TERM");
    let rest = rest();
    let mut errors = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut errors).expect("text");
    assert!(child.wait().expect("it ends").success(), "{errors}");
    assert_eq!(errors, "");
    assert!(!format!("{text}{rest}").contains('\u{1b}'), "{text}{rest}");
    assert!(rest.ends_with("its folder is removed.\n"), "{rest}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_demo_is_served_again_as_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = demo(folder.path(), &[]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let (text, _) = instructions(&mut child);
    let recorded: u64 = between(&text, COUNTED, " recorded").replace(',', "").parse().expect("a number");
    let command = text.lines().find(|line| line.starts_with("kill -9")).expect("a command");
    let (kill, serve) = command.split_once("; ").expect("two commands");
    paste(kill);
    child.wait().expect("it ends");
    let mut served = shell(&serve.replace("&& ", "&& exec ")).stderr(Stdio::null()).spawn().expect("it runs");
    let address = between(&text, "Swagger UI  ", "/docs");
    let key = between(&text, "API key     ", "\n");
    let size = size_of_log(&format!("{address}/v1/projections"), key).await;
    assert!(size >= recorded, "{size} events, and {recorded} were acknowledged");
    signal(&served, "-TERM");
    assert!(served.wait().expect("it ends").success());

    let left = between(serve, "cd ", " &&");
    let mut next = demo(folder.path(), &[]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let mut out = BufReader::new(next.stdout.take().expect("piped"));
    let mut text = String::new();
    while !text.contains("rm -r ") {
        assert!(out.read_line(&mut text).expect("text") > 0, "it ended: {text}");
    }
    assert!(text.contains("10 to 30 seconds") && text.ends_with(&format!("rm -r {left}\n")), "{left}: {text}");
    signal(&next, "-TERM");
    assert!(next.wait().expect("it ends").success());
}

/// The number of events in the log, once the server answers.
async fn size_of_log(url: &str, key: &str) -> u64 {
    let client = reqwest::Client::new();
    let since = Instant::now();
    loop {
        let answer = client.get(url).bearer_auth(key).send().await;
        if let Ok(answer) = answer {
            let page: Value = serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON");
            return page["data"][0]["size"].as_u64().unwrap_or_else(|| panic!("{page}"));
        }
        assert!(since.elapsed() < Duration::from_mins(1), "{answer:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn terminal_keeps_instructions_above_one_live_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut terminal = Terminal::run(demo(folder.path(), &["--keep"]));
    let live = |seen: &str| seen.rsplit("Ctrl-C").next().unwrap_or_default().matches(COUNTED).count() >= 3;
    let seen = terminal.see(|seen| seen.contains("Ctrl-C") && live(seen)).to_owned();
    assert!(seen.contains("\u{1b}[32m"), "colours: {seen:?}");
    assert!(!seen.contains(" INFO "), "{seen:?}");
    let (_, redrawn) = seen.split_once("Ctrl-C").and_then(|(_, rest)| rest.split_once('\n')).expect("a live line");
    assert!(!redrawn.contains('\n'), "in place: {redrawn:?}");
    let (status, seen) = terminal.interrupt();
    assert!(status.success(), "{seen:?}");
    let last = seen.trim_end().lines().last().expect("a line").trim();
    assert!(Path::new(last).join("gatelog.db").exists(), "{last}: {seen:?}");
}

#[test]
fn no_color_turns_colours_off() {
    let folder = tempfile::tempdir().expect("a folder");
    for (variable, value) in [("NO_COLOR", "1"), ("CLICOLOR", "0")] {
        let mut command = demo(folder.path(), &["--log"]);
        command.env(variable, value);
        let mut terminal = Terminal::run(command);
        let seen = terminal.see(|seen| seen.contains("recorded source=clerk"));
        let coloured = seen
            .split("\u{1b}[")
            .skip(1)
            .any(|code| code.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == ';').starts_with('m'));
        assert!(!coloured, "{variable}: {seen:?}");
        assert!(terminal.interrupt().0.success());
    }
}
