//! Real processes that are killed at any moment: what `track` has taken arrives all the same.
//!
//! `KILL_ROUNDS` says how often to kill; `make kill ROUNDS=500` sets it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

#[allow(dead_code, reason = "other tests use the rest")]
mod collector;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use collector::{Answer, Collector};
use snowgauge::Tracker;

const SOON: Duration = Duration::from_mins(1);

/// The program that is killed, which cargo builds with the tests.
fn program() -> PathBuf {
    let tests = env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/durable");
    assert!(
        program.exists(),
        "cargo build --package snowgauge --example durable makes {}",
        program.display()
    );
    program
}

fn rounds() -> usize {
    env::var("KILL_ROUNDS").map_or(40, |rounds| rounds.parse().expect("KILL_ROUNDS is a number"))
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(now.as_millis()).unwrap()
}

/// Moments from 0 to 100 ms, spread evenly and never the same (the golden ratio's fractions).
fn moment(round: usize) -> Duration {
    Duration::from_secs_f64((f64::from(u32::try_from(round).unwrap()) * 0.618_033_988_749_895).fract() / 10.0)
}

/// A line that a program has printed, and when that was seen: milliseconds since 1970, like the time that a request says
/// it was sent at. (When it is read tells less: it may have waited in a socket whose process is long dead.)
struct Line {
    words: Vec<String>,
    seen: u64,
}

/// A program at work.
struct Running {
    child: Child,
    /// Says when it has printed its first line.
    begun: Receiver<()>,
}

impl Running {
    fn start(mut command: Command, lines: &Sender<Line>) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (lines, (first, begun)) = (lines.clone(), channel());
        thread::spawn(move || {
            for line in output.lines() {
                let words = line.unwrap().split(' ').map(str::to_owned).collect();
                lines.send(Line { words, seen: now() }).unwrap();
                let _ = first.send(());
            }
        });
        Self { child, begun }
    }

    fn kill(mut self, after: Duration) {
        self.begun.recv_timeout(SOON).expect("the program begins");
        // Not waiting for anything: the moment of the kill is what is drawn.
        thread::sleep(after);
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn durable(collector: &Collector, store: &Path) -> Command {
    let mut command = Command::new(program());
    command.arg(&collector.url).arg(store);
    command
}

/// What the programs have said: the ids that they tracked, and when they said of which that it was delivered.
fn read(lines: Receiver<Line>) -> (BTreeSet<String>, BTreeMap<String, u64>) {
    let (mut tracked, mut delivered) = (BTreeSet::new(), BTreeMap::new());
    for Line { words, seen } in lines {
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["tracked", id] => assert!(tracked.insert(id.to_owned()), "ids are never the same"),
            ["ended", id, "delivered"] => {
                assert!(delivered.insert(id.to_owned(), seen).is_none(), "{id} has ended twice");
            }
            // A crash of the collector's side is no end.
            _ => panic!("{words:?}"),
        }
    }
    (tracked, delivered)
}

/// Delivers what the programs have left.
fn deliver_the_rest(collector: &Collector, store: &Path) {
    while std::fs::read_dir(store).unwrap().count() > 0 {
        let tracker = Tracker::builder(&collector.url).app_id("durable").store(store).build().unwrap();
        assert!(tracker.shutdown(SOON).wait().is_complete());
        assert_eq!(tracker.stats().damaged, 0);
    }
}

/// When each event was sent, in requests that were answered with 200.
fn arrivals(collector: &Collector) -> BTreeMap<String, Vec<u64>> {
    let mut arrivals: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for request in collector.rest().iter().filter(|request| request.was_taken) {
        for event in request.events() {
            arrivals
                .entry(event["eid"].as_str().unwrap().to_owned())
                .or_default()
                .push(event["stm"].as_str().unwrap().parse().unwrap());
        }
    }
    arrivals
}

