//! One binary for all tests, one file per guarantee.

mod decode;
mod json;
mod views_laws;
