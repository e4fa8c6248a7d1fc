//! Tables that no plan of ours has: what a schema can say, and what is said when a value does not fit it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use snowgauge_core::encode::{Encoded, Writer, read};
use snowgauge_core::schema::{
    Bounds, Condition, Format, Node, NullRule, Object, Property, Range, Schema, Shape, Types,
};
use snowgauge_core::{Code, Scratch, Violation, Violations};

const NULLABLE: Types = Types::STRING.or(Types::NULL);

const fn optional(name: &'static str, node: &'static Node) -> Property {
    Property { name, node, required: false }
}

const fn text(length: Bounds) -> Shape {
    Shape::Text { length, format: None }
}

static KIND: Node = Node { types: NULLABLE, shape: Shape::Values(&["plain", "fancy"]) };
static NOTE: Node = Node { types: NULLABLE, shape: Shape::Any };
static CODE: Node = Node { types: Types::STRING, shape: text(Bounds { least: 2, most: 4 }) };
static LONG: Node = Node { types: Types::STRING, shape: text(Bounds { least: 3, ..Bounds::ANY }) };
static SMALL: Node =
    Node { types: Types::INTEGER, shape: Shape::Range(&Range { minimum: Some(-1), maximum: Some(10) }) };
static LIST: Node = Node {
    types: Types::ARRAY,
    shape: Shape::Items { node: Some(&SMALL), count: Bounds { least: 1, most: 3 } },
};
static RATIO: Node =
    Node { types: Types::NUMBER, shape: Shape::Range(&Range { minimum: Some(-1), maximum: Some(1) }) };
static UUID: Node =
    Node { types: Types::STRING, shape: Shape::Text { length: Bounds::ANY, format: Some(Format::Uuid) } };
static MIXED: Node = Node { types: Types::NUMBER.or(Types::BOOLEAN).or(Types::OBJECT), shape: Shape::Any };
static INNER: Node = Node {
    types: Types::OBJECT,
    shape: Shape::Members(&Object {
        properties: &[Property { name: "x", node: &SMALL, required: true }, optional("y", &Node::ANY)],
        additional: false,
    }),
};
static ROOT: Node = Node {
    types: Types::OBJECT,
    shape: Shape::Members(&Object {
        properties: &[
            optional("kind", &KIND),
            optional("note", &NOTE),
            optional("code", &CODE),
            optional("codename", &LONG),
            optional("list", &LIST),
            optional("ratio", &RATIO),
            optional("uuid", &UUID),
            optional("mixed", &MIXED),
            optional("inner", &INNER),
            optional("any", &Node::ANY),
        ],
        additional: false,
    }),
};
static OWN: Schema = Schema {
    uri: "iglu:com.example/own/jsonschema/1-0-0",
    name: "own",
    root: &ROOT,
    rules: &[
        NullRule {
            field: 1,
            condition: Condition { field: 0, value: 1, unless: true },
            because: "Only what is fancy has a note.",
        },
        NullRule {
            field: 6,
            condition: Condition { field: 0, value: 0, unless: false },
            because: "What is plain has no name.",
        },
    ],
};

fn encoded(schema: &'static Schema, text: &str) -> Encoded {
    Encoded::new(schema, &mut Scratch::default(), |to| read(text, to))
}

/// What is wrong, as `code pointer: expected; found`.
fn faults(text: &str) -> Vec<String> {
    let datum = encoded(&OWN, text);
    let violations = datum.violations().map(Violations::as_slice).unwrap_or_default();
    let line = |violation: &Violation| {
        assert_eq!(violation.schema, OWN.uri);
        format!("{} {}: {}; {}", violation.code, violation.pointer, violation.expected, violation.found)
    };
    violations.iter().map(line).collect()
}

#[test]
fn bounds_are_inclusive() {
    let fits = [
        r#"{"code":"ab"}"#,
        r#"{"code":"abcd"}"#,
        r#"{"code":"🦀🦀🦀🦀"}"#,
        r#"{"codename":"éèê"}"#,
        r#"{"list":[-1]}"#,
        r#"{"list":[10,0,1]}"#,
        r#"{"ratio":1}"#,
        r#"{"ratio":1.000}"#,
        r#"{"ratio":-1e0}"#,
        r#"{"ratio":0.99999999999999999999}"#,
        r#"{"uuid":"D3F1A2B4-7e8c-4fff-bfff-ffffffffffff"}"#,
        r#"{"mixed":{}}"#,
        r#"{"mixed":1e3}"#,
        r#"{"mixed":false}"#,
    ];
    for text in fits {
        assert_eq!(faults(text), [""; 0], "{text}");
    }
}

