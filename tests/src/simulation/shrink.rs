//! Leaves out of a failing run whatever it fails without.

use super::{Plan, Run, play};

/// The shortest plan found that still breaks the same promise, and its run.
pub fn shortened(plan: &Plan, run: Run) -> (Plan, Run) {
    let (mut plan, mut run) = (plan.clone(), run);
    let mut piece = plan.steps.len().div_ceil(2);
    while piece > 0 && run.broken.is_some() {
        let mut at = 0;
        while at < plan.steps.len() {
            let mut shorter = plan.clone();
            shorter.steps.drain(at..(at + piece).min(plan.steps.len()));
            let played = play(&shorter);
            if promise(&played) == promise(&run) {
                (plan, run) = (shorter, played);
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    for phones in 1..plan.phones {
        let fewer = Plan { phones, ..plan.clone() };
        let played = play(&fewer);
        if promise(&played) == promise(&run) {
            return (fewer, played);
        }
    }
    (plan, run)
}

/// Which promise was broken, without the figures in it.
fn promise(run: &Run) -> Option<String> {
    let broken = run.broken.as_ref()?;
    Some(broken.chars().filter(|letter| !letter.is_ascii_digit()).take(40).collect())
}
