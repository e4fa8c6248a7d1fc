//! The second gate: the fields of one event, by a table of what enrich makes of each tracker-protocol key.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use uuid::Uuid;

use super::value;
use super::{Code, Fault, Parameters};
use crate::request::Context;
use crate::timestamp::Timestamp;

/// The value of an atomic column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Atomic<'a> {
    /// Text, cleaned.
    Text(Cow<'a, str>),
    /// A UUID, which is a text to whoever reads it.
    Uuid(Uuid),
    /// A 32-bit integer.
    Integer(i32),
    /// A decimal number.
    Decimal(f64),
    /// A boolean.
    Flag(bool),
    /// A point in time.
    Timestamp(Timestamp),
}

/// How a field is read.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Decimal,
    Flag,
    Uuid,
    Timestamp,
    /// `WxH`; the height goes to this column.
    Dimensions(&'static str),
    Uri,
    /// The first of a comma-separated list.
    IpAddress,
    Platform,
    EventType,
}

impl Atomic<'_> {
    fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl Kind {
    /// What a text of this kind looks like.
    fn expected(self) -> &'static str {
        match self {
            Self::Text | Self::IpAddress => "a text",
            Self::Uri => "a URL that can be split into its parts",
            Self::Integer => "a 32-bit integer",
            Self::Decimal => "a decimal number",
            Self::Flag => "`0` or `1`",
            Self::Timestamp => "whole milliseconds since 1970, within the years 0 to 9999",
            Self::Uuid => "a hyphenated UUID",
            Self::Dimensions(_) => "width and height as `WxH`",
            Self::Platform => "a platform code",
            Self::EventType => "an event type code",
        }
    }
}

/// Key, atomic column, kind. Later rows overwrite earlier ones: `tnuid` wins over `nuid`.
const FIELDS: &[(&str, &str, Kind)] = &[
    ("e", "event", Kind::EventType),
    ("p", "platform", Kind::Platform),
    ("eid", "event_id", Kind::Uuid),
    ("sid", "domain_sessionid", Kind::Uuid),
    ("dtm", "dvce_created_tstamp", Kind::Timestamp),
    ("stm", "dvce_sent_tstamp", Kind::Timestamp),
    ("ttm", "true_tstamp", Kind::Timestamp),
    ("aid", "app_id", Kind::Text),
    ("tna", "name_tracker", Kind::Text),
    ("tv", "v_tracker", Kind::Text),
    ("uid", "user_id", Kind::Text),
    ("duid", "domain_userid", Kind::Text),
    ("nuid", "network_userid", Kind::Text),
    ("tnuid", "network_userid", Kind::Text),
    ("fp", "user_fingerprint", Kind::Text),
    ("ip", "user_ipaddress", Kind::IpAddress),
    ("ua", "useragent", Kind::Text),
    ("vid", "domain_sessionidx", Kind::Integer),
    ("tid", "txn_id", Kind::Integer),
    ("url", "page_url", Kind::Uri),
    ("page", "page_title", Kind::Text),
    ("refr", "page_referrer", Kind::Uri),
    ("lang", "br_lang", Kind::Text),
    ("cookie", "br_cookies", Kind::Flag),
    ("f_pdf", "br_features_pdf", Kind::Flag),
    ("f_fla", "br_features_flash", Kind::Flag),
    ("f_java", "br_features_java", Kind::Flag),
    ("f_dir", "br_features_director", Kind::Flag),
    ("f_qt", "br_features_quicktime", Kind::Flag),
    ("f_realp", "br_features_realplayer", Kind::Flag),
    ("f_wma", "br_features_windowsmedia", Kind::Flag),
    ("f_gears", "br_features_gears", Kind::Flag),
    ("f_ag", "br_features_silverlight", Kind::Flag),
    ("cd", "br_colordepth", Kind::Text),
    ("cs", "doc_charset", Kind::Text),
    ("tz", "os_timezone", Kind::Text),
    ("res", "dvce_screenwidth", Kind::Dimensions("dvce_screenheight")),
    ("vp", "br_viewwidth", Kind::Dimensions("br_viewheight")),
    ("ds", "doc_width", Kind::Dimensions("doc_height")),
    ("se_ca", "se_category", Kind::Text),
    ("se_ac", "se_action", Kind::Text),
    ("se_la", "se_label", Kind::Text),
    ("se_pr", "se_property", Kind::Text),
    ("se_va", "se_value", Kind::Decimal),
    ("tr_id", "tr_orderid", Kind::Text),
    ("tr_af", "tr_affiliation", Kind::Text),
    ("tr_tt", "tr_total", Kind::Decimal),
    ("tr_tx", "tr_tax", Kind::Decimal),
    ("tr_sh", "tr_shipping", Kind::Decimal),
    ("tr_ci", "tr_city", Kind::Text),
    ("tr_st", "tr_state", Kind::Text),
    ("tr_co", "tr_country", Kind::Text),
    ("tr_cu", "tr_currency", Kind::Text),
    ("ti_id", "ti_orderid", Kind::Text),
    ("ti_sk", "ti_sku", Kind::Text),
    ("ti_na", "ti_name", Kind::Text),
    ("ti_nm", "ti_name", Kind::Text),
    ("ti_ca", "ti_category", Kind::Text),
    ("ti_pr", "ti_price", Kind::Decimal),
    ("ti_qu", "ti_quantity", Kind::Integer),
    ("ti_cu", "ti_currency", Kind::Text),
    ("pp_mix", "pp_xoffset_min", Kind::Integer),
    ("pp_max", "pp_xoffset_max", Kind::Integer),
    ("pp_miy", "pp_yoffset_min", Kind::Integer),
    ("pp_may", "pp_yoffset_max", Kind::Integer),
];

