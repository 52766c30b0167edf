//! No input from an enrolled device bricks a record, and no honest change is refused.

use fangxian_tests::harness::Outcome;
use fangxian_tests::harness::effort::Effort;
use fangxian_tests::hostile;
use fangxian_tests::town::any_seed;

#[test]
fn attacks_with_a_valid_signature_are_set_aside_or_harmless() -> Outcome<()> {
    let tally = hostile::attack(&Effort::of(6_000, any_seed()), &|_| {})?;
    assert_eq!(tally.violations, 0, "{:?}", tally.broken);
    assert!(tally.taken > 0 && tally.refused.len() >= 8, "{:?}", tally.refused);
    Ok(())
}

#[test]
fn photos_on_their_way_arrive_whole_whoever_sends_into_them() -> Outcome<()> {
    let tally = hostile::attack_uploads(&Effort::of(2_000, any_seed()), &|_| {})?;
    assert_eq!(tally.violations, 0, "{:?}", tally.broken);
    assert!(tally.taken > 0 && tally.refused.len() >= 6, "{:?}", tally.refused);
    Ok(())
}

#[test]
fn honest_histories_are_never_refused() -> Outcome<()> {
    let honest = hostile::honest_histories(&Effort::of(2_000, any_seed()))?;
    assert_eq!((honest.refused, honest.differing), (0, 0), "{honest:?}");
    Ok(())
}
