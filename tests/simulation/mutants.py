#!/usr/bin/env python3
"""Plants bugs in a copy of the code, one at a time, and sees the simulations find each.

tests/simulation/mutants.py COPY [LIVES]    COPY: a folder with a copy of this repository, which is changed

Prints a row of a table for each bug: after how many random lives it was found, and by which rule. Those that
no life can see have to be found by the fleet, those of the drive loop's threads by the models of
tests/interleavings. Fails if one is not found, or if its place in the code is not there any more.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

LOOP = "bindings-rust/src/delivery"
"""What the models of `tests/interleavings` are about."""

LIVES = 100_000


def main() -> int:
    """Plants each bug of the list."""
    copy, lives = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else LIVES
    mutants = json.loads((Path(__file__).parent / "mutants.json").read_text(encoding="utf-8"))
    print("| the planted bug | found by | what was said |\n|---|---|---|")
    found = [_plant(copy, mutant, lives) for mutant in mutants]
    print(f"{sum(found)} passed, {len(found) - sum(found)} failed")
    return 0 if found and all(found) else 1


def _plant(copy: Path, mutant: dict[str, str], lives: int) -> bool:
    path = copy / mutant["file"]
    code = path.read_text(encoding="utf-8")
    if code.count(mutant["code"]) != 1:
        print(f"| {mutant['bug']} | FAILED | its place is not in {mutant['file']}, or more than once |")
        return False
    path.write_text(code.replace(mutant["code"], mutant["becomes"]), encoding="utf-8")
    try:
        is_loop = mutant["file"].startswith(LOOP)
        by, what = _find_in_orders(copy) if is_loop else _find_in_lives(copy, lives, mutant.get("by"))
    finally:
        path.write_text(code, encoding="utf-8")
    print(f"| {mutant['bug']} | {by} | {what} |", flush=True)
    return by != "FAILED"


def _find_in_lives(copy: Path, lives: int, only: str | None) -> tuple[str, str]:
    build = _run(copy, "build", "--quiet")
    if build.returncode:
        return "FAILED", "it does not compile: " + build.stderr.strip().splitlines()[0]
    for name, count, pattern in (
        ("lives", lives, r"^seed (?P<at>\d+): (?P<what>.*(?:\n +(?:left|right): .*)*)"),
        ("fleet", 200, r"^FAILED: (?P<at>[^:]+): (?P<what>.*)"),
    ):
        if only in (None, name):
            output = _run(copy, "run", "--quiet", "--", name, str(count)).stdout
            if match := re.search(pattern, output, re.MULTILINE):
                by = f"life {int(match['at']) + 1}" if name == "lives" else "the fleet"
                return by, _in_short(match["what"])
    return "FAILED", f"not found in {lives} lives, nor by the fleet"


def _in_short(text: str) -> str:
    return " ".join(text.split())[:120].replace("|", "/")


def _find_in_orders(copy: Path) -> tuple[str, str]:
    command = ["cargo", "test", "--quiet", "--locked", "--", "--nocapture"]
    test = subprocess.run(command, cwd=copy / "tests/interleavings", capture_output=True, text=True, check=False)
    # A deadlock may end the whole process, as threads are dropped that wait.
    panic = re.search(r"^thread '(\w+)'.* panicked at .*\n(.*)", test.stdout + test.stderr, re.MULTILINE)
    if test.returncode == 0 or not panic:
        return "FAILED", "not found in any order, or it does not compile"
    return f"the model `{panic[1]}`", _in_short(panic[2])


def _run(copy: Path, verb: str, quiet: str, *rest: str) -> "subprocess.CompletedProcess[str]":
    package = ["--profile", "simulation", "--package", "snowgauge-simulation"]
    command = ["cargo", verb, quiet, *package, *rest]
    return subprocess.run(command, cwd=copy, env=os.environ, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
