"""Events of the protocol's own kinds, self-describing data and subjects as Python objects."""

import copy
import enum
import gc
import pickle
import weakref

import pytest
import snowgauge
from snowgauge import PagePing, PageView, SelfDescribing, SelfDescribingJson, StructuredEvent, Subject
from snowgauge.entities import CodeSuggestionsContext
from snowgauge.testing import request_body

URI = "iglu:com.acme/deployed/jsonschema/1-0-0"
DATA = SelfDescribingJson(URI, {"sha": "0d6f5a1b"})
EVENT = StructuredEvent(category="search", action="open")


class Language(str, enum.Enum):
    ENGLISH = "en"

    def __str__(self):
        return "not the value"


class Level(enum.IntEnum):
    HIGH = 3


def told(violations):
    return [(violation.code, violation.pointer, violation.found) for violation in violations]


OBJECTS = [
    EVENT,
    StructuredEvent(category=7, colour="red"),
    PageView(page_url="https://gitlab.example/", referrer="/"),
    PagePing(page_url="https://gitlab.example/", min_x_offset=1),
    DATA,
    SelfDescribingJson("nonsense", {1, 2}),
    SelfDescribing(DATA),
    Subject(user_id="8819234", domain_session_index=4),
]


@pytest.mark.parametrize("value", OBJECTS, ids=repr)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_objects_can_be_copied_and_pickled(value, again):
    copied = again(value)
    assert copied == value
    assert type(copied) is type(value)
    assert repr(copied) == repr(value)


def test_equality_is_by_class_and_fields():
    assert StructuredEvent(action="open", category="search") == EVENT
    assert StructuredEvent(category="search", action="close") != EVENT
    assert PageView(page_url="a") != PagePing(page_url="a")
    assert SelfDescribing(DATA) == SelfDescribing(SelfDescribingJson(data={"sha": "0d6f5a1b"}, schema=URI))
    assert SelfDescribingJson(URI, {}) != DATA
    with pytest.raises(TypeError, match="unhashable"):
        hash(EVENT)


def test_fields_can_be_read_and_not_changed():
    fields = {"category": "a", "action": "b", "label": "c", "property": "d", "value": 1.5}
    event = StructuredEvent(**fields)
    assert {name: getattr(event, name) for name in fields} == fields
    fields = {"page_url": "a", "page_title": "b", "referrer": "c"}
    fields.update(min_x_offset=1, max_x_offset=2, min_y_offset=3, max_y_offset=4)
    assert {name: getattr(PagePing(**fields), name) for name in fields} == fields
    assert (DATA.schema, DATA.data, SelfDescribing(DATA).data) == (URI, {"sha": "0d6f5a1b"}, DATA)
    assert EVENT.label is None
    for value, name in ((EVENT, "category"), (DATA, "data"), (SelfDescribing(DATA), "data"), (Subject(), "user_id")):
        with pytest.raises(AttributeError):
            setattr(value, name, "other")
        assert not hasattr(value, "colour")


def test_a_subject_has_the_fields_of_the_protocol():
    names = [name for name in vars(Subject) if not name.startswith("_")]
    assert len(names) == 13
    fields = {name: "2" for name in names} | {"domain_session_index": 2}
    assert {name: getattr(Subject(**fields), name) for name in names} == fields
    assert {violation.code for violation in snowgauge.check(EVENT, subject=Subject(**fields))} == {"enum", "format"}


def test_repr_shows_names_only():
    assert repr(EVENT) == "StructuredEvent(category=…, action=…)"
    assert repr(Subject(user_id="8819234")) == "Subject(user_id=…)"
    assert repr(DATA) == "SelfDescribingJson(schema=…, data=…)"


def test_fields_are_keywords():
    for cls in (StructuredEvent, PageView, PagePing, Subject):
        with pytest.raises(TypeError):
            cls("a")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("category", 7, ("type", "an integer")),
        ("category", True, ("type", "a boolean")),
        ("category", 1.5, ("type", "a number")),
        ("category", ["a"], ("type", "an array")),
        ("category", ("a",), ("type", "an array")),
        ("category", {"a": 1}, ("type", "an object")),
        ("category", b"a", ("not_json", "an object of type bytes")),
        ("category", "\ud83e", ("unpaired_surrogate", "a string with an unpaired surrogate")),
        ("category", None, ("required", "nothing")),
        ("category", "", ("required", "nothing")),
        ("value", float("nan"), ("not_json", "NaN")),
        ("value", float("-inf"), ("not_json", "an infinity")),
        ("value", False, ("type", "a boolean")),
        pytest.param("value", 10**5000, ("not_json", "an integer of more digits than Python writes"), id="endless"),
    ],
    ids=repr,
)
def test_wrong_values_are_violations(field, value, expected):
    event = StructuredEvent(**{"category": "a", "action": "b", field: value})
    code, found = expected
    assert told(snowgauge.check(event)) == [(code, f"/{field}", found)]


