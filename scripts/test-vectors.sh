#!/usr/bin/env bash
# scripts/test-vectors.sh: the vectors are what their generators make, and the recorded verdicts are about the corpus.
source "$(dirname "$0")/lib.sh"
cd "$root"

check "the golden vectors" "$venv/bin/python" tests/vectors/generate.py --check
check "the verdicts" "$venv/bin/python" tests/conformance/run.py --check
close_checks
