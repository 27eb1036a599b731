//! What happens to every request before and after its operation: authentication, the check of its
//! parameters, metrics, audit and headers.

pub mod audit;
pub(crate) mod auth;
pub mod cors;
pub(crate) mod gateway;
pub mod operations;
pub mod request_id;
pub(crate) mod scoped;
pub mod security_headers;
pub(crate) mod subjects;
