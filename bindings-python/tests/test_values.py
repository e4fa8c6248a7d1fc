"""Python values: what is taken, and what is said of the rest. Nothing that a field is given raises."""

import collections
import decimal
import enum
import json
import sys

import pytest
import snowgauge
from samples import QUERY, context, query, suggestion
from snowgauge.entities import GitlabStandard
from snowgauge.events import SuggestionRequested
from snowgauge.testing import request_body


class Status(str, enum.Enum):
    SUCCESS = "success"

    def __str__(self):
        return "not the value"


class Count(enum.IntEnum):
    FORTY_TWO = 42


class Huge(enum.IntEnum):
    VALUE = 10**30

    def __repr__(self):
        return "not the value"


class Plain(enum.Enum):
    RED = "red"


class Unreadable(dict):
    """A dict whose own way of being read fails."""

    def __iter__(self):
        raise RuntimeError("unreadable")

    def keys(self):
        raise RuntimeError("unreadable")


class Hostile(type):
    @property
    def __name__(cls):
        raise RuntimeError("no name")


def extra_of(value):
    """How a value reads in an open field of a request."""
    body = request_body(
        SuggestionRequested(),
        entities=[suggestion(), GitlabStandard(environment="production", extra={"value": value})],
        entropy=bytes(16),
        created=0,
        sent=0,
        app_id="tests",
    )
    (event,) = json.loads(body)["data"]
    _, standard = json.loads(event["co"])["data"]
    return standard["data"]["extra"]["value"]


def misfits(value):
    """What is said of a value in an open field."""
    violations = snowgauge.validate(GitlabStandard.schema, {"environment": "production", "extra": {"value": value}})
    return [(found.code, found.pointer.removeprefix("/extra/value"), found.found) for found in violations]


def nested(depth, leaf=0):
    value = leaf
    for _ in range(depth):
        value = [value]
    return value


def cycle():
    value = []
    value += [value, {"self": value}]
    return value


