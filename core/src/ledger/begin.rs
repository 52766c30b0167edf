//! Beginning a record, whatever its kind.

use fangxian_protocol::id::Division;
use fangxian_protocol::scalar::Scalar;

use super::act::{Beginning, Deed, Saved};
use super::draft::Attachment;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::field::BadField;
use crate::domain::{check_title, field, text};

/// A record to begin (新建): of the kind that its first act begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRecord {
    /// The village; `None` when the person has only one.
    pub home: Option<Division>,
    /// What it is called and how it is described, field by field. What is empty is left out.
    pub fields: Vec<(String, Scalar)>,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees, at the moment of recording. What a phone
    /// without a position gives, 0 and 0, is left out.
    pub position: Option<(i64, i64)>,
    /// What happened: first the act that begins a record of its kind.
    pub acts: Vec<Body>,
    /// Photos and voice notes, written before the record that lists them.
    pub attachments: Vec<Attachment>,
}

impl NewRecord {
    /// A record that begins with this act.
    pub fn of(act: impl Into<Body>) -> Self {
        Self { acts: vec![act.into()], ..Self::default() }
    }

    /// The same with a field filled in.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Scalar>) -> Self {
        self.fields.push((field.to_owned(), value.into()));
        self
    }
}

impl Ledger {
    /// Begins a record of any kind.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] when no act begins it, or for one of another kind;
    /// [`LedgerError::BadField`] for a field or a part that is missing or cannot be;
    /// [`LedgerError::OutOfScope`] for a village outside the person's posts;
    /// [`LedgerError::Store`] when the disk is full: nothing is lost.
    pub fn begin(&self, new: &NewRecord) -> Result<Saved, LedgerError> {
        let begun = self.begin_all(std::slice::from_ref(new))?.pop();
        begun.ok_or(LedgerError::NotFound { what: "record" })
    }

    /// Begins several records in one commit: all are saved, or none.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn begin_all(&self, new: &[NewRecord]) -> Result<Vec<Saved>, LedgerError> {
        let deeds = new.iter().map(|new| self.beginning(new, &new.attachments));
        self.open_records(deeds.collect::<Result<_, _>>()?)
    }

    /// The kind of a record that begins, its village, and what is done to it. Its attachments are
    /// these.
    pub(super) fn beginning(
        &self,
        new: &NewRecord,
        attachments: &[Attachment],
    ) -> Result<Beginning, LedgerError> {
        let first = new.acts.first().filter(|act| act.begins());
        let kind = first.and_then(Body::kind).ok_or(LedgerError::BadInput {
            field: "act",
            next: "begin with the act that begins a record",
            next_zh: "请先填这是一条什么记录。",
        })?;
        let is_said = |value: &Scalar| match value {
            Scalar::Text(typed) => !text::lines(typed).is_empty(),
            Scalar::Null => false,
            _ => true,
        };
        let said = new.fields.iter().filter(|(_, value)| is_said(value));
        let mut fields: Vec<_> = said.cloned().collect();
        check_title(kind, &fields, !attachments.is_empty())?;
        if let Some((lat, lon)) = new.position.filter(|place| *place != (0, 0)) {
            if fields.iter().any(|(name, _)| [field::LAT, field::LON].contains(&name.as_str())) {
                return Err(
                    BadField::new(field::LAT, "give one position", "位置只要填一处。").into()
                );
            }
            let position = [(field::LAT, lat), (field::LON, lon)];
            fields.extend(position.map(|(name, value)| (name.to_owned(), Scalar::Int(value))));
        }
        let kept = attachments.iter().map(|one| self.keep(one));
        let evidence = kept.collect::<Result<_, _>>()?;
        let deed = Deed { fields, bodies: new.acts.clone(), evidence, settles: None };
        Ok((kind, new.home, deed))
    }
}
