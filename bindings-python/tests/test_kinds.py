"""The golden vectors of every kind of event: the same bytes and the same violations as in every other language."""

import json
import re

import pytest
import snowgauge
from snowgauge import PagePing, PageView, SelfDescribing, SelfDescribingJson, StructuredEvent, Subject
from snowgauge.testing import request_body
from test_vectors import event_of, facts, load

CASES = load("kinds.json")["cases"]
VALID = [case for case in CASES if "body" in case]
INVALID = [case for case in CASES if "violations" in case]
KINDS = {"structured_event": StructuredEvent, "page_view": PageView, "page_ping": PagePing}
NOTHING = {"subject": {}, "entities": []}


def names(case):
    return case["name"]


def event(case):
    given = case["event"]
    if given["kind"] == "planned":
        return event_of(given)
    if given["kind"] == "self_describing_event":
        return SelfDescribing(SelfDescribingJson(given["schema"], given["data"]))
    return KINDS[given["kind"]](**given["fields"])


def layer(given):
    entities = [SelfDescribingJson(entity["schema"], entity["data"]) for entity in given["entities"]]
    return {"subject": Subject(**given["subject"]), "entities": entities}


def along(case):
    return {**layer(case), "true_timestamp": case["true_timestamp"]}


def has_layers(case):
    return case["scope"] is not None or case["tracker"] != NOTHING


def without_chance(body):
    """A body without what a tracker takes from the clock and from chance."""
    return re.sub(r'"(eid|dtm|stm)":"[^"]*"', r'"\1":""', body)


def track(make_tracker, case, **options):
    """Tracks the case's event in its scope, by its tracker."""
    tracker = make_tracker(**case["config"], **layer(case["tracker"]), **options)
    with tracker.scope(**layer(case["scope"] or NOTHING)):
        return tracker, tracker.track(event(case), **along(case))


# What trackers and scopes add is not there without them: those cases are delivered below, as all are.
@pytest.mark.parametrize("case", [case for case in VALID if not has_layers(case)], ids=names)
def test_valid(case):
    body = request_body(
        event(case),
        **along(case),
        entropy=bytes.fromhex(case["entropy"]),
        created=case["created"],
        sent=case["sent"],
        **case["config"],
    )
    assert body.decode() == case["body"]


@pytest.mark.parametrize("case", VALID, ids=names)
def test_valid_ones_are_delivered(make_tracker, collector, listener, case):
    tracker, event_id = track(make_tracker, case, on_outcome=listener)
    assert tracker.flush()
    (request,) = collector.requests
    assert without_chance(request.text) == without_chance(case["body"])
    (outcome,) = listener.wait(1)
    assert (outcome.event_id, outcome.reason, outcome.truncated) == (event_id, "delivered", case["truncated"])
    assert tracker.stats()["truncated"] == bool(case["truncated"])


@pytest.mark.parametrize("case", INVALID, ids=names)
def test_invalid(make_tracker, case):
    given = {**case["subject"], **case["tracker"]["subject"]}
    if not given.keys() <= vars(Subject).keys():
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            track(make_tracker, case)
        return
    if case["at"] == "tracker":
        with pytest.raises(snowgauge.ConfigError) as caught:
            track(make_tracker, case)
        assert caught.value.option in ("subject", "entities")
        for violation in case["violations"]:
            assert "{pointer}: expected {expected}, found {found}".format(**violation) in str(caught.value)
        return
    with pytest.raises(snowgauge.ValidationError) as caught:
        track(make_tracker, case)
    assert [facts(violation) for violation in caught.value.violations] == case["violations"]


def can_be_checked(case):
    is_default = case["config"]["too_long"] == "reject"
    return is_default and not has_layers(case) and case["subject"].keys() <= vars(Subject).keys()


@pytest.mark.parametrize("case", [case for case in INVALID if can_be_checked(case)], ids=names)
def test_invalid_ones_are_told_by_check(case):
    assert [facts(violation) for violation in snowgauge.check(event(case), **along(case))] == case["violations"]


@pytest.mark.parametrize("case", [case for case in INVALID if case["at"] == "scope"], ids=names)
def test_where_it_is_reported_a_wrong_scope_raises_nothing(make_tracker, listener, case):
    _, event_id = track(make_tracker, case, on_invalid="report", on_outcome=listener)
    (outcome,) = listener.wait(1)
    assert (event_id, outcome.reason) == (None, "invalid")
    told = [facts(violation) for violation in outcome.violations]
    assert told[: len(case["violations"])] == case["violations"]


def test_all_vectors_ran():
    manifest = load("manifest.json")
    assert (len(VALID), len(INVALID)) == (manifest["kinds_valid"], manifest["kinds_invalid"])
    assert {case["event"]["kind"] for case in CASES} == {*KINDS, "planned", "self_describing_event"}
    assert len(VALID) > sum(map(has_layers, VALID)) > 0
    assert {case["at"] for case in INVALID} == {"tracker", "scope", "event"}
    assert json.loads(VALID[0]["body"])["data"]
