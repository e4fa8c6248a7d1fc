"""The eight metrics of the model gateway."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from history import Happened

from .figures import at_percent, grouped, last_if_none, ratio

History = list[Happened]
Rows = list[tuple[Any, ...]]

# RFC 9110: a product is a name and, after a slash, perhaps a version; comments stand in brackets.
_IN_COMMENT = re.compile(r"[^ /]* \(([^ ]*:[^ ]*)")


def _requests(history: History) -> History:
    return [event for event in history if event.name == "suggestion_requested"]


def _told(requests: History) -> Counter[str]:
    """What some requests tell of previous ones, added up."""
    totals = Counter(requests=0, errors=0, accepts=0)
    for event in requests:
        for counts in event.request_counts or []:
            totals.update({name: counts[name] for name in totals})
    return totals


def _each_day(history: History, answer: Callable[[History], tuple[Any, ...]]) -> Rows:
    by_day = grouped(_requests(history), lambda event: event.day)
    return [(day, *answer(requests)) for day, requests in sorted(by_day.items())]


def requests(history: History) -> Rows:
    return _each_day(history, lambda own: (len(own), _told(own)["requests"]))


def shown(history: History) -> Rows:
    def answer(own: History) -> tuple[Any, ...]:
        told = _told(own)
        successes = told["requests"] - told["errors"]
        return told["requests"], successes, ratio(successes, told["requests"])

    return _each_day(history, answer)


def accepted(history: History) -> Rows:
    def answer(own: History) -> tuple[Any, ...]:
        told = _told(own)
        successes = told["requests"] - told["errors"]
        return successes, told["accepts"], ratio(told["accepts"], successes)

    return _each_day(history, answer)


def errored(history: History) -> Rows:
    def answer(own: History) -> tuple[Any, ...]:
        told = _told(own)
        return told["requests"], told["errors"], ratio(told["errors"], told["requests"])

    return _each_day(history, answer)


def _lengths(history: History, field: str) -> Rows:
    def answer(own: History) -> tuple[Any, ...]:
        lengths = [length for event in own if (length := getattr(event, field)) is not None]
        average = ratio(sum(lengths), len(lengths))
        return len(lengths), average, at_percent(50, lengths), at_percent(95, lengths), max(lengths, default=None)

    return _each_day(history, answer)


def prompt_length(history: History) -> Rows:
    return _lengths(history, "prefix_length")


def suffix_length(history: History) -> Rows:
    return _lengths(history, "suffix_length")


def _frequent(values: Iterable[Hashable], order: Callable[[Any], Any]) -> list[tuple[Any, int, float | None]]:
    counts = Counter(values)
    ordered = sorted(counts.items(), key=lambda it: (-it[1], order(it[0])))
    return [(value, count, ratio(count, counts.total())) for value, count in ordered]


def language(history: History) -> Rows:
    return list(_frequent((event.language for event in _requests(history)), last_if_none))


def origin(history: History) -> Rows:
    origins = _frequent(
        (_extension(event.user_agent) for event in _requests(history)),
        lambda it: (last_if_none(it[0]), last_if_none(it[1])),
    )
    return [(*extension, count, share) for extension, count, share in origins]


def _extension(user_agent: str | None) -> tuple[str | None, str | None]:
    """Name and version; whatever is empty is not there."""
    text = user_agent or ""
    found = _IN_COMMENT.match(text)
    parts = re.split("[;)]", found[1])[0].split(":") if found else text.split(" ")[0].split("/")
    name, version = parts[0], parts[1] if len(parts) > 1 else ""
    return name or None, version or None


ANSWERS = {
    "gateway_1_requests": requests,
    "gateway_2_shown": shown,
    "gateway_3_accepted": accepted,
    "gateway_4_errored": errored,
    "gateway_5_prompt_length": prompt_length,
    "gateway_6_suffix_length": suffix_length,
    "gateway_7_language": language,
    "gateway_8_origin": origin,
}
