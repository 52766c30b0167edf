//! What the vocabulary is called on screens: plain Chinese first, English second.
//!
//! These cannot fail and read nothing: like the version of the library they return no `Result`.

use fangxian::domain::Spoken;
use fangxian::domain::accident::{AccidentState, Level};
use fangxian::domain::hazard::{
    CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source, State,
    TransferState,
};
use fangxian::domain::person::Role;
use fangxian::domain::site::{CheckResult, SiteStatus};
use fangxian::domain::training::{SignMethod, TrainingState};
use fangxian::domain::view::Flag;
use fangxian::sync::Failure;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::problem::ProblemCode;

/// Why a synchronisation stopped and whose move it is, to be shown to the person.
#[uniffi::export]
pub fn why_stopped(why: Failure) -> Spoken {
    why.spoken()
}

macro_rules! named {
    ($($name:ident($word:ident);)*) => {$(
        /// What people call it.
        #[uniffi::export]
        pub fn $name(word: $word) -> Spoken {
            Spoken::new(word.zh(), word.en())
        }
    )*};
}

named! {
    name_of_accident_level(Level);
    name_of_accident_state(AccidentState);
    name_of_check_result(CheckResult);
    name_of_close_kind(CloseKind);
    name_of_five_item(FiveItem);
    name_of_flag(Flag);
    name_of_grade(Grade);
    name_of_hazard_source(Source);
    name_of_hazard_state(State);
    name_of_listing_level(ListingLevel);
    name_of_order_mode(Mode);
    name_of_plan_item(PlanItem);
    name_of_problem_code(ProblemCode);
    name_of_refusal_code(RefusalCode);
    name_of_reinspect_result(ReinspectResult);
    name_of_role(Role);
    name_of_sign_method(SignMethod);
    name_of_site_status(SiteStatus);
    name_of_training_state(TrainingState);
    name_of_transfer_state(TransferState);
}
