//! `gatelog export` leaves a whole file, which the log verifies, or none.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::{Command, Output},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::support::{
    Db,
    cli::{gatelog, said},
    on_both,
    test_server::{API_KEY, TestServer},
};

fn user(number: usize) -> String {
    format!(
        r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"user_{number}","first_name":"Ada"}}}}"#
    )
}

async fn served(db: &Db) -> TestServer {
    let app = TestServer::serve(db).await;
    for number in 0..3 {
        assert_eq!(app.deliver(&format!("msg_{number}"), user(number)).await.0, 200);
    }
    app.settle().await;
    app
}

/// The command in a folder, with the key of the tests.
fn export(url: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = gatelog(&Db::sqlite(), &["export"]);
    command.args(arguments).args(["--url", url]).env("GATELOG_API_KEY", API_KEY).current_dir(folder);
    command
}

/// Runs it on another thread, so that a server in this process can answer.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("the binary runs")
}

/// The names of the files in a folder.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder").filter_map(Result::ok);
    entries.map(|entry| entry.file_name().into_string().expect("text")).collect()
}

on_both!(exported_file_is_whole_and_verified, |db| async {
    let app = served(&db).await;
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, rows) in [
        (&["users"][..], 3),
        (&["activity", "user_id=user_1", "--format", "csv"], 1),
        (&["activity", "--format", "ocsf"], 2),
        (&["events", "order=asc", "--output", "events.csv", "--format", "csv", "--quiet"], 3),
    ] {
        let before = files(folder.path());
        let output = run(export(&app.url(""), folder.path(), arguments)).await;
        assert!(output.status.success(), "{}", said(&output));
        let made: Vec<String> = files(folder.path()).into_iter().filter(|file| !before.contains(file)).collect();
        assert_eq!(made.len(), 1, "{made:?}");
        let file = folder.path().join(&made[0]);
        let text = fs::read_to_string(&file).expect("text");
        assert_eq!(text.lines().count(), rows + 1, "{text}");
        assert_eq!(fs::metadata(&file).expect("the file").mode() & 0o777, 0o600);
        // The line that it prints is a command.
        let printed = said(&output);
        let command = printed.lines().find_map(|line| line.strip_prefix("verify it    gatelog ")).expect("a command");
        let verify: Vec<&str> = command.split(' ').collect();
        let verified = gatelog(&db, &verify).current_dir(folder.path()).output().expect("the binary runs");
        assert!(said(&verified).starts_with("verified "), "{}", said(&verified));
    }
    // A file that is there stays as it is.
    let before = fs::read(folder.path().join("events.csv")).expect("the file");
    let output = run(export(&app.url(""), folder.path(), &["users", "--output", "events.csv"])).await;
    assert!(!output.status.success() && said(&output).contains("is there already"), "{}", said(&output));
    assert_eq!(fs::read(folder.path().join("events.csv")).expect("the file"), before);
});

#[tokio::test(flavor = "multi_thread")]
async fn cut_export_leaves_no_file() {
    let db = Db::sqlite();
    let app = served(&db).await;
    let server = app.url("").replace("http://", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = listener.local_addr().expect("an address").to_string();
    // Hands on the head of the answer and the first row, and then closes the connection.
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&server).await.expect("the server");
            let mut request = vec![0; 4_096];
            let read = client.read(&mut request).await.expect("a request");
            server.write_all(&request[..read]).await.expect("it reads");
            let mut answer = vec![0; 1_500];
            server.read_exact(&mut answer).await.expect("an answer");
            client.write_all(&answer).await.expect("it reads");
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["ndjson", "csv"] {
        let output = run(export(&url, folder.path(), &["users", "--format", format])).await;
        assert_eq!(output.status.code(), Some(1));
        let said = said(&output);
        assert!(said.contains("was cut after") && said.contains("nothing of it is kept"), "{said}");
        assert_eq!(files(folder.path()), Vec::<String>::new(), "{format}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusal_of_the_server_is_passed_on() {
    let db = Db::sqlite();
    let app = served(&db).await;
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, expected) in [
        (&["users", "emial=a"][..], "did you mean email"),
        (&["users", "limit=5"], "an export is the whole list"),
        (&["users", "--output", "nowhere/file"], "cannot be written"),
    ] {
        let output = run(export(&app.url(""), folder.path(), arguments)).await;
        assert!(!output.status.success() && said(&output).contains(expected), "{expected}: {}", said(&output));
        assert_eq!(files(folder.path()), Vec::<String>::new());
    }
    let mut wrong = export(&app.url(""), folder.path(), &["users"]);
    wrong.env("GATELOG_API_KEY", "another-key-0123456789abcdef0123456789abcdef");
    assert!(said(&run(wrong).await).contains("the server answers 401"));
}
