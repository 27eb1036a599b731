//! One request and its outcome: the response is made here, counted and audited.

use std::{sync::Arc, time::Instant};

use poem::{
    Response, Result,
    http::{Method, StatusCode},
};

use super::{
    audit::{PositionRange, Read},
    operations::Operation,
};
use crate::{
    access::Grant,
    api::{
        resources::{metrics, viewer_session},
        state::{State, Surface},
        webhooks,
        wire::{
            docs,
            error::{Denial, Problem},
        },
    },
};

/// Id of requests that match no operation.
const NONE: &str = "none";

/// A request, as far as it is known before it is routed.
pub(crate) struct Exchange {
    pub(super) state: Arc<State>,
    pub(super) method: Method,
    /// Path as the client wrote it.
    pub(super) path: String,
    pub(crate) request_id: String,
    pub(super) began: Instant,
    /// Rights of the key. `None` if the path requires no key.
    pub(super) access: Option<Result<Arc<Grant>, Problem>>,
    /// The name of the reader, if a proxy gives it.
    pub(super) person: Option<String>,
}

/// An operation, with the query parameters that a request gives it.
type Called<'a> = (&'a Operation, &'a [(String, String)]);

/// The same for a response that outlives the request.
pub(crate) struct OwnedCall {
    pub(crate) operation: Operation,
    pub(crate) given: Vec<(String, String)>,
}

impl Exchange {
    /// Path of the operation.
    pub(super) fn canonical_path(&self) -> &str {
        canonical(&self.path)
    }

    /// Refuses what the configuration closes.
    pub(super) fn require_open(&self) -> Result<(), Problem> {
        let Surface { docs_enabled, metrics_enabled, viewer_enabled, .. } = self.state.surface;
        let path = self.canonical_path();
        let is_open = match path {
            metrics::PATH => metrics_enabled,
            docs::START => docs_enabled || viewer_enabled,
            viewer_session::PATH => viewer_enabled,
            path if docs::is_viewer_file(path) => viewer_enabled,
            path if docs::is_page(path) => docs_enabled,
            _ => true,
        };
        if is_open {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::NOT_FOUND,
            "this path is closed by the configuration of the server; open it with server.viewer, server.docs or \
             server.metrics",
        ))
    }

    /// The response to an outcome, which is logged, counted and audited.
    pub(super) fn conclude(&self, operation: Option<Called<'_>>, outcome: Result<Response>) -> Response {
        let id = operation.map_or(NONE, |(operation, _)| operation.id);
        let mut denial = None;
        let response = outcome.unwrap_or_else(|error| {
            let problem = Problem::of(&error);
            denial = problem.denial().cloned();
            if let Some(reason) = problem.outage() {
                self.state.store.note_outage(reason);
            }
            problem.answer(&self.path, &self.request_id)
        });
        self.log(operation, response.status(), denial.as_ref());
        self.state.metrics.requests.count([id, class(response.status())]);
        match (denial, &self.access) {
            (Some(denial), Some(_)) => self.account_for_denial(id, &denial),
            (None, Some(Ok(grant))) => self.account_for(operation, grant, response.status()),
            // No key is needed, or it could not be looked up: access was not denied, and nothing
            // was read.
            _ => {}
        }
        response
    }

    /// Logs the request at debug: the route in place of the path, and the names of filters. What
    /// a client wrote may be a name, an e-mail or an IP address. Deliveries have their own line.
    fn log(&self, operation: Option<Called<'_>>, status: StatusCode, denial: Option<&Denial>) {
        let id = operation.map_or(NONE, |(operation, _)| operation.id);
        if id == webhooks::OPERATION || !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let route = operation.map_or(NONE, |(operation, _)| &operation.path);
        let (method, status) = (self.method.as_str(), status.as_u16());
        let filters = operation
            .into_iter()
            .flat_map(|(operation, given)| given.iter().map(|(name, _)| &**name).filter(|name| operation.takes(name)));
        let granted = self.access.as_ref().and_then(|access| access.as_ref().ok()).map(|grant| &*grant.key_id);
        tracing::debug!(
            method,
            route,
            filters = filters.collect::<Vec<_>>().join(","),
            operation = id,
            status,
            duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
            key.id = granted.or_else(|| denial?.key_id.as_deref()),
            request_id = self.request_id,
            "{method} {route} answered {status}",
        );
    }

    pub(crate) fn account_for_denial(&self, operation: &str, denial: &Denial) {
        self.state.metrics.denied.count([operation, denial.reason]);
        self.state.audit.denied(operation, denial.reason, denial.key_id.as_deref());
    }

    /// Audits rows that a stream read after it was opened.
    pub(crate) fn account_for_range(&self, call: &OwnedCall, grant: &Grant, range: PositionRange) {
        let State { audit, .. } = &*self.state;
        let OwnedCall { operation, given } = call;
        if audit.audits_reads() && !operation.reads_only_system_events(&self.path, given) {
            let (subjects, unnamed) = operation.subjects(&self.path, given);
            let filters = given.iter().map(|(name, _)| name.clone()).collect();
            let read = Read { answered: true, filters, subjects, unnamed, ..self.read(grant, operation.id) };
            audit.streamed(read, range);
        }
    }

    /// A request for an operation that was not answered.
    fn read<'a>(&'a self, grant: &'a Grant, operation: &'a str) -> Read<'a> {
        Read { key_id: &grant.key_id, person: self.person.as_deref(), operation, ..Read::default() }
    }

    fn account_for(&self, operation: Option<Called<'_>>, grant: &Grant, status: StatusCode) {
        let State { audit, metrics, .. } = &*self.state;
        let Some((operation, given)) = operation else {
            if audit.audits_reads() {
                audit.read(self.read(grant, NONE));
            }
            return;
        };
        if operation.reads_only_system_events(&self.path, given) {
            metrics.system_reads.count([operation.id]);
        } else if audit.audits_reads() && operation.path != metrics::PATH {
            let answered = status.is_success();
            let (subjects, unnamed) = if answered { operation.subjects(&self.path, given) } else { (Vec::new(), 0) };
            let filters = given.iter().map(|(name, _)| name.clone()).filter(|_| answered).collect();
            audit.read(Read { answered, filters, subjects, unnamed, ..self.read(grant, operation.id) });
        }
    }
}

/// The path that a path stands for: that of a webhook alias, and the start page for CONNECT, which
/// has none.
pub(super) fn canonical(path: &str) -> &str {
    if path.is_empty() { "/" } else { webhooks::canonical(path).unwrap_or(path) }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
