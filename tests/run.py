#!/usr/bin/env python3
"""Proves the whole project: runs every step of tests/runner/steps.py and counts the tests.

tests/run.py            all steps
tests/run.py NAME...    only these
tests/run.py --list     their names and commands

Ends with one line `N passed, M failed`; the exit code is 0 only if something ran and nothing failed.
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

from runner.counts import Count
from runner.execute import ROOT, Result
from runner.lanes import run_lanes
from runner.report import telling
from runner.steps import LANES, STEPS, Step


def main() -> int:
    """Runs what the command line asks for."""
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--list", action="store_true", help="print the steps and run nothing")
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only these steps")
    options = parser.parse_args()
    unknown = set(options.names) - {step.name for step in STEPS}
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))} (see --list)")
    lanes = [[step for step in lane if not options.names or step.name in options.names] for lane in LANES]
    if options.list:
        for step in STEPS:
            print(f"{step.name:<15}{step.command}")
        return 0
    started = time.monotonic()
    log_dir = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "test-logs"
    log_dir.mkdir(parents=True, exist_ok=True)
    results = asyncio.run(run_lanes(lanes, log_dir, _say_running, _report))
    return _close(results, time.monotonic() - started)


def _say(line: str) -> None:
    print(line, flush=True)


def _say_running(step: Step, seconds: float) -> None:
    _say(f"{step.name:<15}...    {seconds:6.1f} s")


def _report(result: Result) -> None:
    count = result.verdict.count
    state = "ok" if result.ok else "FAILED"
    numbers = f"{count.passed} passed" + (f", {count.failed} failed" if count.failed else "")
    _say(f"{result.step.name:<15}{state:<7}{result.seconds:6.1f} s  {numbers}")
    if result.ok:
        return
    if result.log:
        _say(f"---- {result.step.name}: {result.step.command}")
        _say("\n".join(telling(result.log.read_text(encoding="utf-8", errors="replace"))))
        _say(f"---- {result.step.name}: progress and passes are left out; all is in {result.log}")
    if result.verdict.reason:
        _say(f"{result.step.name}: {result.verdict.reason}")


def _close(results: list[Result], seconds: float) -> int:
    total = sum((result.verdict.count for result in results), Count())
    failing = [result.step.name for result in results if not result.ok]
    _say("")
    _say(f"{len(results)} steps in {seconds:.0f} s")
    if failing:
        _say(f"failing steps: {' '.join(failing)}  (one alone: tests/run.py {failing[0]})")
    _say(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted")
