//! Clients that deliver the same events to one sink, in turns.

use std::io;
use std::process::{Command, Stdio};

use super::{Account, Sink, processor_time};
use crate::rounds::median;

/// Of what kind a contender is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is held to the budgets.
    Ours,
    /// It is what they are measured by.
    Peer,
    /// It shows what the sink takes, and is no tracker.
    Ceiling,
}

/// A program that delivers: `COMMAND… URL EVENTS` prints its [`Account`] as the last line.
#[derive(Debug)]
pub struct Contender {
    /// What the table calls it.
    pub name: String,
    /// Of what kind it is.
    pub role: Role,
    command: Vec<String>,
    runs: Vec<Run>,
}

/// One delivery.
#[derive(Debug)]
struct Run {
    /// From when the client began to when the last event was at the sink.
    seconds: f64,
    /// The client's processor time.
    processor: f64,
    /// The sink's processor time.
    sink: f64,
    requests: usize,
    connections: usize,
}

impl Contender {
    /// A contender that did not run yet.
    pub fn new(name: String, role: Role, command: Vec<String>) -> Self {
        Self { name, role, command, runs: Vec::new() }
    }

    /// Delivers once.
    ///
    /// # Errors
    ///
    /// It does not run, or an event is missing, or came twice.
    fn run(&self, sink: &Sink, events: u32) -> io::Result<Run> {
        let fail = |what: &str| io::Error::other(format!("{}: {what}", self.name));
        let (program, arguments) = self.command.split_first().ok_or_else(|| fail("no command"))?;
        let before = processor_time();
        let mut command = Command::new(program);
        for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.args(arguments).arg(sink.url()).arg(events.to_string());
        let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        let sink_time = processor_time().saturating_sub(before);
        let mut received = sink.take();
        let (came, different) = received.count();
        if !output.status.success() {
            return Err(fail(&format!("{}, {different} events received", output.status)));
        }
        if (came, different) != (events as usize, events as usize) {
            return Err(fail(&format!("of {events} events {different} were received, {came} with doubles")));
        }
        let output = String::from_utf8_lossy(&output.stdout);
        let account = output.lines().last().and_then(Account::parse).ok_or_else(|| fail("no account"))?;
        Ok(Run {
            seconds: received.last.saturating_sub(account.began).as_secs_f64(),
            processor: account.processor.as_secs_f64(),
            sink: sink_time.as_secs_f64(),
            requests: received.requests,
            connections: received.connections,
        })
    }

    fn median(&self, of: impl Fn(&Run) -> f64) -> f64 {
        median(self.runs.iter().map(of))
    }

    /// How long it took until the last event was at the sink, in seconds: the median of its runs.
    pub fn seconds(&self) -> f64 {
        self.median(|run| run.seconds)
    }

    /// The processor time that it took, in seconds: the median of its runs.
    pub fn processor(&self) -> f64 {
        self.median(|run| run.processor)
    }

    /// The processor time that the sink took, in seconds: the median of the runs.
    pub fn sink(&self) -> f64 {
        self.median(|run| run.sink)
    }

    /// How many requests and connections it made, in its last run.
    pub fn traffic(&self) -> (usize, usize) {
        self.runs.last().map_or((0, 0), |run| (run.requests, run.connections))
    }

    /// How many times as many events per second as another it delivered: the median over the rounds.
    pub fn speed(&self, than: &Self) -> f64 {
        median(self.runs.iter().zip(&than.runs).map(|(mine, other)| other.seconds / mine.seconds))
    }

    /// Which part of another's processor time it took: the median over the rounds.
    pub fn cost(&self, of: &Self) -> f64 {
        median(self.runs.iter().zip(&of.runs).map(|(mine, other)| mine.processor / other.processor))
    }
}

/// Lets each contender deliver as many events, as often. Which one begins changes from round to round, and a first round is
/// not counted.
///
/// # Errors
///
/// One does not run, or an event of one is missing, or came twice.
pub fn contest(contenders: &mut [Contender], events: u32, rounds: usize) -> io::Result<()> {
    let sink = Sink::start()?;
    for contender in contenders.iter() {
        contender.run(&sink, events)?;
    }
    for round in 0..rounds {
        let (last, first) = contenders.split_at_mut(round.checked_rem(contenders.len()).unwrap_or_default());
        for contender in first.iter_mut().chain(last) {
            let run = contender.run(&sink, events)?;
            contender.runs.push(run);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(times: &[(f64, f64)]) -> Contender {
        let run =
            |&(seconds, processor): &_| Run { seconds, processor, sink: 0.0, requests: 1, connections: 1 };
        Contender { runs: times.iter().map(run).collect(), ..shell("exit 1") }
    }

    fn shell(script: &str) -> Contender {
        let command = ["sh", "-c", script, "client"].map(str::to_owned);
        Contender::new("client".to_owned(), Role::Ours, command.to_vec())
    }

    #[test]
    fn one_disturbed_round_changes_nothing() {
        let (ours, peer) = (timed(&[(1.0, 0.1), (9.0, 0.1), (1.0, 0.5)]), timed(&[(4.0, 1.0); 3]));
        assert!((ours.speed(&peer) - 4.0).abs() < 1e-9);
        assert!((ours.cost(&peer) - 0.1).abs() < 1e-9);
        assert!((ours.seconds() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_delivery_with_a_missing_event_is_none() {
        let error = contest(&mut [shell("echo 1 2")], 1, 1).unwrap_err();
        assert!(error.to_string().contains("of 1 events 0 were received"), "{error}");
        let error = contest(&mut [shell("exit 3")], 0, 1).unwrap_err();
        assert!(error.to_string().contains("exit status: 3"), "{error}");
        let error = contest(&mut [shell("echo done")], 0, 1).unwrap_err();
        assert!(error.to_string().contains("no account"), "{error}");
    }

    #[test]
    fn each_contender_delivers_once_a_round() {
        let mut contenders = [shell("echo 1 2"), shell("echo 3 4")];
        contest(&mut contenders, 0, 2).unwrap();
        assert!(contenders.iter().all(|contender| contender.runs.len() == 2));
    }
}
