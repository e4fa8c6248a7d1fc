#!/usr/bin/env bash
# scripts/faults.sh [ARGS]: installs the packages as users do and runs tests/faults/run.py, which has the arguments.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests

FAULTS_PYTHON=$("$root/scripts/install-python.sh" "$scratch/venv")
FAULTS_CONSUMER=$("$root/scripts/install-npm.sh" "$scratch")
cp -R "$root/tests/faults/hosts" "$FAULTS_CONSUMER/"
# What is measured is optimised; the quick ones only count.
profile=release folder=release
case " $* " in *" --quick "*) profile=packaging folder=packaging ;; esac
(cd "$root" && cargo build --quiet --profile "$profile" --package snowgauge-faults) >&2
FAULTS_RUST=$target/$folder/snowgauge-faults
export FAULTS_PYTHON FAULTS_CONSUMER FAULTS_RUST

PYTHONPATH=$root/scripts "$venv/bin/python" "$root/tests/faults/run.py" "$@"
