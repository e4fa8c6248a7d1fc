//! Tables that no plan of ours has: what a schema can say, and what is said when a value does not fit it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // Tests may fail.

use snowgauge_core::encode::{Encoded, Writer, read};
use snowgauge_core::schema::{
    Bounds, Condition, Format, Items, Limit, Node, NullRule, Object, Property, PropertySet, Schema, Shape,
    Types, Unique,
};
use snowgauge_core::{Code, Scratch, Violation, Violations};

const NULLABLE: Types = Types::STRING.or(Types::NULL);

const fn property(name: &'static str, node: &'static Node) -> Property {
    Property { name, node }
}

const fn node(types: Types, shape: Shape, words: &'static str) -> Node {
    Node { types, shape, words }
}

const fn text(length: Bounds) -> Shape {
    Shape::Text { length, format: None }
}

static KIND: Node = node(NULLABLE, Shape::Values(&["plain", "fancy"]), "one of \"plain\", \"fancy\" or null");
static NOTE: Node = node(NULLABLE, Shape::Any, "a string or null");
static CODE: Node = node(Types::STRING, text(Bounds { least: 2, most: 4 }), "a string of 2 to 4 characters");
static LONG: Node =
    node(Types::STRING, text(Bounds { least: 3, ..Bounds::ANY }), "a string of at least 3 characters");
static SMALL: Node = node(
    Types::INTEGER,
    Shape::Limits(&[Limit::minimum("-1"), Limit::maximum("10")]),
    "an integer from -1 to 10",
);
static LIST: Node = node(
    Types::ARRAY,
    Shape::Items(&Items { node: Some(&SMALL), count: Bounds { least: 1, most: 3 }, unique: None }),
    "an array of 1 to 3 items",
);
static RATIO: Node =
    node(Types::NUMBER, Shape::Limits(&[Limit::minimum("-1"), Limit::maximum("1")]), "a number from -1 to 1");
static UUID: Node =
    node(Types::STRING, Shape::Text { length: Bounds::ANY, format: Some(Format::Uuid) }, "a UUID");
