//! t

mod decode;
mod json;
