#!/usr/bin/env python3
"""Prints the licences of the crates that are linked into a package: those who pass it on have to pass them on, too.

Usage: third_party.py PACKAGE [OPTION]..., options being those of cargo tree, such as --no-default-features. Fails for a
crate that comes without the text of its licence.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BEGINNINGS = ("LICEN", "COPYING", "NOTICE")


def main() -> None:
    """Prints them crate by crate, in the order of their names."""
    package, *options = sys.argv[1:]
    linked = _linked(package, options)
    crates = [crate for crate in _crates() if crate["source"] and f"{crate['name']} v{crate['version']}" in linked]
    print("Rust's standard library is in it, too: MIT OR Apache-2.0, as are most of these.\n")
    for crate in sorted(crates, key=lambda crate: (crate["name"], crate["version"])):
        texts = _texts(Path(crate["manifest_path"]).parent)
        if not texts:
            sys.exit(f"third_party.py: {crate['name']} {crate['version']} has no licence's text")
        print(f"{'=' * 80}\n{crate['name']} {crate['version']}: {crate['license']}\n{'=' * 80}\n")
        print("\n\n".join(texts) + "\n")


def _linked(package: str, options: list[str]) -> set[str]:
    """Name and version of each crate that becomes part of the package; macros and build scripts do not."""
    edges = "normal,no-proc-macro"
    tree = _cargo("tree", "--prefix", "none", "--edges", edges, "--format", "{p}", "--package", package, *options)
    return {" ".join(line.split()[:2]) for line in tree.splitlines()}


def _crates() -> list[dict[str, str]]:
    told = _told("rustc", "-vV")
    host = next(line.removeprefix("host: ") for line in told.splitlines() if line.startswith("host: "))
    # For this platform alone: the crates of others need not be here.
    return list(json.loads(_cargo("metadata", "--format-version", "1", "--filter-platform", host))["packages"])


def _cargo(*arguments: str) -> str:
    return _told("cargo", arguments[0], "--locked", *arguments[1:])


def _told(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def _texts(folder: Path) -> list[str]:
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name.upper().startswith(_BEGINNINGS))
    return [file.read_text("utf-8").strip() for file in files]


if __name__ == "__main__":
    main()
