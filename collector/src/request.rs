//! What a tracker sent, apart from the body: the part of Snowplow's `CollectorPayload` that every event of one request
//! shares.

use serde::Serialize;

use crate::timestamp::Timestamp;

/// One request to a tracker endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    /// The endpoint.
    pub(crate) api: Api,
    /// The query, decoded, in the order of the URL.
    pub(crate) querystring: Vec<Parameter>,
    /// The content type in lower case, in the collector's spelling: one space after `;`.
    pub(crate) content_type: Option<String>,
    /// Where it came from.
    pub(crate) context: Context,
}

impl Request {
    /// The bytes that it holds beyond its own size.
    pub(crate) fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let context = &self.context;
        let texts = [
            &self.content_type,
            &context.ip_address,
            &context.useragent,
            &context.referer_uri,
            &context.user_id,
        ];
        let query = self.querystring.iter().map(|p| size_of::<Parameter>() + p.name.len() + p.value.len());
        let headers = context.headers.iter().map(|header| size_of::<String>() + header.len());
        let api = self.api.vendor.len() + self.api.version.len();
        api + texts.into_iter().map(text).chain(query).chain(headers).sum::<usize>()
    }
}

/// The endpoint: `/<vendor>/<version>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Api {
    /// Such as `com.snowplowanalytics.snowplow`.
    pub(crate) vendor: String,
    /// Such as `tp2`.
    pub(crate) version: String,
}

/// One query parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Parameter {
    /// The tracker-protocol key.
    pub(crate) name: String,
    /// The value, percent-decoded.
    pub(crate) value: String,
}

/// The circumstances of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Context {
    /// When the body had arrived.
    pub(crate) timestamp: Timestamp,
    /// The sender's address; none for an anonymous request.
    pub(crate) ip_address: Option<String>,
    /// The `User-Agent` header.
    pub(crate) useragent: Option<String>,
    /// The `Referer` header.
    pub(crate) referer_uri: Option<String>,
    /// All headers as `Name: value`, secrets withheld.
    pub(crate) headers: Vec<String>,
    /// The network user id; the nil UUID for an anonymous request.
    pub(crate) user_id: Option<String>,
}

/// Brings a content type into the form in which enrich sees it: the collector parses it, writes it again and
/// lower-cases it.
pub(crate) fn normalise_content_type(header: &str) -> String {
    header
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase().replace('"', ""))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_are_normalised() {
        for (header, expected) in [
            ("application/json", "application/json"),
            ("Application/JSON;charset=\"UTF-8\"", "application/json; charset=utf-8"),
            ("application/json ;  charset=utf-8", "application/json; charset=utf-8"),
            ("text/plain;charset=UTF-8", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(normalise_content_type(header), expected);
        }
    }
}
