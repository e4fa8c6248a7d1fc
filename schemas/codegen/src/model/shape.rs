//! What a value may be, after the schema's keywords have been understood.

use heck::ToSnakeCase;

use super::decimal::Decimal;

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
    Integer(Numbers),
    /// `number`.
    Number(Numbers),
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
        /// `uniqueItems`.
        unique_items: bool,
    },
    /// `object` with `properties`.
    Object(Object),
    /// `object` without `properties`: any members, and what each may be, where that is said.
    FreeObject(Option<Box<Node>>),
    /// Several types in `type`, null aside.
    Mixed(Vec<Kind>),
}

impl Kind {
    /// The items of an array whose items are each of one type, not null and no arrays: what every language has lists
    /// of. Those of other arrays are given as any value, or as JSON text.
    pub fn plain_items(&self) -> Option<&Node> {
        match self {
            Self::Array { items, .. } if items.is_plain() => Some(items),
            _ => None,
        }
    }

    /// Like [`plain_items`](Self::plain_items), to be named.
    pub(super) fn plain_items_mut(&mut self) -> Option<&mut Node> {
        match self {
            Self::Array { items, .. } if items.is_plain() => Some(items),
            _ => None,
        }
    }

    /// Whether the same value always has the same text: no object in it may have members in an order of its own.
    pub fn has_one_text(&self) -> bool {
        match self {
            Self::FreeObject(_) => false,
            Self::Array { items, .. } => items.kind.has_one_text(),
            Self::Mixed(kinds) => kinds.iter().all(Self::has_one_text),
            Self::Object(Object { properties, additional, .. }) => {
                matches!(additional, Additional::None)
                    && properties.iter().all(|property| property.node.kind.has_one_text())
            }
            _ => true,
        }
    }
}

impl Node {
    fn is_plain(&self) -> bool {
        !self.nullable && !matches!(self.kind, Kind::Array { .. } | Kind::Mixed(_))
    }
}

/// What is asked of a number. What is absent in the schema is `None`.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// `minimum` and `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum` and `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<Decimal>,
}

impl Numbers {
    /// Whether no number below zero fits.
    pub fn is_unsigned(&self) -> bool {
        self.minimum.as_ref().is_some_and(|bound| bound.number >= Decimal::ZERO)
    }

    /// Whether a number fits.
    pub fn fit(&self, number: Decimal) -> bool {
        let Self { minimum, maximum, multiple_of } = self;
        let above = |bound: &Bound| number > bound.number || number == bound.number && !bound.exclusive;
        let below = |bound: &Bound| number < bound.number || number == bound.number && !bound.exclusive;
        minimum.as_ref().is_none_or(above)
            && maximum.as_ref().is_none_or(below)
            && multiple_of.is_none_or(|step| number.is_multiple_of(step))
    }
}

/// A bound of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The bound.
    pub number: Decimal,
    /// Whether it is excluded itself.
    pub exclusive: bool,
}

impl Bound {
    /// The first of two words where it is included, the second where it is excluded.
    pub const fn word<'w>(&self, [included, excluded]: [&'w str; 2]) -> &'w str {
        if self.exclusive { excluded } else { included }
    }
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
    /// `additionalProperties`.
    pub additional: Additional,
}

/// What the members of an object may be that are not listed.
#[derive(Clone, Debug)]
pub enum Additional {
    /// There may be none.
    None,
    /// Anything.
    Any,
    /// What this says.
    Each(Box<Node>),
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
    /// Its name in languages that write names in snake case.
    pub fn identifier(&self) -> String {
        self.name.to_snake_case()
    }

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
