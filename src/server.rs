//! The HTTP/1.1 server: an accept loop around a poem endpoint, with limits on its connections.
//!
//! Every connection has time limits. A request that has fully arrived is always answered, unless
//! the shutdown takes longer than [`ConnectionLimits::shutdown`].

use std::{convert::Infallible, future::poll_fn, io, net::SocketAddr, pin::pin, sync::Arc, task::Poll, time::Duration};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use poem::{
    Endpoint, Request, Response,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    net::{TcpListener, TcpStream},
    time,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, error, warn};

use crate::{
    overload::{
        connection_activity::{ConnectionActivity, ObservedStream, TimedOut},
        connections::Connections,
        limits::ConnectionLimits,
        request_body::TimedBody,
        response_body::GuardedBody,
    },
    telemetry::Metrics,
};

/// How long to wait after accepting fails: without file descriptors the loop would otherwise spin.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Answers requests until `shutdown`, then those whose head was read. Returns when the last
/// connection is closed or [`ConnectionLimits::shutdown`] has passed. No client ends it earlier,
/// and an endpoint that panics ends its own connection only.
pub async fn serve(
    listener: TcpListener,
    endpoint: impl Endpoint + 'static,
    shutdown: CancellationToken,
    limits: ConnectionLimits,
    metrics: Metrics,
) -> io::Result<()> {
    let local = listener.local_addr()?;
    let endpoint = Arc::new(endpoint);
    let connections = Connections::new(limits, metrics);
    let tasks = TaskTracker::new();
    let abort = CancellationToken::new();

    while let Some(stream) = next_connection(&listener, &connections, &shutdown).await {
        let Ok(remote) = stream.peer_addr() else { continue };
        let activity = ConnectionActivity::new(limits);
        let guard = connections.register(activity.clone());
        let (shutdown, abort, endpoint) = (shutdown.clone(), abort.clone(), Arc::clone(&endpoint));
        tasks.spawn(async move {
            let served = serve_connection(stream, (local, remote), endpoint, shutdown, limits, activity);
            let served = guard.evicted.run_until_cancelled(served);
            if let Some(Some(ConnectionEnd::TimedOut(TimedOut::Slow))) = abort.run_until_cancelled(served).await {
                guard.record_drop("too_slow");
            }
        });
    }

    // The system refuses new connections from here on, instead of queueing them unanswered.
    drop(listener);
    tasks.close();
    if time::timeout(limits.shutdown, tasks.wait()).await.is_err() {
        warn!(connections = tasks.len(), "the time for the shutdown is up; open connections are closed");
        abort.cancel();
        tasks.wait().await;
    }
    Ok(())
}

/// Accepts the next connection and waits until the limit has room for it. `None` at shutdown.
async fn next_connection(
    listener: &TcpListener,
    connections: &Connections,
    shutdown: &CancellationToken,
) -> Option<TcpStream> {
    let next = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // After the accept, so that no connection is evicted for one that never comes.
                    connections.wait_for_capacity().await;
                    return stream;
                }
                Err(error) if is_caused_by_client(&error) => {
                    debug!(%error, "a connection was closed before it was accepted");
                }
                Err(error) => {
                    error!(%error, "no connection can be accepted");
                    time::sleep(ACCEPT_RETRY_DELAY).await;
                }
            }
        }
    };
    shutdown.run_until_cancelled(next).await
}

/// Whether an accept failed for this one connection; the next one can be accepted at once.
fn is_caused_by_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

enum ConnectionEnd {
    /// The client closed it, or it was idle at shutdown.
    Closed,
    TimedOut(TimedOut),
}

/// Serves one connection until the client closes it, it times out, or it is idle at shutdown.
async fn serve_connection<E: Endpoint + 'static>(
    stream: TcpStream,
    (local, remote): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
    limits: ConnectionLimits,
    activity: ConnectionActivity,
) -> ConnectionEnd {
    // Responses are small and written whole: waiting to fill a segment only delays them.
    let _ = stream.set_nodelay(true);
    // Bytes that have arrived are read before the shutdown counts the connection as idle.
    tokio::select! {
        biased;
        _ = stream.readable() => {}
        () = shutdown.cancelled() => return ConnectionEnd::Closed,
        timed_out = activity.timed_out() => return ConnectionEnd::TimedOut(timed_out),
    }
    // Boxed when the first bytes arrive: a silent connection costs little more than its socket.
    Box::pin(serve_requests(stream, (local, remote), endpoint, shutdown, limits, activity)).await
}

async fn serve_requests<E: Endpoint + 'static>(
    stream: TcpStream,
    (local, remote): (SocketAddr, SocketAddr),
    endpoint: Arc<E>,
    shutdown: CancellationToken,
    limits: ConnectionLimits,
    activity: ConnectionActivity,
) -> ConnectionEnd {
    let service = service_fn({
        let activity = activity.clone();
        move |request: http::Request<Incoming>| {
            let response_guard = activity.response_started();
            let endpoint = Arc::clone(&endpoint);
            let activity = activity.clone();
            async move {
                let request = poem_request(request, local, remote, limits, activity);
                // Boxed, so that a connection without a request stays small.
                let response: http::Response<_> = Box::pin(endpoint.get_response(request)).await.into();
                Ok::<_, Infallible>(response.map(|body| GuardedBody::new(body, response_guard)))
            }
        }
    });
    let connection = http1::Builder::new()
        // hyper's own timeout counts from the end of the last response, so it cannot tell a slow
        // head from an idle client.
        .header_read_timeout(None)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(ObservedStream::new(stream, activity.clone())), service);

    let mut connection = pin!(connection);
    let mut timed_out = pin!(activity.timed_out());
    let mut shutting_down = pin!(shutdown.cancelled());
    let mut shutdown_started = false;
    poll_fn(|context| {
        loop {
            // The connection first: bytes that have arrived are read before the shutdown counts
            // the connection as idle.
            if let Poll::Ready(result) = connection.as_mut().poll(context) {
                if let Err(error) = result {
                    debug!(%error, "a connection ended early");
                }
                return Poll::Ready(ConnectionEnd::Closed);
            }
            if let Poll::Ready(timed_out) = timed_out.as_mut().poll(context) {
                return Poll::Ready(ConnectionEnd::TimedOut(timed_out));
            }
            if shutdown_started || shutting_down.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            shutdown_started = true;
            connection.as_mut().graceful_shutdown();
        }
    })
    .await
}

/// Converts hyper's request to poem's and puts its body under time limits.
fn poem_request(
    request: http::Request<Incoming>,
    local: SocketAddr,
    remote: SocketAddr,
    limits: ConnectionLimits,
    activity: ConnectionActivity,
) -> Request {
    let awaits_continue = request.headers().contains_key(http::header::EXPECT);
    let (parts, body) = request.into_parts();
    // poem builds a body of another type only as part of a response.
    let body = TimedBody::new(body, limits, activity, awaits_continue);
    let body = Response::from(http::Response::new(body)).into_body();
    let addresses = (LocalAddr(local.into()), RemoteAddr(remote.into()));
    Request::from_parts((parts, addresses.0, addresses.1, Scheme::HTTP).into(), body)
}
