//! The tracker protocol's fields: the one place where their wire names stand.

use crate::config::ConfigError;

/// A field of the tracker protocol.
#[derive(Debug)]
pub struct Field {
    /// Its key on the wire.
    pub name: &'static str,
    /// The most UTF-16 units that enrich takes (`atomicFieldsLimits`); a longer value makes a failed event.
    pub most: usize,
    expected: &'static str,
}

impl Field {
    /// Checks a text that a host has set for this field.
    pub(crate) fn check(&self, option: &'static str, text: &str) -> Result<(), ConfigError> {
        let mut length = 0;
        let mut has_control = false;
        for character in text.chars() {
            length += character.len_utf16();
            has_control |= character.is_control();
        }
        if length == 0 || length > self.most || has_control {
            return Err(ConfigError::new(option, self.expected, text));
        }
        Ok(())
    }
}

/// Declares fields: constant, wire name, limit, meaning.
macro_rules! fields {
    ($($constant:ident $name:literal $most:literal $doc:literal;)+) => {
        $(
            #[doc = $doc]
            pub const $constant: Field = Field {
                name: $name,
                most: $most,
                expected: concat!("1 to ", $most, " characters, none of them a control character"),
            };
        )+
    };
}

// Names: Snowplow's payload_data 1-0-4. Limits: enrich's defaults; where enrich has none, what the value's own form allows.
fields! {
    EVENT "e" 2 "The kind of event: `se` structured, `ue` self-describing.";
    EVENT_ID "eid" 36 "The event's id, a UUID.";
    CREATED "dtm" 13 "When the event was created: milliseconds since 1970 on the device's clock.";
    SENT "stm" 13 "When this attempt to send it began: milliseconds since 1970 on the device's clock.";
    TRACKER_VERSION "tv" 100 "The tracker's name and version.";
    NAMESPACE "tna" 128 "The tracker's namespace.";
    APP_ID "aid" 255 "The application's id.";
    PLATFORM "p" 8 "The platform.";
    CATEGORY "se_ca" 1000 "The category of a structured event.";
    ACTION "se_ac" 1000 "The action of a structured event.";
    SELF_DESCRIBING "ue_pr" 0xffff_ffff "A self-describing event's wrapper, as JSON text.";
    ENTITIES "co" 0xffff_ffff "The entities' wrapper, as JSON text.";
}

/// The platforms that enrich accepts (`p`).
pub const PLATFORMS: [&str; 9] = ["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"];

/// The value of [`EVENT`] for a structured event.
pub const STRUCTURED: &str = "se";
/// The value of [`EVENT`] for a self-describing event.
pub const UNSTRUCTURED: &str = "ue";

/// The schema of a request's body (POST).
pub const PAYLOAD_DATA: &str = "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4";
/// The schema that wraps the entities of an event. 1-0-0 may not be empty; this one may.
pub const CONTEXTS: &str = "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1";
/// The schema that wraps the data of a self-describing event.
pub const UNSTRUCT_EVENT: &str = "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0";
/// The content type of a request, to the letter: with another one the whole request is lost in enrich.
pub const CONTENT_TYPE: &str = "application/json; charset=UTF-8";
