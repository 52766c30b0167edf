//! The ledger's vocabulary as it is written in files.

/// Roles a post may have.
pub const ROLES: &[&str] = &["grid", "village", "township", "department", "district", "enterprise"];
pub(super) const STATES: &[&str] = &[
    "reported",
    "returned",
    "accepted",
    "judged",
    "rectifying",
    "awaiting_reinspection",
    "passed",
    "closed",
    "void",
    "supplemented",
    "planned",
    "open",
    "archived",
];
pub(super) const FLAGS: &[&str] = &[
    "disputed",
    "suspected_major",
    "listed",
    "extension_asked",
    "in_transfer",
    "two_responsible",
    "stop_work",
    "maybe_duplicate",
    "duplicate",
    "clock_doubtful",
    "void_contested",
    "proposal_waiting",
    "photo_awaited",
    "unknown_content",
];
pub(super) const NOTICES: &[&str] = &[
    "close_missed_danger",
    "statements_differ",
    "claim_under_order",
    "graver_grade_holds",
    "earlier_deadline_holds",
    "listing_holds",
    "accepted_twice",
    "maybe_duplicate",
    "counted_together",
    "void_contested",
    "field_conflict",
    "two_responsible",
    "not_achieved",
    "amounts_differ",
    "checks_differ",
    "attendance_merged",
    "attendance_disputed",
    "outside_hours",
    "sessions_overlap",
    "headcounts_differ",
    "working_while_closed",
    "reorganised",
    "act_beyond_role",
    "figures_differ",
    "unverified",
    "clock_doubtful",
    "photo_awaited",
    "other_unit",
];
pub(super) const GRADES: &[&str] = &["ordinary", "major"];
pub(super) const GRADES_OR_NONE: &[&str] = &["ordinary", "major", "none"];
pub(super) const MODES: &[&str] = &["at_once", "by_deadline", "stop_work"];
pub(super) const MODES_OR_NONE: &[&str] = &["at_once", "by_deadline", "stop_work", "none"];
pub(super) const FIVE: &[&str] =
    &["responsibility", "measures", "funds", "deadline", "emergency_plan"];
pub(super) const PLAN: &[&str] = &["goals", "methods", "funds", "people", "schedule", "safety"];
pub(super) const RESULTS: &[&str] = &["pass", "partial", "fail"];
pub(super) const CLOSES: &[&str] = &["rectified", "to_risk_point", "site_gone", "false_alarm"];
pub(super) const CLOSES_OR_NONE: &[&str] =
    &["rectified", "to_risk_point", "site_gone", "false_alarm", "none"];
pub(super) const LEVELS: &[&str] = &["township", "district", "city", "province"];
pub(super) const SOURCES: &[&str] = &[
    "self_check",
    "inspection",
    "supervision",
    "patrol",
    "public_report",
    "assigned",
    "hotline",
    "sensor",
];
pub(super) const METHODS: &[&str] =
    &["dynamic_code", "static_code", "roster", "signature", "paper_photo"];
pub(super) const COUNTED: &[&str] = &["counted", "estimated"];
pub(super) const STATUSES: &[&str] = &["operating", "suspended", "seasonal", "moved", "gone"];
pub(super) const ACCIDENT_LEVELS: &[&str] =
    &["ordinary", "large", "major", "extraordinarily_major"];
pub(super) const CHECKS: &[&str] = &["not_applicable", "met", "not_met"];
pub(super) const TRANSFERS: &[&str] = &["pending", "accepted", "refused"];
pub(super) const PLACES: &[&str] = &["only_here", "sent", "accepted", "quarantined"];
pub(super) const REFUSALS: &[&str] =
    &["changed", "out_of_scope", "bad_input", "bad_field", "not_found", "not_enrolled"];
