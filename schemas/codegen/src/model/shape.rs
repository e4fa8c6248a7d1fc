//! What a value may be, after the schema's keywords have been understood.

/// What one value may be.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is when it is not null.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
    /// The schema's `description`; every property has one.
    pub description: String,
}

/// A value's type with the bounds that go with it. A bound that is absent in the schema is `None`.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `boolean`.
    Boolean,
    /// `integer`.
    Integer {
        /// `minimum`.
        minimum: Option<i64>,
        /// `maximum`.
        maximum: Option<i64>,
    },
    /// `number`.
    Number {
        /// `minimum`.
        minimum: Option<i64>,
        /// `maximum`.
        maximum: Option<i64>,
    },
    /// `string` without an `enum`.
    Text {
        /// `minLength`, in code points.
        min_length: Option<u32>,
        /// `maxLength`, in code points.
        max_length: Option<u32>,
        /// `format`.
        format: Option<Format>,
    },
    /// `string` with an `enum`.
    Enum {
        /// The name of the type in languages that have one for it.
        name: String,
        /// The texts, without null.
        values: Vec<String>,
    },
    /// `array`.
    Array {
        /// What each item is.
        items: Box<Node>,
        /// `minItems`.
        min_items: Option<u32>,
        /// `maxItems`.
        max_items: Option<u32>,
    },
    /// `object` with `properties`.
    Object(Object),
    /// `object` with any members.
    FreeObject,
}

/// A `format` that Snowplow's validator enforces.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    /// `date-time`.
    DateTime,
    /// `uuid`.
    Uuid,
}

/// An object whose members are listed.
#[derive(Clone, Debug)]
pub struct Object {
    /// The name of its type in every language.
    pub name: String,
    /// Its properties, in the order of the file.
    pub properties: Vec<Property>,
    /// Whether members that are not listed are allowed.
    pub additional: bool,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name, as on the wire.
    pub name: String,
    /// What its value may be.
    pub node: Node,
    /// Whether it has to be there.
    pub required: bool,
}

impl Property {
    /// Whether it may be left out, or be null.
    pub fn optional(&self) -> bool {
        !self.required || self.node.nullable
    }

    /// The texts of its enum, if it is one.
    pub fn values(&self) -> Option<&[String]> {
        match &self.node.kind {
            Kind::Enum { values, .. } => Some(values),
            _ => None,
        }
    }
}

impl Object {
    /// The property with this name, and its index.
    pub fn find(&self, name: &str) -> Option<(usize, &Property)> {
        self.properties.iter().enumerate().find(|(_, property)| property.name == name)
    }
}
