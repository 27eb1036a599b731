//! One binary for all tests, one file per guarantee.

mod views_laws;
