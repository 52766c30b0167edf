//! Coverage-guided: changes at the gate of a record.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fangxian_tests::fuzz::run("gate", bytes));
