//! The canonical event: every column of Snowplow's `atomic.events`, null where this collector has nothing to say.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::iglu::SchemaUri;
use crate::judge::Good;
use crate::judge::entities::SelfDescribing;
use crate::judge::fields::{self, Atomic, Columns};

/// The collector's name, where Snowplow's programs have their own.
pub(crate) const COLLECTOR: &str = concat!("snowgauge-collector-", env!("CARGO_PKG_VERSION"));

/// The columns, in the order of Micro.
const COLUMNS: &[&str] = &[
    "app_id",
    "platform",
    "etl_tstamp",
    "collector_tstamp",
    "dvce_created_tstamp",
    "event",
    "event_id",
    "txn_id",
    "name_tracker",
    "v_tracker",
    "v_collector",
    "v_etl",
    "user_id",
    "user_ipaddress",
    "user_fingerprint",
    "domain_userid",
    "domain_sessionidx",
    "network_userid",
    "geo_country",
    "geo_region",
    "geo_city",
    "geo_zipcode",
    "geo_latitude",
    "geo_longitude",
    "geo_region_name",
    "ip_isp",
    "ip_organization",
    "ip_domain",
    "ip_netspeed",
    "page_url",
    "page_title",
    "page_referrer",
    "page_urlscheme",
    "page_urlhost",
    "page_urlport",
    "page_urlpath",
    "page_urlquery",
    "page_urlfragment",
    "refr_urlscheme",
    "refr_urlhost",
    "refr_urlport",
    "refr_urlpath",
    "refr_urlquery",
    "refr_urlfragment",
    "refr_medium",
    "refr_source",
    "refr_term",
    "mkt_medium",
    "mkt_source",
    "mkt_term",
    "mkt_content",
    "mkt_campaign",
    "contexts",
    "se_category",
    "se_action",
    "se_label",
    "se_property",
    "se_value",
    "unstruct_event",
    "tr_orderid",
    "tr_affiliation",
    "tr_total",
    "tr_tax",
    "tr_shipping",
    "tr_city",
    "tr_state",
    "tr_country",
    "ti_orderid",
    "ti_sku",
    "ti_name",
    "ti_category",
    "ti_price",
    "ti_quantity",
    "pp_xoffset_min",
    "pp_xoffset_max",
    "pp_yoffset_min",
    "pp_yoffset_max",
    "useragent",
    "br_name",
    "br_family",
    "br_version",
    "br_type",
    "br_renderengine",
    "br_lang",
    "br_features_pdf",
    "br_features_flash",
    "br_features_java",
    "br_features_director",
    "br_features_quicktime",
    "br_features_realplayer",
    "br_features_windowsmedia",
    "br_features_gears",
    "br_features_silverlight",
    "br_cookies",
    "br_colordepth",
    "br_viewwidth",
    "br_viewheight",
    "os_name",
    "os_family",
    "os_manufacturer",
    "os_timezone",
    "dvce_type",
    "dvce_ismobile",
    "dvce_screenwidth",
    "dvce_screenheight",
    "doc_charset",
    "doc_width",
    "doc_height",
    "tr_currency",
    "tr_total_base",
    "tr_tax_base",
    "tr_shipping_base",
    "ti_currency",
    "ti_price_base",
    "base_currency",
    "geo_timezone",
    "mkt_clickid",
    "mkt_network",
    "etl_tags",
    "dvce_sent_tstamp",
    "refr_domain_userid",
    "refr_dvce_tstamp",
    "derived_contexts",
    "domain_sessionid",
    "derived_tstamp",
    "event_vendor",
    "event_name",
    "event_format",
    "event_version",
    "event_fingerprint",
    "true_tstamp",
];

/// The schema that enrich gives to each event type that has no schema of its own.
const SCHEMAS: [(&str, &str); 6] = [
    ("struct", "iglu:com.google.analytics/event/jsonschema/1-0-0"),
    ("page_view", "iglu:com.snowplowanalytics.snowplow/page_view/jsonschema/1-0-0"),
    ("page_ping", "iglu:com.snowplowanalytics.snowplow/page_ping/jsonschema/1-0-0"),
    ("transaction", "iglu:com.snowplowanalytics.snowplow/transaction/jsonschema/1-0-0"),
    ("transaction_item", "iglu:com.snowplowanalytics.snowplow/transaction_item/jsonschema/1-0-0"),
    ("ad_impression", "iglu:com.snowplowanalytics.snowplow/ad_impression/jsonschema/1-0-0"),
];

