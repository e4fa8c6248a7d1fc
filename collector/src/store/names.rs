//! The columns that the warehouse loaders give to self-describing data.

use crate::iglu::SchemaUri;

/// What carries the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// The event itself.
    Event,
    /// An entity.
    Entity,
}

/// Such as `contexts_com_gitlab_knowledge_graph_context_1`: carrier, vendor, name, and the model, which is the first
/// number of the version.
pub(super) fn column(carrier: Carrier, schema: &SchemaUri<'_>) -> String {
    let prefix = match carrier {
        Carrier::Event => "unstruct_event",
        Carrier::Entity => "contexts",
    };
    let vendor = schema.vendor().replace(['.', '-'], "_").to_ascii_lowercase();
    let name = snake_case(&schema.name().replace(['.', '-'], "_"));
    let model = schema.version().split('-').next().unwrap_or_default();
    format!("{prefix}_{vendor}_{name}_{model}")
}

/// `addToCart` becomes `add_to_cart`, `HTTPStatus` `http_status`, as Snowplow's loaders write them.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let begins_word = match previous {
            Some(before) if before.is_ascii_uppercase() => rest.peek().is_some_and(char::is_ascii_lowercase),
            Some(before) => before.is_ascii_lowercase() || before.is_ascii_digit(),
            None => false,
        };
        if c.is_ascii_uppercase() && begins_word {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        previous = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_warehouse() {
        for (uri, carrier, expected) in [
            (
                "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0",
                Carrier::Event,
                "unstruct_event_com_gitlab_gkg_query_executed_1",
            ),
            (
                "iglu:com.Acme-x.y/addToCart/jsonschema/12-3-4",
                Carrier::Entity,
                "contexts_com_acme_x_y_add_to_cart_12",
            ),
            ("iglu:a/HTTPStatus2Go/jsonschema/1-0-0", Carrier::Entity, "contexts_a_http_status2_go_1"),
            ("iglu:a/link-click_URL/jsonschema/1-0-0", Carrier::Entity, "contexts_a_link_click_url_1"),
        ] {
            assert_eq!(column(carrier, &SchemaUri::parse(uri).unwrap()), expected);
        }
    }
}
