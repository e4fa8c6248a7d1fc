"""Histories that have gone through the real collector into a file, and the answers that have to come out of it."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from answers import Row
from history import Happened
from local_collector import LocalCollector
from report.questions import open_store

# Beyond this, DuckDB's conversion of an integer sum to a double may be off in the last digits.
_EXACT = 2**53


@dataclass(frozen=True)
class Stored:
    """A history and the file that it has become."""

    history: list[Happened]
    file: Path
    lines: int
    """How many events the file has, repetitions included."""

    def database(self) -> duckdb.DuckDBPyConnection:
        """The file under the views that the questions read."""
        return open_store(self.file)


def store_encoded(file: Path, history: list[Happened], send: Callable[[str, list[Happened]], int]) -> Stored:
    """Sends a history as it is, with what is wrong with some events, and ends the collector."""
    with LocalCollector(store=file) as collector:
        sent = send(collector.url, history)
        received = collector.received()
    assert (received.good, received.bad) == (sent, 0), received
    return Stored(history, file, _lines(file, sent))


def store_tracked(
    file: Path, history: list[Happened], faults: str, send: Callable[[str, list[Happened]], list[Happened]]
) -> Stored:
    """Tracks a history with a real tracker while the collector misbehaves; every event arrives, some more than once."""
    with LocalCollector(store=file, faults=faults) as collector:
        tracked = send(collector.url, history)
        received = collector.received()
    assert received.bad == 0, received
    return Stored(tracked, file, _lines(file, received.good))


def _lines(file: Path, expected: int) -> int:
    """Each event that was judged good has its line."""
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == expected, f"{len(lines)} lines for {expected} events"
    assert all("event_id" in json.loads(line) for line in lines)
    return len(lines)


def same_rows(found: list[Row], expected: list[Row]) -> bool:
    """Whether two answers are equal, to the last digit wherever no sum is beyond 2**53."""
    return len(found) == len(expected) and all(map(_same_row, found, expected))


def _same_row(found: Row, expected: Row) -> bool:
    tolerance = 0.0
    if any(isinstance(value, int) and value > _EXACT for value in expected):
        tolerance = 1e-15
    return len(found) == len(expected) and all(_same(*pair, tolerance) for pair in zip(found, expected, strict=True))


def _same(found: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(found, expected, rel_tol=tolerance, abs_tol=0.0)
    return bool(found == expected)


def first_difference(found: list[Row], expected: list[Row]) -> str:
    """For the one who has to find out why."""
    for index, (row, other) in enumerate(zip(found, expected, strict=False)):
        if not _same_row(row, other):
            return f"row {index}: {row}, expected {other}"
    return f"{len(found)} rows, expected {len(expected)}"