/// The longest text of each column in UTF-16 units: enrich's `atomicFieldsLimits`. An operator can change them, so
/// they are a table.
pub(crate) const LIMITS: &[(&str, usize)] = &[
    ("app_id", 255),
    ("br_colordepth", 12),
    ("br_lang", 255),
    ("doc_charset", 128),
    ("domain_sessionid", 128),
    ("domain_userid", 128),
    ("event_id", 36),
    ("name_tracker", 128),
    ("network_userid", 128),
    ("os_timezone", 255),
    ("page_referrer", 10_000),
    ("page_title", 2000),
    ("page_url", 10_000),
    ("se_action", 1000),
    ("se_category", 1000),
    ("se_label", 4096),
    ("se_property", 1000),
    ("ti_category", 255),
    ("ti_currency", 3),
    ("ti_name", 255),
    ("ti_orderid", 255),
    ("ti_sku", 255),
    ("tr_affiliation", 255),
    ("tr_city", 255),
    ("tr_country", 255),
    ("tr_currency", 3),
    ("tr_orderid", 255),
    ("tr_state", 255),
    ("user_fingerprint", 128),
    ("user_id", 255),
    ("user_ipaddress", 128),
    ("useragent", 1000),
    ("v_tracker", 100),
];

/// The row of each key in [`FIELDS`].
static ROWS: LazyLock<HashMap<&str, usize>> =
    LazyLock::new(|| FIELDS.iter().enumerate().map(|(row, (key, ..))| (*key, row)).collect());

/// The limit of each column in [`LIMITS`].
static LIMIT_OF: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| LIMITS.iter().copied().collect());

/// The atomic column that each key fills.
pub(crate) fn columns() -> BTreeMap<&'static str, &'static str> {
    FIELDS.iter().map(|(key, column, _)| (*key, *column)).collect()
}

/// Values by atomic column, each column once; there are few of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns<'a>(Vec<(&'static str, Atomic<'a>)>);

impl<'a> Columns<'a> {
    /// The value of a column.
    pub(crate) fn get(&self, column: &str) -> Option<&Atomic<'a>> {
        self.0.iter().find(|(known, _)| *known == column).map(|(_, value)| value)
    }

    /// Columns and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Atomic<'a>)> {
        self.0.iter().map(|(column, value)| (*column, value))
    }

    /// Gives a column this value.
    pub(crate) fn set(&mut self, column: &'static str, value: Atomic<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == column) {
            Some((_, old)) => *old = value,
            None => self.0.push((column, value)),
        }
    }

    fn unset(&mut self, column: &str) {
        self.0.retain(|(known, _)| *known != column);
    }
}

/// The fields of one event, read.
pub(crate) struct Fields<'a> {
    /// Values by atomic column; a column without one is absent.
    pub(crate) columns: Columns<'a>,
    /// The event's own id, when it has one.
    pub(crate) event_id: Option<Uuid>,
    /// What is wrong.
    pub(crate) faults: Vec<Fault>,
}

/// Reads and judges the fields of one event.
pub(crate) fn judge<'a>(context: &'a Context, parameters: &'a Parameters<'_>) -> Fields<'a> {
    let mut fields = from_headers(context);
    let mut rows: Vec<(usize, &str)> =
        parameters.iter().filter_map(|(key, text)| Some((*ROWS.get(key)?, text))).collect();
    rows.sort_unstable_by_key(|(row, _)| *row);
    for (row, text) in rows {
        if let Some((key, column, kind)) = FIELDS.get(row) {
            fields.read(key, column, *kind, text);
        }
    }
    if parameters.get("e").is_none() {
        fields.faults.push(Fault::new(Code::AtomicFieldParse, "e", "required, and absent"));
    }
    fields.judge_lengths();
    fields
}

