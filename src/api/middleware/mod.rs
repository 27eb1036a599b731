//! What happens to every request before and after its operation: authentication, the check of its
//! parameters, metrics, audit and headers.

pub mod audit;
pub(crate) mod auth;
pub mod cors;
mod exchange;
pub(crate) mod gateway;
pub mod operations;
pub mod request_id;
pub(crate) mod routes;
pub mod security_headers;
