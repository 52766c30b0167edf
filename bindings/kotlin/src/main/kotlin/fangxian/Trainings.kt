package fangxian

import java.time.Instant

/** Opens a training session (开设培训). */
suspend fun Ledger.openTraining(draft: TrainingDraft): Saved = act { openTraining(draft) }

/** Signs someone in (签到). However many phones scan a person, they count once. */
suspend fun Ledger.signIn(
    session: RecordId,
    attendee: PersonId,
    method: SignMethod,
    at: Instant,
): Saved = act { signIn(session, attendee, method, at) }

/** Signs several people in at once, as one saved change (批量签到). */
suspend fun Ledger.signInAll(
    session: RecordId,
    attendees: List<PersonId>,
    method: SignMethod,
    at: Instant,
): Saved = act { signInAll(session, attendees, method, at) }

/** Signs out what a sign-in began (签退). */
suspend fun Ledger.signOut(session: RecordId, signIns: List<FactId>, at: Instant): Saved =
    act { signOut(session, signIns, at) }

/** Notes an exam attempt (考试), of 100 points. All attempts are kept. */
suspend fun Ledger.examine(
    session: RecordId,
    attendee: PersonId,
    paper: String,
    score: Long,
    passed: Boolean,
): Saved = act { examine(session, attendee, paper, score, passed) }

/** Says an attendance was signed by someone else (质疑代签). */
suspend fun Ledger.disputeAttendance(
    session: RecordId,
    attendee: PersonId,
    reason: String,
): Saved = act { disputeAttendance(session, attendee, reason) }

/** Decides a disputed attendance (认定签到). */
suspend fun Ledger.decideAttendance(
    session: RecordId,
    shown: Version,
    attendee: PersonId,
    valid: Boolean,
): Saved = act { decideAttendance(session, shown, attendee, valid) }

/** Notes a headcount beside the count of sign-ins (申报人数): `counted` or `estimated`. */
suspend fun Ledger.declareHeadcount(
    session: RecordId,
    count: Long,
    method: String = "counted",
): Saved = act { declareHeadcount(session, count, method) }

/** Archives a session (归档). */
suspend fun Ledger.archiveTraining(session: RecordId, shown: Version): Saved =
    act { archiveTraining(session, shown) }

/** Says the session was entered by mistake (作废). */
suspend fun Ledger.voidTraining(session: RecordId, shown: Version, reason: String): Saved =
    act { voidTraining(session, shown, reason) }
