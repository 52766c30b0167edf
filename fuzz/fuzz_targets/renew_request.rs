//! Coverage-guided: the `renew_request` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("renew_request", bytes));
