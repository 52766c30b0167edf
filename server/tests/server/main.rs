//! The centre, through its front door.

mod admin;
mod binary;
mod enrol;
mod figures;
mod gate;
mod hostile;
mod import;
mod pull;
mod snapshot;
mod support;
mod transfer;
