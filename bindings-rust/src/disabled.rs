//! A tracker that sends nothing.

use crate::builder::Builder;
use crate::tracker::Tracker;

impl Tracker {
    /// A tracker for where nothing is to be sent: it needs no collector, starts no thread and makes no request. It checks events
    /// all the same, so that mistakes are found there, too; then it takes none: each is refused, and counted, with
    /// [`Reason::OptedOut`](crate::Reason::OptedOut).
    ///
    /// # Examples
    ///
    /// ```
    /// use snowgauge::{Reason, StructuredEvent, TrackError, Tracker};
    /// let collector: Option<String> = None;   // from a configuration
    /// let tracker = match collector {
    ///     Some(url) => Tracker::builder(url).app_id("gkg").build()?,
    ///     None => Tracker::disabled(),
    /// };
    /// let event = StructuredEvent::builder().category("search").action("open").build();
    /// match tracker.track(event) {
    ///     Err(TrackError::NotTaken(refused)) => assert_eq!(refused.reason, Reason::OptedOut),
    ///     other => panic!("{other:?}"),
    /// }
    /// assert_eq!(tracker.stats().opted_out, 1);
    /// # Ok::<(), snowgauge::ConfigError>(())
    /// ```
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "these options can always be used")]
    pub fn disabled() -> Self {
        let tracker = Builder::new("http://localhost".to_owned())
            .app_id("disabled")
            .proxy("direct")
            .make(true)
            .expect("options that can be used");
        tracker.set_opt_out(true);
        tracker
    }
}
