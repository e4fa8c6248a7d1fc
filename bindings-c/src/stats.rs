//! What a tracker has done so far.

use snowgauge::Stats;

/// What a tracker has done so far. Every counter is there from the start, at zero; later versions may add some at the end.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct snowgauge_stats {
    /// Events that were taken: each is in `queued` or `in_flight`, or has left for one of the reasons.
    pub accepted: u64,
    /// The collector answered with a 2xx status.
    pub delivered: u64,
    /// The collector answered that it will never take it.
    pub rejected: u64,
    /// It was tried `max_attempts` times.
    pub retries_exhausted: u64,
    /// It became older than `max_age`.
    pub expired: u64,
    /// There was no room: it was not taken, or gave way to a newer one. Or the listener was too far behind to hear of more.
    pub queue_full: u64,
    /// The collector answered 413 to it alone, or it came from a store and the options no longer allowed its size.
    pub too_large: u64,
    /// The collector answered 401 or 403.
    pub auth: u64,
    /// The user has opted out of tracking.
    pub opted_out: u64,
    /// The deadline of the shutdown passed first, and no store keeps it.
    pub abandoned_at_shutdown: u64,
    /// Not taken: it breaks its schema or the tracking plan.
    pub invalid: u64,
    /// Not taken: the tracker was shut down before.
    pub closed: u64,
    /// The deadline of the shutdown passed first. The store keeps it for the next start.
    pub stored: u64,
    /// Events that were taken over from a store: each is in `queued` or `in_flight`, or has left, too.
    pub restored: u64,
    /// Events that were taken while the store could not keep them: they are held in memory only.
    pub unstored: u64,
    /// Damaged journals that were found in the store: what is intact in them is sent, the rest was set aside.
    pub damaged: u64,
    /// Events that wait to be sent or sent again.
    pub queued: u64,
    /// Payload bytes of all events held.
    pub queued_bytes: u64,
    /// Events in requests that are under way.
    pub in_flight: u64,
    /// Requests begun.
    pub requests: u64,
    /// Requests that failed in a way that lets their events be tried again.
    pub failed_requests: u64,
    /// Events that were taken with at least one field cut to its limit.
    pub truncated: u64,
}

impl From<Stats> for snowgauge_stats {
    fn from(stats: Stats) -> Self {
        Self {
            accepted: stats.accepted,
            delivered: stats.delivered,
            rejected: stats.rejected,
            retries_exhausted: stats.retries_exhausted,
            expired: stats.expired,
            queue_full: stats.queue_full,
            too_large: stats.too_large,
            auth: stats.auth,
            opted_out: stats.opted_out,
            abandoned_at_shutdown: stats.abandoned_at_shutdown,
            invalid: stats.invalid,
            closed: stats.closed,
            stored: stats.stored,
            restored: stats.restored,
            unstored: stats.unstored,
            damaged: stats.damaged,
            queued: stats.queued,
            queued_bytes: stats.queued_bytes,
            in_flight: stats.in_flight,
            requests: stats.requests,
            failed_requests: stats.failed_requests,
            truncated: stats.truncated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_of_the_tracker_is_there() {
        let entries: Vec<&str> = Stats::default().entries().map(|(name, _)| name).collect();
        let shown = format!("{:?}", snowgauge_stats::default());
        let names: Vec<&str> =
            shown.split([' ', '{', ',']).filter_map(|word| word.strip_suffix(':')).collect();
        assert_eq!(names, entries);
    }
}
