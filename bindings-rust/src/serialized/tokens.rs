//! serde's data model as tokens. What becomes what is as in `serde_json`.

use std::fmt;

use serde_core::ser::{self, Serialize, Serializer};
use snowgauge_core::encode::Writer;

use super::keys::Key;

/// Pushes a value.
pub(super) fn push<T: Serialize + ?Sized>(value: &T, to: &mut Writer<'_>) {
    if value.serialize(Tokens { to }).is_err() {
        to.not_json("a value that its type cannot serialize");
    }
}

/// A type refused to be serialized. Its reason may hold the value, and is not kept.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not serializable")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Result<T = ()> = std::result::Result<T, Refused>;

/// Takes one value.
struct Tokens<'t, 'w> {
    to: &'t mut Writer<'w>,
}

/// Takes what is inside an object or array.
pub(super) struct Inside<'t, 'w> {
    to: &'t mut Writer<'w>,
    /// What was begun and has to be ended; nothing inside is pushed where it nests too deeply.
    begun: bool,
    /// Whether an object with the variant's name is around it.
    in_variant: bool,
}

impl<'t, 'w> Tokens<'t, 'w> {
    fn array(self) -> Inside<'t, 'w> {
        let begun = self.to.begin_array();
        Inside { to: self.to, begun, in_variant: false }
    }

    fn object(self) -> Inside<'t, 'w> {
        let begun = self.to.begin_object();
        Inside { to: self.to, begun, in_variant: false }
    }

    /// Begins what a variant holds, in an object with the variant's name.
    fn in_variant(self, name: &str, begin: fn(Self) -> Inside<'t, 'w>) -> Inside<'t, 'w> {
        if !self.to.begin_object() {
            return Inside { to: self.to, begun: false, in_variant: false };
        }
        self.to.key(name);
        Inside { in_variant: true, ..begin(self) }
    }
}

impl<'w> Inside<'_, 'w> {
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        if self.begun { value.serialize(Tokens { to: self.to }) } else { Ok(()) }
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result {
        if self.begun {
            self.to.key(name);
        }
        self.value(value)
    }

    fn close(self, end: fn(&mut Writer<'w>)) {
        if self.begun {
            end(self.to);
        }
        if self.in_variant {
            self.to.end_object();
        }
    }
}

/// Methods that hand one number on as another.
macro_rules! numbers {
    ($($method:ident $number:ident $push:ident;)+) => {$(
        fn $method(self, value: $number) -> Result {
            self.to.$push(value.into());
            Ok(())
        }
    )+};
}

impl<'t, 'w> Serializer for Tokens<'t, 'w> {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Inside<'t, 'w>;
    type SerializeTuple = Inside<'t, 'w>;
    type SerializeTupleStruct = Inside<'t, 'w>;
    type SerializeTupleVariant = Inside<'t, 'w>;
    type SerializeMap = Inside<'t, 'w>;
    type SerializeStruct = Inside<'t, 'w>;
    type SerializeStructVariant = Inside<'t, 'w>;

    numbers! {
        serialize_bool bool boolean;
        serialize_i8 i8 signed;
        serialize_i16 i16 signed;
        serialize_i32 i32 signed;
        serialize_i64 i64 signed;
        serialize_u8 u8 unsigned;
        serialize_u16 u16 unsigned;
        serialize_u32 u32 unsigned;
        serialize_u64 u64 unsigned;
        serialize_f64 f64 float;
    }

    fn serialize_i128(self, value: i128) -> Result {
        self.to.number(&value.to_string());
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result {
        self.to.number(&value.to_string());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result {
        // By its own shortest text: as an f64, 0.1 would have seventeen digits. The exponent says that it is no integer.
        if !value.is_finite() {
            return self.serialize_f64(value.into());
        }
        self.to.number(&format!("{value:e}"));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result {
        self.to.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        self.to.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        let mut inside = self.object();
        inside.member(variant, value)?;
        inside.close(Writer::end_object);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq> {
        Ok(self.array())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        Ok(self.array())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct> {
        Ok(self.array())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Ok(self.in_variant(variant, Self::array))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap> {
        Ok(self.object())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct> {
        Ok(self.object())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Ok(self.in_variant(variant, Self::object))
    }
}

/// What serde calls the parts of an array.
macro_rules! arrays {
    ($($trait:ident $method:ident;)+) => {$(
        impl ser::$trait for Inside<'_, '_> {
            type Ok = ();
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
                self.value(value)
            }

            fn end(self) -> Result {
                self.close(Writer::end_array);
                Ok(())
            }
        }
    )+};
}

arrays! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// What serde calls the parts of a struct.
macro_rules! structs {
    ($($trait:ident;)+) => {$(
        impl ser::$trait for Inside<'_, '_> {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
                self.member(name, value)
            }

            fn end(self) -> Result {
                self.close(Writer::end_object);
                Ok(())
            }
        }
    )+};
}

structs! {
    SerializeStruct;
    SerializeStructVariant;
}

impl ser::SerializeMap for Inside<'_, '_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        let name = key.serialize(Key);
        if self.begun {
            // A key that is no name is told where its member would be, under the empty name.
            self.to.key(name.as_deref().unwrap_or_default());
        }
        name.map(|_| ())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        self.value(value)
    }

    fn end(self) -> Result {
        self.close(Writer::end_object);
        Ok(())
    }
}
