//! A town that lost power, filled up, lied about the time and spoke over bad lines agrees again.

use fangxian_tests::disk::Weakness;
use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::simulation::{self, Plan};
use fangxian_tests::town::any_seed;

#[test]
fn whatever_happened_all_agree_and_nothing_waits_once_all_is_well() -> Outcome<()> {
    let tally = simulation::simulate(&Effort::of(40, any_seed()), &|_| {})?;
    let broken: Vec<_> = tally.broken.iter().map(|run| (run.seed, &run.broken)).collect();
    assert_eq!(tally.violations, 0, "{broken:?}");
    assert_eq!(tally.repeated.1, 0, "a run went otherwise the second time");
    for figure in ["power losses", "documents that agreed", "photos that arrived"] {
        assert!(tally.figures[figure] > 0, "{figure}");
    }
    Ok(())
}

/// The checker is checked: phones whose drives lie about flushing lose what they said was saved.
#[test]
fn drives_that_lie_are_noticed_and_the_run_that_shows_it_is_shortened() {
    let first = any_seed();
    let lying = (0..60)
        .map(|n| Plan { weakness: Weakness::LyingDrive, ..Plan::from_seed(first.wrapping_add(n)) });
    let mut noticed = lying.map(|plan| (simulation::play(&plan), plan));
    let (run, plan) = noticed.find(|(run, _)| run.broken.is_some()).unwrap();
    let (shorter, again) = simulation::shortened(&plan, run);
    assert!(again.broken.is_some());
    assert!(shorter.steps.len() < plan.steps.len(), "{} steps", shorter.steps.len());
}
