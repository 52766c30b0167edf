//! The attachments of one synchronisation as a machine: which file is next, which piece of it, and
//! when it is let go. Each file fails alone, and what arrived of a piece counts.
//!
//! Whatever the other side answers, it ends: a file is let go after [`STRIKES_MAX`] answers that
//! did not carry it on, or once it has cost [`Upload::budget`] bytes.

use std::collections::VecDeque;

use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::problem::ProblemCode;

use super::effect::UploadWork;
use super::event::{Failure, UploadDone};
use super::pace::Pace;
use super::transport::{Barrier, Held, TransportError};
use crate::store::{AttachmentTrouble, DueAttachment};

/// How often an attachment is tried in one synchronisation without coming any further.
const STRIKES_MAX: u32 = 3;
/// What an attachment may cost in one synchronisation beside four times its length.
const BUDGET_BYTES_MIN: u64 = 64 * 1024;
/// So many strikes in a row, on whichever attachments: it is the line and none of them.
const STRIKES_IN_A_ROW_MAX: u32 = 4;

/// What is to be done next.
#[derive(Debug)]
pub(super) enum Next {
    /// This.
    Work(UploadWork),
    /// The line does not carry attachments now.
    Failed(Failure),
    /// Nothing more in this synchronisation.
    Over,
}

/// What became of all attachments so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    /// At the centre now.
    pub(super) sent: u64,
    /// Set aside: they need a person.
    pub(super) set_aside: u64,
    /// How often the centre had more of one than ever before.
    pub(super) carried_on: u64,
    /// Why the centre takes no more now.
    pub(super) refused: Option<ProblemCode>,
}

/// The attachments of one synchronisation.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    step: Step,
    due: VecDeque<Upload>,
    pace: Pace,
    strikes_in_a_row: u32,
    /// Why the last strike was.
    struck: Option<Failure>,
    /// Why the one whose end is being noted was let go, when it may be tried again.
    leaving: Option<Failure>,
    /// Why some were let go that are still to be sent.
    let_go: Option<Failure>,
    pub(super) tally: Tally,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    #[default]
    ToList,
    Listing,
    Asking,
    /// A piece from there was cut, and maybe some of it arrived.
    AskingAfterCut,
    Checking(u64),
    Sending(u64),
    /// What became of it is being noted.
    Noting,
    /// One more word to the line before the next file.
    Between,
    Over,
}

/// One attachment on its way.
#[derive(Debug)]
struct Upload {
    hash: EvidenceHash,
    total: u64,
    /// As much of it as the centre ever had.
    reached: u64,
    sent_bytes: u64,
    strikes: u32,
    is_checked: bool,
}

impl Upload {
    /// How many bytes it may cost in one synchronisation: begun anew, and pieces that were cut.
    fn budget(&self) -> u64 {
        self.total.saturating_mul(4).saturating_add(BUDGET_BYTES_MIN)
    }
}

impl Uploads {
    /// Begins, or goes on after a failure.
    pub(super) fn go_on(&mut self) -> Next {
        match self.step {
            Step::Over => Next::Over,
            Step::ToList | Step::Listing => {
                self.step = Step::Listing;
                Next::Work(UploadWork::List)
            }
            _ => self.next_file(),
        }
    }

    /// Whether nothing more is to be done in this synchronisation.
    pub(super) fn is_over(&self) -> bool {
        self.step == Step::Over
    }

    /// Why some were let go that are still to be sent, once.
    pub(super) fn take_let_go(&mut self) -> Option<Failure> {
        self.let_go.take()
    }

