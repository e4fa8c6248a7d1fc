//! Deliveries that are timed: what a client tells, the sink that counts its events, and the contest between clients.

mod contest;
mod sink;

pub use contest::{Contender, Role, contest};
pub use sink::{Received, Sink};

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::time::{ClockId, clock_gettime};

/// The processor time that all threads of this process have taken, in user and in system mode.
pub fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// A client's own account of its delivery: one line of two numbers, which a client in any language can print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// When it began to make its tracker, as time since 1970.
    pub began: Duration,
    /// The processor time that it has taken from then until its tracker was closed.
    pub processor: Duration,
}

impl Account {
    /// Lets a client deliver, and says how it went.
    ///
    /// # Errors
    ///
    /// Those of the delivery.
    pub fn of<E>(deliver: impl FnOnce() -> Result<(), E>) -> Result<Self, E> {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let before = processor_time();
        deliver()?;
        Ok(Self { began, processor: processor_time().saturating_sub(before) })
    }

    /// The line: nanoseconds since 1970, and of processor time.
    pub fn line(&self) -> String {
        format!("{} {}", self.began.as_nanos(), self.processor.as_nanos())
    }

    /// Reads the line.
    pub fn parse(line: &str) -> Option<Self> {
        let (began, processor) = line.trim().split_once(' ')?;
        let [began, processor] = [began.parse().ok()?, processor.parse().ok()?].map(Duration::from_nanos);
        Some(Self { began, processor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_as_it_was_written() {
        let account = Account::of(|| Ok::<(), ()>(())).unwrap();
        assert_eq!(Account::parse(&account.line()), Some(account));
        assert_eq!(Account::parse("17"), None);
        assert_eq!(Account::parse("17 none"), None);
    }
}
