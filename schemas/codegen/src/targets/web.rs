//! The tables that the web module is handed when it starts: `bindings-wasm/js/tables.ts`. One text of lines, each a word, a
//! sentence or a number; `bindings-wasm/src/tables.rs` reads it, and says what follows what.

use super::code::NOTICE;
use super::words;
use crate::model::{
    Additional, Bound, EntityRule, Event, Format, Kind, Model, Node, NullRule, Numbers, Object, Schema,
};

/// The file of the tables.
pub(super) fn tables(model: &Model) -> String {
    let mut nodes = Nodes::default();
    let schemas: Vec<String> = model.schemas().map(|schema| of_schema(schema, &mut nodes)).collect();
    let events: Vec<String> = model.events.iter().map(|event| of_event(event, model)).collect();
    let text = [list(&nodes.texts), list(&schemas), list(&events)].join("\n");
    let literal = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
    format!(
        "// {NOTICE}\n\n/** The schemas and the tracking plan, as the module reads them. */\nexport const TABLES = `{literal}`;\n"
    )
}

/// `bindings-wasm/src/rare.rs`: the module holds the code of rare keywords only where a schema has them.
pub(super) fn rare(model: &Model) -> String {
    let mut nodes = Nodes::default();
    for schema in model.schemas() {
        of_schema(schema, &mut nodes);
    }
    let keyword = |doc: &str, name: &str, is_there: bool| {
        let value = if is_there { "true" } else { "cfg!(test)" };
        format!("/// {doc}\npub(crate) const {name}: bool = {value};\n")
    };
    let Nodes { has_several_types, has_multiple_of, has_unique_items, .. } = nodes;
    format!(
        "// {NOTICE}\n//! Which rare keywords the plan's schemas have. The module holds the code of no others; tests have it all.\n\n{}{}{}",
        keyword("Several types in `type`, with bounds.", "SEVERAL_TYPES", has_several_types),
        keyword("`multipleOf`.", "MULTIPLE_OF", has_multiple_of),
        keyword("`uniqueItems`.", "UNIQUE_ITEMS", has_unique_items),
    )
}

/// How many there are, and then each.
fn list(items: &[impl AsRef<str>]) -> String {
    let mut lines = vec![items.len().to_string()];
    lines.extend(items.iter().map(|item| item.as_ref().to_owned()));
    lines.join("\n")
}

fn of_schema(schema: &Schema, nodes: &mut Nodes) -> String {
    let Schema { uri, root, rules, .. } = schema;
    let says = members(root, nodes);
    let root_node = nodes.place(of_node(types::OBJECT, "an object", &(5, says)));
    let rules: Vec<String> = rules
        .iter()
        .map(|rule| {
            let NullRule { field, condition, value, unless, .. } = rule;
            let words = words::of_null_rule(rule, root);
            format!("{field}\n{condition}\n{value}\n{}\n{words}", u8::from(*unless))
        })
        .collect();
    format!("{uri}\n{root_node}\n{}", list(&rules))
}

fn of_event(event: &Event, model: &Model) -> String {
    let place = |uri: &str| model.schemas().position(|schema| schema.uri == uri).map_or(0, |place| place + 1);
    let Event { name, standard, category, action, schema, entities, rules, .. } = event;
    let schema = schema.as_ref().map_or(0, |schema| place(&schema.uri));
    let entities: Vec<String> = entities
        .iter()
        .map(|entity| format!("{}\n{}", place(&entity.schema.uri), u8::from(entity.required)))
        .collect();
    let rules: Vec<String> = rules
        .iter()
        .map(|rule| {
            let EntityRule { schema, field, value, .. } = rule;
            format!("{}\n{field}\n{value}\n{}", place(&schema.uri), words::of_entity_rule(rule, event))
        })
        .collect();
    let standard = u8::from(*standard);
    format!("{name}\n{standard}\n{category}\n{action}\n{schema}\n{}\n{}", list(&entities), list(&rules))
}

/// The sets of types, as the core's `Types` has them.
mod types {
    pub(super) const NULL: u8 = 1;
    pub(super) const BOOLEAN: u8 = 1 << 1;
    pub(super) const INTEGER: u8 = 1 << 2;
    pub(super) const NUMBER: u8 = 1 << 3 | INTEGER;
    pub(super) const STRING: u8 = 1 << 4;
    pub(super) const ARRAY: u8 = 1 << 5;
    pub(super) const OBJECT: u8 = 1 << 6;
    pub(super) const ANY: u8 = 0x7f;
}

/// The nodes met so far, each once; those inside of a node come before it.
#[derive(Default)]
struct Nodes {
    texts: Vec<String>,
    has_several_types: bool,
    has_multiple_of: bool,
    has_unique_items: bool,
}

