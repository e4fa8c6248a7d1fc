//! A seed has to mean one life, or no failure could be looked into.

use snowgauge_simulation::lives::coverage::Coverage;
use snowgauge_simulation::lives::live;
use snowgauge_simulation::lives::run::{run, unmet};

fn met(seed: u64) -> Vec<String> {
    let mut met = Coverage::default();
    live(seed, false, &mut met);
    met.lines()
}

#[test]
fn the_same_seed_is_the_same_life_and_another_one_another() {
    for seed in 0..20 {
        assert_eq!(met(seed), met(seed), "{seed}");
    }
    assert_ne!(met(1), met(2));
}

#[test]
fn a_single_life_is_too_quiet_and_that_is_noticed() {
    let report = run(0, 1);
    assert_eq!((report.lives, report.failures.len()), (1, 0));
    assert!(unmet(&report.met).iter().any(|sight| sight.starts_with("fault: ")));
}
