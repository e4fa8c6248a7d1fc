//! Many trackers and one collector that goes away for ten minutes: what it costs, and what its return brings.

mod collector;
mod counts;
pub mod plot;
mod scenario;
mod tracker;
mod trackers;

pub use counts::Counts;
pub use scenario::{END, OUTAGE, SCENARIOS, STEADY, Scenario};
pub use trackers::run;
