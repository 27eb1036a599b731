//! The command line: one clear error line for a failed start, a graceful stop, and plain help
//! texts.

use std::{
    fs,
    net::TcpListener,
    process::{Command, Output},
    time::{Duration, Instant},
};

use clap::CommandFactory as _;
use gatelog::{access::Scopes, cli::Arguments};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    Db,
    cli::{gatelog, run, said},
    cluster::note,
    configured::Configured,
    on_both,
    peer::soon,
    terminal::Terminal,
    test_server::{API_KEY, SIGNING_SECRET, TestServer},
};

/// Variables of the environment, and expected words of the error.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

/// `serve` with a valid configuration and these variables.
fn serve(db: &Db, variables: &[(&str, &str)]) -> Command {
    let mut command = gatelog(db, &["serve"]);
    command.env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET).env("GATELOG_LISTEN", "127.0.0.1:0");
    command.envs(variables.iter().copied()).current_dir(std::env::temp_dir());
    command
}

/// The error line of a failed start.
fn error_line(mut command: Command) -> String {
    // A server that starts unexpectedly must not hang the test.
    let patience = "60";
    let mut limited = Command::new("timeout");
    limited.args(["-k", "5", patience]).arg(command.get_program()).args(command.get_args()).env_clear();
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    command = limited;
    let output: Output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = String::from_utf8(output.stderr).expect("text");
    assert!(!text.contains("panicked"), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert_eq!(text.lines().last(), Some(lines[0]), "nothing comes after it: {text}");
    lines[0].to_owned()
}

fn assert_says(line: &str, words: &[&str]) {
    for word in words {
        assert!(line.contains(word), "{word}: {line}");
    }
}

#[test]
fn invalid_configuration_is_one_error_line() {
    let db = Db::sqlite();
    let secret = "CLERK_WEBHOOK_SIGNING_SECRET";
    let cases: [Case<'_>; 9] = [
        (&[(secret, "")], &[secret, "whsec_", "Dashboard"]),
        (&[(secret, "whsec_###not-base64###")], &[secret, "base64"]),
        (&[(secret, "sk_test_abcdefghijklmnop")], &[secret, "sk_", "whsec_"]),
        (&[(secret, "pk_test_abcdefghijklmnop")], &[secret, "pk_", "whsec_"]),
        (&[("CLERK_WEBHOOK_SIGNING_SECRET_FILE", "/dev/null")], &[secret, "CLERK_WEBHOOK_SIGNING_SECRET_FILE"]),
        (&[("GATELOG_API_KEY", "too-short-to-hold")], &["GATELOG_API_KEY", "32"]),
        (&[("DATABASE_URL", "mysql://user:hunter2@host/db")], &["DATABASE_URL", "sqlite:", "postgres://"]),
        (&[("DATABASE_URL", "postgres://user:hunter2@127.0.0.1:1/db")], &["127.0.0.1:1", "DATABASE_URL"]),
        (&[("GATELOG_LISTEN", "everywhere")], &["GATELOG_LISTEN", "everywhere"]),
    ];
    for (variables, words) in cases {
        let line = error_line(serve(&db, variables));
        assert_says(&line, words);
        for hidden in ["hunter2", "not-base64", "abcdefghijklmnop", "too-short-to-hold", &SIGNING_SECRET[6..]] {
            assert!(!line.contains(hidden), "{line}");
        }
    }
}

#[test]
fn occupied_port_is_named() {
    let db = Db::sqlite();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    assert_says(&error_line(serve(&db, &[("GATELOG_LISTEN", &address)])), &[&address, "GATELOG_LISTEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_file_has_one_server() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    assert_says(&error_line(serve(&db, &[])), &["gatelog.db", "in use"]);
    assert!(app.terminate());
}

on_both!(no_migrate_requires_a_prior_migration, |db| async {
    let mut unmigrated = serve(&db, &[]);
    unmigrated.arg("--no-migrate");
    assert_says(&error_line(unmigrated), &["gatelog migrate"]);
    let migrated = run(&db, &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let app = TestServer::serve_with(&db, &["--no-migrate"], &[]).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    assert!(app.terminate());
});

#[test]
fn serve_reads_dotenv_and_prefers_the_environment() {
    let db = Db::sqlite();
    let folder = tempfile::tempdir().expect("a folder");
    let dotenv = folder.path().join(".env");
    let started = |variables: &[(&str, &str)]| {
        let mut command = serve(&db, variables);
        command.current_dir(folder.path());
        error_line(command)
    };
    fs::write(&dotenv, "GATELOG_API_KEY=short-one\n").expect("a file");
    assert_says(&started(&[]), &["GATELOG_API_KEY", "32"]);
    // The environment sets the key now, so the error names the next mistake.
    let line = started(&[("GATELOG_API_KEY", API_KEY), ("GATELOG_LISTEN", "nowhere")]);
    assert_says(&line, &["nowhere"]);
    fs::write(&dotenv, "# good\nGATELOG_API_KEY=a b $(c\n").expect("a file");
    let line = started(&[]);
    assert_says(&line, &[".env: line 2"]);
    assert_eq!(line.matches(".env").count(), 1, "named once: {line}");
    assert!(!line.contains("$(c"), "{line}");
}

/// Sends the head of a delivery. Returns when the server waits for the body.
async fn begin_delivery(app: &TestServer, id: &str, body: &[u8]) -> TcpStream {
    let address = app.url("").replace("http://", "");
    let now = crate::api::asking::now();
    let signature = crate::api::asking::signature(id, now, body);
    let mut peer = TcpStream::connect(&address).await.expect("it listens");
    let head = format!(
        "POST /webhooks/clerk HTTP/1.1\r\nhost: {address}\r\nsvix-id: {id}\r\nsvix-timestamp: {now}\r\nsvix-signature: {signature}\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    peer.write_all(head.as_bytes()).await.expect("it reads");
    // The server requests the body, so it has read the head.
    let mut asked = [0; 12];
    peer.read_exact(&mut asked).await.expect("the server requests the body");
    assert_eq!(&asked, b"HTTP/1.1 100");
    peer
}

#[tokio::test(flavor = "multi_thread")]
async fn open_requests_finish_after_sigterm() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let body = b"{\"type\":\"late\"}";
    let mut peer = begin_delivery(&app, "msg_late", body).await;
    let ended = tokio::task::spawn_blocking(move || app.terminate());
    // The server has the head before the signal arrives.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!ended.is_finished(), "it waits for the body");
    peer.write_all(body).await.expect("it still reads");
    let mut answer = String::new();
    peer.read_to_string(&mut answer).await.expect("a whole answer");
    assert!(answer.contains("HTTP/1.1 200") && answer.contains("\"recorded\""), "{answer}");
    assert!(ended.await.expect("no panic"), "it ends with success");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_signal_ends_the_process_at_once() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    let _peer = begin_delivery(&app, "msg_open", b"{}").await;
    assert!(app.signal("-TERM"), "it runs");
    soon(async {
        while !app.log().join("\n").contains("a further signal ends the process at once") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    let began = Instant::now();
    assert!(!app.terminate(), "it ends without an answer to the open request");
    assert!(began.elapsed() < Duration::from_secs(10), "open requests may take 30 s");
    let app = TestServer::serve(&db).await;
    assert_eq!(app.get("/v1/events/msg_a").await.0, 200, "what was acknowledged is on disk");
}

on_both!(projections_lists_all_and_refuses_unknown_names, |db| async {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", "{}").await.0, 200);
    app.settle().await;
    let listed = run(&db, &["projections"]);
    assert!(listed.status.success(), "{}", said(&listed));
    let text = String::from_utf8(listed.stdout).expect("text");
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(columns, ["NAME", "VERSION", "GENERATION", "STATE", "CHECKPOINT", "SIZE", "LAG", "FAILURES"]);
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    let mut names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    names.sort_unstable();
    let mut every: Vec<&str> = gatelog::views::all().iter().map(|view| view.name()).collect();
    every.sort_unstable();
    assert_eq!(names, every);
    let size = rows[0][5];
    assert!(rows.iter().all(|row| row[3..7] == ["live", size, size, "0"]), "{text}");
    assert!(size.parse::<u32>().is_ok_and(|size| size > 1), "with the system events of the service: {text}");
    let line = error_line(gatelog(&db, &["projections", "rebuild", "userz"]));
    assert_says(&line, &["userz", "users", "sessions", "activity"]);
    assert!(app.terminate());
});

#[test]
fn help_texts_are_plain_and_hold_examples() {
    for command in [
        "serve",
        "demo",
        "migrate",
        "projections",
        "projections status",
        "projections rebuild",
        "projections rollback",
        "projections failures",
        "projections retry",
        "config",
        "config example",
        "config check",
        "secrets",
        "check-delivery",
        "import",
        "send-test",
        "keys",
        "keys create",
        "keys list",
        "keys revoke",
        "status",
        "simulate",
        "openapi",
        "completions",
    ] {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = said(&run(&Db::sqlite(), &arguments));
        assert!(help.contains(&format!("gatelog {command}")) && help.contains("\nExample"), "{command}: {help}");
        for markup in ["`", "<http", "**"] {
            assert!(!help.contains(markup), "{command}: {help}");
        }
    }
}

/// Every command without subcommands, as its words.
fn leaves(command: &clap::Command, before: &[String]) -> Vec<Vec<String>> {
    let words = [before, &[command.get_name().to_owned()]].concat();
    let below: Vec<_> = command.get_subcommands().flat_map(|command| leaves(command, &words)).collect();
    if below.is_empty() { vec![words] } else { below }
}

#[test]
fn config_is_taken_behind_every_subcommand() {
    let without = ["demo", "tail", "export", "report", "openapi", "completions", "config example", "dictionary"];
    for words in leaves(&Arguments::command(), &[]) {
        if without.contains(&words[1..].join(" ").as_str()) {
            continue;
        }
        for option in ["--config", "--database-url"] {
            let sends = ["send-test", "simulate", "check-delivery"].contains(&words[1].as_str());
            if sends && option == "--database-url" {
                continue;
            }
            let line = words.iter().map(String::as_str).chain([option, "x"]);
            let error = Arguments::command().try_get_matches_from(line).err();
            let unknown = error.is_some_and(|error| error.kind() == clap::error::ErrorKind::UnknownArgument);
            assert!(!unknown, "{words:?} {option}");
        }
    }
    let folder = Configured::new("[database]\nurl = \"sqlite:DB\"\n");
    let path = folder.path("gatelog.db").display().to_string();
    folder.write("gatelog.toml", &format!("[database]\nurl = \"sqlite:{path}\"\n"));
    let config = folder.config();
    for line in [
        vec!["migrate", "--config", &config],
        vec!["keys", "--config", &config, "list"],
        vec!["keys", "list", "--config", &config],
        vec!["projections", "--config", &config, "failures"],
        vec!["projections", "failures", "--config", &config],
    ] {
        let output = gatelog(&Db::sqlite(), &line).env_remove("DATABASE_URL").output().expect("it runs");
        assert!(output.status.success(), "{line:?}: {}", said(&output));
    }
    assert!(folder.path("gatelog.db").exists());
}

#[test]
fn openapi_check_finds_a_stale_document() {
    let db = Db::sqlite();
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/gatelog.json");
    let printed = run(&db, &["openapi"]);
    assert!(printed.status.success(), "{}", said(&printed));
    let file = fs::read(committed).expect("openapi/gatelog.json is committed");
    assert!(printed.stdout == file, "run `gatelog openapi > openapi/gatelog.json`");
    assert!(run(&db, &["openapi", "--check", committed]).status.success());
    let other = tempfile::NamedTempFile::new().expect("a file");
    fs::write(other.path(), "{}").expect("it is ours");
    let differs = run(&db, &["openapi", "--check", &other.path().display().to_string()]);
    assert_eq!(differs.status.code(), Some(1), "{}", said(&differs));
}

#[test]
fn completions_name_every_command_and_flag() {
    let db = Db::sqlite();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let printed = run(&db, &["completions", shell]);
        assert!(printed.status.success(), "{}", said(&printed));
        let script = String::from_utf8(printed.stdout).expect("text");
        for word in ["check-delivery", "rollback", "shutdown-delay-seconds"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
        assert!(!script.contains('\u{1b}'), "{shell}");
    }
    if Command::new("bash").arg("--version").output().is_err() {
        note("skipped: bash is not installed");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a_file"), "").expect("a file");
    // The last word is the one to complete.
    let complete = |words: &str| {
        let number = words.split(' ').count() - 1;
        let (before, last) = words.rsplit_once(' ').expect("words");
        let previous = before.rsplit(' ').next().expect("a word");
        let script = format!(
            "compopt() {{ :; }}; source <({} completions bash); COMP_WORDS=({words} ''); COMP_CWORD={number}; \
             _gatelog gatelog '{last}' '{previous}'; echo \"${{COMPREPLY[*]}}\"",
            env!("CARGO_BIN_EXE_gatelog")
        );
        let completed = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output();
        said(&completed.expect("bash runs")).trim().to_owned()
    };
    assert_eq!(complete("gatelog keys cr"), "create");
    assert_eq!(complete("gatelog keys create --scope "), Scopes::all().names().join(" "));
    assert!(complete("gatelog projections rebuild ").contains("users sessions organizations"));
    assert_eq!(complete("gatelog serve --log-format "), "text json");
    assert_eq!(complete("gatelog serve --config "), "a_file");
    for open in ["keys create --source ", "keys create --name ", "serve --listen ", "send-test --to "] {
        assert_eq!(complete(&format!("gatelog {open}")), "", "{open}: no file is meant");
    }
}

#[test]
fn serve_summarizes_its_start_on_a_terminal() {
    let db = Db::sqlite();
    let started = |variables: &[(&str, &str)]| {
        let mut terminal = Terminal::run(serve(&db, variables));
        let is_up = |seen: &str| seen.contains("/docs") && seen.ends_with('\n');
        let seen = terminal.see(is_up).to_owned();
        assert!(terminal.interrupt().0.success(), "{seen}");
        seen
    };
    let seen = started(&[("GATELOG_API_KEY", API_KEY), ("CLERK_INSTANCE_ID", "ins_1"), ("NO_COLOR", "1")]);
    let summary: Vec<&str> = seen.lines().skip_while(|line| !line.starts_with("Gatelog ")).collect();
    let labels: Vec<&str> = summary.iter().skip(1).filter_map(|line| line.get(2..11)).map(str::trim).collect();
    assert_eq!(labels, ["listening", "database", "sources", "views", "API keys", "API docs"], "{seen}");
    assert!(summary.iter().skip(1).all(|line| line.get(..13).is_some_and(|label| label.ends_with("  "))), "{seen}");
    for part in
        [env!("CARGO_PKG_VERSION"), "gatelog.db, ", "/webhooks/clerk (ins_1)", "8 live, at event ", "configured"]
    {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    for line in [
        "listening address=",
        "migration",
        "generation",
        "the log is open",
        "a projection follows the log",
        "connection limit",
    ] {
        assert!(!seen.contains(line), "{line}: {seen}");
    }
    let json = started(&[("GATELOG_LOG_FORMAT", "json")]);
    assert!(json.contains("a projection follows the log") && !json.contains("API docs"), "{json}");
}
