#!/usr/bin/env bash
# scripts/test-runner.sh: tests the test tools: that they count right and can fail.
source "$(dirname "$0")/lib.sh"
cd "$root"
PYTHONPATH=tests:tests/readme:scripts exec "$venv/bin/python" -m pytest -q -p no:cacheprovider tests/runner/tests
