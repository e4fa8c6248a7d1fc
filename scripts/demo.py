#!/usr/bin/env python3
"""Runs the examples of five runtimes against one local collector and shows what arrived; fails if a number is wrong.

An example is told the collector's address and ends with a line of JSON; examples/README.md says what is in it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from demo_check import Arrived, Report, differences, signature_differences
from local_collector import LocalCollector

ROOT = Path(__file__).resolve().parents[1]
# Each folder of examples/ that takes part. All of them have to: one that is missing is a failure.
EXAMPLES = {
    "gateway": "Python: FastAPI gateway",
    "gkg": "Rust: GKG-like service",
    "extension": "Node: editor extension",
    "page": "Chromium: web page",
    "c": "C: command-line program",
}
# The first run compiles everything, which takes some minutes.
_TIMEOUT_S = 1800


def main() -> int:
    """Runs, compares, prints; the exit code says whether all is as expected."""
    reports: dict[str, Report | None] = {}
    with LocalCollector() as collector:
        print(f"collector: {collector.url}", flush=True)
        for folder, title in EXAMPLES.items():
            print(f"\n== {title} (examples/{folder})", flush=True)
            reports[folder] = _run(folder, collector.url)
        arrived = Arrived(collector.good(), collector.bad())
    _show_table(reports, arrived)
    _show_mistakes(reports)
    return _show_verdict(reports, arrived)


def _run(folder: str, collector: str) -> Report | None:
    """Runs one example; its progress goes straight to the terminal."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        code = _wait_for([ROOT / "examples" / folder / "run.sh", collector], output.fileno())
        output.seek(0)
        *lines, last = output.read().splitlines() or [""]
    print(textwrap.indent("\n".join(lines), "   "))
    try:
        report = Report.from_line(last)
    except ValueError as error:
        print(f"   FAILED: exit code {code}, and its last line is no report ({error}): {last!r}", flush=True)
        return None
    print(f"   {time.monotonic() - began:.1f} s", flush=True)
    if code != 0:
        print(f"   FAILED: exit code {code}", flush=True)
    return report if code == 0 else None


def _wait_for(command: list[Path | str], output: int) -> int:
    """Runs a command in a process group of its own, of which nothing is left afterwards."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, start_new_session=True)
    except OSError as error:
        print(f"   cannot be run: {error}")
        return 127
    try:
        return process.wait(_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        print(f"   did not end within {_TIMEOUT_S} s")
        return 124
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _show_table(reports: dict[str, Report | None], arrived: Arrived) -> None:
    rows = [("runtime", "events tracked", "arrived good", "arrived bad", "refused at the source")]
    for folder, title in EXAMPLES.items():
        report = reports[folder]
        if report is None:
            rows.append((title, "FAILED", "", "", ""))
        else:
            good, bad = arrived.good(report.app_id), arrived.bad(report.app_id)
            rows.append((title, str(report.tracked), str(good), str(bad), str(len(report.refused()))))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    print()
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("   ".join([first.ljust(widths[0]), *cells]).rstrip())


def _show_mistakes(reports: dict[str, Report | None]) -> None:
    print("\nRefused at the source, in the words of each language:")
    for folder, report in reports.items():
        if report is not None:
            print(f"\n{EXAMPLES[folder]}")
            for title, error, times in report.refusals():
                print(f"  {title}{f' ({times} times)' if times > 1 else ''}")
                print(textwrap.fill(error, 118, initial_indent="      ", subsequent_indent="      "))


def _show_verdict(reports: dict[str, Report | None], arrived: Arrived) -> int:
    wrong = []
    for folder, report in reports.items():
        found = ["did not run to its end"] if report is None else differences(report, arrived)
        wrong += [f"{EXAMPLES[folder]}: {difference}" for difference in found]
    wrong += arrived.strangers({report.app_id for report in reports.values() if report})
    app_ids = {EXAMPLES[folder]: report.app_id for folder, report in reports.items() if report}
    same, unlike = signature_differences(app_ids, arrived)
    wrong += unlike
    print(f"\nThe same event: {same}")
    for difference in wrong:
        print(f"WRONG: {difference}")
    print(f"demo: {'all numbers are as expected' if not wrong else f'{len(wrong)} differences'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
