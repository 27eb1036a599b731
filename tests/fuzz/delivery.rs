//! The fuzz target: any bytes as a delivery, checked against the laws of `laws.rs`.

#![no_main]

mod laws;

libfuzzer_sys::fuzz_target!(|input: &[u8]| laws::check(input));
