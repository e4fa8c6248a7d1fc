//! The tracker protocol's fields, in one table: the one place where their wire names stand.

use super::form::Form;

/// A field of the tracker protocol.
#[derive(Debug)]
pub struct Field {
    /// Its key on the wire.
    pub name: &'static str,
    /// What hosts call it, in `snake_case`; empty for a field that the tracker writes by itself.
    pub property: &'static str,
    /// What its text may be.
    pub form: Form,
    /// Where it may be set.
    pub group: Group,
    /// Its place in [`FIELDS`].
    pub(crate) slot: u8,
}

/// Where a field may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Of any event.
    Event,
    /// Of any event, of a scope or of a tracker: the three merge, field by field.
    Subject,
    /// Of a structured event.
    Structured,
    /// Of a page view or a page ping.
    Page,
    /// Of a page ping.
    Ping,
    /// Nowhere: the tracker writes it.
    Tracker,
}

/// Declares the fields that a host can set: a constant for each, its wire name, its property, its group, its form.
macro_rules! settable {
    ($($(#[doc = $doc:literal])+ $constant:ident $name:literal $property:literal $group:ident $form:expr;)+) => {
        /// The place of each field in the table.
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the constants are")]
        enum Slot { $($constant,)+ }

        /// The fields that a host can set, in the order of the wire; those of the subject come first.
        pub static FIELDS: [Field; [$(Slot::$constant,)+].len()] = [$(
            Field {
                name: $name,
                property: $property,
                form: $form,
                group: Group::$group,
                slot: Slot::$constant as u8,
            },
        )+];

        $(
            $(#[doc = $doc])+
            #[expect(clippy::indexing_slicing, reason = "checked while compiling")]
            pub const $constant: &Field = &FIELDS[Slot::$constant as usize];
        )+
    };
}

// Names: Snowplow's payload_data 1-0-4. Limits: enrich's `atomicFieldsLimits`, in UTF-16 units, as configured by default.
// Forms: what enrich makes of each text (its `Transform` and `ConversionUtils`), as its own code was seen to do.
settable! {
    /// The platform: one of [`PLATFORMS`].
    PLATFORM "p" "platform" Subject Form::Platform;
    /// The id of the user, as the business knows it.
    USER_ID "uid" "user_id" Subject Form::Text(255);
    /// The screen's width and height in pixels, such as `1920x1080`.
    SCREEN_RESOLUTION "res" "screen_resolution" Subject Form::Dimensions;
    /// The viewport's width and height in pixels.
    VIEWPORT "vp" "viewport" Subject Form::Dimensions;
    /// The bits of a pixel's color.
    COLOR_DEPTH "cd" "color_depth" Subject Form::Text(12);
    /// The time zone, such as `Europe/Berlin`.
    TIMEZONE "tz" "timezone" Subject Form::Text(255);
    /// The language, such as `en-US`.
    LANGUAGE "lang" "language" Subject Form::Text(255);
    /// The user's IP address; without it the collector takes the connection's.
    IP_ADDRESS "ip" "ip_address" Subject Form::Text(128);
    /// The user agent; without it the collector takes the request's.
    USERAGENT "ua" "useragent" Subject Form::Text(1000);
    /// The user's id in a first-party cookie.
    DOMAIN_USER_ID "duid" "domain_user_id" Subject Form::Text(128);
    /// The user's id in the collector's cookie. It is `tnuid`, which wins over the cookie itself, and not `nuid`.
    NETWORK_USER_ID "tnuid" "network_user_id" Subject Form::Text(128);
    /// The id of the session: a UUID.
    DOMAIN_SESSION_ID "sid" "domain_session_id" Subject Form::Uuid;
    /// How many sessions the user has had, this one included.
    DOMAIN_SESSION_INDEX "vid" "domain_session_index" Subject Form::Integer;
    /// When the event really happened, in milliseconds since 1970: it takes the place of what the collector computes.
    TRUE_TIMESTAMP "ttm" "true_timestamp" Event Form::Milliseconds;
    /// What a structured event is about.
    CATEGORY "se_ca" "category" Structured Form::Text(1000);
    /// What has happened.
    ACTION "se_ac" "action" Structured Form::Text(1000);
    /// What it has happened to.
    LABEL "se_la" "label" Structured Form::Text(4096);
    /// A property of the action or of what it has happened to.
    PROPERTY "se_pr" "property" Structured Form::Text(1000);
    /// A number that goes with the action.
    VALUE "se_va" "value" Structured Form::Decimal;
    /// The page's URL.
    PAGE_URL "url" "page_url" Page Form::Url(10_000);
    /// The page's title.
    PAGE_TITLE "page" "page_title" Page Form::Text(2000);
    /// The URL of the page that led here.
    REFERRER "refr" "referrer" Page Form::Url(10_000);
    /// The least horizontal scroll offset since the last page ping, in pixels.
    MIN_X_OFFSET "pp_mix" "min_x_offset" Ping Form::Integer;
    /// The greatest horizontal scroll offset since the last page ping, in pixels.
    MAX_X_OFFSET "pp_max" "max_x_offset" Ping Form::Integer;
    /// The least vertical scroll offset since the last page ping, in pixels.
    MIN_Y_OFFSET "pp_miy" "min_y_offset" Ping Form::Integer;
    /// The greatest vertical scroll offset since the last page ping, in pixels.
    MAX_Y_OFFSET "pp_may" "max_y_offset" Ping Form::Integer;
}

/// Declares the fields that the tracker writes by itself: a constant for each, its wire name, its form.
macro_rules! written {
    ($($(#[doc = $doc:literal])+ $constant:ident $name:literal $form:expr;)+) => {$(
        $(#[doc = $doc])+
        pub const $constant: &Field =
            &Field { name: $name, property: "", form: $form, group: Group::Tracker, slot: u8::MAX };
    )+};
}

written! {
    /// The kind of event: `se` structured, `ue` self-describing, `pv` page view, `pp` page ping.
    EVENT "e" Form::Written;
    /// The event's id, a UUID.
    EVENT_ID "eid" Form::Uuid;
    /// When the event was created: milliseconds since 1970 on the device's clock.
    CREATED "dtm" Form::Milliseconds;
    /// When this attempt to send it began: milliseconds since 1970 on the device's clock.
    SENT "stm" Form::Milliseconds;
    /// The tracker's name and version.
    TRACKER_VERSION "tv" Form::Text(100);
    /// The tracker's namespace.
    NAMESPACE "tna" Form::Text(128);
    /// The application's id.
    APP_ID "aid" Form::Text(255);
    /// A self-describing event's wrapper, as JSON text.
    SELF_DESCRIBING "ue_pr" Form::Written;
    /// A self-describing event's wrapper, as JSON text in base64.
    SELF_DESCRIBING_BASE64 "ue_px" Form::Written;
    /// The entities' wrapper, as JSON text.
    ENTITIES "co" Form::Written;
    /// The entities' wrapper, as JSON text in base64.
    ENTITIES_BASE64 "cx" Form::Written;
}

macro_rules! platforms {
    ($first:literal $($other:literal)*) => {
        /// The platforms that enrich accepts (`p`).
        pub const PLATFORMS: [&str; [$first, $($other),*].len()] = [$first, $($other),*];

        /// All of them, as a violation says what it expected.
        pub(super) const PLATFORMS_IN_WORDS: &str = concat!("one of \"", $first, "\"" $(, ", \"", $other, "\"")*);
    };
}

platforms! { "web" "iot" "app" "mob" "pc" "cnsl" "tv" "srv" "headset" }

/// The value of [`EVENT`] for a structured event.
pub const STRUCTURED: &str = "se";
/// The value of [`EVENT`] for a self-describing event.
pub const UNSTRUCTURED: &str = "ue";
/// The value of [`EVENT`] for a page view.
pub const PAGE_VIEW: &str = "pv";
/// The value of [`EVENT`] for a page ping.
pub const PAGE_PING: &str = "pp";

/// The schema of a request's body (POST).
pub const PAYLOAD_DATA: &str = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
/// The schema that wraps the entities of an event. 1-0-0 may not be empty; this one may.
pub const CONTEXTS: &str = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1";
/// The schema that wraps the data of a self-describing event.
pub const UNSTRUCT_EVENT: &str = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0";
/// The content type of a request, to the letter: with another one the whole request is lost in enrich.
pub const CONTENT_TYPE: &str = "application/json; charset=UTF-8";