/// One event after enrichment, with every enrichment switched off.
#[derive(Clone)]
pub(crate) struct AtomicEvent<'a> {
    columns: Columns<'a>,
    schema: Option<SchemaUri<'a>>,
    event: Option<&'a SelfDescribing<'a>>,
    contexts: &'a [SelfDescribing<'a>],
}

impl<'a> AtomicEvent<'a> {
    /// Fills the columns.
    pub(crate) fn new(
        good: &'a Good<'_>,
        event: Option<&'a SelfDescribing<'a>>,
        contexts: &'a [SelfDescribing<'a>],
    ) -> Self {
        let text = |text: &str| Atomic::Text(Cow::Owned(text.to_owned()));
        let context = &good.request.context;
        let fields = fields::judge(context, &good.parameters);
        let derived = fields.derived_timestamp(context.timestamp);
        let mut columns = fields.columns;
        let schema = schema_of(columns.get("event"), event);
        columns.set("event_id", Atomic::Uuid(good.event_id));
        columns.set("collector_tstamp", Atomic::Timestamp(context.timestamp));
        columns.set("etl_tstamp", Atomic::Timestamp(context.timestamp));
        columns.set("derived_tstamp", Atomic::Timestamp(derived));
        columns.set("v_collector", Atomic::Text(Cow::Borrowed(COLLECTOR)));
        columns.set("v_etl", Atomic::Text(Cow::Borrowed(COLLECTOR)));
        if let Some(schema) = &schema {
            columns.set("event_vendor", text(schema.vendor()));
            columns.set("event_name", text(schema.name()));
            columns.set("event_format", text(schema.format()));
            columns.set("event_version", text(schema.version()));
        }
        Self { columns, schema, event, contexts }
    }

    /// The columns that have a value.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&'static str, &Atomic<'a>)> {
        self.columns.iter()
    }

    /// `page_view`, `struct`, `unstruct`, ….
    pub(crate) fn event_type(&self) -> &str {
        match self.columns.get("event") {
            Some(Atomic::Text(event_type)) => event_type,
            _ => "",
        }
    }

    /// The event's schema, its own or its type's; none for a self-describing event without data.
    pub(crate) fn schema(&self) -> Option<String> {
        self.schema.as_ref().map(|schema| schema.as_str().to_owned())
    }
}

fn schema_of<'a>(
    event_type: Option<&Atomic<'_>>,
    event: Option<&SelfDescribing<'a>>,
) -> Option<SchemaUri<'a>> {
    let Some(Atomic::Text(event_type)) = event_type else {
        return None;
    };
    if event_type == "unstruct" {
        return event.map(|event| event.schema.clone());
    }
    SCHEMAS.iter().find(|(known, _)| known == event_type).and_then(|(_, uri)| SchemaUri::parse(*uri))
}

impl Serialize for AtomicEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(COLUMNS.len()))?;
        for column in COLUMNS {
            map.serialize_key(column)?;
            match *column {
                "contexts" => map.serialize_value(&Contexts(self.contexts))?,
                "derived_contexts" => map.serialize_value(&Contexts(&[]))?,
                "unstruct_event" => map.serialize_value(&self.event.map(UnstructEvent))?,
                column => map.serialize_value(&self.columns.get(column))?,
            }
        }
        map.end()
    }
}

impl Serialize for Atomic<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Uuid(uuid) => serializer.collect_str(uuid),
            Self::Integer(number) => serializer.serialize_i32(*number),
            Self::Decimal(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Timestamp(timestamp) => timestamp.serialize(serializer),
        }
    }
}

/// Entities in their wrapper; nothing in it when there are none.
struct Contexts<'a>(&'a [SelfDescribing<'a>]);

impl Serialize for Contexts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() {
            return serializer.serialize_map(Some(0))?.end();
        }
        wrap(serializer, "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", &self.0)
    }
}

/// A self-describing event in its wrapper.
struct UnstructEvent<'a>(&'a SelfDescribing<'a>);

impl Serialize for UnstructEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrap(serializer, "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", self.0)
    }
}

impl Serialize for SelfDescribing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        wrap(serializer, self.schema.as_str(), &self.data)
    }
}

fn wrap<S: Serializer>(serializer: S, schema: &str, data: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("schema", schema)?;
    map.serialize_entry("data", data)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limited_column_exists() {
        for (column, _) in fields::LIMITS {
            assert!(COLUMNS.contains(column), "{column}");
        }
    }
}
