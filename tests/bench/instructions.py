#!/usr/bin/env python3
"""Counts the instructions that snowgauge spends on one event, and compares them with those on record.

instructions.py PROGRAM   runs each case of PROGRAM (src/bin/instructions.rs) under callgrind. A case that takes more
                          than it did, by TOLERANCE, fails. UPDATE=1 in the environment puts the counts on record.

Unlike times, counts of instructions hardly change from run to run. They do change with the compiler, which
rust-toolchain.toml fixes, and a little with the C library and the processor, which choose how memory is copied.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

RECORD = Path(__file__).with_name("instructions.json")
TOLERANCE = 0.03
MEASURED = "instructions::measured"
"""The function that is counted, with all that it calls."""


def count(program: str, case: str) -> int:
    """How many instructions `case` takes within the function that is measured."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--toggle-collect={MEASURED}"]
    run = subprocess.run([*command, program, case], capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found or not int(found[1]):
        sys.exit(f"{case}: callgrind counted nothing:\n{run.stderr}")
    return int(found[1])


def main() -> int:
    """Counts, compares, and says how many cases hold."""
    (program,) = sys.argv[1:]
    events, *cases = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    found = {case: round(count(program, case) / int(events)) for case in cases}
    if os.environ.get("UPDATE") == "1":
        RECORD.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    record: dict[str, int] = json.loads(RECORD.read_text(encoding="utf-8"))
    print(f"{'instructions per event':<28}{'on record':>10}{'now':>10}")
    failed = 0
    for case in record | found:
        before, now = record.get(case, 0), found.get(case, 0)
        change = now / before - 1 if before and now else float("inf")
        failed += change > TOLERANCE
        print(f"{case:<28}{before:>10,}{now:>10,}{change:>+8.1%}{_remark(change)}")
    print(f"{len(record | found) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _remark(change: float) -> str:
    if change > TOLERANCE:
        return "  TOO MANY"
    return "  put this on record: UPDATE=1" if change < -TOLERANCE else ""


if __name__ == "__main__":
    sys.exit(main())
