//! Nothing that was said to be saved is lost, wherever the power goes or a call fails.

use fangxian_tests::crash::{self, Plan, Planted};
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::town::any_seed;

fn plan(points: u64, planted: Planted) -> Plan {
    Plan { effort: Effort::of(points, any_seed()), planted, only_photos: false }
}

#[test]
fn power_may_go_at_any_write_and_nothing_that_was_said_to_be_saved_is_lost() -> Outcome<()> {
    let tally = crash::run(&plan(2_000, Planted::None), &|_| {})?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() >= 2_000);
    Ok(())
}

#[test]
fn power_may_go_at_any_write_of_a_photo_or_a_snapshot_file_and_none_that_was_said_is_lost()
-> Outcome<()> {
    let tally = crash::run(&Plan { only_photos: true, ..plan(1_000, Planted::None) }, &|_| {})?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() >= 1_000);
    Ok(())
}

#[test]
fn any_single_call_on_a_photo_or_a_snapshot_file_may_fail_and_all_go_on() -> Outcome<()> {
    let tally = crash::failing_photo_calls(any_seed())?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() > 50);
    Ok(())
}

#[test]
fn any_single_call_may_fail_and_the_phone_goes_on() -> Outcome<()> {
    let tally = crash::failing_calls(any_seed(), 2)?;
    assert_eq!(tally.violations(), 0, "{:?}", tally.broken);
    assert!(tally.points() > 500);
    Ok(())
}

/// The checker is checked: each of these bugs must be noticed.
#[test]
fn bugs_planted_between_the_app_and_the_drive_are_noticed() -> Outcome<()> {
    for planted in [
        Planted::Normal,
        Planted::Off,
        Planted::Early,
        Planted::LyingDrive,
        Planted::FilesUnflushed,
        Planted::FoldersUnflushed,
    ] {
        let tally = crash::run(&plan(600, planted), &|_| {})?;
        println!("{planted:?}: {} of {}", tally.violations(), tally.points());
        assert!(tally.violations() > 0, "{planted:?} was not noticed");
    }
    Ok(())
}

#[tokio::test]
async fn a_centre_killed_under_load_has_everything_it_acknowledged() -> Outcome<()> {
    let killed = crash::killed_under_load(3, any_seed()).await?;
    assert_eq!((killed.lost, killed.kills), (0, 3), "{killed:?}");
    assert!(killed.acknowledged > 0);
    Ok(())
}
