//! One binary for all tests.

mod api;
mod cli;
mod guarantees;
mod laws;
mod operations;
mod project;
mod support;
