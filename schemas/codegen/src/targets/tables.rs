//! The core's static tables: what the writer checks against. Descriptions stay out: they would weigh in the web module.

use heck::ToShoutySnakeCase;

use super::code::{Code, NOTICE, RUST, mentions};
use crate::model::{EntityRule, Event, Format, Kind, Model, Node, NullRule, Object, Schema};

/// The file `core/src/schema/tables.rs`.
pub(super) fn render(model: &Model) -> String {
    let mut nodes = Nodes::default();
    let mut body = Code::new(RUST);
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
        "Kind",
        "Node",
        "NullRule",
        "Object",
        "Property",
        "Range",
        "Schema",
        "Shape",
        "Types",
    ];
    let used: Vec<_> = types.into_iter().filter(|name| mentions(&body, name)).collect();
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
    code.gap().line(format!("/// `{uri}`"));
    code.block(format!("pub static {constant}: Schema = Schema {{"), "};", |code| {
        code.line(format!("uri: {uri:?},")).line(format!("name: {name:?},"));
        code.line(format!("root: &{constant}_DATA,"));
        slice(code, "rules", rules, render_null_rule);
    });
    let value = nodes.object(root, &constant);
    code.gap().line(format!(
        "static {constant}_DATA: Node = Node {{ types: Types::OBJECT, shape: Shape::Members(&{value}) }};"
    ));
}

fn render_null_rule(code: &mut Code, rule: &NullRule) {
    let NullRule { id, because, field, condition, value, unless } = rule;
    code.block("NullRule {", "},", |code| {
        code.line(format!("// {id}")).line(format!("field: {field},"));
        code.line(format!(
            "condition: Condition {{ field: {condition}, value: {value}, unless: {unless} }},"
        ));
        code.line(format!("because: {because:?},"));
    });
}

fn render_event(code: &mut Code, event: &Event) {
    let Event { name, category, action, schema, entities, rules, .. } = event;
    code.gap().line(format!("/// `{name}`"));
    code.block(format!("pub static {}: EventPlan = EventPlan {{", event_constant(name)), "};", |code| {
        code.line(format!("name: {name:?},")).line("kind: Kind::Framed,");
        code.line(format!("category: {category:?},")).line(format!("action: {action:?},"));
        match schema {
            Some(schema) => code.line(format!("schema: Some(&{}),", constant(&schema.name))),
            None => code.line("schema: None,"),
        };
        slice(code, "entities", entities, |code, entity| {
            let schema = constant(&entity.schema.name);
            code.line(format!("EntityPlan {{ schema: &{schema}, required: {} }},", entity.required));
        });
        slice(code, "rules", rules, |code, rule| {
            let EntityRule { id, because, schema, field, value } = rule;
            code.block("EntityRule {", "},", |code| {
                code.line(format!("// {id}")).line(format!("schema: &{},", constant(&schema.name)));
                code.line(format!("field: {field},")).line(format!("value: {value},"));
                code.line(format!("because: {because:?},"));
            });
        });
    });
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
            (format!("NULLABLE_{name}"), format!("Types::{types}.or(Types::NULL)"))
        } else {
            (name, format!("Types::{types}"))
        };
        (name, format!("Node {{ types: {types}, shape: Shape::{shape} }}"))
    }

    /// A telling name, the type, and the shape.
    fn kind(&mut self, kind: &Kind, place: &str) -> (String, &'static str, String) {
        match kind {
            Kind::Boolean => ("BOOLEAN".into(), "BOOLEAN", "Any".into()),
            Kind::FreeObject => ("ANY_OBJECT".into(), "OBJECT", "Any".into()),
            Kind::Integer { minimum, maximum } => {
                (integer_name(*minimum, *maximum), "INTEGER", range(*minimum, *maximum))
            }
            Kind::Number { minimum, maximum } => {
                (format!("NUMBER{}", range_name(*minimum, *maximum)), "NUMBER", range(*minimum, *maximum))
            }
            Kind::Text { min_length, max_length, format } => {
                let (name, format) = match format {
                    None => ("STRING", None),
                    Some(Format::DateTime) => ("DATE_TIME", Some("Some(Format::DateTime)")),
                    Some(Format::Uuid) => ("UUID", Some("Some(Format::Uuid)")),
                };
                let name = format!("{name}{}", length_name(*min_length, *max_length));
                if (*min_length, *max_length, format) == (None, None, None) {
                    return (name, "STRING", "Any".into());
                }
                let (length, format) = (bounds(*min_length, *max_length), format.unwrap_or("None"));
                (name, "STRING", format!("Text {{ length: {length}, format: {format} }}"))
            }
            Kind::Enum { values, .. } => (place.into(), "STRING", format!("Values(&{values:?})")),
            Kind::Array { items, min_items, max_items } => {
                let items = self.share(items, &format!("{place}_ITEM"));
                let name = format!("ARRAY{}_OF_{items}", length_name(*min_items, *max_items));
                let count = bounds(*min_items, *max_items);
                (name, "ARRAY", format!("Items {{ node: Some(&{items}), count: {count} }}"))
            }
            Kind::Object(object) => {
                let value = self.object(object, place);
                (place.into(), "OBJECT", format!("Members(&{value})"))
            }
        }
    }

    /// The members of an object, as an expression.
    fn object(&mut self, object: &Object, place: &str) -> String {
        let mut code = Code::new(RUST);
        code.block("Object {", "}", |code| {
            slice(code, "properties", &object.properties, |code, property| {
                let node = self.share(&property.node, &format!("{place}_{}", constant(&property.name)));
                let (name, required) = (&property.name, property.required);
                code.line(format!("Property {{ name: {name:?}, node: &{node}, required: {required} }},"));
            });
            code.line(format!("additional: {},", object.additional));
        });
        code.finish().trim_end().to_owned()
    }
}

fn integer_name(minimum: Option<i64>, maximum: Option<i64>) -> String {
    match (minimum, maximum) {
        (Some(0), Some(i64::MAX)) => "COUNT".into(),
        (Some(0), Some(most)) => format!("COUNT_TO_{most}"),
        _ => format!("INTEGER{}", range_name(minimum, maximum)),
    }
}

fn range_name(minimum: Option<i64>, maximum: Option<i64>) -> String {
    let part =
        |word: &str, bound: Option<i64>| bound.map(|bound| format!("_{word}_{bound}").replace('-', "MINUS_"));
    [part("FROM", minimum), part("TO", maximum)].into_iter().flatten().collect()
}

fn length_name(min: Option<u32>, max: Option<u32>) -> String {
    let min = min.map(|min| format!("_FROM_{min}"));
    let max = max.map(|max| if min.is_some() { format!("_TO_{max}") } else { format!("_{max}") });
    [min, max].into_iter().flatten().collect()
}

fn range(minimum: Option<i64>, maximum: Option<i64>) -> String {
    let bound = |bound: Option<i64>| bound.map_or("None".into(), |bound| format!("Some({})", literal(bound)));
    match (minimum, maximum) {
        (None, None) => "Any".into(),
        _ => format!("Range(&Range {{ minimum: {}, maximum: {} }})", bound(minimum), bound(maximum)),
    }
}

fn bounds(least: Option<u32>, most: Option<u32>) -> String {
    let most = most.map_or("Bounds::UNBOUNDED".into(), |most| literal(most.into()));
    format!("Bounds {{ least: {}, most: {most} }}", literal(least.unwrap_or(0).into()))
}

/// An integer with its digits in groups of three.
fn literal(number: i64) -> String {
    match number {
        i64::MAX => return "i64::MAX".into(),
        i64::MIN => return "i64::MIN".into(),
        _ => {}
    }
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
