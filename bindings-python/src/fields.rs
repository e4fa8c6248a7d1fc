//! The tracker protocol's fields, from Python's values to the core's texts.
//!
//! A `str` is taken for any field, an `int` and a `float` where the field is a number. The core checks what they say; any
//! other value is a violation of its field, never an exception.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use snowgauge::payload::Form;
use snowgauge::payload::field::{FIELDS, Field};
use snowgauge::{Code, Fields};

use crate::value::{digits, type_name};

/// The fields of an event or of a subject, as they were when it was made.
#[derive(Default)]
pub(crate) struct Values(Vec<(Cow<'static, str>, Value)>);

/// What a field was given.
enum Value {
    Text(String),
    Float(&'static Field, f64),
    Refused(Code, Cow<'static, str>),
}

impl Values {
    /// Reads the fields that were given by these names. None stands for no value.
    pub(crate) fn read(fields: &Bound<'_, PyDict>) -> Self {
        let given = fields.iter().filter(|(_, value)| !value.is_none());
        Self(given.map(|(name, value)| read(&keyword(&name), &value)).collect())
    }

    /// Reads one field.
    pub(crate) fn of(name: &str, value: &Bound<'_, PyAny>) -> Self {
        Self(vec![read(name, value)])
    }

    /// One field with a value that cannot be its own.
    pub(crate) fn refused(name: &'static str, code: Code, found: &'static str) -> Self {
        Self(vec![(name.into(), Value::Refused(code, found.into()))])
    }

    /// Sets the fields.
    pub(crate) fn push(&self, to: &mut Fields<'_>) {
        for (name, value) in &self.0 {
            match value {
                Value::Text(text) => to.set(name, text),
                Value::Float(field, number) => to.decimal(field, *number),
                Value::Refused(code, found) => to.refuse(name, *code, found),
            }
        }
    }

    /// The names and texts of the fields, apart from those whose value is none that could be sent.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| match value {
            Value::Text(text) => Some((&**name, &**text)),
            Value::Float(..) | Value::Refused(..) => None,
        })
    }
}

/// What a keyword says. It is a str, but perhaps of a class that shows itself in other ways, such as an enum.
pub(crate) fn keyword(name: &Bound<'_, PyAny>) -> String {
    let text = name.cast::<PyString>().map(|name| name.to_string_lossy().into_owned());
    text.unwrap_or_else(|_| type_name(name))
}

fn read(name: &str, value: &Bound<'_, PyAny>) -> (Cow<'static, str>, Value) {
    let field = FIELDS.iter().find(|field| field.property == name);
    let name = field.map_or_else(|| Cow::Owned(name.to_owned()), |field| Cow::Borrowed(field.property));
    (name, Value::read(field, value))
}

impl Value {
    fn read(field: Option<&'static Field>, value: &Bound<'_, PyAny>) -> Self {
        if let Ok(text) = value.cast::<PyString>() {
            return match text.to_str() {
                Ok(text) => Self::Text(text.to_owned()),
                Err(_) => {
                    Self::Refused(Code::UnpairedSurrogate, "a string with an unpaired surrogate".into())
                }
            };
        }
        match field {
            Some(field) if matches!(field.form, Form::Integer | Form::Milliseconds | Form::Decimal) => {
                Self::number(field, value)
            }
            _ => Self::refused(value),
        }
    }

    fn number(field: &'static Field, value: &Bound<'_, PyAny>) -> Self {
        if let (Ok(integer), false) = (value.cast::<PyInt>(), value.is_instance_of::<PyBool>()) {
            let unwritten =
                || Self::Refused(Code::NotJson, "an integer of more digits than Python writes".into());
            return digits(integer).map_or_else(unwritten, Self::Text);
        }
        match value.cast::<PyFloat>() {
            Ok(float) if field.form == Form::Decimal => Self::Float(field, float.value()),
            _ => Self::refused(value),
        }
    }

    fn refused(value: &Bound<'_, PyAny>) -> Self {
        let found = if value.is_instance_of::<PyBool>() {
            "a boolean"
        } else if value.is_instance_of::<PyInt>() {
            "an integer"
        } else if value.is_instance_of::<PyFloat>() {
            "a number"
        } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            "an array"
        } else if value.is_instance_of::<PyDict>() {
            "an object"
        } else {
            return Self::Refused(Code::NotJson, ["an object of type ", &type_name(value)].concat().into());
        };
        Self::Refused(Code::Type, found.into())
    }
}
