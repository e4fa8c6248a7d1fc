#!/usr/bin/env python3
"""Runs every examples/*/run.sh against one local collector and shows what arrived.

An example gets the collector's address in SNOWGAUGE_COLLECTOR_URL, and finds the installed packages by
PYTHON (an interpreter), CONSUMER (a folder with the npm package) and PREFIX (of the C library).
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from local_collector import LocalCollector

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Prints one line for each example and ends with how many of them delivered only valid events."""
    hosts = sorted(ROOT.glob("examples/*/run.sh"))
    if not hosts:
        sys.exit("demo: no examples/*/run.sh")
    failed = 0
    with LocalCollector() as collector:
        print(f"collector: {collector.url}", flush=True)
        for host in hosts:
            failed += not _run(host, collector)
    print(f"{len(hosts) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _run(host: Path, collector: LocalCollector) -> bool:
    collector.reset()
    print(f"\n== {host.parent.name}", flush=True)
    env = os.environ | {"SNOWGAUGE_COLLECTOR_URL": collector.url}
    ended = subprocess.run([host], env=env, cwd=host.parent, stdin=subprocess.DEVNULL, check=False)
    received = collector.received()
    for name, number in Counter(map(_name, collector.good())).items():
        print(f"   {number:5} {name}")
    for event in collector.bad():
        print(f"     bad {json.dumps(event['errors'])}")
    print(f"   {received.good} valid, {received.bad} invalid, exit code {ended.returncode}", flush=True)
    return ended.returncode == 0 and received.good > 0 and received.bad == 0


def _name(event: dict[str, Any]) -> str:
    """The action of a structured event, else its schema, else its type."""
    return str(event["event"].get("se_action") or event["schema"] or event["eventType"])


if __name__ == "__main__":
    sys.exit(main())
