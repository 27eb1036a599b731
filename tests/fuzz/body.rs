//! The fuzz target: any bytes as a stored body of any encoding and length.

#![no_main]

mod body_laws;

libfuzzer_sys::fuzz_target!(|input: &[u8]| body_laws::check(input));