/// Kills programs, some of them side by side, and checks that every event arrives that was tracked, and none again after
/// its delivery was told. Gives how many events were tracked, and how many arrived more than once.
fn kill_many(side_by_side: usize, answers: &[Answer], rounds: usize) -> (usize, usize) {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let store = directory.path().join("store");
    let (sender, lines) = channel();
    let mut running: Vec<Running> = Vec::new();
    for round in 0..rounds {
        collector.answer(answers);
        while running.len() < side_by_side {
            running.push(Running::start(durable(&collector, &store), &sender));
        }
        running.remove(0).kill(moment(round));
    }
    for running in running {
        running.kill(Duration::ZERO);
    }
    drop(sender);
    let (tracked, delivered) = read(lines);
    collector.answer(&[]);
    deliver_the_rest(&collector, &store);

    let arrivals = arrivals(&collector);
    let lost: Vec<&String> = tracked.iter().filter(|id| !arrivals.contains_key(*id)).collect();
    assert!(lost.is_empty(), "{} of {} events were lost: {lost:?}", lost.len(), tracked.len());
    for (id, told) in &delivered {
        assert!(arrivals[id].iter().all(|sent| sent <= told), "{id} was sent after its delivery was told");
    }
    (tracked.len(), arrivals.values().filter(|times| times.len() > 1).count())
}

#[test]
fn nothing_is_lost_while_the_collector_is_down_and_nothing_arrives_twice() {
    let (tracked, twice) = kill_many(1, &vec![Answer::Status(503); 10_000], rounds());
    assert!(tracked > rounds() * 10, "only {tracked} events were tracked");
    println!("{tracked} tracked, none lost, {twice} arrived twice");
    assert_eq!(twice, 0);
}

#[test]
fn nothing_is_lost_while_events_are_delivered_and_only_lost_answers_double_some() {
    let (tracked, twice) = kill_many(1, &[], rounds());
    assert!(tracked > rounds() * 10, "only {tracked} events were tracked");
    println!("{tracked} tracked, none lost, {twice} arrived twice: their answers were lost with the process");
    // Two requests are under way at most when the process is killed.
    assert!(twice <= rounds() * 2 * 100);
}

#[test]
fn nothing_is_lost_when_processes_share_the_directory() {
    let (tracked, twice) = kill_many(3, &[Answer::Status(200), Answer::Status(503)], rounds());
    assert!(tracked > rounds() * 10, "only {tracked} events were tracked");
    println!("{tracked} tracked, none lost, {twice} arrived twice: their answers were lost with the process");
}

#[test]
fn a_full_disk_is_told_and_costs_only_the_safety_of_what_it_could_not_take() {
    let (directory, collector) = (tempfile::tempdir().unwrap(), Collector::start(&[]));
    let store = directory.path().join("store");
    collector.answer(&vec![Answer::Status(503); 10_000]);
    // Files of 20 kB at most: the system refuses what comes after, as on a disk that is full.
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; ulimit -f 40; exec "$@""#, "sh"]).arg(program());
    let output = command.arg(&collector.url).arg(&store).arg("100").output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let count = |name: &str| {
        let line = output.lines().find_map(|line| line.strip_prefix(name)).expect(name);
        line.trim_start().parse::<u64>().expect(name)
    };
    assert_eq!(output.lines().filter(|line| line.starts_with("tracked ")).count(), 100);
    assert!(output.contains("store failing: the store cannot be written"), "{output}");
    let (accepted, unstored) = (count("accepted "), count("unstored "));
    assert!(accepted == 100 && (10..100).contains(&unstored), "{output}");

    collector.answer(&[]);
    collector.rest();
    let tracker = Tracker::builder(&collector.url).app_id("durable").store(&store).build().unwrap();
    assert_eq!((tracker.stats().restored, tracker.stats().damaged), (accepted - unstored, 0));
    assert!(tracker.shutdown(SOON).wait().is_complete());
    assert_eq!(arrivals(&collector).len() as u64, accepted - unstored);
}
