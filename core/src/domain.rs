//! Room 1: nouns and rules. Pure: no disk, no network, no clock, no document engine.

pub mod day;
pub mod fact;
pub mod hazard;
pub mod id_text;
pub mod person;
pub mod record;
pub mod site;
pub mod training;
pub mod view;
