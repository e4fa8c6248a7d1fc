//! The tables that JavaScript hands in when the module starts: `js/tables.ts`, which a generator writes from `schemas/`.
//!
//! They are texts, each a word, a sentence or a number. A list is its length, and then its items. Three lists: nodes, those
//! inside of another one before it; schemas; events. Places count from 1; 0 is none. Tables stay for as long as the module.

use snowgauge_core::schema::{
    Bounds, Condition, EntityPlan, EntityRule, EventPlan, Format, Items, Kind, Limit, Node, NullRule, Object,
    Plan, Property, PropertySet, Schema, Shape, Types, UNPLANNED, Unique, name_in,
};

use crate::rare;
use crate::stream::{Stream, digits};

/// The plan of a module that was handed none.
pub(crate) static NONE: Plan = Plan { schemas: &[], events: &[] };

/// The plan that the stream's texts say. What is malformed reads as nothing.
#[inline(never)]
pub(crate) fn read(texts: Stream<'_>) -> &'static Plan {
    let mut tables = Tables { texts: texts.kept(), nodes: Vec::new(), schemas: Vec::new() };
    for _ in 0..tables.count() {
        let node = tables.node();
        tables.nodes.push(Box::leak(Box::new(node)));
    }
    for _ in 0..tables.count() {
        let schema = tables.schema();
        tables.schemas.push(Box::leak(Box::new(schema)));
    }
    let events = tables.list(|tables| &*Box::leak(Box::new(tables.event())));
    Box::leak(Box::new(Plan { schemas: tables.schemas.leak(), events }))
}

/// What is not read yet, and what was.
struct Tables {
    texts: Stream<'static>,
    nodes: Vec<&'static Node>,
    schemas: Vec<&'static Schema>,
}

impl Tables {
    fn text(&mut self) -> &'static str {
        self.texts.text()
    }

    fn number(&mut self) -> usize {
        usize::try_from(digits(self.text())).unwrap_or(usize::MAX)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the generator writes no larger ones")]
    fn byte(&mut self) -> u8 {
        self.number() as u8
    }

    fn flag(&mut self) -> bool {
        self.number() != 0
    }

    /// How many items a list has: never more than there is text for.
    fn count(&mut self) -> usize {
        self.number().min(self.texts.len())
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> T) -> &'static [T] {
        let mut items = Vec::new();
        for _ in 0..self.count() {
            items.push(item(self));
        }
        items.leak()
    }

    fn node_at(&self, place: usize) -> Option<&'static Node> {
        self.nodes.get(place.wrapping_sub(1)).copied()
    }

    fn schema_at(&mut self) -> Option<&'static Schema> {
        let place = self.number();
        self.schemas.get(place.wrapping_sub(1)).copied()
    }

    fn node(&mut self) -> Node {
        let types = Types::of_bits(self.byte());
        let shape = self.number();
        let words = self.text();
        let shape = match shape {
            1 => Shape::Values(self.list(Self::text)),
            2 => Shape::Text { length: self.bounds(), format: self.format() },
            3 => Shape::Limits(self.list(Self::limit)),
            4 => Shape::Items(Box::leak(Box::new(self.items()))),
            5 => Shape::Members(Box::leak(Box::new(self.object()))),
            6 if rare::SEVERAL_TYPES => Shape::Each(self.list(|tables| {
                let place = tables.number();
                *tables.node_at(place).unwrap_or(&Node::ANY)
            })),
            _ => Shape::Any,
        };
        Node { types, shape, words }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the generator writes no larger ones")]
    fn bounds(&mut self) -> Bounds {
        Bounds { least: self.number() as u32, most: self.number() as u32 }
    }

    fn format(&mut self) -> Option<Format> {
        match self.number() {
            0 => None,
            1 => Some(Format::DateTime),
            _ => Some(Format::Uuid),
        }
    }

    fn limit(&mut self) -> Limit {
        let kind = self.number();
        let number = self.text();
        match kind {
            0 => Limit::minimum(number),
            1 => Limit::above(number),
            2 => Limit::maximum(number),
            4 if rare::MULTIPLE_OF => Limit::multiple_of(number),
            _ => Limit::below(number),
        }
    }

    fn items(&mut self) -> Items {
        let place = self.number();
        Items {
            node: self.node_at(place),
            count: self.bounds(),
            unique: if self.flag() && rare::UNIQUE_ITEMS { Some(Unique::ITEMS) } else { None },
        }
    }

    /// Each property is its name, and twice the place of its node, and one more where it has to be there.
    fn object(&mut self) -> Object {
        let mut required = PropertySet::default();
        let mut properties = Vec::new();
        for index in 0..self.count() {
            let name = self.text();
            let node = self.number();
            if node % 2 == 1 {
                required.add(index);
            }
            properties.push(Property { name, node: self.node_at(node / 2).unwrap_or(&Node::ANY) });
        }
        let additional = self.number();
        Object { properties: properties.leak(), required, additional: self.node_at(additional) }
    }

    fn schema(&mut self) -> Schema {
        let uri = self.text();
        let root = self.number();
        Schema {
            uri,
            name: name_in(uri),
            root: self.node_at(root).unwrap_or(&Node::ANY),
            rules: self.list(Self::null_rule),
        }
    }

    fn null_rule(&mut self) -> NullRule {
        NullRule {
            field: self.byte(),
            condition: Condition { field: self.byte(), value: self.byte(), unless: self.flag() },
            words: self.text(),
        }
    }

    fn event(&mut self) -> EventPlan {
        EventPlan {
            name: self.text(),
            kind: if self.flag() { Kind::SelfDescribing } else { Kind::Framed },
            category: self.text(),
            action: self.text(),
            schema: self.schema_at(),
            entities: self.list(|tables| EntityPlan {
                schema: tables.schema_at().unwrap_or(&UNPLANNED),
                required: tables.flag(),
            }),
            rules: self.list(|tables| EntityRule {
                schema: tables.schema_at().unwrap_or(&UNPLANNED),
                field: tables.byte(),
                value: tables.byte(),
                words: tables.text(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stream::Stream;
    use snowgauge_core::schema::tables::PLAN;

    /// The text as it stands in the package.
    fn text() -> String {
        let (_, literal) = include_str!("../js/tables.ts").split_once("= `").unwrap_or_default();
        let (literal, _) = literal.rsplit_once('`').unwrap_or_default();
        literal.replace("\\`", "`")
    }

    /// The stream that `js/module.ts` makes of it.
    fn stream(text: &str) -> String {
        let mut stream = String::new();
        for line in text.split('\n') {
            let length = u8::try_from(line.len()).unwrap();
            stream.extend([char::from(length >> 6), char::from(length & 63 | 64)]);
            stream.push_str(line);
        }
        stream
    }

    #[test]
    fn the_package_has_the_plan_that_is_compiled_into_the_others() {
        let read = super::read(Stream::new(&stream(&text())));
        // Not `assert_eq`: it would print pages.
        assert!(format!("{:?}", read.schemas) == format!("{:?}", PLAN.schemas));
        assert!(format!("{:?}", read.events) == format!("{:?}", PLAN.events));
        assert!(PLAN.schemas.len() >= 8 && PLAN.events.len() >= 6);
    }

    #[test]
    fn malformed_tables_do_no_harm() {
        let text = stream(&text());
        for end in 0..text.len() {
            super::read(Stream::new(text.get(..end).unwrap_or_default()));
        }
        for text in ["", "1", "9999999999", "1\n127\n1\n\n4294967295", "0\n1\nuri\n7\n3"] {
            super::read(Stream::new(&stream(text)));
        }
    }
}
