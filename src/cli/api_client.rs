//! Requests to the API of a running service, for commands that are its clients.

use std::{fmt::Write as _, time::Duration};

use anyhow::anyhow;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, Method, Request, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT},
};
use http_body_util::{BodyExt as _, Collected, Full, Limited};
use hyper::body::Incoming;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::time::timeout;

use super::output::printable;
use crate::simulate::{
    Target,
    connection::{Connection, Connector},
};

/// A problem document has some hundred bytes; the error page of a proxy may have some kilobytes.
const PROBLEM_BYTES_MAX: usize = 64 * 1024;

/// A GET request, or a POST with a body.
pub(super) struct ApiRequest<'a> {
    pub(super) target: &'a Target,
    pub(super) path: &'a str,
    pub(super) parameters: Vec<(&'a str, &'a str)>,
    /// The body, as JSON.
    pub(super) body: Option<String>,
    pub(super) key: &'a SecretString,
    pub(super) headers: Vec<(HeaderName, &'a str)>,
    /// The name of the client and its version.
    pub(super) user_agent: &'a str,
    /// How long the server may take to begin its answer.
    pub(super) begin_within: Duration,
}

/// An answer with the status 200 or 201.
pub(super) struct ApiAnswer {
    pub(super) headers: HeaderMap,
    pub(super) body: Incoming,
    /// Ends with the body.
    pub(super) connection: Connection,
}

/// Why there is no such answer.
pub(super) enum Refused {
    ForNow {
        reason: String,
        retry_after: Option<Duration>,
    },
    /// What is wrong with the request.
    ForEver(String),
}

impl Refused {
    /// For a command that asks once.
    pub(super) fn into_error(self) -> anyhow::Error {
        match self {
            Self::ForNow { reason, .. } => anyhow!("{reason}; try again, or check --url"),
            Self::ForEver(reason) => anyhow!(reason),
        }
    }
}

impl ApiRequest<'_> {
    pub(super) async fn send(self) -> Result<ApiAnswer, Refused> {
        let mut uri = self.path.to_owned();
        for (number, (name, value)) in self.parameters.iter().enumerate() {
            let mark = if number == 0 { "?" } else { "&" };
            uri.extend([mark, &encoded(name), "=", &encoded(value)]);
        }
        let method = if self.body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(HOST, self.target.host_header())
            .header(USER_AGENT, self.user_agent)
            .header(AUTHORIZATION, format!("Bearer {}", self.key.expose_secret()));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if self.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(Full::<Bytes>::from(self.body.unwrap_or_default()))
            .map_err(|_| Refused::ForEver("the cursor is none: write page.next of a list unchanged".to_owned()))?;
        let exchange = async {
            let connecting = Connector::to(self.target.clone());
            let mut connection = connecting.connect().await.map_err(|error| error.to_string())?;
            let response = connection.send(request).await.map_err(|error| error.to_string())?;
            Ok::<_, String>((connection, response))
        };
        let for_now = |reason| Refused::ForNow { reason, retry_after: None };
        let answer = timeout(self.begin_within, exchange).await;
        let answer = answer.unwrap_or_else(|_| Err("the server does not answer".to_owned()));
        let (connection, response) = answer.map_err(for_now)?;
        if [StatusCode::OK, StatusCode::CREATED].contains(&response.status()) {
            let (head, body) = response.into_parts();
            return Ok(ApiAnswer { headers: head.headers, body, connection });
        }
        Err(refused(response).await)
    }
}

async fn refused(response: http::Response<Incoming>) -> Refused {
    let (head, body) = response.into_parts();
    let seconds = head.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = Limited::new(body, PROBLEM_BYTES_MAX).collect().await.map(Collected::to_bytes).unwrap_or_default();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let detail = problem["detail"].as_str().map_or_else(|| "it gives no reason".to_owned(), printable);
    let text = format!("the server answers {}: {detail}", head.status.as_u16());
    match head.status {
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            Refused::ForNow { reason: text, retry_after: seconds.map(Duration::from_secs) }
        }
        _ => Refused::ForEver(text),
    }
}

/// Percent-encodes what is neither a letter nor a digit.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
