#!/usr/bin/env bash
# scripts/test-questions.sh [PYTEST ARGS]: sends histories through encoder, tracker and collector into a store, and compares
# what the SQL of schemas/questions answers with what is computed from the histories themselves.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests
python=$("$root/scripts/install-python.sh" "$scratch/venv")
add_python_tools "$python"

cd "$root/tests/questions"
export PYTHONDONTWRITEBYTECODE=1
"$python" -m pytest -q -p no:cacheprovider "$@" .
