//! Coverage-guided: the `renew_response` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("renew_response", bytes));