    /// Takes what was done and says what is next. `None` when it was not asked for.
    pub(super) fn handle(&mut self, done: UploadDone) -> Option<Next> {
        Some(match (std::mem::replace(&mut self.step, Step::Between), done) {
            (Step::Listing, UploadDone::Listed(due)) => {
                self.due = due.into_iter().map(Upload::from).collect();
                self.next_file()
            }
            (Step::Asking, UploadDone::Answered { held, .. }) => match held {
                Ok(held) => self.asked(held, false),
                Err(error) => self.refused(error),
            },
            (Step::AskingAfterCut, UploadDone::Answered { held, .. }) => match held {
                Ok(held) => self.asked(held, true),
                Err(error) => self.refused(error),
            },
            (Step::Checking(offset), UploadDone::Checked(None)) => {
                if let Some(upload) = self.due.front_mut() {
                    upload.is_checked = true;
                }
                self.send(offset)
            }
            (Step::Checking(_), UploadDone::Checked(trouble)) => self.let_go(trouble, None),
            (Step::Checking(_) | Step::Sending(_), UploadDone::Unreadable) => {
                self.let_go(None, Some(Failure::Store { retryable: true }))
            }
            (Step::Sending(offset), UploadDone::Answered { held, sent, took_ms }) => {
                self.answered(offset, held, (sent, took_ms))
            }
            (Step::Noting, UploadDone::Sent) => {
                self.tally.sent += 1;
                self.next_file()
            }
            (Step::Noting, UploadDone::Noted { set_aside }) => {
                let leaving = self.leaving.take();
                if set_aside {
                    self.tally.set_aside += 1;
                } else if leaving.is_some() {
                    self.let_go = leaving;
                }
                self.after_strike()
            }
            (step, _) => {
                self.step = step;
                return None;
            }
        })
    }

    fn next_file(&mut self) -> Next {
        let Some(upload) = self.due.front() else {
            self.step = Step::Over;
            return Next::Over;
        };
        self.step = Step::Asking;
        Next::Work(UploadWork::Ask(upload.hash))
    }

    /// The centre said how far it has the one at the front.
    fn asked(&mut self, held: Held, after_cut: bool) -> Next {
        if held.whole {
            return self.arrived();
        }
        let Some(upload) = self.due.front_mut() else { return self.next_file() };
        // More than all of it is what is left of an earlier false upload; the centre drops it.
        if held.offset > upload.reached && held.offset <= upload.total {
            upload.reached = held.offset;
            if after_cut {
                self.carried_on();
            }
        } else if after_cut {
            return self.strike(Failure::NoConnection, Some(AttachmentTrouble::Blocked));
        }
        self.send(held.offset)
    }

    /// Sends the one at the front from `offset` on, once it is known to be what its hash says.
    fn send(&mut self, offset: u64) -> Next {
        let Some(upload) = self.due.front() else { return self.next_file() };
        let (hash, total) = (upload.hash, upload.total);
        if !upload.is_checked {
            self.step = Step::Checking(offset);
            return Next::Work(UploadWork::Check(hash));
        }
        if upload.sent_bytes > upload.budget() {
            return self.let_go(None, Some(Failure::NoConnection));
        }
        self.step = Step::Sending(offset);
        Next::Work(UploadWork::Piece { hash, offset, total, bytes_max: self.pace.bytes() })
    }

    /// The centre answered a piece from `offset` on, or nobody did.
    fn answered(
        &mut self,
        offset: u64,
        held: Result<Held, TransportError>,
        (sent, took_ms): (usize, u64),
    ) -> Next {
        let Some(upload) = self.due.front_mut() else { return self.next_file() };
        upload.sent_bytes = upload.sent_bytes.saturating_add(sent as u64);
        match held {
            Ok(held) if held.whole => self.arrived(),
            Ok(held) if held.offset > upload.reached.max(offset) && held.offset <= upload.total => {
                upload.reached = held.offset;
                let taken = usize::try_from(held.offset - offset).unwrap_or(usize::MAX).min(sent);
                self.pace.took(sent, taken, took_ms);
                self.carried_on();
                self.send(held.offset)
            }
            // Each piece must carry it on, or it would be sent for ever.
            Ok(_) => self.strike(Failure::NotTheCentre, Some(AttachmentTrouble::Blocked)),
            Err(TransportError::NoConnection) => {
                self.pace.broke();
                self.step = Step::AskingAfterCut;
                Next::Work(UploadWork::Ask(upload.hash))
            }
            // The words and the way there are well: it is this one, or only for now.
            Err(TransportError::Refused(ProblemCode::Unavailable)) => {
                self.pace.broke();
                self.strike(Failure::Refused(ProblemCode::Unavailable), None)
            }
            Err(TransportError::Refused(code @ ProblemCode::AttachmentDiffers)) => {
                // The centre begins it anew.
                upload.reached = 0;
                self.strike(Failure::Refused(code), Some(AttachmentTrouble::Differs))
            }
            Err(TransportError::Refused(code @ ProblemCode::WrongOffset)) => {
                self.strike(Failure::Refused(code), None)
            }
            Err(error) => self.refused(error),
        }
    }

