//! What a schema says, as plain data that a generator writes.

use super::{Limit, NullRule, Unique};

/// One self-describing schema: its identity, its shape, and the plan's rules about its fields.
#[derive(Debug)]
pub struct Schema {
    /// The Iglu URI, such as `iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0`.
    pub uri: &'static str,
    /// The name alone, such as `gkg_query_executed`.
    pub name: &'static str,
    /// What its data may be.
    pub root: &'static Node,
    /// The cross-field sentences of the tracking plan about this datum.
    pub rules: &'static [NullRule],
}

/// In place of a schema that the tracking plan does not have: any JSON value, under whatever URI its datum has.
pub static UNPLANNED: Schema = Schema { uri: "", name: "", root: &Node::ANY, rules: &[] };

/// What one value may be.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// The JSON types that are allowed.
    pub types: Types,
    /// What is asked of a value besides.
    pub shape: Shape,
    /// All of that in words, as a violation says what it expected: `a string of at most 255 characters or null`.
    pub words: &'static str,
}

impl Node {
    /// Any JSON value.
    pub const ANY: Self = Self { types: Types::ANY, shape: Shape::Any, words: "any JSON value" };

    /// The node that is about values of this type, where it is one of several types: itself otherwise.
    pub(crate) fn about(&'static self, types: Types) -> &'static Self {
        let Shape::Each(nodes) = self.shape else { return self };
        nodes.iter().find(|node| node.types.has(types)).unwrap_or(self)
    }

    /// `enum`, where it lists strings; empty means any string.
    pub const fn values(&self) -> &'static [&'static str] {
        if let Shape::Values(values) = self.shape { values } else { &[] }
    }

    /// One of the values of its `enum`; empty where it has not so many.
    pub(crate) fn value(&self, index: u8) -> &'static str {
        self.values().get(usize::from(index)).copied().unwrap_or_default()
    }

    /// The properties of an object; `None` means any.
    pub const fn object(&self) -> Option<&'static Object> {
        if let Shape::Members(object) = self.shape { Some(object) } else { None }
    }

    /// What is asked of an array; `None` means nothing.
    pub const fn items(&self) -> Option<&'static Items> {
        if let Shape::Items(items) = self.shape { Some(items) } else { None }
    }
}

/// What a node asks of a value besides its type. Each applies to values of its own type only, as in JSON Schema.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Nothing.
    Any,
    /// `enum`, where it lists strings (null is in the types).
    Values(&'static [&'static str]),
    /// Of a string: `minLength` and `maxLength`, in code points, and `format`, where Snowplow enforces it.
    Text {
        /// How many characters.
        length: Bounds,
        /// Which form.
        format: Option<Format>,
    },
    /// Of a number or an integer: `minimum`, `maximum` and `multipleOf`.
    Limits(&'static [Limit]),
    /// Of an array: its items.
    Items(&'static Items),
    /// Of an object: its properties.
    Members(&'static Object),
    /// Of a value that may have one of several types: a node for each of these, null aside.
    Each(&'static [Node]),
}

/// How much there has to be, and how much there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub least: u32,
    /// At most; [`Bounds::UNBOUNDED`] where there is no limit.
    pub most: u32,
}

impl Bounds {
    /// No upper bound.
    pub const UNBOUNDED: u32 = u32::MAX;

    /// Any number.
    pub const ANY: Self = Self { least: 0, most: Self::UNBOUNDED };
}

/// What is asked of an array.
#[derive(Debug)]
pub struct Items {
    /// `items`: what each may be; `None` means anything.
    pub node: Option<&'static Node>,
    /// `minItems` and `maxItems`.
    pub count: Bounds,
    /// `uniqueItems`: no two may be the same. They are compared as they are written, so the items' node has to be one
    /// under which the same value has the same text: no object in it is open.
    pub unique: Option<Unique>,
}

/// The members of an object.
#[derive(Debug)]
pub struct Object {
    /// The properties, in the order of the schema's file: the order on the wire too. At most [`Object::MOST`].
    pub properties: &'static [Property],
    /// `required`: which of them have to be there.
    pub required: PropertySet,
    /// `additionalProperties`: what a member may be that is not listed; `None` means that there may be none.
    pub additional: Option<&'static Node>,
}

impl Object {
    /// The most properties that one object can have: what a set of bits and a `u8` index hold.
    pub const MOST: usize = 128;

    /// One of the properties.
    pub(crate) fn property(&self, index: u8) -> Option<&'static Property> {
        self.properties.get(usize::from(index))
    }
}

/// One property of an object.
#[derive(Debug)]
pub struct Property {
    /// The name, as on the wire: one in which nothing needs an escape.
    pub name: &'static str,
    /// What its value may be.
    pub node: &'static Node,
}

/// A set of an object's properties, by their places in its table: a bit for each that an object can have. In two words,
/// as machines have no 128-bit ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PropertySet([u64; Object::MOST / 64]);

impl PropertySet {
    /// The properties at these places.
    #[must_use]
    pub const fn of(mut places: &[u8]) -> Self {
        let (mut low, mut high) = (0, 0);
        while let [place, rest @ ..] = places {
            let word = if *place < 64 { &mut low } else { &mut high };
            *word |= 1 << (*place % 64);
            places = rest;
        }
        Self([low, high])
    }

    /// Adds the property at this place; one beyond [`Object::MOST`] is left out.
    pub fn add(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    /// The properties of this set that are not in the other.
    pub(crate) const fn without(self, other: &Self) -> Self {
        let ([low, high], [other_low, other_high]) = (self.0, other.0);
        Self([low & !other_low, high & !other_high])
    }

    pub(crate) const fn is_empty(self) -> bool {
        let [low, high] = self.0;
        low | high == 0
    }
}

/// A `format` that Snowplow's validator enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `date-time`: RFC 3339 with seconds and an offset, at most nine digits of a second.
    DateTime,
    /// `uuid`: 8-4-4-4-12 hexadecimal digits.
    Uuid,
}

/// A set of JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `boolean`.
    pub const BOOLEAN: Self = Self(1 << 1);
    /// `integer`: a number written without fraction and exponent.
    pub const INTEGER: Self = Self(1 << 2);
    /// `number`: any number; an integer is one too.
    pub const NUMBER: Self = Self(1 << 3 | 1 << 2);
    /// `string`.
    pub const STRING: Self = Self(1 << 4);
    /// `array`.
    pub const ARRAY: Self = Self(1 << 5);
    /// `object`.
    pub const OBJECT: Self = Self(1 << 6);
    /// Every type.
    pub const ANY: Self = Self(0x7f);

    /// The types whose bits these are; others are left out.
    #[must_use]
    pub const fn of_bits(bits: u8) -> Self {
        Self(bits & Self::ANY.0)
    }

    /// The types of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
