//! The core's static tables: what the writer checks against. Descriptions stay out: they would weigh in every
//! program.

mod numbers;

use heck::ToShoutySnakeCase;

use super::code::{Code, NOTICE, RUST, mentions};
use super::words;
use crate::model::{Additional, EntityRule, Event, Format, Kind, Model, Node, NullRule, Object, Schema};

/// The file `core/src/schema/tables.rs`.
pub(super) fn render(model: &Model) -> String {
    let mut nodes = Nodes::default();
    let mut body = Code::new(RUST);
    body.gap().line("/// The tracking plan that `schemas/` says.");
    body.line("pub static PLAN: Plan = Plan { schemas: SCHEMAS, events: EVENTS };");
    list(&mut body, "Every schema of the plan: the events' and then the entities'.", "SCHEMAS", "Schema", {
        model.schemas().map(|schema| constant(&schema.name)).collect()
    });
    list(&mut body, "Every event of the plan.", "EVENTS", "EventPlan", {
        model.events.iter().map(|event| event_constant(&event.name)).collect()
    });
    for schema in model.schemas() {
        render_schema(&mut body, schema, &mut nodes);
    }
    for event in &model.events {
        render_event(&mut body, event);
    }
    for (name, value) in nodes.statics {
        body.gap().line(format!("static {name}: Node = {value};"));
    }
    let body = body.finish();
    let types = [
        "Bounds",
        "Condition",
        "EntityPlan",
        "EntityRule",
        "EventPlan",
        "Format",
        "Items",
        "Kind",
        "Limit",
        "Node",
        "NullRule",
        "Object",
        "Plan",
        "Property",
        "PropertySet",
        "Schema",
        "Shape",
        "Types",
        "Unique",
    ];
    let functions = ["name_in"].into_iter().filter(|name| mentions(&body, name));
    let used: Vec<_> = types.into_iter().filter(|name| mentions(&body, name)).chain(functions).collect();
    format!(
        "// {NOTICE}\n//! The schemas and the tracking plan as tables. Nodes that are alike are shared.\n\nuse super::{{{}}};\n{body}",
        used.join(", "),
    )
}

/// The name of a schema's static.
pub(super) fn constant(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The name of an event's static.
pub(super) fn event_constant(name: &str) -> String {
    format!("{}_EVENT", constant(name))
}

fn list(code: &mut Code, doc: &str, name: &str, type_name: &str, items: Vec<String>) {
    code.gap().line(format!("/// {doc}"));
    code.block(format!("pub static {name}: &[&{type_name}] = &["), "];", |code| {
        for item in items {
            code.line(format!("&{item},"));
        }
    });
}

fn render_schema(code: &mut Code, schema: &Schema, nodes: &mut Nodes) {
    let Schema { uri, name, root, rules, .. } = schema;
    let constant = constant(name);
    code.gap().line(format!("const {constant}_URI: &str = {uri:?};"));
    code.gap().line(format!("/// `{uri}`"));
    code.block(format!("pub static {constant}: Schema = Schema {{"), "};", |code| {
        code.line(format!("uri: {constant}_URI,")).line(format!("name: name_in({constant}_URI),"));
        code.line(format!("root: &{constant}_DATA,"));
        slice(code, "rules", rules, |code, rule| render_null_rule(code, rule, root));
    });
    let value = nodes.object(root, &constant);
    code.gap().line(format!(
        "static {constant}_DATA: Node = Node {{ types: Types::OBJECT, shape: Shape::Members(&{value}), words: \"an object\" }};"
    ));
}

fn render_null_rule(code: &mut Code, rule: &NullRule, root: &Object) {
    let NullRule { id, field, condition, value, unless, .. } = rule;
    code.block("NullRule {", "},", |code| {
        code.line(format!("// {id}")).line(format!("field: {field},"));
        code.line(format!(
            "condition: Condition {{ field: {condition}, value: {value}, unless: {unless} }},"
        ));
        code.line(format!("words: {:?},", words::of_null_rule(rule, root)));
    });
}

fn render_event(code: &mut Code, event: &Event) {
    let Event { name, standard, category, action, schema, entities, rules, .. } = event;
    code.gap().line(format!("/// `{name}`"));
    code.block(format!("pub static {}: EventPlan = EventPlan {{", event_constant(name)), "};", |code| {
        // The same text: it is there once.
        let text = |text: &String| match schema {
            Some(schema) if schema.name == *text => format!("{}.name", constant(&schema.name)),
            _ => format!("{text:?}"),
        };
        code.line(format!("name: {},", text(name))).line(format!("kind: Kind::{},", kind(*standard)));
        code.line(format!("category: {category:?},")).line(format!("action: {},", text(action)));
        match schema {
            Some(schema) => code.line(format!("schema: Some(&{}),", constant(&schema.name))),
            None => code.line("schema: None,"),
        };
        slice(code, "entities", entities, |code, entity| {
            let schema = constant(&entity.schema.name);
            code.line(format!("EntityPlan {{ schema: &{schema}, required: {} }},", entity.required));
        });
        slice(code, "rules", rules, |code, rule| {
            let EntityRule { id, schema, field, value, .. } = rule;
            code.block("EntityRule {", "},", |code| {
                code.line(format!("// {id}")).line(format!("schema: &{},", constant(&schema.name)));
                code.line(format!("field: {field},")).line(format!("value: {value},"));
                code.line(format!("words: {:?},", words::of_entity_rule(rule, event)));
            });
        });
    });
}

/// How an event is put on the wire.
fn kind(standard: bool) -> &'static str {
    if standard { "SelfDescribing" } else { "Framed" }
}

