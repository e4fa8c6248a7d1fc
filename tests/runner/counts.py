"""Reads how many tests ran out of what the test tools print."""

import re
from dataclasses import dataclass
from enum import Enum


class Counter(Enum):
    """A kind of closing line."""

    CARGO = "cargo"
    PYTEST = "pytest"
    NODE = "node"
    PLAIN = "plain"
    CHECK = "check"
    """A command that counts nothing: it is one test, and its exit code the result."""


@dataclass(frozen=True)
class Count:
    """Numbers of tests. A skipped test proves nothing, so it counts as failed."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed)

    @property
    def total(self) -> int:
        """All that ran, or should have."""
        return self.passed + self.failed


_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;", re.MULTILINE)
_PYTEST_LINE = re.compile(r"^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s(?: \(.*\))? ?=*$", re.MULTILINE)
_PYTEST_PART = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
_NODE = re.compile(r"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$", re.MULTILINE)
_PLAIN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)


def _cargo(output: str) -> Count:
    rows = [tuple(map(int, match.groups())) for match in _CARGO.finditer(output)]
    return Count(sum(row[0] for row in rows), sum(row[1] + row[2] for row in rows))


def _pytest(output: str) -> Count:
    # An expected failure that fails is as tested as a pass; one that passes is stale, so it fails.
    good = {"passed", "xfailed"}
    count = Count()
    for line in _PYTEST_LINE.finditer(output):
        for number, word in _PYTEST_PART.findall(line[1]):
            count += Count(passed=int(number)) if word in good else Count(failed=int(number))
    return count


def _node(output: str) -> Count:
    count = Count()
    for word, number in _NODE.findall(output):
        count += Count(passed=int(number)) if word == "pass" else Count(failed=int(number))
    return count


def _plain(output: str) -> Count:
    count = Count()
    for passed, failed, skipped in _PLAIN.findall(output):
        count += Count(int(passed), int(failed) + int(skipped or 0))
    return count


_READERS = {Counter.CARGO: _cargo, Counter.PYTEST: _pytest, Counter.NODE: _node, Counter.PLAIN: _plain}


@dataclass(frozen=True)
class Verdict:
    """What a step came to, and in one line why it failed when its own output may not say so."""

    count: Count
    reason: str | None = None


def judge(output: str, exit_code: int, counters: tuple[Counter, ...]) -> Verdict:
    """Counts the tests in `output`. Every one of `counters` must have seen at least one test."""
    if counters == (Counter.CHECK,):
        return Verdict(Count(1, 0) if exit_code == 0 else Count(0, 1))
    text = _ANSI.sub("", output)
    counts = {counter: _READERS[counter](text) for counter in counters}
    total = sum(counts.values(), Count())
    silent = [counter.value for counter, count in counts.items() if count.total == 0]
    if exit_code != 0 and total.failed == 0:
        return Verdict(total + Count(failed=1), f"ended with exit code {exit_code}")
    if silent:
        return Verdict(total + Count(failed=1), f"ran no {' and no '.join(silent)} test")
    if exit_code == 0 and total.failed:
        return Verdict(total, f"{total.failed} failed or skipped, though it ended with exit code 0")
    return Verdict(total)
