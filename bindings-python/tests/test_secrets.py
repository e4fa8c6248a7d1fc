"""No message carries a value: every vector, with a secret in the place of each of its values."""

import copy
import datetime
import decimal
import enum

import pytest
import snowgauge
from samples import query
from snowgauge import ValidationError
from snowgauge.entities import GitlabStandard
from test_vectors import INVALID, entities_of, event_of, violations_of

# Of a text that is none of an enum's values the first 16 characters are shown; the rest never is.
START = "jane.doe@example"
REST = "-com-0044-20-7946-0958"
TEXT = START + REST
NUMBER = 7319480265


class Personal:
    """Shows itself, as an object of the host may."""

    def __repr__(self):
        return TEXT

    __str__ = __repr__


class Name(str):
    """A subclass of a plain type shows itself in its own way, too."""

    def __repr__(self):
        return TEXT


class Colour(enum.Enum):
    RED = TEXT


SECRETS = [
    TEXT,
    TEXT * 8,
    Name(TEXT),
    [TEXT],
    {TEXT: TEXT},
    -NUMBER,
    NUMBER * 10**20,
    NUMBER + 0.7319480265,
    Personal(),
    Colour.RED,
    decimal.Decimal(NUMBER),
    datetime.timedelta(seconds=NUMBER),
    TEXT.encode(),
    {NUMBER: 1},
    {TEXT},
]


def places(value, at=()):
    """Where values stand inside one: each may be somebody's."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from places(inner, (*at, key))


def put(data, place, secret):
    """A copy of the data with a secret in one place."""
    if not place:
        return secret
    data = copy.copy(data)
    data[place[0]] = put(data[place[0]], place[1:], secret)
    return data


def assert_silent(violations):
    """All that is said of violations, but for names of fields: a pointer names those that were there."""
    for violation in violations:
        said = [violation.expected, violation.found, str(violation), repr(violation), violation.message]
        shown = "\n".join(said)
        if violation.pointer:
            shown = shown.replace(violation.pointer, "")
        if violation.code == "enum":
            shown = shown.replace(f'that starts with "{START}"', "")
        for secret in ("jane", "0958", "7319480"):
            assert secret not in shown


@pytest.mark.parametrize("case", [case for case in INVALID if "validate" in case], ids=lambda case: case["name"])
def test_no_value_of_a_datum_is_told(case):
    data = case["validate"]["data"]
    for place in places(data):
        for secret in SECRETS:
            changed = {"schema": case["validate"]["schema"], "data": put(data, place, secret)}
            assert_silent(violations_of({"validate": changed}))


@pytest.mark.parametrize("case", [case for case in INVALID if "check" in case], ids=lambda case: case["name"])
def test_no_value_of_an_event_is_told(case):
    data = case["check"]["event"]["data"] or {}
    for place in places(data):
        for secret in SECRETS:
            # An event is made of named fields.
            if place:
                event = event_of({"name": case["check"]["event"]["name"], "data": put(data, place, secret)})
                assert_silent(snowgauge.check(event, entities_of(case["check"]["entities"])))
                assert TEXT not in repr(event)


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: type(secret).__name__)
def test_neither_an_exception_nor_an_object_tells_it(make_tracker, secret):
    event, entity = query(duration_ms=secret, query_type=secret), GitlabStandard(environment=[secret], extra=secret)
    with pytest.raises(ValidationError) as raised:
        make_tracker().track(event, entities=[entity])
    shown = f"{raised.value}\n{raised.value!r}\n{event!r}\n{event}\n{entity!r}\n{entity}"
    shown = shown.replace(f'that starts with "{START}"', "")
    for part in ("jane", "0958", "7319480"):
        assert part not in shown


def test_the_sweep_finds_violations():
    """That nothing is told would be easy if nothing were wrong."""
    counted = 0
    for case in INVALID:
        if "validate" in case:
            data = case["validate"]["data"]
            for place in places(data):
                changed = {"schema": case["validate"]["schema"], "data": put(data, place, Personal())}
                counted += len(violations_of({"validate": changed}))
    assert counted > 1_000
