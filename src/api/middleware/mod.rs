//! What happens to every request before and after its operation: authentication, the check of its
//! parameters, metrics, audit and headers.

pub mod audit;
pub(crate) mod auth;
pub(crate) mod cookie;
pub(crate) mod exchange;
pub(crate) mod freshness;
pub(crate) mod gateway;
pub mod operations;
pub mod responses;
pub(crate) mod routes;
