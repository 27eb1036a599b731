//! What requests and answers are written in: parameters, pages, problems, and the OpenAPI
//! document.

pub(crate) mod docs;
pub(crate) mod document;
pub mod error;
pub(crate) mod field;
pub(crate) mod field_change;
pub(crate) mod identifiers;
pub(crate) mod ids;
pub(crate) mod label;
pub(crate) mod page;
pub(crate) mod parameters;
pub(crate) mod payload;
pub(crate) mod refusals;
