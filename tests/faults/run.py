#!/usr/bin/env python3
"""Runs the scenarios and says what became of every event; see README.md. scripts/faults.sh installs what it needs."""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from life import End, live, order
from scenarios import ABANDONED, SCENARIOS, Scenario
from tables import Cell, write
from verdict import judge, read_log

from collector import FaultyCollector

_STARTS = 3


def main() -> int:
    """The exit code says whether every promise held."""
    arguments = _arguments()
    chosen = [scenario for scenario in SCENARIOS if arguments.matches(scenario)]
    if not chosen:
        sys.exit("no scenario has that name")
    cells = []
    # What is measured runs alone; what only counts, two at a time.
    with ThreadPoolExecutor(2 if arguments.quick else 1) as pool:
        rows = pool.map(lambda scenario: _row(scenario, arguments.languages), chosen)
        for scenario, (row, took) in zip(chosen, rows, strict=True):
            cells += row
            _show(scenario, row, took)
    if arguments.write:
        write(arguments.write, cells)
    failed = sum(bool(cell.verdict.problems) for cell in cells)
    print(f"{len(cells) - failed} passed, {failed} failed")
    return min(failed, 1)


class _Arguments(argparse.Namespace):
    quick: bool
    only: str
    languages: list[str]
    write: Path | None

    def matches(self, scenario: Scenario) -> bool:
        return (scenario.quick or not self.quick) and self.only in f"{scenario.table}: {scenario.name}"


def _arguments() -> _Arguments:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only those that `make test` runs")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only those with this in their table's or their own name"
    )
    parser.add_argument("--languages", nargs="+", default=["rust", "python", "node"], metavar="LANGUAGE")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables into this document")
    return parser.parse_args(namespace=_Arguments())


def _row(scenario: Scenario, wanted: list[str]) -> tuple[list[Cell], float]:
    """The languages beside each other, each with a collector of its own: most of the time all of them wait."""
    began = time.monotonic()
    languages = [language for language in scenario.languages if language in wanted]
    with ThreadPoolExecutor() as pool:
        row = list(pool.map(lambda language: run(scenario, language), languages))
    return row, time.monotonic() - began


def run(scenario: Scenario, language: str) -> Cell:
    """One cell: one language in one scenario."""
    with tempfile.TemporaryDirectory() as folder, FaultyCollector() as collector:
        log, store = Path(folder, "log"), Path(folder, "store")
        collector.set_faults(scenario.faults)
        told = order(scenario, collector.url, log, store)
        end = live(language, told, scenario, collector.set_faults)
        requests, connections = collector.requests()
        if scenario.store:
            collector.set_faults("off")
            # A start takes over half of what it may hold, and leaves the rest to the next.
            for _ in range(_STARTS):
                _send_what_is_left(scenario, language, told)
        verdict = judge(scenario, read_log(log), collector.arrivals())
    _judge_end(scenario, end, verdict.problems)
    return Cell(scenario, language, verdict, end, requests, connections)


def _send_what_is_left(scenario: Scenario, language: str, told: dict[str, object]) -> End:
    """The next start: it tracks nothing, and sends what the store has kept."""
    next_life = replace(scenario, count=0, kill_after_s=0, changes=(), end="shutdown")
    return live(language, {**told, "count": 0, "end": "shutdown"}, next_life, lambda _: None)


def _judge_end(scenario: Scenario, end: End, problems: list[str]) -> None:
    """A shutdown that nothing stands in the way of is complete, and none takes longer than it may."""
    complete, took = end.report.get("complete"), end.report.get("ended_ms", 0) / 1000
    # What was rejected before the shutdown began is no business of its.
    expected = scenario.reasons != ABANDONED
    if complete is not None and complete != expected:
        problems.append(f"its shutdown said complete: {complete}")
    if took > scenario.timeout_s + scenario.idle_s + 1:
        problems.append(f"its end took {took:.1f} s of {scenario.timeout_s:.0f} s")


def _show(scenario: Scenario, row: list[Cell], took: float) -> None:
    print(f"{scenario.table}: {scenario.name} ({took:.1f} s)", flush=True)
    for cell in row:
        print(f"  {cell.language:7} {cell.summary()}", flush=True)
        for problem in cell.verdict.problems:
            print(f"    FAILED: {problem}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
