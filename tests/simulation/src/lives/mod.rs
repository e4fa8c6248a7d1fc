//! Random lives: what a seed draws happens to a tracker, and after every step what has to hold is checked.

mod account;
mod actions;
mod character;
mod collector;
pub mod coverage;
mod disk;
mod events;
mod flushes;
mod life;
mod meaning;
mod network;
mod outcomes;
mod pace;
mod prefixes;
mod process;
mod requests;
pub mod run;
pub mod short;

pub use life::live;