def test_wrong_numbers_are_violations():
    for offset in (1.0, [], "1.5"):
        (violation,) = snowgauge.check(PagePing(page_url="https://gitlab.example/", max_y_offset=offset))
        assert violation.pointer == "/max_y_offset"
    assert snowgauge.check(EVENT, subject=Subject(domain_session_index=2**40))[0].code == "maximum"


def test_unknown_fields_are_violations():
    for event in (
        StructuredEvent(category="a", action="b", colour=1),
        PageView(page_url="https://a.example", colour=1.5),
    ):
        (violation,) = snowgauge.check(event)
        assert (violation.code, violation.pointer) == ("unknown_field", "/colour")
    for name in ("colour", "label", "true_timestamp"):
        with pytest.raises(
            TypeError, match=f"unexpected keyword argument '{name}': expected one of platform, user_id, "
        ):
            Subject(**{name: "a"})


class Name(str, enum.Enum):
    """Names that show themselves in another way."""

    CATEGORY = "category"
    ACTION = "action"
    USER = "user_id"
    LANGUAGE = "language"


def test_names_of_fields_may_be_enums():
    event = StructuredEvent(**{Name.CATEGORY: "search", Name.ACTION: "open"})
    subject, entity = Subject(**{Name.USER: "8819234"}), CodeSuggestionsContext(**{Name.LANGUAGE: "python"})
    assert (event, event.category, subject.user_id) == (EVENT, "search", "8819234")
    assert snowgauge.check(event, [entity], subject=subject) == []
    assert [repr(value) for value in (event, subject, entity)] == [
        "StructuredEvent(category=…, action=…)",
        "Subject(user_id=…)",
        "CodeSuggestionsContext(language=…)",
    ]


def test_enums_count_as_their_values():
    subject = Subject(language=Language.ENGLISH, domain_session_index=Level.HIGH)
    assert snowgauge.check(EVENT, subject=subject) == []
    body = request_body(EVENT, subject=subject, entropy=bytes(16), created=1, sent=2, app_id="tests").decode()
    assert '"lang":"en"' in body
    assert '"vid":"3"' in body


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (float("nan"), ("not_json", "", "NaN")),
        ({"a": {1, 2}}, ("not_json", "/a", "an object of type set")),
        ({"a": ["\udc00"]}, ("unpaired_surrogate", "/a/0", "a string with an unpaired surrogate")),
        ({1: "a"}, ("not_json", "/a key of type int", "a key of type int")),
        (DATA, ("not_json", "", "an object of type SelfDescribingJson")),
    ],
    ids=repr,
)
def test_own_data_is_any_json(data, expected):
    own = SelfDescribingJson(URI, data)
    assert told(snowgauge.check(SelfDescribing(own))) == [expected]
    assert told(snowgauge.check(EVENT, [own])) == [expected]


def test_own_data_is_encoded_when_it_is_made():
    data = {"a": [1]}
    own = SelfDescribingJson(URI, data)
    data["a"].append({1, 2})
    assert snowgauge.check(SelfDescribing(own), [own]) == []


def test_own_data_counts_as_its_data():
    own = SelfDescribingJson(URI, {"environment": "production"})
    assert snowgauge.validate("iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0", own) == []


def test_a_uri_is_checked():
    for uri in ("com.acme/deployed", "\ud800"):
        (violation,) = snowgauge.check(SelfDescribing(SelfDescribingJson(uri, {})))
        assert (violation.code, violation.pointer) == ("format", "")


def test_a_self_describing_event_has_data():
    for data in ({}, None, EVENT):
        with pytest.raises(TypeError):
            SelfDescribing(data)
    with pytest.raises(TypeError):
        SelfDescribingJson(7, {})


def test_native_classes_are_final():
    for cls in (SelfDescribing, SelfDescribingJson, snowgauge.Scope):
        with pytest.raises(TypeError):
            type("Sub", (cls,), {})
    with pytest.raises(TypeError):
        snowgauge.Scope()


def test_a_cycle_through_own_data_or_a_scope_is_collected(make_tracker):
    class Witness(dict):
        pass

    def garbage():
        for hold in (
            lambda own: SelfDescribing(own),
            lambda own: make_tracker(on_invalid="report").scope(entities=[own]),
        ):
            witness = Witness()
            witness["held"] = hold(SelfDescribingJson(URI, witness))
            yield weakref.ref(witness)

    alive = list(garbage())
    gc.collect()
    assert [witness() for witness in alive] == [None, None]
