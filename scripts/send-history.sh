#!/usr/bin/env bash
# scripts/send-history.sh COLLECTOR [OPTIONS]: sends generated events with the Python tracker, as the wheel has it; the
# options are those of tests/questions/tell.py.
source "$(dirname "$0")/lib.sh"
make_scratch

say "building the wheel ..."
python=$("$root/scripts/install-python.sh" "$scratch/venv")
PYTHONDONTWRITEBYTECODE=1 "$python" "$root/tests/questions/tell.py" "$@"
