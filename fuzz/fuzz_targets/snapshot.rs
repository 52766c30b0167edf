//! Coverage-guided: the `snapshot` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("snapshot", bytes));
