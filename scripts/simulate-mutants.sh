#!/usr/bin/env bash
# scripts/simulate-mutants.sh: plants bugs in a copy of the outbox, and sees the simulations find each (see tests/simulation).
source "$(dirname "$0")/lib.sh"

cd "$root"
make_scratch
git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from - | tar --extract --directory "$scratch"
# A target folder of its own, beside the usual one: what is built here is wrong on purpose.
CARGO_TARGET_DIR=$target/mutants python3 tests/simulation/mutants.py "$scratch"
