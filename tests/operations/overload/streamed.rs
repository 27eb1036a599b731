//! A streamed answer keeps its connection while it pauses between its parts.

use std::{
    io,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use futures_util::stream;
use gatelog::{overload::limits::ConnectionLimits, server::serve, telemetry::Metrics};
use poem::{Body, Response, endpoint::make_sync};
use tokio::{io::AsyncReadExt as _, net::TcpListener, sync::mpsc};
use tokio_util::sync::CancellationToken;

use super::overload_server::GRACE;
use crate::support::peer::{Client, soon};

/// Reads until these bytes have arrived.
async fn read_until(client: &mut Client, end: &str) {
    let mut read = Vec::new();
    while !read.ends_with(end.as_bytes()) {
        read.push(soon(client.0.read_u8()).await.expect("the answer goes on"));
    }
}

#[tokio::test]
async fn paused_stream_is_not_evicted() {
    let (parts, receiver) = mpsc::channel::<io::Result<Bytes>>(1);
    let receiver = Arc::new(Mutex::new(Some(receiver)));
    let endpoint = make_sync(move |_| match receiver.lock().expect("no panic").take() {
        Some(mut receiver) => {
            let parts = stream::poll_fn(move |context| receiver.poll_recv(context));
            Response::builder().body(Body::from_bytes_stream(parts))
        }
        None => Response::builder().body("fine"),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, metrics) = (CancellationToken::new(), Metrics::default());
    let limits = ConnectionLimits { connections: 1, grace: GRACE, ..ConnectionLimits::default() };
    let served = tokio::spawn(serve(listener, endpoint, stop.clone(), limits, metrics.clone()));

    let mut streamed = Client::of(address).await;
    streamed.get("/").await;
    parts.send(Ok("first".into())).await.expect("it is read");
    read_until(&mut streamed, "first\r\n").await;
    let mut second = Client::of(address).await;
    second.get("/").await;
    assert!(second.is_kept_waiting().await, "the only place is taken");
    parts.send(Ok("last".into())).await.expect("it is not evicted");
    drop(parts);
    read_until(&mut streamed, "last\r\n0\r\n\r\n").await;
    assert_eq!(metrics.connections_dropped.value(["evicted"]), 0);

    assert_eq!(second.status().await, "http/1.1 200 ok", "now the first one is idle, and gives its place");
    assert_eq!(metrics.connections_dropped.value(["evicted"]), 1);
    drop((streamed, second));
    stop.cancel();
    served.await.expect("serve does not panic").expect("serve does not fail");
}
