//! The five-minute story of Wangchuan district, told with the real software.

mod closing;
mod duplicate;
mod stage;
mod teller;
mod training;

pub use stage::Stage;
pub use teller::{Language, Teller};

use crate::harness::Outcome;

/// Tells the whole story.
///
/// # Errors
/// When something that is not an expectation of the story fails.
pub async fn tell(stage: &Stage, teller: &mut Teller) -> Outcome<()> {
    let (leak, again) = duplicate::two_workers_report_one_leak(stage, teller).await?;
    closing::the_offices_act(stage, teller, leak).await?;
    closing::closed_while_someone_sees_danger(stage, teller, leak).await?;
    closing::everyone_sees_it_open(stage, teller, leak).await?;
    training::two_phones_sign_in_thirty_people(stage, teller).await?;
    closing::the_table(stage, teller, &[leak, again]).await
}