/// A field that is a list.
fn slice<T>(code: &mut Code, name: &str, items: &[T], mut render: impl FnMut(&mut Code, &T)) {
    if items.is_empty() {
        code.line(format!("{name}: &[],"));
    } else {
        code.block(format!("{name}: &["), "],", |code| {
            for item in items {
                render(code, item);
            }
        });
    }
}

/// The nodes met so far, each once: its name, and its value as an expression.
#[derive(Default)]
struct Nodes {
    statics: Vec<(String, String)>,
}

impl Nodes {
    /// The name of the static that says what `node` says.
    fn share(&mut self, node: &Node, place: &str) -> String {
        let (name, value) = self.value(node, place);
        if let Some((name, _)) = self.statics.iter().find(|(_, other)| *other == value) {
            return name.clone();
        }
        let is_free = |name: &String| self.statics.iter().all(|(other, _)| other != name);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or(name);
        self.statics.push((name.clone(), value));
        name
    }

    /// A telling name for the node, and its value.
    fn value(&mut self, node: &Node, place: &str) -> (String, String) {
        let (name, types, shape) = self.kind(&node.kind, place);
        let (name, types) = if node.nullable {
            (format!("NULLABLE_{name}"), [types, vec!["NULL"]].concat())
        } else {
            (name, types)
        };
        let words = words::of_node(node);
        (name, format!("Node {{ types: {}, shape: Shape::{shape}, words: {words:?} }}", either(&types)))
    }

    /// A telling name, the types, and the shape.
    fn kind(&mut self, kind: &Kind, place: &str) -> (String, Vec<&'static str>, String) {
        let (name, type_name, shape) = match kind {
            Kind::Boolean => ("BOOLEAN".into(), "BOOLEAN", "Any".into()),
            Kind::FreeObject(None) => ("ANY_OBJECT".into(), "OBJECT", "Any".into()),
            Kind::Integer(numbers) => (numbers::integer_name(numbers), "INTEGER", numbers::shape(numbers)),
            Kind::Number(numbers) => (numbers::name("NUMBER", numbers), "NUMBER", numbers::shape(numbers)),
            Kind::Text { min_length, max_length, format } => {
                let (name, shape) = text(*min_length, *max_length, *format);
                (name, "STRING", shape)
            }
            Kind::Enum { values, .. } => (place.into(), "STRING", format!("Values(&{values:?})")),
            Kind::Array { items, min_items, max_items, unique_items } => {
                let items = self.share(items, &format!("{place}_ITEM"));
                let unique = if *unique_items { "_UNIQUE" } else { "" };
                let name = format!("ARRAY{}{unique}_OF_{items}", length_name(*min_items, *max_items));
                let count = bounds(*min_items, *max_items);
                let unique = if *unique_items { "Some(Unique::ITEMS)" } else { "None" };
                let shape =
                    format!("Items(&Items {{ node: Some(&{items}), count: {count}, unique: {unique} }})");
                (name, "ARRAY", shape)
            }
            Kind::FreeObject(Some(node)) => {
                let node = self.share(node, &format!("{place}_MEMBER"));
                let shape = format!(
                    "Members(&Object {{ properties: &[], required: PropertySet::of(&[]), additional: Some(&{node}) }})"
                );
                (format!("OBJECT_OF_{node}"), "OBJECT", shape)
            }
            Kind::Object(object) => {
                (place.into(), "OBJECT", format!("Members(&{})", self.object(object, place)))
            }
            Kind::Mixed(kinds) => return self.mixed(kinds, place),
        };
        (name, vec![type_name], shape)
    }

