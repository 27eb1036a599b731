//! The accept loop around a poem endpoint. It holds no connection for ever and no more than it may, and cuts no request
//! whose head was read until the shutdown has taken too long. It speaks HTTP/1.1 and knows no route.

pub mod body;
pub mod limits;
pub mod pace;

use std::{convert::Infallible, future::poll_fn, io, net::SocketAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response,
    http::{StatusCode, uri::Scheme},
    middleware::CatchPanic,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, error, warn};

pub use self::limits::Limits;
use self::{
    body::TimedBody,
    pace::{Pace, Paced},
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
) -> io::Result<()> {
    let local = listener.local_addr()?;
    let endpoint = Arc::new(endpoint.with(CatchPanic::new().with_handler(answer_panic)));
    let permits = Arc::new(Semaphore::new(limits.connections));
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();

    while let Some((stream, permit)) = next_connection(&listener, &permits, &shutdown).await {
        let Ok(remote) = stream.peer_addr() else { continue };
        let (shutdown, cut, endpoint) = (shutdown.clone(), cut.clone(), Arc::clone(&endpoint));
        connections.spawn(async move {
            let served = serve_connection(stream, (local, remote), endpoint, shutdown, limits);
            cut.run_until_cancelled(served).await;
            drop(permit);
        });
    }

    // New connections are refused from here on, rather than left waiting for nobody.
    drop(listener);
    connections.close();
    if time::timeout(limits.shutdown, connections.wait()).await.is_err() {
        warn!(connections = connections.len(), "connections are cut, the time for the shutdown is up");
        cut.cancel();
        connections.wait().await;
    }
    Ok(())
}

/// The next connection with its permit, or `None` at shutdown. When there are as many as may be, the next ones wait in
/// the system's queue.
async fn next_connection(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let next = async {
        let permit = Arc::clone(permits).acquire_owned().await.expect("this semaphore is never closed");
        loop {
            match listener.accept().await {
                Ok((stream, _)) => return (stream, permit),
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

/// Serves one connection until its peer closes it, it has been slow for too long, or the shutdown finds it idle.
async fn serve_connection<E: Endpoint + 'static>(
    stream: TcpStream,
    (local, remote): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
    limits: Limits,
) {
    // Answers are small and written whole: waiting to fill a segment only delays them.
    let _ = stream.set_nodelay(true);
    let pace = Pace::new(limits);
    let service = service_fn({
        let pace = pace.clone();
        move |request: http::Request<Incoming>| {
            let answering = pace.answering();
            let endpoint = Arc::clone(&endpoint);
            async move {
                let request = poem_request(request, local, remote, limits);
                let response: http::Response<_> = endpoint.get_response(request).await.into();
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
    let mut too_slow = pin!(pace.too_slow());
    let mut shutting_down = pin!(shutdown.cancelled());
    let mut told = false;
    poll_fn(|context| {
        loop {
            // The connection first: what has arrived by now is read before the shutdown finds the connection idle.
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                if let Err(error) = result {
                    debug!(%error, "a connection ended early");
                }
                return Poll::Ready(());
            }
            if too_slow.as_mut().poll(context).is_ready() {
                debug!("a connection was too slow and is closed");
                return Poll::Ready(());
            }
            if told || shutting_down.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            told = true;
            connection.as_mut().graceful_shutdown();
        }
    })
    .await;
}

/// hyper's request as poem's, its body under the limits of time.
fn poem_request(request: http::Request<Incoming>, local: SocketAddr, remote: SocketAddr, limits: Limits) -> Request {
    let awaits_continue = request.headers().contains_key(http::header::EXPECT);
    let (parts, body) = request.into_parts();
    // poem has no constructor for a body of another type; its response has one.
    let body = Response::from(http::Response::new(TimedBody::new(body, limits, awaits_continue))).into_body();
    let addresses = (LocalAddr(local.into()), RemoteAddr(remote.into()));
    Request::from_parts((parts, addresses.0, addresses.1, Scheme::HTTP).into(), body)
}

/// A panic is a defect of ours: the process goes on, and whoever asked learns that it was not their fault. Its text may
/// hold a piece of a payload, so it is not logged again; the panic hook has said where it was.
fn answer_panic(_panic: Box<dyn std::any::Any + Send>) -> Response {
    error!("answering a request panicked");
    r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#
        .with_content_type("application/problem+json")
        .with_status(StatusCode::INTERNAL_SERVER_ERROR)
        .into_response()
}
