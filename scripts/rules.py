#!/usr/bin/env python3
"""Checks what no compiler checks about the files of this repository.

Looks at every file that git tracks or would track; prints each breach, then how many rules hold.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

MAX_LINES = 500
CODE = {".rs", ".py", ".pyi", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".c", ".h", ".hpp", ".sh", ".sql"}
MARK = "@generated"
"""What a generated file says within its first lines."""
MARK_WITHIN = 10

# Assembled from pieces, so that this file does not break its own rule.
_UNWANTED_WORDS = re.compile(r"(?:[Kk]eep|[Kk]ept)s? in " + "sync|" + r"\bTO" + r"DO\b|\bFIX" + r"ME\b")
_MACHINE_PATH = re.compile(r"(?<![\w.}/])/(?:" + "work|root|home" + r")/\w")
_REGISTRY_HOST = re.compile(
    r"(?:pypi|npmjs|pythonhosted|yarnpkg)\.(?:org|com)|\bcrates\.io\b|proxy\.golang|\brepo1?\.maven|(?:deb|security)\.debian"
)
# Cargo's own name for its registry, in every lock file.
_LOCK_SOURCE = re.compile(r'^source = "registry\+')
_NOT_IN_CORE = re.compile(r"\bstd::|\bextern crate std\b|\bunsafe\b|\bSystemTime\b|\bgetrandom\b")


@dataclass(frozen=True)
class SourceFile:
    """A tracked file, read once."""

    path: str
    lines: list[str]

    @property
    def suffix(self) -> str:
        """Its extension, with the dot."""
        return Path(self.path).suffix

    @cached_property
    def is_generated(self) -> bool:
        """Whether it says so."""
        return any(MARK in line for line in self.lines[:MARK_WITHIN])


Breaches = Iterator[str]


def too_long(file: SourceFile) -> Breaches:
    """A file written by hand has at most 500 lines; in Rust, before its tests."""
    if file.suffix not in CODE or file.is_generated:
        return
    length = len(file.lines)
    if file.suffix == ".rs":
        length = next((i for i, line in enumerate(file.lines) if line.strip() == "#[cfg(test)]"), length)
    if length > MAX_LINES:
        yield f"{file.path}: {length} lines, {MAX_LINES} are allowed"


def unmarked(file: SourceFile) -> Breaches:
    """A file named as generated says so, with the command that makes it."""
    parts = Path(file.path).with_suffix("").parts
    named = any(part in ("generated", "_generated") or part.endswith(".generated") for part in parts)
    if named and file.suffix in CODE and not file.is_generated:
        yield f"{file.path}: named as generated, but no {MARK} within its first {MARK_WITHIN} lines"


def unwanted_words(file: SourceFile) -> Breaches:
    """Two copies are generated or compared by a test, and work to be done is no comment."""
    yield from _lines_with(file, _UNWANTED_WORDS, lambda _: True)


def machine_paths(file: SourceFile) -> Breaches:
    """No absolute path of somebody's machine."""
    yield from _lines_with(file, _MACHINE_PATH, lambda _: True)


def registry_hosts(file: SourceFile) -> Breaches:
    """No registry's host: every client has its own setting for that."""
    is_lock = Path(file.path).name == "Cargo.lock"
    yield from _lines_with(file, _REGISTRY_HOST, lambda line: not (is_lock and _LOCK_SOURCE.match(line)))


def core_purity(file: SourceFile) -> Breaches:
    """The core uses no std, no clock, no randomness and no unsafe code."""
    if not file.path.startswith("core/src/") or file.suffix != ".rs":
        return
    yield from _lines_with(file, _NOT_IN_CORE, lambda line: bool(_NOT_IN_CORE.search(line.split("//")[0])))


def core_is_no_std(file: SourceFile) -> Breaches:
    """The core says so itself, and the compiler holds it to that."""
    if file.path == "core/src/lib.rs":
        wanted = {"#![no_std]", "#![forbid(unsafe_code)]"}
        for attribute in sorted(wanted - {line.strip() for line in file.lines}):
            yield f"{file.path}: lacks {attribute}"


def _lines_with(file: SourceFile, pattern: re.Pattern[str], counts: Callable[[str], bool]) -> Breaches:
    for number, line in enumerate(file.lines, 1):
        found = pattern.search(line)
        if found and counts(line):
            yield f"{file.path}:{number}: {found[0]!r}"


RULES = (too_long, unmarked, unwanted_words, machine_paths, registry_hosts, core_purity, core_is_no_std)


def tracked_files(root: Path) -> list[SourceFile]:
    """Every text file that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    files = []
    for path in sorted(set(listed.split("\0")) - {""}):
        if (root / path).is_file():
            try:
                text = (root / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # not a text
            files.append(SourceFile(path, text.splitlines()))
    return files


def main() -> int:
    """Prints the breaches, then the count; a rule is one test."""
    files = tracked_files(ROOT)
    if not files:
        sys.exit("rules.py: git lists no file")
    failed = 0
    for rule in RULES:
        breaches = [breach for file in files for breach in rule(file)]
        failed += bool(breaches)
        if breaches:
            print(f"{rule.__name__}: {(rule.__doc__ or '').strip()}")
        for breach in breaches:
            print(f"  {breach}")
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
