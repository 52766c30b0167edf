//! What tests, the demo and the benchmarks share: a real centre, real phones, a cuttable link.

pub mod bench;
pub mod crash;
pub mod damage;
pub mod demo;
pub mod disk;
pub mod fuzz;
pub mod harness;
pub mod hostile;
pub mod scenario;
pub mod simulation;
pub mod town;
