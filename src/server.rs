//! The accept loop around a poem endpoint. It holds no connection for ever and no more than it may, and cuts no request
//! that is wholly here until the shutdown has taken too long. It speaks HTTP/1.1 and knows no route.

pub mod body;
pub mod connections;
pub mod files;
pub mod limits;
pub mod pace;

use std::{
    convert::Infallible, future::poll_fn, io, net::SocketAddr, panic::AssertUnwindSafe, pin::pin, sync::Arc,
    task::Poll, time::Duration,
};

use futures_util::FutureExt as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use poem::{
    Endpoint, Request, Response,
    http::{HeaderValue, StatusCode, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, error, warn};

pub use self::limits::Limits;
use self::{
    body::TimedBody,
    connections::Connections,
    pace::{Pace, Paced, TimedOut},
};
use crate::{
    api::{
        error::Problem,
        request_id::{self, RequestId},
    },
    telemetry::Metrics,
};

/// How long to wait when accepting fails: out of file descriptors, the loop would otherwise spin until one is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers requests until `shutdown`; then answers those whose head was read, and returns when the last connection is
/// closed or the time of [`Limits::shutdown`] is up. Nothing an endpoint or a peer does ends it.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint + 'static,
    shutdown: CancellationToken,
    limits: Limits,
    metrics: Metrics,
) -> io::Result<()> {
    let local = listener.local_addr()?;
    let endpoint = Arc::new(endpoint);
    let open = Connections::new(limits, metrics);
    let tasks = TaskTracker::new();
    let cut = CancellationToken::new();

    while let Some(stream) = next_connection(&listener, &open, &shutdown).await {
        let Ok(remote) = stream.peer_addr() else { continue };
        let pace = Pace::new(limits);
        let seat = open.enter(pace.clone());
        let (shutdown, cut, endpoint) = (shutdown.clone(), cut.clone(), Arc::clone(&endpoint));
        tasks.spawn(async move {
            let served = serve_connection(stream, (local, remote), endpoint, shutdown, limits, pace);
            let served = seat.gives_way.run_until_cancelled(served);
            if let Some(Some(Ended::TimedOut(TimedOut::Slow))) = cut.run_until_cancelled(served).await {
                seat.dropped("too_slow");
            }
        });
    }

    // New connections are refused from here on, rather than left waiting for nobody.
    drop(listener);
    tasks.close();
    if time::timeout(limits.shutdown, tasks.wait()).await.is_err() {
        warn!(connections = tasks.len(), "connections are cut, the time for the shutdown is up");
        cut.cancel();
        tasks.wait().await;
    }
    Ok(())
}

/// The next connection, when there is room for it, or `None` at shutdown.
async fn next_connection(
    listener: &TcpListener,
    open: &Connections,
    shutdown: &CancellationToken,
) -> Option<TcpStream> {
    let next = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Only now: nobody is asked to go for a connection that does not come.
                    open.room().await;
                    return stream;
                }
                Err(error) if is_of_the_peer(&error) => debug!(%error, "a connection was gone before it was accepted"),
                Err(error) => {
                    error!(%error, "no connection can be accepted");
                    time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    shutdown.run_until_cancelled(next).await
}

/// Errors of one connection say nothing about the next.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Why a connection ended.
enum Ended {
    /// Its peer closed it, or the shutdown found it idle.
    Closed,
    /// It was idle or slow for longer than it may be.
    TimedOut(TimedOut),
}

/// Serves one connection until its peer closes it, it has been slow for too long, or the shutdown finds it idle.
async fn serve_connection<E: Endpoint + 'static>(
    stream: TcpStream,
    (local, remote): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
    limits: Limits,
    pace: Pace,
) -> Ended {
    // Answers are small and written whole: waiting to fill a segment only delays them.
    let _ = stream.set_nodelay(true);
    // What has arrived by now is read before the shutdown finds the connection idle.
    tokio::select! {
        biased;
        _ = stream.readable() => {}
        () = shutdown.cancelled() => return Ended::Closed,
        timed_out = pace.timed_out() => return Ended::TimedOut(timed_out),
    }
    // In a box, made for who sends something: a connection that does not needs hardly more than its socket.
    Box::pin(serve_requests(stream, (local, remote), endpoint, shutdown, limits, pace)).await
}

async fn serve_requests<E: Endpoint + 'static>(
    stream: TcpStream,
    (local, remote): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
    limits: Limits,
    pace: Pace,
) -> Ended {
    let service = service_fn({
        let pace = pace.clone();
        move |request: http::Request<Incoming>| {
            let answering = pace.answering();
            let endpoint = Arc::clone(&endpoint);
            let pace = pace.clone();
            async move {
                let path = request.uri().path().to_owned();
                let request = poem_request(request, local, remote, limits, pace);
                // In a box, so that a connection without a request is small: this is most of what it needs.
                let answering_it = Box::pin(AssertUnwindSafe(endpoint.get_response(request)).catch_unwind());
                let answered = answering_it.await;
                let response: http::Response<_> = answered.unwrap_or_else(|_panic| answer_panic(&path)).into();
                drop(answering);
                Ok::<_, Infallible>(response)
            }
        }
    });
    let connection = http1::Builder::new()
        // hyper's own time-out counts from the end of the last answer, so it cannot tell a slow head from an idle peer.
        .header_read_timeout(None)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(Paced::new(stream, pace.clone())), service);

    let mut connection = pin!(connection);
    let mut timed_out = pin!(pace.timed_out());
    let mut shutting_down = pin!(shutdown.cancelled());
    let mut told = false;
    poll_fn(|context| {
        loop {
            // The connection first: what has arrived by now is read before the shutdown finds the connection idle.
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                if let Err(error) = result {
                    debug!(%error, "a connection ended early");
                }
                return Poll::Ready(Ended::Closed);
            }
            if let Poll::Ready(timed_out) = timed_out.as_mut().poll(context) {
                return Poll::Ready(Ended::TimedOut(timed_out));
            }
            if told || shutting_down.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            told = true;
            connection.as_mut().graceful_shutdown();
        }
    })
    .await
}

/// hyper's request as poem's, its body under the limits of time.
fn poem_request(
    request: http::Request<Incoming>,
    local: SocketAddr,
    remote: SocketAddr,
    limits: Limits,
    pace: Pace,
) -> Request {
    let awaits_continue = request.headers().contains_key(http::header::EXPECT);
    let (parts, body) = request.into_parts();
    // poem has no constructor for a body of another type; its response has one.
    let body = Response::from(http::Response::new(TimedBody::new(body, limits, pace, awaits_continue))).into_body();
    let addresses = (LocalAddr(local.into()), RemoteAddr(remote.into()));
    Request::from_parts((parts, addresses.0, addresses.1, Scheme::HTTP).into(), body)
}

/// A panic is a defect of ours: the process goes on, and whoever asked learns that it was not their fault. Its text may
/// hold a piece of a payload, so it is not logged again; the panic hook has said where it was.
fn answer_panic(path: &str) -> Response {
    let RequestId(id) = RequestId::fresh();
    error!(request_id = id, "answering a request panicked");
    let problem = Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong here; the log of the server has it, under this request id",
    );
    let mut response = problem.answer(path, &id);
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(request_id::HEADER, id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
