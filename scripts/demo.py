#!/usr/bin/env python3
"""Runs the examples of five runtimes against one local collector and shows what arrived; fails if a number is wrong.

An example is told the collector's address and ends with a line of JSON, its report; see examples/README.md. After them
two weeks of history are sent, and a page is written that answers the product questions from all that was stored.

Usage: demo.py FOLDER, where the stored events and the page are to be.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from pathlib import Path

from demo_check import Arrived, Report, Run, differences, signature_differences
from demo_report import write_report
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
HISTORY = "Python: two weeks of history"
# The first run compiles everything, which takes some minutes.
_TIMEOUT_S = 1800
_WRAP = textwrap.TextWrapper(
    118, initial_indent="      ", subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
)


def main() -> int:
    """Runs, compares, prints; the exit code says whether all is as expected."""
    folder = Path(sys.argv[1])
    store = _fresh_store(folder)
    runs: dict[str, Run] = {}
    with LocalCollector(store=store) as collector:
        print(f"collector: {collector.url}", flush=True)
        for name, title in EXAMPLES.items():
            print(f"\n== {title} (examples/{name})", flush=True)
            runs[name] = _run(ROOT / "examples" / name / "run.sh", collector.url)
        arrived = Arrived(collector.good(), collector.bad())
        print(f"\n== {HISTORY} (tests/questions/tell.py)", flush=True)
        history = _run(ROOT / "scripts" / "send-history.sh", collector.url)
        received = collector.received().good - arrived.total()
    reports = {name: run.reports for name, run in runs.items()}
    _show_arrived(reports, arrived)
    _show_mistakes(reports)
    verdict = _show_verdict(reports, arrived, _history_differences(history, received))
    titled = {EXAMPLES[name]: run for name, run in runs.items()}
    page = write_report(folder / "report.html", store, titled, arrived, (HISTORY, history, received))
    print(f"\nstored events: {store}\nreport: {page}")
    return verdict


def _fresh_store(folder: Path) -> Path:
    """The file that the collector appends to, without what the last run has left there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("events*.ndjson"):
        old.unlink()
    return folder / "events.ndjson"


def _run(command: Path, collector: str) -> Run:
    """Runs a program and reads its reports; its progress goes straight to the terminal."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        code = _wait_for([command, collector], output.fileno())
        output.seek(0)
        lines = output.read().splitlines()
    seconds = time.monotonic() - began
    print(textwrap.indent("\n".join(line for line in lines if not line.startswith("{")), "   "))
    print(f"   {seconds:.1f} s", flush=True)
    if code != 0:
        print(f"   FAILED: exit code {code}", flush=True)
        return Run([], seconds)
    return Run([Report.from_line(line) for line in lines if line.startswith("{")], seconds)


def _history_differences(history: Run, received: int) -> list[str]:
    """Where the numbers of the history differ; it makes no mistakes and has no signature."""
    tracked = sum(report.tracked for report in history.reports)
    delivered = sum(report.stats["delivered"] for report in history.reports)
    if not tracked:
        return [f"{HISTORY}: did not run to its end"]
    if tracked == delivered == received:
        return []
    return [f"{HISTORY}: {tracked} events tracked, {delivered} delivered, {received} arrived"]


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


def _show_arrived(reports: dict[str, list[Report]], arrived: Arrived) -> None:
    rows: list[tuple[str, ...]] = [
        ("runtime", "events tracked", "arrived good", "arrived bad", "refused at the source")
    ]
    for folder, title in EXAMPLES.items():
        own = reports[folder]
        counts = (
            sum(report.tracked for report in own),
            sum(arrived.good(report.app_id) for report in own),
            sum(arrived.bad(report.app_id) for report in own),
            sum(len(report.refused()) for report in own),
        )
        rows.append((title, *map(str, counts)) if own else (title, "FAILED", "", "", ""))
    _show_table(rows)
    actions = {
        folder: sum((arrived.actions(report.app_id) for report in own), Counter()) for folder, own in reports.items()
    }
    names = sorted(set().union(*actions.values()))
    by_name = [(name, *(str(counts[name] or "") for counts in actions.values())) for name in names]
    _show_table([("arrived good, by event", *actions), *by_name])


def _show_table(rows: list[tuple[str, ...]]) -> None:
    """Prints a table whose first row is its head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    print()
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("   ".join([first.ljust(widths[0]), *cells]).rstrip())


def _show_mistakes(reports: dict[str, list[Report]]) -> None:
    print("\nRefused at the source, in the words of each language:")
    for folder, own in reports.items():
        print(f"\n{EXAMPLES[folder]}")
        for title, error, times in (refusal for report in own for refusal in report.refusals()):
            print(f"  {title}{f' ({times} times)' if times > 1 else ''}")
            for line in error.splitlines():
                print(_WRAP.fill(line))


def _show_verdict(reports: dict[str, list[Report]], arrived: Arrived, wrong: list[str]) -> int:
    for folder, own in reports.items():
        found = differences(own, arrived) if own else ["did not run to its end"]
        wrong += [f"{EXAMPLES[folder]}: {difference}" for difference in found]
    wrong += arrived.strangers({report.app_id for own in reports.values() for report in own})
    alike, size, unlike = signature_differences({EXAMPLES[folder]: own for folder, own in reports.items()}, arrived)
    wrong += unlike
    print(
        f"\nThe same event, its data and its entities: {alike} of {len(EXAMPLES)} runtimes sent the same {size} bytes"
    )
    for difference in wrong:
        print(f"WRONG: {difference}")
    print(f"demo: {'all numbers are as expected' if not wrong else f'FAILED, {len(wrong)} not as expected'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
