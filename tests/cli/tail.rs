//! `gatelog tail` prints each row once, across restarts of the server.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

use crate::support::{
    Db,
    cli::{gatelog, said},
    on_both,
    test_server::{API_KEY, TestServer},
};

/// The longest wait for a line; reached only when a test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// An address that stays while the server behind it changes.
struct Proxy {
    address: SocketAddr,
    server: Arc<Mutex<String>>,
}

impl Proxy {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Arc::new(Mutex::new(String::new()));
        let behind = Arc::clone(&server);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let server = behind.lock().expect("no panic").clone();
                tokio::spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Self { address, server }
    }

    fn lead_to(&self, app: &TestServer) {
        *self.server.lock().expect("no panic") = app.url("").replace("http://", "");
    }
}

/// A running command, with its lines as they come; killed when it is dropped.
struct Tail {
    process: Child,
    lines: Receiver<String>,
    said: Receiver<String>,
}

impl Tail {
    fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let lines = lines_of(process.stdout.take().expect("piped"));
        let said = lines_of(process.stderr.take().expect("piped"));
        Self { process, lines, said }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line")
    }

    fn says(&self, what: &str) {
        let mut line = String::new();
        while !line.contains(what) {
            line = self.said.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not say {what}"));
        }
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

fn lines_of(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    lines
}

fn tail(url: &str, arguments: &[&str]) -> Command {
    let mut command = gatelog(&Db::sqlite(), &["tail", "--url", url]);
    command.args(arguments).env("GATELOG_API_KEY", API_KEY);
    command
}

fn user(number: usize) -> String {
    format!(
        r#"{{"object":"event","type":"user.created","timestamp":1790000000000,"data":{{"id":"user_{number}","first_name":"Ada\u001b[31m"}}}}"#
    )
}

on_both!(restarted_server_is_followed_without_a_gap, |db| async {
    let (proxy, app) = (Proxy::start().await, TestServer::serve(&db).await);
    proxy.lead_to(&app);
    assert_eq!(app.deliver("msg_0", user(0)).await.0, 200);
    app.settle().await;
    let url = proxy.address.to_string();
    let commands = [
        tail(&url, &["--json", "--from", "2000-01-01", "action=user_created"]),
        tail(&url, &["--json", "--events", "--from", "2000-01-01"]),
    ];
    let tails: Vec<Tail> = commands.into_iter().map(|mut command| Tail::start(&mut command)).collect();
    let id = |tail: &Tail| {
        let row: Value = serde_json::from_str(&tail.line()).expect("JSON");
        row["svix_id"].as_str().expect("an id").to_owned()
    };
    for tail in &tails {
        assert_eq!(id(tail), "msg_0");
        tail.says("following");
    }
    assert!(app.terminate());
    for tail in &tails {
        tail.says("connecting again");
    }
    let app = TestServer::serve(&db).await;
    for number in 1..4 {
        assert_eq!(app.deliver(&format!("msg_{number}"), user(number)).await.0, 200);
    }
    proxy.lead_to(&app);
    for tail in &tails {
        for number in 1..4 {
            assert_eq!(id(tail), format!("msg_{number}"));
        }
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn lines_for_people_hold_no_control_characters() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_0", user(0)).await.0, 200);
    app.settle().await;
    for (arguments, expected) in [
        (["--from", "2000-01-01"].as_slice(), "user_created"),
        (["--from", "2000-01-01", "--events"].as_slice(), "user.created"),
    ] {
        let line = Tail::start(&mut tail(&app.url(""), arguments)).line();
        assert!(line.contains(expected) && !line.contains('\u{1b}'), "{line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn request_that_cannot_succeed_ends_with_the_reason() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let url = app.url("");
    for (mut command, expected) in [
        (tail(&url, &["action=login"]), "signed_in"),
        (tail(&url, &["--after", "x"]), "Last-Event-ID"),
        (tail(&url, &["--events", "colour=red"]), "there is no parameter colour"),
        (tail("ftp://x", &[]), "--url"),
    ] {
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(expected), "{expected}: {}", said(&output));
    }
    let output = tail(&url, &[]).env_remove("GATELOG_API_KEY").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("views:read"), "{}", said(&output));
    let output = tail(&url, &["signed_in"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
