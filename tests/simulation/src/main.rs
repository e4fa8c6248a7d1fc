//! What can be simulated, from the command line; see the room's README.

mod report;

use std::process::ExitCode;

const USAGE: &str = "usage: snowgauge-simulation COMMAND
  lives COUNT [FIRST]    live so many random lives, from the seed FIRST on
  replay SEED            live one of them, and tell it
  fleet TRACKERS [SVG]   let so many trackers meet outages, and draw that
  short DEPTH            live all lives of so many steps";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().ok();
    let is_good = match *words {
        ["lives", count] => number(count).map(|count| report::lives(0, count)),
        ["lives", count, first] => {
            number(count).zip(number(first)).map(|(count, first)| report::lives(first, count))
        }
        ["replay", seed] => number(seed).map(report::replay),
        ["fleet", trackers] => number(trackers).map(|trackers| report::fleet(trackers, None)),
        ["fleet", trackers, svg] => number(trackers).map(|trackers| report::fleet(trackers, Some(svg))),
        ["short", depth] => number(depth).map(report::short),
        _ => None,
    };
    match is_good {
        Some(true) => ExitCode::SUCCESS,
        Some(false) => ExitCode::FAILURE,
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
