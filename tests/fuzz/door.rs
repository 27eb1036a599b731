//! The fuzz target: any bytes as a delivery, against the laws that the test of the corpus checks too.

#![no_main]

mod laws;

libfuzzer_sys::fuzz_target!(|input: &[u8]| laws::hold(input));
