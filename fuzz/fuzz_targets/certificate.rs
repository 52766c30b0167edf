//! Coverage-guided: the `certificate` decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("certificate", bytes));