    /// A value of several types: a node for each, if one asks for more.
    fn mixed(&mut self, kinds: &[Kind], place: &str) -> (String, Vec<&'static str>, String) {
        let parts: Vec<_> = kinds.iter().map(|kind| self.kind(kind, place)).collect();
        let node = |((_, types, shape), kind): (&(String, Vec<&str>, String), &Kind)| {
            let words = words::of_kind(kind);
            format!("Node {{ types: {}, shape: Shape::{shape}, words: {words:?} }}", either(types))
        };
        let is_plain = parts.iter().all(|(.., shape)| shape == "Any");
        let nodes = parts.iter().zip(kinds).map(node).collect::<Vec<_>>().join(", ");
        let shape = if is_plain { "Any".into() } else { format!("Each(&[{nodes}])") };
        (place.into(), parts.into_iter().flat_map(|(_, types, _)| types).collect(), shape)
    }

    /// The members of an object, as an expression.
    fn object(&mut self, object: &Object, place: &str) -> String {
        let mut code = Code::new(RUST);
        code.block("Object {", "}", |code| {
            slice(code, "properties", &object.properties, |code, property| {
                let node = self.share(&property.node, &format!("{place}_{}", constant(&property.name)));
                code.line(format!("Property {{ name: {:?}, node: &{node} }},", property.name));
            });
            let required = object.properties.iter().enumerate().filter(|(_, property)| property.required);
            let places: Vec<_> = required.map(|(place, _)| place.to_string()).collect();
            code.line(format!("required: PropertySet::of(&[{}]),", places.join(", ")));
            let additional = match &object.additional {
                Additional::None => "None".into(),
                Additional::Any => "Some(&Node::ANY)".into(),
                Additional::Each(node) => format!("Some(&{})", self.share(node, &format!("{place}_MEMBER"))),
            };
            code.line(format!("additional: {additional},"));
        });
        code.finish().trim_end().to_owned()
    }
}

/// A set of types, as an expression.
fn either(types: &[&str]) -> String {
    let all = types.iter().map(|name| format!("Types::{name}"));
    all.reduce(|all, one| format!("{all}.or({one})")).unwrap_or_default()
}

fn text(min: Option<u32>, max: Option<u32>, format: Option<Format>) -> (String, String) {
    let (name, format) = match format {
        None => ("STRING", "None"),
        Some(Format::DateTime) => ("DATE_TIME", "Some(Format::DateTime)"),
        Some(Format::Uuid) => ("UUID", "Some(Format::Uuid)"),
    };
    if (name, min, max) == ("STRING", None, None) {
        return (name.into(), "Any".into());
    }
    let shape = format!("Text {{ length: {}, format: {format} }}", bounds(min, max));
    (format!("{name}{}", length_name(min, max)), shape)
}

fn length_name(min: Option<u32>, max: Option<u32>) -> String {
    let min = min.map(|min| format!("_FROM_{min}"));
    let max = max.map(|max| if min.is_some() { format!("_TO_{max}") } else { format!("_{max}") });
    [min, max].into_iter().flatten().collect()
}

fn bounds(least: Option<u32>, most: Option<u32>) -> String {
    let most = most.map_or("Bounds::UNBOUNDED".into(), literal);
    format!("Bounds {{ least: {}, most: {most} }}", literal(least.unwrap_or(0)))
}

/// A count with its digits in groups of three.
fn literal(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
