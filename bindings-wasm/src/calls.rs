//! All that the module holds, and what is asked of it.

use snowgauge_core::schema::Plan;
use snowgauge_core::{Now, Scratch, Violations, check_with};

use crate::codes::call;
use crate::event::StreamEvent;
use crate::out::Out;
use crate::stream::Stream;
use crate::tables;
use crate::tracker::Tracker;

/// What a call comes with.
pub(crate) struct Input<'t> {
    pub(crate) stream: Stream<'t>,
    pub(crate) now: Now,
    pub(crate) id: [u8; 16],
    pub(crate) numbers: [f64; 3],
}

/// All that the module holds.
///
/// Its buffers stay as large as the largest event made them: the module's memory does not shrink anyway.
pub(crate) struct Calls {
    pub(crate) out: Out,
    plan: &'static Plan,
    scratch: Scratch,
    /// By their handles, which are never used again.
    trackers: Vec<Option<Box<Tracker>>>,
}

impl Calls {
    pub(crate) const fn new() -> Self {
        Self { out: Out::new(), plan: &tables::NONE, scratch: Scratch::new(), trackers: Vec::new() }
    }

    /// Does what [`codes`](crate::codes::call) says of `call`; nothing where the handle stands for nothing that can do it.
    pub(crate) fn call(&mut self, call: u8, handle: usize, input: &Input<'_>) -> f64 {
        let Self { out, plan, scratch, trackers } = self;
        out.bytes.clear();
        match call {
            call::OPEN => return self.open(input.stream),
            call::VALIDATE => out.push_all(validate(plan, scratch, input.stream)),
            call::CHECK => out.push_all(check(plan, scratch, input.stream)),
            call::PLAN => *plan = tables::read(input.stream),
            call => match trackers.get_mut(handle) {
                Some(tracker) if call == call::RELEASE => *tracker = None,
                Some(Some(tracker)) => return tracker.call(call, input, plan, scratch, out),
                _ => {}
            },
        }
        0.0
    }

    // Not inlined, as the reading of tables and the larger functions of a tracker are not: one function of all would have so
    // many variables that their numbers take two bytes, and the stack of all of them at once.
    #[inline(never)]
    fn open(&mut self, options: Stream<'_>) -> f64 {
        self.trackers.push(Some(Tracker::open(options)));
        crate::number(self.trackers.len() as u64 - 1)
    }
}

fn validate(plan: &Plan, scratch: &mut Scratch, mut datum: Stream<'_>) -> Option<Violations> {
    let datum = datum.part();
    plan.validate(scratch, datum.name, &mut |to| Stream::new(datum.content).push(to))
}

fn check(plan: &'static Plan, scratch: &mut Scratch, event: Stream<'_>) -> Option<Violations> {
    match StreamEvent::read(event, plan) {
        Ok(ref event) => check_with(scratch, event, &[]),
        Err(violations) => Some(violations),
    }
}
