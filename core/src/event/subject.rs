//! Who and where the user is.

use alloc::borrow::Cow;
use core::fmt;

use crate::payload::{Fields, field};

/// Who and where the user is: of a tracker, of a scope, or of one event. The three merge field by field: an event's
/// fields stand before its scope's, and those before the tracker's.
///
/// An empty text counts as none. What does not have its field's form is found when the tracker or scope is made, or the
/// event tracked.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::Subject;
/// let subject = Subject::builder().user_id("8819234").screen_resolution("1920x1080").language("en-US").build();
/// # let _ = subject;
/// ```
#[derive(Clone, Default, PartialEq, Eq, bon::Builder)]
#[builder(on(Cow<'_, str>, into))]
#[non_exhaustive]
pub struct Subject<'a> {
    /// The platform, in place of the tracker's: one of `web`, `iot`, `app`, `mob`, `pc`, `cnsl`, `tv`, `srv`, `headset`.
    pub platform: Option<Cow<'a, str>>,
    /// The id of the user, as the business knows it: at most 255 UTF-16 units.
    pub user_id: Option<Cow<'a, str>>,
    /// The screen's width and height in pixels, such as `1920x1080`.
    pub screen_resolution: Option<Cow<'a, str>>,
    /// The viewport's width and height in pixels, such as `1280x720`.
    pub viewport: Option<Cow<'a, str>>,
    /// The bits of a pixel's color: at most 12 UTF-16 units.
    pub color_depth: Option<Cow<'a, str>>,
    /// The time zone, such as `Europe/Berlin`: at most 255 UTF-16 units.
    pub timezone: Option<Cow<'a, str>>,
    /// The language, such as `en-US`: at most 255 UTF-16 units.
    pub language: Option<Cow<'a, str>>,
    /// The user's IP address; without it the collector takes the connection's. At most 128 UTF-16 units.
    pub ip_address: Option<Cow<'a, str>>,
    /// The user agent; without it the collector takes the request's. At most 1000 UTF-16 units.
    pub useragent: Option<Cow<'a, str>>,
    /// The user's id in a first-party cookie: at most 128 UTF-16 units.
    pub domain_user_id: Option<Cow<'a, str>>,
    /// The user's id in the collector's cookie: at most 128 UTF-16 units. It wins over the cookie.
    pub network_user_id: Option<Cow<'a, str>>,
    /// The id of the session: a UUID in its canonical form.
    pub domain_session_id: Option<Cow<'a, str>>,
    /// How many sessions the user has had, this one included.
    pub domain_session_index: Option<i32>,
}

impl Subject<'_> {
    /// Sets the fields that have values.
    pub fn push_fields(&self, to: &mut Fields<'_>) {
        for (field, text) in [
            (field::PLATFORM, &self.platform),
            (field::USER_ID, &self.user_id),
            (field::SCREEN_RESOLUTION, &self.screen_resolution),
            (field::VIEWPORT, &self.viewport),
            (field::COLOR_DEPTH, &self.color_depth),
            (field::TIMEZONE, &self.timezone),
            (field::LANGUAGE, &self.language),
            (field::IP_ADDRESS, &self.ip_address),
            (field::USERAGENT, &self.useragent),
            (field::DOMAIN_USER_ID, &self.domain_user_id),
            (field::NETWORK_USER_ID, &self.network_user_id),
            (field::DOMAIN_SESSION_ID, &self.domain_session_id),
        ] {
            if let Some(text) = text {
                to.text(field, text);
            }
        }
        if let Some(index) = self.domain_session_index {
            to.integer(field::DOMAIN_SESSION_INDEX, index.into());
        }
    }
}

/// Shows nothing: all of it may be personal.
impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").finish_non_exhaustive()
    }
}
