//! Every connection has time limits, and a request whose head was read is answered.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use gatelog::{
    api::middleware::responses::{Cors, SecurityHeaders},
    overload::limits::{ConnectionLimits, HEAD_BYTES_MAX},
    server::serve,
    telemetry::Metrics,
};
use poem::{Body, Endpoint, IntoResponse, Request, Response, endpoint::make, http::StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    task::JoinHandle,
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use crate::support::peer::{Client, SHORT, SOON, soon};

struct Server {
    address: SocketAddr,
    shutdown: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
    /// Requests that have reached the endpoint, and the signal for each.
    entered: Arc<AtomicUsize>,
    entering: Arc<Notify>,
    /// Lets one `/wait` request answer.
    go: Arc<Notify>,
    metrics: Metrics,
}

/// Limits that no test reaches by accident.
fn limits() -> ConnectionLimits {
    ConnectionLimits {
        connections: 64,
        head_read: SOON,
        body_read: SOON,
        idle: SOON,
        write_stalled: SOON,
        grace: SOON * 10,
        shutdown: SOON,
        ..ConnectionLimits::default()
    }
}

impl Server {
    async fn start(limits: ConnectionLimits) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let shutdown = CancellationToken::new();
        let (entered, entering, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()), Arc::new(Notify::new()));
        let metrics = Metrics::default();
        let endpoint = endpoint(Arc::clone(&entered), Arc::clone(&entering), Arc::clone(&go));
        let endpoint = SecurityHeaders::new(endpoint, Cors::default(), metrics.clone());
        let task = tokio::spawn(serve(listener, endpoint, shutdown.clone(), limits, metrics.clone()));
        Self { address, shutdown, task, entered, entering, go, metrics }
    }

    async fn connect(&self) -> Client {
        Client::of(self.address).await
    }

    async fn entered(&self) {
        soon(self.entering.notified()).await;
    }

    /// Waits until `serve` returns.
    async fn ends(self) {
        soon(self.task).await.expect("serve does not panic").expect("serve does not fail");
    }
}

/// `/wait` answers after [`Server::go`], `/panic` panics, `/read` returns the body, `/ignore`
/// refuses it unread, `/large` answers 64 MiB; any other path answers itself.
fn endpoint(
    entered: Arc<AtomicUsize>,
    entering: Arc<Notify>,
    go: Arc<Notify>,
) -> impl Endpoint<Output = Response> + 'static {
    make(move |request: Request| {
        let go = Arc::clone(&go);
        entered.fetch_add(1, Ordering::SeqCst);
        entering.notify_one();
        async move {
            let path = request.uri().path().to_owned();
            Ok::<Response, poem::Error>(match path.as_str() {
                "/wait" => {
                    go.notified().await;
                    path.into_response()
                }
                "/panic" => panic!("an endpoint of a test panics"),
                "/read" => match request.into_body().into_bytes().await {
                    Ok(bytes) => bytes.into_response(),
                    Err(error) => (StatusCode::REQUEST_TIMEOUT, error.to_string()).into_response(),
                },
                "/ignore" => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
                "/large" => Body::from(vec![b'x'; 64 << 20]).into_response(),
                _ => path.into_response(),
            })
        }
    })
}

