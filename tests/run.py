#!/usr/bin/env python3
"""Proves the whole project: runs every step of tests/runner/steps.py and counts the tests.

tests/run.py            all steps
tests/run.py NAME...    only these, in the order of the list
tests/run.py --list     their names and commands

Ends with one line `N passed, M failed`; the exit code is 0 only if something ran and nothing failed.
"""

import argparse
import os
import sys
from pathlib import Path

from runner.counts import Count
from runner.execute import ROOT, Result, run_step
from runner.steps import STEPS, Step

_LOG_LINES = 400
"""How much of a failing step's log is shown: its end; the whole is in the file that the report names."""


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
    steps = [step for step in STEPS if not options.names or step.name in options.names]
    if options.list:
        for step in steps:
            print(f"{step.name:<15}{step.command}")
        return 0
    return _run(steps)


def _run(steps: list[Step]) -> int:
    log_dir = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "test-logs"
    log_dir.mkdir(parents=True, exist_ok=True)
    results = []
    for step in steps:
        result = run_step(step, log_dir, _say_running)
        _report(result)
        results.append(result)
    return _close(results)


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
        lines = result.log.read_text(encoding="utf-8", errors="replace").splitlines()
        _say(f"---- {result.step.name}: {result.step.command}")
        if len(lines) > _LOG_LINES:
            _say(f"[{len(lines) - _LOG_LINES} lines left out; all are in {result.log}]")
        _say("\n".join(lines[-_LOG_LINES:]))
        _say("----")
    if result.verdict.reason:
        _say(f"{result.step.name}: {result.verdict.reason}")


def _close(results: list[Result]) -> int:
    total = sum((result.verdict.count for result in results), Count())
    failing = [result.step.name for result in results if not result.ok]
    _say("")
    _say(f"{len(results)} steps in {sum(result.seconds for result in results):.0f} s")
    if failing:
        _say(f"failing steps: {' '.join(failing)}  (one alone: tests/run.py {failing[0]})")
    _say(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
