#!/usr/bin/env bash
# scripts/test-python.sh [PYTEST ARGS]: installs the wheel into an empty environment and tests that copy: its hints, its
# stubs, and bindings-python/tests, from a folder outside the source tree.
source "$(dirname "$0")/lib.sh"
make_scratch
tell_tests
python=$("$root/scripts/install-python.sh" "$scratch/venv")

# A copy, so that no test can reach the sources beside it by accident.
mkdir "$scratch/suite"
cp -R "$root/bindings-python/tests" "$root/bindings-python/pyproject.toml" "$scratch/suite/"
cd "$scratch/suite"
export PYTHONDONTWRITEBYTECODE=1

check "imports with nothing else installed" "$python" -c 'import snowgauge'
check "is the installed copy" "$python" -c \
    'import snowgauge, sys; sys.exit(not snowgauge.__file__.startswith(sys.prefix))'
add_python_tools "$python"
check "the installed hints are strict" "$python" -m mypy --strict --no-error-summary --package snowgauge
check "the stubs say what the module does" "$python" -m mypy.stubtest snowgauge

pytest_result=0
"$python" -m pytest -q -p no:cacheprovider "$@" tests || pytest_result=$?
close_checks
exit "$pytest_result"
