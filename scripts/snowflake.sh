#!/usr/bin/env bash
# scripts/snowflake.sh: gives an emulator of Snowflake the views and the questions, and compares its answers with the true ones.
# The emulator has an environment of its own, as it needs another sqlglot than the tests.
source "$(dirname "$0")/lib.sh"

requirements=$root/tests/questions/emulated/requirements.txt
emulator=$target/snowflake
if [ "$(cat "$emulator/.stamp" 2>/dev/null)" != "$(sha256sum <"$requirements")" ]; then
    say "installing the emulator, 100 MB ..."
    "$venv/bin/python" -m venv --clear "$emulator"
    "$emulator/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
    sha256sum <"$requirements" >"$emulator/.stamp"
fi
tell_tests
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/tests/questions:$root/scripts
"$emulator/bin/python" "$root/tests/questions/emulated/run.py"
