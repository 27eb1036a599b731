//! The log line of a request, at debug. It holds names of filters and ids, never the value of a
//! filter, and no e-mail or IP address. Deliveries have a line of their own.

use std::time::Instant;

use poem::http::{Method, StatusCode};

use super::operations::looks_like_an_id;
use crate::api::wire::docs::PAGES;

/// In place of a path segment that is no id: a client may have typed an e-mail address.
const HIDDEN: &str = "…";

pub(crate) struct AccessLine<'a, F> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    /// Names of the query parameters that the operation has.
    pub(crate) filters: F,
    pub(crate) operation: &'a str,
    pub(crate) status: StatusCode,
    pub(crate) began: Instant,
    /// Id of the key, if a valid one was presented.
    pub(crate) key_id: Option<&'a str>,
    pub(crate) request_id: &'a str,
}

impl<'a, F: Iterator<Item = &'a str>> AccessLine<'a, F> {
    pub(crate) fn log(self) {
        if !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let path = present(self.path);
        tracing::debug!(
            method = self.method.as_str(),
            path,
            filters = self.filters.collect::<Vec<_>>().join(","),
            operation = self.operation,
            status = self.status.as_u16(),
            duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            key.id = self.key_id,
            request_id = self.request_id,
            "{} {path} answered {}",
            self.method,
            self.status.as_u16(),
        );
    }
}

/// The path with ids and words only.
fn present(path: &str) -> String {
    if PAGES.contains(&path) {
        return path.to_owned();
    }
    let present = |segment| if looks_like_an_id(segment) || segment.is_empty() { segment } else { HIDDEN };
    path.split('/').map(present).collect::<Vec<_>>().join("/")
}
