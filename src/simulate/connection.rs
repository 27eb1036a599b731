//! A persistent HTTP/1.1 connection with one request in flight, over TCP or TLS. It follows no
//! redirect and never retries.
//!
//! This is a bare connection instead of a pooled client: in benchmarks it shares its cores with
//! the server, so its cost per request counts.

use std::{io, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, StatusCode, Uri,
    header::{ACCEPT, CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::{
    delivery::{self, Delivery},
    target::Target,
};
use crate::ingest::signature::SignatureHeaders;

/// Gatelog answers with 100 bytes; the error page of a proxy may have some kilobytes.
const RESPONSE_BYTES_MAX: usize = 64 * 1024;

#[derive(Clone)]
pub struct Connector {
    target: Arc<Target>,
    uri: Uri,
    signature_headers: SignatureHeaders,
    tls: Option<TlsConnector>,
}

#[derive(Debug)]
pub struct Connection {
    requests: SendRequest<Full<Bytes>>,
}

#[derive(Debug)]
pub struct Response {
    pub status: StatusCode,
    /// The `retry-after` header, if it holds whole seconds.
    pub(super) retry_after_seconds: Option<u64>,
    pub body: Bytes,
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("cannot connect to {target}: {source}")]
    Tcp { target: String, source: io::Error },
    #[error("cannot speak TLS with {target}: {source}")]
    Tls {
        target: String,
        /// An error of the handshake or of the host name.
        source: io::Error,
    },
    #[error("cannot speak HTTP/1.1 with {target}: {source}")]
    Http { target: String, source: hyper::Error },
}

/// The connection ended before the whole response.
#[derive(Debug, thiserror::Error)]
#[error("the connection closed before the whole answer came; look at the log of the endpoint")]
pub struct Broken(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl Connector {
    /// Trusts the certificate authorities that browsers trust.
    #[must_use]
    pub fn new(target: Target, signature_headers: SignatureHeaders) -> Self {
        let tls = target.tls.then(tls);
        Self { uri: Uri::from(target.path.clone()), target: Arc::new(target), signature_headers, tls }
    }

    /// For requests of any kind, of which [`Connection::send`] sends one.
    #[must_use]
    pub fn to(target: Target) -> Self {
        Self::new(target, SignatureHeaders::default())
    }

    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        let target = self.target.to_string();
        let tcp = async {
            let stream = TcpStream::connect((self.target.host.as_str(), self.target.port)).await?;
            // Each request is one write, so Nagle's algorithm would only delay it.
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        let stream = match tcp.await {
            Ok(stream) => stream,
            Err(source) => return Err(ConnectError::Tcp { target, source }),
        };
        let opened = match &self.tls {
            None => open(stream).await,
            Some(tls) => match self.server_name() {
                Ok(name) => match tls.connect(name, stream).await {
                    Ok(stream) => open(stream).await,
                    Err(source) => return Err(ConnectError::Tls { target, source }),
                },
                Err(source) => return Err(ConnectError::Tls { target, source }),
            },
        };
        opened.map_err(|source| ConnectError::Http { target, source })
    }

    /// Sends a delivery and waits for the whole response. After an error the connection is
    /// unusable.
    pub async fn deliver(&self, connection: &mut Connection, delivery: &Delivery) -> Result<Response, Broken> {
        let request = self.request(delivery).map_err(|error| Broken(error.into()))?;
        exchange(connection, request).await
    }

    /// The request in the form of Svix: `host` first, and `content-length` instead of chunks.
    fn request(&self, delivery: &Delivery) -> Result<Request<Full<Bytes>>, http::Error> {
        let [id, timestamp, signature] = delivery.headers(self.signature_headers);
        Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(HOST, &self.target.host_header)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(ACCEPT, HeaderValue::from_static("*/*"))
            .header(USER_AGENT, HeaderValue::from_static(delivery::USER_AGENT))
            .header(id.0, id.1)
            .header(timestamp.0, timestamp.1)
            .header(signature.0, signature.1)
            .body(Full::new(delivery.body.clone()))
    }

    fn server_name(&self) -> Result<ServerName<'static>, io::Error> {
        ServerName::try_from(self.target.host.clone()).map_err(io::Error::other)
    }
}

impl Connection {
    /// Sends a request. Returns when the head of the response has come, without a time limit.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<http::Response<Incoming>, Broken> {
        self.requests.ready().await.map_err(|error| Broken(error.into()))?;
        self.requests.send_request(request).await.map_err(|error| Broken(error.into()))
    }

    /// Whether the server has closed the connection, usually because it was idle.
    #[must_use]
    pub(super) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }
}

fn tls() -> TlsConnector {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has what the default versions need")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

async fn exchange(connection: &mut Connection, request: Request<Full<Bytes>>) -> Result<Response, Broken> {
    let response = connection.send(request).await?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, RESPONSE_BYTES_MAX).collect().await.map_err(Broken)?.to_bytes();
    let retry_after_seconds =
        head.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    Ok(Response { status: head.status, retry_after_seconds, body })
}

async fn open<S>(stream: S) -> Result<Connection, hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (requests, connection) = handshake(TokioIo::new(stream)).await?;
    // The task ends when `requests` is dropped or the server closes; the request gets the error as
    // well.
    tokio::spawn(connection);
    Ok(Connection { requests })
}
