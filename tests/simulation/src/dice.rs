//! Random choices that a seed repeats.

/// Chooses. The same seed gives the same choices, on every machine.
#[derive(Debug)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// Dice that fall as the seed says.
    pub fn new(seed: u64) -> Self {
        // Seeds are counted up from 0; multiplied by an odd constant they share no run of bits.
        Self(fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.0.u64(..end) }
    }

    /// A number below `end`, the small ones as often as the large: its length is drawn first.
    pub fn spread(&mut self, end: u64) -> u64 {
        let bits = u64::from(64 - end.leading_zeros());
        let length = self.below(bits + 1);
        self.below(end.min(1 << length.min(63)))
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.0.usize(..of.len())]
    }

    /// The random half of an event's id.
    pub fn half(&mut self) -> [u8; 8] {
        self.0.u64(..).to_be_bytes()
    }
}