    /// Whatever else may be answered to a question or a piece.
    fn refused(&mut self, error: TransportError) -> Next {
        match error {
            // The host wants none now, or the centre; they wait without holding anything back.
            TransportError::HeldBack => {
                self.due.clear();
                self.next_file()
            }
            TransportError::Refused(
                code @ (ProblemCode::UploadsFull | ProblemCode::AttachmentsFull),
            ) => {
                self.tally.refused = Some(code);
                self.due.clear();
                self.next_file()
            }
            // Nothing that was said names it.
            TransportError::Refused(ProblemCode::NotFound) => {
                self.let_go(Some(AttachmentTrouble::NotNamed), None)
            }
            // The line: the next try begins with another one.
            TransportError::NoConnection
            | TransportError::Behind { .. }
            | TransportError::Certificate(_)
            | TransportError::Blocked(Barrier::TooMany | Barrier::ProxyLogin | Barrier::Moved)
            | TransportError::Refused(
                ProblemCode::Unavailable | ProblemCode::Replayed | ProblemCode::DeviceNotValid,
            ) => {
                self.due.rotate_left(usize::from(!self.due.is_empty()));
                self.step = Step::Between;
                Next::Failed(error.into())
            }
            error @ (TransportError::NotTheCentre | TransportError::Blocked(_)) => {
                self.strike(error.into(), Some(AttachmentTrouble::Blocked))
            }
            TransportError::Refused(code) => {
                self.strike(Failure::Refused(code), Some(AttachmentTrouble::Blocked))
            }
        }
    }

    /// The one at the front came no further. Others have their turn first.
    fn strike(&mut self, why: Failure, trouble: Option<AttachmentTrouble>) -> Next {
        self.strikes_in_a_row += 1;
        self.struck = Some(why.clone());
        let Some(upload) = self.due.front_mut() else { return self.next_file() };
        upload.strikes += 1;
        if upload.strikes >= STRIKES_MAX {
            return self.let_go(trouble, Some(why));
        }
        self.due.rotate_left(1);
        self.after_strike()
    }

    fn after_strike(&mut self) -> Next {
        if self.strikes_in_a_row < STRIKES_IN_A_ROW_MAX || self.due.is_empty() {
            return self.next_file();
        }
        self.strikes_in_a_row = 0;
        self.step = Step::Between;
        Next::Failed(self.struck.clone().unwrap_or(Failure::NoConnection))
    }

    /// The one at the front is not tried again in this synchronisation.
    fn let_go(&mut self, trouble: Option<AttachmentTrouble>, why: Option<Failure>) -> Next {
        let Some(upload) = self.due.pop_front() else { return self.next_file() };
        self.leaving = why;
        self.step = Step::Noting;
        Next::Work(UploadWork::Note { hash: upload.hash, trouble })
    }

    fn arrived(&mut self) -> Next {
        self.carried_on();
        let Some(upload) = self.due.pop_front() else { return self.next_file() };
        self.step = Step::Noting;
        Next::Work(UploadWork::Sent(upload.hash))
    }

    fn carried_on(&mut self) {
        self.strikes_in_a_row = 0;
        self.tally.carried_on += 1;
    }
}

impl From<DueAttachment> for Upload {
    fn from(due: DueAttachment) -> Self {
        Self {
            hash: due.hash,
            total: due.bytes,
            reached: 0,
            sent_bytes: 0,
            strikes: 0,
            is_checked: false,
        }
    }
}
