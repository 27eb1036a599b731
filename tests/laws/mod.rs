//! Laws of types and of views, most by properties; no database unless a name says so.

mod actors;
mod changed_rows;
mod client_address;
mod cursors;
mod decode;
mod fuzz_corpus;
mod json;
mod keys;
mod redaction;
mod saved_deliveries;
mod statistics;
mod stored_bodies;
mod terms;
mod text;
pub mod views;
