//! What is known of a kind by its name.

use fangxian_protocol::scalar::Scalar;

use super::column::Heading;
use super::field::BadField;
use super::kind::About;
use super::kinds::{KINDS, about};

/// What stands above the columns of the ledger of a kind, in order; nothing of a kind of a newer
/// version.
pub fn headings(kind: &str) -> Vec<Heading> {
    about(kind).map(|about| (about.headings)()).unwrap_or_default()
}

/// What labels begin with.
pub fn labels() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|about| about.label)
}

/// Whether people can call a record of this kind by something: the field that holds it is among
/// those `said`, or there is a photo and that is enough.
///
/// # Errors
/// [`BadField`] that names the field and what to do.
pub fn check_title(kind: &str, said: &[(String, Scalar)], photos: bool) -> Result<(), BadField> {
    let titled = |about: &About| {
        let said = said.iter().any(|(name, _)| name == about.title);
        said || (photos && about.photo_is_enough)
    };
    about(kind).filter(|about| !titled(about)).map_or(Ok(()), |about| Err(about.untitled()))
}
