//! Field values that Rust's own types do not say well.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::encode::{Writer, read};

/// An array of strings, from whatever a host has at hand; a borrowed one is not copied.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::Strings;
/// let owned = vec![String::from("ruby"), String::from("python")];
/// assert_eq!(Strings::from(&owned), Strings::from(["ruby", "python"]));
/// ```
#[derive(Clone)]
pub struct Strings<'a>(Items<'a>);

#[derive(Clone)]
enum Items<'a> {
    Slices(&'a [&'a str]),
    Strings(&'a [String]),
    Owned(Vec<Cow<'a, str>>),
}

impl Strings<'_> {
    /// The strings, one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (slices, strings, owned): (&[&str], &[String], &[Cow<'_, str>]) = match &self.0 {
            Items::Slices(slices) => (slices, &[], &[]),
            Items::Strings(strings) => (&[], strings, &[]),
            Items::Owned(owned) => (&[], &[], owned),
        };
        let strings = strings.iter().map(String::as_str);
        slices.iter().copied().chain(strings).chain(owned.iter().map(|item| &**item))
    }

    /// Pushes them as an array of strings.
    pub fn push(&self, to: &mut Writer<'_>) {
        if to.begin_array() {
            self.iter().for_each(|item| to.string(item));
            to.end_array();
        }
    }
}

impl PartialEq for Strings<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Strings<'_> {}

/// Strings may be personal; only their number is shown.
impl fmt::Debug for Strings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} strings]", self.iter().count())
    }
}

impl<'a> From<&'a [&'a str]> for Strings<'a> {
    fn from(items: &'a [&'a str]) -> Self {
        Self(Items::Slices(items))
    }
}

impl<'a, const N: usize> From<&'a [&'a str; N]> for Strings<'a> {
    fn from(items: &'a [&'a str; N]) -> Self {
        Self(Items::Slices(items))
    }
}

impl<'a> From<&'a [String]> for Strings<'a> {
    fn from(items: &'a [String]) -> Self {
        Self(Items::Strings(items))
    }
}

impl<'a> From<&'a Vec<String>> for Strings<'a> {
    fn from(items: &'a Vec<String>) -> Self {
        Self(Items::Strings(items))
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<Vec<T>> for Strings<'a> {
    fn from(items: Vec<T>) -> Self {
        Self::from_iter(items)
    }
}

impl<'a, T: Into<Cow<'a, str>>, const N: usize> From<[T; N]> for Strings<'a> {
    fn from(items: [T; N]) -> Self {
        Self::from_iter(items)
    }
}

impl<'a, T: Into<Cow<'a, str>>> FromIterator<T> for Strings<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Items::Owned(items.into_iter().map(Into::into).collect()))
    }
}

/// A value as JSON text, for fields whose schema leaves their inside open. It is checked when its event is tracked.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::JsonText;
/// assert_eq!(JsonText::from(r#"{"a":1}"#).as_str(), r#"{"a":1}"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct JsonText<'a>(Cow<'a, str>);

impl JsonText<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text into the writer.
    pub fn push(&self, to: &mut Writer<'_>) {
        read(&self.0, to);
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for JsonText<'a> {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

/// The text may be personal; only its length is shown.
impl fmt::Debug for JsonText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonText({} bytes)", self.0.len())
    }
}
