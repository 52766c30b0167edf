//! Coverage-guided: the `dialects` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("dialects", bytes));
