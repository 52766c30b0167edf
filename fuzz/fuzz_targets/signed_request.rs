//! Coverage-guided: the `signed_request` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("signed_request", bytes));