/// What enrich takes from the request when the event does not say.
fn from_headers(context: &Context) -> Fields<'_> {
    let mut columns = Columns(Vec::with_capacity(24));
    for (column, header) in [
        ("useragent", &context.useragent),
        ("user_ipaddress", &context.ip_address),
        ("network_userid", &context.user_id),
        ("page_url", &context.referer_uri),
    ] {
        if let Some(text) = header.as_deref().and_then(value::clean) {
            columns.set(column, Atomic::Text(text));
        }
    }
    Fields { columns, event_id: None, faults: Vec::new() }
}

impl<'a> Fields<'a> {
    fn read(&mut self, key: &str, column: &'static str, kind: Kind, text: &'a str) {
        let read = match kind {
            Kind::Text => self.set_text(column, text),
            Kind::IpAddress => self.set_text(column, text.split([',', '|', ' ']).next().unwrap_or_default()),
            Kind::Uri if value::is_splittable_uri(text) => self.set_text(column, text),
            Kind::Uri => None,
            // Old trackers send the text `null` for no number.
            Kind::Integer | Kind::Decimal if text.eq_ignore_ascii_case("null") => Some(()),
            Kind::Integer => self.set(column, value::integer(text).map(Atomic::Integer)),
            Kind::Decimal => self.set(column, value::decimal(text).map(Atomic::Decimal)),
            Kind::Flag => self.set(column, value::flag(text).map(Atomic::Flag)),
            Kind::Timestamp => self.set(column, value::timestamp(text).map(Atomic::Timestamp)),
            Kind::Uuid => self.set_uuid(column, text),
            Kind::Dimensions(height) => self.set_dimensions(column, height, text),
            Kind::Platform => self.set(column, value::platform(text).map(Atomic::text)),
            Kind::EventType => self.set(column, value::event_type(text).map(Atomic::text)),
        };
        if read.is_none() {
            let message = format!("expected {}", kind.expected());
            self.faults.push(Fault::new(Code::AtomicFieldParse, key, message));
        }
    }

    fn set(&mut self, column: &'static str, value: Option<Atomic<'a>>) -> Option<()> {
        self.columns.set(column, value?);
        Some(())
    }

    /// Sets a text; one that is empty after cleaning unsets it, and that is no fault.
    #[expect(clippy::unnecessary_wraps, reason = "one of several setters, of which the others can fail")]
    fn set_text(&mut self, column: &'static str, text: &'a str) -> Option<()> {
        match value::clean(text) {
            Some(text) => self.columns.set(column, Atomic::Text(text)),
            None => self.columns.unset(column),
        }
        Some(())
    }

    fn set_uuid(&mut self, column: &'static str, text: &str) -> Option<()> {
        let uuid = value::uuid(text)?;
        if column == "event_id" {
            self.event_id = Some(uuid);
        }
        self.set(column, Some(Atomic::Uuid(uuid)))
    }

    fn set_dimensions(&mut self, width: &'static str, height: &'static str, text: &str) -> Option<()> {
        let (w, h) = value::dimensions(text)?;
        self.set(width, Some(Atomic::Integer(w)))?;
        self.set(height, Some(Atomic::Integer(h)))
    }

    fn judge_lengths(&mut self) {
        for (column, atomic) in &self.columns.0 {
            let (Atomic::Text(text), Some(limit)) = (atomic, LIMIT_OF.get(column)) else {
                continue;
            };
            // A UTF-16 unit takes at least a byte of UTF-8, so a short text need not be counted.
            let length = if text.len() > *limit { value::utf16_len(text) } else { 0 };
            if length > *limit {
                let message = format!("expected at most {limit} UTF-16 units, found {length}");
                self.faults.push(Fault::new(Code::AtomicFieldLength, *column, message));
            }
        }
    }

    /// When the event happened by the collector's clock: `ttm` if set, else the collector's time less the time that
    /// the event waited in the device.
    pub(crate) fn derived_timestamp(&self, collector: Timestamp) -> Timestamp {
        let at = |column| match self.columns.get(column) {
            Some(Atomic::Timestamp(timestamp)) => Some(*timestamp),
            _ => None,
        };
        if let Some(true_timestamp) = at("true_tstamp") {
            return true_timestamp;
        }
        match (at("dvce_created_tstamp"), at("dvce_sent_tstamp")) {
            (Some(created), Some(sent)) if created < sent => collector.earlier_by(created, sent),
            _ => collector,
        }
    }
}