#[tokio::test]
async fn slow_head_times_out() {
    let server = Server::start(ConnectionLimits { head_read: SHORT, ..limits() }).await;
    let since = Instant::now();
    server.connect().await.closed().await;
    let took = since.elapsed();
    assert!(took >= SHORT && took < SOON, "{took:?}");

    let mut trickling = server.connect().await;
    let (mut read, mut write) = trickling.0.split();
    let since = Instant::now();
    let trickle = async {
        for byte in "GET / HTTP/1.1\r\nhost: test\r\nx-slow: ".bytes().chain(std::iter::repeat(b'x')) {
            if write.write_all(&[byte]).await.is_err() {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let mut rest = Vec::new();
    tokio::select! {
        () = trickle => {}
        _ = soon(read.read_to_end(&mut rest)) => {}
    }
    assert!(since.elapsed() < SOON, "a byte must not restart the time");
    assert_eq!(server.entered.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn idle_connections_have_their_own_time_limit() {
    let server = Server::start(ConnectionLimits { head_read: SHORT, idle: SHORT * 4, ..limits() }).await;
    let mut client = server.connect().await;
    for path in ["/first", "/second"] {
        client.get(path).await;
        assert_eq!(client.answer().await.1, path);
        assert!(client.is_kept_waiting().await, "idle for longer than the limit of a head");
    }
    let mut slow = server.connect().await;
    slow.get("/first").await;
    assert_eq!(slow.answer().await.1, "/first");
    slow.send("GET /second HT").await;
    let took = slow.closed().await;
    assert!(took < SHORT * 3, "a head under way has the shorter limit: {took:?}");
    client.get("/third").await;
    assert_eq!(client.answer().await.1, "/third");
    let took = client.closed().await;
    assert!(took >= SHORT * 3 && took < SOON, "{took:?}");
}

#[tokio::test]
async fn idle_timeout_is_not_counted_as_drop() {
    let server = Server::start(ConnectionLimits { head_read: SHORT, idle: SHORT, ..limits() }).await;
    let dropped = || server.metrics.connections_dropped.value(["too_slow"]);
    // One connection without a request, and one whose request was answered.
    let (mut unused, mut idle) = (server.connect().await, server.connect().await);
    idle.get("/first").await;
    idle.answer().await;
    unused.closed().await;
    idle.closed().await;
    assert_eq!(dropped(), 0);
    let mut slow = server.connect().await;
    slow.send("GET /second HT").await;
    slow.closed().await;
    // The drop is counted after the close.
    soon(async {
        while dropped() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn incomplete_body_times_out() {
    let server = Server::start(ConnectionLimits { body_read: SHORT, ..limits() }).await;
    let mut client = server.connect().await;
    client.send("POST /read HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n12345").await;
    let (head, body) = client.answer().await;
    assert!(head.starts_with("http/1.1 408"), "{head}");
    assert!(body.contains("did not come in time"), "{body}");
    client.closed().await;
}

#[tokio::test]
async fn stalled_body_times_out_early() {
    let server = Server::start(ConnectionLimits { body_idle: SHORT, ..limits() }).await;
    let mut client = server.connect().await;
    client.send("POST /read HTTP/1.1\r\nhost: test\r\ncontent-length: 6\r\n\r\n").await;
    for byte in ["1", "2", "3", "4", "5"] {
        sleep(SHORT / 2).await;
        client.send(byte).await;
    }
    let since = Instant::now();
    let (head, body) = client.answer().await;
    let took = since.elapsed();
    assert!(head.starts_with("http/1.1 408") && body.contains("did not come in time"), "{head}{body}");
    assert!(took > SHORT / 2 && took < SOON / 2, "since its last byte: {took:?}");
}

#[tokio::test]
async fn trickling_body_times_out_steady_body_does_not() {
    let limits = ConnectionLimits { body_rate_after: SHORT, body_bytes_per_second: 10_000, ..limits() };
    let server = Server::start(limits).await;
    let mut trickling = server.connect().await;
    let mut steady = server.connect().await;
    for client in [&mut trickling, &mut steady] {
        client.send("POST /read HTTP/1.1\r\nhost: test\r\ncontent-length: 40000\r\n\r\n").await;
    }
    // The steady body is faster than required, and takes longer than the trickle is allowed.
    let (mut read, mut write) = trickling.0.split();
    let trickle = async {
        while write.write_all(b"x").await.is_ok() {
            sleep(SHORT / 30).await;
        }
    };
    let steadily = async {
        for _ in 0..40 {
            steady.send(&"x".repeat(1_000)).await;
            sleep(SHORT / 10).await;
        }
        steady.status().await
    };
    let answered = async {
        let mut head = [0; 12];
        soon(read.read_exact(&mut head)).await.expect("an answer");
        String::from_utf8_lossy(&head).into_owned()
    };
    let since = Instant::now();
    let ((trickled, took), steady) = tokio::join!(
        async {
            let answer = tokio::select! {
                answer = answered => answer,
                () = trickle => "closed".to_owned(),
            };
            (answer, since.elapsed())
        },
        steadily
    );
    assert_eq!(trickled, "HTTP/1.1 408");
    assert!(took < SOON / 2, "long before the limit of a whole body: {took:?}");
    assert!(steady.starts_with("http/1.1 200"), "{steady}");
}

#[tokio::test]
async fn client_that_reads_nothing_times_out() {
    let server =
        Server::start(ConnectionLimits { connections: 1, write_stalled: SHORT, idle: SOON * 10, ..limits() }).await;
    let mut taking_nothing = server.connect().await;
    taking_nothing.get("/large").await;
    server.entered().await;
    let since = Instant::now();
    let mut next = server.connect().await;
    next.get("/next").await;
    assert_eq!(next.answer().await.1, "/next", "the only connection is free again");
    assert!(since.elapsed() > SHORT / 2, "the connection was not evicted");
}

#[tokio::test]
async fn slow_reader_gets_its_whole_response() {
    let server =
        Server::start(ConnectionLimits { write_stalled: SHORT * 4, idle: SHORT, head_read: SHORT, ..limits() }).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    let (mut taken, since) = (0, Instant::now());
    let mut chunk = vec![0; 1 << 20];
    while taken < 64 << 20 {
        let count = soon(client.0.read(&mut chunk)).await.expect("more of the answer");
        assert!(count > 0, "the answer ends after {taken} bytes");
        taken += count;
        sleep(Duration::from_millis(10)).await;
    }
    assert!(since.elapsed() > SHORT * 2, "slower than the limit of an idle client");
}

#[tokio::test]
async fn oversized_head_is_refused() {
    let server = Server::start(limits()).await;
    let mut client = server.connect().await;
    let head = format!("GET / HTTP/1.1\r\nhost: test\r\nx-large: {}\r\n\r\n", "x".repeat(HEAD_BYTES_MAX));
    // The server may close the connection before it has read all of the head.
    let _ = client.0.write_all(head.as_bytes()).await;
    client.closed().await;
    assert_eq!(server.entered.load(Ordering::SeqCst), 0);
    let mut client = server.connect().await;
    client
        .send(&format!("GET /fits HTTP/1.1\r\nhost: test\r\nx-large: {}\r\n\r\n", "x".repeat(HEAD_BYTES_MAX / 2)))
        .await;
    assert_eq!(client.answer().await.1, "/fits");
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let server = Server::start(limits()).await;
    let mut client = server.connect().await;
    let requests: Vec<String> =
        (0..500).map(|number| format!("GET /{number} HTTP/1.1\r\nhost: test\r\n\r\n")).collect();
    client.send(&requests.concat()).await;
    for number in 0..500 {
        assert_eq!(client.answer().await.1, format!("/{number}"));
    }
    client.get("/last").await;
    assert_eq!(client.answer().await.1, "/last");
}

#[tokio::test]
async fn connection_limit_evicts_no_request_in_flight() {
    let server = Server::start(ConnectionLimits { connections: 2, ..limits() }).await;
    let (mut first, mut second) = (server.connect().await, server.connect().await);
    for client in [&mut first, &mut second] {
        client.get("/wait").await;
        server.entered().await;
    }
    let mut third = server.connect().await;
    third.get("/third").await;
    assert!(third.is_kept_waiting().await);
    assert_eq!(server.entered.load(Ordering::SeqCst), 2);
    drop(first);
    assert_eq!(third.answer().await.1, "/third");
    server.go.notify_one();
    assert_eq!(second.answer().await.1, "/wait");
}

#[tokio::test]
async fn panic_is_answered_500_and_serving_continues() {
    let server = Server::start(limits()).await;
    let mut client = server.connect().await;
    client.get("/panic").await;
    let (head, body) = client.answer().await;
    assert!(head.starts_with("http/1.1 500"), "{head}");
    assert!(head.contains("application/problem+json") && !body.contains("test panics"), "{head}{body}");
    let problem: serde_json::Value = serde_json::from_str(&body).expect("a problem document");
    let id = problem["request_id"].as_str().expect("it is named");
    assert!(!id.is_empty() && head.contains(&format!("x-request-id: {id}")), "{head}{body}");
    assert!(head.contains("x-content-type-options: nosniff") && head.contains("cache-control: no-store"), "{head}");
    assert_eq!((&problem["status"], &problem["instance"]), (&500.into(), &"/panic".into()), "{problem}");
    client.get("/after").await;
    assert_eq!(client.answer().await.1, "/after");
}

#[tokio::test]
async fn early_response_reaches_a_client_still_sending() {
    let server = Server::start(limits()).await;
    for _ in 0..10 {
        let mut client = server.connect().await;
        let megabytes = 4 << 20;
        client.send(&format!("POST /ignore HTTP/1.1\r\nhost: test\r\ncontent-length: {megabytes}\r\n\r\n")).await;
        soon(client.0.write_all(&vec![b'x'; megabytes])).await.expect("the server reads the rest");
        assert!(client.status().await.starts_with("http/1.1 413"));
        client.get("/after").await;
        assert_eq!(client.answer().await.1, "/after");
    }
}

#[tokio::test]
async fn refused_body_gets_no_100_continue() {
    let server = Server::start(limits()).await;
    let mut client = server.connect().await;
    client.send("POST /ignore HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 4000000\r\n\r\n").await;
    assert!(client.status().await.starts_with("http/1.1 413"));
    let took = client.closed().await;
    assert!(took < Duration::from_secs(2), "the server does not wait for a body it refused: {took:?}");
    let mut client = server.connect().await;
    client.send("POST /read HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n").await;
    assert!(client.status().await.starts_with("http/1.1 100"));
    client.send("ok").await;
    assert_eq!(client.answer().await.1, "ok");
}

#[tokio::test]
async fn disconnect_frees_the_connection() {
    let server = Server::start(ConnectionLimits { connections: 1, ..limits() }).await;
    let mut leaving = server.connect().await;
    leaving.get("/wait").await;
    server.entered().await;
    drop(leaving);
    let mut next = server.connect().await;
    next.get("/next").await;
    assert_eq!(next.answer().await.1, "/next");
}

#[tokio::test]
async fn shutdown_answers_requests_in_flight_and_refuses_new_connections() {
    let server = Server::start(limits()).await;
    let mut waiting = server.connect().await;
    waiting.get("/wait").await;
    server.entered().await;
    let mut sending = server.connect().await;
    sending.send("POST /read HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\n12345").await;
    server.entered().await;

    server.shutdown.cancel();
    // Refused, not left unanswered in the accept queue.
    soon(async { while TcpStream::connect(server.address).await.is_ok() {} }).await;
    assert!(!server.task.is_finished());

    sending.send("67890").await;
    let (head, body) = sending.answer().await;
    assert_eq!(body, "1234567890");
    assert!(head.contains("connection: close"), "{head}");
    sending.closed().await;
    server.go.notify_one();
    assert_eq!(waiting.answer().await.1, "/wait");
    server.ends().await;
}

#[tokio::test]
async fn shutdown_closes_idle_connections_at_once() {
    let server = Server::start(limits()).await;
    let (mut used, mut unused) = (server.connect().await, server.connect().await);
    used.get("/used").await;
    assert_eq!(used.answer().await.1, "/used");
    server.shutdown.cancel();
    let took = used.closed().await + unused.closed().await;
    assert!(took < SOON / 2, "{took:?}");
    server.ends().await;
}

#[tokio::test]
async fn shutdown_cuts_requests_that_take_too_long() {
    let server = Server::start(ConnectionLimits { shutdown: SHORT, ..limits() }).await;
    let mut client = server.connect().await;
    client.get("/wait").await;
    server.entered().await;
    let since = Instant::now();
    server.shutdown.cancel();
    client.closed().await;
    let took = since.elapsed();
    assert!(took >= SHORT && took < SOON, "{took:?}");
    server.ends().await;
}

#[tokio::test]
async fn shutdown_of_a_full_server_completes() {
    let server = Server::start(ConnectionLimits { connections: 1, ..limits() }).await;
    let mut client = server.connect().await;
    client.get("/wait").await;
    server.entered().await;
    server.shutdown.cancel();
    server.go.notify_one();
    assert_eq!(client.answer().await.1, "/wait");
    server.ends().await;
}
