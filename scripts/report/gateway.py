"""What the gateway's metrics say at a glance."""

from __future__ import annotations

from . import charts, formats
from .card import Finding
from .questions import Answer


def _requests(answer: Answer) -> Finding:
    dates, taken, told = (answer.column(name) for name in answer.columns)
    return Finding(
        "How many code suggestions are asked for?",
        formats.count(sum(taken)),
        "requests",
        f"{formats.count(taken[-1])} of them on {formats.day(dates[-1])}. Editors have told what became of "
        f"{formats.count(sum(told))} requests so far.",
        charts.days(dates, {"requests": taken}),
    )


def _shown(answer: Answer) -> Finding:
    dates, asked, seen, _ = (answer.column(name) for name in answer.columns)
    return Finding(
        "How many are shown?",
        formats.percent(sum(seen) / sum(asked) if sum(asked) else None),
        "of requests showed a suggestion",
        f"{formats.count(sum(seen))} of {formats.count(sum(asked))} requests that were told of; the others failed.",
        charts.days(dates, {"asked for": asked, "shown": seen}),
    )


def _accepted(answer: Answer) -> Finding:
    dates, seen, taken, rates = (answer.column(name) for name in answer.columns)
    return Finding(
        "How many are accepted?",
        formats.percent(sum(taken) / sum(seen) if sum(seen) else None),
        "of shown suggestions",
        f"Developers kept {formats.count(sum(taken))} of {formats.count(sum(seen))} suggestions that they saw.",
        charts.days(dates, {"accepted of shown": rates}, formats.percent),
    )


def _errored(answer: Answer) -> Finding:
    dates, asked, failed, rates = (answer.column(name) for name in answer.columns)
    return Finding(
        "How many requests fail?",
        formats.percent(sum(failed) / sum(asked) if sum(asked) else None),
        "of requests failed",
        f"{formats.count(sum(failed))} of {formats.count(sum(asked))} requests that were told of.",
        charts.days(dates, {"failed": rates}, formats.percent),
    )


def _length(answer: Answer, title: str, what: str) -> Finding:
    dates, told, averages, medians, p95, longest = (answer.column(name) for name in answer.columns)
    weighted = sum(count * average for count, average in zip(told, averages, strict=True) if average is not None)
    known = [length for length in longest if length is not None]
    return Finding(
        title,
        formats.count(weighted / sum(told) if sum(told) else None),
        f"characters {what}, on average",
        f"Half of the requests of a day stay below the lower line, 95 of 100 below the upper one. The longest had "
        f"{formats.count(max(known, default=None))}.",
        charts.days(dates, {"95 of 100": p95, "half": medians}),
    )


def _prompt_length(answer: Answer) -> Finding:
    return _length(answer, "How long are prompts?", "before the cursor")


def _suffix_length(answer: Answer) -> Finding:
    return _length(answer, "How much code stands behind the cursor?", "behind the cursor")


def _language(answer: Answer) -> Finding:
    languages, asked, shares = (answer.column(name) for name in answer.columns)
    return Finding(
        "In which languages?",
        languages[0] or "not told",
        "is asked for most",
        f"{formats.percent(shares[0])} of all requests; {len(languages)} languages in all.",
        charts.bars(languages, asked),
    )


def _origin(answer: Answer) -> Finding:
    extensions, versions, asked, shares = (answer.column(name) for name in answer.columns)
    names = [" ".join(filter(None, pair)) or None for pair in zip(extensions, versions, strict=True)]
    return Finding(
        "Which extension asks, in which version?",
        names[0] or "not told",
        "asks most",
        f"{formats.percent(shares[0])} of all requests come from it; {len(names)} extensions and versions in all.",
        charts.bars(names, asked),
    )


FINDINGS = {
    "gateway_1_requests": _requests,
    "gateway_2_shown": _shown,
    "gateway_3_accepted": _accepted,
    "gateway_4_errored": _errored,
    "gateway_5_prompt_length": _prompt_length,
    "gateway_6_suffix_length": _suffix_length,
    "gateway_7_language": _language,
    "gateway_8_origin": _origin,
}
