//! Contenders in turns, so that what disturbs the machine disturbs all of them.

use std::hint::black_box;
use std::time::Instant;

/// One way to do the work, and how long it took.
pub struct Contender<'w> {
    /// What the table calls it.
    pub name: &'static str,
    work: Box<dyn FnMut(u32) + 'w>,
    /// Nanoseconds per piece of work, a value per round.
    times: Vec<f64>,
}

impl<'w> Contender<'w> {
    /// A contender that does `work` once a call. That its result is dropped counts too.
    pub fn new<R>(name: &'static str, mut work: impl FnMut() -> R + 'w) -> Self {
        let work = move |times| {
            for _ in 0..times {
                black_box(work());
            }
        };
        Self { name, work: Box::new(work), times: Vec::new() }
    }

    fn run(&mut self, times: u32) -> f64 {
        let start = Instant::now();
        (self.work)(times);
        start.elapsed().as_secs_f64() * 1e9 / f64::from(times)
    }

    /// The median of its times, in nanoseconds.
    pub fn nanoseconds(&self) -> f64 {
        median(self.times.iter().copied())
    }

    /// How long it took in parts of what another took: the median over the rounds.
    pub fn ratio(&self, to: &Contender<'_>) -> f64 {
        median(self.times.iter().zip(&to.times).map(|(mine, other)| mine / other))
    }

    /// The same, where the other one is spared what a third does.
    pub fn ratio_without(&self, to: &Contender<'_>, spared: &Contender<'_>) -> f64 {
        let others = to.times.iter().zip(&spared.times).map(|(other, spared)| other - spared);
        median(self.times.iter().zip(others).map(|(mine, other)| mine / other))
    }
}

/// Lets each contender work `times` times in each round. Which one begins changes from round to round, and a first
/// round is not counted.
pub fn run(contenders: &mut [Contender<'_>], rounds: usize, times: u32) {
    for contender in contenders.iter_mut() {
        contender.run(times);
    }
    for round in 0..rounds {
        let (last, first) = contenders.split_at_mut(round.checked_rem(contenders.len()).unwrap_or_default());
        for contender in first.iter_mut().chain(last) {
            let time = contender.run(times);
            contender.times.push(time);
        }
    }
}

/// The middle of these values; not a number where there is none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(times: &[f64]) -> Contender<'static> {
        Contender { times: times.to_vec(), ..Contender::new("", || ()) }
    }

    #[test]
    fn one_disturbed_round_changes_nothing() {
        let (calm, disturbed) = (timed(&[10.0, 11.0, 12.0]), timed(&[20.0, 5000.0, 24.0]));
        assert!((calm.nanoseconds() - 11.0).abs() < 1e-9);
        assert!((disturbed.ratio(&calm) - 2.0).abs() < 1e-9);
        assert!((disturbed.ratio_without(&calm, &timed(&[5.0, 5.5, 6.0])) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn each_contender_works_as_often() {
        let (mut one, mut two) = (0, 0);
        run(&mut [Contender::new("one", || one += 1), Contender::new("two", || two += 1)], 5, 3);
        assert_eq!((one, two), (18, 18));
    }
}
