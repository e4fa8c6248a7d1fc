#!/usr/bin/env bash
# scripts/test-readme.sh: runs every code block of the README files against the packages as users install them, and a
# local collector that judges what they send.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests

PYTHON=$("$root/scripts/install-python.sh" "$scratch/venv")
add_python_tools "$PYTHON"
CONSUMER=$("$root/scripts/install-npm.sh" "$scratch")
PREFIX=$scratch/prefix
"$root/scripts/c-library.sh" "$PREFIX"
(cd "$root" && cargo build --quiet --profile packaging --package snowgauge-cli) >&2
SNOWGAUGE_BIN=$target/packaging
export PYTHON CONSUMER PREFIX SNOWGAUGE_BIN
# A fixed place for the Rust blocks, so that their dependencies are compiled once.
export RUST_BLOCKS=$target/readme

PYTHONPATH=$root/scripts "$venv/bin/python" "$root/tests/readme/run.py"
