"""What became of the events of each runtime, as its tracker and the collector tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

# The counters of a tracker that are no reasons why an event left it, or was not taken.
_NO_REASONS = {
    "accepted",
    "damaged",
    "failed_requests",
    "in_flight",
    "queued",
    "queued_bytes",
    "requests",
    "restored",
    "truncated",
    "unstored",
}
_GOOD = ("delivered", "stored")


@dataclass(frozen=True)
class Refusal:
    """A wrong event that was stopped before it was sent."""

    what: str
    """What was wrong, in the words of who made it."""
    error: str
    """What the language says of it."""
    times: int = 1


@dataclass(frozen=True)
class Runtime:
    """One program that took part."""

    title: str
    tracked: int
    arrived_good: int
    arrived_bad: int
    seconds: float
    stats: dict[str, int] = field(default_factory=dict)
    """The counters of its trackers, added up."""
    refusals: list[Refusal] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    """The codes of the violations that were found in them, and how often."""

    @property
    def refused(self) -> int:
        """How many events were stopped at the source."""
        return sum(refusal.times for refusal in self.refusals)


@dataclass(frozen=True)
class Outcome:
    """One reason why events leave a tracker, and how many had it in each runtime."""

    reason: str
    counts: list[int]

    @property
    def is_good(self) -> bool:
        """Whether nothing is lost by it."""
        return self.reason in _GOOD


def outcomes(runtimes: list[Runtime]) -> list[Outcome]:
    """Every reason that a tracker counts, also where the count is zero: a zero is what one wants to see."""
    names = [name for runtime in runtimes for name in runtime.stats if name not in _NO_REASONS]
    return [Outcome(name, [runtime.stats.get(name, 0) for runtime in runtimes]) for name in dict.fromkeys(names)]


def reasons(runtimes: list[Runtime]) -> list[tuple[str, int]]:
    """Why events were refused, the most frequent reason first."""
    counts = sum((runtime.codes for runtime in runtimes), Counter[str]())
    return sorted(counts.items(), key=lambda it: (-it[1], it[0]))
