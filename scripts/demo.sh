#!/usr/bin/env bash
# scripts/demo.sh: starts the local collector, runs every examples/*/run.sh against it, and shows what arrived.
source "$(dirname "$0")/lib.sh"
make_scratch

say "building the collector and the packages ..."
tell_tests
# What the examples find: the wheel, the npm package and the C library as users install them.
PYTHON=$("$root/scripts/install-python.sh" "$scratch/venv")
add_python_tools "$PYTHON"
CONSUMER=$("$root/scripts/install-npm.sh" "$scratch")
PREFIX=$scratch/prefix
"$root/scripts/c-library.sh" "$PREFIX"
export PYTHON CONSUMER PREFIX
"$venv/bin/python" "$root/scripts/demo.py"
