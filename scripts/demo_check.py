"""What an example says it has done, what the collector has of it, and where the two differ."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

# Marks the one event that all runtimes send with the same values, extreme ones among them.
SIGNATURE_ID = "demo-signature"
SIGNATURE = f'"correlation_id":"{SIGNATURE_ID}"'
# What may differ between two events with the same values: who sent them, by what, when, and their ids.
OWN_FIELDS = {"aid", "tna", "tv", "p", "eid", "dtm", "stm"}
# A handful: an example that made fewer mistakes has not shown what its language says of them.
LEAST_MISTAKES = 5

Event = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What one application says; an example ends with one of these, or with several."""

    app_id: str
    expected: int
    tracked: int
    stats: dict[str, int]
    mistakes: list[dict[str, Any]]
    # What the events have to tell of previous requests, for an application that counts them.
    request_counts: dict[str, int] | None = None

    @classmethod
    def from_line(cls, line: str) -> "Report":
        """Reads a line of an example; ValueError or TypeError if it is none."""
        return cls(**json.loads(line))

    def refused(self) -> list[dict[str, Any]]:
        """The mistakes that were found out."""
        return [mistake for mistake in self.mistakes if mistake["error"] is not None]

    def refusals(self) -> list[tuple[str, str, int]]:
        """Each mistake that was found out once, with its error and how often it was made."""
        counts = Counter(mistake["mistake"] for mistake in self.refused())
        errors = {mistake["mistake"]: mistake["error"] for mistake in self.refused()}
        return [(title, errors[title], times) for title, times in counts.items()]


@dataclass(frozen=True)
class Run:
    """What a program reported, and how long it took."""

    reports: list[Report]
    seconds: float


class Arrived:
    """The events that the collector has."""

    def __init__(self, good: list[Event], bad: list[Event]) -> None:
        """Sorts the lists of /micro/good and /micro/bad by application."""
        self._good: dict[str | None, list[dict[str, str]]] = {}
        for event in good:
            parameters = event["rawEvent"]["parameters"]
            self._good.setdefault(parameters.get("aid"), []).append(parameters)
        self._bad: dict[str | None, list[Event]] = {}
        for event in bad:
            # A request that could not even be taken apart has no event.
            parameters = (event["rawEvent"] or {}).get("parameters", {})
            self._bad.setdefault(parameters.get("aid"), []).append(event)

    def good(self, app_id: str) -> int:
        """How many valid events of an application there are; one that came twice counts once."""
        return len({parameters["eid"] for parameters in self._good.get(app_id, [])})

    def total(self) -> int:
        """How many valid events there are, repetitions included."""
        return sum(map(len, self._good.values()))

    def repeated(self, app_id: str) -> int:
        """How many events came again."""
        return len(self._good.get(app_id, [])) - self.good(app_id)

    def bad(self, app_id: str) -> int:
        """How many invalid events of an application there are."""
        return len(self._bad.get(app_id, []))

    def errors(self, app_id: str) -> list[str]:
        """What is wrong with the invalid ones."""
        return [error for event in self._bad.get(app_id, []) for error in event["errors"]]

    def signatures(self, app_id: str) -> list[dict[str, str]]:
        """The parameters of the events that bear the mark."""
        return [
            event for event in self._good.get(app_id, []) if SIGNATURE in event.get("co", "") + event.get("ue_pr", "")
        ]

    def actions(self, app_id: str) -> Counter[str]:
        """How many valid events there are of each name, which is the action of a structured event."""
        return Counter(event.get("se_ac", "?") for event in self._good.get(app_id, []))

    def request_counts(self, app_id: str) -> Counter[str]:
        """What the valid events tell of previous requests, all together."""
        totals = Counter(requests=0, errors=0, accepts=0)
        for event in self._good.get(app_id, []):
            entities = json.loads(event.get("co", "{}")).get("data", [])
            counts = (row for entity in entities for row in entity["data"].get("request_counts", []))
            for row in counts:
                totals.update({name: row[name] for name in totals})
        return totals

    def strangers(self, app_ids: set[str]) -> list[str]:
        """A complaint for each application that is not ours."""
        others = (set(self._good) | set(self._bad)) - app_ids
        return [f"the collector has events of an unknown application: {other}" for other in sorted(map(str, others))]


def differences(reports: list[Report], arrived: Arrived) -> list[str]:
    """Where the numbers of an example differ, from what it was to do and from what arrived."""
    found = [difference for report in reports for difference in _differences(report, arrived)]
    mistakes = sum(len(report.mistakes) for report in reports)
    if mistakes < LEAST_MISTAKES:
        found.append(f"only {mistakes} mistakes made, expected at least {LEAST_MISTAKES}")
    signatures = sum(len(arrived.signatures(report.app_id)) for report in reports)
    if signatures != 1:
        found.append(f"signature events: {signatures}, expected 1")
    return found


def _differences(report: Report, arrived: Arrived) -> list[str]:
    app_id, stats = report.app_id, report.stats
    pairs = [
        ("events tracked", report.tracked, report.expected),
        ("accepted by the tracker", stats["accepted"], report.tracked),
        ("delivered by the tracker", stats["delivered"], report.tracked),
        ("arrived good", arrived.good(app_id), report.tracked),
        ("arrived twice", arrived.repeated(app_id), 0),
        ("arrived bad", arrived.bad(app_id), 0),
        ("refused by the tracker", stats["invalid"], len(report.mistakes)),
    ]
    if report.request_counts is not None:
        told = arrived.request_counts(app_id)
        pairs += [(f"previous {name} told", told[name], count) for name, count in report.request_counts.items()]
    found = [
        f"{app_id}: {what}: {number}, expected {expected}" for what, number, expected in pairs if number != expected
    ]
    found += [f"{app_id}: the collector says: {error}" for error in arrived.errors(app_id)]
    for mistake in report.mistakes:
        if mistake["found"] != mistake["expected"]:
            found.append(f"{mistake['mistake']}: refused with {mistake['found']}, expected {mistake['expected']}")
    return found


def signature_differences(reports: dict[str, list[Report]], arrived: Arrived) -> tuple[int, int, list[str]]:
    """Compares the signature events of all runtimes, byte for byte, with that of the first.

    Returns how many are like the first (itself included), the size of its data and entities, and the differences.
    """
    shared: dict[str, dict[str, str]] = {}
    for title, own in reports.items():
        for parameters in (event for report in own for event in arrived.signatures(report.app_id)):
            shared[title] = {name: text for name, text in parameters.items() if name not in OWN_FIELDS}
    if not shared:
        return 0, 0, ["no signature event arrived"]
    first, expected = next(iter(shared.items()))
    found = []
    for title, fields in shared.items():
        for name in sorted(fields.keys() | expected.keys()):
            if fields.get(name) != expected.get(name):
                here, there = _where_they_part(fields.get(name, ""), expected.get(name, ""))
                found.append(f"{title}: {name} has {here!r} where {first} has {there!r}")
    alike = sum(fields == expected for fields in shared.values())
    return alike, len((expected.get("co", "") + expected.get("ue_pr", "")).encode()), found


def _where_they_part(text: str, other: str) -> tuple[str, str]:
    """The first place where two texts differ, with what stands around it in each."""
    pairs = enumerate(zip(text, other, strict=False))
    same = next((index for index, (here, there) in pairs if here != there), min(len(text), len(other)))
    around = slice(max(0, same - 40), same + 20)
    return text[around], other[around]
