//! What tests, the demo and the benchmarks share: a real centre, real phones, a cuttable link.

pub mod bench;
pub mod demo;
pub mod harness;
pub mod scenario;
