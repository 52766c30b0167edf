//! Coverage-guided: the `sync_response` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("sync_response", bytes));
