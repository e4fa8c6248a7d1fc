//! The schemas of the tracking plan: each field absent, null, of every wrong type, on its bounds and beside them.

use snowgauge_differential::own;
use snowgauge_differential::run::Count;

#[test]
fn both_judges_agree_on_every_change_of_a_good_datum() {
    let mut count = Count::default();
    for own in own::all() {
        for text in own.mutations() {
            match own.subject.compare(&text) {
                Ok(verdict) => count.add(verdict),
                Err(disagreement) => panic!("{}:\n{disagreement}", own.name),
            }
        }
    }
    assert!(count.good > 1_000 && count.bad > 8_000, "{count:?}");
    assert_eq!(count.apart, 0);
}