#[test]
fn each_bound_is_kept_and_told() {
    let cases = [
        (r#"{"code":"a"}"#, "min_length /code: a string of 2 to 4 characters; a string of 1 character"),
        (r#"{"code":"🦀"}"#, "min_length /code: a string of 2 to 4 characters; a string of 1 character"),
        (r#"{"code":"abcde"}"#, "max_length /code: a string of 2 to 4 characters; a string of 5 characters"),
        (
            r#"{"codename":"é"}"#,
            "min_length /codename: a string of at least 3 characters; a string of 1 character",
        ),
        (r#"{"list":[]}"#, "min_items /list: an array of 1 to 3 items; an array of 0 items"),
        (r#"{"list":[1,1,1,1]}"#, "max_items /list: an array of 1 to 3 items; an array of 4 items"),
        (r#"{"list":[0,-2]}"#, "minimum /list/1: an integer from -1 to 10; a negative integer of 1 digit"),
        (r#"{"list":[11]}"#, "maximum /list/0: an integer from -1 to 10; an integer of 2 digits"),
        (
            r#"{"ratio":1.0000000000000000000001}"#,
            "maximum /ratio: a number from -1 to 1; a number with fraction or exponent of 23 digits",
        ),
        (
            r#"{"ratio":-1e1}"#,
            "minimum /ratio: a number from -1 to 1; a negative number with fraction or exponent of 2 digits",
        ),
        (r#"{"ratio":2}"#, "maximum /ratio: a number from -1 to 1; an integer of 1 digit"),
        (r#"{"uuid":"d3f1"}"#, "format /uuid: a UUID; a string of 4 characters"),
        (r#"{"mixed":"1"}"#, "type /mixed: a number or a boolean or an object; a string of 1 character"),
        (r#"{"mixed":[]}"#, "type /mixed: a number or a boolean or an object; an array"),
        (r#"{"inner":{}}"#, "required /inner/x: an integer from -1 to 10; nothing"),
        (r#"{"inner":{"x":1,"z":2}}"#, "unknown_field /inner/z: one of the fields x, y; an unknown field"),
        (r#"{"any":NaN}"#, "not_json /any: any JSON value; NaN"),
    ];
    for (text, fault) in cases {
        assert_eq!(faults(text), [fault], "{text}");
    }
}

#[test]
fn a_rule_with_unless_holds_while_its_field_is_null_or_absent() {
    let note = "plan_null /note: null unless kind is \"fancy\" (Only what is fancy has a note.); a value";
    let cases: [(&str, &[&str]); 6] = [
        (r#"{"note":"n"}"#, &[note]),
        (r#"{"note":"n","kind":null}"#, &[note]),
        (r#"{"note":"n","kind":"plain"}"#, &[note]),
        (r#"{"note":"n","kind":"fancy"}"#, &[]),
        (r#"{"note":null,"kind":"plain"}"#, &[]),
        (
            r#"{"note":"n","kind":"odd"}"#,
            &[
                "enum /kind: one of \"plain\", \"fancy\" or null; a string of 3 characters that starts with \"odd\"",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn a_rule_with_when_holds_for_its_value_alone() {
    let uuid = "00000000-0000-0000-0000-000000000000";
    let fault = "plan_null /uuid: null while kind is \"plain\" (What is plain has no name.); a value";
    assert_eq!(faults(&format!(r#"{{"kind":"plain","uuid":"{uuid}"}}"#)), [fault]);
    assert_eq!(faults(&format!(r#"{{"kind":"fancy","uuid":"{uuid}"}}"#)), [""; 0]);
    assert_eq!(faults(&format!(r#"{{"kind":null,"uuid":"{uuid}"}}"#)), [""; 0]);
    assert_eq!(faults(&format!(r#"{{"uuid":"{uuid}"}}"#)), [""; 0]);
}

#[test]
fn of_a_repeated_member_the_last_is_written_and_judged() {
    let text = r#"{"inner":{"x":99,"y":[1],"x":3,"y":{"b":1,"a":2}},"kind":"odd","code":"toolong","kind":"fancy","code":"ok"}"#;
    let datum = encoded(&OWN, text);
    assert_eq!(datum.violations(), None);
    assert_eq!(datum.json(), r#"{"kind":"fancy","code":"ok","inner":{"x":3,"y":{"b":1,"a":2}}}"#);
}

#[test]
fn a_member_repeated_at_once_is_written_once() {
    assert_eq!(
        encoded(&OWN, r#"{"kind":"plain","kind":"fancy","code":"ok"}"#).json(),
        r#"{"kind":"fancy","code":"ok"}"#
    );
}

#[test]
fn a_field_of_json_text_that_is_broken_does_not_hide_what_follows() {
    let datum = Encoded::new(&OWN, &mut Scratch::default(), |to| {
        assert!(to.begin_object());
        to.key("any");
        read(r#"[{"a":["#, to);
        to.key("code");
        to.string("too long");
        to.end_object();
    });
    let violations = datum.violations().unwrap().as_slice();
    let found: Vec<(Code, &str)> = violations.iter().map(|one| (one.code, one.pointer.as_str())).collect();
    assert_eq!(found, [(Code::Syntax, "/any/0/a/0"), (Code::MaxLength, "/code")]);
}

#[test]
fn a_repeated_member_takes_back_what_was_said_about_it_alone() {
    let text = r#"{"codename":"a","code":"a","list":[0,"x",11],"inner":{"x":99},"list":[1],"code":"ok","inner":{"x":"y","x":98}}"#;
    assert_eq!(
        faults(text),
        [
            "min_length /codename: a string of at least 3 characters; a string of 1 character",
            "maximum /inner/x: an integer from -1 to 10; an integer of 2 digits",
        ]
    );
}

#[test]
fn a_datum_need_not_be_an_object() {
    static TEXT: Schema = Schema { uri: "", name: "", root: &CODE, rules: &[] };
    static ANYTHING: Schema = Schema { uri: "", name: "", root: &Node::ANY, rules: &[] };
    assert_eq!(encoded(&TEXT, " \"ab\" ").json(), "\"ab\"");
    assert_eq!(encoded(&TEXT, "{}").violations().unwrap().as_slice()[0].code, Code::Type);
    assert_eq!(encoded(&ANYTHING, "[1, {\"a\": null}]").json(), "[1,{\"a\":null}]");
}

#[test]
fn an_object_may_have_as_many_properties_as_a_table_can_hold() {
    let names: Vec<String> = (0..Object::MOST).map(|index| format!("p{index}")).collect();
    let property = |name: &String| Property { name: name.clone().leak(), node: &SMALL, required: true };
    let properties: &'static [Property] = names.iter().map(property).collect::<Vec<_>>().leak();
    let object = Box::leak(Box::new(Object { properties, additional: false }));
    let root = Box::leak(Box::new(Node { types: Types::OBJECT, shape: Shape::Members(object) }));
    let schema = Box::leak(Box::new(Schema { uri: "", name: "", root, rules: &[] }));

    let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
    let backwards: Vec<String> = members.iter().rev().cloned().collect();
    assert_eq!(
        encoded(schema, &format!("{{{}}}", backwards.join(","))).json(),
        format!("{{{}}}", members.join(","))
    );
    let missing = encoded(schema, "{}");
    assert_eq!(missing.violations().unwrap().omitted(), Object::MOST - 100);
}

#[test]
fn a_listed_value_can_be_given_by_its_index() {
    static KINDS: Schema = Schema { uri: "", name: "", root: &KIND, rules: &[] };
    let given = |index| Encoded::new(&KINDS, &mut Scratch::default(), |to| to.value(index));
    assert_eq!(given(1).json(), "\"fancy\"");
    let refused = given(2);
    let Violation { code, expected, .. } = &refused.violations().unwrap().as_slice()[0];
    assert_eq!((*code, expected.as_str()), (Code::Enum, "one of \"plain\", \"fancy\" or null"));
}

#[test]
fn what_is_no_whole_value_is_refused() {
    type Push = fn(&mut Writer<'_>);
    let cases: [(&str, Push); 6] = [
        ("nothing", |_| {}),
        ("two values", |to| {
            to.null();
            to.null();
        }),
        ("an object that is not ended", |to| assert!(to.begin_object())),
        ("an array that is not ended", |to| assert!(to.begin_array())),
        ("a member without a value, at the end", |to| {
            assert!(to.begin_object());
            to.key("any");
            to.end_object();
        }),
        ("a member without a value, before another", |to| {
            assert!(to.begin_object());
            to.key("any");
            to.field(0);
            to.null();
            to.end_object();
        }),
    ];
    for (name, push) in cases {
        let datum = Encoded::new(&OWN, &mut Scratch::default(), push);
        let violations = datum.violations().unwrap_or_else(|| panic!("{name}: {}", datum.json()));
        assert!(
            violations.as_slice().iter().any(|one| one.code == Code::Syntax || one.code == Code::Type),
            "{name}"
        );
    }
}
