//! Coverage-guided: the `present_response` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("present_response", bytes));
