//! The fields of one event, as received.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::{Serialize, Serializer};

use crate::request::Parameter;

/// Tracker-protocol keys and values, each key once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    /// Fields whose keys are known to be different.
    pub(super) fn with_capacity(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// The fields of a query; of a key that is repeated, the last one stays.
    pub(super) fn of_query(query: &'a [Parameter]) -> Self {
        let last: HashMap<&str, usize> =
            query.iter().enumerate().map(|(index, parameter)| (parameter.name.as_str(), index)).collect();
        let fields = query
            .iter()
            .enumerate()
            .filter(|(index, parameter)| last.get(parameter.name.as_str()) == Some(index));
        Self(fields.map(|(_, parameter)| borrowed(parameter)).collect())
    }

    /// Adds a field whose key is not there yet.
    pub(super) fn push(&mut self, key: Cow<'a, str>, value: Cow<'a, str>) {
        self.0.push((key, value));
    }

    /// Those of some keys.
    pub(super) fn only(&self, keys: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(key, _)| keys(key)).cloned().collect())
    }

    /// The fields of a query take the place of those of the same key.
    pub(super) fn override_by(&mut self, query: &Self) {
        if query.0.is_empty() {
            return;
        }
        let overriding: HashSet<&str> = query.0.iter().map(|(key, _)| key.as_ref()).collect();
        self.0.retain(|(key, _)| !overriding.contains(key.as_ref()));
        self.0.extend(query.0.iter().cloned());
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_ref())
    }

    /// Keys and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value.as_ref()))
    }
}

fn borrowed(parameter: &Parameter) -> (Cow<'_, str>, Cow<'_, str>) {
    (Cow::Borrowed(&parameter.name), Cow::Borrowed(&parameter.value))
}

impl<'a> FromIterator<(&'a str, &'a str)> for Parameters<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(key, value)| (Cow::Borrowed(key), Cow::Borrowed(value))).collect())
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(fields: &[(&str, &str)]) -> Vec<Parameter> {
        let parameter =
            |(name, value): &(&str, &str)| Parameter { name: (*name).into(), value: (*value).into() };
        fields.iter().map(parameter).collect()
    }

    #[test]
    fn a_query_wins_and_its_last_word_counts() {
        let query = query(&[("a", "1"), ("b", "2"), ("a", "3")]);
        assert_eq!(Parameters::of_query(&query), Parameters::from_iter([("b", "2"), ("a", "3")]));
        let mut parameters = Parameters::from_iter([("a", "0"), ("c", "4")]);
        parameters.override_by(&Parameters::of_query(&query));
        assert_eq!(parameters, Parameters::from_iter([("c", "4"), ("b", "2"), ("a", "3")]));
    }
}
