//! Coverage-guided: the `present_request` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("present_request", bytes));
