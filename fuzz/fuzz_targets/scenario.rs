//! Coverage-guided: the `scenario` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("scenario", bytes));
