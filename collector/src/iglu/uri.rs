//! Iglu URIs: `iglu:vendor/name/format/model-revision-addition`.

use std::borrow::Cow;
use std::fmt;

/// A well-formed Iglu URI with a full version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchemaUri<'a>(Cow<'a, str>);

impl<'a> SchemaUri<'a> {
    /// Reads a URI; `None` when it is not one, or its version is not full (`1-*-*`).
    pub(crate) fn parse(text: impl Into<Cow<'a, str>>) -> Option<Self> {
        let text = text.into();
        let mut parts = text.strip_prefix("iglu:")?.split('/');
        let (vendor, name) = (parts.next()?, parts.next()?);
        let (format, version) = (parts.next()?, parts.next()?);
        let well_formed = parts.next().is_none()
            && is_word(vendor, "-_.")
            && is_word(name, "-_")
            && is_word(format, "-_")
            && is_full_version(version);
        well_formed.then_some(Self(text))
    }

    /// The vendor, such as `com.gitlab`.
    pub(crate) fn vendor(&self) -> &str {
        self.part(0)
    }

    /// The name, such as `knowledge_graph_context`.
    pub(crate) fn name(&self) -> &str {
        self.part(1)
    }

    /// The format, in practice always `jsonschema`.
    pub(crate) fn format(&self) -> &str {
        self.part(2)
    }

    /// The version, such as `1-0-0`.
    pub(crate) fn version(&self) -> &str {
        self.part(3)
    }

    /// Whether this is a JSON Schema of a vendor and name, in whatever version.
    pub(crate) fn is(&self, vendor: &str, name: &str) -> bool {
        self.vendor() == vendor && self.name() == name && self.format() == "jsonschema"
    }

    /// The whole URI.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn part(&self, index: usize) -> &str {
        self.0.strip_prefix("iglu:").unwrap_or_default().split('/').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for SchemaUri<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_word(text: &str, punctuation: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || punctuation.as_bytes().contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

fn is_full_version(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (0..3).all(|_| parts.next().is_some_and(is_number)) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_uri() {
        let uri = SchemaUri::parse("iglu:com.gitlab-x_y/some-name_1/jsonschema/1-12-0").unwrap();
        assert_eq!(
            (uri.vendor(), uri.name(), uri.format(), uri.version()),
            ("com.gitlab-x_y", "some-name_1", "jsonschema", "1-12-0")
        );
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "com.gitlab/a/jsonschema/1-0-0",
            "iglu:com.gitlab/a/jsonschema/1-0",
            "iglu:com.gitlab/a/jsonschema/1-*-*",
            "iglu:com.gitlab/a/jsonschema/1-0-0/x",
            "iglu:com.gitlab/a b/jsonschema/1-0-0",
            "iglu:com.gitlab//jsonschema/1-0-0",
            "iglu:com.gitlab/a.b/jsonschema/1-0-0",
            "iglu:com.gitlab/a/jsonschema/1-0--0",
        ] {
            assert_eq!(SchemaUri::parse(text), None, "{text}");
        }
    }
}
