//! Chance that comes out the same in every run.

/// A number from 0 up to 1 for the Nth request under a seed. It depends on nothing else, so that the same request has the
/// same fate however many others there are.
pub(super) fn share(seed: u64, number: u64) -> f64 {
    let bits = mix(seed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    // 53 bits are what a double holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "53 bits lose nothing")]
    let drawn = (bits >> 11) as f64;
    drawn / 9_007_199_254_740_992.0
}

/// SplitMix64's output function (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
fn mix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_met_closely_and_repeatably() {
        for seed in [0, 1, 42, u64::MAX] {
            let hit = |to: f64| (1..=10_000).filter(|number| share(seed, *number) < to).count();
            let third = hit(0.3);
            assert!((2800..3200).contains(&third), "{seed}: {third} of 10,000");
            assert_eq!(hit(1.0), 10_000);
            assert_eq!(hit(0.3), third);
        }
    }

    #[test]
    fn the_output_function_is_the_published_one() {
        // The first two outputs of SplitMix64 from state 1234567, as its reference code prints them.
        let state: u64 = 1_234_567;
        let next = |steps: u64| mix(state.wrapping_add(steps.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        assert_eq!([next(1), next(2)], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