static MIXED: Node = node(
    Types::NUMBER.or(Types::BOOLEAN).or(Types::OBJECT),
    Shape::Any,
    "a number or a boolean or an object",
);
static INNER: Node = node(
    Types::OBJECT,
    Shape::Members(&Object {
        properties: &[property("x", &SMALL), property("y", &Node::ANY)],
        required: PropertySet::of(&[0]),
        additional: None,
    }),
    "an object",
);
static SET: Node = node(
    Types::ARRAY,
    Shape::Items(&Items { node: None, count: Bounds::ANY, unique: Some(Unique::ITEMS) }),
    "an array, no item twice",
);
static SETS: Node = node(
    Types::ARRAY,
    Shape::Items(&Items {
        node: Some(&SET),
        count: Bounds { most: 3, ..Bounds::ANY },
        unique: Some(Unique::ITEMS),
    }),
    "an array of at most 3 items, no item twice",
);
static PRICE: Node = node(
    Types::NUMBER,
    Shape::Limits(&[Limit::above("0"), Limit::below("100.5"), Limit::multiple_of("0.01")]),
    "a number above 0 below 100.5 in steps of 0.01",
);
static EITHER: Node = node(
    Types::STRING.or(Types::INTEGER).or(Types::ARRAY),
    Shape::Each(&[
        node(Types::STRING, text(Bounds { least: 0, most: 2 }), "a string of at most 2 characters"),
        node(Types::INTEGER, Shape::Limits(&[Limit::minimum("7")]), "an integer from 7"),
        node(Types::ARRAY, Shape::Any, "an array"),
    ]),
    "a string or an integer or an array",
);
static COUNTS: Node = node(
    Types::OBJECT,
    Shape::Members(&Object {
        properties: &[property("note", &NOTE)],
        required: PropertySet::of(&[]),
        additional: Some(&SMALL),
    }),
    "an object",
);
static ROOT: Node = node(
    Types::OBJECT,
    Shape::Members(&Object {
        properties: &[
            property("kind", &KIND),
            property("note", &NOTE),
            property("code", &CODE),
            property("codename", &LONG),
            property("list", &LIST),
            property("ratio", &RATIO),
            property("uuid", &UUID),
            property("mixed", &MIXED),
            property("inner", &INNER),
            property("any", &Node::ANY),
            property("sets", &SETS),
            property("price", &PRICE),
            property("either", &EITHER),
            property("counts", &COUNTS),
        ],
        required: PropertySet::of(&[]),
        additional: None,
    }),
    "an object",
);
static OWN: Schema = Schema {
    uri: "iglu:com.example/own/jsonschema/1-0-0",
    name: "own",
    root: &ROOT,
    rules: &[
        NullRule {
            field: 1,
            condition: Condition { field: 0, value: 1, unless: true },
            words: "null unless kind is \"fancy\" (Only what is fancy has a note.)",
        },
        NullRule {
            field: 6,
            condition: Condition { field: 0, value: 0, unless: false },
            words: "null while kind is \"plain\" (What is plain has no name.)",
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
        r#"{"sets":[]}"#,
        r#"{"sets":[[1,2],[2,1],["1","2"]]}"#,
        r#"{"sets":[[[],{}],["a","A"],[true,"true",null]]}"#,
        r#"{"price":0.01}"#,
        r#"{"price":100.49}"#,
        r#"{"price":10.10e1,"price":1E2}"#,
        r#"{"either":"ab"}"#,
        r#"{"either":7}"#,
        r#"{"either":[1,1]}"#,
        r#"{"counts":{"note":"n","a":1,"":2}}"#,
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
        (
            r#"{"any":1e-2147483648}"#,
            "not_json /any: any JSON value; a number with an exponent beyond 32 bits",
        ),
        (
            r#"{"sets":[[],["é","\u00e9"]]}"#,
            "unique_items /sets/1: an array, no item twice; an array of 2 items, one of them twice",
        ),
        (
            r#"{"sets":[[{"a":[1.50]}, 2 , {"a": [15e-1]}]]}"#,
            "unique_items /sets/0: an array, no item twice; an array of 3 items, one of them twice",
        ),
        (
            r#"{"sets":[[1],[2],[1.0]]}"#,
            "unique_items /sets: an array of at most 3 items, no item twice; an array of 3 items, one of them twice",
        ),
        (
            r#"{"sets":[[1],[2],[3],[4]]}"#,
            "max_items /sets: an array of at most 3 items, no item twice; an array of 4 items",
        ),
        (
            r#"{"price":0}"#,
            "minimum /price: a number above 0 below 100.5 in steps of 0.01; an integer of 1 digit",
        ),
        (
            r#"{"price":100.50}"#,
            "maximum /price: a number above 0 below 100.5 in steps of 0.01; a number with fraction or exponent of 5 digits",
        ),
        (
            r#"{"price":1.001}"#,
            "multiple_of /price: a number above 0 below 100.5 in steps of 0.01; a number with fraction or exponent of 4 digits",
        ),
        (
            r#"{"either":"abc"}"#,
            "max_length /either: a string of at most 2 characters; a string of 3 characters",
        ),
        (r#"{"either":6}"#, "minimum /either: an integer from 7; an integer of 1 digit"),
        (
            r#"{"either":7.0}"#,
            "type /either: a string or an integer or an array; a number with fraction or exponent of 2 digits",
        ),
        (r#"{"either":null}"#, "type /either: a string or an integer or an array; null"),
        (
            r#"{"counts":{"a~/b":11}}"#,
            "maximum /counts/a~0~1b: an integer from -1 to 10; an integer of 2 digits",
        ),
        (r#"{"counts":{"a":{"b":"unread"}}}"#, "type /counts/a: an integer from -1 to 10; an object"),
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
fn members_that_no_table_lists_are_judged_each_time_and_go_out_as_they_came() {
    // Snowplow takes a repeated member; of two the last one counts there. So what we send is good, and what we refuse
    // for the first one alone is a mistake all the same.
    let free = r#"{"any":{"a":1,"b":[{"x":1,"x":2}],"a":2}}"#;
    assert_eq!(encoded(&OWN, free).json(), free);
    let listed = r#"{"counts":{"a":1,"b":2,"a":3}}"#;
    assert_eq!(encoded(&OWN, listed).json(), listed);
    assert_eq!(
        faults(r#"{"counts":{"a":"x","a":3}}"#),
        ["type /counts/a: an integer from -1 to 10; a string of 1 character"]
    );
}

#[test]
fn a_name_that_begins_with_a_number_sign_is_passed_over() {
    let text = r##"{"code":"ok","inner":{"x":1,"#":[]},"counts":{"#a":"b"},"#kind":{"any":1.0}}"##;
    assert_eq!(faults(text), [""; 0]);
    assert_eq!(encoded(&OWN, text).json(), text.replace("1.0", "1"));
    assert_eq!(faults(r##"{"#":NaN}"##), ["not_json /#: any JSON value; NaN"]);
    assert_eq!(faults(r##"{"inner":{"#x":1}}"##), ["required /inner/x: an integer from -1 to 10; nothing"]);
}

#[test]
fn many_items_are_compared_in_little_time() {
    let items: Vec<String> = (0..100_000).map(|item| format!("[\"{item}\"]")).collect();
    let text = |items: &[String]| format!(r#"{{"sets":[[{}]]}}"#, items.join(","));
    assert_eq!(faults(&text(&items)), [""; 0]);
    let twice = [&items[..], &items[49_999..50_000]].concat();
    assert_eq!(
        faults(&text(&twice)),
        ["unique_items /sets/0: an array, no item twice; an array of 100001 items, one of them twice"]
    );
}

#[test]
fn an_absurd_exponent_costs_nothing() {
    for exponent in ["999999999", "-999999999", "2147483647", "-2147483647"] {
        let text = format!(r#"{{"any":[1e{exponent},-1.0E{exponent}],"price":5}}"#);
        assert!(encoded(&OWN, &text).json().len() < 60, "{text}");
    }
    let large = "maximum /price: a number above 0 below 100.5 in steps of 0.01; a number with fraction or exponent of 10 digits";
    assert_eq!(faults(r#"{"price":1e999999999}"#), [large]);
    let small = large.replace("maximum", "multiple_of");
    assert_eq!(faults(r#"{"price":1e-999999999}"#), [small]);
}

#[test]
fn a_syntax_error_names_what_it_stands_in() {
    let cases = [
        ("{", ""),
        (r#"{"any":1,"#, ""),
        (r#"{"any":1,"note":"#, "/note"),
        (r#"{"any":1,"note""#, "/note"),
        (r#"{"any":01}"#, "/any"),
        (r#"{"any":[1,2"#, "/any/1"),
        (r#"{"any":[1,x]}"#, "/any"),
        (r#"{"any":[1,[2,]]}"#, "/any/1"),
        (r#"{"any":{"a":[{"b":1,c:2}]}}"#, "/any/a/0"),
        (r#"{"any":{"a":{}},x}"#, ""),
        (r#"{"any":{"a":{}}"#, "/any"),
        ("[] []", ""),
    ];
    for (text, pointer) in cases {
        let datum = encoded(&OWN, text);
        let last = datum.violations().and_then(|violations| violations.as_slice().last()).unwrap();
        assert_eq!((last.code, last.pointer.as_str()), (Code::Syntax, pointer), "{text}");
    }
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
    assert_eq!(found, [(Code::Syntax, "/any/0/a"), (Code::MaxLength, "/code")]);
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
    let property = |name: &String| Property { name: name.clone().leak(), node: &SMALL };
    let required = PropertySet::of(&(0..128).collect::<Vec<u8>>());
    let properties: &'static [Property] = names.iter().map(property).collect::<Vec<_>>().leak();
    let object = Box::leak(Box::new(Object { properties, required, additional: None }));
    let root = Box::leak(Box::new(node(Types::OBJECT, Shape::Members(object), "an object")));
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
    let cases: [(&str, Push); 7] = [
        ("nothing", |_| {}),
        ("an object with a value that has no name", |to| {
            assert!(to.begin_object());
            to.field(9);
            to.null();
            to.null();
            to.end_object();
        }),
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
