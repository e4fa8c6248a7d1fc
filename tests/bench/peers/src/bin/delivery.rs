//! How fast trackers deliver, and how much of the processor that takes.
//!
//! `delivery EVENTS ROUNDS (--ours|--peer|--ceiling NAME COMMAND…)…` lets each command deliver EVENTS events to one sink, in
//! turns, prints the medians over ROUNDS, and fails where an event is missing or one of ours misses a budget.

use std::error::Error;
use std::process::ExitCode;

use snowgauge_bench::delivery::{Contender, Role, contest};

/// At least this many times the delivered events per second of the best peer.
const SPEED: f64 = 2.0;
/// At most this part of the processor time per event of the best peer.
const COST: f64 = 1.0 / 3.0;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |name| arguments.next().ok_or(name);
    let (events, rounds) = (next("EVENTS")?.parse()?, next("ROUNDS")?.parse()?);
    let mut contenders = read(arguments)?;
    contest(&mut contenders, events, rounds)?;
    Ok(report(&contenders, events))
}

/// Reads who takes part.
fn read(arguments: impl Iterator<Item = String>) -> Result<Vec<Contender>, String> {
    let mut groups: Vec<(Role, Vec<String>)> = Vec::new();
    for argument in arguments {
        let role = match argument.as_str() {
            "--ours" => Role::Ours,
            "--peer" => Role::Peer,
            "--ceiling" => Role::Ceiling,
            _ => {
                let (_, group) = groups.last_mut().ok_or("expected --ours, --peer or --ceiling first")?;
                group.push(argument);
                continue;
            }
        };
        groups.push((role, Vec::new()));
    }
    let contender = |(role, group): (_, Vec<String>)| {
        let (name, command) = group.split_first().ok_or("expected a name")?;
        Ok(Contender::new(name.clone(), role, command.to_vec()))
    };
    groups.into_iter().map(contender).collect()
}

/// Prints the table; success where all of ours keep the budgets, each against the peer that is best at it.
fn report(contenders: &[Contender], events: u32) -> ExitCode {
    println!(
        "{:<34}{:>7}{:>11}{:>8}{:>10}{:>10}{:>10}{:>8}{:>15}",
        format!("{events} events, all received"),
        "wall s",
        "events/s",
        "CPU s",
        "us/event",
        "speed",
        "CPU",
        "sink s",
        "requests/conn"
    );
    let peers = || contenders.iter().filter(|contender| contender.role == Role::Peer);
    let fastest = peers().min_by(|one, other| one.seconds().total_cmp(&other.seconds()));
    let cheapest = peers().min_by(|one, other| one.processor().total_cmp(&other.processor()));
    let mut kept = fastest.is_some();
    for contender in contenders {
        let speed = fastest.map_or(f64::NAN, |peer| contender.speed(peer));
        let cost = cheapest.map_or(f64::NAN, |peer| contender.cost(peer));
        kept &= contender.role != Role::Ours || (speed >= SPEED && cost <= COST);
        print(contender, events, speed, cost);
    }
    let verdict = if kept { "kept" } else { "MISSED" };
    println!(
        "{:<70}{:>9}{:>11}  {verdict}",
        "budget, beside the best peer",
        format!(">={SPEED:.2}x"),
        format!("<={COST:.3}")
    );
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(contender: &Contender, events: u32, speed: f64, cost: f64) {
    let (seconds, processor) = (contender.seconds(), contender.processor());
    let (requests, connections) = contender.traffic();
    let events = f64::from(events);
    println!(
        "{:<34}{seconds:>7.3}{:>11.0}{processor:>8.3}{:>10.2}{speed:>9.2}x{cost:>10.3}{:>8.3}{:>15}",
        contender.name,
        events / seconds,
        processor / events * 1e6,
        contender.sink(),
        format!("{requests}/{connections}"),
    );
}
