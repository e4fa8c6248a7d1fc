"""Events, entities, violations and outcomes as Python objects."""

import copy
import gc
import inspect
import pickle
import weakref

import pytest
import snowgauge
from samples import QUERY, context, enabled, query, suggestion
from snowgauge import ConfigError, Entity, Event, Outcome, SnowgaugeError, ValidationError, Violation
from snowgauge.entities import KnowledgeGraphContext
from snowgauge.events import GkgQueryExecuted, GkgSchemaIntrospected, SuggestionRequested


class UnknownEvent(Event):
    __slots__ = ()
    event_name = "unheard_of"


class UnknownEntity(Entity):
    __slots__ = ()
    schema = "iglu:com.example/unheard_of/jsonschema/1-0-0"


def codes(violations):
    return [violation.code for violation in violations]


def test_fields_can_be_read():
    event = query()
    assert {name: getattr(event, name) for name in QUERY} == QUERY
    assert event.error_reason is None


def test_fields_cannot_be_changed():
    event = query()
    with pytest.raises(AttributeError):
        event.duration_ms = 1
    with pytest.raises(AttributeError):
        event.colour = "red"
    with pytest.raises(AttributeError):
        del event.duration_ms
    assert not hasattr(event, "colour")


def test_an_event_is_encoded_when_it_is_made():
    types = ["Issue"]
    event = query(entity_types=types)
    types.append({1, 2})
    assert snowgauge.check(event, [context()]) == []


def test_equality_is_by_class_and_fields():
    assert query() == query()
    assert query() != query(duration_ms=1)
    assert SuggestionRequested() != GkgSchemaIntrospected()
    assert query() != QUERY
    assert query() != 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(query())


def test_repr_shows_names_only():
    assert repr(enabled()) == "GkgNamespaceEnabled(namespace_type=…, enabled_by_user_id=…)"
    assert repr(SuggestionRequested()) == "SuggestionRequested()"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_objects_can_be_copied_and_pickled(again):
    (violation,) = snowgauge.check(SuggestionRequested())
    outcome = Outcome("id", "rejected", status=400, attempts=2, violations=[violation], truncated=["label"])
    for value in (query(), query(colour="red"), context(), violation, outcome):
        copied = again(value)
        assert copied == value
        assert type(copied) is type(value)
        assert repr(copied) == repr(value)
    error = again(ValidationError([violation], 3))
    assert (error.violations, error.omitted) == ([violation], 3)
    assert str(again(ConfigError("message", "option"))) == "message"


def test_positional_fields_are_an_error_of_the_caller():
    with pytest.raises(TypeError):
        SuggestionRequested("x")


@pytest.mark.parametrize("base", [Event, Entity])
def test_the_bases_cannot_be_made(base):
    with pytest.raises(TypeError, match="make one of the classes in snowgauge"):
        base()


def test_wrong_fields_are_kept_until_they_are_checked():
    event = query(duration_ms="long", colour="red")
    assert event.duration_ms == "long"
    assert codes(snowgauge.check(event, [context()])) == ["type", "unknown_field"]


def test_all_violations_come_together():
    event = query(duration_ms="long", traversal_depth=None, query_type="hop")
    violations = snowgauge.check(event, [context(tier="gold"), context()])
    assert codes(violations) == ["enum", "type", "enum", "entity_repeated"]


def test_data_for_an_event_that_has_none():
    violations = snowgauge.check(SuggestionRequested(colour="red"), [suggestion(language=1)])
    assert codes(violations) == ["unknown_field", "type"]


def test_what_the_plan_does_not_know():
    assert codes(snowgauge.check(UnknownEvent(colour="red"), [UnknownEntity()])) == ["unknown_event", "unknown_schema"]
    assert codes(snowgauge.check(query(duration_ms=-1), [UnknownEntity()])) == ["unknown_schema", "minimum"]


@pytest.mark.parametrize("entities", [[context()], (context(),), {1: context()}.values(), iter([context()])])
def test_entities_can_be_any_iterable(entities):
    assert snowgauge.check(query(), entities) == []


@pytest.mark.parametrize(
    ("entities", "message"),
    [
        (context(), "entities: expected an iterable of entities, found KnowledgeGraphContext"),
        (1, "entities: expected an iterable of entities, found int"),
        ([query()], r"entities\[0\]: expected an entity, found GkgQueryExecuted"),
        ([context(), None], r"entities\[1\]: expected an entity, found NoneType"),
        ("context", r"entities\[0\]: expected an entity, found str"),
    ],
)
def test_entities_are_entities(entities, message):
    with pytest.raises(TypeError, match=f"^{message}$"):
        snowgauge.check(query(), entities)


def test_what_an_iterable_of_entities_raises_is_raised():
    def entities():
        yield context()
        raise LookupError

    with pytest.raises(LookupError):
        snowgauge.check(query(), entities())


@pytest.mark.parametrize("cls", [GkgQueryExecuted, KnowledgeGraphContext, snowgauge.StructuredEvent, snowgauge.Subject])
def test_the_signature_says_that_fields_are_keywords(cls):
    assert str(inspect.signature(cls)) == "(**fields)"


def test_events_are_events():
    with pytest.raises(TypeError):
        snowgauge.check(QUERY)
    with pytest.raises(TypeError):
        snowgauge.check(context())


def test_violation():
    (violation,) = snowgauge.check(SuggestionRequested())
    assert violation.code == "entity_missing"
    assert violation.expected in violation.message
    assert str(violation) == violation.message
    assert repr(violation) == f'Violation(code="entity_missing", pointer="", schema="{violation.schema}")'
    assert {violation, copy.copy(violation)} == {violation}
    with pytest.raises(AttributeError):
        violation.code = "other"


def test_outcome():
    outcome = Outcome("id", "delivered", 200, 1)
    assert repr(outcome) == 'Outcome(event_id="id", reason="delivered", status=200, attempts=1)'
    assert (outcome.violations, outcome.truncated) == ([], [])
    assert outcome != Outcome("id", "delivered", 200, 1, truncated=["label"])
    assert {outcome: 1}[Outcome("id", "delivered", 200, 1)] == 1


def test_a_tracker_is_not_pickled():
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(snowgauge.Tracker("http://127.0.0.1:9", app_id="tests"))


def test_many_violations_are_counted():
    tracker = snowgauge.Tracker("http://127.0.0.1:9", app_id="tests")
    with pytest.raises(ValidationError) as caught:
        tracker.track(query(entity_types=[1] * 150), entities=[context()])
    assert len(caught.value.violations) == 100
    assert caught.value.omitted == 50
    assert str(caught.value).endswith("\n  and 50 more")


def test_errors_share_a_base():
    for error in (ValidationError, ConfigError):
        assert issubclass(error, SnowgaugeError)
        assert issubclass(error, ValueError)
        assert error.__module__ == "snowgauge"


def test_native_classes_are_final():
    for cls in (Violation, Outcome):
        with pytest.raises(TypeError):
            type("Sub", (cls,), {})


def test_a_cycle_through_an_event_is_collected():
    class Witness(dict):
        pass

    witness = Witness()
    witness["event"] = query(colour=witness)
    alive = weakref.ref(witness)
    del witness
    gc.collect()
    assert alive() is None
