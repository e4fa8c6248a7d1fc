//! Who and where the user is, as C hands it in.

use snowgauge::payload::Fields;
use snowgauge::payload::field;

use crate::kinds::push_text;
use crate::text::snowgauge_str;

/// Who and where the user is: of a tracker, of a scope, or of one event. The three merge field by field: an event's fields
/// stand before its scope's, and those before the tracker's. A field without text is not set, and neither is one whose
/// text has no characters.
///
/// All zero, no field is set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct snowgauge_subject {
    /// The platform, in place of the tracker's: one of `web`, `iot`, `app`, `mob`, `pc`, `cnsl`, `tv`, `srv`, `headset`.
    pub platform: snowgauge_str,
    /// The id of the user, as the business knows it: at most 255 UTF-16 units.
    pub user_id: snowgauge_str,
    /// The screen's width and height in pixels, such as `1920x1080`.
    pub screen_resolution: snowgauge_str,
    /// The viewport's width and height in pixels, such as `1280x720`.
    pub viewport: snowgauge_str,
    /// The bits of a pixel's color: at most 12 UTF-16 units.
    pub color_depth: snowgauge_str,
    /// The time zone, such as `Europe/Berlin`: at most 255 UTF-16 units.
    pub timezone: snowgauge_str,
    /// The language, such as `en-US`: at most 255 UTF-16 units.
    pub language: snowgauge_str,
    /// The user's IP address; without it the collector takes the connection's. At most 128 UTF-16 units.
    pub ip_address: snowgauge_str,
    /// The user agent; without it the collector takes the request's. At most 1000 UTF-16 units.
    pub useragent: snowgauge_str,
    /// The user's id in a first-party cookie: at most 128 UTF-16 units.
    pub domain_user_id: snowgauge_str,
    /// The user's id in the collector's cookie: at most 128 UTF-16 units. It wins over the cookie.
    pub network_user_id: snowgauge_str,
    /// The id of the session: a UUID in its canonical form.
    pub domain_session_id: snowgauge_str,
    /// How many sessions the user has had, this one included: a number of 32 bits, as text.
    pub domain_session_index: snowgauge_str,
}

/// A subject that was handed in, or none.
#[derive(Clone, Copy)]
pub(crate) struct GivenSubject<'a>(Option<&'a snowgauge_subject>);

impl GivenSubject<'_> {
    /// Reads a subject; NULL is none.
    ///
    /// # Safety
    ///
    /// The pointer and those in the struct keep to rule 1 of the crate's contract while the subject is in use.
    pub(crate) unsafe fn read(subject: *const snowgauge_subject) -> Self {
        // SAFETY: as the caller vouches; NULL gives `None`.
        Self(unsafe { subject.as_ref() })
    }

    /// Sets the fields that have values.
    pub(crate) fn push_fields(self, to: &mut Fields<'_>) {
        let Some(subject) = self.0 else { return };
        for (field, text) in [
            (field::PLATFORM, subject.platform),
            (field::USER_ID, subject.user_id),
            (field::SCREEN_RESOLUTION, subject.screen_resolution),
            (field::VIEWPORT, subject.viewport),
            (field::COLOR_DEPTH, subject.color_depth),
            (field::TIMEZONE, subject.timezone),
            (field::LANGUAGE, subject.language),
            (field::IP_ADDRESS, subject.ip_address),
            (field::USERAGENT, subject.useragent),
            (field::DOMAIN_USER_ID, subject.domain_user_id),
            (field::NETWORK_USER_ID, subject.network_user_id),
            (field::DOMAIN_SESSION_ID, subject.domain_session_id),
            (field::DOMAIN_SESSION_INDEX, subject.domain_session_index),
        ] {
            // SAFETY: whoever made this vouched for the pointers in the struct.
            unsafe { push_text(to, field, text) };
        }
    }
}
