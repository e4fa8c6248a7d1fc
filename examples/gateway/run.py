"""Starts the gateway under uvicorn, sends it a load, stops it, and says what became of the events.

Usage: python run.py COLLECTOR_URL
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from snowgauge import Tracker
from snowgauge.entities import CodeSuggestionsContext
from snowgauge.events import SuggestionRequested

import analytics
import load
import mistakes
import signature

HERE = Path(__file__).resolve().parent
WORKERS = 2
_TIMEOUT_S = 20


class Gateway:
    """The running server and what it wrote."""

    def __init__(self, collector: str) -> None:
        """Starts uvicorn with several worker processes on a free port and waits until it takes requests."""
        command = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(HERE), "--port", "0", "--no-access-log"]
        self._process = subprocess.Popen(
            [*command, "--workers", str(WORKERS)],
            env=os.environ | {"AIGW_SNOWPLOW__ENDPOINT": collector},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: list[str] = []
        self.port = int(self._wait_for(r"running on http://127\.0\.0\.1:(\d+)"))
        for _ in range(WORKERS):
            self._wait_for("(startup complete)")
        self._wait_until_it_answers()

    def __enter__(self) -> "Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        # After `stop` there is nothing left to do; after an error there is.
        self._process.terminate()
        self._process.communicate(timeout=_TIMEOUT_S)

    def _wait_for(self, pattern: str) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.append(line)
            if found := re.search(pattern, line):
                return found[1]
        raise SystemExit("the gateway did not start:\n" + "".join(self._lines))

    def _wait_until_it_answers(self) -> None:
        """A worker says that its startup is complete a moment before it listens."""
        deadline = time.monotonic() + _TIMEOUT_S
        while True:
            try:
                self.metrics()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def metrics(self) -> str:
        """What Prometheus would see of one worker."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=_TIMEOUT_S) as response:
            return str(response.read().decode())

    def stop(self) -> list[dict[str, Any]]:
        """Asks it to end, as Kubernetes does, and gives the records of its log."""
        self._process.send_signal(signal.SIGTERM)
        rest, _ = self._process.communicate(timeout=_TIMEOUT_S)
        return [json.loads(line) for line in rest.splitlines() if line.startswith("{")]


def main() -> None:
    """Prints what happened, and at last the line that `make demo` reads; see examples/README.md."""
    collector = sys.argv[1]
    with Gateway(collector) as gateway:
        sent = load.send(gateway.port)
        answers = sent.answers
        print(f"{WORKERS} workers answered {answers.total()} requests of {load.EDITORS} editors: {dict(answers)}")
        shown = re.findall(r"^snowgauge_(?:accepted|invalid|delivered) \d+$", gateway.metrics(), re.MULTILINE)
        print("/metrics of one of them:", ", ".join(shown))
        records = gateway.stop()
    ended = [record for record in records if record["log"] == "analytics ended"]
    lost = [record for record in records if record["log"] == "event lost"]
    print("events by worker:", ", ".join(str(record["stats"]["accepted"]) for record in ended))
    told = sent.request_counts()
    untold = _totals(row for record in ended for row in record["untold"])
    print(f"request counts: {_shown(told)}; after the last event of each worker: {_shown(untold)}")
    told.subtract(untold)

    made, stats, taken = _library(collector)
    for record in ended:
        taken += record["stats"]["accepted"]
        stats.update(record["stats"])
    made += [_reported(record) for record in lost]
    line = {
        "app_id": analytics.APP_ID,
        "expected": answers["ok"] + answers["failed"] + 2,
        "tracked": taken,
        "stats": stats,
        "mistakes": [asdict(mistake) for mistake in made],
        "request_counts": told,
    }
    print(json.dumps(line))


def _totals(rows: Iterable[dict[str, Any]]) -> Counter[str]:
    totals = Counter(requests=0, errors=0, accepts=0)
    for row in rows:
        totals.update({name: row[name] for name in totals})
    return totals


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _library(collector: str) -> tuple[list[mistakes.Mistake], Counter[str], int]:
    """The events that come from no request: the signature, the mistakes, and one after them, which is unharmed."""
    with Tracker(collector, app_id=analytics.APP_ID, namespace="snowplow_tracker") as tracker:
        ids = [tracker.track(signature.EVENT, entities=[signature.CONTEXT, signature.STANDARD])]
        made = mistakes.make(tracker)
        ids.append(tracker.track(SuggestionRequested(), entities=[CodeSuggestionsContext(prefix_length=120)]))
    # Leaving the block has shut the tracker down.
    return made, Counter(tracker.stats()), sum(event_id is not None for event_id in ids)


def _reported(record: dict[str, Any]) -> mistakes.Mistake:
    """A mistake that a client of the gateway made: its request was answered, its event went to `on_outcome`."""
    violations = record["violations"]
    return mistakes.Mistake(
        mistake="a client's too long User-Agent (on_invalid=report)",
        expected=["max_length"],
        found=[violation["code"] for violation in violations],
        error="; ".join(violation["message"] for violation in violations),
    )


if __name__ == "__main__":
    main()
