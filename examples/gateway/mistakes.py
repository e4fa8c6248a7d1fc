"""Wrong events, and what is said of each. A type checker finds some before; these are what a running program sees."""

import math
import traceback
from dataclasses import dataclass
from typing import Any

from snowgauge import Entity, Event, Tracker, ValidationError
from snowgauge.entities import CodeSuggestionsContext, GitlabStandard
from snowgauge.events import GkgNamespaceEnabled, SuggestionRequested

import signature


@dataclass(frozen=True)
class Mistake:
    """A mistake that was made, and how it went."""

    mistake: str
    """What is wrong with the event."""
    expected: list[str]
    """The codes that it has to be refused with."""
    found: list[str]
    """The codes that it was refused with."""
    error: str | None
    """What the exception says."""


def make(tracker: Tracker) -> list[Mistake]:
    """Makes all the mistakes."""
    standard = GitlabStandard(environment="production")
    odd = GitlabStandard(environment="production", extra={"lag": math.nan, "tags": {"a", "b"}})
    suggestion, kg = SuggestionRequested(), signature.CONTEXT
    wrong: list[tuple[str, list[str], Event, list[Entity]]] = [
        ("a text for a number", ["type"], suggestion, [_context(prefix_length="120")]),
        ("a misspelt field", ["unknown_field"], suggestion, [_context(sufix_length=8), standard]),
        ("a too long text", ["max_length"], suggestion, [_context(language="x" * 33)]),
        ("an integer out of range", ["maximum"], suggestion, [_context(prefix_length=2**31)]),
        ("a fraction for an integer", ["type"], suggestion, [_context(prefix_length=1.5)]),
        ("a required field left out", ["required"], suggestion, [_context(), _standard()]),
        ("an enum outside its list", ["enum"], _enabled(namespace_type="team", enabled_by_user_id="1"), [kg]),
        ("half a surrogate pair", ["unpaired_surrogate"], suggestion, [_context(user_agent="\ud83e")]),
        ("NaN, and what JSON does not have", ["not_json", "not_json"], suggestion, [_context(), odd]),
        ("no context at all", ["entity_missing"], suggestion, [standard]),
    ]
    return [_attempt(tracker, *case) for case in wrong]


def _attempt(tracker: Tracker, mistake: str, expected: list[str], event: Event, entities: list[Entity]) -> Mistake:
    try:
        tracker.track(event, entities=entities)
    except ValidationError as error:
        shown = "".join(traceback.format_exception_only(error)).strip()
        return Mistake(mistake, expected, [violation.code for violation in error.violations], shown)
    return Mistake(mistake, expected, [], None)


# The fields come as dicts, so that a type checker does not find the mistakes that this module is about.
def _context(**fields: Any) -> CodeSuggestionsContext:  # noqa: ANN401
    return CodeSuggestionsContext(**fields)


def _standard(**fields: Any) -> GitlabStandard:  # noqa: ANN401
    return GitlabStandard(**fields)


def _enabled(**fields: Any) -> GkgNamespaceEnabled:  # noqa: ANN401
    return GkgNamespaceEnabled(**fields)
