//! The five-minute story holds, in both languages.

use fangxian_tests::demo::{self, Language, Stage, Teller};
use fangxian_tests::harness::{Outcome, tables};

async fn told(language: Language) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut teller = Teller::new(language, true);
    let stage = Stage::set(folder.path(), &tables(), &mut teller).await?;
    demo::tell(&stage, &mut teller).await?;
    for phone in stage.phones() {
        assert_eq!(phone.ledger.compare()?, vec![], "what is derived equals a rebuild");
    }
    let (expected, failed) = teller.end();
    assert!(expected >= 15, "only {expected} expectations were told");
    assert_eq!(failed, 0, "{:#}", teller.to_json());
    Ok(())
}

#[tokio::test]
async fn every_expectation_of_the_story_holds_in_chinese() -> Outcome<()> {
    told(Language::Zh).await
}

#[tokio::test]
async fn every_expectation_of_the_story_holds_in_english() -> Outcome<()> {
    told(Language::En).await
}
