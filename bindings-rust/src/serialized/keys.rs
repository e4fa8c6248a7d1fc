//! The keys of maps as names of members.

use serde_core::ser::{Impossible, Serialize, Serializer};

use super::tokens::Refused;

type Result<T = String> = std::result::Result<T, Refused>;

/// Takes a key: a text, or what `serde_json` makes a text of.
pub(super) struct Key;

/// Methods for keys that are shown as they are.
macro_rules! shown {
    ($($method:ident $key:ty;)+) => {$(
        fn $method(self, key: $key) -> Result {
            Ok(key.to_string())
        }
    )+};
}

/// Methods for what is no key.
macro_rules! refused {
    ($($method:ident($($argument:ty),*) $result:ty;)+) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$result> {
            Err(Refused)
        }
    )+};
}

impl Serializer for Key {
    type Ok = String;
    type Error = Refused;
    type SerializeSeq = Impossible<String, Refused>;
    type SerializeTuple = Impossible<String, Refused>;
    type SerializeTupleStruct = Impossible<String, Refused>;
    type SerializeTupleVariant = Impossible<String, Refused>;
    type SerializeMap = Impossible<String, Refused>;
    type SerializeStruct = Impossible<String, Refused>;
    type SerializeStructVariant = Impossible<String, Refused>;

    shown! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
        serialize_char char;
        serialize_str &str;
    }

    refused! {
        serialize_f32(f32) String;
        serialize_f64(f64) String;
        serialize_bytes(&[u8]) String;
        serialize_none() String;
        serialize_unit() String;
        serialize_unit_struct(&'static str) String;
        serialize_seq(Option<usize>) Self::SerializeSeq;
        serialize_tuple(usize) Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) Self::SerializeTupleVariant;
        serialize_map(Option<usize>) Self::SerializeMap;
        serialize_struct(&'static str, usize) Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result {
        key.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        Ok(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Result {
        key.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result {
        Err(Refused)
    }
}