impl Nodes {
    /// Where the node stands that this text says, counted from 1.
    fn place(&mut self, text: String) -> usize {
        let place = self.texts.iter().position(|other| *other == text);
        1 + place.unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }

    fn share(&mut self, node: &Node) -> usize {
        let (types, shape) = self.kind(&node.kind);
        let types = if node.nullable { types | types::NULL } else { types };
        let text = of_node(types, &words::of_node(node), &shape);
        self.place(text)
    }

    /// The types, and the shape: its number, and behind the words what it says.
    fn kind(&mut self, kind: &Kind) -> (u8, (u8, String)) {
        match kind {
            Kind::Boolean => (types::BOOLEAN, any()),
            Kind::FreeObject(None) => (types::OBJECT, any()),
            Kind::Integer(numbers) => (types::INTEGER, self.limits(numbers)),
            Kind::Number(numbers) => (types::NUMBER, self.limits(numbers)),
            Kind::Text { min_length: None, max_length: None, format: None } => (types::STRING, any()),
            Kind::Text { min_length, max_length, format } => {
                let format = match format {
                    None => 0,
                    Some(Format::DateTime) => 1,
                    Some(Format::Uuid) => 2,
                };
                (types::STRING, (2, format!("{}\n{format}", bounds(*min_length, *max_length))))
            }
            Kind::Enum { values, .. } => (types::STRING, (1, list(values))),
            Kind::Array { items, min_items, max_items, unique_items } => {
                self.has_unique_items |= unique_items;
                let items = self.share(items);
                let (count, unique) = (bounds(*min_items, *max_items), u8::from(*unique_items));
                (types::ARRAY, (4, format!("{items}\n{count}\n{unique}")))
            }
            Kind::FreeObject(Some(node)) => {
                let additional = self.share(node);
                (types::OBJECT, (5, format!("0\n{additional}")))
            }
            Kind::Object(object) => (types::OBJECT, (5, members(object, self))),
            Kind::Mixed(kinds) => self.mixed(kinds),
        }
    }

    fn limits(&mut self, numbers: &Numbers) -> (u8, String) {
        let Numbers { minimum, maximum, multiple_of } = numbers;
        self.has_multiple_of |= multiple_of.is_some();
        let bound = |codes: [&str; 2], bound: &Option<Bound>| {
            bound.map(|bound| format!("{}\n{}", bound.word(codes), bound.number))
        };
        let limits = [
            bound(["0", "1"], minimum),
            bound(["2", "3"], maximum),
            multiple_of.map(|step| format!("4\n{step}")),
        ];
        let limits: Vec<String> = limits.into_iter().flatten().collect();
        if limits.is_empty() { any() } else { (3, list(&limits)) }
    }

    /// A value of several types: a node for each, if one asks for more.
    fn mixed(&mut self, kinds: &[Kind]) -> (u8, (u8, String)) {
        let parts: Vec<_> = kinds.iter().map(|kind| self.kind(kind)).collect();
        let all = parts.iter().fold(0, |all, (types, _)| all | types);
        if parts.iter().all(|(_, shape)| *shape == any()) {
            return (all, any());
        }
        let texts = parts
            .iter()
            .zip(kinds)
            .map(|((types, shape), kind)| of_node(*types, &words::of_kind(kind), shape));
        self.has_several_types = true;
        let places: Vec<String> = texts.map(|text| self.place(text).to_string()).collect();
        (all, (6, list(&places)))
    }
}

fn of_node(types: u8, words: &str, (shape, says): &(u8, String)) -> String {
    let says = if says.is_empty() { String::new() } else { format!("\n{says}") };
    format!("{types}\n{shape}\n{words}{says}")
}

/// The members of an object: each name, with twice the place of its node, and one more where it has to be there; and then
/// the node of all others, or 0.
fn members(object: &Object, nodes: &mut Nodes) -> String {
    let properties: Vec<String> = object
        .properties
        .iter()
        .map(|property| {
            let node = 2 * nodes.share(&property.node) + usize::from(property.required);
            format!("{}\n{node}", property.name)
        })
        .collect();
    let additional = match &object.additional {
        Additional::None => 0,
        Additional::Any => nodes.place(of_node(types::ANY, "any JSON value", &any())),
        Additional::Each(node) => nodes.share(node),
    };
    format!("{}\n{additional}", list(&properties))
}

/// Nothing is asked.
fn any() -> (u8, String) {
    (0, String::new())
}

fn bounds(least: Option<u32>, most: Option<u32>) -> String {
    format!("{}\n{}", least.unwrap_or(0), most.unwrap_or(u32::MAX))
}
