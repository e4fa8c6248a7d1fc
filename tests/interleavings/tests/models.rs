//! Every model in every order of its threads' turns, up to so many turns that are taken before a thread gives way by itself.

use snowgauge_interleavings::models;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Explores the model's orders, and says how many there are. `LOOM_MAX_PREEMPTIONS` sets another bound for all models.
fn explore(model: fn(), preemptions: usize) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.max_branches = 10_000;
    let orders = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&orders);
    builder.check(move || {
        count.fetch_add(1, Ordering::Relaxed);
        model();
    });
    println!("{} orders", orders.load(Ordering::Relaxed));
}

macro_rules! models {
    ($($name:ident $preemptions:literal)+) => {
        $(
            #[test]
            fn $name() {
                explore(models::$name, $preemptions);
            }
        )+
    };
}

// Most bugs of this kind need one or two such turns (Musuvathi and Qadeer 2007). With two, the model that has one has 794,144
// orders, which take minutes.
models! {
    a_flush_and_the_last_outcome 2
    a_flush_that_is_awaited 2
    a_flush_that_is_dropped 2
    a_listener_hears_before_the_flush_is_over 2
    a_pause_that_is_skipped 2
    a_pause_that_is_skipped_while_a_listener_hears 1
    a_request_that_hangs 2
    a_request_that_hangs_later 1
    a_worker_that_sleeps 2
    outcomes_are_heard_in_their_order 1
    tracking_and_a_worker_that_ends 2
    two_that_track 2
}
