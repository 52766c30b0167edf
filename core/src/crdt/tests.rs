//! Tests of the room: honest writers agree, damage is told, and every rule of the gate holds.

mod agreement;
mod containment;
mod damage;
mod editing;
mod figures;
mod fuzz;
mod gate;
mod older;
mod spelling;
mod support;
