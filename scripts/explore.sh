#!/usr/bin/env bash
# scripts/explore.sh [OPTIONS]: starts the local collector and feeds it events until Ctrl-C; scripts/explore.py has the options.
source "$(dirname "$0")/lib.sh"
make_scratch

missing=$("$root/scripts/have.sh" rust venv) || die "$missing"
say "building the collector and the wheel ..."
tell_tests
python=$("$root/scripts/install-python.sh" "$scratch/venv")
PYTHONDONTWRITEBYTECODE=1 "$python" "$root/scripts/explore.py" "$@"
