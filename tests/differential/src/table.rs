//! One schema in two forms: JSON for the `jsonschema` crate, a static table for the core.

use serde_json::{Map, Value, json};
use snowgauge_core::schema::{
    self as core, Bounds, Format, Limit, Object, Property, PropertySet, Shape, Types, Unique,
};

use crate::schema::{Kind, Limits, Members, Node};

impl Node {
    /// The schema as JSON, in draft 4.
    pub fn to_json(&self) -> Value {
        let mut schema = Map::new();
        let mut types: Vec<&str> = self.kinds.iter().map(Kind::type_name).collect();
        if self.nullable && !types.is_empty() {
            types.push("null");
        }
        match &*types {
            [] => {}
            [one] => _ = schema.insert("type".into(), json!(one)),
            several => _ = schema.insert("type".into(), json!(several)),
        }
        for kind in &self.kinds {
            kind.say(self.nullable, &mut schema);
        }
        Value::Object(schema)
    }

    /// The schema as a table without words, which lives until the program ends.
    pub fn to_table(&self) -> &'static core::Node {
        let null = if self.nullable { Types::NULL } else { Types::BOOLEAN };
        let node = match &*self.kinds {
            [] => core::Node::ANY,
            [kind] => {
                let types = if self.nullable { kind.types().or(null) } else { kind.types() };
                core::Node { types, shape: kind.shape(), words: "" }
            }
            [first, rest @ ..] => {
                let types = rest.iter().fold(first.types(), |all, kind| all.or(kind.types()));
                let nodes = self.kinds.iter().map(|kind| core::Node {
                    types: kind.types(),
                    shape: kind.shape(),
                    words: "",
                });
                let shape = Shape::Each(leak(nodes.collect()));
                core::Node {
                    types: if self.nullable { types.or(Types::NULL) } else { types },
                    shape,
                    words: "",
                }
            }
        };
        Box::leak(Box::new(node))
    }
}

impl Kind {
    fn say(&self, nullable: bool, schema: &mut Map<String, Value>) {
        let mut set = |keyword: &str, value: Option<Value>| {
            schema.extend(value.map(|value| (keyword.to_owned(), value)));
        };
        match self {
            Self::Boolean => {}
            Self::Integer(limits) | Self::Number(limits) => limits.say(&mut set),
            Self::Text { least, most, format } => {
                set("minLength", least.map(Value::from));
                set("maxLength", most.map(Value::from));
                set("format", format.map(Value::from));
            }
            Self::Values(values) => {
                let null = nullable.then_some(Value::Null);
                set("enum", Some(values.iter().map(|text| json!(text)).chain(null).collect()));
            }
            Self::Items { items, least, most, unique } => {
                set("items", items.as_ref().map(|items| items.to_json()));
                set("minItems", least.map(Value::from));
                set("maxItems", most.map(Value::from));
                set("uniqueItems", unique.then_some(json!(true)));
            }
            Self::Members(members) => members.say(&mut set),
        }
    }

    const fn types(&self) -> Types {
        match self {
            Self::Boolean => Types::BOOLEAN,
            Self::Integer(_) => Types::INTEGER,
            Self::Number(_) => Types::NUMBER,
            Self::Text { .. } | Self::Values(_) => Types::STRING,
            Self::Items { .. } => Types::ARRAY,
            Self::Members(_) => Types::OBJECT,
        }
    }

    fn shape(&self) -> Shape {
        match self {
            Self::Boolean => Shape::Any,
            Self::Integer(limits) | Self::Number(limits) => Shape::Limits(leak(limits.table())),
            Self::Text { least, most, format } => {
                let format = format.map(|name| if name == "uuid" { Format::Uuid } else { Format::DateTime });
                Shape::Text { length: bounds(*least, *most), format }
            }
            Self::Values(values) => {
                Shape::Values(leak(values.iter().map(|text| &*text.clone().leak()).collect()))
            }
            Self::Items { items, least, most, unique } => Shape::Items(Box::leak(Box::new(core::Items {
                node: items.as_ref().map(|items| items.to_table()),
                count: bounds(*least, *most),
                unique: unique.then_some(Unique::ITEMS),
            }))),
            Self::Members(members) => Shape::Members(Box::leak(Box::new(members.table()))),
        }
    }
}

impl Limits {
    fn say(&self, set: &mut impl FnMut(&str, Option<Value>)) {
        let number = |text: &str| serde_json::from_str(text).expect("bounds are numbers");
        for (bound, keyword, flag) in
            [(&self.minimum, "minimum", "exclusiveMinimum"), (&self.maximum, "maximum", "exclusiveMaximum")]
        {
            set(keyword, bound.as_ref().map(|(text, _)| number(text)));
            set(flag, bound.as_ref().is_some_and(|(_, exclusive)| *exclusive).then_some(json!(true)));
        }
        set("multipleOf", self.multiple_of.as_deref().map(number));
    }

    fn table(&self) -> Vec<Limit> {
        let text = |text: &str| &*text.to_owned().leak();
        let minimum = self.minimum.as_ref().map(|(number, exclusive)| {
            if *exclusive { Limit::above(text(number)) } else { Limit::minimum(text(number)) }
        });
        let maximum = self.maximum.as_ref().map(|(number, exclusive)| {
            if *exclusive { Limit::below(text(number)) } else { Limit::maximum(text(number)) }
        });
        let step = self.multiple_of.as_ref().map(|step| Limit::multiple_of(text(step)));
        [minimum, maximum, step].into_iter().flatten().collect()
    }
}

impl Members {
    fn say(&self, set: &mut impl FnMut(&str, Option<Value>)) {
        let properties: Map<String, Value> =
            self.listed.iter().map(|(name, node, _)| (name.clone(), node.to_json())).collect();
        let required: Vec<&String> =
            self.listed.iter().filter(|(.., required)| *required).map(|(name, ..)| name).collect();
        set("properties", Some(Value::Object(properties)));
        set("required", (!required.is_empty()).then(|| json!(required)));
        let others = self.others.as_ref().map_or(json!(false), |node| node.to_json());
        set("additionalProperties", Some(others));
    }

    fn table(&self) -> Object {
        let property = |(name, node, _): &(String, Node, bool)| Property {
            name: name.clone().leak(),
            node: node.to_table(),
        };
        let required: Vec<u8> =
            (0..).zip(&self.listed).filter(|(_, (.., it))| *it).map(|(index, _)| index).collect();
        Object {
            required: PropertySet::of(&required),
            properties: leak(self.listed.iter().map(property).collect()),
            additional: self.others.as_ref().map(|node| node.to_table()),
        }
    }
}

fn bounds(least: Option<u32>, most: Option<u32>) -> Bounds {
    Bounds { least: least.unwrap_or(0), most: most.unwrap_or(Bounds::UNBOUNDED) }
}

fn leak<T>(all: Vec<T>) -> &'static [T] {
    all.leak()
}
