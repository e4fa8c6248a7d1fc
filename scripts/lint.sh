#!/usr/bin/env bash
# scripts/lint.sh [--fix]: style of the Python and shell files. With --fix it formats the Python ones and mends what ruff can.
source "$(dirname "$0")/lib.sh"
cd "$root"
PATH=$venv/bin:$PATH

if [ "${1:-}" = --fix ]; then
    ruff format --quiet .
    exec ruff check --quiet --fix --output-format concise .
fi

check "ruff check" ruff check --quiet --output-format concise .
check "ruff format" ruff format --check .
check "types of the test tools" mypy --strict --no-error-summary --cache-dir "$target/mypy" tests/run.py scripts/rules.py scripts/third_party.py tests/bench/instructions.py
check "types of the report and of its true answers" env MYPYPATH=scripts:tests/questions \
    mypy --strict --no-error-summary --cache-dir "$target/mypy" -p report -p answers -p history
check "types of the fault suite" env MYPYPATH=scripts:tests/faults \
    mypy --strict --no-error-summary --cache-dir "$target/mypy" tests/faults/run.py
check "shellcheck" shellcheck --external-sources --source-path=SCRIPTDIR scripts/*.sh examples/*/*.sh .ci/run
close_checks