def ring(length):
    first = value = {}
    for _ in range(length - 1):
        value["next"] = value = {}
    value["next"] = first
    return first


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('naïve 🦀 "\\\n\x00', None),
        ([], None),
        ({}, None),
        ([None, True, False, 0, -1, 1.5, -0.25], None),
        (2**63 - 1, None),
        (-(2**63), None),
        (2**63, None),
        (2**64, None),
        (10**400, None),
        (1e300, None),
        (5e-324, None),
        ((1, (2,)), [1, [2]]),
        (Status.SUCCESS, "success"),
        (Count.FORTY_TWO, 42),
        (Huge.VALUE, 10**30),
        (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (collections.defaultdict(int, a=1), {"a": 1}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (collections.namedtuple("Pair", "left right")(1, 2), [1, 2]),
        (type("Text", (str,), {})("text"), "text"),
        (type("Real", (float,), {})(1.5), 1.5),
        (nested(34), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_json_values_arrive(value, read):
    assert extra_of(value) == (value if read is None else read)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), [("not_json", "", "NaN")]),
        (float("inf"), [("not_json", "", "Infinity")]),
        (float("-inf"), [("not_json", "", "-Infinity")]),
        (decimal.Decimal("1.5"), [("not_json", "", "an object of type Decimal")]),
        (Plain.RED, [("not_json", "", "an object of type Plain")]),
        (b"bytes", [("not_json", "", "an object of type bytes")]),
        ({1, 2}, [("not_json", "", "an object of type set")]),
        (object(), [("not_json", "", "an object of type object")]),
        (len, [("not_json", "", "an object of type builtin_function_or_method")]),
        ([1, {"a": {2}}], [("not_json", "/1/a", "an object of type set")]),
        ("\ud800", [("unpaired_surrogate", "", "a string with an unpaired surrogate")]),
        (["a\udfffb"], [("unpaired_surrogate", "/0", "a string with an unpaired surrogate")]),
        ({7: 1}, [("not_json", "/a key of type int", "a key of type int")]),
        ({None: 1, "a": 1}, [("not_json", "/a key of type NoneType", "a key of type NoneType")]),
        (nested(35), [("max_depth", "/0" * 34, "an array at level 37")]),
        (nested(100_000), [("max_depth", "/0" * 34, "an array at level 37")]),
        (
            cycle(),
            [
                ("not_json", "/0", "an object that contains itself"),
                ("not_json", "/1/self", "an object that contains itself"),
            ],
        ),
        (ring(3), [("not_json", "/next/next/next", "an object that contains itself")]),
        (Unreadable(a=1), [("not_json", "", "an object that cannot be read")]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_values_are_violations(value, expected):
    assert misfits(value) == expected


def test_a_surrogate_in_a_key_is_a_violation_of_that_key():
    ((code, _, _),) = misfits({"\ud800": 1})
    assert code == "unpaired_surrogate"


@pytest.mark.skipif(not hasattr(sys, "get_int_max_str_digits"), reason="before 3.10.7 integers have no limit")
def test_an_integer_that_python_does_not_write_is_a_violation():
    assert misfits(10**10_000) == [("not_json", "", "an integer of more digits than Python writes")]


def test_an_object_whose_class_hides_its_name_is_a_violation():
    ((code, pointer, _),) = misfits(Hostile("Nameless", (), {})())
    assert (code, pointer) == ("not_json", "")


def test_the_same_list_twice_is_no_cycle():
    shared = [1]
    assert extra_of([shared, shared, {"a": shared}]) == [[1], [1], {"a": [1]}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"duration_ms": "340"}, [("type", "/duration_ms", "a string of 3 characters")]),
        ({"duration_ms": None}, [("type", "/duration_ms", "null")]),
        ({"duration_ms": True}, [("type", "/duration_ms", "a boolean")]),
        ({"duration_ms": 340.0}, [("type", "/duration_ms", "a number with fraction or exponent of 4 digits")]),
        ({"duration_ms": float("nan")}, [("not_json", "/duration_ms", "NaN")]),
        ({"duration_ms": -1}, [("minimum", "/duration_ms", "a negative integer of 1 digit")]),
        ({"duration_ms": 2**63}, [("maximum", "/duration_ms", "an integer of 19 digits")]),
        ({"duration_ms": 10**100}, [("maximum", "/duration_ms", "an integer of 101 digits")]),
        ({"duration_ms": decimal.Decimal(1)}, [("not_json", "/duration_ms", "an object of type Decimal")]),
        ({"query_type": "hop"}, [("enum", "/query_type", 'a string of 3 characters that starts with "hop"')]),
        ({"entity_types": ["x" * 256]}, [("max_length", "/entity_types/0", "a string of 256 characters")]),
        ({"entity_types": ["x" * 10_000_000]}, [("max_length", "/entity_types/0", "a string of 10000000 characters")]),
        ({"entity_types": ["x"] * 1001}, [("max_items", "/entity_types", "an array of 1001 items")]),
        ({"entity_types": "Issue"}, [("type", "/entity_types", "a string of 5 characters")]),
        (
            {"entity_types": ["\ud83e"]},
            [("unpaired_surrogate", "/entity_types/0", "a string with an unpaired surrogate")],
        ),
        ({"entity_types": nested(50)}, [("type", "/entity_types/0", "an array")]),
        ({"colour": "red"}, [("unknown_field", "/colour", "an unknown field")]),
    ],
    ids=str,
)
def test_bad_fields_are_named(changes, expected):
    violations = snowgauge.validate("iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0", {**QUERY, **changes})
    found = [(violation.code, violation.pointer, violation.found) for violation in violations]
    # Only what is at fault first: a value that nests too deeply inside a wrong one is told too.
    assert found[: len(expected)] == expected
    assert snowgauge.check(query(**changes), [context()]) == violations


def test_a_missing_field_is_named():
    fields = {name: value for name, value in QUERY.items() if name != "duration_ms"}
    violations = snowgauge.validate("iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0", fields)
    assert [(violation.code, violation.pointer) for violation in violations] == [("required", "/duration_ms")]


@pytest.mark.parametrize("data", [None, True, 1, 1.5, "text", [], b"", object()], ids=lambda data: type(data).__name__)
def test_any_value_can_be_validated(data):
    (violation,) = snowgauge.validate("iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0", data)
    assert violation.code in ("type", "not_json")
    assert violation.pointer == ""


def test_an_event_or_an_entity_counts_as_its_fields():
    entity = GitlabStandard(environment="production")
    assert snowgauge.validate(GitlabStandard.schema, entity) == []
    (violation,) = snowgauge.validate(GitlabStandard.schema, GitlabStandard())
    assert (violation.code, violation.pointer) == ("required", "/environment")


def test_a_schema_that_is_half_a_character_is_unknown():
    (violation,) = snowgauge.validate("\ud800", {})
    assert violation.code == "unknown_schema"


def test_an_unknown_schema_is_a_violation():
    (violation,) = snowgauge.validate("iglu:com.example/unheard_of/jsonschema/1-0-0", {})
    assert violation.code == "unknown_schema"


def test_no_value_is_told():
    secret = "hunter2-" * 10
    violations = snowgauge.validate(
        "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0",
        {**QUERY, "duration_ms": secret, "entity_types": [secret * 10], "ch_read_rows": 7_777_777_777_777_777_777_777},
    )
    assert len(violations) == 3
    told = repr(violations) + "".join(map(str, violations)) + repr(query(duration_ms=secret))
    assert "hunter2" not in told
    assert "777777" not in told
