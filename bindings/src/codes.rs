//! Why the centre refuses, code by code: one that is added or removed does not compile here.

use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::problem::ProblemCode;

use crate::words::words;

words! {
    /// Why the centre refused a whole request.
    ProblemCode as name_of_problem_code {
        /// The bytes are not such a message.
        Malformed,
        /// More than a limit allows.
        TooLarge,
        /// No dialect in common.
        NoCommonDialect,
        /// The enrolment code was never issued, or was used.
        UnknownCode,
        /// The enrolment code is too old.
        ExpiredCode,
        /// Too many wrong codes from there.
        TooManyTries,
        /// The device is not enrolled.
        UnknownDevice,
        /// The device was revoked or its certificate has ended.
        DeviceNotValid,
        /// The request's signature does not hold.
        BadSignature,
        /// The request's number is not above the last.
        Replayed,
        /// The phone was restored from a backup, or copied.
        DeviceCopied,
        /// The centre was put back to an earlier day, or lost something.
        LogDiffers,
        /// It took new names too often.
        RenewedTooOften,
        /// Nothing by that name, or not for this device.
        NotFound,
        /// The upload does not go on where the centre stands.
        WrongOffset,
        /// What arrived is not what the record says.
        AttachmentDiffers,
        /// As many bytes as a device may upload in a day.
        UploadsFull,
        /// The centre keeps no more attachments.
        AttachmentsFull,
        /// The centre cannot answer now.
        Unavailable,
    }

    /// Why the centre set one change aside.
    RefusalCode as name_of_refusal_code {
        /// Not an envelope.
        Malformed,
        /// Signed by another key, or altered.
        BadSignature,
        /// The device is unknown, expired or revoked.
        DeviceNotValid,
        /// The person or role in a fact is not the device's.
        RoleNotHeld,
        /// The village is outside the device's scope.
        OutOfScope,
        /// The rebuilt change has another hash than the signed one.
        HashMismatch,
        /// It follows changes the centre does not have; it may succeed later.
        MissingDependency,
        /// Its sequence number or operation counter does not follow.
        BrokenSequence,
        /// It writes what the vocabulary does not have.
        OutsideSchema,
        /// The same number with other content: was the phone copied?
        Equivocation,
        /// The record would grow beyond its limits.
        RecordFull,
        /// It would change the record's kind or home.
        WrongRecord,
        /// Taken as an unverified proposal: the phone was revoked or the post had ended.
        Unverified,
    }
}
