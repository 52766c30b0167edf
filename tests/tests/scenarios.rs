//! Every scenario file holds; and what is written about them is true.

#![expect(clippy::unwrap_used, reason = "the helpers of a test say plainly what they expect")]

use std::path::Path;
use std::sync::Arc;

use fangxian_tests::harness;
use fangxian_tests::scenario::format::Fault;
use fangxian_tests::scenario::plan::{EXPECTATIONS, Scenario, VERBS, parse};
use fangxian_tests::scenario::random::RandomFile;
use fangxian_tests::scenario::stage::{Transports, zero};
use fangxian_tests::scenario::{Outcome, Played, play, play_all, report};

fn all() -> harness::Outcome<Vec<Arc<Scenario>>> {
    let files = report::find(&report::folder())?;
    files.iter().map(|file| report::load(file).map(Arc::new)).collect()
}

async fn hold(scenarios: &[Arc<Scenario>], way: Transports) {
    let mut wrong = Vec::new();
    let look = |index: usize, played: &Played| {
        if matches!(played.outcome, Outcome::Failed | Outcome::Ripe) {
            wrong.push(report::line(&scenarios[index], played));
        }
    };
    let played = play_all(scenarios, way, None, look).await;
    println!("{}", report::summary(&played));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_as_written() -> harness::Outcome<()> {
    let scenarios = all()?;
    assert!(scenarios.len() >= 80, "{} files", scenarios.len());
    hold(&scenarios, Transports::Memory).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_made_by_chance_hold_whatever_came_before_their_ending() -> harness::Outcome<()> {
    let given = std::env::var("FANGXIAN_SEED").ok().and_then(|seed| seed.parse().ok());
    let first: u64 = given.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    for seed in first..first + if given.is_some() { 1 } else { 12 } {
        println!("repeat with FANGXIAN_SEED={seed}");
        let file = RandomFile::of(seed);
        let broken = file.play(Transports::Memory).await?;
        assert!(broken.is_empty(), "{}\n{}", broken.join("\n"), file.text());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handful_hold_over_http_with_a_real_server_process() -> harness::Outcome<()> {
    let few = ["s01-three-ways", "s02-photo-arrives-late", "s11-three-ways", "s23-three-ways"];
    let mut scenarios = all()?;
    scenarios.retain(|one| few.iter().any(|name| one.file.starts_with(name)));
    assert_eq!(scenarios.len(), few.len());
    hold(&scenarios, Transports::Http).await;
    Ok(())
}

/// One hazard, closed, and what is expected of it.
fn closed_and(expected: &str) -> Scenario {
    let text = format!(
        "promise: x\npromise_en: x\npeople:\n  甲: {{role: grid, unit: 三棵槐村第二网格}}\n  \
         丙: {{role: village, unit: 三棵槐村, also: {{township: 石鲤镇}}}}\n  癸: {{role: township, \
         unit: 澜埠街道}}\nsteps:\n  - 甲 reports: {{as: 漏水, title: 配电房渗水}}\n  - everyone syncs\n  \
         - 丙 closes 漏水\n  - everyone syncs\nexpect:\n  {expected}\n"
    );
    parse("said.yaml", &text, zero().unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_not_so_is_said_and_what_is_so_is_not() {
    let right = [
        "癸: {漏水: {here: no}}",
        "甲、丙: {漏水: {here: yes}}",
        "甲: {漏水: {mode: none, notice_lacks: 渗水, history_lacks: 仍危险}}",
    ];
    let wrong = [
        "癸: {漏水: {here: yes}}",
        "癸: {漏水: {state: closed}}",
        "everyone: {漏水: {here: yes}}",
        "甲: {漏水: {mode: stop_work}}",
        "甲: {漏水: {history_lacks: 办结}}",
        "甲: {漏水: {history_lacks: [没有的话, 办结]}}",
    ];
    for (expected, holds) in
        right.map(|one| (one, true)).into_iter().chain(wrong.map(|one| (one, false)))
    {
        let played = play(&closed_and(expected), Transports::Memory, None).await;
        assert_eq!(played.broken.is_empty(), holds, "{expected}: {:?}", played.broken);
    }
}

#[test]
fn every_situation_has_a_mirror_image_and_a_three_way_case() -> harness::Outcome<()> {
    let scenarios = all()?;
    let kept = (1..=19).chain(23..=26).chain(36..=42).chain([46]).chain(48..=50);
    for situation in kept {
        let names: Vec<&str> = scenarios
            .iter()
            .filter(|one| one.situations.contains(&situation))
            .map(|one| one.file.as_str())
            .collect();
        for part in ["mirror", "three-ways"] {
            let found = names.iter().any(|name| name.contains(part));
            assert!(found, "situation {situation} has no {part} case: {names:?}");
        }
        assert!(names.len() >= 3, "situation {situation}: {names:?}");
    }
    for principle in 1..=10 {
        let found = scenarios.iter().any(|one| one.principles.contains(&principle));
        assert!(found, "principle {principle} has no file");
    }
    Ok(())
}

#[test]
fn the_documents_say_what_the_files_and_the_code_say() -> harness::Outcome<()> {
    for (path, text) in report::documents()? {
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        assert!(there == text, "{name} is out of date: run `cargo xtask scenarios --docs`");
    }
    let guide = report::guide();
    for word in VERBS.iter().map(|verb| verb.word).chain(EXPECTATIONS.iter().map(|one| one.word)) {
        let said = guide.lines().any(|line| {
            line.split('`').nth(1).is_some_and(|said| said.split(' ').any(|part| part == word))
        });
        assert!(said, "`{word}` is not documented");
    }
    Ok(())
}

fn fault(change: impl Fn(&str) -> String) -> Fault {
    let text = std::fs::read_to_string(report::folder().join("s01-three-ways.yaml")).unwrap();
    parse("changed.yaml", &change(&text), zero().unwrap()).unwrap_err()
}

#[test]
fn a_typo_is_answered_with_its_line_and_the_nearest_known_word() {
    let wrong = fault(|text| text.replace("丙 closes", "丙 clsoes"));
    assert_eq!(wrong.to_string(), "line 14: unknown verb `clsoes`; did you mean `closes`?");
    let wrong = fault(|text| text.replace("flags: [disputed]", "flag: [disputed]"));
    assert_eq!(wrong.to_string(), "line 20: unknown expectation `flag`; did you mean `flags`?");
    let wrong = fault(|text| text.replace("[disputed]", "[dispute]"));
    assert_eq!(wrong.to_string(), "line 20: unknown word `dispute`; did you mean `disputed`?");
    let wrong = fault(|text| text.replace("丙 closes", "丙丁 closes"));
    assert_eq!(wrong.line, 14);
    assert!(wrong.what.contains("丙"), "{wrong}");
    let wrong = fault(|text| text.replace("danger: yes", "dangre: yes"));
    assert!(wrong.what.contains("did you mean `danger`"), "{wrong}");
    let wrong = fault(|text| text.replace("promise: ", "promises: "));
    assert_eq!(wrong.line, 1, "{wrong}");
}

#[test]
fn no_file_is_named_for_what_it_does_not_hold() -> harness::Outcome<()> {
    for scenario in all()? {
        let name = Path::new(&scenario.file);
        assert_eq!(name.extension().and_then(|ending| ending.to_str()), Some("yaml"));
        assert!(!scenario.promise_en.is_empty(), "{} has no promise_en", scenario.file);
        let number = scenario.file.strip_prefix('s').and_then(|rest| rest.get(..2));
        if let Some(Ok(number)) = number.map(str::parse::<i64>) {
            assert!(scenario.situations.contains(&number), "{}", scenario.file);
        }
    }
    Ok(())
}
