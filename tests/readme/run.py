#!/usr/bin/env python3
"""Runs the code blocks of the README files; scripts/test-readme.sh prepares what they need.

A block passes when its program ends with exit code 0 and, if it tracks, the local collector got at least one
event and judged every one valid. A block of text right after it is what it has to print.
"""

import difflib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from blocks import Block, blocks, pointed_at, with_outputs
from languages import MAKERS, NOT_CODE, ROOT, WANTED, Command
from local_collector import LocalCollector

_TIMEOUT_S = 300


def main() -> int:
    """Prints each failing block, then the count."""
    packages = [*sorted(ROOT.glob("bindings-*/README.md")), ROOT / "cli/README.md"]
    paths = [ROOT / "README.md", *packages, *sorted(ROOT.glob("docs/*.md"))]
    found = [pair for path in paths for pair in with_outputs(list(blocks(path, str(path.relative_to(ROOT)))))]
    found = [(block, output) for block, output in found if block.language not in NOT_CODE]
    problems = [
        f"README.md: no block in {language}"
        for language in sorted(WANTED - {block.language for block, _ in found if block.path == "README.md"})
    ]
    problems += _unproven_messages()
    with tempfile.TemporaryDirectory() as folder, LocalCollector(_schemas(Path(folder))) as collector:
        for block, output in found:
            if problem := _run(block, output, collector):
                problems.append(f"{block.place}: {problem}")
    for problem in problems:
        print(problem)
    print(f"{len(found) + len(WANTED) - len(problems)} passed, {len(problems)} failed")
    return 1 if problems else 0


def _unproven_messages() -> list[str]:
    """The messages numbered in the README that the programs of docs/errors.md do not print in all four languages."""
    text = (ROOT / "README.md").read_text("utf-8")
    numbered = re.findall(r"^\d+\. (.* expected .*|expected .*)$", text, re.MULTILINE)
    shown = (ROOT / "docs/errors.md").read_text("utf-8")
    unproven = [f"README.md: no program prints in each language: {text}" for text in numbered if shown.count(text) < 4]
    return unproven if len(numbered) == 10 else [*unproven, f"README.md: {len(numbered)} messages are numbered, not 10"]


def _schemas(folder: Path) -> Path:
    """An Iglu folder with our schemas and those of a team that sends data of its own."""
    for vendor in [*ROOT.glob("schemas/com.*"), *ROOT.glob("tests/readme/schemas/*")]:
        shutil.copytree(vendor, folder / vendor.name)
    return folder


def _run(block: Block, output: str | None, collector: LocalCollector) -> str | None:
    """What is wrong with a block, if anything. `output` is what it has to print, if that matters."""
    if block.language not in MAKERS:
        return f"a block in '{block.language}': name one of {', '.join(sorted([*MAKERS, *NOT_CODE]))}"
    collector.reset()
    with tempfile.TemporaryDirectory() as folder:
        try:
            text = pointed_at(block.text, collector.url)
            command = MAKERS[block.language](block, text, Path(folder))
            printed = _printed(command, Path(folder))
            if output is None:
                print(printed, end="")
        except (subprocess.SubprocessError, ValueError) as error:
            return str(error)
    if output is not None and printed != output:
        return _difference(output, printed)
    received = collector.received()
    if block.sends and received.good == 0:
        return "it tracks, but no event arrived"
    if received.bad:
        return f"sent invalid events: {collector.bad()}"
    return None


def _printed(command: Command, folder: Path) -> str:
    """Runs a program; gives what it prints."""
    program = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=_TIMEOUT_S, check=True
    )
    return program.stdout


def _difference(output: str, printed: str) -> str:
    lines = difflib.unified_diff(output.splitlines(), printed.splitlines(), "shown", "printed", n=0, lineterm="")
    return "\n".join(["it prints something else than the block of text that follows it:", *lines])


if __name__ == "__main__":
    sys.exit(main())
