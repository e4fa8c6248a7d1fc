"""The golden vectors: the same bytes and the same violations as in every other language."""

import json
import os
from pathlib import Path

import pytest
import snowgauge
from snowgauge import entities, events
from snowgauge.testing import request_body

TREE = os.environ.get("SNOWGAUGE_ROOT", Path(__file__).parents[2])
VECTORS = Path(os.environ.get("SNOWGAUGE_VECTORS", Path(TREE, "tests", "vectors")))


def load(name):
    return json.loads(VECTORS.joinpath(name).read_text(encoding="utf-8"))


VALID = load("valid.json")["cases"]
# The other kind gives JSON text, and nothing in this package takes text.
INVALID = [case for case in load("invalid.json")["cases"] if case["kind"] == "value"]

CLASSES = [getattr(module, name) for module in (events, entities) for name in module.__all__]
EVENTS = {cls.event_name: cls for cls in CLASSES if issubclass(cls, snowgauge.Event)}
ENTITIES = {cls.schema: cls for cls in CLASSES if issubclass(cls, snowgauge.Entity)}


def event_of(case):
    return EVENTS[case["name"]](**(case["data"] or {}))


def entities_of(cases):
    return [ENTITIES[case["schema"]](**case["data"]) for case in cases]


def facts(violation):
    return {key: getattr(violation, key) for key in ("code", "pointer", "expected", "found", "schema")}


def violations_of(case):
    if "validate" in case:
        return snowgauge.validate(case["validate"]["schema"], case["validate"]["data"])
    return snowgauge.check(event_of(case["check"]["event"]), entities_of(case["check"]["entities"]))


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["name"])
def test_valid(case):
    body = request_body(
        event_of(case["event"]),
        entities=entities_of(case["entities"]),
        entropy=bytes.fromhex(case["entropy"]),
        created=case["created"],
        sent=case["sent"],
        **case["config"],
    )
    assert body.decode() == case["body"]


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["name"])
def test_invalid(case):
    assert [facts(violation) for violation in violations_of(case)] == case["violations"]


def test_all_vectors_ran():
    manifest = load("manifest.json")
    assert (len(VALID), len(INVALID)) == (manifest["valid"], manifest["invalid_value"])
    assert len(EVENTS) == 8
    assert len(ENTITIES) == 3
