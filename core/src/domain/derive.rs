//! From a record to what people see of it (D3): a pure function, the same on phone and centre.

use super::record::Record;
use super::view::{UnknownView, View};
use super::{hazard, site, training};

/// What follows from everything known about `record`, whatever the order it arrived in.
pub fn derive(record: &Record) -> View {
    match record.kind.as_str() {
        "hazard" => View::Hazard(hazard::derive(record)),
        "training" => View::Training(training::derive(record)),
        "site" => View::Site(site::derive(record)),
        _ => View::Unknown(UnknownView::of(record)),
    }
}
